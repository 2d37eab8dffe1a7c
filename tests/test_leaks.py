"""What stands outside `instructor/` can be published: no key, no reason, no hidden test, no solution, no answer."""

from __future__ import annotations

import html
import re
import subprocess
from typing import TYPE_CHECKING

import pytest
import yaml

from declaration import graded, questions
from declaration.authoring import notebooks, release
from declaration.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

INSTRUCTOR = ROOT / "instructor"
SECRET = re.compile(r"### BEGIN (SOLUTION|HIDDEN TESTS)\n(.*?)### END", re.DOTALL)
SENTENCE = re.compile(r"(?<=[.?!:;])\s+")
TELLING = 25  # letters: a shorter piece says nothing by itself
PICTURES = {".png", ".svg", ".ico", ".woff2"}


def letters(content: str) -> str:
    """Return letters and digits only, so that words are found in a notebook's JSON and in highlighted HTML alike."""
    bare = re.sub(r"<[^>]+>", "", content).replace("\\n", "")
    return re.sub(r"\W+", "", html.unescape(bare))


def code() -> Iterator[str]:
    """Give each solution in code as a whole, and each line of hidden tests and of model answers."""
    for source in release.paths():
        for cell in notebooks.read(source).cells:
            for kind, region in SECRET.findall(cell.source):
                whole = kind == "SOLUTION" and cell.cell_type == "code"
                yield from (
                    [region]
                    if whole
                    else SENTENCE.split(region)
                    if cell.cell_type == "markdown"
                    else region.splitlines()
                )


def reasons() -> Iterator[str]:
    """Give the sentences of the feedback of graded questions, with which any of them would tell its key."""
    for path in (INSTRUCTOR / "questions").glob("*.yml"):
        for question in questions.read(path, graded=True).questions:
            for option in question.options:
                yield from SENTENCE.split(option.feedback)


def marked() -> Iterator[str]:
    """Give the sentences of the sample answers, and why they earn what they earn."""
    for path in (INSTRUCTOR / "rubrics").glob("*.samples.yml"):
        for sample in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield from SENTENCE.split(sample["text"])
            yield from (mark["why"] for mark in sample["marks"].values())


def secrets() -> set[str]:
    """Return everything that tells, as letters; the salt with which released ids are made is one of them."""
    found = {letters(each) for each in (*code(), *reasons(), *marked())}
    salt = (INSTRUCTOR / "questions" / "salt.txt").read_text(encoding="utf-8").strip()
    return {each for each in found if len(each) > TELLING} | {salt}


def published() -> list[Path]:
    """Return every file outside `instructor/` that is tracked or lies in `exercises/`."""
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = {ROOT / name for name in tracked.split("\0") if name and not name.startswith("instructor/")}
    found |= {path for path in (ROOT / "exercises").rglob("*") if ".ipynb_checkpoints" not in path.parts}
    return sorted(filter(readable, found))


def readable(path: Path) -> bool:
    return path.is_file() and path.suffix not in PICTURES


def test_there_is_something_to_look_for() -> None:
    for kind, fewest in ((code, 20), (reasons, 40), (marked, 30)):
        assert len([each for each in kind() if len(letters(each)) > TELLING]) > fewest, kind.__name__


def test_no_secret_of_the_instructor_stands_anywhere_else() -> None:
    refuse_secrets(published())


@pytest.mark.browser  # runs where the book has just been built: in an old one stand old words
def test_no_secret_of_the_instructor_stands_in_the_built_book() -> None:
    pages = [path for path in (ROOT / "_build" / "html").rglob("*") if readable(path)]
    assert len(pages) > len(published()) / 10
    refuse_secrets(pages)


def refuse_secrets(files: Iterable[Path]) -> None:
    kept = secrets()
    for path in files:
        content = letters(path.read_text(encoding="utf-8", errors="replace"))
        assert not [secret for secret in kept if secret in content], path


def test_the_search_finds_a_secret_in_a_notebook_and_in_a_page() -> None:
    (secret, *_) = sorted(secrets(), key=len, reverse=True)
    assert secret in letters(notebooks.read(release.paths()[0]).cells[-1].source) + letters(
        " ".join((*code(), *marked()))
    )
    assert letters("It <b>says</b> &ldquo;rights&rdquo;,\\n twice.") == "Itsaysrightstwice"


@pytest.mark.parametrize("source", release.paths(), ids=lambda source: source.stem)
def test_the_questions_that_students_get_have_no_field_that_could_tell(source: Path) -> None:
    entries = yaml.safe_load(release.target(source).with_name(f"{source.stem}.quiz.yml").read_text(encoding="utf-8"))
    fields = {name for entry in entries for name in entry}
    assert fields <= {"id", "type", "prompt", "paragraphs", "choices", "places", "passage", "gaps", "words"}
    for question, entry in zip(
        questions.read(graded.FOLDER / f"{source.stem}.yml", graded=True).questions, entries, strict=True
    ):
        shown = {str(each) for name in ("choices", "places", "gaps") for each in entry.get(name, {})}
        assert not shown & {option.id for option in question.options}, "an author's id says what it is about"
        if question.type == "match":
            assert not set(entry["places"]) & set(entry["choices"])
        if question.type == "order":
            texts = [option.text for option in question.options]
            assert list(entry["choices"].values()) != texts


def test_no_graded_question_is_asked_in_a_public_bank() -> None:
    public = {letters(question.prompt) for path in questions.paths() for question in questions.read(path).questions}
    for source in release.paths():
        assert not public & {letters(question.prompt) for question in graded.load(source.stem).questions}
