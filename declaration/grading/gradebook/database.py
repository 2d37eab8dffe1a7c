"""nbgrader's gradebook: its tables, its students, and the assignments in it.

The tables are nbgrader's own (`nbgrader.api`), in SQLite or in any database that SQLAlchemy speaks to, so that
formgrader opens what stands here. Submissions are written by `book`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sqlalchemy
from alembic.config import Config
from alembic.script import ScriptDirectory
from nbformat import from_dict
from nbgrader import api, dbutil
from nbgrader.utils import compute_checksum
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import ArgumentError

from declaration.grading.gradebook import journal
from declaration.grading.gradebook.book import Book, row_id

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, Table

    from declaration.grading.assignment import Assignment, Cell

COURSE = "default_course"
_PATIENCE = 60  # seconds to wait for a gradebook that formgrader is writing to


class Gradebook:
    """A gradebook, opened by its URL."""

    def __init__(self, url: str) -> None:
        """Open the gradebook, and make its tables if there are none.

        Raises:
            RuntimeError: if this is no URL of a database, or what speaks to such a database is not installed.
        """
        self.engine = _engine(url)
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
            mine = {"id": row_id(assignment.name), "name": assignment.name, "course_id": COURSE}
            assignment_id = _once(connection, api.Assignment.__table__, mine, "name")
            notebook = {
                "id": row_id(assignment.name, "notebook"),
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


def _engine(url: str) -> Engine:
    patience = {"timeout": _PATIENCE} if url.startswith("sqlite") else {}
    try:
        return sqlalchemy.create_engine(url, connect_args=patience)
    except (ArgumentError, ValueError):  # it would repeat the URL, password and all
        example = "sqlite:///class/gradebook.db or postgresql://USER@HOST/NAME"
        raise RuntimeError(f"--db names no database that is known here. Write it as {example}.") from None
    except ModuleNotFoundError as error:
        raise RuntimeError(
            f"The gradebook is in a database for which the package {error.name} is missing. "
            "For PostgreSQL: pip install 'declaration[postgres]'."
        ) from None


def _head() -> str:
    """Return the version of nbgrader's tables; `nbgrader.api` asks a command for it that may not be on the path."""
    config = Config()
    config.set_main_option("script_location", dbutil.ALEMBIC_DIR)
    config.set_main_option("path_separator", "os")
    return str(ScriptDirectory.from_config(config).get_current_head())


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
    row = {"id": row_id(assignment.name, name, cell.name), "name": cell.name, "notebook_id": notebook_id, "type": name}
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
        "id": row_id(assignment.name, "source", cell.name),
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
