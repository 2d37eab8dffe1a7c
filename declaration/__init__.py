"""Reading the Declaration of Buenos Aires: the text as data, tables, quizzes, and what the notebooks show.

>>> from declaration import text
>>> text.load().paragraph(8).section
'II'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

# Widgets take long to import, and neither the grader nor a student's code in its sandbox needs any: each name is
# imported when it is first asked for.
_HOMES = {
    "declaration.display": ["bibliography", "heading", "paragraph", "preamble", "prose", "sources", "terms"],
    "declaration.explore.concordance": ["Concordance"],
    "declaration.explore.figures": ["figure"],
    "declaration.quiz": ["Quiz", "RecordedQuiz"],
}
_HOME = {name: (home, name) for home, names in _HOMES.items() for name in names}
_HOME["table"] = ("declaration.tables", "load")


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever bears this name
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home, there = _HOME[name]
    found = globals()[name] = getattr(importlib.import_module(home), there)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
