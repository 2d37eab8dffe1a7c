"""The chart of voices: a row a party, a column a paragraph, a mark a role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from declaration import text
from declaration.authoring.charts.style import FAINT, FIRST, INK, SECOND, SMALL, Margins, framed, values
from declaration.explore.voices import HOLDERS, PARTIES, voices

if TYPE_CHECKING:
    from collections.abc import Mapping

_COLUMN, _ROW = 12, 27
_GAP = 12  # between those who act and those who hold rights
_BAND = 20  # under the name of a party, in the middle of its row, for the marks


def panels() -> Mapping[str, alt.LayerChart]:
    """Return the one chart, `all`."""
    numbers = [paragraph.number for paragraph in text.load().paragraphs]
    width, height = _COLUMN * len(numbers), _y(PARTIES[-1]) + _ROW
    across = alt.X("x:Q").scale(domain=[0, width], nice=False).axis(None)
    down = alt.Y("y:Q").scale(domain=[height, 0], nice=False).axis(None)
    heads = values([{"x": _x(number), "y": -9, "words": number} for number in numbers])
    sections = [(section.numeral, [each.number for each in section.paragraphs]) for section in text.load().sections]
    middles = [{"x": (_x(own[0]) + _x(own[-1])) / 2, "y": -22, "words": numeral} for numeral, own in sections]
    bands = [{"x": (own[0] - 1) * _COLUMN, "x2": own[-1] * _COLUMN} for _, own in sections[1::2]]
    parties = [{"x": 0, "y": _y(party) + 7, "words": party} for party in PARTIES]
    rails = [{"x": 0, "y": _y(party) + _BAND} for party in PARTIES]
    label: dict[str, Any] = {"color": INK, "fontSize": SMALL}
    layers = [
        alt.Chart(values(bands)).mark_rect(color=INK, opacity=0.06, y=-28, y2=height).encode(x=across, x2="x2:Q"),
        alt.Chart(values(rails)).mark_rule(color=INK, opacity=FAINT, x=0, x2=width).encode(y=down),
        alt.Chart(heads).mark_text(color=INK, fontSize=SMALL - 1.5).encode(x=across, y=down, text="words:N"),
        alt.Chart(values(middles)).mark_text(**label).encode(x=across, y=down, text="words:N"),
        alt.Chart(values(parties)).mark_text(align="left", **label).encode(x=across, y=down, text="words:N"),
    ]
    marks: dict[str, dict[str, Any]] = {
        "named": {"shape": "circle", "size": 24, "filled": True, "color": FIRST},
        "addressed": {"shape": "diamond", "size": 84, "filled": False, "color": SECOND, "strokeWidth": 1.6},
        "rights": {"shape": "square", "size": 50, "filled": True, "color": INK},
    }
    for role, mark in marks.items():
        own = [{"x": _x(each.paragraph), "y": _y(each.party) + _BAND} for each in voices() if each.role == role]
        layers.append(alt.Chart(values(own)).mark_point(opacity=1, **mark).encode(x=across, y=down))
    return {"all": framed(layers, width, height, Margins(left=2, right=2, top=28, bottom=2))}


def _x(number: int) -> float:
    return (number - 0.5) * _COLUMN


def _y(party: str) -> int:
    return PARTIES.index(party) * _ROW + (_GAP if party in HOLDERS else 0)
