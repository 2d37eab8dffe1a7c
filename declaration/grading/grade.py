"""Grading a class: each submission taken in, put right, scored, run where it has code of its own, and written down.

    summary = grade(Options(places=(Path("inbound"),), course=Path("class")), Watch())

A run can be stopped at any point. What is finished is written in batches, grades and journal in one transaction, and
the next run passes over every submission whose content, assignment and grader are as the journal says. Code is run
again only if the student's code or the tests changed; a corrected key costs no more than scoring.
"""

from __future__ import annotations

import contextlib
import fcntl
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from declaration.grading import assignments, reading, submission
from declaration.grading.intake import inbox
from declaration.grading.model import Row
from declaration.grading.reasons import set_aside
from declaration.grading.repair.repaired import Repaired
from declaration.grading.sandbox import marking
from declaration.grading.sandbox.box import Limits, Sandbox
from declaration.grading.sandbox.marking import Marks
from declaration.grading.workers import pool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from declaration.grading.assignment import Assignment
    from declaration.grading.gradebook.book import Book
    from declaration.grading.intake.handed import Copy
    from declaration.grading.model import Entry, Graded, Status
    from declaration.grading.sandbox.plan import Plan
    from declaration.grading.workers.pool import Job

_BATCH, _PAUSE = 1_000, 2.0  # submissions in one transaction at most, and seconds from one to the next


class CannotGrade(RuntimeError):
    """Nothing was graded; the message says why and what to do."""


@dataclass(frozen=True)
class Options:
    """What to grade and how. `course` is a course folder as nbgrader's; `url` is its gradebook, if it is elsewhere."""

    places: tuple[Path, ...]
    course: Path
    assignment: str = ""
    url: str = ""
    workers: int = 0
    scheduler: str | None = None
    unsafe: bool = False
    policy: inbox.Policy = field(default_factory=inbox.Policy)
    limits: Limits = field(default_factory=Limits)

    @property
    def gradebook(self) -> str:
        """The URL of the gradebook."""
        return self.url or f"sqlite:///{(self.course / 'gradebook.db').resolve()}"


class Watch:
    """Whoever looks on; every method may be overridden."""

    def begins(self, total: int, notes: list[str]) -> None:
        """`total` submissions are there; `notes` tell what could not be told whose it is."""

    def done(self, graded: Graded) -> None:
        """One submission is finished."""

    def passed_over(self) -> None:
        """One submission is as it was at an earlier run."""


@dataclass
class Summary:
    """How many submissions of this run have each status, and how many were as they had been."""

    statuses: Counter[Status] = field(default_factory=Counter)
    as_before: int = 0
    ran: int = 0
    names: list[str] = field(default_factory=list)


def grade(options: Options, watch: Watch) -> Summary:
    """Grade what is not graded yet and return what was done.

    Raises:
        CannotGrade: if another run is under way, or there is no such assignment.
        NoSandbox: if student code must run and the sandbox does not hold; what needed none is written.
    """
    # It takes long to import, and the processes that read or run submissions import this module, too.
    from declaration.grading.gradebook.database import Gradebook  # noqa: PLC0415

    sources = assignments.find(options.course)
    if options.assignment and options.assignment not in sources:
        raise CannotGrade(
            f"There is no assignment {options.assignment!r} in this course: there are {', '.join(sources)}."
        )
    if not sources:
        raise CannotGrade(f"{options.course}: there is no assignment in its folder 'source'.")
    collected = inbox.collect(options.places, sources, options.assignment, options.policy)
    watch.begins(len(collected.copies), collected.notes)
    summary = Summary()
    with _alone(options.course), contextlib.closing(Gradebook(options.gradebook)) as gradebook:
        for name in sorted({copy.assignment for copy in collected.copies}):
            summary.names.append(name)
            loaded = assignments.load(name, sources[name])
            mine = [copy for copy in collected.copies if copy.assignment == name]
            _Run(options, watch, summary, loaded, sources[name].source, gradebook.prepare(loaded)).all(mine)
    return summary


