"""The links by which a priority gets its lead and an action its owner."""

from django import template

from csc_tracker.pages.addresses import cached_reverse
from csc_tracker.pages.markup import escaped, html
from csc_tracker.pages.wording import raised

register = template.Library()


@register.simple_tag(takes_context=True)
def lead_link(context, priority):
    """The link that sets or changes the lead of a priority."""
    address = context["page_context"].address(cached_reverse("priority_lead", priority.number))
    return post_link(address, priority.lead, "lead", f"priority {priority.number}")


@register.simple_tag(takes_context=True)
def owner_link(context, action):
    """The link that sets or changes the owner of an action."""
    address = context["page_context"].address(cached_reverse("action_owner", action.reference))
    return post_link(address, action.owner, "owner", action.reference)


@register.simple_tag
def to_record(pairs, of):
    """What is not recorded of an action (`of`), in a row: pairs of words and the address of the form that records it,
    empty where the reader has none.
    """
    hidden = f'<span class="vh">: record it for {escaped(of)}</span>'
    return html(
        ", ".join(
            f'<a href="{escaped(address)}">{escaped(words)}{hidden}</a>' if address else escaped(words)
            for words, address in pairs
        )
    )


@register.simple_tag(takes_context=True)
def empty_post(context, post):
    """That nobody does the work of a post on the day of the page, under its title; nothing where somebody does."""
    return empty_note(post.empty_words(context["page_context"].on) if post else "")


def empty_note(words):
    """These words as a note; nothing for none."""
    return html(f'<div class="note">{escaped(raised(words))}.</div>') if words else ""


def post_link(address, post, role, of):
    """The link that changes a post, or sets it where there is none: “Change the lead of priority 3”, where only the
    verb shows, and a screen reader says the rest.
    """
    verb = "Change" if post else "Set"
    hidden = f'<span class="vh"> the {role} of {escaped(of)}</span>'
    return html(f'<a class="no-print" href="{escaped(address)}">{verb}{hidden}</a>')
