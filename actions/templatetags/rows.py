"""What a page draws many times: the rows of a list of actions, and the priorities of the status board."""

from django import template

from actions.board.sentences import next_date
from actions.templatetags.posts import empty_note, post_link
from actions.templatetags.states import bar, counts, shown_state
from csc_tracker.pages.addresses import cached_reverse
from csc_tracker.pages.markup import escaped, html, link
from csc_tracker.pages.wording import in_words
from csc_tracker.templatetags.glossary import explained

register = template.Library()


@register.simple_tag(takes_context=True)
def rows(context, table):
    """The rows of a page of an ActionTable; on a narrow screen each is a headed list, by the labels of its cells."""
    draw = _changes if table.change else _position
    return html("\n".join(_row(context, row, draw(table, row)) for row in table.rows_shown()))


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
    return (
        f'<tr class="row"><th scope="row" data-label="Reference">{link(row["address"], row["reference"])}</th>'
        f"{_cell('Action', explained(context, row['words']))}{_cell('Priority', escaped(row['priority']))}{cells}</tr>"
    )


def _position(table, row):
    """The cells that say how the action stands."""
    detail = f'<div class="note">{escaped(row["detail"])}</div>' if row["detail"] else ""
    posts = [
        _post(row, role, of) for role, of in (("lead", row["priority"]), ("owner", row["reference"])) if role in row
    ]
    return "".join(
        [_cell("Status", f"{shown_state(row['shown'])}{detail}"), _cell("Due", escaped(row["due"])), *posts,
         _cell("Last update", escaped(row["last_update"]))]
    )  # fmt: skip


def _post(row, role, of):
    """The cell of a lead or an owner, with the link that sets it for who may."""
    change = ""
    if address := row.get(f"{role}_address"):
        change = f" {post_link(address, row[f'{role}_post'], role, of)}"
    return _cell(role.capitalize(), f"{escaped(row[role])}{change}{empty_note(row[f'{role}_empty'])}")


def _changes(table, row):
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
