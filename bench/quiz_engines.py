"""Measure three ways to put the same ten questions on a page of a book: this engine, jupyterquiz, and plain ipywidgets.

Each gets a page of its own in the same theme, built by Jupyter Book and loaded in headless Chromium, nothing cached.
What a page asks of other hosts is answered from npm's packages where npm is there, so that nothing waits for a network:
bytes are real, times are those of this machine. Ratios are to this engine, from one run.
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import Error, sync_playwright

from declaration import questions
from declaration.authoring import notebooks
from declaration.paths import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request, Route

RUNS = 5
PATIENCE = 10_000  # milliseconds until a page that shows no feedback is given up
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]

# What myst-nb loads for widgets, less the integrity attribute: npm's require.js is not minified (69 kB more).
WIDGET_MANAGER = (
    "https://cdnjs.cloudflare.com/ajax/libs/require.js/2.3.4/require.min.js",
    "https://cdn.jsdelivr.net/npm/@jupyter-widgets/html-manager@1.0.6/dist/embed-amd.js",
)

OURS = """
from declaration import Quiz, questions
bank = questions.load("section-2")
Quiz(questions.Bank("bench", tuple(q for q in bank.questions if q.type == "single")[:10]))
"""
JUPYTERQUIZ = """
from jupyterquiz import display_quiz
from declaration import questions
display_quiz([
    {"question": q.prompt, "type": "multiple_choice",
     "answers": [{"answer": o.text, "correct": o.correct, "feedback": o.feedback} for o in q.options]}
    for q in [q for q in questions.load("section-2").questions if q.type == "single"][:10]
])
"""
WIDGETS = """
import ipywidgets as w
from declaration import questions
def block(q):
    radio = w.RadioButtons(options=[o.text for o in q.options], index=None)
    check, told = w.Button(description="Check"), w.HTML()
    def tell(_):
        told.value = next((o.feedback for o in q.options if o.text == radio.value), "")
    check.on_click(tell)
    return w.VBox([w.HTML(q.prompt), radio, check, told])
