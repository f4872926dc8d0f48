"""Giving an action its owner and a priority its lead."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from actions.pages.lookup import get_action, get_priority
from actions.pages.page_context import read_page_context
from actions.updating.forms import PostForm
from actions.updating.owners import set_owner
from csc_tracker.database.writing import answered_in_one_transaction, writing
from csc_tracker.pages.form_recovery import RESTORED, discard_form, restore_form
from priorities.leads import set_lead


def _set_post(request, page_context, *, subject, role, post, back, save):
    """One form for both: choose a post, say why, save; a rule that stands against it shows beside its question."""
    form = PostForm(request.POST or None, council=page_context.plan.council, initial={"post": post})
    if restore_form(request, form):
        messages.info(request, RESTORED)
    if request.method == "POST" and form.is_valid():
        try:
            with writing():
                chosen = form.chosen()
                save(chosen, by=request.user, on=page_context.today, reason=form.cleaned_data["reason"])
        except ValidationError as refused:
            for name, sentences in refused.message_dict.items():
                form.add_error(name, sentences[0])
        else:
            discard_form(request)
            messages.success(request, f"The {role} of {subject} is now {chosen or 'nobody'}.")
            return HttpResponseRedirect(back)
    context = {"page_context": page_context, "form": form, "subject": subject, "role": role, "back": back}
    return render(request, "actions/post_form.html", context, status=422 if form.errors else 200)


def _back(request, otherwise):
    """Where the reader came from, where that is ours; else the subject's own page."""
    came_from = request.GET.get("back", "")
    if url_has_allowed_host_and_scheme(came_from, allowed_hosts=None):
        return came_from
    return otherwise


@require_http_methods(["GET", "HEAD", "POST"])
@answered_in_one_transaction
def action_owner(request, reference):
    """Give an action an owner, change it or take it away, with the reason."""
    page_context = read_page_context(request)
    action = get_action(page_context, reference)
    back = _back(request, page_context.address(reverse("action", args=[action.reference])))

    def save(post, **why):
        set_owner(action, post, **why)

    return _set_post(
        request, page_context, subject=action.reference, role="owner", post=action.owner, back=back, save=save
    )


@require_http_methods(["GET", "HEAD", "POST"])
@answered_in_one_transaction
def priority_lead(request, number):
    """Give a priority a lead, change it or take it away, with the reason."""
    page_context = read_page_context(request)
    priority = get_priority(page_context, number)
    back = _back(request, page_context.address(reverse("priority", args=[priority.number])))

    def save(post, **why):
        set_lead(priority, post, **why)

    subject = f"priority {priority}"
    return _set_post(request, page_context, subject=subject, role="lead", post=priority.lead, back=back, save=save)
