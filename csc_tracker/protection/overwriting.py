"""Django admin overwrites nobody: who saves what somebody else changed meanwhile is shown both, and saves again.

A change page sends along, hidden, a digest of each value that it showed. Saving compares them with what the record and
its rows say now, with all of them locked. It needs no column and no script.
"""

import json
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django import forms
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Max, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format

from csc_tracker.audit.entries import AuditEntry
from csc_tracker.database.writing import writing
from csc_tracker.pages.form_recovery import RESTORED, saved_fields
from csc_tracker.pages.form_values import value_in_words

AS_SHOWN = "_as_shown"  # the hidden field
_REPLACES = "Nothing of yours has been saved. If you save again, your form replaces what it says now."
_NOTHING_SAVED = "Nothing has been saved. See above what has changed since you opened the page."
_SOMEBODY = "Somebody has changed this since you opened the page. Who it was is not recorded."
_NOT_KNOWN = "We cannot tell whether somebody has changed this since you opened the page."


@dataclass(frozen=True)
class Difference:
    """A field of a record, or of one of its rows, that somebody else changed: what it and what the form say now."""

    field: str
    now: str
    own: str


@dataclass(frozen=True)
class Conflict:
    """Why nothing was saved, in a sentence, and the fields that it is about."""

    sentence: str
    differences: list[Difference]


@dataclass(frozen=True)
class _Value:
    """A value as a form shows it: its form, the field's name, and what it is called on the page."""

    form: Any
    name: str
    label: str

    @property
    def field(self):
        return self.form.fields[self.name]

    @property
    def initial(self):
        return self.form.get_initial_for_field(self.field, self.name)

    @property
    def digest(self):
        value = self.field.prepare_value(self.initial)
        value = sorted(map(str, value)) if isinstance(value, list | tuple | set | models.QuerySet) else str(value)
        return sha256(json.dumps(value).encode()).hexdigest()[:16]


class OverwritesNobody:
    """For an admin: a change page that was opened before somebody else saved is not saved over it unseen."""

    # False where a function of the service decides, with the record locked, whether what is asked can still be done.
    compares_with_what_was_shown = True

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """What is sent is read, compared and saved within `writing`; a function of the service sees to that itself.

        What was typed before a session ran out is shown as if it had been sent, and refused: it is to be checked first.
        """
        saved = saved_fields(request) if request.method == "GET" else None
        if saved is not None and self._may_save(request, object_id):
            _bring_back(request, saved)
        if request.method != "POST" or not self.compares_with_what_was_shown:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with writing():
            record = self.get_object(request, unquote(object_id)) if object_id else None
            if record is not None and self._compares(request, record):
                self._lock(request, record)
                record = self.get_object(request, unquote(object_id))
                request.conflict = record and self._conflict(request, record)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _may_save(self, request, object_id):
        """Whether this person may add a record here now, or change the one with this key."""
        if object_id is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, self.get_object(request, unquote(object_id)))

    def get_form(self, request, obj=None, change=False, **kwargs):
        """The form is refused where there is a conflict, and where it was typed before a session ran out."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if getattr(request, "brought_back", False):
            return refused_form(form, RESTORED)
        conflict = getattr(request, "conflict", None)
        return refused_form(form, _NOTHING_SAVED) if conflict else form

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        conflict = getattr(request, "conflict", None)
        if change and obj is not None and self._compares(request, obj):
            fresh = conflict or request.method != "POST"
            shown = self._as_shown(request, obj.pk) if fresh else request.POST.get(AS_SHOWN, "")
            context |= {"as_shown_name": AS_SHOWN, "as_shown": shown, "conflict": conflict}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _compares(self, request, record):
        return self.compares_with_what_was_shown and self.has_change_permission(request, record)

    def _lock(self, request, record):
        """Lock a record and its rows until the end of the transaction, but not against being pointed to."""
        _locked(type(record)._base_manager.filter(pk=record.pk))
        for formset_class, _ in self._editable_rows(request, record):
            _locked(formset_class.model._base_manager.filter(**{formset_class.fk.name: record}))

    def _editable_rows(self, request, record):
        for formset_class, inline in self.get_formsets_with_inlines(request, record):
            if inline.has_change_permission(request, record):
                yield formset_class, inline

    def _forms(self, request, record, **bound):
        """The page's forms: (key, form, what the row is called) of the record and of each row that is there."""
        fieldsets = flatten_fieldsets(self.get_fieldsets(request, record))
        yield "", self.get_form(request, record, change=True, fields=fieldsets)(instance=record, **bound), ""
        prefixes = Counter()
        for formset_class, inline in self.get_formsets_with_inlines(request, record):
            prefix = formset_class.get_default_prefix()
            prefixes[prefix] += 1
            if prefixes[prefix] != 1 or not prefix:
                prefix = f"{prefix}-{prefixes[prefix]}"
            if not inline.has_change_permission(request, record):
                continue
            rows = formset_class(instance=record, prefix=prefix, queryset=inline.get_queryset(request), **bound)
            for form in rows.initial_forms:
                if form.instance.pk is not None:
                    name = f"{formset_class.model._meta.verbose_name} “{form.instance}”"
                    yield f"{formset_class.model._meta.label_lower}:{form.instance.pk}", form, name

    def _values(self, request, record, **bound):
        """The values of the page's forms that can be changed, by a key of form and field."""
        values = {}
        for key, form, row in self._forms(request, record, **bound):
            for name, field in form.fields.items():
                if not field.disabled and name != forms.formsets.DELETION_FIELD_NAME:
                    label = form[name].label
                    values[f"{key}/{name}"] = _Value(form, name, f"{row}: {label}" if row else label)
        return values

    def _as_shown(self, request, key):
        """What the hidden field says of the record with this key: a digest of each value, the last entry about it."""
        record = self.get_object(request, str(key))
        if record is None:  # it was closed while the page was being made
            return ""
        values = self._values(request, record)
        entries = AuditEntry.objects.filter(_entries_about(values.values()))
        last = entries.aggregate(last=Max("pk"))["last"]
        return json.dumps({"entry": last or 0, "values": {key: value.digest for key, value in values.items()}})

    def _conflict(self, request, record):
        """What somebody else changed of the record since it was shown, and saving would overwrite; None if nothing."""
        shown, last = _read(request.POST.get(AS_SHOWN))
        now, own = self._values(request, record), self._values(request, record, data=request.POST, files=request.FILES)
        differing = {
            key: value
            for key, value in now.items()
            if key in own and value.digest != shown.get(key) and _differs(value, own[key])
        }
        if not differing:
            return None
        if not shown:
            sentence = _NOT_KNOWN
        else:
            since = AuditEntry.objects.filter(_entries_about(now.values()), pk__gt=last)
            entry = since.select_related("by").order_by("-pk").first()
            sentence = _who(entry, request.user) if entry else _SOMEBODY
        return Conflict(
            f"{sentence} {_REPLACES}",
            [
                Difference(value.label, _words(value_in_words(value.field, value.initial)), _own_words(own[key]))
                for key, value in differing.items()
            ],
        )


