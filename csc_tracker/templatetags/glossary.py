"""Abbreviations explained where a template shows a paper's words."""

from django import template

from csc_tracker.pages.markup import escaped, html

register = template.Library()


@register.simple_tag(takes_context=True)
def explained(context, words):
    """`words`, escaped, with each abbreviation of the glossary spelled out at its first use on the page.

    Not for use within a link, a heading, a caption, a label or what is for screen readers alone. The glossary is the
    page's own (csc_tracker/pages/context.py); where there is none the words stay as they are.
    """
    text = escaped(words)
    glossary = context.get("glossary")
    return html(glossary.explained(text) if glossary else text)
