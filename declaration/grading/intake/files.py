"""The files of one submission, read from a folder or a zip, within limits, whatever they claim to be.

Nothing is unpacked to the disk and no size in a header is believed: contents are read in pieces and counted. What is
neither a regular file nor a folder is refused by name; what systems leave behind by themselves is passed over.
"""

from __future__ import annotations

import io
import os
import re
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from declaration.grading.reasons import refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

MEGABYTE = 1024 * 1024
FILE, TOTAL, FILES, DEPTH = 25 * MEGABYTE, 50 * MEGABYTE, 200, 8  # at most: bytes a file, bytes in all, files, folders
_RATIO, _HARMLESS = 200, 5 * MEGABYTE  # a file that packs better than this is a bomb, once it is larger than that
_PIECE, _SPARE = 256 * 1024, 4 * 1024  # bytes read at a time at most, and beyond what a file's size says
_DIRECTORY = 2 * MEGABYTE  # bytes of a zip's own list of contents, about ten thousand names
# What `zipfile` itself takes for a zip's end, in which the size of the list of contents stands at this place.
_END_OF: Any = vars(zipfile)["_EndRecData"]
_SIZE = 5
_JUNK_NAMES = {".ds_store", "thumbs.db", "desktop.ini", "__pycache__", "__macosx", ".ipynb_checkpoints", ".git"}
_JUNK_STARTS = ("._", "~$", ".nfs", ".~")
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, OverflowError, NotImplementedError, RuntimeError,
    ValueError,
)  # fmt: skip
_DRIVE = re.compile(r"[A-Za-z]:")
ARCHIVES = (".zip",)
OTHER_ARCHIVES = (".tar", ".tgz", ".gz", ".bz2", ".xz", ".7z", ".rar")


@dataclass
class Budget:
    """What one submission may still hold; `spend` raises `Refused` when it is used up."""

    files: int = FILES
    total: int = TOTAL
    contents: dict[str, bytes] = field(default_factory=dict)

    def count(self) -> None:
        """Count one file or folder."""
        self.files -= 1
        if self.files < 0:
            refuse("too-many-files", limit=FILES)

    def spend(self, size: int, read: int, name: str) -> None:
        """Count `size` more bytes of a file of which `read` have been read by now."""
        self.total -= size
        if read > FILE:
            refuse("too-large", name=name, limit=f"{FILE // MEGABYTE} MB")
        if self.total < 0:
            refuse("too-large", name="What was handed in", limit=f"{TOTAL // MEGABYTE} MB")


def is_junk(name: str) -> bool:
    """Say whether this path is something that systems leave behind by themselves."""
    parts = name.lower().split("/")
    return any(part in _JUNK_NAMES or part.startswith(_JUNK_STARTS) for part in parts)


def of_folder(folder: Path, budget: Budget) -> None:
    """Add the files in this folder and those in it to the budget's contents, by their path inside it.

    Raises:
        Refused: for a link, a device, a pipe, too much of anything, or what cannot be read.
    """
    try:
        _walk(folder, "", budget, DEPTH)
    except OSError as error:
        refuse("unreadable", name=Path(str(error.filename)).name, wrong=error.strerror)


def of_file(path: Path, name: str, budget: Budget) -> None:
    """Add one file under this name to the budget's contents.

    Raises:
        Refused: as `of_folder`.
    """
    try:
        budget.count()
        budget.contents[name] = _read(path, name, budget)
    except OSError as error:
        refuse("unreadable", name=name, wrong=error.strerror)


def _walk(folder: os.PathLike[str], inside: str, budget: Budget, depth: int) -> None:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            name = f"{inside}{entry.name}"
            if is_junk(entry.name):
                continue
            budget.count()
            if entry.is_symlink():
                refuse("link", name=name)
            if entry.is_dir(follow_symlinks=False):
                if depth == 0:
                    refuse("too-many-files", limit=f"{DEPTH} levels of")
                _walk(entry, f"{name}/", budget, depth - 1)
            else:
                budget.contents[name] = _read(entry, name, budget)


