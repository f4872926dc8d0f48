"""The status of an action in templates: its mark and its word."""

from functools import cache

from django import template
from django.template.loader import render_to_string

from actions.board.figures import BAR_ORDER
from actions.positions.status import Status
from csc_tracker.pages.markup import escaped, html
from csc_tracker.pages.wording import count_of

register = template.Library()


@register.filter
def in_state_words(states):
    """{code: number} as [(code, word, number)], in the order of a bar, what stands apart last."""
    order = (*BAR_ORDER, Status.STOPPED, Status.NOT_REPORTED)
    return [(state.value, state.label.lower(), states[state.value]) for state in order if states.get(state.value)]


@register.simple_tag
def mark(state, hollow=False):
    """The mark of a status, by its code; hollow where the rating is out of date. Its word stands beside it."""
    return _mark(str(state), bool(hollow))


@register.simple_tag
def state(code, words, hollow=False):
    """The mark of a status with its word."""
    old = ", out of date" if hollow else ""
    mark = _mark(str(code), bool(hollow))
    return html(f'<span class="state">{mark}<span>{escaped(words)}{old}</span></span>')


@register.simple_tag
def shown_state(shown):
    """The mark and the word of what `status.status_with_reason` gives."""
    return state(shown.state.value, shown.words, shown.out_of_date)


@register.simple_tag
def bar(segments):
    """A priority's actions as a bar of 240 units, from `Figures.bar`. The figures are beside it in words."""
    drawn = "".join(
        f'<rect class="s-{each["state"]}" x="{each["x"]}" y="1.5" width="{each["width"]}" height="17"/>'
        for each in segments
    )
    ground = 'viewBox="0 0 240 20" preserveAspectRatio="none"'
    return html(f'<svg class="bar" {ground} aria-hidden="true" focusable="false">{drawn}</svg>')


@register.simple_tag
def counts(parts, of=""):
    """Numbers in a row, each with the link to the rows that it counts; `of` says for a screen reader whose they are."""
    of = f'<span class="vh"> {escaped(of)}</span>' if of else ""
    linked = (
        f'<a href="{escaped(part["address"])}">{part["number"]} {escaped(part["words"])}{of}</a>'
        if part["number"]
        else f"0 {escaped(part['words'])}"
        for part in parts
    )
    return html(", ".join(linked))


@register.simple_tag
def parts_of_total(parts, total):
    """The numbers of a bar that add up to the total, each with its link; then what is not in the total, if anything."""
    inside, outside = ([part for part in parts if part["in_total"] is wanted] for wanted in (True, False))
    words = f"{counts(inside)} of {count_of(total, 'action')}."
    return html(f"{words} Not in the total: {counts(outside)}." if outside else words)


@cache
def _mark(code, hollow):
    return render_to_string("components/_mark.html", {"state": code, "hollow": hollow})
