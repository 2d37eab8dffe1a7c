"""The commands as a stranger runs them: what fails stops, with a message that says what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from declaration import __main__ as command
from declaration.authoring import notebooks
from declaration.paths import ROOT

VENV = Path(sys.prefix)


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", *arguments], cwd=folder, capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Copy the course without its chapters: one page and one notebook, built by the real Makefile and configuration."""
    for name in ("Makefile", "_config.yml", "requirements.txt", "pyproject.toml"):
        shutil.copy2(ROOT / name, tmp_path)
    for name in ("_templates", "assets"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("declaration", "data", "chapters"):
        (tmp_path / name).mkdir()
    (tmp_path / "_toc.yml").write_text(
        "format: jb-book\nroot: index\nchapters:\n- file: chapters/try\n", encoding="utf-8"
    )
    (tmp_path / "index.md").write_text("# Index\n\nA [link](chapters/try.ipynb#A-heading).\n", encoding="utf-8")
    write(tmp_path, "print('well')")
    return tmp_path


def write(course: Path, code: str) -> None:
    cells = [new_markdown_cell("# Try\n\n## A heading", id="head"), new_code_cell(code, id="code")]
    text = notebooks.text(notebooks.normalised(new_notebook(cells=cells), "try"))
    (course / "chapters" / "try.ipynb").write_text(text, encoding="utf-8")


def test_a_cell_that_raises_fails_the_book_every_time(course: Path) -> None:
    write(course, "raise ValueError('broken on purpose')")
    for _ in range(2):
        built = make(course, "book", f"VENV={VENV}")
        assert built.returncode != 0
        assert "try.ipynb" in built.stdout + built.stderr
        assert "The book was not built" in built.stderr


def test_a_link_that_leads_nowhere_fails_the_book_every_time(course: Path) -> None:
    (course / "index.md").write_text("# Index\n\nA [link](chapters/try.ipynb#No-such-heading).\n", encoding="utf-8")
    for _ in range(2):
        built = make(course, "book", f"VENV={VENV}")
        assert built.returncode != 0
        assert "No-such-heading" in built.stdout + built.stderr


def test_a_book_is_built_once_and_notebooks_that_did_not_change_are_not_run_again(course: Path) -> None:
    assert make(course, "book", f"VENV={VENV}").returncode == 0
    again = make(course, "book", f"VENV={VENV}")
    assert again.returncode == 0
    assert "Executing" not in again.stdout + again.stderr
    (course / "index.md").touch()
    assert "Executing" not in (touched := make(course, "book", f"VENV={VENV}")).stdout + touched.stderr


def test_a_cell_that_raises_fails_the_test_of_notebooks(course: Path) -> None:
    write(course, "raise ValueError('broken on purpose')")
    tested = make(course, "nbval", f"VENV={VENV}")
    assert tested.returncode != 0
    assert "broken on purpose" in tested.stdout


def test_an_output_that_is_not_the_stored_one_fails_the_test_of_notebooks(course: Path) -> None:
    tested = make(course, "nbval", f"VENV={VENV}")  # nothing is stored, "well" is printed
    assert tested.returncode != 0
    assert "make notebooks" in tested.stderr


def test_without_python_the_environment_says_what_to_install(course: Path) -> None:
    made = make(course, "book", "PYTHON=no-such-python", "VENV=new")
    assert made.returncode != 0
    assert "sudo apt-get install python3 python3-venv" in made.stderr


@pytest.mark.parametrize(
    ("fails_at", "message"),
    [
        ("version_info", "needs Python 3.11 or newer"),
        ("ensurepip", "lacks its venv module"),
        ("pip install", "network"),
    ],
)
def test_an_unfit_python_is_told_with_the_remedy(course: Path, fails_at: str, message: str) -> None:
    # A Python that passes every check up to one, and a venv whose Python is itself.
    fake = course / "new" / "bin" / "python"
    fake.parent.mkdir(parents=True)
    fake.write_text(f'#!/bin/sh\ncase "$*" in *"{fails_at}"*) exit 1;; esac\n', encoding="utf-8")
    fake.chmod(0o755)
    made = make(course, "book", f"PYTHON={fake}", "VENV=new")
    assert made.returncode != 0
    assert message in made.stderr


def test_make_alone_lists_every_public_command() -> None:
    listed = make(ROOT).stdout
    for name in ("book", "test", "lab", "notebooks", "release", "questions", "clean"):
        assert f"make {name} " in listed


def test_questions_reports_faults_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.yml").write_text("- id: x\n", encoding="utf-8")
    assert command.main(["questions", str(tmp_path / "bad.yml")]) == 1
    assert "bad.yml:1: the field 'prompt' is missing" in capsys.readouterr().err


def test_questions_counts_what_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["questions"]) == 0
    assert "questions, no faults" in capsys.readouterr().out


def test_other_commands_load_nothing_of_grading() -> None:
    heavy = "'nbgrader', 'sqlalchemy', 'tqdm', 'nbformat'"
    code = f"import sys, declaration.__main__; print([name for name in ({heavy}) if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "[]"
