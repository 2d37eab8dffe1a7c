"""A submitted notebook put right where that is certain, every change told in a plain sentence.

Locked cells (setup, tests, quiz) are those of the release, whatever the student made of them; the student's answers
and own cells stay as they are and in their order. Where two readings are possible the submission is set aside.
"""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from declaration.grading.assignment import plain
from declaration.grading.reasons import refuse, shortened
from declaration.grading.repair.claims import Claims, claims, resembles

if TYPE_CHECKING:
    from declaration.grading.assignment import Assignment, Cell
    from declaration.grading.repair.submitted import Opened

_WORDS = 20  # a text of so many words that stands beside an empty answer may be the answer
_JOINED = 20_000  # characters: longer halves are not tried together


class Placed(NamedTuple):
    """One cell of the repaired notebook, with the student's text or the released one; `cell` is None for a new one."""

    cell: Cell | None
    cell_type: str
    source: str
    released: bool
    attachments: dict[str, Any] | None = None


@dataclass(frozen=True)
class Repaired:
    """A notebook that can be graded; `look` names the answers that are empty while a text stands in another cell."""

    cells: tuple[Placed, ...]
    repairs: tuple[str, ...]
    look: tuple[str, ...]

    @property
    def answered(self) -> frozenset[str]:
        """The answer and writing cells that differ from the release."""
        return frozenset(
            placed.cell.name for placed in self.cells if placed.cell and not placed.cell.locked and not placed.released
        )

    @property
    def blank(self) -> bool:
        """Whether no code differs from the release: then the tests give what they give for the release."""
        return all(placed.released for placed in self.cells if placed.cell_type == "code")


def repaired(opened: Opened, assignment: Assignment) -> Repaired:
    """Return the notebook, put right.

    Raises:
        Refused: if it is not the notebook of this assignment, or two different texts are one answer.
    """
    found = claims(opened.cells, assignment)
    if not resembles(opened.cells, assignment, found):
        refuse("wrong-assignment", name=opened.name, assignment=assignment.name)
    work = _Repair(opened, assignment, found)
    cells = work.ordered(work.placed())
    texts = [placed for placed in cells if placed.cell_type != "code" and not placed.cell and not placed.released]
    beside = any(len(placed.source.split()) >= _WORDS for placed in texts)
    look = []
    for placed in cells:
        if placed.cell and placed.cell.kind == "writing" and placed.released and beside:
            look.append(placed.cell.name)
            work.tell(f"The answer {placed.cell.name} is empty, and a text stands in another cell: the marker decides.")
    return Repaired(tuple(cells), (*opened.repairs, *work.kernel(), *dict.fromkeys(found.repairs)), tuple(look))


