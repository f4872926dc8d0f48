"""The officer's update: a first page, and a second that shows what will change and asks what is still needful."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_http_methods

from actions.lists.my_actions import my_actions
from actions.pages.lookup import get_action
from actions.pages.page_context import read_page_context
from actions.positions.facts import facts_on
from actions.positions.status import OPEN_STAGES, status_with_reason
from actions.updating import updates
from actions.updating.forms import DetailsForm, Hidden, UpdateForm
from actions.updating.history import Entry, last_sequence, recorded_updates, run_of_no_change
from csc_tracker.pages.form_recovery import RESTORED, discard_form, kept_fields


class _Update:
    """One officer's update of one action, from the request to the page or the save."""

    def __init__(self, request, reference, lock):
        self.request = request
        self.page_context = read_page_context(request)
        self.today = self.page_context.today
        self.action = get_action(self.page_context, reference, lock)
        self.history = recorded_updates(self.action)
        self.facts = facts_on(self.history, self.today)
        self.interval = self.page_context.plan.update_interval_days
        self.stages = updates.stages_open_to(self.action, self.facts, self.history, request.user, self.today)
        self.mine = my_actions(request.user, self.page_context.plan, self.today)
        self.meanwhile = []

    @cached_property
    def place(self):
        """Where the action stands among the officer's own: see `Mine.place_of`."""
        return self.mine.place_of(self.action)

    def first_form(self, data=None, **kwargs):
        return UpdateForm(data, facts=self.facts, stages=self.stages, **kwargs)

    def details_form(self, first, data=None):
        return DetailsForm(
            data, first=first, action=self.action, updates=self.history, today=self.today, interval=self.interval
        )

    def second_page_of(self, data):
        """What was answered on the second page, to go along unseen while the first page is open again."""
        return [(name, data[name]) for name in DetailsForm.base_fields if data.get(name)]

    def fresh(self):
        """The first page as it opens: where the action is, and unanswered whether it will be done in time."""
        initial = Hidden.fresh(self.request.user, last_sequence(self.history))
        if self.facts:
            initial["stage"] = self.facts.stage
        return self.first_form(initial=initial)

    def newer_than(self, seen):
        """What colleagues saved since the form knew the action; the form then knows it too."""
        self.meanwhile = [update for update in self.history if update.sequence > seen]
        return bool(self.meanwhile)

    def page(self, template, form, **context):
        shown = status_with_reason(self.facts, self.today, self.interval)
        latest = Entry(self.history[-1]) if self.history else None
        context |= {
            "page_context": self.page_context, "action": self.action, "facts": self.facts, "shown": shown, "form": form,
            "latest": latest, "place": self.place, "meanwhile": [Entry(update) for update in self.meanwhile],
            "running": run_of_no_change(self.history),
            "can_repeat": self.facts is not None and self.facts.stage in OPEN_STAGES,
            "path": self.page_context.address(reverse("action_update", args=[self.action.reference])),
        }  # fmt: skip
        return render(self.request, template, context, status=422 if form.is_bound and form.errors else 200)

    def save(self, answers, seen, submission):
        """Record the answers; then the action's page, or the next of the officer's own."""
        updates.record_locked(
            self.action, answers, by=self.request.user, held=self.mine.posts, today=self.today, seen=seen,
            submission=submission,
        )  # fmt: skip
        discard_form(self.request)
        return HttpResponseRedirect(self.page_context.address(self.onward()))

    def onward(self):
        """Where a save leads: the next of the officer's own where they walk through them, else the action's page."""
        saved = f"{self.action.reference} has been updated."
        if "save_next" not in self.request.POST or not self.place:
            messages.success(self.request, saved)
            return reverse("action", args=[self.action.reference])
        if self.place.after:
            messages.success(self.request, saved)
            return reverse("action_update", args=[self.place.after])
        messages.success(self.request, f"{saved} That was the last of your {self.place.of}.")
        return reverse("my_actions")


def _with(data, **values):
    """A copy of posted data with these values set."""
    data = data.copy()
    for name, value in values.items():
        data[name] = value
    return data


