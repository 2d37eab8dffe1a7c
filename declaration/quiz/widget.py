"""The quiz of a notebook: one ipywidgets `DOMWidget` whose front end is quiz.js.

Python holds the truth: `answers` and `checked` come from the front end (or are set in Python, and the front end
follows); `score` and `finished` are computed here from them, so they are right with or without a front end. Where no
front end runs (the book's page, a notebook that was opened but not run) the `text/html` twin shows the same form.
"""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from declaration import questions
from declaration.quiz import form

# Answers by the name of the bank: a cell that is run again makes a new quiz, and finds the answers of the old one.
_session: dict[str, dict[str, Any]] = {}


class Quiz(anywidget.AnyWidget):
    """A quiz: `Quiz("section-2")` shows the bank of that name from `data/questions/`.

    Its answers live as long as the kernel: a cell that is run again shows them again.

    Traits: `answers` maps a question's id to the list of chosen option ids; `checked` lists the ids of the questions
    whose answer was checked; `score` is the sum of points (0 to 1 a question) of the checked ones; `finished` says
    whether all are checked. `observe` works on each of them.
    """

    _esm = form.HERE / "quiz.js"
    _css = form.HERE / "quiz.css"
    html = traitlets.Unicode().tag(sync=True)
    answers = traitlets.Dict(value_trait=traitlets.List(traitlets.Unicode())).tag(sync=True)
    checked = traitlets.List(traitlets.Unicode()).tag(sync=True)
    score = traitlets.Float(0.0).tag(sync=True)
    finished = traitlets.Bool(default_value=False).tag(sync=True)

    def __init__(self, bank: str | questions.Bank, **traits: Any) -> None:  # noqa: ANN401 - passed on to ipywidgets
        """Make the quiz of a bank, given by name or read with `questions.read`."""
        self.bank = questions.load(bank) if isinstance(bank, str) else bank
        super().__init__(**{**_session.get(self.bank.name, {}), "html": form.html(self.bank), **traits})
        self._mark()

    @traitlets.observe("answers", "checked")
    def _mark(self, _change: object = None) -> None:
        """Compute score and finished from answers and checked; ids that the bank does not have earn nothing."""
        _session[self.bank.name] = {"answers": self.answers, "checked": self.checked}
        done = [question for question in self.bank.questions if question.id in self.checked]
        self.score = float(sum(question.score(self.answers.get(question.id, [])) for question in done))
        self.finished = len(done) == len(self.bank.questions)

    def __repr__(self) -> str:
        return f"Quiz({self.bank.name!r}, {len(self.bank.questions)} questions)"

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict[str, Any], dict[str, Any]]:  # noqa: ANN401
        data, metadata = super()._repr_mimebundle_(**options) or ({}, {})
        plain = f"{self!r}: run this cell in JupyterLab, or open the book, to answer it"
        return {**data, "text/plain": plain, "text/html": self.html}, metadata
