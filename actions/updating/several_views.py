"""A new owner, or a new due date, for several of one's own actions at once: previewed row by row, saved all or none."""

import hashlib
import json

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from actions.updating import updates
from actions.updating.forms import DUE_HINT, DueMixin, PostForm, Words
from actions.updating.no_change_views import Batch, NotSaved
from actions.updating.owners import set_owner
from csc_tracker.database.writing import writing
from csc_tracker.pages.form_recovery import RESTORED, discard_form, saved_fields
from csc_tracker.pages.wording import count_of, in_a_row

OWNER, DUE = "owner", "due"
_NAMED = {OWNER: "owner", DUE: "due date"}


@require_http_methods(["GET", "HEAD", "POST"])
def my_several(request):
    """Give those that were selected a new owner, or a new due date with one reason and who agreed.

    A form that is sent is handled in one transaction that locks the actions. What is previewed is recorded by the same
    functions and taken back.
    """
    if request.method == "POST":
        with writing():
            return _Several(request, request.POST, lock=True).receive()
    data = QueryDict(mutable=True)
    for name, values in (saved_fields(request) or {}).items():
        data.setlist(name, values)
    several = _Several(request, data, lock=False)
    if not several.rows:
        return HttpResponseRedirect(several.list_address)
    messages.info(request, RESTORED)
    return several.page(several.empty_form())


class DueForm(DueMixin, forms.Form):
    """A new due date, with why it moves and who agreed."""

    due = forms.CharField(label="By when will they be done?", required=False, max_length=200, help_text=DUE_HINT)
    due_reason = Words(label="Why is the date moving?", widget=forms.Textarea(attrs={"rows": 3}))
    due_agreed_by = forms.CharField(
        label="Who agreed to the new date?", required=False, max_length=150, help_text="The post, such as Director."
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self):
        cleaned = super().clean()
        for name, sentence in (
            ("due_reason", "Say why the date is moving."),
            ("due_agreed_by", "Say who agreed to the new date."),
        ):
            if name not in self.errors and not cleaned.get(name, "").strip():
                self.add_error(name, sentence)
        return cleaned


class _Several(Batch):
    """The rows that are selected, and what is to change in each."""

    def __init__(self, request, data, lock):
        super().__init__(request, data, lock)
        self.what = DUE if data.get("what") == DUE else OWNER
        if self.what == OWNER and not request.user.has_perm("actions.change_owner"):
            raise PermissionDenied("actions.change_owner")

    def _form(self, data=None, **kwargs):
        if self.what == DUE:
            return DueForm(data, today=self.today, **kwargs)
        return PostForm(data, council=self.plan.council, **kwargs)

    def empty_form(self):
        """The form as it opens, with what was kept of it."""
        return self._form(initial=self.data.dict())

    @property
    def _digest(self):
        """What was previewed: the rows and the answers."""
        answers = {name: self.data.get(name, "") for name in self._form().fields}
        said = [self.what, sorted((row.name, len(row.history)) for row in self.rows), answers]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]

    def receive(self):
        """The answer to a form that was sent: the page with the questions, the preview, or the save of all rows."""
        if not self.rows:
            words = "Select the actions that are to change. Nothing was saved."
            if self.gone:
                words = "They are no longer among your open actions, so there was nothing left to save."
            messages.warning(self.request, words)
            return HttpResponseRedirect(self.list_address)
        if "preview" not in self.data and "save" not in self.data:
            return self.page(self.empty_form())
        form = self._form(self.data)
        if not form.is_valid():
            return self.page(form)
        if any(row.meanwhile for row in self.rows):
            return self.page(form)
        stopped = self.gone or any(row.problem for row in self.rows)
        # A form that is sent twice was saved once: its rows know it, so that it is no other than what was previewed.
        as_previewed = self.data.get("previewed") == self._digest or any(row.sent for row in self.rows)
        saves = "save" in self.data and as_previewed and not stopped
        try:
            with writing():
                said = self._record(form)
                if not saves or any(row.problem for row in self.rows):
                    raise NotSaved
        except NotSaved:
            return self.page(form, previewed=True)
        discard_form(self.request)
        messages.success(self.request, said)
        return HttpResponseRedirect(self.list_address)

    def _record(self, form):
        """Record every row by the function that records one; what stops a row is its `problem`."""
        post = form.chosen() if self.what == OWNER else None
        for row in self.rows:
            if row.problem:
                continue
            try:
                with writing():
                    self._record_row(row, form.cleaned_data, post)
            except ValidationError as refused:
                row.problem = " ".join(refused.messages)
        names = [row.action.reference for row in self.rows]
        those = in_a_row(names) if len(names) <= 5 else count_of(len(names), "action")
        if self.what == OWNER:
            return f"The owner of {those} is now {post or 'nobody'}."
        return f"{those}: due {form.cleaned_data['period'].words} now."

    def _record_row(self, row, answers, post):
        if self.what == OWNER:
            row.change = [f"Owner: {row.action.owner or 'nobody'} to {post or 'nobody'}"]
            set_owner(row.action, post, by=self.request.user, on=self.today, reason=answers["reason"])
            return
        said = updates.Answers(
            effective_date=self.today,
            due=answers["period"],
            due_reason=answers["due_reason"],
            due_agreed_by=answers["due_agreed_by"],
            words=answers["due_reason"],
        )
        interval = row.plan.update_interval_days
        row.change = updates.effect_of(row.action, row.history, said, interval).in_words()
        updates.record_locked(
            row.action,
            said,
            by=self.request.user,
            held=self.mine.posts,
            today=self.today,
            seen=row.seen,
            submission=row.submission,
        )

    def page(self, form, previewed=False):
        """The page that shows each row, with what changes in it once it was previewed; nothing is saved yet."""
        self.address_rows()
        context = {
            "page_context": self.page_context,
            "form": form,
            "rows": self.rows,
            "gone": [name[name.index("P") :] for name in self.gone],
            "what": self.what,
            "title": f"New {_NAMED[self.what]} for {count_of(len(self.rows), 'action')}",
            "submission": self.submission,
            "previewed": self._digest if previewed and not any(row.problem for row in self.rows) else "",
            "refused": previewed and any(row.problem for row in self.rows),
            "back": self.list_address,
            "path": self.page_context.address(reverse("my_several")),
        }
        return render(self.request, "actions/my_several.html", context, status=422 if form.errors else 200)
