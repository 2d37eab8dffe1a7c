"""Exercises for students, made from the instructor's sources.

`instructor/assignments/NAME/NAME.ipynb` is an nbgrader source notebook: solutions, hidden tests, model answers.
nbgrader's own preprocessors take these out and lock what must not change; the result, run once, is
`exercises/NAME/NAME.ipynb`. Beside it stands `NAME.quiz.yml`, the questions of its quiz without what is right.
Nobody edits these files: a test fails when they are not what their sources make.
"""

from __future__ import annotations

import copy
import logging
import tempfile
from pathlib import Path
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

from declaration import graded, sheet
from declaration.authoring import notebooks, rubrics, sources
from declaration.paths import EXERCISES, ROOT

if TYPE_CHECKING:
    from nbformat import NotebookNode

SOURCES = ROOT / "instructor" / "assignments"
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


def paths() -> list[Path]:
    """Return the source notebooks of all assignments."""
    return sorted(SOURCES.glob("*/*.ipynb"))


def target(source: Path) -> Path:
    """Return where the student version of this source stands."""
    return EXERCISES / source.relative_to(SOURCES)


def files(source: Path) -> dict[Path, str]:
    """Return what students get of this source: the text of each file, by where it stands.

    Raises:
        sources.BadSource: if the source is not fit to be released.
        LeakyRelease: if a marker of a solution or a hidden test is left.
        notebooks.BrokenNotebook: if the student version raises an error.
    """
    notebook = rubrics.stamp(notebooks.read(source), source.stem)
    sources.check(notebook, source)
    asked = sheet.text(sheet.of(graded.load(source.stem)))
    return {
        target(source): _student_version(notebook, source.name, asked),
        target(source).with_name(f"{source.stem}.quiz.yml"): asked,
    }


def _student_version(notebook: NotebookNode, name: str, asked: str) -> str:
    """Return the notebook without its secrets, run once, in an empty folder, so that it says "not answered yet"."""
    notebook, resources = copy.deepcopy(notebook), {"unique_key": Path(name).stem}
    logging.getLogger("traitlets").setLevel(logging.ERROR)
    for step in _STEPS:
        notebook, resources = step(config=_CONFIG).preprocess(notebook, resources)
    _refuse_leaks(notebook, name)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / f"{Path(name).stem}.quiz.yml").write_text(asked, encoding="utf-8")
        return notebooks.text(notebooks.run(notebook, name, Path(folder)))


def _refuse_leaks(notebook: NotebookNode, name: str) -> None:
    for cell in notebook.cells:
        for leak in _LEAKS:
            if leak in cell.source:
                raise LeakyRelease(
                    f"{name}: cell {cell.id} still has {leak!r} after release. "
                    "Mark the cell as an nbgrader cell, and close the region with its END line.",
                )
