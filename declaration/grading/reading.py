"""The submissions of a class, read: each taken in, compared with the journal, put right, and its quizzes scored.

    for found in Reader(assignment, course, policy, grader, known).all(copies):
        ...   # a row for the gradebook; or what was opened, if its code must run; or None, if it is as it was before

A large class is read by processes of their own, while this one writes the gradebook; what comes out is the same, in
another order. Nothing of a student is run here.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from declaration.grading import submission
from declaration.grading.intake import files, inbox
from declaration.grading.reasons import Refused, set_aside
from declaration.grading.workers import pool

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from declaration.grading.assignment import Assignment
    from declaration.grading.intake.handed import Copy
    from declaration.grading.model import Entry, Known, Row
    from declaration.grading.sandbox.marking import Marks
    from declaration.grading.submission import Opened

LARGE = 2_000  # submissions: a smaller class is read before other processes have started
_PROCESSES = 4  # at most: more would wait for the one that writes
_TOGETHER = 50  # submissions that a process hands back at once


@dataclass
class Reader:
    """Reads submissions of one assignment into the course folder.

    `known` is what the journal says, by student; `blank` are the marks of whoever changed no code, once they are known.
    """

    assignment: Assignment
    course: Path
    policy: inbox.Policy
    grader: str
    known: Mapping[str, Known]
    blank: Marks | None = None

    def all(self, copies: Sequence[Copy], processes: int = 0) -> Iterator[Row | Opened | None]:
        """Give these submissions, read; with one process, or few submissions, in this one and in their order."""
        # An archive that is open cannot be sent to another process.
        sent = [copy for copy in copies if not any(part.archive for part in copy.parts)]
        processes = min(processes or os.cpu_count() or 1, _PROCESSES)
        if processes == 1 or len(sent) < LARGE:
            yield from map(self.one, copies)
            return
        parts = {str(start): sent[start : start + _TOGETHER] for start in range(0, len(sent), _TOGETHER)}
        jobs = (pool.Job(name, _read, (self._for(part), part)) for name, part in parts.items())
        for outcome in pool.run_all(jobs, None, processes):
            # Where a process failed, the submission that it failed on is found here.
            yield from map(self.one, parts[outcome.name]) if outcome.fault else outcome.value
        yield from (self.one(copy) for copy in copies if any(part.archive for part in copy.parts))

    def one(self, copy: Copy) -> Row | Opened | None:
        """Return this submission, read, and finished if nothing of it must run; whatever was handed in."""
        content = ""
        try:
            taken = inbox.take(copy, self.course / "submitted", self.policy)
            content = submission.content_of(taken)
            if self._as_before(copy, content):
                return None
            inbox.keep(taken, copy)
            opened = submission.opened(copy, taken, self.assignment, content)
        except Refused as refused:
            return submission.aside(copy, refused.aside, content, self.grader)
        except Exception as error:  # noqa: BLE001 - one submission must not stop the class
            reason = set_aside("grader-failed", wrong=f"{type(error).__name__}: {error}")
            return submission.aside(copy, reason, content, self.grader)
        if self.blank is None or not opened.work.blank or copy.student in self.known:
            return opened
        return self.finished(opened, self.blank)

    def finished(self, opened: Opened, marks: Marks, old: Entry | None = None) -> Row:
        """Write the notebook for formgrader, and return what belongs into the gradebook; `old` is its entry there."""
        row, notebook = submission.completed(opened, self.assignment, marks, old, self.grader)
        page = self._page(opened.copy.student)
        files.made(page.parent)
        files.put(page, notebook.encode())
        return row

    def _as_before(self, copy: Copy, content: str) -> bool:
        known = self.known.get(copy.student)
        if known is None or (known.content, known.grader) != (content, self.grader):
            return False
        return not known.notebook or self._stands(copy.student, known)

    def _stands(self, student: str, known: Known) -> bool:
        """Say whether the notebook for formgrader is there, whole: a power cut may have taken it."""
        try:
            return hashlib.sha256(self._page(student).read_bytes()).hexdigest().startswith(known.notebook)
        except OSError:
            return False

    def _page(self, student: str) -> Path:
        name = self.assignment.name
        return self.course.joinpath("autograded", student, name, f"{name}.ipynb")

    def _for(self, copies: Sequence[Copy]) -> Reader:
        """Return a reader that knows no more than it needs for these."""
        students = (copy.student for copy in copies)
        return replace(self, known={name: self.known[name] for name in students if name in self.known})


def _read(reader: Reader, copies: Sequence[Copy]) -> list[Row | Opened | None]:
    return [reader.one(copy) for copy in copies]
