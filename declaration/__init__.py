"""Reading the Declaration of Buenos Aires: the text as data, tables, quizzes, and what the notebooks show.

>>> from declaration import text
>>> text.load().paragraph(8).section
'II'
"""

from declaration.display import bibliography, heading, paragraph, preamble, prose, sources, terms
from declaration.quiz import Quiz, RecordedQuiz
from declaration.tables import load as table

__all__ = [
    "Quiz",
    "RecordedQuiz",
    "bibliography",
    "heading",
    "paragraph",
    "preamble",
    "prose",
    "sources",
    "table",
    "terms",
]
__version__ = "0.1.0"
