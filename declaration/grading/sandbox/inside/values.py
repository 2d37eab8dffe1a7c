"""Values on their way out of the sandbox, as plain JSON, encoded by the identity of their types.

None, bool, int, float and str are as in JSON, a list is `[...]`, and others are `{"tuple": [...]}`, `{"set": [...]}`,
`{"frozenset": [...]}`, `{"dict": [[key, value], ...]}`, `{"float": "nan"}`; whatever is no plain value is
`{"type": name}`. `declaration.grading.sandbox.plain` reads them.
"""

from __future__ import annotations

import builtins
from typing import Any

# The functions below keep these; a student who writes over a builtin changes it for their own code only.
globals()["__builtins__"] = dict(vars(builtins))

DEPTH, ITEMS, CHARACTERS, BITS = 40, 20_000, 100_000, 4_000  # of a value: levels, items, characters; of a number
HASHED = 2_000  # items of a set or dictionary: they can be chosen so that each is compared with every other


class _TooMuch(Exception):
    """A value too large or too deep to be sent."""


def encode(value: object) -> Any:  # noqa: ANN401 - JSON
    """Return a value as plain JSON; what is no plain value, or too large a one, as `{"type": name}`."""
    left = [ITEMS, CHARACTERS]
    try:
        return _encode(value, DEPTH, left)
    except _TooMuch:
        return {"type": f"{name_of(type(value))}, too large"}


def _encode(value: Any, depth: int, left: list[int]) -> Any:  # noqa: ANN401 - a table of types
    kind = type(value)
    left[0] -= 1
    left[1] -= len(value) if kind is str else 0
    if depth < 0 or min(left) < 0 or (kind is int and value.bit_length() > BITS):
        raise _TooMuch
    # By identity: a type of the student's own may say that it equals any other.
    if value is None or kind is bool or kind is str or kind is int:
        return value
    if kind is float:
        return value if value - value == 0 else {"float": repr(value)}
    if kind is list:
        return [_encode(item, depth - 1, left) for item in value]
    if (kind is dict or kind is set or kind is frozenset) and len(value) > HASHED:
        raise _TooMuch
    if kind is dict:
        pairs = [[_encode(key, depth - 1, left), _encode(item, depth - 1, left)] for key, item in value.items()]
        return {"dict": pairs}
    for tag, plain in (("tuple", tuple), ("set", set), ("frozenset", frozenset)):
        if kind is plain:
            return {tag: [_encode(item, depth - 1, left) for item in value]}
    return {"type": name_of(kind)}


def name_of(kind: type) -> str:
    """Return the name that this type was made with, shortened."""
    name: Any = vars(type)["__name__"].__get__(kind)  # a metaclass may say something else
    return name[:60] if type(name) is str else "object"
