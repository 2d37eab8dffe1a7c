"""The assignments of a course, found and read from their sources, their releases, their banks and their rubrics.

Sources are private (solutions, hidden tests, keys); what a student may see is the release. Both are found in a course
folder of nbgrader (`source/`, `release/`, with the banks in `questions/`) or in this project (`instructor/`,
`exercises/`).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from declaration import graded
from declaration.authoring import rubrics
from declaration.grading.assignment import Assignment, Cell
from declaration.grading.sandbox import plan as plans
from declaration.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from declaration.authoring.rubrics import Rubric

_RECORDED = re.compile(r"""RecordedQuiz\(\s*["']([^"']+)["']""")
_QUIZ = "quiz-"


class BadAssignment(RuntimeError):
    """An assignment that cannot be graded; the message names file, cell and remedy."""


@dataclass(frozen=True)
class Files:
    """Where an assignment's source and release stand, and the folder of its banks; rubrics stand beside that."""

    source: Path
    release: Path
    banks: Path


def find(course: Path) -> dict[str, Files]:
    """Return the assignments of this course folder, by name; those of the project, if it has none of its own."""
    own = course / "source"
    if own.is_dir():
        sources, releases, banks = own, course / "release", course / "questions"
    else:
        instructor = ROOT / "instructor"
        sources, releases, banks = instructor / "assignments", ROOT / "exercises", instructor / "questions"
    found = sorted(path for path in sources.glob("*/*.ipynb") if path.stem == path.parent.name)
    return {path.stem: Files(path, releases / path.stem / path.name, banks) for path in found}


def load(name: str, files: Files) -> Assignment:
    """Return this assignment.

    Raises:
        BadAssignment: if source and release do not fit, or a quiz has no bank; the message says what to do.
        bank_nodes.BadBank: if a bank or the rubric has faults.
    """
    if not files.release.exists():
        raise BadAssignment(f"{files.release}: there is no release of {name}. Run 'make release' first.")
    source, release = _read(files.source), _read(files.release)
    private = {mark["grade_id"]: cell for cell in source["cells"] if (mark := _mark(cell))}
    cells = []
    for cell in release["cells"]:
        if mark := _mark(cell):
            grade_id = mark["grade_id"]
            if grade_id not in private:
                raise BadAssignment(f"{files.release}: cell {grade_id} is not in the source. Run 'make release' again.")
            cells.append(_cell(cell, mark, _text(private.pop(grade_id)), files))
    if private:
        missing = ", ".join(private)
        raise BadAssignment(f"{files.release}: {missing} of the source is not in it. Run 'make release' again.")
    banks = {}
    for quiz in {cell.quiz for cell in cells if cell.kind == "quiz"}:
        path = files.banks / f"{quiz}.yml"
        if not path.exists():
            raise BadAssignment(f"{files.source}: its quiz {quiz} has no bank. Write {path}.")
        banks[quiz] = graded.load(quiz, files.banks)
    released = tuple(dict(cell, source=_text(cell)) for cell in release["cells"])
    kernel = release["metadata"].get("kernelspec", {})
    return Assignment(name, tuple(cells), released, banks, kernel, _rubric(name, files, cells))


def plan(source: Path) -> plans.Plan:
    """Return the tests of this source notebook, with what they expect; the instructor's code runs here, once.

    Raises:
        verdict.BadTestCell: if a test cell cannot be graded; the message names file, cell, line and remedy.
    """
    return plans.read(_read(source), source.name)


def _rubric(name: str, files: Files, cells: list[Cell]) -> Rubric | None:
    path = files.banks.with_name("rubrics") / f"{name}.yml"
    if not path.exists():
        return None
    rubric = rubrics.read(path)
    texts = {cell.name: cell.points for cell in cells if cell.kind == "writing"}
    if texts.get(rubric.cell) != rubric.points:
        raise BadAssignment(
            f"{path}: it gives {rubric.points} points for the cell {rubric.cell}, and {files.source.name} has "
            f"{texts or 'no text that is marked by hand'}. Make both the same, and run 'make release' again."
        )
    return rubric


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _text(cell: dict[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _mark(cell: dict[str, Any]) -> dict[str, Any] | None:
    mark = cell["metadata"].get("nbgrader")
    return mark if mark and (mark.get("grade") or mark.get("solution") or mark.get("locked")) else None


def _cell(cell: dict[str, Any], mark: dict[str, Any], private: str, files: Files) -> Cell:
    name, grade, solution = mark["grade_id"], mark.get("grade"), mark.get("solution")
    if mark.get("task"):
        raise BadAssignment(f"{files.source}: {name} is a task cell. Make it a Markdown cell that is graded by hand.")
    source = _text(cell)
    if grade and solution:
        kind = "writing"
    elif solution:
        kind = "answer"
    elif grade:
        kind = "quiz" if name.startswith(_QUIZ) else "tests"
    else:
        kind = "setup"
    quiz = ""
    if kind == "quiz":
        found = _RECORDED.search(source)
        quiz = found[1] if found else name.removeprefix(_QUIZ)
    points = float(mark.get("points") or 0) if grade else 0.0
    return Cell(name, kind, cell["cell_type"], cell.get("id", name), source, cell["metadata"], private, points, quiz)
