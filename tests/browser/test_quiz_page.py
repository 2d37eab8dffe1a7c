"""A quiz in the built page: no kernel, by keyboard alone, kept over a reload, right without a script and on paper."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import conftest
import pytest
import test_site

from declaration import questions
from declaration.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

BANK = questions.load("section-4")
SINGLE = next(question for question in BANK.questions if question.type == "single")
MULTIPLE = next(question for question in BANK.questions if question.type == "multiple")
ADDRESS = "chapters/section-4.html"


@pytest.fixture
def quiz(page: Page, site: str) -> Page:
    page.goto(site + ADDRESS)
    return page


def fieldset(page: Page, question: questions.Question) -> Locator:
    return page.locator(f'fieldset[data-question="{question.id}"]')


def choose(page: Page, question: questions.Question, *options: str) -> Locator:
    box = fieldset(page, question)
    for option in options:
        box.locator(f'input[value="{option}"]').check()
    return box


def check(box: Locator) -> None:
    box.get_by_role("button", name="Check").click()


def wrong(question: questions.Question) -> str:
    return next(option.id for option in question.options if not option.correct)


def score(page: Page) -> str:
    return page.locator("[data-role=score]").inner_text()


def test_a_right_answer_is_told_with_its_reason_and_scored(quiz: Page) -> None:
    (key,) = SINGLE.keys
    box = choose(quiz, SINGLE, key)
    assert box.get_attribute("data-state") == "answered"
    check(box)
    assert box.get_attribute("data-state") == "correct"
    assert "Right." in box.locator("output").inner_text()
    assert box.locator("output li").count() == 1
    assert score(quiz) == f"1 / {len(BANK.questions)}"


def test_a_wrong_answer_says_why_and_does_not_give_the_right_one_away(quiz: Page) -> None:
    box = choose(quiz, SINGLE, wrong(SINGLE))
    check(box)
    assert box.get_attribute("data-state") == "incorrect"
    told = box.locator("output").inner_text()
    (right,) = [option for option in SINGLE.options if option.correct]
    assert "Not right." in told
    assert right.text not in told
    assert score(quiz).startswith("0 / ")


def test_a_partly_right_answer_earns_a_part_and_every_option_is_explained(quiz: Page) -> None:
    box = choose(quiz, MULTIPLE, min(MULTIPLE.keys))
    check(box)
    assert box.get_attribute("data-state") == "partial"
    assert box.locator("output li").count() == len(MULTIPLE.options)
    assert "Missed:" in box.locator("output").inner_text()
    assert score(quiz).startswith(f"{round(1 / len(MULTIPLE.keys), 2):g} / ")


def test_check_without_an_answer_asks_for_one(quiz: Page) -> None:
    box = fieldset(quiz, SINGLE)
    check(box)
    assert box.locator("output").inner_text() == "Choose an answer first."
    assert box.get_attribute("data-state") == "unanswered"


def test_a_changed_answer_must_be_checked_again(quiz: Page) -> None:
    (key,) = SINGLE.keys
    box = choose(quiz, SINGLE, key)
    check(box)
    choose(quiz, SINGLE, wrong(SINGLE))
    assert box.get_attribute("data-state") == "answered"
    assert box.locator("output").inner_text() == ""
    assert score(quiz).startswith("0 / ")


def test_start_again_clears_everything(quiz: Page) -> None:
    (key,) = SINGLE.keys
    box = choose(quiz, SINGLE, key)
    check(box)
    quiz.get_by_role("button", name="Start again").click()
    assert box.get_attribute("data-state") == "unanswered"
    assert quiz.locator("form.quiz input:checked").count() == 0
    assert score(quiz).startswith("0 / ")


def test_answers_survive_a_reload(quiz: Page) -> None:
    (key,) = SINGLE.keys
    check(choose(quiz, SINGLE, key))
    choose(quiz, MULTIPLE, *MULTIPLE.keys)
    quiz.reload()
    assert fieldset(quiz, SINGLE).get_attribute("data-state") == "correct"
    assert fieldset(quiz, MULTIPLE).get_attribute("data-state") == "answered"
    assert score(quiz).startswith("1 / ")


@pytest.mark.parametrize(
    "kept",
    [
        "not JSON",
        "null",
        "[]",
        '{"answers": 3}',
        '{"answers": {"gone": ["a"]}, "checked": ["gone"]}',
        '{"answers": {"ID": 7}}',
        '{"answers": {"ID": ["zz"]}, "checked": {}}',
    ],
)  # fmt: skip
def test_a_corrupted_memory_is_dropped_quietly(quiz: Page, kept: str) -> None:
    choose(quiz, SINGLE, wrong(SINGLE))
    quiz.evaluate(
        "(kept) => Object.keys(localStorage).forEach((key) => localStorage.setItem(key, kept))",
        kept.replace("ID", SINGLE.id),
    )
    quiz.reload()
    (key,) = SINGLE.keys
    check(choose(quiz, SINGLE, key))
    assert fieldset(quiz, SINGLE).get_attribute("data-state") == "correct"


def test_a_quiz_works_where_nothing_can_be_kept(browser: Browser, site: str) -> None:
    context = browser.new_context()
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage',"
        " { configurable: true, get() { throw new DOMException('refused'); } })",
    )
    watch = conftest.Watch(context, site)
    page = context.new_page()
    page.goto(site + ADDRESS)
    assert page.locator(".quiz-note").count() == 0
    (key,) = SINGLE.keys
    check(choose(page, SINGLE, key))
    assert fieldset(page, SINGLE).get_attribute("data-state") == "correct"
    assert page.locator(".quiz-note").all_inner_texts() == ["This browser does not let the page remember your answers."]
    context.close()
    assert watch.faults == []


def test_a_full_memory_is_told_once_and_breaks_nothing(quiz: Page) -> None:
    quiz.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
    )
    for option in SINGLE.options[:2]:
        choose(quiz, SINGLE, option.id)
    assert quiz.locator(".quiz-note").count() == 1


def test_two_quizzes_of_one_name_on_one_host_do_not_mix(page: Page, site: str) -> None:
    page.goto(site + ADDRESS)
    (key,) = SINGLE.keys
    choose(page, SINGLE, key)
    keys = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('quiz '))")
    assert keys == [f"quiz {site} section-4"], "the book's own address is part of the key"


def test_a_quiz_works_from_a_folder(browser: Browser, html: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto((html / ADDRESS).as_uri())
    (key,) = SINGLE.keys
    check(choose(page, SINGLE, key))
    assert fieldset(page, SINGLE).get_attribute("data-state") == "correct"
    context.close()


def test_a_quiz_is_answered_by_keyboard_alone(quiz: Page) -> None:
    box = fieldset(quiz, SINGLE)
    shown = [option.id for option in SINGLE.shuffled]
    (key,) = SINGLE.keys
    box.locator("input").first.focus()
    quiz.keyboard.press("Space")
    for _ in range(shown.index(key)):
        quiz.keyboard.press("ArrowDown")
    quiz.keyboard.press("Tab")
    assert quiz.evaluate("document.activeElement.dataset.action") == "check"
    quiz.keyboard.press("Enter")
    assert box.get_attribute("data-state") == "correct"
    assert quiz.evaluate("document.activeElement.dataset.action") == "check", "focus is lost after Check"


def test_checkboxes_are_ticked_by_keyboard_alone(quiz: Page) -> None:
    box = fieldset(quiz, MULTIPLE)
    box.locator("input").first.focus()
    for option in MULTIPLE.shuffled:
        if option.correct:
            quiz.keyboard.press("Space")
        quiz.keyboard.press("Tab")
    quiz.keyboard.press("Space")
    assert box.get_attribute("data-state") == "correct"


def test_roles_and_names_are_right_in_the_accessibility_tree(quiz: Page) -> None:
    number = BANK.questions.index(SINGLE) + 1
    group = quiz.get_by_role("group", name=re.compile(rf"^{number}\. "))
    assert group.get_by_role("radio").count() == len(SINGLE.options)
    assert fieldset(quiz, SINGLE).get_by_role("status").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", ["correct", "partial", "incorrect"])
def test_axe_finds_nothing_in_any_state(quiz: Page, state: str, scheme: str) -> None:
    quiz.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    answers = {
        "correct": sorted(MULTIPLE.keys),
        "partial": sorted(MULTIPLE.keys)[:1],
        "incorrect": [wrong(MULTIPLE)],
    }
    box = choose(quiz, MULTIPLE, *answers[state])
    check(box)
    assert box.get_attribute("data-state") == state
    assert test_site.violations(quiz, within="form.quiz") == []


def test_without_a_script_the_quiz_reads_with_its_answers_and_nothing_is_dead(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + ADDRESS)
    box = fieldset(page, SINGLE)
    assert not box.locator("button").is_visible()
    box.get_by_text("Answer and reasons").click()
    assert box.locator("[data-key]").is_visible()
    context.close()


def test_on_paper_the_questions_stand_without_answers_or_buttons(quiz: Page) -> None:
    quiz.emulate_media(media="print")
    box = fieldset(quiz, SINGLE)
    assert box.locator("legend").is_visible()
    assert not box.locator("button").is_visible()
    assert not box.locator("[data-key]").is_visible()


def test_nothing_moves_when_the_script_starts(page: Page, site: str) -> None:
    page.add_init_script(
        "window.shift = 0;"
        "new PerformanceObserver((list) => { for (const each of list.getEntries()) window.shift += each.value; })"
        ".observe({ type: 'layout-shift', buffered: true });",
    )
    page.goto(site + ADDRESS + "#check-yourself", wait_until="networkidle")
    assert page.evaluate("window.shift") < 0.01


def test_the_script_scores_the_shared_vectors_as_python_does(page: Page, site: str) -> None:
    page.goto(site + "index.html")
    vectors = json.loads((ROOT / "tests" / "scores.json").read_text(encoding="utf-8"))
    scores = page.evaluate(
        "async ([source, vectors]) => {"
        "  const module = await import(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));"
        "  return vectors.map(({ type, chosen, keys }) => module.score(type, chosen, keys)); }",
        [(ROOT / "declaration" / "quiz" / "quiz.js").read_text(encoding="utf-8"), vectors],
    )
    assert scores == pytest.approx([vector["score"] for vector in vectors])
