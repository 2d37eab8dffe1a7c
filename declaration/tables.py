"""The data tables as plain records: read once, typed, and shown with their source.

`load` reads a CSV file by its schema in `datapackage.json` and gives a `Table`, a sequence of `Record`s. A table never
changes: each of its methods gives a new one, so that a chapter may cut and sort the same table many times. What a reader
must know to trust a figure (source, licence, date) travels with the table and stands under it wherever it is shown.
"""
from __future__ import annotations

import csv
import difflib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, overload

DATA = Path(__file__).parent.parent / "data"

Value = int | float | bool | str | date | None
# Spelled out because strftime would speak the language of the machine.
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
# int() and fromisoformat() also take 1_000 and 20130828, which no reader expects in a table: hence the patterns.
READERS: dict[str, tuple[str, Callable[[str], Value], str]] = {
    "integer": (r"-?\d+", int, "a whole number"),
    "year": (r"\d{4}", int, "a year of four digits"),
    "number": (r"-?\d+(\.\d+)?", float, "a number"),
    "boolean": (r"true|false", "true".__eq__, "true or false"),
    "date": (r"\d{4}-\d\d-\d\d", date.fromisoformat, "a date (YYYY-MM-DD)"),
    "string": (r"(?s).*", str, "text"),
}
NO_DATA = '<span aria-hidden="true">–</span><span class="visually-hidden">no data</span>'


class UnknownTable(LookupError):
    """No table has this name; the message lists the valid ones."""

    def __init__(self, name: str, valid: Iterable[str]) -> None:
        super().__init__(f"No table is called {name!r}. {_valid(name, valid, 'The tables')}")


class UnknownColumn(AttributeError, LookupError):
    """No column has this name; the message gives the nearest and lists the valid ones."""

    def __init__(self, name: str, valid: Iterable[str]) -> None:
        super().__init__(f"No column is called {name!r}. {_valid(name, valid, 'The columns')}")


class BadCell(ValueError):
    """A cell of a file does not fit its schema. `file`, `line`, `field`, `value` and `expected` say where and why."""

    def __init__(self, file: str, line: int, field: str, value: str, expected: str) -> None:
        super().__init__(f"{file}, line {line}, field {field}: {value!r} is not {expected}.")
        self.file, self.line, self.field, self.value, self.expected = file, line, field, value, expected


def _valid(name: str, valid: Iterable[str], what: str) -> str:
    names = sorted(valid)
    near = difflib.get_close_matches(name, names, n=1, cutoff=0)
    return (f"Did you mean {near[0]!r}? " if near else "") + f"{what}: {', '.join(names)}."


@dataclass(frozen=True)
class Column:
    """A field of the schema: its name, type, the title that heads it, and the words in which its codes are shown."""

    name: str
    type: str = "string"
    title: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    constraints: Mapping[str, Any] = field(default_factory=dict)

    def read(self, text: str) -> Value:
        """The value of a cell, None if it is empty. Raises ValueError with what is expected if the text does not fit."""
        if not text:
            if self.constraints.get("required"):
                raise ValueError("filled, as it must be")
            return None
        pattern, convert, expected = READERS[self.type]
        enum, wanted = self.constraints.get("enum"), self.constraints.get("pattern")
        if enum and text not in enum:
            raise ValueError(f"one of {', '.join(enum)}")
        if wanted and not re.fullmatch(wanted, text):
            raise ValueError(f"text of the form {wanted}")
        try:
            if re.fullmatch(pattern, text):
                return convert(text)
        except ValueError:  # a date of the right form that is in no calendar
            pass
        raise ValueError(expected)

    def html(self, value: Value) -> str:
        """The value as escaped HTML: 1,234 or 28 August 2013; a dash, read out as 'no data', if it is None."""
        if value is None:
            return NO_DATA
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, date):
            return _day(value)
        if isinstance(value, float):
            return f"{value:,.2f}"
        if isinstance(value, int):
            return str(value) if self.type == "year" else f"{value:,}"
        return escape(self.labels.get(value, value))


@dataclass(frozen=True)
class Origin:
    """Where a table comes from: titles of its sources and licences, and its date (two ISO dates if rows differ)."""

    sources: tuple[str, ...]
    licenses: tuple[str, ...]
    as_of: str

    def html(self) -> str:
        """One line for under a table, escaped."""
        days = " to ".join(_day(date.fromisoformat(day)) for day in self.as_of.split("/"))
        when = f"As of {days}" + (", row by row" if "/" in self.as_of else "")
        return escape(f"Source: {'; '.join(self.sources)}. Licence: {'; '.join(self.licenses)}. {when}.")


class Record:
    """One row: `row.country`, or `row["ilo-189"]` where the name of a column is no Python name."""

    __slots__ = ("_cells",)

    def __init__(self, cells: Mapping[str, Value]) -> None:
        self._cells = dict(cells)

    def __getitem__(self, name: str) -> Any:
        if name not in self._cells:
            raise UnknownColumn(name, self._cells)
        return self._cells[name]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # copy and IPython probe for such names before there are any cells
            raise AttributeError(name)
        return self[name]

    def __dir__(self) -> list[str]:
        return [name for name in self._cells if name.isidentifier()]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and self._cells == other._cells

    def __hash__(self) -> int:
        return hash(tuple(self._cells.items()))

    def __repr__(self) -> str:
        return f"Record({', '.join(f'{name}={value!r}' for name, value in self._cells.items())})"


