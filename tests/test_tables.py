"""What `declaration.tables` makes of the data tables: typed rows, selections, pages."""

import datetime as dt
import html.parser
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from declaration import tables
from declaration.paths import DATA
from declaration.tables import load

PACKAGE: dict[str, Any] = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
RESOURCES: dict[str, dict[str, Any]] = {resource["name"]: resource for resource in PACKAGE["resources"]}
DECLARATION_DAY = dt.date(2013, 8, 28)


def page(table: tables.Table) -> str:
    """Return the HTML that a notebook shows."""
    return table._repr_mimebundle_()["text/html"]


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the CSV file of a data package that has one small table, called toy."""
    fields: list[dict[str, Any]] = [
        {"name": "place", "type": "string", "title": "Place <b>"},
        {"name": "day", "type": "date", "title": "Day"},
        {"name": "people", "type": "integer", "title": "People"},
        {"name": "share", "type": "number", "title": "Share"},
        {"name": "year", "type": "year", "title": "Year"},
        {"name": "open", "type": "boolean", "title": "Open"},
        {"name": "vote", "type": "string", "title": "Vote", "constraints": {"enum": ["yes", "no"]}},
    ]
    fields[-1]["labels"] = {"yes": "aye"}
    resource = {
        "name": "toy",
        "path": "toy.csv",
        "title": "Toys & <i>games</i>",
        "as_of": "2013-08-28/2014-01-01",
        "sources": [{"title": "A < B"}, {"title": "C"}],
        "licenses": [{"title": "CC"}],
        "schema": {"fields": fields},
    }
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
    file = tmp_path / "toy.csv"
    file.write_text("place,day,people,share,year,open,vote\n<Lima>,2013-08-28,1234567,0.5,2013,true,yes\n,,,,,,\n")
    monkeypatch.setattr(tables, "DATA", tmp_path)
    load.cache_clear()
    yield file
    load.cache_clear()


@pytest.mark.usefixtures("small")
def test_cells_have_the_type_of_their_field() -> None:
    row = load("toy")[0]
    assert list(vars(row).values()) == ["<Lima>", DECLARATION_DAY, 1234567, 0.5, 2013, True, "yes"]


@pytest.mark.usefixtures("small")
def test_an_empty_cell_is_none() -> None:
    assert set(vars(load("toy")[1]).values()) == {None}


@pytest.mark.parametrize(
    ("field", "good", "bad", "expected"),
    [
        ("day", "2013-08-28", "2013-02-30", "a date of the form YYYY-MM-DD"),
        ("day", "2013-08-28", "20130828", "a date of the form YYYY-MM-DD"),
        ("people", "1234567", "1_000", "a whole number"),
        ("share", "0.5", "half", "a number"),
        ("year", ",2013,", ",13,", "a year of four digits"),
        ("open", "true", "True", "true or false"),
        ("vote", ",yes", ",aye", "one of: yes, no"),
    ],
)
def test_a_bad_cell_is_named(small: Path, field: str, good: str, bad: str, expected: str) -> None:
    small.write_text(small.read_text().replace(good, bad))
    with pytest.raises(
        tables.BadCell, match=rf"toy\.csv, line 2, field {field}: '{bad.strip(',')}' is not {expected}"
    ) as caught:
        load("toy")
    assert (caught.value.file, caught.value.line, caught.value.field) == ("toy.csv", 2, field)
    assert (caught.value.value, caught.value.expected) == (bad.strip(","), expected)


def test_a_row_of_the_wrong_length_is_named(small: Path) -> None:
    small.write_text(small.read_text() + "Quito,2002-08-15\n")
    with pytest.raises(tables.BadCell, match=r"toy\.csv, line 4, .* is not a row of 7 cells"):
        load("toy")


def test_a_wrong_heading_is_named(small: Path) -> None:
    small.write_text(small.read_text().replace("place", "town"))
    with pytest.raises(tables.BadCell, match=r"toy\.csv, line 1, .* is not the heading place,day"):
        load("toy")


def test_a_file_is_read_once(small: Path) -> None:
    first = load("toy")
    small.unlink()
    assert load("toy") is first


def test_an_unknown_table_lists_the_valid_names() -> None:
    with pytest.raises(tables.UnknownTable, match="nearest: consents") as caught:
        load("consent")
    assert isinstance(caught.value, LookupError)
    assert all(name in str(caught.value) for name in RESOURCES)


@pytest.mark.parametrize(
    "use",
    [
        lambda table: table.where(contry="Brazil"),
        lambda table: table.columns("contry"),
        lambda table: table.sort("contry"),
        lambda table: table.pivot(rows="contry", columns="vote", values="vote"),
        lambda table: table[0].contry,
        lambda table: table[0]["contry"],
    ],
)
def test_an_unknown_column_gives_the_nearest_and_lists_the_valid_ones(use: Any) -> None:
    with pytest.raises(tables.UnknownColumn, match=r"nearest: country.*country, iso3, vote"):
        use(load("compact_vote"))


def test_where_takes_a_value_or_any_of_a_list() -> None:
    votes = load("compact_vote")
    assert [row.country for row in votes.where(vote="abstain")] == ["Chile"]
    assert [row.country for row in votes.where(vote=["abstain", "absent"])] == ["Chile", "Paraguay"]
    assert [row.country for row in votes.where(vote="yes", later=None, country=["Brazil", "Peru"])] == ["Peru"]
    assert len(votes) == 12


def test_columns_keeps_their_order() -> None:
    votes = load("compact_vote").columns("vote", "country")
    assert list(vars(votes[0])) == ["vote", "country"]
    assert [column.title for column in votes.fields] == ["Vote", "Country"]


def test_sort_puts_empty_cells_last_either_way() -> None:
    days = load("residence_agreement").where(country=["Argentina", "Bolivia", "Brazil"])
    assert [row.country for row in days.sort("date")] == ["Argentina", "Brazil", "Bolivia"]
    assert [row.country for row in days.sort("date", descending=True)] == ["Brazil", "Argentina", "Bolivia"]


def test_sort_takes_several_columns_the_first_counting_most() -> None:
    rows = load("compact_vote").sort("vote", "country")
    assert [(row.vote, row.country) for row in rows][:3] == [
        ("absent", "Paraguay"),
        ("abstain", "Chile"),
        ("yes", "Argentina"),
    ]


def test_pivot_makes_a_column_of_each_value() -> None:
    wide = (
        load("consents")
        .where(instrument=["icrmw", "ilo-189"])
        .pivot(rows="country", columns="instrument", values="party_2013")
    )
    assert len(wide) == 12
    assert vars(wide[0]) == {"country": "Argentina", "icrmw": "yes", "ilo-189": "no"}
    assert wide[0]["ilo-189"] == "no"
    assert [column.title for column in wide.fields] == [
        "Country",
        "Migrant workers convention",
        "ILO Convention 189",
    ]


def test_pivot_leaves_a_pair_that_does_not_occur_empty() -> None:
    votes = load("compact_vote").where(country=["Chile", "Peru"]).pivot(rows="country", columns="vote", values="date")
    assert (votes[0].yes, votes[1].abstain) == (None, None)


def test_pivot_refuses_two_values_for_one_cell() -> None:
    with pytest.raises(ValueError, match="consents has two rows for 'Argentina' and 'party'"):
        load("consents").pivot(rows="country", columns="status", values="act")


def test_a_slice_of_a_table_is_a_table() -> None:
    assert repr(load("compact_vote")[:3]) == "compact_vote: 3 rows × 7 columns"


def test_a_record_does_not_change() -> None:
    row = load("compact_vote")[0]
    with pytest.raises(AttributeError, match="cannot be set"):
        row.vote = "no"
    assert repr(row.__class__(vote="yes", n=1)) == "Record(vote='yes', n=1)"


def test_plain_text_is_one_line_without_addresses() -> None:
    table = load("consents")
    assert table._repr_mimebundle_()["text/plain"] == "consents: 108 rows × 13 columns" == repr(table)
    assert "0x" not in repr(table[0])


@pytest.mark.usefixtures("small")
def test_html_shows_numbers_dates_and_gaps_as_a_reader_expects() -> None:
    shown = page(load("toy"))
    assert '<td>28 August 2013</td><td class="number">1,234,567</td><td class="number">0.50</td>' in shown
    assert "<td>2013</td><td>yes</td><td>aye</td>" in shown
    assert '<td><span aria-hidden="true">–</span><span class="visually-hidden">no data</span></td>' in shown


@pytest.mark.usefixtures("small")
def test_html_escapes_every_text() -> None:
    shown = page(load("toy").caption("1 < 2"))
    assert "<Lima>" not in shown
    assert '<th scope="row">&lt;Lima&gt;</th>' in shown
    assert '<th scope="col">Place &lt;b&gt;</th>' in shown
    assert "<caption>1 &lt; 2</caption>" in shown
    assert "Source: A &lt; B; C. Licence: CC. As of 28 August 2013 to 1 January 2014." in shown
    assert "<caption>Toys &amp; &lt;i&gt;games&lt;/i&gt;</caption>" in page(load("toy"))


@pytest.mark.parametrize("name", RESOURCES)
def test_html_is_a_figure_with_heads_caption_and_source(name: str) -> None:
    found: list[tuple[str, str | None]] = []

    class Reader(html.parser.HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, dict(attrs).get("scope")))

    table = load(name)
    Reader().feed(page(table))
    assert [tag for tag, _ in found[:3]] == ["figure", "div", "table"]
    assert found.count(("th", "col")) == len(table.fields)
    assert found.count(("th", "row")) == len(table)
    assert found[-1][0] == "figcaption"
    assert page(table) == page(load(name))
