"""What the links of a page can show, held ready in an inert `<template>` at its end.

Nothing is fetched, so that it works from a folder; nothing is shown, found or printed until preview.js shows it.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from declaration import glossary, text

if TYPE_CHECKING:
    from collections.abc import Iterable

_INLINE = MarkdownIt("zero").enable(["emphasis", "escape"])


def html(previews: Iterable[str]) -> str:
    """Return the template with an entry for each preview: `p8` or `term-` and the id of a term."""
    entries = (_term(each[5:]) if each.startswith("term-") else _paragraph(int(each[1:])) for each in previews)
    return "\n".join(('<template id="previews">', *entries, "</template>\n"))


def _paragraph(number: int) -> str:
    words = escape(text.load().paragraph(number).words, quote=False)
    return _entry(f"p{number}", f"Paragraph {number}", words, f"Go to paragraph {number}")


def _term(identifier: str) -> str:
    found = next(term for term in glossary.load() if term.id == identifier)
    named = (("Spanish", "es", found.spanish), ("Portuguese", "pt", found.portuguese))
    names = "; ".join(f'{language}: <i lang="{code}">{escape(name)}</i>' for language, code, name in named if name)
    words = _INLINE.renderInline(found.definition) + (f" <small>{names}.</small>" if names else "")
    return _entry(f"term-{identifier}", escape(found.title), words, "Go to the glossary")


def _entry(preview: str, title: str, words: str, go: str) -> str:
    curly = words.replace("'", "’")  # as the page has it
    return f'<span data-for="{preview}"><b>{title}</b><span>{curly}</span><a>{go}</a></span>'
