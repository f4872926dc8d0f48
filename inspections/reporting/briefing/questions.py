"""Questions worth asking: at most six, one a rule, each a sentence that a councillor can read out.

The rules come in this order, whatever the counts:

1. a finding that nothing in the plan answers, as somebody found who looked;
2. a priority with nothing complete, whose open actions have no finishing date of their own;
3. an open action whose date was moved twice or more;
4. an open action that was rated At risk three times running;
5. open actions that no officer updated within the plan's update interval;
6. complete actions with neither evidence nor an impact recorded.

A rule that holds for nothing asks nothing.
"""

from typing import Any

from actions.board.figures import PriorityRow
from actions.lists.worth_asking import Ask
from actions.models import Action, action_status
from actions.pages.page_context import PageContext
from actions.positions.status import count_days
from csc_tracker.pages.addresses import cached_reverse
from csc_tracker.pages.shortening import clipped
from csc_tracker.pages.wording import in_a_row, plural
from inspections.reporting.briefing.actions import MOST_EXAMPLES, Listed, PlanActions
from inspections.reporting.briefing.content import Count, Entry, Question
from inspections.scrutiny.findings.gaps import Gap

# The rules by their codes, with what the questions are called.
TITLES = {
    "no_action": "Nothing answers it",
    "nothing_complete": "Nothing complete, no action with its own date",
    Ask.MOVED_TWICE.value: "Moved twice or more",
    Ask.AT_RISK_RUNNING.value: "At risk three times running",
    Ask.NOT_UPDATED.value: "Not updated",
    Ask.NOTHING_TO_SHOW.value: "Complete, with nothing to show",
}
ORDER_SAYS = (
    "Each question comes from a set rule, in this order: findings that nothing answers, work that has hardly begun, "
    "dates that slip, actions that stay at risk, actions without updates, and finished work with nothing to show."
)


def questions(
    page_context: PageContext, rows: list[PriorityRow], findings: list, actions: PlanActions
) -> list[Question]:
    """The questions on the day asked, at most one for each rule.

    `rows` are the priorities with their figures, from `board.figures`; `findings` those to improve, from `with_gaps`;
    `actions` come from `plan_actions`. Costs no query.
    """
    questions = [
        _no_action(page_context, findings),
        _nothing_complete(page_context, rows),
        _moved_twice(page_context, actions.worth_asking[Ask.MOVED_TWICE]),
        _at_risk_running(page_context, actions.worth_asking[Ask.AT_RISK_RUNNING]),
        _not_updated(page_context, actions.worth_asking[Ask.NOT_UPDATED], rows, actions.officer_said),
        _nothing_to_show(page_context, actions.worth_asking[Ask.NOTHING_TO_SHOW]),
    ]
    return [question for question in questions if question]


def _no_action(page_context: PageContext, findings: list) -> Question | None:
    gaps = [finding for finding in findings if finding.gap == Gap.NONE]
    if not gaps:
        return None
    return Question(
        code="no_action",
        title=TITLES["no_action"],
        ask=" ".join(f"Which action answers “{clipped(finding.words)}”?" for finding in gaps[:MOST_EXAMPLES]),
        rule="Findings to improve that somebody looked at, and nothing in the plan answers.",
        count=Count(
            len(gaps),
            f"of {len(findings)} findings to improve {_has(len(gaps))} no answer in the plan",
            address=page_context.address(cached_reverse("findings"), gap=Gap.NONE.value),
        ),
        examples=[
            Entry(f"Finding {finding.number}", finding.words, address=page_context.address(finding.page()))
            for finding in gaps[:MOST_EXAMPLES]
        ],
    )


def _nothing_complete(page_context: PageContext, rows: list[PriorityRow]) -> Question | None:
    bare = [row for row in rows if row.figures.bare]
    if not bare:
        return None
    entries = [
        Entry(
            f"Priority {row.priority.number}",
            row.priority.short_name,
            note=f"0 of {row.figures.counted} complete; {row.figures.open} open, none with its own date.",
            address=page_context.address(cached_reverse("priority", row.priority.number)),
        )
        for row in bare
    ]
    names = in_a_row((f"“{row.priority.short_name}”" for row in bare[:MOST_EXAMPLES]), "or")
    return Question(
        code="nothing_complete",
        title=TITLES["nothing_complete"],
        priority=bare[0].priority.number,
        ask=f"Nothing is complete in {names}, and no open action there has its own finishing date. "
        "What will be done first, and by when?",
        rule="Priorities with nothing complete, where no open action has its own finishing date.",
        count=Count(
            len(bare),
            f"of {len(rows)} priorities {_has(len(bare))} nothing complete and no action with its own date",
            address="#question-nothing_complete",
        ),
        examples=entries[:MOST_EXAMPLES],
        rows=entries,
    )


