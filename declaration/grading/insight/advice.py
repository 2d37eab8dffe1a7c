"""Words for the figures of an item analysis: what a teacher may look at. A hint for a person, never a verdict.

The limits of discrimination are those of R. L. Ebel (Measuring Educational Achievement, 1965): .40 and more very good,
.30 good, .20 fair, less than that to be looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from declaration.grading.insight.analysis import Count, Item

_GRADES = ((0.4, "very well"), (0.3, "well"), (0.2, "fairly"), (0.0, "hardly"))
_EASY, _HARD = 0.95, 0.3
_FEW = 0.05  # of all wrong choices: an option that gets fewer draws nobody
_ENOUGH = 10  # wrong choices: with fewer, an option that nobody chose says nothing


def apart(discrimination: float | None) -> str:
    """Return in words how well a question tells students apart."""
    if discrimination is None:
        return "too few, or all alike"
    return next((words for least, words in _GRADES if discrimination >= least), "the wrong way round")


def of(item: Item) -> tuple[str, ...]:
    """Return what to look at in this question; nothing if there is nothing."""
    found = []
    if item.difficulty is not None and item.difficulty >= _EASY:
        found.append("Nearly everybody earns it.")
    if item.difficulty is not None and item.difficulty < _HARD:
        found.append("Few earn it: is it taught, and is the key right?")
    if item.discrimination is not None and item.discrimination < 0:
        found.append("Who does well elsewhere fails here: check the key and the wording.")
    elif item.discrimination is not None and item.discrimination < _GRADES[2][0]:
        found.append("It hardly tells students apart.")
    return (*found, *_of_options(item.counts))


def _of_options(counts: Sequence[Count]) -> list[str]:
    found = []
    options = [count for count in counts if not count.place]
    best = max((count.all for count in options if count.right), default=0)
    wrong = [count for count in options if not count.right]
    choices = sum(count.all for count in wrong)
    for count in wrong:
        if count.all > best > 0:
            found.append(f"More choose ‘{count.text}’ than the right one.")
        if count.upper > count.lower:
            found.append(f"‘{count.text}’ draws more of the upper group than of the lower.")
        if choices >= _ENOUGH and count.all < _FEW * choices:
            found.append(f"‘{count.text}’ draws (nearly) nobody.")
    return found
