"""Charts in templates, from plain values: the plan over time (actions/board/over_time.py), the timeline of due dates
(actions/board/due_dates.py).
"""

from django import template

from actions.positions.status import Status
from actions.templatetags.states import mark, state
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
    # What was frozen before columns had lines of labels has one line for all.
    label = column.get("label", drawing.get("labels"))
    lead = f'<path class="lead" d="M{middle} {drawing["marks"] + 4}V{label - 12}"/>' if column.get("line") else ""
    return (
        f'{rects}<text x="{middle}" y="{escaped(column["top"])}">{point["counted"]}</text>'
        f'{lead}<text class="small" x="{middle}" y="{label}">{escaped(point["short"])}</text>{mark}'
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


@register.simple_tag
def quarter_bar(row):
    """The bar of a quarter in the timeline of due dates; its figures are beside it in words."""
    drawn = "".join(
        f'<rect class="s-{each["state"]}" x="{each["x"]}" y="1.5" width="{each["width"]}" height="17"/>'
        for each in row["segments"]
    )
    ground = 'viewBox="0 0 480 20" preserveAspectRatio="none"'
    return html(f'<svg class="bar" {ground} aria-hidden="true" focusable="false">{drawn}</svg>')


@register.simple_tag
def line_of_time(row):
    """A quarter’s piece of the line of time, as high as the quarter’s row, with an arrow at the day of the page."""
    y = float(row["mark"]) if row.get("mark") else None
    arrow = "" if y is None else f'<path class="now" d="M0 {y - 6:.1f}L12 {y:.1f}L0 {y + 6:.1f}ZM0 {y:.1f}H20"/>'
    ground = 'viewBox="0 0 20 60" preserveAspectRatio="none"'
    line = '<path class="axis" d="M14 0V60M8 0H20"/>'
    return html(f'<svg class="line-of-time" {ground} aria-hidden="true" focusable="false">{line}{arrow}</svg>')


@register.simple_tag
def marked_counts(parts, of):
    """Numbers by status in a row, each with its mark and the link to its rows, what is late in bold; `of` says to a
    screen reader whose they are.
    """
    return html("".join(_marked_count(part, of) for part in parts))


def _marked_count(part, of):
    words = f"{part['number']} {escaped(part['words'])}"
    words = f"<strong>{words}</strong>" if part["state"] == Status.LATE else words
    link = f'<a href="{escaped(part["address"])}">{words}<span class="vh">, {escaped(of)}</span></a>'
    return f'<span class="state">{mark(part["state"])}{link}</span> '


@register.simple_tag
def number_cell(cell, of):
    """A number of a table with the link to its rows; zero is no link. `of` says to a screen reader whose it is."""
    if not cell["number"]:
        return "0"
    words = f'<span class="vh"> {escaped(cell["words"])}, {escaped(of)}</span>'
    return html(f'<a href="{escaped(cell["address"])}">{cell["number"]}{words}</a>')
