"""How to cite the Declaration or a part of it: Chicago, APA and BibTeX, as HTML that can be copied.

Chicago: *The Chicago Manual of Style*, 17th edition, chapter 14: in a note the body that speaks stands as author, the
title of a document that stands alone is in italics with headline capitals, place and date follow in brackets, then the
place in the text and the address.

APA: *Publication Manual of the American Psychological Association*, 7th edition, chapters 8 to 10: author, full date,
title in italics with sentence capitals, the kind of work in square brackets, address. An entry in a list of references
names the whole work; the paragraph stands in the citation in the running text.

BibTeX: the entry type `misc` of Oren Patashnik, *BibTeXing* (1988); newer styles read `url` and `day`, older ones do
not. Author and title stand in double braces: the body is not taken for a person, and the title keeps its capitals.

The address is not known here: a page may be opened from a folder, or be served from anywhere. Each citation has a
place for it, an empty `<span class="address">`, which edition.js fills with the page's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from declaration import text

BODY = "South American Conference on Migrations"
NAME = "Declaration of Buenos Aires"
SUBJECT = (
    "Positioning of the South American Conference on Migrations in Respect of the United Nations II High-Level "
    "Dialogue on International Migration and Development"
)
_SENTENCE = (
    "Positioning of the South American Conference on Migrations in respect of the United Nations II High-Level "
    "Dialogue on International Migration and Development"
)


@dataclass(frozen=True)
class Place:
    """A part of the text: its anchor on the page of the whole text, and what it is called.

    `pinpoint` is how a citation names it ("para. 8"), empty for the whole; `name` is what a reader calls it.
    """

    anchor: str
    pinpoint: str
    name: str


TITLE = Place("title", "title", "this title")
PREAMBLE = Place("preamble", "preamble", "this preamble")
WHOLE = Place("title", "", "the whole text")


def paragraph(number: int) -> Place:
    """Return the place of one paragraph; its anchor, `p8`, is for ever."""
    return Place(f"p{number}", f"para. {number}", "this paragraph")


def heading(numeral: str) -> Place:
    """Return the place of the heading of a section."""
    return Place(f"section-{numeral}", f"heading of section {numeral}", "this heading")


def chicago(place: Place) -> str:
    """Return a note in the style of Chicago, 17th edition, as HTML."""
    date = text.load().date
    parts = [f"{BODY}, <i>{NAME}: {SUBJECT}</i> ({text.load().place}, {date:%B} {date.day}, {date.year})"]
    parts += [escape(place.pinpoint)] if place.pinpoint else []
    return f"{', '.join(parts)}{_address(', ')}."


def apa(place: Place) -> str:  # noqa: ARG001 - a reference names the whole work; the paragraph stands in the text
    """Return an entry for a list of references in the style of the APA, 7th edition, as HTML."""
    date = text.load().date
    kind = f"[Declaration adopted in {text.load().place}]"
    return f"{BODY}. ({date.year}, {date:%B} {date.day}). <i>{NAME}: {_SENTENCE}</i> {kind}.{_address(' ')}"


def apa_in_text(place: Place) -> str:
    """Return the citation in brackets that stands in the running text, APA, 7th edition."""
    parts = [BODY, str(text.load().date.year), *([escape(place.pinpoint)] if place.pinpoint else [])]
    return f"({', '.join(parts)})"


def bibtex(place: Place) -> str:
    """Return a BibTeX entry as escaped HTML, one field a line, without blank lines."""
    date = text.load().date
    part = "" if place == WHOLE else f"-{place.anchor}"
    note = [f"  note = {{{place.pinpoint}}},"] if place.pinpoint else []
    lines = [
        f"@misc{{csm2013{part},",
        f"  author = {{{{{BODY}}}}},",
        f"  title = {{{{{NAME}: {SUBJECT}}}}},",
        f"  howpublished = {{{text.load().place}}},",
        f"  year = {{{date.year}}},",
        f"  month = {date:%b},".lower(),
        f"  day = {{{date.day}}},",
        *note,
    ]
    return "\n".join(map(escape, lines)) + _address("\n  url = {", "},") + "\n}"


def folded(place: Place) -> str:
    """Return all formats behind a summary, as one block of HTML without a blank line, so that Markdown lets it pass."""
    formats = (
        ("Chicago", "17th edition, note", chicago(place)),
        ("APA", "7th edition, reference", apa(place)),
        ("APA in the text", "7th edition", apa_in_text(place)),
        ("BibTeX", "", f"<pre>{bibtex(place)}</pre>"),
    )
    # No list of definitions and no class "citation": JupyterLab and the theme lay these out in ways of their own.
    items = "\n".join(
        f'<p class="format"><b>{name}</b>{f" ({edition})" if edition else ""}</p>\n'
        f'<div class="cited" data-format="{name}">{body}</div>'
        for name, edition, body in formats
    )
    summary = f"<summary>Cite {place.name}</summary>"
    return f'<details class="cite" data-anchor="{place.anchor}">\n{summary}\n{items}\n</details>'


def _address(before: str, after: str = "") -> str:
    # Where the address is not known, what would lead to it must not stand there either.
    return f'<span class="address" data-before="{_attribute(before)}" data-after="{_attribute(after)}"></span>'


def _attribute(words: str) -> str:
    return escape(words).replace("\n", "&#10;")
