"""`manage.py send_reminders`: the emails that are due on a day, reminders and digests, each of them once."""

import logging
from datetime import date
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from actions.pages.page_context import PageContext
from csc_tracker.mail.digests import Outcome
from csc_tracker.pages.wording import count_of
from csc_tracker.today import today
from inspections.models import Reminder
from inspections.reporting.chasing.reminding import (
    PRACTICE,
    AlreadyReminded,
    Due,
    already_words,
    can_be_sent_again,
    remind,
    reminders_due,
)
from inspections.reporting.chasing.views import next_meetings
from inspections.reporting.digests.due import plans_in_force
from inspections.reporting.digests.sending import send_digests
from priorities.models import Plan

logger = logging.getLogger(__name__)

REMINDERS, DIGESTS = "reminders", "digests"


class Command(BaseCommand):
    help = (
        "Send the emails that are due: the digests that people chose, and a reminder to everybody who owes an update "
        "of a plan, before its next meeting; and print who got what. Nobody is sent a digest twice, nor two reminders "
        "on one day about one plan, so it may run again; what did not arrive is then sent again. What fails for one "
        "person does not stop the rest; the command then ends with an error."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plan", help="reminders of one plan alone, by its name in addresses; and no digests")
        parser.add_argument("--on", type=date.fromisoformat, help="the day, as 2020-04-01; without it today")
        parser.add_argument("--only", choices=(REMINDERS, DIGESTS), help="only these; without it both")
        parser.add_argument("--dry-run", action="store_true", help="print who would get what, and send nothing")

    def handle(
        self, *, plan: str | None, on: date | None, dry_run: bool, only: str | None = None, **options: Any
    ) -> None:
        if plan is not None and only == DIGESTS:
            raise CommandError("A digest is about every plan in force. Leave --plan out.")
        day, failed = on or today(), []
        if only != DIGESTS:
            reminders = sum(self._remind_of(each, day, dry_run) for each in _plans(plan, day))
            failed += [count_of(reminders, "reminder")] if reminders else []
        if only != REMINDERS and plan is None:
            digests = self._send_digests(day, dry_run)
            failed += [count_of(digests, "kind of digest", "kinds of digest")] if digests else []
        if failed:
            raise CommandError(f"{' and '.join(failed)} failed. The log says why.")

    def _remind_of(self, plan: Plan, on: date, dry_run: bool) -> int:
        """Remind everybody of one plan; how many failed."""
        page_context = PageContext(plan, on, on, plan_given=True, on_given=False)
        meeting = next(iter(next_meetings(page_context)), None)
        failed = 0
        self.stdout.write(f"{plan.slug}: {plan}")
        for due in reminders_due(page_context):
            about = f"  {due.person} ({due.person.username}): {count_of(len(due.actions), 'action')}"
            try:
                outcome = _would(due, plan, on) if dry_run else ""
                if not outcome and due.refusal:
                    outcome = f"not sent. {due.refusal}"
                if not outcome:
                    remind(due, page_context=page_context, meeting=meeting, by=None)
                    outcome = "sent"
            except AlreadyReminded as before:
                outcome = f"not sent. {before.messages[0]}"
            except Exception as broke:
                logger.exception("The reminder to the account %s failed.", due.person.pk)
                outcome = f"FAILED: {type(broke).__name__}"
                failed += 1
            self.stdout.write(f"{about}: {outcome}")
        return failed

    def _send_digests(self, on: date, dry_run: bool) -> int:
        """Send the digests of a day; how many kinds failed."""
        failed = 0
        for kind, outcome in send_digests(on, dry_run=dry_run):
            self.stdout.write(f"Digest: {kind.label}")
            if outcome is None:
                self.stdout.write("  FAILED")
                failed += 1
                continue
            for words, dues in _in_words(outcome, dry_run):
                for due in dues:
                    self.stdout.write(f"  {due.person} ({due.person.username}), {due.once}: {words}")
        return failed


def _in_words(outcome: Outcome, dry_run: bool) -> list[tuple[str, list]]:
    """What became of digests, or would, with those of which it did."""
    sent, again = ("would be sent", "would be sent again") if dry_run else ("sent", "sent again")
    return [
        (sent, outcome.new),
        (f"{again}. It did not arrive before.", outcome.again),
        ("not sent. It was sent before.", outcome.before),
        ("not sent. It did not arrive, however often it was sent.", outcome.given_up),
    ]


def _plans(named: str | None, on: date) -> list[Plan]:
    """The plan that is named, else those in force on the day; CommandError where there is none such."""
    if named is None:
        return plans_in_force(on)
    plan = Plan.objects.named(named)
    if plan is None:
        raise CommandError(f"There is no plan called “{named}”.")
    if plan.practice:
        raise CommandError(PRACTICE)
    return [plan]


def _would(due: Due, plan: Plan, on: date) -> str:
    """What would become of a reminder, without sending it."""
    sent = Reminder.objects.select_related("by", "to", "email").filter(plan=plan, to=due.person, on=on)
    before = sent.first()
    if due.refusal:
        return f"would not be sent. {due.refusal}"
    if before and can_be_sent_again(before):
        return "would be sent again. It did not arrive before."
    return f"would not be sent. {already_words(before)}" if before else "would be sent"