def _moved_twice(page_context: PageContext, listed: Listed) -> Question | None:
    if not listed.number:
        return None
    first = listed.actions[0]
    return Question(
        code=Ask.MOVED_TWICE.value,
        title=TITLES[Ask.MOVED_TWICE.value],
        priority=first.priority.number,
        ask=f"The date of {_named(first)} has been moved {_times(first)}. Why, and will the new date hold?",
        rule="Open actions whose date was moved twice or more.",
        count=_count(
            page_context, Ask.MOVED_TWICE, listed.number, "open action", "{has} had the date moved twice or more"
        ),
        examples=[
            _example(
                page_context,
                action,
                f"Moved {_times(action)}.",
            )
            for action in listed.actions
        ],
    )


def _times(action: Any) -> str:
    """How often its date was moved: “twice”, “3 times”."""
    moves = action.position.moves
    return "twice" if moves == 2 else f"{moves} times"


def _at_risk_running(page_context: PageContext, listed: Listed) -> Question | None:
    if not listed.number:
        return None
    return Question(
        code=Ask.AT_RISK_RUNNING.value,
        title=TITLES[Ask.AT_RISK_RUNNING.value],
        priority=listed.actions[0].priority.number,
        ask=f"{_named(listed.actions[0])} has been rated At risk three times running. What would put it back on track?",
        rule="Open actions that were rated At risk in three updates, one after another.",
        count=_count(
            page_context, Ask.AT_RISK_RUNNING, listed.number, "open action", "{has} been at risk three times running"
        ),
        examples=[_example(page_context, action) for action in listed.actions],
    )


def _not_updated(
    page_context: PageContext, listed: Listed, rows: list[PriorityRow], officer_said: bool
) -> Question | None:
    number = listed.number
    if not number:
        return None
    interval = count_days(page_context.plan.update_interval_days)
    still_open = sum(row.figures.open for row in rows)
    if not officer_said:
        words = plural(
            number,
            "open action has never been updated by an officer",
            "open actions have never been updated by an officer",
        )
        which = plural(number, "the one open action", f"any of the {number} open actions")
        ask = f"No officer has updated {which} in this tracker. When will the officers say how each is going?"
    else:
        words = f"of {still_open} open actions {_has(number)} had no officer’s update for more than {interval}"
        first = _named(listed.actions[0])
        ask = f"{first} has had no officer’s update for more than {interval}. What has happened since?"
    return Question(
        code=Ask.NOT_UPDATED.value,
        title=TITLES[Ask.NOT_UPDATED.value],
        priority=listed.actions[0].priority.number if officer_said else 0,
        ask=ask,
        rule=f"Open actions that no officer updated within the plan’s update interval of {interval}.",
        count=Count(number, words, address=page_context.address(cached_reverse("actions"), ask=Ask.NOT_UPDATED.value)),
        examples=[_example(page_context, action) for action in listed.actions],
    )


def _nothing_to_show(page_context: PageContext, listed: Listed) -> Question | None:
    if not listed.number:
        return None
    return Question(
        code=Ask.NOTHING_TO_SHOW.value,
        title=TITLES[Ask.NOTHING_TO_SHOW.value],
        priority=listed.actions[0].priority.number,
        ask=f"{_named(listed.actions[0])} is complete. What is there to show for it, and what impact has it had on "
        "children?",
        rule="Complete actions with no evidence and no impact recorded.",
        count=_count(
            page_context,
            Ask.NOTHING_TO_SHOW,
            listed.number,
            "complete action",
            "{has} no evidence and no impact recorded",
        ),
        examples=[_example(page_context, action) for action in listed.actions],
    )


def _count(page_context: PageContext, rule: Ask, number: int, noun: str, words: str) -> Count:
    counted = f"{plural(number, noun)} {words.format(has=_has(number))}"
    return Count(number, counted, address=page_context.address(cached_reverse("actions"), ask=rule.value))


def _example(page_context: PageContext, action: Any, note: str = "") -> Entry:
    address = page_context.address(cached_reverse("action", action.reference))
    shown = action_status(action, page_context.on, page_context.plan.update_interval_days)
    return Entry(
        action.reference,
        action.words,
        note=note,
        state=shown.state.value,
        state_words=shown.words,
        hollow=shown.out_of_date,
        address=address,
    )


def _has(number: int) -> str:
    return plural(number, "has", "have")


def _named(action: Action) -> str:
    """“P3.06, “Workforce Development Strategy to be …””."""
    return f"{action.reference} “{clipped(action.words, 70)}”"
