"""The status board and one priority's page."""

from collections import defaultdict
from functools import cache

from django.db.models import Count, Subquery, Window
from django.db.models.functions import RowNumber
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actions.board import due_dates as due
from actions.board import figures, sentences
from actions.board.earlier_plans import earlier_plans, left_open
from actions.board.late_and_why import SHOWN, late_and_why
from actions.board.over_time import over_time
from actions.models import ActionPosition, PriorityImpact, Stage, action_status
from actions.pages import panels
from actions.pages.lookup import priority_not_found
from actions.pages.page_context import NoPlan, read_page_context
from actions.positions import changes
from actions.positions.as_at import SEQUENCES, in_force
from actions.positions.baseline import DAY
from actions.positions.frozen import frozen_positions
from actions.positions.in_the_way import in_the_way
from actions.positions.status import COUNTED, RED, Status
from actions.updating.statement_views import commentaries
from actions.updating.statements import statements_of_priority
from csc_tracker.database.prepared import DAYS, KEYS, Prepared
from csc_tracker.pages.addresses import cached_reverse
from csc_tracker.pages.markup import links
from csc_tracker.pages.wording import plural
from priorities.measures import describe, priorities_with_measures
from priorities.models import Commentary, LeadChange

# The totals of the board, in order: the words, and the statuses that they count; the first one gives the mark.
TOTALS = (
    ("Off track or late", RED),
    ("At risk", (Status.AT_RISK,)),
    ("On track", (Status.ON_TRACK,)),
    ("Not yet rated", (Status.NOT_RATED,)),
    ("Awaiting sign-off", (Status.AWAITING,)),
    ("Complete", (Status.COMPLETE,)),
)
# What is counted and is not in the totals.
APART = (("Stopped", Status.STOPPED), ("Not yet reported", Status.NOT_REPORTED))
# The sections of a priority's page, in the order of its reader's questions, and how many actions each shows at most.
SECTIONS = (Stage.UNDER_WAY, Stage.PLANNED, Stage.AWAITING, Stage.COMPLETE, Stage.STOPPED)
SECTION_SIZE = 25


@require_safe
def board(request):
    """The status board: the position of the plan on the day of the page, on one page; a welcome before any plan."""
    try:
        page_context = read_page_context(request, with_others=True)
    except NoPlan:
        return render(request, "actions/welcome.html")
    frozen = frozen_positions(page_context)
    reported = None if page_context.as_reported or not frozen else frozen[0]
    since = reported and reported.last_sequence
    known, baseline = _baselines(page_context)
    earlier = earlier_plans(page_context.plan, page_context.others, request.user)
    whole, rows = figures.figures(
        page_context.plan, page_context.on, up_to=page_context.up_to, since=since, baseline=baseline, beside=earlier
    )
    for row in rows:
        row.parts = _parts(page_context, row)
    context = {
        "page_context": page_context,
        "whole": whole,
        "sentence": sentences.summary(whole, page_context.on),
        "totals": totals(page_context, whole),
        "late": _total(page_context, sentences.late_of_red(whole), [Status.LATE], whole.total(Status.LATE)),
        "out_of_date": sentences.out_of_date(whole),
        "out_of_date_address": page_context.address(cached_reverse("actions"), out_of_date="yes"),
        "late_and_why": late_and_why(page_context) if whole.total(*RED) else [],
        "see_all_red": _see_all_red(whole.total(*RED)),
        "apart": [_total(page_context, words, [state], whole.total(state)) for words, state in APART],
        "rows": rows,
        "bare": [row for row in rows if row.figures.bare],
        "without_posts": sentences.without_posts(whole, rows),
        "compared": _changes_since(page_context, known, baseline, whole.changes),
        "reported": reported,
        "over_time": over_time(page_context, whole),
        "next": panels.panels(panels.BOARD_NEXT, page_context),
        "board_first": panels.panels(panels.BOARD_FIRST, page_context),
        "commentaries": commentaries(page_context),
        "write_address": page_context.address(cached_reverse("plan_commentary")),
        "states": figures.KEY,
        "left_open": left_open(earlier, whole.beside, page_context.on, page_context.on != page_context.today),
        "other_plans": _other_plans(page_context.others),
    }
    return render(request, "actions/board.html", context)


