"""The page that a student gets back, in a browser: accessible, light and dark, on a phone and on paper, and inert."""

from __future__ import annotations

from typing import TYPE_CHECKING

import conftest
import pytest
import test_formgrader
import test_site

from declaration import __main__ as command

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

course = test_formgrader.course
NAME = test_formgrader.NAME


@pytest.fixture
def page(browser: Browser, course: Path) -> Iterator[Page]:
    """Open the page from its folder; a request, an error or a script that is refused fails the test."""
    command.main(["feedback", "--course", str(course), "--show-keys"])
    context = browser.new_context()
    watch = conftest.Watch(context, course.as_uri())
    made = context.new_page()
    made.goto((course / "feedback" / "student-bo" / NAME / f"{NAME}.html").as_uri())
    yield made
    context.close()
    assert watch.faults == []


def test_axe_finds_nothing(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert test_site.violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert test_site.violations(page, "color-contrast") == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert test_site.violations(page, *test_site.LAYOUT_RULES) == []


def test_the_page_fits_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_axe_finds_nothing_on_the_pages_for_markers(page: Page, course: Path) -> None:
    about = ["--assignment", NAME, "--course", str(course)]
    assert command.main(["marks", "export", "--all", "--to", str(course / "marking"), *about]) == 0
    head, *rows = (course / "marking" / f"{NAME}.csv").read_text(encoding="utf-8").splitlines()
    for name, points in (("first", 4), ("second", 2)):
        filled = [head, *(f"{row[:-2]},{points},well" for row in rows)]
        (course / f"{name}.csv").write_text("\n".join(filled), encoding="utf-8")
    sheets = [str(course / f"{name}.csv") for name in ("first", "second")]
    assert command.main(["marks", "agreement", *sheets, "--page", str(course / "agreement.html"), *about]) == 0
    for made in (course / "marking" / f"{NAME}.html", course / "agreement.html"):
        page.goto(made.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        assert test_site.violations(page) == []
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert "student-" not in page.content()


def test_what_a_student_wrote_is_words(page: Page) -> None:
    assert "run" not in page.title()
    assert page.locator("main :is(script, img)").count() == 0
    page.get_by_text("Your text").click()
    page.get_by_text("<script>document.title = 'run'</script>").wait_for()


def test_on_paper_nothing_is_folded_or_cut_off(page: Page) -> None:
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})
    assert page.evaluate("document.documentElement.scrollWidth") <= 700
    for words in page.locator("details > :not(summary)").all():
        assert words.is_visible()
