"""The quiz of an exercise: `RecordedQuiz("section-1")` shows its questions, and keeps every answer that is given.

It is the form of `Quiz` without keys: nothing is checked before the work is graded. Python writes each change to the
file beside the notebook and, as a second copy, into the notebook's own outputs; only then does the form say "saved".
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets
from IPython.display import display
from markupsafe import escape

from declaration import answers as answer_files
from declaration import graded, sheet
from declaration.bank_nodes import BadBank
from declaration.paths import EXERCISES
from declaration.quiz import form, record

if TYPE_CHECKING:
    from declaration.quiz.record import Kept

# The last quiz shown for each file: a cell that is run again goes on where that one is.
_session: dict[Path, RecordedQuiz] = {}


class RecordedQuiz(anywidget.AnyWidget):
    """The quiz of this name, whose questions stand in `NAME.quiz.yml` beside the notebook.

    Traits: `answers` maps a question's id to its answer, a list of strings; `edit` counts the changes that the form
    made; `status` says of the last of them (`edit`) whether it is in the file (`saved`), and what to tell (`message`).
    `browser` is empty where there is a file; where none lasts it is "asked", and the form says whether the browser
    "keeps" the answers, or "refuses".
    """

    _esm = form.module("browser.js", "record.js")
    _css = form.style("record.css")
    html = traitlets.Unicode().tag(sync=True)
    answers = traitlets.Dict(value_trait=traitlets.List(traitlets.Unicode())).tag(sync=True)
    edit = traitlets.Int(0).tag(sync=True)
    browser = traitlets.Enum(("", "asked", "keeps", "refuses"), default_value="").tag(sync=True)
    status = traitlets.Dict().tag(sync=True)

    def __init__(self, name: str, folder: Path | None = None) -> None:
        """Show the quiz of this name; its files stand in `folder`, by default the folder of the notebook.

        A file of questions that is missing or damaged is told in place of the quiz; the answers stay.
        """
        self.record = record.Record(name, Path.cwd() if folder is None else folder)
        self.sheet, self._fault, kept, self._shown = None, "", self._begun(), False
        if not os.environ.get(record.GRADING):
            try:
                self.sheet = _sheet(self.record)
            except (sheet.BadSheet, BadBank) as error:
                self._fault = str(error)
        given = {question: list(chosen) for question, chosen in kept.answers.items()}
        self._recorded = (0, given)
        html = form.recorded(self.sheet) if self.sheet else f'<p role="alert">{escape(self._fault)}</p>'
        before = _session.get(self.record.file)
        browser = before.browser if before else "asked" if self.record.fileless else ""
        super().__init__(html=html, answers=given, browser=browser, status=_told(0, kept))
        if before:
            # Two forms of one quiz, in two cells, must not write over each other's answers.
            traitlets.link((self, "answers"), (before, "answers"))
        _session[self.record.file] = self

    def _begun(self) -> Kept:
        """Return what to begin with: the answers of the file, or those of this kernel if they did not get there."""
        before = _session.get(self.record.file)
        if before is None or (before.status["saved"] and not self.record.fileless):
            return self.record.load()
        return before._written()  # noqa: SLF001 - another quiz of this class

    @traitlets.observe("answers", "edit")
    def _keep(self, _change: object = None) -> None:
        """Write the answers, in the file and in the notebook, and say what came of it; once for each change."""
        edit, given = self._recorded
        if (self.edit, self.answers) == (edit, given):
            return
        self._recorded = (self.edit, self.answers)
        if self.edit == edit and _session.get(self.record.file) is not self:
            return  # the change was made in another form of this quiz, which writes it
        kept = self._written()
        if self._shown:
            self._show_copy(update=True)
        self.status = _told(self.edit, kept)

    def _written(self) -> Kept:
        given = {question: tuple(chosen) for question, chosen in self.answers.items()}
        return self.record.save(given, browser=self.browser == "keeps")

    def _show_copy(self, *, update: bool) -> None:
        """Show, or bring up to date, the copy of the answers that the notebook keeps, with a line that can be read."""
        copy = {answer_files.MIME: answer_files.bundle(self.record.quiz, self.answers), "text/plain": self.progress}
        display(copy, raw=True, display_id=f"answers to {self.record.quiz}", update=update)  # type: ignore[no-untyped-call]

    @property
    def progress(self) -> str:
        """How far the student is, in words."""
        if self.sheet is None:
            return f"Your answers to {self.record.quiz} are kept in this notebook"
        count, of = self.sheet.answered(self.answers), len(self.sheet.questions)
        return f"{count} of {of} questions answered" if count else f"{of} questions: not answered yet"

    def __repr__(self) -> str:
        return f"RecordedQuiz({self.record.quiz!r})"

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict[str, Any], dict[str, Any]]:  # noqa: ANN401
        if os.environ.get(record.GRADING):
            # nbgrader itself takes whatever is no number for full marks. The course scores the answers, not this cell.
            return {"text/plain": "0.0"}, {}
        self._show_copy(update=False)
        self._shown = True
        data, metadata = super()._repr_mimebundle_(**options) or ({}, {})
        plain = self._fault or f"{self!r}: open this notebook in JupyterLab and run this cell to answer"
        return {**data, "text/plain": plain, "text/html": self._readable()}, metadata

    def _readable(self) -> str:
        return form.readable(self.sheet) if self.sheet else self.html


def _sheet(kept: record.Record) -> sheet.Sheet:
    """Return the questions: those beside the notebook, or in the instructor's tree those that a release would make."""
    if tree := record.instructor_tree(kept.folder):
        return sheet.of(graded.load(kept.quiz, tree / "questions"))
    name = f"{kept.quiz}.quiz.yml"
    beside, shipped = kept.folder / name, EXERCISES / kept.quiz / name
    # The notebook alone may have been carried to another place; the questions of the course come with its package.
    return sheet.read(beside if beside.exists() or not shipped.exists() else shipped)


def _told(edit: int, kept: Kept) -> dict[str, Any]:
    return {"edit": edit, "saved": kept.saved, "message": kept.message}
