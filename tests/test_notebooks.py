"""Notebooks as the repository keeps them: text outputs only, the same on every machine."""

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from declaration.authoring import notebooks, reading_time
from declaration.paths import ROOT

STORED = [*notebooks.paths(), *(ROOT / "exercises").rglob("*.ipynb")]


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_a_stored_notebook_is_normalised(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert notebooks.text(notebooks.normalised(notebooks.read(path), path.name)) == text, "run 'make notebooks'"
    assert "widget-view" not in text
    assert "image/png" not in text


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_a_stored_notebook_is_valid(path: Path) -> None:
    nbformat.validate(notebooks.read(path))


def test_a_run_stores_outputs_without_what_changes_from_run_to_run(tmp_path: Path) -> None:
    notebook = new_notebook(cells=[new_code_cell("import ipywidgets\nipywidgets.IntSlider()"), new_code_cell("1 + 1")])
    first = notebooks.text(notebooks.run(notebook, "try", tmp_path))
    again = nbformat.reads(first, as_version=4)
    assert again.cells[1].outputs[0].data == {"text/plain": "2"}
    assert notebooks.text(notebooks.run(again, "try", tmp_path)) == first


def test_a_cell_that_raises_is_named_with_its_notebook(tmp_path: Path) -> None:
    with pytest.raises(notebooks.BrokenNotebook, match=r"(?s)try\.ipynb: a cell raised ZeroDivisionError.*1 // 0"):
        notebooks.run(new_notebook(cells=[new_code_cell("1 // 0")]), "try.ipynb", tmp_path)


def test_two_cells_with_one_id_are_refused() -> None:
    notebook = new_notebook(cells=[new_markdown_cell("a"), new_markdown_cell("b")])
    notebook.cells[0].id = notebook.cells[1].id
    with pytest.raises(notebooks.BrokenNotebook, match="id of its own"):
        notebooks.normalised(notebook, "try.ipynb")


def test_reading_time_counts_prose_paragraphs_and_questions() -> None:
    prose = new_markdown_cell("**Reading time:** about 00 minutes\n\n" + "word " * 1500)
    short, long = new_notebook(cells=[prose]), new_notebook(cells=[prose, new_code_cell('Quiz("section-2")')])
    assert reading_time.minutes(short) == 10
    assert reading_time.minutes(long) > 20
    assert "about 10 minutes" in reading_time.stamp(short).cells[0].source
