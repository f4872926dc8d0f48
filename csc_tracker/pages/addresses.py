"""The addresses of pages, which are named hundreds of times on one page."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from urllib.parse import quote_plus

from django.conf import settings
from django.urls import get_script_prefix, reverse

_quoted = lru_cache(maxsize=10_000)(quote_plus)


_prefix: ContextVar[str | None] = ContextVar("prefix", default=None)


@contextmanager
def one_script_prefix() -> Iterator[None]:
    """Within it the service is where it is now: Django takes longer to say so than the rest of an address costs."""
    token = _prefix.set(get_script_prefix())
    try:
        yield
    finally:
        _prefix.reset(token)


@lru_cache(maxsize=50_000)
def _reversed(_urlconf, _script_prefix, name, args, kwargs):
    return reverse(name, args=args, kwargs=dict(kwargs))


def cached_reverse(name, *args, **kwargs):
    """What `reverse` gives, which depends on nothing but where the service is."""
    return _reversed(settings.ROOT_URLCONF, _prefix.get() or get_script_prefix(), name, args, tuple(kwargs.items()))


def query_of(values: dict) -> str:
    """The query string of {name: value}, without its question mark; a list of values repeats its name."""
    pairs = []
    for name, value in values.items():
        for each in value if isinstance(value, (list, tuple)) else (value,):
            pairs.append(f"{_quoted(name)}={_quoted(str(each))}")
    return "&".join(pairs)
