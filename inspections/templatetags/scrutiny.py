"""What pages of scrutiny draw many times: findings and what answers them, the state of a matter, and receipts."""

from itertools import groupby

from django import template
from django.utils.text import capfirst

from actions.templatetags.states import shown_state
from csc_tracker.pages.addresses import cached_reverse
from csc_tracker.pages.markup import escaped, html
from csc_tracker.pages.shortening import first_words
from csc_tracker.pages.wording import count_of, in_words, raised, spoken_by
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
        f"{_to_its_page(context, finding)}{whose}</p>",
        _superseding(context, "Replaced by", newer, ": it no longer counts.") if newer else "",
        *(_superseding(context, "Replaces", each, ".") for each in older),
        _actions(context, finding),
        _no_answer(finding),
        *(_priority(context, finding, link) for link in finding.plan_priority_links),
        *(_touching(context, resolution, how) for resolution, how in finding.touched_by),
        _add_link(context, finding),
        _changes(context, finding) if finding.changes else "",
        receipts(context, finding.citations.all()),
        "</li>",
    ]
    return html("\n".join(filter(None, parts)))


@register.simple_tag(takes_context=True)
def finding_notes(context, finding):
    """What a finding’s own page says below its thread: whose words it is, what it replaces, its links’ changes, where
    it came from.
    """
    whose = f", {escaped(finding.whose_words)}" if finding.whose_words else ""
    newer, older = finding.superseded_by, finding.supersedes.all()
    parts = [
        f'<p class="note">{escaped(finding.get_kind_display())}{whose}</p>',
        _superseding(context, "Replaced by", newer, ": it no longer counts.") if newer else "",
        *(_superseding(context, "Replaces", each, ".") for each in older),
        _no_answer(finding),
        _add_link(context, finding),
        _changes(context, finding) if finding.changes else "",
        receipts(context, finding.citations.all()),
    ]
    return html("\n".join(filter(None, parts)))


def _address(context, name, *args):
    """The address of a page, escaped for an attribute; it keeps the plan and the day."""
    return escaped(context["page_context"].address(cached_reverse(name, *args)))


def _to_its_page(context, finding):
    """“Finding 3” with the link to its page, which shows its thread."""
    address = escaped(context["page_context"].address(finding.page()))
    return f'<a href="{address}">Finding {finding.number}</a>'


def _superseding(context, how, other, end):
    address = f"{_address(context, 'inspection', other.inspection.slug)}#{other.anchor}"
    inspection = other.inspection
    return (
        f'<p class="note">{how} <a href="{address}">finding {other.number} of {escaped(inspection.title)}</a>, '
        f"{escaped(inspection.date_words)}{end}</p>"
    )


def _no_answer(finding):
    """That somebody looked and found nothing, with who and when."""
    no_answer = finding.no_answer
    if not no_answer or finding.plan_action_links:
        return ""
    said = ". ".join(filter(None, ["Nothing in the plan answers it", no_answer.in_words, no_answer.reason]))
    return f'<p class="note">{escaped(said)}</p>'


def _actions(context, finding):
    """The actions that answer a finding, each with its status and the basis of the link."""
    rows = []
    for link in finding.plan_action_links:
        name, words = link.action.reference, first_words(link.action.words, 24)
        rows.append(
            f"<li>{action_link(context, link.action)} {explained(context, words)}<br>"
            f'{shown_state(link.shown)} <span class="note">{escaped(link.basis_in_words())}. '
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
        f"({escaped(summary.day)}; {escaped(how)}; {escaped(summary.state_and_due)})</p>"
    )


def _may_change_links(context):
    """Whether this reader may change what answers findings; asked once a page."""
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
    """How its links were added, confirmed and removed, in a list that opens."""
    rows = []
    for change in finding.changes:
        what = action_link(context, change.action) if change.action else f"priority {change.priority.number}"
        before = f"Before that: {escaped(change.basis_before)}. {escaped(change.reason_before)}"
        before = f' <span class="note">{before}</span>' if change.basis_before else ""
        rows.append(
            f"<li>{in_words(change.on)}: <strong>{escaped(change.get_what_display().lower())}</strong>, {what}. "
            f"{escaped(change.reason)} By {escaped(spoken_by(change.by, change.post, change.on))}.{before}</li>"
        )
    number = count_of(len(rows), "change")
    summary = f'<summary>{number} of what answers it<span class="vh">: {_of(finding)}</span></summary>'
    return f'<details>{summary}<ul class="list">{"".join(rows)}</ul></details>'


