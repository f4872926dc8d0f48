"""What pages and exports say of themselves: plan, day of the position, and in the demonstration that it is one."""

from django.conf import settings

from csc_tracker.audit.recording import seal_in_words
from csc_tracker.pages.wording import in_words
from priorities.models import exempt_words_of

PUBLISHED = "Demonstration made from published papers. Not a Lewisham Council service."
PRACTICE = "Practice plan of an invented council. Nothing here is real."


def demonstration_words(practice: bool) -> str:
    """What the demonstration says of itself, on a practice plan's pages or elsewhere; empty outside it."""
    if not settings.DEMONSTRATION:
        return ""
    pinned = f" In this demonstration, today is {in_words(settings.PINNED_TODAY)}." if settings.PINNED_TODAY else ""
    return (PRACTICE if practice else PUBLISHED) + pinned


def about(page_context):
    """The lines that go out with an export of the plan on the day asked."""
    lines = [f"{page_context.plan.council}: {page_context.plan}. Position on {in_words(page_context.on)}."]
    around = [
        exempt_words_of(page_context.plan),
        *lines,
        demonstration_words(page_context.plan.practice),
        seal_in_words(),
    ]
    return [*filter(None, around)]
