"""The meetings that a paper names, and what was decided, asked and promised there, as records."""

from inspections.loading.review.acceptance import (
    DAY_NOT_STATED,
    NOT_STATED,
    AcceptanceInProgress,
    day_of,
    free_slug,
    makes_exempt,
    named_here,
    refuse,
)
from inspections.loading.review.similarity import without_dates
from inspections.models import AgendaItem, Citation, Committee, Meeting, Proposal, Resolution
from priorities.models.exemptions import exemption_in_force


def committee_named(draft: AcceptanceInProgress, proposal: Proposal, name: str) -> Committee:
    """The committee of that name, with a receipt; it is made if there is none."""
    plain = without_dates(name)
    committee = named_here(Committee, lambda known: without_dates(known.name) == plain)
    made = committee is None
    if committee is None:
        council = draft.plan.council if draft.plan else NOT_STATED
        committee = Committee.objects.create(slug=free_slug(Committee, name), name=name[:150], council=council)
    draft.cite(proposal, committee, made=made)
    if draft.plan and committee.is_exempt == makes_exempt():  # an exempt paper changes nothing of an open committee
        committee.scrutinises.add(draft.plan)
    return committee


def make_meeting(draft: AcceptanceInProgress, proposal: Proposal):
    """Make the meeting with its agenda item."""
    now = proposal.now
    first, last = day_of(now.get("first_day")), day_of(now.get("last_day"))
    worked_out, note = bool(now.get("worked_out")), now.get("source_note") or ""
    if not (first and last):
        if draft.day is None:
            refuse(draft, proposal, "the paper does not give the day of this meeting. Edit it and give the day.")
        first = last = draft.day
        worked_out, note = True, note or DAY_NOT_STATED
    name = now.get("committee") or ""
    committee = committee_named(draft, proposal, name) if name else None
    words = now.get("date_as_written") or f"{first.day} {first:%B %Y}"
    meeting = Meeting.objects.create(
        slug=free_slug(Meeting, f"{name or 'meeting'} {first}"),
        committee=committee,
        committee_words="" if committee else NOT_STATED,
        date_words=words[:200],
        first_day=first,
        last_day=last,
        worked_out=worked_out,
        considered=draft.plan,
        source_note=note,
    )
    draft.meetings.append(meeting)
    draft.cite(proposal, meeting, made=True)
    item_of(draft, meeting, now.get("item"), now.get("title"))
    return meeting


def item_of(draft: AcceptanceInProgress, meeting: Meeting, number=None, title=None) -> AgendaItem:
    """The item of the meeting's agenda with this number; it is made if there is none."""
    number = str(number or draft.loading.item_number or "")[:10]
    item = meeting.items.filter(number=number).first()
    if item is None:
        item = AgendaItem.objects.create(meeting=meeting, number=number, title=(title or draft.report.title)[:300])
        Citation.objects.create(
            key=f"loaded-item-{item.pk}-{draft.acceptance.pk}",
            passage=draft.passages[1],
            item=item,
            made=True,
            proposal=draft.loading.proposals.filter(acceptance=draft.acceptance).first(),
        )
    if draft.report.item_id is None and item.exemption_id in (None, draft.report.exemption_id):
        draft.report.item = item
        draft.report.save(update_fields=["item"])
    return item


def meeting_for(draft: AcceptanceInProgress, proposal: Proposal) -> Meeting:
    """The meeting at which something was said: the one that its fields name, else the paper's only one."""
    day, name = proposal.now.get("date"), without_dates(proposal.now.get("committee") or "")
    # What is open is never put under a meeting that only an exempt part of the paper gives.
    here = [meeting for meeting in draft.meetings if meeting.exemption_id in (None, exemption_in_force())]
    fitting = [
        meeting for meeting in here
        if (not day or meeting.first_day <= day_of(day) <= meeting.last_day)
        and (not name or not meeting.committee or without_dates(meeting.committee.name) == name)
    ]  # fmt: skip
    if fitting or here:
        return (fitting or here)[0]
    if draft.loading.meeting:
        return draft.loading.meeting
    if draft.day is None:
        refuse(
            draft, proposal, "the paper does not give the day of its meeting. Load it again and give the paper’s day."
        )
    return _meeting_on_the_papers_day(draft, proposal, draft.committee)


def _meeting_on_the_papers_day(draft, proposal, name):
    """Make a meeting on the paper's own day, because the paper gives no other."""
    committee = committee_named(draft, proposal, name) if name else None
    day = draft.day
    meeting = Meeting.objects.create(
        slug=free_slug(Meeting, f"{name or 'meeting'} {day}"),
        committee=committee,
        committee_words="" if committee else NOT_STATED,
        date_words=f"{day.day} {day:%B %Y}",
        first_day=day,
        last_day=day,
        worked_out=True,
        considered=draft.plan,
        source_note=DAY_NOT_STATED,
    )
    draft.meetings.append(meeting)
    draft.cite(proposal, meeting, made=True)
    return meeting


def make_resolution(draft: AcceptanceInProgress, proposal: Proposal):
    """Make a decision, request, promise, referral or intention, under its meeting's item."""
    now = proposal.now
    item = item_of(draft, meeting_for(draft, proposal), now.get("item"), now.get("item_title"))
    asked = proposal.kind in ("request", "promise") or bool(now.get("needs_answer"))
    resolution = Resolution.objects.create(
        slug=free_slug(Resolution, f"{item.meeting.slug}-{proposal.now_text}"),
        kind=proposal.kind,
        words=proposal.now_text,
        item=item,
        plan=draft.plan,
        needs_answer=asked,
        due_words=(now.get("date_as_written") or "")[:200],
        due_first_day=day_of(now.get("first_day")),
        due_last_day=day_of(now.get("last_day")),
        owed_by=(now.get("owed_by") or (now.get("by") if proposal.kind == "promise" else "") or "")[:150],
        same_matter=draft.resolutions.get(now.get("same_matter")),
    )
    draft.resolutions[proposal.passage] = resolution
    draft.cite(proposal, resolution, made=True, passages=[proposal.passage, *proposal.also])
    return resolution
