"""The records that accepted proposals become, a function a kind. All of them run inside one acceptance."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.text import slugify

from actions.from_papers import Reported, record_from_paper
from actions.models import Action, ActionPeriod, DueBasis, ProgressUpdate, Stage
from priorities.models import Measure, MeasureValue, Plan, Post, Priority

from ..frameworks import framework_of
from ..models import (
    Acceptance,
    AgendaItem,
    Change,
    Citation,
    Committee,
    Finding,
    Framework,
    Grade,
    Inspection,
    Judgement,
    JudgementLine,
    Loading,
    Meeting,
    Passage,
    Proposal,
    Report,
    Resolution,
    WordsChange,
)
from .comparing import FINDING_KINDS, names_of_inspection
from .likeness import without_dates

NOT_STATED = "not stated"
DAY_NOT_STATED = (
    "The day of the meeting is not stated; this is the paper’s own day, or the one given when it was loaded."
)


class NotAccepted(ValidationError):
    """Why an acceptance cannot be: each sentence names a proposal and its passage. Nothing was saved."""


@dataclass
class Taking:
    """One acceptance as it is being made: where its records belong, and those that it made so far."""

    loading: Loading
    acceptance: Acceptance
    plan: Plan | None
    day: date | None
    report: Report
    passages: dict[int, Passage] = field(default_factory=dict)
    meetings: list[Meeting] = field(default_factory=list)
    inspections: dict[str, Inspection] = field(default_factory=dict)  # by the title that the paper gives
    resolutions: dict[int, Resolution] = field(default_factory=dict)
    first_set: bool = False
    committee: str = ""

    def keep_inspection(self, one: Proposal, inspection: Inspection):
        """Keep an inspection under every name that the paper's judgements and findings can call it by."""
        for name in names_of_inspection(one.now, one.now_text):
            self.inspections[name] = inspection

    def cite(self, one: Proposal, record, *, made: bool, passages=None):
        """Give a record its receipts: the proposal's passage, and the others that it is read from."""
        name = _CITED[type(record)]
        for order in dict.fromkeys(passages or [one.passage]):
            Citation.objects.create(
                key=f"loaded-{one.pk}-{name}-{record.pk}-{order}-{self.acceptance.pk}", passage=self.passages[order],
                proposal=one, made=made, **{name: record},
            )  # fmt: skip


_CITED = {
    Priority: "priority", Action: "action", ActionPeriod: "period", ProgressUpdate: "update", Inspection: "inspection",
    Judgement: "judgement", Finding: "finding", Meeting: "meeting", AgendaItem: "item", Resolution: "resolution",
    Measure: "measure", MeasureValue: "value", Post: "post", Committee: "committee", Plan: "plan",
}  # fmt: skip


def refuse(taking: Taking, one: Proposal, why: str):
    """Stop the whole acceptance, naming the proposal and its passage."""
    refused = NotAccepted(f"{place(taking.loading, one.passage)}, “{_short(one.now_text)}”: {why}")
    refused.proposal = one
    raise refused


def place(loading: Loading, order: int) -> str:
    """Where a passage of a loading stands: “Paragraph 5.2”, “Table 3, row 1”, “Passage 12”."""
    passage = loading.passages[order - 1]
    if passage["kind"] == "cell":
        return f"Table {passage['table']}, row {passage['row']}"
    return f"Paragraph {passage['number']}" if passage["number"] else f"Passage {order}"


def _short(words):
    return words if len(words) <= 80 else f"{words[:79].rsplit(' ', 1)[0]}…"


def day_of(words) -> date | None:
    """A day from a field of a proposal."""
    return date.fromisoformat(words) if words else None


def free_slug(model, words: str) -> str:
    """A slug from words that no record of the model has, withdrawn ones included."""
    base = slugify(words)[:44].strip("-") or "paper"
    taken = set(getattr(model, "every", model.objects).filter(slug__startswith=base).values_list("slug", flat=True))
    return next(
        slug for number in range(1, 10_000) if (slug := base if number == 1 else f"{base}-{number}") not in taken
    )


