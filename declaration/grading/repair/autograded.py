"""The notebook that formgrader opens: the repaired submission, with what the machine found under each graded cell.

Whatever the student's notebook showed is left out, and HTML in a student's text is shown as text: formgrader would
run it in the marker's browser, with the marker's rights. A picture from elsewhere becomes a link: to load it would tell
its host who marks, and when. The rubric stands right above the text that it is for.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from declaration.authoring import rubrics
from declaration.grading.repair.repaired import Placed

if TYPE_CHECKING:
    from collections.abc import Container, Mapping
    from pathlib import Path

    from declaration.authoring.rubrics import Rubric
    from declaration.grading.assignment import Assignment, Cell
    from declaration.grading.model import TaskResult
    from declaration.grading.repair.repaired import Repaired

# The start of a tag, a comment or a declaration; <https://...> is a plain link.
_TAG = re.compile(r"<(?=[A-Za-z/!?])(?!https?://|mailto:)")
# These may hide a letter or a colon, and Markdown brings it back. With this behind them, which is not seen, they hide
# nothing; to escape the first would not do, for in links Markdown unescapes twice.
_HIDING = re.compile(r"&(?=#|amp|[a-z][a-z0-9]*;)|\\", re.IGNORECASE)
_NOTHING = "\N{ZERO WIDTH SPACE}"
_SCRIPT = re.compile(r"(javascript|vbscript|data)\s*:", re.IGNORECASE)
_PICTURE = re.compile(r"!(?=\[(?:[^\[\]]*\]\(attachment:([\w.-]+)\))?)", re.ASCII)  # with its name, if it is attached
_PICTURES = re.compile(r"image/(png|jpe?g|gif|webp)")
_HIDDEN = "a hidden check"
_SHORT = 10_000  # characters: released texts are no longer, and a student's are not worth remembering
_NO_OUTPUTS = "[]}"  # how a code cell without a result ends
_json = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode
_HOW = (
    "**For the marker.** For each criterion take the highest level that the text reaches; the score is the sum of the "
    "points, {most} at most. To show a student the levels, begin a line of the comment with a criterion and its "
    "points, like `{example}`. The criteria are {names}."
)


def text(
    assignment: Assignment,
    repaired: Repaired,
    results: Mapping[str, TaskResult],
    written: Mapping[str, list[tuple[str, str]]],
) -> str:
    """Return the notebook as JSON; the same submission and results always give the same text.

    `written` are the texts of a quiz that a person marks: by cell, each with its prompt.
    """
    rubric, cells = assignment.rubric, list[str]()
    table, for_marker = _rubric(rubric) if rubric else ("", "")
    for number, placed in enumerate(repaired.cells, 1):
        if rubric and placed.cell and placed.cell.name == rubric.cell:
            cells.append(for_marker)
        # Where the rubric stood in the release it is left out.
        if not (rubric and placed.released and placed.source == table):
            cells.append(_shown(placed, number, results, written))
    kernel = assignment.kernel or {"display_name": "Python 3", "language": "python", "name": "python3"}
    rest = _json({"metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5})
    return f'{{"cells":[{",".join(cells)}],{rest[1:]}'


def harmless(source: str, attached: Container[str] = ()) -> str:
    """Return a student's Markdown with its HTML as text, no link that runs something, and no picture but these.

    Formgrader shows no page at all if a picture is said to be attached and is not.
    """

    def picture(found: re.Match[str]) -> str:
        return "!" if found[1] in attached else f"!{_NOTHING}"

    plain = _PICTURE.sub(picture, _HIDING.sub(rf"\g<0>{_NOTHING}", source))
    return _SCRIPT.sub(r"\1 :", _TAG.sub("&lt;", plain))


def answer(path: Path, cell: str) -> str:
    """Return what a student wrote into this cell, as plain text, from a notebook that `text` made; "" without one."""
    try:
        notebook = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return ""
    sources = (
        each["source"] for each in notebook["cells"] if each["metadata"].get("nbgrader", {}).get("grade_id") == cell
    )
    source = str(next(sources, "")).replace("&lt;", "<")
    for sign in "&\\!":
        source = source.replace(f"{sign}{_NOTHING}", sign)
    return source


@lru_cache(maxsize=8)
def _rubric(rubric: Rubric) -> tuple[str, str]:
    """Return the rubric as it stood in the release, and its cell for the marker as JSON."""
    cell = {"cell_type": "markdown", "id": "rubric", "metadata": {}, "source": _for_marker(rubric)}
    return rubrics.table(rubric), _json(cell)


def _for_marker(rubric: Rubric) -> str:
    names = ", ".join(f"`{criterion.id}`" for criterion in rubric.criteria)
    example = f"{rubric.criteria[0].id} {rubric.criteria[0].levels[-2].points}: why"
    head = "".join(f"<th>{level.points}</th>" for level in rubric.criteria[0].levels)
    rows = "".join(
        f"<tr><th>{escape(criterion.name)}</th>"
        + "".join(f"<td>{escape(level.text)}</td>" for level in criterion.levels)
        + "</tr>"
        for criterion in rubric.criteria
    )
    # The classes are those of formgrader's own tables; Markdown has no lines between cells there.
    shown = f'<table class="table table-bordered"><tr><th>Criterion</th>{head}</tr>{rows}</table>'
    return f"### Rubric\n\n{shown}\n\n{_HOW.format(most=rubric.points, example=example, names=names)}"


def _shown(
    placed: Placed, number: int, results: Mapping[str, TaskResult], written: Mapping[str, list[tuple[str, str]]]
) -> str:
    """Return one cell as JSON."""
    if placed.released and len(placed.source) <= _SHORT:
        shown = _as_released(placed.cell, placed.cell_type, placed.source, number)
    else:
        shown = _json(_cell(placed, number))
    name = placed.cell.name if placed.cell else ""
    if placed.cell_type != "code" or name not in results:
        return shown
    return f"{shown.removesuffix(_NO_OUTPUTS)}{_json(_outputs(results[name], written.get(name, [])))}}}"


@lru_cache(maxsize=512)
def _as_released(cell: Cell | None, cell_type: str, source: str, number: int) -> str:
    """Return a cell that is as it was released, before it has a result: most of every notebook of a class."""
    return _json(_cell(Placed(cell, cell_type, source, released=True), number))


def _cell(placed: Placed, number: int) -> dict[str, Any]:
    cell_id = placed.cell.id if placed.cell else f"cell-{number}"
    metadata = placed.cell.metadata if placed.cell else {}
    cell: dict[str, Any] = {"cell_type": placed.cell_type, "id": cell_id, "metadata": metadata, "source": placed.source}
    if placed.cell_type == "code":
        return cell | {"execution_count": None, "outputs": []}
    if not placed.released:
        # A raw cell would go into the page as it is.
        pictures = _pictures(placed.attachments)
        cell |= {"cell_type": "markdown", "source": harmless(placed.source, pictures)}
        if pictures:
            cell["attachments"] = pictures
    return cell


def _outputs(result: TaskResult, written: list[tuple[str, str]]) -> list[dict[str, Any]]:
    lines = [f"{prompt}\n{words}\n" for prompt, words in written]
    for check in result.checks:
        shown = f": {check.shown}" if check.shown else ""
        lines.append(f"{'✓' if check.passed else '✗'} {_HIDDEN if check.hidden else check.label}{shown}")
    lines.append(f"{result.points:g} of {result.max_points:g} points{f' ({result.remark})' if result.remark else ''}")
    return [{"name": "stdout", "output_type": "stream", "text": "\n".join(lines) + "\n"}]


def _pictures(attachments: dict[str, Any] | None) -> dict[str, dict[str, str]]:
    found = {}
    for name, bundle in (attachments or {}).items():
        if isinstance(bundle, dict):
            kept = {kind: data for kind, data in bundle.items() if _PICTURES.fullmatch(kind) and isinstance(data, str)}
            if kept:
                found[str(name)] = kept
    return found
