"""What an evidence file is, judged by its content: a name can say anything."""

import io
import re
import zipfile
from pathlib import PurePath

from django.core.exceptions import ValidationError

from actions.models import EvidenceFile
from csc_tracker.pages.decoding import decoded, is_noise
from csc_tracker.pages.file_names import plain_name

Kind = EvidenceFile.Kind
ALLOWED = "a PDF, a Word, Excel or PowerPoint file of today’s kind, a picture (PNG or JPEG), CSV or plain text"
_NOT_ALLOWED = f"This type of file cannot be added. Give {ALLOWED}."
_DAMAGED = "The file is cut off or damaged. Open it, save it again, and choose that."
_WITH_MACROS = "The file holds macros, which are programs. Save it without them, as .docx, .xlsx or .pptx."
_OLD = "The file is in an old Office format, or locked with a password. Save it as .docx, .xlsx or .pptx without one."
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE = {"word/": Kind.DOCX, "xl/": Kind.XLSX, "ppt/": Kind.PPTX}
# Text that a program would run, or a browser show as a page.
_NO_PLAIN_TEXT = re.compile(r"\s*(?:<[!?a-z]|#!|\{\\rtf|%!PS|From: |MIME-Version:)", re.I)


def kind_of(content: bytes, name: str) -> EvidenceFile.Kind:
    """The type of a file; ValidationError with what to do where it is none of those that may be added.

    The name says only whether a text is a CSV file.
    """
    if not content.strip(b" \t\r\n\f\v\0\xef\xbb\xbf"):
        raise ValidationError("There is nothing in the file. Choose another.")
    if content.startswith(b"%PDF-"):
        return Kind.PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if content.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if content.startswith(_OLD_OFFICE):
        raise ValidationError(_OLD)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _office(content)
    text, _ = decoded(content)
    if "\0" in text or is_noise(content, text) or _NO_PLAIN_TEXT.match(text[:4_000]):
        raise ValidationError(_NOT_ALLOWED)
    return Kind.CSV if name.lower().endswith(".csv") else Kind.TEXT


def _office(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = package.namelist()
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise ValidationError(_DAMAGED) from error
    if any(PurePath(name).name.lower() == "vbaproject.bin" for name in names):
        raise ValidationError(_WITH_MACROS)
    if "[Content_Types].xml" in names:
        for folder, kind in _OFFICE.items():
            if any(name.startswith(folder) for name in names):
                return kind
    raise ValidationError(_NOT_ALLOWED)


def name_for(name: str, kind: EvidenceFile.Kind) -> str:
    """The name that a file is given out by: its own, with the ending that fits what it is. At most 200 characters."""
    stem = PurePath(plain_name(name, "evidence")).stem.strip(" .") or "evidence"
    return f"{stem[:190]}.{kind}"
