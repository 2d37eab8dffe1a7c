"""Marks: honest work gets exactly its marks, and what fails in it costs no more than itself."""

import json
import re
from typing import Any

import pytest
import rooms
from two_tasks import BLANK, PLAN, RIGHT, points, submission

from declaration.grading.sandbox import plan
from declaration.grading.sandbox.box import Sandbox
from declaration.grading.sandbox.marking import Code, Marks, mark
from declaration.paths import ROOT

rooms.require()

box = rooms.box
SOURCES = sorted((ROOT / "instructor" / "assignments").glob("*/*.ipynb"))


def test_a_right_submission_earns_all_and_a_blank_one_nothing(box: Sandbox) -> None:
    right = mark(submission(RIGHT), PLAN, box)
    assert [(task.cell, task.points, task.max_points, task.remark) for task in right.tasks] == [
        ("double-tests", 4.0, 4.0, ""),
        ("shout-tests", 2.0, 2.0, ""),
    ]
    blank = mark(submission(BLANK, BLANK.replace("double", "shout")), PLAN, box)
    assert points(blank) == (0.0, 0.0)
    assert {task.remark for task in blank.tasks} == {"not answered yet"}
    assert {check.shown for task in blank.tasks for check in task.checks} == {"not answered yet"}


def test_checks_count_alike_and_types_count(box: Sandbox) -> None:
    half = mark(submission("def double(x):\n    return float(x) * 2 if x == 3 else x + x"), PLAN, box).tasks[0]
    assert half.points == 3.0
    assert [(check.label, check.passed, check.hidden) for check in half.checks] == [
        ("three", False, False),
        ("many", True, False),
        ("of twelve hundred", True, True),
        ("of a text", True, True),
    ]
    assert half.checks[0].shown == "your code gave 6.0"


def test_a_wrong_value_and_an_error_are_shown_where_nothing_hidden_was_there_yet(box: Sandbox) -> None:
    double = "def double(x):\n    return 1 / 0 if x == 3 else 'é\\x1b[31m' + 'x' * 100"
    shown = [check.shown for check in mark(submission(double), PLAN, box).tasks[0].checks]
    assert shown[0] == "your code raised ZeroDivisionError: division by zero"
    assert re.fullmatch(r"your code gave \['é\\x1b\[31mx+…", shown[1])
    assert shown[2:] == ["wrong", "wrong"]


ENDS = {
    "import os\nos._exit(0)": "the program ended here",
    "import os, signal\nsignal.setitimer(signal.ITIMER_REAL, 0)\nwhile True: pass": "timed out",
    "import os\nos.closerange(0, 100)": "the program ended here",
}


@pytest.mark.parametrize("cell", ENDS)
def test_what_was_earned_before_the_end_is_kept(cell: str) -> None:
    marks = mark(submission(RIGHT, between=cell, setup=""), PLAN, rooms.sandbox(rooms.HASTY))
    assert points(marks) == (4.0, 0.0)
    assert marks.tasks[1].remark.startswith(ENDS[cell])
    assert all(check.shown.startswith(ENDS[cell]) for check in marks.tasks[1].checks)
    (remark,) = marks.remarks
    assert remark.startswith(f"cell 5: {ENDS[cell]}")
    assert remark.endswith("; what comes later was not run")


def test_a_function_that_never_ends_costs_its_own_checks_only() -> None:
    double = "def double(x):\n    while x == 3:\n        pass\n    return 2 * x"
    marks = mark(submission(double, setup=""), PLAN, rooms.sandbox(rooms.HASTY))
    assert points(marks) == (3.0, 2.0)
    assert marks.tasks[0].remark == "timed out"
    assert marks.tasks[0].checks[0].shown == "timed out"


def test_a_cell_that_fails_is_told_and_the_rest_is_marked(box: Sandbox) -> None:
    marks = mark(submission(RIGHT, before="1 / 0", between="def broken(:"), PLAN, box)
    assert points(marks) == (4.0, 2.0)
    assert marks.remarks[0] == "cell 2: ZeroDivisionError: division by zero"
    assert marks.remarks[1].startswith("cell 5: SyntaxError")


def test_commands_of_ipython_are_left_out_and_told(box: Sandbox) -> None:
    before = "%matplotlib inline\n!pip install x\nif True:\n    %time y = 1\nvalue = '''\n% kept'''\nassert y == 1"
    marks = mark(submission(f"%%time\n{RIGHT}", before=before, between="\n%%bash\nls"), PLAN, box)
    assert points(marks) == (4.0, 2.0)
    assert marks.remarks == (
        "cell 2: ‘%matplotlib inline’ is a command of IPython and was left out",
        "cell 2: ‘!pip install x’ is a command of IPython and was left out",
        "cell 2: ‘    %time y = 1’ is a command of IPython and was left out",
        "double: ‘%%time’ is a command of IPython and was left out",
        # A hidden test has been in the room by now: what is said of later cells is in the grader's words alone.
        "cell 5: the cell is for IPython, not Python; it was not run",
    )


def test_a_line_that_begins_with_a_percent_sign_within_a_text_stays(box: Sandbox) -> None:
    marks = mark(submission('def double(x):\n    return 2 * x\nnote = """\n% of all\n"""'), PLAN, box)
    assert (points(marks), marks.remarks) == ((4.0, 2.0), ())


@pytest.mark.parametrize(
    "value",
    [
        "[[]] * 10**6",
        "(lambda a: (a.append(a), a)[1])([])",
        "'x' * 10**7",
        "10 ** 10**5",
        "{1: {2: {3: object()}}}",
        "float('nan')",
        "'\\ud800'",
        "lambda: 1",
        "type('T' * 10**6, (), {})()",
        "{(1, 2): {3.5, None}, True: b'x'}",
    ],
)
def test_an_odd_value_is_just_wrong(box: Sandbox, value: str) -> None:
    task = mark(submission(f"def double(x):\n    return {value}"), PLAN, box).tasks[0]
    assert task.points == 0.0
    assert task.remark == ""
    for check in task.checks:
        assert len(check.shown) < 120
        check.shown.encode()


def test_a_test_cell_that_is_missing_earns_nothing_and_is_named(box: Sandbox) -> None:
    marks = mark(submission(RIGHT)[:4], PLAN, box)
    assert points(marks) == (4.0, 0.0)
    assert marks.tasks[1].remark == "the test cell is missing"


def test_nothing_is_run_for_an_assignment_without_code() -> None:
    assert mark(submission("1 / 0"), plan.Plan({}), Sandbox(bwrap="no-such-bwrap")) == Marks(())


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_every_assignment_gives_all_points_to_its_solution_and_none_to_the_blank_notebook(
    path: Any, box: Sandbox
) -> None:
    tests = plan.read(json.loads(path.read_text(encoding="utf-8")), path.name)
    for file, share in ((path, 1), (ROOT / "exercises" / path.parent.name / path.name, 0)):
        cells = [
            Code(cell["metadata"].get("nbgrader", {}).get("grade_id") or f"cell {number}", "".join(cell["source"]))
            for number, cell in enumerate(json.loads(file.read_text(encoding="utf-8"))["cells"], start=1)
            if cell["cell_type"] == "code"
        ]
        for task in mark(cells, tests, box).tasks:
            assert task.points == share * task.max_points
