"""What may mean that a paper, or a part of it, is exempt: known as exempt, or shown to an admin with a question."""

import io

import docx
import pytest
import typst

from inspections.loading.reading.reader import read
from inspections.loading.recognising.exempt import is_named_exempt, may_be_named_exempt
from inspections.loading.recognising.paper import recognise
from inspections.loading.recognising.proposals import ProposalKind

PAPER = """# Review of placements

**Committee:** Children’s Select Committee

**Date:** 14 January 2020

{head}

## 1. Purpose

1.1 This report tells the committee how the work goes.

1.2 The service trained its managers in November 2019.

{body}

1.3 Families say that they are heard.
"""


def said_of(content):
    """(the words by which the whole paper is exempt, its signs in words)."""
    content = content.encode() if isinstance(content, str) else content
    [report] = [each for each in recognise(read(content)) if each.kind == ProposalKind.REPORT]
    return report.fields["exempt_words"], [sign["words"] for sign in report.fields["exempt_signs"]]


def is_noticed(content):
    whole, signs = said_of(content)
    return bool(whole or signs)


WORDINGS = [
    "By virtue of paragraph(s) 1 and 2 of Part 1 of Schedule 12A of the Local Government Act 1972",
    "Not open to the public – Part 1 of Schedule 12A", "Restricted: by virtue of paragraph 1 of Part 1 of Schedule 12A",
    "This report will be considered in the absence of the press and public", "**Report for publication:** No",
    "Agenda Item 9 - Not for publication", "Exempt item 12", "Private item", "Closed session",
    "Exempt report: Part 2 of the agenda", "Agenda part: II", "Part: 2", "**Publication:** No",
    "**For publication:** No", "**Confidential?** YES", "**Exempt/Open:** Exempt",
    "Reason for exemption: paragraph 2", "LGA 1972 Sch 12A para 1", "s.100A(4) applies", "In strict confidence",
    "Not for release", "Not available to the public",
    "This item is not to be made available to the press or public", "In camera", "E X E M P T", "Ｅｘｅｍｐｔ",
    "The report is exempt. None of it may be shared.", "Information relating to any individual", "Internal use only",
    "Appendix A is not for publication by virtue of paragraph 2 of Schedule 12A.", "Members’ eyes only",
    "CONFIDENTIAL", "OFFICIAL – SENSITIVE",
    "This report is confidential.",
    "Appendix B is confidential and has been circulated to members separately.",
    "Appendix B (confidential)",
    "CONFIDENTIAL – Appendix B",
    "Appendix 2 (restricted)",
    "Appendix C: not to be published",
    "The figures in this annex must not be disclosed.",
    "Please do not share or publish this section.",
    "It has been withheld from the published version.",
    "The appendix is exempted from disclosure.",
    "This is not for the public.",
    "This section is for councillors and officers only.",
    "Legal advice – subject to legal professional privilege.",
    "commercially sensitive and legally privileged",
    "A separate confidential briefing was given to members.",
    "Members had the Part 2 paper before them.",
    "Appendix 1 is not exempt but Appendix 2 is exempt under paragraph 3.",
    "There are no exempt items except item 7, which is exempt under paragraph 1.",
    "Members of the public were asked to withdraw.",
    "The public and the press were asked to withdraw.",
    "The public gallery was cleared.",
    "At this point the webcast was stopped and members of the press left.",
    "The livestream was switched off at nine.",
    "The committee resolved to go into private.",
    "Observers left the room at this point.",
    "Access: Members of the committee only",
    "Open/closed: Closed",
    "Is the report public? No",
    "Can this be published? No",
    "Public: N",
    "Exempted from publication",
    "Access to Information Procedure Rules, rule 10.4, category 1",
    "Legally privileged",
    "Commercially sensitive",
    "Not to be copied",
    "ΕXEMPT",
    "| Section | Access |\n|---|---|\n| Case of M | Confidential |",
    "| Confidential? |\n|---|\n| Yes |",
    "| Publication |\n|---|\n| No |",
    "| Publication |\n|---|\n| Not to be published |",
    "By virtue of paragraph 2 of Part 1 of Schedule 12(A), Section 100(A)(4)",
    "| Restriction | Paragraph 1 |\n|---|---|\n| Ward | All |",
    "Sched. 12A para 1", "S100(A)4 LGA 1972", "Part VA of the Local Government Act 1972 applies",
    "Information which is likely to reveal the identity of an individual.", "Not available for public inspection",
    "Not for public release", "Not for disclosure", "NOT-FOR-PUBLICATION", "N O T   F O R   P U B L I C A T I O N",
    "N O T F O R P U B L I C A T I O N", "E.X.E.M.P.T.", "Not\n\nfor\n\npublication", "NON-PUBLIC AGENDA PACK",
    "This report is private.", "Private Document Pack", "Restricted Supplement", "Public [ ] Private [X]",
    "Part 1 ☐ Part 2 ☑", "Publicly available: No", "The report has not been published because it identifies a child.",
    "Report considered with the public excluded.", "Press & Public excluded", "SENSITIVE", "EXMEPT", "Confidental",
    "Please return this paper to the clerk at the close of the meeting.", "Not published", "Not for general release",
    "For website: No", "Exemption applies", "Exemptions: 1, 2", "Exemption claimed: paragraph 2", "Pt 2",
    "AGENDA – PART B", "Not disclosable", "UNREDACTED", "PROTECT – PERSONAL", "Do not forward", "NFP",
    "Members are asked to treat the contents as confidential.", "Agenda item 12 is private.",
    "Please keep this to yourselves.", "The Chair asked the public to leave the room. Webcasting ceased.",
    "Public not admitted", "The committee went into camera.", "Members of the public then retired.",
    "Reserved business", "Restricted circulation", "Not for onward transmission", "Marking: O-S", "Unpublished",
    "Security classification: Confidential", "Visibility: Private", "Publication: Never", "Embargoed until 12 February",
    "This paper will not be published on the council’s website.", "Privileged and confidential", "Item considered under Part 2",
    "Disclosure of this report would not be in the public interest.", "This report must not leave the building.",
    "Category of report: CLOSED", "Report status: Restricted", "**Report type:** Closed", "**Type:** Part 2 decision",
    "Nature of business: private", "This report cannot be published, because it contains personal information about a child.",
    "Cannot be made public as it identifies a family", "It can’t be put on the council’s website.",
    "Contains personal information about a child and so cannot be published", "This report must remain private",
    "This report should be kept confidential to the members of the committee.", "The paper shall stay confidential.",
    "The report contains information which is restricted.", "Members’ briefing – confidential", "Withheld",
    "Not to be placed on the Council’s website", "Not to go on modern.gov", "Do not upload this to the website.",
    "Business transacted in private", "The report was debated in private.", "Placements (Part 2)", "White paper – Part 2",
    "Private decision", "**Reason for confidentiality:** identifies a family", "By virtue of paragraphs 1 and 2",
    "This report is considered to be of a private nature", "28 day notice of intention to hold the meeting in private",
    "Security classification: Protected", "Marked: Sensitive", "A note on the family: CLOSED",
]  # fmt: skip


