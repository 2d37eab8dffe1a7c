"""Who handed in what: the folders and zips of a class, read by their names alone.

A class's zip is looked into as if it were a folder. What the names say is in `layouts`; files are read later, one
submission at a time, by `inbox`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from declaration.grading.intake import files, layouts
from declaration.grading.reasons import Refused, shortened

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

_CONTAINER = 16 * files.MEGABYTE  # bytes of the list of contents of a class's zip
_SUBMITTED = "submitted"
_SUFFIXES = (".ipynb", ".ipynb.txt", ".ipynb.json", ".answers.json", ".json", *files.ARCHIVES, *files.OTHER_ARCHIVES)


@dataclass(frozen=True)
class Part:
    """A piece of a submission: a folder or file on the disk, or members of a class's zip.

    `name` is what a file shall be called; of a folder, it is empty.
    """

    path: Path
    name: str = ""
    archive: zipfile.ZipFile | None = None
    members: tuple[tuple[str, zipfile.ZipInfo], ...] = ()

    def read(self, budget: files.Budget) -> None:
        """Add the files of this part to the budget's contents; raises `Refused` as the functions of `files` do."""
        if self.archive is not None:
            files.of_zip(self.archive, ((self.name or name, info) for name, info in self.members), budget)
        elif self.path.is_dir() and not self.path.is_symlink():
            files.of_folder(self.path, budget)
        else:
            files.of_file(self.path, self.name or self.path.name, budget)


@dataclass(frozen=True)
class Copy:
    """One submission as it was handed over, not yet read. `others` names the copies that do not count.

    `holder` is the zip of a class in which it lay, where that lay beside others: a student's zip may claim to be one.
    """

    student: str
    assignment: str
    origin: str
    parts: tuple[Part, ...]
    at: datetime | None = None
    late: bool = False
    name: str = ""
    lms: str = ""
    others: tuple[str, ...] = ()
    holder: str = ""


class _OnDisk:
    """A file or folder."""

    def __init__(self, path: Path) -> None:
        self.path, self.name = path, path.name
        self.is_dir = path.is_dir() and not path.is_symlink()

    def inside(self) -> list[_OnDisk]:
        return [_OnDisk(path) for path in sorted(self.path.iterdir())] if self.is_dir else []

    def part(self, name: str = "") -> Part:
        return Part(self.path, name)


class _InZip:
    """A member of a class's zip, or the members that share the beginning of their names, seen as a folder."""

    def __init__(
        self, path: Path, archive: zipfile.ZipFile, name: str, members: list[tuple[str, zipfile.ZipInfo]]
    ) -> None:
        self.path, self.archive, self.name, self.members = path, archive, name, members
        self.is_dir = any(inner for inner, _ in members)

    def inside(self) -> list[_InZip]:
        groups: dict[str, list[tuple[str, zipfile.ZipInfo]]] = {}
        for inner, info in self.members:
            first, _, rest = inner.partition("/")
            if first:
                groups.setdefault(first, []).append((rest, info))
        return [_InZip(self.path, self.archive, name, members) for name, members in sorted(groups.items())]

    def part(self, name: str = "") -> Part:
        kept = tuple((inner, info) for inner, info in self.members if inner or not files.is_folder(info))
        return Part(self.path, "" if self.is_dir else name or self.name, self.archive, kept)


