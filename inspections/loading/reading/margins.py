"""What a file says beside its passages: headers and footers, watermarks, comments, its own title and subject.

Nothing is read from it but whether the paper is exempt (recognising/exempt.py).
"""

import re
import zipfile
from collections.abc import Iterable
from ctypes import POINTER, c_ushort, cast, create_string_buffer

import pypdfium2
import pypdfium2.raw as pdfium
from selectolax.lexbor import LexborHTMLParser

from inspections.loading.reading.words import clean

# Lines, and characters of each. A paper repeats a header on each page, and says little else beside its passages.
MOST_LINES, LONGEST_LINE = 500, 600
_PARTS_OF_WORD = re.compile(r"(?:word/(?:header|footer|comments)\d*|docProps/(?:core|app|custom))\.xml", re.I)
_AROUND = "title, header, footer, nav, aside, caption, [role=banner], [role=contentinfo], [role=complementary]"


def tidy_lines(lines: Iterable[str]) -> tuple[str, ...]:
    """Each line once, without those that are empty, and no more than a paper can have."""
    cleaned = (clean(line)[:LONGEST_LINE] for line in lines if line)
    return tuple(dict.fromkeys(line for line in cleaned if line))[:MOST_LINES]


def margins_of_word(package: zipfile.ZipFile, parsed) -> tuple[str, ...]:
    """Of a Word file: headers, footers, watermarks, comments and properties. `parsed(name)` gives a part’s XML."""
    lines: list[str] = []
    for name in sorted(package.namelist()):
        if not _PARTS_OF_WORD.fullmatch(name) or (root := parsed(name)) is None:
            continue
        if name.startswith("docProps"):
            lines += root.itertext()
            continue
        for paragraph in root.iter("{*}p"):
            lines.append("".join(text.text or "" for text in paragraph.iter("{*}t")))
        lines += [shape.get("string") or "" for shape in root.iter("{*}textpath")]
    return tidy_lines(lines)


def margins_of_pdf(document: pypdfium2.PdfDocument) -> tuple[str, ...]:
    """Of a PDF: its title, subject and keywords, and the notes on its pages."""
    lines = list(document.get_metadata_dict(skip_empty=True).values())
    for number in range(len(document)):
        page = document[number]
        lines += [_note(page, place) for place in range(min(pdfium.FPDFPage_GetAnnotCount(page), MOST_LINES))]
        page.close()
    return tidy_lines(lines)


def _note(page, place: int) -> str:
    note = pdfium.FPDFPage_GetAnnot(page, place)
    try:
        size = min(pdfium.FPDFAnnot_GetStringValue(note, b"Contents", None, 0), 4 * LONGEST_LINE)
        words = create_string_buffer(size)
        pdfium.FPDFAnnot_GetStringValue(note, b"Contents", cast(words, POINTER(c_ushort)), size)
        return words.raw.decode("utf-16-le", "replace").rstrip("\0")
    finally:
        pdfium.FPDFPage_CloseAnnot(note)


def margins_of_html(text: str) -> tuple[str, ...]:
    """Of a page: its title and description, what stands around its content, and what pictures are said to show."""
    tree = LexborHTMLParser(text)
    lines = [line for node in tree.css(_AROUND) for line in node.text(separator="\n").split("\n")]
    lines += [node.attributes.get("alt") or "" for node in tree.css("img[alt]")]
    lines += [node.attributes.get("content") or "" for node in tree.css("meta[name][content]")]
    return tidy_lines(lines)
