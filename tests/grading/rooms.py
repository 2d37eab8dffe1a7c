"""Sandboxes for tests, where the machine has bubblewrap."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace

import pytest

from declaration.grading.sandbox.box import Limits, Sandbox
from declaration.grading.sandbox.conversation import Conversation

# Small where a test reaches the limit; the time is that of a busy machine. HASTY is for code that never ends.
SMALL = Limits(memory=256 << 20, scratch=1 << 20, file=256 << 10, reply=64 << 10)
HASTY = replace(SMALL, cell=1.0, grace=1.5)


def require() -> None:
    """Skip a test, or a whole module, without bubblewrap; under CI that is a fault."""
    if shutil.which("bwrap") is None:
        message = "bubblewrap is not installed: 'sudo apt-get install bubblewrap'"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message, allow_module_level=True)


def sandbox(limits: Limits = SMALL) -> Sandbox:
    """Return a sandbox with these limits."""
    require()
    return Sandbox(limits=limits)


@pytest.fixture
def box() -> Sandbox:
    return sandbox()


@pytest.fixture
def talk(box: Sandbox) -> Iterator[Conversation]:
    with Conversation(box) as talk:
        yield talk


@pytest.fixture
def hurried() -> Iterator[Conversation]:
    with Conversation(sandbox(HASTY)) as talk:
        yield talk
