"""What an instructor looks at after grading, in a browser: item analysis, and work that resembles other work."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import conftest
import pytest
import test_site
from playwright.sync_api import expect

from declaration import __main__ as command

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the course folder of a toy class, with both reports."""
    place = tmp_path_factory.mktemp("demo")
    assert command.main(["demo-class", "--into", str(place), "--students", "8", "--unsafe"]) == 0
    for report in ("analyse", "similar"):
        assert command.main([report, "--course", str(place / "class")]) == 0
    return place / "class"


@pytest.mark.parametrize("report", ["analysis", "similarity"])
def test_axe_finds_nothing_and_the_page_fits_a_phone(browser: Browser, course: Path, report: str) -> None:
    (made,) = (course / report).glob("*.html")
    context = browser.new_context()
    watch = conftest.Watch(context, course.as_uri())
    page = context.new_page()
    page.goto(made.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert test_site.violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert test_site.violations(page, "color-contrast") == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert test_site.violations(page, *test_site.LAYOUT_RULES) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()
    assert watch.faults == []


def test_the_picture_of_the_item_analysis_says_in_words_what_it_shows(browser: Browser, course: Path) -> None:
    page = browser.new_page()
    page.goto(next((course / "analysis").glob("*.html")).as_uri())
    picture = page.get_by_role("img")
    expect(picture).to_have_accessible_name(re.compile(r"The hardest is question \d+ .* the easiest question \d+"))
    page.close()
