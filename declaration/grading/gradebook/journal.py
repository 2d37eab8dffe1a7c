"""What was graded, from which content, by which version: a table beside nbgrader's own in the gradebook.

An entry is written in the same transaction as the grades that it speaks of. So a run that is stopped at any point has
either both or neither, and the next run goes on where it was. `records` gives back every submission as it was graded,
for feedback, item analysis and exports.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, MetaData, String, Table, Text, and_, delete, insert, select

from declaration.answers import Answers
from declaration.grading.model import Check, Entry, Graded, Known, SetAside, Status, TaskResult

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Engine

_json = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode
_ID = 128  # characters, as in nbgrader's tables
TABLE = Table(
    "declaration_journal",
    MetaData(),
    Column("assignment", String(_ID), primary_key=True),
    Column("student", String(_ID), primary_key=True),
    Column("content", String(64), nullable=False),
    Column("grader", String(64), nullable=False),
    Column("code", String(64), nullable=False),
    Column("notebook", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("record", Text(), nullable=False),
)


def known(engine: Engine, assignment: str) -> dict[str, Known]:
    """Return what the journal holds of this assignment, by student."""
    columns = TABLE.c.student, TABLE.c.content, TABLE.c.grader, TABLE.c.code, TABLE.c.notebook
    with engine.connect() as connection:
        rows = connection.execute(select(*columns).where(TABLE.c.assignment == assignment))
        return {student: Known(*rest) for student, *rest in rows}


def entry(engine: Engine, assignment: str, student: str) -> Entry | None:
    """Return one entry, or None."""
    of_one = and_(TABLE.c.assignment == assignment, TABLE.c.student == student)
    with engine.connect() as connection:
        row = connection.execute(select(TABLE).where(of_one)).one_or_none()
    return None if row is None else _entry(row)


def entries(engine: Engine, assignment: str) -> Iterator[Entry]:
    """Give every entry of this assignment, in order of student, one after the other."""
    with engine.connect() as connection:
        options = connection.execution_options(stream_results=True, yield_per=500)
        for row in options.execute(select(TABLE).where(TABLE.c.assignment == assignment).order_by(TABLE.c.student)):
            yield _entry(row)


def records(engine: Engine, assignment: str) -> Iterator[Graded]:
    """Give every submission of this assignment as it was graded, in order of student."""
    return (each.graded for each in entries(engine, assignment))


def write(connection: Connection, written: Sequence[Entry]) -> None:
    """Write these entries, in the transaction of the caller, in place of older ones of the same student."""
    by_assignment: dict[str, list[str]] = {}
    for each in written:
        by_assignment.setdefault(each.graded.assignment, []).append(each.graded.student)
    for assignment, students in by_assignment.items():
        connection.execute(delete(TABLE).where(and_(TABLE.c.assignment == assignment, TABLE.c.student.in_(students))))
    connection.execute(insert(TABLE), [_row(each) for each in written])


def _row(each: Entry) -> dict[str, str]:
    graded = each.graded
    return {
        "assignment": graded.assignment,
        "student": graded.student,
        "content": each.content,
        "grader": each.grader,
        "code": each.code,
        "notebook": each.notebook,
        "status": graded.status.value,
        "record": _json(_plain(each)),
    }


def _plain(each: Entry) -> dict[str, Any]:
    graded, answers, aside = each.graded, each.graded.answers, each.graded.set_aside
    return {
        "tasks": [
            {
                "cell": task.cell,
                "points": task.points,
                "max": task.max_points,
                "remark": task.remark,
                "checks": [[check.label, check.passed, check.hidden, check.shown] for check in task.checks],
            }
            for task in graded.tasks
        ],
        "quiz": graded.quiz,
        "answers": [answers.quiz, answers.answers] if answers else None,
        "repairs": graded.repairs,
        "remarks": graded.remarks,
        "aside": [aside.code, aside.reason, aside.remedy] if aside else None,
        "texts": each.texts,
        "lms": each.lms,
        "name": each.name,
    }


def _entry(row: Any) -> Entry:  # noqa: ANN401 - a row of the table
    found = json.loads(row.record)
    tasks = tuple(
        TaskResult(
            task["cell"],
            task["points"],
            task["max"],
            tuple(Check(*check) for check in task["checks"]),
            task["remark"],
        )
        for task in found["tasks"]
    )
    kept = found["answers"]
    answers = Answers(kept[0], {name: tuple(chosen) for name, chosen in kept[1].items()}) if kept else None
    graded = Graded(
        row.student,
        row.assignment,
        Status(row.status),
        tasks,
        found["quiz"],
        answers,
        tuple(found["repairs"]),
        tuple(found["remarks"]),
        SetAside(*found["aside"]) if found["aside"] else None,
    )
    return Entry(graded, row.content, row.grader, row.code, row.notebook, found["texts"], found["lms"], found["name"])
