"""The toy class: thirty students made by a program, some of whom handed in what is damaged or would cheat, graded.

It is the same class every time. Its folder holds what was handed in (`submissions/`, one part as Moodle gives it) and
the course folder that grading makes of it (`class/`). A class that was graded already goes on from there: marks that
were given by hand stay.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from declaration.grading import assignments, command
from declaration.grading.demo import prose
from declaration.grading.demo.synthetic import Code, Maker, some_code

if TYPE_CHECKING:
    from collections.abc import Callable

    Contents = dict[str, bytes]

ASSIGNMENT = "section-1"
PLACE = Path("_build") / "demo-class"
STUDENTS = 30
_SEED = 2013
_MOODLE = range(9, 19)  # the students whose work comes in one zip, as Moodle gives it
_COPIED = 3  # from whom another student copies
_LEAVES = "import os\n\nos._exit(0)"
_LOOPS = "while True:\n    pass"
_CHECKER = (
    "from declaration import tasks\n\ntasks.Task.points = property(lambda self: self.maximum)\n"
    "tasks._same = lambda value, expected: True\n"
)
_TRANSFORMER = (
    "import ast\n\n\nclass Nothing(ast.NodeTransformer):\n    def visit_Module(self, node):\n"
    "        node.body = [ast.Pass()]\n        return node\n\n\n"
    "get_ipython().ast_transformers.append(Nothing())\n"
)


def describe(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("--into", type=Path, default=PLACE, metavar="DIR", help=f"where it is made (default: {PLACE})")
    parser.add_argument("--students", type=int, default=STUDENTS, metavar="N", help="only the first N of the class")
    parser.add_argument("--unsafe", action="store_true", help="as in `grade`: where there is no sandbox")


def run(arguments: argparse.Namespace) -> int:
    """Make the class, grade it, and say where to look; return the exit code of grading.

    Raises:
        RuntimeError: if nothing can be graded; the message says why and what to do.
    """
    handed_in, course = arguments.into / "submissions", arguments.into / "class"
    write(handed_in, arguments.students)
    _say(f"{arguments.students} students of a toy class handed in: {handed_in}")
    parser = argparse.ArgumentParser()
    command.describe(parser)
    places = [str(path) for path in (handed_in / "folders", handed_in / "moodle.zip") if path.exists()]
    words = [*places, "--assignment", ASSIGNMENT, "--course", str(course), *(["--unsafe"] if arguments.unsafe else [])]
    code = command.run(parser.parse_args([*words, *(part for kind in command.CSV for part in ("--csv", kind))]))
    if code == 0:
        _say(_NEXT.format(course=course))
    return code


def write(place: Path, students: int = STUDENTS) -> None:
    """Write what the first so many students of the class hand in."""
    folders = place / "folders"
    with io.BytesIO() as kept:
        with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
            for number, contents in _class().items():
                name = f"student-{number:02}"
                if number > students:
                    break
                if number in _MOODLE:
                    folder = f"{name}_{1_000_000 + number}_assignsubmission_file_"
                    for file, content in contents.items():
                        archive.writestr(zipfile.ZipInfo(f"{folder}/{file}"), content)
                else:
                    _put(folders / name, contents)
        packed = kept.getvalue()
    if students >= _MOODLE.start:
        (place / "moodle.zip").write_bytes(packed)
    if students >= STUDENTS:
        # The last one hands in a link to somebody else's work in place of work.
        link = folders / f"student-{STUDENTS}" / f"{ASSIGNMENT}.ipynb"
        if not link.is_symlink():
            link.symlink_to(Path("..") / "student-01" / link.name)


def _class() -> dict[int, Contents]:
    """Return what each student hands in, by number."""
    maker = Maker(ASSIGNMENT, assignments.find(PLACE)[ASSIGNMENT])
    file, recorded = f"{ASSIGNMENT}.ipynb", f"{ASSIGNMENT}.answers.json"
    first, second, *_ = maker.solutions
    work = {number: _made(maker, number) for number in range(1, STUDENTS + 1)}

    def changed(number: int, change: Callable[[list[dict[str, Any]]], None]) -> None:
        notebook = json.loads(work[number][file])
        change(notebook["cells"])
        work[number][file] = json.dumps(notebook, indent=1).encode()

    # Half of the work, or none.
    work[12] = work[13] = {file: json.dumps(maker.release, indent=1).encode()}
    work[14] = _made(maker, 14, Code(solved=False))
    work[15] = _made(maker, 15, essay="")
    del work[16][recorded]  # the notebook's own copy counts
    # Copied, and tried.
    work[19] = dict(work[_COPIED])
    changed(19, lambda cells: _rework(cells, maker.writing))
    work[20] = _made(maker, 20, {first: _TRANSFORMER})
    work[21] = _made(maker, 21, {first: _CHECKER, second: _CHECKER})
    work[22] = _made(maker, 22, maker.solutions | {first: _LEAVES})
    work[23] = _made(maker, 23, maker.solutions | {second: _LOOPS})
    # Damaged so that it can be put right.
    changed(24, lambda cells: cells.insert(0, _cell(cells, "tests") | {"id": "again"}))
    changed(25, lambda cells: cells.remove(_cell(cells, "tests")))
    changed(26, _without_metadata)
    # Damaged so that a person is needed.
    work[17] = {file: work[17][file][:20_000]}
    changed(27, lambda cells: cells.insert(0, cells[-1] | {"id": "other", "source": prose.essay(prose.dice(_SEED))}))
    work[28] = {file: b"<!DOCTYPE html><html><body>Please log in</body></html>"}
    work[29] = {"work.zip": _bomb(work[29])}
    work[30] = {}
    return work


def _made(maker: Maker, number: int, code: Code | dict[str, str] | None = None, essay: str | None = None) -> Contents:
    random = prose.dice(_SEED + number)
    ability = random.gauss(0, 1.2)
    return maker.files(random, ability, some_code(random, ability) if code is None else code, essay)


def _rework(cells: list[dict[str, Any]], writing: list[str]) -> None:
    """Exchange a few words of the text, as somebody does who copies."""
    for cell in cells:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") in writing:
            cell["source"] = prose.reworked(cell["source"], prose.dice(_SEED))


def _without_metadata(cells: list[dict[str, Any]]) -> None:
    for cell in cells:
        cell["metadata"].clear()


def _cell(cells: list[dict[str, Any]], part: str) -> dict[str, Any]:
    return next(cell for cell in cells if part in cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def _bomb(contents: Contents) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (contents | {"notes.txt": bytes(24 << 20)}).items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def _put(folder: Path, contents: Contents) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")


_NEXT = """
Where to look
  {course}/feedback/student-01/section-1/section-1.html
      what a student gets back; each of the thirty has a page
  {course}/export/
      grades as tables for nbgrader, Moodle and Canvas, with a column that says what is final

What to try next
  python -m declaration analyse --course {course}
      which questions were hard, which tell students apart, which option drew whom
  python -m declaration similar --course {course}
      texts and answers that resemble each other, side by side
  (cd {course} && jupyter lab --notebook-dir=.)
      then open http://localhost:8888/formgrader and mark the texts by hand
  python -m declaration feedback --course {course}
      after marking: writes the pages again, with the marks

The page ‘Grading a class’ of the book goes on from here."""
