"""The files of a briefing: PDF, Word and Excel, live and as they are issued with a frozen position."""

from collections.abc import Callable, Iterable, Iterator

from actions.pages.page_context import PageContext
from csc_tracker.models import User
from inspections.models import Meeting
from inspections.reporting.briefing.builder import build_briefing
from inspections.reporting.briefing.content import Briefing, PriorityDetail
from inspections.reporting.briefing.details import priority_details
from inspections.reporting.briefing.pdf import make_large_print, make_pdf
from inspections.reporting.briefing.word import make_word_file
from inspections.reporting.briefing.workbook import make_workbook
from inspections.reporting.member_questions.own import with_own_questions

# Called with what is being done, in words, how far it is and how far there is to go.
Progress = Callable[[str, int, int], None]

# The function that makes each kind of file from a `Briefing` and its `PriorityDetail`s, and the end of its name.
MAKERS = {"pdf": make_pdf, "large": make_large_print, "docx": make_word_file, "xlsx": make_workbook}
ISSUED = ("pdf", "docx", "xlsx")  # those that are kept with a frozen position
ENDINGS = {"pdf": ".pdf", "large": "-large-print.pdf", "docx": ".docx", "xlsx": ".xlsx"}


def make_file(kind: str, briefing: Briefing, details: Iterable[PriorityDetail]) -> tuple[str, bytes]:
    """The name and the bytes of a file of this kind (pdf, large, docx, xlsx).

    The name has the meeting and the position's day.
    """
    name = f"briefing-{briefing.meeting_slug}-position-{briefing.on}{ENDINGS[kind]}"
    return name, MAKERS[kind](briefing, details)


def make_live_file(
    page_context: PageContext,
    meeting: Meeting,
    kind: str,
    progress: Progress = lambda doing, done, total: None,
    reader: User | None = None,
) -> tuple[str, bytes]:
    """The name and the bytes of a file of this kind for the live position, with the own questions of its reader.

    `progress(doing, done, total)` is called with what is being done, in words, and how far it is.
    """
    briefing = build_briefing(page_context, meeting)
    if reader:
        briefing = with_own_questions(briefing, page_context, meeting, reader)

    def counted_details() -> Iterator[PriorityDetail]:
        for number, detail in enumerate(priority_details(page_context, meeting), 1):
            progress("Reading the plan", number, len(briefing.priorities))
            yield detail

    return make_file(kind, briefing, counted_details())
