"""What a page of findings draws hundreds of times: what answers a finding, who may change it, where it came from."""

from itertools import groupby

from django import template

from actions.positions.status import in_words
from actions.templatetags.states import shown_state
from csc_tracker.pages.addresses import cached_reverse
from csc_tracker.pages.markup import escaped, html
from csc_tracker.pages.shortening import first_words
from csc_tracker.templatetags.glossary import explained

register = template.Library()


@register.simple_tag(takes_context=True)
def finding(context, finding):
    """One finding in a list, with its words, whose they are, what answers it and where it came from."""
    whose = f", {escaped(finding.whose_words)}" if finding.whose_words else ""
    no_impact = '<span class="tag">No impact recorded</span>' if finding.no_impact else ""
    newer, older = finding.superseded_by, finding.supersedes.all()
    parts = [
        f'<li id="{finding.anchor}"><blockquote class="said">{explained(context, finding.words)}</blockquote>',
        f'<p class="note"><span class="tag">{escaped(finding.get_kind_display())}</span>{no_impact} '
        f"Finding {finding.number}{whose}</p>",
        _superseding(context, "Replaced by", newer, ": it no longer counts.") if newer else "",
        *(_superseding(context, "Replaces", each, ".") for each in older),
        _actions(context, finding),
        *(_priority(context, finding, link) for link in finding.plan_priority_links),
        *(_touching(context, resolution, how) for resolution, how in finding.touched_by),
        _add_link(context, finding),
        _changes(context, finding) if finding.changes else "",
        receipts(context, finding.citations.all()),
        "</li>",
    ]
    return html("\n".join(filter(None, parts)))


def _address(context, name, *args):
    """The address of a page as it stands in an attribute, with the plan and the day kept."""
    return escaped(context["page_context"].address(cached_reverse(name, *args)))


def _superseding(context, how, other, then):
    address = f"{_address(context, 'inspection', other.inspection.slug)}#{other.anchor}"
    look = other.inspection
    return (
        f'<p class="note">{how} <a href="{address}">finding {other.number} of {escaped(look.title)}</a>, '
        f"{escaped(look.date_words)}{then}</p>"
    )


def _actions(context, finding):
    """The actions that answer a finding, each with its status and the basis of the link."""
    rows = []
    for link in finding.plan_action_links:
        name, words = link.action.reference, first_words(link.action.words, 24)
        rows.append(
            f'<li><a href="{_address(context, "action", name)}">{name}</a> {explained(context, words)}<br>'
            f'{shown_state(link.shown)}<span class="note">{escaped(link.basis_in_words())}. '
            f"{explained(context, link.reason)}</span>{change_links(context, finding, link, name)}</li>"
        )
    return f'<ul class="list answers">{"".join(rows)}</ul>' if rows else ""


def _priority(context, finding, link):
    number = link.priority.number
    return (
        f'<p class="note">Priority {number}, <a href="{_address(context, "priority", number)}">'
        f"{escaped(link.priority.short_name)}</a>. {escaped(link.basis_in_words())}. "
        f"{explained(context, link.reason)}{change_links(context, finding, link, number)}</p>"
    )


def _touching(context, resolution, how):
    summary = resolution.summary
    return (
        f'<p class="note"><span class="tag">{escaped(resolution.get_kind_display())}</span> '
        f'<a href="{_address(context, "resolution", resolution.slug)}">{escaped(resolution.short)}</a> '
        f"({escaped(summary.day)}; {escaped(how)}; {escaped(summary.standing)})</p>"
    )


def _may_change_links(context):
    """Whether this reader may change what answers findings; worked out once a page."""
    read = context["page_context"].read
    if "may_change_links" not in read:
        read["may_change_links"] = context["user"].has_perm("inspections.change_links")
    return read["may_change_links"]


def _add_link(context, finding):
    if not _may_change_links(context):
        return ""
    address = cached_reverse("finding_link_add", finding.inspection.slug, finding.number)
    return (
        f'<p class="no-print note"><a href="{escaped(address)}{escaped(context["plan_query"])}">Add what answers it'
        f'<span class="vh">: {_of(finding)}</span></a></p>'
    )


