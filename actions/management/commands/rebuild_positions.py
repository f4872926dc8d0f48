"""Make the stored positions of every action anew from its updates, or say where they differ."""

from django.core.management.base import BaseCommand, CommandError

from actions.models import Action
from actions.positions.recording import differing_actions, rebuild_positions
from csc_tracker.pages.wording import count_of


class Command(BaseCommand):
    help = (
        "Rebuilds the stored positions of actions from their updates where they differ. With --check it changes "
        "nothing and fails if any differ."
    )

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="only compare; exit with 1 if a position differs")

    def handle(self, *args, check, **options):
        if not check:
            self.stdout.write(f"Positions rebuilt: {count_of(rebuild_positions(), 'action')}.")
        elif wrong := differing_actions():
            named = Action.every.filter(pk__in=wrong[:10]).select_related("priority__plan")
            first = ", ".join(f"{action} of {action.priority.plan}" for action in named)
            raise CommandError(
                f"The stored positions of {count_of(len(wrong), 'action')} do not match the updates. First: {first}. "
                "Run manage.py rebuild_positions."
            )
        else:
            self.stdout.write("Every stored position matches its updates.")
