"""Exercises for students, made from the instructor's sources.

`instructor/assignments/NAME/NAME.ipynb` is an nbgrader source notebook: solutions, hidden tests, model answers.
nbgrader's own preprocessors take these out and lock what must not change; the result, run once, is
`exercises/NAME/NAME.ipynb`.
Nobody edits that file: a test fails when it is not what its source makes.
"""

from __future__ import annotations

import copy
import logging
from typing import TYPE_CHECKING

from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)
from traitlets.config import Config

from declaration.authoring import notebooks
from declaration.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from nbformat import NotebookNode

SOURCES = ROOT / "instructor" / "assignments"
EXERCISES = ROOT / "exercises"
# The order of nbgrader's own generate_assignment.
_STEPS = (
    LockCells,
    ClearSolutions,
    ClearOutput,
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ComputeChecksums,
    CheckCellMetadata,
)
_CONFIG = Config(
    ClearSolutions={
        "code_stub": {"python": "raise NotImplementedError  # write your answer in place of this line"},
        "text_stub": "*Write your answer here.*",
    },
)
_LEAKS = ("BEGIN SOLUTION", "BEGIN HIDDEN TESTS", "BEGIN MARK SCHEME")


class LeakyRelease(RuntimeError):
    """A released notebook that still holds what students must not see."""


def sources() -> list[Path]:
    """Return the source notebooks of all assignments."""
    return sorted(SOURCES.glob("*/*.ipynb"))


def target(source: Path) -> Path:
    """Return where the student version of this source stands."""
    return EXERCISES / source.relative_to(SOURCES)


def student_version(source: Path) -> str:
    """Return the text of the notebook that students get, run once so that it says "not answered yet".

    Raises:
        LeakyRelease: if a marker of a solution or a hidden test is left.
        notebooks.BrokenNotebook: if the student version raises an error.
    """
    notebook, resources = copy.deepcopy(notebooks.read(source)), {"unique_key": source.stem}
    logging.getLogger("traitlets").setLevel(logging.ERROR)
    for step in _STEPS:
        notebook, resources = step(config=_CONFIG).preprocess(notebook, resources)
    _refuse_leaks(notebook, source)
    target(source).parent.mkdir(parents=True, exist_ok=True)
    return notebooks.text(notebooks.run(notebook, source.name, target(source).parent))


def _refuse_leaks(notebook: NotebookNode, source: Path) -> None:
    for cell in notebook.cells:
        for leak in _LEAKS:
            if leak in cell.source:
                raise LeakyRelease(
                    f"{source.name}: cell {cell.id} still has {leak!r} after release. "
                    "Mark the cell as an nbgrader cell, and close the region with its END line.",
                )