@dataclass(frozen=True, repr=False)
class Table(Sequence[Record]):
    """A sequence of records under named columns. Made by `load`; its methods give new tables."""

    name: str
    fields: tuple[Column, ...]
    rows: tuple[Record, ...]
    title: str
    origin: Origin

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Record]:
        return iter(self.rows)

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> Table: ...
    def __getitem__(self, index: int | slice) -> Record | Table:
        return self.rows[index] if isinstance(index, int) else replace(self, rows=self.rows[index])

    def where(self, **conditions: Value | list[Any]) -> Table:
        """The rows in which every named column has the value given, or any one of a list of values."""
        self._check(conditions)
        wanted = {name: value if isinstance(value, list) else [value] for name, value in conditions.items()}
        return replace(self, rows=tuple(row for row in self if all(row[name] in values for name, values in wanted.items())))

    def columns(self, *names: str) -> Table:
        """The same rows, with only these columns, in this order."""
        fields = tuple(self._check(names))
        return replace(self, fields=fields, rows=tuple(Record({name: row[name] for name in names}) for row in self))

    def sort(self, *names: str, descending: bool = False) -> Table:
        """The rows in order of these columns, the first one first. Rows without a value stand last either way."""
        self._check(names)
        rows = list(self.rows)
        for name in reversed(names):  # a stable sort by the last name first sorts by all of them
            full = [row for row in rows if row[name] is not None]
            rows = sorted(full, key=lambda row: row[name], reverse=descending) + [row for row in rows if row[name] is None]
        return replace(self, rows=tuple(rows))

    def pivot(self, *, rows: str, columns: str, values: str) -> Table:
        """One row for each value of `rows`, one column for each of `columns`, both in the order in which they first occur.

        A pair that does not occur gives None. Raises ValueError if a pair occurs twice: a cell holds one value.
        """
        first, head, cell = self._check((rows, columns, values))
        names = dict.fromkeys(str(row[columns]) for row in self)
        table: dict[Value, dict[str, Value]] = {}
        for row in self:
            line = table.setdefault(row[rows], {rows: row[rows]})
            if str(row[columns]) in line:
                raise ValueError(f"{self.name} has two rows with {rows} {row[rows]!r} and {columns} {row[columns]!r}; choose with where().")
            line[str(row[columns])] = row[values]
        blank: dict[str, Value] = dict.fromkeys([rows, *names])
        fields = (first, *(replace(cell, name=name, title=head.labels.get(name, name)) for name in names))
        return replace(self, fields=fields, rows=tuple(Record(blank | line) for line in table.values()))

    def caption(self, text: str) -> Table:
        """The same table under another caption."""
        return replace(self, title=text)

    def __repr__(self) -> str:
        return f"{self.name}: {len(self)} rows × {len(self.fields)} columns"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """One line as plain text, and the whole table as an HTML figure."""
        return {"text/plain": repr(self), "text/html": self._html()}

    def _html(self) -> str:
        heads = "".join(f'<th scope="col">{escape(column.title or column.name)}</th>' for column in self.fields)
        lines = [f'<figure class="table">\n<table class="data">\n<caption>{escape(self.title)}</caption>', f"<thead><tr>{heads}</tr></thead>\n<tbody>"]
        for row in self:
            lines.append("<tr>" + "".join(_cell(column, row[column.name], i == 0) for i, column in enumerate(self.fields)) + "</tr>")
        return "\n".join([*lines, f"</tbody>\n</table>\n<figcaption>{self.origin.html()}</figcaption>\n</figure>"])

    def _check(self, names: Iterable[str]) -> list[Column]:
        known = {column.name: column for column in self.fields}
        for name in names:
            if name not in known:
                raise UnknownColumn(name, known)
        return [known[name] for name in names]


def _cell(column: Column, value: Value, first: bool) -> str:
    number = ' class="number"' if column.type in ("integer", "number") else ""
    tag, scope = ("th", ' scope="row"') if first else ("td", "")
    return f"<{tag}{scope}{number}>{column.html(value)}</{tag}>"


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


@cache
def _schemas() -> dict[str, Any]:
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    return {resource["name"]: resource for resource in package["resources"]}


@cache
def load(name: str) -> Table:
    """The table of this name, every row typed by the schema. The file is read once in a process.

    Raises UnknownTable for a name that the data package does not list, BadCell for a cell that does not fit.
    """
    if name not in _schemas():
        raise UnknownTable(name, _schemas())
    resource = _schemas()[name]
    fields = tuple(
        Column(f["name"], f["type"], f["title"], f.get("labels", {}), f.get("constraints", {})) for f in resource["schema"]["fields"]
    )
    origin = Origin(
        tuple(source["title"] for source in resource["sources"]),
        tuple(license["title"] for license in resource["licenses"]),
        resource["as_of"],
    )
    return Table(name, fields, tuple(_read(DATA / resource["path"], fields)), resource["title"], origin)


def _read(path: Path, fields: Sequence[Column]) -> Iterator[Record]:
    names = [column.name for column in fields]
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        head = next(lines, [])
        if head != names:
            raise BadCell(path.name, 1, "(all)", ",".join(head), f"the heading {','.join(names)}")
        for cells in lines:
            if len(cells) != len(fields):
                raise BadCell(path.name, lines.line_num, "(all)", ",".join(cells), f"a row of {len(fields)} cells")
            record: dict[str, Value] = {}
            for column, text in zip(fields, cells, strict=True):
                try:
                    record[column.name] = column.read(text)
                except ValueError as wrong:
                    raise BadCell(path.name, lines.line_num, column.name, text, str(wrong)) from None
            yield Record(record)