# Meetings and what was said there -------------------------------------------------------------------------------------


def committee_named(taking: Taking, name: str) -> Committee:
    """The committee of that name, made where it is not here."""
    plain = without_dates(name)
    found = next((one for one in Committee.objects.all() if without_dates(one.name) == plain), None)
    if found is None:
        council = taking.plan.council if taking.plan else NOT_STATED
        found = Committee.objects.create(
            slug=free_slug(Committee, name), name=name[:150], council=council,
            source_note=f"Named in the paper “{taking.report}”.",
        )  # fmt: skip
    if taking.plan:
        found.scrutinises.add(taking.plan)
    return found


def make_meeting(taking: Taking, one: Proposal):
    """The meeting, with its agenda item."""
    now = one.now
    first, last = day_of(now.get("first_day")), day_of(now.get("last_day"))
    worked_out, note = bool(now.get("worked_out")), now.get("source_note") or ""
    if not (first and last):
        if taking.day is None:
            refuse(taking, one, "the paper does not give the day of this meeting. Edit it and give the day.")
        first = last = taking.day
        worked_out, note = True, note or DAY_NOT_STATED
    name = now.get("committee") or ""
    committee = committee_named(taking, name) if name else None
    words = now.get("date_as_written") or f"{first.day} {first:%B %Y}"
    meeting = Meeting.objects.create(
        slug=free_slug(Meeting, f"{name or 'meeting'} {first}"), committee=committee,
        committee_words="" if committee else NOT_STATED, date_words=words[:200], first_day=first, last_day=last,
        worked_out=worked_out, considered=taking.plan, source_note=note,
    )  # fmt: skip
    taking.meetings.append(meeting)
    taking.cite(one, meeting, made=True)
    item_of(taking, meeting, now.get("item"), now.get("title"))
    return meeting


def item_of(taking: Taking, meeting: Meeting, number=None, title=None) -> AgendaItem:
    """The item of a meeting's agenda with this number, made where it is not here."""
    number = str(number or taking.loading.item_number or "")[:10]
    item = meeting.items.filter(number=number).first()
    if item is None:
        item = AgendaItem.objects.create(meeting=meeting, number=number, title=(title or taking.report.title)[:300])
        Citation.objects.create(
            key=f"loaded-item-{item.pk}-{taking.acceptance.pk}", passage=taking.passages[1], item=item, made=True,
            proposal=taking.loading.proposals.filter(acceptance=taking.acceptance).first(),
        )  # fmt: skip
    if taking.report.item_id is None:
        taking.report.item = item
        taking.report.save(update_fields=["item"])
    return item


def meeting_for(taking: Taking, one: Proposal) -> Meeting:
    """The meeting at which something was said: the one that its fields name, else the paper's only one."""
    day, name = one.now.get("date"), without_dates(one.now.get("committee") or "")
    here = taking.meetings
    fitting = [
        meeting for meeting in here
        if (not day or meeting.first_day <= day_of(day) <= meeting.last_day)
        and (not name or not meeting.committee or without_dates(meeting.committee.name) == name)
    ]  # fmt: skip
    if fitting or here:
        return (fitting or here)[0]
    if taking.loading.meeting:
        return taking.loading.meeting
    if taking.day is None:
        refuse(taking, one, "the paper does not give the day of its meeting. Load it again and give the paper’s day.")
    return _taken_to_be(taking, one, taking.committee)


def _taken_to_be(taking, one, name):
    """A meeting on the paper's own day, where the paper gives no other."""
    committee = committee_named(taking, name) if name else None
    day = taking.day
    meeting = Meeting.objects.create(
        slug=free_slug(Meeting, f"{name or 'meeting'} {day}"), committee=committee,
        committee_words="" if committee else NOT_STATED, date_words=f"{day.day} {day:%B %Y}", first_day=day,
        last_day=day, worked_out=True, considered=taking.plan,
        source_note=DAY_NOT_STATED,
    )  # fmt: skip
    taking.meetings.append(meeting)
    taking.cite(one, meeting, made=True)
    return meeting