@pytest.mark.parametrize("place", ["head", "body"])
@pytest.mark.parametrize("wording", WORDINGS)
def test_each_wording_is_noticed_wherever_it_stands(wording, place):
    assert is_noticed(PAPER.format(**{"head": "", "body": ""} | {place: wording}))


@pytest.mark.parametrize(
    "heading",
    [
        "Appendix A (exempt)",
        "Appendix 2 – CONFIDENTIAL",
        "5. Placements (Part 2)",
        "Business transacted in private",
        "EXEMPT APPENDIX A",
        "Part 2 of the agenda",
        "Private report",
    ],
)
def test_a_heading_is_noticed(heading):
    assert is_noticed(PAPER.format(head="", body=f"## {heading}\n\nThe child lives with an aunt."))


def test_a_row_of_the_table_at_its_head_is_noticed():
    table = "| Access to information | Exempt under paragraph 2 |\n|---|---|\n| Ward | All |"
    assert is_noticed(PAPER.format(head=table, body=""))


def test_words_that_are_broken_by_a_line_are_noticed():
    assert is_noticed(PAPER.format(head="Not for\n\npublication", body=""))


@pytest.mark.parametrize(
    "innocent",
    [
        "Care leavers are exempt from council tax.", "Private fostering arrangements were looked at.",
        "There are no exempt items.", "This report is not exempt.", "Confidentiality matters to children.",
        "Closed cases fell by a tenth.", "Part 2 of the programme begins in May.", "Exempt information: none",
        "The restricted growth of the service was noted.", "The public health nurse attended.",
        "Classification: For decision", "Class: Report", "Closed question survey results",
        "Exempt accommodation in the borough is growing.", "The press and public were welcomed.",
        "Members of the public left comments on the website.", "The private meeting room was used.",
        "A confidential report was made to the MASH.", "No confidential, exempt or private matter is here.",
        "Information about an individual child is kept in the system.", "Plans were not published until May.",
        "Cases closed: 43", "**Status:** Closed", "Part 2: Outcomes for children", "## Confidential advice line",
        "## Private and voluntary homes", "## Actions closed", "The report includes confidential helpline figures.",
        "This letter is Part 2 of a series.", "Committee only noted it.", "Not in public care: 12 children",
        "Do not share passwords.", "Confidential helpline calls: 40", "The report is about exempt accommodation.",
        "Members only asked two questions.", "Yellow paper was used for the survey.", "Do not copy the old form.",
        "The report was withheld from no one.", "Publication date: 6 January 2020", "There was no public question.",
        "Local Government Act 1972: background papers are open to public inspection.", "This is private fostering guidance.",
        "Numbers below five are small, and such figures cannot be published.", "Children cannot go to the library.",
        "Young people said that they cannot be open in public care.", "A confidential reporting line for staff was opened.",
        "**Status:** CLOSED", "Action 4: CLOSED on 3 May 2019", "Recommendation 2 – CLOSED", "Restricted budget: £43,000",
        "Type: private fostering", "Status: closed cases", "Part 2: Outcomes", "Records of children are kept confidential.",
        "Children are seen and spoken to in private.", "Return interviews are conducted in private.",
        "Family court cases are decided in private.", "Type of report: update", "Report status: final",
        "The plan contains details which are new.", "Category: closed cases", "Action log – closed",
        "Some parents can’t share the care of a child.", "Information cannot be shared without consent.",
        "The plan does not go into this.", "Homes are not placed on the edge of town.", "Withheld consent: 3 families",
    ],
)  # fmt: skip
def test_ordinary_words_ask_nothing(innocent):
    for place in ("head", "body"):
        assert said_of(PAPER.format(**{"head": "", "body": ""} | {place: innocent})) == (None, []), place


