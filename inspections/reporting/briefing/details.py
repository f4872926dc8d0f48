"""The details behind a briefing: every priority with its actions, one at a time."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Q

from actions.board import figures as board
from actions.lists.tables import due_basis_in_words, due_in_words
from actions.lists.worth_asking import officers_updates
from actions.models import Action, Impact, ProgressUpdate, action_status
from actions.pages.page_context import PageContext
from actions.positions import changes
from actions.positions.as_at import has_status
from actions.positions.baseline import Baseline
from actions.positions.change_words import changes_in_words
from actions.positions.in_the_way import InTheWay, in_the_way
from actions.positions.status import REPORTED, Status, StatusWithReason
from csc_tracker.pages.addresses import cached_reverse
from csc_tracker.pages.wording import count_of, in_words, sentence
from inspections.models import Meeting
from inspections.reporting.briefing.content import ActionDetail, Entry, Measured, PriorityDetail
from inspections.reporting.briefing.dates import meetings_around
from inspections.reporting.briefing.parts import changed_entry
from inspections.reporting.briefing.priority_lines import latest_statements, priority_line, who_said
from priorities.models import MeasureValue, Priority

# How many actions of a priority the PDF lists, at most: laying out a table takes far more memory than anything else.
MOST_IN_PDF = 80
# How many of an action's latest updates it gives.
LATEST_UPDATES = 3


def priority_details(page_context: PageContext, meeting: Meeting) -> Iterator[PriorityDetail]:
    """Yield a `PriorityDetail` for each priority. Only one priority's actions are in memory at a time."""
    since, _ = meetings_around(page_context, meeting)
    _, rows = board.figures(page_context.plan, page_context.on, up_to=page_context.up_to)
    every = {priority.pk: priority for priority in Priority.objects.filter(plan=page_context.plan)}
    (commentaries, impacts), measures = latest_statements(page_context, rows), _measures(page_context)
    for row in rows:
        line, priority = priority_line(page_context, row, commentaries, impacts), every[row.priority.pk]
        actions = _actions(page_context, priority, since)
        yield PriorityDetail(
            number=line.number,
            name=line.name,
            words=priority.words,
            why=priority.why,
            lead=line.lead,
            figures=line.figures,
            next_date=line.next_date,
            impact=line.impact,
            impact_words=_statement(impacts.get(priority.pk)),
            commentary=line.commentary,
            measures=measures[priority.pk],
            unreported=_unreported(row.figures.by_state[Status.NOT_REPORTED]),
            paper=MOST_IN_PDF,
            paper_more=_left_out_of_pdf(len(actions)),
            actions=actions,
            address=line.address,
        )


def not_reported(page_context: PageContext) -> Iterator[ActionDetail]:
    """Yield an `ActionDetail` for each action not yet reported: the briefing counts these and lists none."""
    actions = page_context.positions(Action.objects.of_plan(page_context.plan)).filter(has_status(Status.NOT_REPORTED))
    for action in actions.order_by("priority__number", "number").iterator(chunk_size=250):
        yield _action(page_context, action, [], [])


def _actions(page_context: PageContext, priority: Priority, since: Baseline | None) -> list[ActionDetail]:
    """The reported actions of a priority, each with its latest updates and what changed since the baseline."""
    actions = page_context.positions(Action.objects.of_plan(page_context.plan))
    actions = actions.filter(has_status(*REPORTED), priority=priority).order_by("number")
    actions = list(actions.compared_with(since.day, since.up_to) if since else actions)
    changed = _changes_of(page_context, actions, since) if since else defaultdict(list)
    updates = _latest_updates(page_context, priority, since)
    why = in_the_way(action.position for action in actions)
    return [
        _action(page_context, action, updates[action.pk], changed[action.pk], why.get(action.position.pk))
        for action in actions
    ]


def _changes_of(page_context: PageContext, actions: list[Action], since: Baseline) -> dict[int, list[Entry]]:
    """By action: the entries of what changed since the baseline. An action whose position is the same has none."""
    by_action = {action: changes.changes_of(action) for action in actions if action.position != action.before}
    interval, up_to = page_context.plan.update_interval_days, page_context.up_to
    rows_of = changes_in_words(by_action, since, page_context.on, interval, up_to)
    entries = {key: [changed_entry(page_context, each) for each in rows] for key, rows in rows_of.items()}
    return defaultdict(list, entries)


