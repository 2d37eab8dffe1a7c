"""The text as data: nothing of the source is lost, and wrong numbers are refused with the right ones."""

import datetime

import pytest

from declaration import text
from declaration.paths import DATA


def test_the_source_is_rebuilt_word_for_word() -> None:
    # All that may differ: asterisks (bold and italic marks of the source), line breaks and blank lines.
    source = (DATA / "declaration-source.txt").read_text(encoding="utf-8")
    assert text.load().source == " ".join(source.replace("*", "").split())


def test_six_sections_hold_25_paragraphs_numbered_in_order() -> None:
    declaration = text.load()
    assert [section.numeral for section in declaration.sections] == ["I", "II", "III", "IV", "V", "VI"]
    assert [paragraph.number for paragraph in declaration.paragraphs] == list(range(1, 26))
    assert [len(section.paragraphs) for section in declaration.sections] == [3, 10, 6, 1, 4, 1]


def test_every_paragraph_names_its_section() -> None:
    declaration = text.load()
    for section in declaration.sections:
        assert {paragraph.section for paragraph in section.paragraphs} == {section.numeral}


def test_date_is_a_date_and_agrees_with_the_date_line() -> None:
    declaration = text.load()
    assert declaration.date == datetime.date(2013, 8, 28)
    assert f"{declaration.date:%B} {declaration.date.day}, {declaration.date.year}" in declaration.date_line


def test_a_section_is_found_by_its_numeral() -> None:
    assert text.load().section("IV").heading == "TRAFFIC IN PERSONS AND THE ILLICIT TRAFFIC IN MIGRANTS"


@pytest.mark.parametrize("wrong", ["VII", "ii", "2", "", " II"])
def test_a_wrong_numeral_is_refused_with_the_valid_ones(wrong: str) -> None:
    with pytest.raises(text.UnknownSection, match="I, II, III, IV, V, VI"):
        text.load().section(wrong)


@pytest.mark.parametrize("wrong", [0, 26, -1, True, 1.5, "8"])
def test_a_wrong_paragraph_number_is_refused_with_the_valid_ones(wrong: int) -> None:
    with pytest.raises(text.UnknownParagraph, match="1 to 25"):
        text.load().paragraph(wrong)


def test_search_ignores_case_and_folds_spaces() -> None:
    found = text.load().search("  EQUAL   footing ")
    assert [paragraph.number for paragraph in found] == [7]


def test_search_for_a_word_that_is_not_there_finds_nothing() -> None:
    assert text.load().search("asylum") == ()


@pytest.mark.parametrize("blank", ["", "  ", "\n"])
def test_search_for_nothing_is_refused(blank: str) -> None:
    with pytest.raises(ValueError, match="word or a phrase"):
        text.load().search(blank)


def test_concordance_has_a_line_for_each_place() -> None:
    lines = text.load().concordance("imperative")
    assert [line.paragraph for line in lines] == [16]
    assert lines[0].match == "imperative"
    assert lines[0].before.endswith("CSM considers it ")
    assert str(lines[0]).startswith("16 ")


def test_concordance_treats_a_pattern_as_plain_words() -> None:
    assert text.load().concordance("(CSM)") != ()
    assert text.load().concordance(".*") == ()
