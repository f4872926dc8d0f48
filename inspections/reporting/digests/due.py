"""Which digests are due on a day, to whom and with which facts: keys, numbers and days, all of what is open.

Each kind is read for everybody at once, in a number of queries that does not grow with the people.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from actions.lists.my_actions import NEED_YOU, Group, in_groups, places_by_post
from actions.models import FrozenPosition
from actions.pages.page_context import PageContext
from actions.positions.changes import COUNTED_AS, Change
from actions.talking.following import changed_for
from csc_tracker.mail.digests import DueDigest, who_wants
from csc_tracker.mail.letters import DigestKind, HowOften
from csc_tracker.models import Digest, User
from csc_tracker.people.sight import NOTHING, seeing
from inspections.models import Meeting, MeetingPosition, Seat, known_until
from inspections.reporting.briefing.content import Briefing
from inspections.reporting.briefing.parts import NEVER_CONSIDERED
from inspections.reporting.chasing.owing import UPDATES, Owed, owed
from inspections.reporting.freezing import read_records
from inspections.scrutiny.inspections.working_days import HolidaysNotKnown, clear_working_days_before
from inspections.scrutiny.meetings.details import papers_due
from priorities.models import Plan, PostHolding

logger = logging.getLogger(__name__)

CHASE = "inspections.send_reminder"
READ = "priorities.view_plan"
# A programme officer is told so many working days before papers are due, or on a later day until they are.
WORKING_DAYS_BEFORE = 5
# Members are told of a position for so many days after it was frozen.
DAYS_AFTER = 14
# How far back a digest goes for what changed in what somebody follows.
_NEWS_OF = {HowOften.DAILY: timedelta(days=1), HowOften.WEEKLY: timedelta(days=7)}


def plans_in_force(on: date) -> list[Plan]:
    """The plans in force on a day; never one for practice. One query."""
    begun, not_over = Q(starts=None) | Q(starts__lte=on), Q(ends=None) | Q(ends__gte=on)
    return list(Plan.objects.filter(begun, not_over, practice=False))


@seeing(NOTHING)
def officers_due(on: date) -> list[DueDigest]:
    """To whoever may update, their own actions that need them, as their page groups them, and news of what they follow.

    Daily, or in the first run of a week on which there is something; nothing to who was written to since.
    """
    holders = _people(UPDATES, DigestKind.OFFICER)
    held: dict[int, list[User]] = defaultdict(list)
    people = {person.pk: person for person in User.objects.filter(holders)}
    for post, person in PostHolding.objects.on(on).filter(user__in=list(people)).values_list("post", "user"):
        held[post].append(people[person])
    theirs: dict[int, list[list]] = defaultdict(list)
    for plan in plans_in_force(on):
        for person, lines in _lines_by_person(plan, on, held).items():
            theirs[person] += lines
    since = {key: timezone.now() - _NEWS_OF[HowOften(person.officer_digest)] for key, person in people.items()}
    followed = changed_for(people.values(), since)
    written = _written_since(on - timedelta(days=on.weekday()), {*theirs, *followed})
    dues = []
    for key in sorted({*theirs, *followed}):
        person = people[key]
        once, begins = _period(person, on)
        others = (day for name, day in written.get(key, []) if name != once)
        if not any(day >= begins for day in others):
            facts: dict[str, Any] = {"lines": theirs.get(key, []), "on": on.isoformat()}
            if key in followed:
                facts["followed"] = [[each.key, each.reference, each.plan, each.number] for each in followed[key]]
            dues.append(DueDigest(person, DigestKind.OFFICER, once, facts))
    return dues


def _people(permission: str, kind: DigestKind) -> Q:
    """The condition that a person has a permission by a role of theirs, and wants a digest."""
    with_it = User.objects.with_perm(permission, include_superusers=False)
    return who_wants(kind) & Q(pk__in=with_it.order_by().values("pk"))


def _lines_by_person(plan: Plan, on: date, held: dict[int, list[User]]) -> dict[int, list[list]]:
    """For each person (key) the actions of a plan that need them: [key, reference, group, status, due, plan's slug]."""
    places: dict[int, dict[int, Any]] = defaultdict(dict)
    for owner, lead, place in places_by_post(plan, on):
        for person in {person.pk for post in (owner, lead) for person in held.get(post, [])}:
            places[person][place.key] = place
    lines = {}
    for person, of_person in places.items():
        try:
            grouped = in_groups(of_person.values(), on, person)
        except Exception:
            logger.exception("What the account %s has to do could not be worked out.", person)
            continue
        need = [(group, place) for group in Group if group in NEED_YOU for place in grouped[group]]
        if need:
            lines[person] = [
                [place.key, place.reference, group.value, place.status, place.due and place.due.isoformat(), plan.slug]
                for group, place in need
            ]
    return lines


def _period(person: User, on: date) -> tuple[str, date]:
    """What a digest of this day is once for, as this person chose it, and the first day of that."""
    if person.officer_digest == HowOften.DAILY:
        return f"day {on}", on
    monday = on - timedelta(days=on.weekday())
    return f"week {monday}", monday


def _written_since(day: date, people: Iterable[int]) -> dict[int, list[tuple[str, date]]]:
    """The digests of their own actions that people (keys) were written since a day: what each was about, and when."""
    written: dict[int, list[tuple[str, date]]] = defaultdict(list)
    rows = Digest.objects.filter(kind=DigestKind.OFFICER, on__gte=day, person__in=list(people))
    for person, once, on in rows.order_by().values_list("person", "once", "on"):
        written[person].append((once, on))
    return written


@seeing(NOTHING)
def chase_due(on: date) -> list[DueDigest]:
    """To whoever may chase, who owes updates, from five working days before the papers of a meeting are due."""
    facts: dict[str, dict] = {}
    for plan in plans_in_force(on):
        meetings = Meeting.objects.scrutinising(plan).to_come(on, known_until(on))
        soon = [(meeting, papers) for meeting in meetings if (papers := _papers_soon(meeting, on))]
        if not soon:
            continue
        every = owed(PageContext(plan, on, on, plan_given=False, on_given=False))
        if every.number:
            for meeting, papers in soon:
                about = {"meeting": meeting.pk, "slug": meeting.slug, "plan": plan.slug, "papers": papers.isoformat()}
                facts[f"{plan.slug} {meeting.pk} {papers}"] = about | _who_owes(every)
    if not facts:
        return []
    people = User.objects.filter(_people(CHASE, DigestKind.CHASE)).order_by("pk")
    return [DueDigest(person, DigestKind.CHASE, once, each) for person in people for once, each in facts.items()]


def _papers_soon(meeting: Meeting, on: date) -> date | None:
    """The day on which a meeting's papers are due, where that is not over and near; else None."""
    try:
        papers = papers_due(meeting)
        near = papers and clear_working_days_before(papers, WORKING_DAYS_BEFORE - 1)
    except HolidaysNotKnown:
        return None
    return papers if papers and near and near <= on <= papers else None


def _who_owes(every: Owed) -> dict[str, list]:
    """The actions that each person is to update, with the person's name, and those of which nobody can be reminded."""
    theirs = every.by_person()
    people = [[str(person), [action.pk for action in actions]] for person, actions in theirs.items()]
    reached = {key for _, keys in people for key in keys}
    nobody = [action.pk for actions in every.actions.values() for action in actions if action.pk not in reached]
    return {"people": people, "nobody": nobody}


@seeing(NOTHING)
def positions_due(on: date) -> list[DueDigest]:
    """To who sits on a committee, the position that was frozen for a meeting of it: of several versions the latest."""
    shown: dict[tuple[int, int], MeetingPosition] = {}
    frozen = MeetingPosition.objects.filter(
        position__on__gte=on - timedelta(days=DAYS_AFTER), position__on__lte=on, position__plan__practice=False,
    )  # fmt: skip
    current = FrozenPosition.objects.order_by().values("pk")  # without what was recalled
    frozen = frozen.filter(position__in=current).select_related("position", "meeting")
    for each in frozen.order_by("position__version", "position"):
        shown[each.meeting_id, each.position.plan_id] = each
    if not shown:
        return []
    committees: dict[int, list[MeetingPosition]] = defaultdict(list)
    for each in shown.values():
        if each.meeting.committee_id:
            committees[each.meeting.committee_id].append(each)
    facts = {}
    for each in shown.values():
        try:
            facts[each.pk] = _facts_of_position(each)
        except Exception:
            logger.exception("What the frozen position %s says could not be read.", each.position_id)
    members = {person.pk: person for person in User.objects.filter(_people(READ, DigestKind.POSITION))}
    seats = Seat.objects.on(on).filter(committee__in=list(committees), user__in=list(members)).order_by().distinct()
    return [
        DueDigest(members[user], DigestKind.POSITION, each.position.code, facts[each.pk])
        for committee, user in sorted(seats.values_list("committee", "user"))
        for each in committees[committee]
        if each.pk in facts
    ]


def _facts_of_position(shown: MeetingPosition) -> dict[str, Any]:
    """What the briefing that was frozen says of what became late since the committee's last meeting.

    `late` is None where it says nothing of that; `first`: because there is no record of a meeting before.
    """
    late, first = None, False
    for record in read_records(shown.position, "briefing"):
        for part in Briefing.from_data(record.content).parts:
            if part.code == "changed":
                first = part.says == [NEVER_CONSIDERED]
                counts = {count.words: count.number for count in part.counts}
                late = None if first else counts.get(COUNTED_AS[Change.LATE], 0)
    return {
        "position": shown.position.pk, "code": shown.position.code, "on": shown.position.on.isoformat(), "late": late,
        "first": first,
    }  # fmt: skip


DUE: dict[DigestKind, Callable[[date], list[DueDigest]]] = {
    DigestKind.OFFICER: officers_due,
    DigestKind.CHASE: chase_due,
    DigestKind.POSITION: positions_due,
}
