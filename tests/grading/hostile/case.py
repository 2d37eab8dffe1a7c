"""What a case is: how it is built, and what must become of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from declaration.grading.model import Status

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FULL = 14.0  # the points of work that is right: quiz 4, task 1 6, task 2 4; the text is marked by a person


@dataclass(frozen=True)
class Case:
    """One submission. `build` writes it into the place of the class, under the name that it is given.

    `code` is that of a submission that is set aside. `told` is a pattern that the repairs or remarks must hold.
    """

    name: str
    build: Callable[[Path, str], None]
    status: Status = Status.NEEDS_MARKING
    score: float = FULL
    code: str = ""
    told: str = ""


def aside(name: str, code: str, build: Callable[[Path, str], None], told: str = "") -> Case:
    """A case that must be set aside with this code."""
    return Case(name, build, Status.SET_ASIDE, 0.0, code, told)
