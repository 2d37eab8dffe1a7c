"""One submission's conversation with the runner in the sandbox: a question, an answer, a limit on each.

    with Conversation(box) as talk:
        talk.run("def double(x): return 2 * x", "cell 1")
        talk.value("double(4)")          # Reply(value=8)

Nothing that comes back is believed: a frame that is too large, that is no answer to the question or that comes
unasked ends the conversation, and so do a limit of time and the end of the process. The answers before it stand; every
later question gets the same `Ended` at once. Leaving the `with` block ends every process of the room.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import tempfile
import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from declaration.grading.sandbox import plain
from declaration.grading.sandbox.box import NoSandbox
from declaration.grading.sandbox.scratch import Scratch, Unseen

if TYPE_CHECKING:
    from types import TracebackType

    from declaration.grading.sandbox.box import Sandbox

_START = 60.0  # seconds in which a room must be ready
_GLANCE = 0.25  # seconds after which a cell that is still at work is looked at
_TOLD = 300  # characters of what bubblewrap says when it fails


class End(StrEnum):
    """Why a conversation ended before its last question; the value is what the student is told."""

    TIME = "timed out"
    DIED = "the program ended here: it left Python, crashed, or used up its memory or computing time"
    FILES = "more files were made than are allowed"
    TOO_MUCH = "more came out than is allowed"
    DISTURBED = "the code wrote into the grader's own channel"


class Ended(Exception):
    """The conversation is over."""

    def __init__(self, end: End) -> None:
        super().__init__(end.value)
        self.end = end


@dataclass(frozen=True)
class Reply:
    """An answer: the lines left out of a cell, or a value; or the type of an error and its text."""

    value: object = None
    left_out: tuple[str, ...] = ()
    error: str = ""
    text: str = ""
    unanswered: bool = False
    timeout: bool = False
    magic: bool = False


class Conversation:
    """A room with one student's code in it, from its start to its end."""

    def __init__(self, box: Sandbox) -> None:
        """Start the room.

        Raises:
            NoSandbox: if it does not start; the message says what to install or to allow.
        """
        self._limits, self._number, self._buffer = box.limits, 0, b""
        self._end: End | None = None
        self._folder = Path(tempfile.mkdtemp(prefix="scratch-")) if box.unsafe else None
        self._scratch = Scratch()
        try:
            self._process = box.start(self._scratch) if self._folder is None else box.start_unsafe(self._folder)
        except BaseException:
            self._sweep()
            raise
        finally:
            self._scratch.started()
        try:
            self._greet(box)
        except BaseException:
            self.close()
            raise

    def _greet(self, box: Sandbox) -> None:
        self._deadline = time.monotonic() + _START
        try:
            self._write(box.setup())
            ready = self._read(_START) == {"ready": True}
        except (plain.NotPlain, Ended):
            ready = False
        if not ready:
            raise NoSandbox(f"The sandbox did not start: {self._complaint()}.")
        if self._folder is None:
            try:
                self._scratch.open()
            except Unseen as error:
                raise NoSandbox(f"The scratch folder of the sandbox cannot be watched: {error}.") from None
        self._deadline = time.monotonic() + self._limits.whole

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def run(self, source: str, name: str) -> Reply:
        """Run one cell and return what became of it.

        Raises:
            Ended: if the conversation is over.
        """
        return self._ask({"run": source, "name": name})

    def value(self, expression: str) -> Reply:
        """Return the value of one expression, or its error.

        Raises:
            Ended: if the conversation is over.
        """
        return self._ask({"value": expression})

    def close(self) -> None:
        """End every process of the room and remove what it wrote; the first process takes all with it."""
        if self._end is None and self._process.stdin is not None:
            self._process.stdin.close()  # the runner leaves by itself, and the system counts its time
            self._drain()
        self._kill()
        self._process.wait()
        self._drain()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()
        self._sweep()

    def _ask(self, question: dict[str, Any]) -> Reply:
        if self._end is not None:
            raise Ended(self._end)
        self._number += 1
        try:
            self._write({"n": self._number, **question})
            reply = _reply(self._read(self._limits.cell + self._limits.grace), self._number)
            self._count()
        except (plain.NotPlain, Ended) as error:
            self._end = error.end if isinstance(error, Ended) else End.DISTURBED
            self._kill()
            raise Ended(self._end) from None
        return reply

    def _write(self, message: dict[str, Any]) -> None:
        body = json.dumps(message).encode("ascii")
        frame = memoryview(len(body).to_bytes(4, "big") + body)
        stdin = self._process.stdin
        if stdin is None:
            raise Ended(End.DIED)
        os.set_blocking(stdin.fileno(), False)
        until = min(self._deadline, time.monotonic() + self._limits.cell + self._limits.grace)
        while frame:
            self._wait(stdin.fileno(), select.POLLOUT, until)
            try:
                frame = frame[os.write(stdin.fileno(), frame) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise Ended(End.DIED) from None

    def _read(self, seconds: float) -> dict[str, Any]:
        until = min(self._deadline, time.monotonic() + seconds)
        size = int.from_bytes(self._take(4, until), "big")
        if size > self._limits.reply:
            raise Ended(End.TOO_MUCH)
        return plain.message(self._take(size, until))

    def _take(self, size: int, until: float) -> bytes:
        stdout = self._process.stdout
        if stdout is None:
            raise Ended(End.DIED)
        while len(self._buffer) < size:
            self._wait(stdout.fileno(), select.POLLIN, until)
            part = os.read(stdout.fileno(), 1 << 16)
            if not part:
                raise Ended(End.DIED)
            self._buffer += part
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        return taken

    def _wait(self, number: int, event: int, until: float) -> None:
        poll = select.poll()
        poll.register(number, event)
        while not poll.poll(1000 * max(0.0, min(_GLANCE, until - time.monotonic()))):
            self._count()
            if time.monotonic() >= until:
                raise Ended(End.TIME)

    def _count(self) -> None:
        if self._scratch.count() > self._limits.entries:
            raise Ended(End.FILES)

    def _kill(self) -> None:
        if self._folder is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()

    def _drain(self) -> None:
        """Wait until nobody holds the other end: bubblewrap is gone a moment before the room's process is."""
        stdout, until = self._process.stdout, time.monotonic() + self._limits.grace
        with contextlib.suppress(Ended):  # without walls a process may have got away; it is not waited for
            while stdout is not None and time.monotonic() < until:
                self._wait(stdout.fileno(), select.POLLIN, until)
                if not os.read(stdout.fileno(), 1 << 16):
                    return

    def _complaint(self) -> str:
        self._kill()
        said = self._process.stderr.read(_TOLD) if self._process.stderr else b""
        code = self._process.wait()
        return said.decode("utf-8", "replace").strip().rstrip(".") or f"it ended with code {code}"

    def _sweep(self) -> None:
        self._scratch.close()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


def _reply(answer: dict[str, Any], number: int) -> Reply:
    match answer:
        case {"n": int(found)} if found != number:  # written by the code itself, before or after the true answer
            raise plain.NotPlain
        case {"value": value}:
            return Reply(value=plain.decode(value))
        case {"done": list(lines)} if all(type(line) is str for line in lines):
            return Reply(left_out=tuple(lines))
        case {"error": str(kind), "text": str(text)}:
            unanswered, timeout, magic = (answer.get(name) is True for name in ("unanswered", "timeout", "magic"))
            return Reply(error=kind or "Error", text=text, unanswered=unanswered, timeout=timeout, magic=magic)
    raise plain.NotPlain
