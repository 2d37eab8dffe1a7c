"""A browser that can reach the built book and nothing else, and what every test of a page needs from it."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import threading
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from declaration.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, Route

HTML = ROOT / "_build" / "html"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# Chromium asks its maker's hosts for updates and the like at every start; these flags keep it quiet.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = [item for item in items if item.path.is_relative_to(ROOT / "tests" / "browser")]
    for item in here:
        item.add_marker(pytest.mark.browser)
        if CHROMIUM is None and not os.environ.get("CI"):
            item.add_marker(pytest.mark.skip(reason="Chromium is not installed: 'sudo apt-get install chromium'"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "CI must run the browser tests: install Chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """Serve the built book and give its address, with a slash at the end."""
    assert (HTML / "index.html").exists(), "build the book first: 'make book'"
    handler = functools.partial(_Quiet, directory=str(HTML))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


class Watch:
    """What went wrong in a context: requests to other hosts, failed answers, errors on the console, uncaught errors."""

    def __init__(self, context: BrowserContext, allowed: str) -> None:
        self.faults: list[str] = []
        self._allowed = allowed
        context.route("**/*", self._route)
        context.on("response", self._response)
        context.on("requestfailed", self._failed)
        context.on("weberror", lambda error: self.faults.append(f"error {error.error}"))
        context.on("console", self._console)

    def _response(self, answer: Response) -> None:
        if answer.status >= 400:
            self.faults.append(f"{answer.status} {answer.url}")

    def _failed(self, request: Request) -> None:
        # A page that is left while its icon still loads breaks that request off; nothing is missing.
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"failed {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(f"console {message.text}")

    def _route(self, route: Route, request: Request) -> None:
        if request.url.startswith((self._allowed, "data:", "blob:")):
            route.continue_()
        else:
            self.faults.append(f"outside {request.url}")
            route.abort()


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """Open an empty page in a context of its own; a fault of any kind fails the test that caused it."""
    context = browser.new_context()
    watch = Watch(context, site)
    yield context.new_page()
    context.close()
    assert watch.faults == []


def built_pages() -> list[str]:
    """Return the addresses of all pages of the book, from its root (none before the book is built)."""
    return sorted(str(path.relative_to(HTML)) for path in HTML.rglob("*.html") if "_static" not in path.parts)


@pytest.fixture(scope="session")
def html() -> Path:
    return HTML
