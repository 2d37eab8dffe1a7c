"""Points of a recorded quiz, from the answers alone: no kernel, no process, microseconds a submission."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from declaration.grading.model import TaskResult
from declaration.questions import score

if TYPE_CHECKING:
    from collections.abc import Mapping

    from declaration.answers import Answers
    from declaration.grading.assignment import Assignment

_NONE = "no answers were recorded"
_BY_HAND = "a person marks the texts"


@dataclass
class Scored:
    """The points of each question, the result of each quiz cell, and by cell what was written: prompts and texts."""

    questions: dict[str, float] = field(default_factory=dict)
    cells: dict[str, TaskResult] = field(default_factory=dict)
    written: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


def clamped(points: float, maximum: float) -> float:
    """Return these points as a plain float from 0 to the maximum; what is no number counts as 0."""
    return min(max(float(points), 0.0), float(maximum)) if math.isfinite(points) else 0.0


def quizzes(assignment: Assignment, recorded: Mapping[str, Answers | None]) -> Scored:
    """Return what the quizzes earned; a cell's points are shared alike by its questions."""
    scored = Scored()
    for cell in assignment.of_kind("quiz"):
        answers, bank = recorded.get(cell.quiz), assignment.banks[cell.quiz].questions
        given = answers.answers if answers else {}
        share = cell.points / len(bank)
        points = {
            question: clamped(score(kind, given.get(question, ()), keys) * share, share)
            for question, (kind, keys) in assignment.keys[cell.quiz].items()
        }
        texts = [(question.prompt, " ".join(given.get(question.id, ()))) for question in bank if question.by_hand]
        if any(text.strip() for _, text in texts):
            scored.written[cell.name] = texts
        unknown = len(given.keys() - points.keys())
        odd = f"answers to what is not in the quiz were passed over ({unknown})" if unknown else ""
        remark = "; ".join(filter(None, (odd, _BY_HAND if cell.name in scored.written else "")))
        total = clamped(sum(points.values()), cell.points)
        scored.questions |= points
        scored.cells[cell.name] = TaskResult(cell.name, total, cell.points, remark=remark if given else _NONE)
    return scored
