"""Where things stand in the picture of an item analysis: difficulty to the right, discrimination upwards.

The template draws it as SVG with the colours of the page, so that it needs no script and follows light and dark.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from declaration.grading.insight.analysis import Item

_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 20, 16, 46
_WIDE, _HIGH = 560, 300
_LOW = 0.2  # of discrimination; see `advice`
_APART = 14  # units between two numbers, at least
_AROUND = ((0, -9), (14, 5), (-14, 5), (0, 18), (22, -7), (-22, -7), (22, 17), (-22, 17))  # places of a number


@dataclass(frozen=True)
class Line:
    """One line, from here to there."""

    x1: float
    y1: float
    x2: float
    y2: float
    dashed: bool = False


@dataclass(frozen=True)
class Label:
    """Words at the edge; `anchor` is SVG's."""

    x: float
    y: float
    text: str
    anchor: str


@dataclass(frozen=True)
class Dot:
    """One question, and where its number stands; `low` if it hardly tells students apart."""

    number: int
    x: float
    y: float
    label_x: float
    label_y: float
    low: bool


@dataclass(frozen=True)
class Plot:
    """The picture, in units of its own; without dots if there are too few students. `words` say what it shows."""

    dots: tuple[Dot, ...] = ()
    lines: tuple[Line, ...] = ()
    labels: tuple[Label, ...] = ()
    words: str = ""
    width: int = _LEFT + _WIDE + _RIGHT
    height: int = _TOP + _HIGH + _BOTTOM


@dataclass
class _Scale:
    least: float
    taken: list[tuple[float, float]] = field(default_factory=list)

    def x(self, difficulty: float) -> float:
        return round(_LEFT + _WIDE * difficulty, 1)

    def y(self, discrimination: float) -> float:
        return round(_TOP + _HIGH * (1 - discrimination) / (1 - self.least), 1)

    def free(self, x: float, y: float) -> tuple[float, float]:
        """Return a place beside this dot where no other number or dot stands, if there is one."""
        places = [(x + right, y + down) for right, down in _AROUND]
        found = next((place for place in places if all(_far(place, other) for other in self.taken)), places[0])
        self.taken.append(found)
        return round(found[0], 1), round(found[1], 1)


def of(items: Sequence[Item]) -> Plot:
    """Return the picture of these questions; those whose figures cannot be told are left out."""
    known = [
        (item.number, item.difficulty, item.discrimination)
        for item in items
        if item.difficulty is not None and item.discrimination is not None
    ]
    if not known:
        return Plot()
    scale = _Scale(min(0.0, *(int(value * 5 - 1) / 5 for _, _, value in known if value < 0), 0.0))
    scale.taken += [(scale.x(easy), scale.y(apart) + 4) for _, easy, apart in known]
    dots = []
    for number, easy, apart in known:
        x, y = scale.x(easy), scale.y(apart)
        dots.append(Dot(number, x, y, *scale.free(x, y), low=apart < _LOW))
    return Plot(tuple(dots), _lines(scale), _labels(scale), _words(known))


def _far(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return abs(one[0] - other[0]) >= _APART or abs(one[1] - other[1]) >= _APART


def _lines(scale: _Scale) -> tuple[Line, ...]:
    across = [Line(scale.x(0), scale.y(at), scale.x(1), scale.y(at)) for at in (1, 0.5, 0)]
    down = [Line(scale.x(at), scale.y(1), scale.x(at), scale.y(scale.least)) for at in (0, 0.5, 1)]
    return (*across, *down, Line(scale.x(0), scale.y(_LOW), scale.x(1), scale.y(_LOW), dashed=True))


def _labels(scale: _Scale) -> tuple[Label, ...]:
    left = [Label(_LEFT - 8, scale.y(at) + 4, f"{at:.1f}", "end") for at in (1, 0.5, 0)]
    floor = _TOP + _HIGH
    below = [Label(scale.x(at), floor + 18, f"{at:.1f}", "middle") for at in (0, 0.5, 1)]
    sides = [
        Label(scale.x(0), floor + 38, "← hard", "start"),
        Label(scale.x(0.5), floor + 38, "mean share of points", "middle"),
        Label(scale.x(1), floor + 38, "easy →", "end"),
    ]
    return (*left, *below, *sides)


def _words(known: Sequence[tuple[int, float, float]]) -> str:
    hard, easy = min(known, key=lambda each: each[1]), max(known, key=lambda each: each[1])
    best, least = max(known, key=lambda each: each[2]), min(known, key=lambda each: each[2])
    return (
        f"The hardest is question {hard[0]} ({hard[1]:.2f} of the points), the easiest question {easy[0]} "
        f"({easy[1]:.2f}). Question {best[0]} tells students apart best ({best[2]:.2f}), question {least[0]} least "
        f"({least[2]:.2f})."
    )
