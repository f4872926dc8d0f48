"""Words as a result shows them: what was looked for is marked, and a long text is cut around it."""

from collections.abc import Iterable
from typing import Final

from django.utils.safestring import SafeString

from csc_tracker.pages.folding import Search
from csc_tracker.pages.markup import escaped, html

ROOM: Final = 260  # characters of an excerpt
_BEFORE: Final = 60  # of them before the first word that is marked


def marked(text: str, search: Search) -> SafeString:
    """A text with the words that the search finds in it marked."""
    return _drawn(text, list(search.marks(text)), 0, len(text))


def excerpt(texts: Iterable[str], search: Search) -> list[SafeString]:
    """Of these texts those with a word that the search finds, else the first; each cut around its first such word."""
    texts = [" ".join(text.split()) for text in texts if text]
    found = [(text, marks) for text in texts if (marks := list(search.marks(text)))]
    return [_cut(text, marks) for text, marks in found or [(text, []) for text in texts[:1]]]


def _cut(text, marks):
    if len(text) <= ROOM:
        return _drawn(text, marks, 0, len(text))
    first = marks[0][0] if marks else 0
    start = 0 if first <= _BEFORE * 2 else text.rfind(" ", 0, first - _BEFORE) + 1
    end = len(text) if start + ROOM >= len(text) else text.rfind(" ", start, start + ROOM)
    if end <= start:  # one long word
        end = start + ROOM
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return html(f"{before}{_drawn(text, marks, start, end)}{after}")


def _drawn(text, marks, start, end):
    pieces, at = [], start
    for first, last in marks:
        if first < at or last > end:
            continue
        pieces += [escaped(text[at:first]), "<mark>", escaped(text[first:last]), "</mark>"]
        at = last
    return html("".join([*pieces, escaped(text[at:end])]))
