"""What may mean that a paper, or a part of it, is exempt: known as exempt, or shown to an admin with a question."""

import io
import math

import docx
import pikepdf
import pymupdf
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
    "Open to the public? No, exempt", "For publication: No (exempt)", "Publication: No, confidential",
    "Key decision: No   Exempt: Yes", "Key decision: No Exempt", "Open report: No – Part 2",
    "Confidential/Non-Confidential: Confidential", "Public report: No – Exempt (paragraph 1)",
    "Key decision: No | Confidential: Yes", "Urgent: No, Confidential", "Urgent item: No / Exempt item",
    "Exempt: No X Yes ✓", "Exempt: none other than Appendix 2", "Confidential: none of this may be shared",
    "Confidential: - Yes", "Key: no Private: yes", "May this be published? No – confidential",
    "This report is not exempt, save for Appendix 2 which names the children.", "Not exempt but confidential",
    "| Public | No – exempt |\n|---|---|\n| Ward | All |", "| Publication status | No: confidential |\n|---|---|\n| Ward | All |",
    "Highly confidential", "This report contains sensitive information", "NOT FOR PUBLICTION", "Not for pubication",
    "Confidential draft", "Confidential addendum", "Confidential supplement", "Confidential enclosure 3",
    "[Confidential paragraph begins]", "The committee resolved to go into Part 2", "Closed to the public",
    "Freedom of Information status: Closed", "Confidential until 20 January 2020", "PART II – CLOSED", "Not yet public",
    "Part 1 \uf0a8   Part 2 \uf0fe", "Exempt \uf052   Open \uf0a3", "This report is con-\nfidential and not for publi-\ncation.",
    "It is not for publi\u00ad\ncation.", "PRI VATE", "Lewisham Council      Confidential      Page 1",
    "| E | X | E | M | P | T |\n|---|---|---|---|---|---|\n| a | b | c | d | e | f |",
    "Excluded from publication", "Nothing in this report may be made public", "No part of this report may be published",
    "Keep confidential", "PART C: Confidential", "Rapid review – confidential to the partnership", "RESTRICTED ACCESS",
    "[Private]", "EMBARGO: 12 February", "Unpublished draft", "Status: Private", "Publication restrictions: Yes",
    "Restrictions on publication: whole document", "Exemption para. 1", "The Part II reports remain restricted.",
    "This appendix has been withheld.", "Appendix 2 is not published with this report.", "Internal only", "Officer use only",
    "Addressee only", "Circulated to members of the panel only", "For the eyes of the Director only", "For Members’ eyes",
    "Do not share outside the committee", "You must not discuss this report outside the meeting.",
    "Members must not disclose its contents.", "The contents should not be revealed to any third party.",
    "This letter must not be shared until Ofsted publishes it.", "This must not enter the public domain.",
    "Pre-publication copy", "Numbered copy 4 of 12", "Not to be removed from the room", "Reporting restrictions apply.",
    "The child must not be identified.", "It is an offence to publish anything that identifies the child.",
    "Papers will be collected at the end of the meeting.", "Please dispose of this securely.", "Please shred after use.",
    "Information relating to the financial or business affairs of any particular person (including the council)",
    "Negotiations in connection with any labour relations matter", "Information relating to any particular child",
    "Action in connection with the prevention, investigation or prosecution of crime", "Section 40 FOIA applies",
    "Members of the public and press vacated the room.", "Members of the public were invited to leave.",
    "Members of the public were not permitted to remain.", "Non-members were asked to leave.", "The chamber was vacated.",
    "The webcast was terminated.", "This concluded the public part of the meeting.", "End of public session",
    "The Chair closed the meeting to the public.", "The meeting was closed to members of the public.", "Not held in public",
    "This meeting is not held in public.", "The committee resumed in private.", "Document “Placements” is restricted.",
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
        "Exempt: No   Confidential: No", "Key decision: No. Exempt: No.", "Classification: non-exempt", "Confidential: no",
        "Confidential/Non-Confidential: Non-Confidential", "Items: no exempt items.",
        "A policy on confidentiality and data protection was agreed.", "Staff on restricted duties fell to 3.",
        "Page 4 of the plan is about private fostering.", "Mental health-related publi- and third-sector work",
        "Some parents can’t share the care of a child.", "Information cannot be shared without consent.",
        "The plan does not go into this.", "Homes are not placed on the edge of town.", "Withheld consent: 3 families",
        "Reasons for exemption: Not applicable", "Exemption paragraph: Not applicable", "Exempt appendix: not applicable",
        "This report contains no information which is confidential or exempt.", "The scheme is VAT-exempt.",
        "This report doesn’t contain any exempt information.", "Members of the press and public are welcome to attend.",
        "The committee asked visitors to leave feedback.", "An independent, confidential advocacy service",
        "Confidential counselling for young people", "The child was not seen in public care.", "Consent was withheld.",
        "The fees were omitted from the published accounts.", "Visitors were invited to leave comments.",
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


