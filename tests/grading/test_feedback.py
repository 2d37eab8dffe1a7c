"""The page that a student gets back: what it tells, what it never tells, and that nothing on it runs."""

from __future__ import annotations

import re
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import rubric_course
import toy
from nbgrader.api import Gradebook as Nbgrader

from declaration import questions, text
from declaration.grading.feedback import quiz_feedback, student_page
from declaration.grading.grade import Options, Watch, grade
from declaration.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from declaration.questions import Question

BANK = """
- id: q-single
  paragraphs: [2]
  level: remember
  type: single
  prompt: Which one is right?
  options:
    - {id: right, text: Right one, correct: true, feedback: Reason of the right one.}
    - {id: wrong, text: Wrong one, feedback: Reason of the wrong one.}
    - {id: other, text: Other one, feedback: Reason of the other one.}
- id: q-multiple
  level: remember
  type: multiple
  prompt: Which ones are right?
  options:
    - {id: one, text: First tick, correct: true, feedback: Reason of the first tick.}
    - {id: two, text: Second tick, correct: true, feedback: Reason of the second tick.}
    - {id: three, text: Third tick, feedback: Reason of the third tick.}
- id: q-order
  level: analyse
  type: order
  prompt: Put them in order.
  options:
    - {id: a, text: Step a, feedback: Reason of step a.}
    - {id: b, text: Step b, feedback: Reason of step b.}
    - {id: c, text: Step c, feedback: Reason of step c.}
"""
STUDENT_WORDS = rubric_course.HOSTILE + "</p></section>{{ 7 * 7 }}"


@pytest.fixture
def course(tmp_path: Path) -> rubric_course.Course:
    return rubric_course.Course(tmp_path, BANK)


def question(page: str, number: int) -> str:
    """One question of a page."""
    found = re.search(rf"<h3>Question {number}</h3>.*?</section>", page, re.DOTALL)
    assert found
    return found[0]


def mark(course: rubric_course.Course, student: str, score: float, comment: str = "") -> None:
    """Type a mark and a comment, as formgrader does it."""
    with closing(Nbgrader(f"sqlite:///{course.folder / 'gradebook.db'}")) as book:
        grade = book.find_grade("writing", "toy", "toy", student)
        grade.manual_score, grade.needs_manual_grade = score, False
        book.find_comment("writing", "toy", "toy", student).manual_comment = comment
        book.db.commit()


def test_what_was_chosen_comes_with_its_reason_points_and_paragraph(course: rubric_course.Course) -> None:
    course.hand_in("ana", given={"q-single": ["wrong"], "q-multiple": ["one"], "q-order": ["a", "c", "b"]})
    course.grade()
    page = course.page("ana")
    single, multiple, order = (question(page, number) for number in (1, 2, 3))
    assert "0 of 1.33" in single
    assert "Wrong one" in single
    assert "Reason of the wrong one." in single
    assert "Read paragraph 2" in single
    assert text.load().paragraph(2).words in single
    assert "0.67 of 1.33" in multiple
    assert "Reason of the first tick." in multiple
    assert "0.44 of 1.33" in order
    assert "Reason of step a." in order


@pytest.mark.parametrize("given", [{}, {"q-single": ["wrong"], "q-multiple": ["three"], "q-order": ["b", "c", "a"]}])
def test_no_right_answer_is_told_unless_the_instructor_allows(
    course: rubric_course.Course, given: dict[str, list[str]]
) -> None:
    course.hand_in("ana", given=given)
    course.grade()
    keys = ("Right one", "Reason of the right one", "First tick", "Second tick", "Reason of step")
    assert not [words for words in keys if words in course.page("ana")]
    course.run("feedback", "--show-keys")
    assert not [words for words in keys if words not in course.page("ana")]
    course.run("feedback")
    assert not [words for words in keys if words in course.page("ana")]


def types() -> dict[str, Question]:
    """One question of each type, and one with a text."""
    bank = questions.read(ROOT / "tests" / "types.yml")
    return {each.type: each for each in bank.questions}


@pytest.mark.parametrize("kind", ["single", "multiple", "match", "order", "fill", "evidence"])
def test_an_answer_that_is_right_is_told_with_all_its_reasons(kind: str) -> None:
    asked = types()[kind]
    told = quiz_feedback.told(asked, asked.keys, 2.0, keys=False)
    assert (told.state, told.points) == (quiz_feedback.RIGHT, 2.0)
    assert told.lines
    assert all(line.right and line.reason for line in told.lines)
    assert told.key == ()