@contextlib.contextmanager
def _alone(course: Path) -> Iterator[None]:
    """Keep other runs out of the course folder; the system forgets the lock of a process that was killed."""
    course.mkdir(parents=True, exist_ok=True)
    with (course / ".grading.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotGrade(f"{course}: it is being graded by another run. Wait for its end, or stop it.") from None
        yield


class _Run:
    """The grading of one assignment."""

    def __init__(  # noqa: PLR0913, PLR0917 - what a run is made of
        self, options: Options, watch: Watch, summary: Summary, assignment: Assignment, source: Path, book: Book
    ) -> None:
        self.options, self.watch, self.summary = options, watch, summary
        self.assignment, self.source, self.book = assignment, source, book
        grader = submission.grader_of(assignment)
        self.reader = reading.Reader(assignment, options.course, options.policy, grader, book.known())
        self.waiting: dict[str, submission.Opened] = {}
        self.batch: list[Row] = []
        self.flushed = time.monotonic()
        self.box = Sandbox(options.limits, unsafe=options.unsafe)
        self._plan: Plan | None = None

    def all(self, copies: list[Copy]) -> None:
        """Grade these; whatever ends the run, what is finished is written."""
        try:
            jobs = self._jobs(copies)
            # Where no code has to run, no worker is started.
            first = next(jobs, None)
            if first is not None:
                self._finish(first, jobs)
        finally:
            self._flush()

    def _finish(self, first: Job, others: Iterator[Job]) -> None:
        def jobs() -> Iterator[Job]:
            yield first
            yield from others

        for outcome in pool.run_all(jobs(), self.options.scheduler, self.options.workers):
            found = self.waiting.pop(outcome.name)
            self.summary.ran += 1
            if outcome.fault:
                reason = set_aside("grader-failed", wrong=outcome.fault)
                self._write(submission.aside(found.copy, reason, found.content, self.reader.grader, found.told))
            else:
                self._complete(found, outcome.value)

    def _jobs(self, copies: list[Copy]) -> Iterator[Job]:
        """Give the submissions whose code must run; all others are finished in passing."""
        for found in self.reader.all(copies, self.options.workers):
            if found is None:
                self.summary.as_before += 1
                self.watch.passed_over()
            elif isinstance(found, Row):
                self._write(found)
            elif (marks := self._marks(found)) is not None:
                self._complete(found, marks)
            else:
                self.waiting[found.copy.student] = found
                yield pool.Job(found.copy.student, marking.mark, (found.code, self.plan, self.box))

    def _marks(self, found: submission.Opened) -> Marks | None:
        """Return the marks of the code if they are known without running it."""
        if not self.assignment.of_kind("tests"):
            return Marks(())
        if found.work.blank and self.reader.blank is not None:
            return self.reader.blank
        known = self.reader.known.get(found.copy.student)
        if known and known.code == found.code_key and (old := self._old(found.copy.student)):
            tests = {cell.name for cell in self.assignment.of_kind("tests")}
            marks = Marks(tuple(task for task in old.graded.tasks if task.cell in tests), old.graded.remarks)
            self.reader.blank = marks if found.work.blank else self.reader.blank
            return marks
        return self._blank_marks() if found.work.blank else None

    def _blank_marks(self) -> Marks:
        """Return the marks of whoever changed no code: those of the release itself, whatever copies they made of it."""
        work = Repaired(submission.released(self.assignment), (), ())
        job = pool.Job("", marking.mark, (submission.code_of(work), self.plan, self.box))
        if self.options.scheduler is None:
            outcome = pool.perform(job)
        else:
            (outcome,) = pool.run_all([job], self.options.scheduler)
        if outcome.fault:
            raise CannotGrade(f"{self.assignment.name}: the release itself cannot be graded: {outcome.fault}.")
        marks: Marks = outcome.value
        self.reader.blank = marks
        self.summary.ran += 1
        return marks

    @property
    def plan(self) -> Plan:
        """The tests, read when the first code must run."""
        if self._plan is None:
            self._plan = assignments.plan(self.source)
        return self._plan

    def _old(self, student: str) -> Entry | None:
        return self.book.entry(student) if student in self.reader.known else None

    def _complete(self, found: submission.Opened, marks: Marks) -> None:
        self._write(self.reader.finished(found, marks, self._old(found.copy.student)))

    def _write(self, row: Row) -> None:
        self.batch.append(row)
        self.summary.statuses[row.entry.graded.status] += 1
        self.watch.done(row.entry.graded)
        if len(self.batch) >= _BATCH or time.monotonic() > self.flushed + _PAUSE:
            self._flush()

    def _flush(self) -> None:
        batch, self.batch = self.batch, []
        if batch:
            self.book.write(batch)
        self.flushed = time.monotonic()
