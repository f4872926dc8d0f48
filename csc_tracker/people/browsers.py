"""Browsers: what each calls itself, in words that people know, and who was signed in there before.

A signed cookie remembers the latest; the cookie of a session ends with it. It is no key: it lets nobody in.
"""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "a Mac"),
    ("CrOS", "a Chromebook"),
    ("Linux", "Linux"),
)


def browser_in_words(user_agent: str) -> str:
    """The browser and its system; “a browser that does not say what it is” where neither can be told."""
    browser = next((words for sign, words in _BROWSERS if sign in user_agent), "")
    system = next((words for sign, words in _SYSTEMS if sign in user_agent), "")
    if not browser and not system:
        return "a browser that does not say what it is"
    return " on ".join(filter(None, [browser or "A browser", system]))


_SALT = "csc_tracker.signed_in_before"
_REMEMBERED = 60 * 60 * 24 * 180  # seconds; a committee meets every few months
_RENEWED = 60 * 60 * 24  # seconds after which the cookie is left anew
_PEOPLE = 8  # as many are remembered, the latest first


@dataclass(frozen=True)
class Browser:
    """A browser that was here before: its random key, and the keys of the accounts that were signed in in it."""

    key: str = ""
    people: tuple[int, ...] = ()


def cookie_name() -> str:
    """The name of the cookie that says who was signed in before; where it is for HTTPS, one that no other host sets."""
    return "__Host-signed_in_before" if settings.SESSION_COOKIE_SECURE else "signed_in_before"


def browser_of(request: HttpRequest, max_age: int = _REMEMBERED) -> Browser:
    """The browser that asks, as its cookie says; without people where there is none, or none of ours of this age."""
    try:
        key, people = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=_SALT, max_age=max_age)
    except (signing.BadSignature, ValueError):
        return Browser()
    return Browser(key, tuple(people))


class BrowserMemory:
    """Middleware that leaves this cookie in the browser of whoever is signed in; it asks for nobody itself."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.session.accessed or not request.user.is_authenticated:
            return response
        if browser_of(request, _RENEWED).people[:1] == (request.user.pk,):
            return response
        before = browser_of(request)
        people = [request.user.pk, *(pk for pk in before.people if pk != request.user.pk)][:_PEOPLE]
        response.set_cookie(
            cookie_name(), signing.dumps([before.key or secrets.token_urlsafe(16), people], salt=_SALT),
            max_age=_REMEMBERED, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
        return response
