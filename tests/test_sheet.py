"""What students get of a graded bank: the questions, under ids that tell nothing; and what scores their answers."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

import pytest
import yaml

from declaration import bank_file, bank_nodes, graded, questions, sheet
from declaration.paths import ROOT
from declaration.quiz import form

if TYPE_CHECKING:
    from pathlib import Path

SALT = "a salt of more than thirty-two characters"
TEXT = '- {id: t-text, level: create, type: text, words: [40, 80], prompt: "Say it in your own words."}\n'


@pytest.fixture
def bank(tmp_path: Path) -> questions.Bank:
    """Return a graded bank with a question of every type, as its authors wrote it."""
    (tmp_path / "all.yml").write_text(
        (ROOT / "tests" / "types.yml").read_text(encoding="utf-8") + TEXT, encoding="utf-8"
    )
    return questions.read(tmp_path / "all.yml", graded=True)


def question(bank: questions.Bank, kind: str) -> questions.Question:
    return next(each for each in bank.questions if each.type == kind)


def test_a_sheet_is_read_as_it_was_written(bank: questions.Bank, tmp_path: Path) -> None:
    made = sheet.of(graded.disguised(bank, SALT))
    (tmp_path / "all.quiz.yml").write_text(sheet.text(made), encoding="utf-8")
    assert sheet.read(tmp_path / "all.quiz.yml") == made
    assert [each.type for each in made.questions] == [*bank_file.GRADED_TYPES]


def test_a_sheet_holds_no_key_no_reason_and_no_id_of_the_author(bank: questions.Bank) -> None:
    text = sheet.text(sheet.of(graded.disguised(bank, SALT)))
    held = set(re.findall(r"[\w-]+", text))
    for each in bank.questions:
        assert each.evidence == "" or each.evidence not in text
        for option in each.options:
            assert option.feedback not in text
            assert option.id not in held - set(re.findall(r"[\w-]+", f"{option.text} {option.match}"))
    fields = {name for entry in yaml.safe_load(text) for name in entry}
    assert fields == {"id", "type", "prompt", "paragraphs", "choices", "places", "passage", "gaps", "words"}


def test_what_is_right_changes_nothing_in_a_sheet_but_the_order_of_what_is_salted(bank: questions.Bank) -> None:
    # Another key, other reasons, other pairs: students see the same questions and the same choices.
    def turned(each: questions.Question) -> questions.Question:
        options = [
            dataclasses.replace(option, feedback="other", correct=not option.correct, match=other.match)
            for option, other in zip(each.options, [*each.options[1:], *each.options[:1]], strict=True)
        ]
        return dataclasses.replace(each, options=tuple(options), evidence="other")

    def seen(held: questions.Bank) -> list[object]:
        asked = sheet.of(graded.disguised(held, SALT)).questions
        offered = [[*each.choices, *(choice for place in each.places for choice in place.choices)] for each in asked]
        return [(each.prompt, {choice.text for choice in found}) for each, found in zip(asked, offered, strict=True)]

    other = dataclasses.replace(bank, questions=tuple(map(turned, bank.questions)))
    assert seen(other) == seen(bank)
    same = [sheet.of(graded.disguised(held, SALT)).questions for held in (bank, other)]
    for each, again in zip(*same, strict=True):
        if each.type != "match":
            assert dataclasses.replace(each, passages=again.passages) == again


def test_a_place_and_its_partner_have_nothing_in_common(bank: questions.Bank) -> None:
    for key in question(graded.disguised(bank, SALT), "match").keys:
        place, _, value = key.partition("=")
        assert place != value


def test_another_salt_gives_other_ids_and_mended_words_give_the_same(bank: questions.Bank) -> None:
    def ids(held: questions.Bank, salt: str) -> set[str]:
        return {choice.value for each in sheet.of(graded.disguised(held, salt)).questions for choice in each.choices}

    def mended(each: questions.Question) -> questions.Question:
        options = tuple(dataclasses.replace(option, text=f"{option.text}!") for option in each.options)
        return dataclasses.replace(each, options=options)

    assert ids(dataclasses.replace(bank, questions=tuple(map(mended, bank.questions))), SALT) == ids(bank, SALT)
    assert not ids(bank, SALT) & ids(bank, SALT + "!")


def test_the_disguised_bank_scores_what_its_sheet_offers(bank: questions.Bank) -> None:
    held = graded.disguised(bank, SALT)
    for each, asked in zip(held.questions, sheet.of(held).questions, strict=True):
        if each.by_hand:
            assert each.score(["a text"]) == 0.0
            continue
        offered = {choice.value for choice in asked.choices}
        offered |= {f"{place.id}={choice.value}" for place in asked.places for choice in place.choices}
        assert set(each.keys) - {f"words={each.phrase}" if each.evidence else ""} <= offered
        assert each.score(each.keys) == 1.0
        assert asked.complete(each.keys)
        assert not asked.complete([])


def test_gaps_are_numbered_whatever_their_author_called_them() -> None:
    gap = questions.Option("gap-2", "one", "why", others=("two",))
    other = questions.Option("gap-1", "three", "why", others=("four",))
    fill = questions.Question("q", "fill", "apply", "Fill.", (gap, other), passage="a {gap-2} b {gap-1} c")
    held = graded.disguised(questions.Bank("x", (fill,)), SALT).questions[0]
    assert held.passage == "a {gap-1} b {gap-2} c"
    assert [option.text for option in held.options] == ["one", "three"]


def test_a_text_is_only_for_a_graded_bank(tmp_path: Path) -> None:
    (tmp_path / "x.yml").write_text(TEXT, encoding="utf-8")
    assert questions.read(tmp_path / "x.yml", graded=True).questions[0].words == (40, 80)
    with pytest.raises(bank_nodes.BadBank, match="type 'text' is unknown"):
        questions.read(tmp_path / "x.yml")
    for bad in ("[80, 40]", "[40]", "many", "[-1, 4]"):
        (tmp_path / "x.yml").write_text(TEXT.replace("[40, 80]", bad), encoding="utf-8")
        with pytest.raises(bank_nodes.BadBank, match=r"Write two numbers in brackets"):
            questions.read(tmp_path / "x.yml", graded=True)


def test_without_a_salt_nothing_is_loaded_and_the_message_says_how_to_make_one(tmp_path: Path) -> None:
    (tmp_path / "x.yml").write_text(TEXT, encoding="utf-8")
    for salt in (None, "short"):
        if salt:
            (tmp_path / "salt.txt").write_text(salt, encoding="utf-8")
        with pytest.raises(bank_nodes.BadBank, match=r"salt\.txt:1: .*openssl rand"):
            graded.load("x", tmp_path)
    (tmp_path / "salt.txt").write_text(SALT, encoding="utf-8")
    assert graded.load("x", tmp_path).name == "x"


CHANGED = ["", "a", "- 1", "[[]]", "- {id: a}", "- {id: a, type: match, prompt: b}", "\t", "- &a [*a]"]


@pytest.mark.parametrize("content", [*CHANGED, "- {id: a, type: single, prompt: b, paragraphs: [99]}"])
def test_a_sheet_that_was_changed_is_told_with_the_remedy(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.quiz.yml").write_text(content, encoding="utf-8")
    with pytest.raises(sheet.BadSheet, match=r"^x\.quiz\.yml was changed .*Copy it again"):
        sheet.read(tmp_path / "x.quiz.yml")


def test_a_sheet_that_is_missing_is_told_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(sheet.BadSheet, match=r"^x\.quiz\.yml is missing.*Copy it again"):
        sheet.read(tmp_path / "x.quiz.yml")


def test_the_recorded_form_has_every_control_and_nothing_that_tells_or_checks(bank: questions.Bank) -> None:
    html = form.recorded(sheet.of(graded.disguised(bank, SALT)))
    for control in ("radio", "checkbox", "<select", 'data-action="up"', 'data-place="words"', "<textarea", "<dialog"):
        assert control in html
    for telling in ("data-key", "data-option", "check", "answers", "why", "Score"):
        assert telling not in html.replace('type="checkbox"', "").replace("my answers", "").replace("your answers", "")


def test_the_readable_questions_have_every_text_and_no_control(bank: questions.Bank) -> None:
    html = form.readable(sheet.of(graded.disguised(bank, SALT)))
    for each in bank.questions:
        for option in each.options:
            assert form._inline(option.text) in html  # noqa: SLF001 - the one place that knows how texts are shown
    assert not re.search(r"<(input|select|button|textarea|form)", html)
