"""Reading in a process of its own with limits, so that no file can bring down or hold up the site, or reach a network.

The child gets the bytes and nothing else: no setting, no secret, no database, no Django. Before it looks at them it
gives up every other file, the network and other processes (confinement.py). It hands back plain data, and dies with
whatever a file does to it.
"""

import contextlib
import json
import logging
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
from dataclasses import replace
from importlib import import_module
from pathlib import Path, PurePath

from inspections.loading.reading.blocks import heading_paths
from inspections.loading.reading.confinement import CannotConfine, confine, lacking
from inspections.loading.reading.passages import CannotRead, Format, Paper, Passage, PassageKind

# A 200-page report takes some 7 seconds on two slow cores; 2,000 pages, the most that is read, ten times that.
MOST_SECONDS = 120
MOST_CPU_SECONDS = 110
# A 200-page report takes some 250 MB. Address space counts what is only reserved as well, hence four times that.
MOST_MEMORY = 1_000_000_000
# The words of the longest paper that is read, with the places of its passages.
MOST_OUTPUT = 100_000_000

_ROOT = Path(__file__).resolve().parents[3]
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from inspections.loading.reading.child import main; main(*sys.argv[2:])"
)
_READ = "inspections.loading.reading.reader:read_as_data"

_TOO_LONG = (
    f"Reading the file took longer than {MOST_SECONDS} seconds and was stopped. Give the part of it that matters, or "
    "the Word file that it was made from."
)
_TOO_LARGE = "The file unpacks to more than can be held while reading it. Give the part of it that matters."
_FAILED = (
    "The file is damaged or unusual and could not be read. Open it, save it again or print it to a new PDF, and "
    "give that."
)
_UNCONFINED = (
    "Papers cannot be read on this machine: its system cannot keep their reader away from other files. Tell whoever "
    "looks after the service. Nothing was changed."
)
_ENDINGS = {
    ".pdf": Format.PDF,
    ".docx": Format.WORD,
    ".docm": Format.WORD,
    ".doc": Format.WORD,
    ".htm": Format.HTML,
    ".html": Format.HTML,
    ".md": Format.MARKDOWN,
    ".txt": Format.TEXT,
}
_NAMES = {
    Format.PDF: "a PDF",
    Format.WORD: "a Word file",
    Format.HTML: "a page of HTML",
    Format.MARKDOWN: "Markdown",
    Format.TEXT: "plain text",
}
_FIELDS = [name for name in Passage.__dataclass_fields__ if name != "headings"]

logger = logging.getLogger(__name__)


class _Without:
    """Whether papers are read where a process cannot be confined: not unless `read_unconfined` is called."""

    allowed = warned = False


def read_unconfined() -> None:
    """Read papers all the same where a process cannot be confined; that is then logged once. For a demonstration."""
    _Without.allowed = True


def _is_confined() -> bool:
    """Whether the child is to be confined. CannotRead where it cannot be and must."""
    missing = lacking()
    if missing and not _Without.allowed:
        raise CannotRead(_UNCONFINED)
    if missing and not _Without.warned:
        _Without.warned = True
        logger.warning("Papers are read without confinement, which needs %s. Only a demonstration does that.", missing)
    return not missing


def read_safely(content: bytes, name: str = "") -> Paper:
    """Read a paper in a child process with limits on time, memory and output.

    `name` is the file's as it was given; it is only compared with the type that the content shows, never opened. Raises
    CannotRead with a sentence for every way in which a file can fail, never anything else because of a file.
    """
    return with_name(paper_from(in_child(_READ, content)), name)


def in_child(entry: str, content: bytes, *arguments: str) -> dict:
    """What the function `entry` (“module:name”) gives for the bytes and the arguments, run in a child with limits.

    It gives plain data (JSON). Raises CannotRead as `read_safely` does.
    """
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as got:
        given.write(content)
        given.seek(0)
        code = _run(given, got, "confined" if _is_confined() else "unconfined", entry, *arguments)
        got.seek(0)
        answer = got.read(MOST_OUTPUT + 1)
    if code is None or code == -signal.SIGXCPU:
        raise CannotRead(_TOO_LONG)
    if code == -signal.SIGXFSZ or len(answer) > MOST_OUTPUT:
        raise CannotRead(_TOO_LARGE)
    try:
        result = json.loads(answer)
    except ValueError:
        raise CannotRead(_FAILED) from None
    if "refused" in result:
        raise CannotRead(result["refused"])
    if code != 0:
        raise CannotRead(_FAILED)
    return result


