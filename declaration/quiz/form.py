"""The HTML form of a quiz: made once, in Python, with every text of the bank escaped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

if TYPE_CHECKING:
    from declaration.questions import Bank

HERE = Path(__file__).parent
_HINTS = {
    "single": "Choose one.",
    "multiple": "Choose all that are right; a wrong one costs a right one.",
    "match": "Choose a partner for each.",
    "order": "Put them in order with the arrows.",
    "fill": "Fill each gap.",
    "evidence": "Choose one, then mark the words that decide.",
}
# Emphasis and code only: no links, no images, no HTML, so that nothing in a bank can do anything but be read.
_INLINE = MarkdownIt("zero").enable(["emphasis", "backticks", "escape"])


def _inline(words: str) -> Markup:
    return Markup(_INLINE.renderInline(words))  # noqa: S704 - "zero" escapes all HTML


def script(*extras: str) -> str:
    """Return quiz.js, its host page.js and what else is named as one classic script.

    A page opened from a folder cannot load modules.
    """
    module = (HERE / "quiz.js").read_text(encoding="utf-8")
    classic = module.replace("export default { render };", "").replace("export function", "function")
    hosts = "\n".join((HERE / name).read_text(encoding="utf-8") for name in ("page.js", *extras))
    return f"(() => {{\n{classic}\n{hosts}}})();\n"


def environment() -> Environment:
    """Return the templates of the engine, with every text escaped."""
    made = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)
    made.filters["inline"] = _inline
    return made


def html(bank: Bank) -> str:
    """Return the form of this bank as HTML: questions in the order of the bank, options in their shuffled order."""
    template = environment().get_template("quiz.html.j2")
    return template.render(name=bank.name, questions=bank.questions, hints=_HINTS)
