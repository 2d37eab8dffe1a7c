"""Anonymous names of submissions, drawn by lot: whoever marks a text does not know whose it is.

nbgrader's formgrader hides names behind ‘Submission #3’, whose number changes as submissions come in, and under an id
that follows from the student's name. A code of this module is drawn once, stays, and follows from nothing. Codes are
consonants only: they are no words, and a spreadsheet takes none of them for a number.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlalchemy import Column, MetaData, String, Table, UniqueConstraint, insert, select

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Engine

_LETTERS, _LENGTH = "BCDFGHJKLMNPQRSTVWXZ", 6
_ID = 128  # characters, as in nbgrader's tables
TABLE = Table(
    "declaration_blind",
    MetaData(),
    Column("assignment", String(_ID), primary_key=True),
    Column("student", String(_ID), primary_key=True),
    Column("code", String(_LENGTH), nullable=False),
    UniqueConstraint("assignment", "code"),
)


def codes(engine: Engine, assignment: str) -> dict[str, str]:
    """Return the codes drawn so far for this assignment, by student."""
    TABLE.metadata.create_all(engine)
    with engine.connect() as connection:
        rows = connection.execute(select(TABLE.c.student, TABLE.c.code).where(TABLE.c.assignment == assignment))
        return {row.student: row.code for row in rows}


def drawn(engine: Engine, assignment: str, students: Iterable[str]) -> dict[str, str]:
    """Return the code of each of these students, drawn now where there is none yet."""
    known = codes(engine, assignment)
    taken, new = set(known.values()), []
    for student in students:
        if student not in known:
            code = _code(taken)
            taken.add(code)
            known[student] = code
            new.append({"assignment": assignment, "student": student, "code": code})
    if new:
        with engine.begin() as connection:
            connection.execute(insert(TABLE), new)
    return known


def _code(taken: set[str]) -> str:
    while True:
        code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        if code not in taken:
            return code
