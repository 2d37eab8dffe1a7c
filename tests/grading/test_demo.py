"""The toy class of the guide is the same every time, and the commands that it names work on it."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from declaration import __main__ as command
from declaration.grading import assignments
from declaration.grading.demo import demo_class
from declaration.grading.demo.prose import dice
from declaration.grading.demo.synthetic import Code, Maker

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def files(place: Path) -> dict[str, bytes]:
    return {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def table(course: Path, kind: str) -> list[dict[str, str]]:
    with (course / "export" / f"section-1.{kind}.csv").open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_the_class_is_the_same_every_time(tmp_path: Path) -> None:
    demo_class.write(tmp_path / "one")
    demo_class.write(tmp_path / "two")
    demo_class.write(tmp_path / "two")
    assert files(tmp_path / "one") == files(tmp_path / "two")
    # Ten hand in through the zip.
    assert len(list((tmp_path / "one" / "folders").iterdir())) == demo_class.STUDENTS - 10


def test_the_command_makes_the_class_grades_it_and_says_what_to_try(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course = tmp_path / "class"
    assert command.main(["demo-class", "--into", str(tmp_path), "--students", "3", "--unsafe"]) == 0
    told = capsys.readouterr().out
    assert f"python -m declaration analyse --course {course}" in told
    rows = table(course, "nbgrader")
    assert [(row["student_id"], row["status"]) for row in rows] == [
        (f"student-0{number}", "needs marking") for number in (1, 2, 3)
    ]
    assert all(0 < float(row["score"]) <= 24 for row in rows)
    assert len(table(course, "moodle")) == 3
    assert len(table(course, "canvas")) == 4  # and the line of the points that are possible
    # The next commands work on it.
    assert command.main(["analyse", "--course", str(course)]) == 0
    assert command.main(["similar", "--course", str(course)]) == 0
    # Once more: nothing is graded twice.
    capsys.readouterr()
    assert command.main(["demo-class", "--into", str(tmp_path), "--students", "3", "--unsafe"]) == 0
    assert "3 as before" in capsys.readouterr().out


def test_a_student_of_high_ability_earns_all_and_one_of_low_ability_little() -> None:
    maker = Maker("section-1", assignments.find(demo_class.PLACE)["section-1"])
    (bank,) = maker.quizzes.values()

    def points(ability: float) -> float:
        given = maker.answers(dice(1), ability)["section-1"]
        return sum(question.score(given[question.id]) for question in bank.questions[:-1])

    assert points(50.0) == len(bank.questions) - 1
    assert points(-50.0) < len(bank.questions) / 2


def test_every_wrong_answer_is_one_that_the_form_can_give() -> None:
    maker = Maker("section-1", assignments.find(demo_class.PLACE)["section-1"])
    (bank,) = maker.quizzes.values()
    for seed in range(40):
        given = maker.answers(dice(seed), -50.0)["section-1"]
        for question in bank.questions[:-1]:
            assert question.score(given[question.id]) < 1
            places = {choice.partition("=")[0] for choice in given[question.id]}
            if question.type in {"match", "fill", "order"}:
                assert len(places) == len(question.options)


def test_code_is_that_of_the_release_or_of_the_instructor_with_something_forgotten() -> None:
    maker = Maker("section-1", assignments.find(demo_class.PLACE)["section-1"])
    given = maker.answers(dice(1), 0.0)
    untouched = maker.notebook(given, Code(solved=False), "")
    assert [cell["source"] for cell in untouched["cells"]] == [cell["source"] for cell in maker.release["cells"]]
    forgotten = maker.notebook(given, Code(forgotten=".lower()"), "")
    sources = ["".join(cell["source"]) for cell in forgotten["cells"]]
    assert any(source in sources for source in (code.replace(".lower()", "") for code in maker.solutions.values()))
    assert "SOLUTION" not in "".join(sources)