@require_safe
def due_dates(request):
    """When the plan's actions are due: a timeline by quarter, with those that are late."""
    page_context = read_page_context(request)
    dates = due.due_dates(page_context)
    rows = due.timeline(page_context, dates)
    context = {
        "page_context": page_context,
        "sentence": due.summary(page_context, dates),
        "rows": rows,
        "table": due.table(page_context, dates, rows),
        "undated": due.undated_lines(page_context, dates),
    }
    return render(request, "actions/due_dates.html", context)


def _see_all_red(number):
    """The words of the link to every action that is late or off track, where the board shows only the first."""
    return f"See all {number} actions that are late or off track" if number > SHOWN else ""


def _other_plans(others):
    """Links to the boards of other plans; empty where there is none."""
    board = cached_reverse("board")
    return links((f"{board}?plan={other.slug}", f"{other} (practice)" if other.practice else other) for other in others)


def totals(page_context, whole=None):
    """The totals, each with the address of exactly the rows that it counts.

    `whole`: the plan's figures, where the caller has them; else they are read.
    """
    whole = whole or figures.figures(page_context.plan, page_context.on, up_to=page_context.up_to)[0]
    return [_total(page_context, words, states, whole.total(*states)) for words, states in TOTALS]


def _total(page_context, words, states, number):
    """One total with the address of exactly the rows that it counts."""
    statuses = [state.value for state in states]
    return {
        "words": words,
        "number": number,
        "noun": plural(number, "action"),
        "state": statuses[0],
        "address": page_context.address(cached_reverse("actions"), status=statuses),
    }


def _parts(page_context, row):
    """The numbers of a priority's bar, each with the address of the rows that it counts; “0 complete” is among them."""
    parts, actions = [], cached_reverse("actions")
    for state in (*figures.BAR_ORDER, Status.STOPPED):
        number = row.figures.by_state[state]
        if number or state == Status.COMPLETE:
            address = page_context.address(actions, priority=row.priority.number, status=state.value)
            words, in_total = state.label.lower(), state in COUNTED
            parts.append({"number": number, "words": words, "address": address, "in_total": in_total})
    return parts


def _baselines(page_context):
    """What change can be counted from, and what it is counted from on this page (None: nothing)."""
    known = panels.baselines(page_context)
    return known, panels.baseline(page_context, known)


def _changes_since(page_context, known, baseline, counts, priority=None):
    """What changed in the plan, or in one of its priorities, since the baseline; None where there is no baseline.

    `known` and `baseline` come from `_baselines`, `counts` from the figures. Each change comes with its words, its
    number and the address of its rows; a change that no action shows is left out.
    """
    if baseline is None:
        return None
    only = {"priority": priority.number} if priority else {}

    def address(change):
        return page_context.address(cached_reverse("actions"), change=change, since=baseline.key, **only)

    listed = [
        {"number": counts[change], "words": words, "address": address(change.value)}
        for change, words in changes.COUNTED_AS.items()
        if counts[change]
    ]
    return {
        "baseline": baseline,
        "changes": listed,
        "see_all": _see_all(counts["any"]),
        "address": address("any"),
        "choices": known,
        "day": baseline.key if DAY.fullmatch(baseline.key) else "",
    }


def _see_all(number):
    """The words of the link to every action that changed, however it did."""
    return "See the action that changed" if number == 1 else f"See all {number} actions that changed"


