"""`manage.py read_report`: what the reader would propose for a paper."""

from argparse import ArgumentTypeError, RawDescriptionHelpFormatter
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from csc_tracker.today import today
from inspections.loading.reading.passages import CannotRead
from inspections.loading.recognising.child import read_and_recognise
from inspections.loading.review.comparing import compare
from inspections.loading.review.description import JSON_HELP, as_json, as_lines
from inspections.loading.review.existing_records import loaded_before, read_existing_records
from inspections.loading.review.intake import sha256_of
from priorities.models import Plan


def day(words):
    """A day given on the command line."""
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise ArgumentTypeError(f"“{words}” is not a day. Write it as 2020-01-14.") from None


def content_of(file: Path) -> bytes:
    """The bytes of a file given on the command line."""
    try:
        return file.read_bytes()
    except OSError as wrong:
        raise CommandError(f"{file} cannot be opened: {wrong.strerror}. Check its name.") from None


def plan_named(slug, on):
    """The plan with this slug; without one the current plan, or None where there is none."""
    if not slug:
        return Plan.objects.current(on)
    plan = Plan.objects.filter(slug=slug).first()
    if plan is None:
        names = ", ".join(Plan.objects.values_list("slug", flat=True)) or "none"
        raise CommandError(f"There is no plan “{slug}”. The plans here: {names}.")
    return plan


class Command(BaseCommand):
    help = (
        "Read a paper (PDF, Word, HTML, Markdown or text) and print what it would propose. Saves nothing.\n" + JSON_HELP
    )

    def create_parser(self, *args, **kwargs):
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the paper")
        parser.add_argument("--date", type=day, help="the paper's day, as 2020-01-14, where it does not give its own")
        parser.add_argument("--plan", metavar="SLUG", help="the plan to compare it with; else the current one")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args, file, date, plan, json, **options):
        content = content_of(file)
        chosen = plan_named(plan, today())
        before = loaded_before(sha256_of(content), is_open=True)
        try:
            paper, read = read_and_recognise(content, file.name, date)
        except CannotRead as refused:
            raise CommandError(str(refused)) from None
        compared = [] if before else compare(read, read_existing_records(chosen), chosen=bool(plan))
        proposals = [one.proposal for one in compared if one.is_difference]
        if json:
            self.stdout.write(as_json(paper, proposals))
        elif before:
            self.stdout.write(f"This file has already been loaded, as “{before}”. It would change nothing.")
        else:
            self.stdout.write(as_lines(paper, proposals))
