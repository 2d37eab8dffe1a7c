"""The figures of an item analysis are those of the books, and a class of one student breaks nothing."""

from __future__ import annotations

import csv
import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import toy

from declaration import __main__ as command
from declaration import questions
from declaration.grading.grade import Options, Watch, grade
from declaration.grading.insight import analysis, item_statistics
from declaration.grading.insight.item_statistics import alpha, difficulty, discrimination, groups

if TYPE_CHECKING:
    from pathlib import Path

# How often each pattern of answers came, from 00000 to 11111: five questions of the Law School Admission Test,
# section 6, answered by 1,000 people (R. D. Bock and M. Lieberman, Fitting a response model for n dichotomously scored
# items, Psychometrika 35, 1970). The figures below are those that D. Rizopoulos gives for it (ltm, Journal of
# Statistical Software 17/5, 2006).
LSAT = (
    3, 6, 2, 11, 1, 1, 3, 4, 1, 8, 0, 16, 0, 3, 2, 15, 10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173, 11, 61, 28, 298,
)  # fmt: skip
TABLE = [[float(bit) for bit in f"{pattern:05b}"] for pattern, count in enumerate(LSAT) for _ in range(count)]
BANK = """
- id: colour
  level: remember
  type: single
  prompt: Which colour?
  options:
    - {id: red, text: Red, correct: true, feedback: It is.}
    - {id: blue, text: Blue, feedback: It is not.}
    - {id: grey, text: Grey, feedback: It is not.}
- id: steps
  level: remember
  type: order
  prompt: In which order?
  options:
    - {id: one, text: First, feedback: First.}
    - {id: two, text: Second, feedback: Second.}
- id: partners
  level: remember
  type: match
  prompt: What belongs together?
  options:
    - {id: day, text: Day, match: Sun, feedback: Sun.}
    - {id: night, text: Night, match: Moon, feedback: Moon.}
"""


def test_difficulty_discrimination_and_alpha_are_those_of_the_books() -> None:
    assert [difficulty(TABLE, column) for column in range(5)] == pytest.approx([0.924, 0.709, 0.553, 0.763, 0.870])
    assert alpha(TABLE) == pytest.approx(0.2950, abs=5e-5)
    found = [discrimination(TABLE, column) for column in range(5)]
    assert found == pytest.approx([0.1128, 0.1532, 0.1728, 0.1444, 0.1216], abs=5e-5)
    without = [alpha(item_statistics.without(TABLE, column)) for column in range(5)]
    assert without == pytest.approx([0.2754, 0.2376, 0.2168, 0.2459, 0.2663], abs=5e-5)


def test_shares_of_points_count_as_they_are() -> None:
    # By hand: variances 1/4 and 1/4 of the columns, 1 of the sums; alpha = 2 * (1 - 1/2) = 1.
    table = [[0.0, 0.0], [0.5, 0.5], [1.0, 1.0]]
    assert alpha(table) == pytest.approx(1.0)
    assert discrimination(table, 0) == pytest.approx(1.0)
    assert discrimination([[0.0, 1.0], [0.5, 0.5], [1.0, 0.0]], 0) == pytest.approx(-1.0)


@pytest.mark.parametrize("table", [[], [[1.0, 0.0]], [[1.0, 0.0], [0.0, 1.0]], [[1.0, 0.0]] * 9, [[1.0], [0.0], [1.0]]])
def test_what_cannot_be_told_is_not_told(table: list[list[float]]) -> None:
    assert alpha(table) is None
    assert not table or discrimination(table, 0) is None


def test_groups_are_27_per_cent_of_the_class_and_never_share_a_student() -> None:
    upper, lower = groups([float(place) for place in range(100)])
    assert upper == frozenset(range(73, 100))
    assert lower == frozenset(range(27))
    assert groups([1.0] * 6) == (frozenset({0, 1}), frozenset({4, 5}))
    assert groups([1.0, 2.0, 3.0]) == (frozenset(), frozenset())


