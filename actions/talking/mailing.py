"""What the email about a comment says, made when it is sent: no word of the comment, and nothing that was closed."""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.urls import reverse

from actions.models import Mention
from csc_tracker.mail.digests import stop_address, wants
from csc_tracker.mail.letters import Letter, NewsKind
from csc_tracker.mail.sending import SAYINGS, Said
from csc_tracker.models import Email
from csc_tracker.pages.addresses import query_of
from csc_tracker.people.sight import NOTHING, seeing


def add_to_the_letters() -> None:
    """Give the letter what it says."""
    SAYINGS[Letter.MENTION] = _mentions


def _mentions(emails: Sequence[Email]) -> Callable[[Email], Said | None]:
    with seeing(NOTHING):
        mentions = Mention.objects.filter(email__in=[email.pk for email in emails])
        mentions = mentions.select_related("comment__action__priority__plan", "comment__by")
        of_email = {mention.email_id: mention for mention in mentions}

    def say(email: Email) -> Said | None:
        mention = of_email.get(email.pk)
        if mention is None or mention.comment.withdrawn_at or mention.comment.removed_on:
            return None
        if not (wants(email.person, NewsKind.MENTION) and email.person.has_perm("actions.add_comment")):
            return None
        action = mention.comment.action
        query = query_of({"plan": action.priority.plan.slug})
        return Said(
            {
                "subject": f"A comment on {action.reference} names your post",
                "first": f"{mention.comment.by} named a post that you hold in a comment on {action.reference}.",
                "more": "You get an email whenever a comment does. Change that under “Your account”.",
            },
            f"{settings.ADDRESS}{reverse('action', args=[action.reference])}?{query}#comments",
            stop_address(email.person_id, NewsKind.MENTION),
        )

    return say
