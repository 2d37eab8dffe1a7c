"""nbgrader's gradebook, written in batches: students, submissions, grades and comments of many in one transaction.

The tables are nbgrader's own (`nbgrader.api`), in SQLite or in any database that SQLAlchemy speaks to. What a person
typed in formgrader (scores, extra credit, comments) is never touched. Ids of new rows follow from what they are for,
so that two runs over one class give the same rows.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy
from alembic.config import Config
from alembic.script import ScriptDirectory
from nbformat import from_dict
from nbgrader import api, dbutil
from nbgrader.utils import compute_checksum
from sqlalchemy import bindparam, insert, select, text, update

from declaration.grading import journal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Table

    from declaration.grading.assignment import Assignment, Cell

COURSE = "default_course"
NO_RESPONSE = "No response."  # nbgrader's own words
_PATIENCE = 60  # seconds to wait for a gradebook that formgrader is writing to


@dataclass(frozen=True)
class Row:
    """One submission for the gradebook; `scores` by cell, None where a person must mark.

    Without `scores` only the student and the journal are written. `empty` are the answers that were not given.
    """

    entry: journal.Entry
    at: datetime | None = None
    scores: dict[str, float | None] | None = None
    empty: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()


class Gradebook:
    """A gradebook, opened by its URL."""

    def __init__(self, url: str) -> None:
        """Open the gradebook, and make its tables if there are none."""
        patience = {"timeout": _PATIENCE} if url.startswith("sqlite") else {}
        self.engine = sqlalchemy.create_engine(url, connect_args=patience)
        new = not sqlalchemy.inspect(self.engine).get_table_names()
        api.Base.metadata.create_all(self.engine)
        journal.TABLE.metadata.create_all(self.engine)
        if new:
            with self.engine.begin() as connection:
                connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
                connection.execute(text("INSERT INTO alembic_version (version_num) VALUES (:head)"), {"head": _head()})

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def students(self) -> dict[str, tuple[str, str, str]]:
        """Return last name, first name and e-mail of every student in the gradebook, by id."""
        with self.engine.connect() as connection:
            rows = connection.execute(
                select(api.Student.id, api.Student.last_name, api.Student.first_name, api.Student.email)
            )
            return {row[0]: (row[1] or "", row[2] or "", row[3] or "") for row in rows}

    def prepare(self, assignment: Assignment) -> Book:
        """Write the assignment and its cells, as nbgrader's own `generate_assignment` does, and return its part.

        Raises:
            RuntimeError: if the gradebook has the assignment with other cells, and submissions of it.
        """
        with self.engine.begin() as connection:
            _once(connection, api.Course.__table__, {"id": COURSE})
            mine = {"id": _id(assignment.name), "name": assignment.name, "course_id": COURSE}
            assignment_id = _once(connection, api.Assignment.__table__, mine, "name")
            notebook = {
                "id": _id(assignment.name, "notebook"),
                "name": assignment.name,
                "assignment_id": assignment_id,
                "kernelspec": json.dumps(assignment.kernel),
            }
            notebook_id = _once(connection, api.Notebook.__table__, notebook, "name", "assignment_id")
            grades, comments = dict[str, str](), dict[str, str]()
            for cell in assignment.cells:
                for kind, kept in _kinds(cell):
                    found = _cell(connection, assignment, notebook_id, cell, kind)
                    (grades if kept else comments)[cell.name] = found
                _source(connection, assignment, notebook_id, cell)
            _refuse_others(connection, assignment, notebook_id, {*grades.values(), *comments.values()})
        return Book(self.engine, assignment, assignment_id, notebook_id, grades, comments)


@dataclass(frozen=True)
class Book:
    """The part of a gradebook that belongs to one assignment; `grades` and `comments` are ids of cells, by name."""

    engine: sqlalchemy.Engine
    assignment: Assignment
    assignment_id: str
    notebook_id: str
    grades: dict[str, str]
    comments: dict[str, str]

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
        of_these = table.c.notebook_id.in_(notebooks.values())
        there = {(row.notebook_id, row.cell_id): row for row in connection.execute(select(*columns).where(of_these))}
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
                    new.append(grade | {"auto_score": score, "needs_manual_grade": score is None})
                    continue
                needs = score is None
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
        of_these = table.c.notebook_id.in_(notebooks.values())
        there = {(row.notebook_id, row.cell_id): row for row in connection.execute(select(*columns).where(of_these))}
        new, later = [], []
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
        return _id(self.assignment.name, "submission", *parts)


def _id(*parts: str) -> str:
    """Return 32 hexadecimal digits, as nbgrader's ids are, that follow from these words."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _head() -> str:
    """Return the version of nbgrader's tables; `nbgrader.api` asks a command for it that may not be on the path."""
    config = Config()
    config.set_main_option("script_location", dbutil.ALEMBIC_DIR)
    config.set_main_option("path_separator", "os")
    return str(ScriptDirectory.from_config(config).get_current_head())


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _once(connection: Connection, table: Table, row: dict[str, Any], *unique: str) -> str:
    """Return the id of the row that is the same in the unique columns; insert this one if there is none."""
    same = sqlalchemy.and_(*(table.c[name] == row[name] for name in unique or ("id",)))
    found = connection.scalar(select(table.c.id).where(same))
    if found is None:
        connection.execute(insert(table), row)
    return str(row["id"] if found is None else found)


