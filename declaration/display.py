"""What the notebooks show: the words of a paragraph with their notes, computed sentences, sources, the two lists.

Everything here comes out as Markdown, so that JupyterLab shows it, the book's search finds it, and a change of words is
seen by the test that re-runs the notebooks.
"""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING

from declaration import glossary, notes, references, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SPECIAL = re.compile(r"([\\`*_\[\]<>])")
_CITED_AS = "South American Conference on Migrations, *Declaration of Buenos Aires*, 28 August 2013"
_CERTAINTY = {
    "verified": "the Spanish was seen",
    "conjecture": "conjecture: the Spanish was not seen",
    "plain": "",
}


class Markdown:
    """A piece of Markdown that a notebook shows, with a plain text for places where no Markdown is rendered."""

    def __init__(self, markdown: str, plain: str | None = None) -> None:
        self.markdown = markdown
        self.plain = markdown if plain is None else plain

    def __repr__(self) -> str:
        return self.plain

    def _repr_mimebundle_(self, **_: object) -> Mapping[str, str]:
        return {"text/plain": self.plain, "text/markdown": self.markdown}


def paragraph(number: int) -> Markdown:
    """Show one paragraph of the Declaration: its words, the notes on them, and how to cite it.

    Raises:
        text.UnknownParagraph: if there is no paragraph with this number.
    """
    found = text.load().paragraph(number)
    return Markdown(_card(str(number), found.words, f"para. {number}", notes.on(number)), str(found))


def preamble() -> Markdown:
    """Show the title, the date line and the preamble, with the notes on them."""
    declaration = text.load()
    title = " ".join(declaration.title)
    parts = [
        _card("title", title, "title", notes.on("title"), bold=True),
        f"> {_escape(declaration.date_line)}",
        _card("preamble", declaration.preamble, "preamble", notes.on("preamble")),
    ]
    return Markdown("\n\n".join(parts), f"{title}\n{declaration.date_line}\n{declaration.preamble}")


def heading(numeral: str) -> Markdown:
    """Show the heading of a section as the English text has it, with the notes on it.

    Raises:
        text.UnknownSection: if there is no section with this numeral.
    """
    section = text.load().section(numeral)
    return Markdown(
        _card(f"heading-{numeral}", str(section), f"heading of section {numeral}", notes.on(numeral), bold=True),
        str(section),
    )


def prose(markdown: str) -> Markdown:
    """Show a sentence that was computed, as Markdown."""
    return Markdown(markdown)


def sources(*keys: str) -> Markdown:
    """Show the entries of the bibliography with these keys, as a list.

    Raises:
        references.UnknownReference: if `data/references.bib` lacks one of them.
    """
    return Markdown("\n".join(f"- {reference.markdown}" for reference in references.cited(*keys)))


def bibliography() -> Markdown:
    """Show every entry of the bibliography; each has its citation key as its anchor."""
    return Markdown(
        "\n\n".join(
            f'<span id="{reference.key}"></span>{reference.markdown}' for reference in references.load().values()
        ),
    )


def terms() -> Markdown:
    """Show the whole glossary; each term has its id as its anchor."""
    return Markdown("\n\n".join(_entry(term) for term in glossary.load()))


def page_of(number: int) -> str:
    """Return the name of the notebook, in `chapters/`, that shows the paragraph with this number."""
    declaration = text.load()
    section = declaration.section(declaration.paragraph(number).section)
    return f"section-{declaration.sections.index(section) + 1}.ipynb"


def _escape(words: str) -> str:
    return _SPECIAL.sub(r"\\\1", words)


def _card(anchor: str, words: str, place: str, remarks: Iterable[notes.Note], *, bold: bool = False) -> str:
    """Return the Markdown of a passage: words with lettered marks, the notes, the citation."""
    lettered = sorted(remarks, key=lambda note: words.index(note.words))
    marked, position = "", 0
    for letter, note in zip(_letters(), lettered, strict=False):
        end = words.index(note.words) + len(note.words)
        mark = f'<sup><a href="#note-{anchor}-{letter}" aria-label="note {letter}">{letter}</a></sup>'
        marked, position = marked + _escape(words[position:end]) + mark, end
    marked += _escape(words[position:])
    if bold:
        marked = f"**{marked}**"
    parts = [f"> {marked}"]
    if lettered:
        count = "1 note" if len(lettered) == 1 else f"{len(lettered)} notes"
        items = (
            f'- <span id="note-{anchor}-{letter}"></span>**{letter}** {_remark(note)}'
            for letter, note in zip(_letters(), lettered, strict=False)
        )
        parts.append(_folded(f"{count} on these words", "\n".join(items)))
    parts.append(_folded("Cite this passage", f"{_CITED_AS}, {place}."))
    return "\n\n".join(parts)


def _letters() -> Iterable[str]:
    yield from string.ascii_lowercase


def _folded(summary: str, markdown: str) -> str:
    """Return Markdown behind a summary that opens it; the blank lines let Markdown be read inside the HTML."""
    return f"<details>\n<summary>{summary}</summary>\n\n{markdown}\n\n</details>"


def _remark(note: notes.Note) -> str:
    certainty = _CERTAINTY[note.certainty]
    parts = [f"“{_escape(note.words)}” ({note.kind}{'; ' if certainty else ''}{certainty})."]
    if note.spanish:
        parts.append(f"Spanish: *{_escape(note.spanish)}*.")
    if note.reading:
        parts.append(f"Read: ‘{_escape(note.reading)}’.")
    parts.append(note.note)
    parts += [f"([source](bibliography.ipynb#{key}))" for key in note.sources]
    return " ".join(parts)


def _entry(term: glossary.Term) -> str:
    parts = [f'<span id="{term.id}"></span>**{term.title}.** {term.definition}']
    names = [
        f"{language}: *{name}*"
        for language, name in (("Spanish", term.spanish), ("Portuguese", term.portuguese))
        if name
    ]
    if names:
        parts.append("; ".join(names) + ".")
    if term.paragraphs:
        links = ", ".join(f"[{number}]({page_of(number)}#Paragraph-{number})" for number in term.paragraphs)
        parts.append(f"In the Declaration: {'paragraph' if len(term.paragraphs) == 1 else 'paragraphs'} {links}.")
    parts += [f"([source](bibliography.ipynb#{key}))" for key in term.sources]
    return " ".join(parts)
