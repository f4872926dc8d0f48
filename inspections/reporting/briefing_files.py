"""The briefing as a frozen position keeps it, and the files that are issued with it: made from what is kept alone."""

from inspections.models import Meeting
from inspections.reporting.briefing import builder
from inspections.reporting.briefing.content import without_addresses
from inspections.reporting.briefing.pdf import pdf
from inspections.reporting.briefing.word import word
from inspections.reporting.briefing.workbook import workbook
from inspections.reporting.freezing import Record

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


def live_file(asked, meeting, kind, tell=lambda doing, done, total: None):
    """The file of this kind for a position that is not frozen: its name and its bytes. `tell` hears how far it is."""
    told = builder.briefing(asked, meeting).as_data()
    total = len(told["priorities"])

    def details():
        for number, detail in enumerate(builder.details(asked, meeting), 1):
            tell("Reading the plan", number, total)
            yield detail.as_data()

    return file_name(told, kind), DRAWN_BY[kind](told, details())


def file_name(told, kind):
    """The name of a briefing's file: whose meeting, and the day of the position."""
    return f"briefing-{told['meeting_slug']}-position-{told['on']}.{kind}"
