"""A small course, built by code: one assignment with a quiz, two tasks and a text, its bank, and students' work."""

from __future__ import annotations

import copy
import json
import re
from typing import TYPE_CHECKING, Any

from declaration import graded, questions

if TYPE_CHECKING:
    from pathlib import Path

NAME = "toy"
SALT = "the salt of the toy course, and nobody knows it"
BANK = """
- id: toy-capital
  level: remember
  type: single
  prompt: Which one is right?
  options:
    - {id: right, text: Right, correct: true, feedback: It is.}
    - {id: wrong, text: Wrong, feedback: It is not.}
- id: toy-both
  level: remember
  type: multiple
  prompt: Which ones are right?
  options:
    - {id: one, text: One, correct: true, feedback: It is.}
    - {id: two, text: Two, correct: true, feedback: It is.}
    - {id: three, text: Three, feedback: It is not.}
- id: toy-order
  level: analyse
  type: order
  prompt: Put them in order.
  options:
    - {id: first, text: First, feedback: It comes first.}
    - {id: second, text: Second, feedback: It comes second.}
    - {id: third, text: Third, feedback: It comes third.}
- id: toy-single
  level: remember
  type: single
  prompt: And here?
  options:
    - {id: yes-it-is, text: It is so, correct: true, feedback: It is.}
    - {id: no-it-is-not, text: It is not so, feedback: It is not.}
"""
RIGHT = {
    "toy-capital": ["right"],
    "toy-both": ["one", "two"],
    "toy-order": ["first", "second", "third"],
    "toy-single": ["yes-it-is"],
}
DOUBLE = "def double(number):\n    return 2 * number"
GREET = "def greet(name):\n    return 'Hello, ' + name"
ESSAY = "I advise the delegation to keep the words, because they name a right and say who has it."
_STUB = "raise NotImplementedError  # write your answer in place of this line"
_TESTS = """task = Task("{title}", points={points})
task.check("one", lambda: {call}({one!r}), {one_is!r})
task.check("two", lambda: {call}({two!r}), {two_is!r})
### BEGIN HIDDEN TESTS
task.check("three", lambda: {call}({three!r}), {three_is!r})
task.check("four", lambda: {call}({four!r}), {four_is!r})
### END HIDDEN TESTS
task.points"""


def _cell(kind: str, cell_id: str, source: str, **mark: Any) -> dict[str, Any]:
    metadata: dict[str, Any] = {}
    if mark:
        whole = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
        metadata["nbgrader"] = whole | {"grade_id": cell_id} | mark
    cell = {"cell_type": kind, "id": cell_id, "metadata": metadata, "source": source}
    return cell | {"execution_count": None, "outputs": []} if kind == "code" else cell


def _function(code: str) -> str:
    head, body = code.split("\n", 1)
    return f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"


