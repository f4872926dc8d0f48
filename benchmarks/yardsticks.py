"""What pages are measured against: an empty page of a plan, and a live GROUP BY. (Django admin's list is a page.)"""

from django.db import connection
from django.http import HttpResponse
from django.template import engines
from django.urls import path
from django.views.decorators.http import require_safe

from actions.asked import asked
from csc_tracker import roles, urls

_EMPTY = engines["django"].from_string('{% extends "base.html" %}{% block title %}Empty{% endblock %}')

# How many actions have each status of their stage and rating, by priority: over the tables as they are.
_BY_POSITION = """SELECT r.number, p.status, COUNT(*) FROM actions_actionposition p
    JOIN actions_action a ON a.id = p.action_id JOIN priorities_priority r ON r.id = a.priority_id
    WHERE r.plan_id = (SELECT id FROM priorities_plan WHERE slug = 'bench') AND p.known_to IS NULL
        AND p.from_day <= '2020-01-14' AND (p.to_day IS NULL OR p.to_day > '2020-01-14')
    GROUP BY r.number, p.status"""
_BY_STANDING = """SELECT r.number, s.stage, s.rating, s.due_last_day < '2020-01-14', COUNT(*) FROM actions_standing s
    JOIN actions_action a ON a.id = s.action_id JOIN priorities_priority r ON r.id = a.priority_id
    WHERE r.plan_id = (SELECT id FROM priorities_plan WHERE slug = 'bench')
    GROUP BY r.number, s.stage, s.rating, s.due_last_day < '2020-01-14'"""


@require_safe
def empty(request):
    """A signed-in page of a plan that says nothing: what every page of a plan costs before it begins."""
    asked(request)
    return HttpResponse(_EMPTY.render({}, request))


def group_by():
    """The statement of the live GROUP BY."""
    kept = "actions_actionposition" in connection.introspection.table_names()
    return _BY_POSITION if kept else _BY_STANDING


roles.SCREENS["empty"] = roles.READ
urlpatterns = [path("empty/", empty, name="empty"), *urls.urlpatterns]
