"""The bibliography: `data/references.bib`, formatted by pybtex, with the entries that a page cites."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache

from declaration.paths import DATA


class UnknownReference(LookupError):
    """A citation key that `data/references.bib` does not have; the message names the nearest ones."""


@dataclass(frozen=True)
class Reference:
    """One entry: its citation key and its text as Markdown."""

    key: str
    markdown: str


@cache
def load() -> dict[str, Reference]:
    """Return the entries by citation key, in the order of the bibliography (author or title, then year)."""
    # pybtex takes a third of a second to import; a notebook that shows no sources does not pay for it.
    from pybtex.backends.markdown import Backend  # noqa: PLC0415
    from pybtex.database import parse_file  # noqa: PLC0415
    from pybtex.style.formatting.plain import Style  # noqa: PLC0415

    database = parse_file(str(DATA / "references.bib"), bib_format="bibtex")
    formatted = Style().format_bibliography(database)
    backend = Backend(encoding="utf-8")
    return {entry.key: Reference(entry.key, entry.text.render(backend)) for entry in formatted}


def cited(*keys: str) -> tuple[Reference, ...]:
    """Return the entries with these keys, in the order of the bibliography.

    Raises:
        UnknownReference: if a key is not there.
    """
    entries = load()
    for key in keys:
        if key not in entries:
            near = ", ".join(difflib.get_close_matches(key, entries, cutoff=0.4)) or "none is near"
            raise UnknownReference(f"data/references.bib has no entry {key!r} (near: {near})")
    return tuple(entry for key, entry in entries.items() if key in keys)
