"""The page of the whole text: switches, citations and addresses, with a script, without one, and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import conftest
import pytest
import test_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

ADDRESS = "chapters/declaration.html"
NOTES, SPANISH = "Show notes", "Show the Spanish (where it was seen)"


@pytest.fixture
def whole(page: Page, site: str) -> Page:
    page.goto(site + ADDRESS)
    return page


@pytest.fixture
def from_a_folder(browser: Browser, html: Path) -> Iterator[Page]:
    context = browser.new_context()
    watch = conftest.Watch(context, html.as_uri())
    page = context.new_page()
    page.goto((html / ADDRESS).as_uri())
    yield page
    context.close()
    assert watch.faults == []


def cite(page: Page, anchor: str = "p8") -> Locator:
    box = page.locator(f'details.cite[data-anchor="{anchor}"]')
    box.locator("summary").click()
    return box


def open_notes(page: Page) -> int:
    return page.locator(".notes[open]").count()


def test_the_switch_opens_and_closes_all_notes(whole: Page) -> None:
    assert open_notes(whole) == 0
    whole.get_by_label(NOTES).check()
    assert open_notes(whole) == whole.locator(".notes").count() > 25
    whole.get_by_label(NOTES).uncheck()
    assert open_notes(whole) == 0


def test_the_spanish_stands_behind_the_words_that_it_renders(whole: Page) -> None:
    passage = whole.locator("blockquote", has=whole.locator("#p2"))
    before = passage.inner_text()
    whole.get_by_label(SPANISH).check()
    assert passage.locator(".seen").first.inner_text().strip() == "[El derecho humano a la migración]"
    assert passage.locator(".seen").first.get_attribute("lang") == "es"
    assert whole.locator("blockquote", has=whole.locator("#p8")).locator(".seen").count() == 0
    whole.get_by_label(SPANISH).uncheck()
    assert passage.inner_text() == before


def test_the_switches_work_by_keyboard_and_are_remembered(whole: Page) -> None:
    whole.get_by_label(NOTES).focus()
    whole.keyboard.press("Tab")
    whole.keyboard.press("Space")
    assert whole.locator(".seen").count() > 0
    whole.reload()
    assert whole.get_by_label(SPANISH).is_checked()
    assert whole.locator(".seen").count() > 0
    assert not whole.get_by_label(NOTES).is_checked()
    assert open_notes(whole) == 0


def test_from_a_folder_the_switches_work_and_citations_name_no_folder(from_a_folder: Page) -> None:
    from_a_folder.get_by_label(NOTES).check()
    assert open_notes(from_a_folder) > 25
    assert "file:" not in cite(from_a_folder).inner_text()


def test_a_citation_gives_the_address_of_the_paragraph(whole: Page, site: str) -> None:
    box = cite(whole)
    for name in ("Chicago", "APA", "BibTeX"):
        assert f"{site}{ADDRESS}#p8" in box.locator(f'[data-format="{name}"]').inner_text()


def test_a_citation_in_a_chapter_gives_the_same_address(page: Page, site: str) -> None:
    page.goto(site + "chapters/section-2.html")
    assert f"{site}{ADDRESS}#p8" in cite(page).locator('[data-format="Chicago"]').inner_text()


def test_a_button_copies_the_citation_and_says_so(whole: Page, site: str) -> None:
    whole.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.rstrip("/"))
    box = cite(whole)
    button = box.get_by_role("button", name="Copy: BibTeX")
    button.click()
    box.get_by_text("Copied").first.wait_for()
    copied = whole.evaluate("navigator.clipboard.readText()")
    assert copied == box.locator('[data-format="BibTeX"]').inner_text().strip()
    assert copied.startswith("@misc{csm2013-p8,")


def test_where_copying_is_refused_the_citation_is_selected(page: Page, site: str) -> None:
    page.add_init_script("delete Navigator.prototype.clipboard")
    page.goto(site + ADDRESS)
    box = cite(page)
    box.get_by_role("button", name="Copy: Chicago").click()
    box.get_by_text("Selected").first.wait_for()
    assert page.evaluate("getSelection().toString()") == box.locator('[data-format="Chicago"]').inner_text()


def test_the_permanent_link_shows_on_hover_and_on_focus(whole: Page) -> None:
    link = whole.get_by_label("Permanent link to paragraph 8")
    opacity = "(e) => getComputedStyle(e).opacity"
    assert link.evaluate(opacity) == "0"
    whole.locator("blockquote", has=whole.locator("#p8")).hover()
    assert link.evaluate(opacity) == "1"
    whole.mouse.move(0, 0)
    link.focus()
    assert link.evaluate(opacity) == "1"
    link.press("Enter")
    assert whole.url.endswith("#p8")


def test_without_a_script_every_note_and_citation_unfolds(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + ADDRESS)
    assert page.locator(".edition button, .edition input").count() == 0
    passage = page.locator("blockquote", has=page.locator("#p1"))
    notes = passage.locator("xpath=following-sibling::details[1]")
    notes.locator("summary").click()
    assert notes.get_by_text("espacio principal").is_visible()
    assert cite(page, "p1").locator('[data-format="APA"]').is_visible()
    context.close()


def test_paper_has_the_text_and_the_notes_as_they_are_switched(whole: Page) -> None:
    whole.emulate_media(media="print")
    for chrome in (".sidebar-drawer", ".edition-tools", "details.cite", ".permalink", "h1", "#title-and-preamble > h2"):
        assert not whole.locator(chrome).first.is_visible(), chrome
    notes, mark = whole.locator(".notes").last, whole.locator(".edition sup").last
    assert not notes.is_visible()
    assert not mark.is_visible()
    whole.emulate_media(media="screen")
    whole.get_by_label(NOTES).check()
    whole.emulate_media(media="print")
    assert notes.locator("li").first.is_visible()
    assert mark.is_visible()


def test_it_fits_a_phone_and_axe_finds_nothing_with_everything_shown(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(site + ADDRESS)
    page.get_by_label(NOTES).check()
    page.get_by_label(SPANISH).check()
    cite(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert test_site.violations(page, within="article") == []
    page.emulate_media(color_scheme="dark")
    assert test_site.violations(page, "color-contrast") == []
