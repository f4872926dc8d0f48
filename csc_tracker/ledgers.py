"""Tables whose rows are only ever added: no change, no delete, whoever asks, raw SQL included.

A model becomes a ledger by the decorator `ledger`. Triggers on its table then refuse every DELETE, every UPDATE that
changes a value, TRUNCATE on PostgreSQL and INSERT OR REPLACE on SQLite. They are written from the model's fields and
laid again after every migrate, since SQLite drops a table's triggers whenever it rebuilds the table; a system check
names one that is missing.
"""

from dataclasses import dataclass

from django.core import checks
from django.db import connections, router, transaction
from django.db.models import UniqueConstraint

_REFUSALS = ("delete", "change")
_OF_VENDOR = {"sqlite": ("replace",), "postgresql": ("truncate",)}
_LEDGERS = []


@dataclass(frozen=True)
class Ledger:
    """One such table: its model, the sentence that refuses, and what else no new row may be (SQL over NEW)."""

    model: type
    refusal: str
    stray: str

    @property
    def table(self):
        return self.model._meta.db_table

    def trigger(self, name):
        """The name of one of its triggers on the database."""
        return f"{self.table}_refuses_{name}"

    def triggers(self, vendor):
        """The triggers that must stand on a database of this vendor."""
        stray = ("stray",) if self.stray else ()
        return [self.trigger(name) for name in (*_REFUSALS, *_OF_VENDOR[vendor], *stray)]

    def columns(self):
        return [field.column for field in self.model._meta.local_concrete_fields]

    def changed(self, distinct):
        """The SQL condition that an UPDATE changes any value."""
        return " OR ".join(f'OLD."{column}" {distinct} NEW."{column}"' for column in self.columns())

    def replaced(self):
        """The SQL condition that a new row has the key of one that is there: REPLACE deletes without asking."""
        fields = self.model._meta.get_field
        keys = [[field.column] for field in self.model._meta.local_concrete_fields if field.unique]
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, UniqueConstraint) and constraint.fields and constraint.condition is None:
                keys.append([fields(name).column for name in constraint.fields])
        same = " OR ".join("(" + " AND ".join(f'r."{c}" = NEW."{c}"' for c in columns) + ")" for columns in keys)
        return f'EXISTS (SELECT 1 FROM "{self.table}" r WHERE {same})'


def ledger(refusal, stray=""):
    """Make a model's table a ledger. `refusal` is the sentence of every refusal; `stray` an SQL condition over NEW
    under which a new row is refused too.
    """

    def decorate(model):
        _LEDGERS.append(Ledger(model, refusal, stray))
        return model

    return decorate


def _sqlite_statements(kept):
    def trigger(name, event, condition=""):
        when = f"WHEN {condition}" if condition else ""
        return f"""CREATE TRIGGER {kept.trigger(name)} BEFORE {event} ON "{kept.table}" {when}
            BEGIN SELECT RAISE(ABORT, '{kept.refusal}'); END"""

    yield trigger("delete", "DELETE")
    yield trigger("change", "UPDATE", kept.changed("IS NOT"))
    yield trigger("replace", "INSERT", kept.replaced())
    if kept.stray:
        yield trigger("stray", "INSERT", kept.stray)


def _postgresql_statements(kept):
    def trigger(name, event, condition="", each="FOR EACH ROW"):
        refuse = f"RAISE EXCEPTION '{kept.refusal}' USING ERRCODE = 'integrity_constraint_violation';"
        body = f"IF {condition} THEN {refuse} END IF; RETURN NEW;" if condition else refuse
        yield f"""CREATE OR REPLACE FUNCTION {kept.trigger(name)}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN {body} END $$"""
        yield f"""CREATE TRIGGER {kept.trigger(name)} BEFORE {event} ON "{kept.table}" {each}
            EXECUTE FUNCTION {kept.trigger(name)}()"""

    yield from trigger("delete", "DELETE")
    yield from trigger("change", "UPDATE", kept.changed("IS DISTINCT FROM"))
    yield from trigger("truncate", "TRUNCATE", each="")
    if kept.stray:
        yield from trigger("stray", "INSERT", kept.stray)


_STATEMENTS = {"sqlite": _sqlite_statements, "postgresql": _postgresql_statements}


def standing(connection):
    """The names of every trigger that stands on the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {name for (name,) in cursor.fetchall()}


def lift(connection, only=None):
    """Drop the triggers that stand: those called `only` (“stray”), else all. A migrate lays them again."""
    there = standing(connection)
    with connection.cursor() as cursor:
        for kept in _LEDGERS:
            names = [kept.trigger(only)] if only else kept.triggers(connection.vendor)
            on_table = f' ON "{kept.table}"' if connection.vendor == "postgresql" else ""
            for name in there & set(names):
                cursor.execute(f"DROP TRIGGER {name}{on_table}")


def lay(connection, app_label=None):
    """Lay every trigger of the ledgers of an app (None: of every app) anew, where their tables stand."""
    tables = set(connection.introspection.table_names())
    there = standing(connection)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for kept in _LEDGERS:
            if kept.table not in tables or app_label not in (None, kept.model._meta.app_label):
                continue
            on_table = f' ON "{kept.table}"' if connection.vendor == "postgresql" else ""
            for name in there & set(kept.triggers(connection.vendor)):
                cursor.execute(f"DROP TRIGGER {name}{on_table}")
            for statement in _STATEMENTS[connection.vendor](kept):
                cursor.execute(statement)


def before_migrate(using, **kwargs):
    """SQLite refuses to rename a table that a trigger of another table reads: those wait for `after_migrate`."""
    if connections[using].vendor == "sqlite":
        lift(connections[using], only="stray")


def after_migrate(sender, using, **kwargs):
    """Lay the triggers of an app's ledgers after a migrate of the database `using`."""
    mine = [kept for kept in _LEDGERS if kept.model._meta.app_label == sender.label]
    if any(router.allow_migrate_model(using, kept.model) for kept in mine):
        lay(connections[using], sender.label)


@checks.register(checks.Tags.database)
def check_triggers(app_configs, databases, **kwargs):
    """Say which trigger of a ledger is missing, and how it comes back."""
    found = []
    for alias in databases or []:
        connection = connections[alias]
        tables, there = set(connection.introspection.table_names()), standing(connection)
        for kept in _LEDGERS:
            for name in sorted(set(kept.triggers(connection.vendor)) - there) if kept.table in tables else ():
                found.append(
                    checks.Error(
                        f"The trigger {name} is missing from the database “{alias}”: its rows could be changed.",
                        hint="Run manage.py migrate, which lays the triggers again.",
                        id="csc_tracker.E002",
                    )
                )
    return found
