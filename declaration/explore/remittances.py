"""The figure of remittances beside official development assistance: the two flows that paragraph 14 will not add."""

from __future__ import annotations

from declaration import tables
from declaration.explore import pictures
from declaration.explore.frame import Figure
from declaration.explore.wording import DECLARED, amount, listed, spans

KEYS = (
    pictures.Key(
        '<path d="M1,9L25,3" fill="none" stroke="var(--series-1, #2f7fbf)" stroke-width="2.5"/>',
        "money sent home (remittances received): thick line",
    ),
    pictures.Key(
        '<path d="M1,7H25" fill="none" stroke="var(--series-2, #c8621b)" stroke-width="1.8" stroke-dasharray="4 2"/>',
        "aid (net official development assistance): broken line",
    ),
    pictures.Key('<path d="M13,0V12" stroke="currentColor" stroke-dasharray="1 2"/>', "the year of the Declaration"),
)
_NAMES = {"remittances": "remittances", "oda": "aid"}


def flows() -> tables.Table:
    """Return country, year, remittances, oda and note, US dollars of the year; None where no figure was published."""
    return tables.load("remittances").columns("country", "year", "remittances", "oda", "note")


def gaps(country: str) -> dict[str, list[int]]:
    """Return for `remittances` and `oda` the years in which this country has no figure, leaving out what has none."""
    rows = flows().where(country=country)
    found = {flow: [row.year for row in rows if row[flow] is None] for flow in _NAMES}
    return {flow: years for flow, years in found.items() if years}


def figure() -> Figure:
    """Return the figure."""
    rows = flows()
    panels = [pictures.Panel(name.lower(), name, _gap(name)) for name in dict.fromkeys(row.country for row in rows)]
    return Figure(
        "remittances",
        "How large were the two flows that paragraph 14 will not add?",
        pictures.grid("remittances", panels, KEYS),
        _words(rows),
        rows,
        remark=_remark(rows),
    )


def _gap(country: str) -> str:
    found = gaps(country)
    return "; ".join(f"no {_NAMES[flow]} figure {spans(years)}" for flow, years in found.items()).capitalize()


def _remark(rows: tables.Table) -> str:
    gone = [row for row in rows if "no longer on the list of aid recipients" in (row.note or "")]
    revised = sorted({row.year for row in rows if "aid figure later revised" in (row.note or "")})
    return (
        "Where a line breaks, no figure was published: that is not zero. "
        f"From {min(row.year for row in gone)} {listed(dict.fromkeys(row.country for row in gone))} are no longer on "
        "the list of aid recipients, so money that still comes in does not count as aid. Aid below zero means that "
        "repayments were larger than new aid. Each panel has a scale of its own, in US dollars of the year; m stands "
        f"for million, bn for billion. The aid figures of {spans(revised)} were later revised by the source, some "
        "by half."
    )


def _words(rows: tables.Table) -> str:
    first, last = min(row.year for row in rows), max(row.year for row in rows)
    declared = [row for row in rows.where(year=DECLARED) if row.remittances is not None and row.oda is not None]
    sent, given = sum(row.remittances for row in declared), sum(row.oda for row in declared)
    more_aid = [row.country for row in declared if row.oda > row.remittances]
    countries = list(dict.fromkeys(row.country for row in rows))
    both = {
        name: [row for row in rows.where(country=name) if row.remittances is not None and row.oda is not None]
        for name in countries
    }
    always = [name for name in countries if all(row.remittances > row.oda for row in both[name])]
    negative = [f"{row.country} {row.year}" for row in rows if row.oda is not None and row.oda < 0]
    missing = [f"{name} ({_gap(name).lower()})" for name in countries if gaps(name)]
    return (
        f"In {DECLARED} the {len(declared)} countries with both figures received {amount(sent)} US dollars from people "
        f"abroad and {amount(given)} in aid; aid was the larger flow in {listed(more_aid)}. "
        f"In every year from {first} to {last} for which both figures exist, remittances were larger in "
        f"{listed(always)}. Aid was below zero in {listed(negative)}. Figures are missing for {listed(missing)}."
    )
