"""The canary: at the start of a grading run it tries to get out of the sandbox, and if it can, nothing is graded.

`prove(box)` starts one room as every submission gets it, and asks it for what must not be reached: a file outside, the
network, other processes, a place to write, a second process, the environment, more memory than allowed. It looks from
outside as well. Each worker process proves its own machine, once, before the first submission (`proved`).
"""

from __future__ import annotations

import os
import secrets
import socket
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from declaration.grading.sandbox.box import ENVIRONMENT, NoSandbox
from declaration.grading.sandbox.conversation import Conversation, Ended
from declaration.paths import ROOT

if TYPE_CHECKING:
    from declaration.grading.sandbox.box import Sandbox

# Each says True when it got out; only a clear False is taken as held.
_PROBES = """
import os, socket

def reads(path):
    try:
        with open(path, "rb") as file:
            return bool(file.read(1))
    except OSError:
        return os.path.exists(path)

def writes(folders):
    for folder in folders:
        path = os.path.join(folder, NAME)
        try:
            with open(path, "w") as file:
                file.write("canary")
            os.remove(path)
            return True
        except OSError:
            pass
    return False

def connects(port):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False

def sees(pid):
    if os.path.exists("/proc/1"):
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True

def forks():
    try:
        child = os.fork()
    except OSError:
        return False
    if not child:
        os._exit(0)
    os.waitpid(child, 0)
    return True

def remembers(names):
    return bool(set(os.environ) - set(names))

def allocates(size):
    try:
        return bool(bytearray(size))
    except MemoryError:
        return False
"""
_KNOWN = (*ENVIRONMENT, "PWD", "LC_CTYPE")  # the last two come from bubblewrap and from Python


def prove(box: Sandbox, private: tuple[Path, ...] = ()) -> None:
    """Return if the sandbox holds; `private` names further files and folders that it must not show.

    Raises:
        NoSandbox: if it does not start, or something got out; the message names what.
    """
    name = f"canary-{secrets.token_hex(8)}"
    with tempfile.TemporaryDirectory(prefix="canary-") as folder, socket.socket() as listener:
        secret = Path(folder) / "secret"
        secret.write_text(name, encoding="utf-8")
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.setblocking(False)
        hidden = (secret, ROOT / "instructor", Path("~").expanduser(), Path(__file__), *private)
        outside = [str(path) for path in hidden if path != Path("/")]  # the home of some users in containers
        places = [folder, str(ROOT), "/", "/course", "/course/data", "/packages/0", "/python/lib", "/usr/lib", "/dev"]
        probes = {
            "a file outside can be read": f"any([reads(path) for path in {outside!r}])",
            "the network can be reached": f"connects({listener.getsockname()[1]})",
            "other processes can be seen": f"sees({os.getpid()})",
            "files outside can be written": f"writes({places!r})",
            "a second process can be started": "forks()",
            "the environment of the grader is there": f"remembers({_KNOWN!r})",
            "more memory can be had than allowed": f"allocates({box.limits.memory + 1})",
        }
        escaped = _escaped(box, f"NAME = {name!r}{_PROBES}", probes)
        if _was_reached(listener):
            escaped.append("the network was reached")
    if escaped:
        raise NoSandbox(f"The sandbox does not hold: {'; '.join(escaped)}.")


@cache
def proved(box: Sandbox) -> None:
    """Prove the sandbox once in this process; one that is unsafe by wish is not asked.

    Raises:
        NoSandbox: as `prove`; it is asked again at the next call.
    """
    if not box.unsafe:
        prove(box)


def _escaped(box: Sandbox, program: str, probes: dict[str, str]) -> list[str]:
    with Conversation(box) as talk:
        try:
            if talk.run(program, "canary").error:
                return ["the canary could not be run"]
            return [fault for fault, probe in probes.items() if talk.value(probe).value is not False]
        except Ended as ended:
            return [f"the canary was ended: {ended}"]


def _was_reached(listener: socket.socket) -> bool:
    try:
        connection, _ = listener.accept()
    except BlockingIOError:
        return False
    connection.close()
    return True
