"""Before anybody is graded the sandbox is proved: on a machine or in a room that does not hold, nothing is graded."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import rooms

from declaration.grading.sandbox import canary, seccomp
from declaration.grading.sandbox.box import NoSandbox, Sandbox
from declaration.paths import ROOT

rooms.require()

box = rooms.box


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
