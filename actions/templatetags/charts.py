"""The plan over time in templates, from the plain values that actions/board/over_time.py gives."""

from django import template

from actions.templatetags.states import state
from csc_tracker.pages.markup import escaped, html

register = template.Library()


@register.simple_tag
def chart(drawing):
    """The columns: how many actions showed each status at each position. The figures stand in a table below."""
    return html("\n".join(_column(column, drawing) for column in drawing["columns"]))


def _column(column, drawing):
    x, middle, point = column["x"], column["middle"], column["point"]
    rects = "".join(
        f'<rect class="s-{escaped(each["state"])}" x="{x}" y="{escaped(each["y"])}" width="{drawing["column"]}" '
        f'height="{escaped(each["height"])}"/>'
        for each in column["segments"]
    )
    mark = f'<text class="small" x="{middle}" y="{drawing["marks"]}">◆</text>' if point["position"] else ""
    return (
        f'{rects}<text x="{middle}" y="{escaped(column["top"])}">{point["counted"]}</text>'
        f'<text class="small" x="{middle}" y="{drawing["labels"]}">{escaped(point["short"])}</text>{mark}'
    )


@register.simple_tag
def chart_rows(over_time):
    """The rows of the table of the chart: a status each, then all that count."""
    rows = [(state(code, words), cells) for code, words, cells in over_time["rows"]]
    rows.append(("All in the totals", [(point["day"], point["counted"]) for point in over_time["points"]]))
    return html("".join(f'<tr><th scope="row">{head}</th>{"".join(map(_cell, cells))}</tr>\n' for head, cells in rows))


def _cell(cell):
    day, number = cell
    return f'<td data-label="{escaped(day)}">{number}</td>'
