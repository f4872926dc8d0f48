"""A feed's entries as an iCalendar file (RFC 5545)."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event
from icalendar.enums import TRANSP

from inspections.reporting.calendar.feeds import Entry

_ONE_DAY = timedelta(days=1)
# Follows each entry's own name, so that no other calendar has the same UID, as the standard asks.
_DOMAIN = "improvement-plan-tracker"
REFRESH = timedelta(hours=6)  # how often a calendar program is asked to fetch it again


def as_icalendar(
    entries: Iterable[Entry], *, name: str, about: list[str], address: Callable[[Entry], str], stamp: datetime
) -> bytes:
    """The bytes of the calendar `name` with these entries.

    `about` are lines for every description; `address` gives the whole address of an entry's page; `stamp` is the time
    of making it, in UTC.
    """
    calendar = Calendar.new(
        prodid=f"-//{_DOMAIN}//EN",
        uid=f"calendar@{_DOMAIN}",
        method="PUBLISH",
        name=name,
        description=" ".join(about),
        refresh_interval=REFRESH,
    )
    for entry in entries:
        calendar.add_component(
            Event.new(
                uid=f"{entry.uid}@{_DOMAIN}",
                stamp=stamp,
                start=entry.first,
                end=entry.last + _ONE_DAY,  # in the standard, the end is not included
                summary=entry.words,
                description="\n".join([*entry.details, *about]),
                url=address(entry),
                transparency=TRANSP.TRANSPARENT,  # the day still counts as free
            )
        )
    return calendar.to_ical()
