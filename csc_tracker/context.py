"""What every page says: whose service it is, and in the demonstration that it is one."""

from django.conf import settings

from .today import today


def every_page(request):
    """The council, the service, the day that it is taken to be, and whether this is the demonstration."""
    return {
        "council": settings.COUNCIL,
        "service": settings.SERVICE,
        "demonstration": settings.DEMONSTRATION,
        "pinned_today": settings.PINNED_TODAY,
        "today": today(),
    }
