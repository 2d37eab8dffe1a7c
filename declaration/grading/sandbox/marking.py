"""One submission's code run in the sandbox and marked outside it.

    cells = [Code("setup", "..."), Code("cell 4", "..."), Code("task-1-tests", "...")]
    marks = mark(cells, plan, Sandbox())
    marks.tasks       # a model.TaskResult for each test of the plan, in the plan's order
    marks.remarks     # plain sentences on the student's own cells: what was left out, what failed

`cells` are the code cells of the repaired notebook in their order, without quiz cells. A cell has the name of its
grade_id, or one of its place ("cell 4"). Where a name is that of a test, the instructor's own test is run in place of
what the student handed in. `mark` raises `NoSandbox` and nothing else, whatever the code does.

What a student is shown: a wrong value or an error's text stands in `Check.shown` only while no hidden test was in the
student's process, because code that has read one could hand it out as its value.
"""

from __future__ import annotations

import builtins
from dataclasses import dataclass
from typing import TYPE_CHECKING

from declaration.grading.model import Check, TaskResult
from declaration.grading.sandbox import canary, plain, verdict
from declaration.grading.sandbox.conversation import Conversation, End, Ended, Reply
from declaration.tasks import same

if TYPE_CHECKING:
    from collections.abc import Sequence

    from declaration.grading.sandbox.box import Sandbox
    from declaration.grading.sandbox.plan import Plan, Test

_SHOWN = 60  # characters of a wrong value
_SMALL = 1000  # whole numbers below may be shown at any time
_REMARKS = 20
_NOT_ANSWERED = "not answered yet"
# Names that carry nothing; another one could be made up by the code.
_ERRORS = {kind.__name__ for kind in vars(builtins).values() if isinstance(kind, type)}


@dataclass(frozen=True)
class Code:
    """One code cell as handed in, by its grade_id or its place."""

    name: str
    source: str

    @property
    def own(self) -> bool:
        """Whether it is a cell that the student added."""
        return self.name.startswith("cell ")


@dataclass(frozen=True)
class Marks:
    """What the code of one submission earned, and what there is to say about its cells."""

    tasks: tuple[TaskResult, ...]
    remarks: tuple[str, ...] = ()


def mark(cells: Sequence[Code], plan: Plan, box: Sandbox) -> Marks:
    """Run the cells in the sandbox and return the marks; nothing is run where the plan has no test.

    Raises:
        NoSandbox: if the sandbox does not start or does not hold on this machine.
    """
    if not plan.tests:
        return Marks(())
    canary.proved(box)
    with Conversation(box) as talk:
        marker = _Marker(talk)
        for cell in cells[: _last_test(cells, plan) + 1]:
            test = plan.tests.get(cell.name)
            if test is None:
                marker.run(cell)
            elif cell.name not in marker.tasks:
                marker.tasks[cell.name] = marker.test(cell.name, test)
    missing = (name for name in plan.tests if name not in marker.tasks)
    marker.tasks |= {name: _without(name, plan.tests[name], "the test cell is missing") for name in missing}
    return Marks(tuple(marker.tasks[name] for name in plan.tests), tuple(marker.remarks[:_REMARKS]))


class _Marker:
    def __init__(self, talk: Conversation) -> None:
        self.talk, self.clean, self.over = talk, True, False
        self.tasks: dict[str, TaskResult] = {}
        self.remarks: list[str] = []

    def run(self, cell: Code) -> None:
        try:
            reply = self.talk.run(cell.source, cell.name)
        except Ended as ended:
            if not self.over:
                self.over = True
                self._say(f"{cell.name}: {ended}; what comes later was not run")
            return
        for line in reply.left_out:
            command = f"‘{_clipped(line)}’ is" if self.clean else "what seemed"
            self._say(f"{cell.name}: {command} a command of IPython and was left out")
        if reply.magic:
            command = f" (‘{_clipped(reply.text)}’)" if self.clean else ""
            self._say(f"{cell.name}: the cell is for IPython{command}, not Python; it was not run")
        elif reply.timeout:
            self._say(f"{cell.name}: {End.TIME}")
        elif reply.error and not reply.unanswered:
            # Errors can be chosen, and cells of one's own made by the dozen: together they would spell a hidden test.
            told = self.clean or not cell.own or reply.error == SyntaxError.__name__
            self._say(f"{cell.name}: {self._error(reply) if told else 'an error'}")

    def test(self, name: str, test: Test) -> TaskResult:
        checks, over = [], ""
        expected = iter(test.expected)
        for step in test.cell.steps:
            self.clean = self.clean and not step.hidden
            try:
                if isinstance(step, verdict.Setup):
                    self.talk.run(step.source, name)
                else:
                    checks.append(self._check(step, next(expected)))
            except Ended as ended:
                self.over, over = True, str(ended)
                if isinstance(step, verdict.CheckSource):
                    checks.append(Check(step.label, passed=False, hidden=step.hidden, shown=over))
        return _result(name, test, tuple(checks), over)

    def _check(self, step: verdict.CheckSource, expected: object) -> Check:
        reply = self.talk.value(step.expression)
        passed = not reply.error and same(reply.value, expected)
        shown = "" if passed else self._shown(reply, hidden=step.hidden)
        return Check(step.label, passed, step.hidden, shown)

    def _shown(self, reply: Reply, *, hidden: bool) -> str:
        if reply.unanswered:
            return _NOT_ANSWERED
        if reply.timeout:
            return End.TIME.value
        if reply.error:
            return "your code raised an error" if hidden else f"your code raised {self._error(reply)}"
        return "wrong" if hidden else f"your code gave {self._value(reply.value)}"

    def _error(self, reply: Reply) -> str:
        if self.clean:
            return _clipped(f"{reply.error}: {reply.text}" if reply.text else reply.error, 3 * _SHOWN)
        return reply.error if reply.error in _ERRORS else "an error"

    def _value(self, value: object) -> str:
        if value is None or type(value) is bool or (type(value) is int and abs(value) < _SMALL):
            return repr(value)
        if isinstance(value, plain.Other):
            return f"a value of type {_clipped(value.type)}" if self.clean else "a value of another type"
        return _clipped(plain.shown(value)) if self.clean else f"another {type(value).__name__}"

    def _say(self, remark: str) -> None:
        if remark not in self.remarks:
            self.remarks.append(remark)


def _result(name: str, test: Test, checks: tuple[Check, ...], over: str) -> TaskResult:
    points = test.points * sum(check.passed for check in checks) / len(test.cell.checks)
    remark = over
    if not remark and all(check.shown == _NOT_ANSWERED for check in checks):
        remark = _NOT_ANSWERED
    if not remark and any(check.shown == End.TIME.value for check in checks):
        remark = End.TIME.value
    return TaskResult(name, min(max(points, 0.0), test.points), test.points, checks, remark)


def _without(name: str, test: Test, why: str) -> TaskResult:
    checks = tuple(Check(check.label, passed=False, hidden=check.hidden, shown=why) for check in test.cell.checks)
    return TaskResult(name, 0.0, test.points, checks, why)


def _last_test(cells: Sequence[Code], plan: Plan) -> int:
    return max((number for number, cell in enumerate(cells) if cell.name in plan.tests), default=-1)


def _clipped(words: str, size: int = _SHOWN) -> str:
    """Cut a student's words, and make them such as every file can hold and every terminal can show."""
    words = "".join(letter if letter.isprintable() else "�" for letter in words[: size + 1])
    return words if len(words) <= size else words[:size] + "…"
