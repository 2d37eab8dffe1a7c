"""A large class is read by several processes, and nothing that comes out tells the difference."""

from __future__ import annotations

import io
import multiprocessing
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
import toy
from jobs import die
from test_resume import class_of, dump, pages

from declaration.grading import assignments, reading, submission
from declaration.grading.grade import Options, Summary, Watch, grade
from declaration.grading.intake import inbox
from declaration.grading.model import Row, Status
from declaration.grading.reading import Reader

if TYPE_CHECKING:
    from pathlib import Path

    from declaration.grading.intake.handed import Copy


class Mortal(Reader):
    """A reader whose process the system kills over one submission."""

    def one(self, copy: Copy) -> Any:
        if copy.student == "student-04" and multiprocessing.parent_process():
            die()
        return super().one(copy)


def of_one(found: Row | submission.Opened | None) -> tuple[str, str]:
    """The student, and what was found: a fingerprint or a reason."""
    if isinstance(found, Row):
        aside = found.entry.graded.set_aside
        return found.entry.graded.student, aside.code if aside else ""
    assert found
    return found.copy.student, found.content


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A class of twelve counts as large, and a process hands back three at once."""
    monkeypatch.setattr(reading, "LARGE", 10)
    monkeypatch.setattr(reading, "_TOGETHER", 3)


def run(place: Path, course: Path, processes: int) -> Summary:
    return grade(Options((place,), course, workers=processes), Watch())


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("code", [False, True])
def test_many_processes_give_what_one_gives(tmp_path: Path, *, code: bool) -> None:
    class_of(tmp_path / "in", code=code)
    alone, together = (toy.course(tmp_path / name, code=code) for name in ("alone", "together"))
    first = run(tmp_path / "in", alone, 1)
    second = run(tmp_path / "in", together, 2)
    assert second.statuses == first.statuses
    assert set(second.statuses) >= {Status.NEEDS_MARKING, Status.SET_ASIDE}
    assert dump(together) == dump(alone)
    assert pages(together) == pages(alone)
    again = run(tmp_path / "in", together, 2)
    assert (again.as_before, again.ran, sum(again.statuses.values())) == (12, 0, 0)
    assert dump(together) == dump(alone)


@pytest.mark.usefixtures("small")
def test_who_handed_in_through_the_zip_of_a_class_is_read_too(tmp_path: Path) -> None:
    class_of(tmp_path / "in", code=False)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in toy.files(toy.work(code=False)).items():
            archive.writestr(f"Ana López_1234567_assignsubmission_file_/{name}", content)
    (tmp_path / "in" / "class.zip").write_bytes(packed.getvalue())
    course = toy.course(tmp_path / "course", code=False)
    assert sum(run(tmp_path / "in", course, 2).statuses.values()) == 13
    assert (course / "autograded" / "Ana López" / "toy" / "toy.ipynb").exists()


@pytest.mark.usefixtures("small")
def test_what_a_process_died_over_is_read_all_the_same(tmp_path: Path) -> None:
    class_of(tmp_path / "in", code=False)
    course = toy.course(tmp_path / "course", code=False)
    files = assignments.find(course)
    copies = inbox.collect([tmp_path / "in"], files).copies
    loaded = assignments.load(toy.NAME, files[toy.NAME])
    reader = Mortal(loaded, course, inbox.Policy(), submission.grader_of(loaded), {})
    died_over = [of_one(found) for found in reader.all(copies, 2)]
    assert sorted(died_over) == [of_one(found) for found in map(reader.one, copies)]
    assert len(died_over) == 12
