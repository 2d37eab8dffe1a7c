"""The data tables: what the files must hold, and what `declaration.tables` makes of them."""

import csv
import datetime as dt
import html.parser
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package
from pybtex.database import parse_file

from declaration import tables
from declaration.paths import DATA
from declaration.tables import load

PACKAGE: dict[str, Any] = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
RESOURCES: dict[str, dict[str, Any]] = {resource["name"]: resource for resource in PACKAGE["resources"]}
MEMBERS = {
    "Argentina", "Bolivia", "Brazil", "Chile", "Colombia", "Ecuador",
    "Guyana", "Paraguay", "Peru", "Suriname", "Uruguay", "Venezuela",
}  # fmt: skip
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


# The files


def test_the_data_package_is_valid() -> None:
    report = Package(str(DATA / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "note", "rowNumber", "fieldName"])


def test_every_table_is_listed_and_every_listed_table_is_there() -> None:
    assert {file.name for file in DATA.glob("*.csv")} == {resource["path"] for resource in RESOURCES.values()}


@pytest.mark.parametrize("name", RESOURCES)
def test_a_table_says_where_it_comes_from_and_on_what_terms(name: str) -> None:
    resource = RESOURCES[name]
    assert resource["sources"]
    assert resource["licenses"]
    assert resource["description"]
    assert all(dt.date.fromisoformat(day) for day in resource["as_of"].split("/"))
    assert all(field["title"] and field["description"] for field in resource["schema"]["fields"])


@pytest.mark.parametrize("name", RESOURCES)
def test_a_table_reads(name: str) -> None:
    assert load(name).name == name


@pytest.mark.parametrize("name", RESOURCES)
def test_no_two_rows_have_the_same_key(name: str) -> None:
    keys = [tuple(row[field] for field in RESOURCES[name]["schema"]["primaryKey"]) for row in load(name)]
    assert keys
    assert len(set(keys)) == len(keys)
    assert all(None not in key for key in keys)


@pytest.mark.parametrize("name", RESOURCES)
def test_every_source_is_in_the_bibliography(name: str) -> None:
    entries = set(parse_file(str(DATA / "references.bib"), bib_format="bibtex").entries)
    field = "sources" if name == "asks" else "source"
    cited = {key for row in load(name) if name != "speech_acts" for key in row[field].split()}
    assert cited <= entries


@pytest.mark.parametrize("name", [name for name in RESOURCES if "as_of" in load(name)[0].__dict__])
def test_the_date_of_a_table_is_the_span_of_its_rows(name: str) -> None:
    days = sorted({row.as_of.isoformat() for row in load(name) if row.as_of})
    assert RESOURCES[name]["as_of"] == "/".join(dict.fromkeys([days[0], days[-1]]))


@pytest.mark.parametrize("name", RESOURCES)
def test_no_cell_has_blanks_around_it_or_a_straight_list(name: str) -> None:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert [cell for cell in cells if cell != cell.strip() or "  " in cell or "github" in cell] == []


# What they say


@pytest.mark.parametrize("name", ["compact_vote", "residence_agreement"])
def test_each_of_the_twelve_members_has_one_row(name: str) -> None:
    assert sorted(row.country for row in load(name)) == sorted(MEMBERS)


def test_each_member_has_a_row_for_each_treaty() -> None:
    treaties = {row.instrument for row in load("instruments")}
    pairs = {(row.country, row.instrument) for row in load("consents")}
    assert pairs == {(country, treaty) for country in MEMBERS for treaty in treaties}


def test_each_member_has_a_row_for_each_resolution_and_each_year() -> None:
    for name, column in (
        ("assembly_votes", "resolution"),
        ("migrant_stock", "year"),
        ("remittances", "year"),
    ):
        rows = load(name)
        wanted = {(country, value) for country in MEMBERS for value in {row[column] for row in rows}}
        assert {(row.country, row[column]) for row in rows} == wanted


def test_consent_by_the_day_of_the_declaration_agrees_with_the_dates() -> None:
    for row in load("consents"):
        if row.consent_year:
            assert row.status == "party"
            by_then = row.consented <= DECLARATION_DAY if row.consented else row.consent_year < DECLARATION_DAY.year
            assert row.party_2013 == ("yes" if by_then else "no"), row
        elif row.status == "not party":  # a list shows that a State was outside only up to its own date
            assert row.party_2013 == ("no" if row.as_of >= DECLARATION_DAY else "not verified"), row
        else:
            assert (row.status, row.party_2013) == ("not verified", "not verified"), row


