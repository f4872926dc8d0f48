"""Which kind of database a story that writes runs on.

One is enough for what the pages do: what differs between the two is in the unit suite, which runs such files on both
(ON_SQLITE of tests/run.py). Told on SQLite is what asks most of its one writer, a server and a worker that save at the
same time, and what `make run` shows first; a race runs on both.
"""

import pytest

POSTGRESQL, SQLITE = "postgresql", "sqlite"


def told_on(fixture, *vendors):
    """Mark a story with the databases that it runs on; without the mark it is PostgreSQL."""
    return pytest.mark.parametrize(fixture, vendors, indirect=True)
