"""Tables whose rows are only ever added: no change, no delete, whoever asks, raw SQL included.

A model becomes a ledger by the decorator `ledger`. Triggers on its table then refuse every DELETE, every UPDATE that
changes a value, TRUNCATE on PostgreSQL and INSERT OR REPLACE on SQLite. They are written from the model's fields. Each
migrate creates again those that are not as they should be, and a system check names them.

On SQLite, migrations run without the triggers: SQLite drops those of a table that it rebuilds, and neither renames a
table nor drops a column that a trigger reads. On PostgreSQL they stay, and a migration that changes rows is refused.

On PostgreSQL the triggers are ENABLE ALWAYS, so that `SET session_replication_role = replica` does not get round them.
A whole dump can be restored, because its triggers come last. Where only rows are restored or replicated the triggers do
run; so their functions set a search path of their own. After `pg_restore --disable-triggers` they are no longer ENABLE
ALWAYS; a migrate corrects that.
"""

from dataclasses import dataclass

from django.core import checks
from django.db import connections, transaction
from django.db.models import JSONField, UniqueConstraint

_REFUSES = "_refuses_"  # in the name of every trigger of a ledger, and of no other trigger
LEDGERS: list["Ledger"] = []
# A row can become exempt after it was written, which changes nothing that it says.
_MOVABLE = ("exemption", "exempt_plan")
# That a column which is set once holds something.
_IS_SET = """ AND OLD."{0}" IS NOT NULL AND CAST(OLD."{0}" AS text) <> ''"""


@dataclass(frozen=True)
class Ledger:
    """One such table: its model, and the arguments of `ledger`, which are names of fields."""

    model: type
    refusal: str
    stray: str
    stray_refusal: str
    blankable: tuple
    blanking: tuple
    once: tuple
    free: tuple

    @property
    def table(self):
        return self.model._meta.db_table

    @property
    def changeable(self):
        """The columns that an UPDATE may write: where exempt, what may be blanked or set once, and what is free."""
        movable = [field.column for field in self.model._meta.local_concrete_fields if field.name in _MOVABLE]
        return (*movable, *self._columns(*self.blankable, *self.blanking, *self.once, *self.free))

    def _columns(self, *names):
        return tuple(self.model._meta.get_field(name).column for name in names)

    def refusals(self, vendor):
        """What a database of this vendor refuses: (name, event, SQL condition or empty, sentence) of each."""
        distinct = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
        yield "delete", "DELETE", "", self.refusal
        yield "change", "UPDATE", self.change_condition(distinct), self.refusal
        if vendor == "sqlite":
            yield "replace", "INSERT", self.replace_condition(), self.refusal
        else:
            yield "truncate", "TRUNCATE", "", self.refusal
        if self.stray:
            yield "stray", "INSERT", self.stray.format(table=self.table), self.stray_refusal

    def change_condition(self, distinct):
        """The SQL condition that an UPDATE changes any value, other than those that `ledger` was told may change.

        `distinct` is the vendor's operator for “differs”, NULL included.
        """

        def any_differs(columns, also=""):
            return " OR ".join(f'OLD."{column}" {distinct} NEW."{column}"{also.format(column)}' for column in columns)

        blanked, once = self._columns(*self.blankable, *self.blanking), self._columns(*self.once)
        may = {*blanked, *once, *self._columns(*self.free)}
        fields = [each for each in self.model._meta.local_concrete_fields if not (each.name in _MOVABLE and each.null)]
        refused = [any_differs(field.column for field in fields if field.column not in may)]
        if once:
            refused.append(any_differs(once, _IS_SET))
        if blanked:
            [day, *_] = self._columns(*self.blanking)
            no_blanking = f'OLD."{day}" IS NOT NULL OR NEW."{day}" IS NULL'
            refused += [self.any_filled(distinct), f"({no_blanking}) AND ({any_differs(blanked)})"]
        return " OR ".join(filter(None, refused))

    def any_filled(self, distinct):
        """The SQL condition that an UPDATE writes something other than nothing into a column that may be emptied."""
        filled = []
        for name in self.blankable:
            column = self.model._meta.get_field(name).column
            something = f'NEW."{column}" IS NOT NULL'
            if not isinstance(self.model._meta.get_field(name), JSONField):
                something = f'length(NEW."{column}") > 0'
            filled.append(f'OLD."{column}" {distinct} NEW."{column}" AND {something}')
        return " OR ".join(filled)

    def replace_condition(self):
        """The SQL condition that a new row has a unique key of a row that is there, which REPLACE would delete."""
        fields = self.model._meta.get_field
        keys = [[field.column] for field in self.model._meta.local_concrete_fields if field.unique]
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, UniqueConstraint) and constraint.fields and constraint.condition is None:
                keys.append([fields(name).column for name in constraint.fields])
        same = " OR ".join("(" + " AND ".join(f'r."{c}" = NEW."{c}"' for c in columns) + ")" for columns in keys)
        return f'EXISTS (SELECT 1 FROM "{self.table}" r WHERE {same})'


def ledger(refusal, stray="", stray_refusal="", blankable=(), blanking=(), once=(), free=()):
    """Make a model's table a ledger. `refusal` is the sentence of every refusal.

    `stray` is an SQL condition over NEW under which a new row is refused too, with the sentence `stray_refusal` (else
    `refusal`); “{table}” in it stands for the table. `blankable` are fields that may be emptied, once in the life of a
    row, in an UPDATE that writes the fields `blanking`; the first of these is NULL until then. `once` are fields that
    are empty at first and are set once. `free` are fields that may change at any time, because other rows say why.
    """

    def decorate(model):
        LEDGERS.append(Ledger(model, refusal, stray, stray_refusal or refusal, blankable, blanking, once, free))
        return model

    return decorate


