"""Points of a recorded quiz, from the answers alone: no kernel, no process, microseconds a submission."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from declaration.grading.model import TaskResult

if TYPE_CHECKING:
    from collections.abc import Mapping

    from declaration.answers import Answers
    from declaration.grading.assignment import Assignment

_NONE = "no answers were recorded"


def clamped(points: float, maximum: float) -> float:
    """Return these points as a plain float from 0 to the maximum; what is no number counts as 0."""
    return min(max(float(points), 0.0), float(maximum)) if math.isfinite(points) else 0.0


def quizzes(
    assignment: Assignment, recorded: Mapping[str, Answers | None]
) -> tuple[dict[str, float], dict[str, TaskResult]]:
    """Return the points of each question, and the result of each quiz cell; a cell's points are shared alike."""
    by_question: dict[str, float] = {}
    by_cell: dict[str, TaskResult] = {}
    for cell in assignment.of_kind("quiz"):
        answers, bank = recorded.get(cell.quiz), assignment.banks[cell.quiz].questions
        given = answers.answers if answers else {}
        share = cell.points / len(bank)
        points = {question.id: clamped(question.score(given.get(question.id, ())) * share, share) for question in bank}
        by_question |= points
        unknown = len(given.keys() - points.keys())
        odd = f"answers to what is not in the quiz were passed over ({unknown})" if unknown else ""
        total = clamped(sum(points.values()), cell.points)
        by_cell[cell.name] = TaskResult(cell.name, total, cell.points, remark=odd if given else _NONE)
    return by_question, by_cell
