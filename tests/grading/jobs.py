"""Jobs for the tests of workers; a module of its own, because other processes import it."""

import os
import signal
from pathlib import Path
from typing import NoReturn

from declaration.grading.sandbox.box import NoSandbox, Sandbox
from declaration.grading.sandbox.marking import Code, Marks, mark
from declaration.grading.sandbox.plan import Plan


def double(number: int) -> int:
    return 2 * number


def die(_: str = "") -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def die_once(flag: str) -> str:
    """Kill this worker if the file is not there yet; leave it behind for the second try."""
    try:
        Path(flag).touch(exist_ok=False)
    except FileExistsError:
        return "the second try"
    die()


def fail() -> NoReturn:
    raise ValueError("no such thing")


def refuse() -> NoReturn:
    raise NoSandbox("It does not hold here.")


def marks(cells: list[Code], plan: Plan, box: Sandbox) -> Marks:
    return mark(cells, plan, box)
