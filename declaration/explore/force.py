"""The figure of force: who is told what how strongly, paragraph by paragraph."""

from __future__ import annotations

from dataclasses import dataclass

from declaration import tables, text
from declaration.explore import pictures
from declaration.explore.frame import Figure
from declaration.explore.ladder import ACTS, BESIDE, RUNGS, VERBS
from declaration.explore.wording import capital, counted, listed, paragraphs, spelled

VERB_MARK = '<circle cx="13" cy="6" r="4.2" fill="none" stroke="var(--series-1, #2f7fbf)" stroke-width="2"/>'
ACT_MARK = '<rect x="9" y="2" width="8" height="8" fill="var(--series-2, #c8621b)"/>'


@dataclass(frozen=True)
class Placed:
    """A paragraph on the ladder: the rungs of its verbs, weakest first, the place of its main act, its addressee."""

    number: int
    section: str
    verbs: tuple[int, ...]
    act: int
    addressee: str

    @property
    def highest(self) -> int:
        """The highest rung that one of its verbs stands on; 0 if none does."""
        return max((rung for rung in self.verbs if rung != BESIDE), default=0)


def placed() -> list[Placed]:
    """Return the 25 paragraphs in order."""
    return [
        Placed(
            row.paragraph,
            row.section,
            tuple(sorted({VERBS[verb] for verb in (row.verbs or "").split(" | ") if verb in VERBS})),
            ACTS[row.act],
            row.addressee.replace(" | ", "; "),
        )
        for row in tables.load("speech_acts")
    ]


def figure() -> Figure:
    """Return the figure."""
    rows = placed()
    panels = [
        pictures.Panel(section.numeral, f"Section {section.numeral}: {_range(section)}")
        for section in text.load().sections
    ]
    keys = (
        pictures.Key(VERB_MARK, "a verb of the Conference, on the ladder of the introduction"),
        pictures.Key(ACT_MARK, "what the paragraph does as a whole, as this course codes it"),
    )
    data = tables.load("speech_acts").columns("paragraph", "section", "verbs", "act", "second_act", "addressee")
    return Figure(
        "force",
        "Who is told what, how strongly?",
        pictures.columns("force", panels, keys, "19rem"),
        _words(rows),
        data,
        remark="The rungs are a convention of this course, and the codes are judgements: where your reading differs, "
        "say which words decide.",
    )


def _range(section: text.Section) -> str:
    first, last = section.paragraphs[0].number, section.paragraphs[-1].number
    return f"paragraph {first}" if first == last else f"paragraphs {first} to {last}"


def _words(rows: list[Placed]) -> str:
    presses = [row.number for row in rows if row.act == len(RUNGS)]
    mild = [row.number for row in rows if row.act == len(RUNGS) and 0 < row.highest < row.act]
    criticises = [row.number for row in rows if row.act == BESIDE]
    urged = [row.number for row in rows if row.highest == len(RUNGS)]
    silent = [row.number for row in rows if not row.verbs]
    suggests = [row for row in rows if row.act == RUNGS.index("suggests") + 1]
    lower = [row for row in suggests if 0 < row.highest < row.act]
    unnamed = [row.number for row in rows if "not named" in row.addressee]
    return (
        f"By the verb, {counted(len(urged), 'paragraph')} of {len(rows)} reach the top rung: {listed(urged)}. "
        f"As wholes, {spelled(len(presses))} press: {listed(presses)}, in sections {_sections(rows, presses)}. "
        f"In {paragraphs(mild)} the pressure does not come from the verb, which only states a view. "
        f"The largest group, {counted(len(suggests), 'paragraph')}, suggests; "
        f"in {spelled(len(lower))} of them the verb stands lower than the suggestion. "
        f"{capital(paragraphs(criticises))} criticise or refuse, beside the ladder, "
        f"in sections {_sections(rows, criticises)}. "
        f"{capital(counted(len(silent), 'paragraph'))} ({listed(silent)}) have no verb of the Conference that stands "
        f"on it. In {spelled(len(unnamed))} an addressee is not named: {listed(unnamed)}."
    )


def _sections(rows: list[Placed], numbers: list[int]) -> str:
    return listed(dict.fromkeys(row.section for row in rows if row.number in numbers))
