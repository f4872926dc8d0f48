"""What the table template asks of a table."""

from django import template

register = template.Library()


@register.filter
def sorted_by(table):
    """The headers that a table is sorted by, in words: “due, then priority”."""
    headers = {column.name: str(column.header) for column in table.columns}
    words = []
    for alias in table.order_by:
        name = headers.get(alias.bare, alias.bare).lower()
        words.append(f"{name}, last first" if alias.is_descending else name)
    return ", then ".join(words)
