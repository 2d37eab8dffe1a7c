"""Which texts of a class resemble each other: pairs for a human eye. Nothing here is a verdict, and no grade changes.

    found = compare({"student-01": "…", "student-02": "…"}, given=["the words of the task"])
    found.pairs[0].containment     # the share of the shorter text's own shingles that stand in the other as well

The words that all were given (the exercise, the Declaration) do not count. The comparison goes by an inverted index:
only texts that share a shingle meet, so that 10,000 essays take seconds to minutes, not the days that 50 million
pairs would.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from declaration.grading.insight import shingles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LEAST = 0.3  # containment: a pair with less is not shown
_SHORTEST, _SHARED = 20, 12  # own shingles of a text that is compared, and shingles that a pair must share
_COMMON, _PART = 30, 50  # a phrase of more than 30 texts, or of more than one in 50, is nobody's own
_MOSTLY = 0.5
_BITS = 20  # of a text's number: a million texts
_MASK = (1 << _BITS) - 1
_CODE = (1 << 44) - 1  # of a shingle: among millions hardly two fall together, and no pair hangs on one


@dataclass(frozen=True)
class Pair:
    """Two students' texts: the shingles that they share, as a number, as containment and as Jaccard's coefficient."""

    first: str
    second: str
    shared: int
    containment: float
    jaccard: float


@dataclass(frozen=True)
class Found:
    """The pairs, the most alike first, and `crowd`: whose text consists mostly of phrases that very many share."""

    pairs: tuple[Pair, ...]
    crowd: tuple[str, ...]
    compared: int


def compare(texts: Mapping[str, str], given: Iterable[str] = (), least: float = LEAST) -> Found:
    """Return the pairs of these texts, by student, with at least this containment."""
    known = frozenset().union(*map(shingles.of, given))
    names = sorted(texts)
    own = [shingles.of(texts[name]) - known for name in names]
    sizes = [len(each) for each in own]
    mine: list[list[list[int]]] = [[] for _ in names]
    common: Counter[int] = Counter()
    for together in _together(own):
        if len(together) > max(_COMMON, len(names) // _PART):
            common.update(together)
            continue
        for number in together:
            mine[number].append(together)
    crowd = [name for number, name in enumerate(names) if common[number] > _MOSTLY * max(sizes[number], _SHORTEST)]
    sizes = [size - common[number] for number, size in enumerate(sizes)]
    pairs = sorted(_pairs(names, sizes, mine, least), key=lambda pair: (-pair.containment, pair.first, pair.second))
    return Found(tuple(pairs), tuple(crowd), sum(size >= _SHORTEST for size in sizes))


def _together(own: list[frozenset[int]]) -> Iterator[list[int]]:
    """Give, for each shingle that stands in several texts, the numbers of these texts."""
    # One sorted list of numbers takes a fraction of the memory of a dictionary.
    packed = [(code & _CODE) << _BITS | number for number, codes in enumerate(own) for code in codes]
    packed.sort()
    for _, run in groupby(packed, key=lambda each: each >> _BITS):
        numbers = [each & _MASK for each in run]
        if len(numbers) > 1:
            yield numbers


def _pairs(names: list[str], sizes: list[int], mine: list[list[list[int]]], least: float) -> Iterator[Pair]:
    for number, lists in enumerate(mine):
        if sizes[number] < _SHORTEST:
            continue
        meets = Counter(other for together in lists for other in together if other < number)
        for other, shared in meets.items():
            if sizes[other] < _SHORTEST or shared < _SHARED:
                continue
            containment = shared / min(sizes[number], sizes[other])
            if containment >= least:
                jaccard = shared / (sizes[number] + sizes[other] - shared)
                yield Pair(names[other], names[number], shared, min(containment, 1.0), min(jaccard, 1.0))