def _of(finding):
    return f"finding {finding.number} of {escaped(finding.inspection.title)}"


@register.simple_tag
def waiting_lines(panel):
    """A line for each matter that waits for an answer, from `panels.look_first`."""
    return html("\n".join(_waiting(panel["page_context"], resolution) for resolution in panel["waiting"]))


def _waiting(page_context, resolution):
    summary, address = resolution.summary, page_context.address(cached_reverse("resolution", resolution.slug))
    overdue = "<strong>Overdue:</strong> " if resolution.overdue else ""
    due = raised(summary.due.removeprefix("Overdue: "))  # the line begins with that word
    due = f". {escaped(due)}" if due else ""
    return (
        f'<li>{overdue}<a href="{escaped(address)}">“{escaped(resolution.short)}”</a>: {escaped(summary.how)}, '
        f"{escaped(summary.day)}, <strong>{summary.state.label.lower()}</strong>{due}</li>"
    )


@register.simple_tag(takes_context=True)
def action_link(context, action):
    """The reference of an action, with the link to its page."""
    return html(f'<a href="{_address(context, "action", action.reference)}">{action.reference}</a>')


@register.simple_tag
def linked(parts, between=", "):
    """Words in a row, each with the link that it has: a list of `Linked`."""
    return html(
        between.join(
            f'<a href="{escaped(part.address)}">{escaped(part.words)}</a>' if part.address else escaped(part.words)
            for part in parts
        )
    )


@register.simple_tag
def how_far(summary):
    """How fully a matter is answered and, if it waits for an answer, when that is due; a `Summary` as sentences."""
    due = f". {escaped(summary.due)}" if summary.due else ""
    return html(f"<strong>{escaped(summary.state.label)}</strong>{due}.")


@register.simple_tag(takes_context=True)
def matter(context, resolution, with_meeting=False):
    """A matter in a list: its kind, its meeting, what it is counted with and how fully it is answered."""
    kind = f'<span class="tag">{escaped(resolution.get_kind_display())}</span>'
    meeting = f"{escaped(resolution.item.meeting)}. " if with_meeting else ""
    same = resolution.same_matter
    same = f"The same matter as “{explained(context, same.short)}”. " if same else ""
    return html(f"{kind}{meeting}{same}{how_far(resolution.summary)}")


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
    """Where a record came from. `citations` come from `Citation.objects.with_passages()`; `note` is its source note."""
    where = ""
    if citations:
        places = groupby(citations, key=lambda citation: (citation.passage.report_id, citation.place))
        each = "; ".join(_receipt(context, next(same)) for _, same in places)
        where = f'<p class="note">Where this came from: {each}.</p>'
    return html(f'{where}<p class="note">{escaped(note)}</p>' if note else where)


def _receipt(context, citation):
    by_command = " (accepted by command, not reviewed)" if citation.accepted and not citation.accepted_by else ""
    return f"{_place(citation)} – {_to_the_paper(context, citation)}{by_command}"


@register.simple_tag(takes_context=True)
def source(context, citation):
    """A sentence on where words are in a paper, under which heading of a table, with a link to them."""
    heading = citation.passage.column_heading
    column = f" (“{explained(context, heading)}”)" if heading else ""
    return html(f"{capfirst(_place(citation))}{column} – {_to_the_paper(context, citation)}.")


def _place(citation):
    """Which paper and where in it, as HTML: “report of 14 January 2020, 5.2”."""
    return f"{escaped(citation.passage.report.named)}, {escaped(citation.place)}"


def _to_the_paper(context, citation):
    passage = citation.passage
    address = f"{_address(context, 'report', passage.report.slug)}#{escaped(passage.anchor)}"
    return f'<a href="{address}">see it in the paper<span class="vh">: {_place(citation)}</span></a>'
