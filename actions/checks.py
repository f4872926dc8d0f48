"""What the system check says of the stored positions."""

from django.core import checks
from django.db import connections
from django.db.models import Exists, OuterRef

from .models import ActionPosition, ProgressUpdate


@checks.register(checks.Tags.database)
def positions_are_there(app_configs, databases, **kwargs):
    """Say where actions have updates and no stored position, and which command makes them.

    A warning, not an error: an error would stop the migrate that comes before that command.
    """
    found = []
    for alias in databases or []:
        tables = connections[alias].introspection.table_names()
        if not {ActionPosition._meta.db_table, ProgressUpdate._meta.db_table} <= set(tables):
            continue
        stored = ActionPosition.objects.filter(action=OuterRef("action"))
        bare = ProgressUpdate.objects.using(alias).exclude(stage="").filter(~Exists(stored))
        if number := bare.order_by().values("action").distinct().count():
            words = "1 action has" if number == 1 else f"{number} actions have"
            found.append(
                checks.Warning(
                    f"{words} updates but no stored position in the database “{alias}”: pages leave them out.",
                    hint="Run manage.py rebuild_positions.",
                    id="actions.W001",
                )
            )
    return found
