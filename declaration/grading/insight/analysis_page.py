"""An item analysis as files: a page to read (no script, no request), and two tables for a spreadsheet."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from declaration.grading.insight import plot
from declaration.grading.pages import templates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from declaration.grading.insight.analysis import Analysis

_ITEMS = (
    "quiz", "number", "question", "type", "level", "paragraphs", "students", "answered", "difficulty",
    "discrimination", "alpha_without", "quiz_alpha", "look_at",
)  # fmt: skip
_OPTIONS = ("quiz", "number", "question", "place", "option", "right", "all", "upper", "lower", "group_size")


def write(found: Analysis, folder: Path) -> list[Path]:
    """Write page and tables into this folder and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / f"{found.name}.html"
    plots = [plot.of(quiz.items) for quiz in found.quizzes]
    template = templates.environment(Path(__file__).parent).get_template("analysis.html.j2")
    page.write_text(template.render(found=found, plots=plots), encoding="utf-8")
    tables = folder / f"{found.name}.questions.csv", folder / f"{found.name}.options.csv"
    _table(tables[0], _ITEMS, _items(found))
    _table(tables[1], _OPTIONS, _options(found))
    return [page, *tables]


def _table(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened, lineterminator="\n").writerows([head, *rows])


def _items(found: Analysis) -> Iterator[list[object]]:
    for quiz in found.quizzes:
        for item in quiz.items:
            question = item.question
            figures = (item.difficulty, item.discrimination, item.alpha, quiz.alpha)
            yield [
                quiz.name, item.number, question.id, question.type, question.level,
                " ".join(map(str, question.paragraphs)), quiz.students, item.answered, *map(_figure, figures),
                " ".join(item.look),
            ]  # fmt: skip


def _options(found: Analysis) -> Iterator[list[object]]:
    for quiz in found.quizzes:
        for item in quiz.items:
            for count in item.counts:
                right = "right" if count.right else ""
                yield [
                    quiz.name, item.number, item.question.id, count.place, count.text, right,
                    count.all, count.upper, count.lower, quiz.group,
                ]  # fmt: skip


def _figure(value: float | None) -> str:
    return "too few" if value is None else f"{value:.3f}"
