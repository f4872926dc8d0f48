"""What change can be counted from: the meetings that considered a plan, each with what its committee was shown."""

from django.db.models import Exists, OuterRef, Prefetch

from actions.baseline import WORKED_OUT, Baseline
from actions.rating import in_words

from .models import Meeting, MeetingPosition, Seat

# The most meetings that a reader can choose from, the latest ones; any other day can be written.
MOST = 24


def baselines(asked) -> list:
    """The meetings before the day asked that considered the plan, the latest first; one of them the reader's own.

    The reader's own is the last meeting of a committee that they sit on; for anyone else the last of a select
    committee that scrutinises the plan, or of any committee that does where no select committee has met. Where a
    meeting was shown a frozen position, change is counted from that, else from its day, worked out afterwards.
    """
    sits = Seat.objects.on(asked.on).filter(committee=OuterRef("committee"), user=asked.reader)
    shown = MeetingPosition.objects.select_related("position").filter(
        position__plan=asked.plan, position__on__lt=asked.on
    )
    met = (
        Meeting.objects.filter(considered=asked.plan)
        .held(asked.on)
        .select_related("committee")
        .annotate(sits=Exists(sits), scrutinises=Exists(_scrutinising(asked.plan)))
        .prefetch_related(Prefetch("shown", shown.order_by("-position__version", "-pk"), to_attr="positions"))
    )
    met = list(met[:MOST])
    own = next(filter(None, (next(filter(test, met), None) for test in _OWN)), None)
    return [_baseline(meeting, own=meeting == own) for meeting in met]


# Whose meeting counts for a reader, from the first that there is.
_OWN = (
    lambda meeting: meeting.sits,
    lambda meeting: meeting.scrutinises and meeting.committee.kind == "select",
    lambda meeting: meeting.scrutinises,
)


def _scrutinising(plan):
    return Meeting.objects.filter(pk=OuterRef("pk"), committee__scrutinises=plan).order_by()


def _baseline(meeting, own):
    """The baseline of a meeting; `own`: it is when this reader's committee last considered the plan."""
    title = f"{meeting.date_words}, {meeting.who}"
    if meeting.positions:
        position = meeting.positions[0].position
        words = (
            f"Compared with what the {meeting.who} was shown for its meeting of {meeting.date_words}: the position at "
            f"{in_words(position.on)}."
        )
        return Baseline(meeting.slug, position.on, title, words, position.last_sequence, False, position.pk, own)
    when = f"When the {meeting.who} {'last ' if own else ''}considered this plan. {WORKED_OUT}"
    return Baseline(meeting.slug, meeting.last_day, title, when, own=own)
