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


def _anything(_words: str) -> bool:
    return True


@dataclass(frozen=True)
class Passages:
    """Numbered passages of one text.

    `called` is what one is called ("paragraph"). `quotes` says whether words in “ ” that no passage of the question
    holds may be quoted all the same; by default they may, so that “ ” can be used freely.
    """

    words: Mapping[int, str] = field(default_factory=dict)
    called: str = "passage"
    quotes: Callable[[str], bool] = _anything

    def look_up(self, number: int) -> tuple[str, str]:
        """Return the label and the words of a passage, for a reader who wants to read it again."""
        return f"Read {self.called} {number}", self.words[number]


NONE = Passages()


@cache
def of_the_declaration() -> Passages:
    """Return the 25 paragraphs; “ ” stands for exact words of the Declaration and for nothing else."""
    words = {paragraph.number: paragraph.words for paragraph in text.load().paragraphs}
    return Passages(words, "paragraph", lambda quoted: quotations.Quotation(quoted, None).is_exact())
