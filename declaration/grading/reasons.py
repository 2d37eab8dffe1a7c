"""Why a submission is set aside: every code, its sentence for teacher and student, and the remedy.

A code never changes its meaning: gradebooks, CSVs and the guide lean on it.
"""

from __future__ import annotations

from typing import NoReturn

from declaration.grading.model import SetAside

_AGAIN = "Ask the student to save the notebook again and to hand in the file itself."
_NOTEBOOK_ONLY = "Ask the student to hand in the notebook and its answers file, nothing else."
REASONS: dict[str, tuple[str, str]] = {
    "bad-answers": ("The recorded answers cannot be read: {wrong}", "Ask for the answers file, or for the notebook."),
    "bomb": ("{name} unpacks to far more than it holds; unpacking was stopped.", _NOTEBOOK_ONLY),
    "broken-archive": ("{name} is damaged and cannot be unpacked: {wrong}.", "Ask the student to pack it again."),
    "broken-notebook": ("{name} is not a complete notebook: {wrong}.", _AGAIN),
    "empty": ("Nothing was handed in: {name} is empty.", "Ask the student to hand in the notebook again."),
    "encrypted": ("{name} is locked with a password.", "Ask the student to pack it without a password."),
    "grader-failed": (
        "The grader failed on this submission: {wrong}.",
        "Mark it by hand, and report the message: this is a fault of the grader, not of the student.",
    ),
    "link": ("{name} is a link to another file, and links are not followed.", "Ask for the file itself."),
    "nested-archive": ("{name} is an archive inside an archive, and is not unpacked.", _NOTEBOOK_ONLY),
    "newer-notebook": (
        "{name} has notebook format {version}, which this grader does not know.",
        "Ask the student to save it as notebook format 4.",
    ),
    "no-notebook": ("There is no notebook among what was handed in ({names}).", "Ask for the file {wanted}."),
    "not-a-file": ("{name} is a device, a pipe or a socket, and no file.", _NOTEBOOK_ONLY),
    "not-json": ("{name} is not a notebook: {wrong}.", _AGAIN),
    "other-archive": (
        "{name} is an archive of a kind that is not unpacked.",
        "Ask for a zip, or the files themselves.",
    ),
    "too-deep": ("{name} is nested too deep to be a notebook.", _AGAIN),
    "too-large": (
        "{name} is larger than {limit}.",
        "Ask the student to clear all outputs, take out large pictures, and save again.",
    ),
    "too-many-cells": ("{name} has more than {limit} cells.", "Ask the student to take out what is not an answer."),
    "too-many-files": ("More than {limit} files or folders were handed in.", _NOTEBOOK_ONLY),
    "two-texts": (
        "Two different texts stand as the answer to {cell}, and it is not clear which one counts.",
        "Ask the student which text counts, delete the other in the notebook, and grade again.",
    ),
    "unreadable": ("{name} cannot be read: {wrong}.", "Check the permissions of the file, and grade again."),
    "unsafe-path": ("{name} would be unpacked outside its folder.", _NOTEBOOK_ONLY),
    "web-page": (
        "{name} is a web page, not a notebook: it was saved from a browser window.",
        "Ask the student to download the notebook from the menu ‘File’ of JupyterLab.",
    ),
    "which-notebook": (
        "There are several notebooks and none is named {wanted}: {names}.",
        "Ask which one counts, leave only that one in the folder, and grade again.",
    ),
    "wrong-assignment": (
        "{name} is not the notebook of {assignment}: none of its graded cells is in it.",
        "Ask for the right file, or grade it with the assignment that it belongs to.",
    ),
}
_SHOWN, _TOLD = 80, 240  # characters of a name, and of a message, that are shown


class Refused(Exception):
    """A submission that is set aside; `aside` says why."""

    def __init__(self, aside: SetAside) -> None:
        """Keep the reason."""
        super().__init__(f"{aside.code}: {aside.reason} {aside.remedy}")
        self.aside = aside


def set_aside(code: str, **values: object) -> SetAside:
    """Return the reason with this code; `values` fill its sentences, cut to a length that a table can show."""
    reason, remedy = REASONS[code]
    shown = {name: shortened(str(value), _TOLD if name == "wrong" else _SHOWN) for name, value in values.items()}
    return SetAside(code, reason.format(**shown), remedy.format(**shown))


def refuse(code: str, **values: object) -> NoReturn:
    """Raise `Refused` with the reason that has this code."""
    raise Refused(set_aside(code, **values)) from None


def shortened(words: str, size: int = _SHOWN) -> str:
    """Return these words on one line, with nothing that a terminal or a table would obey, cut where they are long."""
    plain = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in " ".join(words.split()))
    return plain if len(plain) <= size else plain[: size - 1] + "…"
