"""The wheel, which is all that a kernel in a browser gets of the course: what notebooks need is in it, and no key."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

from declaration.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PARTS = ("declaration", "data", "exercises", "instructor", "pyproject.toml", "README.md", "LICENSE")


def test_the_wheel_holds_data_and_questions_and_nothing_of_the_instructor(tmp_path: Path) -> None:
    for name in PARTS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, tmp_path)
    build = "import setuptools.build_meta as backend; backend.build_wheel('dist')"
    subprocess.run([sys.executable, "-c", build], cwd=tmp_path, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        held = set(opened.namelist())
    data = {f"declaration/{path.relative_to(ROOT)}" for path in (ROOT / "data").rglob("*") if path.is_file()}
    sheets = {f"declaration/{path.relative_to(ROOT)}" for path in (ROOT / "exercises").rglob("*.quiz.yml")}
    assert sheets
    assert data | sheets <= held
    assert not [name for name in held if "instructor" in name or "salt" in name or name.endswith(".ipynb")]
