"""The commands of authors (`python -m declaration questions`, `figures`, `notebooks`, `release`) and of instructors."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from declaration import bank_nodes, questions
from declaration.grading import command as grading
from declaration.grading.demo import demo_class
from declaration.grading.feedback import command as feedback
from declaration.grading.insight import commands as insight
from declaration.grading.markers import command as marks

if TYPE_CHECKING:
    from collections.abc import Callable


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0, or 1 with a message on standard error."""
    parser = argparse.ArgumentParser(prog="python -m declaration", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)

    def add(name: str, run: Callable[[argparse.Namespace], int | None], told: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=told)
        added.set_defaults(run=run)
        return added

    check = add("questions", _check_banks, "check question banks: faults, coverage, guessing")
    check.add_argument("banks", nargs="*", type=Path, help="bank files (default: all in data/questions)")
    add("figures", _draw_figures, "draw the pictures of data/figures")
    run = add("notebooks", _run_notebooks, "run notebooks and store their outputs")
    run.add_argument("notebooks", nargs="*", type=Path, help="notebooks (default: all)")
    add("release", _release, "make exercises/ from instructor/assignments")
    grading.describe(add("grade", grading.run, "grade the submissions of a class"))
    feedback.describe(add("feedback", feedback.run, "write the pages that students get back, after marking"))
    insight.describe(add("analyse", insight.analyse, "write an item analysis: which question does what"))
    marks.describe(add("marks", marks.run, "marking sheets out and in; how far two markers agree"))
    insight.describe_similar(add("similar", insight.similar, "report texts and answers that resemble each other"))
    demo_class.describe(add("demo-class", demo_class.run, "make a toy class of thirty students, and grade it"))
    options = parser.parse_args(arguments)
    try:
        return options.run(options) or 0
    except (bank_nodes.BadBank, RuntimeError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command line's output
        return 1


def _check_banks(options: argparse.Namespace) -> None:
    from declaration.authoring import coverage, guesser  # noqa: PLC0415 - as below

    paths: list[Path] = options.banks
    banks = questions.read_all(paths or questions.paths())
    # Banks that are named may be of any subject; what the course promises holds for its own, all together.
    faults = [] if paths else coverage.holes(banks)
    faults += guesser.leaks(banks)
    reports = [guesser.report(banks)] if paths else [coverage.report(banks), guesser.report(banks)]
    print("\n\n".join(reports), end="\n\n")  # noqa: T201 - a command line's output
    if faults:
        raise RuntimeError("\n".join(faults))
    print(f"{sum(len(bank.questions) for bank in banks)} questions, no faults")  # noqa: T201 - a command line's output


def _draw_figures(_options: argparse.Namespace) -> None:
    from declaration.authoring.charts import drawing  # noqa: PLC0415 - authors' tools, as below

    changed = [path for path, other in drawing.draw_all() if other]
    for path in changed:
        print(f"drawn: {path}" if path.exists() else f"removed: {path}")  # noqa: T201 - a command line's output
    print(f"pictures: {len(changed)} changed")  # noqa: T201 - a command line's output


def _run_notebooks(options: argparse.Namespace) -> None:
    # Authors' tools are imported here: checking questions needs none of them.
    from declaration.authoring import notebooks, reading_time, rubrics  # noqa: PLC0415

    for path in options.notebooks or notebooks.paths():
        before = path.read_text(encoding="utf-8")
        notebook = rubrics.stamp(reading_time.stamp(notebooks.read(path)), path.stem)
        after = notebooks.text(notebooks.run(notebook, path.name, path.parent))
        path.write_text(after, encoding="utf-8")
        print(f"{'unchanged' if after == before else 'stored'}: {path}")  # noqa: T201 - a command line's output


def _release(_options: argparse.Namespace) -> None:
    from declaration.authoring import release  # noqa: PLC0415 - as above

    for source in release.paths():
        for target, content in release.files(source).items():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content, encoding="utf-8")
            print(f"released: {target}")  # noqa: T201 - a command line's output


if __name__ == "__main__":
    sys.exit(main())
