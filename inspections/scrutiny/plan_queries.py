"""The queries of scrutiny that many pages of a plan make, each built once in a process (see `Prepared`)."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q

from actions.models.frozen import code_of
from actions.pages.page_context import PageContext
from csc_tracker.database.prepared import DAYS, KEYS, Prepared
from inspections.models import Committee, Finding, Meeting, Resolution, Seat, known_until
from inspections.scrutiny.findings.gaps import with_gaps
from inspections.scrutiny.resolutions.progress import filter_known, join_records
from priorities.models import Plan, is_for_reader

# How many of the latest meetings a reader can choose from, at most; they can type any other day.
MOST = 24


@dataclass(frozen=True, slots=True)
class Meetings:
    """The meetings of a plan around the day asked.

    `held`: those that considered the plan and are over, the latest first, at most `MOST`. `to_come`: the next that
    concerns the plan. If a meeting is `named` in the address: that one is `here`, and `coming` is the next of its
    committee after it (of any committee, if its own is not known). Each of these is None if there is none.

    Each meeting has its committee, whether this reader `sits` on it, whether it `scrutinises` the plan, and
    `shown_positions`, the plan's frozen positions that it was shown, the latest first.
    """

    held: list
    to_come: Meeting | None
    named: str
    here: Meeting | None
    coming: Meeting | None


class ShownPosition(NamedTuple):
    """The values of a frozen position that a meeting was shown, for counting change from it."""

    checksum: str
    plan: int
    on: date
    last_sequence: int
    audience: str

    @property
    def code(self) -> str:
        """Its name in addresses, as that of a `FrozenPosition`."""
        return code_of(self.checksum)


def meetings(page_context: PageContext, named: str = "") -> Meetings:
    """The meetings around the day asked; `named` is the slug of one in the address. One query a page."""
    read = page_context.read.get("meetings")
    if read is None or named not in ("", read.named):
        read = page_context.read["meetings"] = _read_meetings(page_context, named)
    return read


def _read_meetings(page_context, named):
    plan, reader, by_key = page_context.plan.pk, page_context.reader.pk if page_context.reader else 0, {}
    query = _meetings_query(page_context.plan.practice, bool(named))
    for meeting, values in query.joined(
        plan,
        reader,
        page_context.on,
        page_context.calendar_day,
        known_until(page_context.calendar_day),
        *filter(None, [named]),
    ):
        if meeting.pk not in by_key:
            by_key[meeting.pk], meeting.shown_positions = meeting, []
            meeting.sits, meeting.scrutinises, meeting.is_next, meeting.is_named, meeting.follows, *_ = values
        shown = ShownPosition(*values[-len(ShownPosition._fields) :])
        if shown.plan == plan and is_for_reader(shown.audience, plan):
            meeting.shown_positions.append(shown)
    every = by_key.values()
    return Meetings(
        [meeting for meeting in every if meeting.considered_id == plan and meeting.last_day < page_context.on][:MOST],
        next((meeting for meeting in every if meeting.is_next), None),
        named,
        next((meeting for meeting in every if meeting.is_named), None),
        next((meeting for meeting in every if meeting.follows), None),
    )


@cache
def _meetings_query(practice, named):
    def build(plan, reader, on, calendar_day, until, slug=""):
        sits = Seat.objects.on(on).filter(committee=OuterRef("committee"), user=reader)
        scrutinises = Committee.scrutinises.through.objects.filter(plan=plan, committee=OuterRef("committee"))
        held = Meeting.objects.filter(considered=plan).held(on).values("pk")[:MOST]
        scrutinising = Meeting.objects.scrutinising(plan)
        is_next = Q(pk__in=scrutinising.to_come(calendar_day, until).values("pk")[:1])
        is_named = follows = Q(pk=None)
        if named:
            of_plan = Meeting.objects.of_plan(Plan(pk=plan, practice=practice))
            is_named = Q(pk__in=of_plan.filter(slug=slug).values("pk"))
            same = Q(committee=None) | Q(committee=OuterRef("committee"))
            before = Meeting.objects.filter(same, slug=slug, last_day__lt=OuterRef("first_day"))
            coming = scrutinising.filter(Exists(before), first_day__gt=on).order_by("first_day", "slug")
            follows = Q(pk__in=coming.values("pk")[:1])
        wanted = Q(pk__in=held) | is_next | is_named | follows if named else Q(pk__in=held) | is_next
        meetings = Meeting.objects.filter(wanted).select_related("committee")
        flags = {"is_next": is_next, "is_named": is_named, "follows": follows}
        meetings = meetings.annotate(
            sits=Exists(sits),
            scrutinises=Exists(scrutinises),
            **{name: ExpressionWrapper(condition, BooleanField()) for name, condition in flags.items()},
            **{f"shown_{name}": F(f"shown__position__{name}") for name in ShownPosition._fields},
        )
        return meetings.order_by("-last_day", "-first_day", "slug", "-shown__position")

    return Prepared(build, *KEYS[:2], *DAYS[:3], *["the name of no meeting"][:named])


def known_resolutions(plan: Plan, on: date) -> list:
    """What was decided, asked and promised of the plan and known by the day `on`, with its state. One query."""
    return filter_known(_resolutions(plan.practice).joined(plan.pk), on)


@cache
def _resolutions(practice):
    return Prepared(lambda key: join_records(Resolution.objects.of_plan(Plan(pk=key, practice=practice))), KEYS[0])


def findings_to_improve(page_context: PageContext) -> list:
    """The plan's findings to improve, as `with_gaps` gives them, by inspection and number. Two queries."""
    findings = _to_improve(page_context.plan.practice).instances(page_context.plan.pk, page_context.on)
    return with_gaps(findings, page_context.plan, page_context.on, page_context.up_to)


@cache
def _to_improve(practice):
    def build(key, on):
        findings = Finding.objects.of_plan(Plan(pk=key, practice=practice), on).to_improve()
        return findings.select_related("inspection").order_by("inspection", "number")

    return Prepared(build, KEYS[0], DAYS[0])
