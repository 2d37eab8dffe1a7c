"""A run that is stopped at any point goes on where it was, and what changed alone is done again."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
import toy

from declaration import __main__ as command
from declaration.grading import grade as grading
from declaration.grading.grade import Options, Summary, Watch, grade
from declaration.grading.model import Status
from declaration.grading.sandbox import marking
from declaration.grading.sandbox.box import NoSandbox
from declaration.grading.workers import pool

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# A run that the system kills when so many submissions are done, three in a transaction.
KILLED = """
import os, signal, sys
from pathlib import Path
from declaration.grading import grade

grade._BATCH, grade._PAUSE = 3, 1e9
place, course, last = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])


class Killer(grade.Watch):
    count = 0

    def done(self, graded):
        self.count += 1
        if self.count == last:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    grade.grade(grade.Options((place,), course, workers=1), Killer())
"""
STUDENTS = 12


def dump(course: Path) -> list[str]:
    """Everything that stands in the gradebook, without the order in which it was written."""
    with closing(sqlite3.connect(course / "gradebook.db")) as database:
        return sorted(database.iterdump())


def pages(course: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(course)): path.read_bytes()
        for room in ("autograded", "submitted")
        for path in sorted((course / room).rglob("*"))
        if path.is_file()
    }


def class_of(place: Path, *, code: bool) -> None:
    for number in range(STUDENTS):
        # Every third has code of its own, one of four has a damaged notebook.
        double = f"def double(number):\n    return number * 2 + 0 * {number}" if number % 3 == 0 else ""
        essay = f"Text number {number}." if number % 2 else ""
        notebook = toy.work(double=double, greet="", essay=essay, code=code)
        contents = toy.files(notebook, {"toy-capital": ["right"] if number % 5 else []})
        toy.hand_in(place / f"student-{number:02}", contents if number % 4 else contents | {"toy.ipynb": b"{"})


def run(place: Path, course: Path, watch: Watch | None = None) -> Summary:
    return grade(Options((place,), course, workers=1), watch or Watch())


@pytest.mark.parametrize(("code", "last"), [(False, 1), (False, 5), (False, STUDENTS), (True, 4)])
def test_a_run_that_was_killed_goes_on_and_ends_as_if_nothing_had_been(
    tmp_path: Path, last: int, *, code: bool
) -> None:
    class_of(tmp_path / "in", code=code)
    undisturbed = toy.course(tmp_path / "undisturbed", code=code)
    run(tmp_path / "in", undisturbed)

    course = toy.course(tmp_path / "course", code=code)
    script = tmp_path / "killed.py"
    script.write_text(KILLED, encoding="utf-8")
    killed = subprocess.run([sys.executable, script, tmp_path / "in", course, str(last)], check=False)
    assert killed.returncode == -signal.SIGKILL
    with closing(sqlite3.connect(course / "gradebook.db")) as database:
        (written,) = database.execute("SELECT COUNT(*) FROM declaration_journal").fetchone()
    summary = run(tmp_path / "in", course)
    assert summary.as_before == written == (last - 1) // 3 * 3
    assert sum(summary.statuses.values()) == STUDENTS - written
    assert dump(course) == dump(undisturbed)
    assert pages(course) == pages(undisturbed)


def test_ctrl_c_keeps_what_is_done(tmp_path: Path) -> None:
    class Stop(Watch):
        count = 0

        def done(self, _: object) -> None:
            self.count += 1
            if self.count == 5:
                raise KeyboardInterrupt

    class_of(tmp_path / "in", code=False)
    course = toy.course(tmp_path / "course", code=False)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "in", course, Stop())
    assert run(tmp_path / "in", course).as_before == 5


def test_the_command_says_that_it_can_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(grading, "grade", stopped)
    assert command.main(["grade", str(tmp_path), "--course", str(tmp_path)]) == 130
    assert "the same command goes on from there" in capsys.readouterr().out


class Counted:
    """A class with code, and how often code was run for it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.place, self.course = folder / "in", toy.course(folder / "course")
        toy.hand_in(self.place / "ana", toy.files())
        toy.hand_in(self.place / "bo", toy.files(toy.work(double="def double(number):\n    return 0")))
        toy.hand_in(self.place / "cid", toy.files(toy.work(double="", greet="", essay="")))
        self.ran: list[tuple[str, ...]] = []
        self.mark = marking.mark
        # In this process, so that it can be counted.
        monkeypatch.setattr(pool, "run_all", lambda jobs, *_: map(pool.perform, jobs))
        monkeypatch.setattr(marking, "mark", self._mark)

    def _mark(self, cells: Any, *rest: Any) -> marking.Marks:
        self.ran.append(tuple(cell.name for cell in cells))
        return self.mark(cells, *rest)

    def again(self) -> tuple[Summary, int]:
        before = len(self.ran)
        return run(self.place, self.course), len(self.ran) - before

    def score(self, student: str) -> float:
        with closing(sqlite3.connect(self.course / "gradebook.db")) as database:
            (found,) = database.execute(
                "SELECT SUM(auto_score) FROM grade JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id"
                " JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id"
                " WHERE student_id = ?",
                (student,),
            ).fetchone()
        return float(found)