def make_resolution(taking: Taking, one: Proposal):
    """A decision, request, promise, referral or intention, under its meeting's item."""
    now = one.now
    item = item_of(taking, meeting_for(taking, one), now.get("item"), now.get("item_title"))
    asked = one.kind in ("request", "promise") or bool(now.get("needs_answer"))
    resolution = Resolution.objects.create(
        slug=free_slug(Resolution, f"{item.meeting.slug}-{one.now_text}"), kind=one.kind, words=one.now_text,
        item=item, plan=taking.plan, needs_answer=asked, due_words=(now.get("date_as_written") or "")[:200],
        due_first_day=day_of(now.get("first_day")), due_last_day=day_of(now.get("last_day")),
        owed_by=(now.get("owed_by") or (now.get("by") if one.kind == "promise" else "") or "")[:150],
        same_matter=taking.resolutions.get(now.get("same_matter")),
        source_note="Said in a part that was exempt from publication." if now.get("exempt") else "",
    )  # fmt: skip
    taking.resolutions[one.passage] = resolution
    taking.cite(one, resolution, made=True, passages=[one.passage, *one.also])
    return resolution


# Inspections ----------------------------------------------------------------------------------------------------------


def make_inspection(taking: Taking, one: Proposal):
    """An outside look, under its framework where the paper names one."""
    now = one.now
    first, last = day_of(now.get("first_day")), day_of(now.get("last_day"))
    if not (first or last):
        refuse(taking, one, "the paper does not say when it was. Edit it and give its days, or reject it.")
    known = framework_of(now.get("framework"), first or last)
    title = now.get("title") or one.now_text
    inspection = Inspection.objects.create(
        slug=free_slug(Inspection, f"{title} {(first or last).year}"), title=title[:200],
        kind=now.get("kind") or "other", framework=known and _framework(known),
        inspectors=(now.get("inspectors") or "")[:150],
        date_words=(now.get("date_as_written") or f"{first or last}")[:200],
        first_day=first or last, last_day=last or first, published_words=(now.get("published_words") or "")[:200],
        address=(now.get("address") or "")[:500],
    )  # fmt: skip
    taking.keep_inspection(one, inspection)
    taking.cite(one, inspection, made=True, passages=[one.passage, *one.also])
    return inspection


def _framework(known):
    framework, made = Framework.objects.get_or_create(
        slug=known.slug,
        defaults={
            "name": known.name, "short_name": known.short_name,
            "source_note": "The name and the scale are the inspectorate’s own; the lines are as the papers put them.",
        },
    )  # fmt: skip
    if made:
        Grade.objects.bulk_create(
            Grade(framework=framework, order=order, words=words) for order, words in enumerate(known.grades, 1)
        )
    return framework


def _line(framework, words):
    plain = without_dates(words)
    for line in framework.judgementlines.all():
        if without_dates(line.words) == plain:
            return line
    order = (framework.judgementlines.aggregate(last=Max("order"))["last"] or 0) + 1
    return JudgementLine.objects.create(framework=framework, order=order, words=words[:200])


def inspection_for(taking: Taking, one: Proposal) -> Inspection:
    """The inspection that a judgement or a finding belongs to: named, else the only one, else the last graded."""
    if one.inspection_id:
        return one.inspection
    named = one.now.get("inspection")
    here = list(dict.fromkeys(taking.inspections.values()))
    found = taking.inspections.get(named)
    if found is None and named:
        found = Inspection.objects.filter(title=named).first() or Inspection.objects.filter(slug=named).first()
    if found is None and len(here) == 1:
        found = here[0]
    if found is None:
        found = max((look for look in here if look.kind == "graded"), key=lambda look: look.last_day, default=None)
    if found is None:
        refuse(taking, one, "it is not clear which inspection it is of. Accept the inspection too, or edit this.")
    return found


