"""Texts and answers that resemble each other are shown to a person; no grade changes."""

from __future__ import annotations

import csv
import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import toy

from declaration import __main__ as command
from declaration import questions, text
from declaration.grading.demo import prose
from declaration.grading.demo.prose import dice
from declaration.grading.grade import Options, Watch, grade
from declaration.grading.insight import patterns, shingles, similarity

if TYPE_CHECKING:
    from pathlib import Path


def essays(count: int) -> dict[str, str]:
    return {f"student-{number:03}": prose.essay(dice(number)) for number in range(count)}


def test_a_copy_with_a_few_other_words_is_found_and_nothing_else() -> None:
    texts = essays(60)
    texts["copied"] = prose.reworked(texts["student-007"], dice(1))
    (pair,) = similarity.compare(texts).pairs
    assert (pair.first, pair.second) == ("copied", "student-007")
    assert 0.6 < pair.jaccard < pair.containment < 1


def test_a_part_that_was_taken_over_is_found() -> None:
    texts = essays(2)
    short = " ".join(texts["student-000"].split()[:100])
    texts["short"] = f"{short} And here some words of my own follow, with which I end what I have to say."
    (pair,) = similarity.compare(texts).pairs
    assert pair.containment > 0.8
    assert pair.jaccard < 0.5


def test_capitals_commas_and_line_breaks_hide_nothing() -> None:
    words = prose.essay(dice(1))
    changed = words.upper().replace(",", "").replace(".", " –\n").replace(" ", "\u00a0")
    (pair,) = similarity.compare({"one": words, "two": changed}).pairs
    assert pair.containment == pair.jaccard == 1.0


def test_letters_that_only_look_the_same_and_signs_without_width_hide_nothing() -> None:
    words = prose.essay(dice(1))
    lookalikes = words.translate(str.maketrans("aeopcAEO", "аеорсАЕО"))
    unseen = words.replace("t", "t\u200b").replace("n", "n\u00ad")
    pairs = similarity.compare({"one": words, "two": lookalikes, "three": unseen}).pairs
    assert [pair.containment for pair in pairs] == [1.0, 1.0, 1.0]


def test_what_all_were_given_does_not_count() -> None:
    paragraphs = " ".join(paragraph.words for paragraph in text.load().paragraphs[:6])
    texts = {name: f"{words} {paragraphs}" for name, words in essays(2).items()}
    assert len(similarity.compare(texts).pairs) == 1
    assert similarity.compare(texts, [text.load().source]).pairs == ()


def test_a_phrase_of_very_many_is_nobodys_own_and_a_text_of_such_phrases_is_named() -> None:
    phrase = " ".join(prose.essay(dice(99)).split()[:60])
    texts = {name: f"{phrase} {words}" for name, words in essays(40).items()}
    assert similarity.compare(texts).pairs == ()
    model = prose.essay(dice(99))
    crowd = {f"crowd-{number:02}": prose.reworked(model, dice(number)) for number in range(40)}
    assert set(crowd) <= set(similarity.compare(essays(10) | crowd).crowd)


@pytest.mark.parametrize("texts", [{}, {"one": "Short."}, {"one": "Short.", "two": "Short."}, {"one": "", "two": ""}])
def test_no_texts_and_short_ones_break_nothing(texts: dict[str, str]) -> None:
    assert similarity.compare(texts).pairs == ()


def test_the_words_that_two_texts_share_are_marked_where_they_stand() -> None:
    one, two = "Here: we keep, WE SAY, these very words.", "Others think; we keep we say these very words too"
    shared = shingles.of(one) & shingles.of(two)
    pieces = [("Here: ", False), ("we keep, WE SAY, these very words", True), (".", False)]
    assert shingles.segments(one, shared) == pieces
    assert "".join(words for words, _ in shingles.segments(two, shared)) == two
    assert shingles.segments("", shared) == []


ODD = {"toy-capital": ["wrong"], "toy-order": ["third", "first", "second"], "toy-single": ["no-it-is-not"]}


def test_the_same_wrong_answers_are_found_where_chance_would_hardly_make_them() -> None:
    bank = questions.parse(toy.BANK).questions
    fine = {f"fine-{number}": toy.RIGHT for number in range(300)}
    one, two = ODD | {"toy-both": ["two", "three"]}, ODD | {"toy-both": ["three", "two"]}
    (pattern,) = patterns.same(bank, fine | {"one": one, "two": two})
    assert pattern.students == ("one", "two")
    assert [question.id for question, _ in pattern.wrong] == list(toy.RIGHT)
    assert pattern.expected == pytest.approx(302 * (2 / 302) ** 4)


def test_wrong_answers_that_most_give_are_no_reason_to_look() -> None:
    bank = questions.parse(toy.BANK).questions
    answers = {f"odd-{number}": ODD for number in range(30)} | {"fine": toy.RIGHT}
    assert patterns.same(bank, answers) == ()


def test_the_same_right_answers_are_no_reason_to_look() -> None:
    bank = questions.parse(toy.BANK).questions
    assert patterns.same(bank, dict.fromkeys(("one", "two", "three"), toy.RIGHT)) == ()
    assert patterns.same(bank, {}) == ()
    assert patterns.same(bank, {"one": {}, "two": {}}) == ()


def everything(course: Path) -> tuple[list[str], dict[str, bytes]]:
    with closing(sqlite3.connect(course / "gradebook.db")) as database:
        dump = list(database.iterdump())
    rooms = (path for room in ("submitted", "autograded") for path in sorted((course / room).rglob("*")))
    return dump, {str(path): path.read_bytes() for path in rooms if path.is_file()}


def test_the_command_shows_both_texts_and_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    course = toy.course(tmp_path / "course", code=False)
    copied = f"{prose.essay(dice(3))} <script>alert(1)</script> & “more”"
    given = {"=cmd": copied, "a b's": copied, "other": prose.essay(dice(4)), "blank": ""}
    for student, essay in given.items():
        toy.hand_in(tmp_path / "in" / student, toy.files(toy.work(essay=essay, code=False)))
    grade(Options((tmp_path / "in",), course, workers=1), Watch())
    before = everything(course)
    assert command.main(["similar", "--course", str(course)]) == 0
    assert everything(course) == before
    assert "toy.html" in capsys.readouterr().out
    page = (course / "similarity" / "toy.html").read_text(encoding="utf-8")
    assert "never a penalty" in page
    assert page.count("alert(1)") == 2
    assert not re.search(r"<script|https?://", page)
    assert 'href="../autograded/a%20b%27s/toy/toy.ipynb"' in page
    assert (course / "autograded" / "a b's" / "toy" / "toy.ipynb").is_file()
    with (course / "similarity" / "toy.csv").open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [(row["kind"], row["part"], row["students"]) for row in rows] == [("texts", "writing", "'=cmd, a b's")]
    assert rows[0]["containment"] == "1.000"


def test_how_much_must_be_alike_can_be_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    course = toy.course(tmp_path / "course", code=False)
    one, two = prose.essay(dice(1)), prose.essay(dice(2))
    half = one[: len(one) // 2] + two[len(two) // 2 :]
    for student, essay in {"one": one, "half": half}.items():
        toy.hand_in(tmp_path / "in" / student, toy.files(toy.work(essay=essay, code=False)))
    grade(Options((tmp_path / "in",), course, workers=1), Watch())
    for least, pairs in (("0.3", 1), ("0.9", 0)):
        assert command.main(["similar", "--course", str(course), "--least", least]) == 0
        table = (course / "similarity" / "toy.csv").read_text(encoding="utf-8")
        assert table.count("texts,") == pairs
    capsys.readouterr()
