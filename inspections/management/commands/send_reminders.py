"""`manage.py send_reminders`: remind everybody who owes an update, each once a day about a plan."""

import logging
from datetime import date
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from actions.pages.page_context import PageContext
from csc_tracker.pages.wording import count_of
from csc_tracker.today import today
from inspections.models import Reminder
from inspections.reporting.chasing.reminding import (
    PRACTICE,
    AlreadyReminded,
    Due,
    already_words,
    remind,
    reminders_due,
)
from inspections.reporting.chasing.views import next_meetings
from priorities.models import Plan

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Remind by email everybody who owes an update of a plan, before its next meeting, and print who got what. "
        "Nobody is reminded twice on one day about one plan, so it may run again. What fails for one person does not "
        "stop the rest; the command then ends with an error."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plan", help="the plan’s name in addresses; without it every plan in force that day")
        parser.add_argument("--on", type=date.fromisoformat, help="the day, as 2020-04-01; without it today")
        parser.add_argument("--dry-run", action="store_true", help="print who would get what, and send nothing")

    def handle(self, *, plan: str | None, on: date | None, dry_run: bool, **options: Any) -> None:
        day = on or today()
        failed = sum(self._remind_of(each, day, dry_run) for each in _plans(plan, day))
        if failed:
            raise CommandError(f"{count_of(failed, 'reminder')} failed. The log says why.")

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


def _plans(named: str | None, on: date) -> list[Plan]:
    """The plan that is named, else those in force on the day; CommandError where there is none such."""
    if named is None:
        begun, not_over = Q(starts=None) | Q(starts__lte=on), Q(ends=None) | Q(ends__gte=on)
        return list(Plan.objects.filter(begun, not_over, practice=False))
    plan = Plan.objects.named(named)
    if plan is None:
        raise CommandError(f"There is no plan called “{named}”.")
    if plan.practice:
        raise CommandError(PRACTICE)
    return [plan]


def _would(due: Due, plan: Plan, on: date) -> str:
    """What would become of a reminder, without sending it."""
    before = Reminder.objects.select_related("by", "to").filter(plan=plan, to=due.person, on=on).first()
    if due.refusal:
        return f"would not be sent. {due.refusal}"
    return f"would not be sent. {already_words(before)}" if before else "would be sent"
