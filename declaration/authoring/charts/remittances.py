"""The charts of remittances beside aid: one a country, with a scale of its own; a line breaks where no figure is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from declaration.authoring.charts.style import (
    FIRST,
    SECOND,
    Margins,
    ceiling,
    framed,
    values,
    year_axis,
    year_of_the_declaration,
)
from declaration.explore.remittances import flows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from declaration.tables import Record

_WIDTH, _HEIGHT = 104, 66
_UNITS = ((1_000_000_000, " bn"), (1_000_000, " m"))


def panels() -> Mapping[str, alt.LayerChart]:
    """Return a chart for each country."""
    names = dict.fromkeys(row.country for row in flows())
    return {name.lower(): _panel(list(flows().where(country=name))) for name in names}


def _panel(rows: Sequence[Record]) -> alt.LayerChart:
    first, last = rows[0].year, rows[-1].year
    known = [row[flow] for row in rows for flow in ("remittances", "oda") if row[flow] is not None]
    x = year_axis(first, last)
    top = ceiling(max(known))
    y = alt.Y("dollars:Q").scale(domain=[min(0, *known), max(known)], nice=False)
    y = y.axis(values=[0, top], domain=False, ticks=False, labelExpr=f"datum.value ? '{_name(top)}' : '0'")
    lines = []
    for flow, colour, width, dash in (("remittances", FIRST, 2.5, [1, 0]), ("oda", SECOND, 1.8, [4, 2])):
        own = [{"year": row.year, "dollars": row[flow]} for row in rows]
        lines.append(
            alt.Chart(values(own))
            .mark_line(color=colour, strokeWidth=width, strokeDash=dash, invalid="break-paths-show-domains")
            .encode(x=x, y=y)
        )
    layers = [year_of_the_declaration(_HEIGHT, first, last), *lines]
    return framed(layers, _WIDTH, _HEIGHT, Margins(left=33, right=5, top=6, bottom=16))


def _name(value: float) -> str:
    unit, letter = next((unit, letter) for unit, letter in _UNITS if value >= unit)
    return f"{value / unit:g}{letter}"