@require_safe
def priority(request, number):
    """One priority: why, what the inspectors found, and its actions by stage."""
    page_context = read_page_context(request)
    priorities, measured = priorities_with_measures(page_context.plan, number)
    place = next((place for place, each in enumerate(priorities) if each.number == number), None)
    if place is None:
        raise priority_not_found(number)
    priority = priorities[place]
    known, baseline = _baselines(page_context)
    whole, _ = figures.figures(
        page_context.plan, page_context.on, priority=priority, up_to=page_context.up_to, baseline=baseline
    )
    row, stated = figures.PriorityRow(priority, whole), statements_of_priority(page_context, priority)
    context = {
        "page_context": page_context,
        "priority": priority,
        "figures": row.figures,
        "states": [(state.value, state.label) for state in figures.BAR_ORDER if whole.by_state[state]],
        "parts": _parts(page_context, row),
        "next_date": sentences.next_date(row.figures),
        "compared": _changes_since(page_context, known, baseline, whole.changes, priority),
        "sections": _sections(page_context, priority),
        "unreported": row.figures.total(Status.NOT_REPORTED),
        "panels": panels.panels(panels.PRIORITY, page_context, priority),
        "commentaries": stated[Commentary],
        "write_address": page_context.address(cached_reverse("priority_commentary", priority.number)),
        "impacts": stated[PriorityImpact],
        "impact_recorded": sentences.impact_recorded(row.figures),
        **_measures(page_context, measured),
        "before": priorities[place - 1] if place else None,
        "after": priorities[place + 1] if place + 1 < len(priorities) else None,
        "lead_changes": stated[LeadChange],
    }
    return render(request, "actions/priority.html", context)


def _measures(page_context, measured):
    """The priority's measures that are known on the day, each with its panels, and what later papers give of them.

    `measured` are the measures, each with its values. Where none of several has a target, one sentence says so in
    place of one for each.
    """
    every = [describe(measure, values, page_context.on) for measure, values in measured]
    drawn = panels.panels_of_each(panels.MEASURE, page_context, [summary.measure for summary in every])
    known = [(summary, drawn[summary.measure.pk]) for summary in every if summary.known]
    return {
        "measures": known,
        "each_distance": len(known) == 1 or any(summary.target for summary in every),
        "later_measures": [(summary, bool(summary.known)) for summary in every if summary.later],
    }


def _sections(page_context, priority):
    """The priority's actions by stage: the first of each, how many there are, and the address of all."""
    by_stage = defaultdict(list)
    known = [] if page_context.up_to is None else [page_context.up_to]
    for position in _first_of_stages(page_context.up_to is not None).instances(priority.pk, page_context.on, *known):
        action = position.action
        action.priority, action.position = priority, position
        action.shown = action_status(action, page_context.on, page_context.plan.update_interval_days)
        by_stage[position.stage].append(action)
    shown = [action for actions in by_stage.values() for action in actions]
    why = in_the_way(action.position for action in shown)
    for action in shown:
        action.in_the_way = why.get(action.position.pk)
    return [
        {
            "words": stage.label,
            "number": getattr(by_stage[stage][0].position, f"in_{stage}"),
            "actions": by_stage[stage],
            "address": page_context.address(cached_reverse("actions"), priority=priority.number, stage=stage.value),
        }
        for stage in SECTIONS
        if by_stage[stage]
    ]


@cache
def _first_of_stages(as_known):
    """The query of the first positions in each stage of a priority, with their actions and how many each stage has."""

    def build(priority, on, up_to=None):
        path = "action__priority" if as_known else "priority"  # as the indexes of positions go
        positions = ActionPosition.objects.filter(
            in_force(on, up_to), stage__in=SECTIONS, **{path: priority}
        ).order_by()
        place = Window(RowNumber(), partition_by="stage", order_by="action__number")
        first = positions.annotate(place=place).filter(place__lte=SECTION_SIZE).values("pk")
        by_stage = positions.values("stage").annotate(number=Count("pk")).values("number")
        numbers = {f"in_{stage}": Subquery(by_stage.filter(stage=stage)) for stage in SECTIONS}
        chosen = ActionPosition.objects.filter(pk__in=first).annotate(**numbers)
        return chosen.select_related("action__owner").order_by("action__number")

    return Prepared(build, KEYS[0], DAYS[0], *SEQUENCES[:as_known])
