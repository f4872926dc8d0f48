"""A feed's entries as an iCalendar file (RFC 5545)."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event
from icalendar.enums import TRANSP

from inspections.reporting.calendar.feeds import Entry

_ONE_DAY = timedelta(days=1)
# Behind every entry's own name, so that it is one of a kind in the world, as the standard asks.
_HERE = "improvement-plan-tracker"
REFRESH = timedelta(hours=6)  # how often a calendar is asked to look again


def as_icalendar(
    entries: Iterable[Entry], *, name: str, about: list[str], address: Callable[..., str], stamp: datetime
) -> bytes:
    """The calendar `name` with these `feeds.Entry`; `about` are lines for every description, `stamp` the moment (UTC).

    `address(view, *args)` gives the whole address of a page.
    """
    calendar = Calendar.new(
        prodid=f"-//{_HERE}//EN", uid=f"calendar@{_HERE}", method="PUBLISH", name=name, description=" ".join(about),
        refresh_interval=REFRESH,
    )  # fmt: skip
    for entry in entries:
        calendar.add_component(
            Event.new(
                uid=f"{entry.uid}@{_HERE}",
                stamp=stamp,
                start=entry.first,
                end=entry.last + _ONE_DAY,  # the standard leaves the end out
                summary=entry.words,
                description="\n".join([*entry.details, *about]),
                url=address(entry.view, *entry.args),
                transparency=TRANSP.TRANSPARENT,  # a day to know of, not one that is taken up
            )
        )
    return calendar.to_ical()
