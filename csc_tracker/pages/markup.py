"""HTML that is put together in Python where a page repeats it: a template costs ten times as much for each piece."""

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString

_OFTEN = 100  # characters of a text that stands on many pages: a name, an address

_escaped = lru_cache(maxsize=20_000)(escape)


def escaped(value: object) -> str:
    """A value as it stands in HTML; what is marked as HTML already stays as it is."""
    if isinstance(value, SafeString):
        return value
    text = str(value)
    return _escaped(text) if len(text) < _OFTEN else escape(text)


def html(text: str) -> SafeString:
    """Text that is HTML: every value in it is a number, a code of ours or was `escaped`."""
    return SafeString(text)


def link(address: object, words: object) -> SafeString:
    """A link; address and words are escaped here."""
    return html(f'<a href="{escaped(address)}">{escaped(words)}</a>')


def links(pairs: Iterable[tuple]) -> SafeString:
    """Links in a row, with commas, from pairs of an address and words."""
    return html(", ".join(link(address, words) for address, words in pairs))
