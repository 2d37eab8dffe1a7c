"""The folders of the grader: imports between them form no circle, and the table of CONTRIBUTING.md names all."""

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from declaration.paths import ROOT

GRADING = ROOT / "declaration" / "grading"
PREFIX = "declaration.grading."
FOLDERS = sorted(path.parent.name for path in GRADING.glob("*/__init__.py"))


def imported(path: Path) -> Iterator[str]:
    """What a module imports of the grader, later imports within functions and those for types included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def part(name: str) -> str:
    """The folder that a module is in, or the module itself, if it is in none."""
    return name.removeprefix(PREFIX).partition(".")[0]


def test_imports_between_folders_form_no_circle() -> None:
    graph: dict[str, set[str]] = {}
    for path in GRADING.rglob("*.py"):
        mine = path.relative_to(GRADING).with_suffix("").parts[0]
        names = {part(name) for name in imported(path) if name.startswith(PREFIX)}
        graph.setdefault(mine, set()).update(names - {mine})
    assert {"grade", *FOLDERS} <= set(graph)
    order = list(TopologicalSorter(graph).static_order())
    assert order.index("intake") < order.index("grade")


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_table_names_the_modules_of_each_folder(folder: str) -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    found = re.search(rf"^\| [a-z ]+ \| `{folder}/` \|.+$", guide, re.MULTILINE)
    assert found, f"the table of CONTRIBUTING.md has no row for grading/{folder}/"
    there = {path.stem for path in (GRADING / folder).rglob("*.py")}
    named = set(re.findall(r"`(\w+)`", found[0]))
    assert named - there == set()
    assert there - named <= {"__init__", "command", "commands"}
