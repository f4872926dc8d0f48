"""What the role that the service runs as may do in PostgreSQL, by table: the GRANT statements, written from the models.

Two roles share the work. The owner migrates and owns everything; the runner serves pages and works in the background,
and owns nothing. So whoever takes over the running service can neither drop a trigger nor empty a table. The roles are
made by deploy/database_roles.sql; what is here is applied after each migrate by `manage.py database_grants`.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

from csc_tracker.database.ledgers import LEDGERS

# What migrate alone writes: migrations, and the roles with their permissions, which the code keeps.
_READ_ONLY = {
    "django_migrations", "django_content_type", "auth_permission", "auth_group", "auth_group_permissions",
    "csc_tracker_user_user_permissions",
}  # fmt: skip
# Our own tables from which rows are deleted: sessions and counts that are over, what is made again from other rows,
# drafts, what somebody follows and the views that they saved, old digests with their emails, and questions that a
# member takes back before anybody else has read them. What people record is never deleted else.
_DELETED = {
    "csc_tracker_count", "csc_tracker_digest", "csc_tracker_draft", "csc_tracker_email", "csc_tracker_session",
    "actions_actionposition", "actions_follow", "actions_savedview", "actions_searchchange",
    "actions_searchentry", "actions_searchword", "inspections_memberquestion", "inspections_proposal",
}  # fmt: skip
# Into which spreadsheets are imported: that sets the numbers of new rows behind the last.
IMPORTED = {"actions_action", "inspections_finding", "inspections_resolution"}
# Apps of others whose rows come and go: second steps, accounts at the council's own sign-in page, the worker's queue.
_OF_OTHERS = ("account", "mfa", "socialaccount", "django_tasks_database")


def grants(connection: BaseDatabaseWrapper, role: str) -> Iterator[str]:
    """The statements that give the role exactly what the service needs in this PostgreSQL, and take all else from it.

    They are for the owner of the tables, in one transaction. The tables are those that the database has.
    """
    quote = connection.ops.quote_name
    runner = quote(role)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = quote(cursor.fetchone()[0])
        tables = sorted(connection.introspection.table_names(cursor))
        numbers = [
            sequence["name"]
            for table in sorted(IMPORTED.intersection(tables))
            for sequence in connection.introspection.get_sequences(cursor, table)
        ]
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {runner}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM {runner}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {runner}"
    for name in numbers:
        yield f"GRANT UPDATE ON SEQUENCE {schema}.{quote(name)} TO {runner}"
    deleted = _tables_with_deletes()
    changeable = {ledger.table: ledger.changeable for ledger in LEDGERS}
    for table in tables:
        if table in changeable:
            rights = ["SELECT", "INSERT"]
            if columns := ", ".join(map(quote, changeable[table])):
                rights.append(f"UPDATE ({columns})")
        elif table in _READ_ONLY:
            rights = ["SELECT"]
        else:
            rights = ["SELECT", "INSERT", "UPDATE", *(["DELETE"] if table in deleted else [])]
        yield f"GRANT {', '.join(rights)} ON {schema}.{quote(table)} TO {runner}"


def _tables_with_deletes():
    """The tables from which the service deletes rows."""
    links = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.auto_created}
    others = {model._meta.db_table for label in _OF_OTHERS for model in apps.get_app_config(label).get_models()}
    return _DELETED | links | others


def owned_tables(connection: BaseDatabaseWrapper) -> list[str]:
    """The tables of ours that the role which is connected could alter: it owns them, or is a superuser."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND pg_has_role(c.relowner, 'MEMBER')
            ORDER BY c.relname"""
        )
        return [name for (name,) in cursor.fetchall()]
