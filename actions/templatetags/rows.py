"""What a page draws many times: the rows of a list of actions, and the priorities of the status board."""

from django import template

from actions.board.sentences import next_date
from actions.evidence.files import may_remove
from actions.lists.my_actions import Group
from actions.templatetags.posts import empty_note, post_link
from actions.templatetags.states import bar, counts, shown_state
from csc_tracker.pages.addresses import cached_reverse, query_of
from csc_tracker.pages.markup import escaped, html, link
from csc_tracker.pages.wording import in_words
from csc_tracker.templatetags.glossary import explained

register = template.Library()


@register.simple_tag(takes_context=True)
def rows(context, table):
    """The rows of a page of an ActionTable; on a narrow screen each is a headed list, by the labels of its cells."""
    draw = _changes if table.change else _position
    return html("\n".join(_row(context, row, draw(context, table, row)) for row in table.rows_shown()))


@register.simple_tag
def correct_address(form, update):
    """The address of the form of an action's update, at which one corrects this update of one's own."""
    return f"{form}{'&' if '?' in form else '?'}corrects={update.code}"


@register.simple_tag
def save_view_address(form, page, query):
    """The address of the form that keeps a name for a list, narrowed as the `query` of its address says."""
    return f"{form}{'&' if '?' in form else '?'}{query_of({'list': page, 'query': query})}"


@register.simple_tag
def evidence_address(update, file):
    """The address at which a file of an update is downloaded, whatever plan a page is of."""
    return _evidence("evidence_file", update, file)


@register.simple_tag(takes_context=True)
def evidence_removal(context, update, file):
    """The link that removes a file of an update, for who may do that now; empty for everybody else."""
    if not may_remove(file, context["user"]):
        return ""
    of = f'<span class="vh"> “{escaped(file.title)}”</span>'
    return html(f'<a class="no-print" href="{escaped(_evidence("evidence_remove", update, file))}">Remove{of}</a>')


def _evidence(name, update, file):
    action = update.action
    address = cached_reverse(name, action.reference, update.code, file.code)
    return f"{address}?{query_of({'plan': action.priority.plan.slug})}"


@register.simple_tag(takes_context=True)
def my_rows(context, rows, group):
    """The rows of a group of one's own actions: a box to select it, what was last said, and its two buttons."""
    return html("\n".join(_my_row(context, row, group) for row in rows))


def _my_row(context, row, group):
    page_context, can_update = context["page_context"], context["can_update"]
    address = _address_of_mine(page_context, "action", row)
    said = f'<div class="why">{explained(context, row.last_words)}' if row.last_words else ""
    said += f' <span class="note">{escaped(row.last_by)}</span></div>' if said else ""
    name = f'{explained(context, row.action.words)}<div class="note">{escaped(row.action.priority)}</div>'
    if context["says_plan"]:
        name += f'<div class="note">{escaped(row.place.plan_name)}</div>'
    state = f'{shown_state(row.shown)}<div class="note">{escaped(row.shown.detail)}</div>{why(context, row.in_the_way)}'
    cells = f"{_cell('Action', name)}{_cell('Status', state + said)}{_cell('Due', escaped(row.due) if row.due else '')}"
    head = f'<th scope="row" data-label="Reference">{link(address, row.reference)}</th>'
    tick = buttons = ""
    if can_update:
        tick = f'<td class="tick">{_tick(page_context, row, group)}</td>'
        buttons = f'<td class="no-print">{_buttons(page_context, row, group)}</td>'
    return f'<tr class="row">{tick}{head}{cells}{buttons}</tr>'


def _address_of_mine(page_context, name, row):
    """The address of a page of an action of one's own, which may be in another plan than the page's."""
    more = {} if row.place.plan == page_context.plan.pk else {"plan": row.place.slug}
    return page_context.address(cached_reverse(name, row.reference), **more)


def _value_of(page_context, row):
    """A row as the forms name it."""
    return f"{row.place.named_in(page_context.plan.pk)}:{row.seen}"


def _tick(page_context, row, group):
    """The box that selects a row, with what the form knows of it; nothing where “no change” cannot be said of it."""
    if not row.is_open:
        return ""
    value = _value_of(page_context, row)
    return (
        f'<input type="hidden" name="in-{group}" value="{value}">'
        f'<input type="checkbox" name="action" value="{value}" aria-label="Select {row.reference}">'
    )


