"""Quotations of the Declaration, found in running text and held against its words.

The house rule that makes this possible: curly double quotes “ ” are kept for words of the Declaration and for nothing
else (other people's words stand in ‘single’ ones). A quotation may leave words out with an ellipsis …; the pieces
must then follow one another in the same paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from declaration import text

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUOTATION = re.compile(r"“([^”]*)”")
# “…” ([paragraph 7](section-2.ipynb#Paragraph-7)): the link right behind a quotation says where it stands.
_ATTRIBUTION = re.compile(r"[\s,.;:(]*\[[^\]]*\]\((?:[\w./-]*\.ipynb)?#Paragraph-(\d+)\)")


@dataclass(frozen=True)
class Quotation:
    """One quotation: its words, spaces folded, and the number of the paragraph it is attributed to, if any."""

    words: str
    paragraph: int | None

    def is_exact(self) -> bool:
        """Say whether the words stand, word for word, where they are said to stand (else: anywhere)."""
        if self.paragraph is not None:
            return contains(text.load().paragraph(self.paragraph).words, self.words)
        declaration = text.load()
        places = [*declaration.title, declaration.date_line, declaration.preamble]
        places += [str(section) for section in declaration.sections]
        places += [paragraph.words for paragraph in declaration.paragraphs]
        return any(contains(place, self.words) for place in places)


def contains(place: str, quotation: str) -> bool:
    """Say whether `place` has the quotation's pieces (split at …) word for word and in this order."""
    position = 0
    for piece in re.split(r"\s*…\s*", quotation):
        found = place.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    return bool(quotation.strip("… "))


def find(prose: str, paragraph: int | None = None) -> Iterator[Quotation]:
    """Yield every quotation in `prose`; one that carries no link of its own belongs to `paragraph`."""
    for found in _QUOTATION.finditer(prose):
        attribution = _ATTRIBUTION.match(prose, found.end())
        number = int(attribution.group(1)) if attribution else paragraph
        yield Quotation(" ".join(found.group(1).split()), number)
