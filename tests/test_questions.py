"""The question bank: scoring, order of options, and a message for every fault of a file."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from declaration import bank_file, bank_nodes, passages, phrases, questions, text

VECTORS = json.loads((Path(__file__).parent / "scores.json").read_text(encoding="utf-8"))
OPTIONS = "abcde"
FIELDS = [
    "id",
    "paragraphs",
    "level",
    "prompt",
    "options",
    "passage",
    "evidence",
    "text",
    "match",
    "others",
    "feedback",
]
PAIRS = ["a=1", "b=1", "c=2", "d=3"]
TYPES = Path(__file__).parent / "types.yml"

GOOD = """\
- id: p8-good
  paragraphs: [8]
  level: understand
  type: single
  prompt: What does it recommend?
  options:
    - id: one
      text: A convention
      correct: true
      feedback: The words are “an international convention”.
    - id: two
      text: A guideline
      feedback: Nothing of the kind.
"""


def made(kind: str, keys: str) -> questions.Question:
    options = tuple(questions.Option(each, each, "why", correct=each in keys) for each in OPTIONS)
    return questions.Question("q", kind, "understand", "?", options)


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    return tmp_path / "bank.yml"


def faults(path: Path, content: str | bytes) -> str:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(bank_nodes.BadBank) as caught:
        questions.read(path)
    return str(caught.value)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["what"])
def test_score_agrees_with_the_shared_vectors(vector: dict[str, Any]) -> None:
    found = questions.score(vector["type"], vector["chosen"], vector["keys"])
    assert found == pytest.approx(vector["score"])


@given(
    st.sampled_from(["order", "match", "fill", "evidence"]),
    st.lists(st.sampled_from(PAIRS), min_size=1, max_size=4, unique=True),
    st.lists(st.sampled_from([*PAIRS, "z=z", "z"])),
)
def test_score_of_places_lies_between_0_and_1_and_the_key_scores_1(
    kind: str, keys: list[str], chosen: list[str]
) -> None:
    assert 0 <= questions.score(kind, chosen, keys) <= 1
    assert questions.score(kind, keys, keys) == 1


@given(
    st.sampled_from(["single", "multiple"]),
    st.sets(st.sampled_from(OPTIONS), min_size=1, max_size=4),
    st.lists(st.sampled_from(OPTIONS + "xyz")),
)
def test_score_lies_between_0_and_1(kind: str, keys: set[str], chosen: list[str]) -> None:
    assert 0 <= made(kind, "".join(keys)).score(chosen) <= 1


@given(st.sets(st.sampled_from(OPTIONS), min_size=1, max_size=4))
def test_the_key_scores_1(keys: set[str]) -> None:
    assert made("multiple", "".join(keys)).score(sorted(keys)) == 1


@given(st.sets(st.sampled_from(OPTIONS), min_size=1, max_size=4), st.sets(st.sampled_from(OPTIONS)))
def test_taking_a_right_tick_away_never_raises_the_score(keys: set[str], chosen: set[str]) -> None:
    question = made("multiple", "".join(keys))
    for right in keys & chosen:
        assert question.score(sorted(chosen - {right})) <= question.score(sorted(chosen))


@given(st.permutations(OPTIONS))
def test_order_of_options_in_the_file_does_not_change_the_shown_order(order: list[str]) -> None:
    options = tuple(questions.Option(each, each, "why", correct=each == "a") for each in order)
    shown = questions.Question("q", "single", "understand", "?", options).shuffled
    assert [option.id for option in shown] == [option.id for option in made("single", "a").shuffled]


def test_position_of_the_key_says_nothing() -> None:
    singles = [
        question
        for bank in questions.read_all(questions.paths())
        for question in bank.questions
        if question.type == "single"
    ]
    first = sum(question.shuffled[0].correct for question in singles)
    assert first < len(singles) / 2.5, f"the key stands first in {first} of {len(singles)}"


def test_a_good_bank_is_read(bank: Path) -> None:
    bank.write_text(GOOD, encoding="utf-8")
    (question,) = questions.read(bank).questions
    assert (question.id, question.paragraphs) == ("p8-good", (8,))
    assert question.keys == ("one",)


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("paragraphs: [8]", "paragraphs: [26]", 2, "no paragraph 26. The numbers are 1, 2, 3"),
        ("paragraphs: [8]", "paragraphs: 8", 2, "Write numbers in brackets"),
        ("level: understand", "level: understanding", 3, "level 'understanding' is unknown. Use one of remember"),
        ("type: single", "type: choice", 4, "type 'choice' is unknown. Use one of single"),
        ("  prompt:", "  promt:", 5, "unknown field 'promt'. Did you mean 'prompt'"),
        ("  prompt: What does it recommend?\n", "", 1, "the field 'prompt' is missing"),
        ("      correct: true\n", "", 7, "0 options are correct"),
        ("text: A guideline", "text: a  Convention", 11, "two options have the same text"),
        ("id: two", "id: one", 11, "two options have the same id"),
        ("id: two", "id: 2", 11, "the field 'id' is not a text"),
        ("      feedback: Nothing of the kind.\n", "", 11, "the field 'feedback' is missing"),
        ("feedback: Nothing", "feedback: '' #", 13, "the field 'feedback' is not a text"),
        ("correct: true", "correct: yes", 9, "Write 'correct: true'"),
        ("“an international convention”", "“a regional convention”", 1, "“a regional convention” does not stand in 8"),
        ("  level:", "\tlevel:", 3, "indented with a tab"),
        ("prompt: What", "prompt: What: ", 5, "not valid YAML"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_file_line_and_remedy(bank: Path, old: str, new: str, line: int, message: str) -> None:
    assert old in GOOD
    told = faults(bank, GOOD.replace(old, new, 1))
    assert message in told
    assert f"bank.yml:{line}:" in told


def test_a_bank_about_another_text_knows_nothing_of_the_declaration(bank: Path) -> None:
    bank.write_text(GOOD.replace("an international convention", "a sonnet of fourteen lines"), encoding="utf-8")
    poem = passages.Passages({8: "Let me not to the marriage of true minds"}, "line")
    (question,) = questions.read(bank, poem).questions
    assert question.passages.look_up(8) == ("Read line 8", "Let me not to the marriage of true minds")
    with pytest.raises(bank_nodes.BadBank, match=r"no passage 8. The numbers are none: leave the field out"):
        questions.read(bank, passages.NONE)


def test_every_type_is_read_with_its_right_answer() -> None:
    found = {question.type: question for question in questions.read(TYPES).questions}
    assert set(found) == set(bank_file.TYPES)
    assert found["order"].keys == ("considers", "recommends", "urges")
    assert found["match"].keys == ("five=five", "seven=seven", "twenty-one=twenty-one")
    assert found["evidence"].keys == ("no-it-does-not", f"words={found['evidence'].phrase}")
    assert "independently of their migration status" in found["evidence"].phrases[found["evidence"].phrase]
    assert all(question.score(question.keys) == 1 for question in found.values())


def test_what_is_to_be_put_in_order_does_not_stand_in_order() -> None:
    for count in range(2, 7):
        options = tuple(questions.Option(str(each), str(each), "why") for each in range(count))
        question = questions.Question("q", "order", "analyse", "?", options)
        assert [option.id for option in question.shuffled] != list(question.keys)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("match: Nobody by name, ", "", "the field 'match' is missing"),
        ("match: Nobody by name", "match: The international community", "two options have the same match"),
        ("others: [begin, end]", "others: [continue, end]", "a gap offers the same twice"),
        ("others: [begin, end]", "others: begin", "others is not a list of texts"),
        ("should {course}", "should {curse}", "the passage has the gaps verb, curse, the options are verb, course"),
        ("  passage: CSM {verb} that the political debate should {course}.\n", "", "the field 'passage' is missing"),
        ("evidence: independently of their migration status", "evidence: and", "6 phrases hold"),
        ("evidence: independently of their migration status", "evidence: human rights of", "quiet"),
        ("evidence: independently of their migration status", "evidence: persons and their", "0 phrases hold"),
        ("paragraphs: [16]", "paragraphs: [16, 17]", "evidence is marked in one paragraph"),
        ("feedback: Advice.", "correct: true, feedback: Advice.", "unknown field 'correct'"),
    ],
)  # fmt: skip
def test_a_fault_of_a_type_is_named(bank: Path, old: str, new: str, message: str) -> None:
    content = TYPES.read_text(encoding="utf-8")
    assert old in content
    if message == "quiet":
        bank.write_text(content.replace(old, new, 1), encoding="utf-8")
        assert len(questions.read(bank).questions) == len(bank_file.TYPES)
    else:
        assert message in faults(bank, content.replace(old, new, 1))


@pytest.mark.parametrize("number", [paragraph.number for paragraph in text.load().paragraphs])
def test_phrases_of_a_paragraph_are_its_words(number: int) -> None:
    words = text.load().paragraph(number).words
    assert " ".join(phrases.split(words)) == words
    assert len(phrases.split(words)) > 1
    assert min(len(phrase.split()) for phrase in phrases.split(words)) >= 2


def test_all_faults_are_told_at_once(bank: Path) -> None:
    told = faults(bank, GOOD.replace("[8]", "[99]").replace("level: understand", "level: deep") + GOOD)
    assert told.count("\n") >= 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "the file is empty"),
        ("# only a comment\n", "the file is empty"),
        ("a: b\n", "not a list of questions"),
        ("just words\n", "not a list of questions"),
        ("- just words\n", "not a set of fields"),
        ("- id: x\n  options: none\n", "options is not a list"),
        (b"- id: caf\xe9\n", "not UTF-8"),
        (b"\x00\x01", "not valid YAML"),
        ("- &a [*a]\n", "not a set of fields"),
        ("- {a: 1, a: 2}\n", "unknown field 'a'"),
        ("- ? [1, 2]\n  : x\n", "unknown field"),
    ],
)
def test_a_broken_file_gets_a_message_and_no_traceback(bank: Path, content: str | bytes, message: str) -> None:
    assert message in faults(bank, content)


def test_a_file_that_is_not_there_gets_a_message(tmp_path: Path) -> None:
    with pytest.raises(bank_nodes.BadBank, match="cannot be read"):
        questions.read(tmp_path / "none.yml")


def test_an_id_used_in_two_banks_is_a_fault(tmp_path: Path) -> None:
    for name in ("one.yml", "two.yml"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    with pytest.raises(bank_nodes.BadBank, match=r"p8-good: the id stands already in one\.yml"):
        questions.read_all(sorted(tmp_path.iterdir()))


def test_an_unknown_bank_is_refused_with_the_names_of_all() -> None:
    with pytest.raises(questions.UnknownBank, match="section-1"):
        questions.load("section-9")


@given(st.text())
def test_no_text_gives_a_traceback(content: str) -> None:
    check = bank_file._Check(Path("bank.yml"), passages.of_the_declaration())  # noqa: SLF001 - the file system would refuse half of these texts
    check.questions_of(content)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(FIELDS) | st.text(), inner, max_size=8),
    max_leaves=25,
)


@given(
    st.lists(st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=8), max_size=3), st.sampled_from(bank_file.TYPES)
)
def test_no_structure_gives_a_traceback(entries: list[dict[str, Any]], kind: str) -> None:
    content = yaml.safe_dump([{**entry, "type": kind} for entry in entries], allow_unicode=True)
    check = bank_file._Check(Path("bank.yml"), passages.of_the_declaration())  # noqa: SLF001 - as above
    check.questions_of(content)
