"""The findings and the priorities as one table for a spreadsheet: in each cell what answers the finding there."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby

import tablib

from actions.positions.status import Status
from csc_tracker.spreadsheets.cells import neutral
from inspections.models import Finding
from inspections.scrutiny.findings.gaps import Gap
from priorities.models import Priority

SHEET = "Findings by priority"
COLUMNS = ("Inspection", "Finding", "Kind", "Judgement", "Words", "What answers it")


def matrix(
    findings: Iterable[Finding], priorities: Iterable[Priority], about: Iterable[str], exempt: str = ""
) -> bytes:
    """An Excel file of the findings that come from `details.with_details`, with a column for each priority of the plan.

    A cell says whether the priority as a whole answers the finding, and which of its actions do, by the basis of each
    link. `about` are the lines of the sheet that says what the file is: the first one where `exempt` says that the rows
    are not for publication.
    """
    table = tablib.Dataset(title=SHEET, headers=[*COLUMNS, *(neutral(str(priority)) for priority in priorities)])
    for finding in findings:
        cells = cells_of(finding)
        answered = Gap(finding.gap).label if finding.gap else "A strength"
        kind, line = finding.get_kind_display(), str(finding.line or "")
        row = (finding.inspection.title, str(finding.number), kind, line, finding.words, answered)
        table.append([neutral(words) for words in (*row, *(cells[priority.pk] for priority in priorities))])
    notes = tablib.Dataset(*[[neutral(line)] for line in about], headers=["About this file"], title="About")
    return tablib.Databook([notes, table] if exempt else [table, notes]).export("xlsx")


def cells_of(finding):
    """What a finding's cells say: {priority key: words}, empty where nothing of the priority answers it."""
    lines = defaultdict(list)
    for link in finding.plan_priority_links:
        lines[link.priority_id].append(f"The priority: {link.basis_in_words()}")
    reported = [link for link in finding.plan_action_links if link.shown.state != Status.NOT_REPORTED]
    by_basis = sorted(reported, key=lambda link: (link.action.priority_id, link.basis_in_words()))
    for (priority, basis), links in groupby(
        by_basis, key=lambda link: (link.action.priority_id, link.basis_in_words())
    ):
        lines[priority].append(f"{', '.join(link.action.reference for link in links)}: {basis}")
    return defaultdict(str, {priority: "\n".join(in_cell) for priority, in_cell in lines.items()})
