"""Marking without formgrader: anonymous sheets out and in, no mark lost, every fault named by its line."""

from __future__ import annotations

import csv
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
import rubric_course
from nbgrader.api import Gradebook as Nbgrader

from declaration.authoring import rubrics
from declaration.grading.gradebook import levels
from declaration.grading.markers import blind, marking_sheet

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = "essay,criterion,points,comment"


@pytest.fixture
def course(tmp_path: Path) -> rubric_course.Course:
    made = rubric_course.Course(tmp_path)
    made.hand_in("ana", essay="Ana's text, and nobody is told that it is hers.")
    made.hand_in("bo", essay=f"A text that would run: {rubric_course.HOSTILE}")
    made.hand_in("cid", essay="")
    made.grade()
    return made


def export(course: rubric_course.Course, *words: str) -> list[dict[str, str]]:
    course.run("marks", "export", "--assignment", "toy", *words)
    folder = course.folder / "marking" if "--to" not in words else course.folder / words[words.index("--to") + 1]
    with (folder / "toy.csv").open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def take(course: rubric_course.Course, content: str, *words: str, code: int = 0) -> None:
    sheet = course.folder / "filled.csv"
    sheet.write_text(content, encoding="utf-8")
    course.run("marks", "import", str(sheet), "--assignment", "toy", *words, code=code)


def sheet(code: str, *points: object, comment: str = "") -> str:
    rows = [f"{code},{name},{each},{comment}" for name, each in zip(rubric_course.CRITERIA, points, strict=True)]
    return "\n".join([COLUMNS, *rows])


def code_of(course: rubric_course.Course, student: str) -> str:
    with course.gradebook() as opened:
        return blind.codes(opened.engine, "toy")[student]


def mark_of(course: rubric_course.Course, student: str) -> tuple[float | None, bool, str | None]:
    with nbgrader(course) as book:
        grade = book.find_grade("writing", "toy", "toy", student)
        return grade.manual_score, grade.needs_manual_grade, book.find_comment("writing", "toy", "toy", student).comment


def nbgrader(course: rubric_course.Course) -> Any:
    return closing(Nbgrader(f"sqlite:///{course.folder / 'gradebook.db'}"))


def test_the_sheet_has_a_row_for_each_criterion_and_no_name(course: rubric_course.Course) -> None:
    rows = export(course)
    assert [row["criterion"] for row in rows] == [*rubric_course.CRITERIA] * 2
    assert {row["essay"] for row in rows} == {code_of(course, "ana"), code_of(course, "bo")}
    page = (course.folder / "marking" / "toy.html").read_text(encoding="utf-8")
    assert "Ana&#39;s text" in page
    assert "&lt;script&gt;alert(1)" in page
    assert not [word for word in ("<script", "<img", ">ana", ">bo") if word in page]


def test_a_code_stays_and_is_no_word(course: rubric_course.Course) -> None:
    before = {row["essay"] for row in export(course)}
    course.hand_in("dee")
    course.grade()
    after = {row["essay"] for row in export(course, "--to", str(course.folder / "again"))}
    assert before < after
    assert not [code for code in after if set(code) & set("AEIOU0123456789")]


def test_a_sheet_that_somebody_may_be_filling_is_not_written_over(
    course: rubric_course.Course, capsys: pytest.CaptureFixture[str]
) -> None:
    export(course)
    course.run("marks", "export", "--assignment", "toy", code=1)
    assert "toy.csv: it is there already, and may hold marks" in capsys.readouterr().err


def test_marks_come_into_the_gradebook_and_onto_the_page(course: rubric_course.Course) -> None:
    export(course)
    take(course, sheet(code_of(course, "ana"), 4, 3, 2, 0, comment="read it again"))
    score, waits, comment = mark_of(course, "ana")
    assert (score, waits) == (9.0, False)
    assert comment == "\n".join(
        f"{name} {points}: read it again" for name, points in zip(rubric_course.CRITERIA, (4, 3, 2, 0), strict=True)
    )
    assert mark_of(course, "bo")[:2] == (None, True)
    assert course.page("ana").count("✓ reached") == 4
    # What is marked waits no longer.
    assert {row["essay"] for row in export(course, "--to", str(course.folder / "rest"))} == {code_of(course, "bo")}


