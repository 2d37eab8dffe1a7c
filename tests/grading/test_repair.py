"""A notebook is put right where that is certain; the answers stay the student's, the tests the instructor's."""

from __future__ import annotations

import contextlib
import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
import toy
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert.exporters import HTMLExporter
from nbconvert.filters import markdown2html_mistune

from declaration.grading import assignments
from declaration.grading.assignment import plain
from declaration.grading.reasons import Refused
from declaration.grading.repair import autograded, submitted
from declaration.grading.repair.repaired import Repaired, repaired

if TYPE_CHECKING:
    from pathlib import Path

    from declaration.grading.assignment import Assignment


@pytest.fixture(scope="module")
def assignment(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    course = toy.course(tmp_path_factory.mktemp("course"))
    return assignments.load(toy.NAME, assignments.find(course)[toy.NAME])


def repair(assignment: Assignment, notebook: dict[str, Any]) -> Repaired:
    content = {"toy.ipynb": json.dumps(notebook).encode()}
    opened = submitted.notebook(content, toy.NAME, frozenset(assignment.by_name))
    assert opened is not None
    return repaired(opened, assignment)


def sources(work: Repaired) -> list[str]:
    return [plain(placed.source) for placed in work.cells]


def copy_of(cell: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {**json.loads(json.dumps(cell)), **changes}


def test_a_notebook_in_order_is_left_as_it_is(assignment: Assignment) -> None:
    notebook = toy.work()
    work = repair(assignment, notebook)
    assert not work.repairs
    assert sources(work) == [plain(cell["source"]) for cell in notebook["cells"]]
    assert work.answered == {"double", "greet", "writing"}
    assert not work.blank


def test_the_release_itself_is_blank(assignment: Assignment) -> None:
    work = repair(assignment, toy.release(toy.source()))
    assert work.blank
    assert not work.answered


def test_a_new_cell_of_code_is_the_students_own_and_is_run(assignment: Assignment) -> None:
    notebook = toy.work(double="", greet="", essay="")
    notebook["cells"].insert(
        4, {"cell_type": "code", "metadata": {}, "source": "def helper():\n    return 1", "id": "new"}
    )
    work = repair(assignment, notebook)
    assert not work.blank
    assert not work.repairs
    assert work.cells[4].source.startswith("def helper")


def test_what_editors_change_at_the_ends_of_lines_is_no_change(assignment: Assignment) -> None:
    notebook = toy.work()
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].replace("\n", "  \r\n") + "\n\n"
    assert not repair(assignment, notebook).repairs


def test_an_emptied_answer_is_the_released_one(assignment: Assignment) -> None:
    notebook = toy.work()
    next(cell for cell in notebook["cells"] if cell["id"] == "double")["source"] = "  \n"
    work = repair(assignment, notebook)
    assert "double" not in work.answered
    assert any("NotImplementedError" in source for source in sources(work))


def test_the_halves_of_a_split_function_are_one_again(assignment: Assignment) -> None:
    notebook = toy.work()
    place = next(number for number, cell in enumerate(notebook["cells"]) if cell["id"] == "double")
    head, body = toy.DOUBLE.split("\n")
    notebook["cells"][place]["source"] = head
    notebook["cells"].insert(place + 1, copy_of(notebook["cells"][place], source=body, id="half"))
    assert plain(toy.DOUBLE) in sources(repair(assignment, notebook))


def test_a_copied_test_with_notes_in_it_keeps_the_notes_and_not_the_points(assignment: Assignment) -> None:
    notebook = toy.work()
    place = next(number for number, cell in enumerate(notebook["cells"]) if cell["id"] == "double-tests")
    notebook["cells"].append(copy_of(notebook["cells"][place], source="notes = 1", id="mine"))
    work = repair(assignment, notebook)
    assert sources(work)[-1] == "notes = 1"
    assert [placed.cell.name for placed in work.cells if placed.cell and placed.cell.kind == "tests"] == [
        "double-tests", "greet-tests",
    ]  # fmt: skip


def test_cells_out_of_order_come_back_with_their_own_beside_them(assignment: Assignment) -> None:
    notebook = toy.work()
    cells = notebook["cells"]
    cells.insert(0, cells.pop(next(number for number, cell in enumerate(cells) if cell["id"] == "greet-tests")))
    work = repair(assignment, notebook)
    names = [placed.cell.name for placed in work.cells if placed.cell]
    assert names == [cell.name for cell in assignment.cells]
    assert "released order" in " ".join(work.repairs)


def test_the_notebook_of_another_assignment_with_the_same_ids_is_not_taken(assignment: Assignment) -> None:
    other = toy.work(double="def triple(n):\n    return 3 * n", greet="def bye(n):\n    return n")
    for cell in other["cells"]:
        if cell["id"] not in {"double", "greet"}:
            cell["source"] = f"Something else, as another assignment has it: {cell['id']}"
    with pytest.raises(Refused, match="wrong-assignment"):
        repair(assignment, other)


def test_html_of_a_student_is_shown_and_not_run(assignment: Assignment) -> None:
    essay = "<img src=x onerror=alert(1)> [go](javascript:alert(1)) **bold** <https://example.org> 1 < 2"
    work = repair(assignment, toy.work(essay=essay))
    notebook = json.loads(autograded.text(assignment, work, {}, {}))
    shown = next(cell["source"] for cell in notebook["cells"] if cell["id"] == "writing")
    assert "<img" not in shown
    assert "javascript:" not in shown
    assert all(kept in shown for kept in ("**bold**", "<https://example.org>", "1 < 2", "&lt;img"))


@pytest.mark.parametrize(
    "essay",
    [
        "[go](javascript&colon;alert(1))",
        "[go](java&#115;cript:alert(1))",
        "[go](javascript&amp;colon;alert(1))",
        r"[go](javascript\:alert(1))",
        "[go]\n\n[go]: java&#115;cript:alert(1)",
        r"&#36;\href{java&#115;cript:alert(1)}{go}&#36;",
    ],
)
def test_a_link_that_hides_what_it_runs_does_not_reach_the_markers_page(
    assignment: Assignment, tmp_path: Path, essay: str
) -> None:
    page = tmp_path / "toy.ipynb"
    page.write_text(autograded.text(assignment, repair(assignment, toy.work(essay=essay)), {}, {}), encoding="utf-8")
    shown = next(cell["source"] for cell in json.loads(page.read_bytes())["cells"] if cell["id"] == "writing")
    assert "javascript:" not in unescape(markdown2html_mistune(shown))
    assert autograded.answer(page, "writing") == essay


@pytest.mark.parametrize(
    "essay",
    [
        "![plan](https://example.org/a.png)",
        "![plan][here]\n\n[here]: https://example.org/a.png",
        "[![plan](//example.org/a.png)](https://example.org)",
        "![ ![plan](attachment:a.png) ](https://example.org/a.png)",
        r"\![plan](https://example.org/a.png)",
    ],
)
def test_a_picture_from_elsewhere_is_a_link_for_the_marker(assignment: Assignment, tmp_path: Path, essay: str) -> None:
    page = tmp_path / "toy.ipynb"
    page.write_text(autograded.text(assignment, repair(assignment, toy.work(essay=essay)), {}, {}), encoding="utf-8")
    shown = next(cell["source"] for cell in json.loads(page.read_bytes())["cells"] if cell["id"] == "writing")
    assert not re.search(r"<img[^>]*//example", markdown2html_mistune(shown))
    assert autograded.answer(page, "writing") == essay


@pytest.mark.parametrize("kind", ["image/png", "image/svg+xml", ""])
def test_a_picture_that_came_with_the_notebook_is_shown_and_one_that_is_missing_stops_no_page(
    assignment: Assignment, kind: str
) -> None:
    notebook = toy.work(essay="![plan](attachment:a.png)")
    (essay,) = (cell for cell in notebook["cells"] if cell["id"] == "writing")
    essay["attachments"] = {"a.png": {kind: "iVBORw0KGgo="}} if kind else {}
    made = json.loads(autograded.text(assignment, repair(assignment, notebook), {}, {}))
    page, _ = HTMLExporter().from_notebook_node(nbformat.from_dict(made))  # type: ignore[no-untyped-call]
    assert ('src="data:image/png;base64,iVBORw0KGgo="' in page) == (kind == "image/png")
    assert 'src="data:image/svg' not in page


def test_a_raw_cell_cannot_bring_html_into_the_markers_page(assignment: Assignment) -> None:
    notebook = toy.work()
    notebook["cells"].append({"cell_type": "raw", "metadata": {}, "source": "<script>alert(1)</script>", "id": "raw"})
    made = json.loads(autograded.text(assignment, repair(assignment, notebook), {}, {}))
    assert made["cells"][-1]["cell_type"] == "markdown"
    assert "<script" not in made["cells"][-1]["source"]


def test_the_same_submission_gives_the_same_notebook(assignment: Assignment) -> None:
    first, second = (autograded.text(assignment, repair(assignment, toy.work()), {}, {}) for _ in range(2))
    assert first == second


FIELDS = ["source", "metadata", "cell_type", "id", "outputs", "attachments", ""]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_a_reason(assignment: Assignment, content: bytes) -> None:
    _only_reasons(assignment, {"toy.ipynb": content})


@settings(deadline=None, max_examples=300)
@given(JSON, st.integers(0, 30), st.sampled_from(FIELDS))
def test_no_value_in_any_place_raises_anything_but_a_reason(
    assignment: Assignment, value: Any, number: int, place: str
) -> None:
    notebook = toy.work()
    cells = notebook["cells"]
    if place:
        cells[number % len(cells)][place] = value
    elif number % 3 == 0:
        cells[number % len(cells)] = value
    elif number % 3 == 1:
        cells[number % len(cells)]["metadata"] = {"nbgrader": value}
    else:
        notebook[["metadata", "nbformat", "cells", "nbformat_minor"][number % 4]] = value
    _only_reasons(assignment, {"toy.ipynb": json.dumps(notebook).encode()})


def _only_reasons(assignment: Assignment, contents: dict[str, bytes]) -> None:
    with contextlib.suppress(Refused):
        opened = submitted.notebook(contents, toy.NAME, frozenset(assignment.by_name))
        submitted.recorded(contents, opened, toy.NAME)
        if opened is not None:
            autograded.text(assignment, repaired(opened, assignment), {}, {}).encode()


def test_a_course_that_does_not_fit_is_refused_by_name(tmp_path: Path) -> None:
    course = toy.course(tmp_path)
    files = assignments.find(course)[toy.NAME]
    (course / "questions" / "toy.yml").unlink()
    with pytest.raises(assignments.BadAssignment, match=r"quiz toy has no bank\. Write .*toy\.yml"):
        assignments.load(toy.NAME, files)
    old = toy.release(toy.source(writing=False))
    files.release.write_text(json.dumps(old), encoding="utf-8")
    with pytest.raises(assignments.BadAssignment, match="writing of the source is not in it"):
        assignments.load(toy.NAME, files)
    files.release.unlink()
    with pytest.raises(assignments.BadAssignment, match="there is no release of toy"):
        assignments.load(toy.NAME, files)
