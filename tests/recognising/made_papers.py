"""Papers of invented councils as Word files and PDF, each made when it is asked for: `made(name)` gives its bytes."""

import io

import typst
from docx import Document

PRACTICE = (
    "Social workers know children well and visit them regularly. Where risks increase, managers take timely decisions "
    "and record why. Partners contribute to plans, though health colleagues are not always present at core groups. "
)
DEBATE = (
    "Members discussed the figures in table {} of the report. Councillor Penn observed that the trend was in the right "
    "direction. The Assistant Director explained how the figure was worked out and that it was compared with "
    "statistical neighbours."
)


def heading(text: str, level: int = 2):
    return ("heading", level, text)


def bold(text: str):
    return ("bold", text)


def bullets(*points: str):
    return ("List Bullet", points)


def numbers(*points: str):
    return ("List Number", points)


def table(*rows: tuple[str, ...]):
    return ("table", rows)


WORD = {
    "hadmere_covering_report.docx": (
        bold("Hadmere Council"),
        table(
            ("Committee", "Children, Families and Schools Scrutiny Panel"),
            ("Date of meeting", "Thursday, 4 July 2024"),
            ("Report title", "ILACS inspection: findings and draft improvement plan"),
            ("Report of", "Executive Director, People"),
            ("Report author", "Imogen Rusk, Head of Improvement"),
            ("Wards affected", "All"),
            ("Appendices", "Appendix A: Ofsted report"),
        ),
        heading("1. Executive summary"),
        "1.1 Ofsted carried out an ILACS inspection of Hadmere between 15 and 26 April 2024. The report was published "
        "on 10 June 2024.",
        "1.2 The judgements were:",
        bullets(
            "Impact of leaders on social work practice: Requires improvement to be good",
            "Help and protection: Requires improvement to be good",
            "Children in care: Good",
            "Care leavers: Outstanding",
            "Overall effectiveness: Requires improvement to be good",
        ),
        heading("2. Recommendations"),
        "2.1 The Panel is asked to:",
        "(a) consider the findings; and",
        "(b) agree to receive quarterly updates.",
        heading("3. Findings"),
        "3.1 Inspectors identified the following strengths:",
        bullets(
            "Excellent support for care leavers into education and work",
            "Strong and stable leadership of the fostering service",
        ),
        "3.2 Ofsted identified five areas for improvement:",
        bullets(
            "The application of thresholds in early help",
            "The timeliness of pre-proceedings work",
            "The recording of management decisions",
            "Supervision that helps social workers reflect",
            "Oversight of private fostering",
        ),
        heading("4. Next steps"),
        "4.1 The final plan must be sent to Ofsted by 17 September 2024. A progress report will be brought to the "
        "Panel in January 2025.",
        heading("5. Financial implications"),
        "5.1 None arise from this report.",
    ),
    "elmsworth_area_send.docx": (
        heading("Area SEND inspection of Elmsworth Local Area Partnership", 0),
        "Inspection dates: 9 to 13 October 2023",
        "Dates of previous inspection: 5 to 9 March 2018",
        heading("Inspection outcome", 1),
        "There are widespread and/or systemic failings leading to significant concerns about the experiences and "
        "outcomes of children and young people with special educational needs and/or disabilities (SEND), which the "
        "local area partnership must address urgently.",
        "A monitoring inspection will be carried out within approximately 18 months. The next full reinspection will "
        "be within approximately three years.",
        heading("Information about the local area partnership", 1),
        "Elmsworth Council and NHS Elmsworth Integrated Care Board are jointly responsible for the planning and "
        "commissioning of services for children and young people with SEND.",
        heading("What is it like to be a child or young person with SEND in this area?", 1),
        "Too many children and young people do not have their needs met at the right time.",
        heading("What is the area partnership doing that is effective?", 1),
        bullets(
            "Staff in the youth justice service know young people with SEND well.",
            "Short breaks are valued by families.",
        ),
        heading("What does the area partnership need to do better?", 1),
        bullets("Annual reviews are not completed on time.", "Children wait too long for speech and language therapy."),
        heading("Areas for priority action", 1),
        table(
            ("Responsible body", "Areas for priority action"),
            (
                "Elmsworth Council",
                "Leaders, including elected members, should act to address the backlog of annual reviews.",
            ),
            (
                "Elmsworth Council and NHS Elmsworth Integrated Care Board",
                "Leaders should act urgently to cut waiting times for therapy.",
            ),
        ),
        heading("Areas for improvement", 1),
        table(
            ("Areas for improvement",),
            ("The partnership should improve how it communicates with families.",),
            ("Leaders should make sure that alternative provision is overseen well.",),
        ),
        heading("Local area partnership details", 1),
        table(
            ("Local authority", "Integrated care board"),
            ("Elmsworth Council", "NHS Elmsworth Integrated Care Board"),
            ("Una Frost, Director of Children's Services", "Ray Lowe, Chief Executive"),
        ),
    ),
    "lanreath_minutes.docx": (
        "LANREATH COUNTY COUNCIL",
        "CHILDREN'S SERVICES SCRUTINY COMMITTEE",
        "Wednesday, 22 November 2017 at 10.30 am, Shire Hall",
        "Present: Councillors G Rowse (Chairman), L Tonkin, M Vague and B Pascoe",
        "In attendance: Jack Trethewey, Director; Sue Carne, Head of Children's Social Care",
        bold("CSC/17\tDeclarations of Interest"),
        "There were none.",
        bold("CSC/18\tMinutes"),
        "It was moved by Councillor Tonkin and resolved that the minutes of 20 September 2017 be signed.",
        bold("CSC/19\tOfsted Action Plan Update"),
        "The Committee received a report of the Director.",
        "Arising from discussion, the following points were made:",
        bullets(
            "The Director explained that 18 of 25 actions had been completed.",
            "A Member queried the rise in child protection plans. Sue Carne explained that this reflected a sibling "
            "group effect and would send Members a note.",
            "Members asked to see the next set of audit findings.",
        ),
        "It was agreed that:",
        numbers(
            "the report be noted;",
            "the Head of Children's Social Care bring the audit findings to the January 2018 meeting; and",
            "the Chairman write to the Lead Member about caseloads.",
        ),
        bold("CSC/20\tElective home education"),
        "The Committee considered a presentation.",
        "Agreed: that a task group of four members be set up to look at elective home education.",
        bold("CSC/21\tWork programme"),
        "The work programme was noted.",
        "The meeting closed at 12.40 pm",
        "Chairman ................................ Date ....................",
    ),
    "ullesby_monitoring_letter.docx": (
        "Ofsted",
        "Piccadilly Gate, Store Street, Manchester M1 2WD",
        "21 May 2024",
        "Gail Winder, Director of Children's Services",
        "Ullesby Borough Council",
        "Dear Gail",
        heading("Monitoring visit to Ullesby children's services", 1),
        "This letter summarises the findings of the monitoring visit to Ullesby children's services on 17 and 18 April "
        "2024. This was the fifth monitoring visit since the local authority was judged inadequate in May 2022. His "
        "Majesty's Inspectors for this visit were Bea Lowry and Jo Strang.",
        heading("Areas covered by the visit"),
        "Inspectors reviewed the progress made in the following areas:",
        bullets("children subject to child protection plans", "pre-proceedings work under the Public Law Outline"),
        heading("Headline findings"),
        "Leaders have continued to make progress. Caseloads are manageable for most social workers. Work before "
        "proceedings remains too slow for some children.",
        heading("What needs to improve"),
        bullets("The timeliness of pre-proceedings work.", "The quality of recording in core groups."),
        heading("Findings and evaluation of progress"),
        f"Child protection plans are now reviewed on time. {PRACTICE}",
        f"Letters before proceedings are not always clear. {PRACTICE}",
        "I am copying this letter to the Department for Education.",
        "Yours sincerely",
        "Bea Lowry",
        "His Majesty's Inspector",
    ),
    "wansley_panel.docx": (
        "Wansley Unitary Authority",
        "Corporate Parenting Panel",
        "Minutes – 5 June 2024 (10am, Teams)",
        table(
            ("Minute", "Notes", "Action"),
            ("1", "Welcome and apologies. Apologies from Cllr Yates.", ""),
            ("2", "Minutes of 10 April 2024 were agreed.", ""),
            (
                "3",
                "Ofsted focused visit: SL reported on the focused visit of 14 and 15 May 2024, which looked at care "
                "leavers. Inspectors had found strong relationships with personal advisers.",
                "SL to circulate the published letter",
            ),
            (
                "4",
                "Health assessments: 71% in time. The Chair asked for a note on delays out of area.",
                "Named Nurse to provide a briefing note by 30 June 2024",
            ),
            ("5", "The Panel agreed to hold its next meeting at the leaving care hub.", "Clerk to book the hub"),
        ),
        "Next meeting: 4 September 2024",
    ),
}
_SUTTERBY = """
#set page(paper: "a4", footer: context align(center, counter(page).display()))
= SUTTERBY COUNCIL
#align(center)[*OVERVIEW AND SCRUTINY COMMITTEE (CHILDREN)*]
#align(center)[*MINUTES of the meeting held at 7.00pm on Tuesday, 25 February 2025 in Committee Room 2, Town Hall*]

*PRESENT:* Councillors Ada Penn (Chair), Theo Rusk (Vice-Chair), Bea Long, Sam Hart \\
*Officers:* Lyn Moss (Director of Children's Services), Raj Dial (Assistant Director, Safeguarding)

*62. APOLOGIES FOR ABSENCE*

Apologies were received from Councillor Dov Klein.

*63. MINUTES OF THE MEETING HELD ON 14 JANUARY 2025*

*RESOLVED:* That the minutes be approved as a correct record.

*64. OUTCOME OF THE OFSTED ILACS INSPECTION*

64.1 The Director presented the outcome of the inspection that took place between 4 and 15 November 2024. The overall
judgement was Good, with leadership judged Outstanding.

64.2 FIRST

64.3 In answer to Councillor Long, the Director undertook to circulate the full text of the inspectors' comments on
care leavers.

64.4 The Chair asked for a note on the cost of the inspection.

*RESOLVED:*

+ That the outcome of the inspection be welcomed and staff be thanked.
+ That the Director bring the final action plan to the Committee in June 2025.
+ That Cabinet be recommended to fund two additional personal advisers.

*65. YOUTH JUSTICE PLAN*

65.1 SECOND

65.2 Councillor Hart moved that the plan be deferred. There was no seconder and the motion fell.

*RESOLVED:* That the Youth Justice Plan be endorsed. _(For 3; Against 1)_

*66. CHILDREN'S HOMES - SITE OPTIONS*

*RESOLVED:* That the press and public be excluded under Section 100A(4) of the Local Government Act 1972 as the report
holds exempt information under paragraph 3 of Schedule 12A.

The Committee discussed the options in private.

*RESOLVED:* That option B be supported.

The meeting ended at 9.20pm.
"""
_THAXMOOR = """
#set page(paper: "a4", footer: context align(right, counter(page).display()),
  header: text(8pt)[Thaxmoor Metropolitan Borough Council inspection of local authority children's services])
#text(22pt)[*Inspection of Thaxmoor local authority children's services*]

*Inspection dates:* 29 January to 9 February 2024

*Lead inspector:* Moira Eddy, His Majesty's Inspector

#table(columns: (3fr, 1fr),
[*Judgement*],[*Grade*],
[The impact of leaders on social work practice with children and families],[Inadequate],
[The experiences and progress of children who need help and protection],[Inadequate],
[The experiences and progress of children in care],[Requires improvement to be good],
[The experiences and progress of care leavers],[Requires improvement to be good],
[Overall effectiveness],[Inadequate])

There are serious failures in the services that children receive in Thaxmoor. When the local authority was last
inspected in October 2021, it was judged to require improvement to be good overall. Since then, the quality of help
and protection has declined.

== What needs to improve?

- The identification of, and response to, risk for children living with domestic abuse.
- The quality, frequency and impact of supervision and management oversight.
- Placement sufficiency, so that children live in homes that meet their needs.
- Performance data and quality assurance.

== The experiences and progress of children who need help and protection: inadequate

FIRST

== The experiences and progress of children in care: requires improvement to be good

SECOND
"""


def _practice(first: int) -> str:
    return "\n\n".join(f"{at}. {PRACTICE * 2}" for at in range(first, first + 4))


def _debate(count: int) -> str:
    return "\n\n".join(DEBATE.format(at) for at in range(1, count))


PDF = {
    "sutterby_minutes.pdf": _SUTTERBY.replace("FIRST", _debate(9)).replace("SECOND", _debate(12)),
    "thaxmoor_ilacs_2024.pdf": _THAXMOOR.replace("FIRST", _practice(1)).replace("SECOND", _practice(5)),
}


def made(name: str) -> bytes:
    """The paper of that name as the bytes of its file. Raises KeyError where there is none."""
    if name in PDF:
        return typst.compile(PDF[name].encode())
    document = Document()
    for part in WORD[name]:
        match part:
            case str():
                document.add_paragraph(part)
            case ("heading", level, text):
                document.add_heading(text, level)
            case ("bold", text):
                document.add_paragraph().add_run(text).bold = True
            case ("table", rows):
                grid = document.add_table(rows=0, cols=len(rows[0]))
                for row in rows:
                    for cell, text in zip(grid.add_row().cells, row, strict=True):
                        cell.text = text
            case (style, points):
                for point in points:
                    document.add_paragraph(point, style=style)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
