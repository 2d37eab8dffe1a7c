"""The concordance: each word of the Declaration in its lines, with a way to the paragraph.

One ipywidgets `DOMWidget` (through anywidget) in a notebook; on a page its form, which has a script of its own.
Without a script the index of all words is there to read.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from declaration import text
from declaration.explore import links

SCRIPT = Path(__file__).with_name("concordance.js")
_WORD = re.compile(r"[^\W\d_]+(?:[-’][^\W\d_]+)*")
# Words that say nothing of the subject; the search finds them all the same.
_LEFT_OUT = frozenset(
    _WORD.findall(
        "a also an and any are as at be been being between both but by each for from has have in into is it its may "
        "more must no not of on only or other our since so such than that the their them there these this those "
        "through to under was well when which while who whose will with within without"
    )
)


class Concordance(anywidget.AnyWidget):
    """The search for a word or a phrase in the 25 paragraphs, and an index of the words."""

    _esm = SCRIPT
    html = traitlets.Unicode().tag(sync=True)

    def __init__(self, **traits: Any) -> None:  # noqa: ANN401 - passed on to ipywidgets
        """Make the concordance of the Declaration."""
        super().__init__(html=html(), **traits)

    def __repr__(self) -> str:
        return f"Concordance({len(index())} words of the Declaration)"

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict[str, Any], dict[str, Any]]:  # noqa: ANN401
        data, metadata = super()._repr_mimebundle_(**options) or ({}, {})
        return {**data, "text/plain": repr(self), "text/html": self.html}, metadata


def script() -> str:
    """Return concordance.js as a classic script that brings every concordance of a page to life.

    A page opened from a folder cannot load modules.
    """
    module = SCRIPT.read_text(encoding="utf-8").replace("export default { render };", "")
    host = 'for (const form of document.querySelectorAll("form.concordance")) bring(form);'
    return f"(() => {{\n{module}\n{host}}})();\n"


def index() -> dict[str, list[int]]:
    """Return the words of the text in alphabetical order, each with the paragraphs where it stands, in order."""
    found: dict[str, list[int]] = {}
    for paragraph in text.load().paragraphs:
        for word in _WORD.findall(paragraph.words):
            places = found.setdefault(word.lower(), [])
            if word.lower() not in _LEFT_OUT and paragraph.number not in places:
                places.append(paragraph.number)
    return {word: found[word] for word in sorted(found) if found[word]}


def html() -> str:
    """Return the form, the words that it searches, and the index, as HTML."""
    words = "".join(
        f'<li data-paragraph="{paragraph.number}" data-href="{links.address(paragraph.number)}">'
        f"{escape(paragraph.words)}</li>"
        for paragraph in text.load().paragraphs
    )
    letters: dict[str, list[str]] = {}
    for word, numbers in index().items():
        letters.setdefault(word[0].upper(), []).append(f"{escape(word)} {', '.join(map(links.paragraph, numbers))}")
    listed = "".join(f"<dt>{letter}</dt><dd>{'; '.join(entries)}</dd>" for letter, entries in letters.items())
    return (
        '<form class="concordance" role="search" aria-label="Words of the Declaration">'
        '<p class="ask-for" hidden><label>Word or phrase <input type="search" name="words" autocomplete="off" '
        'spellcheck="false" list="concordance-words"></label> '
        '<label><input type="checkbox" name="whole"> whole words only</label></p>'
        f'<datalist id="concordance-words">{"".join(f"<option>{escape(word)}</option>" for word in index())}</datalist>'
        '<output aria-live="polite"></output><ol class="lines"></ol>'
        f"<ol hidden>{words}</ol>"
        f"<details><summary>Index of {len(index())} words, with their paragraphs</summary>"
        f'<dl class="index">{listed}</dl></details></form>'
    )
