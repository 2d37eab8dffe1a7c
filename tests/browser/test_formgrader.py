"""Marking by hand in nbgrader's own formgrader, from the list of submissions to the table that goes out."""

from __future__ import annotations

import contextlib
import csv
import re
from random import Random
from typing import TYPE_CHECKING

import conftest
import jupyter_lab
import pytest
from playwright.sync_api import expect

from declaration import __main__ as command
from declaration.authoring import rubrics
from declaration.grading import assignments
from declaration.grading.demo.synthetic import Code, Maker

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

SECOND = 1000  # milliseconds
NAME = "section-1"
ESSAYS = {
    "student-ana": "I advise to keep “the human right to migration”, for it stands in paragraph 2.",
    "student-bo": "My advice: <script>document.title = 'run'</script> <img src=x onerror=\"document.title = 'run'\">",
}
# Formgrader loads MathJax from a public host, which a class without network does not reach: all else must work.
MATHJAX = re.compile(r"outside https://cdnjs|failed https://cdnjs|console Failed to load resource|error MathJax is not")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Grade two students who wrote a text and no code, and return the course folder."""
    folder = tmp_path_factory.mktemp("course")
    maker = Maker(NAME, assignments.find(folder)[NAME])
    for number, (student, essay) in enumerate(ESSAYS.items()):
        home = folder / "in" / student
        home.mkdir(parents=True)
        for name, content in maker.files(Random(number), code=Code(solved=False), essay=essay).items():  # noqa: S311
            (home / name).write_bytes(content)
    run(folder, "grade", str(folder / "in"), "--assignment", NAME, "--unsafe")
    return folder


def run(folder: Path, *words: str) -> None:
    assert command.main([*words, "--course", str(folder)]) == 0


@pytest.fixture(scope="module")
def formgrader(course: Path) -> Iterator[str]:
    """Start JupyterLab in the course folder, as an instructor does, and give the address of formgrader."""
    with contextlib.chdir(course), jupyter_lab.serve(course) as address:
        yield f"{address.removesuffix('lab/tree/')}formgrader/"


@pytest.fixture
def page(browser: Browser, formgrader: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1200, "height": 1000})
    context.set_default_timeout(60 * SECOND)
    watch = conftest.Watch(context, formgrader.removesuffix("formgrader/"))
    yield context.new_page()
    context.close()
    assert [fault for fault in watch.faults if not MATHJAX.match(fault)] == []


def table(folder: Path) -> dict[str, dict[str, str]]:
    run(folder, "grade", str(folder / "in"), "--assignment", NAME, "--unsafe", "--csv", "nbgrader")
    with (folder / "export" / f"{NAME}.nbgrader.csv").open(encoding="utf-8", newline="") as opened:
        return {line["student_id"]: line for line in csv.DictReader(opened)}


def open_submission(page: Page, formgrader: str, words: str) -> None:
    """Go from the gradebook to the submission with these words, past those without."""
    page.goto(f"{formgrader}gradebook")
    page.get_by_role("link", name=NAME).click()
    page.get_by_role("link", name=NAME).last.click()
    page.get_by_role("link", name="Submission #1").click()
    page.locator("#notebook-container input#writing").wait_for()
    if page.get_by_text(words).count() == 0:
        page.get_by_role("link", name="Next").click()
    page.get_by_text(words).wait_for()
    # Whoever types before the scores are there types into nothing.
    expect(page.locator("input#writing")).to_have_class(re.compile("needs_manual_grade"))


def test_a_text_is_marked_beside_its_rubric_and_the_mark_goes_out(page: Page, formgrader: str, course: Path) -> None:
    assert table(course)["student-ana"]["status"] == "needs marking"
    open_submission(page, formgrader, "I advise to keep")
    essay = page.locator(".cell", has=page.locator("input#writing"))
    above = essay.locator("xpath=preceding-sibling::*[1]")
    rubric = rubrics.read(rubrics.path(NAME))
    for criterion in rubric.criteria:
        row = above.locator("tr", has_text=criterion.name)
        expect(row).to_be_visible()
        assert row.locator("td").all_inner_texts() == [level.text for level in criterion.levels]
    with page.expect_response(lambda answer: "/api/grade/" in answer.url and answer.request.method == "PUT") as saved:
        page.locator("input#writing").fill("11")
        page.locator("input#writing").blur()
    assert saved.value.ok
    lines = "position 3: clear\nwords 4\nfact 2\nother 2\nRead paragraph 3 again."
    with page.expect_response(lambda answer: "/api/comment/" in answer.url and answer.request.method == "PUT") as saved:
        page.locator("textarea#writing-comment").fill(lines)
        page.locator("textarea#writing-comment").blur()
    assert saved.value.ok
    page.reload()
    expect(page.locator("input#writing")).to_have_value("11")
    before, after = table(course)["student-bo"], table(course)["student-ana"]
    assert (before["status"], after["status"]) == ("needs marking", "graded")
    assert float(after["score"]) >= 11
    page.set_content((course / "feedback" / "student-ana" / NAME / f"{NAME}.html").read_text(encoding="utf-8"))
    expect(page.locator("[data-part=writing] td.reached")).to_have_count(4)
    expect(page.get_by_text("Read paragraph 3 again.")).to_be_visible()


def test_nobody_is_named_before_the_marker_asks(page: Page, formgrader: str) -> None:
    page.goto(f"{formgrader}gradebook/{NAME}/{NAME}")
    page.get_by_role("link", name="Submission #2").wait_for()
    assert "student-" not in page.locator("body").inner_text()
    open_submission(page, formgrader, "My advice")
    assert "student-" not in page.locator("body").inner_text()
    page.locator(".glyphicon.name-hidden").click()
    expect(page.locator(".breadcrumb").get_by_text("student-bo")).to_be_visible()


def test_nothing_that_a_student_wrote_runs(page: Page, formgrader: str) -> None:
    open_submission(page, formgrader, "My advice")
    assert page.title() == NAME
    assert page.locator(".rendered_html img").count() == 0
    assert "<script>document.title" in page.locator("body").inner_text()
