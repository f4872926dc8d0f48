"""What a field of a form says, in words: names instead of keys, labels instead of codes."""

from typing import Any

from django import forms
from django.db import models
from django.utils.formats import localize


def value_in_words(field: forms.Field, value: Any) -> str:
    """A value of a field, as given or as cleaned, as a person reads it; empty where there is none."""
    if value in (None, ""):
        return ""
    if isinstance(field, forms.ModelChoiceField):
        return _names(field, value)
    if isinstance(field, forms.ChoiceField):
        labels = {str(key): str(label) for key, label in _choices(field.choices)}
        return labels.get(str(value), str(value))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(localize(value))


def _names(field, chosen):
    """The names of the records that are chosen, by themselves or by key; the key where the name may not be seen."""
    chosen = chosen if isinstance(chosen, list | tuple | set | models.QuerySet) else [chosen]
    keys = {str(each.pk if isinstance(each, models.Model) else each) for each in chosen if each not in (None, "")}
    records = field.queryset.model._default_manager.filter(pk__in=keys)
    names = {str(record.pk): field.label_from_instance(record) for record in records}
    return ", ".join(sorted(names.get(key, f"number {key}") for key in keys))


def _choices(choices):
    """The choices of a field, those of groups too."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label
