"""The project's settings, with the yardsticks' page among the addresses."""

from csc_tracker.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.yardsticks"
