"""Numbers, years and lists in plain English, for the words under a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DECLARED = 2013  # the year of the Declaration
_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_MILLION, _BILLION = 1_000_000, 1_000_000_000
_THOUSAND = 1_000


def listed(items: Iterable[object]) -> str:
    """Return `a, b and c`; of no items, `none`."""
    words = [str(item) for item in items]
    if not words:
        return "none"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def counted(number: int, one: str, many: str = "") -> str:
    """Return the number with its noun, spelled out up to twelve: `three paragraphs`, `one country`, `25 paragraphs`."""
    return f"{spelled(number)} {one if number == 1 else many or one + 's'}"


def capital(words: str) -> str:
    """Return the words with a capital at the start, and nothing else changed."""
    return words[:1].upper() + words[1:]


def spelled(number: int) -> str:
    """Return a small number as a word, a larger one in digits."""
    return _SMALL[number] if 0 <= number < len(_SMALL) else str(number)


def paragraphs(numbers: Sequence[int]) -> str:
    """Return `paragraph 4`, or `paragraphs 4, 6 and 10`."""
    return f"{'paragraph' if len(numbers) == 1 else 'paragraphs'} {listed(numbers)}"


def amount(number: float) -> str:
    """Return a quantity in the unit that a reader can say: `1.8 million`, `10.1 billion`, `48,000`; rounded."""
    size = abs(number)
    if size >= _BILLION:
        return f"{number / _BILLION:.1f} billion"
    if size >= _MILLION:
        return f"{number / _MILLION:.1f} million"
    return f"{round(number, -3):,.0f}" if size >= 10 * _THOUSAND else f"{round(number, -2):,.0f}"


def spans(years: Sequence[int]) -> str:
    """Return years as runs: `2005–2008`, `2000 and 2005–2008`."""
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return listed(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
