"""The course folder as a command asks for it: its gradebook opened, its assignments by name."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from declaration.grading.assignment import Assignment
    from declaration.grading.gradebook.database import Gradebook


def describe_course(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that name a course folder and its gradebook."""
    parser.add_argument(
        "--course", type=Path, default=Path("class"), metavar="DIR", help="the course folder (default: class)"
    )
    parser.add_argument(
        "--db", default="", metavar="URL", help="the gradebook (default: gradebook.db in the course folder)"
    )


@contextlib.contextmanager
def opened(course: Path, url: str) -> Iterator[Gradebook]:
    """Open the gradebook of this course folder.

    Raises:
        RuntimeError: if there is none, or it or a file of the course folder cannot be used.
    """
    from declaration.grading.grade import Options  # noqa: PLC0415 - other commands need none of this
    from declaration.grading.gradebook import database as gradebooks  # noqa: PLC0415 - as above

    if not url and not (course / "gradebook.db").exists():
        raise RuntimeError(
            f"{course / 'gradebook.db'}: there is no gradebook. Name the course folder with --course, or grade first: "
            f"'python -m declaration grade SUBMISSIONS --course {course}'."
        )
    url = Options((), course, url=url).gradebook
    try:
        with explained(url), contextlib.closing(gradebooks.Gradebook(url)) as gradebook:
            yield gradebook
    except OSError as error:
        raise RuntimeError(f"{error}. Check the permissions of the folder, and its free space.") from None


@contextlib.contextmanager
def explained(url: str) -> Iterator[None]:
    """Say in words what the database of this gradebook refuses.

    Raises:
        RuntimeError: in place of its own error, without the password.
    """
    from sqlalchemy.engine import make_url  # noqa: PLC0415 - other commands need none of this
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415 - as above

    try:
        yield
    except DBAPIError as error:
        shown = make_url(url).render_as_string(hide_password=True)
        remedy = "Close what else writes to it, or check --db; then run the same command again."
        raise RuntimeError(f"The gradebook {shown} cannot be used: {error.orig}. {remedy}") from None


def assignment(gradebook: Gradebook, course: Path, name: str) -> Assignment:
    """Return this assignment.

    Raises:
        RuntimeError: if it is not in the course or nothing of it was graded.
    """
    from declaration.grading import assignments  # noqa: PLC0415 - as above

    there, sources = graded(gradebook), assignments.find(course)
    if name not in there or name not in sources:
        listed = ", ".join(each for each in there if each in sources) or "none"
        raise RuntimeError(f"No submission of {name!r} was graded in {course}: graded assignments are {listed}.")
    return assignments.load(name, sources[name])


def graded(gradebook: Gradebook) -> Sequence[str]:
    """Return the names of the assignments that have graded submissions."""
    from sqlalchemy import select  # noqa: PLC0415 - as above

    from declaration.grading.gradebook import journal  # noqa: PLC0415 - as above

    with gradebook.engine.connect() as connection:
        return sorted(connection.scalars(select(journal.TABLE.c.assignment).distinct()))


def say(words: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{words}\n")