MINUTES = """# Minutes of the Children’s Select Committee

Meeting held on 14 January 2020

## 1. Apologies

There were none.

## 2. Improvement plan

The committee looked at the plan.

RESOLVED: That the report be noted.

## 3. {heading}

{begins}

The committee heard what the child did.
"""


@pytest.mark.parametrize(
    ("heading", "begins"),
    [
        ("Cases", "There were no members of the public present. The committee resolved to exclude the press and public."),
        ("Exclusion of press and public", "Agreed by all."), ("Exclusion of press and public", "Moved and carried."),
        ("Placements (Part 2)", "Two cases."), ("Business transacted in private", "Two cases."),
        ("Cases", "EXEMPT"), ("Cases", "CONFIDENTIAL"), ("Cases", "Private session"), ("Cases", "Part 2 - exempt"),
        ("Case reviews (Exempt)", "Two cases."), ("Case reviews - NOT FOR PUBLICATION", "Two cases."),
        ("Cases", "The public were asked to leave."), ("Cases", "The press and public withdrew."),
        ("Cases", "The committee continued in private."), ("Cases", "This item was held in private."),
        ("Cases", "The panel sat in camera."),
        ("Cases", "The following item was considered with the press and public excluded."),
        ("Cases", "The following minute is not for publication."),
        ("Cases", "It was agreed, none dissenting, that the press and public be excluded."),
    ],
)  # fmt: skip
def test_each_beginning_of_an_exempt_session_is_noticed(heading, begins):
    assert is_noticed(MINUTES.format(heading=heading, begins=begins))