def _statement(statement: Any) -> str:
    return f"{statement.words} ({who_said(statement)}, {in_words(statement.on)})" if statement else ""


def _left_out_of_pdf(number: int) -> str:
    return (
        f"These are the first {MOST_IN_PDF} of {number} actions. The Excel file has them all."
        if number > MOST_IN_PDF
        else ""
    )


def _unreported(number: int) -> str:
    return f"{count_of(number, 'action')} not yet reported by this date." if number else ""


def _action(
    page_context: PageContext, action: Any, reported: list[str], changed: list[Entry], why: InTheWay | None = None
) -> ActionDetail:
    shown = action_status(action, page_context.on, page_context.plan.update_interval_days)
    position = action.position
    first = position.first_due_last_day
    return ActionDetail(
        reference=action.reference,
        words=action.words,
        column=action.column,
        stage=position.stage,
        state=shown.state.value,
        state_words=shown.words,
        reason=_reason(shown),
        in_the_way=why.in_one if why else "",
        hollow=shown.out_of_date,
        due=due_in_words(action),
        due_day=_written(position.due_last_day),
        due_from=due_basis_in_words(position),
        first_due=in_words(first) if first and first != position.due_last_day else "",
        first_due_day=_written(first) if first != position.due_last_day else "",
        owner=action.owner.title if action.owner else "",
        last_update=in_words(position.last_said) if position.last_said else "",
        last_update_day=_written(position.last_said),
        impact=Impact(position.impact).label if position.impact else "",
        reported=reported,
        changes=changed,
        address=page_context.address(cached_reverse("action", action.reference)),
    )


def _written(day: date | None) -> str:
    """A day as 2020-01-14, empty for none."""
    return day.isoformat() if day else ""


def _reason(shown: StatusWithReason) -> str:
    """The reason for the status, without what the columns beside it already say."""
    return "" if shown.state == Status.NOT_RATED else shown.detail.removeprefix("Reported complete ")


def _latest_updates(page_context: PageContext, priority: Priority, since: Baseline | None) -> dict[int, list[str]]:
    """By action: the officers' latest updates since the committee last considered the plan, in words, newest first."""
    updates = officers_updates(page_context).filter(action__priority=priority)
    if since:
        later = Q(effective_date__gt=since.day)
        updates = updates.filter(later if since.up_to is None else later | Q(sequence__gt=since.up_to))
    updates = updates.exclude(words="", impact_words="", evidence_words="")
    columns = "action_id", "effective_date", "words", "evidence_words", "impact_words"
    latest: dict[int, list[str]] = defaultdict(list)
    for update in updates.order_by("action", "-effective_date", "-sequence").values_list(*columns, named=True):
        if len(latest[update.action_id]) < LATEST_UPDATES:
            latest[update.action_id].append(_update(update))
    return latest


def _update(update: ProgressUpdate) -> str:
    """“14 January 2020: Two posts are filled. Evidence: The rota.”"""
    words = {"": update.words, "Evidence: ": update.evidence_words, "Impact: ": update.impact_words}
    sentences = " ".join(sentence(f"{label}{text}") for label, text in words.items() if text)
    return f"{in_words(update.effective_date)}: {sentences}"


def _measures(page_context: PageContext) -> dict[int, list[Measured]]:
    """By priority: the values of its measures that were known by the day, and the targets, in the papers' order."""
    values = MeasureValue.objects.filter(measure__priority__plan=page_context.plan).filter(
        Q(last_day=None) | Q(last_day__lte=page_context.on) | Q(kind=MeasureValue.Kind.TARGET)
    )
    measures = defaultdict(list)
    for value in values.select_related("measure").order_by("measure__number", "order"):
        measure, kind = value.measure, value.get_kind_display()
        measures[measure.priority_id].append(
            Measured(
                measure=measure.name,
                unit=measure.unit,
                better=measure.get_better_display(),
                kind=f"{kind}, {value.whose}" if value.whose else kind,
                words=value.words,
                date=value.date_words,
            )
        )
    return measures
