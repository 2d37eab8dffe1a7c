"""The chart of force: one panel a section, one row a paragraph, on the ladder of the introduction."""

from __future__ import annotations

from dataclasses import dataclass, field
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import altair as alt

from declaration import text
from declaration.authoring.charts.style import FAINT, FIRST, GROUND, INK, SECOND, SMALL, Margins, framed, values
from declaration.explore.force import Placed, placed
from declaration.explore.ladder import BESIDE, RUNGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_WIDTH = 300
_COLUMN = 48
_LINE = 12  # of the addressee, whose words wrap
_TRACK = 20  # under them, for the marks
_INDENT = 17  # of the addressee, behind the number
_CHARACTERS = 48  # a line, in the widest of the usual fonts
_HEADS = ("marks,\nrepeats", "states\na view", "suggests", "asks", "presses", "criticises,\nrefuses")


def panels() -> Mapping[str, alt.LayerChart]:
    """Return a chart for each section, by its numeral."""
    rows = placed()
    return {
        section.numeral: _panel([row for row in rows if row.section == section.numeral])
        for section in text.load().sections
    }


def _panel(rows: list[Placed]) -> alt.LayerChart:
    plan = _plan(rows)
    height = plan.height
    across = alt.X("x:Q").scale(domain=[0, _WIDTH], nice=False).axis(None)
    down = alt.Y("y:Q").scale(domain=[height, 0], nice=False).axis(None)
    places = range(1, BESIDE + 1)
    heads = [{"x": _x(place), "head": _HEADS[place - 1]} for place in places]
    ticks = [{"x": _x(place), "y": y} for y in plan.tracks for place in places]
    tracks = [{"x": _x(1), "x2": _x(len(RUNGS)), "y": y} for y in plan.tracks]
    layers = [
        alt.Chart(values(heads))
        .mark_text(lineBreak="\n", baseline="top", fontSize=SMALL - 1, y=-26, color=INK)
        .encode(x=across, text="head:N"),
        alt.Chart(values(tracks)).mark_rule(color=INK, opacity=FAINT).encode(x=across, x2="x2:Q", y=down),
        alt.Chart(values(ticks))
        .mark_point(shape="stroke", angle=90, size=30, color=INK, opacity=FAINT * 2)
        .encode(x=across, y=down),
        alt.Chart(values(plan.numbers))
        .mark_text(align="left", fontWeight="bold", color=INK)
        .encode(x=across, y=down, text="words:N"),
        alt.Chart(values(plan.lines)).mark_text(align="left", color=INK).encode(x=across, y=down, text="words:N"),
        alt.Chart(values(plan.spans)).mark_rule(color=SECOND, strokeWidth=2).encode(x=across, x2="x2:Q", y=down),
        alt.Chart(values(plan.acts))
        .mark_point(shape="square", size=42, filled=True, color=SECOND, opacity=1)
        .encode(x=across, y=down),
        alt.Chart(values(plan.verbs))
        .mark_point(shape="circle", size=62, color=FIRST, fill=GROUND, strokeWidth=2, opacity=1)
        .encode(x=across, y=down),
    ]
    return framed(layers, _WIDTH, height, Margins(left=4, right=16, top=28, bottom=2))


@dataclass
class _Plan:
    """Where everything stands in a panel: numbers, lines of text, tracks, marks, connections; the height of all."""

    numbers: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    tracks: list[int] = field(default_factory=list)
    verbs: list[dict[str, Any]] = field(default_factory=list)
    acts: list[dict[str, Any]] = field(default_factory=list)
    spans: list[dict[str, Any]] = field(default_factory=list)
    height: int = 0


def _plan(rows: list[Placed]) -> _Plan:
    plan = _Plan()
    y = 8
    for row in rows:
        plan.numbers.append({"x": 0, "y": y, "words": str(row.number)})
        for words in wrap(f"to {row.addressee}".replace("not named", "not\N{NO-BREAK SPACE}named"), _CHARACTERS):
            plan.lines.append({"x": _INDENT, "y": y, "words": words})
            y += _LINE
        y += 2
        plan.tracks.append(y)
        plan.verbs += [{"x": _x(rung), "y": y} for rung in row.verbs]
        # Where the verb and the whole stand in one place, both must be seen: the square moves a little aside.
        plan.acts.append({"x": _x(row.act) + (9 if row.act in row.verbs else 0), "y": y})
        if 0 < row.highest < row.act != BESIDE:
            plan.spans.append({"x": _x(row.highest), "x2": _x(row.act), "y": y})
        y += _TRACK
    plan.height = y - 6
    return plan


def _x(place: int) -> int:
    return 24 + (place - 1) * _COLUMN + (14 if place == BESIDE else 0)


def rungs() -> Iterator[str]:
    """Give the rungs as the chart names them, to be compared with the ladder."""
    yield from (head.replace("\n", " ") for head in _HEADS[: len(RUNGS)])
