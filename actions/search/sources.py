"""What the index of the search is made from: which records, their words, and whose change makes an entry old.

Apps to the right add their own when they start (`add_source`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db import models

from actions.models import Action, ProgressUpdate, SearchEntry
from actions.models import reference as reference_of
from csc_tracker.pages.folding import indexed
from csc_tracker.people.sight import seeing_everything
from priorities.measures import known_from
from priorities.models import Measure, MeasureValue, Post, Priority


@dataclass(frozen=True)
class Source:
    """Records of a model, as the index has them.

    `words` gives a record's texts, and `plan` the key of its plan, None where it is no plan's own. `related` is read
    with it. An entry leads to the record `key(record)` of the `kind`. `touched_by` names the tables whose rows a
    change makes old too: {model: SQL condition over a row of this source's table and the changed row, NEW}.
    """

    name: str
    model: type[models.Model]
    words: Callable[[Any], Iterable[str]]
    plan: Callable[[Any], int | None] = lambda record: None
    related: tuple[str, ...] = ()
    kind: str = ""
    key: Callable[[Any], int] = lambda record: record.pk
    day: Callable[[Any], date | None] = lambda record: None
    touched_by: tuple[tuple[type[models.Model], str], ...] = ()

    def entries(self, keys: Iterable[int]) -> list[SearchEntry]:
        """The entries that the records with these keys should have, unsaved; none for one without words."""
        with seeing_everything():
            records = self.model._base_manager.filter(pk__in=keys).select_related(*self.related)
            return [entry for record in records if (entry := self._entry(record)) is not None]

    def _entry(self, record):
        if getattr(record, "withdrawn_on", None) is not None:
            return None
        words = indexed(*self.words(record))
        if not words:
            return None
        return SearchEntry(
            source=self.name, source_key=record.pk, kind=self.kind or self.name, key=self.key(record),
            plan_id=self.plan(record), exemption_id=record.exemption_id, day=self.day(record), words=words,
        )  # fmt: skip

    @cached_property
    def table(self) -> str:
        return self.model._meta.db_table


SOURCES: dict[str, Source] = {}


def add_source(source: Source) -> None:
    """Let the search find these records too."""
    SOURCES[source.name] = source


def words_beside(record: Any, other: Any, *names: str) -> list[str]:
    """Words of another record that stand with those of the first: none of them, where the other is closed apart."""
    if other is None or other.exemption_id not in (None, record.exemption_id):
        return []
    return [getattr(other, name) for name in names]


def holders_of(post: Post) -> str:
    """The names of all who held a post."""
    return " ".join(name for _, _, name, *_ in post.all_holders)


def _of_action(action):
    priority = action.priority
    reference = reference_of(priority.number, action.number)
    beside = words_beside(action, priority, "short_name")
    posts = [words_beside(action, post, "title") for post in (action.owner, priority.lead)]
    return [reference, action.words, action.paper_reference, *beside, *posts[0], *posts[1]]


def _of_priority(priority):
    lead = words_beside(priority, priority.lead, "title")
    return [f"Priority {priority.number}", priority.short_name, priority.words, priority.why, *lead]


def _of_update(update):
    return [update.words, update.due_reason, update.due_agreed_by, update.impact_words, update.evidence_words]


_OF_PRIORITY = 'r."priority_id" = NEW."id"'
_LED = 'r."priority_id" IN (SELECT p."id" FROM "priorities_priority" p WHERE p."lead_id" = NEW."id")'

add_source(
    Source(
        "action", Action, _of_action, lambda action: action.priority.plan_id, ("priority__lead", "owner"),
        touched_by=((Priority, _OF_PRIORITY), (Post, f'r."owner_id" = NEW."id" OR {_LED}')),
    )
)  # fmt: skip
add_source(
    Source(
        "priority", Priority, _of_priority, lambda priority: priority.plan_id, ("lead",),
        touched_by=((Post, 'r."lead_id" = NEW."id"'),),
    )
)  # fmt: skip
add_source(Source("post", Post, lambda post: [post.title, post.earlier_titles, holders_of(post)]))
add_source(
    Source(
        "update", ProgressUpdate, _of_update, lambda update: update.action.priority.plan_id, ("action__priority",),
    )
)  # fmt: skip
add_source(
    Source(
        "measure", Measure, lambda measure: [measure.name, measure.unit], lambda measure: measure.priority.plan_id,
        ("priority",),
    )
)  # fmt: skip
add_source(
    Source(
        "value", MeasureValue, lambda value: [value.words, value.whose],
        lambda value: value.measure.priority.plan_id, ("measure__priority",),
        kind="measure", key=lambda value: value.measure_id, day=known_from,
    )
)  # fmt: skip
