"""“No change” to several of one's own actions at once: one page that shows them row by row, saved all or none."""

import re
import uuid
from dataclasses import dataclass, field

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from actions.lists.my_actions import Group, actions_of
from actions.models import Action
from actions.pages.page_context import read_page_context
from actions.positions.facts import facts_on
from actions.positions.in_the_way import InTheWay, in_the_way_of
from actions.positions.status import OPEN_STAGES, StatusWithReason, status_with_reason
from actions.updating import updates
from actions.updating.forms import Hidden, OwnedForm, Words
from actions.updating.history import Entry, recorded_updates
from csc_tracker.database.writing import writing
from csc_tracker.pages.form_recovery import RESTORED, discard_form, saved_fields
from csc_tracker.pages.wording import count_of, in_a_row
from priorities.models import Plan

# A row as the form names it (see `Place.named_in`), and how many updates of it the form knew.
_ROW = re.compile(r"((?:\d{1,9}\.)?P\d{1,4}\.\d{1,5}):(\d{1,9})", re.ASCII)
MOST = 250  # rows of one form
NO_LONGER_OPEN = "It is not open any more, so it is left out."


@require_http_methods(["GET", "HEAD", "POST"])
def my_no_change(request):
    """Say “no change” of several of one's own actions, with a word each where they are late, off track or at risk.

    A form that is sent is handled in one transaction that locks the actions: nobody saves between. Without one the page
    shows a form that was kept when the session ran out; with `?rest=1` those that were not updated today.
    """
    if request.method == "POST":
        with writing():
            return Batch(request, request.POST, lock=True).receive()
    data = QueryDict(mutable=True)
    for name, values in (saved_fields(request) or {}).items():
        data.setlist(name, values)
    batch = Batch(request, data, lock=False, rest="rest" in request.GET and not data)
    if not batch.rows:
        return HttpResponseRedirect(batch.list_address)
    if data:
        messages.info(request, RESTORED)
    return batch.page(batch.form(initial=batch.hidden | data.dict()))


def _question(name):
    """The name of the question that the row with this name is asked."""
    return f"words-{name}"


@dataclass
class _Row:
    """An action that was selected, and what is saved of it.

    `name`: as the form names it; `meanwhile`: what colleagues saved since the form was opened; `typed`: the words that
    came for it; `field`: the question that it is asked, bound to the form of the page; `problem`: what stops it;
    `change`: what changes in it, in lines.
    """

    name: str
    action: Action
    history: list
    facts: object
    shown: StatusWithReason
    in_the_way: InTheWay | None
    typed: str
    submission: uuid.UUID
    seen: int
    sent: list
    meanwhile: list = field(default_factory=list)
    problem: str = ""
    field: forms.BoundField | None = None
    address: str = ""
    change: list | tuple = ()

    @property
    def question(self):
        """The name of its question in the form."""
        return _question(self.name)

    @property
    def value(self):
        """The row as the form names it now that its reader has seen what is there."""
        return f"{self.name}:{len(self.history)}"

    @property
    def plan(self):
        return self.action.priority.plan

    @property
    def entries(self):
        return [Entry(update) for update in self.meanwhile]


class NoChangesForm(OwnedForm):
    """A word for each row that is late, off track or at risk."""

    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        for row in rows:
            if row.in_the_way or row.typed:
                question = f"What is being done about {row.action.reference}?"
                self.fields[row.question] = Words(label=question, widget=forms.Textarea(attrs={"rows": 2}))
        self._rows = rows

    def clean(self):
        cleaned = super().clean()
        for row in self._rows:
            if row.in_the_way and row.question not in self.errors and not cleaned.get(row.question, "").strip():
                sentence = f"Say what is being done about {row.action.reference}. A sentence is enough."
                self.add_error(row.question, sentence)
        return cleaned

    def words_of(self, row):
        return self.cleaned_data.get(row.question, "").strip()


class NotSaved(Exception):
    """A row cannot be saved, so none is."""


