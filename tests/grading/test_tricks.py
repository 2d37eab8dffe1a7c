"""Marks are formed outside, whatever the code does in the room: no trick earns a point or carries a test out."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
import rooms
from two_tasks import DOUBLE_TESTS, PLAN, RIGHT, SECRET, SETUP, SHOUT, points, source, submission

from declaration.grading.sandbox import plan
from declaration.grading.sandbox.box import Sandbox
from declaration.grading.sandbox.conversation import Conversation
from declaration.grading.sandbox.marking import Code, mark

rooms.require()

box = rooms.box
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


def test_the_same_submission_gets_the_same_marks_in_whatever_company(box: Sandbox) -> None:
    double = "def double(x):\n    return list({'a', 'b', 'c', 'd', 'e'}) if x == 3 else x + x"
    alone = mark(submission(double), PLAN, box)
    mark(submission(before="import os\nos._exit(0)"), PLAN, box)
    mark(submission(before=FAKES["builtins that agree with everything"]), PLAN, box)
    assert mark(submission(double), PLAN, box) == alone


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
