"""What all charts have in common: ink and colours that the page decides, and a layout that no font can move.

Colours are custom properties of the page with a fallback that reaches 3:1 on a light and on a dark ground, for
notebooks; lines and letters have the colour of the text around them. A chart says its own margins (`framed`): what
Vega measures of a font never changes a place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import altair as alt

from declaration.explore.wording import DECLARED

if TYPE_CHECKING:
    from collections.abc import Sequence

INK = "currentColor"
FIRST = "var(--series-1, #2f7fbf)"
SECOND = "var(--series-2, #c8621b)"
GROUND = "var(--color-background-primary, var(--jp-layout-color0, Canvas))"
FAINT = 0.25  # opacity of what only guides the eye
SMALL = 10  # units of the viewBox: the size of letters


def values(rows: Sequence[dict[str, Any]]) -> alt.InlineData:
    """Return rows as data that stand in the chart itself."""
    return alt.InlineData(values=list(rows))


class Margins(NamedTuple):
    """What a chart keeps free around its plot, in units of the viewBox."""

    left: int
    right: int
    top: int
    bottom: int


def framed(layers: Sequence[alt.Chart], width: int, height: int, margins: Margins) -> alt.LayerChart:
    """Return the layers as one chart with a plot of this size and these margins, in units of the viewBox."""
    chart: alt.LayerChart = alt.LayerChart(layer=list(layers)).properties(
        width=width,
        height=height,
        autosize=alt.AutoSizeParams(type="none"),
        padding=margins._asdict(),
    )
    done: alt.LayerChart = chart.configure(
        aria=False,  # the frame names and describes the figure; its parts need no names
        background="transparent",
        font="Liberation Sans",
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            domainColor=INK, domainOpacity=0.6, gridColor=INK, gridOpacity=FAINT, labelColor=INK, labelFontSize=SMALL,
            labelOverlap=False, tickColor=INK, tickOpacity=0.6, title=None,
        ),
        text=alt.MarkConfig(color=INK, fontSize=SMALL),
    )  # fmt: skip
    return done


def year_axis(first: int, last: int) -> alt.X:
    """Return the axis of years, with its two ends named."""
    return (
        alt.X("year:Q")
        .scale(domain=[first, last], nice=False, zero=False)
        .axis(values=[first, last], format="d", grid=False, tickSize=4)
    )


def year_of_the_declaration(height: int, first: int, last: int) -> alt.Chart:
    """Return the line that marks the year of the Declaration; the key of the figure names it."""
    rule = alt.Chart(values([{"year": DECLARED}])).mark_rule(color=INK, opacity=0.55, strokeDash=[1, 2], y=0, y2=height)
    marker: alt.Chart = rule.encode(x=year_axis(first, last))
    return marker


def ceiling(largest: float) -> float:
    """Return the round number (1, 2 or 5 and zeros) at or below `largest`, for the one line that an axis names."""
    power = 10.0 ** (len(str(int(largest))) - 1)
    return next(step * power for step in (5, 2, 1) if step * power <= largest)
