"""What every chapter owes its reader: the parts in order, each paragraph shown and read, exact quotations, sources."""

import re

import pytest

import chapters
from declaration import glossary, notes, questions, quotations, references, text
from declaration.authoring import notebooks, reading_time
from declaration.paths import DATA, ROOT

PARTS = [
    "In this chapter", "Before you read", "The text", "Close reading", "Look closer", "Check yourself", "Discuss",
    "What became of it", "Take away", "The exercise", "Further reading", "Sources",
]  # fmt: skip
CITATION = re.compile(r"bibliography\.ipynb#([\w-]+)")
TERM = re.compile(r"glossary\.ipynb#([\w-]+)")
LINK = re.compile(r"\]\(([\w./-]+\.(?:ipynb|md))?#?([\w-]*)\)")
PARAGRAPHS = [paragraph.number for paragraph in text.load().paragraphs]


def places(name: str) -> list[tuple[str, int | None, str]]:
    """Return each Markdown cell of a chapter with the paragraph that it reads, if any."""
    found = []
    for cell in chapters.cells(name):
        reads = re.fullmatch(r"Reading paragraph (\d+)", cell.heading)
        found.append((cell.source, int(reads.group(1)) if reads else None, cell.heading or cell.part))
    return found


@pytest.mark.parametrize("name", chapters.SECTIONS)
def test_a_section_has_its_parts_in_order(name: str) -> None:
    found = chapters.parts(name)
    assert [part for part in PARTS if part in found] == found
    assert set(PARTS) - set(found) <= {"The exercise"}


@pytest.mark.parametrize("number", PARAGRAPHS)
def test_a_paragraph_is_shown_exactly_once_in_the_chapter_of_its_section(number: int) -> None:
    showing = [name for name in chapters.NAMES for _ in re.findall(rf"\bparagraph\({number}\)", chapters.code(name))]
    home = [name for name, section in chapters.SECTIONS.items() if text.load().paragraph(number) in section.paragraphs]
    assert showing == home


@pytest.mark.parametrize("number", PARAGRAPHS)
def test_a_paragraph_has_a_close_reading_of_full_length(number: int) -> None:
    words = len(chapters.reading(number).split())
    assert 150 <= words <= 350, f"the close reading of paragraph {number} has {words} words"


@pytest.mark.parametrize("number", PARAGRAPHS)
def test_a_paragraph_has_a_question_in_the_bank_of_its_chapter(number: int) -> None:
    name = next(
        name for name, section in chapters.SECTIONS.items() if text.load().paragraph(number) in section.paragraphs
    )
    assert any(number in question.paragraphs for question in questions.load(name).questions)


@pytest.mark.parametrize("name", chapters.NAMES)
def test_a_chapter_asks_its_own_quiz_once(name: str) -> None:
    assert re.findall(r"Quiz\((.*)\)", chapters.code(name)) == [f'"{name}"']


@pytest.mark.parametrize("name", chapters.NAMES)
def test_every_quotation_stands_in_the_declaration_word_for_word(name: str) -> None:
    wrong = [
        f"{heading}: “{quotation.words}” is not in {quotation.paragraph or 'the Declaration'}"
        for source, paragraph, heading in places(name)
        for quotation in quotations.find(source, paragraph)
        if not quotation.is_exact()
    ]
    assert wrong == []


def test_quotations_in_notes_and_glossary_are_exact() -> None:
    prose = [note.note for note in notes.load()] + [term.definition for term in glossary.load()]
    assert [found.words for words in prose for found in quotations.find(words) if not found.is_exact()] == []


def test_every_note_hangs_on_words_that_stand_once_in_their_place() -> None:
    declaration = text.load()
    words: dict[int | str, str] = {"title": " ".join(declaration.title), "preamble": declaration.preamble}
    words |= {section.numeral: str(section) for section in declaration.sections}
    words |= {paragraph.number: paragraph.words for paragraph in declaration.paragraphs}
    assert [note.words for note in notes.load() if words[note.paragraph].count(note.words) != 1] == []


def test_spanish_is_given_only_where_it_was_seen() -> None:
    assert {note.certainty for note in notes.load() if note.spanish} == {"verified"}
    assert {note.certainty for note in notes.load()} <= {"verified", "conjecture", "plain"}


@pytest.mark.parametrize("name", chapters.NAMES)
def test_sources_of_a_chapter_are_those_that_it_cites(name: str) -> None:
    cited = set(CITATION.findall(chapters.prose(name)))
    listed = set(re.findall(r'^    "([\w-]+)",$', chapters.code(name), re.MULTILINE))
    assert listed == cited, f"{name}: list in sources(): {sorted(cited - listed)}; take out: {sorted(listed - cited)}"


def test_every_citation_key_exists_and_every_entry_is_used() -> None:
    used = {key for name in chapters.NAMES for key in CITATION.findall(chapters.prose(name))}
    used |= {key for note in notes.load() for key in note.sources}
    used |= {key for term in glossary.load() for key in term.sources}
    for table in DATA.glob("*.csv"):
        used |= set(re.findall(r"[A-Z][A-Z0-9]{2,}\w*", table.read_text(encoding="utf-8"))) & set(references.load())
    cited = {key for name in chapters.NAMES for key in CITATION.findall(chapters.prose(name))}
    assert cited - set(references.load()) == set()
    assert set(references.load()) - used == set()


@pytest.mark.parametrize("name", chapters.NAMES)
def test_glossary_links_lead_to_terms(name: str) -> None:
    assert set(TERM.findall(chapters.prose(name))) - {term.id for term in glossary.load()} == set()


@pytest.mark.parametrize("name", chapters.NAMES)
def test_reading_time_is_the_computed_one(name: str) -> None:
    notebook = notebooks.read(ROOT / "chapters" / f"{name}.ipynb")
    assert f"about {reading_time.minutes(notebook)} minutes" in chapters.prose(name), "run 'make notebooks'"


@pytest.mark.parametrize("name", chapters.NAMES)
def test_take_away_is_three_sentences(name: str) -> None:
    (cell,) = [cell for cell in chapters.cells(name) if cell.part == "Take away"]
    assert len(re.findall(r"^\d\. .+[.]$", cell.source, re.MULTILINE)) == 3


@pytest.mark.parametrize("name", chapters.NAMES)
def test_nobody_is_called_illegal(name: str) -> None:
    outside = re.sub(r"“[^”]*”|‘[^’]*’", "", chapters.prose(name))
    assert re.findall(r"\billegal (?:im)?migra\w+|\billegals\b", outside, re.IGNORECASE) == []


@pytest.mark.parametrize("name", chapters.NAMES)
def test_prose_is_plain_markdown(name: str) -> None:
    # No directives, roles, raw HTML or maths: they show as code in JupyterLab.
    assert re.findall(r"^```\{|^:::|\{\w+\}`|<\w+|\$\$", chapters.prose(name), re.MULTILINE) == []
