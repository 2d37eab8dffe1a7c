"""The gradebook is nbgrader's: its own code reads what stands there, and what a person typed is never overwritten.

All of it holds in SQLite and in PostgreSQL.
"""

from __future__ import annotations

import csv
import itertools
import os
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import postgres
import pytest
import toy
from nbconvert.exporters import HTMLExporter
from nbgrader.api import Gradebook as Nbgrader
from nbgrader.server_extensions.formgrader.handlers import template_path

from declaration import __main__ as command
from declaration.grading import submission
from declaration.grading.grade import CannotGrade, Options, Summary, Watch, grade
from declaration.grading.gradebook import export, journal
from declaration.grading.gradebook.database import Gradebook
from declaration.grading.model import Status

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


_NUMBERS = itertools.count()


class Course:
    """A course without code, so that nothing has to run, and two students; `url` is that of its gradebook."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = toy.course(folder / "course", code=False)
        self.place = folder / "in"
        self.hand_in("ana")
        self.hand_in("bo", essay="", given={"toy-both": ["one"]})
        self.given = url
        self.url = url or f"sqlite:///{self.folder / 'gradebook.db'}"

    def hand_in(self, student: str, essay: str = toy.ESSAY, given: dict[str, list[str]] | None = None) -> None:
        toy.hand_in(self.place / student, toy.files(toy.work(code=False, essay=essay), given))

    def grade(self, **options: Any) -> Summary:
        return grade(Options((self.place,), self.folder, url=self.given, **options), Watch())

    def command(self, *arguments: str) -> int:
        """Give the grade command these arguments beside those that name the course."""
        where = ["--course", str(self.folder), *(["--db", self.given] if self.given else [])]
        return command.main(["grade", *arguments, *where])

    def nbgrader(self) -> Any:
        return closing(Nbgrader(self.url))

    def scores(self, student: str) -> dict[str, tuple[float | None, float | None, bool]]:
        with self.nbgrader() as book:
            grades = book.find_submission_notebook("toy", "toy", student).grades
            return {each.name: (each.auto_score, each.manual_score, each.needs_manual_grade) for each in grades}

    def mark(self, student: str, score: float, cell: str = "writing") -> None:
        """Type a score, as formgrader does it."""
        with self.nbgrader() as book:
            found = book.find_grade(cell, "toy", "toy", student)
            found.manual_score, found.needs_manual_grade = score, False
            book.db.commit()

    def table(self, kind: str) -> list[dict[str, str]]:
        with closing(Gradebook(self.url)) as book:
            export.write(book, "toy", kind, self.folder / "table.csv")
        with (self.folder / "table.csv").open(encoding="utf-8", newline="") as opened:
            return list(csv.DictReader(opened))


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres.server() as url:
        yield url


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def course(request: pytest.FixtureRequest, tmp_path: Path) -> Course:
    if request.param == "SQLite":
        return Course(tmp_path, "")
    return Course(tmp_path, postgres.new_database(request.getfixturevalue("server"), f"course_{next(_NUMBERS)}"))


def test_nbgrader_reads_scores_and_who_must_be_marked(course: Course) -> None:
    course.grade()
    assert course.scores("ana") == {"quiz-toy": (4.0, None, False), "writing": (None, None, True)}
    assert course.scores("bo") == {"quiz-toy": (0.5, None, False), "writing": (0.0, None, False)}
    with course.nbgrader() as book:
        assert book.find_assignment("toy").max_score == 14.0
        assert book.find_submission("toy", "ana").needs_manual_grade
        assert book.find_submission("toy", "bo").score == 0.5
        assert book.find_comment("writing", "toy", "toy", "bo").auto_comment == "No response."
        assert book.find_comment("writing", "toy", "toy", "ana").auto_comment is None


def test_a_mark_that_a_person_gave_is_never_overwritten(course: Course) -> None:
    course.grade()
    course.mark("ana", 7.5)
    course.mark("bo", 3.0, cell="quiz-toy")
    corrected = toy.BANK.replace("text: Right, correct: true,", "text: Right,")
    bank = course.folder / "questions" / "toy.yml"
    bank.write_text(corrected.replace("text: Wrong,", "text: Wrong, correct: true,"), encoding="utf-8")
    assert course.grade().as_before == 0
    assert course.scores("bo")["quiz-toy"] == (0.5, 3.0, False)
    course.hand_in("bo", essay="", given={})
    course.grade()
    assert course.scores("ana") == {"quiz-toy": (3.0, None, False), "writing": (None, 7.5, False)}
    # The answers are others now, so the mark is looked at again.
    assert course.scores("bo") == {"quiz-toy": (0.0, 3.0, True), "writing": (0.0, None, False)}
    with course.nbgrader() as book:
        assert book.find_submission("toy", "ana").score == 10.5
        assert book.find_submission("toy", "bo").score == 3.0


def test_a_text_that_is_another_is_looked_at_again_and_keeps_its_mark(course: Course) -> None:
    course.grade()
    course.mark("ana", 7.5)
    course.grade()
    assert course.scores("ana")["writing"] == (None, 7.5, False)
    course.hand_in("ana", essay="Quite another text than the first one.")
    course.grade()
    assert course.scores("ana")["writing"] == (None, 7.5, True)


def test_a_later_copy_that_is_damaged_takes_no_grade_away(course: Course) -> None:
    course.grade()
    course.mark("ana", 7.5)
    toy.hand_in(course.place / "ana", {"toy.ipynb": b"{"})
    course.grade()
    assert course.scores("ana")["writing"] == (None, 7.5, False)
    (line,) = [line for line in course.table("nbgrader") if line["student_id"] == "ana"]
    assert (line["status"], line["score"]) == ("set aside", "")


def test_what_the_gradebook_knew_before_stays(course: Course) -> None:
    Gradebook(course.url).close()
    with course.nbgrader() as book:
        book.add_student("ana", first_name="Ana", last_name="López", email="ana@example.org")
        book.add_student("dee")
    course.grade()
    with course.nbgrader() as book:
        assert book.find_student("ana").email == "ana@example.org"
    found = {line["student_id"]: line for line in course.table("nbgrader")}
    assert (found["ana"]["first_name"], found["ana"]["last_name"]) == ("Ana", "López")
    assert (found["dee"]["status"], found["dee"]["score"]) == ("missing", "")


def test_the_table_says_what_a_zero_is(course: Course) -> None:
    toy.hand_in(course.place / "cid", {"toy.ipynb": b"<html>"})
    course.hand_in("dee", essay="", given={})
    course.grade()
    found = {line["student_id"]: line for line in course.table("nbgrader")}
    assert {name: line["status"] for name, line in found.items()} == {
        "ana": "needs marking", "bo": "graded", "cid": "set aside", "dee": "graded",
    }  # fmt: skip
    assert (found["dee"]["score"], found["cid"]["score"]) == ("0.0", "")
    assert found["cid"]["note"].startswith("web-page: toy.ipynb is a web page")
    assert list(found["ana"])[:11] == [
        "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
        "raw_score", "late_submission_penalty", "score", "max_score",
    ]  # fmt: skip


def test_a_mark_makes_the_grade_final_in_every_table(course: Course) -> None:
    course.grade()
    assert [line["Grade"] for line in course.table("moodle")] == ["", "0.5"]
    course.mark("ana", 7.5)
    assert [line["Grade"] for line in course.table("moodle")] == ["11.5", "0.5"]
    points, *students = course.table("canvas")
    assert (points["Student"].strip(), points["Status (Final Grade)"]) == ("Points Possible", "(read only)")
    found = [(line["toy"], line["Status (Final Grade)"]) for line in students]
    assert found == [("11.5", "graded"), ("0.5", "graded")]


def test_the_numbers_of_moodle_and_canvas_come_back_to_them(course: Course) -> None:
    files = toy.files(toy.work(code=False, essay=""))
    toy.hand_in(
        course.place, {f"Ana López_77_assignsubmission_file_/{name}": content for name, content in files.items()}
    )
    toy.hand_in(course.place, {f"gilbo_88_5_{name}": content for name, content in files.items()})
    course.grade()
    assert ("Participant 77", "Ana López") in {
        (line["Identifier"], line["Full name"]) for line in course.table("moodle")
    }
    assert "88" in {line["ID"] for line in course.table("canvas")}


def test_the_tables_have_the_headings_without_which_moodle_and_canvas_refuse_them(course: Course) -> None:
    course.grade()
    worksheet = set(course.table("moodle")[0])
    assert {"Identifier", "Grade", "Last modified (grade)"} <= worksheet
    # Moodle would write this column over the comments that it has.
    assert "Feedback comments" not in worksheet
    # Canvas finds the students in the columns before the first assignment, and makes an assignment of what it does not
    # know: of all but the names of what it computes.
    headings = list(course.table("canvas")[0])
    assert headings[:6] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "toy"]
    assert all("Final Grade" in heading for heading in headings[6:])


def test_who_did_not_come_from_moodle_is_nobody_there(course: Course) -> None:
    # Moodle takes the number behind ‘Participant ’; none is 0, and without a number it may fail for the whole class.
    toy.hand_in(course.place / "submission-0077", toy.files(toy.work(code=False, essay="")))
    course.grade()
    assert {line["Identifier"] for line in course.table("moodle")} == {"Participant 0"}
    assert [line["Full name"] for line in course.table("moodle")] == ["ana", "bo", "submission-0077"]


def test_a_name_that_is_a_formula_is_none_in_the_table(course: Course) -> None:
    course.hand_in("=HYPERLINK(x)")
    course.grade()
    assert not [line for line in course.table("nbgrader") if line["student_id"].startswith("=")]
    assert [line for line in course.table("nbgrader") if line["student_id"].startswith("'=HYPERLINK")]


def test_names_that_are_no_text_stop_nobody(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    # As a zip made with another alphabet leaves them on the disk.
    odd = os.fsdecode(b"Mu\xf1oz \xff")
    files = toy.files(toy.work(code=False))
    toy.hand_in(course.place, {f"{odd}_77_assignsubmission_file_/{name}": content for name, content in files.items()})
    toy.hand_in(course.place, {f"{odd}/{name}": content for name, content in files.items()} | {f"{odd}.docx": b"x"})
    toy.hand_in(course.place, {f"cid+toy+2026-03-01 10:0{n}:00 UTC+{n}/toy{odd}.ipynb": b"{" for n in range(2)})
    assert course.command(str(course.place), "--csv", "nbgrader") == 0
    assert capsys.readouterr().out.count("Mu") == 2
    assert len(course.table("nbgrader")) == 5


def test_a_text_in_a_quiz_waits_for_a_person_who_finds_it_under_the_quiz(course: Course) -> None:
    asked = "- {id: toy-why, level: create, type: text, prompt: Say why., words: [1, 50]}\n"
    (course.folder / "questions" / "toy.yml").write_text(toy.BANK + asked, encoding="utf-8")
    course.hand_in("ana", essay="", given=toy.RIGHT | {"toy-why": ["Because it stands there."]})
    course.grade()
    assert course.scores("ana")["quiz-toy"] == (3.2, None, True)
    assert course.scores("bo")["quiz-toy"] == (0.4, None, False)
    page = (course.folder / "autograded" / "ana" / "toy" / "toy.ipynb").read_text(encoding="utf-8")
    assert "Say why.\\nBecause it stands there." in page
    course.mark("ana", 4.0, cell="quiz-toy")
    course.grade()
    assert course.scores("ana")["quiz-toy"] == (3.2, 4.0, False)


def test_scores_are_plain_floats_within_their_limits(course: Course) -> None:
    course.grade()
    with closing(Gradebook(course.url)) as book:
        for graded in journal.records(book.engine, "toy"):
            assert all(type(points) is float and 0 <= points <= 1 for points in graded.quiz.values())
            assert all(0 <= task.points <= task.max_points for task in graded.tasks)


def test_formgraders_own_page_shows_the_text_and_the_field_for_its_mark(course: Course) -> None:
    course.hand_in("ana", essay="My advice stands here. <script>alert(1)</script>")
    course.grade()
    with course.nbgrader() as book:
        submission = book.find_submission_notebook("toy", "toy", "ana").id
    exporter = HTMLExporter(  # type: ignore[no-untyped-call]
        template_name="formgrade", extra_template_basedirs=[template_path]
    )
    resources = {
        "assignment_id": "toy", "notebook_id": "toy", "submission_id": submission, "index": 0, "total": 2,
        "base_url": "", "student": "ana", "last_name": "", "first_name": "", "notebook_path": "",
    }  # fmt: skip
    path = course.folder / "autograded" / "ana" / "toy" / "toy.ipynb"
    page, _ = exporter.from_filename(str(path), resources=resources)
    assert "My advice stands here." in page
    assert "alert(1)</script>" not in page
    assert 'id="writing"' in page
    assert "4 of 4 points" in page


def test_the_command_says_what_it_did_and_writes_the_table(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    assert course.command(str(course.place), "--csv", "moodle") == 0
    assert (course.folder / "export" / "toy.moodle.csv").exists()
    said = capsys.readouterr()
    assert "toy: 1 graded, 1 needs marking" in said.out
    assert not said.err


def test_the_command_names_whoever_needs_a_person(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    toy.hand_in(course.place / "cid", {"toy.ipynb": b"<html>"})
    assert course.command(str(course.place)) == 0
    assert "cid, toy: set aside (web-page). toy.ipynb is a web page" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "nowhere: there is no such folder or zip"),
        ([".", "--assignment", "section-99"], "There is no assignment 'section-99' in this course: there are toy"),
        ([".", "--db", "sqlite:////no/such/folder/x.db"], "Close what else writes to it, or check --db"),
        ([".", "--db", "gradebook"], "--db names no database that is known here. Write it as sqlite:///"),
        ([".", "--db", "postgresql://ana:secret@host:port/x"], "--db names no database that is known here."),
    ],
)
def test_what_cannot_be_graded_is_told_with_the_remedy(
    course: Course,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(course.place)
    assert command.main(["grade", *arguments, "--course", str(course.folder)]) == 1
    said = capsys.readouterr().err
    assert message in said
    assert "secret" not in said


def test_a_database_whose_driver_is_not_installed_is_told_with_the_remedy(
    course: Course, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    where = ["--course", str(course.folder), "--db", "postgresql://ana@host/x"]
    assert command.main(["grade", str(course.place), *where]) == 1
    assert "the package psycopg is missing. For PostgreSQL: pip install" in capsys.readouterr().err


def test_a_course_is_graded_by_one_run_at_a_time(course: Course) -> None:
    class Second(Watch):
        said = ""

        def done(self, _: object) -> None:
            with pytest.raises(CannotGrade, match="another run"):
                course.grade()
            self.said = "refused"

    watch = Second()
    grade(Options((course.place,), course.folder, url=course.given), watch)
    assert watch.said == "refused"


def test_a_gradebook_with_other_cells_is_not_mixed_up(course: Course) -> None:
    course.grade()
    toy.write_source(course.folder, toy.source(code=False, writing=False))
    with pytest.raises(RuntimeError, match=r"no longer in it: writing, writing\. Put the cells back"):
        course.grade()


def test_a_fault_of_the_grader_sets_one_aside_and_is_tried_again(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:

    with monkeypatch.context() as broken:
        broken.setattr(submission, "repaired", lambda *_: 1 / 0)
        assert course.grade().statuses == {Status.SET_ASIDE: 2}
    assert course.grade().statuses == {Status.NEEDS_MARKING: 1, Status.GRADED: 1}
