"""What a page of a plan is asked for: which plan, as at which day, live or as last reported, compared with when."""

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
    """The plan and the day of a page, both from its address; `today` is the day that it is taken to be.

    `as_reported`: this reader sees the plan as it was last reported, which is `reported` (None: nothing was yet), and
    `on` is then that position's day where the address gives none. `up_to` is the last update that counts; None for
    every one. `since` is what the address compares with: a meeting's name or a day; empty for the reader's own. `read`
    holds what one part of the page has read and another needs too.
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
    read: dict = field(default_factory=dict, compare=False, repr=False)

    @property
    def query(self):
        """The query string that keeps the plan and the day: “?plan=practice&on=2020-04-01”, or empty."""
        return self.address("")

    def address(self, path, **more):
        """`path` with the plan and the day kept, and `more` as further parameters (lists repeat a name)."""
        kept = {}
        if self.plan_given:
            kept["plan"] = self.plan.slug
        if self.on_given:
            kept["on"] = self.on.isoformat()
        if self.since:
            kept["since"] = self.since
        query = query_of({**kept, **more})
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
        """The day that meetings to come are told from: today's, where a reported position shows on a day of its own."""
        return self.today if self.as_reported and not self.on_given else self.on

    @property
    def tense(self):
        """“past”, “today” or “future”: how the day stands to the one that shows where none is given."""
        return "today" if self.on == self.own_day else "past" if self.on < self.own_day else "future"

    def positions(self, actions):
        """`actions` with their position as this page shows it (see `ActionQuerySet.as_at`)."""
        return actions.as_at(self.on, self.up_to)


def plan_asked(request, now):
    """The plan that the address names, else the current one; a 404 with a sentence where there is none."""
    slug = request.GET.get("plan", "")
    if slug:
        plan = Plan.objects.filter(slug=slug).first() if _SLUG.fullmatch(slug) else None
        if plan is None:
            raise Http404(f"There is no plan called “{slug[:50]}”. The status board shows the current plan.")
        return plan
    plan = Plan.objects.current(now)
    if plan is None:
        raise Http404("No plan has been loaded yet. An admin loads one in Django admin.")
    return plan


def day_asked(request):
    """The day of `?on=`, None where none is given; a 400 with a sentence where it cannot be read."""
    words = request.GET.get("on", "").strip()
    return read_day(words) if words else None


def read_day(words):
    """The day that is written as 2020-04-01; a 400 with a sentence where it cannot be read."""
    try:
        if re.fullmatch(r"(19|20|21)\d{2}-\d{2}-\d{2}", words, re.ASCII):
            return date.fromisoformat(words)
    except ValueError:
        pass
    raise BadRequest(f"“{words[:40]}” is not a date we can read. Write the day as 2020-04-01, year first.")


def since_asked(request):
    """What `?since=` or `?since_day=` compares with: a day as 2019-10-16 (checked) or a name; empty for neither."""
    day = request.GET.get("since_day", "").strip()
    words = day or request.GET.get("since", "").strip()
    if day or DAY.fullmatch(words):
        return read_day(words).isoformat()
    if words and not _SLUG.fullmatch(words):
        raise BadRequest(f"“{words[:40]}” is neither a day nor a meeting. Choose one on the status board.")
    return words


def read_page_context(request):
    """What a request asks for; kept on the request for what every page says."""
    now = today()
    given = day_asked(request)
    plan = plan_asked(request, now)
    as_reported = sees_as_reported(plan, request.user)
    reported = last_reported(plan, request.user) if as_reported else None
    default = reported.on if reported else now
    on = given or default
    request.page_context = PageContext(
        plan, on, now, bool(request.GET.get("plan")), on != default, since_asked(request), request.user, as_reported,
        reported, (reported.last_sequence if reported else 0) if as_reported else None,
    )  # fmt: skip
    return request.page_context


def of_plan(request, page_context, plan):
    """The same for a page whose subject belongs to a plan of its own, which the address need not name."""
    if plan != page_context.plan:
        page_context = request.page_context = replace(page_context, plan=plan, plan_given=True, read={})
    return page_context


def sees_as_reported(plan, user):
    """Whether this person sees the plan as last reported: who does not update it does, where the plan says so."""
    return plan.members_see == Plan.MembersSee.REPORTED and not user.has_perm("actions.add_progressupdate")


def last_reported(plan, user):
    """The latest frozen position that a committee of this person was shown; for who sits on none, the latest of all."""
    return panels.last_shown_to(plan, user) or last_frozen(plan)
