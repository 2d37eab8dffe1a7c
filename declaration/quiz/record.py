"""Where the answers to one recorded quiz are kept: read when the quiz is shown, written at each change.

The file `NAME.answers.json` stands beside the notebook; where it is lost, the copy in the saved notebook stands in for
it. Nothing is kept, and nothing read, where it could do harm: in the instructor's own tree, from which an answers file
would be handed to every student, and while notebooks are graded or tested.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from declaration import answers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from declaration.answers import Answers

GRADING = "NBGRADER_EXECUTION"  # nbgrader sets it, and so does the grader of this course
OFF = "DECLARATION_RECORDING_OFF"  # set where the authors' commands run notebooks
_TESTING = "PYTEST_VERSION"  # pytest sets it, so nbval does
_DRIVE = Path("/drive")  # where a kernel in a browser finds the files that the browser keeps
_MOVE = (
    "Copy the folder of the exercise to a place where you may write, open the notebook there, and run this cell again"
)
_REMEDIES = {
    errno.EACCES: ("you may not write in this folder", _MOVE),
    errno.EPERM: ("you may not write in this folder", _MOVE),
    errno.EROFS: ("this folder can only be read", _MOVE),
    errno.ENOENT: ("the folder of this notebook is gone", _MOVE),
    errno.ENOSPC: ("the disk is full", "Delete files that you do not need, then change an answer"),
    errno.EDQUOT: ("your share of the disk is full", "Delete files that you do not need, then change an answer"),
}
_KEPT = "Until then your answers stand in this notebook: save it"


def instructor_tree(folder: Path) -> Path | None:
    """Return the instructor's tree that this folder stands in, if any: a folder `instructor` that holds `questions`."""
    above = [folder.resolve(), *folder.resolve().parents]
    return next((each for each in above if each.name == "instructor" and (each / "questions").is_dir()), None)


@dataclass(frozen=True)
class Kept:
    """What came of reading or writing: the answers, whether they are safe in the file, and what to tell the student."""

    answers: Mapping[str, tuple[str, ...]]
    saved: bool
    message: str


@dataclass(frozen=True)
class Record:
    """The answers to the quiz of this name in this folder."""

    quiz: str
    folder: Path

    @property
    def file(self) -> Path:
        """The file that the answers are kept in."""
        return answers.path(self.folder, self.quiz)

    @property
    def off(self) -> str:
        """Why nothing is recorded here, or nothing if it is."""
        if os.environ.get(GRADING):
            return "Nothing is recorded: this notebook is being graded."
        if os.environ.get(OFF) or os.environ.get(_TESTING):
            return "Nothing is recorded: this notebook is being tested."
        if instructor_tree(self.folder):
            return "Nothing is recorded in the folder ‘instructor’: what stands there would be handed out."
        return ""

    def load(self) -> Kept:
        """Return the answers of the file, or, where it is lost or damaged, those of the copy in the notebook.

        A damaged file is kept under another name.
        """
        if self.off:
            return Kept({}, saved=False, message=self.off)
        try:
            found = answers.read(self.file)
        except FileNotFoundError:
            lost = f"{self.file.name} was not there"
        except answers.BadAnswers as error:
            lost = str(error)
        else:
            if found.quiz == self.quiz:
                return Kept(found.answers, saved=True, message=f"Your answers were read from {self.file.name}.")
            lost = f"{self.file.name} holds the answers to another quiz, {found.quiz!r}"
        with contextlib.suppress(OSError):
            self.file.replace(self.file.with_name(f"{self.quiz}.damaged.answers.json"))
        return self._restored(lost.rstrip("."))

    def _restored(self, lost: str) -> Kept:
        copy = self._copy()
        if copy is None or not copy.answers:
            there = not lost.endswith("was not there")
            return Kept({}, saved=True, message=f"{lost}. No answers were found." if there else "Not answered yet.")
        kept = self.save(copy.answers)
        told = f"{lost}: your answers were restored from the copy in the notebook. {kept.message}"
        return Kept(copy.answers, kept.saved, told)

    def _copy(self) -> Answers | None:
        """Return the copy in the saved notebook, whatever its name is."""
        session = os.environ.get("JPY_SESSION_NAME", "")  # Jupyter's servers name the notebook of a kernel by it
        for notebook in (Path(session), self.folder / f"{self.quiz}.ipynb"):
            # Whatever is wrong with it, there is no copy to be had from it.
            with contextlib.suppress(OSError, ValueError, RecursionError):
                if found := answers.embedded(json.loads(notebook.read_bytes()), self.quiz):
                    return found
        return None

    def save(self, given: Mapping[str, tuple[str, ...]]) -> Kept:
        """Write these answers to the file, and return what came of it."""
        if self.off:
            return Kept(given, saved=False, message=self.off)
        try:
            answers.write(self.file, self.quiz, given)
        except answers.BadAnswers as error:
            return Kept(given, saved=False, message=f"Not saved. {error}")
        except OSError as error:
            wrong, remedy = _REMEDIES.get(error.errno or 0, (str(error.strerror or error), _MOVE))
            return Kept(given, saved=False, message=f"Not saved: {wrong}. {remedy}. {_KEPT}.")
        if sys.platform == "emscripten" and _DRIVE not in self.folder.parents:
            wrong = "Not saved in a file: this browser keeps none"
            remedy = "Your answers stand in this notebook: save it, and hand it in"
            return Kept(given, saved=False, message=f"{wrong}. {remedy}.")
        return Kept(given, saved=True, message=f"Saved in {self.file.name}.")
