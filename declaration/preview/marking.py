"""The HTML of a built page with every mention of a paragraph linked and the first use of every term marked.

It works on the finished HTML, because mentions stand in prose, in quizzes and in tables, which come by different ways.
Everything that is not such a mention leaves as it came (a closing tag in small letters).
"""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from declaration.preview import matching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_BLOCKS = {"p", "li", "td", "th", "dd", "dt", "div", "figcaption", "legend", "section", "span"}
# No link can or should stand in these: what already is a link or a control, headings, words quoted, code, pictures.
_NO_LINK = {
    "a", "blockquote", "button", "code", "h1", "h2", "h3", "h4", "h5", "h6", "label", "option", "pre", "script",
    "select", "style", "summary", "svg", "textarea",
}  # fmt: skip
_NO_LINK_CLASSES = {"cite", "references"}
# Terms are marked in running prose alone: where a reader may not look, a first use would be used up unseen.
_NO_TERM = {"details", "figure", "form"}
_NO_TERM_CLASSES = {"edition"}
_TO_PARAGRAPH = re.compile(r"#(?:paragraph-|p)(\d+)$")
_TO_TERM = re.compile(r"(?:^|/)glossary\.html#([\w-]+)$")
_OWN_LINKS = {"headerlink", "permalink"}


class Marker(HTMLParser):
    """Reads the HTML of one page and writes it again, marked.

    `paragraph` and `term` give the address of a paragraph by its number and of a term by its id, as seen from the page;
    `term` is None where terms are not to be marked. `previews` then holds what the links of the page lead to, in order.
    """

    def __init__(self, paragraph: Callable[[int], str], term: Callable[[str], str] | None) -> None:
        super().__init__(convert_charrefs=False)
        self.previews: dict[str, None] = {}
        self._paragraph, self._term = paragraph, term
        self._out: list[str] = []
        self._open: list[tuple[str, bool, bool]] = []  # tag, may hold links, may hold marked terms
        self._before = ""  # the text of this block so far
        self._heads: list[str] = []
        self._column = -1

    def marked(self, html: str) -> str:
        """Return the page, marked."""
        self.feed(html)
        self.close()
        return "".join(self._out)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Pass a tag on; a link to a paragraph or a term is told what it leads to."""
        given = {name: value or "" for name, value in attrs}
        classes = set(given.get("class", "").split())
        raw = self.get_starttag_text() or ""
        preview = self._preview(given.get("href", "")) if tag == "a" and not classes & _OWN_LINKS else None
        if preview:
            self.previews[preview] = None
            raw = f'{raw[:-1]} data-preview="{preview}">'
        self._out.append(raw)
        if tag in _VOID:
            return
        links, terms = self._allowed
        image = given.get("role") == "img"  # a reader of the page hears it as one thing, in which no link can stand
        links = links and not image and tag not in _NO_LINK and not classes & _NO_LINK_CLASSES
        terms = terms and links and tag not in _NO_TERM and not classes & _NO_TERM_CLASSES
        self._open.append((tag, links, terms))
        if tag in _BLOCKS - {"span"}:
            self._before = ""
        if tag == "table":
            self._heads = []
        self._column = -1 if tag == "tr" else self._column + (tag in {"td", "th"})

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Pass on a tag that closes itself."""
        del tag, attrs
        self._out.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        """Pass on the end of an element."""
        self._out.append(f"</{tag}>")
        if any(each == tag for each, _, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Pass on text; where links may stand, mentions become links."""
        links, terms = self._allowed
        if self._in("thead") and data.strip():
            self._heads.append(data)
        if not links:
            self._out.append(data)
        elif self._is_number_of_paragraph(data):
            self._out.append(re.sub(r"\d+", lambda found: self._link(f"p{found.group()}", found.group()), data))
        else:
            self._out.append(self._linked(data, list(self._spans(data, terms=terms))))
        self._before += data

    def handle_entityref(self, name: str) -> None:
        """Pass on a named character."""
        self._out.append(f"&{name};")
        self._before += " "

    def handle_charref(self, name: str) -> None:
        """Pass on a numbered character."""
        self._out.append(f"&#{name};")
        self._before += " "

    def handle_comment(self, data: str) -> None:
        """Pass on a comment."""
        self._out.append(f"<!--{data}-->")

    @property
    def _allowed(self) -> tuple[bool, bool]:
        return self._open[-1][1:] if self._open else (True, self._term is not None)

    def _in(self, tag: str) -> bool:
        return any(each == tag for each, _, _ in self._open)

    def _preview(self, href: str) -> str | None:
        if found := _TO_PARAGRAPH.search(href):
            return f"p{int(found[1])}"
        found = _TO_TERM.search(href)
        return f"term-{found[1]}" if found else None

    def _is_number_of_paragraph(self, data: str) -> bool:
        """Say whether this is a cell of a data table in a column that is headed Paragraph."""
        if not self._in("tbody") or not self._heads or not re.fullmatch(r"[\d\s,|]*\d[\d\s,|]*", data):
            return False
        head = self._heads[self._column] if self._column < len(self._heads) else ""
        return head.strip().startswith("Paragraph") and all(
            int(each) in matching.NUMBERS for each in re.findall(r"\d+", data)
        )

    def _spans(self, data: str, *, terms: bool) -> Iterator[tuple[int, int, str]]:
        for start, end, number in matching.mentions(data):
            yield start, end, f"p{number}"
        if terms:
            # A cell of a table begins no sentence: a capital there may well be a name's.
            before = f"|{self._before}" if self._in("td") else self._before
            for start, end, identifier in matching.terms(data, before):
                if f"term-{identifier}" not in self.previews:
                    self.previews[f"term-{identifier}"] = None
                    yield start, end, f"term-{identifier}"

    def _linked(self, data: str, spans: list[tuple[int, int, str]]) -> str:
        linked, position = "", 0
        for start, end, preview in sorted(spans):
            linked += data[position:start] + self._link(preview, data[start:end])
            position = end
        return linked + data[position:]

    def _link(self, preview: str, words: str) -> str:
        self.previews[preview] = None
        if preview.startswith("term-") and self._term:
            return f'<a class="term" href="{escape(self._term(preview[5:]))}" data-preview="{preview}">{words}</a>'
        return f'<a href="{escape(self._paragraph(int(preview[1:])))}" data-preview="{preview}">{words}</a>'