def _changes(context, finding):
    """How its links were added, confirmed and removed, folded away."""
    rows = []
    for change in finding.changes:
        if change.action:
            name = change.action.reference
            what = f'<a href="{_address(context, "action", name)}">{name}</a>'
        else:
            what = f"priority {change.priority.number}"
        post = f", {escaped(change.post)}" if change.post else ""
        before = f"Before that: {escaped(change.basis_before)}. {escaped(change.reason_before)}"
        before = f' <span class="note">{before}</span>' if change.basis_before else ""
        rows.append(
            f"<li>{in_words(change.on)}: <strong>{escaped(change.get_what_display().lower())}</strong>, {what}. "
            f"{escaped(change.reason)} By {escaped(change.by)}{post}.{before}</li>"
        )
    number = f"{len(rows)} change{'' if len(rows) == 1 else 's'} of what answers it"
    summary = f'<summary>{number}<span class="vh">: {_of(finding)}</span></summary>'
    return f'<details>{summary}<ul class="list">{"".join(rows)}</ul></details>'


def _of(finding):
    return f"finding {finding.number} of {escaped(finding.inspection.title)}"


@register.simple_tag
def waiting_lines(panel):
    """What was decided, asked or promised and waits for an answer, from `panels.to_look_at`: a line each."""
    return html("\n".join(_waiting(panel["page_context"], resolution) for resolution in panel["waiting"]))


def _waiting(page_context, resolution):
    summary, address = resolution.summary, page_context.address(cached_reverse("resolution", resolution.slug))
    overdue = "<strong>Overdue:</strong> " if resolution.overdue else ""
    due = f". {escaped(summary.due)}" if summary.due else ""
    return (
        f'<li>{overdue}<a href="{escaped(address)}">“{escaped(resolution.short)}”</a>: {escaped(summary.how)}, '
        f"{escaped(summary.day)}, <strong>{summary.state.label.lower()}</strong>{due}</li>"
    )


@register.simple_tag(takes_context=True)
def change_links(context, finding, link, answer):
    """The links that confirm or remove what answers a finding, for those who may.

    `answer` is how the answer is called in an address: P3.06, or a priority's number.
    """
    if not _may_change_links(context):
        return ""
    place, query, of = [finding.inspection.slug, finding.number, answer], escaped(context["plan_query"]), _of(finding)
    confirm = ""
    if link.basis != link.Basis.CONFIRMED:
        address = escaped(cached_reverse("finding_link_confirm", *place))
        confirm = f'<a href="{address}{query}">Confirm<span class="vh"> that {answer} answers {of}</span></a> '
    address = escaped(cached_reverse("finding_link_remove", *place))
    remove = f'<a href="{address}{query}">Remove<span class="vh"> {answer} from what answers {of}</span></a>'
    return html(f' <span class="no-print note change">{confirm}{remove}</span>')


@register.simple_tag(takes_context=True)
def receipts(context, citations, note=""):
    """Where a record came from. `citations` come from `Citation.objects.in_place()`; `note`: else."""
    where = ""
    if citations:
        places = groupby(citations, key=lambda citation: (citation.passage.report_id, citation.place))
        each = "; ".join(_receipt(context, next(same)) for _, same in places)
        where = f'<p class="note">Where this came from: {each}.</p>'
    return html(f'{where}<p class="note">{escaped(note)}</p>' if note else where)


def _receipt(context, citation):
    report, place = citation.passage.report, escaped(citation.place)
    name = escaped(report.named)
    by_command = " (accepted by command, not reviewed)" if citation.accepted and not citation.accepted_by else ""
    return (
        f'{name}, {place} – <a href="{_address(context, "report", report.slug)}#{escaped(citation.passage.anchor)}">'
        f'see it in the paper<span class="vh">: {name}, {place}</span></a>{by_command}'
    )