w.VBox([block(q) for q in questions.load("section-2").questions if q.type == "single"][:10])
"""


@dataclass(frozen=True)
class Engine:
    """A way to show a quiz: its cell, what shows that it is usable, what to press, and where its feedback comes."""

    name: str
    code: str
    usable: str
    press: tuple[str, ...]
    feedback: str


ENGINES = (
    Engine("this engine", OURS, "form.quiz input", ("form.quiz input", "[data-action=check]"), "output li"),
    Engine("jupyterquiz", JUPYTERQUIZ, ".MCButton", (".MCButton",), ".Feedback:not(:empty)"),
    Engine(
        "plain ipywidgets", WIDGETS, ".widget-radio-box input", (".widget-radio-box input", ".widget-button"),
        ".widget-button ~ .widget-html .widget-html-content:not(:empty)",
    ),
)  # fmt: skip


def build(folder: Path) -> None:
    """Build a book with one page an engine in `folder`."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    sphinx = config["sphinx"]["config"]
    # The other engines get Jupyter Book's own treatment of widgets; our part of the book takes their state away.
    others = {
        key: value
        for key, value in sphinx.items()
        if not key.startswith(("nb_ipywidgets", "nb_mime", "myst_heading_slug"))
    }
    others["nb_ipywidgets_js"] = {address: {} for address in WIDGET_MANAGER}
    others["extensions"] = [name for name in sphinx["extensions"] if name != "declaration.book"]
    for index, engine in enumerate(ENGINES):
        book = folder / str(index)
        (book / "assets").mkdir(parents=True)
        config["sphinx"]["config"] = sphinx if index == 0 else others
        (book / "_config.yml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
        (book / "_toc.yml").write_text("format: jb-book\nroot: quiz\n", encoding="utf-8")
        for name in ("assets", "_templates"):
            shutil.copytree(ROOT / name, book / name, dirs_exist_ok=True)
        cells = [new_markdown_cell("# Quiz"), new_code_cell(engine.code)]
        (book / "quiz.ipynb").write_text(notebooks.text(new_notebook(cells=cells)), encoding="utf-8")
        command = [str(Path(sys.executable).parent / "jupyter-book"), "build", str(book), "--quiet"]
        subprocess.run(command, check=True, capture_output=True)


@cache
def packaged(package: str, path: str) -> bytes | None:
    """Return a file of a package as npm has it, or None where there is no npm."""
    if shutil.which("npm") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["npm", "pack", "--silent", package], cwd=folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            return None
        with tarfile.open(Path(folder) / done.stdout.strip().splitlines()[-1]) as archive:
            found = archive.extractfile(f"package/{path}")
            return found.read() if found else None


def from_npm(url: str) -> bytes | None:
    """Return what a content network would answer to this address."""
    require = re.search(r"require\.js/([\d.]+)/require", url)
    if require:
        return packaged(f"requirejs@{require.group(1)}", "require.js")
    found = re.search(r"/npm/((?:@[\w.-]+/)?[\w.-]+@[^/]+)/(.+?)(?:\?.*)?$", url)
    return (
        packaged(found.group(1).replace("^", "").replace("~", "").replace(".*", ".0"), found.group(2))
        if found
        else None
    )


# Notes, inside the page, when the quiz is first there; it is usable once the page's own scripts have run as well.
SEEN = """(selector) => {
  const look = () => { if (!window.seen && document.querySelector(selector)) window.seen = performance.now(); };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
}"""

READY = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"


def measure(browser: Browser, engine: Engine, page_url: str) -> dict[str, float | int | None]:
    """Load the page once with an empty cache and return sizes in bytes, counts, and times in milliseconds."""
    context = browser.new_context()
    page = context.new_page()
    bodies: dict[str, bytes] = {}
    outside: set[str] = set()

    def answer(route: Route) -> None:
        url = route.request.url
        outside.add(url)
        body = from_npm(url)
        if body is None:
            route.abort()
        else:
            bodies[url] = body
            route.fulfill(body=body, content_type="text/javascript", headers={"access-control-allow-origin": "*"})

    def note(request: Request) -> None:
        if request.url.startswith("file://"):
            bodies[request.url] = Path(request.url.removeprefix("file://").partition("?")[0]).read_bytes()

    page.route(re.compile("^https?://"), answer)
    page.on("requestfinished", note)
    page.add_init_script(f"({SEEN})({json.dumps(engine.usable)})")
    page.goto(page_url, wait_until="load")
    usable: float | None = None
    feedback: float | None = None
    try:
        page.wait_for_function("window.seen", timeout=PATIENCE)
        usable = page.evaluate(f"Math.max(seen, {READY})")
        feedback = press(page, engine)
    except Error:
        pass
    context.close()
    return {
        "raw": sum(map(len, bodies.values())),
        "gzip": sum(len(gzip.compress(body)) for body in bodies.values()),
        "requests": len(bodies),
        "outside": len(outside),
        "usable": usable,
        "feedback": feedback,
    }


def press(page: Page, engine: Engine) -> float | None:
    """Press what there is to press, and return the milliseconds until feedback shows, or None if none does."""
    page.evaluate(
        "([selectors]) => { window.start = performance.now();"
        "  for (const selector of selectors) document.querySelector(selector).click(); }",
        [list(engine.press)],
    )
    try:
        page.wait_for_selector(engine.feedback, timeout=PATIENCE / 5)
    except Error:
        return None
    return float(page.evaluate("performance.now() - window.start"))


def main() -> None:
    """Print the table."""
    chromium = shutil.which("chromium") or sys.exit("make bench needs Chromium: sudo apt-get install chromium")
    rows = []
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        build(folder)
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for index, engine in enumerate(ENGINES):
            url = (folder / str(index) / "_build" / "html" / "quiz.html").as_uri()
            runs = [measure(browser, engine, url) for _ in range(RUNS)]
            rows.append({key: middle([run[key] for run in runs]) for key in runs[0]})
        browser.close()
    count = sum(question.type == "single" for question in questions.load("section-2").questions)
    print(f"The same {min(10, count)} questions in the same theme; median of {RUNS} loads with an empty cache\n")
    columns = ("raw", "gzip", "requests", "outside", "usable", "feedback")
    print(f"{'':18}" + "".join(f"{column:>22}" for column in columns))
    for engine, row in zip(ENGINES, rows, strict=True):
        print(f"{engine.name:18}" + "".join(f"{cell(row[column], rows[0][column]):>22}" for column in columns))
    print(
        "\nraw, gzip: bytes of the page and all it loads; outside: requests to other hosts;"
        " usable, feedback: milliseconds",
    )
    print(json.dumps({engine.name: row for engine, row in zip(ENGINES, rows, strict=True)}))


def middle(values: list[float | int | None]) -> float | None:
    """Return the median, or None if a run had no value."""
    return None if None in values else statistics.median(value for value in values if value is not None)


def cell(value: float | None, ours: float | None) -> str:
    """Return a number with its ratio to this engine's, or "never"."""
    if value is None:
        return "never"
    return f"{value:,.0f} ({value / ours:.1f}×)" if ours else f"{value:,.0f}"


if __name__ == "__main__":
    main()
