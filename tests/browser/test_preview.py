"""Previews of paragraphs and terms: on hover, focus and tap; they can be dismissed and entered, and they stay."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING

import conftest
import pytest
import test_site

from declaration import glossary, preview, text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

ADDRESS = "chapters/section-4.html"
BUDGET_BYTES = 2500
P18 = text.load().paragraph(18).words
PAGES = conftest.built_pages()
# What a reader meets as running prose, in order: each piece of text with the term that a link around it leads to.
PROSE = """() => {
    const out = [];
    const left = "h1,h2,h3,h4,blockquote,pre,code,form,figure,details,summary,script,template,.references,.edition";
    const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const text = walker.currentNode, link = text.parentElement.closest("a");
        if (!text.parentElement.closest(left)) out.push([text.data, link ? link.dataset.preview ?? "link" : ""]);
    }
    return out;
}"""


@pytest.fixture
def chapter(page: Page, site: str) -> Page:
    page.goto(site + ADDRESS)
    return page


@pytest.fixture
def phone(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 320, "height": 640}, has_touch=True)
    watch = conftest.Watch(context, site)
    page = context.new_page()
    page.goto(site + ADDRESS)
    yield page
    context.close()
    assert watch.faults == []


def link(page: Page, leads_to: str = "p18") -> Locator:
    return page.locator(f'article a[data-preview="{leads_to}"]:visible').first


def box(page: Page) -> Locator:
    return page.locator(".preview:popover-open")


def tab_to(page: Page, wanted: Locator) -> None:
    """Reach a link as a keyboard does: from what can be focused before it."""
    wanted.evaluate(
        "(e) => { const mark = document.createElement('span'); mark.tabIndex = 0; e.before(mark); mark.focus(); }"
    )
    page.keyboard.press("Tab")


def test_hovering_shows_the_words_and_leaving_hides_them(chapter: Page) -> None:
    link(chapter).hover()
    box(chapter).wait_for()
    assert P18 in box(chapter).inner_text()
    chapter.mouse.move(0, 0)
    box(chapter).wait_for(state="detached")


def test_the_pointer_may_enter_the_preview_and_follow_its_link(chapter: Page) -> None:
    link(chapter).hover()
    box(chapter).hover()
    box(chapter).get_by_role("link", name="Go to paragraph 18").click()
    assert chapter.url.endswith("section-3.html#paragraph-18")


def test_escape_closes_what_the_pointer_opened(chapter: Page) -> None:
    link(chapter).hover()
    box(chapter).wait_for()
    chapter.keyboard.press("Escape")
    assert box(chapter).count() == 0


def test_focus_shows_the_words_and_names_them_as_the_description(chapter: Page) -> None:
    tab_to(chapter, link(chapter))
    described = chapter.evaluate(
        "document.getElementById(document.activeElement.getAttribute('aria-describedby')).textContent"
    )
    assert described == P18
    assert box(chapter).is_visible()
    chapter.keyboard.press("Escape")
    assert box(chapter).count() == 0
    assert link(chapter).get_attribute("aria-describedby") is None
    assert link(chapter).evaluate("(e) => e === document.activeElement")


def test_moving_the_focus_on_closes_the_preview_and_skips_its_link(chapter: Page) -> None:
    tab_to(chapter, link(chapter))
    chapter.keyboard.press("Tab")
    assert box(chapter).count() == 0 or P18 not in box(chapter).inner_text()
    assert chapter.evaluate("document.activeElement.closest('.preview')") is None


def test_enter_follows_the_link(chapter: Page) -> None:
    tab_to(chapter, link(chapter))
    chapter.keyboard.press("Enter")
    chapter.wait_for_url("**/section-3.html#paragraph-18")


def test_a_tap_shows_the_words_and_stays_on_the_page(phone: Page) -> None:
    link(phone).tap()
    box(phone).wait_for()
    assert phone.url.endswith("section-4.html")
    assert box(phone).evaluate("(e) => e === document.activeElement")  # so that it is read out
    assert box(phone).get_attribute("aria-label") == "Paragraph 18"
    sides = box(phone).evaluate(
        "(e) => { const r = e.getBoundingClientRect(); return [r.left, r.right, r.top, r.bottom]; }"
    )
    assert 0 <= sides[0] < sides[1] <= 320
    assert 0 <= sides[2] < sides[3] <= 640
    go = box(phone).get_by_role("link", name="Go to paragraph 18")
    assert go.is_visible()
    go.tap()
    phone.wait_for_url("**/section-3.html#paragraph-18")


def test_a_tap_elsewhere_closes_the_preview(phone: Page) -> None:
    link(phone).tap()
    box(phone).wait_for()
    phone.touchscreen.tap(5, 5)
    box(phone).wait_for(state="detached")


def test_a_term_shows_its_definition_with_spanish_and_portuguese(chapter: Page) -> None:
    term = next(term for term in glossary.load() if term.id == "trafficking-in-persons")
    link(chapter, f"term-{term.id}").hover()
    box(chapter).wait_for()
    shown = box(chapter).inner_text()
    assert term.title in shown
    assert "A crime of three parts" in shown
    assert box(chapter).locator("[lang=es]").inner_text() == term.spanish
    assert box(chapter).locator("[lang=pt]").inner_text() == term.portuguese
    box(chapter).get_by_role("link", name="Go to the glossary").click()
    assert chapter.url.endswith("glossary.html#trafficking-in-persons")


def test_feedback_of_a_quiz_has_previews(chapter: Page) -> None:
    question = chapter.locator("fieldset", has=chapter.locator(".why a[data-preview]")).first
    question.locator("input").evaluate_all("(all) => all.forEach((each) => { each.checked = true; })")
    option = question.locator("li:has(.why a[data-preview])").first.get_attribute("data-option")
    question.locator(f'input[value="{option}"]').check()
    question.get_by_role("button", name="Check").click()
    question.locator("output a[data-preview]").first.hover()
    box(chapter).wait_for()
    assert re.match(r"Paragraph \d+", box(chapter).inner_text())


def test_previews_work_from_a_folder(browser: Browser, html: Path) -> None:
    context = browser.new_context()
    watch = conftest.Watch(context, html.as_uri())
    page = context.new_page()
    page.goto((html / ADDRESS).as_uri())
    link(page).hover()
    box(page).wait_for()
    assert P18 in box(page).inner_text()
    context.close()
    assert watch.faults == []


def test_without_a_script_a_mention_is_a_plain_link(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + ADDRESS)
    link(page).click()
    assert page.url.endswith("section-3.html#paragraph-18")
    context.close()


@pytest.mark.parametrize("anchors", [True, False])
def test_nothing_moves_and_the_preview_does_not_cover_its_link(page: Page, site: str, *, anchors: bool) -> None:
    if not anchors:
        page.add_init_script("CSS.supports = () => false")
    page.goto(site + ADDRESS)
    if not anchors:
        page.add_style_tag(content=".preview { position-area: none !important; }")
    height = page.evaluate("document.documentElement.scrollHeight")
    link(page).hover()
    box(page).wait_for()
    assert page.evaluate("document.documentElement.scrollHeight") == height
    over = page.evaluate(
        "() => { const [a, b] = ['[aria-describedby=preview-words]', '.preview'].map((s) =>"
        " document.querySelector(s).getBoundingClientRect()); return a.bottom > b.top && b.bottom > a.top; }"
    )
    assert not over


def test_a_preview_is_not_printed(chapter: Page) -> None:
    link(chapter).hover()
    box(chapter).wait_for()
    chapter.emulate_media(media="print")
    assert not box(chapter).is_visible()


@pytest.mark.parametrize("leads_to", ["p18", "p20", "term-trafficking-in-persons"])
def test_axe_finds_nothing_in_an_open_preview(phone: Page, leads_to: str) -> None:
    link(phone, leads_to).tap()
    box(phone).wait_for()
    assert test_site.violations(phone, within="article") == []
    phone.emulate_media(color_scheme="dark")
    assert test_site.violations(phone, "color-contrast") == []


def test_script_and_style_stand_only_where_they_are_needed_and_are_small(html: Path) -> None:
    for address in PAGES:
        content = (html / address).read_text(encoding="utf-8")
        assert content.count("_static/preview.js") == ('<template id="previews">' in content), address
    files = [path.read_bytes() for path in sorted(preview.HERE.glob("preview.*"))]
    assert len(files) == 2
    assert sum(len(gzip.compress(file)) for file in files) <= BUDGET_BYTES


@pytest.mark.parametrize("address", [page for page in PAGES if page not in {"chapters/glossary.html", "search.html"}])
def test_no_acronym_is_used_in_prose_before_it_is_marked(page: Page, site: str, address: str) -> None:
    page.goto(site + address)
    wanted = {
        term.acronym: (f"term-{term.id}", re.compile(rf"(?<![\w-]){term.acronym}s?(?!\w)"))
        for term in glossary.load()
        if term.acronym
    }
    for words, leads_to in page.evaluate(PROSE):
        for acronym, (marked, pattern) in list(wanted.items()):
            if leads_to == marked:
                del wanted[acronym]
            else:
                assert leads_to or not pattern.search(words), f"{address}: {acronym} in {words!r}"
