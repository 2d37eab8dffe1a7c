"""Marking without formgrader: essays under anonymous names out, marking sheets back in.

A mark that is in the gradebook is never written over unless the caller says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from declaration.grading.gradebook import journal, levels, marked
from declaration.grading.markers import blind
from declaration.grading.markers.marking_sheet import Marks, incomplete, read, text
from declaration.grading.model import Status
from declaration.grading.pages import templates
from declaration.grading.repair import autograded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from declaration.authoring.rubrics import Rubric
    from declaration.grading.assignment import Assignment
    from declaration.grading.gradebook.database import Gradebook
    from declaration.grading.gradebook.marked import Mark

WAITING, ALL, FILLED = "waiting", "all", "filled"
_AT_A_TIME = 500  # students whose marks are read together


class CannotMark(RuntimeError):
    """Nothing was written; the message says why and what to do."""


@dataclass
class Imported:
    """Which essays were marked, were marked so before, kept the mark that they had, or are not marked to the end."""

    written: list[str] = field(default_factory=list)
    as_before: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    incomplete: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Essay:
    """One text under its anonymous name, with what the gradebook says of it."""

    code: str
    student: str
    mark: Mark


def rubric_of(assignment: Assignment) -> Rubric:
    """Return the rubric by which a text of this assignment is marked.

    Raises:
        CannotMark: if it has none.
    """
    if assignment.rubric is None:
        raise CannotMark(
            f"{assignment.name}: it has no rubric, and a marking sheet has a row for each criterion. "
            f"Write rubrics/{assignment.name}.yml beside the folder of banks, or mark in formgrader."
        )
    return assignment.rubric


def essays(gradebook: Gradebook, assignment: Assignment, *, every: bool = False) -> list[Essay]:
    """Return the texts that wait for a marker, or with `every` all that were handed in, in order of their codes."""
    cell, found = rubric_of(assignment).cell, []
    handed_in = [
        graded.student
        for graded in journal.records(gradebook.engine, assignment.name)
        if graded.status is not Status.SET_ASIDE
    ]
    for start in range(0, len(handed_in), _AT_A_TIME):
        marks = marked.of(gradebook.engine, assignment.name, handed_in[start : start + _AT_A_TIME])
        found += [(student, each.cells[cell]) for student, each in marks.items() if cell in each.cells]
    # Who wrote nothing has the machine's zero, and no text to read.
    wanted = [(student, mark) for student, mark in found if mark.waits or (every and mark.auto is None)]
    codes = blind.drawn(gradebook.engine, assignment.name, [student for student, _ in wanted])
    return sorted((Essay(codes[student], student, mark) for student, mark in wanted), key=lambda essay: essay.code)


def export(
    gradebook: Gradebook, assignment: Assignment, course: Path, folder: Path, which: str = WAITING
) -> tuple[Path, Path, int]:
    """Write a marking sheet and the page with the essays into this folder; return both and how many essays there are.

    `which` essays: those that wait for a marker, all, or all with the marks of the gradebook (`FILLED`), as far as
    their comments tell the levels.

    Raises:
        CannotMark: if the sheet is there already: somebody may be filling it.
    """
    rubric = rubric_of(assignment)
    sheet, page = folder / f"{assignment.name}.csv", folder / f"{assignment.name}.html"
    if sheet.exists():
        raise CannotMark(f"{sheet}: it is there already, and may hold marks. Move it away, or name a folder with --to.")
    found = essays(gradebook, assignment, every=which != WAITING)
    filled = {essay.code: _of_gradebook(essay.mark, rubric) if which == FILLED else Marks() for essay in found}
    folder.mkdir(parents=True, exist_ok=True)
    template = templates.environment(Path(__file__).parent).get_template("essays.html.j2")
    texts = ((essay.code, written(course, assignment, essay.student)) for essay in found)
    with page.open("w", encoding="utf-8", errors="replace") as opened:
        opened.writelines(template.generate(name=assignment.name, rubric=rubric, essays=texts))
    sheet.write_text(text(rubric, filled), encoding="utf-8")
    return sheet, page, len(found)


def written(course: Path, assignment: Assignment, student: str) -> str:
    """Return what this student wrote for the marker."""
    path = course / "autograded" / student / assignment.name / f"{assignment.name}.ipynb"
    return autograded.answer(path, rubric_of(assignment).cell)


def imported(gradebook: Gradebook, assignment: Assignment, sheet: Path, *, overwrite: bool) -> Imported:
    """Write the marks of this sheet into the gradebook and return what was done; an essay counts when it is complete.

    The score is the sum of the points, and the comment says the level of each criterion (see `levels`).

    Raises:
        BadSheet: if rows have faults; then nothing is written.
    """
    rubric = rubric_of(assignment)
    there = {essay.code: essay for essay in essays(gradebook, assignment, every=True)}
    found = read(sheet, rubric, there)
    done = Imported(incomplete=incomplete(rubric, found.items()))
    for code in done.incomplete:
        del found[code]
    marked.mark(gradebook.engine, _to_write(found, there, rubric, done, overwrite=overwrite))
    return done


def _to_write(
    found: Mapping[str, Marks], there: Mapping[str, Essay], rubric: Rubric, done: Imported, *, overwrite: bool
) -> Iterator[marked.ByHand]:
    for code, marks in sorted(found.items()):
        mark, score = there[code].mark, float(sum(marks.points.values()))
        comment = levels.written(rubric, marks.points, marks.comments)
        if (mark.manual, mark.comment, mark.waits) == (score, comment, False):
            done.as_before.append(code)
        elif mark.by_hand and not overwrite:
            done.kept.append(code)
        else:
            done.written.append(code)
            yield marked.ByHand(mark, score, comment)


def _of_gradebook(mark: Mark, rubric: Rubric) -> Marks:
    reached = levels.read(mark.comment, rubric)
    return Marks(dict(reached.points), dict(reached.remarks))
