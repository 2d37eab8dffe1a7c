"""The phrases of a paragraph: what a reader can mark as evidence.

A paragraph is cut after commas, semicolons, colons and full stops, and before the conjunctions that open a new thought,
if that leaves at least three words on each side. The cut depends on the words alone, never on the question, so that it
gives nothing away.
"""

from __future__ import annotations

import re
from functools import cache

_CUT = re.compile(r"(?<=[,;:.])\s+|\s+(?=(?:and|or|but|which|that|so that|in order to|to allow|to enable)\b)")
_LEAST = 3  # words


@cache
def split(words: str) -> tuple[str, ...]:
    """Return the phrases of these words, in order; joined with single spaces they are the words again."""
    found: list[str] = []
    for piece in _CUT.split(words):
        if found and (len(piece.split()) < _LEAST or len(found[-1].split()) < _LEAST):
            found[-1] += f" {piece}"
        else:
            found.append(piece)
    return tuple(found)


def index(pieces: tuple[str, ...], evidence: str) -> int:
    """Return the index of the phrase that holds these words.

    Raises:
        ValueError: if none does, or more than one.
    """
    holding = [number for number, phrase in enumerate(pieces) if evidence in phrase]
    if len(holding) != 1:
        listed = " | ".join(pieces)
        raise ValueError(f"{len(holding)} phrases hold “{evidence}”; the phrases are: {listed}")
    return holding[0]