class _Repair:
    def __init__(self, opened: Opened, assignment: Assignment, found: Claims) -> None:
        self.opened, self.assignment, self.found = opened, assignment, found

    def tell(self, sentence: str) -> None:
        self.found.repairs.append(sentence)

    def kernel(self) -> tuple[str, ...]:
        name, wanted = self.opened.kernel.get("name"), self.assignment.kernel.get("name", "python3")
        if not isinstance(name, str) or name == wanted:
            return ()
        return (f"The notebook named the kernel {shortened(name)}; it was graded with {wanted}.",)

    def placed(self) -> list[Placed]:
        """Return the cells in the student's order: known ones put right, copies judged, all others as they are."""
        kept: dict[int, Placed | None] = {}
        for name, places in self.found.places.items():
            cell = self.assignment.by_name[name]
            judge = self._locked if cell.locked else self._text if cell.kind == "writing" else self._code
            kept |= judge(cell, places)
        both = (kept[place] if place in kept else self._own(place) for place in range(len(self.opened.cells)))
        return [placed for placed in both if placed is not None]

    def ordered(self, cells: list[Placed]) -> list[Placed]:
        """Return the cells with the assignment's in the released order; a student's own stays behind its neighbour."""
        head: list[Placed] = []
        blocks: dict[str, list[Placed]] = {}
        block = head
        for placed in cells:
            if placed.cell:
                block = blocks[placed.cell.name] = []
            block.append(placed)
        released = [cell.name for cell in self.assignment.cells]
        if list(blocks) != [name for name in released if name in blocks]:
            self.tell("Graded cells stood in another order; they were put back in the released order.")
        for cell in self.assignment.cells:
            if cell.name not in blocks:
                blocks[cell.name] = [Placed(cell, cell.cell_type, cell.source, released=True)]
                what = "it was put back" if cell.locked else "it counts as not answered"
                self.tell(f"The cell {cell.name} was deleted; {what}.")
        return [*head, *(placed for name in released for placed in blocks[name])]

    def _own(self, place: int) -> Placed:
        cell = self.opened.cells[place]
        known = self.assignment.code if cell["cell_type"] == "code" else self.assignment.texts
        released = cell["plain"] in known or not cell["plain"].strip()
        return Placed(None, cell["cell_type"], cell["source"], released, cell["attachments"])

    def _locked(self, cell: Cell, places: list[int]) -> dict[int, Placed | None]:
        sources = [self.opened.cells[place] for place in places]
        if len(places) > 1:
            self.tell(f"The cell {cell.name} stood there {len(places)} times; the released one counts, once.")
        elif sources[0]["cell_type"] != cell.cell_type:
            self.tell(f"The cell {cell.name} had become a {sources[0]['cell_type']} cell; it was put back.")
        elif sources[0]["plain"] != cell.plain:
            self.tell(f"The cell {cell.name} was changed, and may not be; the released one counts.")
        kept: dict[int, Placed | None] = {places[0]: Placed(cell, cell.cell_type, cell.source, released=True)}
        for place in places[1:]:
            # A copy that the student wrote something else into is a cell of the student's own.
            fragment = self.opened.cells[place]["plain"].strip() in cell.source
            kept[place] = None if fragment else self._own(place)
        return kept

    def _code(self, cell: Cell, places: list[int]) -> dict[int, Placed | None]:
        kept: dict[int, Placed | None] = dict.fromkeys(places)
        written = self._different(cell, places)
        source = self.opened.cells[written[-1]]["source"]
        if len(places) > 1 and len(written) == 1:
            self.tell(
                f"The answer {cell.name} stood there {len(places)} times, the same or empty but once; that one counts."
            )
        elif len(written) > 1 and _belong_together(texts := [self.opened.cells[place]["source"] for place in written]):
            source = "\n".join(texts)
            written = written[-1:]
            self.tell(f"The answer {cell.name} was split; its parts were put together.")
        elif len(written) > 1:
            self.tell(f"The answer {cell.name} stood there {len(written)} times; all were run, and the last counts.")
            kept |= {place: self._own(place) for place in written[:-1]}
        self._typed(cell, written[-1])
        kept[written[-1]] = self._answer(cell, source, written[-1])
        return kept

    def _text(self, cell: Cell, places: list[int]) -> dict[int, Placed | None]:
        kept: dict[int, Placed | None] = dict.fromkeys(places)
        written = self._different(cell, places)
        texts = [self.opened.cells[place]["source"] for place in written]
        if len(written) > 1 and written[-1] - written[0] != len(written) - 1:
            refuse("two-texts", cell=cell.name)
        if len(written) > 1:
            self.tell(f"The answer {cell.name} was split; its parts were put together.")
        elif len(places) > 1:
            self.tell(
                f"The answer {cell.name} stood there {len(places)} times, the same or empty but once; that one counts."
            )
        self._typed(cell, written[0])
        kept[written[0]] = self._answer(cell, "\n\n".join(texts), written[0])
        return kept

    def _different(self, cell: Cell, places: list[int]) -> list[int]:
        """Return the places without those that are empty or as released, and without repetitions; at least one."""
        first: dict[str, int] = {}
        for place in places:
            first.setdefault(self.opened.cells[place]["plain"], place)
        written = [place for source, place in first.items() if source not in {"", cell.plain}]
        return written or places[:1]

    def _typed(self, cell: Cell, place: int) -> None:
        found = self.opened.cells[place]["cell_type"]
        if found != cell.cell_type:
            self.tell(f"The answer {cell.name} had become a {found} cell; it was read as {cell.cell_type}.")

    def _answer(self, cell: Cell, source: str, place: int) -> Placed:
        # An answer that was emptied is one that was not given.
        released = plain(source) in {"", cell.plain}
        text = cell.source if released else source
        return Placed(cell, cell.cell_type, text, released, self.opened.cells[place]["attachments"])


def _belong_together(parts: list[str]) -> bool:
    """Say whether these are halves of one piece of code: not Python one by one, and Python together."""
    whole = "\n".join(parts)
    return len(whole) <= _JOINED and not all(map(_is_python, parts)) and _is_python(whole)


def _is_python(source: str) -> bool:
    with warnings.catch_warnings(action="ignore"):
        try:
            ast.parse(source)
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            return False
    return True
