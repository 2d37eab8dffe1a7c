"""The card of a passage: its words with lettered marks, the notes that hang on them, how to cite it. All as Markdown.

What Markdown has no form for (what folds, marks, anchors) is HTML of a kind that JupyterLab lets pass.
"""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING

from declaration import citations, notes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(r"([\\`*_\[\]<>])")
_CERTAINTY = {
    "verified": "the Spanish was seen",
    "conjecture": "conjecture: the Spanish was not seen",
    "plain": "",
}


def escaped(words: str) -> str:
    """Return words as Markdown that shows them as they are."""
    return _SPECIAL.sub(r"\\\1", words)


def card(anchor: str, words: str, place: citations.Place, remarks: Iterable[notes.Note], *, bold: bool = False) -> str:
    """Return the whole card; `anchor` makes the ids of its notes unique on the page."""
    lettered = in_order(words, remarks)
    shown = marked(anchor, words, lettered)
    parts = [f"> **{shown}**" if bold else f"> {shown}", *folded_notes(anchor, lettered), citations.folded(place)]
    return "\n\n".join(parts)


def in_order(words: str, remarks: Iterable[notes.Note]) -> Sequence[notes.Note]:
    """Return the notes in the order of the words that they hang on."""
    return sorted(remarks, key=lambda note: words.index(note.words))


def marked(anchor: str, words: str, lettered: Sequence[notes.Note]) -> str:
    """Return the words with a lettered mark behind those that have a note."""
    shown, position = "", 0
    for letter, note in zip(string.ascii_lowercase, lettered, strict=False):
        end = words.index(note.words) + len(note.words)
        mark = f'<sup><a href="#note-{anchor}-{letter}" aria-label="note {letter}">{letter}</a></sup>'
        shown, position = shown + escaped(words[position:end]) + mark, end
    return shown + escaped(words[position:])


def folded_notes(anchor: str, lettered: Sequence[notes.Note], on: str = "these words") -> list[str]:
    """Return the notes behind a summary that opens them, as a list of one part or of none."""
    if not lettered:
        return []
    count = "1 note" if len(lettered) == 1 else f"{len(lettered)} notes"
    items = (
        f'- <span id="note-{anchor}-{letter}"></span>**{letter}** {_remark(note)}'
        for letter, note in zip(string.ascii_lowercase, lettered, strict=False)
    )
    # The blank lines let Markdown be read inside the HTML.
    listed = "\n".join(items)
    return [f'<details class="notes">\n<summary>{count} on {on}</summary>\n\n{listed}\n\n</details>']


def _remark(note: notes.Note) -> str:
    certainty = _CERTAINTY[note.certainty]
    parts = [f"“{escaped(note.words)}” ({note.kind}{'; ' if certainty else ''}{certainty})."]
    if note.spanish:
        parts.append(f'Spanish: <i class="spanish" lang="es">{escaped(note.spanish)}</i>.')
    if note.reading:
        parts.append(f"Read: ‘{escaped(note.reading)}’.")
    parts.append(note.note)
    parts += [f"([source](bibliography.ipynb#{key}))" for key in note.sources]
    return " ".join(parts)
