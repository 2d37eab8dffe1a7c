"""The room in which student code runs: bubblewrap's command, what is in it, and its limits.

    box = Sandbox()                                  # or Sandbox(limits=Limits(cell=5)), Sandbox(unsafe=True)
    with conversation.Conversation(box) as talk: ... # starts one room for one submission

In the room there are Python, the package and its public data (read-only), the packages that the course imports
(read-only), and a scratch folder in memory that goes when the room goes. There are no network, no other process, no
/proc, no /home, no course folder, no environment; and no second process or thread (`seccomp`).
Paths in the room are its own (`/course`, `/packages/0`, `/scratch`): they tell nothing of the machine.

Every user may start it (it needs user namespaces, not root). Where it cannot be started nothing is graded, unless
`unsafe` is set: then the same program runs with the same limits on time, memory and files, and without walls.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from declaration.grading.sandbox import seccomp
from declaration.paths import DATA

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from declaration.grading.sandbox.scratch import Scratch

_MEGABYTE = 1 << 20
_PACKAGE = Path(__file__).resolve().parents[2]
_INSIDE = Path(__file__).resolve().with_name("inside")
# The program, started from the folder that holds `inside`; of that folder student code can import nothing.
_PROGRAM = "import sys; sys.path.insert(0, sys.argv.pop()); from inside import runner; del sys.path[0]; runner.main()"
_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64")  # of the machine, for Python's own shared libraries
# Sets come out in the same order at every run; and what runs knows that it is being graded.
ENVIRONMENT = {
    "HOME": "/scratch",
    "LANG": "C.UTF-8",
    "NBGRADER_EXECUTION": "autograde",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
}
_REMEDY = (
    "Student code needs bubblewrap and user namespaces. Install it: 'sudo apt-get install bubblewrap' (Debian, Ubuntu) "
    "or 'sudo dnf install bubblewrap' (Fedora). If it is there and refuses: allow user namespaces, on Debian "
    "'sudo sysctl kernel.unprivileged_userns_clone=1', on Ubuntu 24.04 and later "
    "'sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0', in a container "
    "'--security-opt seccomp=unconfined'. Or grade with --unsafe: student code then runs with your own rights."
)


class NoSandbox(RuntimeError):
    """The sandbox cannot be started or does not hold; nothing was graded. The message says why and what to do."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why} {_REMEDY}")
        self.why = why

    def __reduce__(self) -> tuple[type[NoSandbox], tuple[str]]:  # so that it comes whole out of another process
        return NoSandbox, (self.why,)


@dataclass(frozen=True)
class Limits:
    """How much one submission may take: seconds of wall and computing time, bytes of memory, files and answers."""

    cell: float = 10.0  # wall seconds for one cell or one check: then it is interrupted
    grace: float = 1.0  # wall seconds more: then everything is ended
    whole: float = 60.0  # wall seconds for the submission
    cpu: int = 40  # seconds of computing for the submission
    memory: int = 512 * _MEGABYTE
    scratch: int = 16 * _MEGABYTE  # all files together
    entries: int = 1_000  # files, folders and links
    file: int = 8 * _MEGABYTE  # one file
    files: int = 64  # open at once
    reply: int = 1 * _MEGABYTE  # one value coming out

    def resources(self) -> Mapping[str, int]:
        """Return the limits that the kernel holds for the process, by the names of `resource.RLIMIT_*`."""
        return {"CPU": self.cpu, "AS": self.memory, "FSIZE": self.file, "NOFILE": self.files, "CORE": 0}


