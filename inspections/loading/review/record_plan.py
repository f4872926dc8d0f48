"""Priorities, actions and measures as records, and what a paper changes of existing ones."""

from decimal import Decimal, InvalidOperation

from actions.models import Action, ActionPeriod, DueBasis, ProgressUpdate, Stage
from actions.updating.from_papers import Reported, record_from_paper
from inspections.loading.review.acceptance import AcceptanceInProgress, day_of, makes_exempt, named_here, refuse
from inspections.models import Proposal, ProposedChange, WordsChange
from priorities.models import Measure, MeasureValue, Post, Priority, next_number


def _plan(draft, proposal):
    if draft.plan is None:
        refuse(draft, proposal, "choose the plan that the paper is about first.")
    return draft.plan


def post_named(draft: AcceptanceInProgress, proposal: Proposal, title: str) -> Post:
    """The post of that title at the plan's council, with a receipt; it is made if there is none."""
    title, council = title[:150], draft.plan.council
    post = named_here(Post, council=council, title=title)
    made = post is None
    post = post or Post.objects.create(council=council, title=title)
    draft.cite(proposal, post, made=made)
    return post


def make_priority(draft: AcceptanceInProgress, proposal: Proposal):
    """Make a priority, or change the words of an existing one."""
    now, plan = proposal.now, _plan(draft, proposal)
    words = now.get("words") or proposal.now_text
    if proposal.change == ProposedChange.WORDS_CHANGED:
        return _change_words(draft, proposal, proposal.priority, words)
    number = now.get("number")
    if not number:
        refuse(draft, proposal, "give the priority a number.")
    if draft.priority_of(number):
        refuse(draft, proposal, f"the plan already has a priority {number}. Give another number, or merge the two.")
    lead = post_named(draft, proposal, now["lead"]) if now.get("lead") else None
    priority = draft.priorities[number] = Priority.objects.create(
        plan=plan,
        number=next_number(Priority, exempt=True, plan=plan) if makes_exempt() else number,
        short_name=(now.get("short_name") or words)[:100],
        words=words,
        why=now.get("why") or "",
        lead=lead,
    )
    draft.cite(proposal, priority, made=True, passages=[proposal.passage, *proposal.also])
    return priority


def _change_words(draft, proposal, record, words):
    WordsChange.objects.create(
        **{type(record).__name__.lower(): record},
        acceptance=draft.acceptance,
        before=record.words,
        after=words,
        on=draft.acceptance.on,
    )
    record.words = words
    record.save(update_fields=["words"])
    draft.cite(proposal, record, made=False, passages=[proposal.passage, *proposal.also])
    return record


def make_action(draft: AcceptanceInProgress, proposal: Proposal):
    """Make an action with its periods and its update; or record what the paper changes of an existing one."""
    if proposal.action_id:
        return _change_action(draft, proposal)
    now, number = proposal.now, proposal.now.get("priority")
    _plan(draft, proposal)
    priority = draft.priority_of(number)
    if priority is None:
        missing = f"the plan has no priority {number}" if number else "the paper does not put it under a priority"
        refuse(draft, proposal, f"{missing}. Accept that priority too, or edit this and choose another.")
    number = next_number(Action, exempt=makes_exempt(), priority=priority)
    owner = post_named(draft, proposal, now["lead"]) if now.get("lead") else None
    action = Action.objects.create(
        priority=priority,
        number=number,
        words=proposal.now_text,
        column=_column(draft, now),
        column_heading=(now.get("column_heading") or "")[:200],
        owner=owner,
        paper_reference=(now.get("ref") or "")[:30],
    )
    orders = [proposal.passage, *proposal.also]
    draft.cite(proposal, action, made=True, passages=orders)
    _periods(draft, proposal, action)
    update = record_from_paper(action, _reported(now, draft), draft.day or draft.acceptance.on, by=draft.acceptance.by)
    draft.cite(proposal, update, made=True)
    return action


