"""The chapters as the tests of their content read them: cells in order, with the headings that they stand under."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from declaration import text
from declaration.authoring import notebooks
from declaration.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

SECTIONS = {f"section-{index}": section for index, section in enumerate(text.load().sections, start=1)}
NAMES = ("introduction", *SECTIONS, "aftermath")
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Cell:
    """One cell, with the last heading of the second and of the third level before it or in it."""

    kind: str
    source: str
    part: str
    heading: str


@cache
def cells(name: str) -> tuple[Cell, ...]:
    return tuple(_cells(name))


def _cells(name: str) -> Iterator[Cell]:
    part = heading = ""
    for cell in notebooks.read(ROOT / "chapters" / f"{name}.ipynb").cells:
        if cell.cell_type == "markdown":
            for level, title in _HEADING.findall(cell.source):
                if len(level) == 2:
                    part, heading = title, ""
                elif len(level) == 3:
                    heading = title
        yield Cell(cell.cell_type, cell.source, part, heading)


def prose(name: str) -> str:
    return "\n\n".join(cell.source for cell in cells(name) if cell.kind == "markdown")


def code(name: str) -> str:
    return "\n\n".join(cell.source for cell in cells(name) if cell.kind == "code")


def parts(name: str) -> list[str]:
    """Return the headings of the second level, in order."""
    return list(dict.fromkeys(cell.part for cell in cells(name) if cell.part))


def reading(number: int) -> str:
    """Return the close reading of a paragraph, without its heading and without the targets of its links."""
    name = next(name for name, section in SECTIONS.items() if number in {p.number for p in section.paragraphs})
    found = [
        cell.source
        for cell in cells(name)
        if cell.part == "Close reading" and cell.heading == f"Reading paragraph {number}"
    ]
    return re.sub(r"\]\([^)]*\)", "]", "\n".join(found).split("\n", 1)[-1])
