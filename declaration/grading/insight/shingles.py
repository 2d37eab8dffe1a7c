"""Texts as runs of five words: what two texts share, whatever their commas, capitals and line breaks.

Shingles are those of A. Broder (On the resemblance and containment of documents, Proceedings of SEQUENCES, 1997).
Letters of other alphabets that look like Latin ones (Unicode Technical Standard 39) count as these, and signs without
width are passed over: a copy that hides behind them looks the same to a reader.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

LENGTH = 5  # words of a shingle
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_WORD = re.compile(rf"\w+(?:['’{_UNSEEN}]+\w+)*")
_LIKE_LATIN = str.maketrans(
    # Cyrillic capitals and small letters, then Greek ones.
    "АВЕЅІЈКМНОРСТУХаеорсухіјѕһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορικυ",
    "ABESIJKMHOPCTYXaeopcyxijshdqwABEZHIKMNOPTYXavopiku",
    _UNSEEN,
)


def of(text: str) -> frozenset[int]:
    """Return the shingles of this text; numbers that mean the same within one process only."""
    return frozenset(code for code, _, _ in _placed(text))


def segments(text: str, shared: Collection[int]) -> list[tuple[str, bool]]:
    """Return the text in pieces, each with whether its words stand in one of these shingles."""
    inside = bytearray(len(text))
    for code, start, end in _placed(text):
        if code in shared:
            inside[start:end] = b"\1" * (end - start)
    pieces, start = [], 0
    for place in range(1, len(text) + 1):
        if place == len(text) or inside[place] != inside[start]:
            pieces.append((text[start:place], bool(inside[start])))
            start = place
    return pieces


def _placed(text: str) -> Iterator[tuple[int, int, int]]:
    """Give each shingle with the places where it begins and ends."""
    found = [(_read(word[0]), *word.span()) for word in _WORD.finditer(text)]
    words = [word for word, _, _ in found]
    for first in range(len(words) - LENGTH + 1):
        yield hash(" ".join(words[first : first + LENGTH])), found[first][1], found[first + LENGTH - 1][2]


def _read(word: str) -> str:
    """Return the word as a reader takes it."""
    return unicodedata.normalize("NFKC", word).translate(_LIKE_LATIN).casefold()
