"""The program inside the sandbox: runs student cells and expressions one by one, and sends plain values back.

It is started as a script, with the standard library alone, and is told everything through standard input; it answers
on standard output. Both carry frames: four bytes of length (big-endian), then JSON. First comes what to set up
(`limits`, `paths`), answered by `{"ready": true}`; then requests with a number `n`, each answered before the next is
sent, so that nothing of a later test is in the memory of this process:

    {"n": 1, "run": source, "name": "cell 3"}     -> {"n": 1, "done": [lines left out]}    or a failure
    {"n": 2, "value": expression}                 -> {"n": 2, "value": plain value}        or a failure

A failure is `{"error": type, "text": message}`, with `"unanswered"`, `"timeout"` or `"magic"` set where it is one.
Values are encoded by the identity of their types: None, bool, int, float and str as in JSON, `[...]` for a list,
`{"tuple": [...]}`, `{"set": [...]}`, `{"frozenset": [...]}`, `{"dict": [[key, value], ...]}`, `{"float": "nan"}`;
everything else is `{"type": name}`. `declaration.grading.sandbox.plain` reads them.

Student code may do to this process what it likes: all it can win is to lie about values that it would have to know.
"""

from __future__ import annotations

import builtins
import json
import os
import re
import resource
import signal
import sys
import types
import warnings
from typing import Any, NoReturn

# The functions below keep these; a student who writes over a builtin changes it for their own code only.
globals()["__builtins__"] = dict(vars(builtins))

DEPTH, ITEMS, CHARACTERS, BITS = 40, 20_000, 100_000, 4_000  # of a value: levels, items, characters; of a number
HASHED = 2_000  # items of a set or dictionary: they can be chosen so that each is compared with every other
_TEXT = 300  # characters of an error message
# The parts of json that are written in C: they look up nothing that a student could have written over.
_DECODE: Any = vars(json.JSONDecoder())["scan_once"]
_ENCODE: Any = vars(json.encoder)["c_make_encoder"](
    None, None, json.encoder.encode_basestring_ascii, None, ":", ",", False, False, False
)
_READ, _WRITE, _CLOCK = os.read, os.write, signal.setitimer
_BODY_RUNS = re.compile(r"%%(time|timeit|capture|prun)\b")  # cell magics whose body is Python all the same
_COMMAND = re.compile(r"(\s*)(%time\s+(?P<timed>[^-\s].*)|[%!?].*|.*\?\s*)$")
_ASSIGNED = re.compile(r"\s*\w+\s*=\s*[!%]")


class TimeIsUp(BaseException):
    """Raised in student code when a cell or an expression takes too long."""


class OnlyIPython(SyntaxError):
    """A cell that is not Python, and not Python with IPython's commands left out; `line` is the one that says so."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


class _TooMuch(Exception):
    """A value too large or too deep to be sent."""


def encode(value: object) -> Any:  # noqa: ANN401 - JSON
    """Return a value as plain JSON; what is no plain value, or too large a one, as `{"type": name}`."""
    left = [ITEMS, CHARACTERS]
    try:
        return _encode(value, DEPTH, left)
    except _TooMuch:
        return {"type": f"{_name(type(value))}, too large"}


def _encode(value: Any, depth: int, left: list[int]) -> Any:  # noqa: ANN401 - a table of types
    kind = type(value)
    left[0] -= 1
    left[1] -= len(value) if kind is str else 0
    if depth < 0 or min(left) < 0 or (kind is int and value.bit_length() > BITS):
        raise _TooMuch
    # By identity: a type of the student's own may say that it equals any other.
    if value is None or kind is bool or kind is str or kind is int:
        return value
    if kind is float:
        return value if value - value == 0 else {"float": repr(value)}
    if kind is list:
        return [_encode(item, depth - 1, left) for item in value]
    if (kind is dict or kind is set or kind is frozenset) and len(value) > HASHED:
        raise _TooMuch
    if kind is dict:
        pairs = [[_encode(key, depth - 1, left), _encode(item, depth - 1, left)] for key, item in value.items()]
        return {"dict": pairs}
    for tag, plain in (("tuple", tuple), ("set", set), ("frozenset", frozenset)):
        if kind is plain:
            return {tag: [_encode(item, depth - 1, left) for item in value]}
    return {"type": _name(kind)}


def _name(kind: type) -> str:
    name: Any = vars(type)["__name__"].__get__(kind)  # a metaclass may say something else
    return name[:60] if type(name) is str else "object"


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
        failure: dict[str, Any] = {"error": _name(kind), "text": ""}
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


def compiled(source: str, name: str) -> tuple[types.CodeType, list[str]]:
    """Return a cell as code, and the lines left out of it: IPython's commands, where Python stumbles over them.

    Raises:
        OnlyIPython: if too little is left to be run.
        SyntaxError: if the cell is wrong.
    """
    lines = source.split("\n")
    left_out: list[str] = []
    for line in lines:
        if line.startswith("%%") and not _BODY_RUNS.match(line):
            raise OnlyIPython(line)
        if line.strip():
            break
    while True:
        try:
            return compile("\n".join(lines), f"<{name}>", "exec", dont_inherit=True), left_out
        except SyntaxError as error:
            number = (error.lineno or 0) - 1
            line = lines[number] if 0 <= number < len(lines) else ""
            if _ASSIGNED.match(line):
                raise OnlyIPython(line) from None
            command = _COMMAND.match(line)
            if command is None:
                raise
            left_out.append(line)
            lines[number] = command[1] + (command["timed"] or "pass")


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


if __name__ == "__main__":
    main()
