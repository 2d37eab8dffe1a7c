"""What ends student code: limits of time, its own exits and crashes, and what it writes into the grader's channel."""

import os
import select
from collections import deque
from dataclasses import replace
from pathlib import Path

import pytest
import rooms

from declaration.grading.sandbox.box import Sandbox
from declaration.grading.sandbox.conversation import Conversation, End, Ended

rooms.require()

box, talk, hurried = rooms.box, rooms.talk, rooms.hurried


@pytest.mark.parametrize(
    "cell",
    [
        "while True:\n    pass",
        "while True:\n    try:\n        while True:\n            pass\n    except Exception:\n        pass",
        "import time\ntime.sleep(1000)",
    ],
)
def test_a_cell_that_does_not_end_is_interrupted_and_the_next_one_runs(hurried: Conversation, cell: str) -> None:
    assert hurried.run(cell, "cell").timeout
    assert hurried.value("1").value == 1


STUBBORN = {
    "signals are ignored": (
        "import signal\n"
        "for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGINT):\n"
        "    signal.signal(number, signal.SIG_IGN)\n"
        "while True:\n    pass"
    ),
    "the clock is stopped": "import signal\nsignal.setitimer(signal.ITIMER_REAL, 0)\nwhile True:\n    pass",
    "the interpreter does not come to it": "sum(range(10 ** 15))",
    "everything is caught": (
        "def stay():\n"
        "    while True:\n"
        "        try:\n"
        "            while True:\n"
        "                try:\n"
        "                    while True: pass\n"
        "                except BaseException: pass\n"
        "        except BaseException: pass\n"
        "        finally: stay()\n"
        "import signal\nsignal.signal(signal.SIGALRM, lambda *_: stay())\nstay()"
    ),
}


@pytest.mark.parametrize("name", STUBBORN)
def test_a_cell_that_cannot_be_interrupted_is_ended_from_outside(hurried: Conversation, name: str) -> None:
    with pytest.raises(Ended, match=End.TIME):
        hurried.run(STUBBORN[name], "cell")
    with pytest.raises(Ended, match=End.TIME):
        hurried.value("1")


def test_the_whole_has_a_limit_of_computing_time(box: Sandbox) -> None:
    limits = replace(box.limits, cpu=1, cell=60)
    with Conversation(replace(box, limits=limits)) as talk, pytest.raises(Ended, match=End.DIED):
        talk.run("while True:\n    pass", "cell")


@pytest.mark.parametrize(
    "cell",
    [
        "import os\nos._exit(0)",
        "import ctypes\nctypes.string_at(0)",
        "import sys\nsys.setrecursionlimit(10**9)\ndef down(_):\n    sorted([1], key=down)\ndown(1)",
        "import os\nos.abort()",
        "import os\nos.execv('/python/bin/python', ['python', '-c', ''])",
    ],
)
def test_leaving_or_crashing_ends_this_submission_and_nothing_else(talk: Conversation, cell: str) -> None:
    assert talk.value("1").value == 1
    with pytest.raises(Ended, match="the program ended"):
        talk.run(cell, "cell")


def test_deep_recursion_and_exits_are_errors_like_others(talk: Conversation) -> None:
    assert talk.run("def down():\n    down()\ndown()", "cell").error == "RecursionError"
    assert talk.run("raise SystemExit(3)", "cell").error == "SystemExit"
    assert talk.run("raise KeyboardInterrupt", "cell").error == "KeyboardInterrupt"
    assert (
        talk.run(
            "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\nos.kill(os.getpid(), signal.SIGTERM)", "c"
        ).error
        == ""
    )
    assert talk.value("1").value == 1


def test_what_is_printed_goes_nowhere_however_much_it_is(talk: Conversation) -> None:
    lines = ("print('x' * 10**6)", "sys.stderr.write('x' * 10**6)", "os.write(1, b'x' * 10**6)")
    cell = "\n".join(["import os, sys", "for _ in range(20):", *(f"    {line}" for line in lines)])
    assert not talk.run(cell, "cell").error
    assert talk.run("print('x' * 10**9)", "cell").error == "MemoryError"
    assert talk.value("1").value == 1


FRAME = b"\x00\x00\x00\x13{'n': 2, 'value': 7}".replace(b"'", b'"')


@pytest.mark.parametrize(
    ("written", "end"),
    [
        (b"hello hello hello", End.TOO_MUCH),
        (b"\x00\x00\x00\x02[]", End.DISTURBED),
        (b"\x00\x00\x00\x02xx", End.DISTURBED),
        (b"\x00\x00\x03\xe8" + b"[" * 1000, End.DISTURBED),
        (FRAME, End.DISTURBED),
        (b"\x7f\xff\xff\xff" + b"x" * 100, End.TOO_MUCH),
    ],
)
def test_writing_into_the_graders_channel_ends_the_conversation(talk: Conversation, written: bytes, end: End) -> None:
    assert talk.value("1").value == 1
    write = f"try:\n        os.write(fd, {written!r})\n    except OSError:\n        pass"
    cell = f"import os\nfor fd in range(3, 60):\n    {write}"
    with pytest.raises(Ended) as caught:
        deque(talk.run(cell, "cell") for _ in range(3))  # a forged answer is found out by the true one behind it
    assert caught.value.end is end


def test_closing_the_graders_channel_ends_the_conversation(talk: Conversation) -> None:
    with pytest.raises(Ended, match="the program ended"):
        talk.run("import os\nos.closerange(0, 100)", "cell")


def test_nothing_of_the_room_is_left_when_it_is_closed(box: Sandbox) -> None:
    with Conversation(box) as talk:
        talk.value("1")
        process = talk._process  # noqa: SLF001 - what must be gone
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
        assert children
    assert process.returncode is not None
    assert not [child for child in children if _alive(child)]


def test_code_that_wants_to_outlive_its_room_does_not() -> None:
    stays = "signal.signal(signal.SIGALRM, signal.SIG_IGN)\ntime.sleep(20)"
    ended = select.poll()
    with Conversation(rooms.sandbox(rooms.HASTY)) as talk:
        pid = talk._process.pid  # noqa: SLF001 - as above
        (child,) = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        ended.register(room := os.pidfd_open(int(child)), select.POLLIN)
        with pytest.raises(Ended, match="timed out"):
            talk.run(f"import ctypes, signal, time\nctypes.CDLL(None).prctl(1, 0, 0, 0, 0)\n{stays}", "cell")
    try:
        assert ended.poll(10_000)
    finally:
        os.close(room)


def _alive(pid: str) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def test_without_walls_the_limits_still_hold() -> None:
    with Conversation(Sandbox(limits=rooms.HASTY, unsafe=True)) as talk:
        assert talk.run("while True:\n    pass", "cell").timeout
        assert talk.run("x = bytearray(1 << 30)", "cell").error == "MemoryError"
        folder = talk.value("__import__('os').getcwd()").value
        with pytest.raises(Ended, match=End.TIME):
            talk.run(STUBBORN["signals are ignored"], "cell")
    assert not Path(str(folder)).exists()
