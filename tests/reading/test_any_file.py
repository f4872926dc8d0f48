"""Whatever a file holds, reading it gives a paper in good order or a sentence, and nothing else."""

import functools
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspections.loading.reading.passages import CannotRead, Passage, PassageKind
from inspections.loading.reading.reader import read
from tests.reading.making_papers import html_of, pdf_of, word_of

WHOLE_SENTENCE = re.compile(r"[A-Z].*\.", re.S)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def check(content):
    """Read and hold what is true of every paper."""
    try:
        paper = read(content)
    except CannotRead as error:
        if not WHOLE_SENTENCE.fullmatch(str(error)):
            raise
        return
    assert [p.order for p in paper.passages] == list(range(1, len(paper.passages) + 1))
    level = 0
    for passage in paper.passages:
        assert passage.text
        assert passage.text == " ".join(passage.text.split())
        assert not set(passage.text + passage.number + passage.bold) & {"\0", "\n", "\t", "\xa0"}
        passage.text.encode("utf-8")
        assert passage.text.startswith(passage.bold)
        assert (
            (passage.table is None)
            == (passage.kind != PassageKind.CELL)
            == (passage.row is None)
            == (passage.column is None)
        )
        if passage.kind == PassageKind.HEADING:
            assert 1 <= passage.level <= level + 1
            level = passage.level
        assert (passage.level > 0) == (passage.kind in (PassageKind.HEADING, PassageKind.BULLET))
        assert len(passage.headings) <= level
    places = {}
    for cell in (p for p in paper.passages if p.table):
        assert cell.row >= 1 <= cell.column
        assert cell.row_span >= 1 <= cell.column_span
        owner = places.setdefault((cell.table, cell.row, cell.column), (cell.row_span, cell.column_span, cell.header))
        assert owner == (cell.row_span, cell.column_span, cell.header)


PIECES = ["", "| h | i |", "|--|--|", "j\tk", "l\tm\tn", "<p>s</p>\t<ul><li>• t</ul>", "<table><tr><td>u<td>v<tr><td>w"]
PIECES += [
    "# A",
    "## 1. B",
    "- c",
    "  - d",
    "1. e",
    "5.1 f",
    "(a) g",
    "===",
    "---",
    "**o**",
    "**p:** q",
    "> r",
    "```",
    "+--+",
]
PIECES += ["Ref  Action   Lead", "1    Do it    Me", "RESOLVED:", "</table>", "Decision:", "Agenda item", "•"]

LINES = st.lists(
    st.one_of(
        st.sampled_from(PIECES),
        st.text(max_size=60),
    ),
    max_size=25,
)


@QUICK
@given(st.binary(max_size=400))
def test_any_bytes(content):
    check(content)


@QUICK
@given(LINES, st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["utf-8", "utf-16", "cp1252", "utf-16-le"]))
def test_any_lines(lines, end, encoding):
    check(end.join(lines).encode(encoding, errors="replace"))


TAGS = [
    "p",
    "div",
    "ul",
    "ol",
    "li",
    "table",
    "tr",
    "td",
    "th",
    "b",
    "h1",
    "h3",
    "br",
    "dl",
    "dt",
    "dd",
    "caption",
    "nav",
]
TAGS += [
    "a href=x",
    "thead",
    "tbody",
    "main",
    "pre",
    "script",
    "select",
    "td rowspan=3",
    "td colspan=0",
    "ol start=-4 type=i",
]
TAGS += [
    "td colspan=2 rowspan=2",
    "li value=7",
    "span style='display:none'",
    "p class=MsoListParagraph",
    "p class=mgAiTitleTxt",
]
NAMES = st.sampled_from(TAGS)
PAGE = st.lists(
    st.one_of(NAMES.map("<{}>".format), NAMES.map(lambda t: f"</{t.split()[0]}>"), st.text(max_size=12)), max_size=40
)


@QUICK
@given(PAGE)
def test_any_page(pieces):
    check(("<html><body>" + "".join(pieces)).encode("utf-8", errors="replace"))


PASSAGES = (
    Passage(1, PassageKind.HEADING, "Plan", level=1),
    Passage(2, PassageKind.PARAGRAPH, "The board met in May and agreed what follows.", "1.1"),
    Passage(3, PassageKind.BULLET, "One thing", level=1),
    *(
        Passage(4 + at, PassageKind.CELL, words, table=1, row=at // 3 + 1, column=at % 3 + 1, header=at < 3)
        for at, words in enumerate(["Ref", "Action", "Lead", "1", "Do it", "AD", "2", "Do that", "HoS"])
    ),
)


@functools.cache
def valid(name):
    """A valid file, made once."""
    return {"word": word_of, "pdf": pdf_of, "html": html_of}[name](PASSAGES)


@pytest.mark.parametrize("name", ["word", "pdf", "html"])
@QUICK
@given(data=st.data())
def test_any_damage_to_a_good_file(name, data):
    content = bytearray(valid(name))
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(content) - 1))
        action = data.draw(st.sampled_from(["change", "cut", "double", "end"]))
        if action == "change":
            content[at] = data.draw(st.integers(0, 255))
        elif action == "cut":
            del content[at : at + data.draw(st.integers(1, 40))]
        elif action == "double":
            content[at:at] = content[at : at + data.draw(st.integers(1, 400))]
        else:
            del content[max(at, 4) :]
        if not content:
            break
    check(bytes(content))


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ELEMENTS = [
    "p",
    "r",
    "t",
    "tbl",
    "tr",
    "tc",
    "pPr",
    "tcPr",
    "numPr",
    "sdt",
    "sdtContent",
    "ins",
    "del",
    "hyperlink",
    "br",
]
ELEMENTS += [
    "vMerge",
    "gridSpan",
    "gridBefore",
    "trPr",
    "tblHeader",
    "numId",
    "ilvl",
    "pStyle",
    "rPr",
    "b",
    "drawing",
    "sym",
]
ELEMENTS += ["txbxContent"]


@st.composite
def word_xml(draw, deep=5):
    """An element of a Word file, wherever it may stand."""
    name = draw(st.sampled_from(ELEMENTS))
    value = draw(
        st.sampled_from(["", ' w:val="1"', ' w:val="-9"', ' w:val="x"', ' w:val="99999999999"', ' w:char="F0B7"'])
    )
    inner = (
        "".join(draw(st.lists(word_xml(deep - 1), max_size=3))) if deep else draw(st.sampled_from(["", "x", "1.1 y"]))
    )
    return f"<w:{name}{value}>{inner}</w:{name}>"


@QUICK
@given(st.lists(word_xml(), max_size=4))
def test_any_word_xml(elements):
    from tests.reading.test_hostile_files import with_parts

    body = "".join(elements) + "<w:p><w:r><w:t>Words.</w:t></w:r></w:p>"
    xml = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    check(with_parts(valid("word"), **{"word/document.xml": xml}))
