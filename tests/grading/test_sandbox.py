"""The room in which student code runs: what is not in it, what cannot be done in it, and what ends it."""

import os
import select
import shutil
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import rooms

from declaration.grading.sandbox import canary, seccomp
from declaration.grading.sandbox.box import NoSandbox, Sandbox
from declaration.grading.sandbox.conversation import Conversation, End, Ended
from declaration.paths import ROOT

rooms.require()


@pytest.fixture
def box() -> Sandbox:
    return rooms.sandbox()


@pytest.fixture
def talk(box: Sandbox) -> Iterator[Conversation]:
    with Conversation(box) as talk:
        yield talk


@pytest.fixture
def hurried() -> Iterator[Conversation]:
    with Conversation(rooms.sandbox(rooms.HASTY)) as talk:
        yield talk


def test_cells_share_a_namespace_and_values_come_out(talk: Conversation) -> None:
    assert not talk.run("def double(x):\n    return 2 * x", "cell 1").error
    assert talk.value("double(4)").value == 8


def test_the_package_and_its_data_are_in_the_room(talk: Conversation) -> None:
    talk.run("from declaration import table, text\nfrom declaration.tasks import Task", "cell 1")
    assert talk.value("text.load().paragraph(8).section").value == "II"
    assert talk.value("len(table('conferences')) > 0").value is True


def test_what_only_shows_something_is_quietly_left_out(talk: Conversation) -> None:
    assert not talk.run("from declaration import Quiz\nQuiz('section-1')\ndisplay(1)", "cell 1").error


@pytest.mark.parametrize(
    "path",
    [
        ROOT / "instructor",
        ROOT / "declaration" / "grading",
        ROOT / ".git",
        Path.home(),
        "/proc",
        "/home",
        "/root",
        "/etc/passwd",
    ],
)
def test_files_outside_cannot_be_seen(talk: Conversation, path: Path) -> None:
    talk.run("import os", "cell 1")
    assert talk.value(f"os.path.exists({str(path)!r})").value is False


def test_the_grader_and_the_instructors_part_are_not_in_the_room(talk: Conversation) -> None:
    talk.run(
        "import os\nfound = [name for _, folders, files in os.walk('/course') for name in folders + files]", "cell"
    )
    found = talk.value("found").value
    assert isinstance(found, list)
    assert "declaration.yml" in found
    assert not {"instructor", "verdict.py", "gradebook", "sandbox", "section-1.ipynb"} & set(found)
    assert talk.run("import declaration.grading.sandbox.verdict", "cell").error == "ModuleNotFoundError"


@pytest.mark.parametrize(
    "folder", ["/", "/course", "/course/declaration", "/course/data", "/packages/0", "/usr/lib", "/dev"]
)
def test_nothing_can_be_written_but_in_the_scratch_folder(talk: Conversation, folder: str) -> None:
    assert talk.run(f"open({folder!r} + '/x', 'w')", "cell").error == "OSError"
    assert not talk.run("open('x', 'w').write('mine')\nopen('/tmp/y', 'w').write('mine')", "cell").error


def test_what_one_submission_writes_the_next_does_not_find(box: Sandbox) -> None:
    for _ in range(2):
        with Conversation(box) as talk:
            assert talk.value("__import__('os').listdir('/scratch')").value == []
            talk.run("open('/scratch/x', 'w').write('mine')", "cell")


def test_the_scratch_folder_and_a_file_have_a_limit(talk: Conversation) -> None:
    assert talk.run("with open('x', 'wb') as f: f.write(b'x' * 300_000)", "cell").text.startswith("[Errno 27]")
    fill = "for n in range(9):\n    with open(str(n), 'wb') as f: f.write(b'x' * 200_000)"
    assert talk.run(fill, "cell").text.startswith("[Errno 28]")


@pytest.mark.parametrize("make", ["open(str(n), 'w').close()", "os.mkdir(str(n))", "os.symlink('x', str(n))"])
def test_the_number_of_files_has_a_limit(talk: Conversation, make: str) -> None:
    assert not talk.run(f"import os\nfor n in range(900):\n    {make}", "cell").error
    with pytest.raises(Ended, match=End.FILES):
        talk.run(f"for n in range(900, 1100):\n    {make}", "cell")


def test_files_without_end_are_noticed_while_they_are_made(talk: Conversation) -> None:
    with pytest.raises(Ended, match=End.FILES):
        talk.run("import os\nwhile True:\n    os.mkdir('d')\n    os.chdir('d')", "cell")


