"""The figures in the built book: named and described, fit for a phone and for the dark, each with its table."""

from __future__ import annotations

import conftest
import pytest
import test_site
from playwright.sync_api import Page, expect

from declaration.explore.figures import DRAWN

HOMES = {
    name: address
    for address in conftest.built_pages()
    for name in DRAWN
    if f'id="figure-{name}"' in (conftest.HTML / address).read_text(encoding="utf-8")
}
CONTRAST = 3  # what a mark must have to its ground (WCAG 2.2, 1.4.11)
# Luminance as WCAG defines it; a canvas turns any colour that a browser knows into numbers.
RATIO = """([mark, ground]) => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const light = (colour) => {
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((each) => {
      const part = each / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const of = (name) => getComputedStyle(document.body).getPropertyValue(name);
  const [low, high] = [light(of(mark)), light(of(ground))].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}"""


@pytest.fixture(params=HOMES)
def name(request: pytest.FixtureRequest, page: Page, site: str) -> str:
    """Open the chapter of a figure and give the figure's name."""
    page.goto(f"{site}{HOMES[request.param]}")
    return str(request.param)


def test_every_figure_stands_in_the_book() -> None:
    assert set(HOMES) == set(DRAWN)


def test_a_figure_is_one_picture_with_a_name_and_a_description(page: Page, name: str) -> None:
    figure = DRAWN[name]()
    picture = page.locator(f"#figure-{name}").get_by_role("img")
    expect(picture).to_have_count(1)
    expect(picture).to_have_accessible_name(figure.question)
    expect(picture).to_have_accessible_description(figure.words)
    expect(page.locator(f"#figure-{name} .source").first).to_have_text(figure.data.source)


def test_its_table_is_one_step_away_by_keyboard(page: Page, name: str) -> None:
    details = page.locator(f"#figure-{name} > details")
    table = details.locator("table")
    expect(table).to_be_hidden()
    details.locator("summary").press("Enter")
    expect(table).to_be_visible()
    assert table.locator("tbody tr").count() == len(DRAWN[name]().data)


def test_every_panel_fits_a_phone(page: Page, name: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    boxes = [box.bounding_box() for box in page.locator(f"#figure-{name} .panel > svg").all()]
    assert boxes
    for box in boxes:
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320
        assert box["width"] >= 120  # wide enough to be read


def test_axe_finds_nothing_with_the_table_open(page: Page, name: str) -> None:
    page.locator(f"#figure-{name} > details > summary").click()
    assert test_site.violations(page, within=f"#figure-{name}") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("series", ["--series-1", "--series-2"])
def test_marks_stand_out_from_their_ground(page: Page, site: str, scheme: str, series: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{site}{HOMES['remittances']}")
    assert page.evaluate(RATIO, [series, "--color-background-primary"]) >= CONTRAST


def test_two_pictures_on_a_page_share_no_id(page: Page, site: str) -> None:
    page.goto(f"{site}{HOMES['remittances']}")
    ids = page.eval_on_selector_all("[id]", "(all) => all.map((each) => each.id)")
    assert len(set(ids)) == len(ids)
