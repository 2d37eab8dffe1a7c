"""Small maps of the twelve states, filled by what is known of each: drawn from the table `outlines`.

A place on the map is longitude and latitude themselves, with longitude shortened by the cosine of 20 degrees south, the
middle of the continent (the equirectangular projection with that standard parallel): enough for a map the size of a
thumb.
"""

from __future__ import annotations

from html import escape
from math import cos, radians
from typing import TYPE_CHECKING

from declaration import tables

if TYPE_CHECKING:
    from collections.abc import Mapping

_WEST, _NORTH = -82.0, 13.0  # degrees: the corner of the map
_WIDTH, _HEIGHT = 45.0, 69.0  # of the map, in degrees of latitude
_SHRINK = cos(radians(20))
REMARK = (
    "The outlines are those of Natural Earth at 1:110 million, without French Guiana, a part of France. They show "
    "who is in control and take no position; borders are in dispute, among them that between Guyana and "
    "Venezuela, which was brought before the International Court of Justice."
)


def outlines(figure: str) -> str:
    """Return the outlines that the maps of this figure use; they stand in it once, before the maps."""
    paths: dict[str, str] = {}
    for row in tables.load("outlines"):
        paths[row.iso3] = paths.get(row.iso3, "") + _ring(row.outline)
    drawn = "".join(f'<path id="{figure}-{iso3}" d="{path}"/>' for iso3, path in paths.items())
    return f'<svg class="outlines" width="0" height="0" aria-hidden="true"><defs>{drawn}</defs></svg>'


def states(figure: str, classes: Mapping[str, str]) -> str:
    """Return an SVG map in which each state has the classes given for its ISO code; readers of a page do not hear it.

    The classes decide the fill, by the style sheet. What the map shows must stand beside it in words.
    """
    names = {row.iso3: row.country for row in tables.load("outlines")}
    drawn = "".join(
        f'<use href="#{figure}-{iso3}" class="{escape(classes[iso3])}"><title>{name}</title></use>'
        for iso3, name in names.items()
    )
    return f'<svg class="map" viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" aria-hidden="true">{drawn}</svg>'


def _ring(outline: str) -> str:
    points = (point.split(",") for point in outline.split())
    places = [f"{(float(x) - _WEST) * _SHRINK:.1f} {_NORTH - float(y):.1f}" for x, y in points]
    return f"M{'L'.join(places[:-1])}Z"
