"""How far two markers agree: raw agreement and Cohen's kappa for each criterion of a rubric and for all together.

Levels are what is compared, not points: in a scale of 0, 2, 3 and 4 points each step is one level.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from declaration.authoring.rubrics import Criterion, Rubric
    from declaration.grading.markers.marking_sheet import Marks

FAR = 2  # levels: where two markers are so far apart, a text is to be looked at together
Pair = tuple[int, int]


@dataclass(frozen=True)
class Agreement:
    """What `pairs` judgements of two markers have in common, as a share of 1; kappas are None where undefined.

    `adjacent` is the share that differs by one level at most.
    """

    name: str
    pairs: int
    raw: float
    adjacent: float
    kappa: float | None
    weighted: float | None


@dataclass(frozen=True)
class Judged:
    """One criterion of one essay, as each of the markers judged it: points, and comments."""

    criterion: str
    points: Pair
    levels: Pair
    comments: tuple[str, str]

    @property
    def apart(self) -> int:
        """By how many levels the two differ."""
        return abs(self.levels[0] - self.levels[1])


@dataclass(frozen=True)
class Compared:
    """Two sheets side by side: the figures, and by essay each criterion that both have judged."""

    figures: tuple[Agreement, ...]
    essays: dict[str, tuple[Judged, ...]]
    only: tuple[tuple[str, ...], tuple[str, ...]]

    @property
    def apart(self) -> dict[str, tuple[Judged, ...]]:
        """The essays with a criterion on which the markers are two levels or more apart, the furthest first."""
        far = {
            essay: tuple(each for each in judged if each.apart >= FAR)
            for essay, judged in self.essays.items()
            if any(each.apart >= FAR for each in judged)
        }
        return dict(sorted(far.items(), key=lambda item: (-sum(each.apart for each in item[1]), item[0])))


def kappa(pairs: Sequence[Pair], levels: int, weight: Callable[[int, int], float] | None = None) -> float | None:
    """Return Cohen's kappa of these pairs of levels, each from 0 to `levels` - 1; None if chance leaves no room.

    1 - (sum of w[i, j] * observed[i, j]) / (sum of w[i, j] * expected[i, j]), where w is the weight of a disagreement
    and expected the product of both markers' shares. Without a weight every disagreement counts 1: J. Cohen, A
    coefficient of agreement for nominal scales, Educational and Psychological Measurement 20 (1960), 37-46,
    doi:10.1177/001316446002000104. With a weight: J. Cohen, Weighted kappa, Psychological Bulletin 70 (1968), 213-220,
    doi:10.1037/h0026256; `quadratic` is the usual one.
    """
    weigh = weight or _differs
    count = len(pairs)
    first = [sum(pair[0] == level for pair in pairs) for level in range(levels)]
    second = [sum(pair[1] == level for pair in pairs) for level in range(levels)]
    expected = sum(weigh(one, other) * first[one] * second[other] for one in range(levels) for other in range(levels))
    # Both used one and the same level throughout: there is nothing that chance could not do.
    return None if not expected else 1 - count * sum(weigh(*pair) for pair in pairs) / expected


def quadratic(one: int, other: int) -> float:
    """Return the weight of a disagreement: the square of the distance in levels."""
    return float((one - other) ** 2)


def of(name: str, pairs: Sequence[Pair], levels: int) -> Agreement:
    """Return the figures of these pairs of levels; there must be at least one."""
    count = len(pairs)
    same, near = (sum(abs(one - other) <= limit for one, other in pairs) / count for limit in (0, 1))
    return Agreement(name, count, same, near, kappa(pairs, levels), kappa(pairs, levels, quadratic))


def compare(rubric: Rubric, first: Mapping[str, Marks], second: Mapping[str, Marks]) -> Compared:
    """Return two markers' sheets side by side; what only one of them judged is left out of the figures."""
    essays = {
        essay: judged
        for essay in sorted(first.keys() & second.keys())
        if (judged := tuple(_judged(rubric, first[essay], second[essay])))
    }
    every = [each for judged in essays.values() for each in judged]
    count = len(rubric.criteria[0].levels)  # all criteria have the same scale
    groups = {
        criterion.name: [each.levels for each in every if each.criterion == criterion.id]
        for criterion in rubric.criteria
    } | {"All criteria": [each.levels for each in every]}
    only = tuple(sorted(first.keys() - essays.keys())), tuple(sorted(second.keys() - essays.keys()))
    return Compared(tuple(of(name, pairs, count) for name, pairs in groups.items() if pairs), essays, only)


def table(compared: Compared) -> str:
    """Return the figures and the essays to look at together as text for a terminal."""
    rows = [("Criterion", "pairs", "same", "one off", "kappa", "kappa (quadratic)")]
    rows += [
        (each.name, str(each.pairs), f"{each.raw:.0%}", f"{each.adjacent:.0%}", shown(each.kappa), shown(each.weighted))
        for each in compared.figures
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    apart = compared.apart
    lines.append(f"\nEssays on which the markers differ by {FAR} levels or more: {len(apart)}")
    lines += [f"{essay}  {'; '.join(map(_told, judged))}" for essay, judged in apart.items()]
    for place, codes in zip(("first", "second"), compared.only, strict=True):
        if codes:
            lines.append(f"Only in the {place} sheet: {', '.join(codes)}")
    return "\n".join(lines)


def shown(value: float | None) -> str:
    """Return a kappa as it is shown; a dash where it is not defined."""
    return "–" if value is None else f"{value:.2f}"


def _differs(one: int, other: int) -> float:
    return float(one != other)


def _told(each: Judged) -> str:
    return f"{each.criterion}: {each.points[0]} and {each.points[1]}"


def _judged(rubric: Rubric, first: Marks, second: Marks) -> list[Judged]:
    found = []
    for criterion in rubric.criteria:
        if criterion.id in first.points and criterion.id in second.points:
            points = first.points[criterion.id], second.points[criterion.id]
            comments = first.comments.get(criterion.id, ""), second.comments.get(criterion.id, "")
            found.append(
                Judged(criterion.id, points, (_level(criterion, points[0]), _level(criterion, points[1])), comments)
            )
    return found


def _level(criterion: Criterion, points: int) -> int:
    return [level.points for level in criterion.levels].index(points)
