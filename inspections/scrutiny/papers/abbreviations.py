"""Abbreviations spelled out at their first use on a page, and linked to the papers' own glossary.

“MASH” becomes “MASH [Multi-Agency Safeguarding Hub]”: in square brackets, an editor's sign in a quotation, so that the
paper's words stay word for word beside it. Templates ask for it by `{% explained words %}` where they show a paper's.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import escape, unescape

from django.db.models import Exists, OuterRef

from csc_tracker.database.prepared import Prepared
from csc_tracker.pages.addresses import cached_reverse
from inspections.models import Citation, GlossaryTerm, Report
from priorities.models import Plan

# An expansion that is longer than this, in characters, is an explanation: the abbreviation itself then leads to it.
LONGEST_EXPANSION = 60
_ABBREVIATION = re.compile(r"[A-Z][A-Za-z]*[A-Z][A-Za-z]*")
# What is left unchanged in a text that is HTML already (from `urlize`): links, and what is inside a tag.
_LEFT_ALONE = r"<a\b.*?</a>|<[^>]*>"
_APOSTROPHE = "(?:’|'|&#x27;|&#39;)"


@dataclass(frozen=True, slots=True)
class Term:
    """An abbreviation: every way that it is written, what it is short for, and its entry's place in the glossary.

    An empty `expansion` means that the glossary explains it in a sentence: it is linked, not spelled out.
    """

    written: tuple
    expansion: str
    order: int


class Glossary:
    """The abbreviations of one page; each is explained once.

    The papers' glossary is asked for once, and only when a text holds what may be an abbreviation.
    """

    def __init__(self, page_context):
        """`page_context` is what the page is asked for: the glossary's address keeps its plan and day."""
        self._asked = page_context
        self._explained = set()

    def explained(self, html: str) -> str:
        """Escaped `html` with each abbreviation that the page has not explained yet spelled out, or linked.

        Whole words alone, capitals as they are. Where the words beside it spell it out already, it is linked itself.
        """
        if not _ABBREVIATION.search(html):
            return html
        pattern, terms = self._terms
        written, last = [], 0
        for match in pattern.finditer(html) if terms else ():
            term = terms.get(match["word"])
            if term is None or term in self._explained:
                continue
            self._explained.add(term)
            written += [html[last : match.start()], self._written(match, term, html)]
            last = match.end()
        return "".join([*written, html[last:]])

    @cached_property
    def _terms(self):
        return _pattern(tuple(map(tuple, entries_of(self._asked.plan))))

    def _written(self, match, term, beside):
        """The text in place of the abbreviation: with its linked expansion in brackets after it, or itself linked."""
        word, of = match["word"], match["of"] or ""
        address = escape(f"{self._asked.address(cached_reverse('help_glossary'))}#term-{term.order}")
        if not term.expansion or _read(term.expansion) in _read(beside):
            return f'<a href="{address}">{word}</a>{of}'
        return f'{word}{of} [<a href="{address}">{escape(term.expansion)}</a>]'


def terms_of(entries: Iterable[tuple[int, str, str]]) -> list[Term]:
    """The abbreviations among glossary entries (order, term, meaning), as `Term`.

    The papers write an abbreviation before its expansion (“MASH Multi-Agency Safeguarding Hub,”), or alone (“ILACS”),
    its meaning then beginning with the expansion; two names for one thing have a stroke between them
    (“EHM/LCS”). An entry that is no abbreviation gives none.
    """
    terms = []
    for order, term, meaning in entries:
        names, expansion = _names(term)
        if not expansion and len(names) == 1:
            expansion = re.split(r"[.;]\s|[.;]$| - | – ", meaning, maxsplit=1)[0].strip()
        if len(expansion) > LONGEST_EXPANSION or len(names) > 1:
            expansion = ""
        terms += [Term(_ways(name), expansion, order) for name in names]
    return terms


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


@lru_cache(maxsize=64)
def _pattern(entries):
    """The expression that finds every way that the entries' terms are written, and the term of each way."""
    terms = {}
    for term in terms_of(entries):
        for way in term.written:
            terms.setdefault(way, term)
    ways = "|".join(re.escape(way) for way in sorted(terms, key=len, reverse=True))
    word = rf"(?<!\w)(?P<word>{ways})(?P<of>{_APOSTROPHE}s\b)?(?!\w)"
    return re.compile(f"{_LEFT_ALONE}|{word}", re.DOTALL), terms


def _read(text):
    """Text as it is compared: entities read, capitals and kinds of apostrophe no matter."""
    return unescape(text).replace("’", "'").casefold()


def glossary_of(plan):
    """The glossary entries in the papers of the plan, in order."""
    return _entries(plan)


def entries_of(plan):
    """The same entries as rows (order, term, meaning): for every page that shows an abbreviation."""
    return _ENTRIES[plan.practice].rows(plan.pk)


def _entries(plan):
    papers = Report.objects.of_plan(plan).order_by()
    explained = Citation.objects.filter(term=OuterRef("pk"), passage__report__in=papers)
    return GlossaryTerm.objects.filter(Exists(explained))


def _prepared(practice):
    return Prepared(lambda key: _entries(Plan(pk=key, practice=practice)).values_list("order", "term", "meaning"), -1)


# The entries of a plan that is one to practise on or not.
_ENTRIES = {practice: _prepared(practice) for practice in (True, False)}
