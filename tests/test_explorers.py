"""The explorers: what they say is computed from the tables, and every row of these is on the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from declaration import tables, text
from declaration.explore import choice, concordance, links, maps
from declaration.explore.figures import EXPLORERS, figure

if TYPE_CHECKING:
    from declaration.explore.frame import Figure

FIGURES = [figure(name) for name in EXPLORERS]


@pytest.mark.parametrize("shown", FIGURES, ids=lambda shown: shown.name)
def test_a_figure_asks_a_question_and_answers_it_in_words_with_source_and_data(shown: Figure) -> None:
    assert shown.question.endswith("?")
    assert len(shown.words.split()) > 20
    content = shown.html
    for part in (shown.question, shown.data.source.split(".")[0], "The data of this figure as a table"):
        assert part in content
    assert content.count("<tr>") >= len(shown.data)


@pytest.mark.parametrize("shown", FIGURES, ids=lambda shown: shown.name)
def test_ids_are_there_once_and_what_refers_to_them_finds_them(shown: Figure) -> None:
    ids = re.findall(r'\bid="([^"]+)"', shown.html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'(?:aria-labelledby|aria-describedby)="([^"]+)"', shown.html)) <= set(ids)
    assert set(re.findall(r'<use href="#([^"]+)"', shown.html)) <= set(ids)


def test_every_event_stands_in_the_timeline_with_its_topic() -> None:
    picture = figure("timeline").picture
    events = tables.load("events")
    assert picture.count("<li data-topic=") == len(events)
    for topic in {row.topic for row in events}:
        assert f'value="{topic}"' in picture
        assert picture.count(f'<li data-topic="{topic}"') == len(events.where(topic=topic))


def test_the_day_of_the_declaration_is_marked() -> None:
    assert len(re.findall(r'class="own"', figure("timeline").picture)) == 1


def test_the_matrix_says_for_each_state_treaty_and_date_what_is_known() -> None:
    consents = tables.load("consents")
    picture = figure("treaties").picture
    for date, column in (("2013", "party_2013"), ("newest", "status")):
        bound = sum(row[column] in {"yes", "party"} for row in consents)
        unknown = sum(row[column] == "not verified" for row in consents)
        assert picture.count(f'<span class="at at-{date} bound">') == bound
        assert picture.count(f'<span class="at at-{date} not-known">') == unknown
        assert picture.count(f'<span class="at at-{date}') == len(consents)
    assert len(re.findall(r'<svg class="map"', picture)) == 2 * len(tables.load("instruments"))


def test_the_maps_know_the_twelve_states() -> None:
    states = {row.iso3 for row in tables.load("compact_vote")}
    assert {row.iso3 for row in tables.load("outlines")} == states
    drawn = maps.states("toy", dict.fromkeys(states, "bound"))
    assert set(re.findall(r'href="#toy-(\w+)"', drawn)) == states


def test_every_state_stands_in_one_group_of_the_vote() -> None:
    picture = figure("compact-vote").picture
    for row in tables.load("compact_vote"):
        assert len(re.findall(rf"<li>{row.country}[ <]", picture)) == 1


def test_an_ask_without_an_outcome_says_that_it_is_not_known() -> None:
    rows = tables.load("asks")
    blank = sum(row[name] is None for row in rows for name in ("outcome_2013", "compact_2018", "today"))
    assert figure("asks").picture.count("Not known: nothing seen in our sources.") == blank > 0
    assert figure("asks").picture.count('<li class="ask"') == len(rows)


def test_an_option_of_a_choice_hides_what_does_not_fit_and_all_hides_nothing() -> None:
    made = choice.Choice("toy", "kind", "Kind", [("", "All"), ("a", "A & B")], "li:not(.{value})").html
    assert '<style>#figure-toy:has(input[name="toy-kind"][value="a"]:checked) li:not(.a){display:none}</style>' in made
    assert 'value="" checked> All' in made
    assert "A &amp; B" in made


@pytest.mark.parametrize(
    ("cell", "said"),
    [(None, ""), ("all", "the whole text"), ("title | 2", "the title, paragraph "), ("2 | 16", "paragraphs ")],
)
def test_the_places_of_a_cell_become_links(cell: str | None, said: str) -> None:
    shown = links.paragraphs(cell)
    assert shown.startswith(said)
    assert re.findall(r"#Paragraph-(\d+)", shown) == re.findall(r"\d+", cell or "")


def test_the_concordance_holds_every_paragraph_and_indexes_every_word_of_substance() -> None:
    shown = concordance.html()
    declaration = text.load()
    assert len(re.findall(r"<li data-paragraph=", shown)) == len(declaration.paragraphs)
    listed = concordance.index()
    assert list(listed) == sorted(listed)
    for word in ("urges", "migrants", "countries"):
        assert listed[word] == [p.number for p in declaration.paragraphs if re.search(rf"(?i)\b{word}\b", p.words)]
    assert "the" not in listed
