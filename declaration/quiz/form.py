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


def script() -> str:
    """Return quiz.js and its host page.js as one classic script: a page opened from a folder cannot load modules."""
    module = (HERE / "quiz.js").read_text(encoding="utf-8")
    classic = module.replace("export default { render };", "").replace("export function", "function")
    return f"(() => {{\n{classic}\n{(HERE / 'page.js').read_text(encoding='utf-8')}}})();\n"


def html(bank: Bank) -> str:
    """Return the form of this bank as HTML: questions in the order of the bank, options in their shuffled order."""
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=False,
    )
    environment.filters["inline"] = _inline
    return environment.get_template("quiz.html.j2").render(
        name=bank.name,
        questions=bank.questions,
        hints=_HINTS,
    )
