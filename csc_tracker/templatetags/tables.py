"""What the table template asks of a table."""

from django import template

from csc_tracker.pages.markup import html

register = template.Library()


@register.filter
def sorted_by(table):
    """The headers that a table is sorted by, in words: “due, then priority”."""
    headers = {column.name: str(column.header) for column in table.columns}
    words = []
    for alias in table.order_by:
        name = headers.get(alias.bare, alias.bare).lower()
        words.append(f"{name}, in reverse order" if alias.is_descending else name)
    return ", then ".join(words)


@register.filter
def sort_direction(column):
    """Which way a table is sorted by a column, as `aria-sort` has it."""
    return "descending" if column.order_by_alias.is_descending else "ascending"


@register.filter
def sort_arrow(column):
    """The arrow beside the heading of a column that a table is sorted by; nothing beside others."""
    if not column.is_ordered:
        return ""
    return html(f'<span aria-hidden="true">{"▼" if column.order_by_alias.is_descending else "▲"}</span>')
