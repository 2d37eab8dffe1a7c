"""What the notebooks show: the words of a paragraph with their notes, computed sentences, sources, the two lists.

Everything here comes out as Markdown, so that JupyterLab shows it, the book's search finds it, and a change of words is
seen by the test that re-runs the notebooks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from declaration import cards, citations, glossary, notes, references, text

if TYPE_CHECKING:
    from collections.abc import Mapping


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
    return Markdown(cards.card(str(number), found.words, citations.paragraph(number), notes.on(number)), str(found))


def preamble() -> Markdown:
    """Show the title, the date line and the preamble, with the notes on them."""
    declaration = text.load()
    title = " ".join(declaration.title)
    parts = [
        cards.card("title", title, citations.TITLE, notes.on("title"), bold=True),
        f"> {cards.escaped(declaration.date_line)}",
        cards.card("preamble", declaration.preamble, citations.PREAMBLE, notes.on("preamble")),
    ]
    return Markdown("\n\n".join(parts), f"{title}\n{declaration.date_line}\n{declaration.preamble}")


def heading(numeral: str) -> Markdown:
    """Show the heading of a section as the English text has it, with the notes on it.

    Raises:
        text.UnknownSection: if there is no section with this numeral.
    """
    section = text.load().section(numeral)
    return Markdown(
        cards.card(f"heading-{numeral}", str(section), citations.heading(numeral), notes.on(numeral), bold=True),
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
    return _references("\n".join(f"- {reference.markdown}" for reference in references.cited(*keys)))


def bibliography() -> Markdown:
    """Show every entry of the bibliography; each has its citation key as its anchor."""
    return _references(
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


def _references(markdown: str) -> Markdown:
    # Marked off from prose: nothing in a title or a remark of an entry is a mention that the book should link.
    return Markdown(f'<div class="references">\n\n{markdown}\n\n</div>', markdown)


def _entry(term: glossary.Term) -> str:
    parts = [f'<span id="{term.id}"></span>**{term.title}.** {term.definition}']
    names = [
        f'{language}: <i lang="{code}">{name}</i>'
        for language, code, name in (("Spanish", "es", term.spanish), ("Portuguese", "pt", term.portuguese))
        if name
    ]
    if names:
        parts.append("; ".join(names) + ".")
    if term.paragraphs:
        links = ", ".join(f"[{number}]({page_of(number)}#Paragraph-{number})" for number in term.paragraphs)
        parts.append(f"In the Declaration: {'paragraph' if len(term.paragraphs) == 1 else 'paragraphs'} {links}.")
    parts += [f"([source](bibliography.ipynb#{key}))" for key in term.sources]
    return " ".join(parts)
