"""The data tables as plain records: read once, typed, and shown with their source.

`load` reads a CSV file by its schema in `datapackage.json` and gives a `Table`, a sequence of `Record`s.
A table never changes: its methods give new ones, so that a chapter may cut and sort one table many times.
What one must know to trust a figure (source, licence, date) travels with the table and stands under it.
"""

from __future__ import annotations

import csv
import difflib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from html import escape
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, overload

from declaration.paths import DATA

if TYPE_CHECKING:
    from pathlib import Path

Value = int | float | bool | str | date | None
# Spelled out because strftime would speak the language of the machine.
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# int() and fromisoformat() also take 1_000 and 20130828, which no one expects in a table: hence the patterns.
_READERS: Mapping[str, tuple[str, Callable[[str], Value], str]] = {
    "integer": (r"-?\d+", int, "a whole number"),
    "year": (r"\d{4}", int, "a year of four digits"),
    "number": (r"-?\d+(\.\d+)?", float, "a number"),
    "boolean": (r"true|false", "true".__eq__, "true or false"),
    "date": (r"\d{4}-\d\d-\d\d", date.fromisoformat, "a date of the form YYYY-MM-DD"),
    "string": (r"(?s:.*)", str, "text"),
}
_NO_DATA = '<span aria-hidden="true">–</span><span class="visually-hidden">no data</span>'


class UnknownTable(LookupError):
    """No table has this name; the message gives the nearest one and lists them all."""


class UnknownColumn(AttributeError, LookupError):
    """No column has this name; the message gives the nearest one and lists them all."""


class BadCell(ValueError):
    """A cell does not fit the schema; the message says where it stands, what it is and should be."""

    def __init__(self, file: str, line: int, field: str, value: str, expected: str) -> None:
        super().__init__(f"{file}, line {line}, field {field}: {value!r} is not {expected}")
        self.file, self.line, self.field, self.value, self.expected = file, line, field, value, expected


@dataclass(frozen=True)
class Column:
    """A field of the schema: name, type, the title that heads it, its codes and the words that show them."""

    name: str
    type: str
    title: str
    codes: Sequence[str]
    labels: Mapping[str, str]

    def html(self, value: Value) -> str:
        """Return a value as escaped HTML: 1,234; 28 August 2013; a dash that is read out as no data."""
        if value is None:
            return _NO_DATA
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, date):
            return _day(value)
        if isinstance(value, float):
            return f"{value:,.2f}"
        if isinstance(value, int) and self.type != "year":
            return f"{value:,}"
        return escape(self.labels.get(str(value), str(value)))


class Record(SimpleNamespace):
    """One row: `row.country`, or `row["ilo-189"]` where the name of a column is no Python name."""

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - callers compare cells
        return getattr(self, name)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - as above
        raise UnknownColumn(_no("column", name, vars(self)))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a record keeps what the source says: {name} cannot be set")


