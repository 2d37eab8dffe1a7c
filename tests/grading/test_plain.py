"""Values on their way out of the sandbox: what goes in comes out, with its types; what was made up is refused."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declaration.grading.sandbox import plain
from declaration.grading.sandbox.inside.values import HASHED, encode

ATOMS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
HASHABLE = st.recursive(ATOMS, lambda inner: st.tuples(inner, inner) | st.frozensets(inner, max_size=3), max_leaves=5)
VALUES = st.recursive(
    HASHABLE,
    lambda inner: st.lists(inner) | st.tuples(inner) | st.sets(HASHABLE) | st.dictionaries(HASHABLE, inner),
    max_leaves=20,
)


@given(VALUES)
def test_a_plain_value_comes_out_as_it_went_in(value: Any) -> None:
    found = plain.decode(json.loads(json.dumps(encode(value))))
    assert found == value
    assert type(found) is type(value)
    assert plain.is_plain(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), -0.0, 10**1000])
def test_odd_numbers_come_out(value: float) -> None:
    assert repr(plain.decode(json.loads(json.dumps(encode(value))))) == repr(value)


@pytest.mark.parametrize("value", [object(), b"x", [1, {2: object}], 1 << 9_000, "x" * 10**6, [0] * 10**6])
def test_what_is_not_plain_or_too_large_is_named_by_its_type(value: object) -> None:
    assert not plain.is_plain(value)
    assert json.dumps(encode(value)).count('"type":') == 1


def test_a_value_is_shown_as_python_writes_it_and_sets_in_one_order_at_every_run() -> None:
    value = {"a": [(1,), ()], "b": {"y", "x", frozenset({2, 1})}, 3: set(), 4: plain.Other("Word")}
    assert plain.shown(value) == "{'a': [(1,), ()], 'b': {'x', 'y', frozenset({1, 2})}, 3: set(), 4: a Word}"


@pytest.mark.parametrize(
    "encoded",
    [
        {},
        {"set": [[1]]},
        {"dict": [[1]]},
        {"dict": [[[], 1]]},
        {"dict": 1},
        {"tuple": "ab"},
        {"float": "1e5"},
        {"type": 3},
        {"list": []},
        {"tuple": [], "set": []},
        {"tuple": [{"nothing": []}]},
    ],
)
def test_what_the_runner_never_sends_is_refused(encoded: object) -> None:
    with pytest.raises(plain.NotPlain):
        plain.decode(encoded)


def test_what_is_too_deep_is_refused() -> None:
    nested: list[Any] = []
    for _ in range(500):
        nested = [nested]
    with pytest.raises(plain.NotPlain):
        plain.decode(nested)


@pytest.mark.parametrize("body", [b"", b"[]", b"7", b"{", b"\xff", b"[" * 100_000, b'{"n": ' + b"9" * 10_000 + b"}"])
def test_a_message_that_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(plain.NotPlain):
        plain.message(body)


@pytest.mark.parametrize("kind", ["set", "frozenset", "dict"])
def test_numbers_that_all_collide_are_not_put_together(kind: str) -> None:
    same = [(2**61 - 1) * number for number in range(HASHED + 1)]
    with pytest.raises(plain.NotPlain):
        plain.decode({kind: [[number, 0] for number in same] if kind == "dict" else same})
    values = {"set": set(same), "frozenset": frozenset(same), "dict": dict.fromkeys(same)}
    assert not plain.is_plain(values[kind])
