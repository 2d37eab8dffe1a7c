"""The checks of an exercise: they never raise, and their points are always a plain float in range."""

import math
import sys
import warnings

import pytest

from declaration.tasks import Task, unanswered


def test_points_are_the_share_of_checks_passed(capsys: pytest.CaptureFixture[str]) -> None:
    task = Task("Count", points=4)
    task.check("right", lambda: 1, 1)
    task.check("wrong", lambda: 2, 1)
    assert task.points == 2.0
    assert capsys.readouterr().out == "✓ right\n✗ wrong: your code gave 2\n"


def test_what_is_not_written_yet_is_said_and_earns_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    task = Task("Count", points=4)
    task.check("count", unanswered, 1)
    assert capsys.readouterr().out == "– count: not answered yet\n"
    assert task.points == 0.0


def test_an_error_of_the_student_is_told_not_raised(capsys: pytest.CaptureFixture[str]) -> None:
    task = Task("Count", points=4)
    task.check("count", lambda: 1 // 0, 1)
    assert "your code raised ZeroDivisionError" in capsys.readouterr().out


@pytest.mark.parametrize("value", [True, 1.0, "1", [1], None, math.nan, math.inf])
def test_a_value_of_another_type_does_not_pass_for_the_number(value: object) -> None:
    task = Task("Count", points=4)
    task.check("count", lambda: value, 1)
    assert task.points == 0.0


@pytest.mark.parametrize("value", [[True, 0], [1.0, 0], (1, 0), [1, 0, 0], "10"])
def test_a_list_must_agree_in_the_types_of_its_items(value: object) -> None:
    task = Task("Count", points=4)
    task.check("list", lambda: value, [1, 0])
    assert task.points == 0.0


def test_what_a_student_writes_to_standard_error_costs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    def noisy() -> int:
        warnings.warn("deprecated", stacklevel=1)
        print("debug", file=sys.stderr)
        return 1

    task = Task("Count", points=4)
    task.check("noisy", noisy, 1)
    assert task.points == 4.0
    assert capsys.readouterr().err == ""


def test_leaving_the_program_is_told_not_done(capsys: pytest.CaptureFixture[str]) -> None:
    Task("Count", points=4).check("exit", sys.exit, 1)
    assert "your code raised SystemExit" in capsys.readouterr().out


def test_a_long_wrong_value_is_cut(capsys: pytest.CaptureFixture[str]) -> None:
    Task("Count", points=4).check("count", lambda: "x" * 10_000, "y")
    assert len(capsys.readouterr().out) < 120


def test_points_are_a_plain_float_even_without_checks() -> None:
    assert type(Task("Count", points=4).points) is float
    assert repr(Task("Count", points=4)) == "Task('Count'): 0 of 4 points"
