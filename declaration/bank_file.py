"""The file format of a question bank: read with line numbers, and checked whole.

`entries(path)` returns the questions of a file as plain dictionaries, or raises `BadBank` with every fault that the
file has: file, line, question, what is wrong, what to do. Nothing that stands in a file gives a traceback.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from declaration import quotations, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

TYPES = ("single", "multiple")
LEVELS = ("remember", "understand", "apply", "analyse", "evaluate", "create")
_QUESTION_FIELDS = ("id", "paragraphs", "level", "type", "prompt", "options")
_OPTION_FIELDS = ("id", "text", "correct", "feedback")
_STRINGS = ("id", "prompt", "text", "feedback", "level", "type")


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


def entries(path: Path) -> list[dict[str, Any]]:
    """Return the questions of this file, each a dictionary with the fields of the format.

    Raises:
        BadBank: if anything is wrong; its message lists every fault.
    """
    check = _Check(path)
    found = check.questions()
    if check.faults:
        raise BadBank(check.faults)
    return found


class _Check:
    """One reading of one file: it walks the YAML nodes, which know their lines, and collects faults."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.faults: list[Fault] = []
        self.question = ""

    def fault(self, node: yaml.Node | int, wrong: str, remedy: str) -> None:
        line = node if isinstance(node, int) else node.start_mark.line + 1
        self.faults.append(Fault(self.path.name, line, self.question, wrong, remedy))

    def questions(self) -> list[dict[str, Any]]:
        try:
            content = self.path.read_text(encoding="utf-8")
        except OSError as error:
            self.fault(0, f"the file cannot be read: {error.strerror}", "Check its name and its permissions")
        except UnicodeDecodeError as error:
            self.fault(0, f"byte {error.start} is not UTF-8", "Save the file as UTF-8")
        else:
            return self.questions_of(content)
        return []

    def questions_of(self, content: str) -> list[dict[str, Any]]:
        """Return the questions of this text, with faults collected in `faults`."""
        root = self._root(content)
        if root is None:
            return []
        if not isinstance(root, yaml.SequenceNode):
            self.fault(root, "the file is not a list of questions", "Begin every question with '- id: ...'")
            return []
        found, seen = [], dict[str, int]()
        for node in root.value:
            self.question = ""
            entry = self._question(node)
            if entry is not None:
                self._unique(entry.get("id"), node, seen)
                found.append(entry)
        return found

    def _root(self, content: str) -> yaml.Node | None:
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

    def _unique(self, identity: object, node: yaml.Node, seen: dict[str, int]) -> None:
        line = node.start_mark.line + 1
        if isinstance(identity, str) and seen.setdefault(identity, line) != line:
            self.fault(node, f"the id stands already in line {seen[identity]}", "Give this question an id of its own")

    def _fields(
        self, node: yaml.Node, known: tuple[str, ...], optional: tuple[str, ...]
    ) -> dict[str, yaml.Node] | None:
        """Return the fields of a mapping as nodes; complain of what is unknown, missing, repeated or not text."""
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
        for name in _STRINGS:
            if name in fields and not self._is_text(fields[name]):
                self.fault(
                    fields[name],
                    f"the field {name!r} is not a text",
                    "Give it some words; put them in quotes if they look like a number or a list",
                )
                del fields[name]
        return fields

    @staticmethod
    def _is_text(node: yaml.Node) -> bool:
        return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:str" and bool(node.value.strip())

    def _question(self, node: yaml.Node) -> dict[str, Any] | None:
        fields = self._fields(node, _QUESTION_FIELDS, optional=("paragraphs",))
        if fields is None:
            return None
        entry: dict[str, Any] = {name: fields[name].value for name in _STRINGS if name in fields}
        self.question = entry.get("id", "")
        for name, valid in (("type", TYPES), ("level", LEVELS)):
            if name in entry and entry[name] not in valid:
                self.fault(fields[name], f"{name} {entry[name]!r} is unknown", f"Use one of {', '.join(valid)}")
        entry["paragraphs"] = self._paragraphs(fields.get("paragraphs"))
        entry["options"] = self._options(fields.get("options"), entry)
        self._quotations(node, entry)
        return entry

    def _paragraphs(self, node: yaml.Node | None) -> list[int]:
        if node is None:
            return []
        valid = {str(paragraph.number): paragraph.number for paragraph in text.load().paragraphs}
        if not isinstance(node, yaml.SequenceNode):
            self.fault(node, "paragraphs is not a list", "Write numbers in brackets: [8]")
            return []
        for item in node.value:
            if str(item.value) not in valid:
                self.fault(item, f"there is no paragraph {item.value}", f"Paragraphs are numbered 1 to {len(valid)}")
        return [valid[str(item.value)] for item in node.value if str(item.value) in valid]

    def _options(self, node: yaml.Node | None, entry: dict[str, Any]) -> list[dict[str, Any]]:
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode) or len(node.value) < 2:  # noqa: PLR2004 - a choice needs two
            self.fault(node, "options is not a list of two or more", "Begin every option with '- id: ...'")
            return []
        found = [option for item in node.value if (option := self._option(item))]
        for name in ("id", "text"):
            seen: set[str] = set()
            for item, option in zip(node.value, found, strict=False):
                value = " ".join(str(option.get(name, "")).casefold().split())
                if value and value in seen:
                    self.fault(item, f"two options have the same {name}", "Change one of them or take it out")
                seen.add(value)
        keys = sum(option["correct"] for option in found)
        if entry.get("type") == "single" and keys != 1:
            self.fault(
                node,
                f"{keys} options are correct",
                "A question of type single has one option with 'correct: true'",
            )
        if entry.get("type") == "multiple" and not 0 < keys < len(found):
            self.fault(
                node,
                f"{keys} of {len(found)} options are correct",
                "A question of type multiple has some right options and some wrong ones",
            )
        return found

    def _option(self, node: yaml.Node) -> dict[str, Any] | None:
        fields = self._fields(node, _OPTION_FIELDS, optional=("correct",))
        if fields is None:
            return None
        option: dict[str, Any] = {name: fields[name].value for name in ("id", "text", "feedback") if name in fields}
        correct = fields.get("correct")
        if correct is not None and correct.value not in ("true", "false"):
            self.fault(correct, f"correct is {correct.value!r}", "Write 'correct: true', or leave the field out")
        option["correct"] = correct is not None and correct.value == "true"
        return option

    def _quotations(self, node: yaml.Node, entry: dict[str, Any]) -> None:
        """Complain of a quotation that stands in none of the question's paragraphs."""
        places = [text.load().paragraph(number).words for number in entry["paragraphs"]]
        for words in _texts(entry):
            for quotation in quotations.find(words):
                exact = any(quotations.contains(place, quotation.words) for place in places)
                if not exact and (places or not quotation.is_exact()):
                    where = ", ".join(map(str, entry["paragraphs"])) or "the Declaration"
                    self.fault(
                        node,
                        f"“{quotation.words}” does not stand in {where}",
                        "Quote word for word, or use ‘single’ quotation marks for other people's words",
                    )


def _texts(entry: dict[str, Any]) -> Iterator[str]:
    yield entry.get("prompt", "")
    for option in entry["options"]:
        yield from (option.get("text", ""), option.get("feedback", ""))
