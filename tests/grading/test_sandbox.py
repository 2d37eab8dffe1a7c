"""The room in which student code runs: what is in it, what is not, and what cannot be done in it."""

import os
import socket
from pathlib import Path

import pytest
import rooms

from declaration.grading.sandbox.box import Sandbox
from declaration.grading.sandbox.conversation import Conversation, End, Ended
from declaration.paths import ROOT

rooms.require()

box, talk = rooms.box, rooms.talk


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
