"""Where somebody lands who has signed in and was on the way to no page in particular."""

from django.conf import settings

from actions.lists.my_actions import actions_of
from actions.lists.saved_views import first_view_of
from csc_tracker.models import User
from csc_tracker.pages.addresses import cached_reverse, query_of
from csc_tracker.people import roles
from csc_tracker.today import today
from priorities.models import Plan


def first_page(user: User) -> str:
    """The address of the page to begin with: the saved view that the person chose, else by their role.

    An officer begins with their own actions, in the current plan or else in another where their posts own or lead
    something; everybody else, and an officer with none, with the status board. In a demonstration an officer finds that
    of the practice plan.
    """
    if chosen := first_view_of(user):
        return chosen
    plan, board = Plan.objects.current(today()), cached_reverse("board")
    if not user.has_perm(roles.UPDATE) or user.has_perm(roles.ADMINISTER):
        return board
    if plan:
        mine = actions_of(user, plan, today())
        if mine.first:
            return cached_reverse("my_actions")
        for other in mine.elsewhere:
            return f"{cached_reverse('my_actions')}?{query_of({'plan': other})}"
    practice = Plan.objects.filter(practice=True).first() if settings.DEMONSTRATION else None
    return f"{board}?{query_of({'plan': practice.slug})}" if practice else board
