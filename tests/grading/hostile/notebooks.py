"""Cases of notebooks that are put right: copied, split, deleted and retyped cells, lost and false metadata."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import nbformat
import toy

from declaration.answers import MIME
from declaration.grading.model import Status
from hostile.archives import folder
from hostile.case import FULL, Case, aside

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

QUIZ, DOUBLE, GREET = 4.0, 6.0, 4.0


def changed(change: Callable[[dict[str, Any]], None], **given: str) -> Callable[[Path, str], None]:
    """Hand in a notebook after a change."""

    def contents() -> dict[str, bytes]:
        notebook = toy.work(**given)  # type: ignore[arg-type]
        change(notebook)
        return toy.files(notebook)

    return folder(contents)


def cells(change: Callable[[list[dict[str, Any]]], None], **given: str) -> Callable[[Path, str], None]:
    """Hand in a notebook after a change to its list of cells."""
    return changed(lambda notebook: change(notebook["cells"]), **given)


def written(essay: str) -> Callable[[Path, str], None]:
    """Hand in a notebook with this text."""
    return folder(lambda: toy.files(toy.work(essay=essay)))


def place(found: list[dict[str, Any]], cell_id: str) -> int:
    """The place of a cell."""
    return next(number for number, cell in enumerate(found) if cell.get("id") == cell_id)


def cell(change: Callable[[dict[str, Any]], None], *ids: str, **given: str) -> Callable[[Path, str], None]:
    """Hand in a notebook after a change to these cells, or to all."""

    def all_of_them(found: list[dict[str, Any]]) -> None:
        for each in found:
            if not ids or each["id"] in ids:
                change(each)

    return cells(all_of_them, **given)


def _old_and_large() -> dict[str, bytes]:
    """Format 3 takes time to be converted, for each output."""
    code = {"cell_type": "code", "input": "1", "language": "python", "outputs": [{"output_type": "pyout"}] * 30_000}
    notebook = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": [code]}]}
    return {"toy.ipynb": json.dumps(notebook).encode()}


def _tests_first(found: list[dict[str, Any]]) -> None:
    """Run the tests before there is what they need, in a cell of the student's own that is nothing but released."""
    found.insert(0, found[place(found, "greet-tests")] | {"id": "own", "metadata": {}})


def _twice(cell_id: str, source: str | None = None) -> Callable[[list[dict[str, Any]]], None]:
    def change(found: list[dict[str, Any]]) -> None:
        at = place(found, cell_id)
        copy = json.loads(json.dumps(found[at])) | {"id": f"{cell_id}-again"}
        found.insert(at + 1, copy if source is None else copy | {"source": source})

    return change


def _without(*ids: str) -> Callable[[list[dict[str, Any]]], None]:
    def change(found: list[dict[str, Any]]) -> None:
        found[:] = [each for each in found if each["id"] not in ids]

    return change


def _split(cell_id: str, at: int) -> Callable[[list[dict[str, Any]]], None]:
    def change(found: list[dict[str, Any]]) -> None:
        number = place(found, cell_id)
        first = found[number]
        second = json.loads(json.dumps(first)) | {"id": "half", "source": first["source"][at:]}
        first["source"] = first["source"][:at]
        found.insert(number + 1, second)

    return change


def _text_elsewhere(found: list[dict[str, Any]]) -> None:
    source = "I advise the delegation to strike the words, " + "for reasons that I give here at some length. " * 5
    found.append({"cell_type": "markdown", "id": "mine", "metadata": {}, "source": source})


def _schema(version: object) -> Callable[[dict[str, Any]], None]:
    def change(each: dict[str, Any]) -> None:
        if "nbgrader" in each["metadata"]:
            each["metadata"]["nbgrader"]["schema_version"] = version

    return change


def _old(each: dict[str, Any]) -> None:
    """Make metadata as nbgrader's first version wrote them: points as text, and less of everything."""
    if mark := each["metadata"].get("nbgrader"):
        for name in ("schema_version", "task", "cell_type", "checksum"):
            mark.pop(name, None)


