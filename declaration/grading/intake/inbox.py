"""Taking in what a class handed over: one submission a student and assignment, from whatever layout it comes in.

`collect` reads names only and says who handed in what; where a student has several copies it chooses one. `take`
reads the files of one submission, within limits, and keeps a clean private copy in the course's `submitted/` folder.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from declaration.grading.intake import files, layouts
from declaration.grading.intake.handed import Copy, Reader
from declaration.grading.model import Received
from declaration.grading.reasons import refuse, shortened

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_EARLIEST = datetime.min.replace(tzinfo=UTC)
STAMP = "timestamp.txt"
_STAMP_FORMAT = "%Y-%m-%d %H:%M:%S.%f UTC"


@dataclass(frozen=True)
class Policy:
    """Which of several copies counts, and what is late."""

    deadline: datetime | None = None
    latest: bool = False  # the latest counts even if it is late


@dataclass
class Collected:
    """What was handed over: the copies to grade, by assignment and student, and what cannot be told whose it is."""

    copies: list[Copy] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Taken:
    """One submission with its files in memory; `repairs` tells what was odd about how it was handed in."""

    received: Received
    contents: dict[str, bytes]
    repairs: tuple[str, ...] = ()


def collect(
    places: Collection[Path], assignments: Collection[str], only: str = "", policy: Policy | None = None
) -> Collected:
    """Return the submissions in these folders and zips, one a student and assignment.

    `assignments` are those of the course; `only` is the one that is graded, and names that speak of another are passed
    over. Without it, whatever does not name its assignment belongs to the only one, if there is only one.

    Raises:
        FileNotFoundError: if a place does not exist; the message names it.
    """
    known = frozenset({only} if only else assignments)
    sole = next(iter(known)) if len(known) == 1 else ""
    found, collected = dict[tuple[str, str], list[Copy]](), Collected()
    for place in places:
        if not place.exists():
            raise FileNotFoundError(f"{place}: there is no such folder or zip. Name what was downloaded or collected.")
        for copy in Reader(place, known, sole, collected.notes).copies():
            if copy.assignment in known:
                found.setdefault((copy.assignment, copy.student), []).append(copy)
            elif not copy.assignment:
                which = "Say which with --assignment NAME."
                collected.notes.append(
                    f"{shortened(copy.origin)}: its name does not say to which assignment it belongs. {which}"
                )
            elif not only:
                collected.notes.append(
                    f"{shortened(copy.origin)}: there is no assignment {shortened(copy.assignment)} in this course."
                )
    chosen = _chosen(found, policy or Policy(), collected.notes)
    collected.copies = sorted(chosen, key=lambda copy: (copy.assignment, copy.student))
    return collected


def _chosen(found: dict[tuple[str, str], list[Copy]], policy: Policy, notes: list[str]) -> Iterator[Copy]:
    for (assignment, student), copies in found.items():
        people = sorted({copy.lms for copy in copies})
        for person in people:
            chosen = _one_of([copy for copy in copies if copy.lms == person], policy, notes)
            # Two people with one name: the number that the learning platform gave tells them apart.
            if len(people) > 1 and person:
                name = layouts.student_id(f"{student} {person}")
                # Somebody may be called so already.
                name = layouts.student_id(f"{student}|{person}") if (assignment, name) in found else name
                chosen = replace(chosen, student=name)
            yield chosen


def _one_of(copies: list[Copy], policy: Policy, notes: list[str]) -> Copy:
    """Return the copy that counts, with the others named: the latest on time, or the latest.

    What lies there under the student's own name counts before what a zip beside it says to be theirs.
    """
    judged = [replace(copy, late=_late(copy, copy.at, policy)) for copy in copies]
    ranked = sorted(judged, key=lambda copy: (copy.at or _EARLIEST, copy.late, copy.origin))
    own = [copy for copy in ranked if not copy.holder] or ranked
    timely = [copy for copy in own if not copy.late]
    chosen = own[-1] if policy.latest or not timely else timely[-1]
    doubtful = sorted({copy.holder for copy in ranked} - {"", chosen.holder})
    counts = f"{shortened(chosen.student)} too, and {shortened(chosen.holder or chosen.origin)} counts"
    notes += (f"{shortened(each)}: it holds work of {counts}. Is it the zip of a class?" for each in doubtful)
    others = [f"{shortened(copy.origin)}{' (late)' if copy.late else ''}" for copy in ranked if copy is not chosen]
    return replace(chosen, others=tuple(others)) if others else chosen


def _late(copy: Copy, at: datetime | None, policy: Policy) -> bool:
    return copy.late or bool(policy.deadline and at and at > policy.deadline)


def take(copy: Copy, submitted: Path, policy: Policy | None = None) -> Taken:
    """Return the submission with its files; `keep` puts them where it says, in `submitted/STUDENT/ASSIGNMENT`.

    Raises:
        Refused: if it cannot be read safely.
    """
    budget, repairs = files.Budget(), []
    for part in copy.parts:
        part.read(budget)
    contents = _unpacked(budget, copy)
    if copy.others:
        repairs.append(
            f"Several copies were handed in: {shortened(copy.origin)} counts; beside it stand {', '.join(copy.others)}."
        )
    at = copy.at
    if STAMP in contents and at is None:
        # Where the name of the folder tells the time, a file in it, which anybody may have written, is not asked.
        at = layouts.moment(contents[STAMP].decode("utf-8", "replace"))
        if at is None:
            repairs.append("The time stamp could not be read; it is not known when this was handed in.")
    late = _late(copy, at, policy or Policy())
    folder = submitted.joinpath(copy.student, copy.assignment)
    received = Received(copy.student, copy.assignment, folder, at, late, copy.origin)
    return Taken(received, contents, tuple(repairs))


def keep(taken: Taken, copy: Copy) -> None:
    """Put a clean copy of the submission into its folder in `submitted/`, unless it was read there.

    Raises:
        Refused: if its names cannot stand in one folder.
    """
    folder, at = taken.received.folder, taken.received.at
    if any(part.path == folder for part in copy.parts):
        return
    kept = {name: content for name, content in taken.contents.items() if name != STAMP}
    if at:
        # nbgrader reads the time from here.
        kept[STAMP] = at.strftime(_STAMP_FORMAT).encode()
    try:
        if not files.made(folder):
            if all(files.stands(folder / name, content) for name, content in kept.items()):
                return
            shutil.rmtree(folder)
            files.made(folder)
        for name, content in kept.items():
            if "/" in name:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
            files.put(folder / name, content)
    except OSError as error:
        # Two names that exclude each other, or one that is too long for a folder.
        refuse("unreadable", name=Path(str(error.filename)).name, wrong=error.strerror)


def _unpacked(budget: files.Budget, copy: Copy) -> dict[str, bytes]:
    """Return the files; where a student packed everything into one zip, those in it."""
    contents = budget.contents
    work = [name for name in contents if name != STAMP]
    if not work or not any(contents[name] for name in work):
        refuse("empty", name=copy.origin)
    if any(name.lower().endswith((".ipynb", ".ipynb.txt", ".json")) for name in work):
        return contents
    zips = [name for name in work if name.lower().endswith(files.ARCHIVES)]
    if len(zips) > 1:
        refuse("which-notebook", wanted=f"{copy.assignment}.ipynb", names=", ".join(zips))
    if not zips:
        other = next((name for name in work if name.lower().endswith(files.OTHER_ARCHIVES)), None)
        if other:
            refuse("other-archive", name=other)
        return contents
    stamp = {name: content for name, content in contents.items() if name == STAMP}
    budget.contents = {}
    with files.opened_zip(contents[zips[0]], zips[0]) as archive:
        files.of_zip(archive, ((info.filename, info) for info in archive.infolist()), budget)
    budget.contents |= stamp
    for name in budget.contents:
        if name.lower().endswith((*files.ARCHIVES, *files.OTHER_ARCHIVES)):
            refuse("nested-archive", name=name)
    if not budget.contents.keys() - {STAMP}:
        refuse("empty", name=zips[0])
    return budget.contents