def _column(draft, now):
    if not draft.first_set:
        return Action.Column.ADDED
    return Action.Column.DONE if now.get("column") == "done" else Action.Column.PLANNED


def _periods(draft, proposal, action, only=None):
    """The dates of the action's words: one of each role, as the plan keeps them, and any number of milestones."""
    have = set(action.periods.values_list("role", "words"))
    roles = {role for role, _ in have}
    for period in proposal.now.get("periods") or []:
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
            action=action,
            role=role,
            words=words,
            first_day=day_of(period.get("first_day")),
            last_day=day_of(period.get("last_day")),
            note=(period.get("note") or "")[:300],
        )
        draft.cite(proposal, made, made=True)


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
        "due_words": words,
        "due_first_day": day_of(first),
        "due_last_day": day_of(last),
        "due_basis": basis,
    }


def _said(now):
    """The paper's words on progress, and its own rating as its words: only an officer rates."""
    said = [now["progress"]] if now.get("progress") else []
    if now.get("rag"):
        said.append(f"The paper’s own rating: {now['rag']}.")
    return "\n".join(said)[:4000]


def _change_action(draft, proposal):
    action, now = proposal.action, proposal.now
    changes = [proposal.change, *now.get("also_changed", [])]
    said, report = {}, draft.report.named
    if ProposedChange.WITHDRAWN in changes:
        said = {"stage": Stage.STOPPED, "words": proposal.reason or f"As the {report} has it."}
    elif ProposedChange.REPORTED_DONE in changes:
        finished = _period(now, "completed")
        said = {"stage": Stage.COMPLETE, "finished": day_of(finished["last_day"]) if finished else None}
        said["words"] = _said(now)
        _periods(draft, proposal, action, only=ActionPeriod.Role.COMPLETED)
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
        draft.cite(proposal, update, made=True)
    if ProposedChange.WORDS_CHANGED in changes:
        return _change_words(draft, proposal, action, proposal.now_text)
    draft.cite(proposal, action, made=False)
    return action


def make_measure(draft: AcceptanceInProgress, proposal: Proposal):
    """Make a value of a measure, and the measure if it does not exist."""
    now, measure = proposal.now, proposal.measure
    _plan(draft, proposal)
    if measure is None:
        priority = draft.priority_of(now.get("priority"))
        if priority is None:
            refuse(draft, proposal, "a measure belongs to a priority. Edit it and choose one, or reject it.")
        number = next_number(Measure, exempt=makes_exempt(), priority=priority)
        measure = Measure.objects.create(
            priority=priority,
            number=number,
            name=(now.get("name") or proposal.now_text)[:300],
            unit=(now.get("unit") or "number")[:40],
        )
        draft.cite(proposal, measure, made=True)
    order = next_number(MeasureValue, "order", exempt=makes_exempt(), measure=measure)
    try:
        value = Decimal(str(now.get("value")).replace(",", "").rstrip("%"))
    except InvalidOperation:
        value = None
    made = MeasureValue.objects.create(
        measure=measure,
        order=order,
        kind=MeasureValue.Kind.VALUE,
        words=proposal.now_text[:300],
        value=value,
        date_words=(now.get("date_as_written") or "not stated")[:200],
        first_day=day_of(now.get("first_day")),
        last_day=day_of(now.get("last_day")),
    )
    draft.cite(proposal, made, made=True)
    return measure


def note_progress(draft: AcceptanceInProgress, proposal: Proposal):
    """Record the paper's words on the progress of an unchanged action as an update, if they are new."""
    words = _said(proposal.now)
    if words and not proposal.action.updates.filter(words=words, withdrawn_by=None).exists():
        day = draft.day or draft.acceptance.on
        update = record_from_paper(proposal.action, Reported(words=words), day, by=draft.acceptance.by)
        draft.cite(proposal, update, made=True)
