"""The pages that correct what was recorded: undoing or withdrawing an update, removing its words, a first date."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from actions.pages.lookup import get_action
from actions.pages.page_context import read_page_context
from actions.positions.facts import facts_on, not_withdrawn
from actions.positions.status import status_with_reason
from actions.updating import corrections
from actions.updating.forms import FirstDueForm, ReasonForm
from actions.updating.history import Entry, entries, recorded_updates
from actions.updating.updates import Effect
from csc_tracker.database.writing import answered_in_one_transaction
from csc_tracker.pages.form_recovery import discard_form, restore_form, say_restored


def get_update(action, code):
    """The action's update with this name in addresses; a 404 with a sentence where it has none."""
    update = next((update for update in action.updates.all() if update.code == code), None)
    if update is None:
        raise Http404(f"{action.reference} has no such update. Its page has them all.")
    return update


def correction_page(request, page_context, action, form, *, heading, words, update, done, save, **more):
    """The one page of all: what is corrected, the reason, and the save; a refusal shows over the form."""
    back = page_context.address(reverse("action", args=[action.reference]))
    if restore_form(request, form):
        say_restored(request)
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            discard_form(request)
            messages.success(request, done)
            return HttpResponseRedirect(back)
    context = {
        "page_context": page_context,
        "action": action,
        "form": form,
        "heading": heading,
        "words": words,
        "entry": update and Entry(update),
        "back": back,
        **more,
    }
    return render(request, "actions/correction.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@answered_in_one_transaction
def withdraw(request, reference, code):
    """Withdraw an update that should not have been recorded."""
    page_context = read_page_context(request)
    action = get_action(page_context, reference)
    update = get_update(action, code)

    def save(answers):
        corrections.withdraw(update, by=request.user, because=answers["reason"])

    return correction_page(
        request,
        page_context,
        action,
        ReasonForm(request.POST or None),
        update=update,
        save=save,
        heading=f"Withdraw an update of {action.reference}",
        done="The update has been withdrawn.",
        words="It will appear only in the history, marked as withdrawn, and will not be counted.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@answered_in_one_transaction
def undo(request, reference, code):
    """Take back one's own update within ten minutes; the page says what the action is then, or why it cannot be."""
    page_context = read_page_context(request)
    action = get_action(page_context, reference)
    update = get_update(action, code)
    updates = recorded_updates(action)
    withdrawal = next(
        (each for each in updates if each.withdraws_id == update.pk and each.by_id == request.user.pk), None
    )
    refusal = "" if withdrawal else corrections.why_not_undone(update, updates, request.user, timezone.now())
    entry = next(each for each in entries(updates) if each.update.pk == update.pk)
    return correction_page(
        request,
        page_context,
        action,
        forms.Form(request.POST if request.method == "POST" else None),
        update=update,
        save=lambda answers: corrections.undo(update, by=request.user),
        heading=f"Undo your update of {action.reference}" if not refusal else "This update cannot be undone",
        done=f"Your update of {action.reference} has been undone.",
        words=refusal
        or "It will not be counted any more. It stays in the history, marked as withdrawn, so that nobody "
        "wonders where it went.",
        refused=bool(refusal),
        button="Undo it",
        changes=[] if refusal or withdrawal else _undone_in_words(action, update, updates, page_context),
        can_correct=bool(refusal) and entry.stays_open and update.by_id == request.user.pk,
    )


def _undone_in_words(action, update, updates, page_context):
    """What undoing an update changes of its action today, a line each."""
    today, interval = page_context.today, page_context.plan.update_interval_days
    gone = {each.pk for each in corrections.undone_with(update, updates)}
    before = facts_on(updates, today)
    after = facts_on([each for each in not_withdrawn(updates) if each.pk not in gone and not each.withdraws_id], today)
    if after is None:
        return ["Nothing is reported of the action any more"]
    shown = status_with_reason(before, today, interval), status_with_reason(after, today, interval)
    return Effect(before, after, *shown, says_something=True).in_words() if before else []


@require_http_methods(["GET", "HEAD", "POST"])
@answered_in_one_transaction
def blank(request, reference, code):
    """Take away the words of an update that hold personal data."""
    page_context = read_page_context(request)
    action = get_action(page_context, reference)
    update = get_update(action, code)

    def save(answers):
        corrections.blank_words(update, by=str(request.user), on=page_context.today, because=answers["reason"])

    return correction_page(
        request,
        page_context,
        action,
        ReasonForm(request.POST or None),
        update=update,
        save=save,
        heading=f"Remove the words of an update of {action.reference}",
        done="The words have been removed.",
        words="Do this only if they hold personal data. Its files go too. You cannot bring them back. "
        "The figures stay.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@answered_in_one_transaction
def first_due(request, reference):
    """Correct a first finishing date that was entered wrongly."""
    page_context = read_page_context(request)
    action = get_action(page_context, reference)

    def save(answers):
        corrections.correct_first_due(action, answers["period"], by=request.user, reason=answers["reason"])

    return correction_page(
        request,
        page_context,
        action,
        FirstDueForm(request.POST or None, today=page_context.today),
        update=None,
        save=save,
        heading=f"Correct the first date of {action.reference}",
        done="The first date has been corrected.",
        words="Use this for a date that was entered wrongly, not for one that has moved. The wrong date stays in the "
        "history.",
    )
