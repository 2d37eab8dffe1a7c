"""The command `python -m declaration grade`: what it asks for, and what it shows while a class is graded."""

from __future__ import annotations

import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from declaration.grading import course
from declaration.grading.feedback import command as feedback
from declaration.grading.gradebook import formgrader

if TYPE_CHECKING:
    import argparse

    from declaration.grading.grade import Options, Summary
    from declaration.grading.model import Graded

CSV = ("nbgrader", "moodle", "canvas")
_STOPPED = 130  # the exit code of a command that was stopped by Ctrl-C
_STOP = "Stopped. What is finished is kept; the same command goes on from there."


def describe(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "submissions", nargs="+", type=Path, help="folders or zips, as nbgrader, Moodle or Canvas give them"
    )
    parser.add_argument("--assignment", default="", metavar="NAME", help="grade only this assignment")
    parser.add_argument(
        "--course", type=Path, default=Path("class"), metavar="DIR", help="the course folder (default: class)"
    )
    parser.add_argument(
        "--db", default="", metavar="URL", help="the gradebook (default: gradebook.db in the course folder)"
    )
    parser.add_argument(
        "--workers", type=int, default=0, metavar="N", help="processes that run code (default: one a core)"
    )
    parser.add_argument("--scheduler", metavar="tcp://HOST:PORT", help="run code on this Dask cluster")
    parser.add_argument(
        "--unsafe", action="store_true", help="run student code without a sandbox, with your own rights"
    )
    parser.add_argument("--deadline", type=_moment, metavar="TIME", help="what is later is late: 2026-03-01T18:00")
    parser.add_argument("--latest", action="store_true", help="of several copies the latest counts, even if it is late")
    feedback.describe_keys(parser)
    parser.add_argument(
        "--csv", action="append", choices=CSV, metavar="KIND", help=f"also write grades for {', '.join(CSV)}"
    )


def run(arguments: argparse.Namespace) -> int:
    """Grade a class as the arguments say and return the exit code: 0, or 130 if it was stopped.

    Raises:
        RuntimeError: if nothing can be graded; the message says why and what to do.
    """
    # Other commands need none of this.
    from declaration.grading import grade  # noqa: PLC0415
    from declaration.grading.intake import inbox  # noqa: PLC0415

    policy = inbox.Policy(arguments.deadline, arguments.latest)
    options = grade.Options(
        tuple(arguments.submissions),
        arguments.course,
        arguments.assignment,
        arguments.db,
        arguments.workers,
        arguments.scheduler,
        arguments.unsafe,
        policy,
    )
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with course.explained(options.gradebook):
            summary = _watched(options)
            _say(_told(summary))
            for kind in arguments.csv or ():
                _export(options, summary, kind)
            _give_back(options, summary, keys=arguments.show_keys)
    except KeyboardInterrupt:
        _say(_STOP)
        return _STOPPED
    except (FileNotFoundError, PermissionError) as error:
        raise RuntimeError(str(error)) from None
    return 0


def _watched(options: Options) -> Summary:
    from tqdm import tqdm  # noqa: PLC0415 - as above

    from declaration.grading import grade  # noqa: PLC0415 - as above

    class Bar(grade.Watch):
        """A bar with the time left; quiet where nobody sees it. A line for each submission that needs a person."""

        def begins(self, total: int, notes: list[str]) -> None:
            self.bar = tqdm(total=total, unit=" submissions", disable=None, dynamic_ncols=True)
            for note in notes:
                self.bar.write(note)

        def done(self, graded: Graded) -> None:
            if aside := graded.set_aside:
                self.bar.write(
                    f"{graded.student}, {graded.assignment}: set aside ({aside.code}). {aside.reason} {aside.remedy}"
                )
            self.bar.update()

        def passed_over(self) -> None:
            self.bar.update()

    bar = Bar()
    try:
        return grade.grade(options, bar)
    finally:
        if hasattr(bar, "bar"):
            bar.bar.close()


def _told(summary: Summary) -> str:
    parts = [f"{count} {status.value}" for status, count in sorted(summary.statuses.items())]
    if summary.as_before:
        parts.append(f"{summary.as_before} as before")
    return f"{', '.join(summary.names) or 'Nothing'}: {', '.join(parts) or 'no submissions'}"


def _export(options: Options, summary: Summary, kind: str) -> None:
    from declaration.grading.gradebook import database, export  # noqa: PLC0415 - as above

    book = database.Gradebook(options.gradebook)
    for name in summary.names:
        path = options.course / "export" / f"{name}.{kind}.csv"
        export.write(book, name, kind, path)
        _say(f"written: {path}")
    book.close()


def _give_back(options: Options, summary: Summary, *, keys: bool) -> None:
    formgrader.configure(options.course)
    with course.opened(options.course, options.url) as gradebook:
        for name in summary.names:
            about = course.assignment(gradebook, options.course, name)
            feedback.told(gradebook, about, options.course, keys=keys)


def _moment(words: str) -> datetime:
    # Without a zone it is the teacher's own time.
    return datetime.fromisoformat(words).astimezone()


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