@dataclass(frozen=True, repr=False)
class Table(Sequence[Record]):
    """A sequence of records, the columns that describe them, a title, a line on source, licence and date."""

    name: str
    fields: tuple[Column, ...]
    rows: tuple[Record, ...]
    title: str
    source: str

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> Table: ...
    def __getitem__(self, index: int | slice) -> Record | Table:
        return replace(self, rows=self.rows[index]) if isinstance(index, slice) else self.rows[index]

    def where(self, **conditions: Value | list[Any]) -> Table:
        """Return the rows in which each column named has the value given, or any one of a list of values."""
        self._pick(conditions)
        wanted = {name: want if isinstance(want, list) else [want] for name, want in conditions.items()}
        return replace(self, rows=tuple(r for r in self if all(r[name] in wanted[name] for name in wanted)))

    def columns(self, *names: str) -> Table:
        """Return the same rows with only these columns, in this order."""
        fields = self._pick(names)
        rows = tuple(Record(**{name: row[name] for name in names}) for row in self)
        return replace(self, fields=fields, rows=rows)

    def sort(self, *names: str, descending: bool = False) -> Table:
        """Return the rows in the order of these columns, the first counting most; empty cells stand last."""
        self._pick(names)
        rows = list(self.rows)
        for name in reversed(names):  # sorts are stable: what is sorted last counts most
            filled = [row for row in rows if row[name] is not None]
            empty = [row for row in rows if row[name] is None]
            rows = sorted(filled, key=lambda row: row[name], reverse=descending) + empty
        return replace(self, rows=tuple(rows))

    def pivot(self, *, rows: str, columns: str, values: str) -> Table:
        """Return a table with a row for each value of `rows` and a column for each value of `columns`.

        Both stand in the order in which they first occur; a pair that does not occur gives None.

        Raises:
            ValueError: if a pair occurs twice, because a cell holds one value.
        """
        side, head, cell = self._pick((rows, columns, values))
        blank: dict[str, Value] = {str(row[columns]): None for row in self}
        lines: dict[Value, dict[str, Value]] = {}
        for row in self:
            line, name = lines.setdefault(row[rows], {}), str(row[columns])
            if name in line:
                raise ValueError(f"{self.name} has two rows for {row[rows]!r} and {name!r}")
            line[name] = row[values]
        fields = [replace(cell, name=name, title=head.labels.get(name, name)) for name in blank]
        records = (Record(**{rows: value} | blank | line) for value, line in lines.items())
        return replace(self, fields=(side, *fields), rows=tuple(records))

    def caption(self, text: str) -> Table:
        """Return the same table with another caption."""
        return replace(self, title=text)

    def __repr__(self) -> str:
        return f"{self.name}: {len(self)} rows × {len(self.fields)} columns"

    def _repr_mimebundle_(self, **_: object) -> Mapping[str, str]:
        heads = "".join(f'<th scope="col">{escape(column.title)}</th>' for column in self.fields)
        # A table too wide for the page scrolls in a box of its own, which a keyboard must be able to reach.
        title = escape(self.title)
        lines = [f'<figure class="table"><div class="scroll" role="group" aria-label="{title}" tabindex="0">']
        lines.append(f'<table class="data"><caption>{title}</caption>')
        lines.append(f"<thead><tr>{heads}</tr></thead><tbody>")
        for row in self:
            cells = (_cell(column, row[column.name], first=i == 0) for i, column in enumerate(self.fields))
            lines.append(f"<tr>{''.join(cells)}</tr>")
        lines.append(f"</tbody></table></div><figcaption>{escape(self.source)}</figcaption></figure>")
        return {"text/plain": repr(self), "text/html": "\n".join(lines)}

    def _pick(self, names: Iterable[str]) -> tuple[Column, ...]:
        known = {column.name: column for column in self.fields}
        for name in names:
            if name not in known:
                raise UnknownColumn(_no("column", name, known))
        return tuple(known[name] for name in names)


@cache
def load(name: str) -> Table:
    """Return the table of this name, every cell typed by the schema; the file is read once in a process.

    Raises:
        UnknownTable: if the data package lists no table of this name.
        BadCell: if a cell does not fit the schema.
    """
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    resources = {resource["name"]: resource for resource in package["resources"]}
    if name not in resources:
        raise UnknownTable(_no("table", name, resources))
    found = resources[name]
    fields = tuple(
        Column(f["name"], f["type"], f["title"], f.get("constraints", {}).get("enum", ()), f.get("labels", {}))
        for f in found["schema"]["fields"]
    )
    sources, licences = ("; ".join(one["title"] for one in found[key]) for key in ("sources", "licenses"))
    days = " to ".join(_day(date.fromisoformat(day)) for day in found["as_of"].split("/"))
    source = f"Source: {sources}. Licence: {licences}. As of {days}."
    return Table(name, fields, tuple(_read(DATA / found["path"], fields)), found["title"], source)


def _read(path: Path, fields: Sequence[Column]) -> Iterator[Record]:
    names = [column.name for column in fields]
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        if (head := next(lines, [])) != names:
            raise BadCell(path.name, 1, "(all)", ",".join(head), f"the heading {','.join(names)}")
        for cells in lines:
            line = lines.line_num
            if len(cells) != len(names):
                raise BadCell(path.name, line, "(all)", ",".join(cells), f"a row of {len(names)} cells")
            pairs = zip(fields, cells, strict=True)
            yield Record(**{column.name: _value(path.name, line, column, text) for column, text in pairs})


def _value(file: str, line: int, column: Column, text: str) -> Value:
    if not text:
        return None
    pattern, convert, expected = _READERS[column.type]
    if column.codes and text not in column.codes:
        raise BadCell(file, line, column.name, text, f"one of: {', '.join(column.codes)}")
    with suppress(ValueError):  # a date of the right form that no calendar has
        if re.fullmatch(pattern, text):
            return convert(text)
    raise BadCell(file, line, column.name, text, expected)


def _cell(column: Column, value: Value, *, first: bool) -> str:
    kind = ' class="number"' if column.type in {"integer", "number"} else ""
    opening, closing = ('th scope="row"', "th") if first else ("td", "td")
    return f"<{opening}{kind}>{column.html(value)}</{closing}>"


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _no(what: str, name: str, known: Iterable[str]) -> str:
    names = list(known)
    near = difflib.get_close_matches(name, names, n=1, cutoff=0)
    return f"there is no {what} {name!r} (nearest: {', '.join(near)}); the {what}s are {', '.join(names)}"