def _version_3() -> bytes:
    old = nbformat.convert(nbformat.from_dict(toy.work()), 3)
    return json.dumps(old).encode()


def _no_ids(found: list[dict[str, Any]]) -> None:
    for each in found:
        del each["id"]


def _bare(found: list[dict[str, Any]]) -> None:
    for each in found:
        each["metadata"] = {}
        each["id"] = ""


def _embedded(notebook: dict[str, Any], content: object) -> None:
    quiz = notebook["cells"][place(notebook["cells"], "quiz-toy")]
    quiz["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": {MIME: content}}]


def _notebook_alone() -> dict[str, bytes]:
    notebook = toy.work()
    _embedded(notebook, json.loads(toy.answers()))
    return {"toy.ipynb": json.dumps(notebook).encode()}


def _file_damaged() -> dict[str, bytes]:
    return _notebook_alone() | {"toy.answers.json": b'{"schema": 1, "quiz": "toy", "answ'}


def answers(content: bytes) -> Callable[[Path, str], None]:
    return folder(lambda: toy.files() | {"toy.answers.json": content})


CASES = (
    Case("copied-tests", cells(_twice("double-tests")), told="double-tests stood there 2 times"),
    Case("copied-answer", cells(_twice("double")), told="answer double stood there 2 times"),
    Case("copied-empty-answer", cells(_twice("double", "")), told="answer double stood there 2 times"),
    Case(
        "answered-twice",
        cells(_twice("double", toy.DOUBLE + "  # again")),
        told="double stood there 2 times; all were run",
    ),
    Case("copied-text", cells(_twice("writing")), told="answer writing stood there 2 times"),
    Case("split-answer", cells(_split("double", 20)), told="double was split"),
    Case("split-text", cells(_split("writing", 40)), told="writing was split"),
    Case("split-tests", cells(_split("double-tests", 60)), told="double-tests stood there 2 times"),
    Case(
        "deleted-tests",
        cells(_without("double-tests", "greet-tests")),
        told="double-tests was deleted; it was put back",
    ),
    Case("deleted-setup", cells(_without("setup")), told="setup was deleted"),
    Case("deleted-quiz", cells(_without("quiz-toy")), told="quiz-toy was deleted"),
    Case(
        "deleted-answer",
        cells(_without("double")),
        score=FULL - DOUBLE,
        told="double was deleted; it counts as not answered",
    ),
    Case(
        "deleted-text", cells(_without("writing")), Status.GRADED, told="writing was deleted; it counts as not answered"
    ),
    Case(
        "changed-tests",
        cell(lambda each: each.update(source="task.points = 6"), "double-tests"),
        told="double-tests was changed",
    ),
    Case(
        "wrong-and-changed-tests",
        cell(lambda each: each.update(source="6.0"), "double-tests", double="def double(n):\n    return 0"),
        score=FULL - DOUBLE * 3 / 4,
        told="double-tests was changed",
    ),
    Case(
        "changed-points",
        cell(lambda each: each["metadata"]["nbgrader"].update(points=400), "double-tests"),
        told="points of double-tests were changed",
    ),
    Case("changed-setup", cell(lambda each: each.update(source="Task = None"), "setup"), told="setup was changed"),
    Case(
        "tests-turned-into-text",
        cell(lambda each: each.update(cell_type="markdown"), "double-tests"),
        told="double-tests had become a markdown cell",
    ),
    Case(
        "answer-turned-into-text",
        cell(lambda each: each.update(cell_type="markdown"), "double"),
        told="double had become a markdown cell",
    ),
    Case(
        "text-turned-into-code",
        cell(lambda each: each.update(cell_type="code"), "writing"),
        told="writing had become a code cell",
    ),
    Case(
        "tests-marked-as-answer", cell(lambda each: each["metadata"]["nbgrader"].update(solution=True), "double-tests")
    ),
    Case("metadata-lost", cell(lambda each: each.update(metadata={})), told="lost its nbgrader metadata"),
    Case("metadata-and-ids-lost", cells(_bare), told="known by what it defines"),
    Case(
        "metadata-of-another-kind",
        cell(lambda each: each.update(metadata={"nbgrader": ["grade"]}), "double"),
        told="double had lost its nbgrader metadata",
    ),
    Case("schema-1", cell(_schema(1)), told="metadata of .*double.* had another version"),
    Case("schema-2", cell(_schema(2)), told="had another version"),
    Case("schema-99", cell(_schema(99)), told="had another version"),
    Case("schema-of-text", cell(_schema("three")), told="had another version"),
    Case("schema-0", cell(_old), told="had another version"),
    Case(
        "format-3", folder(lambda: {"toy.ipynb": _version_3(), "toy.answers.json": toy.answers()}), told="old format 3"
    ),
    Case("ids-missing", cells(_no_ids), told="Some cells had no id"),
    Case("ids-the-same", cell(lambda each: each.update(id="same"))),
    Case(
        "kernel-of-r", changed(lambda notebook: notebook["metadata"]["kernelspec"].update(name="ir")), told="kernel ir"
    ),
    Case("kernel-missing", changed(lambda notebook: notebook.update(metadata=None))),
    Case("another-order", cells(list.reverse), told="put back in the released order"),
    Case(
        "utf-16",
        folder(lambda: {"toy.ipynb": json.dumps(toy.work()).encode("utf-16"), "toy.answers.json": toy.answers()}),
        told="stored as UTF-16",
    ),
    Case(
        "byte-order-mark",
        folder(lambda: {"toy.ipynb": json.dumps(toy.work()).encode("utf-8-sig"), "toy.answers.json": toy.answers()}),
    ),
    Case("half-a-character", written("Half of a character: \ud83d, and so on.")),
    Case(
        "nul-in-code",
        cells(
            lambda found: found.append(
                {"cell_type": "code", "id": "nul", "metadata": {}, "source": "x = '\0'", "outputs": []}
            )
        ),
    ),
    aside("many-small-parts", "too-large", changed(lambda notebook: notebook.update(more=[[]] * 600_000))),
    aside("old-and-many-parts", "too-large", folder(_old_and_large)),
    aside("one-long-cell", "too-large", written("word " * 250_000)),
    Case("blank-with-a-copy-of-the-tests", cells(_tests_first, double="", greet="", essay=""), Status.GRADED, QUIZ),
    Case("outputs-of-nonsense", cell(lambda each: each.update(outputs={"a": [1]}), "double", "double-tests")),
    Case("text-in-another-cell", cells(_text_elsewhere, essay=""), told="a text stands in another cell"),
    Case("script-in-text", written("<script>alert(1)</script> I advise to keep the words.")),
    Case("notebook-alone", folder(_notebook_alone)),
    Case("answers-damaged-copy-whole", folder(_file_damaged), told="answers were read from the notebook"),
    Case(
        "answers-missing", folder(lambda: {"toy.ipynb": toy.files()["toy.ipynb"]}), score=FULL - QUIZ, told="no answers"
    ),
    Case("answers-of-another-quiz", answers(toy.answers(quiz="other")), score=FULL - QUIZ, told="another quiz, other"),
    Case(
        "answers-to-no-question",
        answers(toy.answers(toy.RIGHT | {"no-such": ["x"]})),
        told="not in the quiz were passed over",
    ),
    Case(
        "answers-all-ticked",
        answers(toy.answers({"toy-both": ["one", "two", "three"], "toy-capital": ["right", "wrong"]})),
        score=FULL - QUIZ + 0.5,
    ),
    Case("not-answered", folder(lambda: toy.files(toy.work(double="", greet="", essay=""), {})), Status.GRADED, 0.0),
)
