"""The explorers on the page: a choice hides, a search finds, and without a script all is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from declaration import tables, text

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def test_the_timeline_shows_one_topic_by_keyboard(page: Page, site: str) -> None:
    page.goto(f"{site}chapters/introduction.html")
    events = tables.load("events")
    shown = page.locator("ol.timeline li[data-topic]:visible")
    assert shown.count() == len(events)
    page.get_by_label("All (").focus()
    page.keyboard.press("ArrowDown")
    topic = page.locator("#figure-timeline input:checked").get_attribute("value")
    assert shown.count() == len(events.where(topic=topic))
    assert page.locator("ol.timeline > li:visible").count() == len({row.year for row in events.where(topic=topic)})


def test_the_matrix_and_the_maps_change_with_the_date(page: Page, site: str) -> None:
    page.goto(f"{site}chapters/section-5.html")
    figure = page.locator("#figure-treaties")
    brazil = figure.locator(".matrix tr", has=page.get_by_role("rowheader", name="Brazil"))
    columns = figure.locator(".matrix thead th").all_inner_texts()
    domestic = columns.index("ILO Convention 189")
    assert brazil.locator("td").nth(domestic - 1).inner_text().split()[-1] == "bound"
    before = figure.locator("svg.map:visible").count()
    figure.get_by_label("newest source").check()
    assert "2018" in brazil.locator("td").nth(domestic - 1).inner_text()
    assert figure.locator("svg.map:visible").count() == before == len(tables.load("instruments"))


def test_the_asks_can_be_cut_by_section_and_verdict(page: Page, site: str) -> None:
    page.goto(f"{site}chapters/aftermath.html")
    figure = page.locator("#figure-asks")
    figure.get_by_label("III", exact=True).check()
    figure.get_by_label("met (", exact=False).first.check()
    wanted = [row for row in tables.load("asks").where(verdict="met") if 14 <= row.paragraph <= 19]
    assert figure.locator("li.ask:visible").count() == len(wanted)


@pytest.mark.parametrize(
    ("words", "whole"), [("urge", False), ("migrants", True), ("human   RIGHTS", False), ("(csm)", False)]
)
def test_the_concordance_finds_what_python_finds(page: Page, site: str, words: str, whole: bool) -> None:
    page.goto(f"{site}chapters/concordance.html")
    page.get_by_label("whole words only").set_checked(whole)
    page.get_by_label("Word or phrase").fill(words)
    lines = text.load().concordance(words)
    if whole:
        lines = tuple(line for line in lines if not (line.before[-1:].isalpha() or line.after[:1].isalpha()))
    assert page.locator(".lines li").count() == len(lines) > 0
    assert page.locator(".lines mark").all_inner_texts() == [line.match for line in lines]
    assert page.locator(".concordance output").inner_text().startswith(f"{len(lines)} line")


def test_a_line_leads_to_its_paragraph(page: Page, site: str) -> None:
    page.goto(f"{site}chapters/concordance.html")
    page.get_by_label("Word or phrase").fill("equal footing")
    page.locator(".lines a").first.click()
    assert page.url.endswith("section-2.html#paragraph-7")


def test_a_word_that_is_not_there_is_said_not_to_be(page: Page, site: str) -> None:
    page.goto(f"{site}chapters/concordance.html")
    page.get_by_label("Word or phrase").fill("refugee")
    assert page.locator(".concordance output").inner_text() == "The 25 paragraphs do not have ‘refugee’."
    assert page.locator(".lines li").count() == 0


def test_without_a_script_the_index_is_there_and_no_dead_field(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}chapters/concordance.html")
    assert page.get_by_role("searchbox").count() == 0
    page.locator("form.concordance summary").click()
    assert page.locator("dl.index dt:visible").count() > 20
    context.close()
