"""What every session plan owes its teacher: the parts in order, minutes that add up, links that lead, exact words."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pytest

import chapters
from declaration import glossary, quotations, references, text
from declaration.authoring import notebooks
from declaration.book import lab_slug
from declaration.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SESSIONS = ROOT / "instructor" / "sessions"
PARTS = [
    "Before class", "50 minutes", "90 minutes", "On the board", "What students get wrong, and why",
    "The discussion prompts, answered", "If the room is divided",
]  # fmt: skip
LENGTHS = [50, 90]
COLUMNS = 4  # minutes, what, how, with which paragraph or figure
LINK = re.compile(r"\]\(([^)\s]*)\)")
CITATION = re.compile(r"bibliography\.ipynb#([\w-]+)")
PARAGRAPH = re.compile(r"#Paragraph-(\d+)\)")
BLOCK = re.compile(r"\n(?=\s*\n|\s*[|*-]|\s*\d+\.|#)")  # a paragraph, a row, an item of a list
PLANS = [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "instructor").rglob("*.md"))]


def plan(name: str) -> str:
    return (SESSIONS / f"{name}.md").read_text(encoding="utf-8")


def part(name: str, heading: str) -> str:
    """Return what a plan says under a heading of the second level."""
    return plan(name).partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def rows(content: str) -> list[list[str]]:
    """Return the rows of the one table in `content`, without its head."""
    lines = [line.strip() for line in content.splitlines() if line.lstrip().startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@cache
def anchors(path: Path) -> frozenset[str]:
    """Return what a link to a file may lead to: its headings, and the entries that a cell of it shows."""
    entries = {"bibliography.ipynb": references.load(), "glossary.ipynb": {term.id for term in glossary.load()}}
    if path.suffix == ".ipynb":
        prose = "\n\n".join(cell.source for cell in notebooks.read(path).cells if cell.cell_type == "markdown")
    else:
        prose = path.read_text(encoding="utf-8") if path.suffix == ".md" else ""
    headings = re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
    return frozenset(lab_slug(heading) for heading in headings).union(entries.get(path.name, ()))


def leads(source: str, target: str) -> bool:
    file, _, anchor = target.partition("#")
    path = ((ROOT / source).parent / file).resolve() if file else ROOT / source
    return path.is_file() and (not anchor or anchor in anchors(path))


def stands(quotation: quotations.Quotation, block: str) -> bool:
    """Say whether a quotation is exact, and can be looked up by a link of its own block (or is above paragraph 1)."""
    if quotation.paragraph is not None:
        return quotation.is_exact()
    declaration = text.load()
    linked = [declaration.paragraph(int(number)).words for number in PARAGRAPH.findall(block)]
    above = [*declaration.title, declaration.date_line, declaration.preamble, *map(str, declaration.sections)]
    return any(quotations.contains(place, quotation.words) for place in (*linked, *above))


@pytest.mark.parametrize("name", chapters.NAMES)
def test_a_chapter_has_a_plan_with_its_parts_in_order(name: str) -> None:
    assert re.findall(r"^## (.+)$", plan(name), re.MULTILINE) == PARTS
    assert [heading for heading in PARTS if not part(name, heading).strip()] == []


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("name", chapters.NAMES)
def test_minutes_add_up(name: str, length: int) -> None:
    table = rows(part(name, f"{length} minutes"))
    assert [row for row in table if len(row) != COLUMNS or not row[0].isdecimal() or not all(row)] == []
    assert sum(int(row[0]) for row in table) == length


@pytest.mark.parametrize("name", chapters.NAMES)
def test_every_prompt_of_the_chapter_is_answered(name: str) -> None:
    (asked,) = [cell.source for cell in chapters.cells(name) if cell.part == "Discuss" and cell.kind == "markdown"]
    titles = [title.rstrip(".") for title in re.findall(r"^\d+\. \*\*(.+?)(?: \(|\*\*)", asked, re.MULTILINE)]
    assert titles
    answered = part(name, "The discussion prompts, answered")
    assert [title for title in titles if title not in answered] == []


@pytest.mark.parametrize("name", chapters.NAMES)
def test_a_plan_cites_no_source_that_its_chapter_does_not(name: str) -> None:
    assert set(CITATION.findall(plan(name))) - set(CITATION.findall(chapters.prose(name))) == set()


@pytest.mark.parametrize("source", PLANS)
def test_links_lead_to_files_and_headings_that_exist(source: str) -> None:
    targets = LINK.findall((ROOT / source).read_text(encoding="utf-8"))
    assert [target for target in targets if "://" not in target and not leads(source, target)] == []


@pytest.mark.parametrize("source", PLANS)
def test_quotations_are_exact_and_say_where_they_stand(source: str) -> None:
    wrong = [
        quotation.words
        for block in BLOCK.split((ROOT / source).read_text(encoding="utf-8"))
        for quotation in quotations.find(block)
        if not stands(quotation, block)
    ]
    assert wrong == [], "give the exact words, and a link to their paragraph in the same sentence, row or item"


@pytest.mark.parametrize("source", PLANS)
def test_nobody_is_called_illegal(source: str) -> None:
    outside = re.sub(r"“[^”]*”|‘[^’]*’", "", (ROOT / source).read_text(encoding="utf-8"))
    assert re.findall(r"\billegal (?:im)?migra\w+|\billegals\b", outside, re.IGNORECASE) == []
