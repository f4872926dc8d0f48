"""Two roles in PostgreSQL: the owner migrates, and the role that the service runs as can break no rule of the tables."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
import pytest
from django.contrib import admin
from django.db import connection
from psycopg import sql
from psycopg.errors import InsufficientPrivilege

from csc_tracker.database.grants import IMPORTED
from csc_tracker.database.ledgers import LEDGERS
from csc_tracker.spreadsheets.resources import SpreadsheetMixin
from tests.postgres import _programs

ROOT = Path(__file__).resolve().parents[2]
OWNER, RUNNER = f"csc_test_owner_{os.getpid()}", f"csc_test_runner_{os.getpid()}"
DATABASE = f"csc_test_roles_{os.getpid()}"
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'")


def url(user=None):
    """The address of the database of this file, for one of the roles or, without one, for the superuser."""
    about = connection.settings_dict
    query = urlencode({"host": about["HOST"]}) if about["HOST"].startswith("/") else ""
    host = "" if query else about["HOST"] + (f":{about['PORT']}" if about["PORT"] else "")
    password = f":{quote(about['PASSWORD'])}" if about["PASSWORD"] else ""
    path = quote(about["HOST"], safe="") if query else host
    return f"postgres://{quote(user or about['USER'])}{password}@{path}/{DATABASE}"


def run(tmp, user, *command, **more):
    """A command of ours in a process of its own, connected as the user; what it prints."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("CSC_", "DJANGO_"))}
    env |= {"DATABASE_URL": url(user), "CSC_VAR": str(tmp)} | more
    done = subprocess.run([sys.executable, *command], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-6000:]
    return done.stdout


def psql(*arguments):
    """psql, as the one who looks after the server has it."""
    program = shutil.which("psql") or str(_programs() / "psql")
    done = subprocess.run([program, "-X", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demonstration in a database of the two roles: made by the owner, with the runner's grants."""
    tmp = tmp_path_factory.mktemp("roles")
    with django_db_blocker.unblock():
        about = connection.settings_dict
        superuser = psycopg.connect(
            host=about["HOST"], port=about["PORT"] or None, user=about["USER"], password=about["PASSWORD"] or None,
            dbname=about["NAME"], autocommit=True,
        )  # fmt: skip
    with superuser:
        if not superuser.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()[0]:
            pytest.skip("Only a superuser of PostgreSQL makes roles.")
        superuser.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
        try:
            names = ["-v", f"owner={OWNER}", "-v", f"runner={RUNNER}"]
            for _ in range(2):  # again without harm
                psql(url(), *names, "-f", str(ROOT / "deploy" / "database_roles.sql"))
            if about["PASSWORD"]:
                for role in (OWNER, RUNNER):
                    superuser.execute(
                        sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                            sql.Identifier(role), sql.Literal(about["PASSWORD"])
                        )
                    )
            run(tmp, OWNER, "manage.py", "demonstration", "--prepare-only")
            run(tmp, OWNER, "manage.py", "database_grants", RUNNER, "--apply")
            yield tmp
        finally:
            superuser.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(DATABASE)))
            for role in (RUNNER, OWNER):
                superuser.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))


@pytest.fixture
def as_runner(database):
    with psycopg.connect(url(RUNNER), autocommit=True) as connected:
        yield connected


@on_postgresql
def test_the_service_does_all_its_work_as_the_role_that_owns_nothing(database):
    run(database, RUNNER, "manage.py", "check", "--database", "default", "--fail-level", "WARNING")
    assert "All of it worked." in run(database, RUNNER, "-m", "tests.protection.as_runner")


UPDATES = "actions_progressupdate"


