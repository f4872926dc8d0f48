"""“Did you mean …?”: the nearest words of the plan's own records, among those that the reader may see."""

from collections.abc import Iterable, Sequence
from functools import cache

from django.db import connection
from django.db.models import BooleanField, Exists, F, Func, Q, QuerySet, Value

from actions.models import SearchEntry, SearchWord
from actions.search.matching import matches, query_of
from csc_tracker.pages.folding import Search
from priorities.models import Plan

# PostgreSQL's own threshold for words that are alike (pg_trgm), which SQLite's words are held to in Python.
_ALIKE = 0.3
_SHORT = 5  # letters of a word in which one mistake is the most
_MEDIUM = 8  # letters of a word in which two are; up to here two swapped letters leave little alike but the beginning


def which_are_there(search: Search, plan: Plan) -> list[bool]:
    """Whether any record of the plan, or of no plan, that may be seen now holds each word of the search; one query."""
    entries = SearchEntry.objects.filter(_of_plan(plan))
    there = {}
    for number, group in enumerate(search.groups):
        query = query_of(Search(search.text, (group,), ()))
        there[f"is_there_{number}"] = Exists(entries.filter(matches(query)))
    return list(Plan.objects.filter(pk=plan.pk).annotate(**there).order_by().values_list(*there).get())


def did_you_mean(search: Search, plan: Plan, are_there: Sequence[bool]) -> str:
    """The search with each word that is not there replaced by the nearest word; empty where one has none near.

    One query, whatever is looked for: for words of the plan, and of no plan, that may be seen now.
    """
    unknown = [place for place, is_there in enumerate(are_there) if not is_there]
    typed = {place: search.groups[place][0][0].word for place in unknown}
    if not typed:
        return ""
    words = set(_near(plan, typed.values()).values_list("word", flat=True))
    text, moved = search.text, 0
    for place in unknown:
        nearest = nearest_of(typed[place], words)
        if nearest is None:
            return ""
        start, end = search.places[place]
        text = text[: start + moved] + nearest + text[end + moved :]
        moved += len(nearest) - (end - start)
    return " ".join(text.split())


def _of_plan(plan):
    return Q(plan=plan) | Q(plan=None)


def _near(plan: Plan, typed: Iterable[str]) -> QuerySet[SearchWord]:
    """The words that can be near enough to one of these: by trigrams on PostgreSQL, by their length on SQLite."""
    near = Q(pk=None)
    for word in typed:
        length = Q(length__range=(len(word) - 2, len(word) + 2))
        if connection.vendor == "postgresql":
            alike = Q(_Alike(F("word"), Value(word)))
            if len(word) <= _MEDIUM:
                alike |= Q(word__startswith=word[0])
            length &= alike
        near |= length
    return SearchWord.objects.filter(_of_plan(plan), near).order_by()


class _Alike(Func):
    template = "%(expressions)s"
    output_field = BooleanField()

    def as_postgresql(self, compiler, connection, **more):
        return self.as_sql(compiler, connection, arg_joiner=f" OPERATOR({_schema()}.%%) ", **more)


@cache
def _schema():
    """The schema of the extension pg_trgm, which need not be one that is searched."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = 'pg_trgm'")
        return cursor.fetchone()[0]


# The rule, of plain words ------------------------------------------------------------------------------------------


def nearest_of(typed: str, words: Iterable[str]) -> str | None:
    """The nearest of the words, None where none is near enough: the same whichever database proposed them."""
    best = None
    for word in words:
        alike = similarity(typed, word)
        if not _may_be(typed, word) or (alike < _ALIKE and not (len(typed) <= _MEDIUM and word[0] == typed[0])):
            continue
        steps = distance(typed, word)
        if steps <= _most_steps(typed) and (best is None or (steps, -alike, word) < best):
            best = steps, -alike, word
    return best and best[2]


def _may_be(typed, word):
    """Whether their lengths allow it: of a short word no letter too many was typed, or every word is near another."""
    return word != typed and (0 if len(typed) < _SHORT else -2) <= len(word) - len(typed) <= 2


def _most_steps(typed):
    return 1 if len(typed) <= _SHORT else 2 if len(typed) <= _MEDIUM else 3


def _trigrams(word):
    padded = f"  {word} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}


def similarity(one: str, other: str) -> float:
    """How alike two words are by their groups of three letters, from 0 to 1, as pg_trgm has it."""
    first, second = _trigrams(one), _trigrams(other)
    return len(first & second) / len(first | second)


def distance(one: str, other: str) -> int:
    """How many letters were added, left out, replaced, or swapped with their neighbour between two words."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, opposite in enumerate(other, 1):
            steps = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != opposite))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == opposite:
                steps = min(steps, before[column - 2] + 1)
            now.append(steps)
        before, last = last, now
    return last[-1]
