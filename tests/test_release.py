"""Students' exercises: made from their sources, never stale, complete; a source that is not fit is refused by name."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from declaration import answers, graded, questions, sheet
from declaration.authoring import notebooks, release, rubrics, sources
from declaration.paths import ROOT

SOURCES = release.paths()
FIRST = SOURCES[0]
each_source = pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)


def outputs(cell: Any) -> str:
    """Return what a cell shows, as one text."""
    shown = [output.get("text", "") or output.get("data", {}).get("text/plain", "") for output in cell.outputs]
    return "\n".join(shown)


@each_source
def test_the_committed_exercise_is_what_its_source_makes(source: Path) -> None:
    made = release.files(source)
    for path, content in made.items():
        assert path.read_text(encoding="utf-8") == content, f"{path.name} is stale: run 'make release'"
    beside = [path for path in release.target(source).parent.iterdir() if not path.name.endswith(".answers.json")]
    assert sorted(path for path in beside if path.is_file()) == sorted(made)


@each_source
def test_the_source_earns_all_points_and_the_blank_exercise_none(source: Path) -> None:
    for path, share in ((source, 1), (release.target(source), 0)):
        for cell in notebooks.read(path).cells:
            mark = cell.metadata.get("nbgrader", {})
            if cell.cell_type == "code" and mark.get("grade") and not mark.grade_id.startswith("quiz-"):
                (result,) = [each for each in cell.outputs if each.output_type == "execute_result"]
                assert float(result.data["text/plain"]) == share * mark["points"]


@each_source
def test_the_keys_earn_all_points_of_the_quiz_under_the_ids_that_students_get(source: Path) -> None:
    asked = sheet.read(release.target(source).with_name(f"{source.stem}.quiz.yml"))
    bank = graded.load(source.stem)
    assert asked == sheet.of(bank)
    assert 8 <= len(bank.questions) <= 12
    assert sum(question.score(question.keys) for question in bank.questions if not question.by_hand) == len(
        bank.questions
    )


@each_source
def test_what_is_not_answered_is_said_without_an_error(source: Path) -> None:
    exercise = notebooks.read(release.target(source))
    code = [cell for cell in exercise.cells if cell.cell_type == "code"]
    assert not [output for cell in code for output in cell.outputs if output.output_type == "error"]
    for cell in code:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            assert "not answered yet" in outputs(cell)
    assert answers.embedded(exercise, source.stem) == answers.Answers(source.stem, {})


@each_source
def test_the_exercise_shows_its_rubric(source: Path) -> None:
    rubric = rubrics.read(rubrics.path(source.stem))
    for path in (source, release.target(source)):
        (shown,) = [cell.source for cell in notebooks.read(path).cells if cell.id == rubrics.TABLE]
        assert shown == rubrics.table(rubric), "run 'make notebooks release'"


def test_a_release_with_an_unclosed_secret_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    notebook = copy.deepcopy(notebooks.read(FIRST))
    notebook.cells.append(nbformat.v4.new_markdown_cell("BEGIN SOLUTION of a cell that nbgrader does not know"))
    monkeypatch.setattr(notebooks, "read", lambda _: notebook)
    with pytest.raises(RuntimeError, match="solution"):
        release.files(FIRST)


def cell_of(notebook: Any, name: str) -> Any:
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name)


def drop_quiz(notebook: Any) -> None:
    notebook.cells.remove(cell_of(notebook, f"quiz-{FIRST.stem}"))


def rename_quiz(notebook: Any) -> None:
    cell_of(notebook, f"quiz-{FIRST.stem}").source = 'RecordedQuiz("another")'


def other_points(notebook: Any) -> None:
    cell_of(notebook, "task-1-tests").metadata.nbgrader.points = 99


def loop_in_tests(notebook: Any) -> None:
    cell_of(notebook, "task-1-tests").source += "\nfor _ in range(3): pass"


def nothing_hidden(notebook: Any) -> None:
    cell = cell_of(notebook, "task-1-tests")
    cell.source = cell.source.replace("### BEGIN HIDDEN TESTS\n", "").replace("### END HIDDEN TESTS\n", "")


def code_for_writing(notebook: Any) -> None:
    cell_of(notebook, "writing").cell_type = "code"


def other_rubric(notebook: Any) -> None:
    cell_of(notebook, "writing").metadata.nbgrader.points = 5


def wrong_sum(notebook: Any) -> None:
    for cell in notebook.cells:
        cell.source = cell.source.replace("| All, ", "| Nearly all, ")


FAULTS: dict[Callable[[Any], None], str] = {
    drop_quiz: "there is no cell quiz-",
    rename_quiz: "does not end with RecordedQuiz",
    other_points: "earns 99 points and its task",
    loop_in_tests: "cell task-1-tests, line",
    nothing_hidden: "has not both kinds of checks",
    code_for_writing: "there is no cell writing",
    other_rubric: "has 5 points and its rubric",
    wrong_sum: "its row ‘All’ says",
}


@pytest.mark.parametrize("damage", FAULTS, ids=lambda damage: damage.__name__)
def test_a_source_that_is_not_fit_is_refused_with_cell_and_remedy(damage: Callable[[Any], None]) -> None:
    notebook = copy.deepcopy(notebooks.read(FIRST))
    damage(notebook)
    with pytest.raises(sources.BadSource, match=rf"{FIRST.name}: .*{FAULTS[damage]}.*\. [A-Z]"):
        sources.check(notebook, FIRST)


@pytest.mark.parametrize("name", ["section-1.answers.json", "responses.answers.json", "answers.json"])
def test_answers_in_the_source_folder_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(json.dumps({}), encoding="utf-8")
    with pytest.raises(sources.BadSource, match=f"{name} stands beside it.*Delete it"):
        sources.check(notebooks.read(FIRST), tmp_path / FIRST.name)


def test_a_question_of_a_public_bank_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    public = sorted((ROOT / "data" / "questions").glob("section-1.yml"))
    monkeypatch.setattr(graded, "load", lambda _: questions.read(public[0]))
    with pytest.raises(sources.BadSource, match=r"question p1-says has the id of one in data/questions/section-1\.yml"):
        sources.check(notebooks.read(FIRST), FIRST)
