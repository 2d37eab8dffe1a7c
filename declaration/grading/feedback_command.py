"""The command `python -m declaration feedback`: writes the pages that students get back, from the gradebook alone."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from declaration.grading.assignment import Assignment
    from declaration.grading.gradebook import Gradebook


def describe(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    describe_course(parser)
    parser.add_argument("--assignment", default="", metavar="NAME", help="only this assignment (default: all)")
    describe_keys(parser)
    parser.add_argument(
        "--moodle-zip", action="store_true", help="also pack the pages as Moodle takes them: export/NAME.moodle.zip"
    )


def describe_course(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that name a course folder and its gradebook."""
    parser.add_argument(
        "--course", type=Path, default=Path("class"), metavar="DIR", help="the course folder (default: class)"
    )
    parser.add_argument(
        "--db", default="", metavar="URL", help="the gradebook (default: gradebook.db in the course folder)"
    )


def describe_keys(parser: argparse.ArgumentParser) -> None:
    """Add the argument that allows right answers on the pages."""
    parser.add_argument(
        "--show-keys", action="store_true", help="tell the right answers too; only when nobody can hand in any more"
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the pages as the arguments say and return the exit code 0.

    Raises:
        RuntimeError: if there is no gradebook, or no such assignment in it; the message says what to do.
    """
    with opened(arguments.course, arguments.db) as gradebook:
        wanted = [arguments.assignment] if arguments.assignment else graded(gradebook)
        for name in wanted:
            told(gradebook, assignment(gradebook, arguments.course, name), arguments.course, keys=arguments.show_keys)
            if arguments.moodle_zip:
                _pack(gradebook, name, arguments.course)
    return 0


def _pack(gradebook: Gradebook, name: str, course: Path) -> None:
    from declaration.grading import moodle_zip  # noqa: PLC0415 - other commands need none of this

    path, count = moodle_zip.write(gradebook, name, course)
    say(f"written: {path}, with the pages of {count} students who handed in through Moodle")


def told(gradebook: Gradebook, about: Assignment, course: Path, *, keys: bool) -> None:
    """Write the pages of one assignment, and say what asks for a person."""
    from declaration.grading import feedback  # noqa: PLC0415 - other commands need none of this

    for sentence in feedback.write(gradebook, about, course, keys=keys):
        say(sentence)
    say(f"written: {course / 'feedback'}/STUDENT/{about.name}/{about.name}.html")


@contextlib.contextmanager
def opened(course: Path, url: str) -> Iterator[Gradebook]:
    """Open the gradebook of this course folder.

    Raises:
        RuntimeError: if there is none, or it or a file of the course folder cannot be used.
    """
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415 - as above

    from declaration.grading import gradebook as gradebooks  # noqa: PLC0415 - as above
    from declaration.grading.grade import Options  # noqa: PLC0415 - as above

    if not url and not (course / "gradebook.db").exists():
        raise RuntimeError(
            f"{course / 'gradebook.db'}: there is no gradebook. Name the course folder with --course, or grade first: "
            f"'python -m declaration grade SUBMISSIONS --course {course}'."
        )
    try:
        with contextlib.closing(gradebooks.Gradebook(Options((), course, url=url).gradebook)) as gradebook:
            yield gradebook
    except DBAPIError as error:
        remedy = "Close what else writes to it, or check --db; then run the same command again."
        raise RuntimeError(f"The gradebook cannot be used: {error.orig}. {remedy}") from None
    except OSError as error:
        raise RuntimeError(f"{error}. Check the permissions of the folder, and its free space.") from None


def assignment(gradebook: Gradebook, course: Path, name: str) -> Assignment:
    """Return this assignment.

    Raises:
        RuntimeError: if it is not in the course or nothing of it was graded.
    """
    from declaration.grading import assignment as assignments  # noqa: PLC0415 - as above

    there, sources = graded(gradebook), assignments.find(course)
    if name not in there or name not in sources:
        listed = ", ".join(each for each in there if each in sources) or "none"
        raise RuntimeError(f"No submission of {name!r} was graded in {course}: graded assignments are {listed}.")
    return assignments.load(name, sources[name])


def graded(gradebook: Gradebook) -> Sequence[str]:
    """Return the names of the assignments that have graded submissions."""
    from sqlalchemy import select  # noqa: PLC0415 - as above

    from declaration.grading import journal  # noqa: PLC0415 - as above

    with gradebook.engine.connect() as connection:
        return sorted(connection.scalars(select(journal.TABLE.c.assignment).distinct()))


def say(words: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{words}\n")