def test_there_is_no_network(talk: Conversation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        reply = talk.run(f"import socket\nsocket.create_connection(('127.0.0.1', {port}))", "cell")
    assert reply.error == "PermissionError"


def test_no_process_and_no_thread_can_be_started(talk: Conversation) -> None:
    assert talk.run("import os, subprocess, threading", "cell").error == ""
    assert talk.run("os.fork()", "cell").error == "PermissionError"
    assert talk.run("subprocess.run(['/python/bin/python'])", "cell").error == "PermissionError"
    assert talk.run("threading.Thread(target=print).start()", "cell").text == "can't start new thread"
    assert talk.value("os.system('/python/bin/python') != 0").value is True


def test_a_fork_bomb_goes_nowhere(talk: Conversation) -> None:
    talk.run("import os\ndef bomb():\n    while True:\n        os.fork()", "cell")
    assert talk.run("bomb()", "cell").error == "PermissionError"
    assert talk.value("1").value == 1


def test_no_other_process_can_be_seen_or_hurt(talk: Conversation) -> None:
    talk.run("import os", "cell")
    assert talk.value("os.getpid()").value == 1
    assert talk.run(f"os.kill({os.getpid()}, 0)", "cell").error == "ProcessLookupError"
    assert not talk.run("os.kill(-1, 9)", "cell").value


def test_the_environment_tells_nothing_and_no_privilege_can_be_won(
    box: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_OF_THE_GRADER", "x")
    with Conversation(box) as talk:
        talk.run("import ctypes, os", "cell")
        assert talk.value("'SECRET_OF_THE_GRADER' in os.environ").value is False
        assert talk.value("ctypes.CDLL(None).prctl(39, 0, 0, 0, 0)").value == 1  # PR_GET_NO_NEW_PRIVS
        assert talk.run("os.setuid(0)", "cell").error == "OSError"


def test_a_memory_bomb_is_the_students_own_error(talk: Conversation) -> None:
    assert talk.run("x = []\nwhile True:\n    x.append(bytearray(1 << 24))", "cell").error == "MemoryError"
    assert talk.value("1").value == 1


def test_memory_cannot_be_had_by_a_side_door(talk: Conversation) -> None:
    assert talk.run("import os\nos.memfd_create('x')", "cell").error == "PermissionError"
    assert talk.run("import resource\nresource.setrlimit(resource.RLIMIT_AS, (-1, -1))", "cell").error == "ValueError"


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


def test_the_canary_comes_back_from_a_room_that_holds(box: Sandbox) -> None:
    canary.prove(box)


def weakened(folder: Path, *edits: str) -> str:
    """Write a `bwrap` that drops or changes some of its arguments; return its path."""
    script = folder / "bwrap"
    lines = "\n".join(edits)
    real = shutil.which("bwrap")
    script.write_text(
        f"#!{sys.executable}\nimport os, sys\na = sys.argv[1:]\n{lines}\nos.execv({real!r}, ['bwrap', *a])\n"
    )
    script.chmod(0o755)
    return str(script)


NO_FILTER = "i = a.index('--seccomp'); del a[i:i + 2]"
LEAKS = {
    "a file outside can be read": "i = a.index('scratch'); a[i - 1:i + 2] = ['--ro-bind', '/tmp', '/tmp']",
    "the network can be reached": f"a.remove('--unshare-net'); {NO_FILTER}",
    "other processes can be seen": "a.remove('--unshare-pid'); a.remove('--as-pid-1')",
    "files outside can be written": "a[:] = ['--bind' if x == '--ro-bind' else x for x in a]",
    "a second process can be started": NO_FILTER,
    "the environment of the grader is there": "i = a.index('--chdir'); a[i:i] = ['--setenv', 'SECRET', 'x']",
}


@pytest.mark.parametrize("leak", LEAKS)
def test_the_canary_names_what_a_weakened_sandbox_lets_through(box: Sandbox, tmp_path: Path, leak: str) -> None:
    loose = Sandbox(limits=box.limits, bwrap=weakened(tmp_path, LEAKS[leak]))
    with pytest.raises(NoSandbox, match=leak):
        canary.prove(loose)


def test_a_machine_that_refuses_gets_nothing_graded_and_is_told_what_to_do(box: Sandbox, tmp_path: Path) -> None:
    refusing = tmp_path / "bwrap"
    refusing.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    refusing.chmod(0o755)
    with pytest.raises(
        NoSandbox, match=r"No permissions to create new namespace\. .*unprivileged_userns_clone=1.*--unsafe"
    ):
        canary.prove(Sandbox(limits=box.limits, bwrap=str(refusing)))


def nested(*refusal: str) -> subprocess.CompletedProcess[str]:
    """Prove the sandbox as a user without any rights, in a namespace of its own; with `refusal`, as one who may not."""
    program = "from declaration.grading.sandbox import box, canary; canary.prove(box.Sandbox()); print('it holds')"
    user = ["--unshare-user", "--uid", "1000", "--gid", "1000", "--cap-drop", "ALL", *refusal, "--dev-bind", "/", "/"]
    command = ["bwrap", *user, sys.executable, "-c", program]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.usefixtures("box")
def test_a_user_without_rights_can_start_it() -> None:
    assert nested().stdout == "it holds\n"


@pytest.mark.usefixtures("box")
def test_where_user_namespaces_are_refused_nothing_is_graded_and_the_remedy_is_told() -> None:
    refused = nested("--disable-userns")
    assert refused.stdout == ""
    assert "The sandbox did not start: bwrap: Creating new namespace failed" in refused.stderr
    assert "--unsafe" in refused.stderr


def test_a_machine_without_bubblewrap_is_told_how_to_install_it() -> None:
    with pytest.raises(NoSandbox, match=r"no 'no-such-bwrap' on this machine\. .*apt-get install bubblewrap"):
        canary.prove(Sandbox(bwrap="no-such-bwrap"))


def test_an_unsafe_run_is_not_asked_to_prove_anything() -> None:
    canary.proved(Sandbox(bwrap="no-such-bwrap", unsafe=True))


def test_a_processor_without_a_filter_is_refused() -> None:
    with pytest.raises(seccomp.UnknownMachine, match="no system call filter for 'abacus'"):
        seccomp.program("abacus")
    assert len(seccomp.program("aarch64")) % 8 == 0
