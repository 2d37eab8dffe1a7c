"""Every page of the built book: nothing from elsewhere, nothing missing, nothing in the way of a reader."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import conftest
import pytest
from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

PAGES = conftest.built_pages()
CHAPTERS = [page for page in PAGES if re.match(r"chapters/(section|intro|after)", page)]
KILOBYTE = 1000
BUDGET_KILOBYTES, BUDGET_REQUESTS = 300, 25
LAYOUT_RULES = ("target-size", "scrollable-region-focusable", "region", "landmark-unique", "aria-hidden-focus")


def violations(page: Page, *rules: str, within: str | None = None) -> list[str]:
    """Return what axe finds, by these rules or by all, in the whole page or within one element."""
    options = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else None
    found = Axe().run(page, context=within, options=options).response["violations"]
    return [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]


def test_the_book_has_all_its_pages() -> None:
    assert len(CHAPTERS) == 8
    assert {"index.html", "search.html", "chapters/glossary.html", "chapters/bibliography.html"} <= set(PAGES)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_loads_without_a_fault_and_asks_no_other_host(page: Page, site: str, address: str) -> None:
    page.goto(site + address, wait_until="networkidle")
    assert page.title()


@pytest.mark.parametrize("address", PAGES)
def test_a_page_opens_from_a_folder(browser: Browser, html: Path, address: str) -> None:
    context = browser.new_context()
    watch = conftest.Watch(context, html.as_uri())
    page = context.new_page()
    page.goto((html / address).as_uri())
    assert page.title()
    context.close()
    assert watch.faults == []


@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing(page: Page, site: str, address: str) -> None:
    page.goto(site + address)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, "color-contrast") == []


@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_on_a_phone(page: Page, site: str, address: str) -> None:
    # The rules that depend on how a page is laid out; the others hold for a page of any width.
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(site + address)
    assert violations(page, *LAYOUT_RULES) == []


@pytest.mark.parametrize("address", PAGES)
def test_a_page_fits_320_pixels(page: Page, site: str, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(site + address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("address", PAGES)
def test_internal_links_lead_to_pages_and_anchors_that_exist(page: Page, site: str, html: Path, address: str) -> None:
    page.goto(site + address)
    links = page.eval_on_selector_all("a[href]", "(all) => all.map((a) => a.href)")
    for link in {link for link in links if link.startswith(site)}:
        target, _, anchor = unquote(link).removeprefix(site).partition("#")
        content = (html / (target or "index.html")).read_text(encoding="utf-8")
        assert not anchor or f'id="{anchor}"' in content, f"{address}: {link}"


@pytest.mark.parametrize("address", PAGES)
def test_every_picture_has_a_text_alternative(page: Page, site: str, address: str) -> None:
    page.goto(site + address)
    bare = page.eval_on_selector_all(
        "article :is(img, svg)",
        "(all) => all.filter((e) => !(e.alt || e.getAttribute('aria-label') || e.ariaHidden === 'true'"
        " || e.querySelector('title'))).map((e) => e.outerHTML.slice(0, 100))",
    )
    assert bare == []


@pytest.mark.parametrize("address", CHAPTERS)
def test_a_first_visit_to_a_chapter_is_light(browser: Browser, site: str, address: str) -> None:
    context = browser.new_context()
    sizes: dict[str, int] = {}
    page = context.new_page()
    page.on("response", lambda answer: sizes.update({answer.url: len(gzip.compress(answer.body()))}))
    page.goto(site + address, wait_until="networkidle")
    context.close()
    assert sum(sizes.values()) <= BUDGET_KILOBYTES * KILOBYTE, sizes
    assert len(sizes) <= BUDGET_REQUESTS, sizes


@pytest.mark.parametrize("words", ["remittances", "Palermo"])
def test_search_finds_words_of_the_declaration(page: Page, site: str, words: str) -> None:
    page.goto(f"{site}search.html?q={words}")
    page.locator("#search-results li a").first.wait_for()
    assert "chapters/" in (page.locator("#search-results li a").first.get_attribute("href") or "")


def test_the_script_of_the_quiz_is_loaded_once_and_only_where_a_quiz_is(html: Path) -> None:
    for address in PAGES:
        content = (html / address).read_text(encoding="utf-8")
        scripts = re.findall(r"_static/(?:quiz|progress)\.js", content)
        assert len(scripts) == ("data-quiz=" in content), address


def test_navigation_on_a_phone_works_by_keyboard(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(site + "index.html")
    toggle = page.locator("#__navigation")
    for _ in range(5):
        page.keyboard.press("Tab")
        if toggle.evaluate("(e) => e === document.activeElement"):
            break
    page.keyboard.press("Space")
    link = page.locator(".sidebar-tree a").first
    link.wait_for(state="visible")
    assert toggle.is_checked()
