"""What nbgrader's formgrader must know of a course folder, in the file that it reads there.

Formgrader lists the assignments whose sources it finds. Those of the project stand outside the course folder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = "nbgrader_config.py"
_CONTENT = '''"""Where nbgrader finds the assignments. Start JupyterLab in this folder, and open Formgrader."""

from declaration.paths import ROOT

c = get_config()
c.CourseDirectory.source_directory = str(ROOT / "instructor" / "assignments")
'''


def configure(course: Path) -> None:
    """Write the file, if the course has no sources of its own and nobody has written one."""
    config = course / CONFIG
    if not (course / "source").is_dir() and not config.exists():
        config.write_text(_CONTENT, encoding="utf-8")
