"""A recorded quiz in a real JupyterLab: no click is lost, and "saved" is said only when it is true."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import jupyter_lab
import nbformat
import pytest
import test_quiz_lab
import test_site
from nbformat.v4 import new_code_cell, new_notebook

from declaration import answers, graded, questions, sheet
from declaration.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Locator, Page

SECOND = 1000  # milliseconds
TEXT = "- {id: t-text, level: create, type: text, words: [3, 9], prompt: Say it in your own words.}\n"
SLOW_DISK = """from pathlib import Path
from declaration import answers
write = answers.write
def wait_and_write(*given):
    while not Path({gate!r}).exists():
        pass
    write(*given)
answers.write = wait_and_write
"""
READ_ONLY = """import os
from declaration import answers
os.chmod(".", 0o555)
write, me = answers.write, os.geteuid()
def write_as_a_student(*given):
    os.seteuid(me or 65534)  # root may write everywhere
    try:
        write(*given)
    finally:
        os.seteuid(me)
answers.write = write_as_a_student
"""
page = test_quiz_lab.page


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("class")


@pytest.fixture(scope="module")
def lab(root: Path) -> Iterator[str]:
    """Start JupyterLab on a folder that holds one folder for each test."""
    with jupyter_lab.serve(root) as address:
        yield address


@pytest.fixture
def folder(root: Path, request: pytest.FixtureRequest) -> Path:
    """Return a student's folder as a release makes it: a notebook, and the questions of its quiz beside it."""
    home = root / str(request.node.name)
    home.mkdir()
    (home / "all.yml").write_text((ROOT / "tests" / "types.yml").read_text(encoding="utf-8") + TEXT, encoding="utf-8")
    made = sheet.of(graded.disguised(questions.read(home / "all.yml", graded=True), "x" * 40))
    (home / "all.yml").unlink()
    (home / "try.quiz.yml").write_text(sheet.text(made), encoding="utf-8")
    notebook = new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        cells=[new_code_cell('from declaration import RecordedQuiz\n\nRecordedQuiz("try")'), new_code_cell("1 + 1")],
    )
    nbformat.write(notebook, home / "try.ipynb")
    return home


def kept(folder: Path) -> dict[str, tuple[str, ...]]:
    return answers.read(folder / "try.answers.json").answers


def begin(page: Page, lab: str, folder: Path) -> None:
    jupyter_lab.open_notebook(page, f"{lab}{folder.name}/try.ipynb")
    jupyter_lab.run_cell(page, 0)
    page.wait_for_selector("form.quiz")


def status(page: Page, words: str) -> Locator:
    """Wait until the form says this."""
    line = page.locator("form.quiz [data-role=status]").filter(has_text=re.compile(words))
    line.wait_for()
    return line


def box(page: Page, kind: str) -> Locator:
    return page.locator(f'form.quiz fieldset[data-type="{kind}"]')


def press(page: Page, control: Locator, *keys: str) -> None:
    control.focus()
    for key in keys:
        page.keyboard.press(key)


def answer_all(page: Page) -> None:
    """Answer a question of every type by keyboard alone."""
    press(page, box(page, "single").locator("input").first, "Space")
    press(page, box(page, "multiple").locator("input").nth(1), "Space", "Tab", "Space")
    for number in range(3):
        press(page, box(page, "match").locator("select").nth(number), *["ArrowDown"] * (number + 1))
    press(page, box(page, "order").locator("button[data-action=down]").first, "Enter")
    for number in range(2):
        press(page, box(page, "fill").locator("select").nth(number), "ArrowDown")
    press(page, box(page, "evidence").locator("input").first, "Space")
    press(page, box(page, "evidence").locator("input[data-place]").first, "Space", "ArrowDown")
    press(page, box(page, "text").locator("textarea"), "Enter", *"Four words of mine")


def shown(page: Page) -> dict[str, object]:
    """Return what the form shows as chosen, by question."""
    found = page.eval_on_selector_all(
        "form.quiz fieldset",
        """(all) => all.map((f) => [f.dataset.question, f.querySelector("textarea")?.value
            ?? (f.dataset.type === "order" ? [...f.querySelectorAll("[data-item]")].map((e) => e.dataset.item)
            : [...f.querySelectorAll("input:checked, select")].map((e) => e.value))])""",
    )
    return dict(found)