def make_judgement(taking: Taking, one: Proposal):
    """A line that was judged, with its grade where the paper gives one that the framework's scale has."""
    look, now = inspection_for(taking, one), one.now
    if look.framework is None:
        refuse(taking, one, f"“{look}” has no framework, which owns the lines that are judged. Edit the inspection.")
    line = _line(look.framework, now.get("line") or one.now_text)
    grade = next(
        (
            grade
            for grade in look.framework.grades.all()
            if grade.words.casefold() == (now.get("grade") or "").casefold()
        ),
        None,
    )
    if now.get("grade") and grade is None:
        order = (look.framework.grades.aggregate(last=Max("order"))["last"] or 0) + 1
        grade = Grade.objects.create(framework=look.framework, order=order, words=now["grade"][:200])
    order = (look.judgements.aggregate(last=Max("order"))["last"] or 0) + 1
    judgement = Judgement.objects.create(inspection=look, order=order, line=line, grade=grade, words=one.now_text)
    taking.cite(one, judgement, made=True, passages=[one.passage, *one.also])
    return judgement


def make_finding(taking: Taking, one: Proposal):
    """One point that an inspection made."""
    look, now = inspection_for(taking, one), one.now
    heading = now.get("heading") or ""
    line = None
    if look.framework and heading:
        plain = without_dates(heading)
        line = next((line for line in look.framework.judgementlines.all() if without_dates(line.words) == plain), None)
    number = (look.findings.aggregate(last=Max("number"))["last"] or 0) + 1
    finding = Finding.objects.create(
        inspection=look, number=number, line=line, kind=FINDING_KINDS.get(now.get("kind"), "improve"),
        words=one.now_text, whose_words=(now.get("whose_words") or "")[:200],
        paragraph=(now.get("paragraph") or "")[:20],
    )  # fmt: skip
    taking.cite(one, finding, made=True, passages=[one.passage, *one.also])
    return finding


# The plan -------------------------------------------------------------------------------------------------------------


def _plan(taking, one):
    if taking.plan is None:
        refuse(taking, one, "choose the plan that the paper is about first.")
    return taking.plan


def post_named(plan: Plan, title: str, report) -> Post:
    """The post of that title at the plan's council, made where it is not here."""
    post, _ = Post.objects.get_or_create(
        council=plan.council, title=title[:150], defaults={"source_note": f"Named in the paper “{report}”."}
    )
    return post


def make_priority(taking: Taking, one: Proposal):
    """A priority, or other words of one that is here."""
    now, plan = one.now, _plan(taking, one)
    words = now.get("words") or one.now_text
    if one.change == Change.WORDS_CHANGED:
        return _other_words(taking, one, one.priority, words)
    number = now.get("number")
    if not number:
        refuse(taking, one, "give the priority a number.")
    if plan.priorities.filter(number=number).exists():
        refuse(taking, one, f"the plan has a priority {number} already. Give another number, or merge the two.")
    lead = post_named(plan, now["lead"], taking.report) if now.get("lead") else None
    priority = Priority.objects.create(
        plan=plan, number=number, short_name=(now.get("short_name") or words)[:100], words=words,
        why=now.get("why") or "", lead=lead,
    )  # fmt: skip
    taking.cite(one, priority, made=True, passages=[one.passage, *one.also])
    return priority


def _other_words(taking, one, record, words):
    WordsChange.objects.create(
        **{type(record).__name__.lower(): record}, acceptance=taking.acceptance, before=record.words, after=words,
        on=taking.acceptance.on,
    )  # fmt: skip
    record.words = words
    record.save(update_fields=["words"])
    taking.cite(one, record, made=False, passages=[one.passage, *one.also])
    return record


def make_action(taking: Taking, one: Proposal):
    """An action with its periods and the update that the paper gives; or what the paper changes of one that is here."""
    if one.action_id:
        return _change_action(taking, one)
    now, plan = one.now, _plan(taking, one)
    number = now.get("priority")
    priority = plan.priorities.filter(number=number).first() if number else None
    if priority is None:
        missing = f"the plan has no priority {number}" if number else "the paper puts it under no priority"
        refuse(taking, one, f"{missing}. Accept that priority too, or edit this and choose another.")
    last = priority.actions.aggregate(last=Max("number"))["last"] or 0
    owner = post_named(plan, now["lead"], taking.report) if now.get("lead") else None
    action = Action.objects.create(
        priority=priority, number=last + 1, words=one.now_text, column=_column(taking, now),
        column_heading=(now.get("column_heading") or "")[:200], owner=owner,
        paper_reference=(now.get("ref") or "")[:30],
    )  # fmt: skip
    orders = [one.passage, *one.also]
    taking.cite(one, action, made=True, passages=orders)
    _periods(taking, one, action)
    update = record_from_paper(
        action, _reported(now, taking), taking.day or taking.acceptance.on, by=taking.acceptance.by
    )
    taking.cite(one, update, made=True)
    return action


