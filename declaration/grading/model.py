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
