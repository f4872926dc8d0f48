"""What a frozen position keeps: the plan, its priorities, findings and resolutions, the briefing and every action.

Words and figures are kept as they were shown, by the rules of the day, and are never calculated again.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, Prefetch, prefetch_related_objects

from actions.board import figures as board
from actions.board import sentences
from actions.board.figures import Figures
from actions.models import PriorityImpact
from actions.pages.demonstration import demonstration_words
from actions.pages.page_context import PageContext
from actions.positions.status import Status
from csc_tracker.pages.wording import in_words
from inspections.models import Answer, Finding, Meeting
from inspections.reporting.briefing.builder import build_briefing
from inspections.reporting.briefing.content import ActionDetail, Briefing, PriorityDetail, without_addresses
from inspections.reporting.briefing.details import not_reported, priority_details
from inspections.reporting.frozen_content import (
    FindingAction,
    FindingPriority,
    FrozenAnswer,
    FrozenFinding,
    FrozenMatter,
    FrozenPlan,
    FrozenPriority,
    SignedWords,
    StatedImpact,
)
from inspections.scrutiny.findings.gaps import Gap, with_answers
from inspections.scrutiny.plan_queries import known_resolutions
from inspections.scrutiny.resolutions.progress import one_for_each_matter
from priorities.models import Commentary, Plan, Priority

FROZEN_NOTE = "As reported to the committee. This copy never changes."


class Record(NamedTuple):
    """One thing that is kept: its kind, its key within the kind, its values for JSON, and the status of an action."""

    kind: str
    key: str
    content: dict
    status: str = ""


def canonical(value: object) -> str:
    """JSON text that is always the same for the same value, so that a checksum can be made of it."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def records(page_context: PageContext, meeting: Meeting) -> Iterator[Record]:
    """Yield every `Record` of a position in their order. Only one priority's actions are in memory at a time."""
    yield from _plan_and_priorities(page_context)
    yield from _findings(page_context)
    yield from _resolutions(page_context)
    briefing = build_briefing(page_context, meeting)
    briefing.position_note = FROZEN_NOTE
    yield Record("briefing", meeting.slug, without_addresses(briefing).as_data())
    for detail in priority_details(page_context, meeting):
        actions, detail.actions = detail.actions, []
        yield Record("detail", str(detail.number), without_addresses(detail).as_data())
        yield from map(_action, actions)
    yield from map(_action, not_reported(page_context))


def briefing_of(records: Callable[..., Iterator[Record]]) -> tuple[Briefing, Iterator[PriorityDetail]]:
    """The `Briefing` in a position's records, and its `PriorityDetail`s one at a time.

    `records(*kinds)` gives the records of these kinds from the start.
    """
    return Briefing.from_data(next(records("briefing")).content), _details(records("detail", "action"))


def _action(action: ActionDetail) -> Record:
    return Record("action", action.reference, without_addresses(action).as_data(), action.state)


def _details(records: Iterable[Record]) -> Iterator[PriorityDetail]:
    """Yield the details from their records. Each record of a detail comes before those of its actions.

    Actions not yet reported belong to no detail.
    """
    detail: PriorityDetail | None = None
    for record in records:
        if record.kind == "detail":
            if detail:
                yield detail
            detail = PriorityDetail.from_data(record.content)
        elif record.status != Status.NOT_REPORTED:
            assert detail is not None
            detail.actions.append(ActionDetail.from_data(record.content))
    if detail:
        yield detail


def figures_of(records: Callable[..., Iterator[Record]]) -> str:
    """How many of the plan's actions had each status and how many counted, as JSON for the position's own row."""
    plan = next(records("plan")).content
    return canonical({"states": plan["states"], "counted": plan["counted"]})


def _plan_and_priorities(page_context: PageContext) -> Iterator[Record]:
    """Yield a record of the plan with its figures, then one of each priority, in their order."""
    plan, on = page_context.plan, page_context.on
    whole, rows = board.figures(plan, on, up_to=page_context.up_to)
    commentaries = _first_of_each_priority(Commentary.objects.filter(plan=plan).by(on).select_related("by", "post"))
    impacts = PriorityImpact.objects.filter(priority__plan=plan).by(on).select_related("by", "post")
    impacts = _first_of_each_priority(impacts.order_by("priority", "-on", "-pk"))
    priorities = {priority.pk: priority for priority in Priority.objects.filter(plan=plan).select_related("lead")}
    yield _plan(plan, on, whole, commentaries.get(None))
    for row in rows:
        key = row.priority.pk
        yield _priority(priorities[key], row.figures, commentaries.get(key), impacts.get(key))


