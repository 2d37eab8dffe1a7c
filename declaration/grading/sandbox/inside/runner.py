"""The program inside the sandbox: runs student cells and expressions one by one, and sends plain values back.

It is started with the standard library alone, and is told everything through standard input; it answers on standard
output. Both carry frames: four bytes of length (big-endian), then JSON. First comes what to set up
(`limits`, `paths`), answered by `{"ready": true}`; then requests with a number `n`, each answered before the next is
sent, so that nothing of a later test is in the memory of this process:

    {"n": 1, "run": source, "name": "cell 3"}     -> {"n": 1, "done": [lines left out]}    or a failure
    {"n": 2, "value": expression}                 -> {"n": 2, "value": plain value}        or a failure

A failure is `{"error": type, "text": message}`, with `"unanswered"`, `"timeout"` or `"magic"` set where it is one.
`values` says how values are written.

Student code may do to this process what it likes: all it can win is to lie about values that it would have to know.
"""

from __future__ import annotations

import builtins
import json
import os
import resource
import signal
import sys
import types
import warnings
from typing import Any, NoReturn

# Relative: the package has another name in the sandbox.
from .cells import OnlyIPython, compiled
from .values import encode, name_of

# The functions below keep these; a student who writes over a builtin changes it for their own code only.
globals()["__builtins__"] = dict(vars(builtins))

_TEXT = 300  # characters of an error message
# The parts of json that are written in C: they look up nothing that a student could have written over.
_DECODE: Any = vars(json.JSONDecoder())["scan_once"]
_ENCODE: Any = vars(json.encoder)["c_make_encoder"](
    None, None, json.encoder.encode_basestring_ascii, None, ":", ",", False, False, False
)
_READ, _WRITE, _CLOCK = os.read, os.write, signal.setitimer


class TimeIsUp(BaseException):
    """Raised in student code when a cell or an expression takes too long."""


class Runner:
    """One student's notebook being run: the namespace, and the clock of the cell at work."""

    def __init__(self, seconds: float) -> None:
        """Make an empty `__main__`; no cell may take longer than `seconds` (wall time)."""
        self.seconds, self.armed = seconds, False
        self.module = types.ModuleType("__main__")
        self.module.__dict__.update(__builtins__=builtins, display=lambda *_, **__: None)
        sys.modules["__main__"] = self.module
        signal.signal(signal.SIGALRM, self._alarm)

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Do what one request asks and return the answer; never raises because of student code."""
        try:
            try:
                self.armed = True
                # Again and again: code that catches everything may catch the first one.
                _CLOCK(signal.ITIMER_REAL, self.seconds, 0.05)
                try:
                    reply = self._run(request) if "run" in request else self._value(request)
                except BaseException as error:  # noqa: BLE001 - a student's code may raise anything
                    reply = self._failure(error)
            finally:
                self.armed = False
                _CLOCK(signal.ITIMER_REAL, 0)
        except BaseException:  # noqa: BLE001 - the clock once more, or an error that cannot be told
            reply = {"error": "TimeIsUp", "text": "", "timeout": True}
        return {"n": request["n"], **reply}

    def _run(self, request: dict[str, Any]) -> dict[str, Any]:
        code, left_out = compiled(request["run"], request["name"])
        exec(code, self.module.__dict__)  # noqa: S102 - this is what the sandbox is for
        return {"done": [line[:_TEXT] for line in left_out]}

    def _value(self, request: dict[str, Any]) -> dict[str, Any]:
        code = compile(request["value"], "<check>", "eval", dont_inherit=True)
        return {"value": encode(eval(code, self.module.__dict__))}  # noqa: S307 - as above

    @staticmethod
    def _failure(error: BaseException) -> dict[str, Any]:
        kind = type(error)
        failure: dict[str, Any] = {"error": name_of(kind), "text": ""}
        if issubclass(kind, TimeIsUp):
            return failure | {"timeout": True}
        if issubclass(kind, NotImplementedError):
            return failure | {"unanswered": True}
        if isinstance(error, OnlyIPython):
            return {"error": "SyntaxError", "text": error.line[:_TEXT], "magic": True}
        try:
            text = str(error)
        except Exception:  # noqa: BLE001 - a message that cannot be told
            return failure
        return failure | {"text": text[:_TEXT] if type(text) is str else ""}

    def _alarm(self, *_: object) -> None:
        if self.armed:
            raise TimeIsUp


class _NotShown(types.ModuleType):
    """Stands for a part of the package that only shows things, and takes long to import: every call gives nothing."""

    __path__: list[str] = []  # noqa: RUF012 - what makes a module a package

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - stands for anything
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *_, **__: None


def _limit(limits: dict[str, int]) -> None:
    for name, value in limits.items():
        number = getattr(resource, f"RLIMIT_{name}")
        hard = resource.getrlimit(number)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)  # noqa: PLW2901 - the lower of both
        resource.setrlimit(number, (value, value))


def _read(number: int, size: int) -> bytes:
    parts = []
    while size:
        part = _READ(number, size)
        if not part:
            os._exit(0)
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _receive(number: int) -> dict[str, Any]:
    body = _read(number, int.from_bytes(_read(number, 4), "big"))
    found: dict[str, Any] = _DECODE(body.decode("ascii"), 0)[0]
    return found


def _send(number: int, message: dict[str, Any]) -> None:
    body = "".join(_ENCODE(message, 0)).encode("ascii")
    frame = len(body).to_bytes(4, "big") + body
    while frame:
        frame = frame[_WRITE(number, frame) :]


def main() -> NoReturn:
    """Answer requests until there are no more."""
    requests, replies, nothing = os.dup(0), os.dup(1), os.open(os.devnull, os.O_RDWR)
    setup = _receive(requests)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - for good
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warnings.simplefilter("ignore")
    sys.path[:] = [*setup["paths"], *sys.path]
    sys.modules["declaration.quiz"] = _NotShown("declaration.quiz")
    runner = Runner(setup["seconds"])
    _limit(setup["limits"])
    _send(replies, {"ready": True})
    while True:
        _send(replies, runner.answer(_receive(requests)))
