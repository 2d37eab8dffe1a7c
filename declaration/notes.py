"""Notes on the English text: where its words are damaged, misleading or a term of art, and what the Spanish has.

Each note hangs on exact words of one place. `certainty` says how far to trust it: `verified` (the Spanish was seen),
`conjecture` (it was not), `plain` (it follows from the English alone or from an official name).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import yaml

from declaration.paths import DATA


@dataclass(frozen=True)
class Note:
    """One note: the place (a paragraph's number, "title", "preamble" or a numeral), the words, what is to be said.

    `spanish` is given only where it was seen (`certainty` is then "verified"); `reading` is a suggested English.
    """

    paragraph: int | str
    words: str
    kind: str
    certainty: str
    note: str
    spanish: str | None = None
    reading: str | None = None
    sources: tuple[str, ...] = ()


@cache
def load() -> tuple[Note, ...]:
    """Return all notes in the order of the text, from `data/translation_notes.yml`."""
    entries = yaml.safe_load((DATA / "translation_notes.yml").read_text(encoding="utf-8"))
    return tuple(Note(**{**entry, "sources": tuple(entry.get("sources", ()))}) for entry in entries)


def on(place: int | str) -> tuple[Note, ...]:
    """Return the notes on one place: a paragraph's number, "title", "preamble" or a section's numeral."""
    return tuple(note for note in load() if note.paragraph == place)
