"""Several at the same moment, each on a connection of their own, on either database."""

import os
import sqlite3
from threading import Barrier, Thread
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection, connections


@pytest.fixture
def shared_database(transactional_db, tmp_path):
    """A database that several connections and processes share; gives its DATABASE_URL.

    SQLite's database of the tests is in memory, where its locks are others: meanwhile a copy of it in a file is used.
    """
    if connection.vendor == "postgresql":
        name = connection.settings_dict["NAME"]
        yield urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
        return
    connection.ensure_connection()
    memory, name, path = connection.connection, connection.settings_dict["NAME"], tmp_path / "shared.sqlite3"
    with sqlite3.connect(path) as copy:
        memory.backup(copy)
    copy.close()
    connection.connection, connection.settings_dict["NAME"] = None, str(path)
    yield f"sqlite:///{path}"
    connection.close()
    connection.connection, connection.settings_dict["NAME"] = memory, name


def at_once(number, do):
    """What each of so many gets from `do(place)`, or what it was refused with, all begun together."""
    ready, outcomes = Barrier(number), [None] * number

    def run(place):
        ready.wait()
        try:
            outcomes[place] = do(place)
        except Exception as refused:
            outcomes[place] = refused
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
