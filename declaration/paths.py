"""Where the data of the course stands: the folder `data/` beside the package."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
