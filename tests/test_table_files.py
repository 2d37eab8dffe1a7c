"""The data tables as files: what each must hold, and where one must agree with another."""

import csv
import datetime as dt
import json
import re
from typing import Any

import pytest
from frictionless import Package
from pybtex.database import parse_file

from declaration.paths import DATA
from declaration.tables import load

PACKAGE: dict[str, Any] = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
RESOURCES: dict[str, dict[str, Any]] = {resource["name"]: resource for resource in PACKAGE["resources"]}
MEMBERS = {
    "Argentina", "Bolivia", "Brazil", "Chile", "Colombia", "Ecuador",
    "Guyana", "Paraguay", "Peru", "Suriname", "Uruguay", "Venezuela",
}  # fmt: skip
DECLARATION_DAY = dt.date(2013, 8, 28)


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
