"""The question bank: read, checked whole, and scored.

A bank is a YAML file: a list of questions. `read(path)` gives a `Bank` or raises `BadBank`, whose message lists every
fault at once, each with file, line, question and remedy. An answer is a list of strings (see `Question`), and
`Question.score(chosen)` gives points from 0 to 1. The same rule stands in `quiz/quiz.js`; one file of vectors is run
through both (tests/scores.json).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from declaration import bank_file, bank_nodes, passages, phrases
from declaration.paths import DATA

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


class UnknownBank(LookupError):
    """No bank has this name; the message lists those that there are."""


@dataclass(frozen=True)
class Option:
    """One answer that can be chosen, or one place that must be filled, with the reason why.

    In `match` an option is a pair, `text` on the left and `match` on the right; `value` is how the right one is called
    where that is not the id of the left (see `graded`). In `fill` it is a gap: `text` is what belongs there and
    `others` are what else is offered.
    """

    id: str
    text: str
    feedback: str
    correct: bool = False
    match: str = ""
    others: tuple[str, ...] = ()
    value: str = ""

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """What a gap offers: pairs of value and text, in an order that says nothing."""
        return tuple(sorted((_digest(text)[:8], text) for text in (self.text, *self.others)))


@dataclass(frozen=True)
class Question:
    """One question: prompt (inline Markdown), options, and the paragraphs whose words decide.

    An answer, chosen or right, is a list of strings. `single` and `multiple`: option ids. `order`: option ids in order.
    `match` and `fill`: one "place=value" a place. `evidence`: an option id, and "words=N", the phrase with that index.
    `text`, which only a graded bank has: the text itself, of about as many words as `words` says, least and most.
    """

    id: str
    type: str
    level: str
    prompt: str
    options: tuple[Option, ...]
    paragraphs: tuple[int, ...] = ()
    passage: str = ""
    evidence: str = ""
    passages: passages.Passages = passages.NONE
    words: tuple[int, int] = (0, 0)

    @property
    def by_hand(self) -> bool:
        """Whether a person must mark the answer; `score` gives 0.0 for it."""
        return self.type == "text"

    @property
    def keys(self) -> tuple[str, ...]:
        """The right answer."""
        if self.type == "order":
            return tuple(option.id for option in self.options)
        if self.type == "match":
            return tuple(f"{option.id}={option.value or option.id}" for option in self.options)
        if self.type == "fill":
            return tuple(f"{option.id}={_digest(option.text)[:8]}" for option in self.options)
        chosen = tuple(option.id for option in self.options if option.correct)
        return (*chosen, f"words={self.phrase}") if self.type == "evidence" else chosen

    @property
    def phrases(self) -> tuple[str, ...]:
        """The phrases of the paragraph that a reader of an `evidence` question can mark, in order."""
        return phrases.split(self.passages.words[self.paragraphs[0]])

    @property
    def phrase(self) -> int:
        """The index of the phrase that holds the words which decide an `evidence` question."""
        return phrases.index(self.phrases, self.evidence)

    @property
    def shuffled(self) -> tuple[Option, ...]:
        """The options in an order that depends on the ids alone, so that a position says nothing and never changes."""
        shown = tuple(sorted(self.options, key=lambda option: _digest(f"{self.id}/{option.id}")))
        # What is to be put in order must not stand in order already.
        return shown[1:] + shown[:1] if self.type == "order" and shown == self.options else shown

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """What each place of a `match` question offers: pairs of value and text, in an order of their own."""
        ranked = sorted(self.options, key=lambda option: _digest(f"{self.id}/{option.match}"))
        return tuple((option.value or option.id, option.match) for option in ranked)

    @property
    def gaps(self) -> tuple[tuple[str, Option | None], ...]:
        """The passage of a `fill` question: pairs of words and the gap behind them; the last pair has none."""
        options = {option.id: option for option in self.options}
        pieces = re.split(r"\{([^{}]*)\}", self.passage)
        return tuple((words, options.get(gap)) for words, gap in zip(pieces[::2], [*pieces[1::2], ""], strict=True))

    def score(self, chosen: Sequence[str]) -> float:
        """Return the points for this answer, from 0.0 to 1.0; see `score`."""
        return score(self.type, chosen, self.keys)


@dataclass(frozen=True)
class Bank:
    """A named list of questions."""

    name: str
    questions: tuple[Question, ...]


def paths() -> list[Path]:
    """Return the files of the public banks."""
    return sorted((DATA / "questions").glob("*.yml"))


@cache
def load(name: str) -> Bank:
    """Return the public bank with this name (read once a process).

    Raises:
        UnknownBank: if there is none; the message lists the names.
        BadBank: if the file has faults; the message lists them all.
    """
    found = {path.stem: path for path in paths()}
    if name not in found:
        raise UnknownBank(f"there is no bank {name!r} in data/questions: there are {', '.join(found)}")
    return read(found[name])


def read_all(files: Iterable[Path]) -> list[Bank]:
    """Return the banks in these files, in order.

    Raises:
        BadBank: if any has faults, or two share a question's id; the message lists all faults of all files.
    """
    banks, faults, seen = [], list[bank_nodes.Fault](), dict[str, str]()
    for path in files:
        try:
            banks.append(read(path))
        except bank_nodes.BadBank as error:
            faults += error.faults
    for bank in banks:
        for question in bank.questions:
            if seen.setdefault(question.id, bank.name) != bank.name:
                wrong = f"the id stands already in {seen[question.id]}.yml"
                faults.append(bank_nodes.Fault(f"{bank.name}.yml", 0, question.id, wrong, "Give it an id of its own"))
    if faults:
        raise bank_nodes.BadBank(faults)
    return banks


def read(path: Path, about: passages.Passages | None = None, *, graded: bool = False) -> Bank:
    """Return the bank in this file; its questions are about these passages, by default those of the Declaration.

    A graded bank may ask for a `text` as well.

    Raises:
        BadBank: if the file has faults; the message lists them all.
    """
    about = passages.of_the_declaration() if about is None else about
    types = bank_file.GRADED_TYPES if graded else bank_file.TYPES
    return Bank(path.stem, tuple(_question(entry, about) for entry in bank_file.entries(path, about, types)))


def score(kind: str, chosen: Sequence[str], keys: Sequence[str]) -> float:
    """Return the points, from 0.0 to 1.0, for an answer to a question of this type with these keys.

    `multiple` earns max(0, right ticks − wrong ticks) / number of keys; `match`, `fill` and `order` earn the share of
    places that are right; `single` and `evidence` are all or nothing. What the question does not have counts as
    wrong, what is given twice counts once, and two values for one place leave it empty. A `text` earns nothing here.
    """
    if kind == "text":
        return 0.0
    ticks = list(dict.fromkeys(chosen))
    if kind == "order":
        return sum(map(str.__eq__, ticks, keys)) / len(keys)
    right = [tick for tick in ticks if tick in keys]
    if kind in {"match", "fill"}:
        places = [tick.partition("=")[0] for tick in ticks]
        return sum(places.count(tick.partition("=")[0]) == 1 for tick in right) / len(keys)
    wrong = len(ticks) - len(right)
    if kind == "multiple":
        return max(0, len(right) - wrong) / len(keys)
    return float(len(right) == len(keys) and wrong == 0)


def parse(content: str, name: str = "quiz", about: passages.Passages = passages.NONE) -> Bank:
    """Return the bank that this YAML holds: how a quiz is written in a notebook. By default it is about no passages.

    Raises:
        BadBank: if the YAML has faults; the message lists them all.
    """
    return Bank(name, tuple(_question(entry, about) for entry in bank_file.entries_of(content, name, about)))


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def _question(entry: dict[str, Any], about: passages.Passages) -> Question:
    options = tuple(Option(**option) for option in entry.pop("options"))
    return Question(options=options, paragraphs=tuple(entry.pop("paragraphs")), passages=about, **entry)
