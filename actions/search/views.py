"""The search's page: everything that a reader may see, by kind, with the words marked."""

from dataclasses import dataclass

from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from actions.models import SearchEntry
from actions.pages.page_context import PageContext, read_page_context
from actions.search.index import catch_up
from actions.search.kinds import KINDS, Kind, first_of_each
from actions.search.marking import excerpt, marked
from actions.search.matching import matches, query_of, search_for
from actions.search.suggesting import did_you_mean, which_are_there
from csc_tracker.database.prepared import Prepared
from csc_tracker.pages.addresses import cached_reverse
from csc_tracker.pages.folding import Search
from csc_tracker.pages.wording import count_of

LONGEST = 200  # characters
OF_ONE = 50  # results where one kind alone is shown


@dataclass(frozen=True, slots=True)
class Found:
    """A result as the page draws it, with the words marked."""

    address: str
    title: SafeString
    excerpts: list[SafeString]
    about: SafeString


@dataclass(frozen=True, slots=True)
class Group:
    """The results of a kind: how many there are, the first of them, and where the rest is."""

    kind: Kind
    total: int
    results: list[Found]
    more: str = ""  # the address of all of them, empty where they are all here

    @property
    def heading(self) -> str:
        return f"{self.kind.heading} ({self.total:,})"

    @property
    def all_of_them(self) -> str:
        """The words of the link to all of them."""
        return f"All {self.total:,} {self.kind.counted[1]}"


@require_safe
def search(request):
    """What holds the words of `?q=`, at most five of each kind; of `?kind=` alone up to fifty, in pages."""
    page_context = read_page_context(request)
    text = " ".join(request.GET.get("q", "").split())[:LONGEST]
    looked_for = search_for(text)
    one = KINDS.get(request.GET.get("kind", ""))
    page = _page_number(request)
    groups, meant, apart = [], None, []
    if looked_for:
        catch_up()
        groups = _groups(page_context, looked_for, one, page)
        if not groups and page == 1:
            meant, apart = _instead(page_context, looked_for)
    total = sum(group.total for group in groups)
    context = {
        "page_context": page_context,
        "text": text,
        "title": f"Search: {text}" if text else "Search",
        "groups": groups,
        "summary": _summary(text, groups, total) if looked_for else "",
        "unreadable": bool(text) and not looked_for,
        "meant": meant,
        "apart": apart,
        "one": one,
        "everything": page_context.address(cached_reverse("search"), q=text) if one else "",
        "before": _address(page_context, text, one, page - 1) if one and page > 1 else "",
        "after": _address(page_context, text, one, page + 1) if one and total > page * OF_ONE else "",
    }
    return render(request, "search/search.html", context)


def _page_number(request):
    page = request.GET.get("page", "")
    return max(int(page), 1) if page.isascii() and page.isdigit() and len(page) < 5 else 1


def _address(page_context, text, kind, page=1):
    return page_context.address(
        cached_reverse("search"), q=text, kind=kind.name, **({"page": page} if page > 1 else {})
    )


def _groups(page_context: PageContext, search: Search, one: Kind | None = None, page: int = 1) -> list[Group]:
    """The first results of each kind; of `one` kind alone those of its page. At most three queries."""
    if one:
        start = (page - 1) * OF_ONE
        records = list(one.found(page_context, query_of(search))[start : start + OF_ONE])
        return [_group(one, page_context, search, records)] if records else []
    there = {kind for (kind,) in _KINDS_THERE.rows(query_of(search))}
    first = first_of_each([name for name in KINDS if name in there], page_context, search)
    groups = []
    for kind in KINDS.values():
        if records := first.get(kind.name, []):
            address = (kind.list_address or _own_list(kind))(page_context, search.text)
            groups.append(_group(kind, page_context, search, records, address))
    return groups


_KINDS_THERE = Prepared(
    lambda query: SearchEntry.objects.filter(matches(query)).order_by().values_list("kind").distinct(), "looked for"
)


def _group(kind, page_context, search, records, address=""):
    total, results = records[0].of_all, [_drawn(kind, page_context, search, record) for record in records]
    return Group(kind, total, results, address if total > len(results) else "")


def _own_list(kind):
    return lambda page_context, text: _address(page_context, text, kind)


def _drawn(kind, page_context, search, record):
    result = kind.describe(page_context, record)
    return Found(
        result.address, marked(result.title, search), excerpt(result.words, search), marked(result.about, search)
    )


def _summary(text, groups, total):
    if groups:
        return f"{count_of(total, 'result')} for “{text}”."
    return f"Nothing found for “{text}”."


def _instead(page_context, search):
    """What is offered where nothing was found: what may have been meant, else the words that are there one by one.

    (Words, address, how many results), or None; and [(word, address), …].
    """
    address, are_there = cached_reverse("search"), which_are_there(search, page_context.plan)
    words = did_you_mean(search, page_context.plan, are_there)
    if words and (groups := _groups(page_context, search_for(words))):
        number = count_of(sum(group.total for group in groups), "result")
        return (words, page_context.address(address, q=words), number), []
    there = [
        search.text[start:end] for (start, end), is_there in zip(search.places, are_there, strict=True) if is_there
    ]
    return None, [(word, page_context.address(address, q=word)) for word in there if len(are_there) > 1]
