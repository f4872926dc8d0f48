"""Priorities, actions and measures as records, and what a paper changes of those that are here."""

from decimal import Decimal, InvalidOperation

from actions.models import Action, ActionPeriod, DueBasis, ProgressUpdate, Stage
from actions.updating.from_papers import Reported, record_from_paper
from csc_tracker.people.sight import seeing_everything
from inspections.loading.review.acceptance import AcceptanceInProgress, day_of, next_number, opened, refuse
from inspections.models import Proposal, ProposedChange, WordsChange
from priorities.models import Measure, MeasureValue, Plan, Post, Priority


def _plan(draft, one):
    if draft.plan is None:
        refuse(draft, one, "choose the plan that the paper is about first.")
    return draft.plan


def post_named(plan: Plan, title: str, report) -> Post:
    """The post of that title at the plan's council, made where it is not here; an open paper that names it opens it."""
    with seeing_everything():
        post, _ = Post.objects.get_or_create(
            council=plan.council, title=title[:150], defaults={"source_note": f"Named in the paper “{report}”."}
        )
    return opened(post)


def make_priority(draft: AcceptanceInProgress, one: Proposal):
    """A priority, or other words of one that is here."""
    now, plan = one.now, _plan(draft, one)
    words = now.get("words") or one.now_text
    if one.change == ProposedChange.WORDS_CHANGED:
        return _other_words(draft, one, one.priority, words)
    number = now.get("number")
    if not number:
        refuse(draft, one, "give the priority a number.")
    if plan.priorities.filter(number=number).exists():
        refuse(draft, one, f"the plan already has a priority {number}. Give another number, or merge the two.")
    lead = post_named(plan, now["lead"], draft.report) if now.get("lead") else None
    priority = Priority.objects.create(
        plan=plan, number=number, short_name=(now.get("short_name") or words)[:100], words=words,
        why=now.get("why") or "", lead=lead,
    )  # fmt: skip
    draft.cite(one, priority, made=True, passages=[one.passage, *one.also])
    return priority


def _other_words(draft, one, record, words):
    WordsChange.objects.create(
        **{type(record).__name__.lower(): record}, acceptance=draft.acceptance, before=record.words, after=words,
        on=draft.acceptance.on,
    )  # fmt: skip
    record.words = words
    record.save(update_fields=["words"])
    draft.cite(one, record, made=False, passages=[one.passage, *one.also])
    return record


def make_action(draft: AcceptanceInProgress, one: Proposal):
    """An action with its periods and the update that the paper gives; or what the paper changes of one that is here."""
    if one.action_id:
        return _change_action(draft, one)
    now, plan = one.now, _plan(draft, one)
    number = now.get("priority")
    priority = plan.priorities.filter(number=number).first() if number else None
    if priority is None:
        missing = f"the plan has no priority {number}" if number else "the paper does not put it under a priority"
        refuse(draft, one, f"{missing}. Accept that priority too, or edit this and choose another.")
    number = next_number(Action.every.filter(priority=priority))
    owner = post_named(plan, now["lead"], draft.report) if now.get("lead") else None
    action = Action.objects.create(
        priority=priority, number=number, words=one.now_text, column=_column(draft, now),
        column_heading=(now.get("column_heading") or "")[:200], owner=owner,
        paper_reference=(now.get("ref") or "")[:30],
    )  # fmt: skip
    orders = [one.passage, *one.also]
    draft.cite(one, action, made=True, passages=orders)
    _periods(draft, one, action)
    update = record_from_paper(action, _reported(now, draft), draft.day or draft.acceptance.on, by=draft.acceptance.by)
    draft.cite(one, update, made=True)
    return action


def _column(draft, now):
    if not draft.first_set:
        return Action.Column.ADDED
    return Action.Column.DONE if now.get("column") == "done" else Action.Column.PLANNED


def _periods(draft, one, action, only=None):
    """The dates of the action's words: one of each role, as the plan keeps them, and any number of milestones."""
    have = set(action.periods.values_list("role", "words"))
    roles = {role for role, _ in have}
    for period in one.now.get("periods") or []:
        role, words = period["role"], (period.get("date_as_written") or "")[:200]
        if not words or (only and role != only):
            continue
        if role in roles and role != ActionPeriod.Role.MILESTONE:
            role = ActionPeriod.Role.MILESTONE
        if (role, words) in have:
            continue
        have.add((role, words))
        roles.add(role)
        made = ActionPeriod.objects.create(
            action=action, role=role, words=words, first_day=day_of(period.get("first_day")),
            last_day=day_of(period.get("last_day")), note=(period.get("note") or "")[:300],
        )  # fmt: skip
        draft.cite(one, made, made=True)


def _period(now, role):
    return next((p for p in now.get("periods") or [] if p["role"] == role and p.get("last_day")), None)


