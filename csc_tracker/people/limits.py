"""How often secrets may be tried, and by whom: the one limiter, over django-allauth's own counters.

A guess is counted by whose secret it is and where it comes from together, so that nobody locks somebody else out: a
browser in which a person was signed in before has a count of its own for that person, and no other address or browser
adds to it. From anywhere else somebody's secret can be tried so often a day, and one place may try so often in all. A
try that is refused counts for nothing. (NIST SP 800-63B 5.2.2: no more than 100 guesses in a row; OWASP ASVS 5.0
6.3.1.) How often is in the settings, `ACCOUNT_RATE_LIMITS`.
"""

from allauth.core.internal.httpkit import get_client_ip
from allauth.core.internal.ratelimit import RateLimitUsage, consume, truncate_ip
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from csc_tracker.models import User
from csc_tracker.people.backends import account_named, folded
from csc_tracker.people.browsers import browser_of

_IN_WORDS = {"15m": "15 minutes", "h": "an hour", "d": "a day"}  # of the settings


def address_of(request: HttpRequest) -> str:
    """The address that a request comes from, past as many proxies as `CSC_TRUSTED_PROXIES` says.

    Of an IPv6 address its network of 64 bits. All whose address cannot be told share one: where the number of proxies
    is set too high, or a socket of the machine has none.
    """
    try:
        return truncate_ip(get_client_ip(request) or "unknown")
    except ImproperlyConfigured:
        return truncate_ip(request.META.get("REMOTE_ADDR") or "unknown")


class Try:
    """One try, counted beforehand: under each of its limits, or under none where one of them is reached.

    `wait` is then how long to wait, in words, and `limit` which one it is. `forget` takes back what was counted.
    """

    def __init__(self, request: HttpRequest, *counts: tuple[str, str]):
        """Each count is the name of a limit and what is counted under it; the first that is reached refuses."""
        self.limit = self.wait = ""
        self._counted: list[RateLimitUsage] = []
        for limit, key in counts:
            usage = consume(request, app="allauth.account", action=limit, key=key)
            if usage is None:
                self.limit, self.wait = limit, how_long(limit)
                self.forget()
                return
            self._counted.append(usage)

    def forget(self) -> None:
        """It was right, or is refused: it counts for nothing."""
        for usage in self._counted:
            usage.rollback()
        self._counted = []


def how_long(limit: str) -> str:
    """The time within which a limit of the settings counts, in words."""
    return _IN_WORDS[str(settings.ACCOUNT_RATE_LIMITS[limit]).split("/")[1]]


def password_try(request: HttpRequest, name: str) -> Try:
    """Of the password of whoever has this user name or email address, or of nobody's."""
    person = account_named(name)
    return _guess(request, person, f"person {person.pk}" if person else f"name {folded(name)}")


def code_try(request: HttpRequest, person: User) -> Try:
    """Of a code of a person's app, or one of their recovery codes."""
    return _guess(request, person, f"codes of person {person.pk}")


def _guess(request: HttpRequest, person: User | None, secret: str) -> Try:
    """What anybody adds to for a person comes last, so that only a try that is compared ever touches it."""
    browser = _known_browser(request, person)
    place = browser or address_of(request)
    of_place = [] if browser else [("guesses_from_place", place)]
    from_here = ("guesses_from_one_place", f"{secret} from {place}")
    return Try(request, *of_place, from_here, ("guesses_of_one_secret", f"{secret} {browser}"))


def link_try(request: HttpRequest, email: str) -> Try:
    """Of having a link sent to an address. It counts alike whether anybody has that address."""
    place = _known_browser(request, account_named(email)) or address_of(request)
    return Try(request, ("links_from_place", place), ("links_to_one_address", folded(email)))


def _known_browser(request: HttpRequest, person: User | None) -> str:
    """Whose count a try is: of this browser, where this person was signed in before; else empty."""
    browser = browser_of(request)
    return f"browser {browser.key}" if person is not None and person.pk in browser.people else ""
