"""The frame of every figure: the question it answers, the picture, the same in words, source and date, its data.

A picture is SVG or HTML made in Python. Who cannot see it reads what it shows, and anybody opens the table behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from declaration.tables import Table

STYLE = Path(__file__).with_name("explore.css")


@cache
def notebook_style() -> str:
    """Return the style of figures for a notebook, which has no style sheet; the book drops it and has the file."""
    return f'<style class="figures">{STYLE.read_text(encoding="utf-8")}</style>'


@dataclass(frozen=True, repr=False)
class Figure:
    """One figure, ready to be shown.

    `name` is its id on the page (`figure-NAME`). `question` is the question that it answers. `picture` is the HTML or
    SVG; where it is SVG, `drawn` is true, and readers of the page are told that it is an image. `words` say what it
    shows, in sentences computed from the data. `data` is the table behind it, which brings source, licence and date.
    `remark` holds what else one must know, such as which borders are disputed.
    """

    name: str
    question: str
    picture: str
    words: str
    data: Table
    drawn: bool = True
    remark: str = ""

    @property
    def html(self) -> str:
        """The whole figure as HTML."""
        anchor = f"figure-{self.name}"
        role = f'role="img" aria-labelledby="{anchor}-question" aria-describedby="{anchor}-words"' if self.drawn else ""
        table = self.data._repr_mimebundle_()["text/html"]
        remark = f"<p>{escape(self.remark)}</p>" if self.remark else ""
        return "\n".join(
            (
                f'<figure class="figure" id="{anchor}" aria-labelledby="{anchor}-question">',
                f'<p class="figure-question" id="{anchor}-question">{escape(self.question)}</p>',
                f'<div class="picture" {role}>{self.picture}</div>',
                f'<figcaption><p id="{anchor}-words">{escape(self.words)}</p>{remark}',
                f'<p class="source">{escape(self.data.source)}</p></figcaption>',
                f"<details><summary>The data of this figure as a table</summary>\n{table}\n</details>",
                "</figure>",
            )
        )

    def __repr__(self) -> str:
        return f"{self.question} {self.words}"

    def _repr_mimebundle_(self, **_: object) -> Mapping[str, str]:
        return {"text/plain": repr(self), "text/html": notebook_style() + self.html}
