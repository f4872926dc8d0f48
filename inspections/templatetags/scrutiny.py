"""What a page of findings draws hundreds of times: what answers a finding, who may change it, where it came from."""

from itertools import groupby

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator

from actions.templatetags.states import shown_state
from csc_tracker.addresses import cached_reverse
from csc_tracker.templatetags.glossary import explained

register = template.Library()


@register.simple_tag(takes_context=True)
def answering_actions(context, finding):
    """The actions that answer a finding, from `gaps.with_answers`, each with its status and the basis of the link."""
    rows = []
    for link in finding.plan_action_links:
        action = link.action
        name, words = action.reference, Truncator(action.words).words(24, truncate=" …")
        address = context["asked"].address(cached_reverse("action", name))
        rows.append(
            format_html(
                '<li><a href="{}">{}</a> {}<br>{}<span class="note">{}. {}</span>{}</li>',
                address, name, explained(context, words), shown_state(link.shown), link.basis_in_words(),
                explained(context, link.reason), change_links(context, finding, link, name),
            )
        )  # fmt: skip
    drawn = format_html_join("", "{}", ((row,) for row in rows))
    return format_html('<ul class="list answers">{}</ul>', drawn) if rows else ""


@register.simple_tag(takes_context=True)
def change_links(context, finding, link, answer):
    """The links that confirm or remove what answers a finding, for those who may.

    `answer` is how the answer is called in an address: P3.06, or a priority's number.
    """
    if not context["user"].has_perm("inspections.change_links"):
        return ""
    place, query = [finding.inspection.slug, finding.number, answer], context["plan_query"]
    of = f"finding {finding.number} of {finding.inspection.title}"
    confirm = ""
    if link.basis != link.Basis.CONFIRMED:
        confirm = format_html(
            '<a href="{}{}">Confirm<span class="vh"> that {} answers {}</span></a> ',
            cached_reverse("finding_link_confirm", *place), query, answer, of,
        )  # fmt: skip
    remove = format_html(
        '<a href="{}{}">Remove<span class="vh"> {} from what answers {}</span></a>',
        cached_reverse("finding_link_remove", *place), query, answer, of,
    )  # fmt: skip
    return format_html(' <span class="no-print note change">{}{}</span>', confirm, remove)


@register.simple_tag(takes_context=True)
def receipts(context, citations, note=""):
    """Where a record came from. `citations` come from `Citation.objects.in_place()`; `note`: else."""
    told = ""
    if citations:
        asked = context["asked"]
        places = groupby(citations, key=lambda citation: (citation.passage.report_id, citation.place))
        each = format_html_join("; ", "{}", ((_receipt(next(same), asked),) for _, same in places))
        told = format_html('<p class="note">Where this came from: {}.</p>', each)
    return format_html('{}<p class="note">{}</p>', told, note) if note else told


def _receipt(citation, asked):
    report, place = citation.passage.report, citation.place
    by_command = citation.accepted and not citation.accepted_by
    return format_html(
        '{}, {} – <a href="{}#{}">see it in place<span class="vh">: {}, {}</span></a>{}',
        report.named, place, asked.address(cached_reverse("report", report.slug)), citation.passage.anchor,
        report.named, place, " (accepted by command, not reviewed)" if by_command else "",
    )  # fmt: skip
