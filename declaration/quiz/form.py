"""The HTML form of a quiz: made once, in Python, with every text of the bank escaped.

One template makes all of them: with keys and reasons for self-study, without them for a quiz that is recorded.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from declaration import sheet

if TYPE_CHECKING:
    from declaration.questions import Bank, Question
    from declaration.sheet import Sheet

HERE = Path(__file__).parent
_HINTS = {
    "single": "Choose one.",
    "multiple": "Choose all that are right; a wrong one costs a right one.",
    "match": "Choose a partner for each.",
    "order": "Put them in order with the arrows.",
    "fill": "Fill each gap.",
    "evidence": "Choose one, then mark the words that decide.",
}
_RECORDED_HINTS = {
    "order": "Put them in order with the arrows. The order that is shown at first is not the right one.",
    "evidence": "Choose one, and mark the words that decide.",
    "text": "Write your answer.",
}
_READ_HINTS = {
    **_RECORDED_HINTS,
    "order": "Put them in order.",
    "evidence": "Choose one, and mark the words of the paragraph that decide.",
    "fill": "Choose the right one for each gap.",
}
# Emphasis and code only: no links, no images, no HTML, so that nothing in a bank can do anything but be read.
_INLINE = MarkdownIt("zero").enable(["emphasis", "backticks", "escape"])


def _inline(words: str) -> Markup:
    return Markup(_INLINE.renderInline(words))  # noqa: S704 - "zero" escapes all HTML


def script(*extras: str) -> str:
    """Return quiz.js, its host page.js and what else is named as one classic script.

    A page opened from a folder cannot load modules.
    """
    hosts = "\n".join((HERE / name).read_text(encoding="utf-8") for name in ("page.js", *extras))
    return f"(() => {{\n{_bare()}\n{hosts}}})();\n"


def style(*extras: str) -> str:
    """Return quiz.css and what else is named as one style sheet."""
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in ("quiz.css", *extras))


def environment() -> Environment:
    """Return the templates of the engine, with every text escaped."""
    made = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)
    made.filters["inline"] = _inline
    return made


def html(bank: Bank) -> str:
    """Return the form of this bank as HTML: questions in the order of the bank, options in their shuffled order."""
    return _render(sheet.of(bank), {question.id: question for question in bank.questions}, _HINTS)


def recorded(asked: Sheet) -> str:
    """Return the form of a quiz that is recorded: the same controls, without keys, reasons and checks."""
    return _render(asked, {}, {**_HINTS, **_RECORDED_HINTS})


def readable(asked: Sheet) -> str:
    """Return the questions as HTML to be read: no control, for where nothing can be recorded."""
    template = environment().get_template("sheet.html.j2")
    return template.render(questions=asked.questions, hints={**_HINTS, **_READ_HINTS})


def module(*extras: str) -> str:
    """Return quiz.js and what else is named as one ES module; the last of them says what it exports."""
    return "\n".join([_bare(), *((HERE / name).read_text(encoding="utf-8") for name in extras)])


def _bare() -> str:
    """Return quiz.js without its exports."""
    code = (HERE / "quiz.js").read_text(encoding="utf-8")
    return code.replace("export default { render };", "").replace("export function", "function")


def _render(asked: Sheet, reasons: dict[str, Question], hints: dict[str, str]) -> str:
    template = environment().get_template("quiz.html.j2")
    return template.render(name=asked.name, questions=asked.questions, parts=asked.parts, reasons=reasons, hints=hints)