@pytest.mark.parametrize("kind", ["match", "fill"])
def test_a_place_that_is_wrong_is_told_without_what_belongs_there(kind: str) -> None:
    asked = types()[kind]
    place = asked.options[0]
    offered = [value for value, _ in (asked.pairs if kind == "match" else place.choices)]
    wrong = next(f"{place.id}={value}" for value in offered if f"{place.id}={value}" not in asked.keys)
    told = quiz_feedback.told(asked, [wrong, *asked.keys[1:]], 1.0, keys=False)
    assert told.state == quiz_feedback.PARTLY
    assert [line.right for line in told.lines] == [False, *[True] * (len(asked.options) - 1)]
    assert (told.lines[0].reason, told.key) == ("", ())
    assert quiz_feedback.told(asked, [wrong, *asked.keys[1:]], 1.0, keys=True).lines[0].reason == place.feedback


def test_the_right_option_beside_the_wrong_words_keeps_its_reason_which_quotes_them() -> None:
    asked = types()["evidence"]
    right = next(option for option in asked.options if option.correct)
    phrase = (asked.phrase + 1) % len(asked.phrases)
    told = quiz_feedback.told(asked, [right.id, f"words={phrase}"], 1.0, keys=False)
    assert [(line.right, line.reason) for line in told.lines] == [(True, "")]
    assert told.phrase == quiz_feedback.Line(asked.phrases[phrase], right=False)
    assert told.key_phrase == ""
    assert quiz_feedback.told(asked, [], 1.0, keys=True).key_phrase == asked.phrases[asked.phrase]


@pytest.mark.parametrize("kind", ["single", "multiple", "match", "order", "fill", "evidence"])
@pytest.mark.parametrize(
    "chosen",
    [
        ["nonsense"],
        ["=", "==", "words=x"],
        ["words=99999999999"],
        ["words=-1", "words=0"],
        ["\ud800"],
        [""],
        ["a"] * 99,
    ],
)
def test_an_answer_that_makes_no_sense_is_told_as_not_right(kind: str, chosen: list[str]) -> None:
    told = quiz_feedback.told(types()[kind], chosen, 1.0, keys=False)
    assert told.state in {quiz_feedback.WRONG, quiz_feedback.NONE}
    assert told.points == 0
    assert not [line for line in told.lines if line.right]


def test_whoever_ticks_all_where_one_may_be_chosen_is_not_told_which_is_right() -> None:
    asked = types()["single"]
    told = quiz_feedback.told(asked, [option.id for option in asked.options], 1.0, keys=False)
    assert [(line.right, line.reason) for line in told.lines] == [(False, "")]


def test_a_text_waits_until_it_is_marked_and_the_levels_show(course: rubric_course.Course) -> None:
    course.hand_in("ana", essay="My own words.\n\nAnd more.")
    course.grade()
    page = course.page("ana")
    assert page.count("waits for a marker") == 2
    assert "My own words.\n\nAnd more." in page
    assert "✓ reached" not in page
    mark(course, "ana", 9.0, "position 4: well argued\nwords 3\nfact 2\nother 0\nRead it aloud.")
    course.run("feedback")
    page = course.page("ana")
    assert "waits for a marker" not in page
    assert "<b>✓ reached</b>Position at 4</td>" in page
    assert "Position: well argued" in page
    assert "Read it aloud." in page
    assert "9 of 16" in page


def test_levels_that_add_up_to_another_mark_are_told_to_the_marker(
    course: rubric_course.Course, capsys: pytest.CaptureFixture[str]
) -> None:
    course.hand_in("ana")
    course.grade()
    mark(course, "ana", 10.0, "position 4\nwords 3\nfact 2\nother 0")
    course.run("feedback")
    assert "ana, writing: the levels in the comment add up to 9, and the mark is 10." in capsys.readouterr().out


def test_who_wrote_nothing_waits_for_nobody(course: rubric_course.Course) -> None:
    course.hand_in("ana", essay="")
    course.grade()
    page = course.page("ana")
    assert "waits" not in page
    assert "0 of 16" in page
    assert "Your text" not in page


