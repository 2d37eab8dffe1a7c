"""Grades as a table: with nbgrader's own columns, as Moodle's grading worksheet, or as Canvas's gradebook.

Every table has a column with the status (graded, needs marking, set aside, missing). A grade that is not final stays
empty, so that nobody takes it for a zero.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nbgrader import api
from sqlalchemy import case, func, select

from declaration.grading.gradebook import journal
from declaration.grading.model import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from sqlalchemy import Executable

    from declaration.grading.gradebook.database import Gradebook
    from declaration.grading.model import Entry

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NBGRADER = [
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
    "raw_score", "late_submission_penalty", "score", "max_score", "status", "note",
]  # fmt: skip
# Moodle refuses a worksheet that lacks the identifier, the grade or the time of the last grade. What it knows as a
# field of its feedback, such as comments, it would overwrite with what stands here: the note has a name of its own.
_MOODLE = [
    "Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade",
    "Last modified (submission)", "Last modified (grade)", "Note",
]  # fmt: skip
_NOBODY = "0"  # a number that Moodle gives to nobody: it passes the line over
_CANVAS = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
# Canvas takes no column for an assignment that has the name of one that it computes, or whose second line says so.
_CANVAS_ASIDE = ["Status (Final Grade)", "Note (Final Grade)"]
_READ_ONLY = "(read only)"


@dataclass(frozen=True)
class Line:
    """One student's grade; `raw` and `score` are None while there is none to tell."""

    student: str
    last_name: str
    first_name: str
    email: str
    lms: str
    status: Status
    at: str
    raw: float | None
    penalty: float
    maximum: float
    note: str

    @property
    def score(self) -> float | None:
        """The points after the penalty for lateness, not below 0."""
        return None if self.raw is None else max(0.0, self.raw - self.penalty)

    @property
    def final(self) -> str:
        """The score, if it is final; nothing, if it is not."""
        return f"{self.score:g}" if self.status is Status.GRADED and self.score is not None else ""

    @property
    def name(self) -> str:
        """The name as a person reads it."""
        return " ".join(filter(None, (self.first_name, self.last_name))) or self.student


def lines(gradebook: Gradebook, assignment: str) -> Iterator[Line]:
    """Give one line for every student of the gradebook, in order of id; who handed in nothing is missing."""
    with gradebook.engine.connect() as connection:
        maximum = float(
            connection.scalar(select(api.Assignment.max_score).where(api.Assignment.name == assignment)) or 0
        )
        scores = {row[0]: row[1:] for row in connection.execute(_scores(assignment))}
    entries = {each.graded.student: _told(each) for each in journal.entries(gradebook.engine, assignment)}
    for student, (last_name, first_name, email) in sorted(gradebook.students().items()):
        status, lms, note = entries.get(student, (Status.GRADED if student in scores else Status.MISSING, "", ""))
        at, raw, penalty, waits = scores.get(student, (None, None, 0.0, 0))
        if status in {Status.GRADED, Status.NEEDS_MARKING}:
            # What a person marked since then is in the gradebook.
            status = Status.NEEDS_MARKING if waits else Status.GRADED
        else:
            raw = None
        stamp = "" if at is None else str(at)
        yield Line(student, last_name, first_name, email, lms, status, stamp, raw, float(penalty), maximum, note)


def write(gradebook: Gradebook, assignment: str, kind: str, path: Path) -> None:
    """Write the grades of this assignment into a CSV file of this kind: nbgrader, moodle or canvas."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as opened:
        rows = _KINDS[kind](assignment, lines(gradebook, assignment))
        csv.writer(opened, lineterminator="\n").writerows([safe(value) for value in row] for row in rows)


def _scores(assignment: str) -> Executable:
    outer, inner, grade = api.SubmittedAssignment, api.SubmittedNotebook, api.Grade
    waits = func.sum(case((grade.needs_manual_grade.is_(True), 1), else_=0))
    penalty = func.coalesce(func.max(inner.late_submission_penalty), 0.0)
    return (
        select(outer.student_id, outer.timestamp, func.coalesce(func.sum(grade.score), 0.0), penalty, waits)
        .join(api.Assignment, api.Assignment.id == outer.assignment_id)
        .join(inner, inner.assignment_id == outer.id)
        .join(grade, grade.notebook_id == inner.id)
        .where(api.Assignment.name == assignment)
        .group_by(outer.id, outer.student_id, outer.timestamp)
    )


def _told(each: Entry) -> tuple[Status, str, str]:
    aside = each.graded.set_aside
    note = f"{aside.code}: {aside.reason} {aside.remedy}" if aside else " ".join(each.graded.repairs)
    return each.graded.status, each.lms, note


def safe(value: object) -> object:
    """Keep a spreadsheet from taking a name that somebody chose for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _nbgrader(assignment: str, found: Iterable[Line]) -> Iterator[list[object]]:
    yield list(_NBGRADER)
    for line in found:
        yield [
            assignment, "", line.at, line.student, line.last_name, line.first_name, line.email,
            _number(line.raw), line.penalty, _number(line.score), line.maximum, line.status.value, line.note,
        ]  # fmt: skip


def _moodle(_: str, found: Iterable[Line]) -> Iterator[list[object]]:
    yield list(_MOODLE)
    for line in found:
        yield [
            f"Participant {line.lms or _NOBODY}", line.name, line.email, line.status.value, line.final,
            f"{line.maximum:g}", line.at, "", line.note,
        ]  # fmt: skip


def _canvas(assignment: str, found: Iterable[Line]) -> Iterator[list[object]]:
    yield [*_CANVAS, assignment, *_CANVAS_ASIDE]
    yield ["    Points Possible", "", "", "", "", "", _READ_ONLY, _READ_ONLY]
    for line in found:
        yield [line.name, line.lms, "", "" if line.lms else line.student, "", line.final, line.status.value, line.note]


def _number(value: float | None) -> object:
    return "" if value is None else value


_KINDS: dict[str, Callable[[str, Iterable[Line]], Iterator[list[object]]]] = {
    "nbgrader": _nbgrader,
    "moodle": _moodle,
    "canvas": _canvas,
}
KINDS = tuple(_KINDS)
