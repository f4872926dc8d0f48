"""The pages that comment on an action and take a comment back, and the buttons that follow."""

import uuid

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from actions.models import Action, Comment
from actions.pages.lookup import get_action, get_priority
from actions.pages.page_context import PageContext, read_page_context
from actions.talking import comments
from actions.talking.following import follows_already, set_followed
from actions.talking.forms import CommentForm
from actions.talking.mentions import posts_to_name
from actions.updating.correction_views import correction_page
from actions.updating.forms import ReasonForm
from csc_tracker.database.writing import answered_in_one_transaction
from csc_tracker.pages.form_recovery import discard_form, restore_form, say_restored
from csc_tracker.people.requests import SignedInRequest
from priorities.models import Priority


@require_http_methods(["GET", "HEAD", "POST"])
@answered_in_one_transaction
def comment_add(request: SignedInRequest, reference: str) -> HttpResponse:
    """Comment on an action, for colleagues or for committee members too."""
    page_context = read_page_context(request)
    action = get_action(page_context, reference)
    posts = posts_to_name(action)
    is_sent = request.method == "POST"
    form = CommentForm(
        request.POST if is_sent else None,
        posts=posts,
        offered=[post for post in posts if post in (action.owner, action.priority.lead) or post.holders != "[]"],
        initial={"who": request.user.pk, "submission": uuid.uuid4(), "members": "no"},
    )
    if restore_form(request, form):
        say_restored(request)
    back = page_context.address(reverse("action", args=[action.reference])) + "#comments"
    if is_sent and form.is_valid():
        _, sentences = comments.say(
            action, form.cleaned_data["words"], by=request.user, on=page_context.today,
            for_members=form.cleaned_data["members"] == "yes", posts=form.chosen,
            submission=form.cleaned_data["submission"] or uuid.uuid4(),
        )  # fmt: skip
        discard_form(request)
        messages.success(request, " ".join(["Your comment has been saved.", *sentences]))
        return HttpResponseRedirect(back)
    context = {"page_context": page_context, "action": action, "form": form, "back": back}
    return render(request, "actions/comment_add.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@answered_in_one_transaction
def comment_withdraw(request: SignedInRequest, reference: str, code: uuid.UUID) -> HttpResponse:
    """Withdraw one's own comment within ten minutes."""
    page_context = read_page_context(request)
    action = get_action(page_context, reference)
    comment = _get_comment(action, code)
    over = comment.by_id != request.user.pk or not (
        comments.may_withdraw(comment, request.user) or comment.withdrawn_at
    )
    return correction_page(
        request,
        page_context,
        action,
        forms.Form(request.POST if request.method == "POST" else None),
        update=None,
        save=lambda answers: comments.withdraw(comment, by=request.user),
        heading="This comment cannot be withdrawn" if over else f"Withdraw your comment on {action.reference}",
        done="Your comment has been withdrawn.",
        words=comments.TOO_LATE if over else "Nobody will see its words any more. The page says that you wrote one.",
        refused=over,
        said="" if over or comment.withdrawn_at else comment.words,
        button="Withdraw it",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@answered_in_one_transaction
def comment_remove(request: SignedInRequest, reference: str, code: uuid.UUID) -> HttpResponse:
    """Remove the words of a comment that hold personal data."""
    page_context = read_page_context(request)
    action = get_action(page_context, reference)
    comment = _get_comment(action, code)

    def save(answers):
        comments.remove_words(comment, by=request.user, on=page_context.today, because=answers["reason"])

    return correction_page(
        request,
        page_context,
        action,
        ReasonForm(request.POST or None),
        update=None,
        save=save,
        heading=f"Remove the words of a comment on {action.reference}",
        done="The words have been removed.",
        words="Do this only if they hold personal data. You cannot bring the words back.",
        said=comment.words,
    )


def _get_comment(action: Action, code: uuid.UUID) -> Comment:
    comment = Comment.objects.filter(action=action, submission=code).first()
    if comment is None:
        raise Http404(f"{action.reference} has no such comment. Its page has them all.")
    return comment


@require_http_methods(["GET", "HEAD", "POST"])
def action_follow(request: SignedInRequest, reference: str) -> HttpResponse:
    """Follow an action or follow it no more, as the button says."""
    page_context = read_page_context(request)
    action = get_action(page_context, reference)
    back = page_context.address(reverse("action", args=[action.reference]))
    return _set_followed(request, page_context, action, action.reference, back)


@require_http_methods(["GET", "HEAD", "POST"])
def priority_follow(request: SignedInRequest, number: int) -> HttpResponse:
    """The same of a priority, with every action of it."""
    page_context = read_page_context(request)
    priority = get_priority(page_context, number)
    back = page_context.address(reverse("priority", args=[priority.number]))
    return _set_followed(request, page_context, priority, f"priority {priority.number}", back)


def _set_followed(
    request: SignedInRequest, page_context: PageContext, subject: Action | Priority, name: str, back: str
) -> HttpResponse:
    if request.method == "POST":
        follows = request.POST.get("follow") != "no"
        set_followed(request.user, subject, follows)
        said = f"You follow {name}. What others change in it comes at the top of “My actions”, and in your digest."
        messages.success(request, said if follows else f"You do not follow {name} any more.")
        return HttpResponseRedirect(back)
    context = {
        "page_context": page_context, "subject": subject, "name": name, "back": back,
        "followed": follows_already(request.user, subject), "here": request.get_full_path(),
    }  # fmt: skip
    return render(request, "actions/follow.html", context)
