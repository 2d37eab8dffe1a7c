"""The submissions of one assignment in nbgrader's gradebook, written in batches: many in one transaction.

What a person typed in formgrader (scores, extra credit, comments) is never touched. Ids of new rows follow from what
they are for, so that two runs over one class give the same rows.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nbgrader import api
from sqlalchemy import bindparam, insert, select, update

from declaration.grading.gradebook import journal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Engine, Select, Table

    from declaration.grading.assignment import Assignment
    from declaration.grading.model import Entry, Known, Row

NO_RESPONSE = "No response."  # nbgrader's own words


@dataclass(frozen=True)
class Book:
    """The part of a gradebook that belongs to one assignment; `grades` and `comments` are ids of cells, by name."""

    engine: Engine
    assignment: Assignment
    assignment_id: str
    notebook_id: str
    grades: dict[str, str]
    comments: dict[str, str]

    def known(self) -> dict[str, Known]:
        """Return what the journal holds of this assignment, by student."""
        return journal.known(self.engine, self.assignment.name)

    def entry(self, student: str) -> Entry | None:
        """Return this student's entry in the journal, or None."""
        return journal.entry(self.engine, self.assignment.name, student)

    def write(self, rows: Sequence[Row]) -> None:
        """Write these submissions and their journal in one transaction."""
        graded = [row for row in rows if row.scores is not None]
        with self.engine.begin() as connection:
            self._students(connection, rows)
            notebooks = self._submissions(connection, graded)
            self._grades(connection, graded, notebooks)
            self._comments(connection, graded, notebooks)
            journal.write(connection, [row.entry for row in rows])

    def _students(self, connection: Connection, rows: Sequence[Row]) -> None:
        table = api.Student.__table__
        wanted = {row.entry.graded.student: row.entry for row in rows}
        present = set(connection.scalars(select(table.c.id).where(table.c.id.in_(wanted))))
        new = [
            {"id": student, "last_name": entry.name or None, "lms_user_id": entry.lms or None}
            for student, entry in wanted.items()
            if student not in present
        ]
        if new:
            connection.execute(insert(table), new)

    def _submissions(self, connection: Connection, rows: Sequence[Row]) -> dict[str, str]:
        """Return the id of each student's submitted notebook."""
        at = {row.entry.graded.student: row.at.replace(tzinfo=None) if row.at else None for row in rows}
        outer = api.SubmittedAssignment.__table__
        mine = (outer.c.assignment_id == self.assignment_id) & outer.c.student_id.in_(at)
        there = {
            row.student_id: (row.id, row.timestamp)
            for row in connection.execute(select(outer.c.id, outer.c.student_id, outer.c.timestamp).where(mine))
        }
        new = [
            {"id": self._id(student), "assignment_id": self.assignment_id, "student_id": student, "timestamp": stamp}
            for student, stamp in at.items()
            if student not in there
        ]
        later = [
            {"row": there[name][0], "at": stamp}
            for name, stamp in at.items()
            if name in there and there[name][1] != stamp
        ]
        _insert(connection, outer, new)
        if later:
            connection.execute(
                update(outer).where(outer.c.id == bindparam("row")).values(timestamp=bindparam("at")), later
            )
        ids = {name: there[name][0] if name in there else self._id(name) for name in at}
        inner = api.SubmittedNotebook.__table__
        theirs = (inner.c.notebook_id == self.notebook_id) & inner.c.assignment_id.in_(ids.values())
        found = {row.assignment_id: row.id for row in connection.execute(select(inner).where(theirs))}
        missing = [
            {
                "id": self._id(name, "notebook"),
                "assignment_id": outer_id,
                "notebook_id": self.notebook_id,
                "flagged": False,
            }
            for name, outer_id in ids.items()
            if outer_id not in found
        ]
        _insert(connection, inner, missing)
        return {name: found.get(outer_id) or self._id(name, "notebook") for name, outer_id in ids.items()}

    def _grades(self, connection: Connection, rows: Sequence[Row], notebooks: dict[str, str]) -> None:
        table = api.Grade.__table__
        columns = (
            table.c.id,
            table.c.notebook_id,
            table.c.cell_id,
            table.c.auto_score,
            table.c.manual_score,
            table.c.needs_manual_grade,
        )
        there = _there(connection, select(*columns), table, self.grades, notebooks)
        new, later = [], []
        for row in rows:
            student = row.entry.graded.student
            for name, score in (row.scores or {}).items():
                old = there.get((notebooks[student], self.grades[name]))
                if old is None:
                    grade = {
                        "id": self._id(student, name),
                        "notebook_id": notebooks[student],
                        "cell_id": self.grades[name],
                    }
                    new.append(grade | {"auto_score": score, "needs_manual_grade": name in row.waits})
                    continue
                needs = name in row.waits
                if old.manual_score is not None:
                    # A person's mark stays; it is looked at again only if what it stands for is another.
                    needs = bool(old.needs_manual_grade) or name in row.changed or old.auto_score != score
                if (old.auto_score, bool(old.needs_manual_grade)) != (score, needs):
                    later.append({"row": old.id, "score": score, "needs": needs})
        _insert(connection, table, new)
        if later:
            changed = update(table).where(table.c.id == bindparam("row"))
            connection.execute(
                changed.values(auto_score=bindparam("score"), needs_manual_grade=bindparam("needs")), later
            )

    def _comments(self, connection: Connection, rows: Sequence[Row], notebooks: dict[str, str]) -> None:
        table = api.Comment.__table__
        columns = table.c.id, table.c.notebook_id, table.c.cell_id, table.c.auto_comment
        there = _there(connection, select(*columns), table, self.comments, notebooks)
        new, later = list[dict[str, Any]](), list[dict[str, Any]]()
        for row in rows:
            student = row.entry.graded.student
            for name, cell_id in self.comments.items():
                comment = NO_RESPONSE if name in row.empty else None
                old = there.get((notebooks[student], cell_id))
                if old is None:
                    at = {
                        "id": self._id(student, name, "comment"),
                        "notebook_id": notebooks[student],
                        "cell_id": cell_id,
                    }
                    new.append(at | {"auto_comment": comment})
                elif old.auto_comment != comment:
                    later.append({"row": old.id, "comment": comment})
        _insert(connection, table, new)
        if later:
            changed = update(table).where(table.c.id == bindparam("row"))
            connection.execute(changed.values(auto_comment=bindparam("comment")), later)

    def _id(self, *parts: str) -> str:
        return row_id(self.assignment.name, "submission", *parts)


def row_id(*parts: str) -> str:
    """Return 32 hexadecimal digits, as nbgrader's ids are, that follow from these words."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _there(
    connection: Connection, rows: Select[Any], table: Table, cells: dict[str, str], notebooks: dict[str, str]
) -> dict[tuple[str, str], Any]:
    """Return the rows of these notebooks, by notebook and cell."""
    # nbgrader's index begins with the cell: without it, every row of the table is looked at.
    of_these = table.c.cell_id.in_(cells.values()) & table.c.notebook_id.in_(notebooks.values())
    return {(row.notebook_id, row.cell_id): row for row in connection.execute(rows.where(of_these))}


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)
