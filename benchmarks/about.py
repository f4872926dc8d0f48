"""What was measured: the machine, the versions, and what Django admin's list does."""

import os
import platform
import re
import sqlite3
from datetime import date
from pathlib import Path

import django
from django.contrib import admin
from django.db import connection

from actions.models import Action


def about():
    """The machine and the versions in words; `postgresql` only where that is the database."""
    versions = {
        "date": f"{date.today():%-d %B %Y}",
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "django": django.get_version(),
        "sqlite": sqlite3.sqlite_version,
        "a_page": admin.site.get_model_admin(Action).list_per_page,
    }
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            versions["postgresql"] = f"PostgreSQL {cursor.fetchone()[0]}"
    return versions


def _processor():
    named = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return named[1] if named else platform.machine()
