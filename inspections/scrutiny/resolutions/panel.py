"""What somebody’s posts promised or owe to a committee, above their own actions."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from actions.pages import panels
from actions.pages.page_context import PageContext
from csc_tracker.models import User
from csc_tracker.pages.addresses import cached_reverse
from inspections.models import Resolution
from inspections.scrutiny.resolutions.progress import filter_waiting, with_state
from priorities.models import Post

SHOWN = 10  # the most that the panel names


def promised_by(page_context: PageContext, person: User) -> dict | None:
    """What waits for an answer from the posts that this person holds, overdue first; None where nothing does.

    It is of every plan that is not to practise on; on a page of a practice plan, of that alone. One query, and a second
    one for matters that are said twice.
    """
    owed = _owed(page_context, page_context.read.get(panels.POSTS_HELD, ()))
    if owed is None:
        return None
    waiting = [matter for matter in filter_waiting(with_state(owed, page_context.on)) if _is_said(matter, page_context)]
    if not waiting:
        return None
    for matter in waiting[:SHOWN]:
        matter.address = page_context.address(cached_reverse("resolution", matter.slug))
    return {"matters": waiting[:SHOWN], "more": len(waiting) - SHOWN, "number": len(waiting)}


def _is_said(matter: Any, page_context: PageContext) -> bool:
    return matter.said_on <= page_context.on


def _owed(page_context: PageContext, posts: Iterable[Post]) -> Any:
    """The resolutions that these posts owe an answer to; None without posts."""
    titles = Q()
    for post in posts:
        titles |= Q(owed_by__iexact=post.title)
    if not titles:
        return None
    plan = page_context.plan
    if plan.practice:
        return Resolution.objects.of_plan(plan).filter(titles)
    of_the_council = Q(plan=None, item__meeting__committee__council=plan.council)
    return Resolution.objects.filter(titles, Q(plan__practice=False) | of_the_council)
