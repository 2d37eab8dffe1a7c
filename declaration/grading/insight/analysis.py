"""Item analysis of one assignment: how hard each question was, which tell students apart, which option drew whom.

    found = analysis.of(gradebook, assignment)
    found.items[0].difficulty, found.items[0].discrimination, found.alpha

The answers and points come from the journal, marks of persons from nbgrader's tables. Nothing is written.
"""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from nbgrader import api
from sqlalchemy import func, select

from declaration.grading import submission
from declaration.grading.gradebook import journal
from declaration.grading.insight import advice, choices, item_statistics
from declaration.grading.model import Status
from declaration.questions import score

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from declaration.grading.assignment import Assignment
    from declaration.grading.gradebook.database import Gradebook
    from declaration.questions import Question

    Answer = tuple[str, ...]


@dataclass(frozen=True)
class Count:
    """How many chose one value of one place: all, and those of the upper and the lower group."""

    place: str
    text: str
    right: bool
    all: int
    upper: int
    lower: int


@dataclass(frozen=True)
class Item:
    """One question: figures as `item_statistics` gives them, the counts of its options, and what to look at.

    `alpha` is that of the quiz without this question.
    """

    number: int
    question: Question
    answered: int
    difficulty: float | None
    discrimination: float | None
    alpha: float | None
    counts: tuple[Count, ...]
    look: tuple[str, ...] = ()

    @property
    def apart(self) -> str:
        """In words, how well it tells students apart."""
        return advice.apart(self.discrimination)


@dataclass(frozen=True)
class Part:
    """One graded cell: the mean share of its points among the `counted` who have a final mark, and its checks."""

    cell: str
    mean: float | None
    counted: int
    checks: tuple[tuple[str, bool, float], ...] = ()  # label, hidden, share of students that passed


@dataclass(frozen=True)
class Quiz:
    """The analysis of one quiz: `students` gave at least one answer; `group` is the size of upper and lower group."""

    name: str
    students: int
    group: int
    mean: float | None
    deviation: float | None
    alpha: float | None
    items: tuple[Item, ...]
    paragraphs: tuple[tuple[int, float | None, tuple[int, ...]], ...]  # number, mean share, numbers of its questions
    by_hand: int = 0


@dataclass(frozen=True)
class Analysis:
    """The analysis of one assignment: submissions `graded`, set `aside`, and `outdated`, which must be graded again."""

    name: str
    graded: int
    aside: int
    outdated: int
    quizzes: tuple[Quiz, ...]
    parts: tuple[Part, ...]


@dataclass
class _Class:
    """What is gathered from the journal, submission by submission."""

    answers: dict[str, list[Mapping[str, Answer]]] = field(default_factory=dict)
    passed: Counter[tuple[str, int]] = field(default_factory=Counter)
    checks: dict[str, list[tuple[str, bool]]] = field(default_factory=dict)
    graded: int = 0
    aside: int = 0
    outdated: int = 0


def of(gradebook: Gradebook, assignment: Assignment) -> Analysis:
    """Return the analysis of this assignment."""
    found, grader = _Class(), submission.grader_of(assignment)
    for entry in journal.entries(gradebook.engine, assignment.name):
        graded = entry.graded
        if graded.status is Status.SET_ASIDE:
            found.aside += 1
        elif entry.grader != grader:
            found.outdated += 1
        else:
            found.graded += 1
            if graded.answers and any(graded.answers.answers.values()):
                found.answers.setdefault(graded.answers.quiz, []).append(graded.answers.answers)
            for task in graded.tasks:
                if task.checks:
                    found.checks.setdefault(task.cell, [(check.label, check.hidden) for check in task.checks])
                for place, check in enumerate(task.checks):
                    found.passed[task.cell, place] += check.passed
    banks = [(name, bank.questions) for name, bank in sorted(assignment.banks.items())]
    quizzes = tuple(quiz(name, questions, found.answers.get(name, [])) for name, questions in banks)
    return Analysis(
        assignment.name, found.graded, found.aside, found.outdated, quizzes, _parts(gradebook, assignment, found)
    )


