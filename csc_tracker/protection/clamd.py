"""Asking the virus scanner of the machine (clamd) about a file, where the settings name one.

Its protocol: clamd(8), “INSTREAM”. A file that could not be scanned is refused: what nobody looked at is not let in.
"""

import logging
import socket
import struct

from django.conf import settings
from django.core.exceptions import ValidationError

logger = logging.getLogger(__name__)

WAIT = 30  # seconds for each answer of the scanner
_CHUNK = 65_536  # bytes
_LONGEST_ANSWER = 4_096  # bytes
NOT_SCANNED = (
    "The file could not be checked for viruses, so it was not saved. Try again in a few minutes. If it fails again, "
    "tell an admin."
)
FOUND = "The virus scanner found something harmful in the file, so it was not saved. Tell your IT help desk."


def check_for_viruses(content: bytes) -> None:
    """ValidationError with a sentence where the scanner finds something in a file, or cannot say; else nothing.

    Nothing is asked where `CSC_CLAMD` is not set.
    """
    if not settings.CLAMD:
        return
    try:
        answer = _ask(content)
    except OSError as unreached:
        logger.error("The virus scanner at %s could not be asked: %s", settings.CLAMD, unreached)
        raise ValidationError(NOT_SCANNED) from unreached
    if answer.endswith(" FOUND"):
        logger.warning("The virus scanner refused a file: %s", answer)
        raise ValidationError(FOUND)
    if answer != "stream: OK":
        logger.error("The virus scanner gave no verdict: %s", answer)
        raise ValidationError(NOT_SCANNED)


def _ask(content: bytes) -> str:
    """What the scanner says of some bytes: “stream: OK”, “stream: Eicar-Test-Signature FOUND”. OSError where nothing.

    Where it has heard enough it answers and hangs up before the last byte.
    """
    with _connected() as scanner:
        try:
            scanner.sendall(b"zINSTREAM\0")
            for begin in range(0, len(content), _CHUNK):
                part = content[begin : begin + _CHUNK]
                scanner.sendall(struct.pack("!L", len(part)) + part)
            scanner.sendall(struct.pack("!L", 0))
        except (BrokenPipeError, ConnectionResetError):
            pass  # what it said is still there to be read
        answer = b""
        while b"\0" not in answer and len(answer) < _LONGEST_ANSWER and (more := scanner.recv(_LONGEST_ANSWER)):
            answer += more
    if not answer:
        raise ConnectionError("It said nothing.")
    return answer.partition(b"\0")[0].decode(errors="replace").strip()


def _connected() -> socket.socket:
    """A connection to the scanner: to a socket of this machine by its path, else by host and port."""
    if settings.CLAMD.startswith("/"):
        scanner = socket.socket(socket.AF_UNIX)
        scanner.settimeout(WAIT)
        try:
            scanner.connect(settings.CLAMD)
        except OSError:
            scanner.close()
            raise
        return scanner
    host, _, port = settings.CLAMD.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=WAIT)
