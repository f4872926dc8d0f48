"""Abbreviations explained where a template shows a paper's words."""

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def explained(context, words):
    """`words`, escaped, with each abbreviation of the glossary spelled out at its first use on the page.

    Not for use within a link, a heading, a caption, a label or what is for screen readers alone. The glossary is the
    page's own (csc_tracker/context.py); where there is none the words stay as they are.
    """
    html = conditional_escape(words)
    glossary = context.get("glossary")
    return mark_safe(glossary.explained(html)) if glossary else html  # noqa: S308 (escaped above; the rest is ours)
