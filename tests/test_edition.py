"""The page of the whole text: nothing is missing, every passage has its address, its notes and its citations."""

from __future__ import annotations

import re

import pytest

from declaration import edition, notes, text
from declaration.authoring import notebooks
from declaration.paths import ROOT

CELLS = notebooks.read(ROOT / "chapters" / "declaration.ipynb").cells
SHOWN = "\n".join(output.data["text/markdown"] for cell in CELLS for output in cell.get("outputs", []))


def words(markdown: str) -> str:
    """Return the words of the quoted lines, without marks and links."""
    lines = [line[2:] for line in markdown.splitlines() if line.startswith("> ")]
    bare = re.sub(r"<sup>.*?</sup>|<a class=\"permalink\".*?</a>", "", " ".join(lines))
    return " ".join(re.sub(r"<[^>]*>|\*\*|\\", " ", bare.replace("\\", "")).split())


def test_the_page_has_the_whole_text_word_for_word() -> None:
    declaration = text.load()
    parts = [*declaration.title, declaration.date_line, declaration.preamble, *map(str, declaration.paragraphs)]
    assert words(SHOWN) == " ".join(parts)


def test_its_headings_are_those_of_the_text_in_order() -> None:
    headings = [cell.source.removeprefix("## ") for cell in CELLS if cell.source.startswith("## ")]
    assert headings == ["Title and preamble", *map(str, text.load().sections)]


@pytest.mark.parametrize("anchor", ["title", "preamble", "section-II", *(f"p{number}" for number in range(1, 26))])
def test_an_address_once_given_leads_somewhere_for_ever(anchor: str) -> None:
    assert SHOWN.count(f'<span id="{anchor}"></span>') == 1


def test_every_note_is_there_and_every_spanish_phrase_is_one_that_was_seen() -> None:
    assert SHOWN.count('<span id="note-') == len(notes.load())
    shown = re.findall(r'<i class="spanish" lang="es">(.*?)</i>', SHOWN)
    assert shown == [note.spanish for note in notes.load() if note.spanish and note.certainty == "verified"]


def test_an_unknown_section_is_refused() -> None:
    with pytest.raises(text.UnknownSection, match="I, II, III"):
        edition.section("VII")
