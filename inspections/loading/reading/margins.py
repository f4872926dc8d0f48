"""What a file says beside its passages: headers and footers, watermarks, comments, its own title and subject.

Nothing is read from it but whether the paper is exempt (recognising/exempt.py).
"""

import math
import re
import zipfile
from collections.abc import Iterable
from ctypes import POINTER, byref, c_ushort, cast, create_string_buffer

import pypdfium2
import pypdfium2.raw as pdfium
from selectolax.lexbor import LexborHTMLParser

from inspections.loading.reading.words import clean

# Lines, and characters of each. A paper repeats a header on each page, and says little else beside its passages.
MOST_LINES, LONGEST_LINE = 5_000, 600
_MOST_NOTES = 500  # of one page
_PARTS_OF_WORD = re.compile(
    r"(?:word/(?:header|footer|comments|endnotes|footnotes|document)\d*|docProps/(?:core|app|custom))\.xml", re.I
)
_NEVER_SHOWN = ("{*}del", "{*}fldSimple", "{*}txbxContent")
# Attributes of HTML that hold words.
_SAYING = ("title", "alt", "aria-label", "content", "placeholder", "label", "value", "summary")
_COMMENT = re.compile(r"<!--(.{1,600}?)-->", re.DOTALL)


def tidy_lines(lines: Iterable[str]) -> tuple[str, ...]:
    """Each line once, without those that are empty, and no more than a paper can have."""
    cleaned = (clean(line)[:LONGEST_LINE] for line in lines if line)
    return tuple(dict.fromkeys(line for line in cleaned if line))[:MOST_LINES]


def margins_of_word(package: zipfile.ZipFile, parsed) -> tuple[str, ...]:
    """Of a Word file: headers, footers, watermarks, notes, comments, properties, what pictures are said to show, and
    what its text holds hidden or deleted. `parsed(name)` gives a part’s XML.
    """
    lines: list[str] = []
    for name in sorted(package.namelist()):
        if not _PARTS_OF_WORD.fullmatch(name) or (root := parsed(name)) is None:
            continue
        if name.startswith("docProps"):
            lines += root.itertext()
            lines += [f"{node.get('name')}: {''.join(node.itertext())}" for node in root.iter("{*}property")]
            continue
        lines += [shape.get("string") or "" for shape in root.iter("{*}textpath")]
        lines += [picture.get(said) or "" for picture in root.iter("{*}docPr") for said in ("title", "descr")]
        if name.lower().startswith("word/document"):  # the rest of it is read as passages
            lines += [_words(node) for kind in _NEVER_SHOWN for node in root.iter(kind)]
            lines += [_words(run) for run in root.iter("{*}r") if run.find("{*}rPr/{*}vanish") is not None]
        else:
            lines += [_words(paragraph) for paragraph in root.iter("{*}p")]
    return tidy_lines(lines)


def _words(node) -> str:
    return "".join(text.text or "" for text in node.iter("{*}t", "{*}delText"))


def margins_of_pdf(document: pypdfium2.PdfDocument) -> tuple[str, ...]:
    """Of a PDF: its title, subject and keywords, its bookmarks, the names of files in it, notes, answers on forms, and
    words across a page.
    """
    lines = list(document.get_metadata_dict(skip_empty=True).values())
    lines += [bookmark.get_title() for bookmark in document.get_toc()]
    lines += [document.get_attachment(place).get_name() for place in range(document.count_attachments())]
    for number in range(len(document)):
        page = document[number]
        for place in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST_NOTES)):
            lines += _note(page, place)
        lines += _slanted(page)
        page.close()
    return tidy_lines(lines)


def _slanted(page) -> list[str]:
    """Words that stand aslant, as a watermark does: those of a page together, for each letter may be on its own."""
    matrix, words = pdfium.FS_MATRIX(), []
    texts = page.get_textpage()
    for thing in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_TEXT,)):
        pdfium.FPDFPageObj_GetMatrix(thing, byref(matrix))
        if 5 < math.degrees(math.atan2(matrix.b, matrix.a)) % 90 < 85:
            size = min(pdfium.FPDFTextObj_GetText(thing, texts, None, 0), 4 * LONGEST_LINE)
            letters = create_string_buffer(size)
            pdfium.FPDFTextObj_GetText(thing, texts, cast(letters, POINTER(c_ushort)), size)
            words.append(letters.raw.decode("utf-16-le", "replace").rstrip("\0"))
    texts.close()
    return ["".join(words)]


def _note(page, place: int) -> list[str]:
    """What a note says, and what was written into a field of a form."""
    note = pdfium.FPDFPage_GetAnnot(page, place)
    try:
        return [_value(note, b"Contents"), _value(note, b"V"), _value(note, b"Name")]
    finally:
        pdfium.FPDFPage_CloseAnnot(note)


def _value(note, key: bytes) -> str:
    size = min(pdfium.FPDFAnnot_GetStringValue(note, key, None, 0), 4 * LONGEST_LINE)
    words = create_string_buffer(size)
    pdfium.FPDFAnnot_GetStringValue(note, key, cast(words, POINTER(c_ushort)), size)
    return words.raw.decode("utf-16-le", "replace").rstrip("\0")


def margins_of_html(text: str) -> tuple[str, ...]:
    """Of a page: each of its texts wherever it stands, shown or hidden, those of its passages too, and what its
    elements, pictures and comments say.
    """
    tree = LexborHTMLParser(text)
    lines = [node.attributes.get(name) or "" for name in _SAYING for node in tree.css(f"[{name}]")]
    lines += _COMMENT.findall(text)
    tree.strip_tags(["script", "style"])
    lines += [title.text() for title in tree.css("title")]
    lines += tree.root.text(separator="\n").split("\n") if tree.root else []
    return tidy_lines(lines)