def _run(given, got, *arguments) -> int | None:
    """The return code of a child that works on what is given, None where it took too long."""
    process = subprocess.Popen(  # noqa: S603 - every argument is ours; the file goes in on the input
        [sys.executable, "-I", "-c", _START, str(_ROOT), *arguments],
        stdin=given,
        stdout=got,
        stderr=subprocess.DEVNULL,
        env={"LANG": "C.UTF-8", "PATH": os.defpath},
        cwd="/",
        start_new_session=True,
    )
    try:
        return process.wait(MOST_SECONDS)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def with_name(paper: Paper, name: str) -> Paper:
    """The paper, with a note where its file's name says another type than its content."""
    said = _ENDINGS.get(PurePath(name.replace("\\", "/").replace("\0", "")).suffix.lower())
    texts = {Format.TEXT, Format.MARKDOWN}
    if said is None or said == paper.format or {said, paper.format} <= texts:
        return paper
    note = f"The file's name says {_NAMES[said]}; its content is {_NAMES[paper.format]} and was read as that."
    return replace(paper, notes=(*paper.notes, note))


# What goes between the processes --------------------------------------------------------------------------------------


def paper_data(paper: Paper) -> dict:
    """A paper as plain data; heading paths are left out, since the headings themselves tell them."""
    return {
        "passages": [[getattr(passage, name) for name in _FIELDS] for passage in paper.passages],
        "format": paper.format,
        "pages": paper.pages,
        "notes": paper.notes,
        "links": paper.links,
        "page_title": paper.page_title,
        "margins": paper.margins,
    }


def paper_from(data: dict) -> Paper:
    rows = [dict(zip(_FIELDS, row, strict=True)) for row in data["passages"]]
    for row in rows:
        row["kind"] = PassageKind(row["kind"])
    paths = heading_paths((row["kind"], row["level"], row["text"]) for row in rows)
    passages = tuple(Passage(headings=path, **row) for row, path in zip(rows, paths, strict=True))
    beside = (tuple(data["notes"]), tuple(data["links"]), data["page_title"], tuple(data["margins"]))
    return Paper(passages, Format(data["format"]), data["pages"], *beside)


# The child ------------------------------------------------------------------------------------------------------------


class _NoNetwork:
    """Stands where a socket would be made."""

    def __init__(self, *args, **kwargs):
        raise PermissionError("Reading a paper never uses a network.")


def _limit(kind: int, most: int) -> None:
    """Lower a limit of this process, where the system knows it."""
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(kind, (most, most))


def _limit_all() -> None:
    """Bound what this process can take."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it; here it ends the child
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_CPU, MOST_CPU_SECONDS)
    _limit(resource.RLIMIT_FSIZE, MOST_OUTPUT)
    _limit(resource.RLIMIT_AS, MOST_MEMORY)


def _confine(confined: bool) -> None:
    """Leave this process no file but its own, no network and no other process; without `confined` no network alone."""
    sys.path.remove(str(_ROOT))  # all of it that is needed is imported; beside it lie the database and the settings
    socket.socket = _NoNetwork
    socket.create_connection = _NoNetwork
    socket.socketpair = _NoNetwork
    if confined:
        confine()


def main(confined: str, entry: str, *arguments: str) -> None:
    """Do what `entry` names with what stands on the input, and write what it gives, or why it cannot, on the output.

    The module of `entry` imports whatever the work takes: no code of ours can be reached once the process is confined.
    """
    _limit_all()
    try:
        module, _, name = entry.partition(":")
        work = getattr(import_module(module), name)
        _confine(confined != "unconfined")
        result = work(sys.stdin.buffer.read(), *arguments)
    except CannotRead as error:
        result = {"refused": str(error)}
    except CannotConfine:
        result = {"refused": _UNCONFINED}
    except MemoryError:
        result = {"refused": _TOO_LARGE}
    except Exception:  # whatever a file does to a reader, the person who gave it gets a sentence
        result = {"refused": _FAILED}
    try:
        answer = json.dumps(result, ensure_ascii=False).encode("utf-8", errors="replace")
    except MemoryError:
        answer = json.dumps({"refused": _TOO_LARGE}).encode()
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    os._exit(0)  # without taking apart what a strange file may have left in the libraries
