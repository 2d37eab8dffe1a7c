"""The charts of neighbours: one a country; those who came above the line, those who left below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from declaration.authoring.charts.style import FIRST, INK, SECOND, Margins, ceiling, framed, values
from declaration.explore.neighbours import moves

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from declaration.tables import Record

_WIDTH, _HEIGHT = 100, 96
_PALE = 0.15
_MILLION = 1_000_000
_EVERY, _HALF = 5, 1.6  # years between two estimates; half the width of a bar


def panels() -> Mapping[str, alt.LayerChart]:
    """Return a chart for each country."""
    names = dict.fromkeys(row.country for row in moves())
    return {name.lower(): _panel(list(moves().where(country=name))) for name in names}


def _panel(rows: Sequence[Record]) -> alt.LayerChart:
    came, left = (max(row[column] for row in rows) for column in ("named_origin", "emigrants"))
    bars = [bar for row in rows for bar in _bars(row)]
    years = [row.year for row in rows]
    x = (
        alt.X("start:Q")
        .scale(domain=[years[0] - _HALF, years[-1] + _HALF], nice=False, zero=False)
        .axis(values=[years[0], years[-1]], format="d", grid=False, domain=False, ticks=False)
    )
    # One round number each way, where there is room for it; the line of zero stands between.
    up, down = ceiling(came), ceiling(left)
    lines = [each for each in (up, -down) if abs(each) > max(came, left) / 8]
    y = alt.Y("low:Q").scale(domain=[-left * 1.04, came * 1.04], nice=False)
    y = y.axis(values=[0, *lines], domain=False, ticks=False, labelExpr=_labels([0, *lines]))
    layers = [
        alt.Chart(values([bar for bar in bars if bar["kind"] == kind]))
        .mark_rect(fill=colour, fillOpacity=opacity, stroke=colour, strokeWidth=0.7, opacity=1)
        .encode(x=x, x2="end:Q", y=y, y2="high:Q")
        for kind, colour, opacity in (
            ("came near", FIRST, 1),
            ("came far", FIRST, _PALE),
            ("left near", SECOND, 1),
            ("left far", SECOND, _PALE),
        )
    ]
    zero = alt.Chart(values([{"low": 0}])).mark_rule(color=INK).encode(y=y)
    return framed([*layers, zero], _WIDTH, _HEIGHT, Margins(left=31, right=12, top=5, bottom=14))


def _bars(row: Record) -> list[dict[str, Any]]:
    heights = {
        "came near": (0, row.from_region),
        "came far": (row.from_region, row.named_origin),
        "left near": (0, -row.in_region),
        "left far": (-row.in_region, -row.emigrants),
    }
    return [
        {"kind": kind, "start": row.year - _HALF, "end": row.year + _HALF, "low": low, "high": high}
        for kind, (low, high) in heights.items()
    ]


def _labels(lines: Sequence[float]) -> str:
    """Return the Vega expression that names a line: 2 m, 0.5 m; what lies below zero is counted as well."""
    names = {value: "0" if value == 0 else f"{abs(value) / _MILLION:g} m" for value in lines}
    tests = "".join(f"datum.value == {value} ? '{name}' : " for value, name in names.items())
    return f"{tests}''"
