"""The search within a list: actions by their reference, whatever else by the words of the index."""

from django.db.models import Q, QuerySet

from actions.models import Action
from actions.search.index import catch_up
from actions.search.matching import keys_found, place_of, query_of
from csc_tracker.pages.folding import read_search


def by_words(actions: QuerySet[Action], text: str) -> QuerySet[Action]:
    """The actions with this reference (p3.6 finds P3.06); where the words are no reference, those that hold them all.

    Each of the first 12 words may be in the action's words, its priority's short name, its owner or its lead.
    """
    return actions.filter(has_words(text))


def has_words(text: str) -> Q:
    """The condition of `by_words`, for a page that narrows more than one query by it; none where nothing was typed."""
    if place := place_of(text):
        return Q(priority__number=place[0], number=place[1])
    return holds_words("action", text)


def holds_words(kind: str, text: str) -> Q:
    """The condition that a record of this kind of the search holds every word; none where nothing was typed."""
    search = read_search(text)
    if not search:
        return Q(pk__in=()) if text.strip() else Q()
    catch_up()
    return Q(pk__in=keys_found(kind, query_of(search)))
