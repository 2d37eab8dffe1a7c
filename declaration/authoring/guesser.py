"""The test-wise guesser: what the public banks give away to someone who sees the options and does not know.

Each strategy looks at nothing but a stem, its options and, for two of them, the words of the paragraph. It plays every
question; what it earns above chance is what the options give away by their length, place or wording. Rules of this kind
are known as test-wiseness since Millman, Bishop and Ebel, 'An Analysis of Test-Wiseness', Educational and Psychological
Measurement 25(3), 1965, 707–726.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

from declaration import text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from declaration.questions import Bank, Question

OVER_ALL = 8  # percentage points above chance that a strategy may earn over all banks
IN_A_BANK = 15  # and within one bank
_WORD = re.compile(r"[^\W\d_]+")
_PLAIN = frozenset(
    _WORD.findall(
        "a an and are as at be been but by for from had has have in into is it its of on or that the their them "
        "they this those to was were which who with"
    )
)
_HEDGES = frozenset(
    _WORD.findall(
        "may might can could would should some often usually generally partly largely perhaps possibly likely mainly "
        "sometimes seems appears tends almost mostly rather"
    )
)
_ABSOLUTES = frozenset(
    _WORD.findall(
        "all every always never only no none not nothing nobody must any entirely fully whole wholly each alone solely "
        "exactly everywhere everyone cannot"
    )
)


@dataclass(frozen=True)
class Seen:
    """What a guesser sees: the stem, the options in the order shown, and the words of the paragraphs."""

    stem: str
    options: tuple[str, ...]
    paragraphs: str


@dataclass(frozen=True)
class Play:
    """One decision: what was seen, which options are right, and how many the guesser takes."""

    question: str
    seen: Seen
    right: frozenset[int]
    taken: int


def _words(words: str) -> list[str]:
    return [word[:6] for word in _WORD.findall(words.lower()) if word not in _PLAIN]


def _shared(words: str, other: str) -> float:
    mine, theirs = set(_words(words)), set(_words(other))
    return len(mine & theirs) / len(mine) if mine else 0.0


def _likeness(seen: Seen, index: int) -> float:
    """Return how many of its words an option shares with the other options, on average."""
    others = [other for i, other in enumerate(seen.options) if i != index]
    return sum(_shared(seen.options[index], other) for other in others) / len(others)


def _count(words: str, listed: frozenset[str]) -> int:
    return sum(word in listed for word in _WORD.findall(words.lower()))


# Each gives a rank to the option with this index: the guesser takes the highest.
STRATEGIES: dict[str, Callable[[Seen, int], float]] = {
    "longest": lambda seen, i: len(seen.options[i]),
    "shortest": lambda seen, i: -len(seen.options[i]),
    "first shown": lambda _, i: -i,
    "last shown": lambda _, i: i,
    "most words of the paragraph": lambda seen, i: _shared(seen.options[i], seen.paragraphs),
    "fewest words of the paragraph": lambda seen, i: -_shared(seen.options[i], seen.paragraphs),
    "agrees with the stem": lambda seen, i: _shared(seen.options[i], seen.stem),
    "most hedged": lambda seen, i: _count(seen.options[i], _HEDGES),
    "most absolute": lambda seen, i: _count(seen.options[i], _ABSOLUTES),
    "odd one out": lambda seen, i: -_likeness(seen, i),
    "most like the others": _likeness,
}


def plays(question: Question) -> list[Play]:
    """Return the decisions that a question asks for: one, or one for each place of `match` and `fill`.

    Of an `evidence` question the option counts, not the phrase; of `order` the first place.
    """
    declaration = text.load()
    paragraphs = " ".join(declaration.paragraph(number).words for number in question.paragraphs)
    shown = question.shuffled

    def play(stem: str, options: Sequence[str], right: set[int], taken: int = 1) -> Play:
        return Play(question.id, Seen(stem, tuple(options), paragraphs), frozenset(right), taken)

    if question.type == "match":
        partners = question.pairs
        return [
            play(
                option.text,
                [words for _, words in partners],
                {i for i, (key, _) in enumerate(partners) if key == (option.value or option.id)},
            )
            for option in shown
        ]
    if question.type == "fill":
        return [
            play(
                question.passage,
                [words for _, words in gap.choices],
                {i for i, (_, words) in enumerate(gap.choices) if words == gap.text},
            )
            for _, gap in question.gaps
            if gap is not None
        ]
    words = [option.text for option in shown]
    if question.type == "order":
        return [play(question.prompt, words, {shown.index(question.options[0])})]
    right = {i for i, option in enumerate(shown) if option.correct}
    taken = round(len(shown) / 2) if question.type == "multiple" else 1
    return [play(question.prompt, words, right, taken)]


def chance(play: Play) -> float:
    """Return what blind guessing earns in this decision, from 0 to 1."""
    return _expected(len(play.seen.options), len(play.right), play.taken, len(play.right))


def earned(strategy: str, play: Play) -> float:
    """Return what the strategy earns in this decision, 0 to 1; the mean over all ways to choose where options tie."""
    rank = STRATEGIES[strategy]
    ranks = [rank(play.seen, i) for i in range(len(play.seen.options))]
    cut = sorted(ranks, reverse=True)[play.taken - 1]
    sure = [i for i, value in enumerate(ranks) if value > cut]
    tied = [i for i, value in enumerate(ranks) if value == cut]
    ways = [_points({*sure, *some}, play.right) for some in combinations(tied, play.taken - len(sure))]
    return float(sum(ways) / len(ways))


def above_chance(strategy: str, banks: Sequence[Bank]) -> float:
    """Return the percentage points that the strategy earns above chance over these banks; each question counts once."""
    gains = [gain(strategy, question) for bank in banks for question in bank.questions]
    return 100 * sum(gains) / len(gains)


def gain(strategy: str, question: Question) -> float:
    """Return what the strategy earns above chance in this question, from -1 to 1."""
    decisions = plays(question)
    return sum(earned(strategy, play) - chance(play) for play in decisions) / len(decisions)


def leaks(banks: Sequence[Bank]) -> list[str]:
    """Return a sentence for each strategy that earns too much, with the questions that give most away."""
    found = []
    groups = [("all banks", banks, OVER_ALL), *((bank.name, [bank], IN_A_BANK) for bank in banks)]
    for name, group, limit in groups:
        for strategy in STRATEGIES:
            if (points := above_chance(strategy, group)) > limit:
                every = [question for bank in group for question in bank.questions]
                worst = sorted(every, key=lambda question: -gain(strategy, question))[:8]
                listed = ", ".join(question.id for question in worst if gain(strategy, question) > 0)
                found.append(
                    f"{name}: '{strategy}' earns {points:.1f} points above chance; at most {limit}. "
                    f"Rewrite the options of some of these: {listed}"
                )
    return found


def report(banks: Sequence[Bank]) -> str:
    """Return the table of strategies and banks: percentage points above chance."""
    width = max(map(len, STRATEGIES))
    heads = ["all", *(bank.name[-12:] for bank in banks)]
    lines = [f"{'points above chance':{width}} " + " ".join(f"{head:>12}" for head in heads)]
    for strategy in STRATEGIES:
        cells = [above_chance(strategy, group) for group in [banks, *([bank] for bank in banks)]]
        lines.append(f"{strategy:{width}} " + " ".join(f"{cell:>+12.1f}" for cell in cells))
    return "\n".join(lines)


def _points(taken: set[int], right: frozenset[int]) -> Fraction:
    hits = len(taken & right)
    return Fraction(max(0, hits - (len(taken) - hits)), len(right))


def _expected(options: int, right: int, taken: int, keys: int) -> float:
    """Return the mean points of all ways to take so many options (the hypergeometric distribution)."""
    ways = Fraction(0)
    for hits in range(max(0, taken - (options - right)), min(taken, right) + 1):
        ways += comb(right, hits) * comb(options - right, taken - hits) * Fraction(max(0, hits - (taken - hits)), keys)
    return float(ways / comb(options, taken))
