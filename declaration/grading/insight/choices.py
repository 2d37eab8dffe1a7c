"""What can be chosen in a question, and what a student chose, in one form for all types of questions.

A question has places (the gaps of `fill`, the left sides of `match`, the steps of `order`; the others have one, and
`evidence` has one more for the words), and in each place there are values to choose from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from declaration.questions import Question


@dataclass(frozen=True)
class Value:
    """One thing that can be chosen: its place, its text, and whether it is right there."""

    place: str
    text: str
    right: bool


def offered(question: Question) -> dict[str, Value]:
    """Return what this question offers, by the value that an answer holds; see `chosen`."""
    return dict(_offered(question))


def chosen(question: Question, answer: Sequence[str], known: Mapping[str, Value]) -> tuple[str, ...]:
    """Return the values of this answer, as `known`, what is offered, calls them; what is not offered is left out."""
    given: Iterable[str] = dict.fromkeys(answer)
    if question.type == "order":
        given = [_at(place, value) for place, value in enumerate(given, start=1)]
    return tuple(value for value in given if value in known)


def _offered(question: Question) -> Iterator[tuple[str, Value]]:
    keys = set(question.keys)
    if question.type == "order":
        for place in range(1, len(question.options) + 1):
            for step, option in enumerate(question.options, start=1):
                yield _at(place, option.id), Value(f"step {place}", option.text, step == place)
    elif question.type in {"match", "fill"}:
        for number, option in enumerate(question.options, start=1):
            gap = question.type == "fill"
            for value, text in option.choices if gap else question.pairs:
                both = f"{option.id}={value}"
                yield both, Value(f"gap {number}" if gap else option.text, text, both in keys)
    else:
        yield from ((option.id, Value("", option.text, option.correct)) for option in question.options)
        phrases = question.phrases if question.type == "evidence" else ()
        for place, phrase in enumerate(phrases):
            yield f"words={place}", Value("words marked", phrase, f"words={place}" in keys)


def _at(place: int, option: str) -> str:
    return f"{place}={option}"
