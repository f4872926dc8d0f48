"""Today, asked once at the edge of a request and handed on to every rule."""

from datetime import date

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """The day that it is taken to be: PINNED_TODAY in the demonstration, else the real day in Europe/London."""
    return settings.PINNED_TODAY or timezone.localdate()