def quiz(name: str, questions: Sequence[Question], answers: Sequence[Mapping[str, Answer]]) -> Quiz:
    """Return the analysis of a quiz from the answers of all who gave any; a question left out earns nothing.

    Questions that a person marks are not part of it.
    """
    asked = [question for question in questions if not question.by_hand]
    keys = [(question.id, question.type, question.keys) for question in asked]
    table = [[score(kind, given.get(name, ()), right) for name, kind, right in keys] for given in answers]
    totals = [sum(row) for row in table]
    upper, lower = item_statistics.groups(totals)
    items = tuple(
        _item(number, question, [given.get(question.id, ()) for given in answers], table, (upper, lower))
        for number, question in enumerate(asked)
    )
    return Quiz(
        name,
        len(table),
        len(upper),
        statistics.fmean(totals) if totals else None,
        statistics.stdev(totals) if len(totals) > 1 else None,
        item_statistics.alpha(table),
        items,
        _paragraphs(items),
        len(questions) - len(asked),
    )


def _item(
    column: int,
    question: Question,
    answers: Sequence[Answer],
    table: item_statistics.Table,
    groups: tuple[frozenset[int], frozenset[int]],
) -> Item:
    drawn: list[Counter[str]] = [Counter(), Counter(), Counter()]
    offered = choices.offered(question)
    for student, answer in enumerate(answers):
        values = choices.chosen(question, answer, offered)
        for counter, counts in zip(drawn, (True, *(student in group for group in groups)), strict=True):
            if counts:
                counter.update(values)
    counted = tuple(
        Count(value.place, value.text, value.right, *(counter[name] for counter in drawn))
        for name, value in offered.items()
        # Of many phrases and pairs those count that somebody chose.
        if value.right or not value.place or drawn[0][name]
    )
    item = Item(
        column + 1,
        question,
        sum(map(bool, answers)),
        item_statistics.difficulty(table, column),
        item_statistics.discrimination(table, column),
        item_statistics.alpha(item_statistics.without(table, column)),
        counted,
    )
    return replace(item, look=advice.of(item))


def _paragraphs(items: Sequence[Item]) -> tuple[tuple[int, float | None, tuple[int, ...]], ...]:
    found = []
    for paragraph in sorted({number for item in items for number in item.question.paragraphs}):
        mine = [item for item in items if paragraph in item.question.paragraphs]
        known = [item.difficulty for item in mine if item.difficulty is not None]
        found.append((paragraph, statistics.fmean(known) if known else None, tuple(item.number for item in mine)))
    return tuple(found)


def _parts(gradebook: Gradebook, assignment: Assignment, found: _Class) -> tuple[Part, ...]:
    marked = _marked(gradebook, assignment.name)
    made = []
    for cell in assignment.graded:
        mean, counted = marked.get(cell.name, (0.0, 0))
        share = mean / cell.points if counted and cell.points else None
        checks = tuple(
            (label, hidden, found.passed[cell.name, place] / found.graded)
            for place, (label, hidden) in enumerate(found.checks.get(cell.name, []))
        )
        made.append(Part(cell.name, share, counted, checks))
    return tuple(made)


def _marked(gradebook: Gradebook, name: str) -> dict[str, tuple[float, int]]:
    """Return the mean of the final marks of each cell, and how many there are."""
    grade, cell = api.Grade, api.GradeCell
    final = (
        select(cell.name, func.avg(grade.score), func.count())
        .join(cell, cell.id == grade.cell_id)
        .join(api.Notebook, api.Notebook.id == cell.notebook_id)
        .join(api.Assignment, api.Assignment.id == api.Notebook.assignment_id)
        .where(api.Assignment.name == name, grade.needs_manual_grade.is_(False))
        .group_by(cell.name)
    )
    with gradebook.engine.connect() as connection:
        return {row[0]: (float(row[1] or 0), int(row[2])) for row in connection.execute(final)}
