"""The figures of classical item analysis, from plain lists of points.

Every function takes `table`: one row a student, one column a question, each value the share of the points that was
earned, 0.0 to 1.0. What cannot be told, because the students are too few or all alike, is None.
"""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    Table = Sequence[Sequence[float]]

FEWEST = 3  # students; with two, a correlation is always 1, -1 or nothing
_SHARE = 0.27
_EVEN = 1e-9  # a variance below this is the rounding of no variance


def difficulty(table: Table, column: int) -> float | None:
    """Return the mean share of the points that was earned for this question, from 0 (hard) to 1 (easy).

    For points of 0 and 1 it is the proportion of right answers, p (L. Crocker and J. Algina, Introduction to Classical
    and Modern Test Theory, 1986, chapter 14).
    """
    return statistics.fmean(row[column] for row in table) if table else None


def discrimination(table: Table, column: int) -> float | None:
    """Return how far who earns this question earns the others too, from -1 to 1: the item-rest correlation.

    It is Pearson's correlation of the question with the sum of all others; leaving it out of the sum keeps it from
    being compared with itself (S. Henrysson, Correction of item-total correlations in item analysis, Psychometrika 28,
    1963, 211-218).
    """
    if len(table) < FEWEST or len(table[0]) < 2:  # noqa: PLR2004 - there must be others
        return None
    item = [row[column] for row in table]
    rest = [sum(row) - row[column] for row in table]
    if min(statistics.pvariance(item), statistics.pvariance(rest)) < _EVEN:
        return None
    return statistics.correlation(item, rest)


def alpha(table: Table) -> float | None:
    """Return Cronbach's alpha: k/(k-1) * (1 - sum of the variances of the questions / variance of the sums).

    L. J. Cronbach, Coefficient alpha and the internal structure of tests, Psychometrika 16, 1951, 297-334. It can be
    negative, where questions contradict one another.
    """
    count = len(table[0]) if table else 0
    if len(table) < FEWEST or count < 2:  # noqa: PLR2004 - as above
        return None
    whole = statistics.variance([sum(row) for row in table])
    if whole < _EVEN:
        return None
    parts = sum(statistics.variance([row[column] for row in table]) for column in range(count))
    return count / (count - 1) * (1 - parts / whole)


def without(table: Table, column: int) -> list[list[float]]:
    """Return the table without this question."""
    return [[*row[:column], *row[column + 1 :]] for row in table]


def groups(totals: Sequence[float]) -> tuple[frozenset[int], frozenset[int]]:
    """Return the places of the upper and the lower 27 % of these totals; both empty if that is fewer than two students.

    27 % makes the difference of the groups most certain where totals are spread normally (T. L. Kelley, The selection
    of upper and lower groups for the validation of test items, Journal of Educational Psychology 30, 1939, 17-24).
    Among equal totals at the edge those who stand first are taken, so that two runs give the same.
    """
    size = round(_SHARE * len(totals))
    if size < 2:  # noqa: PLR2004 - one student is no group
        return frozenset(), frozenset()
    ranked = sorted(range(len(totals)), key=lambda place: -totals[place])
    return frozenset(ranked[:size]), frozenset(ranked[-size:])
