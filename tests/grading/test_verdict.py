"""Test cells: one shape is read, every other is refused by name; what is expected stays on this side."""

import ast
import json
import re
from typing import Any

import pytest

from declaration.grading.sandbox import plan, verdict
from declaration.paths import ROOT

SOURCES = sorted((ROOT / "instructor" / "assignments").glob("*/*.ipynb"))
CELL = """\
task = Task("Count", points=4)


def count_in(*numbers):
    return [count(n) for n in numbers]


task.check("one", lambda: count_in(1), [1])
task.check(
    "two lines",
    lambda: count(
        "a" "b"
    ),
    2,
)
### BEGIN HIDDEN TESTS
task.check("hidden", lambda: count(3), expected=3)
### END HIDDEN TESTS
task.points
"""


def test_a_test_cell_is_read_with_its_helpers_and_its_hidden_part() -> None:
    cell = verdict.tests_of(CELL, "a.ipynb, cell t")
    assert (cell.title, cell.points) == ("Count", 4.0)
    assert [step.hidden for step in cell.steps] == [False, False, False, True]
    assert isinstance(cell.steps[0], verdict.Setup)
    assert [(c.label, c.expression, c.expected) for c in cell.checks] == [
        ("one", "count_in(1)", "[1]"),
        ("two lines", "count('ab')", "2"),
        ("hidden", "count(3)", "3"),
    ]


def with_line(line: str) -> str:
    return CELL.replace("### BEGIN HIDDEN TESTS\n", f"{line}\n### BEGIN HIDDEN TESTS\n")


REFUSED = {
    "for n in (1, 2):\n    task.check(str(n), lambda: n, n)": "line 16: ‘for n in",
    "print('checked')": "may not stand in a test cell",
    "if True:\n    pass": "may not stand in a test cell",
    "x = y = 1": "may not stand in a test cell",
    "x.y = 1": "may not stand in a test cell",
    "def more():\n    task.check('x', lambda: 1, 1)": "line 17: ‘task’ may be used for",
    "task.check(label, lambda: 1, 1)": "the label must be text in quotes",
    "task.check('x', count, 1)": "the second part a lambda",
    "task.check('x', lambda n: 1, 1)": "takes no arguments",
    "task.check('x', lambda: 1)": "takes a label, a lambda and the expected value",
    "task.check('x', lambda: 1, wanted=1)": "takes a label, a lambda and the expected value",
    "task.check('x', lambda: task.points, 1)": "‘task’ may be used for",
    "task.check('one', lambda: 1, 1)": "two checks are called ‘one’",
    "RIGHT = 3\ntask.check('x', lambda: count(3), RIGHT)": "the expected value is made with ‘RIGHT’",
    "task.check('x', lambda: 1, count_in(1))": "the expected value is made with ‘count_in’",
    "task = Task('Again', points=1)": "‘task’ may be used for",
    "def": "this is not Python",
}


@pytest.mark.parametrize("line", REFUSED)
def test_what_has_another_shape_is_refused_with_the_place_and_a_remedy(line: str) -> None:
    with pytest.raises(verdict.BadTestCell, match=re.escape(REFUSED[line])) as caught:
        verdict.tests_of(with_line(line), "a.ipynb, cell t")
    assert re.match(r"a\.ipynb, cell t, line \d+: .+\. .+\.$", str(caught.value))


BROKEN = {
    ("### END HIDDEN TESTS\n", ""): "BEGIN HIDDEN TESTS without an end",
    ("### BEGIN HIDDEN TESTS\n", ""): "END HIDDEN TESTS without a beginning",
    ("### END HIDDEN TESTS", "### BEGIN HIDDEN TESTS"): "inside another hidden part",
    ("    2,\n)\n### BEGIN HIDDEN TESTS\n", "### BEGIN HIDDEN TESTS\n    2,\n)\n"): "within a statement",
    ("task.points\n", ""): "must end with its points",
    ("task.points\n", "print(task.points)\n"): "must end with its points",
    ('task = Task("Count", points=4)\n', ""): "must begin with its task",
    ("points=4", "points=True"): "must begin with its task",
    ("points=4", "points=0"): "must begin with its task",
    ("points=4", "points=four"): "must begin with its task",
    (CELL, "task.points"): "holds no task",
    (CELL, 'task = Task("Count", points=4)\ntask.points'): "has no check",
}


@pytest.mark.parametrize("change", BROKEN, ids=BROKEN.values())
def test_a_broken_frame_is_refused(change: tuple[str, str]) -> None:
    with pytest.raises(verdict.BadTestCell, match=BROKEN[change]):
        verdict.tests_of(CELL.replace(*change), "a.ipynb, cell t")


def notebook(*sources: str, points: float = 4, tests: str = "t") -> dict[str, Any]:
    mark = {"grade": True, "grade_id": tests, "points": points}
    cells = [{"cell_type": "code", "metadata": {}, "source": [source]} for source in sources]
    cells[-1]["metadata"] = {"nbgrader": mark}
    return {"cells": cells}


SOLUTION = "def count(n):\n    return n if isinstance(n, int) else len(n)"


def test_what_is_expected_is_evaluated_with_the_instructors_own_code() -> None:
    found = plan.read(notebook(SOLUTION, CELL.replace("[1]", "[count(1)]")), "a.ipynb")
    assert found.tests["t"].expected == ([1], 2, 3)
    assert found.tests["t"].points == 4.0


def test_a_cell_that_only_needs_its_answers_is_left_to_the_quiz() -> None:
    assert plan.read(notebook("recorded = print", "recorded('x')", tests="quiz-x"), "a.ipynb").tests == {}


@pytest.mark.parametrize(
    ("change", "points", "message"),
    [
        (("[1]", "object()"), 4, r"cell t, line 8: the expected value ‘object\(\)’ is no plain value"),
        (("[1]", "[{1: object}]"), 4, "is no plain value"),
        (("[1]", "1 / 0"), 4, "raises ZeroDivisionError"),
        (("[1]", "[1]"), 5, "the task has 4 points, the cell's metadata say 5"),
    ],
)
def test_an_expectation_that_cannot_be_met_is_refused(change: tuple[str, str], points: float, message: str) -> None:
    with pytest.raises(verdict.BadTestCell, match=message):
        plan.read(notebook(SOLUTION, CELL.replace(*change), points=points), "a.ipynb")


def test_an_instructors_cell_that_fails_is_named() -> None:
    with pytest.raises(verdict.BadTestCell, match=r"a\.ipynb, cell 1: the instructor's own code raises NameError"):
        plan.read(notebook("missing", CELL), "a.ipynb")


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_every_assignment_can_be_graded_outside(source: Any) -> None:
    found = plan.read(json.loads(source.read_text(encoding="utf-8")), source.name)
    assert found.tests
    for test in found.tests.values():
        assert len(test.expected) == len(test.cell.checks)
        assert {check.hidden for check in test.cell.checks} == {True, False}
        assert all(ast.parse(check.expression, mode="eval") for check in test.cell.checks)
