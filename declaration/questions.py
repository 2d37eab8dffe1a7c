"""The question bank: read, checked whole, and scored.

A bank is a YAML file: a list of questions. `read(path)` gives a `Bank` or raises `BadBank`, whose message lists every
fault at once, each with file, line, question and remedy. A question's answer is the set of the chosen options' ids;
`Question.score(chosen)` gives points from 0 to 1. The same rule stands in `quiz/quiz.js`; one file of vectors is run
through both (tests/scores.json).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from declaration import bank_file
from declaration.paths import DATA

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path


class UnknownBank(LookupError):
    """No bank has this name; the message lists those that there are."""


@dataclass(frozen=True)
class Option:
    """One answer that can be chosen, with the reason why it is right or wrong."""

    id: str
    text: str
    feedback: str
    correct: bool = False


@dataclass(frozen=True)
class Question:
    """One question: prompt (inline Markdown), options, and the paragraphs whose words decide."""

    id: str
    type: str
    level: str
    prompt: str
    options: tuple[Option, ...]
    paragraphs: tuple[int, ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        """The ids of the right options."""
        return frozenset(option.id for option in self.options if option.correct)

    @property
    def shuffled(self) -> tuple[Option, ...]:
        """The options in an order that depends on the ids alone, so that a position says nothing and never changes."""

        def rank(option: Option) -> str:
            return hashlib.sha256(f"{self.id}/{option.id}".encode()).hexdigest()

        return tuple(sorted(self.options, key=rank))

    def score(self, chosen: Collection[str]) -> float:
        """Return the points for these option ids, from 0.0 to 1.0.

        `multiple` earns max(0, right ticks − wrong ticks) / number of keys; `single` is all or nothing. Ids that the
        question does not have count as wrong ticks, and repeated ids once.
        """
        ticks = set(chosen)
        right, wrong = len(ticks & self.keys), len(ticks - self.keys)
        if self.type == "single":
            return float(right == 1 and wrong == 0)
        return max(0, right - wrong) / len(self.keys)


@dataclass(frozen=True)
class Bank:
    """A named list of questions."""

    name: str
    questions: tuple[Question, ...]

    def question(self, identity: str) -> Question | None:
        """Return the question with this id, or None."""
        return next((question for question in self.questions if question.id == identity), None)


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
    banks, faults, seen = [], list[bank_file.Fault](), dict[str, str]()
    for path in files:
        try:
            banks.append(read(path))
        except bank_file.BadBank as error:
            faults += error.faults
    for bank in banks:
        for question in bank.questions:
            if seen.setdefault(question.id, bank.name) != bank.name:
                wrong = f"the id stands already in {seen[question.id]}.yml"
                faults.append(bank_file.Fault(f"{bank.name}.yml", 0, question.id, wrong, "Give it an id of its own"))
    if faults:
        raise bank_file.BadBank(faults)
    return banks


def read(path: Path) -> Bank:
    """Return the bank in this file.

    Raises:
        BadBank: if the file has faults; the message lists them all.
    """
    return Bank(path.stem, tuple(_question(entry) for entry in bank_file.entries(path)))


def _question(entry: dict[str, Any]) -> Question:
    options = tuple(Option(**option) for option in entry.pop("options"))
    return Question(options=options, paragraphs=tuple(entry.pop("paragraphs")), **entry)
