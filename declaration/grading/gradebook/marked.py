"""What the gradebook says of each submission now: the machine's scores, and what a person marked and wrote since.

`of` reads it for some students at a time; `mark` writes a person's marks as formgrader does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nbgrader import api
from sqlalchemy import bindparam, select, update

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Engine, Select


@dataclass
class Mark:
    """One graded cell: scores are None where there is none; `waits` if a person must mark it, or look at it again.

    `grade` and `remark` are the ids of its rows for score and comment.
    """

    grade: str
    auto: float | None
    manual: float | None
    extra: float
    waits: bool
    comment: str = ""
    remark: str = ""

    @property
    def score(self) -> float | None:
        """The points that count, or None."""
        found = self.auto if self.manual is None else self.manual
        return None if found is None else found + self.extra

    @property
    def by_hand(self) -> bool:
        """Whether a person has marked it or written to it."""
        return self.manual is not None or bool(self.comment)


@dataclass
class Marked:
    """One submission: its penalty for lateness in points, and its graded cells by nbgrader id."""

    penalty: float = 0.0
    cells: dict[str, Mark] = field(default_factory=dict)

    @property
    def waits(self) -> bool:
        """Whether a person must still mark something."""
        return any(mark.waits for mark in self.cells.values())

    @property
    def score(self) -> float:
        """The points of all cells that have some, less the penalty, not below 0."""
        return max(0.0, sum(mark.score or 0.0 for mark in self.cells.values()) - self.penalty)


@dataclass(frozen=True)
class ByHand:
    """A person's mark for one cell, and the comment that goes with it."""

    mark: Mark
    score: float
    comment: str


def of(engine: Engine, assignment: str, students: Sequence[str]) -> dict[str, Marked]:
    """Return what the gradebook says of these students' submissions of one assignment; without a grade, nothing."""
    found: dict[str, Marked] = {}
    with engine.connect() as connection:
        for row in connection.execute(_grades(assignment, students)):
            marked = found.setdefault(row.student_id, Marked(float(row.late_submission_penalty or 0.0)))
            extra, waits = float(row.extra_credit or 0.0), bool(row.needs_manual_grade)
            marked.cells[row.name] = Mark(row.id, row.auto_score, row.manual_score, extra, waits)
        for row in connection.execute(_comments(assignment, students)):
            mark = found[row.student_id].cells.get(row.name) if row.student_id in found else None
            if mark:
                mark.comment, mark.remark = row.manual_comment or "", row.id
    return found


def mark(engine: Engine, marks: Iterable[ByHand]) -> None:
    """Write these marks in one transaction; what they are written over is for the caller to judge."""
    given = list(marks)
    if not given:
        return
    grade, comment = api.Grade.__table__, api.Comment.__table__
    scores = [{"row": each.mark.grade, "score": each.score} for each in given]
    words = [{"row": each.mark.remark, "words": each.comment} for each in given if each.mark.remark]
    with engine.begin() as connection:
        marked = update(grade).where(grade.c.id == bindparam("row"))
        connection.execute(marked.values(manual_score=bindparam("score"), needs_manual_grade=False), scores)
        if words:
            told = update(comment).where(comment.c.id == bindparam("row"))
            connection.execute(told.values(manual_comment=bindparam("words")), words)


def _grades(assignment: str, students: Sequence[str]) -> Select[tuple[object, ...]]:
    outer, inner, cell = api.SubmittedAssignment.__table__, api.SubmittedNotebook.__table__, api.BaseCell.__table__
    grade = api.Grade.__table__
    columns = grade.c.id, grade.c.auto_score, grade.c.manual_score, grade.c.extra_credit, grade.c.needs_manual_grade
    chosen = select(outer.c.student_id, inner.c.late_submission_penalty, cell.c.name, *columns)
    return _of_these(chosen, grade, assignment, students)


def _comments(assignment: str, students: Sequence[str]) -> Select[tuple[object, ...]]:
    outer, cell, comment = api.SubmittedAssignment.__table__, api.BaseCell.__table__, api.Comment.__table__
    chosen = select(outer.c.student_id, cell.c.name, comment.c.id, comment.c.manual_comment)
    return _of_these(chosen, comment, assignment, students)


def _of_these(
    chosen: Select[tuple[object, ...]],
    table: api.Base,
    assignment: str,
    students: Sequence[str],
) -> Select[tuple[object, ...]]:
    outer, inner, cell = api.SubmittedAssignment.__table__, api.SubmittedNotebook.__table__, api.BaseCell.__table__
    name = api.Assignment.__table__
    return (
        chosen.select_from(table)
        .join(inner, inner.c.id == table.c.notebook_id)
        .join(outer, outer.c.id == inner.c.assignment_id)
        .join(name, name.c.id == outer.c.assignment_id)
        .join(cell, cell.c.id == table.c.cell_id)
        .where(name.c.name == assignment, outer.c.student_id.in_(students))
    )
