"""A toy course with a rubric and no code, and some who handed in: what tests of marking and of feedback need."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import toy

from declaration import __main__ as command
from declaration import graded, passages, questions
from declaration.grading import assignments
from declaration.grading.feedback import student_page
from declaration.grading.gradebook.database import Gradebook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from declaration.grading.assignment import Assignment

CRITERIA = {"position": "Position", "words": "Words of the text", "fact": "Fact", "other": "The other side"}
POINTS = (0, 2, 3, 4)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def rubric() -> str:
    """A rubric of four criteria with up to four points each."""
    lines = ["cell: writing", "words: [5, 50]", "criteria:"]
    for name, title in CRITERIA.items():
        lines += [f"  - id: {name}", f"    name: {title}", "    levels:"]
        lines += [f"      - {{points: {points}, text: {title} at {points}}}" for points in POINTS]
    return "\n".join(lines) + "\n"


def _known_to_students(bank: str) -> dict[tuple[str, str], str]:
    """The ids of options as students know them, by question and the author's id."""
    read = questions.parse(bank, about=passages.of_the_declaration())
    pairs = zip(read.questions, graded.disguised(read, toy.SALT).questions, strict=True)
    return {
        (question.id, option.id): other.id
        for question, same in pairs
        for option, other in zip(question.options, same.options, strict=True)
    }


class Course:
    """The course folder, what is handed in, and the commands on it."""

    def __init__(self, folder: Path, bank: str = toy.BANK) -> None:
        self.folder, self.place = toy.course(folder / "course", code=False), folder / "in"
        self.known = _known_to_students(bank)
        notebook = toy.source(code=False)
        notebook["cells"][-1]["metadata"]["nbgrader"]["points"] = 4 * POINTS[-1]
        toy.write_source(self.folder, notebook)
        (self.folder / "questions" / "toy.yml").write_text(bank, encoding="utf-8")
        (self.folder / "rubrics").mkdir()
        (self.folder / "rubrics" / "toy.yml").write_text(rubric(), encoding="utf-8")

    def hand_in(self, student: str, essay: str = toy.ESSAY, given: dict[str, list[str]] | None = None) -> None:
        made = toy.work(code=False, essay=essay)
        made["cells"][-1]["metadata"]["nbgrader"]["points"] = 4 * POINTS[-1]
        chosen = {
            question: [self.known.get((question, option), option) for option in options]
            for question, options in (given or {}).items()
        }
        toy.hand_in(self.place / student, toy.files(made, chosen))

    def run(self, *words: str, code: int = 0) -> None:
        """Run one command on the course."""
        assert command.main([*words, "--course", str(self.folder)]) == code

    def grade(self, *words: str) -> None:
        self.run("grade", str(self.place), *words)

    @contextmanager
    def gradebook(self) -> Iterator[Any]:
        with closing(Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}")) as opened:
            yield opened

    def assignment(self) -> Assignment:
        return assignments.load("toy", assignments.find(self.folder)["toy"])

    def page(self, student: str) -> str:
        return student_page.path(self.folder, student, "toy").read_text(encoding="utf-8")
