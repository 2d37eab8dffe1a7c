"""Answers on disk and in a notebook: what is written is read again; what is odd is refused with file and remedy."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declaration import answers
from declaration.answers import BadAnswers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
GIVEN = st.dictionaries(TEXTS, st.lists(TEXTS, max_size=5), max_size=5)
unhurried = settings(deadline=None)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def whole(**fields: Any) -> str:
    return json.dumps({"schema": 1, "quiz": "q", "answers": {"a": ["b"]}, **fields})


def notebook(*copies: object) -> dict[str, Any]:
    outputs = [{"output_type": "display_data", "data": {answers.MIME: copy}} for copy in copies]
    return {"cells": [{"cell_type": "code", "outputs": [output]} for output in outputs]}


def outcome(call: Callable[[], answers.Answers | None]) -> tuple[answers.Answers | None, str]:
    """Return what the call gives and the message with which it refuses; anything else that it raises is a fault."""
    try:
        return call(), ""
    except BadAnswers as error:
        return None, str(error)


@unhurried  # every example waits for the disk
@given(GIVEN)
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, given: dict[str, list[str]]) -> None:
    file = answers.path(tmp_path_factory.mktemp("answers"), "section-1")
    answers.write(file, "section-1", given)
    assert answers.read(file).quiz == "section-1"
    assert answers.read(file).answers == {question: tuple(chosen) for question, chosen in given.items() if chosen}
    assert [each.name for each in file.parent.iterdir()] == ["section-1.answers.json"]


@unhurried
@given(JSON | st.text() | st.binary())
def test_whatever_is_read_gives_answers_or_a_message(content: object) -> None:
    raw = content if isinstance(content, (str, bytes)) else json.dumps(content)
    found, told = outcome(lambda: answers.parse(raw, "x.answers.json"))
    assert found is not None or told.startswith("x.answers.json: ")
    if found is not None:
        again = answers.parse(answers.text(found.quiz, found.answers), "again")
        assert again.answers == {question: chosen for question, chosen in found.answers.items() if chosen}


@unhurried
@given(JSON)
def test_whatever_stands_in_a_notebook_gives_answers_none_or_a_message(odd: Any) -> None:
    for held in (odd, {"cells": odd}, {"cells": [odd]}, {"cells": [{"outputs": odd}]}, {"cells": [{"outputs": [odd]}]}):
        assert answers.embedded(held, "q") is None
    found, told = outcome(lambda: answers.embedded(notebook(odd), "q"))
    assert found is None
    assert not told or told.startswith("the copy of the answers in the notebook: ")


NOT_ANSWERS = {
    "empty": "",
    "no JSON": "{",
    "two values": whole() + whole(),
    "a list": "[]",
    "a text": '"answers"',
    "a field too many": whole(points=9),
    "no quiz": json.dumps({"schema": 1, "answers": {}}),
    "a quiz without a name": whole(quiz=""),
    "a later schema": whole(schema=2),
    "true for one": whole(schema=True),
    "one as a fraction": '{"schema": 1.0, "quiz": "q", "answers": {}}',
    "a giant number": '{"schema": 1' + "0" * 9000 + "}",
    "not a number": '{"schema": NaN}',
    "an infinite number": '{"schema": -Infinity}',
    "a name twice": '{"schema": 1, "quiz": "q", "answers": {"a": ["b"], "a": ["c"]}}',
    "nested deep": "[" * 100_000,
    "nested deep in objects": '{"a":' * 40_000,
    "answers in a list": whole(answers=[["a", "b"]]),
    "an answer that is no list": whole(answers={"a": "b"}),
    "an answer that holds a number": whole(answers={"a": [1]}),
    "an answer that holds a list": whole(answers={"a": [["b"]]}),
    "an answer that holds nothing": whole(answers={"a": [None]}),
    "half a character": whole(answers={"a": ["\ud800"]}),
    "half a character as a name": whole(answers={"\udfff": []}),
    "NUL": whole(answers={"a": ["\0"]}),
    "too many questions": whole(answers={str(number): [] for number in range(answers.QUESTIONS + 1)}),
    "too many strings": whole(answers={"a": ["b"] * (answers.STRINGS + 1)}),
    "too long a string": whole(answers={"a": ["b" * (answers.CHARACTERS + 1)]}),
    "too large": whole(answers={"a": ["b"]}) + " " * answers.LIMIT,
    "Latin-1": whole().encode()[:-1] + b"\xe9}",
    "UTF-16": whole().encode("utf-16"),
}


@pytest.mark.parametrize("content", NOT_ANSWERS.values(), ids=NOT_ANSWERS)
def test_what_is_not_answers_is_refused_with_the_file_and_a_remedy(content: str | bytes, tmp_path: Path) -> None:
    file = tmp_path / "section-1.answers.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    with pytest.raises(BadAnswers, match=r"(?s)^section-1\.answers\.json: .+\. [A-Z].+\.$"):
        answers.read(file)


def test_too_large_is_not_called_something_else() -> None:
    with pytest.raises(BadAnswers, match=r"^mine: it is larger than 256 kB\. Shorten"):
        answers.parse(str(NOT_ANSWERS["too large"]), "mine")


@pytest.mark.parametrize("size", [answers.CHARACTERS, 1])
def test_the_largest_that_is_allowed_is_read(size: int) -> None:
    given = {"a": ["b" * size], **{str(number): ["c"] * answers.STRINGS for number in range(20)}}
    assert answers.parse(answers.text("q", given), "x").answers["a"] == ("b" * size,)


def test_a_byte_order_mark_of_an_editor_is_no_fault() -> None:
    assert answers.parse(whole().encode("utf-8-sig"), "x").answers == {"a": ("b",)}


def test_no_file_is_told_from_a_bad_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        answers.read(tmp_path / "none.answers.json")


def test_a_link_a_folder_and_a_pipe_are_not_followed(tmp_path: Path) -> None:
    answers.write(tmp_path / "other", "q", {"a": ["b"]})
    (tmp_path / "link").symlink_to(tmp_path / "other")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "folder", "pipe"):
        with pytest.raises(BadAnswers, match=f"^{name}: it is not a regular file"):
            answers.read(tmp_path / name)


@pytest.mark.parametrize("bad", [{"a": ["\0"]}, {"a": ["\ud800"]}, {"a": ["b" * 20_001]}, {"a": ["b" * 20_000] * 20}])
def test_what_could_not_be_read_again_is_not_written(tmp_path: Path, bad: dict[str, list[str]]) -> None:
    file = tmp_path / "q.answers.json"
    answers.write(file, "q", {"a": ["b"]})
    with pytest.raises(BadAnswers):
        answers.write(file, "q", bad)
    assert answers.read(file).answers == {"a": ("b",)}


def test_others_can_read_the_file(tmp_path: Path) -> None:
    answers.write(tmp_path / "q.answers.json", "q", {})
    assert stat.S_IMODE((tmp_path / "q.answers.json").stat().st_mode) & stat.S_IROTH


def test_a_write_that_fails_half_way_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "q.answers.json"
    answers.write(file, "q", {"a": ["b"]})
    # The system itself refuses the ninth byte, as it would on a full disk.
    program = (
        "import resource, sys\nfrom pathlib import Path\nfrom declaration import answers\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (8, 8))\n"
        "try:\n    answers.write(Path(sys.argv[1]), 'q', {'a': ['c']})\nexcept OSError:\n    sys.exit(7)\n"
    )
    command = [sys.executable, "-B", "-c", program, str(file)]
    assert subprocess.run(command, check=False).returncode == 7
    assert answers.read(file).answers == {"a": ("b",)}
    assert list(tmp_path.iterdir()) == [file]


def test_the_copy_in_a_notebook_is_found_by_its_quiz() -> None:
    held = notebook(json.loads(whole()), json.loads(whole(quiz="other")))
    assert answers.embedded(held, "q") == answers.Answers("q", {"a": ("b",)})
    assert answers.embedded(held, "third") is None
    assert answers.embedded({"cells": [{"cell_type": "markdown"}]}, "q") is None


def test_of_two_copies_the_last_counts_and_a_bad_one_beside_a_good_one_does_not() -> None:
    held = notebook(json.loads(whole()), json.loads(whole(answers={"a": ["c"]})), {"schema": 99}, "{")
    assert answers.embedded(held, "q") == answers.Answers("q", {"a": ("c",)})


@pytest.mark.parametrize("copy", [whole(), whole().splitlines(keepends=True)])
def test_a_copy_that_was_saved_as_text_is_read(copy: object) -> None:
    assert answers.embedded(notebook(copy), "q") == answers.Answers("q", {"a": ("b",)})


def test_a_bad_copy_alone_is_told() -> None:
    with pytest.raises(BadAnswers, match=r"the copy of the answers in s\.ipynb: its schema is not 1"):
        answers.embedded(notebook(json.loads(whole(schema=3))), "q", "s.ipynb")
