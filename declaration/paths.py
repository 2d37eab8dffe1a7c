"""Where the data and the exercises of the course stand: in folders beside the package, or, in a wheel, within it."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
ROOT = _PACKAGE.parent


def _folder(name: str) -> Path:
    """Return this folder of the course; a wheel, all that a kernel in a browser gets, has it in the package."""
    packed = _PACKAGE / name
    return packed if packed.is_dir() else ROOT / name


DATA = _folder("data")
EXERCISES = _folder("exercises")
