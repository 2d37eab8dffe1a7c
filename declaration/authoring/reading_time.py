"""How long a chapter takes: computed from its words, and written into its opening box by `make notebooks`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from declaration import questions, text

if TYPE_CHECKING:
    from nbformat import NotebookNode

_WORDS_A_MINUTE = 160  # dense text, half of the readers in a second language: below the usual 200 to 240
_MINUTES_A_QUESTION = 0.75
_STEP = 5  # minutes: what an "about" can honestly promise
_LINE = re.compile(r"(\*\*Reading time:\*\* about )\d+( minutes)")
_LINK_TARGET = re.compile(r"\]\([^)]*\)")
_PARAGRAPH = re.compile(r"^paragraph\((\d+)\)", re.MULTILINE)
_QUIZ = re.compile(r'^Quiz\("([^"]+)"\)', re.MULTILINE)


def minutes(notebook: NotebookNode) -> int:
    """Return the minutes that prose, paragraphs and quiz take together, rounded up to the next five."""
    words, asked = 0, 0
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            words += len(_LINK_TARGET.sub("]", cell.source).split())
        else:
            for number in _PARAGRAPH.findall(cell.source):
                words += len(text.load().paragraph(int(number)).words.split())
            for bank in _QUIZ.findall(cell.source):
                asked += len(questions.load(bank).questions)
    return -(-round(words / _WORDS_A_MINUTE + asked * _MINUTES_A_QUESTION) // _STEP) * _STEP


def stamp(notebook: NotebookNode) -> NotebookNode:
    """Write the computed time into the line "Reading time" of the opening box, where a notebook has one."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and _LINE.search(cell.source):
            cell.source = _LINE.sub(rf"\g<1>{minutes(notebook)}\g<2>", cell.source)
    return notebook
