"""Answers to a recorded quiz: the file beside the notebook, and the copy that the notebook keeps in its own outputs.

Both hold the same JSON: `{"schema": 1, "quiz": "section-1", "answers": {"question id": ["option id", ...]}}`. A text
that was written is a list of one string. The student's kernel writes it and the grader reads it; what is read may be
anybody's, so size, shape and characters are checked before anything is used, and `write` refuses what `parse` would.
"""

from __future__ import annotations

import codecs
import contextlib
import json
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SCHEMA = 1
MIME = "application/vnd.declaration.answers+json"
LIMIT = 256 * 1024  # bytes of a file
QUESTIONS, STRINGS, CHARACTERS = 200, 100, 20_000  # at most: questions, strings an answer, characters a string
_DIGITS = 6  # of a number; the only one is the version of the schema
_FIELDS = {"schema", "quiz", "answers"}
_READABLE = 0o644  # who collects the work must be able to read it


class BadAnswers(ValueError):
    """Answers that cannot be used; the message names the file, what is wrong and what to do."""


@dataclass(frozen=True)
class Answers:
    """The answers to one quiz, by question; see `questions.Question` for what an answer is."""

    quiz: str
    answers: dict[str, tuple[str, ...]]


def path(folder: Path, quiz: str) -> Path:
    """Return where the answers to this quiz stand in a folder."""
    return folder / f"{quiz}.answers.json"


def write(file: Path, quiz: str, answers: Mapping[str, Sequence[str]]) -> None:
    """Write these answers so that the file holds either all of the old ones or all of the new ones, at any moment.

    Raises:
        BadAnswers: if they are too many or too long, or hold what is no text.
        OSError: if the file cannot be written; the old one is as it was.
    """
    content = text(quiz, answers)
    parse(content, file.name)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".tmp")
    new = Path(name)
    try:
        with open(handle, "wb") as opened:  # noqa: PTH123 - a handle has no path
            opened.write(content.encode())
            opened.flush()
            os.fsync(opened.fileno())
        new.chmod(_READABLE)
        new.replace(file)
    except BaseException:
        with contextlib.suppress(OSError):
            new.unlink()
        raise


def text(quiz: str, answers: Mapping[str, Sequence[str]]) -> str:
    """Return the JSON of these answers, with a last line break."""
    return json.dumps(bundle(quiz, answers), indent=1) + "\n"


