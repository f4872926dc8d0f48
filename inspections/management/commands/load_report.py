"""`manage.py load_report`: a first set-up from a paper, without a review."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from csc_tracker.today import today
from inspections.loading.reading.passages import CannotRead
from inspections.loading.recognising.child import read_and_recognise
from inspections.loading.review.description import as_lines
from inspections.loading.review.unreviewed import load_unreviewed
from inspections.management.commands.read_report import content_of, day, plan_named


class Command(BaseCommand):
    help = (
        "Load a paper into a plan that has no actions yet, without a review. Use this for a first set-up only. Prints "
        "every proposal. The records are marked “accepted by command, not reviewed”. If there is no plan, it makes "
        "one."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the paper")
        parser.add_argument(
            "--accept-all", action="store_true", help="accept every proposal; without this nothing is loaded"
        )
        parser.add_argument(
            "--open-because", default="", metavar="WHY",
            help="everyone may read the paper, for this reason: “on the council’s website”; without this it is exempt, "
            "and seen by people named for its plan alone",
        )  # fmt: skip
        parser.add_argument("--date", type=day, help="the paper's day, as 2020-01-14, where it does not give its own")
        parser.add_argument("--plan", metavar="SLUG", help="the plan to load it into; else the current one")

    def handle(self, *args, file, accept_all, open_because, date, plan, **options):
        content = content_of(file)
        if not accept_all:
            raise CommandError(
                "A paper is loaded without a review only with --accept-all. To review it, load it in Django admin; to "
                "see what it would give, use read_report."
            )
        try:
            paper, proposals = read_and_recognise(content, file.name, date)
            with transaction.atomic():
                acceptance, left_out = load_unreviewed(
                    content,
                    file.name,
                    paper,
                    proposals,
                    plan=plan_named(plan, today()),
                    given=date,
                    on=today(),
                    open_because=open_because.strip(),
                )
        except CannotRead as refused:
            raise CommandError(str(refused)) from None
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from None
        self.stdout.write(as_lines(paper, proposals))
        for sentence in left_out:
            self.stdout.write(f"Left out: {sentence}")
        taken = acceptance.proposals.count()
        self.stdout.write(self.style.SUCCESS(f"Loaded {taken} of {len(proposals)} proposals: {acceptance.how}."))
