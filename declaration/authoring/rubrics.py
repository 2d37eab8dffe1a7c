"""The rubric of a piece of writing, and the sample answers that show how to mark by it.

`instructor/rubrics/NAME.yml` holds what students may see: the cell that the rubric is for, the length, four or five
criteria, and for each the levels with their points and a description. `make notebooks` and `make release` write it as a
table into the exercise. `NAME.samples.yml` beside it is for markers alone: three answers with their marks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from declaration.bank_nodes import BadBank, Reading
from declaration.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from nbformat import NotebookNode

FOLDER = ROOT / "instructor" / "rubrics"
TABLE = "writing-rubric"  # the id of the Markdown cell that holds the table
QUALITIES = ("strong", "middling", "weak")
_FEWEST, _MOST = 4, 5  # criteria


@dataclass(frozen=True)
class Level:
    """What earns these points."""

    points: int
    text: str


@dataclass(frozen=True)
class Criterion:
    """One thing that is judged, with its levels from the lowest to the highest."""

    id: str
    name: str
    levels: tuple[Level, ...]


@dataclass(frozen=True)
class Rubric:
    """The rubric of one piece of writing: the `grade_id` of its cell, its least and most words, its criteria."""

    cell: str
    words: tuple[int, int]
    criteria: tuple[Criterion, ...]

    @property
    def points(self) -> int:
        """The most that can be earned."""
        return sum(criterion.levels[-1].points for criterion in self.criteria)


@dataclass(frozen=True)
class Sample:
    """An answer that a marker can compare with: how good it is, its text, and points and reason by criterion."""

    quality: str
    text: str
    marks: dict[str, int]
    reasons: dict[str, str]


def path(name: str) -> Path:
    """Return where the rubric of this assignment stands."""
    return FOLDER / f"{name}.yml"


def read(file: Path) -> Rubric:
    """Return the rubric in this file.

    Raises:
        BadBank: if it has faults; the message lists them all.
    """
    reading = _Rubrics(file)
    found = reading.rubric()
    if found is None or reading.faults:
        raise BadBank(reading.faults)
    return found


def samples(rubric: Rubric, file: Path) -> tuple[Sample, ...]:
    """Return the sample answers in this file: a strong, a middling and a weak one, marked by this rubric.

    Raises:
        BadBank: if it has faults; the message lists them all.
    """
    reading = _Rubrics(file)
    found = reading.samples(rubric)
    if reading.faults:
        raise BadBank(reading.faults)
    return found


def table(rubric: Rubric) -> str:
    """Return what students are told: how it is marked, the table of criteria and levels, the length."""
    counted = {4: "Four", 5: "Five"}[len(rubric.criteria)]
    scale = [level.points for level in rubric.criteria[0].levels]
    least, most = rubric.words
    how = (
        f"{counted} criteria, up to {scale[-1]} points each, {rubric.points} in all. "
        "For each the person who marks takes the highest level that your text reaches."
    )
    length = (
        f"Whoever marks reads no further than {most} words. A text under {least} words is marked by the same rubric. "
        "Mistakes of English cost nothing as long as the meaning is clear."
    )
    rows = [["Criterion", *map(str, scale)], ["---"] * (len(scale) + 1)]
    rows += [[f"**{criterion.name}**", *(level.text for level in criterion.levels)] for criterion in rubric.criteria]
    shown = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    return f"### Rubric\n\n{how}\n\n{shown}\n\n{length}"


def stamp(notebook: NotebookNode, name: str) -> NotebookNode:
    """Write the rubric of this assignment into the cell with the id `writing-rubric`, where the notebook has one."""
    for cell in notebook.cells:
        if cell.get("id") == TABLE:
            cell.source = table(read(path(name)))
    return notebook


class _Rubrics(Reading):
    """One reading of a rubric or of its samples."""

    def rubric(self) -> Rubric | None:
        """Return the rubric, with faults collected in `faults`."""
        root = self._root()
        fields = self.fields(root, ("cell", "words", "criteria"), (), ("cell",)) if root else None
        if root is None or fields is None:
            return None
        items = self._items(fields.get("criteria"), "criteria")
        criteria = [criterion for item in items if (criterion := self._criterion(item))]
        if not _FEWEST <= len(criteria) <= _MOST:
            self.fault(root, f"there are {len(criteria)} criteria", f"Write {_FEWEST} or {_MOST}")
        if len({tuple(level.points for level in criterion.levels) for criterion in criteria}) > 1:
            self.fault(root, "the criteria do not have the same points", "Give all the same scale: 0, 2, 3, 4")
        words = self._words(fields["words"]) if "words" in fields else (0, 0)
        return Rubric(str(fields["cell"].value), words, tuple(criteria)) if "cell" in fields else None

    def _words(self, node: yaml.Node) -> tuple[int, int]:
        bounds = [item.value for item in self._items(node, "words")]
        if len(bounds) == 2 and all(map(str.isdecimal, bounds)) and int(bounds[0]) < int(bounds[1]):  # noqa: PLR2004
            return int(bounds[0]), int(bounds[1])
        self.fault(node, "words is not a least and a most", "Write words: [200, 400]")
        return 0, 0

    def samples(self, rubric: Rubric) -> tuple[Sample, ...]:
        """Return the samples, with faults collected in `faults`."""
        root = self._root()
        found = [sample for item in self._items(root, "the file") if (sample := self._sample(item, rubric))]
        if root and tuple(sample.quality for sample in found) != QUALITIES:
            self.fault(
                root, "the samples are not one of each quality", f"Write them in this order: {', '.join(QUALITIES)}"
            )
        totals = [sum(sample.marks.values()) for sample in found]
        if root and totals != sorted(set(totals), reverse=True):
            self.fault(root, f"the samples earn {totals}", "A better one earns more than a worse one")
        return tuple(found)

    def _root(self) -> yaml.Node | None:
        content = self.content()
        return None if content is None else self.root(content)

    def _items(self, node: yaml.Node | None, name: str) -> list[yaml.Node]:
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        if node is not None:
            self.fault(node, f"{name} is not a list", "Begin every entry with '- '")
        return []

    def _criterion(self, node: yaml.Node) -> Criterion | None:
        fields = self.fields(node, ("id", "name", "levels"), (), ("id", "name"))
        if fields is None or not {"id", "name", "levels"} <= set(fields):
            return None
        self.question = fields["id"].value
        levels = [level for item in self._items(fields["levels"], "levels") if (level := self._level(item))]
        points = [level.points for level in levels]
        if len(points) < 3 or points[0] != 0 or points != sorted(set(points)):  # noqa: PLR2004 - nothing, part, whole
            self.fault(node, f"the levels earn {points}", "Write three or more, from 0 upwards")
        self.question = ""
        return Criterion(fields["id"].value, fields["name"].value, tuple(levels))

    def _level(self, node: yaml.Node) -> Level | None:
        fields = self.fields(node, ("points", "text"), (), ("text",))
        if fields is None or not {"points", "text"} <= set(fields):
            return None
        if not fields["points"].value.isdecimal():
            self.fault(fields["points"], f"points is {fields['points'].value!r}", "Write a whole number")
            return None
        if "|" in fields["text"].value or "\n" in fields["text"].value:
            self.fault(fields["text"], "the description does not fit into a table", "Take out '|' and line breaks")
        return Level(int(fields["points"].value), fields["text"].value)

    def _sample(self, node: yaml.Node, rubric: Rubric) -> Sample | None:
        fields = self.fields(node, ("quality", "marks", "text"), (), ("quality", "text"))
        if fields is None or not {"quality", "marks", "text"} <= set(fields):
            return None
        self.question = fields["quality"].value
        names = tuple(criterion.id for criterion in rubric.criteria)
        marks, reasons = dict[str, int](), dict[str, str]()
        for name, entry in (self.fields(fields["marks"], names, (), ()) or {}).items():
            mark = self.fields(entry, ("points", "why"), (), ("why",)) or {}
            scale = [
                str(level.points) for criterion in rubric.criteria if criterion.id == name for level in criterion.levels
            ]
            if "points" in mark and mark["points"].value in scale:
                marks[name] = int(mark["points"].value)
            else:
                self.fault(entry, f"the points for {name} are none of its levels", f"Use one of {', '.join(scale)}")
            reasons[name] = mark["why"].value if "why" in mark else ""
        self.question = ""
        return Sample(fields["quality"].value, fields["text"].value, marks, reasons)
