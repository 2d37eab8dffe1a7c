"""Cases of files: zips that would leave their folder, bombs, links, devices, and the wrong thing altogether."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
from typing import TYPE_CHECKING

import toy

from hostile.case import Case, aside

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_DEVICE, _LINK = stat.S_IFCHR, stat.S_IFLNK


def packed(
    contents: dict[str, bytes], kinds: dict[str, int] | None = None, method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """A zip of these files; `kinds` are the types that it claims for some."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in contents.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = ((kinds or {}).get(name, stat.S_IFREG) | 0o644) << 16
            archive.writestr(info, content, compress_type=method)
    return made.getvalue()


def zipped(content: Callable[[], bytes]) -> Callable[[Path, str], None]:
    """Hand in a zip named after the student."""

    def build(place: Path, name: str) -> None:
        (place / f"{name}.zip").write_bytes(content())

    return build


def folder(contents: Callable[[], dict[str, bytes]]) -> Callable[[Path, str], None]:
    """Hand in a folder named after the student."""

    def build(place: Path, name: str) -> None:
        (place / name).mkdir()
        toy.hand_in(place / name, contents())

    return build


def _lying_zip() -> bytes:
    """A zip whose headers say that its 60 MB are 100 bytes."""
    made = bytearray(packed(toy.files() | {"notes.txt": bytes(60 * 1024 * 1024)}))
    real, small = struct.pack("<L", 60 * 1024 * 1024), struct.pack("<L", 100)
    return bytes(made.replace(real, small))


def _encrypted() -> bytes:
    made = bytearray(packed(toy.files()))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = made.find(sign)
        while place >= 0:
            made[place + at] |= 1
            place = made.find(sign, place + 4)
    return bytes(made)


def _damaged() -> bytes:
    made = bytearray(packed({"toy.ipynb": os.urandom(3000).hex().encode()}))
    made[600:700] = bytes(100)
    return bytes(made)


def _many_names() -> bytes:
    return packed({f"file-{number}.txt": b"" for number in range(5_000)} | toy.files(), method=zipfile.ZIP_STORED)


def _pipe(place: Path, name: str) -> None:
    toy.hand_in(place / name, toy.files())
    os.mkfifo(place / name / "more.txt")


def _link(target: str, called: str) -> Callable[[Path, str], None]:
    def build(place: Path, name: str) -> None:
        toy.hand_in(place / name, toy.files())
        (place / name / called).unlink(missing_ok=True)
        (place / name / called).symlink_to(target)

    return build


def _link_to_folder(place: Path, name: str) -> None:
    (place / name).symlink_to("healthy-1", target_is_directory=True)


def _large(place: Path, name: str) -> None:
    toy.hand_in(place / name, toy.files())
    for number in range(3):
        with (place / name / f"{number}.bin").open("wb") as opened:
            opened.truncate(20 * 1024 * 1024)


def _macos() -> bytes:
    contents = {f"work/{name}": content for name, content in toy.files().items()}
    return packed(contents | {"__MACOSX/work/._toy.ipynb": b"\0\5\x16\7", "work/.DS_Store": b"\0"})


CASES = (
    aside("zip-slip", "unsafe-path", zipped(lambda: packed({"../../toy.ipynb": b"{}"} | toy.files()))),
    aside("zip-absolute", "unsafe-path", zipped(lambda: packed({"/etc/cron.d/toy": b"x"} | toy.files()))),
    aside("zip-drive", "unsafe-path", zipped(lambda: packed({"C:\\toy.ipynb": b"x"} | toy.files()))),
    aside("zip-backslash-slip", "unsafe-path", zipped(lambda: packed({"a\\..\\..\\toy.txt": b"x"} | toy.files()))),
    aside("zip-link", "link", zipped(lambda: packed(toy.files() | {"key": b"/etc/passwd"}, {"key": _LINK}))),
    aside("zip-device", "not-a-file", zipped(lambda: packed(toy.files() | {"null": b""}, {"null": _DEVICE}))),
    aside("zip-bomb", "bomb", zipped(lambda: packed(toy.files() | {"notes.txt": bytes(24 * 1024 * 1024)}))),
    aside("zip-bomb-that-lies", "broken-archive|bomb", zipped(_lying_zip)),
    aside("three-large-files", "too-large", _large),
    aside("zip-many-names", "too-many-files", zipped(_many_names)),
    aside("zip-deep-folders", "too-many-files", zipped(lambda: packed(toy.files() | {"a/" * 1_500 + "x.txt": b"x"}))),
    aside("zip-in-zip", "nested-archive", zipped(lambda: packed({"inner.zip": packed(toy.files())} | toy.files()))),
    aside("zip-encrypted", "encrypted", zipped(_encrypted)),
    aside("zip-damaged", "broken-archive", zipped(_damaged)),
    aside("zip-cut-short", "broken-archive", zipped(lambda: packed(toy.files())[:-300])),
    aside("zip-lzma", "other-archive", zipped(lambda: packed(toy.files(), method=zipfile.ZIP_LZMA))),
    aside("zip-empty", "empty", zipped(lambda: packed({}))),
    aside("zip-no-bytes", "empty", zipped(lambda: b"")),
    aside("tar", "other-archive", folder(lambda: {"toy.tar.gz": b"\x1f\x8b\x08"})),
    aside("link-to-passwd", "link", _link("/etc/passwd", "notes.txt")),
    aside("link-to-source", "link", _link("../../course/source/toy/toy.ipynb", "toy.ipynb")),
    aside("link-to-neighbour", "link", _link("../healthy-1/toy.answers.json", "toy.answers.json")),
    aside("link-as-folder", "link", _link_to_folder),
    aside("pipe", "not-a-file", _pipe),
    aside("empty-folder", "empty", folder(dict)),
    aside("too-many-files", "too-many-files", folder(lambda: toy.files() | {f"{n}.txt": b"x" for n in range(300)})),
    aside("deep-folders", "too-many-files", folder(lambda: toy.files() | {"a/" * 30 + "x.txt": b"x"})),
    aside("huge-notebook", "too-large", folder(lambda: {"toy.ipynb": b'{"cells": [' + b" " * (26 * 1024 * 1024)})),
    aside("only-a-picture", "no-notebook", folder(lambda: {"screenshot.png": b"\x89PNG"})),
    aside(
        "two-strangers",
        "which-notebook",
        folder(
            lambda: {
                "mine.ipynb": toy.files()["toy.ipynb"],
                "final.ipynb": toy.files()["toy.ipynb"],
            }
        ),
    ),
    Case("macos-zip", zipped(_macos)),
    Case(
        "odd-name",
        folder(
            lambda: {
                "Copy of toy (2).ipynb": toy.files()["toy.ipynb"],
                "toy.answers (1).json": toy.answers(),
            }
        ),
        told="was named Copy of toy",
    ),
    Case(
        "name-with-txt",
        folder(
            lambda: {
                "toy.ipynb.txt": toy.files()["toy.ipynb"],
                "toy.answers.json": toy.answers(),
            }
        ),
        told="was named toy.ipynb.txt",
    ),
    Case("copy-beside-it", folder(lambda: toy.files() | {"toy-Copy1.ipynb": b"{}"}), told="Several notebooks"),
    Case("checkpoints", folder(lambda: toy.files() | {".ipynb_checkpoints/toy-checkpoint.ipynb": b"{}"})),
    Case("bad-time", folder(lambda: toy.files() | {"timestamp.txt": b"the day after tomorrow"}), told="time stamp"),
)
