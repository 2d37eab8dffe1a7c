"""The commands `analyse` and `similar`: what an instructor may look at after grading. Neither changes a grade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from declaration.grading import course

if TYPE_CHECKING:
    import argparse


def describe(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that both commands have."""
    course.describe_course(parser)
    parser.add_argument("--assignment", default="", metavar="NAME", help="only this assignment (default: all)")


def analyse(arguments: argparse.Namespace) -> int:
    """Write the item analysis into the folder `analysis` of the course, and return 0.

    Raises:
        RuntimeError: if there is no gradebook, or no such assignment in it; the message says what to do.
    """
    from declaration.grading.insight import analysis, analysis_page  # noqa: PLC0415 - other commands need none of this

    with course.opened(arguments.course, arguments.db) as gradebook:
        for name in [arguments.assignment] if arguments.assignment else course.graded(gradebook):
            found = analysis.of(gradebook, course.assignment(gradebook, arguments.course, name))
            for path in analysis_page.write(found, arguments.course / "analysis"):
                course.say(f"written: {path}")
            if found.outdated:
                course.say(f"{name}: {found.outdated} submissions must be graded again; they are not counted.")
    return 0


def describe_similar(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `similar`."""
    describe(parser)
    parser.add_argument(
        "--least",
        type=float,
        default=0.3,
        metavar="SHARE",
        help="show pairs that share at least this part of the shorter text, 0 to 1 (default: 0.3)",
    )


def similar(arguments: argparse.Namespace) -> int:
    """Write the report on resembling work into the folder `similarity` of the course, and return 0.

    Raises:
        RuntimeError: as `analyse`.
    """
    from declaration.grading.insight import similarity_page  # noqa: PLC0415 - as above

    with course.opened(arguments.course, arguments.db) as gradebook:
        for name in [arguments.assignment] if arguments.assignment else course.graded(gradebook):
            assignment = course.assignment(gradebook, arguments.course, name)
            report = similarity_page.of(gradebook, assignment, arguments.course, arguments.least)
            for path in similarity_page.write(report, arguments.course / "similarity"):
                course.say(f"written: {path}")
    return 0
