"""Sentences around a paper's own words, whose abbreviations are explained."""

from django import template

from csc_tracker.pages.markup import escaped, html
from csc_tracker.templatetags.glossary import explained

register = template.Library()


@register.simple_tag(takes_context=True)
def period_in_words(context, period):
    """A date in an action's words, with the days it means and its note: “Finish: “March 2020”, by 31 March 2020”."""
    words = f"{escaped(period.get_role_display())}: “{explained(context, period.words)}”"
    days = f", {period.days_in_words}" if period.days_in_words else ""
    note = f". {escaped(period.note)}" if period.note else ""
    return html(f"{words}{days}{note}")


@register.simple_tag(takes_context=True)
def values_in_words(context, values):
    """Values of a measure in a row, each with its day: “72%, 31 March 2020; 75%, 30 June 2020”."""
    return html("; ".join(f"{explained(context, value.words)}, {escaped(value.days_in_words)}" for value in values))
