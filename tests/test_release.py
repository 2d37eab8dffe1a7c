"""Students' exercises: made from their sources, never stale, without anything that a student must not see."""

import html
import re
import subprocess
from pathlib import Path

import nbformat
import pytest

from declaration.authoring import notebooks, release
from declaration.paths import ROOT

SOURCES = release.sources()
SECRET = re.compile(r"### BEGIN (SOLUTION|HIDDEN TESTS)\n(.*?)### END", re.DOTALL)
TELLING = 25  # characters: a shorter line says nothing by itself


def letters(content: str) -> str:
    """Return letters and digits only, so that words are found in a notebook's JSON and in highlighted HTML alike."""
    bare = re.sub(r"<[^>]+>", "", content).replace("\\n", "")
    return re.sub(r"\W+", "", html.unescape(bare))


def secrets() -> set[str]:
    """Return what tells: each solution in code as a whole, each line of hidden tests and of model answers."""
    found: set[str] = set()
    for source in SOURCES:
        for cell in notebooks.read(source).cells:
            for kind, region in SECRET.findall(cell.source):
                whole = kind == "SOLUTION" and cell.cell_type == "code"
                found |= {letters(each) for each in ([region] if whole else region.splitlines())}
    return {secret for secret in found if len(secret) > TELLING}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_the_committed_exercise_is_what_its_source_makes(source: Path) -> None:
    committed = release.target(source).read_text(encoding="utf-8")
    assert release.student_version(source) == committed, f"{source.name} was changed: run 'make release'"


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_the_source_earns_all_points_and_the_blank_exercise_none(source: Path) -> None:
    for path, share in ((source, 1), (release.target(source), 0)):
        for cell in notebooks.read(path).cells:
            mark = cell.metadata.get("nbgrader", {})
            if cell.cell_type == "code" and mark.get("grade"):
                (result,) = [each for each in cell.outputs if each.output_type == "execute_result"]
                assert float(result.data["text/plain"]) == share * mark["points"]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_what_is_not_answered_is_said_without_an_error(source: Path) -> None:
    exercise = notebooks.read(release.target(source))
    outputs = [output for cell in exercise.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]
    assert "not answered yet" in "".join(output.get("text", "") for output in outputs)


def test_no_solution_and_no_hidden_test_stands_outside_instructor() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    outside = [ROOT / name for name in tracked.splitlines() if not name.startswith("instructor/")]
    outside += [path for path in (ROOT / "_build" / "html").rglob("*") if path.is_file()]
    kept = secrets()
    assert len(kept) > 5
    for path in outside:
        content = letters(path.read_text(encoding="utf-8", errors="replace")) if path.exists() else ""
        assert not [secret for secret in kept if secret in content], path


def test_a_release_with_an_unclosed_secret_is_refused(tmp_path: Path) -> None:
    cell = nbformat.v4.new_markdown_cell("BEGIN SOLUTION of a cell that nbgrader does not know")
    cell.id = "loose"
    path = tmp_path / "loose.ipynb"
    path.write_text(notebooks.text(nbformat.v4.new_notebook(cells=[cell])), encoding="utf-8")
    with pytest.raises(RuntimeError, match="solution"):
        release.student_version(path)
