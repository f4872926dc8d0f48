"""The officer's update: one page that saves, and a second where more is needed or the change is a grave one."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from actions.lists.my_actions import TO_THE_RATING, actions_of
from actions.models import DueBasis, ProgressUpdate
from actions.pages.lookup import get_action
from actions.pages.page_context import read_page_context
from actions.positions.facts import facts_on, not_withdrawn
from actions.positions.frozen import last_frozen
from actions.positions.in_the_way import WITH_WHY, in_the_way_of
from actions.positions.status import OPEN_STAGES, status_of, status_with_reason
from actions.updating import updates
from actions.updating.forms import OF_THE_DATE, OF_THE_END, DetailsForm, EarlyForm, Hidden, NoChangeForm, UpdateForm
from actions.updating.history import Entry, recorded_updates, run_of_no_change
from csc_tracker.database.writing import writing
from csc_tracker.pages.characters import clean
from csc_tracker.pages.drafts import is_draft_sent
from csc_tracker.pages.form_recovery import answer_draft, discard_form, saved_fields, say_restored
from csc_tracker.pages.wording import count_of


@require_http_methods(["GET", "HEAD", "POST"])
def update(request, reference):
    """Update an action. Nothing typed is lost: not by an error, a session that ran out, nor a colleague's save.

    A form that is sent is handled in one transaction that locks the action: it is read once, and nobody saves between.
    """
    if is_draft_sent(request):
        return _UpdateRequest(request, reference, lock=False).keep_draft()
    if request.method != "POST":
        return _UpdateRequest(request, reference, lock=False).open()
    with writing():
        return _UpdateRequest(request, reference, lock=True).receive()


class _UpdateRequest:
    """A request for the pages of one action's update: `open` answers a GET, `receive` a form that was sent.

    `meanwhile` are the updates that colleagues saved since the form was opened; a page that has some shows them. `sent`
    are those that were saved from this very form before: there are some where it was sent twice, or after going back.
    """

    def __init__(self, request, reference, lock):
        self.request = request
        self.page_context = read_page_context(request)
        self.today = self.page_context.today
        self.action = get_action(self.page_context, reference, lock)
        self.history = recorded_updates(self.action)
        self.facts = facts_on(self.history, self.today)
        self.interval = self.page_context.plan.update_interval_days
        self.stages = updates.stages_open_to(self.action, self.facts, self.history, request.user, self.today)
        self.mine = actions_of(request.user, self.page_context.plan, self.today)
        self.meanwhile, self.sent = [], []
        self.corrects = self._find_corrected()

    def _find_corrected(self):
        """The update of the officer's own that the address says is corrected; None where it names none.

        A 404 with a sentence where it is not theirs to correct.
        """
        code = self.request.GET.get("corrects", "")
        update = next((update for update in self.history if code and update.code == code), None)
        if code and not (update and updates.can_correct(update, self.history, self.request.user)):
            raise Http404(f"You have no update of {self.action.reference} here that can be corrected. See its history.")
        return update

    def open(self):
        """The first page, empty; after a session that ran out, the page that was being filled in, as it was."""
        saved = saved_fields(self.request)
        if saved is None:
            return self._first_page(self._new_form(), more=self._corrected_details())
        data = QueryDict(mutable=True)
        for name, values in saved.items():
            data.setlist(name, values)
        say_restored(self.request)
        hidden = Hidden(data)
        if not hidden.is_valid():
            return self._first_page(self._new_form())
        if self._find_meanwhile(self._sequence_of(hidden.cleaned_data["seen"])):
            data["seen"] = len(self.history)
        if "no_change" in data and self._can_repeat and not self._has_answers(data, self.facts):
            return self._no_change_page(self._no_change_form(initial={**data.dict(), "words_needed": _one_text(data)}))
        first = self._first_form(data)
        if "second" not in data or not first.is_valid():
            initial = {name: data.get(name) for name in data}
            return self._first_page(self._first_form(initial=initial), more=_second_answers(data))
        details = self._details_form(first.cleaned_data, data)
        details.is_valid()
        return self._second_page(first, details)

    def keep_draft(self):
        """Keep what is typed, or throw it away: whoever comes so far may open the form."""
        return answer_draft(self.request)

    def receive(self):
        """The answer to a form that was sent: the next page, the same page with what is wrong, or the save."""
        data = self.request.POST
        hidden = Hidden(data)
        if not hidden.is_valid():
            fresh = Hidden.fresh(self.request.user, len(self.history))
            return self._first_page(self._first_form(_copy_with(data, **fresh)))
        submission = hidden.cleaned_data["submission"]
        seen = self._sequence_of(hidden.cleaned_data["seen"])
        self.sent = updates.saved_from(self.history, submission, self.request.user)
        if self.sent and self._says_the_same():
            messages.success(self.request, f"{self.action.reference} had already been saved. It was not saved twice.")
            return HttpResponseRedirect(self._address("action"))
        if not self.sent and ProgressUpdate.objects.filter(submission=submission).exists():
            submission = uuid.uuid4()  # the number of another action’s form, or another person’s
            data = _copy_with(data, submission=submission)
        if self._find_meanwhile(seen):
            data = _copy_with(data, seen=len(self.history))
        if "no_change" in data and not self._has_answers(data, self.facts):
            return self._confirm_no_change(data, seen, submission)
        return self._go_on(data, seen, submission)

    def _sequence_of(self, number):
        """The sequence of the last of so many updates of the action, in the order of recording, that the form knew.

        The form says how many they were: a sequence counts those of every action, exempt ones too.
        """
        return self.history[min(number, len(self.history)) - 1].sequence if number and self.history else 0

    def _find_meanwhile(self, seen):
        """Whether colleagues saved updates after `seen`, the last sequence that the form knew; they are then shown."""
        self.meanwhile = updates.saved_since(self.history, seen, self.sent)
        return bool(self.meanwhile)

    def _corrected_details(self):
        """What the update that is corrected says of the second page's questions: [(name, value), …]."""
        if not (said := self.corrects):
            return []
        apart = updates.impact_apart(said, self.history)
        values = {
            "day": said.effective_date.isoformat() if self._corrects_an_earlier_day else "",
            "due": said.due_words if said.due_change in _GIVES_A_DATE else "",
            "due_reason": said.due_reason,
            "due_agreed_by": said.due_agreed_by,
            "evidence_words": said.evidence_words,
            "evidence_url": said.evidence_url,
            "impact": (apart or said).impact,
            "impact_words": (apart or said).impact_words,
        }
        return [(name, value) for name, value in values.items() if value]

    @cached_property
    def _corrects_an_earlier_day(self):
        """Whether the correction can be about the day of what it corrects, and that is not today.

        A day before the last frozen position takes none any more: the correction is then about today.
        """
        day, frozen = self.corrects.effective_date, last_frozen(self.page_context.plan)
        return day != self.today and not updates.too_early_for_what_was_reported(frozen, day)

    def _has_answers(self, data, facts):
        """Whether a rating or another stage was chosen before “No change” was pressed, or a fold was filled in: it then
        goes on to the second page. Words alone go with the “no change”.
        """
        stage = facts.stage if facts else ""
        early = any(data.get(name, "").strip() for name in (*OF_THE_DATE, *OF_THE_END))
        return bool(data.get("rating") or data.get("stage", stage) != stage or early)

    def _says_the_same(self):
        """Whether every answer of the form is what was saved from it last: it was sent twice, and not corrected."""
        answers = self._answers_as_at(updates.known_before(self.sent[-1], self.history))
        return answers is not None and updates.says_the_same(self.sent[-1], answers, self.action, self.history)

    def _answers_as_at(self, history):
        """What the form says to save, read as when the action had these updates alone; None where it is no save."""
        data = self.request.POST
        facts = facts_on(history, self.today)
        if "no_change" in data and not self._has_answers(data, facts):
            return self._no_change_answers(facts, clean(_one_text(data)).strip())
        stages = updates.stages_open_to(self.action, facts, history, self.request.user, self.today)
        first = UpdateForm(data, facts=facts, stages=stages)
        if "back" in data or not first.is_valid():
            return None
        details = self._details_form(first.cleaned_data, data, history)
        if "second" not in data and (details.needs_a_page or "no_change" in data):
            return None
        return details.answers() if details.is_valid() else None

    def _no_change_answers(self, facts, words):
        """That the stage and the rating of these facts still hold; None where there is nothing open to repeat."""
        if facts is None or facts.stage not in OPEN_STAGES:
            return None
        return updates.Answers(
            effective_date=self.today, stage=facts.stage, rating=facts.rating, words=words, no_change=True
        )

    @property
    def _can_repeat(self):
        return self.facts is not None and self.facts.stage in OPEN_STAGES and not self.corrects

    def _confirm_no_change(self, data, seen, submission):
        """Save that the stage and the rating still hold, once what is late, off track or at risk has a word on what is
        being done; a page of its own asks for it. Where a colleague saved, or nothing is open, the words stay.
        """
        words = _one_text(data)
        if not self._can_repeat:
            return self._first_page(self._first_form(initial={**data.dict(), "words": words}))
        form = self._no_change_form(_copy_with(data, words_needed=words))
        if self.meanwhile or (not words and form.needs_words and "asked" not in data):
            return self._no_change_page(self._no_change_form(initial={**data.dict(), "words_needed": words}))
        if not form.is_valid():
            return self._no_change_page(form)
        return self._save(self._no_change_answers(self.facts, form.cleaned_data["words_needed"]), seen, submission)

    def _go_on(self, data, seen, submission):
        """From the first page to the save, by way of the second where that is needed, unless a colleague saved in
        between.
        """
        first = self._first_form(data)
        from_second = "second" in data
        if not first.is_valid() or "back" in data or (self.meanwhile and not from_second):
            return self._first_page(first, more=_second_answers(data))
        details = self._details_form(first.cleaned_data, data)
        if not from_second and (details.needs_a_page or "no_change" in data):
            answered = dict(_second_answers(data))  # on the first page, or before going back
            if not details.is_of_the_date or not answered.get("due"):
                details = self._details_form(first.cleaned_data, initial=answered)
        elif details.is_valid() and not self.meanwhile:
            try:
                return self._save(details.answers(), seen, submission)
            except ValidationError as refused:
                for name, sentences in refused.message_dict.items():
                    details.add_problem(name, sentences[0])
        return self._second_page(first, details)

    # The forms and the pages

    def _first_form(self, data=None, **kwargs):
        return UpdateForm(data, facts=self.facts, stages=self.stages, **kwargs)

    def _new_form(self):
        """The first page's form as it opens: it says where the action is, and leaves the rating unanswered."""
        initial = Hidden.fresh(self.request.user, len(self.history))
        if self.facts:
            initial["stage"] = self.facts.stage
        if said := self.corrects:
            then = facts_on([each for each in self.history if each.sequence <= said.sequence], said.effective_date)
            initial |= {
                "stage": said.stage or (then.stage if then else ""),
                "rating": said.rating,
                "words": said.words,
                "new_date": said.due_change in _GIVES_A_DATE,
                "earlier_day": self._corrects_an_earlier_day,
            }
        return self._first_form(initial=initial)

    def _details_form(self, first_answers, data=None, history=None, initial=None):
        return DetailsForm(
            data,
            initial=initial,
            first=first_answers,
            action=self.action,
            updates=self.history if history is None else history,
            today=self.today,
            interval=self.interval,
        )

    def _no_change_form(self, data=None, **kwargs):
        return NoChangeForm(data, needs_words=status_of(self.facts, self.today) in WITH_WHY, **kwargs)

    def _no_change_page(self, form):
        return self._render("actions/no_change.html", form)

    def _first_page(self, form, more=()):
        """The first page; `more` are answers of the second page: in folds, or unseen where the first has no such."""
        given = dict(more)
        early = EarlyForm(initial=given, moves=bool(self.facts and self.facts.due_basis == DueBasis.OWN))
        folds = [(words, fields, any(given.get(field.name) for field in fields)) for words, fields in early.folds()]
        more = [(name, value) for name, value in more if name not in early.fields]
        return self._render("actions/update.html", form, more=more, folds=folds)

    def _second_page(self, first, details):
        return self._render("actions/update_details.html", details, first=first, change=details.change_in_words())

    def _render(self, template, form, **context):
        context |= {
            "page_context": self.page_context,
            "action": self.action,
            "facts": self.facts,
            "shown": (shown := status_with_reason(self.facts, self.today, self.interval)),
            "in_the_way": in_the_way_of(self.facts, shown.state, self.history),
            "form": form,
            "last_said": self._last_said(),
            "latest": Entry(self.history[-1]) if self.history else None,
            "place": self.place,
            "meanwhile": [Entry(update) for update in self.meanwhile],
            "running": run_of_no_change(self.history),
            "can_repeat": self._can_repeat,
            "corrects": Entry(self.corrects) if self.corrects else None,
            "path": self._address("action_update"),
        }
        return render(self.request, template, context, status=422 if form.is_bound and form.errors else 200)

    def _last_said(self):
        """The update with the last words, as its history shows it; None where nobody said any."""
        said = [each for each in not_withdrawn(self.history) if each.words and not each.withdraws_id]
        return Entry(max(said, key=lambda each: (each.effective_date, each.sequence))) if said else None

    @cached_property
    def place(self):
        """Where the action stands among the officer's own: see `Mine.place_of`; None where they correct an update."""
        return None if self.corrects else self.mine.place_of(self.action, self.request.GET.get("walk", ""))

    # The save

    def _save(self, answers, seen, submission):
        """Record the answers; then the action's page, or the next of the officer's own."""
        saved = updates.record_locked(
            self.action,
            answers,
            by=self.request.user,
            held=self.mine.posts,
            today=self.today,
            seen=seen,
            submission=submission,
            corrects=self.corrects,
        )
        discard_form(self.request)
        return HttpResponseRedirect(self._onward(saved))

    def _onward(self, update):
        """Where a save leads: the next of the officer's own where they walk through them, else the action's page."""
        undo = self.page_context.address(reverse("update_undo", args=[self.action.reference, update.code]))
        saved = format_html(
            '{0} has been updated. <a href="{1}">Undo<span class="vh"> the update of {0}</span></a> (for ten minutes).',
            self.action.reference,
            undo,
        )
        walks_on = "save_next" in self.request.POST or self.request.POST.get("no_change") == "next"
        if not walks_on or not self.place:
            messages.success(self.request, saved)
            return self._address("action")
        if self.place.after:
            messages.success(self.request, saved)
            return self._address_of_next()
        last = f"That was the last of your {count_of(self.place.of, 'action')}."
        messages.success(self.request, format_html("{} {} {}", saved, last, self._offer_the_rest()))
        return self.page_context.address(reverse("my_actions"))

    def _offer_the_rest(self):
        """A link that says “no change” of those that were not updated today; empty where there are none."""
        rest = [place for place in self.mine.not_updated_today if place.key != self.action.pk]
        if not rest:
            return ""
        address = self.page_context.address(reverse("my_no_change"), rest="1") + "#rows"
        words = f"No change to the other {count_of(len(rest), 'action')}"
        return format_html('<a href="{}">{}</a>', address, words)

    def _address_of_next(self):
        """The address of the form of the next in the walk, which may be in another plan."""
        after = self.place.after
        more = {} if after.plan == self.page_context.plan.pk else {"plan": after.slug}
        walk = self.place.walk_in(after.plan)
        form = reverse("action_update", args=[after.reference])
        return self.page_context.address(form, **more, walk=walk) + TO_THE_RATING

    def _address(self, name):
        """The address of a page of this action; of its form with the walk that it is in."""
        walk = self.place.walk_in(self.page_context.plan.pk) if self.place else ""
        more = {"walk": walk} if name == "action_update" and walk else {}
        if name == "action_update" and self.corrects:
            more["corrects"] = self.corrects.code
        return self.page_context.address(reverse(name, args=[self.action.reference]), **more)


# The changes of a due date that the form makes.
_GIVES_A_DATE = (ProgressUpdate.DueChange.SET, ProgressUpdate.DueChange.MOVED)


def _second_answers(data):
    """What was answered on the second page: [(name, value), …]."""
    return [(name, data[name]) for name in DetailsForm.base_fields if data.get(name)]


def _one_text(data):
    """The words of the page that asks for a word with “no change”, else those of the first page."""
    return data.get("words_needed", "").strip() or data.get("words", "").strip()


def _copy_with(data, **values):
    """A copy of posted data with these values set."""
    data = data.copy()
    for name, value in values.items():
        data[name] = value
    return data
