"""What the kernel refuses to student code, as a filter that bubblewrap loads (`man seccomp`, `man bpf`).

No second process and no thread: that ends fork bombs where RLIMIT_NPROC does not bite (it never does for root), and
lets the limits on one process's memory and computing time hold for the whole. Browser kernels have neither as well,
so an exercise cannot need them. No socket; no memory that RLIMIT_AS does not count; no call that only serves attacks.
And the process cannot take back that it dies with bubblewrap (`--die-with-parent`): it would outlive its submission.
"""

from __future__ import annotations

import errno
import platform
import struct

# From the kernel's tables of system calls: x86_64 (syscall_64.tbl), aarch64 (the generic table, unistd.h).
_FORBIDDEN = {
    "clone": (56, 220), "fork": (57, None), "vfork": (58, None),  # a process or a thread
    "socket": (41, 198),
    "shmget": (29, 194), "semget": (64, 190), "msgget": (68, 186), "mq_open": (240, 180),  # memory beside RLIMIT_AS
    "memfd_create": (319, 279), "memfd_secret": (447, 447),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41),
    "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430), "mount_setattr": (442, 442),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
}  # fmt: skip
_UNKNOWN = {"clone3": (435, 435)}  # told to be unknown, so that the C library asks for clone, and hears the refusal
_CONTROL, _DEATH_SIGNAL = (157, 167), 1  # prctl, and its first argument PR_SET_PDEATHSIG
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column of the table, AUDIT_ARCH_*
_X32 = 0x40000000  # the second set of numbers of x86_64 starts here

_LOAD, _EQUAL, _NOT_BELOW, _RETURN = 0x20, 0x15, 0x35, 0x06  # BPF_LD|W|ABS, JMP|JEQ|K, JMP|JGE|K, RET|K
_NUMBER, _ARCHITECTURE, _ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data; both machines have the low half first
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000  # SECCOMP_RET_*


class UnknownMachine(RuntimeError):
    """A processor for which no filter was written."""


def program(machine: str | None = None) -> bytes:
    """Return the filter for this machine (or one named as `platform.machine` does), as struct sock_filter records.

    Raises:
        UnknownMachine: if the numbers of its system calls are not known here.
    """
    machine = machine or platform.machine()
    if machine not in _MACHINES:
        raise UnknownMachine(f"there is no system call filter for {machine!r}, only for {', '.join(_MACHINES)}")
    column, architecture = _MACHINES[machine]
    lines = [(_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _KILL)]
    lines += [(_LOAD, 0, 0, _NUMBER), (_NOT_BELOW, 0, 1, _X32), (_RETURN, 0, 0, _ERRNO | errno.EPERM)]
    for table, answer in ((_FORBIDDEN, errno.EPERM), (_UNKNOWN, errno.ENOSYS)):
        for numbers in table.values():
            if (number := numbers[column]) is not None:
                lines += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ERRNO | answer)]
    lines += [(_EQUAL, 0, 3, _CONTROL[column]), (_LOAD, 0, 0, _ARGUMENT), (_EQUAL, 0, 1, _DEATH_SIGNAL)]
    lines += [(_RETURN, 0, 0, _ERRNO | errno.EPERM), (_RETURN, 0, 0, _ALLOW)]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)