def set_margin(where, *runs):
    """Makes a header or footer of these runs of Word, each a text or the name of a sign."""
    inner = "".join(f"<w:r><w:{run}/></w:r>" if run in SIGNS else f"<w:r><w:t>{run}</w:t></w:r>" for run in runs)

    def change(document):
        old = getattr(document.sections[0], where).paragraphs[0]._p
        old.getparent().replace(old, docx.oxml.parse_xml(f"<w:p {WORD}>{inner}</w:p>"))

    return change


SIGNS = ("tab", "ptab", "br", "cr", "softHyphen", "noBreakHyphen")
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.mark.parametrize("where", ["header", "footer"])
@pytest.mark.parametrize(
    "runs",
    [
        ("EXEMPT", "tab", "Children’s Select Committee", "tab", "Page 1"),
        ("Lewisham Council", "ptab", "NOT FOR PUBLICATION", "ptab", "Page 3"),
        ("Lewisham Council", "tab", "Confidential", "tab", "Page 3"), ("14/01/2020", "tab", "Restricted", "tab", "1"),
        ("Agenda item 7", "tab", "Part 2 report"), ("NOT FOR PUBLICATION", "br", "Lewisham Council"),
        ("NOT FOR", "br", "PUBLICATION"), ("NOT FOR", "cr", "PUBLICATION"), ("Not for publi", "softHyphen", "cation"),
        ("OFFICIAL", "noBreakHyphen", "SENSITIVE"), ("Confidential Page 1",), ("Restricted – Page 2",), ("Page 3 Part 2",),
        ("Lewisham Council Confidential Page 3 of 9",), ("Agenda item 7    Private",), ("con-", "br", "fidential"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_marking_that_shares_its_header_or_footer_is_noticed(where, runs):
    assert is_noticed(word_file(set_margin(where, *runs)))


@pytest.mark.parametrize(
    "runs",
    [
        ("Lewisham Council", "tab", "Private fostering", "tab", "Page 3"), ("Confidential helpline: 020 7946 0000",),
        ("Version 2", "tab", "Not confidential", "tab", "1"), ("Part 1", "tab", "Page 2 of 9"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_ordinary_words_in_a_header_ask_nothing(runs):
    assert said_of(word_file(set_margin("header", *runs))) == (None, [])


def test_a_marking_over_two_paragraphs_of_a_footer_is_noticed():
    def change(document):
        footer = document.sections[0].footer
        footer.paragraphs[0].text = "NOT FOR"
        footer.add_paragraph("PUBLICATION")

    assert is_noticed(word_file(change))


def test_a_line_of_a_table_of_contents_is_noticed():
    def change(document):
        document.styles.add_style("toc 1", 1)
        document.paragraphs[0].insert_paragraph_before("Appendix B – not for publication\t12", style="toc 1")

    assert is_noticed(word_file(change))


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
        ("Exempt report.docx", True), ("Improvement plan January 2020.docx", False), ("Part 1 report.pdf", False), ("minutes.pdf", False),
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
        ("Non-Public Pack.pdf", True), ("EXEMPTREPORT.docx", True), ("placementreviewpart2.docx", True),
        ("Members only briefing.docx", True), ("Embargoed report.pdf", True), ("Secret report.docx", True),
        ("Exempt accommodation.pdf", False), ("Confidential helpline.pdf", False), ("Private fostering.docx", False), ("Closed cases review.pdf", False), ("minutes.pdf", False),
    ],
)  # fmt: skip
def test_the_name_of_a_file_is_asked_of(name, asks):
    assert may_be_named_exempt(name) == asks


def test_each_sign_is_shown():
    many = "\n\n".join(f"The press and public were told of event {number}." for number in range(1, 31))
    signs = said_of(PAPER.format(head="", body=f"{many}\n\nAppendix Z is exempt under paragraph 1."))[1]
    assert len(signs) == 31
    assert "Appendix Z is exempt under paragraph 1." in signs


def append(document, xml):
    document.add_paragraph("Families say that they are heard.")._p.append(docx.oxml.parse_xml(xml))


@pytest.mark.parametrize(
    "xml",
    [
        f"<w:r {WORD}><w:rPr><w:vanish/></w:rPr><w:t>EXEMPT</w:t></w:r>",
        f'<w:del {WORD} w:id="1"><w:r><w:delText>Not for publication</w:delText></w:r></w:del>',
        f'<w:moveFrom {WORD} w:id="1" w:author="a"><w:r><w:t>Exempt report</w:t></w:r></w:moveFrom>',
        f'<w:r {WORD}><w:t>Part 1 ☐ Part 2 </w:t><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>',
        f'<w:r {WORD}><w:t>Part 1 ☐ Part 2 </w:t><w:sym w:font="Wingdings 2" w:char="0052"/></w:r>',
        f'<w:fldSimple {WORD} w:instr="DOCPROPERTY Access"><w:r><w:t>EXEMPT</w:t></w:r></w:fldSimple>',
        f'<w:r {WORD} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textpath string="CONFIDENTIAL"/>'
        "</v:shape></w:pict></w:r>",
        f'<w:r {WORD} xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><w:drawing>'
        '<wp:inline><wp:docPr id="1" name="Stamp" descr="Exempt"/></wp:inline></w:drawing></w:r>',
    ],
    ids=["hidden", "deleted", "moved", "ticked", "ticked by a letter", "field", "watermark in the text", "picture"],
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


REPORT = (
    "Children's Select Committee",
    "Review of placements",
    "14 January 2020",
    "1. Purpose",
    "1.1 Families are heard.",
)


def pages(*running, number=2):
    """A PDF of so many pages with these texts of (x, y) on each; “%d” is the page’s number."""
    document = pymupdf.open()
    for at in range(1, number + 1):
        page = document.new_page()
        for line, text in enumerate(REPORT):
            page.insert_text((72, 120 + 24 * line), text, fontsize=11)
        for x, y, text in running:
            page.insert_text((x, y), text.replace("%d", str(at)), fontsize=9)
    return document


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize(
    "running",
    [
        [(72, 800, "Version 2"), (250, 800, "Confidential"), (480, 800, "%d")], [(72, 800, "Confidential Page %d")],
        [(72, 800, "Children's Services"), (250, 800, "Restricted"), (480, 800, "%d of 2")],
        [(72, 40, "Agenda item 7"), (480, 40, "Private")], [(400, 40, "NOT FOR"), (400, 56, "PUBLICATION")],
        [(72, 800, "Confidential"), (480, 800, "%d")],
    ],
    ids=str,
)  # fmt: skip
def test_a_marking_that_shares_a_running_line_of_a_pdf_is_noticed(running, number):
    assert said_of(pages().tobytes()) == (None, [])
    assert is_noticed(pages(*running, number=number).tobytes())


def with_watermark(words, degrees):
    """As Acrobat makes it: a drawing of its own, which each page turns."""
    document = pikepdf.open(io.BytesIO(pages().tobytes()))
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    name, made = pikepdf.Name, pikepdf.Dictionary
    for page in document.pages:
        font = document.make_indirect(made(Type=name.Font, Subtype=name.Type1, BaseFont=name.Helvetica))
        inside = document.make_stream(
            f"BT /F0 60 Tf ({words}) Tj ET".encode(), Type=name.XObject, Subtype=name.Form, BBox=[0, -20, 700, 80],
            Resources=made(Font=made(F0=font)),
        )  # fmt: skip
        page.obj.Resources.XObject = made(Fm0=inside)
        page.contents_add(f"q {cos:.4f} {sin:.4f} {-sin:.4f} {cos:.4f} 300 350 cm /Fm0 Do Q".encode())
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


@pytest.mark.parametrize("words", ["CONFIDENTIAL", "EXEMPT", "NOT FOR PUBLICATION"])
@pytest.mark.parametrize("degrees", [0, 30, 45, 55, 90, 135, 180, 225, 270, 315])
def test_a_watermark_that_the_page_turns_is_noticed(words, degrees):
    assert is_noticed(with_watermark(words, degrees))


def test_words_upside_down_are_noticed():
    document = pages()
    document[0].insert_text((300, 500), "EXEMPT REPORT", rotate=180)
    assert is_noticed(document.tobytes())


def stamped(document, number):
    document[0].add_stamp_annot(pymupdf.Rect(300, 20, 500, 80), stamp=number)


def with_choice(document):
    field = pymupdf.Widget()
    field.field_type, field.field_name = pymupdf.PDF_WIDGET_TYPE_COMBOBOX, "Access"
    field.choice_values, field.field_value = ["Open", "Exempt"], "Exempt"
    field.rect = pymupdf.Rect(300, 20, 415, 35)
    document[0].add_widget(field)


XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt><rdf:li>Not for publication</rdf:li></rdf:Alt></dc:title>'
    "</rdf:Description></rdf:RDF></x:xmpmeta>"
)


@pytest.mark.parametrize(
    "change",
    [lambda document: stamped(document, 10), lambda document: stamped(document, 12), with_choice, lambda document: document.set_xml_metadata(XMP)],
    ids=["stamp: not for public release", "stamp: top secret", "a choice on a form", "a title in XMP"],
)  # fmt: skip
def test_what_a_pdf_holds_beside_its_pages_is_noticed(change):
    document = pages()
    change(document)
    assert is_noticed(document.tobytes())


def test_a_comment_in_markdown_is_noticed():
    assert is_noticed(PAPER.format(head="<!-- Exempt report -->", body=""))


APPENDIX = """# Review of placements

**Committee:** Children’s Select Committee

## 1. Purpose

1.1 This report tells of it.

## {heading}

## Family one

The child lives with an aunt.

## Family two

Her uncle was seen.

## {after}

All is well.
"""


@pytest.mark.parametrize(
    ("heading", "after", "last"),
    [
        ("Exempt Appendix 2", "Family three", "All is well."),
        ("Appendix 2 – Confidential", "Appendix 3: The plan", "Her uncle was seen."),
        ("Annex B (private)", "Annex C (private)", "All is well."),
        ("Exempt information", "Family three", "All is well."),
    ],
)
def test_an_exempt_appendix_runs_to_the_end_or_to_the_next(heading, after, last):
    paper = read(APPENDIX.format(heading=heading, after=after).encode())
    [report] = [each for each in recognise(paper) if each.kind == ProposalKind.REPORT]
    [part] = report.fields["exempt_parts"]
    closed = [passage.text for passage in paper.passages if part["from"] <= passage.order <= part["to"]]
    assert "Family one" in closed
    assert closed[-1] == last
    assert [(sign["from"], sign["to"]) for sign in report.fields["exempt_signs"]] == [(part["from"], part["to"])]
