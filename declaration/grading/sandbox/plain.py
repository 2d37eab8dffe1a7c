"""Plain values as they come out of the sandbox, read with suspicion (`values.encode` wrote them, or somebody else)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from declaration.grading.sandbox.inside.values import DEPTH, HASHED, encode

if TYPE_CHECKING:
    from collections.abc import Callable

_SEQUENCES: dict[str, Callable[[list[Any]], object]] = {"tuple": tuple, "set": set, "frozenset": frozenset}
_FLOATS = ("nan", "inf", "-inf")


class NotPlain(ValueError):
    """What came out of the sandbox is not what the runner sends."""


@dataclass(frozen=True)
class Other:
    """A value that is not plain; only the name of its type came out, and it equals nothing that a test expects."""

    type: str


def message(body: bytes) -> dict[str, Any]:
    """Return one message of the runner, or of whatever took its place.

    Raises:
        NotPlain: if it is no JSON object.
    """
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise NotPlain from None
    if type(found) is not dict:
        raise NotPlain
    return found


def decode(encoded: object) -> object:
    """Return the value that `values.encode` was given.

    Raises:
        NotPlain: if it was not encoded by it.
    """
    try:
        return _decode(encoded, DEPTH)
    except (TypeError, ValueError, RecursionError):  # a list in a set, and the like
        raise NotPlain from None


def shown(value: object) -> str:
    """Return a decoded value as Python writes it; sets in the order of their words, the same at every run."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{shown(key)}: {shown(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(shown, value)) + "]"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(shown, value)) + (",)" if len(value) == 1 else ")")
    if isinstance(value, (set, frozenset)):
        words = "{" + ", ".join(sorted(map(shown, value))) + "}" if value else ""
        return f"frozenset({words})" if isinstance(value, frozenset) else words or "set()"
    return f"a {value.type}" if isinstance(value, Other) else repr(value)


def is_plain(value: object) -> bool:
    """Say whether a value would come whole out of the sandbox, so that a test may expect it."""
    return "type" not in _tags(encode(value))


def _tags(encoded: object) -> set[str]:
    if isinstance(encoded, list):
        return {tag for item in encoded for tag in _tags(item)}
    if isinstance(encoded, dict):
        return {tag for key, item in encoded.items() for tag in ({key} | _tags(item))}
    return set()


def _decode(encoded: object, depth: int) -> object:
    if depth < 0:
        raise NotPlain
    if isinstance(encoded, list):
        return [_decode(item, depth - 1) for item in encoded]
    if not isinstance(encoded, dict):
        return encoded
    match list(encoded.items()):
        case [("float", str(text))] if text in _FLOATS:
            return float(text)
        case [("type", str(name))]:
            return Other(name)
        case [("dict" | "set" | "frozenset", list(items))] if len(items) > HASHED:
            raise NotPlain
        case [("dict", list(pairs))]:
            return {_decode(key, depth - 1): _decode(item, depth - 1) for key, item in pairs}
        case [(str(tag), list(items))] if tag in _SEQUENCES:
            return _SEQUENCES[tag]([_decode(item, depth - 1) for item in items])
    raise NotPlain
