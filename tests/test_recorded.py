"""The recorded quiz as Python runs it: no answer is lost, nothing is kept in the wrong place, what fails is told."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from declaration import answers, graded, questions, sheet
from declaration.paths import ROOT
from declaration.quiz import RecordedQuiz, record, recorded

if TYPE_CHECKING:
    from pathlib import Path

ANSWER = {"t-single": ["bf238f29"]}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a student's folder with the sheet of a quiz; every test stands for a kernel of its own, outside pytest."""
    for name in ("PYTEST_VERSION", record.GRADING, record.OFF, "JPY_SESSION_NAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(recorded, "_session", {})
    bank = graded.disguised(questions.read(ROOT / "tests" / "types.yml"), "x" * 40)
    home = tmp_path / "exercises" / "try"
    home.mkdir(parents=True)
    (home / "try.quiz.yml").write_text(sheet.text(sheet.of(bank)), encoding="utf-8")
    monkeypatch.chdir(home)
    return home


def new_kernel() -> None:
    recorded._session.clear()  # noqa: SLF001 - what a restart does


def kept(folder: Path) -> dict[str, list[str]]:
    found = answers.read(folder / "try.answers.json")
    return {question: list(chosen) for question, chosen in found.answers.items()}


def notebook(folder: Path, given: dict[str, list[str]], name: str = "try.ipynb") -> None:
    output = {"output_type": "display_data", "data": {answers.MIME: answers.bundle("try", given)}}
    (folder / name).write_text(json.dumps({"cells": [{"outputs": [output]}]}), encoding="utf-8")


def test_every_change_is_in_the_file_before_it_is_called_saved(folder: Path) -> None:
    quiz = RecordedQuiz("try")
    assert not (folder / "try.answers.json").exists(), "a quiz that was only shown writes nothing"
    seen: list[tuple[object, object]] = []
    quiz.observe(lambda change: seen.append((change["new"]["saved"], kept(folder))), "status")
    quiz.set_state({"edit": 1, "answers": ANSWER})
    quiz.set_state({"edit": 2, "answers": {**ANSWER, "t-multiple": ["a953a5db"]}})
    assert seen == [(True, ANSWER), (True, {**ANSWER, "t-multiple": ["a953a5db"]})]


def test_the_status_names_the_change_that_it_is_about() -> None:
    quiz = RecordedQuiz("try")
    quiz.set_state({"edit": 7, "answers": ANSWER})
    assert quiz.status == {"edit": 7, "saved": True, "message": "Saved in try.answers.json."}
    # There and back again between two messages: nothing is new, and the form still waits for its number.
    quiz.set_state({"edit": 9, "answers": ANSWER})
    assert quiz.status["edit"] == 9


def test_a_cell_that_is_run_again_and_a_kernel_that_is_restarted_find_the_answers(folder: Path) -> None:
    RecordedQuiz("try").answers = ANSWER
    assert RecordedQuiz("try").answers == ANSWER
    new_kernel()
    assert RecordedQuiz("try").answers == ANSWER
    assert kept(folder) == ANSWER


def test_two_forms_of_one_quiz_do_not_write_over_each_other(folder: Path) -> None:
    first, second = RecordedQuiz("try"), RecordedQuiz("try")
    second.answers = ANSWER
    first.set_state({"edit": 1, "answers": {**first.answers, "t-order": ["430121f6"]}})
    assert kept(folder) == second.answers == {**ANSWER, "t-order": ["430121f6"]}


def test_a_lost_file_is_restored_from_the_copy_in_the_notebook(folder: Path) -> None:
    notebook(folder, ANSWER)
    quiz = RecordedQuiz("try")
    assert quiz.answers == ANSWER == kept(folder)
    assert "restored from the copy in the notebook. Saved in try.answers.json." in quiz.status["message"]


def test_the_copy_is_found_in_a_notebook_of_another_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notebook(folder, ANSWER, "try (1).ipynb")
    assert RecordedQuiz("try").answers == {}
    new_kernel()
    monkeypatch.setenv("JPY_SESSION_NAME", str(folder / "try (1).ipynb"))
    assert RecordedQuiz("try").answers == ANSWER


def test_the_file_wins_over_the_copy(folder: Path) -> None:
    notebook(folder, {"t-single": ["old"]})
    answers.write(folder / "try.answers.json", "try", ANSWER)
    assert RecordedQuiz("try").answers == ANSWER


@pytest.mark.parametrize("content", ["{", answers.text("another", {"q": ["a"]})])
def test_a_file_that_cannot_be_used_is_told_kept_and_replaced_by_the_copy(folder: Path, content: str) -> None:
    (folder / "try.answers.json").write_text(content, encoding="utf-8")
    notebook(folder, ANSWER)
    quiz = RecordedQuiz("try")
    assert quiz.answers == ANSWER == kept(folder)
    assert quiz.status["message"].startswith("try.answers.json")
    assert (folder / "try.damaged.answers.json").read_text(encoding="utf-8") == content


def test_a_notebook_that_cannot_be_read_has_no_copy(folder: Path) -> None:
    for content in ("", "[" * 100_000, '{"cells": 1}'):
        (folder / "try.ipynb").write_text(content, encoding="utf-8")
        assert RecordedQuiz("try").status == {"edit": 0, "saved": True, "message": "Not answered yet."}


FAILURES = {
    errno.EACCES: "you may not write in this folder. Copy the folder",
    errno.EROFS: "this folder can only be read. Copy the folder",
    errno.ENOSPC: "the disk is full. Delete files",
    errno.EIO: "Input/output error. Copy the folder",
}


@pytest.mark.parametrize("number", FAILURES)
def test_a_write_that_fails_is_told_with_reason_and_remedy_and_nothing_is_lost(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def fails(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    quiz = RecordedQuiz("try")
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", fails)
        quiz.answers = ANSWER
        assert not quiz.status["saved"]
        assert quiz.status["message"].startswith(f"Not saved: {FAILURES[number]}")
        assert RecordedQuiz("try").answers == ANSWER, "the kernel still has them"
    assert list(folder.glob(".*")) == []
    again = RecordedQuiz("try")
    assert (again.answers, again.status["saved"], kept(folder)) == (ANSWER, True, ANSWER)


def test_a_folder_that_can_only_be_read_is_told(folder: Path) -> None:
    quiz, me = RecordedQuiz("try"), os.geteuid()
    folder.chmod(0o500)
    if me == 0:
        os.seteuid(65534)  # root may write everywhere
    try:
        quiz.answers = ANSWER
    finally:
        os.seteuid(me)
        folder.chmod(0o700)
    assert quiz.status["message"].startswith("Not saved: you may not write in this folder.")


def test_an_answer_that_is_too_long_is_told(folder: Path) -> None:
    quiz = RecordedQuiz("try")
    quiz.answers = {"t-single": ["x" * 30_000]}
    assert quiz.status["message"].startswith("Not saved. try.answers.json: the answer to 't-single'")
    assert not (folder / "try.answers.json").exists()


def test_a_browser_without_files_says_that_the_notebook_must_be_handed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    quiz = RecordedQuiz("try")
    monkeypatch.setattr(sys, "platform", "emscripten")
    quiz.answers = ANSWER
    assert not quiz.status["saved"]
    assert "save the notebook, and hand it in" in quiz.status["message"]


def test_a_browser_without_files_says_saved_when_it_keeps_the_answers_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "emscripten")
    quiz = RecordedQuiz("try")
    assert (quiz.browser, quiz.status["message"][:17]) == ("asked", "Not answered yet.")
    quiz.set_state({"edit": 1, "answers": ANSWER, "browser": "refuses"})
    assert (quiz.status["saved"], quiz.status["message"][:10]) == (False, "Not saved:")
    quiz.set_state({"edit": 2, "answers": {**ANSWER, "t-order": ["430121f6"]}, "browser": "keeps"})
    assert (quiz.status["saved"], quiz.status["message"][:22]) == (True, "Saved in this browser.")
    again = RecordedQuiz("try")
    assert (again.answers, again.status["saved"]) == (quiz.answers, True)


def test_a_browser_with_files_says_saved_in_its_topmost_folder_too(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.setattr(sys, "platform", "emscripten")
    monkeypatch.setattr(record, "_DRIVE", folder)
    quiz = RecordedQuiz("try")
    quiz.answers = ANSWER
    assert (quiz.browser, quiz.status["message"]) == ("", "Saved in try.answers.json.")


def test_in_a_browser_the_copy_is_found_whatever_the_notebook_is_called(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.setattr(sys, "platform", "emscripten")
    monkeypatch.setattr(record, "_DRIVE", folder)
    for age, (name, given) in enumerate([("try.ipynb", {}), ("new.ipynb", ANSWER), ("old.ipynb", {"t-single": ["x"]})]):
        notebook(folder, given, name)
        os.utime(folder / name, (100 - age, 100 - age))
    assert RecordedQuiz("try").answers == ANSWER


def test_a_notebook_that_was_carried_to_another_place_alone_shows_the_questions_of_the_course() -> None:
    quiz = RecordedQuiz("section-1")
    assert quiz.sheet == sheet.read(ROOT / "exercises" / "section-1" / "section-1.quiz.yml")


def test_a_package_that_holds_the_data_and_the_questions_needs_no_folder_beside_it(tmp_path: Path) -> None:
    # As the wheel has them, for a kernel that has nothing but the wheel.
    package = tmp_path / "declaration"
    shutil.copytree(ROOT / "declaration", package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("data", "exercises"):
        shutil.copytree(ROOT / name, package / name)
    program = (
        "from declaration import RecordedQuiz, paths, table, text\n"
        "print(paths.DATA, len(text.load().paragraphs), bool(table('conferences')))\n"
        "print(RecordedQuiz('section-1').sheet.name)"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    shown = subprocess.run([sys.executable, "-c", program], env=environment, check=True, capture_output=True, text=True)
    assert shown.stdout.split() == [str(package / "data"), "25", "True", "section-1"]


@pytest.mark.parametrize("variable", [record.GRADING, record.OFF, "PYTEST_VERSION"])
def test_nothing_is_recorded_or_read_where_notebooks_are_graded_or_tested(
    folder: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    notebook(folder, ANSWER)
    monkeypatch.setenv(variable, "autograde")
    quiz = RecordedQuiz("try")
    assert quiz.answers == {}
    quiz.answers = ANSWER
    assert quiz.status["message"].startswith("Nothing is recorded: ")
    assert not (folder / "try.answers.json").exists()


def test_nothing_is_recorded_in_the_instructors_tree_and_its_questions_are_those_of_a_release(tmp_path: Path) -> None:
    tree = tmp_path / "instructor"
    (tree / "questions").mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "types.yml", tree / "questions" / "try.yml")
    (tree / "questions" / "salt.txt").write_text("x" * 40, encoding="utf-8")
    source = tree / "assignments" / "try"
    source.mkdir(parents=True)
    quiz = RecordedQuiz("try", source)
    assert quiz.sheet == RecordedQuiz("try").sheet
    quiz.answers = ANSWER
    assert "would be handed out" in quiz.status["message"]
    assert list(source.iterdir()) == []


def test_nbgrader_itself_gives_no_points_for_the_cell(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "try.quiz.yml").unlink()  # the grader needs no questions to run past the cell
    monkeypatch.setenv(record.GRADING, "autograde")
    assert RecordedQuiz("try")._repr_mimebundle_() == ({"text/plain": "0.0"}, {})


def shown(quiz: RecordedQuiz, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return what the cell shows, and the list to which every copy for the notebook is added."""
    copies: list[dict[str, Any]] = []
    monkeypatch.setattr(recorded, "display", lambda data, **options: copies.append({**data, **options}))
    data, _ = quiz._repr_mimebundle_()
    return data, copies


def test_the_notebook_keeps_a_copy_that_is_brought_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    quiz = RecordedQuiz("try")
    _, copies = shown(quiz, monkeypatch)
    quiz.answers = ANSWER
    assert [(copy["update"], copy["text/plain"]) for copy in copies] == [
        (False, "6 questions: not answered yet"),
        (True, "1 of 6 questions answered"),
    ]
    assert copies[0]["display_id"] == copies[1]["display_id"]
    assert copies[1][answers.MIME] == {"schema": 1, "quiz": "try", "answers": ANSWER}


def test_without_the_questions_the_cell_says_so_and_keeps_the_copy(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    notebook(folder, ANSWER)
    (folder / "try.quiz.yml").unlink()
    data, copies = shown(RecordedQuiz("try"), monkeypatch)
    assert data["text/plain"].startswith("try.quiz.yml is missing")
    assert copies[0][answers.MIME]["answers"] == ANSWER


def test_a_kernel_that_dies_while_it_writes_leaves_whole_answers() -> None:
    program = (
        "import os\nfrom declaration.quiz import RecordedQuiz\n"
        "quiz = RecordedQuiz('try')\nquiz.answers = {'t-single': ['first']}\n"
        "os.fsync = lambda _: os._exit(9)\nquiz.answers = {'t-single': ['second']}\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    assert subprocess.run([sys.executable, "-c", program], env=environment, check=False).returncode == 9
    assert RecordedQuiz("try").answers == {"t-single": ["first"]}
