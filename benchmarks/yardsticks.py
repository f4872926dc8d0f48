"""What pages are measured against: an empty page of a plan, and a live GROUP BY. (Django admin's list is a page.)"""

from django.http import HttpResponse
from django.template import engines
from django.urls import path
from django.views.decorators.http import require_safe

from actions.pages.page_context import read_page_context
from csc_tracker import urls
from csc_tracker.people import roles

_EMPTY = engines["django"].from_string('{% extends "base.html" %}{% block title %}Empty{% endblock %}')

# How many actions have each status, by priority: over the tables as they are.
GROUP_BY = """SELECT r.number, p.status, COUNT(*) FROM actions_actionposition p
    JOIN priorities_priority r ON r.id = p.priority_id
    WHERE r.plan_id = (SELECT id FROM priorities_plan WHERE slug = 'bench') AND p.known_to IS NULL
        AND p.from_day <= '2020-01-14' AND p.to_day > '2020-01-14'
    GROUP BY r.number, p.status"""


@require_safe
def empty(request):
    """A signed-in page of a plan that says nothing: what every page of a plan costs before it begins."""
    read_page_context(request)
    return HttpResponse(_EMPTY.render({}, request))


roles.SCREENS["empty"] = roles.READ
urlpatterns = [path("empty/", empty, name="empty"), *urls.urlpatterns]
