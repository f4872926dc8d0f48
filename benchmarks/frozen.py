"""Frozen positions: what freezing keeps of the plan for the meetings before, without the briefing and its files."""

import json
from datetime import UTC, datetime, time

from actions.models import FrozenPosition, FrozenRecord, ProgressUpdate
from actions.pages import panels
from actions.pages.page_context import Asked
from benchmarks.scrutiny import FROZEN_ON
from inspections.models import Meeting, MeetingPosition
from inspections.reporting import briefing_files as issuing
from inspections.reporting import freezing

BATCH = 500


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
    asked = Asked(plan, on, on, plan_given=False, on_given=False, up_to=last)
    reported_to = freezing.ReportedTo(meeting.slug, meeting.who, meeting.date_words)
    providers = [provide for provide in panels.kept() if provide is not issuing.briefing]
    records = [record for provide in providers for record in provide(asked, reported_to)]
    position = FrozenPosition(
        plan=plan, meeting=meeting.slug, reported_to=meeting.who, meeting_words=meeting.date_words, version=1, on=on,
        last_sequence=last, frozen_at=frozen_at, by=people.second, agreed_name="A. Director",
        agreed_post="Director of Children’s Services", agreed_on=on, rules=freezing.RULES, records_count=len(records),
    )  # fmt: skip
    contents = [(record.kind, record.key, _canonical(record.content)) for record in records]
    position.checksum = freezing.checksum(position, contents, [])
    position.save()
    FrozenRecord.objects.bulk_create(
        (
            FrozenRecord(position=position, order=order, kind=kind, key=key, content=content)
            for order, (kind, key, content) in enumerate(contents)
        ),
        batch_size=BATCH,
    )
    MeetingPosition.objects.create(meeting=meeting, position=position)


def _canonical(content):
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
