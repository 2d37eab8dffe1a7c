"""The pages of a class in one zip, named as Moodle names its feedback files, so that it hands each to its student."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from declaration.grading.feedback import student_page
from declaration.grading.gradebook import journal

if TYPE_CHECKING:
    from pathlib import Path

    from declaration.grading.gradebook.database import Gradebook


def write(gradebook: Gradebook, assignment: str, course: Path) -> tuple[Path, int]:
    """Write `export/ASSIGNMENT.moodle.zip` in the course folder; return where it stands and how many pages it holds.

    Only students who came from Moodle are in it: it knows them by the number in the names of what was downloaded.
    """
    path = course / "export" / f"{assignment}.moodle.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in journal.entries(gradebook.engine, assignment):
            page = student_page.path(course, entry.graded.student, assignment)
            if not (entry.lms and page.exists()):
                continue
            # Moodle reads the number between the first two underscores, and what follows the fourth is the file.
            student = entry.graded.student.replace("_", " ")
            name = f"{student}_{entry.lms}_assignfeedback_file_{assignment}.html"
            archive.writestr(zipfile.ZipInfo(name), page.read_bytes(), zipfile.ZIP_DEFLATED)
            count += 1
    return path, count
