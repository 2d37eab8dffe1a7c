"""Notebooks as the repository keeps them: run from top to bottom, with the outputs that a test can compare.

Stored outputs are text only. What differs from run to run or from machine to machine is left out: widget views and
their state, timings, the language's version. So are the drawings of figures, which weigh more than the chapter: the
words of a figure stay, and whoever runs the cell sees it. A cell keeps its id for ever; it must have one.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from declaration.paths import ROOT
from declaration.quiz import record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nbformat import NotebookNode

_TIMEOUT = 120  # seconds a cell
_KEPT_METADATA = {"tags", "nbgrader", "deletable", "editable"}
_FIGURE = '<style class="figures">'  # how a figure begins
_WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


class BrokenNotebook(RuntimeError):
    """A notebook that does not run, or that has no stable cell ids; the message names file and cell."""


def paths() -> list[Path]:
    """Return every notebook that is written by hand: the chapters and the sources of the exercises."""
    return sorted([*(ROOT / "chapters").glob("*.ipynb"), *(ROOT / "instructor").rglob("*.ipynb")])


def read(path: Path) -> NotebookNode:
    """Return the notebook in this file, in the current format."""
    notebook: NotebookNode = nbformat.read(path, as_version=4)
    return notebook


def text(notebook: NotebookNode) -> str:
    """Return the notebook as the repository stores it: JSON with one space of indent and a last line break."""
    return str(nbformat.writes(notebook, indent=1, ensure_ascii=False)) + "\n"


def run(notebook: NotebookNode, name: str, folder: Path) -> NotebookNode:
    """Run the notebook in `folder` and return it with fresh, normalised outputs.

    Raises:
        BrokenNotebook: if a cell raises; the message names the notebook and the cell.
    """
    client = NotebookClient(
        notebook,
        timeout=_TIMEOUT,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        store_widget_state=False,
        coalesce_streams=True,  # lines printed one after the other are stored as one output, however they arrived
    )
    try:
        client.execute(env={**os.environ, record.OFF: "1"})
    except CellExecutionError as error:
        raise BrokenNotebook(f"{name}: a cell raised {error.ename}: {error.evalue}\n{error}") from None
    return normalised(notebook, name)


def normalised(notebook: NotebookNode, name: str) -> NotebookNode:
    """Return the notebook without anything that changes from run to run.

    Raises:
        BrokenNotebook: if a cell has no id, or two have the same.
    """
    ids = [cell.get("id") for cell in notebook.cells]
    if None in ids or len(set(ids)) < len(ids):
        raise BrokenNotebook(f"{name}: every cell needs an id of its own: {ids}")
    notebook.metadata = nbformat.from_dict({"kernelspec": _KERNEL, "language_info": {"name": "python"}})
    count = 0
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict(
            {key: cell.metadata[key] for key in sorted(cell.metadata) if key in _KEPT_METADATA}
        )
        if cell.cell_type == "code":
            # nbval takes a cell with outputs and without a count for one that was never run.
            count += 1
            cell.execution_count = count
            cell.outputs = list(_comparable(cell.outputs, count))
    return notebook


def _comparable(outputs: list[NotebookNode], count: int) -> Iterator[NotebookNode]:
    for output in outputs:
        if output.output_type == "execute_result":
            output["execution_count"] = count
        if "data" in output:
            output.data.pop(_WIDGET_VIEW, None)
            if output.data.get("text/html", "").startswith(_FIGURE):
                del output.data["text/html"]
        if "metadata" in output:
            output.metadata = {}
        yield output
