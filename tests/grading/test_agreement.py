"""Agreement of two markers: the figures are those of the textbooks, and texts far apart are named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import rubric_course
from hypothesis import given
from hypothesis import strategies as st

from declaration.authoring import rubrics
from declaration.grading.markers import agreement
from declaration.grading.markers.marking_sheet import Marks

if TYPE_CHECKING:
    from pathlib import Path

    from declaration.authoring.rubrics import Rubric

# A. Agresti, Categorical Data Analysis (2002), section 10.5: two pathologists on 118 slides; kappa 0.493.
PATHOLOGISTS = [[22, 2, 2, 0], [5, 7, 14, 0], [0, 2, 36, 0], [0, 1, 17, 10]]
# J. Fleiss, B. Levin and M. Paik, Statistical Methods for Rates and Proportions (2003), chapter 18; kappa 0.68.
DIAGNOSES = [[75, 1, 4], [5, 4, 1], [0, 0, 10]]
PAIRS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1)


def pairs(table: list[list[int]]) -> list[tuple[int, int]]:
    return [(one, other) for one, row in enumerate(table) for other, count in enumerate(row) for _ in range(count)]


@pytest.mark.parametrize(
    ("table", "plain", "quadratic"),
    [
        (PATHOLOGISTS, 0.493, 0.784),
        (DIAGNOSES, 0.676, 0.755),
        ([[20, 5], [10, 15]], 0.4, 0.4),
        ([[45, 15], [25, 15]], 0.1304, 0.1304),
        ([[5, 0], [0, 5]], 1.0, 1.0),
        ([[0, 5], [5, 0]], -1.0, -1.0),
        ([[25, 25], [25, 25]], 0.0, 0.0),
    ],
)
def test_kappa_is_that_of_the_textbooks(table: list[list[int]], plain: float, quadratic: float) -> None:
    assert agreement.kappa(pairs(table), len(table)) == pytest.approx(plain, abs=5e-4)
    assert agreement.kappa(pairs(table), len(table), agreement.quadratic) == pytest.approx(quadratic, abs=5e-4)


def test_kappa_with_linear_weights_is_that_of_the_textbook() -> None:
    linear = agreement.kappa(pairs(PATHOLOGISTS), 4, lambda one, other: abs(one - other))
    assert linear == pytest.approx(0.649, abs=5e-4)


def test_kappa_is_not_defined_where_both_gave_one_level_throughout() -> None:
    figures = agreement.of("One level", [(2, 2), (2, 2)], 4)
    assert (figures.raw, figures.kappa, figures.weighted) == (1.0, None, None)
    assert agreement.shown(figures.kappa) == "–"


@given(PAIRS)
def test_kappa_is_the_same_whoever_is_called_first_and_never_above_one(found: list[tuple[int, int]]) -> None:
    for weight in (None, agreement.quadratic):
        one = agreement.kappa(found, 4, weight)
        other = agreement.kappa([(second, first) for first, second in found], 4, weight)
        assert one == pytest.approx(other) if one is not None else other is None
        assert one is None or one <= 1


@pytest.fixture
def rubric(tmp_path: Path) -> Rubric:
    file = tmp_path / "toy.yml"
    file.write_text(rubric_course.rubric(), encoding="utf-8")
    return rubrics.read(file)


def marks(*points: int) -> Marks:
    return Marks(dict(zip(rubric_course.CRITERIA, points, strict=False)))


def test_levels_count_and_not_points(rubric: Rubric) -> None:
    # 0 and 2 points are neighbours on this scale, 2 and 4 are not.
    compared = agreement.compare(
        rubric, {"B": marks(0, 2, 4, 4), "C": marks(4, 4, 4, 4)}, {"B": marks(2, 4, 4, 3), "C": marks(4, 0, 4, 4)}
    )
    assert {essay: [each.criterion for each in judged] for essay, judged in compared.apart.items()} == {
        "C": ["words"],
        "B": ["words"],
    }
    whole = compared.figures[-1]
    assert (whole.name, whole.pairs, whole.raw, whole.adjacent) == ("All criteria", 8, 4 / 8, 6 / 8)


def test_what_only_one_has_judged_is_left_out_and_told(rubric: Rubric) -> None:
    compared = agreement.compare(rubric, {"B": marks(4, 4), "C": marks(4)}, {"B": marks(4), "D": marks(2)})
    assert [(each.name, each.pairs) for each in compared.figures] == [("Position", 1), ("All criteria", 1)]
    assert compared.only == (("C",), ("D",))
    assert "Only in the first sheet: C" in agreement.table(compared)


@pytest.fixture
def course(tmp_path: Path) -> rubric_course.Course:
    made = rubric_course.Course(tmp_path)
    for student in ("ana", "bo", "cid"):
        made.hand_in(student, essay=f"The text of {student}, which is read by two. {rubric_course.HOSTILE}")
    made.grade()
    made.run("marks", "export", "--assignment", "toy")
    return made


def filled(course: rubric_course.Course, name: str, *points: int, comment: str = "") -> Path:
    """A sheet in which every essay has these points, in the order of the criteria."""
    head, *rows = (course.folder / "marking" / "toy.csv").read_text(encoding="utf-8").splitlines()
    given = [f"{row[:-2]},{points[place % 4]},{comment}" for place, row in enumerate(rows)]
    sheet = course.folder / f"{name}.csv"
    sheet.write_text("\n".join([head, *given]), encoding="utf-8")
    return sheet


def test_the_command_shows_figures_and_the_texts_far_apart(
    course: rubric_course.Course, capsys: pytest.CaptureFixture[str]
) -> None:
    sheets = filled(course, "first", 4, 3, 2, 0, comment=rubric_course.HOSTILE), filled(course, "second", 4, 3, 3, 3)
    course.run("marks", "agreement", *map(str, sheets), "--assignment", "toy")
    said = capsys.readouterr().out
    assert "Essays on which the markers differ by 2 levels or more: 3" in said
    assert "other: 0 and 3" in said
    page = (course.folder / "first.agreement.html").read_text(encoding="utf-8")
    assert "The text of ana, which is read by two." in page
    assert "The other side: 0 and 3 points" in page
    assert not [word for word in ("<script", "<img", "ana\n", ">ana<") if word in page]


def test_sheets_with_nothing_in_common_are_refused(
    course: rubric_course.Course, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = str(course.folder / "marking" / "toy.csv")
    course.run("marks", "agreement", empty, empty, "--assignment", "toy", code=1)
    assert "no essay that both markers gave points for" in capsys.readouterr().err
