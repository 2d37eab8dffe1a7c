"""Test cells read as text, so that the verdict is formed outside the process that student code controls.

An instructor's test cell has one shape, and `tests_of` refuses every other:

    task = Task("The words of rights", points=6)

    def count_in(*numbers): ...                                     # what the checks need: def, import, NAME = value

    task.check("paragraphs 1 and 2", lambda: count_in(1, 2), [0, 2])
    ### BEGIN HIDDEN TESTS
    task.check("paragraph 20", lambda: count_in(20), [2])
    ### END HIDDEN TESTS
    task.points

What stands behind `lambda:` is sent to the student's process, one check after the other; plain values come back. What
is expected stays here (`plan` evaluates it, `marking` compares).
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

_SHAPE = 'A test cell is: task = Task("title", points=N); def, import or NAME = value; task.check(...); task.points.'
_BEGIN, _END = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"
_CHECK = 'task.check("label", lambda: EXPRESSION, EXPECTED)'


class BadTestCell(ValueError):
    """A test cell that cannot be graded outside; the message names file, cell and line, and the remedy."""


@dataclass(frozen=True)
class Setup:
    """A statement that the checks need (def, import, NAME = value), as source."""

    source: str
    hidden: bool
    line: int


@dataclass(frozen=True)
class CheckSource:
    """One check, as source: `expression` goes into the sandbox, `expected` never does."""

    label: str
    expression: str
    expected: str
    hidden: bool
    line: int


@dataclass(frozen=True)
class TestCell:
    """One task as its test cell has it: title, points, and the steps (setup or check) in their order."""

    __test__ = False  # pytest: a record, no test

    title: str
    points: float
    steps: tuple[Setup | CheckSource, ...]

    @property
    def checks(self) -> tuple[CheckSource, ...]:
        """The checks alone, in their order."""
        return tuple(step for step in self.steps if isinstance(step, CheckSource))


def tests_of(source_cell: str, name: str) -> TestCell:
    """Return the task, its helpers and its checks; `name` (file and cell) begins every message.

    Raises:
        BadTestCell: if the cell has another shape; the message says where, what is wrong and what to write.
    """
    return _Reader(source_cell, name).read()


class _Reader:
    def __init__(self, source: str, name: str) -> None:
        self.source, self.name = source, name
        self.regions = self._regions()

    def read(self) -> TestCell:
        try:
            statements = ast.parse(self.source).body
        except (SyntaxError, ValueError) as error:
            line = getattr(error, "lineno", None) or 1
            raise self._bad(line, f"this is not Python ({error})", "Mend the cell.") from None
        if len(statements) < 2:  # noqa: PLR2004 - the first and the last line
            raise self._bad(1, "the cell holds no task", _SHAPE)
        title, points = self._task(statements[0])
        self._points(statements[-1])
        steps = tuple(self._step(statement) for statement in statements[1:-1])
        cell = TestCell(title, points, steps)
        self._labels(cell)
        self._kept_apart(cell)
        return cell

    def _task(self, statement: ast.stmt) -> tuple[str, float]:
        match statement:
            case ast.Assign(
                targets=[ast.Name("task")],
                value=ast.Call(
                    func=ast.Name("Task"),
                    args=[ast.Constant(str(title))],
                    keywords=[ast.keyword("points", ast.Constant(int() | float() as points))],
                ),
            ) if type(points) is not bool and points > 0:
                return title, float(points)
        raise self._bad(statement.lineno, "the cell must begin with its task", 'Write: task = Task("title", points=N).')

    def _points(self, statement: ast.stmt) -> None:
        match statement:
            case ast.Expr(ast.Attribute(ast.Name("task"), "points")) if not self._hidden(statement):
                return
        raise self._bad(statement.lineno, "the cell must end with its points", "Write task.points as the last line.")

    def _step(self, statement: ast.stmt) -> Setup | CheckSource:
        hidden = self._hidden(statement)
        match statement:
            case ast.Expr(ast.Call(func=ast.Attribute(ast.Name("task"), "check")) as call):
                return self._check(call, hidden=hidden)
            case ast.FunctionDef() | ast.Import() | ast.ImportFrom() | ast.Assign(targets=[ast.Name()]):
                self._free_of_task(statement)
                return Setup(self._text(statement), hidden, statement.lineno)
        raise self._bad(
            statement.lineno, f"‘{self._text(statement).splitlines()[0]}’ may not stand in a test cell", _SHAPE
        )

    def _check(self, call: ast.Call, *, hidden: bool) -> CheckSource:
        match call:
            case ast.Call(args=[label, body, expected], keywords=[]):
                pass
            case ast.Call(args=[label, body], keywords=[ast.keyword("expected", expected)]):
                pass
            case _:
                raise self._bad(
                    call.lineno, "a check takes a label, a lambda and the expected value", f"Write: {_CHECK}."
                )
        match label, body:
            case ast.Constant(str(words)), ast.Lambda(args=ast.arguments() as arguments, body=expression):
                if ast.unparse(arguments):
                    raise self._bad(body.lineno, "the lambda of a check takes no arguments", f"Write: {_CHECK}.")
                self._free_of_task(expression)
                self._free_of_task(expected)
                return CheckSource(words, self._text(expression), self._text(expected), hidden, call.lineno)
        raise self._bad(call.lineno, "the label must be text in quotes, the second part a lambda", f"Write: {_CHECK}.")

    def _free_of_task(self, node: ast.AST) -> None:
        """Refuse helpers and expressions that use the task itself: in the student's process there is none."""
        for part in ast.walk(node):
            names = getattr(part, "name", None), getattr(part, "asname", None), getattr(part, "id", None)
            if {"task", "Task"} & set(names):
                line = getattr(part, "lineno", 1)
                remedy = "Write each check out, on the top level: no loop, no helper that checks."
                raise self._bad(line, "‘task’ may be used for Task, task.check and task.points only", remedy)

    def _labels(self, cell: TestCell) -> None:
        if not cell.checks:
            raise self._bad(1, "the task has no check", f"Write at least one: {_CHECK}.")
        seen: set[str] = set()
        for check in cell.checks:
            if check.label in seen:
                raise self._bad(check.line, f"two checks are called ‘{check.label}’", "Give each its own label.")
            seen.add(check.label)

    def _kept_apart(self, cell: TestCell) -> None:
        """Refuse an expected value that is made of this cell's own helpers: these go into the student's process."""
        sent = {name for step in cell.steps if isinstance(step, Setup) for name in _defined(step.source)}
        for check in cell.checks:
            if used := sorted(sent & _names(check.expected)):
                fault = f"the expected value is made with ‘{used[0]}’, which is sent to the student's process"
                raise self._bad(check.line, fault, "Write the value itself, or compute it from the data of the course.")

    def _regions(self) -> tuple[range, ...]:
        """Return the lines between the marks of hidden tests; the marks are those that nbgrader cuts by."""
        found, begun = [], 0
        for number, line in enumerate(self.source.splitlines(), start=1):
            if _BEGIN in line:
                if begun:
                    raise self._bad(
                        number, f"{_BEGIN} stands inside another hidden part", f"Write ### {_END} before it."
                    )
                begun = number
            elif _END in line:
                if not begun:
                    raise self._bad(number, f"{_END} without a beginning", f"Write ### {_BEGIN} before the checks.")
                found.append(range(begun, number + 1))
                begun = 0
        if begun:
            raise self._bad(begun, f"{_BEGIN} without an end", f"Write ### {_END} after the last hidden check.")
        return tuple(found)

    def _hidden(self, statement: ast.stmt) -> bool:
        first, last = statement.lineno, statement.end_lineno or statement.lineno
        for region in self.regions:
            if first in region and last in region:
                return True
            if first <= region[-1] and last >= region[0]:
                raise self._bad(first, "a mark of hidden tests stands within a statement", "Put it between statements.")
        return False

    def _text(self, node: ast.AST) -> str:
        # Unparsed rather than cut out: an expression over several lines needs the brackets that it had around it.
        return ast.unparse(node)

    def _bad(self, line: int, fault: str, remedy: str) -> BadTestCell:
        return BadTestCell(f"{self.name}, line {line}: {fault}. {remedy}")


def _names(expression: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(expression)) if isinstance(node, ast.Name)}


def _defined(statement: str) -> set[str]:
    match ast.parse(statement).body[0]:
        case ast.FunctionDef(name=name) | ast.Assign(targets=[ast.Name(name)]):
            return {name}
    return set()  # an import brings nothing that the student could not import
