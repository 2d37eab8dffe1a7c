"""The templates of the pages of grading: those that all lean on stand here, each folder has its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import FileSystemLoader

from declaration.quiz import form

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = Path(__file__).parent


def environment(own: Path) -> Environment:
    """Return the templates of the folder `own`, beside those of this one, with every text escaped."""
    made = form.environment()
    made.loader = FileSystemLoader([own, HERE])
    made.trim_blocks = made.lstrip_blocks = True
    made.filters["points"] = lambda points: f"{round(points, 2):g}"
    return made
