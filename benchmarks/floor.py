"""The floor: the least that a page of this service could cost. One grouped query and a ready-made page."""

from django.db import connection
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from csc_tracker import roles, urls

GROUPED = """SELECT a.priority_id, s.stage, COUNT(*) FROM actions_action a
    JOIN actions_standing s ON s.action_id = a.id JOIN priorities_priority p ON p.id = a.priority_id
    WHERE p.plan_id = (SELECT id FROM priorities_plan LIMIT 1) GROUP BY a.priority_id, s.stage"""
# As many bytes as the status board has, of the same kind of words.
PAGE = "<!doctype html><title>Floor</title>" + "<p>Where the plan stands, priority by priority.</p>\n" * 260


@require_safe
def floor(request):
    """One grouped query over the plan's actions, and a page that was ready before it."""
    with connection.cursor() as cursor:
        cursor.execute(GROUPED)
        cursor.fetchall()
    return HttpResponse(PAGE)


class CountQueries:
    """Say in a header how many queries an answer took."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        count = 0

        def counting(execute, sql, params, many, context):
            nonlocal count
            count += 1
            return execute(sql, params, many, context)

        with connection.execute_wrapper(counting):
            response = self.get_response(request)
        response["X-Queries"] = str(count)
        return response


roles.SCREENS["floor"] = roles.ANYONE
urlpatterns = [path("floor/", floor, name="floor"), *urls.urlpatterns]
