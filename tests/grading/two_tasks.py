"""An assignment of two small tasks, and submissions of it."""

from typing import Any

from declaration.grading.sandbox import plan
from declaration.grading.sandbox.marking import Code, Marks

SETUP = "from declaration import text\nfrom declaration.tasks import Task"
BLANK = "def double(x):\n    raise NotImplementedError"
RIGHT = "def double(x):\n    return 2 * x"
SHOUT = "def shout(words):\n    return words.upper()"
SECRET = 2468  # an expected value that stands nowhere in the room
DOUBLE_TESTS = f"""\
task = Task("Double", points=4)
def doubles(*numbers):
    return [double(n) for n in numbers]
task.check("three", lambda: double(3), 6)
task.check("many", lambda: doubles(1, 2), [2, 4])
### BEGIN HIDDEN TESTS
task.check("of twelve hundred", lambda: double({SECRET // 2}), {SECRET})
task.check("of a text", lambda: double("hidden argument"), "hidden argumenthidden argument")
### END HIDDEN TESTS
task.points
"""
SHOUT_TESTS = """\
task = Task("Shout", points=2)
task.check("a word", lambda: shout("word"), "WORD")
### BEGIN HIDDEN TESTS
task.check("a sentence", lambda: shout("to be"), "TO BE")
### END HIDDEN TESTS
task.points
"""


def source(*cells: tuple[str, str, float]) -> dict[str, Any]:
    def mark_of(name: str, points: float) -> dict[str, Any]:
        return {"nbgrader": {"grade": points > 0, "grade_id": name, "points": points}}

    return {
        "cells": [
            {"cell_type": "code", "metadata": mark_of(name, points), "source": text} for name, text, points in cells
        ]
    }


PLAN = plan.read(
    source(
        ("setup", SETUP, 0),
        ("double", RIGHT, 0),
        ("double-tests", DOUBLE_TESTS, 4),
        ("shout", SHOUT, 0),
        ("shout-tests", SHOUT_TESTS, 2),
    ),
    "source.ipynb",
)


def submission(
    double: str = BLANK, shout: str = SHOUT, before: str = "", between: str = "", setup: str = SETUP
) -> list[Code]:
    return [
        Code("setup", setup),
        Code("cell 2", before),
        Code("double", double),
        Code("double-tests", "task = None  # whatever the student made of it"),
        Code("cell 5", between),
        Code("shout", shout),
        Code("shout-tests", ""),
    ]


def points(marks: Marks) -> tuple[float, ...]:
    return tuple(task.points for task in marks.tasks)
