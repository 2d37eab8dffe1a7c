"""The report on texts and answers that resemble each other: a page with both texts side by side, and a table."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from declaration import text
from declaration.grading.gradebook import export, journal
from declaration.grading.insight import choices, patterns, shingles, similarity
from declaration.grading.model import Status
from declaration.grading.pages import templates
from declaration.grading.repair import autograded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from declaration.grading.assignment import Assignment
    from declaration.grading.gradebook.database import Gradebook
    from declaration.grading.insight.patterns import Pattern
    from declaration.grading.insight.similarity import Found
    from declaration.questions import Question

    Answers = dict[str, dict[str, Mapping[str, tuple[str, ...]]]]

SHOWN = 100  # pairs on the page; the table has all
_HEAD = ("kind", "part", "students", "shared", "containment", "jaccard", "expected_by_chance")


@dataclass(frozen=True)
class Report:
    """What was found in one assignment: by part the pairs of texts, and by quiz the same answers.

    `given` are the shingles of what all were given.
    """

    name: str
    texts: dict[str, tuple[Found, Mapping[str, str]]]
    same: dict[str, tuple[Pattern, ...]]
    given: frozenset[int]


def of(gradebook: Gradebook, assignment: Assignment, course: Path, least: float = similarity.LEAST) -> Report:
    """Return the report on this assignment, from the journal and the notebooks in `autograded/`; nothing is changed."""
    answers: Answers = {name: {} for name in assignment.banks}
    students = []
    for entry in journal.entries(gradebook.engine, assignment.name):
        graded = entry.graded
        if graded.status is not Status.SET_ASIDE:
            students.append(graded.student)
            if graded.answers and graded.answers.quiz in answers:
                answers[graded.answers.quiz][graded.student] = graded.answers.answers
    given = [*(cell["source"] for cell in assignment.released), text.load().source]
    found: dict[str, tuple[Found, Mapping[str, str]]] = {}
    for part, texts in _texts(assignment, course, students, answers):
        found[part] = similarity.compare(texts, given, least), texts
    same = {name: patterns.same(bank.questions, answers[name]) for name, bank in sorted(assignment.banks.items())}
    return Report(assignment.name, found, same, frozenset().union(*map(shingles.of, given)))


def _texts(
    assignment: Assignment, course: Path, students: Sequence[str], answers: Answers
) -> Iterator[tuple[str, dict[str, str]]]:
    for cell in assignment.of_kind("writing"):
        pages = {
            student: course / "autograded" / student / assignment.name / f"{assignment.name}.ipynb"
            for student in students
        }
        texts = ((student, autograded.answer(page, cell.name)) for student, page in pages.items())
        yield cell.name, {student: words for student, words in texts if words and words != cell.source}
    for name, bank in sorted(assignment.banks.items()):
        for question in bank.questions:
            if question.by_hand:
                yield (
                    question.id,
                    {
                        student: " ".join(chosen[question.id])
                        for student, chosen in answers[name].items()
                        if chosen.get(question.id)
                    },
                )


def write(report: Report, folder: Path) -> list[Path]:
    """Write page and table into this folder and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    page, table = folder / f"{report.name}.html", folder / f"{report.name}.csv"
    made = templates.environment(Path(__file__).parent)
    made.filters |= {"path": lambda words: quote(words, safe=""), "chosen": _chosen}
    template = made.get_template("similarity.html.j2")
    content = template.render(report=report, sides=partial(_sides, report.given), most=SHOWN, length=shingles.LENGTH)
    page.write_bytes(content.encode("utf-8", "replace"))
    with table.open("w", encoding="utf-8", errors="replace", newline="") as opened:
        csv.writer(opened, lineterminator="\n").writerows(
            [export.safe(value) for value in row] for row in (_HEAD, *_rows(report))
        )
    return [page, table]


def _sides(
    given: frozenset[int], texts: Mapping[str, str], first: str, second: str
) -> list[tuple[str, list[tuple[str, bool]]]]:
    """Return both students, each with the text in pieces: shared words, and the others."""
    shared = (shingles.of(texts[first]) & shingles.of(texts[second])) - given
    return [(student, shingles.segments(texts[student], shared)) for student in (first, second)]


def _chosen(wrong: tuple[Question, tuple[str, ...]]) -> str:
    question, answer = wrong
    known = choices.offered(question)
    values = [known[value] for value in choices.chosen(question, answer, known)]
    return "; ".join(f"{value.place}: {value.text}" if value.place else value.text for value in values)


def _rows(report: Report) -> Iterator[tuple[object, ...]]:
    for part, (found, _) in report.texts.items():
        for pair in found.pairs:
            figures = f"{pair.containment:.3f}", f"{pair.jaccard:.3f}"
            yield "texts", part, f"{pair.first}, {pair.second}", pair.shared, *figures, ""
        if found.crowd:
            yield "common text", part, ", ".join(found.crowd), "", "", "", ""
    for quiz, found_same in report.same.items():
        for pattern in found_same:
            wrong = len(pattern.wrong)
            yield "same answers", quiz, ", ".join(pattern.students), wrong, "", "", f"{pattern.expected:.1e}"
