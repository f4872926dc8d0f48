"""Frozen positions: what freezing keeps of the plan for the meetings before, without the briefing and its files."""

from datetime import UTC, datetime, time

from actions.models import FrozenPosition, ProgressUpdate
from actions.pages.page_context import PageContext
from benchmarks.scrutiny import FROZEN_ON
from inspections.models import Meeting, MeetingPosition
from inspections.reporting import freezing, snapshot


def fill(plan, people):
    """Freeze the plan for three meetings of the select committee, one after the other."""
    for meeting in Meeting.objects.filter(committee__slug="select", first_day__in=FROZEN_ON).order_by("first_day"):
        _freeze(plan, meeting, people)


def _freeze(plan, meeting, people):
    """As `freezing.freeze`, but on the meeting's own day, which is over."""
    on = meeting.first_day
    frozen_at = datetime.combine(on, time(18), UTC)
    known = ProgressUpdate.objects.filter(action__priority__plan=plan, recorded_at__lt=frozen_at)
    last = known.order_by("-sequence").values_list("sequence", flat=True)[0]
    page_context = PageContext(plan, on, on, plan_given=False, on_given=False, up_to=last)
    records = [record for record in snapshot.records(page_context, meeting) if record.kind != "briefing"]
    position = FrozenPosition(
        plan=plan, meeting=meeting.slug, reported_to=meeting.who, meeting_words=meeting.date_words, version=1, on=on,
        last_sequence=last, frozen_at=frozen_at, by=people.second, agreed_name="A. Director",
        agreed_post="Director of Children’s Services", agreed_on=on, rules=freezing.RULES, records_count=len(records),
        figures=snapshot.figures_of(lambda kind: (record for record in records if record.kind == kind)),
    )  # fmt: skip
    contents = [(record.kind, record.key, record.status, snapshot.canonical(record.content)) for record in records]
    position.checksum = freezing.checksum(position, contents, [])
    position.signature = freezing.sign_checksum(position)
    position.save()
    freezing.save_records(position, records)
    MeetingPosition.objects.create(meeting=meeting, position=position)
