"""The file format of a question bank, checked whole.

`entries(path)` returns the questions of a file as plain dictionaries, or raises `BadBank` with every fault that the
file has: file, line, question, what is wrong, what to do.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from declaration import bank_nodes, phrases, quotations
from declaration.bank_nodes import BadBank

if TYPE_CHECKING:
    from collections.abc import Iterator

    from declaration.passages import Passages

TYPES = ("single", "multiple", "match", "order", "fill", "evidence")
GRADED_TYPES = (*TYPES, "text")  # a text is marked by a person, so only what is graded can ask for one
LEVELS = ("remember", "understand", "apply", "analyse", "evaluate", "create")
_QUESTION_FIELDS = ("id", "paragraphs", "level", "type", "prompt", "options")
_OPTION_FIELDS = ("id", "text", "feedback")
# What a type has besides; the rest of its fields is the same for all.
_QUESTION_EXTRAS = {"fill": ("passage",), "evidence": ("evidence",), "text": ("words",)}
_OPTION_EXTRAS = {
    "single": ("correct",),
    "multiple": ("correct",),
    "evidence": ("correct",),
    "match": ("match",),
    "fill": ("others",),
}
_STRINGS = ("id", "prompt", "text", "feedback", "level", "type", "passage", "evidence", "match")
_GAP = re.compile(r"\{([^{}]*)\}")


def entries(path: Path, passages: Passages, types: tuple[str, ...] = TYPES) -> list[dict[str, Any]]:
    """Return the questions of this file, of these types, each a dictionary with the fields of the format.

    Raises:
        BadBank: if anything is wrong; its message lists every fault.
    """
    return _sound(check := _Check(path, passages, types), check.questions())


def entries_of(content: str, name: str, passages: Passages) -> list[dict[str, Any]]:
    """Return the questions of this YAML; faults are reported under `name`.

    Raises:
        BadBank: if anything is wrong; its message lists every fault.
    """
    return _sound(check := _Check(Path(name), passages), check.questions_of(content))


def _sound(check: _Check, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if check.faults:
        raise BadBank(check.faults)
    return found


class _Check(bank_nodes.Reading):
    """One reading of one file: it walks the YAML nodes, which know their lines, and collects faults."""

    def __init__(self, path: Path, passages: Passages, types: tuple[str, ...] = TYPES) -> None:
        super().__init__(path)
        self.passages = passages
        self.types = types

    def questions(self) -> list[dict[str, Any]]:
        """Return the questions of the file, with faults collected in `faults`."""
        content = self.content()
        return [] if content is None else self.questions_of(content)

    def questions_of(self, content: str) -> list[dict[str, Any]]:
        """Return the questions of this text, with faults collected in `faults`."""
        root = self.root(content)
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

    def _unique(self, identity: object, node: yaml.Node, seen: dict[str, int]) -> None:
        line = node.start_mark.line + 1
        if isinstance(identity, str) and seen.setdefault(identity, line) != line:
            self.fault(node, f"the id stands already in line {seen[identity]}", "Give this question an id of its own")

    def _known(self, node: yaml.Node, known: tuple[str, ...], optional: tuple[str, ...]) -> dict[str, yaml.Node] | None:
        return self.fields(node, known, optional, _STRINGS)

    def _question(self, node: yaml.Node) -> dict[str, Any] | None:
        kind = _scalar(node, "type")
        known = [field for field in _QUESTION_FIELDS if (kind, field) != ("text", "options")]
        fields = self._known(node, (*known, *_QUESTION_EXTRAS.get(kind, ())), optional=("paragraphs",))
        if fields is None:
            return None
        entry: dict[str, Any] = {name: fields[name].value for name in _STRINGS if name in fields}
        self.question = entry.get("id", "")
        for name, valid in (("type", self.types), ("level", LEVELS)):
            if name in entry and entry[name] not in valid:
                self.fault(fields[name], f"{name} {entry[name]!r} is unknown", f"Use one of {', '.join(valid)}")
        entry["paragraphs"] = self._paragraphs(fields.get("paragraphs"))
        entry["options"] = self._options(fields.get("options"), entry)
        if entry.get("type") == "fill" and "passage" in entry:
            self._gaps(fields["passage"], entry)
        if entry.get("type") == "evidence" and "evidence" in entry:
            self._evidence(fields["evidence"], entry)
        if "words" in fields:
            entry["words"] = self._words(fields["words"])
        self._quotations(node, entry)
        return entry

    def _paragraphs(self, node: yaml.Node | None) -> list[int]:
        if node is None:
            return []
        valid = {str(number): number for number in self.passages.words}
        if not isinstance(node, yaml.SequenceNode):
            self.fault(node, "paragraphs is not a list", "Write numbers in brackets: [8]")
            return []
        for item in node.value:
            if str(item.value) not in valid:
                numbers = ", ".join(valid) or "none: leave the field out"
                self.fault(item, f"there is no {self.passages.called} {item.value}", f"The numbers are {numbers}")
        return [valid[str(item.value)] for item in node.value if str(item.value) in valid]

    def _options(self, node: yaml.Node | None, entry: dict[str, Any]) -> list[dict[str, Any]]:
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode) or len(node.value) < 2:  # noqa: PLR2004 - a choice needs two
            self.fault(node, "options is not a list of two or more", "Begin every option with '- id: ...'")
            return []
        kind = entry.get("type", "")
        found = [option for item in node.value if (option := self._option(item, kind))]
        for name in ("id", "text", "match"):
            seen: set[str] = set()
            for item, option in zip(node.value, found, strict=False):
                value = " ".join(str(option.get(name, "")).casefold().split())
                if value and value in seen:
                    self.fault(item, f"two options have the same {name}", "Change one of them or take it out")
                seen.add(value)
        keys = sum(option.get("correct", False) for option in found)
        if kind in {"single", "evidence"} and keys != 1:
            self.fault(
                node,
                f"{keys} options are correct",
                f"A question of type {kind} has one option with 'correct: true'",
            )
        if kind == "multiple" and not 0 < keys < len(found):
            self.fault(
                node,
                f"{keys} of {len(found)} options are correct",
                "A question of type multiple has some right options and some wrong ones",
            )
        return found

    def _option(self, node: yaml.Node, kind: str) -> dict[str, Any] | None:
        fields = self._known(node, (*_OPTION_FIELDS, *_OPTION_EXTRAS.get(kind, ())), optional=("correct",))
        if fields is None:
            return None
        option: dict[str, Any] = {name: fields[name].value for name in _STRINGS if name in fields}
        if "others" in fields:
            option["others"] = self._others(fields["others"], option)
        correct = fields.get("correct")
        if correct is not None and correct.value not in ("true", "false"):
            self.fault(correct, f"correct is {correct.value!r}", "Write 'correct: true', or leave the field out")
        option["correct"] = correct is not None and correct.value == "true"
        return option

    def _others(self, node: yaml.Node, option: dict[str, Any]) -> tuple[str, ...]:
        if not isinstance(node, yaml.SequenceNode) or not node.value or not all(map(self.is_text, node.value)):
            self.fault(node, "others is not a list of texts", "Write what else the gap offers: [demands, requests]")
            return ()
        others = tuple(item.value for item in node.value)
        if len({option.get("text"), *others}) <= len(others):
            self.fault(node, "a gap offers the same twice", "Change one of them or take it out")
        return others

    def _gaps(self, node: yaml.Node, entry: dict[str, Any]) -> None:
        gaps, options = _GAP.findall(entry["passage"]), [option.get("id") for option in entry["options"]]
        if sorted(gaps) != sorted(map(str, options)):
            self.fault(
                node,
                f"the passage has the gaps {', '.join(gaps) or 'none'}, the options are {', '.join(map(str, options))}",
                "Write each option's id once in the passage, in braces: {verb}",
            )

    def _evidence(self, node: yaml.Node, entry: dict[str, Any]) -> None:
        if len(entry["paragraphs"]) != 1:
            self.fault(node, "evidence is marked in one paragraph", "Give one number: paragraphs: [8]")
            return
        words = self.passages.words[entry["paragraphs"][0]]
        try:
            phrases.index(phrases.split(words), entry["evidence"])
        except ValueError as error:
            self.fault(node, str(error), "Give words that stand in exactly one of these phrases")

    def _words(self, node: yaml.Node) -> tuple[int, int]:
        """Return the least and the most words of a `text`."""
        bounds = [str(item.value) for item in node.value] if isinstance(node, yaml.SequenceNode) else []
        if len(bounds) == 2 and all(map(str.isdecimal, bounds)) and int(bounds[0]) <= int(bounds[1]):  # noqa: PLR2004
            return int(bounds[0]), int(bounds[1])
        self.fault(node, "words is not a least and a most", "Write two numbers in brackets: [40, 80]")
        return 0, 0

    def _quotations(self, node: yaml.Node, entry: dict[str, Any]) -> None:
        """Complain of a quotation that stands in none of the question's passages."""
        if self.passages.quotes is None:
            return
        places = [self.passages.words[number] for number in entry["paragraphs"]]
        for words in _texts(entry):
            for quotation in quotations.find(words):
                exact = any(quotations.contains(place, quotation.words) for place in places)
                if not exact and (places or not self.passages.quotes(quotation.words)):
                    where = ", ".join(map(str, entry["paragraphs"])) or "the text"
                    self.fault(
                        node,
                        f"“{quotation.words}” does not stand in {where}",
                        "Quote word for word, or use ‘single’ quotation marks for other people's words",
                    )


def _scalar(node: yaml.Node, name: str) -> str:
    """Return the value of a field, before anything is checked."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return next((str(value.value) for key, value in pairs if key.value == name), "")


def _texts(entry: dict[str, Any]) -> Iterator[str]:
    yield entry.get("prompt", "")
    for option in entry["options"]:
        yield from (option.get("text", ""), option.get("match", ""), option.get("feedback", ""))
