"""The text that a quiz is about, as far as the quiz engine knows it: numbered passages, and what to call them.

The engine does not know the Declaration. A bank is read with `Passages`: they say which numbers a question may name,
give the words that a reader can look up while answering, and are what quotations and evidence are checked against.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from declaration import quotations, text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True)
class Passages:
    """Numbered passages of one text.

    `called` is what one is called ("paragraph"). `quotes`, if there is one, says of words in “ ” whether they stand in
    the text: then “ ” are kept for its words, and a bank may use them for nothing else.
    """

    words: Mapping[int, str] = field(default_factory=dict)
    called: str = "passage"
    quotes: Callable[[str], bool] | None = None

    def look_up(self, number: int) -> tuple[str, str]:
        """Return the label and the words of a passage, for a reader who wants to read it again."""
        return f"Read {self.called} {number}", self.words[number]


NONE = Passages()


@cache
def of_the_declaration() -> Passages:
    """Return the 25 paragraphs; “ ” stands for exact words of the Declaration and for nothing else."""
    words = {paragraph.number: paragraph.words for paragraph in text.load().paragraphs}
    return Passages(words, "paragraph", _quoted)


def _quoted(words: str) -> bool:
    return quotations.Quotation(words, None).is_exact()
