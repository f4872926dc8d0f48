"""The project's settings with what measuring adds: the floor's page, and a count of each answer's queries."""

from csc_tracker.settings import *  # noqa: F403
from csc_tracker.settings import MIDDLEWARE

ROOT_URLCONF = "benchmarks.floor"
MIDDLEWARE = ["benchmarks.floor.CountQueries", *MIDDLEWARE]