@on_postgresql
@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {UPDATES} SET rating = 'on_track'",
        f"UPDATE {UPDATES} SET effective_date = '2020-01-01'",
        f"DELETE FROM {UPDATES}",
        f"TRUNCATE {UPDATES}",
        f"TRUNCATE {UPDATES} CASCADE",
        f"DROP TABLE {UPDATES}",
        f"DROP TRIGGER {UPDATES}_refuses_change ON {UPDATES}",
        f"ALTER TABLE {UPDATES} DISABLE TRIGGER {UPDATES}_refuses_change",
        f"ALTER TABLE {UPDATES} DISABLE TRIGGER ALL",
        f"ALTER TABLE {UPDATES} OWNER TO CURRENT_USER",
        f"CREATE OR REPLACE FUNCTION {UPDATES}_refuses_change() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN RETURN NEW; END'",
        f"CREATE TRIGGER other BEFORE UPDATE ON {UPDATES} FOR EACH ROW EXECUTE FUNCTION {UPDATES}_refuses_change()",
        f"CREATE RULE other AS ON UPDATE TO {UPDATES} DO INSTEAD NOTHING",
        "SET session_replication_role = replica",
        "UPDATE actions_frozenposition SET checksum = 'x'",
        "DELETE FROM inspections_frozenrecord",
        "DELETE FROM inspections_finding",
        "DELETE FROM csc_tracker_user",
        "TRUNCATE csc_tracker_session",
        "CREATE TABLE other (id int)",
        "CREATE TEMPORARY TABLE other (id int)",
        "CREATE SCHEMA other",
        "CREATE EXTENSION hstore",
        "INSERT INTO auth_group_permissions (group_id, permission_id) VALUES (1, 1)",
        "INSERT INTO csc_tracker_user_user_permissions (user_id, permission_id) VALUES (1, 1)",
        "DELETE FROM django_migrations",
        f"SELECT setval('{UPDATES}_id_seq', 1)",
        "SELECT setval('csc_tracker_auditentry_id_seq', 1)",
        "SELECT lo_create(0)",
        "SELECT lo_creat(-1)",
        "SELECT lo_from_bytea(0, 'x')",
        "COPY actions_progressupdate TO PROGRAM 'cat'",
        "SET ROLE {owner}",
    ],
)
def test_the_role_that_the_service_runs_as_cannot(as_runner, statement):
    with pytest.raises(psycopg.Error) as refused:
        as_runner.execute(statement.format(owner=OWNER))
    assert isinstance(refused.value, InsufficientPrivilege), refused.value


def test_numbers_are_set_where_spreadsheets_are_imported_and_nowhere_else():
    imported = [model for model, shown in admin.site._registry.items() if isinstance(shown, SpreadsheetMixin)]
    assert {model._meta.db_table for model in imported} == IMPORTED


@on_postgresql
@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda ledger: ledger.table)
def test_of_a_ledger_only_what_may_change_once_can_be_updated(as_runner, ledger):
    rights = as_runner.execute(
        "SELECT right_ FROM unnest(ARRAY['SELECT','INSERT','UPDATE','DELETE','TRUNCATE','REFERENCES','TRIGGER']) right_"
        " WHERE has_table_privilege(current_user, %s, right_)",
        [ledger.table],
    ).fetchall()
    assert rights == [("SELECT",), ("INSERT",)]
    columns = as_runner.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " AND has_column_privilege(current_user, attrelid, attnum, 'UPDATE')",
        [ledger.table],
    ).fetchall()
    assert {name for (name,) in columns} == set(ledger.changeable)


@on_postgresql
def test_the_role_owns_nothing(as_runner):
    owned = as_runner.execute(
        "SELECT relname FROM pg_class WHERE relowner = current_user::regrole UNION ALL"
        " SELECT proname FROM pg_proc WHERE proowner = current_user::regrole UNION ALL"
        " SELECT datname FROM pg_database WHERE datdba = current_user::regrole"
    ).fetchall()
    assert owned == []


@on_postgresql
def test_a_table_of_a_later_migration_is_added_to_and_no_more_until_the_grants_are_made_anew(database, as_runner):
    with psycopg.connect(url(OWNER), autocommit=True) as owner:
        owner.execute("CREATE TABLE later (id int GENERATED BY DEFAULT AS IDENTITY, words text)")
        try:
            as_runner.execute("INSERT INTO later (words) VALUES ('one')")
            for statement in ("UPDATE later SET words = 'two'", "DELETE FROM later", "DROP TABLE later"):
                with pytest.raises(InsufficientPrivilege):
                    as_runner.execute(statement)
            run(database, OWNER, "manage.py", "database_grants", RUNNER, "--apply")
            as_runner.execute("UPDATE later SET words = 'two'")
        finally:
            owner.execute("DROP TABLE later")


@on_postgresql
def test_what_the_command_prints_is_for_psql_and_takes_nothing_back(database):
    script = database / "grants.sql"
    script.write_text(run(database, OWNER, "manage.py", "database_grants", RUNNER), encoding="utf-8")
    psql(url(OWNER), "-v", "ON_ERROR_STOP=1", "-f", str(script))
    assert script.read_text(encoding="utf-8").startswith("BEGIN;\nREVOKE ALL ON ALL TABLES")


@on_postgresql
@pytest.mark.parametrize(("role", "warned"), [("owner", True), ("runner", False)])
def test_check_deploy_says_where_the_service_connects_as_an_owner(database, role, warned):
    code = (
        "import django; django.setup(); from csc_tracker.checks import check_the_role_owns_nothing as check;"
        "print([each.id for each in check(None, ['default'])])"
    )
    said = run(
        database, {"owner": OWNER, "runner": RUNNER}[role], "-c", code, DJANGO_SETTINGS_MODULE="csc_tracker.settings"
    )
    assert said.strip() == ("['csc_tracker.W003']" if warned else "[]")
