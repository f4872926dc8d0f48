"""The settings: anything runs with nothing set; production refuses to start unsafe and names the variable."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import override_settings

from csc_tracker.today import today

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "CSC_MODE": "production",
    "CSC_SECRET_KEY": "a-long-random-text-" * 4,
    "CSC_SIGNING_KEY": "A" * 43,
    "CSC_ALLOWED_HOSTS": "plan.example.gov.uk",
    "CSC_COUNCIL": "Testham",
    "CSC_ADDRESS": "https://plan.example.gov.uk",
    "CSC_EMAIL_HOST": "mail.example.gov.uk",
    "CSC_EMAIL_FROM": "Improvement plan <plan@example.gov.uk>",
    "DATABASE_URL": "postgres://csc:secret@db.example/csc",
}


def start(tmp_path, **variables):
    """Load the settings in a process of its own, with only these variables set."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", "import csc_tracker.settings as s; print(s.MODE, s.DATABASES['default']['ENGINE'], s.DEBUG)"],
        env=inherited | {"CSC_VAR": str(tmp_path)} | variables, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_with_nothing_set_the_demonstration_runs_on_sqlite(tmp_path):
    assert start(tmp_path).stdout.split() == ["demonstration", "django.db.backends.sqlite3", "False"]


def test_production_starts_with_every_variable_set(tmp_path):
    assert start(tmp_path, **PRODUCTION).stdout.split() == ["production", "django.db.backends.postgresql", "False"]


@pytest.mark.parametrize(
    "name", ["CSC_SECRET_KEY", "CSC_SIGNING_KEY", "CSC_ALLOWED_HOSTS", "CSC_COUNCIL", "DATABASE_URL"]
)
def test_production_names_the_variable_that_is_missing(tmp_path, name):
    started = start(tmp_path, **{key: value for key, value in PRODUCTION.items() if key != name})
    assert started.returncode != 0
    assert f"ImproperlyConfigured: {name} is not set." in started.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CSC_SECRET_KEY", "short"),
        ("CSC_SIGNING_KEY", "short"),
        ("CSC_SIGNING_KEY", PRODUCTION["CSC_SECRET_KEY"]),
        ("CSC_SIGNING_PUBLIC_KEYS", "short"),
        ("CSC_ALLOWED_HOSTS", "*"),
        ("DATABASE_URL", "sqlite:///db.sqlite3"),
        ("CSC_DEBUG", "1"),
        ("CSC_TODAY", "soon"),
        ("CSC_TODAY", "2020-01-14"),
        ("CSC_HSTS_SECONDS", "a year"),
        ("CSC_MODE", "prod"),
    ],
)
def test_production_names_the_variable_that_is_unsafe(tmp_path, name, value):
    started = start(tmp_path, **PRODUCTION | {name: value})
    assert started.returncode != 0
    assert f"ImproperlyConfigured: {name}" in started.stderr


@pytest.mark.parametrize(
    ("name", "value", "starts"),
    [
        ("CSC_TRUSTED_PROXIES", "0", True),
        ("CSC_TRUSTED_PROXIES", "-1", False),
        ("CSC_IDLE_MINUTES", "0", False),
    ],
)
def test_a_number_may_be_nought_where_that_is_the_default(tmp_path, name, value, starts):
    started = start(tmp_path, **PRODUCTION | {name: value})
    assert (started.returncode == 0) is starts
    assert starts or f"ImproperlyConfigured: {name} is “{value}”. Write a whole number" in started.stderr


def test_the_signing_key_may_come_from_a_file(tmp_path):
    path = tmp_path / "key"
    path.write_text(f"{PRODUCTION['CSC_SIGNING_KEY']}\n")
    variables = {name: value for name, value in PRODUCTION.items() if name != "CSC_SIGNING_KEY"}
    assert start(tmp_path, **variables, CSC_SIGNING_KEY_FILE=str(path)).returncode == 0
    assert "are both set" in start(tmp_path, **PRODUCTION, CSC_SIGNING_KEY_FILE=str(path)).stderr
    path.unlink()
    assert "CSC_SIGNING_KEY_FILE names a file" in start(tmp_path, **variables, CSC_SIGNING_KEY_FILE=str(path)).stderr


def test_production_keeps_no_key_of_its_own(tmp_path):
    start(tmp_path, **PRODUCTION)
    assert list(tmp_path.iterdir()) == []


def test_the_demonstration_makes_its_keys_once_and_keeps_them_to_itself(tmp_path):
    start(tmp_path)
    kept = {path.name: (path.read_text(), path.stat().st_mode & 0o777) for path in tmp_path.glob("*_key")}
    assert {name: mode for name, (_, mode) in kept.items()} == {"secret_key": 0o600, "signing_key": 0o600}
    start(tmp_path)
    assert {path.name: path.read_text() for path in tmp_path.glob("*_key")} == {
        name: key for name, (key, _) in kept.items()
    }


def test_a_web_server_that_says_nothing_of_its_mode_gets_production(tmp_path):
    inherited = {"PATH": os.environ["PATH"], "CSC_VAR": str(tmp_path)}
    started = subprocess.run(
        [sys.executable, "-c", "import csc_tracker.wsgi"],
        env=inherited,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "CSC_SECRET_KEY is not set" in started.stderr


def cookies(tmp_path, **variables):
    """The names of the cookies of the session and of forms, and whether they go over HTTPS alone."""
    asked = "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SESSION_COOKIE_DOMAIN SESSION_COOKIE_PATH"
    code = f"from django.conf import settings; print([getattr(settings, name) for name in {asked.split()}])"
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    variables |= {"CSC_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "csc_tracker.settings"}
    run = subprocess.run(
        [sys.executable, "-c", code], env=inherited | variables, cwd=ROOT, capture_output=True, text=True, check=True
    )
    return ast.literal_eval(run.stdout)


def test_the_cookies_of_production_come_from_this_host_alone(tmp_path):
    assert cookies(tmp_path, **PRODUCTION) == ["__Host-sessionid", "__Host-csrftoken", True, True, None, "/"]


def test_the_cookies_of_the_demonstration_go_over_http(tmp_path):
    assert cookies(tmp_path) == ["sessionid", "csrftoken", False, False, None, "/"]


@override_settings(PINNED_TODAY=None)
def test_today_is_the_real_day_where_nothing_pins_it():
    assert today().year >= 2026
