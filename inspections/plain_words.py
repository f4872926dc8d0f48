"""Abbreviations spelled out at their first use on a page, and linked to the papers' own glossary.

“MASH” becomes “MASH [Multi-Agency Safeguarding Hub]”: in square brackets, an editor's sign in a quotation, so that the
paper's words stay word for word beside it.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape

from django.urls import reverse

from .models import Citation, GlossaryTerm, Report

# An expansion that is longer than this, in characters, is an explanation: the abbreviation itself then leads to it.
LONGEST_EXPANSION = 60
# Where nothing is spelled out: what is a link or a control already, names and headings, and what is no running text;
# by class, what is there for screen readers alone, and the way back up.
_LEFT_ALONE = "|".join(
    [
        *("a", "button", "label", "legend", "option", "select", "textarea"),
        *("title", "h[1-6]", "summary", "caption", "th"),
        *("svg", "code", "script", "style", "noscript", "template"),
    ]
)
_LEFT_CLASSES = "vh|crumbs"
_LEFT_BEGINS = re.compile(
    rf"<(?:!--|(?P<named>{_LEFT_ALONE})(?=[\s>])[^>]*>"
    rf'|(?P<classed>[a-z][a-z0-9]*)\s[^>]*?\bclass="(?:[^"]*\s)?(?:{_LEFT_CLASSES})(?:\s[^"]*)?"[^>]*>)'
)
_ABBREVIATION = re.compile(r"[A-Z][A-Za-z]*[A-Z][A-Za-z]*")
_APOSTROPHE = "(?:’|'|&#x27;|&#39;)"
_MAIN = re.compile(r"<main\b[^>]*>(.*)</main>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Term:
    """An abbreviation: every way that it is written, what it is short for, and the address that explains it.

    An empty `expansion` means that the glossary explains it in a sentence: it is linked, not spelled out.
    """

    written: tuple
    expansion: str
    address: str


def terms_of(entries, address) -> tuple:
    """The abbreviations among glossary entries (with `term`, `meaning`, `order`), as `Term`.

    `address(order)` gives the address that explains an entry. The papers write an abbreviation before its expansion
    (“MASH Multi-Agency Safeguarding Hub,”), or alone (“ILACS”), its meaning then beginning with the expansion; two
    names for one thing stand with a stroke between them (“EHM/LCS”). An entry that is no abbreviation gives none.
    """
    found = []
    for entry in entries:
        names, expansion = _names(entry.term)
        if not expansion and len(names) == 1:
            expansion = re.split(r"[.;]\s|[.;]$| - | – ", entry.meaning, maxsplit=1)[0].strip()
        if len(expansion) > LONGEST_EXPANSION or len(names) > 1:
            expansion = ""
        found += [Term(_ways(name), expansion, address(entry.order)) for name in names]
    return tuple(found)


def _names(term):
    """The abbreviations that an entry begins with, and the rest of its words: (["MASH"], "Multi-Agency …")."""
    words, names = term.split(), []
    while words and all(_ABBREVIATION.fullmatch(part) for part in words[0].split("/")):
        names.append(words.pop(0))
    return names, " ".join(words).strip(" ,.;:")


def _ways(name):
    """“EHM/LCS” is written so, the other way round, and each by itself."""
    parts = name.split("/")
    return (name,) if len(parts) == 1 else (name, "/".join(reversed(parts)), *parts)


def spelled_out(html: str, terms) -> str:
    """`html` with each of the `terms` spelled out, or linked, at its first use in running text within <main>.

    Whole words alone, capitals as they are. Where the words beside it spell it out already, it is linked itself.
    HTML without <main>, and a page where nothing is found, come back as they were.
    """
    main = _MAIN.search(html) if terms else None
    if main is None:
        return html
    pattern, by_writing = _pattern(terms)
    body, written, last, waiting = main[1], [], 0, set(terms)
    left_alone = _left_alone(body)
    begins = ends = 0  # of the part that is left alone and lies at the place, or next behind it
    for found in pattern.finditer(body):
        place, term = found.start(), by_writing[found["word"]]
        if term not in waiting or _is_in_a_word_or_tag(body, place):
            continue
        while ends <= place and begins is not None:
            begins, ends = next(left_alone, (None, 0))
        if begins is not None and begins <= place:
            continue
        waiting.discard(term)
        written += [body[last:place], _written(found, term, _beside(body, found))]
        last = found.end()
        if not waiting:
            break
    if not written:
        return html
    return "".join([html[: main.start(1)], *written, body[last:], html[main.end(1) :]])


def _left_alone(body):
    """The parts of `body` in which nothing is spelled out, in order: (where each begins, where it ends)."""
    place = 0
    while begins := _LEFT_BEGINS.search(body, place):
        name = begins["named"] or begins["classed"]
        place = _end_of(body, name, begins.end()) if name else _after(body, "-->", begins.end())
        yield begins.start(), place


def _end_of(body, name, place):
    """Where the element `name` ends that began before `place`; the end of `body` where it is not closed."""
    depth = 1
    for tag in _tags(name).finditer(body, place):
        depth += -1 if tag["end"] else 1
        if not depth:
            return tag.end()
    return len(body)


def _after(body, words, place):
    found = body.find(words, place)
    return len(body) if found < 0 else found + len(words)


@lru_cache(maxsize=64)
def _tags(name):
    return re.compile(rf"<(?P<end>/?){name}(?=[\s>])[^>]*>")


def _is_in_a_word_or_tag(body, place):
    """Whether what stands at the place goes on a word, an entity, or stands inside a tag."""
    before = body[place - 1] if place else " "
    return before.isalnum() or before in "_&" or body.rfind("<", 0, place) > body.rfind(">", 0, place)


def _beside(body, found):
    """The text that the abbreviation stands in, from tag to tag, as it reads."""
    start, end = body.rfind(">", 0, found.start()) + 1, body.find("<", found.end())
    return _read(body[start : end if end >= 0 else len(body)])


def _read(text):
    return unescape(text).replace("’", "'").casefold()


def _written(found, term, beside):
    """What stands in place of the abbreviation: itself with its expansion in brackets behind it, or itself linked."""
    word, of = found["word"], found["of"] or ""
    if not term.expansion or _read(term.expansion) in beside:
        return f'<a href="{escape(term.address)}">{word}</a>{of}'
    return f'{word}{of} [<a href="{escape(term.address)}">{escape(term.expansion)}</a>]'


@lru_cache(maxsize=64)
def _pattern(terms):
    """The expression that finds every way that the terms are written, and the term of each way."""
    by_writing = {}
    for term in terms:
        for way in term.written:
            by_writing.setdefault(way, term)
    ways = "|".join(re.escape(way) for way in sorted(by_writing, key=len, reverse=True))
    return re.compile(rf"(?P<word>{ways})(?P<of>{_APOSTROPHE}s\b)?(?!\w)"), by_writing


class PlainWordsMiddleware:
    """Spell abbreviations out on every page of a plan that a signed-in person reads, but not on the glossary itself."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        asked = getattr(request, "asked", None)
        if asked is None or not _is_a_page(response) or not request.user.is_authenticated:
            return response
        glossary = reverse("help_glossary")
        if request.path == glossary:
            return response
        entries = glossary_of(asked.plan, request.user).only("order", "term", "meaning")
        terms = terms_of(entries, lambda order: f"{asked.address(glossary)}#term-{order}")
        html = response.content.decode(response.charset)
        plain = spelled_out(html, terms)
        if plain is not html:
            response.content = plain
        return response


def _is_a_page(response):
    return not response.streaming and response.get("Content-Type", "").startswith("text/html")


def glossary_of(plan, user):
    """The glossary entries that stand in papers of the plan which this person may read, in order."""
    papers = Report.objects.of_plan(plan).readable_by(user)
    explained = Citation.objects.filter(passage__report__in=papers.order_by(), term__isnull=False).order_by()
    return GlossaryTerm.objects.filter(pk__in=explained.values("term"))
