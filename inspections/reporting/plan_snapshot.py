"""What a frozen position keeps of the plan itself: its figures, its priorities and every action as it shows.

Words and figures are kept as they were shown, worked out by the rules of the day, and never worked out again.
"""

from itertools import groupby

from actions.board import figures as board
from actions.lists.tables import due_in_words
from actions.models import Action, PriorityDifference, shown_for
from actions.pages.demonstration import demonstration_words
from actions.positions.status import Shows, in_words
from inspections.reporting.freezing import Record
from priorities.models import Commentary, Priority

_CHUNK = 500  # actions that are read at once


def plan_and_priorities(asked, reported_to):
    """A record of the plan with its figures, then one of each priority, in their order."""
    plan, on = asked.plan, asked.on
    whole, rows = board.figures(plan, on, up_to=asked.up_to)
    words = list(Commentary.objects.filter(plan=plan).by(on).select_related("by", "post"))
    yield Record(
        "plan",
        plan.slug,
        {
            "council": plan.council,
            "title": plan.title,
            "phase": plan.phase,
            "position": in_words(on),
            "sentence": board.sentence(whole, on),
            "states": _states(whole),
            "counted": whole.counted,
            "commentary": _commentary(next((c for c in words if c.priority_id is None), None)),
            "demonstration": demonstration_words(plan.practice),
        },
    )
    stated = PriorityDifference.objects.filter(priority__plan=plan).by(on).select_related("by", "post")
    stated = {priority: next(group) for priority, group in groupby(stated.order_by("priority", "-on", "-pk"), _of)}
    every = {priority.pk: priority for priority in Priority.objects.filter(plan=plan).select_related("lead")}
    for row in rows:
        priority, told = every[row.priority.pk], row.figures
        difference = stated.get(priority.pk)
        yield Record(
            "priority",
            str(priority.number),
            {
                "number": priority.number,
                "short_name": priority.short_name,
                "words": priority.words,
                "why": priority.why,
                "lead": priority.lead.title if priority.lead else "",
                "states": _states(told),
                "counted": told.counted,
                "bar": told.bar,
                "next_date": board.next_date(told),
                "last_said": in_words(told.last_said) if told.last_said else "",
                "commentary": _commentary(next((c for c in words if c.priority_id == priority.pk), None)),
                "difference": _difference(difference),
            },
        )


def every_action(asked, reported_to):
    """A record of each action as it shows, in the order of the plan."""
    actions = asked.positions(Action.objects.of_plan(asked.plan)).order_by("priority__number", "number")
    for action in actions.iterator(chunk_size=_CHUNK):
        shown = shown_for(action, asked.on, asked.plan.update_interval_days)
        facts = action.position
        yield Record(
            "action",
            action.reference,
            {
                "reference": action.reference,
                "priority": action.priority.number,
                "words": action.words,
                "column": action.column,
                "stage": facts.get_stage_display(),
                "state": shown.state.value,
                "shows": shown.words,
                "out_of_date": shown.out_of_date,
                "reason": shown.reason,
                "due": due_in_words(action),
                "owner": action.owner.title if action.owner else "",
                "last_said": in_words(facts.last_said) if facts.last_said else "",
                "difference": facts.get_difference_display(),
            },
        )


def _of(record):
    return record.priority_id


def _states(figures):
    """How many show each state, by the state's code; those that none shows are left out."""
    return {state.value: figures.by_state[state] for state in Shows if figures.by_state[state]}


def said_by(record):
    """Who said it, from which post and when: {"by", "post", "on"}."""
    return {"by": str(record.by), "post": str(record.post or ""), "on": in_words(record.on)}


def _commentary(commentary):
    return {"words": commentary.words, **said_by(commentary)} if commentary else None


def _difference(stated):
    if stated is None:
        return None
    return {"difference": stated.get_difference_display(), "words": stated.words, **said_by(stated)}
