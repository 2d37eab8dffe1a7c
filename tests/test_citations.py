"""Citations: three formats that say who, what, where and when, and that other programs can read."""

from __future__ import annotations

import html
import re

import pytest
from pybtex.database import parse_string

from declaration import citations, text

PLACES = [
    citations.WHOLE, citations.TITLE, citations.PREAMBLE,
    *(citations.heading(section.numeral) for section in text.load().sections),
    *(citations.paragraph(paragraph.number) for paragraph in text.load().paragraphs),
]  # fmt: skip
P8 = citations.paragraph(8)


def plain(marked: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", marked))


def test_the_title_is_that_of_the_text_but_for_its_capitals() -> None:
    cited = f"{citations.BODY} {citations.NAME} {citations.SUBJECT}."
    assert cited.casefold() == " ".join(text.load().title).casefold()


def test_a_chicago_note_names_body_title_place_date_and_paragraph() -> None:
    assert plain(citations.chicago(P8)) == (
        "South American Conference on Migrations, Declaration of Buenos Aires: Positioning of the South American "
        "Conference on Migrations in Respect of the United Nations II High-Level Dialogue on International Migration "
        "and Development (Buenos Aires, August 28, 2013), para. 8."
    )


def test_apa_names_the_work_in_the_list_and_the_paragraph_in_the_text() -> None:
    reference = plain(citations.apa(P8))
    assert reference.startswith("South American Conference on Migrations. (2013, August 28). Declaration of Buenos")
    assert reference.endswith("[Declaration adopted in Buenos Aires].")
    assert "8." not in reference
    assert citations.apa_in_text(P8) == "(South American Conference on Migrations, 2013, para. 8)"


def test_bibtex_is_read_by_a_bibtex_parser() -> None:
    ((key, entry),) = parse_string(plain(citations.bibtex(P8)), "bibtex").entries.items()
    assert key == "csm2013-p8"
    assert entry.fields["note"] == "para. 8"
    assert (entry.fields["year"], entry.fields["month"], entry.fields["day"]) == ("2013", "August", "28")
    assert str(entry.persons["author"][0]) == "{South American Conference on Migrations}"
    assert citations.NAME in entry.fields["title"]


def test_every_place_has_an_anchor_and_a_key_of_its_own() -> None:
    assert len({place.anchor for place in PLACES[1:]}) == len(PLACES) - 1
    assert len({citations.bibtex(place).splitlines()[0] for place in PLACES}) == len(PLACES)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.anchor)
def test_the_block_has_every_format_and_a_place_for_the_address_and_no_blank_line(place: citations.Place) -> None:
    block = citations.folded(place)
    assert [name for name in ("Chicago", "APA", "BibTeX") if f'data-format="{name}"' in block] == [
        "Chicago", "APA", "BibTeX",
    ]  # fmt: skip
    assert block.count('<span class="address"') == 3
    assert "\n\n" not in block  # Markdown would take the rest for text
