"""The glossary: acronyms and terms of art, in plain English with their Spanish and Portuguese names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import yaml

from declaration.paths import DATA


@dataclass(frozen=True)
class Term:
    """One entry. `id` is its anchor on the glossary page; `paragraphs` are those that use the term or its thing.

    `forms` are other forms in which running text uses it, such as a verb; a plural in s need not be listed.
    """

    id: str
    term: str
    definition: str
    acronym: str | None = None
    spanish: str | None = None
    portuguese: str | None = None
    forms: tuple[str, ...] = ()
    paragraphs: tuple[int, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The term with its acronym, if it has one: "Regional Consultative Process (RCP)"."""
        return f"{self.term} ({self.acronym})" if self.acronym else self.term


@cache
def load() -> tuple[Term, ...]:
    """Return all terms in alphabetical order, from `data/glossary.yml`."""
    entries = yaml.safe_load((DATA / "glossary.yml").read_text(encoding="utf-8"))
    terms = (
        Term(
            **{
                **entry,
                "forms": tuple(entry.get("forms", ())),
                "paragraphs": tuple(entry.get("paragraphs", ())),
                "sources": tuple(entry.get("sources", ())),
            }
        )
        for entry in entries
    )
    return tuple(sorted(terms, key=lambda term: term.term.casefold()))
