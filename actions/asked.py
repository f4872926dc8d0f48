"""What a page of a plan is asked for: which plan, as at which day."""

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import Http404

from csc_tracker.today import today
from priorities.models import Plan

_SLUG = re.compile(r"[-\w]{1,50}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """The plan and the day of a page, both from its address; `today` is the day that it is taken to be."""

    plan: Plan
    on: date
    today: date
    plan_given: bool
    on_given: bool

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
        query = urlencode({**kept, **more}, doseq=True)
        return f"{path}?{query}" if query else path

    @property
    def tense(self):
        """“past”, “today” or “future”: how the day stands to today."""
        return "today" if self.on == self.today else "past" if self.on < self.today else "future"


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


def day_asked(request, now):
    """The day of `?on=`, else `now`; a 400 with a sentence where it cannot be read."""
    words = request.GET.get("on", "").strip()
    if not words:
        return now
    try:
        if re.fullmatch(r"(19|20|21)\d{2}-\d{2}-\d{2}", words, re.ASCII):
            return date.fromisoformat(words)
    except ValueError:
        pass
    raise BadRequest(f"“{words[:40]}” is not a date that can be read. Write the day as 2020-04-01, year first.")


def asked(request):
    """The plan and the day that a request asks for; kept on the request for what every page says."""
    now = today()
    on = day_asked(request, now)
    plan = plan_asked(request, now)
    request.asked = Asked(plan, on, now, bool(request.GET.get("plan")), on != now)
    return request.asked
