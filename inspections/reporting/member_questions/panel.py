"""The line on My actions that says how many questions of members wait for an answer."""

from actions.pages.page_context import PageContext
from csc_tracker.models import User
from csc_tracker.pages.addresses import cached_reverse
from csc_tracker.pages.wording import plural
from inspections.reporting.member_questions.recipients import ANSWER_ANY, waiting_for


def questions_waiting(page_context: PageContext, person: User) -> dict | None:
    """How many questions wait for this person's answer today, in words, with their page; None where none does."""
    number = waiting_for(person, page_context.today)
    if not number:
        return None
    if person.has_perm(ANSWER_ANY):
        one, several = "question from a member waits for an answer", "questions from members wait for an answer"
    else:
        one, several = "question from a member waits for your answer", "questions from members wait for your answer"
    address = page_context.address(cached_reverse("questions"))
    return {"words": f"{number} {plural(number, one, several)}", "address": address}