def _first_of_each_priority(records: Iterable) -> dict[int | None, Any]:
    """The first of the records for each priority, by its key; None is the plan as a whole."""
    first: dict[int | None, Any] = {}
    for record in records:
        first.setdefault(record.priority_id, record)
    return first


def _plan(plan: Plan, on: date, figures: Figures, commentary: Commentary | None) -> Record:
    frozen = FrozenPlan(
        council=plan.council,
        title=plan.title,
        phase=plan.phase,
        position=in_words(on),
        sentence=sentences.summary(figures, on),
        states=_states(figures),
        counted=figures.counted,
        commentary=_commentary(commentary),
        demonstration=demonstration_words(plan.practice),
    )
    return Record("plan", plan.slug, frozen.as_data())


def _priority(
    priority: Priority, figures: Figures, commentary: Commentary | None, impact: PriorityImpact | None
) -> Record:
    frozen = FrozenPriority(
        number=priority.number,
        short_name=priority.short_name,
        words=priority.words,
        why=priority.why,
        lead=priority.lead.title if priority.lead else "",
        states=_states(figures),
        counted=figures.counted,
        bar=figures.bar,
        next_date=sentences.next_date(figures),
        last_said=in_words(figures.last_said) if figures.last_said else "",
        commentary=_commentary(commentary),
        impact=_impact(impact),
    )
    return Record("priority", str(priority.number), frozen.as_data())


def _states(figures: Figures) -> dict[str, int]:
    """How many actions have each status, by its code; a status that none has is left out."""
    return {state.value: figures.by_state[state] for state in Status if figures.by_state[state]}


def _signature(record: Commentary | PriorityImpact) -> dict[str, str]:
    """Who wrote a record, from which post and when, as arguments of `SignedWords`."""
    post = record.post.titled_on(record.on) if record.post else ""
    return {"by": record.by.named_on(record.on), "post": post, "on": in_words(record.on)}


def _commentary(commentary: Commentary | None) -> SignedWords | None:
    return SignedWords(commentary.words, **_signature(commentary)) if commentary else None


def _impact(stated: PriorityImpact | None) -> StatedImpact | None:
    if stated is None:
        return None
    return StatedImpact(stated.words, **_signature(stated), impact=stated.get_impact_display())


def _findings(page_context: PageContext) -> Iterator[Record]:
    """Yield a record of each finding: its words, whose they are, and what answered it with the basis of each link."""
    plan, on = page_context.plan, page_context.on
    rows = (
        Finding.objects.of_plan(plan, on)
        .select_related("inspection", "line")
        .order_by("inspection", F("line__order").asc(nulls_last=True), "number")
    )
    for finding in with_answers(rows, plan, on, page_context.up_to):
        yield _finding(finding)


def _finding(finding: Any) -> Record:
    frozen = FrozenFinding(
        number=finding.number,
        inspection=finding.inspection.title,
        dates=finding.inspection.date_words,
        line=finding.line.words if finding.line else "",
        kind=finding.get_kind_display(),
        words=finding.words,
        whose_words=finding.whose_words,
        gap=Gap(finding.gap).label if finding.gap else "",
        actions=[
            FindingAction(
                link.action.reference,
                link.action.words,
                link.shown.state.value,
                link.shown.words,
                link.basis_in_words(),
            )
            for link in finding.plan_action_links
        ],
        priorities=[
            FindingPriority(link.priority.number, link.priority.short_name, link.basis_in_words())
            for link in finding.plan_priority_links
        ],
    )
    return Record("finding", f"{finding.inspection.slug} {finding.number}", frozen.as_data())


def _resolutions(page_context: PageContext) -> Iterator[Record]:
    """Yield a record of each matter that was known by the day, with its answers and its state."""
    answers = Prefetch("answers", Answer.objects.filter(on__lte=page_context.on).order_by("on", "number"))
    matters = one_for_each_matter(known_resolutions(page_context.plan, page_context.on))
    prefetch_related_objects(matters, answers)
    for matter in matters:
        yield Record("resolution", matter.slug, _matter(matter).as_data())


def _matter(matter: Any) -> FrozenMatter:
    summary = matter.summary
    return FrozenMatter(
        kind=matter.get_kind_display(),
        words=matter.words,
        said=f"{summary.how}, {summary.day}",
        meeting=str(matter.item.meeting),
        owed_by=matter.owed_by,
        state=summary.state.label,
        due=summary.due,
        answers=[
            FrozenAnswer(in_words(answer.on), answer.words, answer.whole, answer.note)
            for answer in matter.answers.all()
        ],
    )
