"""The figure of aid beside the economies that received it, in the year of the Declaration."""

from __future__ import annotations

from dataclasses import dataclass

from declaration import tables
from declaration.explore import pictures
from declaration.explore.frame import Figure
from declaration.explore.wording import DECLARED, counted, listed

YEAR = DECLARED
_LITTLE = 0.1  # per cent
KEYS = (
    pictures.Key(
        '<rect x="1" y="2" width="24" height="8" fill="var(--series-1, #2f7fbf)"/>', "aid, per cent of the economy"
    ),
    pictures.Key(
        '<rect x="1" y="2" width="24" height="8" fill="none" '
        'stroke="var(--series-1, #2f7fbf)" stroke-dasharray="3 2"/>',
        "the size of the economy in dollars is unreliable",
    ),
)


@dataclass(frozen=True)
class Share:
    """Net aid of a country in per cent of its gross domestic product, and whether the latter is unreliable."""

    country: str
    per_cent: float
    unreliable: bool


def shares() -> list[Share]:
    """Return the share of each country that has both figures, the largest first."""
    found = [
        Share(row.country, round(100 * row.oda / row.gdp, 3), "unreliable" in (row.note or ""))
        for row in tables.load("remittances").where(year=YEAR)
        if row.oda is not None and row.gdp is not None
    ]
    return sorted(found, key=lambda share: share.per_cent, reverse=True)


def figure() -> Figure:
    """Return the figure."""
    data = tables.load("remittances").where(year=YEAR).columns("country", "oda", "gdp", "note")
    return Figure(
        "aid",
        "How large was aid beside the economies that received it?",
        pictures.single("aid", KEYS, "26rem"),
        _words(shares()),
        data.caption(f"Net aid received and gross domestic product, {YEAR}"),
        remark="Net aid is what came in less what was paid back. Gross domestic product is the size of the whole "
        "economy.",
    )


def _words(found: list[Share]) -> str:
    low = [share for share in found if share.per_cent < 1]
    tiny = [share.country for share in found if share.per_cent < _LITTLE]
    high = [f"{share.country} ({share.per_cent:.1f} per cent)" for share in found if share.per_cent >= 1]
    unreliable = [share.country for share in found if share.unreliable]
    return (
        f"In {YEAR} net aid was below 1 per cent of gross domestic product in {len(low)} of {len(found)} countries. It "
        f"was above that in {listed(high)}. In {counted(len(tiny), 'country', 'countries')} it was below a tenth of 1 "
        f"per cent: {listed(tiny)}. The share of {listed(unreliable)} is uncertain, because several exchange rates "
        f"were in use."
    )
