"""`manage.py record_bounce`: a mail server gives it an email that came back."""

import sys
from email import message_from_binary_file, policy
from email.message import EmailMessage

from django.core.management import BaseCommand, CommandError

from csc_tracker.models import Email


class Command(BaseCommand):
    help = "Note that an email came back. The returned message (RFC 3464) is read from standard input."

    def handle(self, **options):
        returned = message_from_binary_file(sys.stdin.buffer, policy=policy.default)
        if (action := _action(returned)) not in ("", "failed"):
            self.stdout.write(f"It did not come back (“{action}”): nothing was noted.")
            return
        key = _message_id(returned)
        noted = key and Email.objects.filter(message_id=key).update(
            state=Email.State.RETURNED, answer=_reason(returned)[:500]
        )
        if not noted:
            raise CommandError("It names no email of this service: nothing was noted.")
        self.stdout.write("Noted.")


def _action(returned: EmailMessage) -> str:
    """What became of it, as the report says (RFC 3464, 2.3.3): failed, delayed and so on; empty if it does not."""
    return next((str(part["Action"]).strip().casefold() for part in returned.walk() if part["Action"]), "")


def _message_id(returned: EmailMessage) -> str:
    """The Message-ID of the email that came back, from its headers within the report; empty if there are none."""
    for part in returned.walk():
        if part is not returned and part["Message-ID"]:
            return part["Message-ID"].strip()
        if part.get_content_type() == "text/rfc822-headers":
            for line in part.get_content().splitlines():
                name, _, value = line.partition(":")
                if name.lower() == "message-id":
                    return value.strip()
    return ""


def _reason(returned: EmailMessage) -> str:
    """What the other mail server said, as the report quotes it."""
    for part in returned.walk():
        if part["Diagnostic-Code"]:
            return part["Diagnostic-Code"].partition(";")[2].strip()
    return "It came back without a reason."
