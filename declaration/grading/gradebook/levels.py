"""The level that a text reaches in each criterion of a rubric, as lines of the marker's comment.

nbgrader's gradebook has one score and one comment for a text. So a marker begins a line of the comment with a
criterion and its points, and may go on with a remark:

    position 3: the reasons build on one another
    words: 2

The same lines are written when a marking sheet is imported; whoever opens formgrader sees them and can change them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from declaration.authoring.rubrics import Rubric

# A name, its points, and what is said about it; "3 of 4" and "3/4" are read as 3.
_REACHED = re.compile(r"\s*[:=]?\s*(\d{1,3})(?:\s*(?:/|of)\s*\d{1,3})?(?:\s*[:.,;\u2013\u2014-]\s*(.*)|\s*)", re.DOTALL)


@dataclass(frozen=True)
class Reached:
    """What a comment says: points and remarks by criterion, and the lines that are about no criterion."""

    points: dict[str, int] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)
    rest: str = ""


def read(comment: str, rubric: Rubric) -> Reached:
    """Return what this comment says of the rubric's criteria; points that are no level stay words of the comment."""
    points, remarks, rest = dict[str, int](), dict[str, str](), list[str]()
    for line in comment.splitlines():
        found = _line(line, rubric)
        if found is None or found[0] in points:
            rest.append(line)
        else:
            points[found[0]], remarks[found[0]] = found[1:]
    return Reached(points, remarks, "\n".join(rest).strip())


def written(rubric: Rubric, points: Mapping[str, int], remarks: Mapping[str, str]) -> str:
    """Return the comment that `read` reads back; remarks stand on one line each."""
    lines = []
    for criterion in rubric.criteria:
        if criterion.id in points:
            remark = " ".join(remarks.get(criterion.id, "").split())
            lines.append(f"{criterion.id} {points[criterion.id]}{f': {remark}' if remark else ''}")
    return "\n".join(lines)


def _line(line: str, rubric: Rubric) -> tuple[str, int, str] | None:
    for criterion in rubric.criteria:
        for name in (criterion.name, criterion.id):
            head, tail = line.strip()[: len(name)], line.strip()[len(name) :]
            found = _REACHED.fullmatch(tail) if head.casefold() == name.casefold() and not tail[:1].isalnum() else None
            if found and int(found[1]) in {level.points for level in criterion.levels}:
                return criterion.id, int(found[1]), (found[2] or "").strip()
    return None
