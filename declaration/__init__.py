"""Reading the Declaration of Buenos Aires: the text as data, tables, quizzes, and what the notebooks show.

>>> from declaration import text
>>> text.load().paragraph(8).section
'II'
"""

from declaration.display import bibliography, heading, paragraph, preamble, prose, sources, terms
from declaration.explore.concordance import Concordance
from declaration.explore.figures import figure
from declaration.quiz import Quiz, RecordedQuiz
from declaration.tables import load as table

__all__ = [
    "Concordance", "Quiz", "RecordedQuiz", "bibliography", "figure", "heading", "paragraph", "preamble", "prose",
    "sources", "table", "terms",
]  # fmt: skip
__version__ = "0.1.0"
