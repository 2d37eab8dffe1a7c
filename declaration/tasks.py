"""What the tests of an exercise are written with: checks that never raise, and points that nbgrader can read.

A test cell makes a `Task`, checks some calls, and ends with `task.points`:

    >>> task = Task("Count a word", points=4)
    >>> task.check("3 + 4", lambda: 3 + 4, 7)
    ✓ 3 + 4
    >>> task.check("an unwritten function", unanswered, 1)
    – an unwritten function: not answered yet
    >>> task.points
    2.0

nbgrader takes any last value that is not a plain float between 0 and the maximum for full marks; so `points` is always
such a float, whatever the student's code returned.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable

_SHOWN = 60  # characters of a wrong value that are shown


def unanswered(*_: object) -> NoReturn:
    """Stand for a function that the student has not written yet.

    Raises:
        NotImplementedError: always; `Task.check` says "not answered yet".
    """
    raise NotImplementedError


def same(value: object, expected: object) -> bool:
    """Say whether two values are equal and of one type, down through lists and tuples."""
    if type(value) is not type(expected):
        return False
    if isinstance(value, (list, tuple)) and isinstance(expected, (list, tuple)):
        return len(value) == len(expected) and all(map(same, value, expected))
    return bool(value == expected)


class Task:
    """One task of an exercise: checks that count alike towards `points`."""

    def __init__(self, name: str, points: float) -> None:
        """Begin the task `name`, which earns `points` when every check is passed."""
        self.name = name
        self.maximum = float(points)
        self._passed: list[bool] = []

    def check(self, label: str, call: Callable[[], object], expected: object) -> None:
        """Call the student's code and print one line: passed, wrong (with the value), failed, or not answered yet.

        Whatever the call raises is caught and told; a value counts only if it equals `expected` and is of its type, so
        that True does not pass for 1.
        """
        try:
            # nbgrader gives no points to a cell that writes to standard error: a warning must not cost the task.
            with warnings.catch_warnings(action="ignore"), contextlib.redirect_stderr(io.StringIO()):
                value = call()
        except NotImplementedError:
            self._say("–", label, "not answered yet")
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a student's code may raise anything
            self._say("✗", label, f"your code raised {type(error).__name__}: {error}")
        else:
            if same(value, expected):
                self._passed.append(True)
                print(f"✓ {label}")  # noqa: T201 - the student reads it under the cell
            else:
                self._say("✗", label, f"your code gave {self._short(value)}")

    def _say(self, mark: str, label: str, message: str) -> None:
        self._passed.append(False)
        print(f"{mark} {label}: {message}")  # noqa: T201 - the student reads it under the cell

    @staticmethod
    def _short(value: object) -> str:
        shown = repr(value)
        return shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "…"

    @property
    def points(self) -> float:
        """The points earned so far: the share of checks passed, times the maximum; 0.0 without any check."""
        if not self._passed:
            return 0.0
        return self.maximum * sum(self._passed) / len(self._passed)

    def __repr__(self) -> str:
        return f"Task({self.name!r}): {self.points:g} of {self.maximum:g} points"
