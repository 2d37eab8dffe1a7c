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
_NO_FILE = "This page keeps no files: at the end save the notebook, and hand it in; it holds your answers"
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

    @property
    def fileless(self) -> bool:
        """Whether files are gone with the kernel: one in a browser that has no part in the files of the page."""
        return sys.platform == "emscripten" and not self.folder.is_relative_to(_DRIVE)

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
            if self.fileless:
                return Kept({}, saved=True, message=f"Not answered yet. {_NO_FILE}.")
            there = not lost.endswith("was not there")
            return Kept({}, saved=True, message=f"{lost}. No answers were found." if there else "Not answered yet.")
        kept = self.save(copy.answers)
        told = f"{lost}: your answers were restored from the copy in the notebook. {kept.message}"
        return Kept(copy.answers, kept.saved, told)

    def _copy(self) -> Answers | None:
        """Return the copy in the saved notebook, whatever its name is."""
        for notebook in self._notebooks():
            # Whatever is wrong with it, there is no copy to be had from it.
            with contextlib.suppress(OSError, ValueError, RecursionError):
                found = answers.embedded(json.loads(notebook.read_bytes()), self.quiz)
                if found and found.answers:
                    return found
        return None

    def _notebooks(self) -> list[Path]:
        """Return the notebooks that the copy may stand in, the likeliest first."""
        if sys.platform == "emscripten":
            # A kernel in a browser is not told the name of its notebook; its folder is that of one person.
            with contextlib.suppress(OSError):
                return sorted(self.folder.glob("*.ipynb"), key=lambda each: each.stat().st_mtime, reverse=True)
        session = os.environ.get("JPY_SESSION_NAME", "")  # Jupyter's servers name the notebook of a kernel by it
        return [Path(session), self.folder / f"{self.quiz}.ipynb"]

    def save(self, given: Mapping[str, tuple[str, ...]], *, browser: bool = False) -> Kept:
        """Write these answers to the file, and return what came of it.

        Where no file lasts, `browser` says whether the browser itself keeps the answers.
        """
        if self.off:
            return Kept(given, saved=False, message=self.off)
        try:
            answers.write(self.file, self.quiz, given)
        except answers.BadAnswers as error:
            return Kept(given, saved=False, message=f"Not saved. {error}")
        except OSError as error:
            wrong, remedy = _REMEDIES.get(error.errno or 0, (str(error.strerror or error), _MOVE))
            return Kept(given, saved=False, message=f"Not saved: {wrong}. {remedy}. {_KEPT}.")
        if self.fileless:
            kept = "Saved in this browser" if browser else "Not saved: this browser keeps nothing"
            return Kept(given, saved=browser, message=f"{kept}. {_NO_FILE}.")
        return Kept(given, saved=True, message=f"Saved in {self.file.name}.")
