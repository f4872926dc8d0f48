"""Copies of everything, by the commands themselves: out, back into an empty place, and proved."""

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection

from csc_tracker.operations.records import digests
from csc_tracker.people import roles
from tests.making import make_plan, make_user
from tests.postgres import _programs
from tests.racing import shared_database  # noqa: F401 (a fixture)
from tests.test_admin import make_a_row_of_every_model

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db(transaction=True)


class Place:
    """A database and a folder for files, and the commands run on them."""

    def __init__(self, url, folder):
        self.url, self.media, self.folder = url, folder / "media", folder
        self.media.mkdir(parents=True, exist_ok=True)

    def manage(self, *arguments):
        env = {name: value for name, value in os.environ.items() if not name.startswith(("CSC_", "DJANGO_"))}
        env |= {
            "DATABASE_URL": self.url,
            "CSC_VAR": str(self.folder),
            "CSC_MEDIA_ROOT": str(self.media),
            "PATH": f"{_programs()}:{env['PATH']}",
            "CSC_SIGNING_KEY": SIGNING_KEY,
            "CSC_TODAY": "2020-01-14",
        }
        command = [sys.executable, "manage.py", *map(str, arguments)]
        return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


SIGNING_KEY = "q7f8mYt0m0m0vOQZ2Hk0n7v5cT9T0q8Y3c1s2d4f6g8"


@pytest.fixture
def here(shared_database, tmp_path):  # noqa: F811
    return Place(shared_database, tmp_path / "here")


@pytest.fixture
def there(shared_database, tmp_path):  # noqa: F811
    """An empty place beside it."""
    folder = tmp_path / "there"
    if connection.vendor == "sqlite":
        yield Place(f"sqlite:///{folder}/db.sqlite3", folder)
        return
    name = f"{connection.settings_dict['NAME']}_restored"
    with closing(psycopg.connect(shared_database, autocommit=True)) as owner:
        owner.execute(f'CREATE DATABASE "{name}"')
        yield Place(urlunsplit(urlsplit(shared_database)._replace(path=f"/{name}")), folder)
        owner.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_a_copy_is_restored_row_for_row_into_an_empty_place_alone(here, there, tmp_path):
    make_a_row_of_every_model(make_user(roles.ADMIN, is_superuser=True))
    (here.media / "papers").mkdir()
    (here.media / "papers" / "minutes.txt").write_text("Word for word.")
    key, copy = tmp_path / "key", tmp_path / "copy.age"
    made = here.manage("backup", "--new-key", key)
    public = made.stdout.split()[-1]
    assert (key.stat().st_mode & 0o777, public[:4]) == (0o600, "age1"), made.stderr
    before = digests()
    made = here.manage("backup", copy, "--to", public)
    assert made.returncode == 0, made.stderr
    assert digests() == before
    assert b"Word for word" not in copy.read_bytes()
    restored = there.manage("restore", copy, "--key", key)
    assert "the same as when they were copied" in restored.stdout, restored.stderr
    assert (there.media / "papers" / "minutes.txt").read_text() == "Word for word."
    again = there.manage("restore", copy, "--key", key)
    assert again.returncode != 0
    assert "is not empty" in again.stderr


@pytest.fixture
def copied(here, tmp_path):
    """A key, and a copy that it opens."""
    make_plan()
    key, copy = tmp_path / "key", tmp_path / "copy.age"
    public = here.manage("backup", "--new-key", key).stdout.split()[-1]
    assert here.manage("backup", copy, "--to", public).returncode == 0
    return key, copy


def test_a_copy_is_never_written_over_nor_for_nobody(here, copied):
    _, copy = copied
    before = copy.read_bytes()
    assert "is there already" in here.manage("backup", copy, "--to", "age1x").stderr
    assert "“age1x” is no public key" in here.manage("backup", copy.with_name("other"), "--to", "age1x").stderr
    assert "Nobody could open the copy" in here.manage("backup", copy.with_name("other")).stderr
    assert copy.read_bytes() == before
    assert sorted(each.name for each in copy.parent.glob("*other*")) == []


def test_another_key_and_a_changed_or_shortened_copy_are_refused_before_anything_is_written(there, here, copied):
    key, copy = copied
    here.manage("backup", "--new-key", other := copy.with_name("other"))
    whole = copy.read_bytes()
    for key_used, content in ((other, whole), (key, whole[:-100]), (key, whole[:3_000] + b"x" + whole[3_001:])):
        copy.write_bytes(content)
        refused = there.manage("restore", copy, "--key", key_used)
        assert refused.returncode != 0
        assert "cannot be opened with this key, or it is not whole" in refused.stderr
    copy.write_bytes(whole)
    assert there.manage("restore", copy, "--key", key).returncode == 0
