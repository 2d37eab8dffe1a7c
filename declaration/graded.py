"""Banks for a grade: kept under `instructor/`, and known to students by ids that tell nothing.

An author's ids are words ("convention"), and in a pair the place and its partner share one; what students get must not
tell. So every id that stands in a student's file is replaced by a digest of it with a salt, a line of random characters
that never leaves `instructor/questions/`. `load` gives the bank under these ids, keys and feedback and all: it scores
the answers that students hand in. As long as the salt and the author's ids stay, mended words change no id.
"""

from __future__ import annotations

import dataclasses
import hashlib
from typing import TYPE_CHECKING

from declaration import questions
from declaration.bank_nodes import BadBank, Fault
from declaration.paths import ROOT
from declaration.questions import Option

if TYPE_CHECKING:
    from pathlib import Path

    from declaration.questions import Bank, Question

FOLDER = ROOT / "instructor" / "questions"
_SALT = "salt.txt"
_LEAST = 32  # characters of a salt: nobody can try them all


def load(name: str, folder: Path = FOLDER) -> Bank:
    """Return the graded bank of this assignment, under the ids that students' answers hold.

    Raises:
        BadBank: if the file has faults, or the folder has no salt.
    """
    salt = folder / _SALT
    secret = salt.read_text(encoding="utf-8").strip() if salt.is_file() else ""
    if len(secret) < _LEAST:
        remedy = "Write a line into it that nobody can guess, once, and keep it: 'openssl rand -hex 32' makes one"
        raise BadBank([Fault(_SALT, 1, "", f"there are no {_LEAST} characters in {salt}", remedy)])
    return disguised(questions.read(folder / f"{name}.yml", graded=True), secret)


def disguised(bank: Bank, salt: str) -> Bank:
    """Return the bank with other ids for its options, and for the two sides of a pair; see the head of this module."""
    return dataclasses.replace(bank, questions=tuple(_disguised(question, salt) for question in bank.questions))


def _disguised(question: Question, salt: str) -> Question:
    if question.type == "fill":
        return _numbered(question)
    options = tuple(
        dataclasses.replace(
            option,
            id=_digest(salt, question.id, option.id),
            value=_digest(salt, question.id, option.id, "partner") if option.match else "",
        )
        for option in question.options
    )
    return dataclasses.replace(question, options=options)


def _numbered(question: Question) -> Question:
    """Number the gaps as they come: their values are digests of their texts already, and tell nothing."""
    passage, found = "", list[Option]()
    for words, gap in question.gaps:
        passage += words
        if gap:
            found.append(dataclasses.replace(gap, id=f"gap-{len(found) + 1}"))
            passage += f"{{{found[-1].id}}}"
    return dataclasses.replace(question, passage=passage, options=tuple(found))


def _digest(*words: str) -> str:
    return hashlib.sha256("/".join(words).encode()).hexdigest()[:8]
