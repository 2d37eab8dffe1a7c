"""A class of damaged and hostile submissions: each has its expected outcome, and nobody else's grade is touched."""

from __future__ import annotations

import re
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import toy
from sqlalchemy import text

from declaration.grading.grade import Options, Watch, grade
from declaration.grading.gradebook import export, journal
from declaration.grading.gradebook.database import Gradebook
from declaration.grading.model import Status
from declaration.grading.reasons import REASONS
from declaration.grading.sandbox.box import Limits
from hostile import archives, damaged, notebooks, programs

if TYPE_CHECKING:
    from pathlib import Path

    from declaration.grading.gradebook.export import Line
    from declaration.grading.model import Entry
    from hostile.case import Case

CASES = (*archives.CASES, *damaged.CASES, *notebooks.CASES, *programs.CASES)
HEALTHY = {
    "healthy-1": toy.files(),
    "healthy-2": toy.files(toy.work(double="def double(number):\n    return abs(2 * number)"), {"toy-both": ["one"]}),
    "a-healthy-3": toy.files(toy.work(greet="")),
    "zz-healthy-4": toy.files(toy.work(double="", greet="", essay="")),
}
_GRADES = text(
    "SELECT student_id, base_cell.name, auto_score, manual_score, needs_manual_grade FROM grade"
    " JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id"
    " JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id"
    " JOIN base_cell ON base_cell.id = grade.cell_id ORDER BY student_id, base_cell.name"
)


class Class:
    """A graded class: what the journal and the table of grades say of each student."""

    def __init__(self, course: Path, place: Path) -> None:
        self.course = course
        self.summary = grade(Options((place,), course, limits=Limits(cell=4.0, grace=1.0, whole=12.0)), Watch())
        with closing(Gradebook(f"sqlite:///{course / 'gradebook.db'}")) as gradebook:
            self.entries: dict[str, Entry] = {
                entry.graded.student: entry for entry in journal.entries(gradebook.engine, toy.NAME)
            }
            self.lines: dict[str, Line] = {line.student: line for line in export.lines(gradebook, toy.NAME)}
            with gradebook.engine.connect() as connection:
                self.grades = [tuple(row) for row in connection.execute(_GRADES)]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Class:
    """The healthy and all the others, graded together."""
    folder = tmp_path_factory.mktemp("hostile")
    place = folder / "in"
    for name, contents in HEALTHY.items():
        toy.hand_in(place / name, contents)
    for case in CASES:
        case.build(place, case.name)
    return Class(toy.course(folder / "course"), place)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Class:
    """The healthy alone."""
    folder = tmp_path_factory.mktemp("healthy")
    for name, contents in HEALTHY.items():
        toy.hand_in(folder / "in" / name, contents)
    return Class(toy.course(folder / "course"), folder / "in")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_has_its_outcome(whole: Class, case: Case) -> None:
    entry, line = whole.entries[case.name], whole.lines[case.name]
    told = " ".join([*entry.graded.repairs, *entry.graded.remarks, *(task.remark for task in entry.graded.tasks)])
    aside = entry.graded.set_aside
    assert (entry.graded.status, bool(aside)) == (case.status, case.status is Status.SET_ASIDE), (aside, told)
    if aside:
        assert re.fullmatch(case.code, aside.code), aside
        assert line.raw is None
        assert aside.reason in line.note
        assert aside.remedy in line.note
    else:
        assert line.raw == pytest.approx(case.score), (told, entry.graded.tasks)
        assert re.search(case.told, told), told


def test_the_healthy_get_the_grades_that_they_get_alone(whole: Class, alone: Class) -> None:
    beside = [row for row in whole.grades if row[0] in HEALTHY]
    assert beside == alone.grades
    assert len(beside) == len(HEALTHY) * 4
    assert {name: whole.entries[name] for name in HEALTHY} == alone.entries


def test_everybody_is_in_the_table(whole: Class) -> None:
    assert whole.lines.keys() == {*HEALTHY, *(case.name for case in CASES)}


def test_nothing_was_written_outside_the_course_and_no_link_was_made(whole: Class) -> None:
    assert {path.name for path in whole.course.parent.iterdir()} == {"in", "course"}
    made = list(whole.course.rglob("*"))
    assert not [path for path in made if path.is_symlink() or not (path.is_file() or path.is_dir())]
    kept = {path.name for path in (whole.course / "submitted").iterdir()}
    assert not kept & {case.name for case in archives.CASES if case.status is Status.SET_ASIDE and "zip" in case.name}


def test_no_file_of_one_student_holds_the_answers_of_another_or_the_keys(whole: Class) -> None:
    for path in (whole.course / "autograded").rglob("*.ipynb"):
        assert "root:x:0" not in (content := path.read_text(encoding="utf-8"))
        assert "BEGIN HIDDEN" not in content
        assert "<script" not in content


def test_a_second_run_changes_nothing(whole: Class) -> None:
    again = Class(whole.course, whole.course.parent / "in")
    assert again.grades == whole.grades
    assert again.entries == whole.entries


def test_there_are_enough_of_them_and_every_code_is_met() -> None:
    assert len(CASES) >= 40
    met = {code for case in CASES for code in case.code.split("|") if code}
    assert REASONS.keys() - met == {"grader-failed", "unreadable"}
