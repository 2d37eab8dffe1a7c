"""What `make questions` says of the banks: what a guesser earns, and what they do not cover."""

from __future__ import annotations

import pytest

from declaration import questions
from declaration.authoring import coverage, guesser
from declaration.passages import of_the_declaration

ONE = """
- id: {id}
  paragraphs: [8]
  level: {level}
  type: single
  prompt: What does the debate lead to?
  options:
    - {{id: a, text: "{key}", correct: true, feedback: Yes.}}
    - {{id: b, text: A meeting of the States, feedback: No.}}
    - {{id: c, text: A report of the States, feedback: No.}}
    - {{id: d, text: A budget of the States, feedback: No.}}
"""


def bank(key: str, level: str = "understand", name: str = "toy") -> questions.Bank:
    return questions.parse(ONE.format(id="q", key=key, level=level), name, of_the_declaration())


@pytest.mark.parametrize(
    ("strategy", "key"),
    [
        ("longest", "A treaty that is long in words"),
        ("shortest", "Law"),
        ("most words of the paragraph", "An international convention with binding effect"),
        ("agrees with the stem", "A debate to lead"),
        ("most hedged", "Perhaps law"),
        ("most absolute", "Every law"),
        ("odd one out", "Law"),
    ],
)
def test_a_key_that_its_options_give_away_is_found(strategy: str, key: str) -> None:
    assert guesser.above_chance(strategy, [bank(key)]) == 75
    said = guesser.leaks([bank(key)])
    assert any(line.startswith(f"toy: '{strategy}' earns 75.0 points above chance; at most 15.") for line in said)
    assert all(line.endswith("these: q") for line in said)


def test_options_that_tie_earn_chance() -> None:
    assert guesser.above_chance("most hedged", [bank("A treaty")]) == 0


def test_chance_for_several_answers_is_the_mean_of_all_ways_to_tick() -> None:
    # Two of four are right, two are ticked: 1 of 6 ways earns 1 point, the other 5 earn (1 - 1) / 2 or nothing.
    play = guesser.Play("q", guesser.Seen("", ("a", "b", "c", "d"), ""), frozenset({0, 1}), 2)
    assert guesser.chance(play) == pytest.approx(1 / 6)


def test_every_strategy_plays_every_type() -> None:
    banks = questions.read_all(questions.paths())
    for each in (question for one in banks for question in one.questions):
        for strategy in guesser.STRATEGIES:
            assert -1 <= guesser.gain(strategy, each) <= 1, (each.id, strategy)


def test_the_banks_of_the_course_give_nothing_away() -> None:
    assert guesser.leaks(questions.read_all(questions.paths())) == []


def test_the_banks_of_the_course_cover_what_it_promises() -> None:
    assert coverage.holes(questions.read_all(questions.paths())) == []


def test_every_hole_is_named() -> None:
    said = coverage.holes([bank("A treaty", "remember")])
    assert "paragraph 8 has 1 questions: at least 4. Write more" in said
    assert "paragraph 9 has 0 questions: at least 4. Write more" in said
    assert "the banks hold 1 questions: at least 120. Write more" in said
    assert "1 of 1 questions are at level remember: a third at most. Ask for more than memory" in said
    assert "toy has no question of type multiple, match, order, fill, evidence. Write one of each" in said
    assert "toy has no question at level understand, apply, analyse, evaluate. Write one of each" in said
    assert any(line.startswith("no question is about the whole text") for line in said)


def test_the_matrix_counts_each_paragraph_by_level_and_type() -> None:
    lines = coverage.report([bank("A treaty", "apply")]).splitlines()
    heads = lines[0].split()
    eight = next(line.split() for line in lines if line.split()[0] == "8")
    counted = dict(zip(heads[1:], eight[1:], strict=True))
    assert (counted["all"], counted["apply"], counted["single"], counted["evidence"]) == ("1", "1", "1", "·")
