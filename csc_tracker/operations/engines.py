"""A database as one file, out of it and into an empty one, by the engine's own means, while the service runs."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.core.management import CommandError
from django.db import connection, transaction

from csc_tracker.operations.records import Digests, digests

# The name of the file in a copy, by the engine of the database.
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


def copy_out(path: Path) -> Digests:
    """Write the whole database to the file, as it is at one moment, and give the digests of its tables then."""
    connection.close()  # a transaction that reads begins anew
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy)
        with _instead(str(path)):
            return digests()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _run(
            "pg_dump",
            "--format=custom",
            f"--snapshot={snapshot}",
            "--no-owner",
            "--no-privileges",
            "--no-comments",
            f"--file={path}",
        )
        return digests()


def copy_in(path: Path) -> None:
    """Fill this empty database from the file. CommandError, and the database as it was, where it is not empty."""
    if connection.introspection.table_names():
        raise CommandError("This database is not empty. A copy is restored into an empty one alone: name another.")
    if connection.vendor == "sqlite":
        name = connection.settings_dict["NAME"]
        connection.close()
        for rest in ("", "-wal", "-shm"):
            Path(f"{name}{rest}").unlink(missing_ok=True)
        shutil.copyfile(path, name)
        return
    connection.close()
    _run(
        "pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges",
        f"--dbname={connection.settings_dict['NAME']}", str(path),
    )  # fmt: skip


@contextmanager
def _instead(path: str) -> Iterator[None]:
    """Ask this file of SQLite in the place of our database."""
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = path
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name


def _run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs for this database. CommandError with its own words where it fails."""
    if shutil.which(program) is None:
        raise CommandError(
            f"{program} is not here. Install PostgreSQL’s client programs (in Debian postgresql-client)."
        )
    given = connection.settings_dict
    names = {"PGDATABASE": "NAME", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGHOST": "HOST", "PGPORT": "PORT"}
    env = os.environ | {name: str(given[key]) for name, key in names.items() if given.get(key)}
    if mode := given.get("OPTIONS", {}).get("sslmode"):
        env["PGSSLMODE"] = mode
    command = [program, *arguments]  # what we give it
    ran = subprocess.run(command, env=env, capture_output=True, text=True, check=False)  # noqa: S603
    if ran.returncode:
        raise CommandError(f"{program} failed: {ran.stderr.strip()[-500:]}")
