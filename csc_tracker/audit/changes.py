"""What a form of Django admin changes, field by field."""

from typing import Any

from django.db import models
from django.forms import ModelChoiceField, ModelMultipleChoiceField

from csc_tracker.audit.entries import FieldChange
from csc_tracker.pages.form_values import value_in_words
from csc_tracker.people.sight import seeing_everything

NOT_SHOWN = "(not shown)"


def changes_in(form: Any, adding: bool) -> list[FieldChange]:
    """Each field that a valid form changes. When `adding`, nothing was there before."""
    changes = []
    for name in form.changed_data:
        field = form.fields.get(name)  # Django's form for a password calls its two fields one
        label = str((field and field.label) or name.replace("_", " ").capitalize())
        if field is None or getattr(field.widget, "input_type", "") == "password":
            changes.append(FieldChange(label, "", NOT_SHOWN))
            continue
        before = "" if adding else value_in_words(field, form.get_initial_for_field(field, name))
        changes.append(FieldChange(label, before, value_in_words(field, form.cleaned_data.get(name))))
    return changes


def exempt_plan_in(form: Any) -> int | None:
    """The key of the plan whose exempt matter a form's changes name: a record that was chosen before, or is now."""
    with seeing_everything():
        for name in form.changed_data:
            field = form.fields.get(name)
            if isinstance(field, ModelChoiceField) and not isinstance(field, ModelMultipleChoiceField):
                choices: Any = field.queryset
                before = form.get_initial_for_field(field, name)
                records = choices.model._base_manager.filter(pk=getattr(before, "pk", before))
                for record in (form.cleaned_data.get(name), *records):
                    if getattr(record, "is_exempt", False):
                        return record.exemption.plan_id
    return None


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
