"""The asks of 2013 beside the outcomes of 2013, of 2018 and of today, with what is not known said."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from declaration import tables, text
from declaration.explore import links
from declaration.explore.choice import Choice
from declaration.explore.frame import Figure

if TYPE_CHECKING:
    from declaration.tables import Record

_VERDICTS = {"met": "●", "partly": "◐", "not met": "○", "not known": "?"}
_STAGES = (("outcome_2013", "October 2013"), ("compact_2018", "Compact of 2018"), ("today", "Today"))
_NOTHING = "<em>Not known: nothing seen in our sources.</em>"


def figure() -> Figure:
    """Show each ask as a card, with a choice of section and of verdict."""
    rows = tables.load("asks")
    counts = {verdict: len(rows.where(verdict=verdict)) for verdict in _VERDICTS}
    numerals = dict.fromkeys(_section(row) for row in rows)
    chosen = (
        Choice(
            "asks",
            "section",
            "Section",
            [("", "All"), *((numeral, numeral) for numeral in numerals)],
            '.ask:not([data-section="{value}"])',
        ),
        Choice(
            "asks",
            "verdict",
            "Verdict of this course",
            [("", f"All ({len(rows)})"), *((verdict, f"{verdict} ({counts[verdict]})") for verdict in _VERDICTS)],
            '.ask:not([data-verdict="{value}"])',
        ),
    )
    cards = "".join(map(_card, rows))
    counted = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    words = f"{len(rows)} asks: {counted}. A stage where our sources show nothing says so; that is not a no."
    picture = f'{"".join(choice.html for choice in chosen)}<ol class="asks">{cards}</ol>'
    return Figure("asks", "What became of each ask?", picture, words, rows, drawn=False)


def _section(row: Record) -> str:
    return text.load().paragraph(row.paragraph).section


def _card(row: Record) -> str:
    stages = "".join(f"<dt>{title}</dt><dd>{escape(row[name] or '') or _NOTHING}</dd>" for name, title in _STAGES)
    return (
        f'<li class="ask" data-section="{_section(row)}" data-verdict="{row.verdict}">'
        f'<p><span class="verdict"><span aria-hidden="true">{_VERDICTS[row.verdict]}</span> {row.verdict}</span> '
        f"Paragraph {links.paragraph(row.paragraph)}: {escape(row.ask)}</p>"
        f'<dl>{stages}</dl><p class="source">Sources: {links.sources(row.sources)}</p></li>'
    )
