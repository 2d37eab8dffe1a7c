"""What a source of an assignment must be before anything is made of it: complete, gradable, and without answers.

`check(source)` raises `BadSource` with everything that is wrong. What is checked here is what would otherwise go wrong
silently, in front of a class: an instructor's answers that are handed out, a quiz without a bank, points that do not
add up.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from declaration import graded, questions
from declaration.authoring import rubrics
from declaration.bank_nodes import BadBank
from declaration.grading.sandbox import verdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nbformat import NotebookNode

_TOTAL = re.compile(r"^\| *All.*?\| *(\d+) *\|", re.MULTILINE)


class BadSource(RuntimeError):
    """A source that must not be released; the message names the file, each fault, and its remedy."""


def check(notebook: NotebookNode, source: Path) -> None:
    """Do nothing if the assignment in this notebook can be released.

    Raises:
        BadSource: if not; the message lists every fault.
    """
    marks = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells if "nbgrader" in cell.metadata}
    faults = [*_strays(source), *_quiz(marks, source.stem), *_tests(marks), *_writing(marks, source.stem)]
    faults += _total(notebook, marks)
    if faults:
        raise BadSource("\n".join(f"{source.name}: {fault}" for fault in faults))


def _strays(source: Path) -> Iterator[str]:
    """Complain of what a student would get with the notebook: nbgrader hands out the whole folder."""
    for path in sorted(source.parent.iterdir()):
        if "answers" in path.name:
            yield f"{path.name} stands beside it, and would be handed out and count for everybody. Delete it."


def _quiz(marks: dict[str, Any], name: str) -> Iterator[str]:
    cell = marks.get(f"quiz-{name}")
    if cell is None or not cell.metadata.nbgrader.grade or cell.metadata.nbgrader.solution:
        yield f"there is no cell quiz-{name}, graded and without a solution. Make one, with its points."
    elif cell.source.splitlines()[-1:] != [f'RecordedQuiz("{name}")']:
        yield f'the cell quiz-{name} does not end with RecordedQuiz("{name}"). Write that as its last line.'
    try:
        asked = {question.id for question in graded.load(name).questions}
        public = {
            question.id: bank.name for bank in questions.read_all(questions.paths()) for question in bank.questions
        }
    except BadBank as error:
        yield f"its questions have faults. Mend them:\n{error}"
        return
    for question in sorted(asked & set(public)):
        yield f"question {question} has the id of one in data/questions/{public[question]}.yml. Give it another."


def _tests(marks: dict[str, Any]) -> Iterator[str]:
    for name, cell in marks.items():
        mark = cell.metadata.nbgrader
        if cell.cell_type != "code" or not mark.grade or name.startswith("quiz-"):
            continue
        try:
            task = verdict.tests_of(cell.source, f"cell {name}")
        except verdict.BadTestCell as error:
            yield str(error)
            continue
        if task.points != mark.points:
            yield f"cell {name} earns {mark.points} points and its task {task.points:g}. Write the same number twice."
        if not any(each.hidden for each in task.checks) or all(each.hidden for each in task.checks):
            yield f"cell {name} has not both kinds of checks. Show some, and hide some."


def _writing(marks: dict[str, Any], name: str) -> Iterator[str]:
    try:
        rubric = rubrics.read(rubrics.path(name))
        rubrics.samples(rubric, rubrics.path(name).with_suffix(".samples.yml"))
    except BadBank as error:
        yield f"its rubric has faults. Mend them:\n{error}"
        return
    cell = marks.get(rubric.cell)
    mark: Any = cell.metadata.nbgrader if cell is not None and cell.cell_type == "markdown" else None
    if not (mark and mark.grade and mark.solution):
        yield f"there is no cell {rubric.cell} for the writing. Make it a Markdown cell that is graded by hand."
    elif mark.points != rubric.points:
        yield f"cell {rubric.cell} has {mark.points} points and its rubric {rubric.points}. Make them equal."


def _total(notebook: NotebookNode, marks: dict[str, Any]) -> Iterator[str]:
    points = sum(cell.metadata.nbgrader.get("points") or 0 for cell in marks.values() if cell.metadata.nbgrader.grade)
    stated = [int(number) for cell in notebook.cells for number in _TOTAL.findall(cell.source)]
    if stated != [points]:
        yield f"its cells have {points} points in all, and its row ‘All’ says {stated}. Write the sum, once."