def source(*, code: bool = True, writing: bool = True) -> dict[str, Any]:
    """The source notebook, with solutions and hidden tests."""
    double = _TESTS.format(
        title="Double",
        points=6,
        call="double",
        one=1,
        one_is=2,
        two=0,
        two_is=0,
        three=-4,
        three_is=-8,
        four=10,
        four_is=20,
    )
    greet = _TESTS.format(
        title="Greet", points=4, call="greet", one="Ana", one_is="Hello, Ana", two="", two_is="Hello, ",
        three="Bo", three_is="Hello, Bo", four="C", four_is="Hello, C",
    )  # fmt: skip
    cells = [
        _cell("markdown", "title", "# A toy exercise\n\nOne quiz, two tasks and a text, for tests of the grader."),
        _cell("code", "setup", "from declaration.tasks import Task\n\nSTEP = 2", locked=True),
        _cell("markdown", "quiz-text", "## Quiz\n\nAnswer the four questions; each counts alike."),
        _cell(
            "code",
            "quiz-toy",
            'from declaration import RecordedQuiz\n\nRecordedQuiz("toy")',
            grade=True,
            locked=True,
            points=4,
        ),
    ]
    if code:
        cells += [
            _cell("markdown", "double-text", "## Task 1: double\n\nWrite a function that doubles a number."),
            _cell("code", "double", _function(DOUBLE), solution=True),
            _cell("code", "double-tests", double, grade=True, locked=True, points=6),
            _cell("code", "try", "# try your function here: take away the sign and run it\n# double(3)"),
            _cell("markdown", "greet-text", "## Task 2: greet\n\nWrite a function that greets somebody by name."),
            _cell("code", "greet", _function(GREET), solution=True),
            _cell("code", "greet-tests", greet, grade=True, locked=True, points=4),
        ]
    if writing:
        answer = "### BEGIN SOLUTION\nA model answer.\n### END SOLUTION"
        cells += [
            _cell("markdown", "writing-text", "## Writing\n\nAdvise the delegation in a few sentences."),
            _cell("markdown", "writing", answer, grade=True, solution=True, points=10),
        ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def release(notebook: dict[str, Any]) -> dict[str, Any]:
    """What students get of a source notebook."""
    made = copy.deepcopy(notebook)
    for cell in made["cells"]:
        stub = _STUB if cell["cell_type"] == "code" else "*Write your answer here.*"
        text = re.sub(r"### BEGIN SOLUTION\n.*?### END SOLUTION", stub, cell["source"], flags=re.DOTALL)
        cell["source"] = re.sub(r"### BEGIN HIDDEN TESTS\n.*?### END HIDDEN TESTS\n", "", text, flags=re.DOTALL)
    return made


def course(folder: Path, *, code: bool = True, writing: bool = True) -> Path:
    """Write the course folder, as nbgrader lays it out, and return it."""
    write_source(folder, source(code=code, writing=writing))
    (folder / "questions").mkdir()
    (folder / "questions" / f"{NAME}.yml").write_text(BANK, encoding="utf-8")
    (folder / "questions" / "salt.txt").write_text(SALT, encoding="utf-8")
    return folder


def write_source(folder: Path, notebook: dict[str, Any]) -> None:
    """Write a source and its release into the course folder."""
    for room, made in (("source", notebook), ("release", release(notebook))):
        path = folder / room / NAME / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(made), encoding="utf-8")


def work(
    *, double: str = DOUBLE, greet: str = GREET, essay: str = ESSAY, code: bool = True, writing: bool = True
) -> dict[str, Any]:
    """A student's notebook, complete and right unless told otherwise; an empty answer is one that was not given."""
    made = release(source(code=code, writing=writing))
    given = {"double": double, "greet": greet, "writing": essay}
    for cell in made["cells"]:
        if answer := given.get(cell["id"]):
            cell["source"] = answer
    return made


def _known_to_students() -> dict[tuple[str, str], str]:
    """The ids of options as students know them, by question and the author's id."""
    bank = questions.parse(BANK)
    pairs = zip(bank.questions, graded.disguised(bank, SALT).questions, strict=True)
    return {
        (question.id, option.id): other.id
        for question, same in pairs
        for option, other in zip(question.options, same.options, strict=True)
    }


def answers(given: dict[str, list[str]] | None = None, quiz: str = NAME) -> bytes:
    """The answers file of a student, all right unless told otherwise; options by the author's ids."""
    known = _known_to_students()
    chosen = {
        question: [known.get((question, option), option) for option in options]
        for question, options in (RIGHT if given is None else given).items()
    }
    return json.dumps({"schema": 1, "quiz": quiz, "answers": chosen}).encode()


def files(notebook: dict[str, Any] | None = None, given: dict[str, list[str]] | None = None) -> dict[str, bytes]:
    """The files of a submission, complete and right unless told otherwise."""
    made = json.dumps(work() if notebook is None else notebook).encode()
    return {f"{NAME}.ipynb": made, f"{NAME}.answers.json": answers(given)}


def hand_in(place: Path, contents: dict[str, bytes]) -> Path:
    """Write the files of a submission into a folder."""
    for name, content in contents.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return place
