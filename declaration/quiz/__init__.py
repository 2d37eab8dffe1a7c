"""The quiz engine: one form, made in Python, brought to life by one script in two hosts, a notebook and a page."""

from declaration.quiz.recorded import RecordedQuiz
from declaration.quiz.widget import Quiz

__all__ = ["Quiz", "RecordedQuiz"]
