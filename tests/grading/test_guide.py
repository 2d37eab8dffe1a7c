"""What the guide for instructors says is so: its table is that of the grader, and its commands and options exist."""

from __future__ import annotations

import re
import shlex

import pytest

from declaration import __main__ as command
from declaration.grading.reasons import REASONS
from declaration.paths import ROOT

GUIDE = (ROOT / "chapters" / "grading-guide.md").read_text(encoding="utf-8")
# What stands in the table where the grader puts a student's own file, or what it found there.
VALUES = {
    "name": "NAME", "names": "…", "wanted": "section-1.ipynb", "wrong": "(what is wrong)", "limit": "…", "version": "5",
    "cell": "the task", "assignment": "section-1",
}  # fmt: skip
COMMANDS = re.findall(r"^\s*(?:python -m declaration|`python -m declaration) ([^\n`]+)", GUIDE, re.MULTILINE)


def row(code: str) -> str:
    """The line of the table for this code."""
    reason, remedy = (words.format(**VALUES) for words in REASONS[code])
    return f"| `{code}` | {reason} | {remedy} |"


def test_the_table_holds_every_reason_as_the_grader_says_it() -> None:
    rows = [line for line in GUIDE.splitlines() if line.startswith("| `")]
    assert rows == [row(code) for code in sorted(REASONS)]


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_and_option_exists(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    parts = shlex.split(words)
    names = parts[: 2 if parts[0] == "marks" else 1]
    with pytest.raises(SystemExit) as ended:
        command.main([*names, "--help"])
    assert ended.value.code == 0
    told = capsys.readouterr().out
    for option in re.findall(r"--[a-z-]+", words):
        assert option in told


def test_every_target_of_make_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = {target for line in re.findall(r"^\s*make ([a-z -]+)$", GUIDE, re.MULTILINE) for target in line.split()}
    named |= set(re.findall(r"`make ([a-z-]+)`", GUIDE))
    assert {"demo-class", "release"} <= named
    assert not [target for target in named if f"\n{target}: " not in makefile]


def test_every_option_that_is_named_in_the_text_exists(capsys: pytest.CaptureFixture[str]) -> None:
    told = ""
    for names in (["grade"], ["feedback"], ["analyse"], ["similar"], ["demo-class"], ["marks", "import"]):
        with pytest.raises(SystemExit):
            command.main([*names, "--help"])
        told += capsys.readouterr().out
    assert not [option for option in re.findall(r"`(--[a-z-]+)", GUIDE) if option not in told]