class _Refused:
    """For a form: it is not valid, for what the sentences `refused` say."""

    def clean(self):
        answers = super().clean()
        self.add_error(None, self.refused)
        return answers


def _bring_back(request, saved):
    """Make of the request for a page the form that was sent to it before the session ran out."""
    data = QueryDict(mutable=True)
    for name, values in saved.items():
        data.setlist(name, values)
    request.FILES  # noqa: B018  read by Django now, together with a POST that is empty
    request.method, request.POST, request.brought_back = "POST", data, True


def refused_form(form: type, *sentences: str) -> type:
    """A class of form that is refused with these sentences, whatever is filled in."""
    return type(form.__name__, (_Refused, form), {"refused": list(sentences)})


def _locked(rows):
    """Lock these rows, always in the same order."""
    list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


def _read(text):
    """What `_as_shown` wrote: (digests by key, key of the last entry); nothing where it was not sent so."""
    try:
        sent = json.loads(text or "")
        return dict(sent["values"]), int(sent["entry"])
    except (ValueError, TypeError, KeyError):
        return {}, 0


def _differs(now, own):
    """Whether what was sent for a field is not what the record says now."""
    return own.field.has_changed(now.initial, own.form[own.name].data)


def _entries_about(values):
    """The condition that an entry of the audit ledger is about one of the records that these values are of."""
    condition = Q(pk=None)
    for record in {value.form.instance for value in values}:
        condition |= Q(about_kind=record._meta.label_lower, about_key=str(record.pk))
    return condition


def _who(entry, reader):
    """“Sam Reed changed this at 3.04 p.m. on 29 November 2020, after you opened the page.”"""
    moment = timezone.localtime(entry.at)
    who = "You" if entry.by_id == reader.pk else entry.by or entry.by_name
    where = " elsewhere" if entry.by_id == reader.pk else ""
    at = f"{date_format(moment, 'TIME_FORMAT')} on {date_format(moment.date())}"
    return f"{who} changed this{where} at {at}, after you opened the page."


def _words(words):
    return words or "(empty)"


def _own_words(value):
    """What was sent for a field, as a person reads it; as it was written where it cannot be read."""
    sent = value.form[value.name].data
    try:
        cleaned = value.field.clean(sent)
    except ValidationError:
        return _words(sent)
    return _words(value_in_words(value.field, cleaned))
