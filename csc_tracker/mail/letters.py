"""What each email says. None has a word of a plan, a paper or a record: an email can be read by anybody on its way.

Digests name actions by their references, and people who owe updates by their names.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import models


class Letter(models.TextChoices):
    """The emails that there are."""

    INVITATION = "invitation", "Invitation"
    LINK = "link", "Link to choose a new password"
    PASSWORD_CHANGED = "password changed", "New password"
    STEP_ADDED = "step added", "Second step added"
    STEP_REMOVED = "step removed", "Second step removed"
    NEW_CODES = "new codes", "New recovery codes"
    CODE_USED = "code used", "Recovery code used"
    NEW_BROWSER = "new browser", "Sign-in from a new browser"
    ADDRESS_CHANGED = "address changed", "Other email address"
    QUESTION_SENT = "question sent", "Question from a committee member"
    QUESTION_ANSWERED = "question answered", "Answer to a question"
    REMINDER = "reminder", "Reminder of actions that wait for an update"
    OFFICER_DIGEST = "officer digest", "Digest of one’s own actions"
    CHASE_DIGEST = "chase digest", "Digest of who owes updates"
    POSITION_DIGEST = "position digest", "Digest of a frozen position"
    MENTION = "mention", "Comment that names one’s post"


class DigestKind(models.TextChoices):
    """The digests that there are, each with a letter and a choice of its own."""

    OFFICER = "officer", "Your own actions that need you"
    CHASE = "chase", "Who owes updates before papers are due"
    POSITION = "position", "Each position frozen for your committee"


class NewsKind(models.TextChoices):
    """The other emails that a person can stop."""

    MENTION = "mention", "Comments that name a post of yours"
    REMINDER = "reminder", "Reminders of updates that you owe"


class HowOften(models.TextChoices):
    """How often an officer is written to of their own actions."""

    DAILY = "daily", "Every day"
    WEEKLY = "weekly", "Once a week"
    NONE = "none", "Never"


DIGESTS = {
    DigestKind.OFFICER: Letter.OFFICER_DIGEST,
    DigestKind.CHASE: Letter.CHASE_DIGEST,
    DigestKind.POSITION: Letter.POSITION_DIGEST,
}


@dataclass(frozen=True)
class Words:
    """An email’s subject, the paragraphs before its link, the link’s own words, and the paragraphs after it."""

    subject: str
    before: tuple[str, ...]
    link: str = ""
    after: tuple[str, ...] = ()


_NOT_YOU = "If this was not you, somebody else may be able to sign in as you. "
_CHOOSE_ANOTHER = (
    "Choose a new password at once on the sign-in page, under “Forgotten your password?”, and tell an admin of the "
    "service."
)
# For who has no password here: the council's own sign-in page lets them in.
_TELL_THE_COUNCIL = "Tell whoever looks after your council account at once, and an admin of the service."

# `{where}` is the browser, `{when}` the moment, `{until}` when the link works no longer, `{council}` and `{service}`
# whose service it is, `{names}` what the person signs in with, `{not_you}` what to do if it was somebody else.
# `{waiting}` is how many actions wait for an update, and `{deadline}` by when; both are sentences, and the second may
# be empty. `{subject}`, `{first}` and `{more}` are what a digest has to say, in sentences.
_WORDS = {
    Letter.INVITATION: Words(
        "Your account for the {service}",
        (
            "You have been given an account for the {service} of {council}.",
            "Choose a password to start. Later you sign in with {names}.",
        ),
        "Choose your password",
        (
            "The link works once, until {until}. After that the page that it leads to can send you another.",
            "If you did not expect this, tell an admin of the service. Do not pass the link on.",
        ),
    ),
    Letter.LINK: Words(
        "Choose a new password",
        (
            "Somebody, probably you, asked for a new password for the {service} of {council}.",
            "You sign in with {names}.",
        ),
        "Choose a new password",
        (
            "The link works once, until {until}.",
            "If you did not ask for this, do nothing: your password stays as it is.",
        ),
    ),
    Letter.PASSWORD_CHANGED: Words(
        "Your password was changed", ("The password of your account was changed on {when}.", "{not_you}")
    ),
    Letter.STEP_ADDED: Words(
        "A second step was added to your account",
        ("On {when} an app or a passkey was added to your account. You use it when you sign in.", "{not_you}"),
    ),
    Letter.STEP_REMOVED: Words(
        "A second step was removed from your account",
        ("On {when} an app or a passkey was removed from your account.", "{not_you}"),
    ),
    Letter.NEW_CODES: Words(
        "Your account has new recovery codes",
        ("On {when} new recovery codes were made. Earlier ones no longer work.", "{not_you}"),
    ),
    Letter.CODE_USED: Words(
        "A recovery code was used to sign in",
        (
            "On {when} somebody signed in as you with one of your recovery codes. Each works once.",
            "If you have lost your phone, set up another one under “Your account”.",
            "{not_you}",
        ),
    ),
    Letter.NEW_BROWSER: Words(
        "You signed in from a new browser",
        ("On {when} you signed in with {where}, where you had not signed in before.", "{not_you}"),
    ),
    Letter.ADDRESS_CHANGED: Words(
        "Your email address was changed",
        (
            "On {when} the email address of your account for the {service} was changed. Emails now go to the new "
            "address.",
            "If this is not right, tell an admin of the service.",
        ),
    ),
    Letter.QUESTION_SENT: Words(
        "A committee member has sent you a question",
        (
            "A committee member has a question for you before a meeting.",
            "It is in the {service} of {council}, where you can answer it. Its words are not in this email.",
        ),
        "Read the question",
        ("You can answer it once. If a colleague has answered it since, the page shows you their answer.",),
    ),
    Letter.QUESTION_ANSWERED: Words(
        "Your question has been answered",
        (
            "An officer has answered a question that you sent before a meeting.",
            "The answer is in the {service} of {council}. Its words are not in this email.",
        ),
        "Read the answer",
    ),
    Letter.REMINDER: Words(
        "Your actions wait for an update",
        (
            "{waiting}",
            "{deadline}",
            "They are in the {service} of {council}. Their words are not in this email.",
        ),
        "Update your actions",
        (
            "If you have updated them since, there is nothing left to do.",
            "If they are not your actions any more, tell a programme officer.",
        ),
    ),
    Letter.OFFICER_DIGEST: Words(
        "{subject}",
        ("{first}", "Their words are in the {service} of {council}, and not in this email."),
        "Open your actions",
        ("{more}",),
    ),
    Letter.CHASE_DIGEST: Words("{subject}", ("{first}", "{more}"), "See who owes what, and remind them"),
    Letter.POSITION_DIGEST: Words(
        "{subject}",
        ("{first}", "{more}", "Its words are in the {service} of {council}, and not in this email."),
        "Read what the committee is shown",
    ),
    Letter.MENTION: Words(
        "{subject}",
        ("{first}", "Its words are in the {service} of {council}, and not in this email."),
        "Read the comment",
        ("{more}",),
    ),
}


def words_of(letter: Letter, *, password_here: bool = True, **facts: str) -> Words:
    """The email with these facts in place; those that the letter does not say may be empty, and so may a paragraph.

    `password_here` is whether the person signs in by a password of this service.
    """
    not_you = _NOT_YOU + (_CHOOSE_ANOTHER if password_here else _TELL_THE_COUNCIL)
    known = {"council": settings.COUNCIL, "service": settings.SERVICE, "not_you": not_you} | facts
    words = _WORDS[letter]

    def filled(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(filter(None, (text.format(**known) for text in texts)))

    return Words(words.subject.format(**known), filled(words.before), words.link, filled(words.after))
