"""The briefing as a frozen position keeps it, and the files that are issued with it: made from what is kept alone."""

from actions.freezing import Record

from . import briefing as builder
from .briefing_data import without_addresses
from .briefing_pdf import pdf
from .briefing_word import word
from .models import Meeting
from .plan_workbook import workbook

# What each file is made by; a file of each kind is issued with every frozen position.
DRAWN_BY = {"pdf": pdf, "docx": word, "xlsx": workbook}
FROZEN = "As reported to the committee. This copy never changes."


def briefing(asked, reported_to):
    """A record of the briefing, then one of each priority with its actions: what page, PDF, Word and Excel draw.

    Their links are left out: they would lead to what has changed since.
    """
    meeting = Meeting.objects.select_related("committee").get(slug=reported_to.meeting)
    told = builder.briefing(asked, meeting)
    told.position_note = FROZEN
    yield Record("briefing", meeting.slug, without_addresses(told.as_data()))
    for detail in builder.details(asked, meeting):
        yield Record("detail", str(detail.number), without_addresses(detail.as_data()))


def issue(kind):
    """What makes the file of this kind from the kept records: a function that gives its name and its bytes."""

    def provide(records, reported_to):
        told = next(records("briefing")).content
        content = DRAWN_BY[kind](told, (detail.content for detail in records("detail")))
        return file_name(told, kind), content

    return provide


def file_name(told, kind):
    """The name of a briefing's file: whose meeting, and the day of the position."""
    return f"briefing-{told['meeting_slug']}-position-{told['on']}.{kind}"
