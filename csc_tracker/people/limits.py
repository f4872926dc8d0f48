"""How often secrets may be tried, and by whom: the one limiter, over django-allauth's own counters.

A guess is counted by the name and where it comes from together, so that nobody locks somebody else out: a browser in
which a person was signed in before has a count of its own for that person, and no other address or browser adds to it.
From anywhere else a name can be tried so often a day, and one place may try so often in all. (NIST SP 800-63B 5.2.2:
no more than 100 guesses in a row; OWASP ASVS 5.0 6.3.1.) How often is in the settings, `ACCOUNT_RATE_LIMITS`.
"""

from typing import Any

from allauth.core import ratelimit
from allauth.core.internal.httpkit import get_client_ip
from allauth.core.internal.ratelimit import consume, truncate_ip
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from csc_tracker.models import User
from csc_tracker.people.browsers import browser_of


def address_of(request: HttpRequest) -> str:
    """The address that a request comes from, past as many proxies as `CSC_TRUSTED_PROXIES` says.

    Of an IPv6 address its network of 64 bits. All whose address cannot be told share one: where the number of proxies
    is set too high, or a socket of the machine has none.
    """
    try:
        return truncate_ip(get_client_ip(request) or "unknown")
    except ImproperlyConfigured:
        return truncate_ip(request.META.get("REMOTE_ADDR") or "unknown")


class Guess:
    """One try of a name's secret, counted before it is compared; `forget` takes it back where it was right."""

    def __init__(self, request: HttpRequest, name: str):
        name = name.strip().casefold()
        browser = known_browser(request, name)
        place = browser or address_of(request)
        counts = [("login_failed", f"{name} from {place}"), ("guesses_of_name", f"{name} {browser}")]
        if not browser:
            counts.append(("guesses_from_place", place))
        self._counted = []
        self.allowed = True
        for action, key in counts:
            usage = consume(request, app="allauth.account", action=action, key=key)
            if not usage:
                self.allowed = False
                break
            self._counted.append(usage)

    def forget(self) -> None:
        for usage in self._counted:
            usage.rollback()


def known_browser(request: HttpRequest, name: str) -> str:
    """Whose count a try is: of this browser, where the person with this name was signed in before; else empty."""
    browser = browser_of(request)
    if not browser.people:
        return ""
    for username, email in User.objects.filter(pk__in=browser.people).values_list("username", "email"):
        if name in {username.casefold(), email.casefold()} - {""}:
            return f"browser {browser.key}"
    return ""


def may_send_reset(request: HttpRequest, email: str) -> bool:
    """Whether one more email with a link may go to this address; the answer to who asks is the same."""
    place = known_browser(request, email.casefold()) or address_of(request)
    counts: list[tuple[str, Any]] = [("reset_mails_from_place", place), ("reset_mail", email.casefold())]
    return all(ratelimit.consume(request, action=action, key=key) for action, key in counts)
