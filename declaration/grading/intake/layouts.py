"""What the name of a folder or file says about a submission: nbgrader's, Moodle's and Canvas's habits, and plain names.

- nbgrader's exchange: `student+assignment+2026-03-01 12:00:00.000000 UTC` (a random part may follow)
- Moodle: `Full Name_1234567_assignsubmission_file_`, a folder or the beginning of a file's name
- Canvas: `surname_12345_678910_file.ipynb`, `surname_LATE_12345_678910_file.ipynb`, and `file-1.ipynb` for the next;
  where students are anonymous, `anon_x7Y2z_678910_file.ipynb` and `LATE_anon_x7Y2z_678910_file.ipynb`; what was typed
  into its own field is `surname_12345_text.html`
- plain: a folder, zip or notebook named after the student
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime

from declaration.grading.reasons import shortened

_INBOUND = re.compile(
    r"(?P<student>.+)\+(?P<assignment>[^+]+)\+(?P<at>\d{4}-\d\d-\d\d[ T]\d\d[:_]\d\d[:_]\d\d[^+]*)"
    r"(?:\+(?P<random>[\w=-]+))?"
)
_MOODLE = re.compile(r"(?P<name>.+?)_(?P<lms>\d{1,20})_assignsubmission_(?P<kind>[a-z]+)_?(?P<file>.*)", re.DOTALL)
# Canvas leaves letters, digits and underscores of a name; the first two numbers count, as for Canvas itself. They have
# no leading zero, and `2026_11_05` is a date.
_CANVAS_FILE = r"_(?:[1-9]\d*_(?P<file>.+)|(?P<typed>(?:text|link)\.html))"
_CANVAS = re.compile(
    rf"(?P<name>[^\s-]+?)(?P<late>_LATE)?_(?!20\d\d_\d\d_)(?P<lms>[1-9]\d{{0,19}}){_CANVAS_FILE}", re.DOTALL
)
_CANVAS_ANONYMOUS = re.compile(rf"(?P<late>LATE_)?(?P<name>anon_\w{{5}})(?P<lms>){_CANVAS_FILE}", re.DOTALL)
_VERSION = re.compile(r"(?P<stem>.+)-(?P<version>\d{1,4})")
_COPY = re.compile(r"(?i)(^copy of )|( ?\(\d{1,3}\)$)|([-_ ]copy ?\d{0,3}$)")
_UNFIT = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|+]')
_LONGEST, _BYTES = 120, 240  # of a student's id: the gradebook holds 128 characters, a folder's name 255 bytes
_TAIL = 7  # characters that tell a changed id from others
_SUFFIXES = (".ipynb.txt", ".ipynb.json", ".ipynb", ".answers.json", ".json", ".zip")


@dataclass(frozen=True)
class Label:
    """What a name says. `file` is what the file was called by the student, or nothing for a folder."""

    student: str
    assignment: str = ""
    at: datetime | None = None
    late: bool = False
    file: str = ""
    name: str = ""
    lms: str = ""
    kind: str = "file"


def of_system(name: str) -> Label | None:
    """Return what a name in the manner of nbgrader's exchange, Moodle or Canvas says; None if it is none of these."""
    if found := _INBOUND.fullmatch(name):
        return Label(student_id(found["student"]), found["assignment"], moment(found["at"].replace("_", ":")))
    if found := _MOODLE.fullmatch(name):
        # The number differs from assignment to assignment, the name does not; `inbox` tells namesakes apart.
        person = found["name"]
        return Label(
            student_id(person), name=shortened(person), lms=found["lms"], file=found["file"], kind=found["kind"],
        )  # fmt: skip
    if found := _CANVAS_ANONYMOUS.fullmatch(name) or _CANVAS.fullmatch(name):
        number, late, kind = found["lms"], found["late"] is not None, "typed" if found["typed"] else "file"
        person = f"{found['name']}_{number}" if number else found["name"]
        said = shortened(found["name"]) if number else ""
        file = found["file"] or found["typed"]
        return Label(student_id(person), late=late, name=said, lms=number, file=file, kind=kind)
    return None


def of_file(name: str, assignment: str) -> Label:
    """Return what the name of a plain file says: a student, with or without the name of the assignment."""
    stem, suffix = split(name)
    bare = (
        re.sub(rf"(^{re.escape(assignment)}[-_ ]+)|([-_ ]+{re.escape(assignment)}$)", "", stem) if assignment else stem
    )
    return Label(student_id(bare or stem), file=name if suffix == ".zip" else f"{assignment or stem}{suffix}")


def split(name: str) -> tuple[str, str]:
    """Return a file's stem and its suffix in small letters; `.answers.json` and `.ipynb.txt` count as one suffix."""
    small = name.lower()
    suffix = next((suffix for suffix in _SUFFIXES if small.endswith(suffix)), "")
    if not suffix and "." in name:
        suffix = "." + small.rpartition(".")[2]
    return name[: len(name) - len(suffix)], suffix


def stem_and_version(name: str, wanted: str) -> tuple[str, int]:
    """Return the stem of a file's name without the marks of a copy, and the number of the copy, 0 for the first.

    `wanted` is the stem that the file should have: the 1 of `section-1` is no mark.
    """
    stem, suffix = split(name)
    if suffix == ".json" and (found := re.fullmatch(r"(.+)\.answers[-_ ]?(?:\(?(\d{1,4})\)?)?", stem)):
        return found[1], int(found[2] or 0)
    if stem != wanted and (found := _VERSION.fullmatch(stem)):
        return _COPY.sub("", found["stem"]).strip(), int(found["version"])
    return (stem if stem == wanted else _COPY.sub("", stem).strip()), 0


def student_id(name: str) -> str:
    """Return an id that folders, nbgrader and the gradebook can hold; names that differ keep ids that differ."""
    same = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode())
    # What cannot be printed may command a terminal, or turn the words around it.
    shown = "".join(letter if letter.isprintable() else "_" for letter in same)
    fit = _UNFIT.sub("_", shown).strip().strip(".").strip()
    if fit == same and fit and len(fit) <= _LONGEST and len(fit.encode()) <= _BYTES:
        return fit
    short = fit[: _LONGEST - _TAIL].encode()[: _BYTES - _TAIL].decode(errors="ignore").strip()
    return f"{short}-{hashlib.sha256(same.encode()).hexdigest()[: _TAIL - 1]}".lstrip("-")


def moment(words: str) -> datetime | None:
    """Return the time that these words name, in UTC; None if they name none."""
    plain = words.strip().removesuffix(" UTC")
    try:
        at = datetime.fromisoformat(plain)
    except ValueError:
        from nbgrader.utils import parse_utc  # noqa: PLC0415 - it takes long to import, and is seldom needed

        try:
            at = parse_utc(words.strip()[:_LONGEST])
        except Exception:  # noqa: BLE001 - a lenient parser of a student's words fails in many ways
            return None
    try:
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (OverflowError, ValueError, AttributeError):
        return None