@dataclass
class Reader:
    """Reads one place; what cannot be told whose it is goes into `notes`, one sentence each."""

    place: Path
    assignments: frozenset[str]
    only: str
    notes: list[str] = field(default_factory=list)

    def copies(self) -> Iterator[Copy]:
        """Give every submission in this place; several parts of one are one copy."""
        if self.place.is_dir():
            # A course folder of nbgrader: what was collected stands in one of its folders.
            inner = self.place / _SUBMITTED
            yield from self._of(_OnDisk(inner if inner.is_dir() else self.place))
        elif (archive := self._opened(self.place)) is not None:
            yield from self._of(archive)

    def _opened(self, path: Path) -> _InZip | None:
        try:
            archive = files.opened_zip(path, path.name, _CONTAINER)
        except Refused as refused:
            self.notes.append(f"{refused.aside.reason} {refused.aside.remedy}")
            return None
        members = []
        for info in archive.infolist():
            try:
                name = files.safe_name(info.filename)
            except Refused as refused:
                self.notes.append(f"{shortened(path.name)}: {refused.aside.reason} It was passed over.")
            else:
                members.append((name, info))
        return _InZip(path, archive, path.stem, members)

    def _of(self, holder: _OnDisk | _InZip, depth: int = files.DEPTH) -> Iterator[Copy]:
        entries = [entry for entry in holder.inside() if not files.is_junk(entry.name)]
        if self._is_submission(entries):
            yield Copy(layouts.student_id(holder.name), self.only, holder.name, (holder.part(),))
        elif len(entries) == 1 and depth and self._is_wrapper(entries[0]):
            yield from self._of(entries[0], depth - 1)
        else:
            grouped: dict[tuple[object, ...], Copy] = {}
            for entry in entries:
                for key, copy in self._copies_of(entry):
                    first = grouped.setdefault(key, copy)
                    if first is not copy:
                        grouped[key] = _joined(first, copy)
            yield from _files_first(grouped)

    def _is_submission(self, entries: Sequence[_OnDisk | _InZip]) -> bool:
        """Say whether these are the files of one student: a notebook of the course lies among them."""
        stems = {layouts.split(entry.name) for entry in entries if not entry.is_dir}
        return any((name, suffix) in stems for name in self.assignments for suffix in (".ipynb", ".answers.json"))

    def _is_wrapper(self, entry: _OnDisk | _InZip) -> bool:
        """Say whether this folder is only the one into which somebody packed everything."""
        if not entry.is_dir or layouts.of_system(entry.name):
            return False
        inner = [each for each in entry.inside() if not files.is_junk(each.name)]
        return (
            bool(inner)
            and not self._is_submission(inner)
            and all(each.is_dir or layouts.of_system(each.name) or _is_plain(each.name) for each in inner)
            and not any(each.name in self.assignments for each in inner)
        )

    def _copies_of(self, entry: _OnDisk | _InZip) -> Iterator[tuple[tuple[object, ...], Copy]]:
        if label := layouts.of_system(entry.name):
            yield self._labelled(entry, label)
        elif entry.is_dir:
            named = [inner for inner in entry.inside() if inner.is_dir and inner.name in self.assignments]
            student = layouts.student_id(entry.name)
            for inner in named:
                origin = f"{entry.name}/{inner.name}"
                yield (student, inner.name), Copy(student, inner.name, origin, (inner.part(),))
            if not named:
                yield (student,), Copy(student, self.only, entry.name, (entry.part(),))
        elif isinstance(entry, _OnDisk) and entry.name.lower().endswith(".zip") and (found := self._class_zip(entry)):
            yield from found
        elif isinstance(entry, _OnDisk) and (entry.path.is_symlink() or not entry.path.is_file()):
            student = layouts.student_id(entry.name)
            yield (student,), Copy(student, self.only, entry.name, (entry.part(),))
        elif _is_plain(entry.name):
            label = layouts.of_file(entry.name, self.only)
            yield (label.student,), Copy(label.student, self.only, entry.name, (entry.part(label.file),))
        else:
            self.notes.append(f"{shortened(entry.name)}: this is no submission, and was passed over.")

    def _labelled(self, entry: _OnDisk | _InZip, label: layouts.Label) -> tuple[tuple[object, ...], Copy]:
        # Files that lie flat are one submission; folders are one each.
        whole = entry.name if entry.is_dir and label.kind == "file" else ""
        key = (label.student, label.lms, label.late, label.kind, whole)
        copy = Copy(
            label.student,
            label.assignment or self.only,
            entry.name,
            (entry.part(label.file),),
            label.at,
            label.late,
            label.name,
            label.lms,
        )
        return key, copy

    def _class_zip(self, entry: _OnDisk) -> list[tuple[tuple[object, ...], Copy]]:
        """Return the copies in this zip if it is that of a class, and none if it is that of one student."""
        try:
            archive = files.opened_zip(entry.path, entry.name, _CONTAINER)
        except Refused:
            return []  # a student's, and told as such when it is read
        with archive:
            tops = {info.filename.partition("/")[0] for info in archive.infolist()}
        if not any(layouts.of_system(top) for top in tops if not files.is_junk(top)):
            return []
        inner = Reader(entry.path, self.assignments, self.only, self.notes)
        return [((entry.name, index), replace(copy, holder=entry.name)) for index, copy in enumerate(inner.copies())]


def _is_plain(name: str) -> bool:
    return name.lower().endswith(_SUFFIXES)


def _joined(first: Copy, second: Copy) -> Copy:
    return replace(first, parts=(*first.parts, *second.parts))


def _files_first(grouped: dict[tuple[object, ...], Copy]) -> Iterator[Copy]:
    """Give the copies; what Moodle keeps beside a student's files, a text typed online, only if there are none."""
    handed = {(copy.student, copy.lms) for key, copy in grouped.items() if "file" in key}
    for key, copy in grouped.items():
        beside = len(key) > 3 and key[3] != "file"  # noqa: PLR2004 - the kind in the key of `_labelled`
        if not beside or (copy.student, copy.lms) not in handed:
            yield copy
