"""The commands of authors (`python -m declaration questions`, `figures`, `notebooks`, `release`) and of instructors."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from declaration import bank_nodes, questions
from declaration.grading import command as grading
from declaration.grading import demo, insight
from declaration.grading import feedback_command as feedback
from declaration.grading import marks_command as marks

_GRADING = {
    "grade": grading.run,
    "feedback": feedback.run,
    "analyse": insight.analyse,
    "similar": insight.similar,
    "demo-class": demo.run,
    "marks": marks.run,
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0, or 1 with a message on standard error."""
    parser = argparse.ArgumentParser(prog="python -m declaration", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("questions", help="check question banks: faults, coverage, guessing")
    check.add_argument("banks", nargs="*", type=Path, help="bank files (default: all in data/questions)")
    commands.add_parser("figures", help="draw the pictures of data/figures")
    run = commands.add_parser("notebooks", help="run notebooks and store their outputs")
    run.add_argument("notebooks", nargs="*", type=Path, help="notebooks (default: all)")
    commands.add_parser("release", help="make exercises/ from instructor/assignments")
    grading.describe(commands.add_parser("grade", help="grade the submissions of a class"))
    feedback.describe(commands.add_parser("feedback", help="write the pages that students get back, after marking"))
    insight.describe(commands.add_parser("analyse", help="write an item analysis: which question does what"))
    marks.describe(commands.add_parser("marks", help="marking sheets out and in; how far two markers agree"))
    insight.describe_similar(commands.add_parser("similar", help="report texts and answers that resemble each other"))
    demo.describe(commands.add_parser("demo-class", help="make a toy class of thirty students, and grade it"))
    options = parser.parse_args(arguments)
    try:
        if options.command == "questions":
            _check_banks(options.banks)
        elif options.command == "figures":
            _draw_figures()
        elif options.command == "notebooks":
            _run_notebooks(options.notebooks)
        elif options.command in _GRADING:
            return _GRADING[options.command](options)
        else:
            _release()
    except (bank_nodes.BadBank, RuntimeError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command line's output
        return 1
    return 0


def _check_banks(paths: list[Path]) -> None:
    from declaration.authoring import coverage, guesser  # noqa: PLC0415 - as below

    banks = questions.read_all(paths or questions.paths())
    # Banks that are named may be of any subject; what the course promises holds for its own, all together.
    faults = [] if paths else coverage.holes(banks)
    faults += guesser.leaks(banks)
    reports = [guesser.report(banks)] if paths else [coverage.report(banks), guesser.report(banks)]
    print("\n\n".join(reports), end="\n\n")  # noqa: T201 - a command line's output
    if faults:
        raise RuntimeError("\n".join(faults))
    print(f"{sum(len(bank.questions) for bank in banks)} questions, no faults")  # noqa: T201 - a command line's output


def _draw_figures() -> None:
    from declaration.authoring.charts import drawing  # noqa: PLC0415 - authors' tools, as below

    changed = [path for path, other in drawing.draw_all() if other]
    for path in changed:
        print(f"drawn: {path}" if path.exists() else f"removed: {path}")  # noqa: T201 - a command line's output
    print(f"pictures: {len(changed)} changed")  # noqa: T201 - a command line's output


def _run_notebooks(paths: list[Path]) -> None:
    # Authors' tools are imported here: checking questions needs none of them.
    from declaration.authoring import notebooks, reading_time, rubrics  # noqa: PLC0415

    for path in paths or notebooks.paths():
        before = path.read_text(encoding="utf-8")
        notebook = rubrics.stamp(reading_time.stamp(notebooks.read(path)), path.stem)
        after = notebooks.text(notebooks.run(notebook, path.name, path.parent))
        path.write_text(after, encoding="utf-8")
        print(f"{'unchanged' if after == before else 'stored'}: {path}")  # noqa: T201 - a command line's output


def _release() -> None:
    from declaration.authoring import release  # noqa: PLC0415 - as above

    for source in release.paths():
        for target, content in release.files(source).items():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content, encoding="utf-8")
            print(f"released: {target}")  # noqa: T201 - a command line's output


if __name__ == "__main__":
    sys.exit(main())
