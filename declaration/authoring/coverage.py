"""What the public banks cover: paragraph by level and type, and the holes in it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from declaration import bank_file, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from declaration.questions import Bank, Question

A_PARAGRAPH = 4  # questions at least
IN_ALL = 120
REMEMBER = 1 / 3  # of the questions at most: understanding is tested, not memory


def report(banks: Sequence[Bank]) -> str:
    """Return the matrix: a line a paragraph, a column a level and a type; the whole text and its context come last."""
    columns = [*bank_file.LEVELS, *bank_file.TYPES]
    lines = [f"{'paragraph':>9} {'all':>4} " + " ".join(f"{column:>10}" for column in columns)]
    for name, asked in [*_by_paragraph(banks), ("no one", _about_none(banks)), ("in all", _all(banks))]:
        counts = Counter(kind for question in asked for kind in (question.level, question.type))
        lines.append(f"{name:>9} {len(asked):>4} " + " ".join(f"{counts[column] or '·':>10}" for column in columns))
    return "\n".join(lines)


def holes(banks: Sequence[Bank]) -> list[str]:
    """Return a sentence for each thing that the course promises and the banks do not keep."""
    every = _all(banks)
    found = [
        f"paragraph {name} has {len(asked)} questions: at least {A_PARAGRAPH}. Write more"
        for name, asked in _by_paragraph(banks)
        if len(asked) < A_PARAGRAPH
    ]
    if len(every) < IN_ALL:
        found.append(f"the banks hold {len(every)} questions: at least {IN_ALL}. Write more")
    if not _about_none(banks):
        found.append("no question is about the whole text or its context. Write some with `paragraphs: []`")
    remembered = sum(question.level == "remember" for question in every)
    if remembered > REMEMBER * len(every):
        found.append(
            f"{remembered} of {len(every)} questions are at level remember: a third at most. Ask for more than memory"
        )
    for bank in banks:
        kinds = {question.type for question in bank.questions}
        missing = [kind for kind in bank_file.TYPES if kind not in kinds]
        if missing:
            found.append(f"{bank.name} has no question of type {', '.join(missing)}. Write one of each")
        levels = {question.level for question in bank.questions}
        lacking = [level for level in ("understand", "apply", "analyse", "evaluate") if level not in levels]
        if lacking:
            found.append(f"{bank.name} has no question at level {', '.join(lacking)}. Write one of each")
    return found


def _all(banks: Sequence[Bank]) -> list[Question]:
    return [question for bank in banks for question in bank.questions]


def _about_none(banks: Sequence[Bank]) -> list[Question]:
    return [question for question in _all(banks) if not question.paragraphs]


def _by_paragraph(banks: Sequence[Bank]) -> list[tuple[str, list[Question]]]:
    return [
        (str(paragraph.number), [question for question in _all(banks) if paragraph.number in question.paragraphs])
        for section in text.load().sections
        for paragraph in section.paragraphs
    ]
