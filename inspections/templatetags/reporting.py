"""What pages of briefings and frozen positions draw: numbers and names with their links, versions, files as issued."""

from django import template

from actions.positions.status import COUNTED
from actions.templatetags.states import in_state_words
from csc_tracker.pages.addresses import cached_reverse, query_of
from csc_tracker.pages.markup import escaped, html
from csc_tracker.pages.wording import count_of, in_words

register = template.Library()


def _link(address, words, hidden=""):
    """A link; `hidden` says for screen readers alone what else it is called."""
    hidden = f'<span class="vh">{escaped(hidden)}</span>' if hidden else ""
    return f'<a href="{escaped(address)}">{escaped(words)}{hidden}</a>'


@register.simple_tag
def linked_count(count):
    """A number with its words (a content.Count), a link to exactly its rows where it has an address."""
    return html(_count(count))


@register.simple_tag
def linked_counts(counts, about="", priority=None):
    """Numbers in a row, each as `linked_count`.

    For a screen reader a link's name says what the number is about, or of which priority it is.
    """
    hidden = f" in priority {priority}" if priority else f", {about}" if about else ""
    return html(", ".join(_count(count, hidden) for count in counts))


def _count(count, hidden=""):
    return _link(count.address, count.in_words, hidden) if count.address else escaped(count.in_words)


@register.simple_tag
def linked_name(row):
    """The name of a row of a briefing: a link to its page where it has an address, else in bold."""
    return html(_link(row.address, row.name) if row.address else f"<strong>{escaped(row.name)}</strong>")


@register.simple_tag
def own_question_of(briefing, code):
    """The reader's own question (a content.OwnQuestion) that is the suggested one with this code; None for none."""
    return next((each for each in briefing.own_questions if each.code == code), None)


@register.simple_tag
def link_to_details(part):
    """How many rows of a part (content.Part) the first page leaves out, as a link to where they are."""
    return html(_link(f"#details-{part.code}", part.front_more, f", {part.heading}"))


@register.simple_tag
def frozen_states(position, priority):
    """How many actions of a frozen priority had each status, in words, each number a link to exactly those actions.

    What is not in the total comes last, and is said to be so. `priority` is its `FrozenPriority`.
    """
    number = priority.number
    page, hidden = cached_reverse("position_actions", position.code), f" in priority {number}"
    inside, outside = [], []
    for state, words, count in in_state_words(priority.states):
        link = _link(f"{page}?{query_of({'status': state, 'priority': number})}", f"{count} {words}", hidden)
        (inside if state in COUNTED else outside).append(link)
    said = f"{', '.join(inside) or 'None reported'} of {count_of(priority.counted, 'action')}."
    return html(f"{said} Not in the total: {', '.join(outside)}." if outside else said)


@register.simple_tag
def linked_versions(positions, query="", shown=None):
    """The versions of a frozen position in a row, each a link, but for the one that is `shown`: that is in bold.

    `query` is the query string that the addresses keep.
    """
    return html(", ".join(_version(position, query, position == shown) for position in positions))


def _version(position, query, is_shown):
    if is_shown:
        return f"<strong>version {position.version}</strong>"
    address = f"{cached_reverse('position', position.code)}{query}"
    return _link(address, f"version {position.version}, position on {in_words(position.on)}")


@register.simple_tag
def download_links(files):
    """The files that can be made of a page, in a row: {"address", "words"} each."""
    return html(" · ".join(_link(file["address"], file["words"]) for file in files))


@register.simple_tag
def issued_files(files):
    """The files of a frozen position in a row, each a link to the file as it was issued."""
    return html(", ".join(map(_file, files)))


def _file(file):
    address = cached_reverse("position_file", file.position.code, file.kind)
    return _link(address, file.get_kind_display(), " file as issued")
