"""A quiz in a real JupyterLab: the form is clicked, and Python sees the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jupyter_lab
import nbformat
import pytest
import test_quiz_types
from jupyter_lab import open_notebook, run_cell
from nbformat.v4 import new_code_cell, new_notebook

from declaration import questions
from declaration.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

BANK = questions.load("section-4")
SINGLE = next(question for question in BANK.questions if question.type == "single")
SECOND = 1000  # milliseconds


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start JupyterLab on a notebook with a quiz, and give the notebook's address."""
    folder: Path = tmp_path_factory.mktemp("lab")
    notebook = new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        cells=[
            new_code_cell('from declaration import Quiz\nquiz = Quiz("section-4")\nquiz'),
            new_code_cell("print(quiz.answers, quiz.checked, quiz.score)"),
            new_code_cell("quiz"),
            new_code_cell(f"quiz.answers = {{{SINGLE.id!r}: [{wrong()!r}]}}\nquiz.checked = [{SINGLE.id!r}]"),
        ],
    )
    nbformat.write(notebook, folder / "try.ipynb")
    types = f"from pathlib import Path\nsix = Quiz(questions.read(Path({str(ROOT / 'tests' / 'types.yml')!r})))\nsix"
    notebook.cells = [
        new_code_cell(f"from declaration import Quiz, questions\n{types}"),
        new_code_cell("print(six.score, six.finished)"),
    ]
    nbformat.write(notebook, folder / "types.ipynb")
    with jupyter_lab.serve(folder) as address:
        yield address


def wrong() -> str:
    return next(option.id for option in SINGLE.options if not option.correct)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1200, "height": 1600})
    context.set_default_timeout(60 * SECOND)
    yield context.new_page()
    context.close()


def test_every_type_is_answered_by_keyboard_alone_and_python_scores_it(page: Page, lab: str) -> None:
    open_notebook(page, f"{lab}types.ipynb")
    run_cell(page, 0)
    page.wait_for_selector("form.quiz")
    for way in test_quiz_types.WAYS:
        way.answer(page, right=True)
        test_quiz_types.check(page, way.kind)
        page.wait_for_selector(f"fieldset[data-type={way.kind}][data-state=correct]")
    run_cell(page, 1)
    printed = page.locator(".jp-Notebook .jp-Cell").nth(1).locator(".jp-OutputArea-output")
    printed.wait_for()
    assert printed.inner_text().strip() == f"{float(len(test_quiz_types.WAYS))} True"


def test_python_sees_the_answers_and_the_form_follows_python(page: Page, lab: str) -> None:
    open_notebook(page, f"{lab}try.ipynb")
    run_cell(page, 0)
    box = page.locator(f'form.quiz fieldset[data-question="{SINGLE.id}"]')
    (key,) = SINGLE.keys
    # By keyboard: JupyterLab must not take the arrow keys away from the form.
    box.locator("input").first.focus()
    page.keyboard.press("Space")
    for _ in range([option.id for option in SINGLE.shuffled].index(key)):
        page.keyboard.press("ArrowDown")
    box.get_by_role("button", name="Check").click()
    page.wait_for_selector(f'fieldset[data-question="{SINGLE.id}"][data-state=correct]')
    run_cell(page, 1)
    printed = page.locator(".jp-Notebook .jp-Cell").nth(1).locator(".jp-OutputArea-output")
    printed.wait_for()
    assert printed.inner_text().strip() == f"{{'{SINGLE.id}': ['{key}']}} ['{SINGLE.id}'] 1.0"
    # Two views of one quiz stay in step, with each other and with Python.
    run_cell(page, 2)
    states = page.locator(f'fieldset[data-question="{SINGLE.id}"][data-state=correct]')
    states.nth(1).wait_for()
    run_cell(page, 3)
    states = page.locator(f'fieldset[data-question="{SINGLE.id}"][data-state=incorrect]')
    states.nth(1).wait_for()
    assert states.count() == 2
    for view in range(2):
        assert states.nth(view).locator(f'input[value="{wrong()}"]').is_checked()
    # A cell that is run again shows the answers of the session.
    run_cell(page, 0)
    page.locator(f'fieldset[data-question="{SINGLE.id}"][data-state=incorrect]').first.wait_for()
