"""Fairness that a machine can check: words for people, crimes kept apart, no question about a reader's own status,
no superlative without a source. What a machine cannot check is read by people who disagree (CONTRIBUTING.md).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import nbformat
import pytest

from declaration.paths import DATA, ROOT

if TYPE_CHECKING:
    from pathlib import Path

# Words in quotation marks are someone else's; addresses and keys are not prose.
_QUOTED = re.compile(r"“[^”]*”|‘[^’]*(?:’\w[^’]*)*’")
_TARGET = re.compile(r"\]\([^)]*\)")
_CITED = re.compile(r"bibliography\.ipynb#")
_SENTENCE = re.compile(r"(?<=[.?!])\s+")

FORBIDDEN = {
    "irregular, never illegal, for people": (
        r"\billegals\b",
        r"\billegal (?:im)?migra",
        r"\billegal (?:alien|worker|person|people|entrant)",
        r"\bclandestine migra",
    ),
    "trafficking is of persons, smuggling of migrants": (
        r"\btraffick\w* (?:of|in) migrants",
        r"\bmigrant traffick",
        r"\bsmuggl\w* (?:of|in) persons",
        r"\b(?:people|person|human) smuggl",
    ),
    "a refugee is not a kind of migrant": (
        r"\brefugees and other migrants",
        r"\bmigrants,? (?:such as|including|like) refugees",
    ),
    "numbers of people are no flood": (
        r"\b(?:flood|wave|tide|swarm|influx|invasion|horde)s? of (?:\w+ )?(?:im)?migrants",
    ),
    "nobody is asked for a status": (
        r"\byour (?:own |family’s )?(?:migration|immigration|legal|residence) status",
        r"\bare you (?:yourself )?a (?:migrant|refugee)",
        r"\bhave you (?:ever )?(?:migrated|crossed)",
        r"\byour own papers",
    ),
}
_GREATEST = r"\bthe (?:first|largest|biggest|best|worst|most \w+) [^.;:]{0,40}"
_ANYWHERE = r"\b(?:in the world|in history|ever|on earth|in the region|in South America)\b"
_LOUD = (
    r"\bunprecedented\b",
    r"\bhistoric(?! (?:present|text|document))\b",
    r"\bgroundbreaking\b",
    r"\bworld(?:’s|'s) (?:first|largest|most|best|worst)",
    r"\bnever before\b",
    r"\bby far the\b",
    _GREATEST + _ANYWHERE,
)
SUPERLATIVE = re.compile("|".join(_LOUD), re.IGNORECASE)


def prose() -> dict[str, str]:
    """Return every text that a reader meets, by file: Markdown cells, the banks, the glossary, the pages."""
    notebooks = [*(ROOT / "chapters").glob("*.ipynb"), *(ROOT / "exercises").rglob("*.ipynb")]
    found = {path.relative_to(ROOT).as_posix(): "\n".join(_cells(path)) for path in sorted(notebooks)}
    files = [*(DATA / "questions").glob("*.yml"), DATA / "glossary.yml", ROOT / "index.md", ROOT / "README.md"]
    return found | {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in sorted(files)}


def _cells(path: Path) -> list[str]:
    notebook = nbformat.read(path, as_version=4)
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


PROSE = prose()


@pytest.mark.parametrize("rule", FORBIDDEN)
def test_words_keep_the_rule(rule: str) -> None:
    pattern = re.compile("|".join(FORBIDDEN[rule]), re.IGNORECASE)
    found = [
        f"{name}: … {own[max(0, hit.start() - 60) : hit.end() + 40]!r}"
        for name, words in PROSE.items()
        for own in [_QUOTED.sub("‘’", words)]
        for hit in pattern.finditer(own)
    ]
    assert found == [], rule


@pytest.mark.parametrize("name", [name for name in PROSE if name.startswith("chapters/")])
def test_a_superlative_has_a_source(name: str) -> None:
    bare = [
        sentence
        for line in PROSE[name].splitlines()
        for sentence in _SENTENCE.split(line)
        if SUPERLATIVE.search(_QUOTED.sub("‘’", _TARGET.sub("]", sentence))) and not _CITED.search(sentence)
    ]
    assert bare == []


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("irregular, never illegal, for people", "Many illegal immigrants came."),
        ("trafficking is of persons, smuggling of migrants", "the smuggling of persons"),
        ("a refugee is not a kind of migrant", "refugees and other migrants"),
        ("numbers of people are no flood", "a wave of migrants"),
        ("nobody is asked for a status", "Write about your own immigration status."),
    ],
)
def test_the_rules_find_what_they_are_for(rule: str, words: str) -> None:
    assert re.search("|".join(FORBIDDEN[rule]), words, re.IGNORECASE)


def test_a_bare_superlative_is_found() -> None:
    assert SUPERLATIVE.search("It was the first court in the world to say so.")
    assert not SUPERLATIVE.search("the first sentence of the paragraph")
