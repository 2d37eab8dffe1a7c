"""The words of the Declaration: six sections, 25 paragraphs, looked up, searched and set in a concordance.

`load()` reads `data/declaration.yml` once and gives a `Declaration`. Its `section("II")` and `paragraph(8)` look up by
number and refuse wrong ones with a list of the right ones. Words are kept exactly as the English text has them,
damage included; what is damaged is said in `declaration.notes`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import yaml

from declaration.paths import DATA

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

_WIDTH = 40  # characters of context on each side of a concordance line


class UnknownSection(LookupError):
    """No section has this numeral; the message lists those that there are."""


class UnknownParagraph(LookupError):
    """No paragraph has this number; the message says which numbers there are."""


@dataclass(frozen=True)
class Paragraph:
    """One numbered paragraph: its number (1 to 25), its words, and the numeral of its section."""

    number: int
    words: str
    section: str

    def __str__(self) -> str:
        return f"{self.number}. {self.words}"


@dataclass(frozen=True)
class Section:
    """One section: its Roman numeral, its heading, its paragraphs in order.

    `numeral_printed` is false where the English text has lost the numeral (section I).
    """

    numeral: str
    heading: str
    paragraphs: tuple[Paragraph, ...]
    numeral_printed: bool = True

    def __str__(self) -> str:
        return f"{self.numeral} {self.heading}" if self.numeral_printed else self.heading


@dataclass(frozen=True)
class ConcordanceLine:
    """One place where a word stands: the paragraph's number, and the words before, at and after it."""

    paragraph: int
    before: str
    match: str
    after: str

    def __str__(self) -> str:
        return f"{self.paragraph:>2}  {self.before:>{_WIDTH}} [{self.match}] {self.after}"


@dataclass(frozen=True)
class Declaration:
    """The whole text: title lines, place, date, preamble and sections."""

    title: tuple[str, ...]
    place: str
    date: datetime.date
    date_line: str
    preamble: str
    sections: tuple[Section, ...]

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """All paragraphs, 1 to 25, in order."""
        return tuple(paragraph for section in self.sections for paragraph in section.paragraphs)

    @property
    def source(self) -> str:
        """The text from title to last word, as one string with single spaces: what the source file says."""
        parts = [*self.title, self.date_line, self.preamble]
        for section in self.sections:
            parts += [str(section), *(str(paragraph) for paragraph in section.paragraphs)]
        return " ".join(parts)

    def section(self, numeral: str) -> Section:
        """Return the section with this Roman numeral.

        Raises:
            UnknownSection: if there is none; the message lists the numerals.
        """
        for section in self.sections:
            if section.numeral == numeral:
                return section
        valid = ", ".join(section.numeral for section in self.sections)
        raise UnknownSection(f"there is no section {numeral!r}: the sections are {valid}")

    def paragraph(self, number: int) -> Paragraph:
        """Return the paragraph with this number.

        Raises:
            UnknownParagraph: if there is none; the message says which numbers there are.
        """
        for paragraph in self.paragraphs:
            if paragraph.number == number and not isinstance(number, bool):
                return paragraph
        first, last = self.paragraphs[0].number, self.paragraphs[-1].number
        raise UnknownParagraph(
            f"there is no paragraph {number!r}: paragraphs are numbered {first} to {last}, as whole numbers",
        )

    def search(self, words: str) -> tuple[Paragraph, ...]:
        """Return the paragraphs that hold these words, in order; case does not count, spaces are folded.

        Raises:
            ValueError: if `words` is blank.
        """
        pattern = _pattern(words)
        return tuple(paragraph for paragraph in self.paragraphs if pattern.search(paragraph.words))

    def concordance(self, words: str) -> tuple[ConcordanceLine, ...]:
        """Return one line for each place where these words stand, with 40 characters on each side.

        Raises:
            ValueError: if `words` is blank.
        """
        return tuple(self._lines(_pattern(words)))

    def _lines(self, pattern: re.Pattern[str]) -> Iterator[ConcordanceLine]:
        for paragraph in self.paragraphs:
            for found in pattern.finditer(paragraph.words):
                before, after = paragraph.words[: found.start()], paragraph.words[found.end() :]
                yield ConcordanceLine(paragraph.number, before[-_WIDTH:], found.group(), after[:_WIDTH])


def _pattern(words: str) -> re.Pattern[str]:
    pieces = words.split()
    if not pieces:
        raise ValueError("nothing to look for: give a word or a phrase")
    return re.compile(r"\s+".join(map(re.escape, pieces)), re.IGNORECASE)


@cache
def load() -> Declaration:
    """Return the Declaration, read from `data/declaration.yml` (once a process)."""
    data = yaml.safe_load((DATA / "declaration.yml").read_text(encoding="utf-8"))
    sections = tuple(
        Section(
            numeral=entry["numeral"],
            heading=entry["heading"],
            numeral_printed=entry.get("numeral_printed", True),
            paragraphs=tuple(
                Paragraph(number, words, entry["numeral"]) for number, words in entry["paragraphs"].items()
            ),
        )
        for entry in data["sections"]
    )
    return Declaration(
        title=tuple(data["title"].values()),
        place=data["place"],
        date=data["date"],
        date_line=data["date_line"],
        preamble=data["preamble"],
        sections=sections,
    )
