"""What type a file is, by its content; its name is never asked."""

import io
import re
import zipfile

from inspections.loading.reading.passages import CannotRead

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,4000}?-->\s*)*"
    r"(?:<!doctype\s+html|<(?:html|head|body|meta|title|div|section|article|main|table|h1|script|style)\b)",
    re.I | re.S,
)
# An HTML element's beginning far down in a text is no page: a saved page says so within its first letters.
_LOOKED_AT = 20_000

_PICTURE = "The file is a picture ({}). Give a version with text: the Word file or the PDF that it was made from."
_PACKED = "The file is a packed folder ({}). Unpack it and give the paper that is in it."
_SAVE_AS = "The file is {}. Open it, save it as {}, and give that."
_STARTS = [
    (b"\x89PNG", _PICTURE.format("PNG")),
    (b"\xff\xd8\xff", _PICTURE.format("JPEG")),
    (b"GIF8", _PICTURE.format("GIF")),
    (b"II*\0", _PICTURE.format("TIFF")),
    (b"MM\0*", _PICTURE.format("TIFF")),
    (b"BM", ""),  # two letters that a text can begin with: see below
    (b"{\\rtf", _SAVE_AS.format("in Rich Text Format (.rtf)", "a Word file (.docx)")),
    (b"\x1f\x8b", _PACKED.format("gzip")),
    (b"7z\xbc\xaf", _PACKED.format("7-Zip")),
    (b"Rar!", _PACKED.format("RAR")),
    (b"%!PS", _SAVE_AS.format("PostScript", "a PDF")),
    (b"MZ\x90", "The file is a program and was not opened. Give a PDF, Word, HTML, Markdown or text file."),
    (b"\x7fELF", "The file is a program and was not opened. Give a PDF, Word, HTML, Markdown or text file."),
]
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIL = re.compile(
    rb"\s*(?:(?:Return-Path|Received|From|To|Subject|Date|Message-ID|MIME-Version|Delivered-To|X-[\w-]+|Content-Type"
    rb"|DKIM-Signature|Thread-\w+|Snapshot-[\w-]+):[^\n]{0,2000}(?:\n[ \t][^\n]{0,2000}){0,50}\n){3}",
    re.I,
)
_MAIL_SIGNS = re.compile(rb"^(?:MIME-Version|Message-ID|Received|Return-Path):", re.I | re.M)


def is_html(text: str) -> bool:
    """Whether a text is a page of HTML."""
    return _HTML.match(text[:_LOOKED_AT]) is not None


def is_pdf(content: bytes) -> bool:
    """Whether a file is a PDF: its mark stands within the first kilobyte, as readers of PDF accept."""
    return b"%PDF-" in content[:1024]


def is_zip(content: bytes) -> bool:
    """Whether a file is a zip, as a Word file is one."""
    return content[:4] in (b"PK\x03\x04", b"PK\x05\x06")


def refuse_other_kinds(content: bytes) -> None:
    """Raise CannotRead, with what to do, where a file is empty or of a type that is not read."""
    if not content.strip(b" \t\r\n\f\v\0\xef\xbb\xbf"):
        raise CannotRead("The file is empty. Check that it was saved, and give it again.")
    for start, sentence in _STARTS:
        if content.startswith(start) and sentence:
            raise CannotRead(sentence)
    if content.startswith(b"BM") and int.from_bytes(content[2:6], "little") == len(content):
        raise CannotRead(_PICTURE.format("BMP"))
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        raise CannotRead(_PICTURE.format("WebP"))
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"):
        raise CannotRead(_PICTURE.format("HEIC"))
    if content.startswith(_OLD_OFFICE):
        raise CannotRead(_old_office(content))
    if is_zip(content):
        _refuse_other_zips(content)
    elif _MAIL.match(content[:100_000]) and _MAIL_SIGNS.search(content[:20_000]):
        if b"multipart/related" in content[:4000] and b"text/html" in content[:8000]:
            raise CannotRead(
                "The file is a web archive (.mht). Open it in a browser, save the page as “HTML only”, and give that."
            )
        raise CannotRead("The file is an e-mail. Save the paper that is attached to it, and give that.")


def _old_office(content: bytes) -> str:
    def named(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if named("EncryptedPackage"):
        return "The file is locked with a password. Open it in Word, save a copy without one, and give that."
    if named("WordDocument"):
        return _SAVE_AS.format("in Word's old format (.doc)", "a Word file of today's kind (.docx)")
    if named("Workbook") or named("Book"):
        return _SAVE_AS.format("a spreadsheet (.xls)", "a PDF")
    if named("PowerPoint Document"):
        return _SAVE_AS.format("a slide show (.ppt)", "a PDF")
    if named("__nameid_version1.0"):
        return "The file is an e-mail (.msg). Save the paper that is attached to it, and give that."
    return _SAVE_AS.format("in an old Office format", "a Word file (.docx)")


def _refuse_other_zips(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        if b"word/" in content or b"[Content_Types].xml" in content:
            raise CannotRead(
                "The Word file is cut off or damaged and cannot be opened. Open it in Word, save it again as .docx, "
                "and give that."
            ) from error
        raise CannotRead(
            "The file is cut off or damaged: it begins as a packed file and does not end as one. Give it again."
        ) from error
    if "word/document.xml" in names or any(name.startswith("word/") for name in names):
        return
    if any(name.startswith("xl/") for name in names):
        raise CannotRead(_SAVE_AS.format("a spreadsheet (.xlsx)", "a PDF"))
    if any(name.startswith("ppt/") for name in names):
        raise CannotRead(_SAVE_AS.format("a slide show (.pptx)", "a PDF"))
    if "content.xml" in names and "mimetype" in names:
        raise CannotRead(_SAVE_AS.format("an OpenDocument file (such as .odt)", "a Word file (.docx) or a PDF"))
    if "META-INF/container.xml" in names:
        raise CannotRead(_SAVE_AS.format("an e-book (.epub)", "a PDF"))
    if "[Content_Types].xml" in names:
        return  # an Office file whose main part has another name: its own reader tells
    raise CannotRead(_PACKED.format("zip"))