def restart(page: Page) -> None:
    page.locator('.jp-NotebookPanel-toolbar [data-jp-item-name="restart"] > *').click()
    page.get_by_role("button", name="Confirm Kernel Restart").click()
    page.get_by_text("| Idle").wait_for()


def test_answers_by_keyboard_are_saved_and_survive_a_run_and_a_restart(page: Page, lab: str, folder: Path) -> None:
    begin(page, lab, folder)
    status(page, "Not answered yet")
    answer_all(page)
    status(page, r"^Saved in try\.answers\.json\. 7 of 7 answered\.$")
    first, file = shown(page), kept(folder)
    assert len(file) == 7
    assert file["t-text"] == ("\nFour words of mine",)
    assert box(page, "text").locator("[data-role=words]").inner_text() == "4"
    for begin_anew in (False, True):
        if begin_anew:
            restart(page)
        page.evaluate("document.querySelector('form.quiz').dataset.old = 'yes'")
        jupyter_lab.run_cell(page, 0)
        page.wait_for_selector("form.quiz:not([data-old])")
        status(page, "Your answers were read from try.answers.json")
        assert shown(page) == first
        assert kept(folder) == file
    assert page.locator("form.quiz [data-role=count]").inner_text() == "7 of 7 answered"


def test_the_saved_notebook_holds_the_copy_and_restores_a_lost_file(page: Page, lab: str, folder: Path) -> None:
    begin(page, lab, folder)
    press(page, box(page, "single").locator("input").first, "Space")
    status(page, "1 of 7 answered")
    press(page, box(page, "multiple").locator("input").first, "Space")
    status(page, "2 of 7 answered")
    file = kept(folder)
    page.get_by_text("2 of 7 questions answered").wait_for()
    with page.expect_response(lambda answer: answer.request.method == "PUT" and "try.ipynb" in answer.url):
        page.keyboard.press("Control+s")
    notebook = json.loads((folder / "try.ipynb").read_text(encoding="utf-8"))
    found = answers.embedded(notebook, "try")
    assert found is not None
    assert found.answers == file
    # Only the notebook is carried to another place, and opened there.
    (folder / "try.answers.json").unlink()
    begin(page, lab, folder)
    status(page, "restored from the copy in the notebook")
    assert kept(folder) == file
    assert box(page, "single").locator("input").first.is_checked()


