"""Marks: formed outside, whatever the code does in the room; beside it, honest work gets exactly its marks."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
import rooms

from declaration.grading.sandbox import plan
from declaration.grading.sandbox.box import Sandbox
from declaration.grading.sandbox.conversation import Conversation
from declaration.grading.sandbox.marking import Code, Marks, mark
from declaration.paths import ROOT

rooms.require()

SOURCES = sorted((ROOT / "instructor" / "assignments").glob("*/*.ipynb"))
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


@pytest.fixture
def box() -> Sandbox:
    return rooms.sandbox()


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


# Each stands in a submission whose `double` is blank or wrong, and would give it points if it worked.
FAKES = {
    "a transformer that empties later cells": (
        "import ast, builtins\nreal = builtins.compile\n"
        "builtins.compile = lambda *a, **k: real('pass', '', 'exec')\nbuiltins.exec = builtins.eval = lambda *a: 6"
    ),
    "a Task that always passes": (
        "from declaration import tasks\n"
        "tasks.Task.check = lambda *a: None\ntasks.Task.points = 4.0\ntasks._same = lambda *a: True"
    ),
    "builtins that agree with everything": (
        "import builtins\nbuiltins.len = lambda x: 0\nbuiltins.type = lambda *a: int\n"
        "builtins.isinstance = lambda *a: True\nbuiltins.repr = lambda x: '6'\nbuiltins.map = lambda *a: []\n"
        "builtins.all = lambda x: True\nbuiltins.bool = lambda x: True"
    ),
    "a json that says what it likes": (
        "import json, json.encoder\njson.dumps = lambda *a, **k: '{}'\n"
        "json.JSONEncoder.encode = lambda *a: '{}'\njson.loads = lambda *a: {}"
    ),
    "a value that equals everything": (
        "class Any(int):\n    def __eq__(self, other): return True\n    def __hash__(self): return 6\n"
        "    __class__ = int\n    def __reduce__(self): return (int, (6,))\n    def __repr__(self): return '6'\n"
        "double = lambda x: Any(6)"
    ),
    "a list that equals everything": (
        "class Any(list):\n    def __eq__(self, other): return True\n    __class__ = list\ndouble = lambda x: Any()"
    ),
    "a type that lies about its name": (
        "class Meta(type):\n    __name__ = 'int'\n    def __instancecheck__(*a): return True\n"
        "    def __eq__(*a): return True\n    def __hash__(self): return hash(int)\n"
        "class Any(metaclass=Meta): pass\ndouble = lambda x: Any()"
    ),
    "an import hook": (
        "import sys\nclass Hook:\n    def find_spec(self, name, path=None, target=None):\n"
        "        raise SystemExit(name)\nsys.meta_path.insert(0, Hook())\nsys.modules['declaration.tasks'] = None"
    ),
    "results printed": 'print(\'{"n": 5, "value": 6}\')\nprint(4.0)',
    "files rewritten": (
        "for path in ('/course/declaration/tasks.py', '/run/inside/runner.py', '/course/data/declaration.yml'):\n"
        "    try:\n        open(path, 'w').write('points = 4.0')\n    except OSError:\n        pass"
    ),
    "the runner taken over": (
        "import gc\nfor found in gc.get_objects():\n"
        "    if getattr(type(found), '__name__', '') == 'Runner':\n"
        "        found._value = lambda request: {'value': 6 * (found is None)}"
    ),
    "a tracer": "import sys\nsys.settrace(lambda *a: None)\nsys.setprofile(lambda *a: None)",
    "the namespace replaced": "import sys\nsys.modules['__main__'] = None\nglobals().update(doubles=lambda *n: 0)",
}


@pytest.mark.parametrize("name", FAKES)
def test_no_trick_earns_a_point_and_the_next_task_still_counts_if_the_code_left_it_alone(
    box: Sandbox, name: str
) -> None:
    double, _ = mark(submission(before=FAKES[name]), PLAN, box).tasks
    assert double.points == 0.0
    assert not any(check.passed for check in double.checks)


def test_honest_work_is_marked_right_under_builtins_that_were_written_over(box: Sandbox) -> None:
    before = "import builtins, json\nbuiltins.len = builtins.type = builtins.repr = json.dumps = lambda *a, **k: 0"
    assert points(mark(submission(RIGHT, before=before), PLAN, box)) == (4.0, 2.0)


def test_answers_forged_in_advance_earn_nothing(box: Sandbox) -> None:
    forged = b"".join(
        len(body).to_bytes(4, "big") + body for body in (json.dumps({"n": n, "value": 6}).encode() for n in range(4, 9))
    )
    before = f"import os\nfor fd in range(3, 60):\n    try:\n        os.write(fd, {forged!r})\n    except OSError: pass"
    marks = mark(submission(before=before), PLAN, box)
    assert points(marks) == (0.0, 0.0)
    assert {task.remark for task in marks.tasks} == {"the code wrote into the grader's own channel"}


LOOK = """
import gc, sys
def everything():
    seen = []
    frame = sys._getframe()
    while frame is not None:
        seen += [repr(frame.f_locals), repr(frame.f_code.co_consts)]
        frame = frame.f_back
    for found in gc.get_objects():
        if type(found) in (dict, list, tuple) and found is not seen:
            seen += [x for x in (found.values() if type(found) is dict else found) if type(x) in (str, bytes, int)]
    return seen
