"""What the system check says of the stored positions."""

from collections.abc import Sequence

from django.core import checks
from django.db import connections
from django.db.models import Exists, OuterRef

from actions.models import Action, ActionPosition
from csc_tracker.pages.wording import count_of
from csc_tracker.people.sight import seeing_everything


@checks.register(checks.Tags.database)
def positions_are_there(
    app_configs: object, databases: Sequence[str] | None, **kwargs: object
) -> list[checks.CheckMessage]:
    """Say where actions have no stored position, and which command makes them.

    A warning, not an error: an error would stop the migrate that comes before that command. An action that was
    withdrawn has no position, and is not asked for one.
    """
    faults: list[checks.CheckMessage] = []
    for alias in databases or []:
        tables = connections[alias].introspection.table_names()
        if not {ActionPosition._meta.db_table, Action._meta.db_table} <= set(tables):
            continue
        stored = ActionPosition.objects.filter(action=OuterRef("pk"))
        with seeing_everything():
            number = Action.every.using(alias).filter(~Exists(stored), withdrawn_on=None).count()
        if number:
            words = count_of(number, "action has", "actions have")
            faults.append(
                checks.Warning(
                    f"{words} no stored position in the database “{alias}”: pages leave them out.",
                    hint="Run manage.py rebuild_positions.",
                    id="actions.W001",
                )
            )
    return faults
