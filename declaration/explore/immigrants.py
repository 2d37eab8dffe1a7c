"""The figure of immigrants: their share of the population of each member since 1990 (one revision: that of 2024)."""

from __future__ import annotations

from dataclasses import replace

from declaration import tables
from declaration.explore import pictures
from declaration.explore.frame import Figure
from declaration.explore.wording import DECLARED, amount, listed

SHARE_MARK = '<path d="M1,10L25,3" fill="none" stroke="var(--series-1, #2f7fbf)" stroke-width="2.5"/>'
YEAR_MARK = '<path d="M13,0V12" stroke="currentColor" stroke-dasharray="1 2"/>'


def stocks() -> tables.Table:
    """Return country, year, immigrants, population and share: the columns that go with the revision of 2024."""
    rows = tables.load("migrant_stock").columns("country", "year", "immigrants", "population", "share")
    return replace(rows, source=rows.source.replace("United Nations, International Migrant Stock 2020; ", ""))


def figure() -> Figure:
    """Return the figure."""
    rows = stocks()
    last = max(row.year for row in rows)
    panels = [
        pictures.Panel(row.country.lower(), row.country, f"{amount(row.immigrants)} in {last}")
        for row in rows.where(year=last)
    ]
    keys = (
        pictures.Key(SHARE_MARK, "immigrants, per cent of the population"),
        pictures.Key(YEAR_MARK, "the year of the Declaration"),
    )
    return Figure(
        "immigrants",
        "Where have migrants come to live since 1990?",
        pictures.grid("immigrants", panels, keys),
        _words(rows),
        rows.caption("Immigrants, estimates of the revision of 2024"),
        remark="Persons born abroad, or foreign citizens where birth is not recorded; mid-year estimates of the "
        "revision of 2024. They do not say who stayed only for a time, or with which papers.",
    )


def _words(rows: tables.Table) -> str:
    first, last = min(row.year for row in rows), max(row.year for row in rows)
    before = max(row.year for row in rows if row.year <= DECLARED)
    start, then, now = ({row.country: row for row in rows.where(year=year)} for year in (first, before, last))
    order = sorted(now, key=lambda country: now[country].share, reverse=True)
    doubled = [country for country in order if now[country].share >= 2 * then[country].share]
    lower = [country for country in sorted(now) if now[country].share < start[country].share]
    high, low = now[order[0]], now[order[-1]]
    people = [sum(row.immigrants for row in year.values()) for year in (start, then, now)]
    return (
        f"All panels have the same scale. In {last} the share was highest in {high.country} ({high.share:.1f} per "
        f"cent) and lowest in {low.country} ({low.share:.1f} per cent). From {before}, the last estimate before the "
        f"Declaration, to {last} it at least doubled in {listed(doubled)}. It was lower in {last} than in {first} in "
        f"{listed(lower)}. The twelve together had {amount(people[0])} immigrants in {first}, {amount(people[1])} in "
        f"{before} and {amount(people[2])} in {last}."
    )
