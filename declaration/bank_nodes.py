"""A YAML file read as nodes, which know their lines, with every fault collected.

`Reading` is what the check of a question bank is built on: it opens the file, finds what is no YAML at all, and takes
mappings apart into known fields. Nothing that stands in a file gives a traceback.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(frozen=True)
class Fault:
    """One fault: where it stands, what is wrong, and what to do."""

    file: str
    line: int
    question: str
    wrong: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}"
        return f"{where}: {self.question + ': ' if self.question else ''}{self.wrong}. {self.remedy}."


class BadBank(ValueError):
    """A question bank with faults; the message lists all of them, one a line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.file, fault.line)))
        super().__init__("\n".join(map(str, self.faults)))


class Reading:
    """One reading of one file; `faults` holds what is wrong, `question` the id under which it is reported."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.faults: list[Fault] = []
        self.question = ""

    def fault(self, node: yaml.Node | int, wrong: str, remedy: str) -> None:
        """Note a fault at a node, or at a line."""
        line = node if isinstance(node, int) else node.start_mark.line + 1
        self.faults.append(Fault(self.path.name, line, self.question, wrong, remedy))

    def content(self) -> str | None:
        """Return the text of the file, or None with a fault."""
        try:
            content = self.path.read_text(encoding="utf-8")
        except OSError as error:
            self.fault(0, f"the file cannot be read: {error.strerror}", "Check its name and its permissions")
        except UnicodeDecodeError as error:
            self.fault(0, f"byte {error.start} is not UTF-8", "Save the file as UTF-8")
        else:
            return content
        return None

    def root(self, content: str) -> yaml.Node | None:
        """Return the root node of this text, or None with a fault."""
        for number, words in enumerate(content.splitlines(), start=1):
            if words[: len(words) - len(words.lstrip())].count("\t"):
                self.fault(number, "the line is indented with a tab", "Indent with spaces")
        if self.faults:
            return None
        try:
            root = yaml.compose(content, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 0
            self.fault(
                line,
                f"not valid YAML: {error.problem}",
                "Quote text that holds ': ' or ' #', and check the indent",
            )
            return None
        except yaml.YAMLError as error:
            self.fault(0, f"not valid YAML: {error}", "Remove characters that are not text")
            return None
        if root is None:
            self.fault(0, "the file is empty", "Write at least one question, or delete the file")
        return root

    def fields(
        self, node: yaml.Node, known: tuple[str, ...], optional: tuple[str, ...], texts: tuple[str, ...]
    ) -> dict[str, yaml.Node] | None:
        """Return a mapping's fields as nodes; note what is unknown, missing, repeated, or (of `texts`) no text."""
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, "this is not a set of fields", f"Write the fields {', '.join(known)}, one a line")
            return None
        fields: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = str(key.value)
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                self.fault(
                    key,
                    f"unknown field {name!r}",
                    f"Did you mean {near[0]!r}?"[:-1] if near else f"The fields are {', '.join(known)}",
                )
            elif name in fields:
                self.fault(key, f"the field {name!r} stands twice", "Keep one of them")
            else:
                fields[name] = value
        for name in known:
            if name not in fields and name not in optional:
                self.fault(node, f"the field {name!r} is missing", f"Add '{name}: ...'")
        for name in texts:
            if name in fields and not self.is_text(fields[name]):
                self.fault(
                    fields[name],
                    f"the field {name!r} is not a text",
                    "Give it some words; put them in quotes if they look like a number or a list",
                )
                del fields[name]
        return fields

    @staticmethod
    def is_text(node: yaml.Node) -> bool:
        """Say whether a node is a text that is not blank."""
        return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:str" and bool(node.value.strip())
