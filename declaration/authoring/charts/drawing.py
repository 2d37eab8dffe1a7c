"""From a chart to the SVG file that the repository keeps, and whether a file still shows its chart.

A file carries a digest of its chart, data included (`data-spec`). Two drawings of one chart may differ in their bytes;
a file is stale when the digest is another one.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import vl_convert

from declaration.authoring.charts import aid, force, immigrants, neighbours, remittances, voices
from declaration.explore import pictures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    import altair as alt

CHARTS: Mapping[str, Callable[[], Mapping[str, alt.LayerChart]]] = {
    "force": force.panels,
    "voices": voices.panels,
    "immigrants": immigrants.panels,
    "neighbours": neighbours.panels,
    "remittances": remittances.panels,
    "aid": aid.panels,
}
_VEGA_LITE = "6.4"
_SVG = "http://www.w3.org/2000/svg"
# Vega writes these for programs that edit or listen to a chart, or they repeat a default.
_NOISE = {"class", "role", "aria-roledescription", "aria-hidden", "pointer-events", "font-family", "version"}
_DEFAULTS = {("opacity", "1"), ("stroke-width", "1"), ("transform", "translate(0,0)"), ("stroke-miterlimit", "10")}
_LONG_NUMBER = re.compile(r"-?\d+\.\d{2,}")


def specs() -> Iterator[tuple[Path, dict[str, Any]]]:
    """Give each picture's file and its chart as a Vega-Lite specification."""
    for name, panels in CHARTS.items():
        for panel, chart in panels().items():
            yield pictures.file(name, panel), chart.to_dict()


def digest(spec: dict[str, Any]) -> str:
    """Return what tells one chart with its data from another: 16 hexadecimal digits."""
    text = json.dumps(spec, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def stored(path: Path) -> str:
    """Return the digest of the chart that a file shows; empty if it shows none."""
    found = re.search(r'data-spec="(\w+)"', path.read_text(encoding="utf-8")) if path.exists() else None
    return found.group(1) if found else ""


def drawn(spec: dict[str, Any]) -> str:
    """Return the chart as SVG: small, without ids, as wide as its place and no wider than drawn.

    Raises:
        ValueError: if Vega gave the drawing an id: it could occur twice in a page.
    """
    ET.register_namespace("", _SVG)
    root = ET.fromstring(vl_convert.vegalite_to_svg(spec, vl_version=_VEGA_LITE))  # noqa: S314 - our own drawing
    _strip(root)
    if any("id" in element.attrib for element in root.iter()):
        raise ValueError("the drawing has an id, which a page may hold only once: draw without clip and gradient")
    for name in ("width", "height"):
        del root.attrib[name]
    root.attrib |= {"data-spec": digest(spec), "aria-hidden": "true", "font-family": "inherit"}
    return re.sub(r' xmlns:\w+="[^"]*"', "", ET.tostring(root, encoding="unicode")) + "\n"


def draw_all() -> Iterator[tuple[Path, bool]]:
    """Draw every picture, remove what no chart draws any more, and give each file with whether it changed."""
    wanted = dict(specs())
    for path in pictures.DRAWN.glob("*/*.svg"):
        if path not in wanted:
            path.unlink()
            yield path, True
    for path, spec in wanted.items():
        before, after = path.read_text(encoding="utf-8") if path.exists() else "", drawn(spec)
        if after != before:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(after, encoding="utf-8")
        yield path, after != before


def _strip(element: ET.Element) -> None:
    """Take out what draws nothing (empty paths and groups, defaults, marks for other programs); round the places."""
    for child in list(element):
        _strip(child)
        tag = child.tag.removeprefix(f"{{{_SVG}}}")
        hidden = child.get("display") == "none" or child.get("opacity") == "0"
        empty = (tag in {"g", "defs"} and not len(child)) or child.get("d") in {"", "M0,0h0v0h0Z"}
        if hidden or empty or (tag == "path" and not {"fill", "stroke"} & set(child.attrib)):
            element.remove(child)
    for name, value in list(element.items()):
        if name in _NOISE or (name, value) in _DEFAULTS:
            del element.attrib[name]
        else:
            element.set(name, _LONG_NUMBER.sub(lambda found: f"{float(found.group()):.1f}".removesuffix(".0"), value))