EXCLUDED = (
    "RESOLVED: That under Section 100A(4) of the Local Government Act 1972 the press and public be excluded from the "
    "meeting during discussion of the following item."
)


@pytest.mark.parametrize(
    "innocent",
    [
        "Part A of the care plan was read.", "Part 1 was read out.", "The child was re-admitted to hospital.",
        "Chair: thanked the child.", "Signed: the social worker’s statement.", "The meeting ended the placement.",
    ],
)  # fmt: skip
def test_innocent_words_do_not_end_an_exempt_session(innocent):
    text = MINUTES.format(heading="Cases", begins=f"{EXCLUDED}\n\n{innocent}")
    [report] = [each for each in recognise(read(text.encode())) if each.kind == ProposalKind.REPORT]
    [part] = report.fields["exempt_parts"]
    assert part["to"] == len(read(text.encode()).passages)


def test_an_admin_is_asked_of_the_rest_where_a_part_is_exempt():
    text = MINUTES.format(heading="Cases", begins=f"{EXCLUDED}\n\nThe press and public were re-admitted.")
    assert EXCLUDED in said_of(text)[1]


def word_file(change):
    document = docx.Document()
    document.core_properties.title = document.core_properties.subject = ""
    document.add_heading("Review of placements", 1)
    for number in range(1, 4):
        document.add_paragraph(f"1.{number} The service trained its managers in 201{number}.")
    change(document)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def set_text(part, text):
    part.paragraphs[0].text = text


def set_watermark(document):
    shape = (
        '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:'
        'vml"><w:pict><v:shape><v:textpath string="CONFIDENTIAL"/></v:shape></w:pict></w:r>'
    )
    paragraph = document.sections[0].header.paragraphs[0]
    paragraph._p.append(docx.oxml.parse_xml(shape))


NOTICE = "NOT FOR PUBLICATION by virtue of paragraph 1 of Schedule 12A"


@pytest.mark.parametrize(
    "change",
    [
        lambda document: set_text(document.sections[0].header, NOTICE),
        lambda document: set_text(document.sections[0].footer, "Exempt"),
        set_watermark,
        lambda document: setattr(document.core_properties, "title", NOTICE),
        lambda document: setattr(document.core_properties, "keywords", "confidential"),
    ],
    ids=["header", "footer", "watermark", "title", "keywords"],
)
def test_what_a_word_file_says_beside_its_text_closes_it(change):
    assert said_of(word_file(lambda document: None)) == (None, [])
    assert said_of(word_file(change))[0]


def pdf_file(header="", title="", last=""):
    text = "\n\n".join(f"= Section {number}\n" + "Families say that they are heard. " * 30 for number in range(1, 9))
    source = f'#set document(title: "{title}")\n#set page("a5", header: [{header}])\n{text}\n\n{last}'
    return typst.compile(source.encode())


@pytest.mark.parametrize("said", [{"header": NOTICE}, {"title": NOTICE}, {"last": NOTICE}], ids=str)
def test_what_a_pdf_says_beside_its_text_is_noticed(said):
    assert said_of(pdf_file()) == (None, [])
    assert is_noticed(pdf_file(**said))


@pytest.mark.parametrize(
    "around",
    [
        "<div>{}</div>",
        "<p hidden>{}</p>",
        "<noscript>{}</noscript>",
        "<svg><text>{}</text></svg>",
        "<select><option selected>{}</option></select>",
        "<input value='{}'>",
        "<span title='{}'>A</span>",
        "<span aria-label='{}'>A</span>",
        "<iframe title='{}'></iframe>",
        "<!-- {} -->",
        "<footer>{}</footer>",
        "<title>{}</title>",
        "<img alt='{}' src='x'>",
        "<aside>{}</aside>",
        "<nav>{}</nav>",
    ],
)
def test_what_a_page_says_around_its_text_is_asked(around):
    page = "<html><body>{}<main><h1>Review</h1><p>Families say that they are heard.</p></main></body></html>"
    assert said_of(page.format(around.format("Our services"))) == (None, [])
    assert is_noticed(page.format(around.format(NOTICE)))