def _column(taking, now):
    if not taking.first_set:
        return Action.Column.ADDED
    return Action.Column.DONE if now.get("column") == "done" else Action.Column.PLANNED


def _periods(taking, one, action, only=None):
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
        taking.cite(one, made, made=True)


def _period(now, role):
    return next((p for p in now.get("periods") or [] if p["role"] == role and p.get("last_day")), None)


def _reported(now, taking, **over):
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
    elif stage in (Stage.PLANNED, Stage.UNDER_WAY) and now.get("column") != "done" and taking.plan.ends:
        said |= _due("the plan’s end", None, taking.plan.ends.isoformat(), DueBasis.PLAN)
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


def _change_action(taking, one):
    action, now = one.action, one.now
    changes = [one.change, *now.get("also_changed", [])]
    said, report = {}, taking.report.named
    if Change.WITHDRAWN in changes:
        said = {"stage": Stage.STOPPED, "words": one.reason or f"As the {report} has it."}
    elif Change.REPORTED_DONE in changes:
        finished = _period(now, "completed")
        said = {"stage": Stage.COMPLETE, "finished": day_of(finished["last_day"]) if finished else None}
        said["words"] = _said(now)
        _periods(taking, one, action, only=ActionPeriod.Role.COMPLETED)
    else:
        if Change.STARTED in changes:
            said = {"stage": Stage.UNDER_WAY, "words": _said(now)}
        if Change.DATE_MOVED in changes and (finish := _period(now, "finish")):
            kinds = ProgressUpdate.DueChange
            said |= _due(finish["date_as_written"], finish.get("first_day"), finish["last_day"], DueBasis.OWN)
            said["due_change"] = kinds.SET if now.get("first_given") else kinds.MOVED
            said["due_reason"] = f"The {report} gives this date."
    if said:
        update = record_from_paper(
            action, Reported(**said), taking.day or taking.acceptance.on, by=taking.acceptance.by
        )
        taking.cite(one, update, made=True)
    if Change.WORDS_CHANGED in changes:
        return _other_words(taking, one, action, one.now_text)
    taking.cite(one, action, made=False)
    return action


def make_measure(taking: Taking, one: Proposal):
    """A value of a measure, and the measure where it is not here."""
    now, plan = one.now, _plan(taking, one)
    measure = one.measure
    if measure is None:
        priority = plan.priorities.filter(number=now.get("priority") or 0).first()
        if priority is None:
            refuse(taking, one, "a measure belongs to a priority. Edit it and choose one, or reject it.")
        number = (priority.measures.aggregate(last=Max("number"))["last"] or 0) + 1
        measure = Measure.objects.create(
            priority=priority, number=number, name=(now.get("name") or one.now_text)[:300],
            unit=(now.get("unit") or "number")[:40],
        )  # fmt: skip
        taking.cite(one, measure, made=True)
    order = (measure.values.aggregate(last=Max("order"))["last"] or 0) + 1
    try:
        value = Decimal(str(now.get("value")).replace(",", "").rstrip("%"))
    except InvalidOperation:
        value = None
    made = MeasureValue.objects.create(
        measure=measure, order=order, kind=MeasureValue.Kind.VALUE, words=one.now_text[:300], value=value,
        date_words=(now.get("date_as_written") or "not stated")[:200], first_day=day_of(now.get("first_day")),
        last_day=day_of(now.get("last_day")),
    )  # fmt: skip
    taking.cite(one, made, made=True)
    return measure
