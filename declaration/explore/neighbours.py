"""The figure of neighbours: migrants in and from each member, and how many of both moved inside the region.

All of it comes from the revision of 2020, and from those migrants whose country of origin is named. It is never set
against the figures of the revision of 2024.
"""

from __future__ import annotations

from dataclasses import replace

from declaration import tables
from declaration.explore import pictures
from declaration.explore.frame import Figure
from declaration.explore.wording import amount, counted, listed

# The table names both revisions and the day of the later copy; these columns have a source and a day of their own.
_SOURCE = (
    "Source: United Nations, International Migrant Stock 2020. Licence: Creative Commons Attribution 3.0 IGO: United "
    "Nations. As of 28 April 2023."
)
_FIRST, _SECOND = "var(--series-1, #2f7fbf)", "var(--series-2, #c8621b)"


def _bar(colour: str, opacity: str) -> str:
    return f'<rect x="6" y="1" width="14" height="10" fill="{colour}" fill-opacity="{opacity}" stroke="{colour}"/>'


KEYS = (
    pictures.Key(_bar(_FIRST, "1"), "above the line: living here, born in one of the other eleven"),
    pictures.Key(_bar(_FIRST, ".15"), "living here, born elsewhere"),
    pictures.Key(_bar(_SECOND, "1"), "below the line: born here, living in one of the other eleven"),
    pictures.Key(_bar(_SECOND, ".15"), "born here, living elsewhere"),
)


def moves() -> tables.Table:
    """Return country, year, named_origin, from_region, emigrants and in_region: what the revision of 2020 has."""
    rows = tables.load("migrant_stock")
    years = sorted({row.year for row in rows if row.emigrants is not None})
    rows = rows.where(year=years).columns("country", "year", "named_origin", "from_region", "emigrants", "in_region")
    return replace(rows, source=_SOURCE)


def figure() -> Figure:
    """Return the figure."""
    rows = moves()
    last = max(row.year for row in rows)
    panels = [
        pictures.Panel(
            row.country.lower(), row.country, f"{last}: {amount(row.named_origin)} in, {amount(row.emigrants)} abroad"
        )
        for row in rows.where(year=last)
    ]
    return Figure(
        "neighbours",
        "Is each country one that people come to, or one that they leave, and how much of both happens inside the "
        "region?",
        pictures.grid("neighbours", panels, KEYS),
        _words(rows),
        rows.caption("Migrants in and from the twelve members, estimates of the revision of 2020"),
        remark="Revision of 2020, migrants whose country of origin is named. Do not set these numbers against those of "
        "the revision of 2024, which counts anew. Each panel has a scale of its own: compare what is above with what "
        "is below, not one country with another; m stands for million.",
    )


def _words(rows: tables.Table) -> str:
    first, last = min(row.year for row in rows), max(row.year for row in rows)
    start, now = rows.where(year=first), rows.where(year=last)
    receiving = [row.country for row in now if row.named_origin > row.emigrants]
    turned = [
        row.country
        for row, before in zip(now, start, strict=True)
        if (row.named_origin > row.emigrants) != (before.named_origin > before.emigrants)
    ]
    inside = {
        year: 100 * sum(row.in_region for row in part) / sum(row.emigrants for row in part)
        for year, part in ((first, start), (last, now))
    }
    near = [row.country for row in now if row.in_region > row.emigrants / 2]
    arrivals = [row.country for row in now if row.from_region > row.named_origin / 2]
    most = max(now, key=lambda row: row.emigrants)
    return (
        f"In {last} more migrants lived in {listed(receiving)} than had left; in the other "
        f"{counted(len(now) - len(receiving), 'country', 'countries')} more people lived abroad than had come. "
        f"Compared with {first}, this relation had turned round in {listed(turned)}. Of all emigrants of the twelve, "
        f"{inside[first]:.0f} per cent lived in another of the twelve in {first}, and {inside[last]:.0f} per cent in "
        f"{last}. In {last} more than half of those who had left {listed(near)} lived inside the region; more than "
        f"half of the immigrants came from it in {counted(len(arrivals), 'country', 'countries')}. The largest group "
        f"abroad was that of {most.country}, {amount(most.emigrants)}; in {first} it had been "
        f"{amount(start.where(country=most.country)[0].emigrants)}."
    )
