"""The page "My progress": a table of all quizzes of a book, filled in the reader's browser, and a review.

The exported file is JSON. `format` is "quiz-progress", `version` is 1, `day` an ISO date; `quizzes` maps a bank's name
to `answers` (question id to answer, see `questions.Question`), `checked` (question ids) and `log` (question id to
`points` from 0 to 1, `day`, and `streak`: how often in a row the answer was right).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from declaration.quiz import form

if TYPE_CHECKING:
    from collections.abc import Iterable

    from declaration.questions import Bank


def html(quizzes: Iterable[tuple[str, str, Bank]]) -> str:
    """Return the section that progress.js brings to life, for quizzes given as title, address of the page, and bank."""
    rows = [(title, page, bank, form.html(bank)) for title, page, bank in quizzes]
    return form.environment().get_template("progress.html.j2").render(quizzes=rows)
