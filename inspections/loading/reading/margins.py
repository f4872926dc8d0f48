"""What a file says beside its passages: headers and footers, watermarks, comments, its own title and subject.

Nothing is read from it but whether the paper is exempt (recognising/exempt.py).
"""

import html
import re
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from ctypes import POINTER, c_ushort, cast, create_string_buffer

import pypdfium2
import pypdfium2.raw as pdfium
from selectolax.lexbor import LexborHTMLParser

from inspections.loading.reading.passages import GAP
from inspections.loading.reading.words import clean, part_words

# Lines, and characters of each. A paper repeats a header on each page, and says little else beside its passages.
MOST_LINES, LONGEST_LINE = 5_000, 600
_MOST_NOTES = 500  # of one page
_PARTS_OF_WORD = re.compile(
    r"(?:word/(?:header|footer|comments|endnotes|footnotes|document)\d*|docProps/(?:core|app|custom))\.xml", re.I
)
_NEVER_SHOWN = ("{*}del", "{*}moveFrom", "{*}fldSimple", "{*}txbxContent")
# What stands for white space or a sign among the letters of a Word file.
_SIGNS_OF_WORD = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad"}
# A gap as wide as those between the left, the middle and the right of a header.
_WIDE_GAP = re.compile(r"[^\S\n]*\t\s*|[^\S\n]{3,}")
# Attributes of HTML that hold words.
_SAYING = ("title", "alt", "aria-label", "content", "placeholder", "label", "value", "summary")
_BETWEEN = "\x1e"  # what no page has
_COMMENT = re.compile(r"<!--(.{1,600}?)-->", re.DOTALL)


def comments_in(text: str) -> tuple[str, ...]:
    """What a text of lines says in comments of HTML, which nobody is shown."""
    return tidy_lines(_COMMENT.findall(text))


def tidy_lines(texts: Iterable[str]) -> tuple[str, ...]:
    """Each line of these texts once, without those that are empty, and no more than a paper can have.

    A tab or a wide gap parts what stands at the left, in the middle and at the right of a line: “Version 2 | Exempt”.
    """
    lines = (line for text in texts if text for line in text.split("\n"))
    cleaned = (GAP.join(filter(None, map(clean, _WIDE_GAP.split(line))))[:LONGEST_LINE] for line in lines)
    return tuple(dict.fromkeys(line for line in cleaned if line))[:MOST_LINES]


def margins_of_word(package: zipfile.ZipFile, parsed, left_out: Iterable[str] = ()) -> tuple[str, ...]:
    """Of a Word file: headers, footers, watermarks, notes, comments, properties, what pictures are said to show, and
    what its text holds hidden, deleted or moved away. `parsed(name)` gives a part’s XML, `left_out` are further texts
    that are no passages.
    """
    lines = list(left_out)
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
            lines += [words_of_word(node) for kind in _NEVER_SHOWN for node in root.iter(kind)]
            lines += [words_of_word(control) for control in root.iter("{*}sdt") if _is_from_a_gallery(control)]
            lines += [words_of_word(run) for run in root.iter("{*}r") if run.find("{*}rPr/{*}vanish") is not None]
        else:
            lines += [words_of_word(paragraph) for paragraph in root.iter("{*}p")]
    return tidy_lines(lines)


def _is_from_a_gallery(control) -> bool:
    """Whether Word made it, as a table of contents."""
    return control.find("{*}sdtPr/{*}docPartObj") is not None


def words_of_word(node) -> str:
    """What a part of a Word file says, deleted words too: a tab is a tab, and a break or the next paragraph a line."""
    said: list[str] = []
    for each in node.iter():
        name = each.tag.rpartition("}")[2] if isinstance(each.tag, str) else ""
        if name in ("t", "delText"):
            said.append(each.text or "")
        elif name in _SIGNS_OF_WORD:
            said.append(_SIGNS_OF_WORD[name])
        elif name == "sym":
            said.append(sign_of_word(each))
        elif name == "p" and said:
            said.append("\n")
    return "".join(said)


def sign_of_word(element) -> str:
    """The sign of a symbol font, as a character for private use where it is one of its own; empty where it has none."""
    values = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
    if not re.fullmatch(r"[0-9A-Fa-f]{4}", code := values.get("char", "")):
        return ""
    of_its_own = values.get("font", "").startswith("Wingdings") and int(code, 16) < 256
    return chr(int(code, 16) + (0xF000 if of_its_own else 0))


def margins_of_pdf(document: pypdfium2.PdfDocument, content: bytes) -> tuple[str, ...]:
    """Of a PDF: its title, subject and keywords, its bookmarks, the names of files in it, notes, answers on forms."""
    with suppress(pypdfium2.PdfiumError):
        document.init_forms()
    lines = list(document.get_metadata_dict(skip_empty=True).values())
    lines += _words_of_xmp(content)
    lines += [bookmark.get_title() for bookmark in document.get_toc()]
    lines += [document.get_attachment(place).get_name() for place in range(document.count_attachments())]
    for number in range(len(document)):
        page = document[number]
        for place in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST_NOTES)):
            lines += _note(page, place, document.formenv)
        page.close()
    return tidy_lines(lines)


_MOST_XMP, _LONGEST_XMP = 20, 100_000  # packets, and bytes of each


def _words_of_xmp(content: bytes) -> list[str]:
    """What programs write of a file beside its own title, as XML that stands in it as it is."""
    words: list[str] = []
    start = -1
    for _ in range(_MOST_XMP):
        if (start := content.find(b"<x:xmpmeta", start + 1)) < 0:
            break
        packet = content[start : start + _LONGEST_XMP].partition(b"</x:xmpmeta>")[0].decode("utf-8", "replace")
        words += re.findall(r">([^<>]+)<", packet) + re.findall(r"""=["']([^"'<>]+)["']""", packet)
    return [html.unescape(each) for each in words]


def _note(page, place: int, form: pypdfium2.PdfFormEnv | None) -> list[str]:
    """What a note says, and what was written into a field of a form, as “Access: Exempt”."""
    note = pdfium.FPDFPage_GetAnnot(page, place)
    try:
        said = [_said(pdfium.FPDFAnnot_GetStringValue, note, key) for key in (b"Contents", b"V", b"Name")]
        if form:
            name, value = (
                _said(ask, form, note)
                for ask in (pdfium.FPDFAnnot_GetFormFieldName, pdfium.FPDFAnnot_GetFormFieldValue)
            )
            said += [value, f"{name}: {value}"] if value not in ("", "Off") else []
        return [part_words(words) for words in said]
    finally:
        pdfium.FPDFPage_CloseAnnot(note)


def _said(ask, *of) -> str:
    """The words that PDFium gives when it is asked for them."""
    size = min(ask(*of, None, 0), 4 * LONGEST_LINE)
    words = create_string_buffer(size)
    ask(*of, cast(words, POINTER(c_ushort)), size)
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
    lines += tree.root.text(separator=_BETWEEN).split(_BETWEEN) if tree.root else []
    return tidy_lines(map(clean, lines))  # a line’s end or a wide gap in the source is nothing that anybody sees