def test_a_day_of_consent_follows_signature_and_adoption() -> None:
    adopted = {row.instrument: row.adopted for row in load("instruments")}
    for row in load("consents"):
        days = [adopted[row.instrument], *(day for day in (row.signed, row.consented) if day)]
        assert days == sorted(days), row
        assert row.consented is None or row.consented.year == row.consent_year
        assert (row.precision == "day") == (row.consented is not None)
        assert (row.act is None) == (row.consent_year is None)


def test_a_treaty_enters_into_force_after_its_adoption() -> None:
    assert all(row.adopted < row.in_force for row in load("instruments"))


def test_nine_members_had_joined_the_migrant_workers_convention_on_the_day() -> None:
    rows = load("consents").where(instrument="icrmw")
    assert len(rows.where(party_2013="yes")) == 9
    assert {row.country for row in rows.where(party_2013="no")} == {"Brazil", "Suriname", "Venezuela"}


def test_the_vote_on_the_compact_is_the_same_in_both_tables() -> None:
    roll = {row.country: row.vote for row in load("assembly_votes").where(resolution="A/RES/73/195")}
    assert {row.country: row.vote for row in load("compact_vote")} == roll


def test_shares_are_what_their_parts_give() -> None:
    for row in load("migrant_stock"):
        assert row.share == pytest.approx(100 * row.immigrants / row.population, abs=0.006)
    for row in load("remittances"):
        known = row.remittances is not None and row.gdp is not None
        assert (row.remittances_share is not None) == known
        if known:
            assert row.remittances_share == pytest.approx(100 * row.remittances / row.gdp, abs=0.0006)


def test_parts_of_a_stock_are_no_greater_than_the_whole() -> None:
    for row in load("migrant_stock").where(year=[1990, 1995, 2000, 2005, 2010, 2015, 2020]):
        assert row.from_region <= row.named_origin
        assert row.in_region <= row.emigrants


def test_what_was_not_published_is_empty_and_not_zero() -> None:
    assert load("remittances").where(country="Venezuela", year=2020)[0].remittances is None
    assert load("migrant_stock").where(year=2024)[0].emigrants is None


def test_events_stand_in_order_of_time_and_are_short() -> None:
    events = load("events")
    keys = [(e.year, e.month or 13, e.date.day if e.date else 99) for e in events]
    assert keys == sorted(keys)
    assert all(len(e.event.split()) < 14 for e in events)


def test_an_event_is_as_exact_as_its_precision() -> None:
    for e in load("events"):
        assert (e.date is not None) == (e.precision == "day")
        assert (e.month is not None) == (e.precision != "year")
        assert str(e.year) in e.when
        assert e.date is None or (e.date.year, e.date.month) == (e.year, e.month)


def test_conferences_are_numbered_in_order_and_the_missing_one_is_left_out() -> None:
    numbers = [row.number for row in load("conferences").where(kind="conference")]
    assert " ".join(numbers) == ("I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XX XXI XXII XXIII")
    assert all(row.start <= row.end and row.start.year == row.year for row in load("conferences") if row.start)


def test_every_paragraph_has_its_speech_act() -> None:
    assert [row.paragraph for row in load("speech_acts")] == list(range(1, 26))


@pytest.mark.parametrize("column", ["verbs", "addressee_words", "actors", "instruments", "rights_holders"])
def test_words_given_as_exact_stand_in_the_paragraph(column: str) -> None:
    source = DATA / "declaration-source.txt"
    flat = re.sub(r"\s+", " ", source.read_text(encoding="utf-8").replace("*", ""))
    starts = [flat.index(f" {number}. ") for number in range(1, 26)] + [len(flat)]
    for row in load("speech_acts"):
        paragraph = flat[starts[row.paragraph - 1] : starts[row.paragraph]]
        for words in (row[column] or "").split(" | "):
            assert words in paragraph, row.paragraph


def test_every_open_question_is_one_question() -> None:
    assert all(row.dispute.count("?") == 1 and row.dispute.endswith("?") for row in load("speech_acts"))


# What the code makes of them


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
