"""How quotations of the Declaration are found in prose and checked against its words."""

import pytest

from declaration import quotations


def test_a_quotation_belongs_to_the_paragraph_under_discussion() -> None:
    (found,) = quotations.find("It says “equal footing”.", paragraph=7)
    assert found == quotations.Quotation("equal footing", 7)
    assert found.is_exact()


def test_a_link_behind_a_quotation_says_where_it_stands() -> None:
    (found,) = quotations.find("“equal footing” ([paragraph 7](section-2.ipynb#Paragraph-7))", paragraph=4)
    assert found.paragraph == 7


def test_words_of_another_paragraph_are_not_exact() -> None:
    (found,) = quotations.find("“equal footing”", paragraph=8)
    assert not found.is_exact()


def test_a_quotation_without_a_place_may_stand_anywhere() -> None:
    assert next(quotations.find("“propitious instance”")).is_exact()
    assert not next(quotations.find("“never said”")).is_exact()


@pytest.mark.parametrize(
    ("quotation", "exact"),
    [
        ("CSM recommends … convention on migrations", True),
        ("convention on migrations … CSM recommends", False),
        ("csm recommends", False),
        ("CSM  recommends", False),
        ("…", False),
    ],
)
def test_an_ellipsis_keeps_the_order_of_the_pieces(quotation: str, *, exact: bool) -> None:
    place = "CSM recommends that it continue towards a convention on migrations."
    assert quotations.contains(place, quotation) is exact


def test_single_quotation_marks_are_other_peoples_words() -> None:
    assert list(quotations.find("the ‘lens of victimhood’")) == []
