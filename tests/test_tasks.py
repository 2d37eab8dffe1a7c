"""The checks of an exercise: they never raise, and their points are always a plain float in range."""

import math

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


def test_a_long_wrong_value_is_cut(capsys: pytest.CaptureFixture[str]) -> None:
    Task("Count", points=4).check("count", lambda: "x" * 10_000, "y")
    assert len(capsys.readouterr().out) < 120


def test_points_are_a_plain_float_even_without_checks() -> None:
    assert type(Task("Count", points=4).points) is float
    assert repr(Task("Count", points=4)) == "Task('Count'): 0 of 4 points"
