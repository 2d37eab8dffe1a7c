"""Every figure by its name: `figure("remittances")`."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from declaration.explore import (
    aid,
    asks,
    compact,
    force,
    immigrants,
    neighbours,
    remittances,
    timeline,
    treaties,
    voices,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from declaration.explore.frame import Figure

DRAWN: Mapping[str, Callable[[], Figure]] = {
    "force": force.figure,
    "voices": voices.figure,
    "immigrants": immigrants.figure,
    "neighbours": neighbours.figure,
    "remittances": remittances.figure,
    "aid": aid.figure,
}
# Made of the page's own elements, with a choice of what is shown.
EXPLORERS: Mapping[str, Callable[[], Figure]] = {
    "timeline": timeline.figure,
    "treaties": treaties.figure,
    "compact-vote": compact.figure,
    "asks": asks.figure,
}
FIGURES = {**DRAWN, **EXPLORERS}


class UnknownFigure(LookupError):
    """No figure has this name; the message gives the nearest one and lists them all."""


def figure(name: str) -> Figure:
    """Return the figure of this name, with its words computed from the data.

    Raises:
        UnknownFigure: if there is none of this name.
        pictures.NotDrawn: if its pictures were never drawn.
    """
    if name not in FIGURES:
        near = difflib.get_close_matches(name, FIGURES, n=1, cutoff=0)[0]
        raise UnknownFigure(f"there is no figure {name!r} (nearest: {near}); the figures are {', '.join(FIGURES)}")
    return FIGURES[name]()
