"""My progress: what was answered, what comes again, exported, imported, deleted."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import test_site

from declaration import questions
from declaration.paths import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

BANK = questions.load("section-4")
SINGLES = [question for question in BANK.questions if question.type == "single"]
RIGHT, WRONG = SINGLES[0], SINGLES[1]
PAGE = "chapters/my-progress.html"


def wrong(question: questions.Question) -> str:
    return next(option.id for option in question.options if not option.correct)


def answer(page: Page, question: questions.Question, option: str) -> None:
    box = page.locator(f'fieldset[data-question="{question.id}"]')
    box.locator(f'input[value="{option}"]').check()
    box.get_by_role("button", name="Check").click()


@pytest.fixture
def progress(page: Page, site: str) -> Page:
    """Answer one question rightly and one wrongly, then open the page of progress."""
    page.clock.install(time="2026-11-24T12:00:00")
    page.goto(site + "chapters/section-4.html")
    answer(page, RIGHT, RIGHT.keys[0])
    answer(page, WRONG, wrong(WRONG))
    page.goto(site + PAGE)
    return page


def cells(page: Page) -> list[str]:
    row = page.locator('tr[data-row="section-4"]')
    return [row.locator(f"[data-cell={name}]").inner_text() for name in ("answered", "points", "again")]


def button(page: Page) -> str:
    return page.locator("button[data-action=review]").inner_text()


def exported(page: Page, kind: str) -> str:
    with page.expect_download() as download:
        page.locator(f"button[data-action={kind}]").click()
    return Path(download.value.path()).read_text(encoding="utf-8")


def take(page: Page, content: str, name: str = "mine.json") -> str:
    payload: Any = {"name": name, "mimeType": "text/plain", "buffer": content.encode()}
    page.locator("input[type=file]").set_input_files(payload)
    page.locator("[data-role=note]:not(:empty)").wait_for()
    return page.locator("[data-role=note]").inner_text()


def test_every_quiz_of_the_course_is_listed() -> None:
    listed = re.findall(
        r"^([\w-]+): ", (ROOT / "chapters" / "my-progress.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert sorted(listed) == sorted(path.stem for path in questions.paths())


def test_what_was_answered_and_scored_is_shown_and_what_was_missed_comes_at_once(progress: Page) -> None:
    assert cells(progress) == ["2", "1", "1"]
    assert button(progress) == "Review 1 of 1"


def test_a_page_without_answers_offers_nothing_to_review(page: Page, site: str) -> None:
    page.goto(site + PAGE)
    assert cells(page) == ["0", "0", "0"]
    assert page.locator("button[data-action=review]").is_disabled()


@pytest.mark.parametrize(("days", "due"), [(2, 1), (3, 2), (30, 2)])
def test_what_was_known_comes_back_after_three_days(progress: Page, days: int, due: int) -> None:
    progress.clock.set_fixed_time(
        f"2026-{'11' if days < 6 else '12'}-{24 + days if days < 6 else days - 6:02}T12:00:00"
    )
    progress.reload()
    assert button(progress) == f"Review {due} of {due}"


def test_a_review_asks_what_was_missed_and_what_is_learnt_counts_in_its_quiz(progress: Page, site: str) -> None:
    progress.locator("button[data-action=review]").click()
    review = progress.locator('form[data-quiz="review"]')
    assert [each.get_attribute("data-question") for each in review.locator("fieldset").all()] == [WRONG.id]
    assert progress.evaluate("document.activeElement.closest('form')?.dataset.quiz") == "review"
    answer(progress, WRONG, WRONG.keys[0])
    assert cells(progress) == ["2", "2", "0"]
    progress.goto(site + "chapters/section-4.html")
    assert progress.locator(f'fieldset[data-question="{WRONG.id}"]').get_attribute("data-state") == "correct"


def test_what_was_missed_again_begins_anew(progress: Page) -> None:
    progress.locator("button[data-action=review]").click()
    answer(progress, WRONG, wrong(WRONG))
    log = json.loads(exported(progress, "json"))["quizzes"]["section-4"]["log"]
    assert log[WRONG.id] == {"points": 0, "day": "2026-11-24", "streak": 0}


def test_the_json_file_keeps_the_documented_format(progress: Page) -> None:
    found = json.loads(exported(progress, "json"))
    assert {key: found[key] for key in ("format", "version", "day")} == {
        "format": "quiz-progress",
        "version": 1,
        "day": "2026-11-24",
    }
    kept = found["quizzes"]["section-4"]
    assert kept["answers"][RIGHT.id] == list(RIGHT.keys)
    assert kept["checked"] == [RIGHT.id, WRONG.id]
    assert kept["log"][RIGHT.id] == {"points": 1, "day": "2026-11-24", "streak": 1}


def test_the_csv_file_has_a_line_a_question(progress: Page) -> None:
    lines = list(csv.DictReader(io.StringIO(exported(progress, "csv"))))
    assert [(line["quiz"], line["question"], line["points"]) for line in lines] == [
        ("section-4", RIGHT.id, "1"),
        ("section-4", WRONG.id, "0"),
    ]


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_an_exported_file_brings_everything_back(progress: Page, kind: str) -> None:
    before, file = exported(progress, "json"), exported(progress, kind)
    progress.evaluate("localStorage.clear()")
    progress.reload()
    assert cells(progress) == ["0", "0", "0"]
    assert take(progress, file, f"mine.{kind}") == f"2 answers were taken from mine.{kind}."
    assert cells(progress) == ["2", "1", "1"]
    assert json.loads(exported(progress, "json")) == json.loads(before)


def test_a_table_that_a_spreadsheet_saved_again_is_taken(progress: Page) -> None:
    table = exported(progress, "csv").replace('"', "").replace(",", ";")
    assert take(progress, table, "mine.csv") == "2 answers were taken from mine.csv."


def test_another_table_is_refused(progress: Page) -> None:
    assert "not a progress file" in take(progress, "name,mark\nx,1\n", "marks.csv")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("not JSON", "it is not JSON"),
        ("[]", "not a progress file"),
        ('{"format": "quiz-progress", "version": 2}', "not a progress file"),
        (
            '{"format": "quiz-progress", "version": 1, "quizzes": {"section-4": {"answers": {"gone": ["x"]}}}}',
            "0 answers",
        ),
        ('{"format": "quiz-progress", "version": 1, "quizzes": 7}', "0 answers"),
    ],
)
def test_a_file_that_does_not_fit_changes_nothing_and_says_why(progress: Page, content: str, message: str) -> None:
    assert message in take(progress, content)
    assert cells(progress) == ["2", "1", "1"]


def test_everything_is_deleted_at_the_second_press_only(progress: Page) -> None:
    delete = progress.locator("button[data-action=delete]")
    delete.click()
    assert cells(progress) == ["2", "1", "1"]
    assert "no way back" in progress.locator("[data-role=note]").inner_text()
    delete.click()
    assert cells(progress) == ["0", "0", "0"]
    assert progress.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('quiz ')).length") == 0


def test_axe_finds_nothing_during_a_review(progress: Page) -> None:
    progress.locator("button[data-action=review]").click()
    answer(progress, WRONG, wrong(WRONG))
    assert test_site.violations(progress) == []