def _read(path: os.PathLike[str], name: str, budget: Budget) -> bytes:
    # What is looked at and what is read is the same open file; a pipe must not block.
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        mode = os.lstat(path).st_mode
        if stat.S_ISLNK(mode):
            refuse("link", name=name)
        if not stat.S_ISREG(mode):
            refuse("not-a-file", name=name)
        raise
    with open(handle, "rb", buffering=0) as opened:  # noqa: PTH123 - a handle has no path
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            refuse("not-a-file", name=name)
        # The size is only how much is asked for at once: room for a large piece costs more than to read a notebook.
        return _all(opened, name, budget, size=min(_PIECE, found.st_size + _SPARE))


def _all(opened: IO[bytes], name: str, budget: Budget, packed: int = 0, size: int = _PIECE) -> bytes:
    pieces, read = [], 0
    while piece := opened.read(size):
        read += len(piece)
        if packed and read > _HARMLESS and read > packed * _RATIO:
            refuse("bomb", name=name)
        budget.spend(len(piece), read, name)
        pieces.append(piece)
    return b"".join(pieces)


def opened_zip(file: Path | bytes, name: str, directory: int = _DIRECTORY) -> zipfile.ZipFile:
    """Return this zip, opened, if its own list of contents is not larger than `directory` bytes.

    Raises:
        Refused: if it is no zip, damaged, or its list too long.
    """
    try:
        with file.open("rb") if isinstance(file, Path) else io.BytesIO(file) as stream:
            size = _directory_size(stream)
        if size > directory:
            refuse("too-many-files", limit=FILES)
        return zipfile.ZipFile(file if isinstance(file, Path) else io.BytesIO(file))
    except _DAMAGE as error:
        refuse("broken-archive", name=name, wrong=error)


def _directory_size(stream: IO[bytes]) -> int:
    """Return how large a zip's list of contents is: the very number by which `zipfile` will read it."""
    end = _END_OF(stream)
    return int(end[_SIZE]) if end else 0


def of_zip(archive: zipfile.ZipFile, members: Iterator[tuple[str, zipfile.ZipInfo]], budget: Budget) -> None:
    """Add these members, each with the name it shall have, to the budget's contents.

    Raises:
        Refused: for what would leave the folder, a link, a device, an archive in the archive, a bomb, a password,
            damage, too much of anything.
    """
    for name, info in members:
        safe = safe_name(name)
        if is_junk(safe):
            continue
        budget.count()
        if safe.count("/") > DEPTH:
            refuse("too-many-files", limit=f"{DEPTH} levels of")
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind == stat.S_IFLNK:
            refuse("link", name=safe)
        if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
            refuse("not-a-file", name=safe)
        if info.flag_bits & 1:
            refuse("encrypted", name=safe)
        # Other methods may ask for gigabytes of memory before they give one byte.
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            refuse("other-archive", name=safe)
        if not is_folder(info) and not name.endswith("\\"):
            budget.contents[safe] = _member(archive, info, safe, budget)


def is_folder(info: zipfile.ZipInfo) -> bool:
    """Say whether a member is a folder; `zipfile` itself fails on a name that is empty."""
    return info.filename.endswith("/")


def safe_name(name: str) -> str:
    """Return the name of a member with plain slashes.

    Raises:
        Refused: if it leads out of the folder.
    """
    plain = name.replace("\\", "/")
    if plain.startswith("/") or _DRIVE.match(plain) or ".." in plain.split("/") or "\0" in plain:
        refuse("unsafe-path", name=name)
    return "/".join(part for part in plain.split("/") if part not in {"", "."})


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, budget: Budget) -> bytes:
    try:
        with archive.open(info) as opened:
            return _all(opened, name, budget, packed=max(1, info.compress_size))
    except _DAMAGE as error:
        refuse("broken-archive", name=name, wrong=error)


def made(folder: Path) -> bool:
    """Make this folder and the one that it is in, and say whether it is new."""
    for path in (folder.parent, folder):
        try:
            os.mkdir(path)  # noqa: PTH102 - ten thousand times, and `pathlib` asks the system twice
            new = True
        except FileNotFoundError:
            path.mkdir(parents=True)
            new = True
        except FileExistsError:
            new = False
    return new


def put(path: Path, content: bytes) -> None:
    """Write this file; a run that is stopped here may leave a half, and the next one compares and writes it again."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o644)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(handle, left) :]
    finally:
        os.close(handle)


def stands(path: Path, content: bytes) -> bool:
    """Say whether this file is there and holds this."""
    try:
        return path.read_bytes() == content
    except OSError:
        return False