def test_deleting_asks_first_and_takes_no_for_an_answer(page: Page, lab: str, folder: Path) -> None:
    begin(page, lab, folder)
    press(page, box(page, "single").locator("input").first, "Space")
    status(page, "1 of 7 answered")
    ask = page.get_by_role("button", name="Delete my answers")
    for no in ("Enter", "Escape"):  # the focus stands on the button that keeps them
        press(page, ask, "Enter")
        page.get_by_role("dialog").wait_for()
        page.keyboard.press(no)
        page.get_by_role("dialog").wait_for(state="hidden")
        assert len(kept(folder)) == 1
        assert box(page, "single").locator("input").first.is_checked()
    press(page, ask, "Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    status(page, "0 of 7 answered")
    assert kept(folder) == {}
    assert not box(page, "single").locator("input").first.is_checked()


def test_a_write_that_fails_says_not_saved_until_one_succeeds(page: Page, lab: str, folder: Path) -> None:
    begin(page, lab, folder)
    # What nobody can write over, not even root: a folder where the file should be.
    (folder / "try.answers.json").mkdir()
    press(page, box(page, "single").locator("input").first, "Space")
    line = status(page, "^Not saved: ")
    assert line.get_attribute("data-saved") == "no"
    assert line.get_attribute("aria-live") == "polite"
    assert "Copy the folder of the exercise" in line.inner_text()
    assert box(page, "single").locator("output").inner_text() == "✗ Not saved"
    (folder / "try.answers.json").rmdir()
    press(page, box(page, "multiple").locator("input").first, "Space")
    status(page, "^Saved .* 2 of 7 answered")
    assert len(kept(folder)) == 2


def test_a_folder_that_can_only_be_read_says_not_saved(page: Page, lab: str, folder: Path) -> None:
    notebook = nbformat.read(folder / "try.ipynb", as_version=4)
    notebook.cells[0].source = READ_ONLY + notebook.cells[0].source
    nbformat.write(notebook, folder / "try.ipynb")
    begin(page, lab, folder)
    press(page, box(page, "single").locator("input").first, "Space")
    assert status(page, "^Not saved: you may not write in this folder").get_attribute("data-saved") == "no"
    page.get_by_text("1 of 7 questions answered").wait_for()  # the copy in the notebook has it
    folder.chmod(0o755)


def test_saved_is_not_said_before_python_has_written(page: Page, lab: str, folder: Path) -> None:
    gate = folder / "gate"
    notebook = nbformat.read(folder / "try.ipynb", as_version=4)
    notebook.cells[0].source = SLOW_DISK.format(gate=str(gate)) + notebook.cells[0].source
    nbformat.write(notebook, folder / "try.ipynb")
    begin(page, lab, folder)
    press(page, box(page, "single").locator("input").first, "Space")
    assert status(page, "^Saving").get_attribute("data-saved") == "not yet"
    assert not (folder / "try.answers.json").exists()
    status(page, "^Not saved: Python does not answer")
    gate.touch()
    status(page, "^Saved .* 1 of 7 answered")
    assert len(kept(folder)) == 1


FILELESS = """from declaration.quiz import record
record.Record.fileless = True
record.answers.write = lambda *_: None
"""
REFUSES = "void (Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); })"


def without_files(folder: Path) -> None:
    """Make the kernel of this notebook one whose files are gone with it, as in a browser that shares none with it."""
    notebook = nbformat.read(folder / "try.ipynb", as_version=4)
    notebook.cells[0].source = FILELESS + notebook.cells[0].source
    nbformat.write(notebook, folder / "try.ipynb")


def test_where_python_keeps_no_files_the_browser_gives_the_answers_to_the_next_kernel(
    page: Page, lab: str, folder: Path
) -> None:
    without_files(folder)
    begin(page, lab, folder)
    status(page, "^Not answered yet. This page keeps no files: at the end save the notebook")
    answer_all(page)
    assert status(page, r"^Saved in this browser\. .* 7 of 7 answered\.$").get_attribute("data-saved") == "yes"
    first = shown(page)
    restart(page)
    page.evaluate("document.querySelector('form.quiz').dataset.old = 'yes'")
    jupyter_lab.run_cell(page, 0)
    page.wait_for_selector("form.quiz:not([data-old])")
    status(page, "^Saved in this browser.* 7 of 7 answered")
    page.get_by_text("7 of 7 questions answered").wait_for()  # the copy in the notebook has them again
    assert shown(page) == first
    assert not (folder / "try.answers.json").exists()


def test_where_neither_python_nor_the_browser_keeps_the_answers_they_are_not_called_saved(
    page: Page, lab: str, folder: Path
) -> None:
    without_files(folder)
    begin(page, lab, folder)
    page.evaluate(REFUSES)
    press(page, box(page, "single").locator("input").first, "Space")
    line = status(page, "^Not saved: this browser keeps nothing.*save the notebook, and hand it in")
    assert line.get_attribute("data-saved") == "no"
    page.get_by_text("1 of 7 questions answered").wait_for()


def test_a_quiz_without_its_questions_says_what_to_do(page: Page, lab: str, folder: Path) -> None:
    (folder / "try.quiz.yml").unlink()
    jupyter_lab.open_notebook(page, f"{lab}{folder.name}/try.ipynb")
    jupyter_lab.run_cell(page, 0)
    page.get_by_role("alert").filter(has_text="try.quiz.yml is missing").wait_for()


def test_axe_finds_nothing_in_the_form(page: Page, lab: str, folder: Path) -> None:
    begin(page, lab, folder)
    answer_all(page)
    status(page, "7 of 7 answered")
    assert test_site.violations(page, within="form.quiz") == []
