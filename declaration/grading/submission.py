"""One submission on its way: read, put right, scored as far as no code must run, and then completed with the marks.

Nothing here raises for what a student handed in: the submission is set aside with a reason, and the class goes on.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from declaration.grading import scoring
from declaration.grading.assignment import digest
from declaration.grading.model import Entry, Graded, Row, Status, TaskResult
from declaration.grading.reasons import refuse
from declaration.grading.repair import autograded, submitted
from declaration.grading.repair.repaired import Placed, Repaired, repaired
from declaration.grading.sandbox.marking import Code, Marks

if TYPE_CHECKING:
    from declaration.answers import Answers
    from declaration.grading.assignment import Assignment
    from declaration.grading.intake.handed import Copy
    from declaration.grading.intake.inbox import Taken
    from declaration.grading.model import Received, SetAside
    from declaration.grading.scoring import Scored

VERSION = "3"  # of the grader: raise it when the same submission would be graded otherwise
_NOT_ANSWERED = "not answered yet"
_WAITS = "a person marks this"


@dataclass(frozen=True)
class Opened:
    """A submission whose notebook is put right and whose quizzes are scored; its code has not run yet."""

    copy: Copy
    received: Received
    content: str
    work: Repaired
    answers: Answers | None
    scored: Scored
    told: tuple[str, ...]
    code: tuple[Code, ...] = field(repr=False)
    code_key: str


def content_of(taken: Taken) -> str:
    """Return the fingerprint of what was handed in, and how."""
    received, found = taken.received, hashlib.sha256()
    for name in sorted(taken.contents):
        found.update(f"{len(name)} {name} {len(taken.contents[name])} ".encode("utf-8", "replace"))
        found.update(taken.contents[name])
    found.update(repr((received.at, received.late, taken.repairs)).encode("utf-8", "replace"))
    return found.hexdigest()[:32]


def grader_of(assignment: Assignment) -> str:
    """Return the fingerprint of all that a result depends on apart from the submission."""
    return digest([VERSION, assignment.digest])


def opened(copy: Copy, taken: Taken, assignment: Assignment, content: str) -> Opened:
    """Return the submission, put right.

    Raises:
        Refused: if that cannot be done with certainty.
    """
    notebook = submitted.notebook(taken.contents, assignment.name, frozenset(assignment.by_name))
    recorded: dict[str, Answers | None] = {}
    told: list[str] = []
    for cell in assignment.of_kind("quiz"):
        recorded[cell.quiz], odd = submitted.recorded(taken.contents, notebook, cell.quiz)
        told += odd
    if notebook is not None:
        work = repaired(notebook, assignment)
    elif any(recorded.values()) and len(assignment.of_kind("quiz")) == len(assignment.graded):
        work = Repaired(released(assignment), ("No notebook was handed in; its quiz was graded from the answers.",), ())
    else:
        names = ", ".join(sorted(taken.contents))
        refuse("no-notebook", names=names, wanted=f"{assignment.name}.ipynb")
    late = ("It was handed in after the deadline.",) if taken.received.late else ()
    code = code_of(work)
    # All who changed no code are alike.
    mine = [] if work.blank else [(each.name, each.source) for each in code]
    key = digest([VERSION, assignment.code_digest, mine])
    answers = next((each for each in recorded.values() if each), None)
    told = [*late, *taken.repairs, *work.repairs, *told]
    scored = scoring.quizzes(assignment, recorded)
    return Opened(copy, taken.received, content, work, answers, scored, tuple(told), code, key)


def released(assignment: Assignment) -> tuple[Placed, ...]:
    """Return the cells of the release, as a submission that changed nothing has them."""
    marked = {cell.id: cell for cell in assignment.cells}
    return tuple(
        Placed(marked.get(cell.get("id", "")), cell["cell_type"], cell["source"], released=True)
        for cell in assignment.released
    )


def code_of(work: Repaired) -> tuple[Code, ...]:
    """Return what is run: the code cells in their order, without quizzes, by their nbgrader id or their place."""
    return tuple(
        Code(placed.cell.name if placed.cell else f"cell {number}", placed.source)
        for number, placed in enumerate(work.cells, 1)
        if placed.cell_type == "code" and not (placed.cell and placed.cell.kind == "quiz")
    )


def completed(found: Opened, assignment: Assignment, marks: Marks, old: Entry | None, grader: str) -> tuple[Row, str]:
    """Return the submission as it is written to the gradebook, and its notebook for formgrader."""
    by_cell = found.scored.cells | {task.cell: task for task in marks.tasks}
    unanswered = (
        {cell.name for cell in assignment.of_kind("answer", "writing")} - found.work.answered - set(found.work.look)
    )
    for cell in assignment.of_kind("writing"):
        remark = _NOT_ANSWERED if cell.name in unanswered else _WAITS
        by_cell[cell.name] = TaskResult(cell.name, 0.0, cell.points, remark=remark)
    scores: dict[str, float | None] = {
        cell.name: None
        if by_cell[cell.name].remark == _WAITS
        else scoring.clamped(by_cell[cell.name].points, cell.points)
        for cell in assignment.graded
    }
    texts = {
        placed.cell.name: digest(placed.source)
        for placed in found.work.cells
        if placed.cell and placed.cell.kind == "writing" and not placed.released
    } | {name: digest(written) for name, written in found.scored.written.items()}
    waits = frozenset(found.scored.written) | {name for name, score in scores.items() if score is None}
    graded = Graded(
        found.received.student,
        assignment.name,
        Status.NEEDS_MARKING if waits else Status.GRADED,
        tuple(by_cell[cell.name] for cell in assignment.graded),
        found.scored.questions,
        found.answers,
        found.told,
        marks.remarks,
    )
    notebook = autograded.text(assignment, found.work, by_cell, found.scored.written)
    page = hashlib.sha256(notebook.encode()).hexdigest()[:32]
    entry = Entry(graded, found.content, grader, found.code_key, page, texts, found.copy.lms, found.copy.name)
    changed = frozenset(name for name in scores if old and old.texts.get(name) != texts.get(name))
    return Row(entry, found.received.at, scores, waits, frozenset(unanswered), changed), notebook


def aside(copy: Copy, reason: SetAside, content: str, grader: str, told: tuple[str, ...] = ()) -> Row:
    """Return a submission that needs a person, as it is written to the gradebook: no score, and none taken away."""
    graded = Graded(copy.student, copy.assignment, Status.SET_ASIDE, repairs=told, set_aside=reason)
    # A fault of the grader is tried again at every run.
    kept = "" if reason.code == "grader-failed" else content
    return Row(Entry(graded, kept, grader, "", "", {}, copy.lms, copy.name))
