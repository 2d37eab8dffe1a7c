"""The notebook and the recorded answers among the files of a submission, read as somebody else's input.

`notebook` gives plain data in the shape of notebook format 4, whatever was handed in; nothing in it is believed yet:
`repaired` compares it with what was released.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from declaration import answers
from declaration.grading.assignment import plain
from declaration.grading.intake import layouts
from declaration.grading.reasons import refuse, shortened

_NOTEBOOKS = (".ipynb", ".ipynb.txt", ".ipynb.json")
_CELLS, _LETTERS = 2_000, 1_000_000  # at most: cells, and characters of one
# Lists and objects at most: each takes some hundred bytes, and in an old notebook some hundred microseconds.
_PARTS, _OLD_PARTS = 500_000, 20_000
_FORMAT = 4
_TYPES = ("code", "markdown", "raw")
_HALF = re.compile(r"\\u[dD]")  # how JSON writes half of a character, and some whole ones
_SHORT = 10_000  # characters: a longer text of a cell is a student's, and not worth remembering


@dataclass(frozen=True)
class Opened:
    """A notebook as plain data: every cell has a type, a text and metadata; `repairs` tells what was odd."""

    name: str
    cells: list[dict[str, Any]]
    kernel: dict[str, Any]
    raw: dict[str, Any]
    repairs: tuple[str, ...] = ()


def notebook(contents: dict[str, bytes], wanted: str, known: frozenset[str]) -> Opened | None:
    """Return the notebook that counts, or None if there is none; `wanted` is the stem that its name should have.

    Of several, the one with the right name counts, then the one whose name is that of a copy of it, then the only one
    that mentions one of the `known` ids of the assignment's cells.

    Raises:
        Refused: if it cannot be told which one counts, or the one that does is no notebook.
    """
    names = [name for name in contents if layouts.split(name)[1] in _NOTEBOOKS and contents[name]]
    if not names:
        empty = [name for name in contents if layouts.split(name)[1] in _NOTEBOOKS]
        return refuse("empty", name=empty[0]) if empty else None
    name = _counts(names, contents, wanted, known)
    found = _opened(contents[name], name)
    base = name.rpartition("/")[2]
    odd = (
        ()
        if base == f"{wanted}.ipynb"
        else (f"The notebook was named {shortened(base)}; it was read as {wanted}.ipynb.",)
    )
    left = sorted(set(names) - {name})
    several = (f"Several notebooks were handed in: {shortened(base)} counts.",) if left else ()
    return Opened(found.name, found.cells, found.kernel, found.raw, (*odd, *several, *found.repairs))


def _counts(names: list[str], contents: dict[str, bytes], wanted: str, known: frozenset[str]) -> str:
    if len(names) == 1:
        return names[0]
    bases = {name: name.rpartition("/")[2] for name in names}
    if exact := sorted((name for name in names if bases[name] == f"{wanted}.ipynb"), key=lambda name: name.count("/")):
        versions = [name for name in names if _version(bases[name], wanted) > 0 and "-Copy" not in bases[name]]
        # Canvas counts what is handed in again: section-1.ipynb, section-1-1.ipynb.
        again = [name for name in versions if "/" not in name]
        return max([exact[0], *again], key=lambda name: _version(bases[name], wanted))
    alike = [name for name in names if layouts.stem_and_version(bases[name], wanted)[0] == wanted]
    if alike:
        best = max(_version(bases[name], wanted) for name in alike)
        alike = [name for name in alike if _version(bases[name], wanted) == best]
    else:
        alike = [name for name in names if any(each.encode() in contents[name] for each in known)]
    if len(alike) != 1:
        refuse("which-notebook", wanted=f"{wanted}.ipynb", names=", ".join(sorted(bases.values())))
    return alike[0]


def _version(base: str, wanted: str) -> int:
    stem, version = layouts.stem_and_version(base, wanted)
    return version if stem == wanted else -1


def recorded(
    contents: dict[str, bytes], opened: Opened | None, quiz: str
) -> tuple[answers.Answers | None, tuple[str, ...]]:
    """Return the recorded answers to this quiz and what was odd; the file counts, the notebook's copy is the fallback.

    Raises:
        Refused: if answers were recorded and neither the file nor the copy can be read.
    """
    found, wrong, others = None, "", []
    named = [name for name in contents if layouts.split(name)[1] in {".answers.json", ".json"}]
    for name in sorted(named, key=lambda name: layouts.stem_and_version(name.rpartition("/")[2], quiz)[1]):
        try:
            candidate = answers.parse(contents[name], name.rpartition("/")[2])
        except answers.BadAnswers as error:
            wrong = str(error) if "answers" in name.lower() else wrong
            continue
        if candidate.quiz == quiz:
            found = candidate
        else:
            others.append(shortened(candidate.quiz))
    if found is not None:
        return found, ()
    try:
        copy = answers.embedded(opened.raw, quiz, opened.name) if opened else None
    except answers.BadAnswers as error:
        copy, wrong = None, wrong or str(error)
    if copy is not None:
        # The notebook alone is a full submission; only a file that cannot be read is worth a word.
        return copy, (f"The answers were read from the notebook, for their file is damaged: {wrong}",) if wrong else ()
    if wrong:
        refuse("bad-answers", wrong=wrong)
    return None, tuple(f"The answers file belongs to another quiz, {other}, and was passed over." for other in others)


def _opened(content: bytes, name: str) -> Opened:
    raw, repairs = _parsed(content, name), []
    encoding = json.detect_encoding(content)
    if not encoding.startswith("utf-8"):
        repairs.append(f"The notebook was stored as {encoding.upper()}; it was read as such.")
    version = raw.get("nbformat", _FORMAT)
    if type(version) is not int or not version > 0:
        version = 3 if "worksheets" in raw else _FORMAT
        repairs.append("The notebook did not say its format; it was told from its shape.")
    if version > _FORMAT:
        refuse("newer-notebook", name=name, version=version)
    if version < _FORMAT:
        _not_more(content, name, _OLD_PARTS)
        raw = _converted(raw, name)
        repairs.append(f"The notebook had the old format {version}; it was converted.")
    listed = raw.get("cells")
    if not isinstance(listed, list):
        refuse("broken-notebook", name=name, wrong="it has no list of cells")
    if len(listed) > _CELLS:
        refuse("too-many-cells", name=name, limit=_CELLS)
    cells = [_cell(cell, number, name, repairs) for number, cell in enumerate(listed, 1)]
    if not all(cell["id"] for cell in cells):
        repairs.append("Some cells had no id; they got new ones.")
    metadata = raw.get("metadata")
    kernel = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    kept = dict.fromkeys(repairs)  # each sentence once
    return Opened(name, cells, kernel if isinstance(kernel, dict) else {}, raw, tuple(kept))


def _not_more(content: bytes, name: str, parts: int) -> None:
    if content.count(b"{") + content.count(b"[") > parts:
        refuse("too-large", name=name, limit=f"{parts:,} lists and objects")


def _parsed(content: bytes, name: str) -> dict[str, Any]:
    _not_more(content, name, _PARTS)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        refuse("web-page", name=name)
    try:
        words = content.decode(json.detect_encoding(content))
        found = json.loads(words, parse_constant=lambda _: None)
        # Halves of characters cannot be stored or run; they come from damaged copies and from jokes.
        found = _whole(found) if _HALF.search(words) else found
    except RecursionError:
        refuse("too-deep", name=name)
    except UnicodeError:
        refuse("not-json", name=name, wrong="it is not text in UTF-8")
    except json.JSONDecodeError as error:
        cut = error.pos >= len(words.rstrip()) - 1 or error.msg.startswith("Unterminated")
        refuse("not-json", name=name, wrong="it ends in the middle" if cut else f"line {error.lineno}: {error.msg}")
    except ValueError as error:
        refuse("not-json", name=name, wrong=error)
    if not isinstance(found, dict):
        refuse("not-json", name=name, wrong="it is JSON of another kind")
    return found


def _whole(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole(each) for each in value]
    return {_whole(name): _whole(each) for name, each in value.items()} if isinstance(value, dict) else value


def _converted(raw: dict[str, Any], name: str) -> dict[str, Any]:
    import nbformat  # noqa: PLC0415 - it takes long to import, and is seldom needed

    try:
        found = nbformat.convert(nbformat.from_dict({"metadata": {}, "nbformat_minor": 0} | raw), _FORMAT)
        return dict(json.loads(json.dumps(found)))
    except Exception as error:  # noqa: BLE001 - a converter of a student's data fails in many ways
        refuse("broken-notebook", name=name, wrong=f"its old format cannot be converted ({type(error).__name__})")


def _cell(cell: object, number: int, name: str, repairs: list[str]) -> dict[str, Any]:
    if not isinstance(cell, dict):
        refuse("broken-notebook", name=name, wrong=f"cell {number} is not a cell")
    source = cell.get("source", "")
    try:
        source = source if isinstance(source, str) else "".join(source)
    except TypeError:
        refuse("broken-notebook", name=name, wrong=f"cell {number} holds no text")
    if len(source) > _LETTERS:
        refuse("too-large", name=f"Cell {number} of {name}", limit=f"{_LETTERS:,} characters")
    source, bare = (_remembered if len(source) <= _SHORT else _texts)(source)
    kind = cell.get("cell_type")
    if kind not in _TYPES:
        repairs.append(f"Cell {number} had an unknown type; it was read as text.")
        kind = "raw"
    metadata, cell_id = cell.get("metadata"), cell.get("id")
    return {
        "cell_type": kind,
        "id": cell_id if isinstance(cell_id, str) else "",
        "metadata": metadata if isinstance(metadata, dict) else {},
        "source": source,
        "plain": bare,
        "attachments": cell.get("attachments") if isinstance(cell.get("attachments"), dict) else None,
    }


def _texts(source: str) -> tuple[str, str]:
    """Return a cell's text as it can be stored, and as `plain` gives it."""
    source = source.replace("\0", "\N{REPLACEMENT CHARACTER}").replace("\r\n", "\n")
    return source, plain(source)


_remembered = lru_cache(maxsize=512)(_texts)  # most cells of a class are as they were released