def test_a_mark_that_is_there_stays_unless_the_marker_says_so(
    course: rubric_course.Course, capsys: pytest.CaptureFixture[str]
) -> None:
    export(course)
    code = code_of(course, "ana")
    with nbgrader(course) as book:
        grade = book.find_grade("writing", "toy", "toy", "ana")
        grade.manual_score, grade.needs_manual_grade = 7.5, False
        book.db.commit()
    take(course, sheet(code, 4, 4, 4, 4))
    assert f"another mark already, which stays ('--overwrite' replaces it): {code}" in capsys.readouterr().out
    assert mark_of(course, "ana")[0] == 7.5
    take(course, sheet(code, 4, 4, 4, 4), "--overwrite")
    assert mark_of(course, "ana")[0] == 16.0
    take(course, sheet(code, 4, 4, 4, 4))
    assert "Marks written: 0; as before: 1." in capsys.readouterr().out


def test_a_comment_without_a_score_is_kept_too(course: rubric_course.Course) -> None:
    export(course)
    with nbgrader(course) as book:
        book.find_comment("writing", "toy", "toy", "ana").manual_comment = "I come back to this."
        book.db.commit()
    take(course, sheet(code_of(course, "ana"), 4, 4, 4, 4))
    assert mark_of(course, "ana") == (None, True, "I come back to this.")


def test_an_essay_that_is_not_marked_to_the_end_is_left_and_named(
    course: rubric_course.Course, capsys: pytest.CaptureFixture[str]
) -> None:
    export(course)
    code = code_of(course, "ana")
    take(course, sheet(code, 4, "", 4, 4))
    assert f"points for some criteria only, and were left: {code}" in capsys.readouterr().out
    assert mark_of(course, "ana")[:2] == (None, True)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("CODE,position,1,", "line 2: '1' are no points for position. Use one of: 0, 2, 3, 4."),
        ("CODE,position,many,", "line 2: 'many' are no points"),
        ("CODE,position,-2,", "line 2: '-2' are no points"),
        ("CODE,position,2.5,", "line 2: '2.5' are no points"),
        ("CODE,opinion,2,", "line 2: there is no criterion 'opinion'. Use one of: position, words, fact, other."),
        ("ana,position,2,", "line 2: there is no essay 'ana'. Copy its name from the exported sheet."),
        ("CODE,words,2,\nCODE,words,3,", "line 3: CODE has words twice. Delete one of the rows."),
        ('CODE,words,2,"two\nlines"\nCODE,fact,9,', "line 4: '9' are no points for fact"),
    ],
)
def test_a_row_with_a_fault_is_named_and_nothing_is_written(
    course: rubric_course.Course, capsys: pytest.CaptureFixture[str], row: str, message: str
) -> None:
    export(course)
    code, other = code_of(course, "ana"), code_of(course, "bo")
    rest = sheet(other, 4, 4, 4, 4).removeprefix(COLUMNS)
    take(course, f"{COLUMNS}\n{row.replace('CODE', code)}{rest}", code=1)
    said = capsys.readouterr().err
    assert message.replace("CODE", code) in said
    assert "nothing was taken from it" in said
    assert mark_of(course, "bo")[:2] == (None, True)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_what_spreadsheets_make_of_a_sheet_is_read(course: rubric_course.Course, delimiter: str) -> None:
    export(course)
    content = sheet(code_of(course, "ana"), "4,0", 3, "2.0", 0).replace("4,0", "4:0").replace(",", delimiter)
    (course.folder / "filled.csv").write_bytes(
        b"\xef\xbb\xbf" + content.replace("4:0", "4,0").replace("\n", "\r\n").encode()
    )
    course.run("marks", "import", str(course.folder / "filled.csv"), "--assignment", "toy")
    assert mark_of(course, "ana")[0] == 9.0


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a,b\n1,2\n", "line 1: the columns essay, criterion, points, comment are missing"),
        (b"\xff\xfe\x00", "it is not UTF-8 text. Save it again as"),
        (b"", "line 1: the columns essay"),
    ],
)
def test_a_file_that_is_no_sheet_is_told(
    course: rubric_course.Course, capsys: pytest.CaptureFixture[str], content: bytes, message: str
) -> None:
    (course.folder / "odd.csv").write_bytes(content)
    course.run("marks", "import", str(course.folder / "odd.csv"), "--assignment", "toy", code=1)
    assert message in capsys.readouterr().err


