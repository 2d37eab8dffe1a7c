"""The words of grading: what was received, what was set aside and why, what a task and a submission earned.

Every module of this package speaks in these records. They hold plain data only, so that they can be sent to another
process, kept in the journal and compared.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from declaration.answers import Answers


class Status(StrEnum):
    """How far the grading of one submission has come."""

    GRADED = "graded"
    NEEDS_MARKING = "needs marking"
    SET_ASIDE = "set aside"
    MISSING = "missing"


@dataclass(frozen=True)
class Received:
    """One submission: its folder is a clean private copy, of regular files only, with sizes checked.

    `at` is when it was handed in (UTC), if that is known. `origin` says where it came from, for messages.
    """

    student: str
    assignment: str
    folder: Path
    at: datetime | None = None
    late: bool = False
    origin: str = ""


@dataclass(frozen=True)
class SetAside:
    """Why a submission needs a person: a code that never changes, one plain sentence, and what to do about it."""

    code: str
    reason: str
    remedy: str


@dataclass(frozen=True)
class Check:
    """One check of a task. `shown` is what the student may see; that of a hidden check tells nothing of the test."""

    label: str
    passed: bool
    hidden: bool = False
    shown: str = ""


@dataclass(frozen=True)
class TaskResult:
    """What one test cell gave: `points` from 0 to `max_points`; `remark` such as 'timed out', or nothing."""

    cell: str
    points: float
    max_points: float
    checks: tuple[Check, ...] = ()
    remark: str = ""


@dataclass(frozen=True)
class Graded:
    """One submission after grading.

    `quiz` maps the id of a question to its points. `repairs` tells what was put right, `remarks` what there is to say
    about the student's own cells and answers, both in plain sentences.
    """

    student: str
    assignment: str
    status: Status
    tasks: tuple[TaskResult, ...] = ()
    quiz: dict[str, float] = field(default_factory=dict)
    answers: Answers | None = None
    repairs: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    set_aside: SetAside | None = None


@dataclass(frozen=True)
class Entry:
    """One submission in the journal.

    `content` is the fingerprint of what was handed in, `grader` that of assignment and program, `code` that of what
    the result of running code depends on, `notebook` that of what formgrader opens. `texts` are the fingerprints of the
    written answers.
    """

    graded: Graded
    content: str
    grader: str
    code: str
    notebook: str
    texts: dict[str, str]
    lms: str = ""
    name: str = ""


@dataclass(frozen=True)
class Known:
    """What decides whether a submission must be graded again."""

    content: str
    grader: str
    code: str
    notebook: str


@dataclass(frozen=True)
class Row:
    """One submission for the gradebook; `scores` by cell, None where the machine has none to give.

    Without `scores` only the student and the journal are written. `waits` are the cells that a person must mark,
    `empty` the answers that were not given, and `changed` the texts that are others than before.
    """

    entry: Entry
    at: datetime | None = None
    scores: dict[str, float | None] | None = None
    waits: frozenset[str] = frozenset()
    empty: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