@require_http_methods(["GET", "HEAD", "POST"])
def update(request, reference):
    """Update an action. Nothing typed is lost: not by an error, a session that ran out, nor a colleague's save.

    What is sent is handled in one transaction that has locked the action: it is read once, and nobody saves between.
    """
    if request.method != "POST":
        return _open(_Update(request, reference, lock=False))
    with transaction.atomic():
        return _sent(_Update(request, reference, lock=True))


def _sent(it):
    """The answer to a form that was sent: the next page, the same with what is wrong, or the save."""
    request = it.request
    hidden = Hidden(request.POST)
    if not hidden.is_valid():
        data = _with(request.POST, **Hidden.fresh(request.user, last_sequence(it.history)))
        return it.page("actions/update.html", it.first_form(data))
    submission = hidden.cleaned_data["submission"]
    seen = min(hidden.cleaned_data["seen"], last_sequence(it.history))
    data = request.POST
    if sent := updates.ProgressUpdate.objects.filter(submission=submission).first():
        if _says_the_same(sent, it.action, request):
            messages.success(request, f"{it.action.reference} had already been saved. It was not saved twice.")
            return HttpResponseRedirect(it.page_context.address(reverse("action", args=[it.action.reference])))
        data = _with(data, submission=uuid.uuid4())  # sent again after going back, with other answers: a new update
    if it.newer_than(seen):
        data = _with(data, seen=last_sequence(it.history))
    if "no_change" in data and not _answered(it, data):
        return _no_change(it, data, seen, submission)
    return _pages(it, data, seen, uuid.UUID(str(data["submission"])))


def _answered(it, data):
    """Whether something was typed or chosen before “No change” was pressed: it then goes on to the second page."""
    stage = it.facts.stage if it.facts else ""
    return bool(data.get("words", "").strip() or data.get("rating") or data.get("stage", stage) != stage)


def _says_the_same(sent, action, request):
    """Whether a form that comes a second time is the one that was saved: the same person's, action and words."""
    words = request.POST.get("words", "").strip() or request.POST.get("words_needed", "").strip()
    same = sent.words == words.replace("\r\n", "\n") and sent.rating == request.POST.get("rating", sent.rating)
    return sent.action_id == action.pk and sent.by_id == request.user.pk and (sent.no_change or same)


def _open(it):
    """The first page, fresh, or with what was typed before the session ran out."""
    kept = kept_fields(it.request)
    if kept is None:
        return it.page("actions/update.html", it.fresh())
    data = QueryDict(mutable=True)
    for name, values in kept.items():
        data.setlist(name, values)
    messages.info(it.request, RESTORED)
    hidden = Hidden(data)
    if not hidden.is_valid():
        return it.page("actions/update.html", it.fresh())
    if it.newer_than(hidden.cleaned_data["seen"]):
        data["seen"] = last_sequence(it.history)
    first = it.first_form(data)
    if "second" not in data or not first.is_valid():
        return it.page("actions/update.html", it.first_form(initial={name: data.get(name) for name in data}))
    details = it.details_form(first.cleaned_data, data)
    details.is_valid()
    return it.page("actions/update_details.html", details, first=first, change=details.change_in_words())


def _no_change(it, data, seen, submission):
    """One press: the same stage and rating still hold today."""
    first = it.fresh() if it.meanwhile else None
    if first is not None or it.facts is None or it.facts.stage not in OPEN_STAGES:
        return it.page("actions/update.html", first or it.fresh())
    answers = updates.Answers(effective_date=it.today, stage=it.facts.stage, rating=it.facts.rating, no_change=True)
    return it.save(answers, seen, submission)


def _pages(it, data, seen, submission):
    """The first page's answers, then the second's, then the save; a colleague's save in between shows itself first."""
    first = it.first_form(data)
    if not first.is_valid() or "back" in data or (it.meanwhile and "second" not in data):
        return it.page("actions/update.html", first, more=it.second_page_of(data))
    details = it.details_form(first.cleaned_data, data if "second" in data else None)
    if "second" not in data:
        details.initial = {name: data[name] for name in details.fields if name in data}  # answered before going back
    if "second" in data and details.is_valid() and not it.meanwhile:
        try:
            return it.save(details.answers(), seen, submission)
        except ValidationError as refused:
            for name, sentences in refused.message_dict.items():
                details.add_problem(name, sentences[0])
    return it.page("actions/update_details.html", details, first=first, change=details.change_in_words())
