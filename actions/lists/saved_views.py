"""Lists that people keep a name for: saving one, whose they see, and the page that they begin with."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict

from actions.models import LONGEST_QUERY, SavedView
from csc_tracker.database.writing import locked, writing
from csc_tracker.models import User
from csc_tracker.pages.addresses import cached_reverse

MOST = 30  # of one person
_PERMISSIONS = {SavedView.Page.ACTIONS: "priorities.view_plan", SavedView.Page.MY_ACTIONS: "actions.add_progressupdate"}
# What an address says of one moment and not of the list.
_LEFT_OUT = ("page", "export", "filters", "walk")


def tidy_query(query: str) -> str:
    """What is kept of the part of an address after its “?”; ValidationError where that is too long."""
    values = QueryDict(query, mutable=True)
    for name in _LEFT_OUT:
        values.pop(name, None)
    for name, texts in list(values.lists()):
        values.setlist(name, [text for text in texts if text])
    tidied = values.urlencode()
    if len(tidied) > LONGEST_QUERY:
        raise ValidationError("This list is narrowed by more than can be kept. Narrow it by less.")
    return tidied


def address_of_view(view: SavedView) -> str:
    """The address of the list, without the host."""
    path = cached_reverse(view.page)
    return f"{path}?{view.query}" if view.query else path


def may_open(person: User, view: SavedView) -> bool:
    """Whether a person reaches the page that it is a list of."""
    return person.has_perm(_PERMISSIONS[SavedView.Page(view.page)])


def views_for(person: User, roles: Iterable[str]) -> tuple[list[SavedView], list[SavedView]]:
    """The views of a person, and those that others share with one of their roles, by name. One query."""
    shared = Q(shared_with__in=list(roles), person__is_active=True)
    rows = SavedView.objects.filter(Q(person=person) | shared).select_related("person").order_by("name", "pk")
    own: list[SavedView] = []
    others: list[SavedView] = []
    for view in rows:
        if view.person_id == person.pk:
            own.append(view)
        elif may_open(person, view):
            others.append(view)
    return own, others


@writing()
def save_view(
    person: User, name: str, page: str, query: str, *, shared_with: str = "", is_first: bool = False, on: date
) -> SavedView:
    """Keep a name for a list, and return it; one of the same name and list is changed, however often it is sent.

    ValidationError ({question: sentence}) where the name is that of another list of theirs, or they have as many as
    one may.
    """
    locked(User.objects, person.pk)
    query = tidy_query(query)
    theirs = SavedView.objects.filter(person=person)
    view = theirs.filter(name=name).first()
    if view and (view.page, view.query) != (page, query):
        raise ValidationError(
            {"name": f"You have another view called “{name}”. Choose another name, or delete that one."}
        )
    if view is None and theirs.count() >= MOST:
        raise ValidationError(f"You have {MOST} views, which is as many as one can keep. Delete one first.")
    if is_first:
        theirs.filter(is_first=True).update(is_first=False)
    view = view or SavedView(person=person, name=name, page=page, query=query, made_on=on)
    view.shared_with, view.is_first = shared_with, is_first
    view.save()
    return view


@writing()
def set_first(view: SavedView, is_first: bool) -> None:
    """Begin with a view after signing in, or no longer."""
    locked(User.objects, view.person_id)
    if is_first:
        SavedView.objects.filter(person=view.person_id, is_first=True).update(is_first=False)
    SavedView.objects.filter(pk=view.pk).update(is_first=is_first)


@writing()
def share(view: SavedView, role: str) -> None:
    """Share a view with a role, or with nobody (“”)."""
    SavedView.objects.filter(pk=view.pk).update(shared_with=role)


@writing()
def delete_view(view: SavedView) -> None:
    """Delete a view. Deleted twice it is gone once."""
    SavedView.objects.filter(pk=view.pk).delete()


def first_view_of(person: User) -> str:
    """The address of the view that a person begins with; empty where they chose none, or may not open it now."""
    view = SavedView.objects.filter(person=person, is_first=True).first()
    return address_of_view(view) if view and may_open(person, view) else ""