def test_marks_given_in_formgrader_come_out_in_a_filled_sheet(course: rubric_course.Course) -> None:
    with nbgrader(course) as book:
        grade = book.find_grade("writing", "toy", "toy", "ana")
        grade.manual_score, grade.needs_manual_grade = 9.0, False
        comment = "position 4: =1+1\nWords of the text: 3/4, well chosen\nfact 2 of 4\nother 0\nThank you."
        book.find_comment("writing", "toy", "toy", "ana").manual_comment = comment
        book.db.commit()
    rows = [row for row in export(course, "--filled") if row["essay"] == code_of(course, "ana")]
    assert [row["points"] for row in rows] == ["4", "3", "2", "0"]
    assert [row["comment"] for row in rows] == ["'=1+1", "well chosen", "", ""]


@pytest.mark.parametrize("comment", ["position 1", "position", "positions 4", "other 12", "4 position", "words 22"])
def test_words_of_a_comment_that_name_no_level_stay_words(tmp_path: Path, comment: str) -> None:
    (tmp_path / "toy.yml").write_text(rubric_course.rubric(), encoding="utf-8")
    assert levels.read(comment, rubrics.read(tmp_path / "toy.yml")) == levels.Reached(rest=comment)


def test_an_assignment_without_rubric_is_told_what_to_do(
    course: rubric_course.Course, capsys: pytest.CaptureFixture[str]
) -> None:
    (course.folder / "rubrics" / "toy.yml").unlink()
    course.run("marks", "export", "--assignment", "toy", code=1)
    assert "it has no rubric" in capsys.readouterr().err


def test_a_rubric_that_does_not_fit_its_cell_is_told(
    course: rubric_course.Course, capsys: pytest.CaptureFixture[str]
) -> None:
    rubric = course.folder / "rubrics" / "toy.yml"
    rubric.write_text(rubric.read_text(encoding="utf-8").replace("points: 4", "points: 5"), encoding="utf-8")
    course.run("grade", str(course.place), code=1)
    assert "it gives 20 points for the cell writing, and toy.ipynb has {'writing': 16.0}" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["feedback"], ["marks", "export", "--assignment", "toy"]])
def test_a_course_without_gradebook_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    rubric_course.Course(tmp_path).run(*words, code=1)
    assert "gradebook.db: there is no gradebook. Name the course folder with --course" in capsys.readouterr().err


def test_an_unknown_assignment_is_told(course: rubric_course.Course, capsys: pytest.CaptureFixture[str]) -> None:
    course.run("marks", "export", "--assignment", "tay", code=1)
    assert "No submission of 'tay' was graded" in capsys.readouterr().err


def test_a_sheet_reads_back_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "toy.yml").write_text(rubric_course.rubric(), encoding="utf-8")
    rubric = rubrics.read(tmp_path / "toy.yml")
    marks = {"BCD": marking_sheet.Marks({"position": 4, "fact": 0}, {"position": '=a, "b"\n<c>', "fact": "-"})}
    (tmp_path / "sheet.csv").write_text(marking_sheet.text(rubric, marks), encoding="utf-8")
    assert marking_sheet.read(tmp_path / "sheet.csv", rubric, {"BCD"}) == marks
