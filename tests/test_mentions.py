"""Mentions of paragraphs and first uses of terms: what is linked, what is left alone, what the preview holds."""

from __future__ import annotations

from collections import Counter

import pytest

from declaration import glossary, text
from declaration.preview import marking, matching, templates


def mark(html: str) -> str:
    return marker().marked(html)


def marker() -> marking.Marker:
    return marking.Marker(lambda number: f"s.html#paragraph-{number}", lambda term: f"glossary.html#{term}")


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("See paragraph 8.", [8]),
        ("Paragraphs 2 and 16 agree.", [2, 16]),
        ("Paragraphs 1, 4, 6, 10 and 14 have none.", [1, 4, 6, 10, 14]),
        ("the Spanish of paragraphs 4 to 25 was lost", [4, 25]),
        ("paragraph 8 of the Declaration", [8]),
        ("paragraph 8 of the report", []),
        ("paragraph 26", []),
        ("paragraphs 88, 101 and 3", []),
        ("A/RES/68/4, para 10", []),
    ],
)
def test_a_mention_in_plain_words_is_found_unless_it_is_of_another_text(words: str, numbers: list[int]) -> None:
    assert [number for _, _, number in matching.mentions(words)] == numbers


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("the UN and UNODC", ["united-nations", "united-nations-office-on-drugs-and-crime"]),
        ("soft law", ["soft-law"]),
        ("Soft law is soft.", ["soft-law"]),
        ("the Declaration of Buenos Aires", []),
        ("a declaration", ["declaration"]),
        ("the New York Declaration", ["new-york-declaration"]),
        ("two RCPs", ["regional-consultative-process"]),
        ("the High-level\nDialogue", ["high-level-dialogue"]),
        ("in Mercosur", ["mercosur"]),
        ("UNESCO, immigrants, non-migrant", []),
    ],
)
def test_a_term_is_found_by_its_names_and_not_inside_other_words(words: str, found: list[str]) -> None:
    assert [identifier for _, _, identifier in matching.terms(words)] == found


def test_no_two_terms_claim_one_form() -> None:
    claims = [
        {name.casefold() for name in (term.term, term.acronym or term.term, *term.forms)} for term in glossary.load()
    ]
    names = Counter(name for claimed in claims for name in claimed)
    assert [name for name, count in names.items() if count > 1] == []


def test_a_mention_becomes_a_link_that_says_what_it_leads_to() -> None:
    assert mark("<p>See paragraph 8.</p>") == (
        '<p>See <a href="s.html#paragraph-8" data-preview="p8">paragraph 8</a>.</p>'
    )


def test_a_link_that_an_author_made_is_only_told_what_it_leads_to() -> None:
    assert mark('<p><a class="x" href="#paragraph-7">here</a></p>') == (
        '<p><a class="x" href="#paragraph-7" data-preview="p7">here</a></p>'
    )


def test_only_the_first_use_of_a_term_is_marked() -> None:
    marked = mark("<p>The UN.</p><p>The UN.</p>")
    assert marked.count("data-preview") == 1
    assert marked.index("data-preview") < marked.index("</p>")


def test_where_the_author_linked_the_first_use_nothing_more_is_marked() -> None:
    marked = mark('<p><a href="glossary.html#united-nations">United Nations</a> (UN) and UN</p>')
    assert marked.count("<a ") == 1


def test_a_use_before_the_authors_link_is_marked_too() -> None:
    assert mark('<p>UN. <a href="glossary.html#united-nations">UN</a></p>').count("data-preview") == 2


@pytest.mark.parametrize(
    "html",
    [
        "<h2>The UN in paragraph 8</h2>",
        "<blockquote><p>UN, paragraph 8</p></blockquote>",
        "<pre>UN, paragraph 8</pre>",
        "<code>UN, paragraph 8</code>",
        '<a href="x.html">UN, paragraph 8</a>',
        "<label>UN, paragraph 8</label>",
        "<svg><text>UN, paragraph 8</text></svg>",
        '<div class="references"><ul><li>UN, paragraph 8</li></ul></div>',
        '<details class="cite"><p>UN, paragraph 8</p></details>',
        '<div role="img"><p>Paragraph 8</p></div>',
    ],
)
def test_headings_quotations_code_controls_pictures_and_sources_stay_as_they_are(html: str) -> None:
    assert mark(html) == html


@pytest.mark.parametrize("tag", ["figure", "form", "details"])
def test_quizzes_figures_and_what_is_folded_have_mentions_linked_but_use_up_no_first_use(tag: str) -> None:
    page = marker()
    marked = page.marked(f"<{tag}><p>UN, paragraph 8</p></{tag}><p>UN</p>")
    assert list(page.previews) == ["p8", "term-united-nations"]
    assert marked.endswith("UN</a></p>")


def test_numbers_in_a_column_of_paragraphs_are_mentions_and_others_are_not() -> None:
    marked = mark(
        "<table><thead><tr><th>State</th><th>Paragraph</th><th>Year</th></tr></thead>"
        "<tbody><tr><td>20</td><td>8</td><td>13</td></tr></tbody></table>"
    )
    assert marked.count("data-preview") == 1
    assert 'data-preview="p8">8</a>' in marked


def test_a_page_without_mentions_leaves_as_it_came() -> None:
    page = (
        '<p class="a">x &amp; y &#8212; <br/><img src="a.png" alt="a > b"/><!-- c --></p><script>if (1 < 2) {}</script>'
    )
    assert mark(page) == page


def test_the_template_has_the_words_of_a_paragraph_and_a_way_to_it() -> None:
    held = templates.html(["p7"])
    assert text.load().paragraph(7).words in held
    assert "Go to paragraph 7" in held


@pytest.mark.parametrize("term", glossary.load(), ids=lambda term: term.id)
def test_the_template_has_definition_spanish_and_portuguese_of_a_term(term: glossary.Term) -> None:
    held = templates.html([f"term-{term.id}"])
    assert term.term.partition("'")[0] in held
    for name in filter(None, (term.spanish, term.portuguese)):
        assert name in held
