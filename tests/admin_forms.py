"""What a browser would send from a change page of Django admin."""

import re
from html import unescape


def posted(answer):
    """The values of a change page's form, as a browser would send them back."""
    form = answer.context["adminform"].form
    values = {name: _sent(form[name]) for name in form.fields if not form.fields[name].disabled}
    for formset in answer.context["inline_admin_formsets"]:
        for field in formset.formset.management_form:
            values[field.html_name] = field.value()
        for row in formset.formset.forms:
            values |= {row[name].html_name: _sent(row[name]) for name in row.fields}
    for name in ("_as_shown", "who"):
        if hidden := re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode()):
            values[name] = unescape(hidden[1])
    return {name: "" if value is None else value for name, value in values.items()}


def _sent(bound):
    return bound.field.prepare_value(bound.value())
