"""Work of students who do not exist, made by a program: for the toy class, for measurements and for tests.

    maker = Maker("section-1", assignments.find(course)["section-1"])
    contents = maker.files(Random(7), ability=0.5)      # what this student hands in: names of files, and their bytes

Nothing of what is right stands here: keys and solutions are read from the instructor's files when the class is made.
"""

from __future__ import annotations

import copy
import json
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from declaration import answers
from declaration.grading import assignments
from declaration.grading.demo import prose

if TYPE_CHECKING:
    from random import Random

    from declaration.grading.assignments import Files
    from declaration.questions import Question

_MARKS = re.compile(r"^[ \t]*### (?:BEGIN|END) SOLUTION[ \t]*\n?", re.MULTILINE)
# What a beginner forgets. Where a solution has neither, it stays as it is.
_FORGOTTEN = (".lower()", ".strip(MARKS)")


@dataclass(frozen=True)
class Code:
    """How a student answers the tasks: not at all, as the instructor does, or with something forgotten."""

    solved: bool = True
    forgotten: str = ""


class Maker:
    """Makes submissions of one assignment."""

    def __init__(self, name: str, files: Files) -> None:
        """Read release, solutions and keys."""
        self.name = name
        self.release: dict[str, Any] = json.loads(files.release.read_text(encoding="utf-8"))
        source = json.loads(files.source.read_text(encoding="utf-8"))
        loaded = assignments.load(name, files)
        kinds = {cell.name: cell.kind for cell in loaded.cells}
        self.solutions = {
            mark["grade_id"]: _MARKS.sub("", "".join(cell["source"])).rstrip()
            for cell in source["cells"]
            if (mark := cell["metadata"].get("nbgrader")) and kinds.get(mark["grade_id"]) == "answer"
        }
        self.writing = [cell.name for cell in loaded.of_kind("writing")]
        self.quizzes = {cell.name: loaded.banks[cell.quiz] for cell in loaded.of_kind("quiz")}

    def answers(self, random: Random, ability: float) -> dict[str, dict[str, list[str]]]:
        """Return this student's answers, by quiz and question.

        Whether an answer is right follows the two-parameter logistic model (A. Birnbaum, in F. M. Lord and
        M. R. Novick, Statistical Theories of Mental Test Scores, 1968): each question has its difficulty and slope.
        """
        found = {}
        for bank in self.quizzes.values():
            count = len(bank.questions)
            found[bank.name] = {
                question.id: _answer(question, random, right=random.random() < _chance(ability, number, count))
                for number, question in enumerate(bank.questions)
            }
        return found

    def notebook(
        self, given: dict[str, dict[str, list[str]]], code: Code | dict[str, str], essay: str
    ) -> dict[str, Any]:
        """Return a notebook with these answers (a copy of them stands in its outputs), this code and this text.

        Code is a way to answer, or the text of each cell by its nbgrader id.
        """
        made = copy.deepcopy(self.release)
        written = self._code(code) if isinstance(code, Code) else code
        for cell in made["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            if name in written:
                cell["source"] = written[name]
            elif name in self.writing and essay:
                cell["source"] = essay
            elif name in self.quizzes:
                for output in cell["outputs"]:
                    if answers.MIME in output.get("data", {}):
                        quiz = self.quizzes[name].name
                        output["data"][answers.MIME] = answers.bundle(quiz, given[quiz])
        return made

    def files(
        self,
        random: Random,
        ability: float = 0.0,
        code: Code | dict[str, str] | None = None,
        essay: str | None = None,
    ) -> dict[str, bytes]:
        """Return the files that this student hands in."""
        given = self.answers(random, ability)
        text = prose.essay(random) if essay is None else essay
        return self.packed(given, self.notebook(given, Code() if code is None else code, text))

    def packed(self, given: dict[str, dict[str, list[str]]], notebook: dict[str, Any]) -> dict[str, bytes]:
        """Return a notebook and its answers as files."""
        made = {f"{self.name}.ipynb": json.dumps(notebook, indent=1).encode()}
        return made | {f"{quiz}.answers.json": answers.text(quiz, chosen).encode() for quiz, chosen in given.items()}

    def _code(self, code: Code) -> dict[str, str]:
        if not code.solved:
            return {}
        if not code.forgotten:
            return dict(self.solutions)
        return {name: source.replace(code.forgotten, "") for name, source in self.solutions.items()}


def some_code(random: Random, ability: float) -> Code:
    """Return how a student of this ability answers the tasks."""
    if random.random() < _logistic(ability + 1):
        return Code()
    return random.choice((*(Code(forgotten=each) for each in _FORGOTTEN), Code(solved=False)))


def _chance(ability: float, number: int, count: int) -> float:
    # Questions become harder towards the middle; the last one tells nothing apart, so that a poor one can be seen.
    difficulty = 2.4 * math.sin(2.1 * number) / 2 - 0.4
    slope = 0.0 if number == count - 1 and count > 1 else 1.0 + 0.8 * (number % 3)
    return _logistic(slope * (ability - difficulty))


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def _answer(question: Question, random: Random, *, right: bool) -> list[str]:
    if question.by_hand:
        return [prose.essay(random, sentences=3)]
    if right:
        return list(question.keys)
    if question.type in {"order", "match", "fill"}:
        return _misplaced(question, list(question.keys), random)
    wrong = [option.id for option in question.options if not option.correct]
    # Not every wrong option draws alike.
    chosen = random.choices(wrong, [1 / (place + 1) for place in range(len(wrong))])
    if question.type == "multiple":
        return [*question.keys[: random.randrange(len(question.keys) + 1)], *chosen]
    if question.type == "evidence":
        if random.random() < 1 / 3:
            chosen = [question.keys[0]]
        words = [place for place in range(len(question.phrases)) if place != question.phrase]
        return [*chosen, f"words={random.choice(words)}"]
    return chosen


def _misplaced(question: Question, keys: list[str], random: Random) -> list[str]:
    """Return the answer with two steps exchanged, or with something else in one place."""
    if question.type == "order":
        first = random.randrange(len(keys) - 1)
        keys[first], keys[first + 1] = keys[first + 1], keys[first]
        return keys
    place = random.randrange(len(question.options))
    option = question.options[place]
    choices = question.pairs if question.type == "match" else option.choices
    others = [value for value, _ in choices if f"{option.id}={value}" != keys[place]]
    keys[place] = f"{option.id}={random.choice(others)}"
    return keys
