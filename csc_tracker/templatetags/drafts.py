"""The draft of a form on its page: what offers it, and what keeps it."""

from typing import Any

from django import template

from csc_tracker.pages import drafts
from csc_tracker.pages.form_recovery import number_in_form
from csc_tracker.pages.wording import moment_in_words

register = template.Library()


@register.inclusion_tag("components/_draft.html", takes_context=True)
def draft_offer(context: Any, what: str) -> dict[str, Any]:
    """Above the form: the draft of it that there is, to carry on or throw away. `what` was begun: “an update”."""
    request = context["request"]
    draft = drafts.draft_of(request)
    if draft and request.method == "POST" and draft.number == drafts.number_of(request.POST):
        draft = None  # it is what the form holds
    return {
        "draft": draft,
        "what": what,
        "begun": moment_in_words(draft.begun_at) if draft else "",
        "in_form": draft is not None and draft.number == number_in_form(request),
        "carry_on": drafts.address_of(request, carrying_on=True),
        "address": drafts.address_of(request),
        "csrf_token": context.get("csrf_token"),
        "user": context["user"],
    }


@register.inclusion_tag("components/_draft_field.html", takes_context=True)
def draft_field(context: Any) -> dict[str, Any]:
    """At the end of the form: its number, “Save as draft”, and the script that keeps what is typed."""
    return {"number": number_in_form(context["request"]), "days": drafts.KEPT.days}
