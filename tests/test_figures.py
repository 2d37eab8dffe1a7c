"""The drawn figures: current, small, of the page's own colours, and true to the tables that they show."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import chapters
from declaration import figure, tables
from declaration.authoring import notebooks
from declaration.authoring.charts import drawing
from declaration.authoring.charts import force as force_chart
from declaration.explore import force, immigrants, ladder, neighbours, pictures, remittances, voices, wording
from declaration.explore.figures import DRAWN, FIGURES, UnknownFigure
from declaration.paths import DATA, ROOT

if TYPE_CHECKING:
    from pathlib import Path

SPECS = dict(drawing.specs())
LARGEST = 25_000  # bytes of one picture


def paths_of(picture: Path, colour: str) -> list[str]:
    """Return the outlines of what a picture draws in this custom colour."""
    return re.findall(rf'<path d="([^"]*)"[^>]*stroke="var\({colour},', picture.read_text(encoding="utf-8"))


# The files


def test_every_picture_is_that_of_a_chart_and_every_chart_has_one() -> None:
    assert set(pictures.DRAWN.glob("*/*.svg")) == set(SPECS), "run 'make figures'"


@pytest.mark.parametrize("path", SPECS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_picture_shows_its_chart_with_the_data_of_today(path: Path) -> None:
    assert drawing.stored(path) == drawing.digest(SPECS[path]), "run 'make figures'"


@pytest.mark.parametrize("path", SPECS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_picture_is_small_and_leaves_ink_and_names_to_the_page(path: Path) -> None:
    drawn = path.read_text(encoding="utf-8")
    assert len(drawn.encode()) < LARGEST
    assert re.findall(r'\b(?:fill|stroke|color)="(?!none"|transparent"|currentColor"|var\()([^"]*)"', drawn) == []
    # An id could stand on a page twice; names and descriptions are those of the frame.
    assert re.findall(r'\sid=|clip-path|<title|<script|aria-label|\srole=|font-family="(?!inherit")', drawn) == []
    assert 'aria-hidden="true"' in drawn[: drawn.index(">")]


def test_a_chart_with_other_data_has_another_digest() -> None:
    spec = next(iter(SPECS.values()))
    text = json.dumps(spec)
    assert drawing.digest(json.loads(text)) == drawing.digest(spec)
    assert drawing.digest(json.loads(text.replace('"x": 24', '"x": 25'))) != drawing.digest(spec)


def test_numbers_in_the_words_of_a_picture_are_not_rounded_away() -> None:
    written = re.findall(r">(\d\.\d\d %)<", pictures.file("aid", "all").read_text(encoding="utf-8"))
    assert len(written) == len(tables.load("remittances").where(year=2013))


# The frame and the chapters


@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_has_question_words_source_and_table(name: str) -> None:
    shown = figure(name)
    assert shown.question.endswith("?")
    assert shown.words.endswith(".")
    assert "$" not in shown.words + shown.remark  # JupyterLab sets what stands between two of them as mathematics
    assert shown.html.count("<table") == 1
    assert f'aria-describedby="figure-{name}-words"' in shown.html
    assert "As of" in shown.data.source
    assert f"{shown.question} {shown.words}" == shown._repr_mimebundle_()["text/plain"]


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_stands_in_one_chapter_whose_stored_words_are_current(name: str) -> None:
    homes = [each for each in chapters.NAMES if f'figure("{name}")' in chapters.code(each)]
    assert len(homes) == 1
    cells = notebooks.read(ROOT / "chapters" / f"{homes[0]}.ipynb").cells
    (cell,) = [cell for cell in cells if cell.source == f'figure("{name}")']
    # nbval compares nothing here, because the drawing is not stored: the words are compared instead.
    assert set(cell.metadata.tags) == {"nbval-ignore-output", "remove-input"}
    assert [output.data for output in cell.outputs] == [{"text/plain": repr(figure(name))}], "run 'make notebooks'"


def test_a_notebook_shows_a_figure_without_loading_a_chart_library() -> None:
    code = (
        "import sys\nfrom declaration import figure\nfigure('force').html\n"
        "print([name for name in ('altair', 'pandas', 'vl_convert', 'sphinx') if name in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True, cwd=ROOT).strip() == "[]"


def test_an_unknown_figure_gives_the_nearest_and_lists_all() -> None:
    with pytest.raises(UnknownFigure, match="nearest: remittances") as caught:
        figure("remitances")
    assert all(name in str(caught.value) for name in FIGURES)


def test_a_picture_that_was_never_drawn_is_named_with_the_remedy() -> None:
    with pytest.raises(pictures.NotDrawn, match=r"peru\.svg of the figure 'voices' .* run 'make figures'"):
        pictures.grid("voices", [pictures.Panel("peru")], [])


def test_text_of_a_panel_is_escaped() -> None:
    assert '<p class="panel-title">a &lt; b</p>' in pictures.grid("voices", [pictures.Panel("all", "a < b")], [])


# Force


def test_the_ladder_is_the_one_that_the_introduction_teaches() -> None:
    taught = re.findall(
        r"^\| (\d|beside the ladder) \| ([^|]*) \| (.*) \|$", chapters.prose("introduction"), re.MULTILINE
    )
    assert [verb for verb, _, _ in taught] == [*map(str, range(1, ladder.BESIDE)), "beside the ladder"]
    places: dict[str, int] = {}
    for place, (_, does, verbs) in enumerate(taught, start=1):
        places |= dict.fromkeys(re.findall("“([^”]+)”", verbs), place)
        if place < ladder.BESIDE:
            assert ladder.RUNGS[place - 1].split()[0] == does.split()[0]
    assert {verb: ladder.VERBS[verb] for verb in places} == places


def test_every_verb_of_the_conference_has_its_place_or_is_left_off_on_purpose() -> None:
    verbs = {verb for row in tables.load("speech_acts") for verb in (row.verbs or "").split(" | ") if verb}
    assert verbs == set(ladder.VERBS) | set(ladder.UNPLACED)


def test_the_rungs_of_the_chart_have_the_names_of_the_ladder() -> None:
    assert [name.split()[0].strip(",") for name in force_chart.rungs()] == [name.split()[0] for name in ladder.RUNGS]


def test_a_paragraph_may_press_harder_than_its_verb() -> None:
    rows = {row.number: row for row in force.placed()}
    assert (rows[16].highest, rows[16].act) == (2, 5)
    assert (rows[5].verbs, rows[5].act) == ((1, 5), ladder.BESIDE)
    assert rows[4].verbs == ()
    assert "In paragraphs 16 and 18 the pressure does not come from the verb" in figure("force").words


# Voices


def test_every_party_of_the_table_has_its_row_and_no_row_is_empty() -> None:
    found = voices.voices()  # raises if words of the table belong to no party
    assert {voice.party for voice in found} == set(voices.PARTIES)
    said = {
        words
        for row in tables.load("speech_acts")
        for column in voices.ROLES
        for words in (row[column] or "").split(" | ")
    }
    assert set(voices.PARTY) == said - {""}


def test_a_right_that_stands_only_in_a_name_is_told_apart() -> None:
    assert voices.only_in_names() == [10, 21]
    assert "In paragraphs 10 and 21 the rights-holders stand only in the name" in figure("voices").remark


def test_migrants_hold_rights_and_are_not_addressed() -> None:
    roles = {voice.role for voice in voices.voices() if voice.party in voices.HOLDERS}
    assert roles == {"rights"}
    assert "no paragraph names them as acting or speaks to them" in figure("voices").words


# Migrants


def test_no_figure_mixes_two_revisions() -> None:
    assert {column.name for column in immigrants.stocks().fields} == {
        "country", "year", "immigrants", "population", "share",
    }  # fmt: skip
    assert "2024" in immigrants.stocks().source
    assert "Stock 2020" not in immigrants.stocks().source
    assert {column.name for column in neighbours.moves().fields}.isdisjoint({"immigrants", "share", "population"})
    assert "Stock 2024" not in neighbours.moves().source
    assert max(row.year for row in neighbours.moves()) == 2020


def test_the_day_of_the_older_revision_is_that_of_the_data_package() -> None:
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    (described,) = [each["description"] for each in package["resources"] if each["name"] == "migrant_stock"]
    assert "that of 2020 (copy of 28 April 2023)" in described
    assert neighbours.moves().source.endswith("As of 28 April 2023.")


def test_bars_of_neighbours_reach_the_numbers_of_the_table() -> None:
    row = neighbours.moves().where(country="Peru", year=2020)[0]
    spec = json.dumps(SPECS[pictures.file("neighbours", "peru")])
    for reached in (row.named_origin, row.from_region, -row.emigrants, -row.in_region):
        assert f'"high": {reached}' in spec


# Remittances


def test_a_gap_breaks_the_line_and_is_said_in_words() -> None:
    assert remittances.gaps("Chile") == {
        "remittances": [2005, 2006, 2007, 2008],
        "oda": [2018, 2019, 2020, 2021, 2022, 2023],
    }
    assert remittances.gaps("Peru") == {}
    line, *others = paths_of(pictures.file("remittances", "chile"), "--series-1")
    assert others == []
    assert line.count("M") == 2  # two strokes, with nothing between them
    line = paths_of(pictures.file("remittances", "venezuela"), "--series-1")[0]
    assert line.count("L") == 2016 - 2000  # it ends where the figures end
    assert "Chile (no remittances figure 2005–2008; no aid figure 2018–2023)" in figure("remittances").words
    assert "No remittances figure 2017–2023</p>" in figure("remittances").html


def test_words_compare_only_what_has_both_figures() -> None:
    rows = [row for row in tables.load("remittances").where(year=2013) if row.remittances and row.oda]
    total = wording.amount(sum(row.remittances for row in rows))
    assert f"the {len(rows)} countries with both figures received {total} US dollars" in figure("remittances").words


# Wording


@pytest.mark.parametrize(
    ("number", "words"),
    [(1_958_039, "2.0 million"), (10_111_593_424, "10.1 billion"), (47_801, "48,000"), (4_095, "4,100"), (0, "0")],
)
def test_an_amount_is_rounded_to_what_a_reader_says(number: int, words: str) -> None:
    assert wording.amount(number) == words


def test_lists_counts_and_spans_read_as_english() -> None:
    assert wording.listed([1]) == "1"
    assert wording.listed(["a", "b", "c"]) == "a, b and c"
    assert wording.listed([]) == "none"
    assert wording.counted(1, "country", "countries") == "one country"
    assert wording.counted(13, "paragraph") == "13 paragraphs"
    assert wording.paragraphs([4]) == "paragraph 4"
    assert wording.spans([2008, 2000, 2006, 2007]) == "2000 and 2006–2008"