def test_it_is_told_which_option_drew_whom() -> None:
    bank = questions.parse(BANK)
    good = {"colour": ("red",), "steps": ("one", "two"), "partners": ("day=day", "night=night")}
    poor = {"colour": ("blue",), "steps": ("two", "one"), "partners": ("day=night", "night=night", "moon=sun")}
    found = analysis.quiz("toy", bank.questions, [good] * 6 + [{"colour": ("grey", "pink")}] + [poor] * 3)
    assert (found.students, found.group) == (10, 3)
    counts = [
        [(count.place, count.text, count.right, count.all, count.upper, count.lower) for count in item.counts]
        for item in found.items
    ]
    # The lower group is the one who earned nothing, and two of the three who earned half a point.
    assert counts == [
        [("", "Red", True, 6, 3, 0), ("", "Blue", False, 3, 0, 2), ("", "Grey", False, 1, 0, 1)],
        [
            ("step 1", "First", True, 6, 3, 0),
            ("step 1", "Second", False, 3, 0, 2),
            ("step 2", "First", False, 3, 0, 2),
            ("step 2", "Second", True, 6, 3, 0),
        ],
        [("Day", "Moon", False, 3, 0, 2), ("Day", "Sun", True, 6, 3, 0), ("Night", "Moon", True, 9, 3, 2)],
    ]
    assert [item.answered for item in found.items] == [10, 9, 9]
    assert found.items[2].difficulty == pytest.approx((6 + 3 * 0.5) / 10)


def test_a_question_with_a_wrong_key_is_pointed_at() -> None:
    bank = questions.parse(BANK)
    right, wrong = {"steps": ("one", "two"), "partners": ("day=day", "night=night")}, {"steps": ("two", "one")}
    answers = [right | {"colour": ("blue",)}] * 8 + [wrong | {"colour": ("red",)}] * 4
    item = analysis.quiz("toy", bank.questions, answers).items[0]
    assert item.apart == "the wrong way round"
    assert any("check the key" in words for words in item.look)
    assert "More choose ‘Blue’ than the right one." in item.look
    assert "‘Grey’ draws (nearly) nobody." not in item.look  # eight wrong choices are too few to say so


def graded(tmp_path: Path, students: int) -> Path:
    course = toy.course(tmp_path / "course")
    for number in range(students):
        given = toy.RIGHT if number % 2 else {"toy-capital": ["wrong"], "toy-both": ["one", "three"]}
        toy.hand_in(tmp_path / "in" / f"student-{number}", toy.files(toy.work(double=""), given))
    toy.hand_in(tmp_path / "in" / "broken", {"toy.ipynb": b"{"})
    grade(Options((tmp_path / "in",), course, workers=1, unsafe=True), Watch())
    return course


@pytest.mark.parametrize("students", [0, 1, 12])
def test_the_command_writes_a_page_and_tables_for_a_class_of_any_size(
    tmp_path: Path, students: int, capsys: pytest.CaptureFixture[str]
) -> None:
    course = graded(tmp_path, students)
    before = (course / "gradebook.db").read_bytes()
    assert command.main(["analyse", "--course", str(course)]) == 0
    assert (course / "gradebook.db").read_bytes() == before
    assert "toy.questions.csv" in capsys.readouterr().out
    page = (course / "analysis" / "toy.html").read_text(encoding="utf-8")
    assert not re.search(r"<script|https?://(?!www\.w3\.org)|\bnan\b|None", page)
    assert ("<svg" in page) == (students == 12)
    with (course / "analysis" / "toy.questions.csv").open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert len(rows) == 4
    figures = {
        0: ("0", "too few", "too few"),
        1: ("1", "0.000", "too few"),
        12: ("12", "0.500", "1.000"),
    }
    assert (rows[0]["students"], rows[0]["difficulty"], rows[0]["discrimination"]) == figures[students]


def test_who_was_graded_by_another_key_is_not_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    course = graded(tmp_path, 1)
    bank = course / "questions" / "toy.yml"
    words = bank.read_text(encoding="utf-8")
    bank.write_text(words.replace("Right, correct: true, f", "Right, f").replace("Wrong, f", "Wrong, correct: true, f"))
    assert command.main(["analyse", "--course", str(course)]) == 0
    assert "1 submissions must be graded again" in capsys.readouterr().out
    assert "Nobody has answered" in (course / "analysis" / "toy.html").read_text(encoding="utf-8")


def test_without_a_gradebook_none_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["analyse", "--course", str(tmp_path)]) == 1
    assert "there is no gradebook" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_marks_by_hand_are_in_the_mean_of_their_part(tmp_path: Path) -> None:
    course = graded(tmp_path, 2)
    with closing(sqlite3.connect(course / "gradebook.db")) as database:
        cell = "SELECT id FROM base_cell WHERE name = 'writing' AND type = 'GradeCell'"
        database.execute(
            f"UPDATE grade SET manual_score = 5, needs_manual_grade = 0 WHERE cell_id = ({cell})"  # noqa: S608
            " AND id = (SELECT MIN(id) FROM grade WHERE needs_manual_grade)"
        )
        database.commit()
    assert command.main(["analyse", "--course", str(course)]) == 0
    page = (course / "analysis" / "toy.html").read_text(encoding="utf-8")
    assert '<tr><th scope="row">writing</th><td>50 %</td><td>1</td></tr>' in page