def bundle(quiz: str, answers: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return these answers as the JSON object that file and copy hold; questions without an answer are left out."""
    kept = {question: list(chosen) for question, chosen in answers.items() if chosen}
    return {"schema": SCHEMA, "quiz": quiz, "answers": kept}


def read(file: Path) -> Answers:
    """Return the answers in this file.

    Raises:
        FileNotFoundError: if there is none.
        BadAnswers: if it is no regular file (a link is none), cannot be read, or does not hold answers.
    """
    try:
        found = file.lstat()
        if not stat.S_ISREG(found.st_mode):
            _refuse(file.name, "it is not a regular file", "Put the file itself in its place, no link and no folder")
        with file.open("rb") as opened:
            content = opened.read(LIMIT + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        _refuse(file.name, f"it cannot be read: {error.strerror}", "Check its permissions")
    return parse(content, file.name)


def parse(content: str | bytes, name: str) -> Answers:
    """Return the answers that this JSON holds; `name` is what a message calls it.

    Raises:
        BadAnswers: if it is too large, no JSON, or not of the form that stands at the head of this module.
    """
    try:
        if isinstance(content, str):
            content = content.encode()
        if len(content) > LIMIT:
            _refuse(name, f"it is larger than {LIMIT // 1024} kB", "Shorten the longest texts")
        found = json.loads(
            content.removeprefix(codecs.BOM_UTF8).decode(),
            object_pairs_hook=_once,
            parse_int=_small,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
    except UnicodeError:
        _refuse(name, "it is not UTF-8", "Save it as UTF-8")
    except RecursionError:
        _refuse(name, "its brackets are nested too deep", _AGAIN)
    except BadAnswers:
        raise
    except _Odd as error:
        _refuse(name, str(error), _AGAIN)
    except ValueError as error:
        _refuse(name, f"it is not JSON: {error}", _AGAIN)
    return _checked(found, name)


def embedded(notebook: Mapping[str, Any], quiz: str, name: str = "the notebook") -> Answers | None:
    """Return the copy of the answers to this quiz that stands in the notebook's outputs, the last if there are more.

    Raises:
        BadAnswers: if there are copies and none can be used; `name` is what the message calls the notebook.
    """
    last, fault = None, None
    for copy in _copies(notebook):
        try:
            # The same checks as for a file: what the notebook holds may be as odd.
            found = parse(copy if isinstance(copy, str) else json.dumps(copy), f"the copy of the answers in {name}")
        except BadAnswers as error:
            fault = error
        except (RecursionError, TypeError, ValueError):
            fault = BadAnswers(f"the copy of the answers in {name}: it is not JSON. {_AGAIN}.")
        else:
            last = found if found.quiz == quiz else last
    if last is None and fault is not None:
        raise fault
    return last


_AGAIN = "Open the notebook, run the cell of the quiz, answer again, and save"


class _Odd(ValueError):
    """JSON that may be valid and is never part of answers."""


def _refuse(name: str, wrong: str, remedy: str) -> NoReturn:
    raise BadAnswers(f"{name}: {wrong}. {remedy}.") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Odd("a name stands twice in one object")
    return found


def _small(digits: str) -> int:
    if len(digits) > _DIGITS:
        raise _Odd("it holds a number of many digits")
    return int(digits)


def _no_number(_: str) -> NoReturn:
    raise _Odd("it holds a number that is none of the format")


def _checked(found: object, name: str) -> Answers:
    if not isinstance(found, dict) or set(found) != _FIELDS:
        _refuse(name, "it is not an object with the fields schema, quiz and answers", _AGAIN)
    if found["schema"] is True or found["schema"] != SCHEMA:
        _refuse(name, f"its schema is not {SCHEMA}", "Answer it with the version of the course that your class uses")
    quiz, answers = found["quiz"], found["answers"]
    if not _is_text(quiz) or not quiz:
        _refuse(name, "the quiz has no name", _AGAIN)
    if not isinstance(answers, dict) or len(answers) > QUESTIONS or not all(map(_is_text, answers)):
        _refuse(name, f"answers is not an object of at most {QUESTIONS} questions", _AGAIN)
    for question, chosen in answers.items():
        if not isinstance(chosen, list) or len(chosen) > STRINGS or not all(map(_is_text, chosen)):
            where = f"the answer to {question[:60]!r}"
            fits = f"a list of at most {STRINGS} texts of at most {CHARACTERS:,} characters"
            _refuse(name, f"{where} is not {fits}", "Shorten it, take out odd characters, or answer it again")
    return Answers(quiz, {question: tuple(chosen) for question, chosen in answers.items()})


def _is_text(value: object) -> bool:
    """Say whether this is a text that every file, database and page can hold: no half of a character, no NUL."""
    if not isinstance(value, str) or len(value) > CHARACTERS or "\0" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _copies(notebook: Mapping[str, Any]) -> Iterator[object]:
    """Give whatever the outputs hold under the format's MIME type, in the notebook's order."""
    for cell in _list(notebook, "cells"):
        for output in _list(cell, "outputs"):
            data = output.get("data") if isinstance(output, dict) else None
            if isinstance(data, dict) and MIME in data:
                copy = data[MIME]
                # nbformat stores a text as a list of lines, too.
                lines = isinstance(copy, list) and all(isinstance(line, str) for line in copy)
                yield "".join(copy) if lines else copy


def _list(holder: object, field: str) -> list[Any]:
    found = holder.get(field) if isinstance(holder, dict) else None
    return found if isinstance(found, list) else []