def _buttons(page_context, row, group):
    of = f'<span class="vh"> {row.reference}</span>'
    address = escaped(_address_of_mine(page_context, "action_update", row))
    if not row.is_open:
        word = "Check" if group == Group.CHECK else "Update"
        return f'<a class="button small" href="{address}">{word}{of}</a>'
    return (
        f'<a class="button small" href="{address}">Update{of}</a> '
        f'<button class="button second small" name="one" value="{_value_of(page_context, row)}">No change'
        f'<span class="vh"> to {row.reference}</span></button>'
    )


@register.simple_tag(takes_context=True)
def why(context, in_the_way):
    """What is in the way of an action that is late, off track or at risk, in whose words; nothing of any other."""
    if not in_the_way:
        return ""
    who = f' <span class="note">{escaped(in_the_way.who)}</span>' if in_the_way.who else ""
    return html(f'<div class="why">{explained(context, in_the_way.words)}{who}</div>')


@register.simple_tag(takes_context=True)
def priority_rows(context, rows):
    """The priorities of the status board, each with its lead, its bar, its numbers and its dates."""
    page_context = context["page_context"]
    return html("\n".join(_priority(page_context, row.priority, row) for row in rows))


def _priority(page_context, priority, row):
    name = link(page_context.address(cached_reverse("priority", priority.number)), priority.short_name)
    lead = f'<p class="note">Lead: {escaped(priority.lead)}</p>' if priority.lead else ""
    lead += empty_note(priority.lead.empty_words(page_context.on)) if priority.lead else ""
    said = f" Last update: {in_words(row.figures.last_said)}." if row.figures.last_said else ""
    return (
        f'<li><span class="no">{priority.number}</span><div><h3>{name}</h3>{lead}</div>'
        f"<div>{bar(row.figures.bar)}</div>"
        f"<div><p>{counts(row.parts, f'in priority {priority.number}')}</p>"
        f'<p class="dates">Next due: {escaped(next_date(row.figures))}.{said}</p></div></li>'
    )


def _row(context, row, cells):
    action = f'{explained(context, row["words"])}<div class="note">{escaped(row["priority"])}</div>'
    return (
        f'<tr class="row"><th scope="row" data-label="Reference">{link(row["address"], row["reference"])}</th>'
        f"{_cell('Action', action)}{cells}</tr>"
    )


def _position(context, table, row):
    """The cells that say how the action stands."""
    detail = f'<div class="note">{escaped(row["detail"])}</div>' if row["detail"] else ""
    state = f"{shown_state(row['shown'])}{detail}{why(context, row['in_the_way'])}"
    return "".join(
        [_cell("Status", state), _cell("Due", escaped(row["due"])), _owner(table, row),
         _cell("Last update", escaped(row["last_update"]))]
    )  # fmt: skip


def _owner(table, row):
    """The cell of the owner, and below it the lead where that is another; none where the list has no such column."""
    if "owner" not in table.posts:
        return ""
    lead = ""
    if "lead" in row and row["lead"] != row["owner"]:
        lead = f'<div class="note">Lead: {_post(row, "lead", row["priority"])}</div>'
    return _cell("Owner", f"{_post(row, 'owner', row['reference'])}{lead}")


def _post(row, role, of):
    """A lead or an owner, with the link that sets it for who may."""
    change = ""
    if address := row.get(f"{role}_address"):
        change = f" {post_link(address, row[f'{role}_post'], role, of)}"
    return f"{escaped(row[role])}{change}{empty_note(row[f'{role}_empty'])}"


def _changes(_context, table, row):
    """The cells that say what changed: in one piece where that is whatever changed, else in columns of their own."""
    if table.change == "any":
        return _cell("What changed", "".join(map(_change_in_words, row["changes"])))
    change = row["changes"][0]
    cells = (
        ("What changed", change.change.label), ("From", change.was), ("To", change.now), ("Why", change.why or "–"),
        ("Who", change.who or "–"),
    )  # fmt: skip
    return "".join(_cell(label, escaped(words)) for label, words in cells)


def _change_in_words(change):
    return (
        f'<p class="from-to"><strong>{escaped(change.change.label)}</strong>: from {escaped(change.was)} to '
        f'{escaped(change.now)}. {escaped(change.why)} <span class="note">{escaped(change.who)}</span></p>'
    )


def _cell(label, content):
    return f'<td data-label="{label}">{content}</td>'
