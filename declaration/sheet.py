"""A question sheet: what readers see of a bank, and nothing of what is right.

The quiz form is made from it. For a graded quiz it is all that students get, as the file `NAME.quiz.yml`: prompts, the
values and texts of what can be chosen, in the order shown. `of(bank)` makes a sheet, `text` and `read` are its file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from declaration import passages, phrases

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from declaration.questions import Bank, Question

_HEAD = "# The questions of this exercise; the notebook beside this file shows them. Made by `make release`.\n"
_LONG = 20  # questions: a shorter quiz is seen at a glance
_GAP = re.compile(r"\{([^{}]*)\}")


class BadSheet(ValueError):
    """A sheet that cannot be shown; the message names the file and says what to do."""


@dataclass(frozen=True)
class Choice:
    """What can be chosen: the string that stands for it in an answer, and its text."""

    value: str
    text: str


@dataclass(frozen=True)
class Place:
    """One place to fill, with what it offers: the left side of a pair (`match`) or a gap (`fill`, without a text)."""

    id: str
    text: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Asked:
    """One question as it is asked; an answer to it is a list of strings, see `questions.Question`."""

    id: str
    type: str
    prompt: str
    paragraphs: tuple[int, ...] = ()
    choices: tuple[Choice, ...] = ()
    places: tuple[Place, ...] = ()
    passage: str = ""
    words: tuple[int, int] = (0, 0)
    passages: passages.Passages = passages.NONE

    @property
    def phrases(self) -> tuple[str, ...]:
        """The phrases of the paragraph that a reader of an `evidence` question can mark, in order."""
        return phrases.split(self.passages.words[self.paragraphs[0]])

    @property
    def gaps(self) -> tuple[tuple[str, Place | None], ...]:
        """The passage of a `fill` question: pairs of words and the gap behind them; the last pair has none."""
        places = {place.id: place for place in self.places}
        pieces = _GAP.split(self.passage)
        return tuple((words, places.get(gap)) for words, gap in zip(pieces[::2], [*pieces[1::2], ""], strict=True))

    def complete(self, chosen: Sequence[str]) -> bool:
        """Say whether this is an answer in which nothing is missing."""
        if self.type == "text":
            return any(words.strip() for words in chosen)
        return len(chosen) >= {"evidence": 2}.get(self.type, len(self.places) or 1)


@dataclass(frozen=True)
class Sheet:
    """The questions of one quiz, in order."""

    name: str
    questions: tuple[Asked, ...]

    def answered(self, answers: Mapping[str, Sequence[str]]) -> int:
        """Return how many of the questions have a complete answer."""
        return sum(question.complete(answers.get(question.id, ())) for question in self.questions)

    @property
    def parts(self) -> dict[str, str]:
        """The first question's id of each part of a long quiz, by the part's name; empty if there is nothing to part.

        The questions about one paragraph are a part, and those that compare paragraphs are the last.
        """
        found = dict[str, str]()
        for question in self.questions:
            found.setdefault(str(*question.paragraphs) if len(question.paragraphs) == 1 else "several", question.id)
        return found if len(self.questions) >= _LONG and len(found) > 1 else {}


def of(bank: Bank) -> Sheet:
    """Return the sheet of this bank."""
    return Sheet(bank.name, tuple(map(_asked, bank.questions)))


def text(sheet: Sheet) -> str:
    """Return this sheet as the text of its file."""
    entries = [_entry(question) for question in sheet.questions]
    return _HEAD + yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=110)


def read(path: Path, about: passages.Passages | None = None) -> Sheet:
    """Return the sheet in this file; its questions are about these passages, by default those of the Declaration.

    Raises:
        BadSheet: if there is none, or if it is not as `text` made it.
    """
    about = passages.of_the_declaration() if about is None else about
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Sheet(path.name.removesuffix(".quiz.yml"), tuple(_read(entry, about) for entry in entries))
    except FileNotFoundError:
        wrong = f"{path.name} is missing: it holds the questions and belongs beside the notebook"
    except OSError as error:
        wrong = f"{path.name} cannot be read: {error.strerror}"
    except (yaml.YAMLError, ValueError, LookupError, TypeError, AttributeError):
        wrong = f"{path.name} was changed and cannot be read any more"
    raise BadSheet(f"{wrong}. Copy it again from the folder of the exercise, and run this cell once more.")


def _asked(question: Question) -> Asked:
    choices, places = tuple(Choice(option.id, option.text) for option in question.shuffled), tuple[Place, ...]()
    if question.type == "match":
        offered = tuple(Choice(*pair) for pair in question.pairs)
        places = tuple(Place(choice.value, choice.text, offered) for choice in choices)
        choices = ()
    elif question.type == "fill":
        gaps = [option for _, option in question.gaps if option]
        places = tuple(Place(gap.id, "", tuple(Choice(*pair) for pair in gap.choices)) for gap in gaps)
        choices = ()
    return Asked(
        question.id,
        question.type,
        question.prompt,
        question.paragraphs,
        choices,
        places,
        question.passage,
        question.words,
        question.passages,
    )


def _entry(question: Asked) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": question.id, "type": question.type, "prompt": question.prompt}
    if question.paragraphs:
        entry["paragraphs"] = list(question.paragraphs)
    if question.type == "match":
        entry["places"] = {place.id: place.text for place in question.places}
        entry["choices"] = _texts(question.places[0].choices)
    elif question.type == "fill":
        entry |= {"passage": question.passage, "gaps": {gap.id: _texts(gap.choices) for gap in question.places}}
    elif question.type == "text":
        entry["words"] = list(question.words)
    else:
        entry["choices"] = _texts(question.choices)
    return entry


def _texts(choices: tuple[Choice, ...]) -> dict[str, str]:
    return {choice.value: choice.text for choice in choices}


def _choices(texts: dict[str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(str(value), str(text)) for value, text in texts.items())


def _read(entry: dict[str, Any], about: passages.Passages) -> Asked:
    choices, places = _choices(entry.get("choices", {})), tuple[Place, ...]()
    if entry["type"] == "match":
        places = tuple(Place(each.value, each.text, choices) for each in _choices(entry["places"]))
        choices = ()
    elif entry["type"] == "fill":
        places = tuple(Place(str(gap), "", _choices(texts)) for gap, texts in entry["gaps"].items())
    paragraphs = tuple(number for number in entry.get("paragraphs", ()) if about.words[number])
    least, most = entry.get("words", (0, 0))
    return Asked(
        str(entry["id"]),
        str(entry["type"]),
        str(entry["prompt"]),
        paragraphs,
        choices,
        places,
        str(entry.get("passage", "")),
        (int(least), int(most)),
        about,
    )
