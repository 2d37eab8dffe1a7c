"""Every type of question on a page of its own: by keyboard alone, in every state, and as Python scores it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import test_site

from declaration import questions
from declaration.paths import ROOT
from declaration.quiz import form

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

BANK = questions.read(ROOT / "tests" / "types.yml")
STYLE = ":focus-visible { outline: 3px solid } body { margin: 1rem; background: Canvas; color: CanvasText }"


@pytest.fixture
def quiz(page: Page, site: str) -> Page:
    """Open a page that holds nothing but the quiz, with the script and the style that the book gives it."""
    css = (form.HERE / "quiz.css").read_text(encoding="utf-8")
    html = (
        '<!doctype html><html lang="en" data-content_root="./"><title>Try</title>'
        f'<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
        f"<style>{STYLE}{css}</style><main><h1>Try</h1><div>{form.html(BANK)}</div></main><script>{form.script()}</script>"
    )
    page.route(site + "types.html", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    page.goto(site + "types.html")
    return page


def box(quiz: Page, kind: str) -> Locator:
    return quiz.locator(f'fieldset[data-type="{kind}"]')


def press(quiz: Page, *keys: str) -> None:
    for key in keys:
        quiz.keyboard.press(key)


def choose_radio(quiz: Page, group: Locator, value: str) -> None:
    """Reach a radio by Tab and arrows, as a person without a mouse does."""
    values = [each.get_attribute("value") for each in group.all()]
    group.first.focus()
    press(quiz, "Space", *["ArrowDown"] * values.index(value))


def choose_option(quiz: Page, select: Locator, value: str) -> None:
    options = select.locator("option")
    values = [each.get_attribute("value") for each in options.all()]
    select.focus()
    press(quiz, *["ArrowDown"] * values.index(value))


def answer_single(quiz: Page, *, right: bool) -> None:
    group = box(quiz, "single").locator("input")
    choose_radio(quiz, group, "convention" if right else "fund")


def answer_multiple(quiz: Page, *, right: bool) -> None:
    for value in ("social", "economic") if right else ("military", "religious"):
        box(quiz, "multiple").locator(f"input[value={value}]").focus()
        press(quiz, "Space")


def answer_match(quiz: Page, *, right: bool) -> None:
    order = ["five", "seven", "twenty-one"]
    for place, value in zip(order, order if right else [*order[1:], order[0]], strict=True):
        choose_option(quiz, box(quiz, "match").locator(f"select[data-place={place}]"), value)


def answer_order(quiz: Page, *, right: bool) -> None:
    wanted = ["considers", "recommends", "urges"]
    if not right:
        wanted = ["recommends", "urges", "considers"]
    for place, item in enumerate(wanted):
        while shown(quiz).index(item) > place:
            before = shown(quiz).index(item)
            box(quiz, "order").locator(f"button[data-action=up][value={item}]").focus()
            press(quiz, "Enter")
            assert shown(quiz).index(item) == before - 1
            assert quiz.evaluate("document.activeElement.value") == item, "focus stays on the button that moved"


def shown(quiz: Page) -> list[str]:
    return [item.get_attribute("data-item") or "" for item in box(quiz, "order").locator("[data-item]").all()]


def answer_fill(quiz: Page, *, right: bool) -> None:
    question = next(each for each in BANK.questions if each.type == "fill")
    for key in question.keys:
        place, _, value = key.partition("=")
        select = box(quiz, "fill").locator(f"select[data-place={place}]")
        others = [each.get_attribute("value") or "" for each in select.locator("option").all()]
        choose_option(quiz, select, value if right else next(each for each in others if each not in {"", value}))


def answer_evidence(quiz: Page, *, right: bool) -> None:
    question = next(each for each in BANK.questions if each.type == "evidence")
    place = box(quiz, "evidence")
    choose_radio(quiz, place.locator("input:not([data-place])"), "no-it-does-not" if right else "yes-it-does")
    choose_radio(quiz, place.locator("input[data-place]"), str(question.phrase if right else 0))


@dataclass(frozen=True)
class Way:
    """How a type is answered by keyboard alone."""

    kind: str
    answer: Callable[..., None]


WAYS = [
    Way("single", answer_single),
    Way("multiple", answer_multiple),
    Way("match", answer_match),
    Way("order", answer_order),
    Way("fill", answer_fill),
    Way("evidence", answer_evidence),
]
types = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.kind)


def check(quiz: Page, kind: str) -> None:
    box(quiz, kind).get_by_role("button", name="Check").focus()
    press(quiz, "Enter")
    assert quiz.evaluate("document.activeElement.dataset.action") == "check", "focus is lost after Check"


@types
def test_a_right_answer_by_keyboard_alone(quiz: Page, way: Way) -> None:
    way.answer(quiz, right=True)
    assert box(quiz, way.kind).get_attribute("data-state") == "answered"
    check(quiz, way.kind)
    assert box(quiz, way.kind).get_attribute("data-state") == "correct"
    assert "Right." in box(quiz, way.kind).locator("output").inner_text()
    assert quiz.locator("[data-role=score]").inner_text() == f"1 / {len(WAYS)}"


@types
def test_a_wrong_answer_by_keyboard_alone(quiz: Page, way: Way) -> None:
    way.answer(quiz, right=False)
    check(quiz, way.kind)
    assert box(quiz, way.kind).get_attribute("data-state") == "incorrect"
    assert "Not right." in box(quiz, way.kind).locator("output").inner_text()


@types
def test_an_answer_survives_a_reload(quiz: Page, way: Way) -> None:
    way.answer(quiz, right=True)
    check(quiz, way.kind)
    quiz.reload()
    assert box(quiz, way.kind).get_attribute("data-state") == "correct"


@types
def test_check_without_an_answer_asks_for_one(quiz: Page, way: Way) -> None:
    check(quiz, way.kind)
    if way.kind == "order":  # the order that is shown is an answer
        assert box(quiz, "order").get_attribute("data-state") in {"partial", "incorrect"}
    else:
        assert box(quiz, way.kind).get_attribute("data-state") == "unanswered"
        assert box(quiz, way.kind).locator("output").inner_text() != ""


def test_a_half_given_answer_is_kept_and_not_checked(quiz: Page) -> None:
    choose_option(quiz, box(quiz, "match").locator("select[data-place=five]"), "five")
    check(quiz, "match")
    assert box(quiz, "match").get_attribute("data-state") == "answered"
    assert box(quiz, "match").locator("output").inner_text() == "Choose a partner for each."


def test_a_part_of_the_pairs_earns_a_part(quiz: Page) -> None:
    for place, value in (("five", "five"), ("seven", "twenty-one"), ("twenty-one", "seven")):
        choose_option(quiz, box(quiz, "match").locator(f"select[data-place={place}]"), value)
    check(quiz, "match")
    assert box(quiz, "match").get_attribute("data-state") == "partial"
    assert "0.33 of 1 point" in box(quiz, "match").locator("output").inner_text()


def test_the_right_answer_with_other_words_marked_does_not_give_the_words_away(quiz: Page) -> None:
    choose_radio(quiz, box(quiz, "evidence").locator("input:not([data-place])"), "no-it-does-not")
    choose_radio(quiz, box(quiz, "evidence").locator("input[data-place]"), "0")
    check(quiz, "evidence")
    told = box(quiz, "evidence").locator("output").inner_text()
    assert box(quiz, "evidence").get_attribute("data-state") == "incorrect"
    assert "independently of their migration status" not in told


def test_start_again_puts_the_items_back(quiz: Page) -> None:
    before = shown(quiz)
    answer_order(quiz, right=True)
    assert shown(quiz) != before
    quiz.get_by_role("button", name="Start again").click()
    assert shown(quiz) == before


def test_all_right_is_finished_with_full_score(quiz: Page) -> None:
    for way in WAYS:
        way.answer(quiz, right=True)
        check(quiz, way.kind)
    assert quiz.locator("[data-role=score]").inner_text() == f"{len(WAYS)} / {len(WAYS)}, finished"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", ["unanswered", "right", "wrong"])
def test_axe_finds_nothing_in_any_state(quiz: Page, state: str, scheme: str) -> None:
    quiz.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for way in WAYS if state != "unanswered" else []:
        way.answer(quiz, right=state == "right")
        check(quiz, way.kind)
    assert test_site.violations(quiz) == []


def test_every_control_fits_320_pixels_and_is_large_enough(quiz: Page) -> None:
    quiz.set_viewport_size({"width": 320, "height": 640})
    assert quiz.evaluate("document.documentElement.scrollWidth") <= 320
    assert test_site.violations(quiz, "target-size") == []


def test_at_400_percent_zoom_nothing_is_cut_off(quiz: Page) -> None:
    quiz.set_viewport_size({"width": 320, "height": 256})  # 1280 × 1024 at 400 %
    for way in WAYS:
        way.answer(quiz, right=True)
        check(quiz, way.kind)
    assert quiz.evaluate("document.documentElement.scrollWidth") <= 320


def test_in_forced_colours_every_state_is_told_in_words_and_controls_keep_their_borders(quiz: Page) -> None:
    quiz.emulate_media(forced_colors="active")
    answer_single(quiz, right=False)
    check(quiz, "single")
    assert "✗ Not right." in box(quiz, "single").locator("output").inner_text()
    for selector in ("fieldset", "button[data-action=check]", "select"):
        width = quiz.locator(selector).first.evaluate("(e) => parseFloat(getComputedStyle(e).borderTopWidth)")
        assert width >= 1, selector


def test_with_reduced_motion_nothing_moves(quiz: Page) -> None:
    quiz.emulate_media(reduced_motion="reduce")
    moving = quiz.eval_on_selector_all(
        ".quiz, .quiz *",
        "(all) => all.filter((e) => parseFloat(getComputedStyle(e).transitionDuration) > 0"
        " || getComputedStyle(e).animationName !== 'none').length",
    )
    assert moving == 0
