"""The command `python -m declaration marks`: marking sheets out and in, and how far two markers agree."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from declaration.grading import course
from declaration.grading.course import say
from declaration.grading.feedback import command as feedback

if TYPE_CHECKING:
    import argparse

    from declaration.grading.assignment import Assignment
    from declaration.grading.gradebook.database import Gradebook


def describe(parser: argparse.ArgumentParser) -> None:
    """Add the three commands and their arguments."""
    commands = parser.add_subparsers(dest="marks", required=True)
    export = commands.add_parser("export", help="write a marking sheet and the anonymous texts that go with it")
    export.add_argument("--all", action="store_true", help="every text, also those that are marked already")
    export.add_argument("--filled", action="store_true", help="every text, with the marks that the gradebook has")
    export.add_argument("--to", type=Path, metavar="DIR", help="where to write (default: marking in the course folder)")
    taken = commands.add_parser("import", help="write the marks of a sheet into the gradebook")
    taken.add_argument("sheet", type=Path, help="a filled marking sheet")
    taken.add_argument("--overwrite", action="store_true", help="replace marks that the gradebook has")
    agreement = commands.add_parser("agreement", help="compare the sheets of two markers")
    agreement.add_argument("sheets", nargs=2, type=Path, metavar="SHEET", help="a filled marking sheet")
    agreement.add_argument(
        "--page", type=Path, metavar="FILE", help="where to write the page (default: beside the first)"
    )
    for each in (export, taken, agreement):
        course.describe_course(each)
        each.add_argument("--assignment", required=True, metavar="NAME", help="the assignment")


def run(arguments: argparse.Namespace) -> int:
    """Do what the arguments say and return the exit code 0.

    Raises:
        RuntimeError: if it cannot be done; the message says why and what to do.
    """
    with course.opened(arguments.course, arguments.db) as gradebook:
        about = course.assignment(gradebook, arguments.course, arguments.assignment)
        {"export": _export, "import": _import, "agreement": _agreement}[arguments.marks](arguments, gradebook, about)
    return 0


def _export(arguments: argparse.Namespace, gradebook: Gradebook, about: Assignment) -> None:
    from declaration.grading.markers import marking_by_hand  # noqa: PLC0415 - other commands need none of this

    which = marking_by_hand.ALL if arguments.all else marking_by_hand.WAITING
    which = marking_by_hand.FILLED if arguments.filled else which
    folder = arguments.to or arguments.course / "marking"
    sheet, page, count = marking_by_hand.export(gradebook, about, arguments.course, folder, which)
    say(f"Texts: {count}. The sheet: {sheet}; the page to read them: {page}")


def _import(arguments: argparse.Namespace, gradebook: Gradebook, about: Assignment) -> None:
    from declaration.grading.markers import marking_by_hand  # noqa: PLC0415 - as above

    done = marking_by_hand.imported(gradebook, about, arguments.sheet, overwrite=arguments.overwrite)
    say(f"Marks written: {len(done.written)}; as before: {len(done.as_before)}.")
    if done.kept:
        say(f"These have another mark already, which stays ('--overwrite' replaces it): {', '.join(done.kept)}")
    if done.incomplete:
        say(f"These have points for some criteria only, and were left: {', '.join(done.incomplete)}")
    if done.written:
        feedback.told(gradebook, about, arguments.course, keys=False)


def _agreement(arguments: argparse.Namespace, gradebook: Gradebook, about: Assignment) -> None:
    from declaration.grading.markers import agreement, marking_by_hand, marking_sheet  # noqa: PLC0415 - as above
    from declaration.grading.pages import templates  # noqa: PLC0415 - as above

    rubric = marking_by_hand.rubric_of(about)
    there = {essay.code: essay for essay in marking_by_hand.essays(gradebook, about, every=True)}
    first, second = (marking_sheet.read(sheet, rubric, there) for sheet in arguments.sheets)
    compared = agreement.compare(rubric, first, second)
    if not compared.essays:
        raise marking_by_hand.CannotMark("The two sheets have no essay that both markers gave points for.")
    say(agreement.table(compared))
    made = templates.environment(Path(__file__).parent)
    made.filters["kappa"] = agreement.shown
    page = arguments.page or arguments.sheets[0].with_suffix(".agreement.html")
    texts = {code: marking_by_hand.written(arguments.course, about, there[code].student) for code in compared.apart}
    names = {criterion.id: criterion.name for criterion in rubric.criteria}
    content = made.get_template("agreement.html.j2").render(
        name=about.name, compared=compared, names=names, texts=texts
    )
    page.write_text(content, encoding="utf-8", errors="replace")
    say(f"\nThe page: {page}")
