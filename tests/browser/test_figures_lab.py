"""Figures and the concordance in a real JupyterLab: the same controls work there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jupyter_lab
import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect

from declaration import tables

if TYPE_CHECKING:
    from collections.abc import Iterator

CELLS = ("from declaration import Concordance, figure", 'figure("timeline")', 'figure("voices")', "Concordance()")


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("lab")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), folder / "figures.ipynb")
    with jupyter_lab.serve(folder) as address:
        yield f"{address}figures.ipynb"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1200, "height": 1600})
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def test_a_choice_a_picture_and_a_search_work_where_the_cell_is_run(page: Page, notebook: str) -> None:
    jupyter_lab.open_notebook(page, notebook)
    for number in range(len(CELLS)):
        jupyter_lab.run_cell(page, number)
    timeline = page.locator("#figure-timeline")
    timeline.get_by_label("Official aid").check()
    events = tables.load("events").where(topic="ODA")
    expect(timeline.locator("li[data-topic]:visible")).to_have_count(len(events))
    expect(page.locator("#figure-voices svg").first).to_be_visible()
    page.get_by_label("Word or phrase").fill("binding effect")
    expect(page.locator(".concordance output")).to_have_text("1 line in 1 paragraph")
