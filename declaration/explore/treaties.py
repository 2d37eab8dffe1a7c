"""Who was bound by what: twelve states and nine treaties, on 28 August 2013 and by the newest source."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from declaration import tables
from declaration.explore import links, maps
from declaration.explore.choice import Choice
from declaration.explore.frame import Figure

if TYPE_CHECKING:
    from declaration.tables import Record, Table

_DATES = (("2013", "28 August 2013"), ("newest", "newest source"))
# Kind of answer: class of a cell and of a state on the map, sign, word.
_ANSWERS = {
    "yes": ("bound", "●", "bound"),
    "party": ("bound", "●", "bound"),
    "no": ("not-bound", "○", "not bound"),
    "not party": ("not-bound", "○", "not bound"),
    "not verified": ("not-known", "?", "not verified"),
}


def figure() -> Figure:
    """Show the matrix of states and treaties and a map a treaty, with a choice of date."""
    consents, instruments = tables.load("consents"), tables.load("instruments")
    choice = Choice("treaties", "date", "As of", _DATES, ".at:not(.at-{value})")
    key = "".join(
        f'<li class="{kind}"><span aria-hidden="true">{sign}</span> {word}</li>' for kind, sign, word in _kinds()
    )
    atlas = "".join(
        f'<figure class="small at at-{date}">{maps.states("treaties", _filled(consents, row.instrument, date))}'
        f"<figcaption>{escape(row.short)}: {_counted(consents, row.instrument, date)}</figcaption></figure>"
        for date, _ in _DATES
        for row in instruments
    )
    matrix = _matrix(consents, instruments)
    atlas = f'{maps.outlines("treaties")}<div class="small-multiples">{atlas}</div>'
    picture = f'{choice.html}<ul class="key">{key}</ul>{matrix}{atlas}'
    shown = consents.columns(
        "country", "instrument", "signed", "consented", "act", "party_2013", "status", "as_of", "source"
    )
    question = "Which of the twelve states was bound by which treaty on 28 August 2013, and which is today?"
    return Figure("treaties", question, picture, _words(consents, instruments), shown, drawn=False, remark=maps.REMARK)


def _matrix(consents: Table, instruments: Table) -> str:
    heads = "".join(
        f'<th scope="col">{escape(row.short)}{f" ({links.paragraphs(row.paragraphs)})" if row.paragraphs else ""}</th>'
        for row in instruments
    )
    lines = []
    for country in dict.fromkeys(row.country for row in consents):
        cells = {row.instrument: row for row in consents.where(country=country)}
        line = "".join(f"<td>{_cell(cells[row.instrument])}</td>" for row in instruments)
        lines.append(f'<tr><th scope="row">{escape(country)}</th>{line}</tr>')
    return (
        '<div class="scroll" role="group" aria-label="States and treaties" tabindex="0"><table class="data matrix">'
        f'<thead><tr><th scope="col">State</th>{heads}</tr></thead><tbody>{"".join(lines)}</tbody></table></div>'
    )


def _cell(row: Record) -> str:
    spans = []
    for date, _ in _DATES:
        kind, sign, word = _ANSWERS[_answer(row, date)]
        year = f" {row.consent_year}" if kind == "bound" and row.consent_year else ""
        spans.append(
            f'<span class="at at-{date} {kind}"><span aria-hidden="true">{sign}</span> '
            f'<span class="visually-hidden">{word}</span>{year}</span>'
        )
    return "".join(spans)


def _answer(row: Record, date: str) -> str:
    return str(row.party_2013 if date == "2013" else row.status)


def _kinds() -> list[tuple[str, str, str]]:
    return list(dict.fromkeys(_ANSWERS.values()))


def _filled(consents: Table, instrument: str, date: str) -> dict[str, str]:
    return {row.iso3: _ANSWERS[_answer(row, date)][0] for row in consents.where(instrument=instrument)}


def _counted(consents: Table, instrument: str, date: str) -> str:
    """Return how many states gave each kind of answer: `9 bound, 3 not bound`."""
    kinds = list(_filled(consents, instrument, date).values())
    return ", ".join(f"{kinds.count(kind)} {word}" for kind, _, word in _kinds() if kind in kinds)


def _words(consents: Table, instruments: Table) -> str:
    sentences = [
        f"{row.short}: {_counted(consents, row.instrument, '2013')} on 28 August 2013; "
        f"{_counted(consents, row.instrument, 'newest')} by the newest source."
        for row in instruments
    ]
    return " ".join(
        [*sentences, "A year in the matrix is that of the State’s consent. ‘Newest’ differs by treaty: see the table."]
    )
