"""A room's scratch folder, seen from outside.

The file system in memory has a size, but bubblewrap cannot give it a number of files, and each file, empty or not,
takes about a kilobyte of the kernel's own memory, which no limit on the process counts. So they are counted here.
"""

from __future__ import annotations

import json
import os
from typing import Any


class Unseen(RuntimeError):
    """The scratch folder cannot be looked at."""


class Scratch:
    """The files of one room; it is opened when the room is ready, before student code runs in it."""

    def __init__(self) -> None:
        """Make the pipe on which bubblewrap tells the process of the room (`--info-fd`)."""
        self._told, self.info = os.pipe()
        self._folder: int | None = None

    def started(self) -> None:
        """Close what is bubblewrap's, once it is started."""
        os.close(self.info)

    def open(self) -> None:
        """Open the folder.

        Raises:
            Unseen: if the system does not let this process look.
        """
        try:
            with open(self._told, "rb", closefd=False) as pipe:
                told: dict[str, Any] = json.loads(pipe.read())
            self._folder = os.open(f"/proc/{told['child-pid']}/root/scratch", os.O_PATH | os.O_DIRECTORY)
        except (OSError, ValueError, KeyError) as error:
            raise Unseen(str(error)) from None

    def count(self) -> int:
        """Return how many files, folders and links there are; 0 before it is opened."""
        if self._folder is None:
            return 0
        found = os.statvfs(self._folder)
        return found.f_files - found.f_ffree

    def close(self) -> None:
        """Let go of the folder: it lasts as long as somebody holds it."""
        for number in (self._told, self._folder):
            if number is not None:
                os.close(number)