def test_what_was_set_aside_comes_with_reason_and_remedy(course: rubric_course.Course) -> None:
    toy.hand_in(course.place / "cid", {"toy.ipynb": b"<html>"})
    course.grade()
    page = course.page("cid")
    assert "toy.ipynb is a web page, not a notebook" in page
    assert "Ask the student to download the notebook" in page
    assert "points" not in page.partition("<main>")[2]


def test_what_was_put_right_is_told(course: rubric_course.Course) -> None:
    course.hand_in("ana")
    (course.place / "ana" / "toy.ipynb").rename(course.place / "ana" / "toy-Copy1.ipynb")
    course.grade()
    assert "The notebook was named toy-Copy1.ipynb; it was read as toy.ipynb." in course.page("ana")


def test_hidden_checks_are_counted_and_not_told(tmp_path: Path) -> None:
    folder = toy.course(tmp_path / "course")
    notebook = toy.work(double="def double(number):\n    return 2 * number if number < 5 else 0")
    toy.hand_in(tmp_path / "in" / "ana", toy.files(notebook))
    grade(Options((tmp_path / "in",), folder, unsafe=True, workers=1), Watch())
    course = rubric_course.Course.__new__(rubric_course.Course)
    course.folder = folder
    with course.gradebook() as opened:
        assert list(student_page.write(opened, course.assignment(), folder)) == []
    page = course.page("ana")
    double = page.partition('data-part="double-tests"')[2].partition("</section>")[0]
    assert "<h2>Double <" in double
    assert "passed:</span> one" in double
    assert "1 of 2 hidden checks passed." in double
    assert not [words for words in ("three", "four", "-8", "20") if words in double]


def test_nothing_that_anybody_wrote_runs(course: rubric_course.Course) -> None:
    course.hand_in("ana", essay=STUDENT_WORDS, given={"q-single": [STUDENT_WORDS], STUDENT_WORDS: [STUDENT_WORDS]})
    toy.hand_in(course.place / f"{rubric_course.HOSTILE}_77_assignsubmission_file_", {f"{STUDENT_WORDS}.ipynb": b"{"})
    course.grade()
    mark(course, "ana", 3.0, STUDENT_WORDS)
    course.run("feedback")
    pages = [path.read_text(encoding="utf-8") for path in (course.folder / "feedback").rglob("*.html")]
    assert len(pages) == 2
    for page in pages:
        assert not re.search(r"<(script|img|iframe|object|svg)|<[^>]*\son\w+=|javascript:", page)
        assert "default-src 'none'" in page
        assert "49" not in page.partition("<main>")[2]
    assert any("&lt;script&gt;alert(1)&lt;/script&gt;" in page for page in pages)


def test_a_page_asks_no_host_and_runs_no_script(course: rubric_course.Course) -> None:
    course.hand_in("ana")
    course.grade()
    assert not re.search(r"https?://|<script|url\(|@import|<link(?! rel=\"icon\" href=\"data:)", course.page("ana"))


def test_pages_are_the_same_however_often_they_are_written(course: rubric_course.Course) -> None:
    course.hand_in("ana")
    course.grade()
    path = student_page.path(course.folder, "ana", "toy")
    before = path.stat()
    course.run("feedback")
    after = path.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_page_is_not_written_from_an_older_version_of_the_assignment(
    course: rubric_course.Course, capsys: pytest.CaptureFixture[str]
) -> None:
    course.hand_in("ana", given={"q-single": ["wrong"]})
    course.grade()
    before = course.page("ana")
    bank = course.folder / "questions" / "toy.yml"
    corrected = BANK.replace("text: Right one, correct: true,", "text: Right one,")
    corrected = corrected.replace("text: Wrong one,", "text: Wrong one, correct: true,")
    bank.write_text(corrected, encoding="utf-8")
    course.run("feedback")
    assert (
        "toy: 1 submissions were graded before the assignment was changed. Grade them again" in capsys.readouterr().out
    )
    assert course.page("ana") == before
    course.grade()
    assert "1.33 of 1.33" in question(course.page("ana"), 1)


def test_a_place_where_no_page_can_stand_is_told(
    course: rubric_course.Course, capsys: pytest.CaptureFixture[str]
) -> None:
    course.hand_in("ana")
    course.grade()
    path = student_page.path(course.folder, "ana", "toy")
    path.unlink()
    path.symlink_to(course.folder / "gradebook.db")
    course.run("feedback", code=1)
    said = capsys.readouterr().err
    assert str(path) in said
    assert "Check the permissions of the folder" in said
