"""The reader's process opens no file but its own, reaches no network, starts no program and touches no other process."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import override_settings

from csc_tracker.checks import check_papers_can_be_read
from inspections.loading.reading import child, confinement
from inspections.loading.reading.child import in_child, read_safely
from inspections.loading.reading.passages import CannotRead

_START = """
import sys; sys.path.insert(0, sys.argv[1])
import ctypes, os, pathlib, subprocess, threading
from inspections.loading.reading import child, reader
PARENT = os.getppid()
CALL = ctypes.CDLL(None, use_errno=True).syscall
def called(*arguments):
    if CALL(*arguments) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
def attempt(content):
    try:
        ATTEMPT
    except (OSError, RuntimeError, ValueError) as refused:
        return {"refused": f"{type(refused).__name__}"}
    return {"done": True}
reader.read_as_data = attempt
child.main(MODE, *sys.argv[3:])
"""
# What a file that took the reader over would try. FILE is a file of somebody else's.
ATTEMPTS = {
    "read a file": "open('FILE').read()",
    "read the system's accounts": "open('/etc/passwd').read()",
    "list a folder": "os.listdir('/etc')",
    "read its own surroundings": "open('/proc/self/environ').read()",
    "read its parent's": "open(f'/proc/{PARENT}/environ').read()",
    "read the project's settings": "pathlib.Path(sys.argv[1], 'csc_tracker', 'settings.py').read_text()",
    "write a file": "open('FILE', 'w').write('x')",
    "make a file": "open('FILE.new', 'w')",
    "make a file in the project": "pathlib.Path(child.__file__).with_name('made.pyc').write_text('x')",
    "remove a file": "os.remove('FILE')",
    "cut a file": "os.truncate('FILE', 0)",
    "open a file to all": "os.chmod('FILE', 0o777)",
    "make a link": "os.symlink('/etc/passwd', 'FILE.link')",
    "start a program": "subprocess.run(['/bin/true'])",
    "become another program": "os.execv('/bin/true', ['true'])",
    "start a process": "os.fork() or os._exit(0)",
    "start a thread": "threading.Thread(target=int).start()",
    "make a socket": "called(41, 2, 1, 0) if os.uname().machine == 'x86_64' else called(198, 2, 1, 0)",
    "stop its parent": "os.kill(PARENT, 0)",
    "lift its own limits": "__import__('resource').setrlimit(7, (9, 9))",
    "get a world of its own": "called(272, 0x10000000) if os.uname().machine == 'x86_64' else called(97, 0x10000000)",
    "ask by a ring": "called(425, 1, ctypes.create_string_buffer(120))",
    "look into a process": "called(101, 0, 0, 0, 0) if os.uname().machine == 'x86_64' else called(117, 0, 0, 0, 0)",
}
# These end the process or are not allowed to root either: that they can be done without is not asked.
ENDS = {"become another program", "look into a process", "ask by a ring"}
LASTING = {name: does for name, does in ATTEMPTS.items() if name not in ENDS}


@pytest.fixture
def attempt(monkeypatch, tmp_path):
    """What the reader's process gives when it tries something: “done”, or the name of the error."""
    other = tmp_path / "other.txt"
    other.write_text("Somebody else’s words.", encoding="utf-8")

    def tried(does, mode):
        start = _START.replace("ATTEMPT", does.replace("FILE", str(other))).replace("MODE", repr(mode))
        monkeypatch.setattr(child, "_START", start)
        try:
            return "done" if in_child("inspections.loading.reading.reader:read_as_data", b"Words.")["done"] else ""
        except CannotRead as refused:
            return str(refused)
        finally:
            unchanged.append(other.exists() and other.read_text(encoding="utf-8") == "Somebody else’s words.")

    unchanged = []
    tried.unchanged = unchanged
    return tried


@pytest.mark.skipif(confinement.lacking() != "", reason="This machine cannot confine a process.")
@pytest.mark.parametrize("does", ATTEMPTS.values(), ids=ATTEMPTS)
def test_a_confined_reader_can_do_nothing_but_read(attempt, does):
    assert attempt(does, "confined") in {"PermissionError", "RuntimeError", "ValueError"}
    assert attempt.unchanged == [True]


@pytest.mark.parametrize("does", LASTING.values(), ids=LASTING)
def test_what_is_tried_would_work_without_confinement(attempt, does):
    assert attempt(does, "unconfined") == "done"


@pytest.mark.skipif(confinement.lacking() != "", reason="This machine cannot confine a process.")
def test_a_confined_reader_still_loads_its_libraries(attempt):
    assert attempt("import wave, encodings.cp037, sqlite3, lxml.html.diff", "confined") == "done"


@pytest.mark.skipif(confinement.lacking() != "", reason="This machine cannot confine a process.")
def test_it_has_no_rights_left_and_gets_no_new_ones():
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from inspections.loading.reading.confinement import confine\n"
        "confine(); print('confined', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-I", "-c", code, str(child._ROOT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "confined\n"
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        process.communicate()
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert {int(fields[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")} == {0}
    assert (fields["NoNewPrivs"], fields["Seccomp"]) == ("1", "2")


# Where it cannot be confined ------------------------------------------------------------------------------------------


@pytest.fixture
def lacking(monkeypatch):
    """A machine without Landlock, of a service that has not said that it reads all the same."""
    monkeypatch.setattr(child, "lacking", lambda: "Landlock")
    monkeypatch.setattr(child._Without, "allowed", False)
    monkeypatch.setattr(child._Without, "warned", False)
    return monkeypatch


def test_where_it_cannot_be_confined_no_paper_is_read(lacking):
    with pytest.raises(CannotRead) as refused:
        read_safely(b"Words.")
    assert str(refused.value) == (
        "Papers cannot be read on this machine: its system cannot keep their reader away from other files. Tell "
        "whoever looks after the service. Nothing was changed."
    )


def test_the_demonstration_says_so_once_and_reads(lacking, caplog):
    child.read_unconfined()
    with caplog.at_level(logging.WARNING):
        assert [passage.text for passage in read_safely(b"Words.").passages] == ["Words."]
        assert [passage.text for passage in read_safely(b"Words.").passages] == ["Words."]
    assert caplog.messages == [
        "Papers are read without confinement, which needs Landlock. Only a demonstration does that."
    ]


def test_a_machine_that_refuses_half_way_reads_nothing(monkeypatch):
    start = (
        "import sys; sys.path.insert(0, sys.argv[1]); from inspections.loading.reading import child, confinement\n"
        "confinement._keep_to_calls = lambda: confinement._check('seccomp', -1)\n"
        "child.main(*sys.argv[2:])"
    )
    monkeypatch.setattr(child, "_START", start)
    monkeypatch.setattr(child, "lacking", lambda: "")
    with pytest.raises(CannotRead, match="cannot be read on this machine"):
        read_safely(b"Words.")


def test_the_demonstration_is_what_reads_without(settings):
    assert settings.DEMONSTRATION
    assert child._Without.allowed is True


@pytest.mark.parametrize(
    ("demonstration", "missing", "errors"), [(False, "Landlock", 1), (False, "", 0), (True, "Landlock", 0)]
)
def test_the_check_of_production_names_what_the_machine_lacks(monkeypatch, demonstration, missing, errors):
    monkeypatch.setattr("csc_tracker.checks.lacking", lambda: missing)
    with override_settings(DEMONSTRATION=demonstration):
        errors_found = check_papers_can_be_read(None)
    assert [error.id for error in errors_found] == ["csc_tracker.E002"] * errors
    assert all(missing in error.msg for error in errors_found)
