"""What the search shows, by kind: which records a page of a plan may show, and what it says of each that is found.

Each kind reads its records through the managers that its own pages use, so that the search shows nothing that they
would not. Apps to the right add theirs when they start (`add_kind`).
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, Window
from django.db.models.functions import Coalesce

from actions.models import Action, ProgressUpdate
from actions.pages.page_context import PageContext
from actions.search.matching import keys_found, place_of, query_of
from csc_tracker.database.prepared import DAYS, KEYS, NUMBERS, Prepared, PreparedTogether
from csc_tracker.pages.addresses import cached_reverse
from csc_tracker.pages.folding import Search
from csc_tracker.pages.wording import count_of, in_a_row, in_words
from priorities.models import Measure, Plan, Post, Priority

EACH = 5  # results of a kind where every kind is shown


@dataclass(frozen=True, slots=True)
class Result:
    """What a page says of a record that was found: a title that is its link, its words, and a line about it."""

    title: str
    address: str
    words: tuple[str, ...]
    about: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind of record. `shown` gives all that a page may show of it, in the order of the results.

    Of the page context it uses the plan, the day and the last update that counts, and no `if` on them but whether the
    plan is for practice and whether every update counts: its query is built once for each of these.
    `list_address` leads to all that is found on a page of their own, where there is one better than the search's.
    """

    name: str
    heading: str
    counted: tuple[str, str]
    shown: Callable[[PageContext], QuerySet]
    describe: Callable[[PageContext, Any], Result]
    list_address: Callable[[PageContext, str], str] | None = None

    def found(self, page_context: PageContext, query: str) -> QuerySet:
        """The records of this kind that match (`query_of`), each with `of_all`, the number of them all."""
        by_then = Q(day=None) | Q(day__lte=page_context.on)
        keys = keys_found(self.name, query).filter(by_then)
        return self.shown(page_context).filter(pk__in=keys).annotate(of_all=Window(Count("pk")))


def first_of_each(names: Collection[str], page_context: PageContext, search: Search) -> dict[str, list[Any]]:
    """The first few records of these kinds that match; of actions the one with the reference, where the search is one.

    One query for all kinds, and one for a reference.
    """
    reported = page_context.up_to is not None
    values = page_context.plan.pk, page_context.on, page_context.up_to if reported else NUMBERS[0]
    first: dict[str, list[Any]] = {}
    if "action" in names and (place := place_of(search.text)):
        of_plan = max(place) < NUMBERS[0]
        first["action"] = _by_place().instances(page_context.plan.pk, *place) if of_plan else []
    if others := tuple(name for name in names if name not in first):
        found = _first(others, page_context.plan.practice, reported).instances(*values, query_of(search))
        first |= zip(others, found, strict=True)
    return first


@cache
def _first(names, practice, reported):
    """The query of the first results of kinds, by the plan, the day, the last update and what is looked for."""

    def of_kind(name):
        def build(plan, on, up_to, query):
            page_context = PageContext(
                plan=Plan(pk=plan, practice=practice), on=on, today=on, plan_given=False, on_given=False,
                up_to=up_to if reported else None,
            )  # fmt: skip
            return KINDS[name].found(page_context, query)[:EACH]

        return build

    return PreparedTogether([*map(of_kind, names)], KEYS[0], DAYS[0], NUMBERS[0], "what is looked for")


@cache
def _by_place():
    def build(plan, priority, number):
        actions = Action.objects.of_plan(plan).select_related("priority__lead").annotate(of_all=Value(1))
        return actions.filter(priority__number=priority, number=number)

    return Prepared(build, KEYS[0], *NUMBERS)


KINDS: dict[str, Kind] = {}


def add_kind(kind: Kind) -> None:
    """Let the search show this kind too, after those that are there."""
    KINDS[kind.name] = kind


def _actions(page_context):
    return Action.objects.of_plan(page_context.plan).select_related("priority__lead").order_by(
        "priority__number", "number"
    )  # fmt: skip


def _action(page_context, action):
    posts = [f"owner: {action.owner}"] if action.owner else []
    posts += [f"lead: {action.priority.lead}"] if action.priority.lead else []
    return Result(
        title=action.reference,
        address=page_context.address(cached_reverse("action", action.reference)),
        words=(action.words,),
        about="; ".join([str(action.priority), *posts]),
    )


def _priorities(page_context):
    return Priority.objects.filter(plan=page_context.plan).select_related("lead").order_by("number")


def _priority(page_context, priority):
    return Result(
        title=f"Priority {priority}",
        address=page_context.address(cached_reverse("priority", priority.number)),
        words=(priority.words, priority.why),
        about=f"Lead: {priority.lead}" if priority.lead else "",
    )


def _updates(page_context):
    updates = ProgressUpdate.objects.filter(action__priority__plan=page_context.plan)
    updates = updates.filter(action__in=Action.objects.filter(priority__plan=page_context.plan).order_by())
    updates = updates.counting(page_context.on, page_context.up_to)
    return updates.select_related("action__priority", "by").order_by("-effective_date", "-sequence")


def _update(page_context, update):
    address = page_context.address(cached_reverse("action", update.action.reference))
    says = ", ".join(filter(None, [update.get_stage_display(), update.get_rating_display()]))
    return Result(
        title=f"{update.action.reference}, {in_words(update.effective_date)}",
        address=f"{address}#update-{update.code}",
        words=(
            update.words, update.due_reason, update.due_agreed_by and f"Agreed by {update.due_agreed_by}.",
            update.impact_words, update.evidence_words,
        ),
        about=says,
    )  # fmt: skip


def _measures(page_context):
    measures = Measure.objects.filter(priority__in=_priorities(page_context).order_by())
    return measures.select_related("priority").order_by("priority__number", "number")


def _measure(page_context, measure):
    address = page_context.address(cached_reverse("priority", measure.priority.number))
    return Result(
        title=measure.name,
        address=f"{address}#measure-{measure.number}",
        words=(),
        about=f"Measure of priority {measure.priority}",
    )


def _number(records, field):
    counted = records.order_by().values(field).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def _posts(page_context):
    actions = Action.objects.filter(priority__plan=page_context.plan, owner=OuterRef("pk"))
    priorities = Priority.objects.filter(plan=page_context.plan, lead=OuterRef("pk"))
    posts = Post.objects.annotate(owned=_number(actions, "owner"), led=_number(priorities, "lead"))
    return posts.filter(Q(owned__gt=0) | Q(led__gt=0)).order_by("title", "pk")


def _post(page_context, post):
    does = [f"leads {count_of(post.led, 'priority', 'priorities')}"] if post.led else []
    does += [f"owns {count_of(post.owned, 'action')}"] if post.owned else []
    by = {"owner": post.pk} if post.owned else {"lead": post.pk}
    return Result(
        title=post.title,
        address=page_context.address(cached_reverse("actions"), **by),
        words=(post.holders_on(page_context.on),),
        about=in_a_row(does).capitalize(),
    )


def _all_actions(page_context, text):
    return page_context.address(cached_reverse("actions"), q=text)


for kind in (
    Kind("action", "Actions", ("action", "actions"), _actions, _action, _all_actions),
    Kind("post", "Posts", ("post", "posts"), _posts, _post),
    Kind("priority", "Priorities", ("priority", "priorities"), _priorities, _priority),
    Kind("update", "Updates", ("update", "updates"), _updates, _update),
    Kind("measure", "Measures", ("measure", "measures"), _measures, _measure),
):
    add_kind(kind)