@pytest.mark.parametrize(
    ("name", "is_exempt"),
    [
        ("Item 9 NOT FOR PUBLICATION exempt.docx", True), ("exempt_report.pdf", True), ("Item-9-CONFIDENTIAL.pdf", True),
        ("Closed cases review.pdf", False), ("Restricted covenant.docx", False), ("Secret shopper review.pdf", False),
        ("Cabinet Part 2.docx", True), ("CSCExemptReport.docx", True), ("20200114PinkReport.pdf", True),
        ("Improvement plan January 2020.docx", False), ("Part 1 report.pdf", False), ("minutes.pdf", False),
    ],
)  # fmt: skip
def test_the_name_of_a_file_counts(name, is_exempt):
    assert is_named_exempt(name) == is_exempt


@pytest.mark.parametrize(
    ("name", "asks"),
    [
        ("Appendix 3 EXEMPT.docx", True), ("Appendix A - CONFIDENTIAL.docx", True), ("Item 9 exempt appendix.pdf", True),
        ("Not-for-publication-appendix-2.pdf", True), ("Closed session minutes.docx", True), ("Review (private).docx", True),
        ("Exempt report (public version).docx", True), ("Item 9 PtII.pdf", True), ("Item 9 (Pt 2).pdf", True),
        ("Item 9_NFP.pdf", True), ("Private Pack.pdf", True), ("Review – Private.docx", True), ("PINK.pdf", True),
        ("not for web.docx", True), ("Unredacted report.docx", True), ("Restricted Supplement.pdf", True),
        ("Non-Public Pack.pdf", True), ("Private fostering.docx", False), ("Closed cases review.pdf", False), ("minutes.pdf", False),
    ],
)  # fmt: skip
def test_the_name_of_a_file_is_asked_of(name, asks):
    assert may_be_named_exempt(name) == asks


def test_each_sign_is_shown():
    many = "\n\n".join(f"The press and public were told of event {number}." for number in range(1, 31))
    signs = said_of(PAPER.format(head="", body=f"{many}\n\nAppendix Z is exempt under paragraph 1."))[1]
    assert len(signs) == 31
    assert "Appendix Z is exempt under paragraph 1." in signs


WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def append(document, xml):
    document.add_paragraph("Families say that they are heard.")._p.append(docx.oxml.parse_xml(xml))


@pytest.mark.parametrize(
    "xml",
    [
        f"<w:r {WORD}><w:rPr><w:vanish/></w:rPr><w:t>EXEMPT</w:t></w:r>",
        f'<w:del {WORD} w:id="1"><w:r><w:delText>Not for publication</w:delText></w:r></w:del>',
        f'<w:fldSimple {WORD} w:instr="DOCPROPERTY Access"><w:r><w:t>EXEMPT</w:t></w:r></w:fldSimple>',
        f'<w:r {WORD} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textpath string="CONFIDENTIAL"/>'
        "</v:shape></w:pict></w:r>",
        f'<w:r {WORD} xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><w:drawing>'
        '<wp:inline><wp:docPr id="1" name="Stamp" descr="Exempt"/></wp:inline></w:drawing></w:r>',
    ],
    ids=["hidden", "deleted", "field", "watermark in the text", "picture"],
)
def test_what_a_word_file_holds_unseen_is_noticed(xml):
    assert is_noticed(word_file(lambda document: append(document, xml)))


def test_words_across_a_pdf_are_noticed():
    slanted = "#set page(background: rotate(-45deg, text(60pt)[CONFIDENTIAL]))"
    assert is_noticed(typst.compile(f"{slanted}\n= Review\n{'Families say that they are heard. ' * 30}".encode()))


def test_a_bookmark_and_a_file_within_a_pdf_are_noticed():
    text = "Families say that they are heard. " * 30
    heading = "#show heading: none\n#heading(bookmarked: true)[Exempt appendix]"
    assert is_noticed(typst.compile(f"{heading}\n{text}".encode()))
    attached = '#pdf.attach("Exempt appendix.txt", bytes("x"))'
    assert is_noticed(typst.compile(f"{attached}\n= Review\n{text}".encode()))
