"""Student cells as code: Python, or Python with IPython's commands left out."""

from __future__ import annotations

import builtins
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import types

# The functions below keep these; a student who writes over a builtin changes it for their own code only.
globals()["__builtins__"] = dict(vars(builtins))

_BODY_RUNS = re.compile(r"%%(time|timeit|capture|prun)\b")  # cell magics whose body is Python all the same
_COMMAND = re.compile(r"(\s*)(%time\s+(?P<timed>[^-\s].*)|[%!?].*|.*\?\s*)$")
_ASSIGNED = re.compile(r"\s*\w+\s*=\s*[!%]")


class OnlyIPython(SyntaxError):
    """A cell that is not Python, and not Python with IPython's commands left out; `line` is the one that says so."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


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
