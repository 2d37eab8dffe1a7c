"""The drawn pictures as a page shows them: SVG files of `data/figures/NAME/`, one a panel, each with its title in HTML.

The files are drawn by `make figures`. Panels stand in a grid that needs no style sheet, so that a notebook shows the
same as the book; titles, keys and remarks are text of the page, which wraps on a phone.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from declaration.paths import DATA

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

DRAWN = DATA / "figures"


class NotDrawn(LookupError):
    """A picture was never drawn; the message says which file is missing and what draws it."""


@dataclass(frozen=True)
class Panel:
    """One panel: `name` is that of its file, `title` stands above it and `remark`, if any, under it."""

    name: str
    title: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Key:
    """One entry of the key: a mark of the picture (the inside of an SVG of 26 by 12 units) and its meaning in words."""

    mark: str
    meaning: str


def file(figure: str, panel: str) -> Path:
    """Return where the picture of this panel stands."""
    return DRAWN / figure / f"{panel}.svg"


def grid(figure: str, panels: Iterable[Panel], keys: Iterable[Key]) -> str:
    """Return the panels side by side: four in a row, on a phone two.

    Raises:
        NotDrawn: if a panel has no file.
    """
    narrowest = "min(100%,max(8.25rem,(100% - 2.25rem)/4))"
    style = f"display:grid;grid-template-columns:repeat(auto-fill,minmax({narrowest},1fr));gap:1rem .75rem"
    return _shown(figure, panels, keys, style)


def single(figure: str, keys: Iterable[Key], width: str) -> str:
    """Return the one panel of a figure, `all`, no wider than `width` (a CSS length).

    Raises:
        NotDrawn: if it has no file.
    """
    return _shown(figure, [Panel("all")], keys, f"max-width:{width}")


def columns(figure: str, panels: Iterable[Panel], keys: Iterable[Key], width: str) -> str:
    """Return the panels one under the other, broken into columns where two of `width` (a CSS length) fit.

    Raises:
        NotDrawn: if a panel has no file.
    """
    return _shown(figure, panels, keys, f"columns:{width};column-gap:2rem")


def _shown(figure: str, panels: Iterable[Panel], keys: Iterable[Key], style: str) -> str:
    return (
        f'{_legend(keys)}<div class="panels" style="{style}">{"".join(_panel(figure, each) for each in panels)}</div>'
    )


def _legend(keys: Iterable[Key]) -> str:
    swatch = '<svg aria-hidden="true" width="26" height="12" viewBox="0 0 26 12" style="vertical-align:middle">'
    items = "".join(
        f'<span style="display:inline-block;margin-right:1.25em">{swatch}{key.mark}</svg> {escape(key.meaning)}</span> '
        for key in keys
    )
    return f'<p class="key">{items}</p>' if items else ""


def _panel(figure: str, panel: Panel) -> str:
    path = file(figure, panel.name)
    if not path.exists():
        raise NotDrawn(f"{path.name} of the figure {figure!r} is missing in {path.parent}: run 'make figures'")
    title = f'<p class="panel-title">{escape(panel.title)}</p>' if panel.title else ""
    remark = f'<p class="panel-remark">{escape(panel.remark)}</p>' if panel.remark else ""
    drawing = path.read_text(encoding="utf-8").strip()
    return f'<div class="panel" style="break-inside:avoid">{title}{drawing}{remark}</div>'