@dataclass(frozen=True)
class Sandbox:
    """How rooms are built: with which `bwrap`, with which limits, or `unsafe`: without walls."""

    limits: Limits = field(default_factory=Limits)
    unsafe: bool = False
    bwrap: str = "bwrap"

    def start(self, scratch: Scratch) -> subprocess.Popen[bytes]:
        """Start the runner, with walls and with pipes to it.

        Raises:
            NoSandbox: if bubblewrap is not installed, or this machine is of a kind that it was not written for.
        """
        bwrap = shutil.which(self.bwrap)
        if bwrap is None:
            raise NoSandbox(f"There is no {self.bwrap!r} on this machine.")
        try:
            program = seccomp.program()
        except seccomp.UnknownMachine as error:
            raise NoSandbox(f"{str(error).capitalize()}.") from None
        rules = os.memfd_create("seccomp")
        try:
            os.write(rules, program)
            os.lseek(rules, 0, os.SEEK_SET)
            return _popen([bwrap, *self.arguments(rules, scratch.info)], env={}, pass_fds=(rules, scratch.info))
        finally:
            os.close(rules)

    def start_unsafe(self, folder: Path) -> subprocess.Popen[bytes]:
        """Start the same program without walls, in this folder."""
        command = [sys.executable, "-sSP", "-c", _PROGRAM, str(_INSIDE.parent)]
        return _popen(command, cwd=folder, env=ENVIRONMENT | {"HOME": str(folder)}, start_new_session=True)

    def setup(self) -> dict[str, object]:
        """Return what the runner is told first: its limits, the time for a cell, where packages stand."""
        packages = [str(path) for path in _packages()]
        if self.unsafe:
            paths = [str(_PACKAGE.parent), *packages]
        else:
            paths = ["/course", *(f"/packages/{number}" for number in range(len(packages)))]
        return {"limits": self.limits.resources(), "seconds": self.limits.cell, "paths": paths}

    def arguments(self, rules: int, info: int) -> list[str]:
        """Return bubblewrap's arguments; `rules` is an open file with the filter, `info` takes the room's process."""
        return [
            "--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts",
            "--unshare-cgroup-try", "--uid", "1000", "--gid", "1000", "--hostname", "sandbox", "--cap-drop", "ALL",
            "--die-with-parent", "--new-session", "--as-pid-1", "--seccomp", str(rules),
            "--info-fd", str(info),
            "--clearenv", *(word for pair in ENVIRONMENT.items() for word in ("--setenv", *pair)),
            *_machine(),
            "--ro-bind", str(_PACKAGE), "/course/declaration", "--tmpfs", "/course/declaration/grading",
            "--ro-bind", str(DATA), "/course/data",
            *(word for n, path in enumerate(_packages()) for word in ("--ro-bind", str(path), f"/packages/{n}")),
            "--ro-bind", str(_INSIDE), "/run/inside",
            "--dev-bind", "/dev/null", "/dev/null", "--dev-bind", "/dev/urandom", "/dev/urandom",
            "--size", str(self.limits.scratch), "--tmpfs", "/scratch", "--symlink", "scratch", "/tmp",  # noqa: S108
            "--remount-ro", "/course/declaration/grading", "--remount-ro", "/", "--chdir", "/scratch",
            "--", "/python/bin/python", "-sSP", "-c", _PROGRAM, "/run",
        ]  # fmt: skip


def _popen(command: list[str], **options: Any) -> subprocess.Popen[bytes]:  # noqa: ANN401 - those of Popen
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, bufsize=0, **options)


def _packages() -> Iterator[Path]:
    """The folders of installed packages that this process imports from."""
    for entry in dict.fromkeys(sys.path):
        if entry and Path(entry).name in ("site-packages", "dist-packages") and Path(entry).is_dir():
            yield Path(entry)


def _machine() -> Iterator[str]:
    """Python and the shared libraries, where the dynamic loader looks for them."""
    for name in _LIBRARIES:
        path = Path(name)
        if path.is_symlink():
            yield from ("--symlink", str(path.readlink()), name)
        elif path.is_dir():
            yield from ("--ro-bind", name, name)
    yield from ("--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache")
    program = Path(sys.executable).resolve()
    if sys.base_prefix == "/usr":
        yield from ("--symlink", "/usr/lib", "/python/lib")
    else:
        yield from ("--ro-bind", str(Path(sysconfig.get_path("stdlib")).parent), "/python/lib")
    yield from ("--ro-bind", str(program), "/python/bin/python")
