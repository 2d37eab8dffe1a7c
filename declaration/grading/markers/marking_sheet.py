"""A marking sheet: the points and comments of one marker as a CSV file, a row for each text and criterion.

    essay,criterion,points,comment
    BKRTWZ,position,3,the reasons build on one another

Essays have anonymous names (see `blind`). `text` writes an empty sheet, or one filled with the marks that there are;
`read` reads what a spreadsheet made of it, and names every row that has a fault.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping
    from pathlib import Path

    from declaration.authoring.rubrics import Rubric

COLUMNS = ("essay", "criterion", "points", "comment")
_DELIMITERS = ",;\t"


class BadSheet(RuntimeError):
    """A sheet that cannot be read whole; the message names every row with a fault, and what to do."""


@dataclass
class Marks:
    """What one marker says of one essay: points and comments by criterion."""

    points: dict[str, int] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)


def text(rubric: Rubric, essays: Mapping[str, Marks]) -> str:
    """Return the sheet for these essays, in order of their anonymous names."""
    with io.StringIO(newline="") as made:
        writer = csv.writer(made, lineterminator="\n")
        writer.writerow(COLUMNS)
        for essay, marks in sorted(essays.items()):
            for criterion in rubric.criteria:
                comment = marks.comments.get(criterion.id, "")
                # A spreadsheet would take a comment that begins so for a formula.
                safe = f"'{comment}" if comment.startswith(("=", "+", "-", "@")) else comment
                writer.writerow((essay, criterion.id, marks.points.get(criterion.id, ""), safe))
        return made.getvalue()


def read(path: Path, rubric: Rubric, essays: Container[str]) -> dict[str, Marks]:
    """Return the marks in this file by essay; rows without points are left out, `essays` are those that there are.

    Raises:
        BadSheet: if the file is no sheet, or rows have faults; the message lists them all, by their lines.
    """
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BadSheet(f"{path}: it cannot be read ({error.strerror}). Name a CSV file.") from None
    except UnicodeDecodeError:
        raise BadSheet(f"{path}: it is not UTF-8 text. Save it again as ‘CSV UTF-8’.") from None
    reading = _Reading(path, rubric, essays)
    found = reading.all(content)
    if reading.faults:
        raise BadSheet("\n".join([*reading.faults, f"{path}: nothing was taken from it."]))
    return found


class _Reading:
    def __init__(self, path: Path, rubric: Rubric, essays: Container[str]) -> None:
        self.path, self.essays = path, essays
        self.criteria = {criterion.id: criterion for criterion in rubric.criteria}
        self.faults: list[str] = []

    def all(self, content: str) -> dict[str, Marks]:
        found: dict[str, Marks] = {}
        seen: set[tuple[str, str]] = set()
        for line, row in self._rows(content):
            essay, criterion = row["essay"].strip().upper(), row["criterion"].strip().lower()
            if not any(value.strip() for value in row.values()):
                continue
            if essay not in self.essays:
                self._fault(line, f"there is no essay {row['essay']!r}. Copy its name from the exported sheet.")
            elif criterion not in self.criteria:
                listed = ", ".join(self.criteria)
                self._fault(line, f"there is no criterion {row['criterion']!r}. Use one of: {listed}.")
            elif (essay, criterion) in seen:
                self._fault(line, f"{essay} has {criterion} twice. Delete one of the rows.")
            else:
                seen.add((essay, criterion))
                self._mark(line, row, found.setdefault(essay, Marks()), criterion)
        return {essay: marks for essay, marks in found.items() if marks.points}

    def _mark(self, line: int, row: dict[str, str], marks: Marks, criterion: str) -> None:
        points = row["points"].strip()
        levels = [level.points for level in self.criteria[criterion].levels]
        if comment := row["comment"].strip():
            marks.comments[criterion] = comment.removeprefix("'") if comment[1:2] in {*"=+-@"} else comment
        if points:
            whole, _, rest = points.replace(",", ".").partition(".")
            if whole.isdecimal() and len(whole) < 4 and not rest.strip("0") and int(whole) in levels:  # noqa: PLR2004
                marks.points[criterion] = int(whole)
            else:
                listed = ", ".join(map(str, levels))
                self._fault(line, f"{points!r} are no points for {criterion}. Use one of: {listed}.")

    def _rows(self, content: str) -> Iterator[tuple[int, dict[str, str]]]:
        head = content.partition("\n")[0]
        delimiter = max(_DELIMITERS, key=head.count)
        rows = csv.DictReader(io.StringIO(content, newline=""), delimiter=delimiter, restval="")
        try:
            names = [name.strip().lower() for name in rows.fieldnames or ()]
            rows.fieldnames = names
            if missing := [name for name in COLUMNS if name not in names]:
                self._fault(
                    1, f"the columns {', '.join(missing)} are missing. Keep the first line of the exported sheet."
                )
                return
            for row in rows:
                yield rows.line_num, {name: str(row[name]) for name in COLUMNS}
        except csv.Error as error:
            self._fault(rows.line_num, f"it is no table ({error}). Save it again as CSV.")

    def _fault(self, line: int, wrong: str) -> None:
        self.faults.append(f"{self.path}, line {line}: {wrong}")


def incomplete(rubric: Rubric, marks: Iterable[tuple[str, Marks]]) -> list[str]:
    """Return the essays that have points for some criteria and not for all."""
    return sorted(essay for essay, each in marks if len(each.points) < len(rubric.criteria))
