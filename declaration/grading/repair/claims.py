"""Which cell of a submission is which cell of the assignment, when copies, splits and lost metadata have blurred it.

A cell is known by its nbgrader id; where that is lost, by its own id, by its text, by the function that it defines, or
as the only new cell between two neighbours that are known. What is known in none of these ways is not guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from declaration.grading.assignment import Assignment, Cell

_DEFINED = re.compile(r"^(?:async )?(?:def|class) +(\w+)", re.MULTILINE)
_SCHEMA = 3
_RESEMBLES = 0.2  # the share of released cells that the notebook of the assignment still has, at the least
_TELLING = 20  # characters: a shorter cell may stand in any notebook


@dataclass
class Claims:
    """The numbers of the submitted cells that are each cell of the assignment, and what was odd about them."""

    places: dict[str, list[int]] = field(default_factory=dict)
    repairs: list[str] = field(default_factory=list)

    @property
    def taken(self) -> set[int]:
        """All cells that are known."""
        return {place for places in self.places.values() for place in places}


def claims(cells: list[dict[str, Any]], assignment: Assignment) -> Claims:
    """Return which of these cells are which of the assignment's."""
    found = Claims()
    _by_metadata(cells, assignment, found)
    for how, sure in (("its id", _same_id), ("its text", _same_text), ("what it defines", _same_names)):
        _by(how, sure, cells, assignment, found)
    _by_neighbours(cells, assignment, found)
    return found


def resembles(cells: list[dict[str, Any]], assignment: Assignment, found: Claims) -> bool:
    """Say whether this is the notebook of the assignment at all; others may use the same ids for their cells."""
    if not found.places:
        return False
    texts = {cell["plain"] for cell in cells}
    telling = [text for text in assignment.texts if len(text) >= _TELLING]
    same = sum(text in texts for text in telling)
    if same >= _RESEMBLES * len(telling):
        return True
    if any(cell.plain in texts for cell in assignment.of_kind("tests", "quiz")):
        return True
    return any(
        _same_names(cells[place], cell)
        for cell in assignment.of_kind("answer")
        for place in found.places.get(cell.name, [])
    )


def mark(cell: dict[str, Any]) -> dict[str, Any]:
    """Return a cell's nbgrader metadata, or an empty dictionary."""
    found = cell["metadata"].get("nbgrader")
    return found if isinstance(found, dict) else {}


def _by_metadata(cells: list[dict[str, Any]], assignment: Assignment, found: Claims) -> None:
    odd = []
    for place, cell in enumerate(cells):
        if not cell["metadata"]:
            continue
        marked = mark(cell)
        name = marked.get("grade_id")
        known = assignment.by_name.get(name) if isinstance(name, str) else None
        if known is None:
            continue
        found.places.setdefault(known.name, []).append(place)
        if marked.get("schema_version") != _SCHEMA:
            odd.append(known.name)
        released = known.metadata["nbgrader"].get("points")
        if "points" in marked and marked["points"] != released:
            found.repairs.append(f"The points of {known.name} were changed; the released points count.")
    if odd:
        names = ", ".join(dict.fromkeys(odd))
        found.repairs.append(f"The nbgrader metadata of {names} had another version; it was put right.")


def _by(how: str, sure: Any, cells: list[dict[str, Any]], assignment: Assignment, found: Claims) -> None:  # noqa: ANN401 - a function
    taken = found.taken
    for cell in assignment.cells:
        if cell.name in found.places:
            continue
        places = [place for place, each in enumerate(cells) if place not in taken and sure(each, cell)]
        if places:
            found.places[cell.name] = places
            taken.update(places)
            found.repairs.append(f"The cell {cell.name} had lost its nbgrader metadata; it was known by {how}.")


def _same_id(submitted: dict[str, Any], cell: Cell) -> bool:
    return bool(submitted["id"]) and submitted["id"] == cell.id


def _same_text(submitted: dict[str, Any], cell: Cell) -> bool:
    return bool(submitted["plain"] == cell.plain)


def _same_names(submitted: dict[str, Any], cell: Cell) -> bool:
    names = set(_DEFINED.findall(cell.source)) if cell.kind == "answer" else set()
    return bool(names) and submitted["cell_type"] == "code" and names <= set(_DEFINED.findall(submitted["source"]))


def _by_neighbours(cells: list[dict[str, Any]], assignment: Assignment, found: Claims) -> None:
    if not found.places:
        return
    for number, cell in enumerate(assignment.cells):
        if cell.name in found.places or cell.locked:
            continue
        first = max(
            (place for before in _names(assignment, 0, number) for place in found.places.get(before, [])), default=-1
        )
        last = min(
            (place for after in _names(assignment, number + 1) for place in found.places.get(after, [])),
            default=len(cells),
        )
        taken = found.taken
        new = [
            place
            for place in range(first + 1, last)
            if place not in taken
            and cells[place]["cell_type"] == cell.cell_type
            and cells[place]["plain"]
            and cells[place]["plain"] not in assignment.texts
        ]
        if len(new) == 1:
            found.places[cell.name] = new
            found.repairs.append(f"The cell {cell.name} had lost its nbgrader metadata; it was known by its place.")


def _names(assignment: Assignment, start: int, end: int | None = None) -> Iterator[str]:
    return (cell.name for cell in assignment.cells[start:end])
