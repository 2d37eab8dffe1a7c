"""The charts of immigrants: one a country, all with the same scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from declaration.authoring.charts.style import FIRST, INK, Margins, framed, values, year_axis, year_of_the_declaration
from declaration.explore.immigrants import stocks

if TYPE_CHECKING:
    from collections.abc import Mapping

_WIDTH, _HEIGHT = 96, 62
_TOP = 9  # per cent: above every share
_LINES = [0, 4, 8]


def panels() -> Mapping[str, alt.LayerChart]:
    """Return a chart for each country."""
    names = dict.fromkeys(row.country for row in stocks())
    return {
        name.lower(): _panel([{"year": row.year, "share": row.share} for row in stocks().where(country=name)])
        for name in names
    }


def _panel(rows: list[dict[str, Any]]) -> alt.LayerChart:
    first, last = rows[0]["year"], rows[-1]["year"]
    x = year_axis(first, last)
    y = (
        alt.Y("share:Q")
        .scale(domain=[0, _TOP], nice=False)
        .axis(values=_LINES, domain=False, ticks=False, labelExpr="datum.value + ' %'")
    )
    line = alt.Chart(values(rows)).mark_line(color=FIRST, strokeWidth=2.5).encode(x=x, y=y)
    end = [{**rows[-1], "words": f"{rows[-1]['share']:.1f}"}]
    dot = alt.Chart(values(end)).mark_point(color=FIRST, filled=True, size=26, opacity=1).encode(x=x, y=y)
    label = alt.Chart(values(end)).mark_text(color=INK, align="left", dx=5).encode(x=x, y=y, text="words:N")
    layers = [year_of_the_declaration(_HEIGHT, first, last), line, dot, label]
    return framed(layers, _WIDTH, _HEIGHT, Margins(left=25, right=21, top=5, bottom=16))
