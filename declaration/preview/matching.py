"""Where running text mentions a paragraph of the Declaration or uses a term of the glossary.

`Paragraph 8`, in words, is always one of the Declaration; a paragraph of another text is cited as `para 8`. A mention
that is followed by `of`, as in `paragraph 8 of the report`, belongs to that other text, unless it is the Declaration.

A term is found by its name, its acronym and the forms that the glossary lists, each also with a plural s. A name that
is written with capitals ("Human Rights Council") is found only so; any other ("soft law") in small letters, and with
a capital where a sentence begins: the `Declaration` of a name is no use of the term `declaration`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from declaration import glossary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NUMBERS = range(1, 26)
_OTHER_TEXT = r"(?!\s+of\s+(?!(?:the\s+)?(?:Declaration|text|English|Spanish)\b))"
_MENTION = re.compile(
    rf"\b[Pp]aragraph\s+(?P<one>\d+)\b{_OTHER_TEXT}"
    rf"|\b[Pp]aragraphs\s+(?P<many>\d+(?:(?:,\s+|,?\s+(?:and|or|to)\s+|[–-])\d+)*)\b{_OTHER_TEXT}"
)
_NUMBER = re.compile(r"\d+")
_SENTENCE_END = re.compile(r"(?:^|[.:?!…]['’”)]*)\s*[“‘(]*$")


def mentions(words: str) -> Iterator[tuple[int, int, int]]:
    """Yield start, end and number for each mention; of `paragraphs 2 and 16` it yields the numbers alone."""
    for found in _MENTION.finditer(words):
        if found["one"]:
            spans = [(found.start(), found.end(), int(found["one"]))]
        else:
            spans = [
                (found.start("many") + each.start(), found.start("many") + each.end(), int(each.group()))
                for each in _NUMBER.finditer(found["many"])
            ]
        if all(number in NUMBERS for _, _, number in spans):
            yield from spans


def terms(words: str, before: str = "") -> Iterator[tuple[int, int, str]]:
    """Yield start, end and the id of the term for each use, the longest name first.

    `before` is what stands before `words` in the same block: it tells whether a sentence begins.
    """
    pattern, names = _names()
    for found in pattern.finditer(words):
        name = " ".join(found["name"].split())
        identifier = names.get(name)
        if identifier is None and _SENTENCE_END.search(before + words[: found.start()]):
            identifier = names.get(name[0].lower() + name[1:])
        if identifier is not None:
            yield found.start(), found.end(), identifier


@cache
def _names() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Return a pattern that finds every name, and what each name, exactly as it may stand, is a name of."""
    names: dict[str, str] = {}
    for term in glossary.load():
        # The glossary writes each term with a capital: where it is the only one, it is none of the term's own.
        small = term.term[0].lower() + term.term[1:]
        first = small if small.islower() else term.term
        names |= dict.fromkeys(filter(None, (first, term.acronym, *term.forms)), term.id)
    spelled = (
        rf"[{name[0]}{name[0].upper()}]{_spaced(name[1:])}" if name.islower() else _spaced(name)
        for name in sorted(names, key=len, reverse=True)
    )
    return re.compile(rf"(?<![\w-])(?P<name>{'|'.join(spelled)})s?(?![\w])"), names


def _spaced(name: str) -> str:
    # A line may break in a name, and a page has other apostrophes than a data file.
    return re.escape(name).replace(r"\ ", r"\s+").replace("'", "['’]")