@pytest.fixture
def counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(tmp_path, monkeypatch)


def change_source(course: Path, change: Callable[[str], str]) -> None:
    source = json.loads(change(json.dumps(toy.source())))
    toy.write_source(course, source)


def test_a_second_run_does_nothing(counted: Counted) -> None:
    assert counted.again()[1] == 3
    summary, ran = counted.again()
    assert (summary.as_before, ran, sum(summary.statuses.values())) == (3, 0, 0)


def test_who_changed_no_code_is_marked_without_running_it_again(counted: Counted) -> None:
    for number in range(5):
        toy.hand_in(counted.place / f"blank-{number}", toy.files(toy.work(double="", greet="", essay="")))
    assert counted.again()[1] == 3


def test_one_new_submission_is_all_that_is_graded(counted: Counted) -> None:
    counted.again()
    toy.hand_in(counted.place / "bo", toy.files())
    summary, ran = counted.again()
    assert (summary.as_before, ran, sum(summary.statuses.values())) == (2, 1, 1)
    assert counted.score("bo") == 14.0


def test_a_corrected_key_scores_again_and_runs_no_code(counted: Counted) -> None:
    counted.again()
    assert counted.score("ana") == 14.0
    bank = counted.course / "questions" / "toy.yml"
    corrected = toy.BANK.replace("text: Right, correct: true,", "text: Right,").replace(
        "text: Wrong,", "text: Wrong, correct: true,"
    )
    bank.write_text(corrected, encoding="utf-8")
    summary, ran = counted.again()
    assert (summary.as_before, ran, sum(summary.statuses.values())) == (0, 0, 3)
    assert counted.score("ana") == 13.0


def test_a_corrected_test_runs_code_again(counted: Counted) -> None:
    counted.again()
    assert counted.score("bo") == 9.5
    change_source(counted.course, lambda words: words.replace("lambda: double(10), 20", "lambda: double(10), 0"))
    assert counted.again()[1] == 3
    assert counted.score("bo") == 11.0
    assert counted.score("ana") == 12.5


def test_a_page_that_was_lost_is_written_again(counted: Counted) -> None:
    counted.again()
    page = counted.course / "autograded" / "ana" / "toy" / "toy.ipynb"
    whole = page.read_bytes()
    page.write_bytes(whole[:100])
    summary, ran = counted.again()
    assert (summary.as_before, ran) == (2, 0)
    assert page.read_bytes() == whole


def test_without_a_sandbox_nothing_is_run_and_the_rest_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise NoSandbox("bwrap is not here.")

    monkeypatch.setattr(marking, "mark", refused)
    monkeypatch.setattr(pool, "run_all", lambda jobs, *_: map(pool.perform, jobs))
    course = toy.course(tmp_path / "course")
    toy.hand_in(tmp_path / "in" / "ana", {"toy.ipynb": b"{"})
    toy.hand_in(tmp_path / "in" / "bo", toy.files())
    with pytest.raises(NoSandbox, match="apt-get install bubblewrap"):
        run(tmp_path / "in", course)
    monkeypatch.undo()
    summary = run(tmp_path / "in", course)
    assert summary.as_before == 1
    assert summary.statuses == {Status.NEEDS_MARKING: 1}
