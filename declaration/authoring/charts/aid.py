"""The chart of aid beside the economies: a bar a country, the largest share first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from declaration.authoring.charts.style import FIRST, INK, SMALL, Margins, framed, values
from declaration.explore.aid import shares

if TYPE_CHECKING:
    from collections.abc import Mapping

_WIDTH, _ROW = 196, 17
_LEFT = 62


def panels() -> Mapping[str, alt.LayerChart]:
    """Return the one chart, `all`."""
    found = shares()
    rows: list[dict[str, Any]] = [
        {"y": index * _ROW + _ROW / 2, "country": share.country, "share": share.per_cent,
         "words": f"{share.per_cent:.2f} %", "unreliable": share.unreliable}
        for index, share in enumerate(found)
    ]  # fmt: skip
    height = _ROW * len(rows)
    x = alt.X("share:Q").scale(domain=[0, found[0].per_cent], nice=False).axis(None)
    y = alt.Y("y:Q").scale(domain=[height, 0], nice=False).axis(None)
    solid = alt.Chart(values([row for row in rows if not row["unreliable"]])).mark_bar(
        color=FIRST, orient="horizontal", size=_ROW - 6
    )
    hollow = alt.Chart(values([row for row in rows if row["unreliable"]])).mark_bar(
        fill="transparent", stroke=FIRST, strokeDash=[3, 2], orient="horizontal", size=_ROW - 6
    )
    ends = alt.Chart(values(rows)).mark_text(align="left", dx=4, color=INK, fontSize=SMALL)
    names = alt.Chart(values(rows)).mark_text(align="right", x=-5, color=INK, fontSize=SMALL)
    zero = alt.Chart(values([{"share": 0}])).mark_rule(color=INK, opacity=0.6).encode(x=x)
    layers = [
        solid.encode(x=x, y=y),
        hollow.encode(x=x, y=y),
        ends.encode(x=x, y=y, text="words:N"),
        names.encode(y=y, text="country:N"),
        zero,
    ]
    return {"all": framed(layers, _WIDTH, height, Margins(left=_LEFT, right=42, top=2, bottom=2))}
