"""The whole text on one page, for reading, printing and citing: what its notebook shows, one call a section.

The headings are Markdown cells of the notebook, so that they are headings of the page. What is shown here is Markdown
too: it reads well in JupyterLab, and the book's search finds its words. In the book edition.css sets it as an edition,
and edition.js adds the switches for notes and Spanish, the buttons that copy, and the address in each citation. Without
a script notes and citations unfold one by one.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from declaration import cards, citations, notes, text
from declaration.display import Markdown

if TYPE_CHECKING:
    from collections.abc import Iterable

HERE = Path(__file__).parent


def opening() -> Markdown:
    """Show title, date line and preamble, with the place of the switches above them."""
    declaration = text.load()
    title = " ".join(declaration.title)
    parts = [
        '<div class="edition-tools"></div>',
        citations.folded(citations.WHOLE),
        *(_lines(part) for part in _passage(citations.TITLE, title, notes.on("title"), bold=True)),
        f"> {cards.escaped(declaration.date_line)}",
        *_passage(citations.PREAMBLE, declaration.preamble, notes.on("preamble")),
    ]
    return _shown(parts, f"{title}\n{declaration.date_line}\n{declaration.preamble}")


def section(numeral: str) -> Markdown:
    """Show the paragraphs of a section, each with its number, its permanent link, its notes and its citations.

    The heading stands above, in a Markdown cell; the notes on it stand here.

    Raises:
        text.UnknownSection: if there is no section with this numeral.
    """
    found = text.load().section(numeral)
    place = citations.heading(numeral)
    lettered = cards.in_order(str(found), notes.on(numeral))
    parts = [
        f'<span id="{place.anchor}"></span>',
        *cards.folded_notes(place.anchor, lettered, "this heading"),
    ]
    for paragraph in found.paragraphs:
        number = paragraph.number
        lead = f'<b class="number">{number}.</b> '
        parts += _passage(citations.paragraph(number), paragraph.words, notes.on(number), lead=lead)
    return _shown(parts, "\n".join(map(str, found.paragraphs)))


def _passage(
    place: citations.Place, words: str, remarks: Iterable[notes.Note], *, lead: str = "", bold: bool = False
) -> list[str]:
    """Return the parts of one passage: the words with their permanent link, the notes, the citations."""
    lettered = cards.in_order(words, remarks)
    shown = cards.marked(place.anchor, words, lettered)
    if bold:
        shown = f"**{shown}**"
    said = place.pinpoint.replace("para.", "paragraph")
    link = f'<a class="permalink" href="#{place.anchor}" aria-label="Permanent link to {said}">#</a>'
    return [
        f'> <span id="{place.anchor}"></span>{lead}{shown} {link}',
        *cards.folded_notes(place.anchor, lettered),
        citations.folded(place),
    ]


def _lines(markdown: str) -> str:
    """Return the title with a line for the body, a line for the name, and the rest for the subject."""
    body, name, _ = text.load().title
    return markdown.replace(f"{body} {name} ", f"{body}<br>{name}<br>")


def _shown(parts: Iterable[str], plain: str) -> Markdown:
    body = "\n\n".join(parts)
    return Markdown(f'<div class="edition">\n\n{body}\n\n</div>', plain)
