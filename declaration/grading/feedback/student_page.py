"""A page for each student and assignment: what was earned, what was chosen, why it is right or wrong, what to do.

    for warning in student_page.write(gradebook, assignment, course): ...

Everything is read from the gradebook: what the machine found stands in the journal, what a person marked and wrote in
nbgrader's own tables. Only the student's text is taken from the notebook that formgrader shows. So the pages can be
written again at any time, after marking by hand too. One page holds all that it needs and runs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from declaration.grading import submission
from declaration.grading.feedback import quiz_feedback
from declaration.grading.gradebook import journal, levels, marked
from declaration.grading.intake import files
from declaration.grading.model import Status
from declaration.grading.pages import templates
from declaration.grading.repair import autograded
from declaration.grading.sandbox import verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from declaration.authoring.rubrics import Rubric
    from declaration.grading.assignment import Assignment, Cell
    from declaration.grading.gradebook.database import Gradebook
    from declaration.grading.gradebook.marked import Mark, Marked
    from declaration.grading.model import Check, Entry, Graded, SetAside, TaskResult
    from declaration.questions import Question

_AT_A_TIME = 500  # students whose marks are read together
_REMEMBERED = 20_000  # answers whose page part is kept: most students choose what others chose
_SHORT = 2_000  # characters: nothing that is longer is remembered
_BY_HAND = "a person marks this"  # what the part says better itself


@dataclass(frozen=True)
class Part:
    """One graded cell on the page; `score` is what counts, `machine` what it had been before a person marked it."""

    cell: str
    kind: str
    title: str
    score: float
    maximum: float
    waits: bool
    by_hand: bool
    machine: float
    extra: float
    remark: str = ""
    questions: tuple[Markup, ...] = ()
    checks: tuple[Check, ...] = ()
    hidden: int = 0
    hidden_passed: int = 0
    text: str = ""
    rubric: Rubric | None = None
    reached: dict[str, int] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)
    comment: str = ""


@dataclass(frozen=True)
class Page:
    """All that one page says."""

    student: str
    person: str
    heading: str
    score: float
    maximum: float
    penalty: float
    waits: bool
    aside: SetAside | None
    repairs: tuple[str, ...]
    remarks: tuple[str, ...]
    parts: tuple[Part, ...]


def write(gradebook: Gradebook, assignment: Assignment, course: Path, *, keys: bool = False) -> Iterator[str]:
    """Write the page of every submission of this assignment, and give a sentence for each that asks for a person.

    With `keys` the right answers are told too. Pages that would be the same as they are stay untouched.
    """
    pages = _Pages(assignment, course, keys=keys)
    grader, outdated = submission.grader_of(assignment), 0
    names = gradebook.students()
    entries = journal.entries(gradebook.engine, assignment.name)
    while batch := list(islice(entries, _AT_A_TIME)):
        marks = marked.of(gradebook.engine, assignment.name, [each.graded.student for each in batch])
        for entry in batch:
            student = entry.graded.student
            if entry.grader != grader:
                outdated += 1
                continue
            last, first, _ = names.get(student, ("", "", ""))
            page = pages.page(entry, marks.get(student), " ".join(filter(None, (first, last))) or student)
            pages.put(page)
            yield from _doubts(page)
    if outdated:
        yield (
            f"{assignment.name}: {outdated} submissions were graded before the assignment was changed. Grade them "
            "again ('python -m declaration grade' with the same folders); then their pages are written."
        )


def path(course: Path, student: str, assignment: str) -> Path:
    """Return where the page of this student and assignment stands."""
    return course / "feedback" / student / assignment / f"{assignment}.html"


def _doubts(page: Page) -> Iterator[str]:
    for part in page.parts:
        total, mark = sum(part.reached.values()), part.score - part.extra
        whole = part.rubric is not None and len(part.reached) == len(part.rubric.criteria)
        if whole and part.by_hand and total != mark:
            yield (
                f"{page.student}, {part.cell}: the levels in the comment add up to {total}, and the mark is {mark:g}. "
                "Correct one of them in formgrader."
            )


class _Pages:
    """The pages of one assignment."""

    def __init__(self, assignment: Assignment, course: Path, *, keys: bool) -> None:
        self.assignment, self.course, self.keys = assignment, course, keys
        made = templates.environment(Path(__file__).parent)
        self.template, self.question = made.get_template("feedback.html.j2"), made.get_template("question.html.j2")
        self.known: dict[tuple[str, tuple[str, ...]], Markup] = {}
        titles = (cell["source"].partition("\n")[0] for cell in assignment.released if cell["cell_type"] == "markdown")
        heads = (title.removeprefix("# ") for title in titles if title.startswith("# "))
        self.heading = next(heads, assignment.name)
        self.titles = {cell.name: _title(cell) for cell in assignment.graded}

    def put(self, page: Page) -> None:
        """Write the page, if it is another one than it was."""
        target = path(self.course, page.student, self.assignment.name)
        content = self.template.render(page=page).encode("utf-8", "replace")
        if files.stands(target, content):
            return
        files.made(target.parent)
        files.put(target, content)

    def page(self, entry: Entry, marks: Marked | None, person: str) -> Page:
        """Return what the page of this submission says."""
        graded, maximum = entry.graded, self.assignment.max_score
        if graded.status is Status.SET_ASIDE or marks is None:
            aside = graded.set_aside
            return Page(
                graded.student, person, self.heading, 0.0, maximum, 0.0, False, aside, graded.repairs, (), (),
            )  # fmt: skip
        results = {task.cell: task for task in graded.tasks}
        parts = tuple(
            self._part(cell, results[cell.name], marks.cells[cell.name], graded)
            for cell in self.assignment.graded
            if cell.name in results and cell.name in marks.cells
        )
        return Page(
            graded.student, person, self.heading, marks.score, maximum, marks.penalty, marks.waits, None,
            graded.repairs, graded.remarks, parts,
        )  # fmt: skip

    def _part(self, cell: Cell, result: TaskResult, mark: Mark, graded: Graded) -> Part:
        hidden = [check for check in result.checks if check.hidden]
        rubric = self.assignment.rubric if cell.kind == "writing" else None
        rubric = rubric if rubric and rubric.cell == cell.name else None
        reached = levels.read(mark.comment, rubric) if rubric else levels.Reached(rest=mark.comment)
        remark = "" if result.remark == _BY_HAND else result.remark
        return Part(
            cell.name,
            cell.kind,
            self.titles[cell.name],
            mark.score or 0.0,
            cell.points,
            mark.waits,
            mark.manual is not None,
            mark.auto or 0.0,
            mark.extra,
            remark[:1].upper() + remark[1:],
            self._questions(cell, graded) if cell.kind == "quiz" else (),
            tuple(check for check in result.checks if not check.hidden),
            len(hidden),
            sum(check.passed for check in hidden),
            self._text(cell, graded.student) if cell.kind == "writing" else "",
            rubric,
            reached.points,
            reached.remarks,
            reached.rest,
        )

    def _text(self, cell: Cell, student: str) -> str:
        name = self.assignment.name
        found = autograded.answer(self.course / "autograded" / student / name / f"{name}.ipynb", cell.name)
        return "" if found == cell.source else found

    def _questions(self, cell: Cell, graded: Graded) -> tuple[Markup, ...]:
        given = graded.answers
        if given is not None and given.quiz != cell.quiz:
            return ()
        bank = self.assignment.banks[cell.quiz].questions
        share = cell.points / len(bank)
        answers = given.answers if given else {}
        return tuple(
            self._question(number, question, tuple(answers.get(question.id, ())), share)
            for number, question in enumerate(bank, 1)
        )

    def _question(self, number: int, question: Question, chosen: Sequence[str], share: float) -> Markup:
        key = question.id, tuple(chosen)
        if (found := self.known.get(key)) is not None:
            return found
        told = quiz_feedback.told(question, chosen, share, keys=self.keys)
        made = Markup(self.question.render(told=told, number=number))  # noqa: S704 - the template escapes every text
        if not question.by_hand and sum(map(len, chosen)) < _SHORT and len(self.known) < _REMEMBERED:
            self.known[key] = made
        return made


def _title(cell: Cell) -> str:
    if cell.kind == "tests":
        return verdict.tests_of(cell.private, cell.name).title
    return {"quiz": "Quiz", "writing": "Writing"}[cell.kind]
