"""What the columns of a plan's table hold, told from their headings, and which tables are no plan's."""

import pytest

from inspections.loading.reading.reader import read
from inspections.loading.reading.tables import tables
from inspections.loading.recognising.columns import column_of
from inspections.loading.recognising.plan_tables import table_layout


@pytest.mark.parametrize(
    ("column", "headings"),
    [
        ("ref", "Ref|No.|Action ref|#|Reference no"),
        ("priority", "Priority|Theme|Workstream|Objective|Rec no|Priority area"),
        ("finding", "What are the issues|Recommendation|Area for improvement|Ofsted said|Finding|What inspectors told us"),
        ("action", "Action|Actions|What will we do?|Action required|Key action|What we are going to do|Task|Activity"),
        ("done", "What have we done so far|What we’ve done|Achievements|Actions taken|What we did|What has been done"),
        ("planned", "What else we have planned through 2020|Next steps|What we will do next|Planned actions|Work still to do"),
        ("lead", "Lead|Owner|Responsible officer|Who?|By whom|Accountable lead|SRO|Lead agency"),
        ("due", "Deadline|Target date|Timescale|By when|When?|Completion date|Due"),
        ("revised", "Revised date|Revised target|Forecast completion date"),
        ("finished", "Date completed|Actual date"),
        ("start", "Start|Start date|Start by"),
        ("status", "RAG|Status|BRAG (May)|RAG rating|Complete?|% complete|Current RAG"),
        ("progress", "Progress|Update|Progress to date|Commentary|Evidence of progress|Latest position"),
        ("measure", "Success measure|Impact|How will we know?|Outcome|What difference will it make?"),
        ("partners", "Partners|Partner agencies|Supported by"),
        ("nothing", "Previous RAG|Cost|Resources|Original deadline"),
        ("foreign", "Likelihood|Term|Indicator|Meeting date|Minute|Discussion|Mitigating action|Report author"),
        (None, "Oakshire|Monday|"),
    ],
    ids=lambda value: value if value and "|" not in value else "",
)  # fmt: skip
def test_a_heading_tells_what_its_column_holds(column, headings):
    assert [column_of(heading) for heading in headings.split("|")] == [column] * len(headings.split("|"))


@pytest.mark.parametrize(
    ("headings", "row"),
    [
        ("Risk|Likelihood|Impact|Mitigating action|Owner", "Loss of staff|3|4|Pay review|Director"),
        ("Term|Definition", "MASH|Multi-agency safeguarding hub"),
        ("Milestone|Date", "Draft to Cabinet|May 2023"),
        ("Stage|When", "Consultation|June 2023"),
        ("Meeting date|Item|Purpose|Report author", "3 May 2023|Improvement plan|To note|Director"),
        ("Meeting|Action|Owner|Status", "3 May 2023|Send figures|Director|Complete"),
        ("Item|Discussion|Action|Owner", "2|The plan|Send dates|Officer"),
        ("Indicator|Target|Q1|Q2|RAG", "Visits in time|90%|81%|84%|Amber"),
        ("Service|Budget|Variance", "Placements|18,200|2,700"),
        ("Colour|What it means", "Green|Complete"),
        ("Forum|Chair|Frequency", "Board|Chair|Monthly"),
        ("Member|June|September", "Councillor Vale|Present|Apologies"),
        ("Activity|Who|When", "Online survey|Residents|March 2022"),
    ],
)
def test_registers_timetables_and_lists_of_terms_are_no_plans(headings, row):
    lines = [headings, "|".join("---" for _ in headings.split("|")), row]
    paper = read(("# Paper\n\n" + "\n".join(f"|{line}|" for line in lines) + "\n").encode())
    assert [table_layout(table) for table in tables(paper)] == [None]


def test_a_second_row_of_headings_names_the_columns_under_a_merged_one():
    paper = read(
        b"<table><tr><th rowspan=2>Action</th><th colspan=2>Timescale</th></tr><tr><th>Start</th><th>End</th></tr>"
        b"<tr><td>Write a policy</td><td>May 2023</td><td>June 2023</td></tr></table>"
    )
    (table,) = tables(paper)
    assert table_layout(table).columns == {1: "action", 2: "start", 3: "due"}


def test_a_column_of_high_and_low_is_no_column_of_priorities():
    paper = read(
        b"| Action | Priority | Lead |\n|---|---|---|\n| Write a policy | High | AD |\n| Train staff | Low | AD |\n"
    )
    (table,) = tables(paper)
    assert table_layout(table).columns == {1: "action", 2: "nothing", 3: "lead"}
