"""The zip of pages for Moodle: each name leads to the student, and who did not come from Moodle is not in it."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import rubric_course
import toy

from declaration.grading.intake import layouts

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_every_page_has_the_name_by_which_moodle_finds_the_student(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course = rubric_course.Course(tmp_path)
    course.hand_in("ana_1_2")
    came = {"7": "Bo", "8": "Bo", "9": "Cid D", "10": 'Eve "E"'}
    for number, name in came.items():
        toy.hand_in(course.place, {f"{name}_{number}_assignsubmission_file/{toy.NAME}.ipynb": b"{"})
    course.grade()
    course.run("feedback", "--moodle-zip")
    path = course.folder / "export" / f"{toy.NAME}.moodle.zip"
    assert f"written: {path}, with the pages of 4 students" in capsys.readouterr().out
    students = {"7": "Bo 7", "8": "Bo 8", "9": "Cid D", "10": layouts.student_id('Eve "E"')}
    with zipfile.ZipFile(path) as archive:
        # Moodle's own rule: full name, number, kind of feedback in two words, and then the file.
        parts = {name: name.split("_", 4) for name in archive.namelist()}
        kind = ["assignfeedback", "file", f"{toy.NAME}.html"]
        assert {found[1]: found[2:] for found in parts.values()} == dict.fromkeys(came, kind)
        for name, found in parts.items():
            assert archive.read(name).decode() == course.page(students[found[1]])
    before = path.read_bytes()
    course.run("feedback", "--moodle-zip")
    assert path.read_bytes() == before
