"""An assignment as the grader knows it: the graded cells of its source and its release, its quizzes and its keys.

`assignments` finds and reads those of a course.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from declaration.authoring.rubrics import Rubric
    from declaration.questions import Bank


@dataclass(frozen=True, eq=False)
class Cell:
    """One graded, answered or locked cell. `kind` is setup, answer, tests, quiz or writing.

    `source` and `metadata` are those of the release; `private` is the source with its hidden tests.
    """

    name: str
    kind: str
    cell_type: str
    id: str
    source: str
    metadata: dict[str, Any]
    private: str
    points: float = 0.0
    quiz: str = ""

    @cached_property
    def plain(self) -> str:
        """The released text, as `plain` gives it."""
        return plain(self.source)

    @property
    def locked(self) -> bool:
        """Whether the student may not change it."""
        return self.kind in {"setup", "tests", "quiz"}


def plain(source: str) -> str:
    """Return a cell's text without what editors change by themselves: spaces at the ends of lines, last empty lines."""
    if " \n" not in source and "\t\n" not in source:
        return source.rstrip()
    return "\n".join(line.rstrip() for line in source.rstrip().split("\n"))


@dataclass(frozen=True)
class Assignment:
    """One assignment: its nbgrader cells in order, all cells of its release, its quizzes' banks, its text's rubric."""

    name: str
    cells: tuple[Cell, ...]
    released: tuple[dict[str, Any], ...]
    banks: dict[str, Bank]
    kernel: dict[str, Any]
    rubric: Rubric | None = None

    @cached_property
    def by_name(self) -> dict[str, Cell]:
        """The cells by their nbgrader id."""
        return {cell.name: cell for cell in self.cells}

    @cached_property
    def texts(self) -> frozenset[str]:
        """The texts of all released cells, as `plain` gives them."""
        return frozenset(plain(cell["source"]) for cell in self.released)

    @cached_property
    def code(self) -> frozenset[str]:
        """The texts of the released code cells, as `plain` gives them."""
        return frozenset(plain(cell["source"]) for cell in self.released if cell["cell_type"] == "code")

    @cached_property
    def keys(self) -> dict[str, dict[str, tuple[str, tuple[str, ...]]]]:
        """The type and the right answer of every question, by quiz and question."""
        return {
            name: {question.id: (question.type, question.keys) for question in bank.questions}
            for name, bank in self.banks.items()
        }

    @cached_property
    def graded(self) -> tuple[Cell, ...]:
        """The cells that earn points."""
        return tuple(cell for cell in self.cells if cell.kind in {"tests", "quiz", "writing"})

    @cached_property
    def max_score(self) -> float:
        """The points of all cells together."""
        return sum(cell.points for cell in self.graded)

    def of_kind(self, *kinds: str) -> tuple[Cell, ...]:
        """Return the cells of these kinds, in order."""
        return tuple(cell for cell in self.cells if cell.kind in kinds)

    @cached_property
    def code_digest(self) -> str:
        """What the result of running code depends on, apart from the student's cells: locked cells and tests."""
        return digest([(cell.name, cell.private, cell.points) for cell in self.of_kind("setup", "tests")])

    @cached_property
    def digest(self) -> str:
        """What any result depends on: the release, the tests, the keys, and the rubric that a marker sees."""
        keys = {
            name: [
                (question.id, question.type, question.keys, [option.id for option in question.options])
                for question in bank.questions
            ]
            for name, bank in self.banks.items()
        }
        cells = [(cell.name, cell.kind, cell.source, cell.points) for cell in self.cells]
        return digest([self.code_digest, cells, [cell["source"] for cell in self.released], keys, repr(self.rubric)])


def digest(value: object) -> str:
    """Return a short fingerprint of plain data."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=list).encode("utf-8", "replace")).hexdigest()[:32]
