"""The tests of one assignment, read once from the instructor's notebook, with what is expected evaluated here.

    plan = plan.read(notebook, "section-1.ipynb")     # notebook: the source notebook, as JSON or nbformat gives it
    plan.tests["task-1-tests"].points                  # by grade_id
    plan.tests["task-1-tests"].expected                # one value a check, plain data

`read` is also the check that `make release` makes of a source notebook: it names file, cell, line and remedy. The
instructor's own code is trusted: its cells are run in this process, once a grading run and not once a submission.
A `Plan` is plain data and can be sent to other processes. It is never sent into the sandbox.
"""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from declaration.grading.sandbox import plain, verdict
from declaration.grading.sandbox.inside import cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

QUIZ = "quiz-"  # a graded cell whose grade_id begins so is a recorded quiz: it is scored from the answers


@dataclass(frozen=True)
class Test:
    """One task: its test cell, and what each of its checks expects."""

    __test__ = False  # pytest: a record, no test

    cell: verdict.TestCell
    expected: tuple[object, ...]

    @property
    def points(self) -> float:
        """The points of the task when every check is passed."""
        return self.cell.points


@dataclass(frozen=True)
class Plan:
    """All tasks of one assignment, by the grade_id of their test cells, in their order."""

    tests: dict[str, Test]


def read(notebook: Mapping[str, Any], name: str) -> Plan:
    """Return the tests of a source notebook; `name` begins every message.

    Raises:
        verdict.BadTestCell: if a test cell cannot be graded outside the student's process, or the notebook's own code
            fails; the message says where, what is wrong and what to do.
    """
    tests: dict[str, Test] = {}
    namespace: dict[str, Any] = {"__name__": "__main__", "display": lambda *_, **__: None}
    for number, grade_id, cell in _code(notebook):
        where = f"{name}, cell {grade_id or number}"
        source = "".join(cell["source"])
        mark = cell["metadata"].get("nbgrader", {})
        if not mark.get("grade"):
            _run(source, namespace, where)
        elif not str(grade_id).startswith(QUIZ):
            tests[str(grade_id)] = _test(source, namespace, where, mark.get("points"))
    return Plan(tests)


def _code(notebook: Mapping[str, Any]) -> Iterator[tuple[int, str | None, Mapping[str, Any]]]:
    cells: Sequence[Mapping[str, Any]] = notebook["cells"]
    for number, cell in enumerate(cells, start=1):
        if cell["cell_type"] == "code":
            yield number, cell["metadata"].get("nbgrader", {}).get("grade_id"), cell


def _test(source: str, namespace: dict[str, Any], where: str, points: object) -> Test:
    cell = verdict.tests_of(source, where)
    if points != cell.points:
        raise verdict.BadTestCell(
            f"{where}, line 1: the task has {cell.points:g} points, the cell's metadata say {points}. "
            "Make both the same (in JupyterLab: the panel ‘Create Assignment’).",
        )
    expected = []
    for step in cell.steps:
        at = f"{where}, line {step.line}"
        if isinstance(step, verdict.Setup):
            _run(step.source, namespace, at)
        else:
            expected.append(_expected(step.expected, namespace, at))
    return Test(cell, tuple(expected))


def _run(source: str, namespace: dict[str, Any], where: str) -> None:
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(cells.compiled(source, where)[0], namespace)  # noqa: S102 - the instructor's
    except Exception as error:
        raise verdict.BadTestCell(_failed(where, "the instructor's own code", error)) from error


def _expected(source: str, namespace: dict[str, Any], where: str) -> object:
    try:
        value = eval(compile(source, f"<{where}>", "eval", dont_inherit=True), namespace)  # noqa: S307 - as above
    except Exception as error:
        raise verdict.BadTestCell(_failed(where, f"the expected value ‘{source}’", error)) from error
    if not plain.is_plain(value):
        raise verdict.BadTestCell(
            f"{where}: the expected value ‘{source}’ is no plain value (a {type(value).__name__}, or it holds one). "
            "Expect numbers, text, True, False, None, or lists, tuples, sets and dictionaries of these.",
        )
    return value


def _failed(where: str, what: str, error: Exception) -> str:
    return f"{where}: {what} raises {type(error).__name__}: {error}. Run the source notebook from the top and mend it."