def _reported(now, draft, **over):
    stage = now.get("stage") or Stage.PLANNED
    said = {"stage": stage, "words": _said(now)}
    if stage == Stage.COMPLETE:
        finished = _period(now, "completed")
        said["finished"] = day_of(finished["last_day"]) if finished else None
    elif finish := _period(now, "finish"):
        said |= _due(finish["date_as_written"], finish.get("first_day"), finish["last_day"], DueBasis.OWN)
    elif now.get("due_last_day") and now.get("due_from") in (DueBasis.HEADING, DueBasis.PLAN):
        words = now.get("due_as_written") or "the plan’s end"
        said |= _due(words, now.get("due_first_day"), now["due_last_day"], now["due_from"])
    elif stage in (Stage.PLANNED, Stage.UNDER_WAY) and now.get("column") != "done" and draft.plan.ends:
        said |= _due("the plan’s end", None, draft.plan.ends.isoformat(), DueBasis.PLAN)
    return Reported(**said | over)


def _due(words, first, last, basis):
    return {
        "due_words": words, "due_first_day": day_of(first), "due_last_day": day_of(last), "due_basis": basis,
    }  # fmt: skip


def _said(now):
    """The paper's words on progress, and its own rating as its words: only an officer rates."""
    said = [now["progress"]] if now.get("progress") else []
    if now.get("rag"):
        said.append(f"The paper’s own rating: {now['rag']}.")
    return "\n".join(said)[:4000]


def _change_action(draft, one):
    action, now = one.action, one.now
    changes = [one.change, *now.get("also_changed", [])]
    said, report = {}, draft.report.named
    if ProposedChange.WITHDRAWN in changes:
        said = {"stage": Stage.STOPPED, "words": one.reason or f"As the {report} has it."}
    elif ProposedChange.REPORTED_DONE in changes:
        finished = _period(now, "completed")
        said = {"stage": Stage.COMPLETE, "finished": day_of(finished["last_day"]) if finished else None}
        said["words"] = _said(now)
        _periods(draft, one, action, only=ActionPeriod.Role.COMPLETED)
    else:
        if ProposedChange.STARTED in changes:
            said = {"stage": Stage.UNDER_WAY, "words": _said(now)}
        if ProposedChange.DATE_MOVED in changes and (finish := _period(now, "finish")):
            kinds = ProgressUpdate.DueChange
            said |= _due(finish["date_as_written"], finish.get("first_day"), finish["last_day"], DueBasis.OWN)
            said["due_change"] = kinds.SET if now.get("first_given") else kinds.MOVED
            said["due_reason"] = f"The {report} gives this date."
            said["words"] = _said(now)
    if said:
        update = record_from_paper(action, Reported(**said), draft.day or draft.acceptance.on, by=draft.acceptance.by)
        draft.cite(one, update, made=True)
    if ProposedChange.WORDS_CHANGED in changes:
        return _other_words(draft, one, action, one.now_text)
    draft.cite(one, action, made=False)
    return action


def make_measure(draft: AcceptanceInProgress, one: Proposal):
    """A value of a measure, and the measure where it is not here."""
    now, plan = one.now, _plan(draft, one)
    measure = one.measure
    if measure is None:
        priority = plan.priorities.filter(number=now.get("priority") or 0).first()
        if priority is None:
            refuse(draft, one, "a measure belongs to a priority. Edit it and choose one, or reject it.")
        number = next_number(Measure.every.filter(priority=priority))
        measure = Measure.objects.create(
            priority=priority, number=number, name=(now.get("name") or one.now_text)[:300],
            unit=(now.get("unit") or "number")[:40],
        )  # fmt: skip
        draft.cite(one, measure, made=True)
    order = next_number(MeasureValue.every.filter(measure=measure), "order")
    try:
        value = Decimal(str(now.get("value")).replace(",", "").rstrip("%"))
    except InvalidOperation:
        value = None
    made = MeasureValue.objects.create(
        measure=measure, order=order, kind=MeasureValue.Kind.VALUE, words=one.now_text[:300], value=value,
        date_words=(now.get("date_as_written") or "not stated")[:200], first_day=day_of(now.get("first_day")),
        last_day=day_of(now.get("last_day")),
    )  # fmt: skip
    draft.cite(one, made, made=True)
    return measure


def note_progress(draft: AcceptanceInProgress, one: Proposal):
    """The paper's words on the progress of an action that it leaves as it was; where they are new, an update."""
    words = _said(one.now)
    if words and not one.action.updates.filter(words=words, withdrawn_by=None).exists():
        day = draft.day or draft.acceptance.on
        update = record_from_paper(one.action, Reported(words=words), day, by=draft.acceptance.by)
        draft.cite(one, update, made=True)
