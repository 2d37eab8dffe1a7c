"""The command `python -m declaration feedback`: writes the pages that students get back, from the gradebook alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from declaration.grading.course import assignment, describe_course, graded, opened, say

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from declaration.grading.assignment import Assignment
    from declaration.grading.gradebook.database import Gradebook


def describe(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    describe_course(parser)
    parser.add_argument("--assignment", default="", metavar="NAME", help="only this assignment (default: all)")
    describe_keys(parser)
    parser.add_argument(
        "--moodle-zip", action="store_true", help="also pack the pages as Moodle takes them: export/NAME.moodle.zip"
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
    from declaration.grading.feedback import moodle_zip  # noqa: PLC0415 - other commands need none of this

    path, count = moodle_zip.write(gradebook, name, course)
    say(f"written: {path}, with the pages of {count} students who handed in through Moodle")


def told(gradebook: Gradebook, about: Assignment, course: Path, *, keys: bool) -> None:
    """Write the pages of one assignment, and say what asks for a person."""
    from declaration.grading.feedback import student_page  # noqa: PLC0415 - other commands need none of this

    for sentence in student_page.write(gradebook, about, course, keys=keys):
        say(sentence)
    say(f"written: {course / 'feedback'}/STUDENT/{about.name}/{about.name}.html")
