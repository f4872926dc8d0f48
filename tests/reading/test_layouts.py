"""Papers of other councils as text, Markdown, HTML and Word lay them out, each to its passages."""

import io

import docx
import pytest
import typst
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from inspections.loading.reading.passages import Format, PassageKind
from inspections.loading.reading.reader import read

SHORT = {PassageKind.HEADING: "h", PassageKind.PARAGRAPH: "p", PassageKind.BULLET: "b"}


def lines_of(content):
    """Each passage on a line: what it is, its level, number and words; a cell's place, and * before an item of it."""
    lines = []
    for p in read(content if isinstance(content, bytes) else content.encode()).passages:
        words = f"{p.number}|{p.text}" if p.number else p.text
        if p.kind == PassageKind.CELL:
            place = f"{p.row},{p.column}" + (f"+{p.row_span},{p.column_span}" if p.row_span + p.column_span > 2 else "")
            lines.append(f"{p.table}:{place}{'#' if p.header else '*' if p.item else ''} {words}")
        else:
            lines.append(f"{SHORT[p.kind]}{p.level or ''} {words}")
    return lines


PLAN = ["1:1,1# Ref", "1:1,2# Action", "1:1,3# Lead"]

TEXTS = {
    "headings in capitals, underlined, alone": (
        "NORTHMERE COUNCIL\n\n1. BACKGROUND\n\n1.1 The council was inspected in May.\n1.2 It was found to be good.\n\n"
        "Findings\n========\n\nWhat needs to improve\n\n• The quality of plans\n",
        ["h1 NORTHMERE COUNCIL", "h1 1|BACKGROUND", "p 1.1|The council was inspected in May.", "p 1.2|It was found to be good.",
         "h1 Findings", "h2 What needs to improve", "b1 The quality of plans"],
    ),
    "columns aligned with spaces, a cell on two lines": (
        "Ref   Action                    Lead\n1     Review the thresholds     AD\n      document\n2     Train all staff           HoS\n",
        [*PLAN, "1:2,1 1", "1:2,2 Review the thresholds document", "1:2,3 AD", "1:3,1 2", "1:3,2 Train all staff", "1:3,3 HoS"],
    ),
    "tabs": (
        "Ref\tAction\tLead\n1\tDo it\tAD\n2\t\tHoS\n",
        [*PLAN, "1:2,1 1", "1:2,2 Do it", "1:2,3 AD", "1:3,1 2", "1:3,3 HoS"],
    ),
    "a number and a tab are no table": ("1\tDo it\n2\tDo that\n", ["p 1|Do it", "p 2|Do that"]),
    "figures that count on without a point": (
        "1 Workforce development\n2 Practice standards\n\nThen 16 children came.\n",
        ["p 1|Workforce development", "p 2|Practice standards", "p Then 16 children came."],
    ),
    "pipes": ("Judgement | Grade\nOverall | Good\n", ["1:1,1# Judgement", "1:1,2# Grade", "1:2,1 Overall", "1:2,2 Good"]),
    "keys and values have no headings": ("Date\t14 January 2024\nClass\tPart 1\n", ["1:1,1 Date", "1:1,2 14 January 2024", "1:2,1 Class", "1:2,2 Part 1"]),
    "a table drawn with signs": (
        "+-----+--------+\n| Ref | Action |\n+=====+========+\n| 1   | Do it  |\n|     | now    |\n+-----+--------+\n",
        ["1:1,1# Ref", "1:1,2# Action", "1:2,1 1", "1:2,2 Do it now"],
    ),
    "lines broken at one width": (
        "The committee heard that the service had been inspected and that the\nresult was not yet known, and asked for a report in the spring of next\nyear.\n"
        "- that the plan be noted and that officers bring back a fuller paper on\n  what it will cost\n- that it be published\n\nAnother paragraph of the minutes, which again goes on for a good while\nand ends.\n",
        ["p The committee heard that the service had been inspected and that the result was not yet known, and asked for a report in the spring of next year.",
         "b1 that the plan be noted and that officers bring back a fuller paper on what it will cost", "b1 that it be published",
         "p Another paragraph of the minutes, which again goes on for a good while and ends."],
    ),
    "a meeting's page of items": (
        "Agenda and minutes\n\nChildren's Committee\n\n1. Apologies for absence\n\nMinutes:\n\nThere were none.\n\n"
        "2. Improvement plan PDF 200 KB\n\nDecision:\n\nRESOLVED:\n\n(a) that the plan be noted\n",
        ["p Agenda and minutes", "h1 Children's Committee", "h2 1|Apologies for absence", "h3 Minutes:", "p There were none.",
         "h2 2|Improvement plan PDF 200 KB", "h3 Decision:", "p RESOLVED:", "p a|that the plan be noted"],
    ),
    "a letter": (
        "Dear Ms Example\n\nFocused visit to Northmere children's services\n\nThis letter summarises the findings of the visit of 4 March 2024, which looked at care.\n\nYours sincerely\n\nA. Inspector\n",
        ["p Dear Ms Example", "h1 Focused visit to Northmere children's services",
         "p This letter summarises the findings of the visit of 4 March 2024, which looked at care.", "p Yours sincerely", "p A. Inspector"],
    ),
    "Markdown": (
        "# Plan\n\nWords of **weight**, a [link](https://example.org) &amp;\nmore of the line.\n\n**Background**\n\n1. one\n   - inner\n     goes on\n   - other\n\n"
        "| Ref | Action | Lead |\n|:--|---|---|\n| 1.1 | Do x<br>Do y | AD |\n| 1.2 | <ul><li>A</li><li>B</li></ul> | AD \\| HoS |\n\nSetext\n------\n**Date:** 4 May\n**Class:** Part 1\n",
        ["h1 Plan", "p Words of weight, a link & more of the line.", "h2 Background", "p 1|one", "b1 inner goes on", "b1 other", *PLAN,
         "1:2,1 1.1", "1:2,2 Do x", "1:2,2 Do y", "1:2,3 AD", "1:3,1 1.2", "1:3,2* A", "1:3,2* B", "1:3,3 AD | HoS",
         "h2 Setext", "p Date: 4 May", "p Class: Part 1"],
    ),
    "a decision in bold is no heading": (
        "# Minutes\n\n**RESOLVED that the report be noted.**\n\nThe meeting ended.\n",
        ["h1 Minutes", "p RESOLVED that the report be noted.", "p The meeting ended."],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_texts(name):
    text, passages = TEXTS[name]
    assert lines_of(text) == passages


PAGES = {
    "an agenda in a table": (
        "<h1>Agenda and minutes</h1><table class=mgItemTable><tr><th>No.</th><th>Item</th></tr><tr><td class=mgItemNumberCell><p>1.</p></td>"
        "<td><p class=mgAiTitleTxt>Apologies</p><p class=mgSubItemTitleTxt>Minutes:</p><div class=mgWordPara><p>1.1&nbsp;&nbsp; None.</p></div></td></tr>"
        "<tr><td class=mgItemNumberCell><p>2.</p></td><td><p class=mgAiTitleTxt>Plan</p><p>RESOLVED:<br>(a) That it be noted;<br>(b) That it be kept.</p>"
        "<table border=1><tr><td><b>Action</b></td><td><b>Lead</b></td></tr><tr><td><p>· Do x</p><p>· Do y</p></td><td>AD</td></tr></table></td></tr></table>",
        ["h1 Agenda and minutes", "h2 1|Apologies", "h3 Minutes:", "p 1.1|None.", "h2 2|Plan", "p RESOLVED:", "p a|That it be noted;",
         "p b|That it be kept.", "1:1,1# Action", "1:1,2# Lead", "1:2,1* Do x", "1:2,1* Do y", "1:2,2 AD"],
    ),
    "lists": (
        "<ol start=3 type=a><li>three<ul><li>deep</ul><li><p>four</p><p>more</p></ol><ol><li value=7>seven</ol><dl><dt>Lead</dt><dd>AD</dd></dl>",
        ["p c|three", "b2 deep", "p d|four", "p more", "p 7|seven", "p Lead: AD"],
    ),
    "merged cells and a caption": (
        "<table><caption>Plan</caption><thead><tr><th rowspan=2>Ref<th colspan=2>Progress</tr><tr><th>Q1<th>Q2</thead>"
        "<tr><td colspan=3>Band</tr><tr><td rowspan=2>1<td>a<td>b</tr><tr><td>c<td>d</table>",
        ["p Plan", "1:1,1+2,1# Ref", "1:1,2+1,2# Progress", "1:2,2# Q1", "1:2,3# Q2", "1:3,1+1,3 Band", "1:4,1+2,1 1", "1:4,2 a", "1:4,3 b", "1:5,2 c", "1:5,3 d"],
    ),
    "lists that Word saved": (
        "<p class=MsoListParagraph style='mso-list:l0 level1'><span style='font-family:Symbol'>·<span>&nbsp;&nbsp; </span></span>One</p>"
        "<p class=MsoListParagraph style='mso-list:l0 level2'><span>o&nbsp;&nbsp; </span>Two</p><p class=MsoNormal>soft&shy;ly <b><u>said</u></b></p>",
        ["b1 One", "b2 Two", "p softly said"],
    ),
    "what is hidden or no content": (
        "<nav>Home</nav><div class='breadcrumb'>Here</div><main><p>Words.</p><p hidden>No</p><p style='display: none'>No</p>"
        "<form><label>Search</label></form><del>No</del><!-- no --><template>No</template></main><footer>Foot</footer>",
        ["p Words."],
    ),
    "a table that lays out the page": (
        "<table role=presentation><tr><td>Left<td>Right</table><table><tr><td><h2>Title</h2><p>Words.</p></table>",
        ["p Left", "p Right", "h1 Title", "p Words."],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_pages(name):
    page, passages = PAGES[name]
    assert lines_of(f"<!doctype html><html><body>{page}</body></html>") == passages


def test_column_headings_of_two_rows_are_put_together():
    paper = read(f"<html><body>{PAGES['merged cells and a caption'][0]}</body></html>".encode())
    assert [p.column_heading for p in paper.passages if p.row == 4] == ["Ref", "Progress Q1", "Progress Q2"]


def test_links_are_kept_and_words_in_bold_told():
    paper = read(
        b"<html><body><p><b>Lead.</b> See <a href='a.pdf'>it</a> and <a href='#top'>this</a>.</p></body></html>"
    )
    assert (paper.links, paper.passages[0].bold, paper.passages[0].text) == (
        ("a.pdf",),
        "Lead.",
        "Lead. See it and this.",
    )


# Word -----------------------------------------------------------------------------------------------------------------

LEVELS = [("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "(%3)"), ("bullet", "\uf0b7")]
ABSTRACT = "<w:abstractNum {} w:abstractNumId='90'>{}</w:abstractNum>".format(
    nsdecls("w"),
    "".join(
        f"<w:lvl w:ilvl='{at}'><w:start w:val='1'/><w:numFmt w:val='{form}'/><w:lvlText w:val='{text}'/></w:lvl>"
        for at, (form, text) in enumerate(LEVELS)
    ),
)


def counted(document, words, level, key="90", style=None):
    """A paragraph whose number Word counts."""
    made = document.add_paragraph(words, style=style)
    made._p.get_or_add_pPr().append(
        parse_xml(f"<w:numPr {nsdecls('w')}><w:ilvl w:val='{level}'/><w:numId w:val='{key}'/></w:numPr>")
    )
    return made


@pytest.fixture
def document():
    """An empty Word file with a list of four levels, and the same list begun anew at 7."""
    made = docx.Document()
    lists = made.part.numbering_part.element
    lists.insert(0, parse_xml(ABSTRACT))
    lists.append(parse_xml(f"<w:num {nsdecls('w')} w:numId='90'><w:abstractNumId w:val='90'/></w:num>"))
    lists.append(
        parse_xml(
            f"<w:num {nsdecls('w')} w:numId='91'><w:abstractNumId w:val='90'/><w:lvlOverride w:ilvl='0'>"
            "<w:startOverride w:val='7'/></w:lvlOverride></w:num>"
        )
    )
    return made


def saved(document):
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_numbers_are_those_that_word_shows(document):
    counted(document, "Background", 0, style="Heading 1")
    for words, level in [("One", 1), ("Two", 1), ("first", 2), ("second", 2), ("point", 3), ("Three", 1)]:
        counted(document, words, level)
    counted(document, "Next", 0, style="Heading 1")
    counted(document, "Four", 1)
    counted(document, "Anew", 0, "91")
    document.add_paragraph("Typed", style="List Bullet")
    assert lines_of(saved(document)) == [
        *["h1 1|Background", "p 1.1|One", "p 1.2|Two", "p a|first", "p b|second", "b4 point", "p 1.3|Three"],
        *["h1 2|Next", "p 2.1|Four", "p 7|Anew", "b1 Typed"],
    ]


def test_insertions_stay_and_deletions_go(document):
    paragraph = document.add_paragraph("The board ")
    for tag, text in (("w:ins", "w:t"), ("w:del", "w:delText")):
        change, run, words = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text)
        words.text = "agreed." if tag == "w:ins" else "refused."
        run.append(words)
        change.append(run)
        paragraph._p.append(change)
    assert lines_of(saved(document)) == ["p The board agreed."]


def test_links_controls_breaks_and_text_boxes_are_read(document):
    body, w = document.element.body, nsdecls("w")
    body.insert(0, parse_xml(f"<w:sdt {w}><w:sdtContent><w:p><w:r><w:t>In a control</w:t><w:br/><w:t>on two lines</w:t></w:r></w:p></w:sdtContent></w:sdt>"))  # fmt: skip
    body.insert(1, parse_xml(f"<w:p {w}><w:r><w:t>Beside a box</w:t></w:r><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"))  # fmt: skip
    key = document.part.relate_to("https://example.org/a", "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink", is_external=True)  # fmt: skip
    link = parse_xml(f"<w:p {w}><w:hyperlink><w:r><w:t>A link</w:t></w:r></w:hyperlink></w:p>")
    link[0].set(qn("r:id"), key)
    body.insert(2, link)
    content = saved(document)
    assert lines_of(content) == ["p In a control", "p on two lines", "p Beside a box", "p In a box", "p A link"]
    assert read(content).links == ("https://example.org/a",)


def test_a_word_table_keeps_its_cells_apart(document):
    table = document.add_table(4, 3)
    for at, words in enumerate(["Ref", "Action", "Lead"]):
        table.cell(0, at).text = words
    table.cell(1, 0).merge(table.cell(1, 2)).text = "Priority 1"
    counted(table.cell(2, 0), "", 0)  # a column whose numbers Word counts
    cell = table.cell(2, 1)
    cell.text = "Words first"
    cell.add_paragraph("one", style="List Bullet")
    cell.add_paragraph("two", style="List Bullet")
    inner = cell.add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "within", "a table"
    table.cell(2, 2).merge(table.cell(3, 2)).text = "AD"
    table.cell(3, 1).text = "Last"
    assert lines_of(saved(document)) == [
        *PLAN,
        *["1:2,1+1,3 Priority 1", "1:3,1 1", "1:3,2 Words first", "1:3,2* one", "1:3,2* two", "1:3,2 within", "1:3,2 a table"],
        *["1:3,3+2,1 AD", "1:4,2 Last"],
    ]  # fmt: skip


# PDF ------------------------------------------------------------------------------------------------------------------


def test_words_broken_at_the_ends_of_lines_are_joined_and_hyphens_kept():
    words = "Safeguarding partnership arrangements in Northmere were strengthened, and decision-making improved considerably. "
    source = f'#set page(width: 7cm, height: auto)\n#set par(justify: true)\n#set text(lang: "en", hyphenate: true)\n{words * 12}'
    [passage] = read(typst.compile(source.encode())).passages
    assert passage.text == (words * 12).strip()


@pytest.mark.parametrize("tags", [False, True])
def test_two_columns_are_read_one_after_the_other(tags):
    words = "The first column goes on for a good while so that it fills its lines again and again. " * 9
    other = "A second column stands beside it and is no part of any line of the first one at all. " * 9
    source = f"#set page(width: 16cm, height: 30cm)\n#columns(2)[{words}\n#colbreak()\n{other}]"
    assert [p.text for p in read(typst.compile(source.encode(), pdf_tags=tags)).passages] == [
        words.strip(),
        other.strip(),
    ]


WORDS = ["First", "Second", "Third", "Fourth"]


def test_page_headers_and_numbers_are_left_out():
    source = '#set page("a5", header: [Northmere Council], numbering: "1 of 1")\n' + "\n#pagebreak()\n".join(
        f"{WORDS[at]} words stand here." for at in range(4)
    )
    paper = read(typst.compile(source.encode()))
    assert [(p.page, p.text) for p in paper.passages] == [(at + 1, f"{WORDS[at]} words stand here.") for at in range(4)]


def test_the_headings_of_a_table_over_many_pages_stand_once():
    rows = "".join(f"[{at}], [{'Words of an action. ' * 20}], [AD]," for at in range(1, 40))
    source = f'#set page("a5", margin: 1cm)\n#table(columns: (1cm, 1fr, 2cm), table.header[Ref][Action][Lead], {rows})'
    paper = read(typst.compile(source.encode()))
    assert paper.pages > 5
    assert [p.text for p in paper.passages if p.header] == ["Ref", "Action", "Lead"]
    assert [p.text for p in paper.passages if p.column == 1 and not p.header] == [str(at) for at in range(1, 40)]
    assert {p.row for p in paper.passages} == set(range(1, 41))


def test_formats_are_told():
    assert read(b"# Plan").format == Format.MARKDOWN
    assert read(b"Plan").format == Format.TEXT