class Batch:
    """The rows that a form selects, each with what is there now; with `rest` those that were not updated today."""

    def __init__(self, request, data, lock, rest=False):
        self.request, self.data = request, data
        self.page_context = read_page_context(request)
        self.plan: Plan = self.page_context.plan
        self.today = self.page_context.today
        self.mine = actions_of(request.user, self.plan, self.today)
        hidden = Hidden({"seen": "0", "submission": data.get("submission", "")})
        self.submission = hidden.cleaned_data["submission"] if hidden.is_valid() else uuid.uuid4()
        self.chosen = self._rest() if rest else self._chosen()
        self.rows = self._read(lock)
        self.gone = [name for name in self.chosen if name not in {row.name for row in self.rows}]

    @property
    def list_address(self):
        return self.page_context.address(reverse("my_actions"))

    @property
    def hidden(self):
        return {"who": self.request.user.pk, "submission": self.submission}

    def _rest(self):
        """{name: None} of what was not updated today."""
        return {place.named_in(self.plan.pk): None for place in self.mine.not_updated_today[:MOST]}

    def _chosen(self):
        """{name: how many updates the form knew} of the rows that it selects, as many as a page has."""
        values = [self.data["one"]] if "one" in self.data else self.data.getlist("action")
        if "one" not in self.data:
            for group in Group:
                if group.value in self.data.getlist("all"):
                    values = [*values, *self.data.getlist(f"in-{group.value}")]
        matches = [match for value in values if (match := _ROW.fullmatch(value))]
        return {match[1]: int(match[2]) for match in matches[:MOST]}

    def _read(self, lock):
        """The rows of those that were selected which are one's own to update, in the order of one's own list."""
        keys = {key: name for name, key in self.mine.keys_by_name.items() if name in self.chosen}
        actions = Action.objects.filter(pk__in=keys).order_by("pk")
        actions = actions.select_related("priority__plan", "priority__lead", "owner")
        actions = actions.prefetch_related("updates__by", "updates__post", "periods")
        if lock:
            actions = actions.select_for_update(of=("self",))
        by_key = {action.pk: action for action in actions}
        return [self._row(name, by_key[key], self.chosen[name]) for key, name in keys.items() if key in by_key]

    def _row(self, name, action, seen):
        history = recorded_updates(action)
        for update in history:
            update.action = action
        facts = facts_on(history, self.today)
        shown = status_with_reason(facts, self.today, action.priority.plan.update_interval_days)
        submission = uuid.uuid5(self.submission, name)
        sent = updates.saved_from(history, submission, self.request.user)
        seen = len(history) if seen is None else seen
        sequence = history[min(seen, len(history)) - 1].sequence if seen and history else 0
        row = _Row(
            name=name,
            action=action,
            history=history,
            facts=facts,
            shown=shown,
            in_the_way=in_the_way_of(facts, shown.state, history),
            typed=self._typed(name),
            submission=submission,
            seen=sequence,
            sent=sent,
            meanwhile=updates.saved_since(history, sequence, sent),
        )
        if facts is None or facts.stage not in OPEN_STAGES:
            row.problem = NO_LONGER_OPEN
        return row

    def _typed(self, name):
        return self.data.get(_question(name), "").strip()

    def form(self, data=None, **kwargs):
        return NoChangesForm(data, rows=[row for row in self.rows if not row.problem], **kwargs)

    def receive(self):
        """The answer to a form that was sent: the page that shows the rows, or the save of all of them."""
        if not self.rows and not self.gone:
            messages.warning(self.request, "Select the actions that have not changed. Nothing was saved.")
            return HttpResponseRedirect(self.list_address)
        initial = self.data.dict() | self.hidden
        stopped = self.gone or any(row.meanwhile or row.problem for row in self.rows)
        at_once = "one" in self.data and not any(row.in_the_way for row in self.rows)
        if stopped or not (at_once or "save" in self.data):
            return self.page(self.form(initial=initial))
        form = self.form({**initial, "who": str(self.request.user.pk), "submission": str(self.submission)})
        if not form.is_valid():
            return self.page(form)
        try:
            with writing():
                new = self._save(form)
        except NotSaved:
            return self.page(form)
        discard_form(self.request)
        messages.success(self.request, self._saved(new))
        return HttpResponseRedirect(self.list_address)

    def _save(self, form):
        """Record every row by the one function that records an update, and return how many were new.

        NotSaved where one cannot be saved.
        """
        new = 0
        for row in self.rows:
            answers = updates.Answers(
                effective_date=self.today,
                stage=row.facts.stage,
                rating=row.facts.rating,
                words=form.words_of(row),
                no_change=True,
            )
            try:
                update = updates.record_locked(
                    row.action,
                    answers,
                    by=self.request.user,
                    held=self.mine.posts,
                    today=self.today,
                    seen=row.seen,
                    submission=row.submission,
                )
            except ValidationError as refused:
                row.problem = " ".join(refused.messages)
            else:
                new += update.pk not in {each.pk for each in row.sent}
        if any(row.problem for row in self.rows):
            raise NotSaved
        return new

    def _saved(self, new):
        """What is said once all is saved."""
        names = in_a_row(row.action.reference for row in self.rows)
        if not new:
            return f"“No change” to {names} had already been saved. It was not saved twice."
        if len(self.rows) <= 5:
            return f"“No change” has been saved for {names}."
        return f"“No change” has been saved for {count_of(len(self.rows), 'action')}."

    def address_rows(self):
        """Give each row the address of its action, which may be in another plan than the page's."""
        for row in self.rows:
            more = {} if row.plan == self.plan else {"plan": row.plan.slug}
            row.address = self.page_context.address(reverse("action", args=[row.action.reference]), **more)

    def page(self, form):
        """The page that shows each row, with what it is asked; nothing is saved yet."""
        self.address_rows()
        for row in self.rows:
            row.field = form[row.question] if row.question in form.fields else None
        stopped = self.gone or any(row.meanwhile or row.problem for row in self.rows)
        context = {
            "page_context": self.page_context,
            "form": form,
            "rows": self.rows,
            "gone": [(name[name.index("P") :], self._typed(name)) for name in self.gone],
            "stopped": stopped,
            "kept": [row for row in self.rows if not row.problem],
            "back": self.list_address,
            "path": self.page_context.address(reverse("my_no_change")),
        }
        return render(self.request, "actions/my_no_change.html", context, status=422 if form.errors else 200)
