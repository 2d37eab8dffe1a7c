"""A real JupyterLab for a test, on a folder of its own, and what a person does in it."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page


@contextlib.contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Start JupyterLab on this folder, and give the address under which its notebooks open, with a slash at the end."""
    home = {
        name: str(folder / ".jupyter" / name)
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR")
    }
    # A student's JupyterLab is not run by pytest: under it nothing is recorded.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--port=0", "--ip=127.0.0.1",
        "--IdentityProvider.token=", f"--ServerApp.root_dir={folder}",
    ]  # fmt: skip
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**environment, **home}) as server:
        assert server.stderr is not None
        address = next(
            found.group() for line in server.stderr if (found := re.search(r"http://127\.0\.0\.1:\d+/", line))
        )
        # The server must be able to go on talking while the tests run.
        drain = threading.Thread(target=server.stderr.read)
        drain.start()
        try:
            yield f"{address}lab/tree/"
        finally:
            server.terminate()
            drain.join()


def open_notebook(page: Page, address: str) -> None:
    page.goto(f"{address}?reset")  # without the notebooks that another test left open
    page.get_by_text("| Idle").wait_for()  # before that, a cell that is run does nothing


def run_cell(page: Page, number: int) -> None:
    page.locator(".jp-Notebook .jp-Cell").nth(number).locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
