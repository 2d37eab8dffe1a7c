"""Students whose answers to a quiz are the same, wrong ones included, where chance would hardly make it so.

The measure is simple: were the questions answered apart from one another, as often in each way as this class did, how
many students would give exactly these answers? (After W. H. Angoff, The development of statistical indices for
detecting cheaters, Journal of the American Statistical Association 69, 1974, 44-49, who compares the identical wrong
answers of two people with what is usual.) Able students share right answers, and friends learn together: this is a
reason to look, and no more.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from declaration.questions import score

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from declaration.questions import Question

_WRONG = 3  # identical wrong answers, at least
_BY_CHANCE = 0.01  # students that chance would give these answers, at most


@dataclass(frozen=True)
class Pattern:
    """Students with the same answers; the questions that all of them got wrong; how many chance would give."""

    students: tuple[str, ...]
    wrong: tuple[tuple[Question, tuple[str, ...]], ...]
    expected: float


def same(questions: Sequence[Question], answers: Mapping[str, Mapping[str, Sequence[str]]]) -> tuple[Pattern, ...]:
    """Return the groups of students with the same answers, the least likely first."""
    asked = [question for question in questions if not question.by_hand]
    given = {
        student: tuple(_plain(question, chosen.get(question.id, ())) for question in asked)
        for student, chosen in answers.items()
    }
    drawn = [Counter(column) for column in zip(*given.values(), strict=True)]
    groups: dict[tuple[tuple[str, ...], ...], list[str]] = {}
    for student, row in sorted(given.items()):
        groups.setdefault(row, []).append(student)
    keys = [question.keys for question in asked]
    found = []
    for row, students in groups.items():
        if len(students) == 1:
            continue
        wrong = [
            (question, answer)
            for question, answer, right in zip(asked, row, keys, strict=True)
            if answer and score(question.type, answer, right) < 1
        ]
        shares = (counts[answer] / len(given) for counts, answer in zip(drawn, row, strict=True))
        expected = len(given) * math.prod(shares)
        if len(wrong) >= _WRONG and expected < _BY_CHANCE:
            found.append(Pattern(tuple(students), tuple(wrong), expected))
    return tuple(sorted(found, key=lambda pattern: (pattern.expected, pattern.students)))


def _plain(question: Question, answer: Sequence[str]) -> tuple[str, ...]:
    """Return the answer in the one form that all have who chose the same."""
    return tuple(answer) if question.type == "order" else tuple(sorted(set(answer)))