# The schema, each table in it, and each of its triggers: its SQL, its function's SQL, and when it runs (“A”: always).
_SELECT_TRIGGERS = {
    "sqlite": """SELECT 'main', m.name, t.name, t.sql, '', 'A' FROM sqlite_master m
        LEFT JOIN sqlite_master t ON t.type = 'trigger' AND t.tbl_name = m.name WHERE m.type = 'table'""",
    "postgresql": """SELECT n.nspname, c.relname, t.tgname, pg_get_triggerdef(t.oid), pg_get_functiondef(t.tgfoid),
            t.tgenabled::text
        FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p')
        LEFT JOIN pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal WHERE n.nspname = current_schema()""",
}


def _sqlite_trigger(schema, table, name, event, condition, sentence):
    """One trigger on SQLite: what `_SELECT_TRIGGERS` should give of it, and the statements that create it."""
    when = f"WHEN {condition}" if condition else ""
    text = f"""CREATE TRIGGER {name} BEFORE {event} ON "{table}" {when}
        BEGIN SELECT RAISE(ABORT, '{sentence}'); END"""
    return (text, "", "A"), (f"DROP TRIGGER IF EXISTS {name}", text)


def _postgresql_trigger(schema, table, name, event, condition, sentence):
    """The same on PostgreSQL."""
    # The conditions are in the functions, not in WHEN clauses: no migration can alter a column that such a clause
    # reads, and it may not read other rows.
    refuse = f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation';"
    body = f"IF {condition} THEN {refuse} END IF; RETURN NEW;" if condition else refuse
    function = f"""CREATE OR REPLACE FUNCTION {schema}.{name}() RETURNS trigger LANGUAGE plpgsql
        SET search_path TO '{schema}', 'pg_temp' AS $function$ BEGIN {body} END $function$"""
    text = f"""CREATE TRIGGER {name} BEFORE {event} ON {schema}.{table}
        FOR EACH {"STATEMENT" if event == "TRUNCATE" else "ROW"} EXECUTE FUNCTION {name}()"""
    always = f"ALTER TABLE {schema}.{table} ENABLE ALWAYS TRIGGER {name}"
    return (text, function, "A"), (f"DROP FUNCTION IF EXISTS {schema}.{name}() CASCADE", function, text, always)


_TRIGGER = {"sqlite": _sqlite_trigger, "postgresql": _postgresql_trigger}


def _on_one_line(texts):
    """Pieces of SQL without line breaks and indents, so that they compare as equal."""
    return tuple(" ".join(text.split()) for text in texts)


def _triggers(connection):
    """The triggers of the ledgers: (those that are there, those that should be there).

    The first is {(table, name): what the database gives of it}, the second {(table, name): (what it should give, the
    statements that create it)}.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SELECT_TRIGGERS[connection.vendor])
        rows = cursor.fetchall()
    there = {(table, name): _on_one_line(texts) for _, table, name, *texts in rows if name and _REFUSES in name}
    schemas, should = {table: schema for schema, table, *_ in rows}, {}
    for ledger in (ledger for ledger in LEDGERS if ledger.table in schemas):
        for name, *refusal in ledger.refusals(connection.vendor):
            name = ledger.table + _REFUSES + name
            expected, statements = _TRIGGER[connection.vendor](schemas[ledger.table], ledger.table, name, *refusal)
            should[ledger.table, name] = _on_one_line(expected), statements
    return there, should


def _drop(cursor, triggers):
    for table, name in triggers:
        cursor.execute(f'DROP TRIGGER "{name}"' + (f' ON "{table}"' if cursor.db.vendor == "postgresql" else ""))


def drop_triggers(connection):
    """Drop every trigger of the ledgers. A migrate creates them again."""
    there, _ = _triggers(connection)
    with connection.cursor() as cursor:
        _drop(cursor, there)


def restore_triggers(connection):
    """Create again every trigger that is not as it should be, and drop those that should not be there."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        there, should = _triggers(connection)
        wrong = {key for key, (expected, _) in should.items() if there.get(key) != expected}
        _drop(cursor, [key for key in there if key in wrong or key not in should])
        for key in wrong:
            for statement in should[key][1]:
                cursor.execute(statement)


def before_migrate(using, **kwargs):
    """Drop the triggers on SQLite, which could not change the tables with them."""
    if connections[using].vendor == "sqlite":
        drop_triggers(connections[using])


def after_migrate(using, **kwargs):
    """Restore the triggers after a migrate of the database `using`."""
    restore_triggers(connections[using])


def _faults(there, should):
    """What is wrong with a trigger, in words, by what the database gives of it and what it should give."""
    if there is None or should is None:
        yield "is missing" if there is None else "should not be there"
    elif there != should:
        (text, function, runs), (same_text, same_function, always) = there, should
        if text != same_text:
            yield "is not written as it should be"
        elif function != same_function:
            yield "has a function that was replaced"
        if runs != always:
            yield "is disabled" if runs == "D" else "does not run always"


@checks.register(checks.Tags.database)
def check_triggers(app_configs, databases, **kwargs):
    """Name each trigger of a ledger that is not as it should be, and say how to put it right.

    Warnings, not errors: an error would stop the migrate that restores the triggers.
    """
    faults = []
    for alias in databases or []:
        there, should = _triggers(connections[alias])
        for table, name in sorted(there.keys() | should.keys()):
            expected, _ = should.get((table, name), (None, ()))
            for fault in _faults(there.get((table, name)), expected):
                faults.append(
                    checks.Warning(
                        f"The trigger {name} on {table} {fault} in the database “{alias}”: rows could be changed.",
                        hint=f"Run manage.py migrate --database {alias} to put it right.",
                        id="csc_tracker.W002",
                    )
                )
    return faults
