"""What a student is told about an answer to a quiz: points, what was chosen, and why it is right or wrong.

The reasons of options are an author's words. The one of a wrong option speaks about that option; those of a pair, a
gap, a place in an order, and of the right option beside the wrong words, say what would have been right. So these are
told only where the student has it right, unless the instructor allows keys to be shown. What was not answered is told
nothing but that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from declaration.questions import Option, Question

RIGHT, PARTLY, WRONG, NONE, WAITS = "right", "partly right", "not right", "not answered", "marked by a person"
_SEVERAL = "More than one was chosen."
_UNKNOWN = "something that is not offered"
_EVIDENCE = "words="


@dataclass(frozen=True)
class Line:
    """One thing that was chosen: its text, whether it is right (None if that is not told), and the reason."""

    text: str
    right: bool | None
    reason: str = ""


@dataclass(frozen=True)
class Told:
    """One question as it is given back; texts are inline Markdown of the bank, `words` are the student's own.

    `phrase` are words of a paragraph that were marked, `passage` is what had gaps, with what was put into them, and
    `key` is the right answer where it may be shown.
    """

    prompt: str
    state: str
    points: float
    maximum: float
    lines: tuple[Line, ...] = ()
    ordered: bool = False
    phrase: Line | None = None
    words: str = ""
    passage: str = ""
    key: tuple[Line, ...] = ()
    key_phrase: str = ""
    paragraphs: tuple[tuple[str, str], ...] = ()


def told(question: Question, chosen: Sequence[str], maximum: float, *, keys: bool) -> Told:
    """Return what is told about this answer; with `keys` the right answer too, where it is not the student's."""
    share = question.score(chosen)
    state = RIGHT if share == 1 else PARTLY if share else WRONG
    if question.by_hand:
        state = WAITS
    if not any(each.strip() for each in chosen):
        state = NONE
    passages = tuple(map(question.passages.look_up, question.paragraphs))
    lines, key = tuple[Line, ...](), tuple[Line, ...]()
    phrase, key_phrase = None, ""
    if state in {RIGHT, PARTLY, WRONG}:
        lines, phrase = _lines(question, list(dict.fromkeys(chosen)), keys=keys), _phrase(question, chosen, share)
    if keys and state in {PARTLY, WRONG, NONE} and not question.by_hand:
        key = _key(question)
        key_phrase = question.phrases[question.phrase] if question.type == "evidence" else ""
    words = " ".join(chosen) if state == WAITS else ""
    passage = _passage(question, lines) if question.type == "fill" else ""
    return Told(
        question.prompt, state, share * maximum, maximum, lines, question.type == "order", phrase, words,
        passage, key, key_phrase, passages,
    )  # fmt: skip


def _lines(question: Question, chosen: list[str], *, keys: bool) -> tuple[Line, ...]:
    options = {option.id: option for option in question.options}
    if question.type in {"match", "fill"}:
        return tuple(_place(question, option, chosen, keys=keys) for option in question.options)
    picked = [each for each in chosen if not each.startswith(_EVIDENCE)]
    if question.type == "order":
        found = zip(picked, question.keys, strict=False)
        return tuple(_option(options.get(each), right=each == key, reason=each == key or keys) for each, key in found)
    if question.type in {"single", "evidence"} and len(picked) > 1:
        # The form lets nobody choose two: whoever does in the file is not told which one is right.
        return (Line(_SEVERAL, right=False),)
    whole = question.type != "evidence" or question.score(chosen) == 1
    known = [(options.get(each), each in question.keys) for each in picked]
    return tuple(_option(option, right=right, reason=whole or keys or not right) for option, right in known)


def _option(option: Option | None, *, right: bool, reason: bool) -> Line:
    if option is None:
        return Line(_UNKNOWN, right=False)
    return Line(option.text, right=right, reason=option.feedback if reason else "")


def _place(question: Question, option: Option, chosen: list[str], *, keys: bool) -> Line:
    given = [value for place, _, value in (each.partition("=") for each in chosen) if place == option.id]
    offered = dict(question.pairs if question.type == "match" else option.choices)
    text = offered.get(given[0], _UNKNOWN) if len(given) == 1 else _SEVERAL if given else "left empty"
    right = len(given) == 1 and f"{option.id}={given[0]}" in question.keys
    shown = f"{option.text}: {text}" if question.type == "match" else text
    return Line(shown, right=right, reason=option.feedback if right or keys else "")


def _passage(question: Question, lines: tuple[Line, ...]) -> str:
    shown = {option.id: line.text for option, line in zip(question.options, lines, strict=False)}
    return "".join(words + (f"[{shown.get(gap.id, '…')}]" if gap else "") for words, gap in question.gaps)


def _phrase(question: Question, chosen: Sequence[str], share: float) -> Line | None:
    if question.type != "evidence":
        return None
    marked = [each.removeprefix(_EVIDENCE) for each in chosen if each.startswith(_EVIDENCE)]
    if not marked:
        return Line("No words were marked.", right=False)
    if len(marked) > 1:
        return Line("More than one group of words was marked.", right=False)
    known = marked[0].isdecimal() and len(marked[0]) < 5 and int(marked[0]) < len(question.phrases)  # noqa: PLR2004
    text = question.phrases[int(marked[0])] if known else _UNKNOWN
    return Line(text, right=share == 1 or f"{_EVIDENCE}{marked[0]}" in question.keys)


def _key(question: Question) -> tuple[Line, ...]:
    if question.type == "match":
        return tuple(Line(f"{option.text}: {option.match}", None, option.feedback) for option in question.options)
    right = (
        question.options if question.type in {"order", "fill"} else [each for each in question.options if each.correct]
    )
    return tuple(Line(option.text, None, option.feedback) for option in right)
