"""The plan over time in templates, from the plain values that actions/board/over_time.py gives."""

from django import template

from actions.templatetags.states import state
from csc_tracker.pages.markup import escaped, html

register = template.Library()


@register.simple_tag
def trend(over_time):
    """The columns on a true scale of time: how many actions had each status at each position; the figures are in a
    table beside it.
    """
    drawing = over_time["drawing"]
    columns = "\n".join(_column(column, drawing) for column in drawing["columns"])
    return html(
        f'<svg viewBox="0 0 {drawing["width"]} {drawing["height"]}" aria-hidden="true" focusable="false">'
        f'<path class="axis" d="M0 {drawing["floor"]}H{drawing["width"]}"/>{columns}</svg>'
    )


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
        f'{lead}<text class="small" x="{middle}" y="{label}">{escaped(point["short"])}</text>{mark}'
    # What was frozen before columns had lines of labels has one line for all.
    label = column.get("label", drawing.get("labels"))
    lead = f'<path class="lead" d="M{middle} {drawing["marks"] + 4}V{label - 12}"/>' if column.get("line") else ""
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
