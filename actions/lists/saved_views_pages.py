"""The pages of saved views: those that one has, and saving another."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from actions.lists import saved_views
from actions.models import LONGEST_NAME, SavedView
from actions.pages.page_context import read_page_context
from actions.updating.forms import OwnedForm
from csc_tracker.pages.characters import clean
from csc_tracker.pages.form_recovery import discard_form, restore_form, say_restored
from csc_tracker.people.requests import SignedInRequest

_GONE = "That view is not here any more, or is somebody else’s. Nothing was changed."


def _roles() -> list[str]:
    return list(Group.objects.order_by("pk").values_list("name", flat=True))


class SavedViewForm(OwnedForm):
    """The name of a view, whom it is shared with, and whether one begins with it."""

    page = forms.ChoiceField(choices=SavedView.Page, widget=forms.HiddenInput)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4_000)
    name = forms.CharField(
        label="Name",
        max_length=LONGEST_NAME,
        help_text="For example “Late in my service”. Whoever you share it with reads the name too.",
        error_messages={
            "required": "Give it a name.",
            "max_length": f"This is longer than {LONGEST_NAME} characters (%(show_value)d). Shorten it.",
        },
    )
    shared_with = forms.ChoiceField(
        label="Share it with",
        required=False,
        help_text="They see the list as they may: its words and filters are yours, its rows are theirs.",
        error_messages={"invalid_choice": "Choose one of the answers in the list."},
    )
    is_first = forms.BooleanField(label="Begin with it after signing in", required=False)

    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["shared_with"].choices = [("", "Nobody"), *((role, f"Every {role.lower()}") for role in roles)]

    def clean_name(self):
        name = " ".join(clean(self.cleaned_data["name"]).split())
        if not name:
            raise forms.ValidationError(self.fields["name"].error_messages["required"])
        return name


@require_http_methods(["GET", "HEAD", "POST"])
def saved_view_add(request: SignedInRequest) -> HttpResponse:
    """Keep a name for the list that the address names, narrowed and sorted as it was."""
    page_context = read_page_context(request)
    is_sent = request.method == "POST"
    asked = request.GET.get("list", "")
    initial = {
        "who": request.user.pk,
        "page": asked if asked in SavedView.Page.values else SavedView.Page.ACTIONS,
        "query": request.GET.get("query", ""),
    }
    form = SavedViewForm(request.POST if is_sent else None, roles=_roles(), initial=initial)
    if restore_form(request, form):
        say_restored(request)
    if is_sent and form.is_valid():
        answers = form.cleaned_data
        try:
            view = saved_views.save_view(
                request.user, answers["name"], answers["page"], answers["query"], shared_with=answers["shared_with"],
                is_first=answers["is_first"], on=page_context.today,
            )  # fmt: skip
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            discard_form(request)
            messages.success(request, f"“{view.name}” has been saved.")
            return HttpResponseRedirect(page_context.address(reverse("saved_views")))
    context = {"page_context": page_context, "form": form}
    return render(request, "actions/saved_view_add.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def saved_views_list(request: SignedInRequest) -> HttpResponse:
    """One's own views and those shared with one's roles; their buttons delete, share and begin with one."""
    page_context = read_page_context(request)
    if request.method == "POST":
        _change(request)
        return HttpResponseRedirect(page_context.address(reverse("saved_views")))
    every = _roles()
    mine = set(request.user.groups.values_list("name", flat=True))
    own, others = saved_views.views_for(request.user, mine)
    context = {
        "page_context": page_context,
        "own": [_shown(view) for view in own],
        "others": [_shown(view) for view in others],
        "roles": [(role, f"Every {role.lower()}") for role in every],
        "lists": SavedView.Page.choices,
    }
    return render(request, "actions/saved_views.html", context)


def _shown(view: SavedView) -> dict:
    address = saved_views.address_of_view(view)
    return {"view": view, "address": address, "link": f"{settings.ADDRESS}{address}"}


def _change(request: SignedInRequest) -> None:
    """Do what a button of the page says to one of the person's own views, and say so."""
    what, _, key = request.POST.get("do", "").partition(":")
    number = int(key) if key.isdecimal() and len(key) < 16 else 0
    view = SavedView.objects.filter(person=request.user, pk=number).first()
    role, said = request.POST.get(f"role-{key}", ""), ""
    if view is None:
        messages.error(request, _GONE)
        return
    if what == "delete":
        saved_views.delete_view(view)
        said = f"“{view.name}” has been deleted."
    elif what in ("first", "not-first"):
        saved_views.set_first(view, what == "first")
        said = f"You begin with “{view.name}”" if what == "first" else "You begin with your usual page"
        said = f"{said} after signing in."
    elif what == "share" and role in ("", *_roles()):
        saved_views.share(view, role)
        said = f"“{view.name}” is shared with every {role.lower()}." if role else f"“{view.name}” is yours alone."
    if said:
        messages.success(request, said)
    else:
        messages.error(request, "Sorry, that did not work. Nothing was changed.")
