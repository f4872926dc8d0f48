"""What a process that reads strangers' files gives up, by two means of Linux: Landlock for files, seccomp for the rest.

Landlock leaves it the Python that it runs from and its libraries, to read; seccomp leaves it the few calls to the
system that reading takes. So it opens no other file, writes none, reaches no network, starts no program and touches no
other process. Neither can be taken back. Both need Linux 5.13 or newer with Landlock switched on, as Debian 12 and
Ubuntu 22.04 have it.
"""

import ctypes
import errno
import os
import platform
import sys
from pathlib import Path

# What is known to the system by number: on x86-64, and on 64-bit ARM.
_MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
_CALLS = {
    "read": (0, 63), "write": (1, 64), "close": (3, 57), "fstat": (5, 80), "lseek": (8, 62), "mmap": (9, 222),
    "mprotect": (10, 226), "munmap": (11, 215), "brk": (12, 214), "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139), "pread64": (17, 67), "readv": (19, 65),
    "writev": (20, 66), "sched_yield": (24, 124), "mremap": (25, 216), "madvise": (28, 233), "nanosleep": (35, 101),
    "getpid": (39, 172), "exit": (60, 93), "uname": (63, 160), "getcwd": (79, 17), "readlinkat": (267, 78),
    "getuid": (102, 174), "getgid": (104, 176), "geteuid": (107, 175), "getegid": (108, 177),
    "sigaltstack": (131, 132), "gettid": (186, 178), "futex": (202, 98), "getdents64": (217, 61),
    "restart_syscall": (219, 128), "clock_gettime": (228, 113), "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115), "exit_group": (231, 94), "openat": (257, 56), "newfstatat": (262, 79),
    "faccessat": (269, 48), "getrandom": (318, 278), "membarrier": (324, 283), "statx": (332, 291),
    "rseq": (334, 293), "faccessat2": (439, 439),
}  # fmt: skip
# Older names of the same, which 64-bit ARM never had: stat, lstat, access, readlink, time.
_OLDER_CALLS = (4, 6, 21, 89, 201)

# The right to read a file and to list a folder; and how many rights each version of Landlock knows, from the first on.
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_RIGHTS = (13, 14, 15, 15, 16)
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT, _CAPSET = 444, 445, 446, {"x86_64": 126, "aarch64": 91}
_SET_DUMPABLE, _SET_SECCOMP, _NO_NEW_PRIVILEGES, _FILTER = 4, 22, 38, 2

# Where shared libraries lie, besides those that come with Python and its packages.
_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache")


class CannotConfine(Exception):
    """This machine cannot confine a process; the message says what is missing."""


def lacking() -> str:
    """What this machine lacks of it, as words; empty where it has all."""
    if sys.platform != "linux" or platform.machine() not in _MACHINES:
        return f"Linux on {' or '.join(_MACHINES)}"
    missing = []
    if _landlock_version() < 1:
        missing.append("Landlock")
    refused = ctypes.c_uint32(_REFUSE)
    if _system().syscall(_SECCOMP[platform.machine()], 2, 0, ctypes.byref(refused)) != 0:
        missing.append("seccomp")
    return " and ".join(missing)


def confine() -> None:
    """Give up everything but what is open, and reading in the folders of `sys.path` and of the system's libraries.

    CannotConfine where the machine lacks something or refuses.
    """
    if missing := lacking():
        raise CannotConfine(missing)
    _check("the right to new rights", _system().prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0))
    _check("being looked into", _system().prctl(_SET_DUMPABLE, 0, 0, 0, 0))
    _drop_capabilities()
    _keep_to_files([*sys.path, *_LIBRARIES])
    _keep_to_calls()


def _system():
    return ctypes.CDLL(None, use_errno=True)


def _check(what: str, answer: int) -> int:
    if answer < 0:
        raise CannotConfine(f"{what}: {os.strerror(ctypes.get_errno())}")
    return answer


def _drop_capabilities() -> None:
    """Leave none of root's powers to a process that root started."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # version 3, this process
    none = (ctypes.c_uint32 * 6)()
    _check("capabilities", _system().syscall(_CAPSET[platform.machine()], header, none))


# Files ----------------------------------------------------------------------------------------------------------------


class _Rule(ctypes.Structure):
    """struct landlock_path_beneath_attr"""

    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def _landlock_version() -> int:
    return _system().syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), 1)


def _keep_to_files(readable: list[str]) -> None:
    """Landlock: what is in these folders can be read; nothing else can be opened, made, changed or run."""
    known = _RIGHTS[min(_landlock_version(), len(_RIGHTS)) - 1]
    every = ctypes.c_uint64((1 << known) - 1)
    rules = _check("Landlock", _system().syscall(_LANDLOCK_CREATE, ctypes.byref(every), ctypes.c_size_t(8), 0))
    for path in map(Path, readable):
        if not path.is_absolute() or not path.exists():
            continue
        folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
        rule = _Rule(_READ_FILE | _READ_FOLDER if path.is_dir() else _READ_FILE, folder)
        _check("Landlock", _system().syscall(_LANDLOCK_ADD, rules, 1, ctypes.byref(rule), 0))
        os.close(folder)
    _check("Landlock", _system().syscall(_LANDLOCK_RESTRICT, rules, 0))
    os.close(rules)


# Calls to the system --------------------------------------------------------------------------------------------------

_SECCOMP = {"x86_64": 317, "aarch64": 277}
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
# The instructions of the filter: load a word, jump where it equals, return.
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_NUMBER, _MACHINE = 0, 4  # where the two lie in what the filter is shown


class _Instruction(ctypes.Structure):
    """struct sock_filter"""

    _fields_ = (
        ("code", ctypes.c_uint16), ("if_true", ctypes.c_uint8), ("if_false", ctypes.c_uint8), ("value", ctypes.c_uint32)
    )  # fmt: skip


class _Program(ctypes.Structure):
    """struct sock_fprog"""

    _fields_ = (("length", ctypes.c_uint16), ("instructions", ctypes.POINTER(_Instruction)))


def _keep_to_calls() -> None:
    """seccomp: the calls of the list are carried out, every other is refused as not permitted."""
    machine, column = _MACHINES[platform.machine()]
    numbers = [each[column] for each in _CALLS.values()] + ([] if column else list(_OLDER_CALLS))
    steps = [
        (_LOAD, 0, 0, _MACHINE),
        (_JUMP_IF_EQUAL, 1, 0, machine),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        *((_JUMP_IF_EQUAL, len(numbers) - place, 0, number) for place, number in enumerate(numbers)),
        (_RETURN, 0, 0, _REFUSE | errno.EPERM),
        (_RETURN, 0, 0, _ALLOW),
    ]
    program = _Program(len(steps), (_Instruction * len(steps))(*steps))
    _check("seccomp", _system().prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0))
