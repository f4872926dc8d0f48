"""What a form of Django admin changes, field by field."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.db import models

from csc_tracker.audit.entries import FieldChange

NOT_SHOWN = "(not shown)"


def changes_in(form: forms.BaseForm, formsets: Iterable[Any], adding: bool) -> list[FieldChange]:
    """Each field that a valid form and its formsets change. When `adding`, nothing was there before."""
    changes = list(_changes(form, adding))
    for formset in formsets:
        kind = formset.model._meta.verbose_name.capitalize()
        for each in formset.forms:
            if not each.has_changed() and each not in formset.deleted_forms:
                continue
            record = f"{kind} “{each.instance}”"
            if each in formset.deleted_forms:
                changes.append(FieldChange(record, "there", "deleted"))
            else:
                new = each.instance.pk is None or each.instance._state.adding or each in formset.extra_forms
                changes += _changes(each, new, f"{record}: ")
    return changes


def _changes(form: Any, adding: bool, prefix: str = "") -> Iterator[FieldChange]:
    for name in form.changed_data:
        field = form.fields.get(name)  # Django's form for a password calls its two fields one
        label = prefix + str((field and field.label) or name.replace("_", " ").capitalize())
        if field is None or getattr(field.widget, "input_type", "") == "password":
            yield FieldChange(label, "", NOT_SHOWN)
            continue
        before = "" if adding else _in_words(field, form.get_initial_for_field(field, name))
        yield FieldChange(label, before, _in_words(field, form.cleaned_data.get(name)))


def _in_words(field: forms.Field, value: Any) -> str:
    """A value of a field as an admin reads it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, (list, tuple, set, models.QuerySet)):
        return ", ".join(sorted(_in_words(field, one) for one in value))
    if isinstance(field, forms.ModelChoiceField):
        choices = field.queryset
        record = choices.model._default_manager.filter(pk=value).first() if choices is not None else None
        return str(record) if record else f"Number {value}"
    if named := getattr(field, "choices", None):
        return str(dict(_flat(named)).get(value, value))
    return str(value)


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            yield from label
        else:
            yield value, label


def changes_between(before: models.Model | None, after: models.Model) -> list[FieldChange]:
    """Each field in which a record differs from what it was (None: it is new)."""
    changes = []
    for field in after._meta.concrete_fields:
        if field.primary_key:
            continue
        old, new = "" if before is None else _value(before, field), _value(after, field)
        if old != new:
            changes.append(FieldChange(str(field.verbose_name).capitalize(), old, new))
    return changes


def _value(record: models.Model, field: models.Field) -> str:
    value = getattr(record, field.attname)
    if value is None:
        return ""
    if field.is_relation:
        return str(getattr(record, field.name))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return "Yes" if value is True else "No" if value is False else str(value)
