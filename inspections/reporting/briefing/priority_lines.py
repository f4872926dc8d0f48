"""Each priority of a briefing in one line, with the officers' commentary on it."""

from collections import defaultdict
from typing import Any

from actions.board import figures as board
from actions.board.figures import PriorityRow
from actions.board.sentences import next_date
from actions.models import PriorityImpact
from actions.pages.page_context import PageContext
from actions.positions.status import Status
from actions.updating.statements import Statement, statements_of_plan
from csc_tracker.pages.addresses import cached_reverse
from csc_tracker.pages.shortening import clipped
from csc_tracker.pages.wording import in_words, lowered
from inspections.reporting.briefing.actions import count_with_address
from inspections.reporting.briefing.content import PriorityLine, Said
from priorities.models import Commentary

# How many characters of a priority's name its line has room for.
NAME_LENGTH = 46
_NO_IMPACT = "Not yet known"


def priority_line(page_context: PageContext, row: PriorityRow, commentaries: dict, impacts: dict) -> PriorityLine:
    """A priority's line, from its figures (a row of `board.figures`) and what `latest_statements` gives."""
    priority, by_state = row.priority, row.figures.by_state
    number = priority.number
    counts = [
        count_with_address(
            page_context, by_state[state], lowered(state.label), state.value, priority=number, status=state.value
        )
        for state in (*board.BAR_ORDER, Status.STOPPED)
        if by_state[state] or state == Status.COMPLETE
    ]
    return PriorityLine(
        number=number,
        name=priority.short_name,
        short=clipped(priority.short_name, NAME_LENGTH),
        counts=counts,
        bar=row.figures.bar,
        figures=", ".join(f"{count.number} {count.words}" for count in counts),
        next_date=next_date(row.figures),
        lead=priority.lead.title if priority.lead else "",
        impact=_impact(row, impacts),
        commentary=commentaries[priority.pk],
        address=page_context.address(cached_reverse("priority", number)),
    )


def _impact(row: PriorityRow, impacts: dict[int | None, Any]) -> str:
    """What is known of a priority's impact: its own statement, else how many of its actions have one recorded."""
    if statement := impacts.get(row.priority.pk):
        return statement.impact_label
    number = row.figures.counts["with_impact"]
    return f"recorded for {number} of {row.figures.complete} complete" if number else _NO_IMPACT


def same_in_every_line(lines: list[PriorityLine]) -> list[str]:
    """What is the same for every priority, as sentences that are said once instead of in each line."""
    sentences = []
    if lines and all(line.impact == _NO_IMPACT for line in lines):
        sentences.append("No impact on children and families has been recorded for any priority yet.")
    if lines and not any(line.lead for line in lines):
        sentences.append("No priority has a named lead.")
    return sentences


def latest_statements(
    page_context: PageContext, rows: list[PriorityRow]
) -> tuple[dict[int | None, list[Said]], dict[int | None, Any]]:
    """The latest commentary and the latest statements of impact, as two dictionaries by priority.

    The commentary on the plan as a whole is under None. A commentary is a list of one `Said`, or an empty list.
    """
    about = {row.priority.pk: f"on priority {row.priority.number}, {row.priority.short_name}" for row in rows}
    latest = {
        kind: {each.priority: each for each in reversed(statements)}
        for kind, statements in statements_of_plan(page_context).items()
    }
    commentaries = {
        key: [Said(each.words, who_said(each), in_words(each.on), about.get(key, "on the plan"))]
        for key, each in latest.get(Commentary, {}).items()
    }
    return defaultdict(list, commentaries), latest.get(PriorityImpact, {})


def who_said(statement: Statement) -> str:
    """Who said it: the name, and the post where it is recorded."""
    return f"{statement.by}, {statement.titled}" if statement.post else statement.by
