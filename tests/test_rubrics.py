"""Rubrics and sample answers: what is wrong is told with file, line and remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from nbformat.v4 import new_markdown_cell, new_notebook

from declaration import quotations
from declaration.authoring import release, rubrics
from declaration.bank_nodes import BadBank

if TYPE_CHECKING:
    from pathlib import Path

NAMES = [source.stem for source in release.paths()]
LEVELS = "[{points: 0, text: Nothing}, {points: 2, text: A part}, {points: 4, text: The whole}]"
RUBRIC = "cell: writing\nwords: [200, 400]\ncriteria:\n" + "".join(
    f"  - {{id: {name}, name: Its {name}, levels: {LEVELS}}}\n" for name in "abcd"
)


def written(folder: Path, content: str) -> Path:
    path = folder / "try.yml"
    path.write_text(content, encoding="utf-8")
    return path


def samples(*points: int, quality: tuple[str, ...] = rubrics.QUALITIES) -> str:
    return yaml.safe_dump([
        {"quality": each, "text": "words", "marks": {name: {"points": earned, "why": "so"} for name in "abcd"}}
        for each, earned in zip(quality, points, strict=True)
    ])  # fmt: skip


def test_a_rubric_is_read_and_shown_as_a_table(tmp_path: Path) -> None:
    rubric = rubrics.read(written(tmp_path, RUBRIC))
    assert (rubric.cell, rubric.words, rubric.points) == ("writing", (200, 400), 16)
    table = rubrics.table(rubric)
    assert "Four criteria, up to 4 points each, 16 in all." in table
    assert (
        "| Criterion | 0 | 2 | 4 |\n| --- | --- | --- | --- |\n| **Its a** | Nothing | A part | The whole |\n" in table
    )


FAULTS = {
    RUBRIC.replace("cell: writing\n", ""): "the field 'cell' is missing",
    RUBRIC.replace("[200, 400]", "[400, 200]"): r"try\.yml:2: words is not a least and a most",
    RUBRIC.replace("words", "word"): "unknown field 'word'",
    RUBRIC[: RUBRIC.index("  - {id: d")]: "there are 3 criteria. Write 4 or 5",
    RUBRIC.replace("{points: 2, text: A part}, ", ""): r"a: the levels earn \[0, 4\]",
    RUBRIC.replace("points: 0", "points: 1"): "from 0 upwards",
    RUBRIC.replace("points: 4", "points: 3", 1): "do not have the same points",
    RUBRIC.replace("points: 4", "points: four", 1): r"try\.yml:4: a: points is 'four'. Write a whole number",
    RUBRIC.replace("A part", "'A | part'", 1): "does not fit into a table",
    "": "the file is empty",
    "[]": "not a set of fields",
}


@pytest.mark.parametrize("content", FAULTS, ids=FAULTS.values())
def test_a_faulty_rubric_is_told_with_the_remedy(tmp_path: Path, content: str) -> None:
    with pytest.raises(BadBank, match=FAULTS[content]):
        rubrics.read(written(tmp_path, content))


SAMPLE_FAULTS = {
    samples(4, 2, 2): "A better one earns more",
    samples(4, 3, 0): "the points for a are none of its levels. Use one of 0, 2, 4",
    samples(4, 2, 0, quality=("strong", "weak", "middling")): "strong, middling, weak",
    samples(4, 2, quality=("strong", "weak")): "not one of each quality",
    samples(4, 2, 0).replace("    a:\n", "    z:\n"): "unknown field 'z'",
    samples(4, 2, 0).replace("why: so", "why: ''", 1): "the field 'why' is not a text",
    "strong": "the file is not a list",
}


@pytest.mark.parametrize("content", SAMPLE_FAULTS, ids=SAMPLE_FAULTS.values())
def test_faulty_samples_are_told_with_the_remedy(tmp_path: Path, content: str) -> None:
    rubric = rubrics.read(written(tmp_path, RUBRIC))
    with pytest.raises(BadBank, match=SAMPLE_FAULTS[content]):
        rubrics.samples(rubric, written(tmp_path, content))


def test_a_rubric_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadBank, match=r"none\.yml:0: the file cannot be read"):
        rubrics.read(tmp_path / "none.yml")


@pytest.mark.parametrize("name", NAMES)
def test_the_samples_of_an_assignment_show_three_levels_in_answers_of_fair_length(name: str) -> None:
    rubric = rubrics.read(rubrics.path(name))
    found = rubrics.samples(rubric, rubrics.path(name).with_suffix(".samples.yml"))
    assert [sample.quality for sample in found] == list(rubrics.QUALITIES)
    shares = [sum(sample.marks.values()) / rubric.points for sample in found]
    assert shares[0] >= 0.8
    assert shares[2] <= 0.4
    for sample in found:
        assert rubric.words[0] * 0.75 <= len(sample.text.split()) <= rubric.words[1]
        for quotation in quotations.find(sample.text):
            assert quotation.is_exact(), quotation.words


def test_a_notebook_without_a_rubric_is_left_alone() -> None:
    notebook = new_notebook(cells=[new_markdown_cell("a")])
    assert rubrics.stamp(notebook, "none").cells[0].source == "a"