KEPT = []
def look():
    found = [str(x) for x in everything()]
    secret, text = str(2 * int("1234")), " ".join(["hidden", "argument"])
    KEPT.append((any(secret in x for x in found), any(text in x for x in found)))
"""
ASKED = """\
task.check("an expected value was seen", lambda: any(secret for secret, _ in KEPT), True)
task.check("a hidden test was seen before its turn", lambda: any(text for _, text in KEPT[:3]), True)
task.check("a hidden test was seen at its turn", lambda: KEPT[-1][1], True)
task.check("looks", lambda: len(KEPT), 5)
task.points
"""


def test_neither_what_is_expected_nor_a_later_test_can_be_found_in_memory(box: Sandbox) -> None:
    asking = plan.read(
        source(
            ("kept", "KEPT = [(True, True)] * 5", 0),
            ("double", RIGHT, 0),
            ("double-tests", DOUBLE_TESTS.replace("task.points\n", ASKED), 4),
        ),
        "source.ipynb",
    )
    double = "def double(x):\n    look()\n    return 0"
    cells = [Code("cell 1", LOOK), Code("double", double), Code("double-tests", "")]
    task = mark(cells, asking, replace(box, limits=replace(box.limits, memory=512 << 20))).tasks[0]
    assert {check.label: check.passed for check in task.checks[4:]} == {
        "an expected value was seen": False,
        "a hidden test was seen before its turn": False,
        "a hidden test was seen at its turn": True,
        "looks": True,
    }


def test_what_is_expected_is_never_sent(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = []
    write = Conversation._write  # noqa: SLF001 - what goes in

    def watched(talk: Conversation, message: dict[str, Any]) -> None:
        sent.append(json.dumps(message))
        write(talk, message)

    monkeypatch.setattr(Conversation, "_write", watched)
    assert points(mark(submission(RIGHT), PLAN, box)) == (4.0, 2.0)
    assert str(SECRET // 2) in "".join(sent)  # the question
    assert str(SECRET) not in "".join(sent)
    assert "TO BE" not in "".join(sent)


@pytest.mark.parametrize("steal", ["return x", "raise ValueError(x)", "raise type(str(x), (Exception,), {})"])
def test_a_hidden_test_cannot_be_carried_out_through_what_is_shown(box: Sandbox, steal: str) -> None:
    double = f"def double(x):\n    global kept\n    kept = x\n    {steal}"
    shout = f"def shout(words):\n    x = kept\n    {steal}"
    marks = mark(submission(double, shout, before="kept = ''"), PLAN, box)
    told = repr(([[check.shown for check in task.checks] for task in marks.tasks], marks.remarks))
    assert "hidden argument" not in told
    assert str(SECRET // 2) not in told


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


def test_the_same_submission_gets_the_same_marks_in_whatever_company(box: Sandbox) -> None:
    double = "def double(x):\n    return list({'a', 'b', 'c', 'd', 'e'}) if x == 3 else x + x"
    alone = mark(submission(double), PLAN, box)
    mark(submission(before="import os\nos._exit(0)"), PLAN, box)
    mark(submission(before=FAKES["builtins that agree with everything"]), PLAN, box)
    assert mark(submission(double), PLAN, box) == alone


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


_TELLS = """\
def double(x):
    import sys
    frame = sys._getframe()
    while 'compiled' not in frame.f_globals:
        frame = frame.f_back
    known = frame.f_globals
    asked = known.setdefault('asked', [])
    while frame:
        asked += [str(frame.f_locals.get('request'))]
        frame = frame.f_back
    known['compiled'] = lambda *_: (compile('raise KeyError', '', 'exec') if bad else compile('', '', 'exec'), asked)
    return 2 * x
bad = False
"""


def test_a_hidden_test_does_not_come_out_as_what_was_left_out_or_spelled_in_errors(box: Sandbox) -> None:
    own = [Code(f"cell {number}", "bad = True") for number in range(4, 8)]
    cells = [Code("setup", SETUP), Code("double", _TELLS), Code("double-tests", ""), Code("shout", SHOUT), *own]
    marks = mark([*cells, Code("shout-tests", "")], PLAN, box)
    assert not re.search("double|hidden argument|KeyError", " ".join(marks.remarks).replace("double:", ""))
