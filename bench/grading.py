"""Measure the grading of one class: nbgrader's own `autograde`, and this grader with and without sandbox.

Students are synthetic (the same at every run); each has code of its own, so that nobody's is run for another. Every
run is a process of its own, in an empty course folder, from start to end: imports, workers and gradebook included.
Processor time is that of the process and of all that it started; memory is the peak of the largest process of the run.
Then this grader alone, for classes of several sizes in which one of ten has code of its own.

    python bench/grading.py                                # some minutes to half an hour
    python bench/grading.py --same 4 --sizes 50 100        # a trial
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from declaration.grading import assignments, grade
from declaration.grading import course as courses
from declaration.grading.demo import prose
from declaration.grading.demo.synthetic import Code, Maker
from declaration.grading.feedback import command as feedback

NAME = "section-1"
MEGABYTE = 1024  # kB


@dataclass(frozen=True)
class Measure:
    """One run: its size, and seconds of wall time, seconds of computing, and MB of the largest process."""

    name: str
    count: int
    wall: float
    computing: float
    memory: float

    def __str__(self) -> str:
        rate, each = self.count / self.wall, 1000 * self.computing / self.count
        return f"{self.name:44}{self.count:>7}{self.wall:>10.1f}{rate:>14.2f}{each:>14.1f}{self.memory:>12.0f}"


HEAD = f"{'':44}{'number':>7}{'seconds':>10}{'submissions/s':>14}{'CPU ms each':>14}{'peak MB':>12}"


def hand_in(place: Path, count: int, every: int) -> None:
    """Write the work of so many students; each `every`-th has code and text, the others the quiz alone."""
    maker = Maker(NAME, assignments.find(place)[NAME])
    for number in range(count):
        dice = prose.dice(number)
        own = every and number % every == 0
        code = (
            {name: f"{source}\n# {number}" for name, source in maker.solutions.items()} if own else Code(solved=False)
        )
        folder = place / f"student-{number:05}" / NAME
        folder.mkdir(parents=True)
        for name, content in maker.files(dice, dice.gauss(0, 1), code, None if own else "").items():
            (folder / name).write_bytes(content)


def measured(name: str, count: int, command: list[str]) -> Measure:
    """Run this command to its end and return what it took."""
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            sys.exit(f"{name}: it failed.\n{said.read().decode(errors='replace')[-4000:]}")
    return Measure(name, count, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / MEGABYTE)


def ours(name: str, submissions: Path, course: Path, workers: int, *, unsafe: bool = False) -> Measure:
    """Grade with this grader."""
    count = sum(1 for _ in submissions.iterdir())
    command = [sys.executable, __file__, "--grade", str(submissions), str(course), str(workers), str(int(unsafe))]
    return measured(name, count, command)


def nbgrader(submissions: Path, course: Path) -> Measure:
    """Grade with nbgrader's own command; its gradebook knows the assignment already, as after `generate_assignment`."""
    # The processes that this grader starts import this file; they need none of it.
    from declaration.grading.gradebook.database import Gradebook  # noqa: PLC0415

    files = assignments.find(course)[NAME]
    (course / "source" / NAME).mkdir(parents=True)
    shutil.copy(files.source, course / "source" / NAME)
    shutil.copytree(submissions, course / "submitted")
    with closing(Gradebook(f"sqlite:///{course / 'gradebook.db'}")) as gradebook:
        gradebook.prepare(assignments.load(NAME, files))
    tool = str(Path(sys.executable).parent / "nbgrader")
    command = [tool, "autograde", NAME, f"--CourseDirectory.root={course}"]
    return measured("nbgrader autograde", sum(1 for _ in submissions.iterdir()), command)


def points(course: Path) -> dict[tuple[str, str], float]:
    """Return the points of the tasks, by student and cell."""
    found = """
        SELECT submitted_assignment.student_id, base_cell.name, grade.auto_score FROM grade
        JOIN base_cell ON base_cell.id = grade.cell_id
        JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
        JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
        WHERE base_cell.name LIKE 'task-%'
    """
    with closing(sqlite3.connect(course / "gradebook.db")) as database:
        return {(student, cell): score for student, cell, score in database.execute(found)}


def same_submissions(folder: Path, count: int) -> None:
    """Print the first table: the same submissions, graded in each way."""
    submissions = folder / "same"
    hand_in(submissions, count, every=1)
    print(f"The same {count} submissions, each with quiz, two tasks and a text\n\n{HEAD}", flush=True)
    theirs = nbgrader(submissions, folder / "nbgrader")
    print(theirs, flush=True)
    fastest = theirs
    for unsafe in (True, False):
        for workers in (1, 2):
            course = folder / f"ours-{workers}-{unsafe}"
            how = f"this grader, {'no sandbox' if unsafe else 'sandbox'}, workers: {workers}"
            fastest = ours(how, submissions, course, workers, unsafe=unsafe)
            print(fastest, flush=True)
    same = points(folder / "nbgrader") == points(course)
    print(f"\npoints of the tasks are the same: {'yes' if same else 'NO'}")
    print(f"sandboxed, two workers: {theirs.wall / fastest.wall:.1f} times the throughput of nbgrader, ", end="")
    print(f"{fastest.computing / theirs.computing:.2f} of its computing\n", flush=True)
    for room in folder.iterdir():
        shutil.rmtree(room)


def sizes(folder: Path, counts: list[int], workers: int) -> None:
    """Print the second table: classes of several sizes, all with the quiz alone, or one of ten with code."""
    print(f"This grader alone, sandbox, workers: {workers or 'one a core'}\n\n{HEAD}", flush=True)
    for every, what in ((0, "quiz"), (10, "quiz, and one of ten with code")):
        found = []
        for count in counts:
            submissions, course = folder / "in", folder / "course"
            hand_in(submissions, count, every)
            found.append(ours(what, submissions, course, workers))
            print(found[-1], flush=True)
            pages = [sys.executable, __file__, "--pages", str(course)]
            print(measured("  feedback pages of these", count, pages), flush=True)
            shutil.rmtree(submissions)
            shutil.rmtree(course)
        first, last = found[0], found[-1]
        if last is not first:
            print(
                f"  {last.count / first.count:g} times the class: {last.wall / first.wall:.1f} times the time, "
                f"{last.memory / first.memory:.2f} times the memory; beyond the start "
                f"{1000 * (last.wall - first.wall) / (last.count - first.count):.1f} ms each",
                flush=True,
            )


def main() -> None:
    """Print both tables; with `--grade` or `--pages`, be one of the runs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--same", type=int, default=100, help="submissions of the first table; 0 leaves it out")
    parser.add_argument("--sizes", type=int, nargs="*", default=[100, 1_000, 10_000], help="classes of the second")
    parser.add_argument("--workers", type=int, default=0, help="workers of the second (default: one a core)")
    parser.add_argument("--grade", nargs=4, help=argparse.SUPPRESS)
    parser.add_argument("--pages", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.grade:
        submissions, course, workers, unsafe = options.grade
        asked = grade.Options((Path(submissions),), Path(course), NAME, workers=int(workers), unsafe=unsafe == "1")
        grade.grade(asked, grade.Watch())
    elif options.pages:
        with courses.opened(options.pages, "") as gradebook:
            about = courses.assignment(gradebook, options.pages, NAME)
            feedback.told(gradebook, about, options.pages, keys=False)
    else:
        with tempfile.TemporaryDirectory() as name:
            if options.same:
                same_submissions(Path(name), options.same)
            if options.sizes:
                sizes(Path(name), sorted(options.sizes), options.workers)


if __name__ == "__main__":
    main()
