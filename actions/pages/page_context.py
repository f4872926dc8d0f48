"""What the address of a page and its reader decide: the plan, the day, live or as last reported, compared with when."""

import re
from dataclasses import dataclass, field, replace
from datetime import date

from django.core.exceptions import BadRequest
from django.http import Http404

from actions.models import FrozenPosition
from actions.pages import panels
from actions.positions.baseline import DAY
from actions.positions.frozen import last_frozen
from csc_tracker.pages.addresses import query_of
from csc_tracker.today import today
from priorities.models import Plan

_SLUG = re.compile(r"[-\w]{1,50}", re.ASCII)


@dataclass(frozen=True, slots=True)
class PageContext:
    """The plan `plan` and the day `on` of a page; `today` is today, taken once for the whole request.

    `plan_given`, `on_given`: whether the address names the plan and a day other than the usual one.
    `as_reported`: whether this reader sees the plan as it was last reported, which is `reported` (None: nothing was
    yet). `on` is then that position's day where the address gives none.
    `up_to`: the sequence of the last update that counts; None where every update counts.
    `since`: what the address compares with, a meeting's slug or a day; empty for the reader's own baseline.
    `others`: the other plans that the status board names; None on another page.
    `read`: what one part of the page has read from the database and another needs too.
    """

    plan: Plan
    on: date
    today: date
    plan_given: bool
    on_given: bool
    since: str = ""
    reader: object = None
    as_reported: bool = False
    reported: FrozenPosition | None = None
    up_to: int | None = None
    others: list[Plan] | None = None
    read: dict = field(default_factory=dict, compare=False, repr=False)

    @property
    def query(self):
        """The query string that keeps the plan and the day: “?plan=practice&on=2020-04-01”, or empty."""
        return self.address("")

    def address(self, path, **more):
        """`path` with the plan and the day kept, and `more` as further parameters (lists repeat a name)."""
        parameters = {}
        if self.plan_given:
            parameters["plan"] = self.plan.slug
        if self.on_given:
            parameters["on"] = self.on.isoformat()
        if self.since:
            parameters["since"] = self.since
        query = query_of({**parameters, **more})
        return f"{path}?{query}" if query else path

    @property
    def own_day(self):
        """The day that the page shows where its address gives none."""
        return self.reported.on if self.reported else self.today

    @property
    def until(self):
        """The moment after which nothing counts for this reader: that of freezing; None for every moment."""
        return self.reported.frozen_at if self.reported else None

    @property
    def calendar_day(self):
        """The day after which a meeting is to come: today's, where a reported position shows on a day of its own."""
        return self.today if self.as_reported and not self.on_given else self.on

    @property
    def tense(self):
        """“past”, “today” or “future”: how the day stands to the one that shows where none is given."""
        return "today" if self.on == self.own_day else "past" if self.on < self.own_day else "future"

    def positions(self, actions):
        """`actions` with their position as this page shows it (see `ActionQuerySet.as_at`)."""
        return actions.as_at(self.on, self.up_to)


class NoPlan(Http404):
    """There is no plan yet that anybody could see."""


def read_plan(request, now, with_others=False):
    """The plan that the address names, else the current one on the day `now`; Http404 where there is none.

    With the other plans that its board names, a list, where they are asked for; else None.
    """
    slug, others = request.GET.get("plan", ""), None
    if slug and not _SLUG.fullmatch(slug):
        plan = None
    elif with_others:
        plan, others = Plan.objects.with_others(now, slug)
    else:
        plan = Plan.objects.named(slug) if slug else Plan.objects.current(now)
    if plan:
        return plan, others
    if slug:
        raise Http404(f"There is no plan called “{slug[:50]}”. The status board shows the current plan.")
    raise NoPlan("No plan has been loaded yet. An admin loads one in Django admin.")


def read_on(request):
    """The day of `?on=`, None where none is given; BadRequest where it cannot be read."""
    words = request.GET.get("on", "").strip()
    return read_day(words) if words else None


def read_day(words):
    """The day that is written as 2020-04-01; BadRequest where it cannot be read."""
    try:
        if re.fullmatch(r"(19|20|21)\d{2}-\d{2}-\d{2}", words, re.ASCII):
            return date.fromisoformat(words)
    except ValueError:
        pass
    raise BadRequest(f"“{words[:40]}” is not a date we can read. Write the day as 2020-04-01, year first.")


def read_since(request):
    """What to compare with, from `?since_day=` or `?since=`: a day or a meeting's slug; empty for neither.

    BadRequest where it is neither a day nor a slug. Whether the meeting is there, `panels.baseline` checks.
    """
    day = request.GET.get("since_day", "").strip()
    words = day or request.GET.get("since", "").strip()
    if day or DAY.fullmatch(words):
        return read_day(words).isoformat()
    if words and not _SLUG.fullmatch(words):
        raise BadRequest(f"“{words[:40]}” is neither a day nor a meeting. Choose one on the status board.")
    return words


def read_page_context(request, with_others=False):
    """The page context of a request, kept on the request too: `every_page` of csc_tracker/pages/context.py reads it.

    `with_others`: its `others` are then the other plans that the plan's board names.
    Http404 where the plan is not there; BadRequest (400) where a day or what to compare with cannot be read.
    """
    now = today()
    given = read_on(request)
    plan, others = read_plan(request, now, with_others)
    as_reported = sees_as_reported(plan, request.user)
    reported = last_reported(plan, request.user) if as_reported else None
    default = reported.on if reported else now
    on = given or default
    up_to = None
    if as_reported:
        up_to = reported.last_sequence if reported else 0
    request.page_context = PageContext(
        plan=plan,
        on=on,
        today=now,
        plan_given=bool(request.GET.get("plan")),
        on_given=on != default,
        since=read_since(request),
        reader=request.user,
        as_reported=as_reported,
        reported=reported,
        up_to=up_to,
        others=others,
    )
    return request.page_context


def of_plan(request, page_context, plan):
    """The page context with this plan, for a page whose subject belongs to a plan that the address need not name."""
    if plan != page_context.plan:
        page_context = request.page_context = replace(page_context, plan=plan, plan_given=True, read={})
    return page_context


def sees_as_reported(plan, user):
    """Whether this person sees the plan as last reported: where the plan says so, everybody who may not update it."""
    return plan.members_see == Plan.MembersSee.REPORTED and not user.has_perm("actions.add_progressupdate")


def last_reported(plan, user):
    """The latest frozen position that a committee of this person was shown; the latest of all for others."""
    return panels.last_shown_to(plan, user) or last_frozen(plan)