def _kinds(cell: Cell) -> list[tuple[type, bool]]:
    """Return nbgrader's tables for this cell, and whether each holds grades (or comments)."""
    kinds: list[tuple[type, bool]] = []
    if cell.kind in {"tests", "quiz", "writing"}:
        kinds.append((api.GradeCell, True))
    if cell.kind in {"answer", "writing"}:
        kinds.append((api.SolutionCell, False))
    return kinds


def _cell(connection: Connection, assignment: Assignment, notebook_id: str, cell: Cell, kind: type) -> str:
    """Write one graded or answered cell, with its points as they are now, and return its id."""
    base, table, name = api.BaseCell.__table__, kind.__table__, kind.__name__  # type: ignore[attr-defined]
    row = {"id": _id(assignment.name, name, cell.name), "name": cell.name, "notebook_id": notebook_id, "type": name}
    cell_id = _once(connection, base, row, "name", "notebook_id", "type")
    extra = {"max_score": cell.points, "cell_type": cell.cell_type} if kind is api.GradeCell else {}
    _once(connection, table, {"id": cell_id, **extra})
    if extra:
        connection.execute(update(table).where(table.c.id == cell_id).values(**extra))
    return cell_id


def _source(connection: Connection, assignment: Assignment, notebook_id: str, cell: Cell) -> None:
    """Write what nbgrader's own autograde would put a locked cell back to: the source with its hidden tests."""
    table = api.SourceCell.__table__
    source = cell.private if cell.locked else cell.source
    checksum = compute_checksum(from_dict({"source": source, "cell_type": cell.cell_type, "metadata": cell.metadata}))
    row = {
        "id": _id(assignment.name, "source", cell.name),
        "name": cell.name,
        "notebook_id": notebook_id,
        "cell_type": cell.cell_type,
        "locked": cell.locked,
        "source": source,
        "checksum": checksum,
    }
    found = _once(connection, table, row, "name", "notebook_id")
    connection.execute(
        update(table).where(table.c.id == found).values(source=source, checksum=checksum, locked=cell.locked)
    )


def _refuse_others(connection: Connection, assignment: Assignment, notebook_id: str, mine: set[str]) -> None:
    base, submitted = api.BaseCell.__table__, api.SubmittedNotebook.__table__
    rows = connection.execute(select(base.c.id, base.c.name).where(base.c.notebook_id == notebook_id)).all()
    others = ", ".join(row.name for row in rows if row.id not in mine)
    if others and connection.scalar(select(submitted.c.id).where(submitted.c.notebook_id == notebook_id).limit(1)):
        raise RuntimeError(
            f"The gradebook has submissions of {assignment.name} with cells that are no longer in it: {others}. "
            "Put the cells back, or grade the new version into a gradebook of its own (--db)."
        )
