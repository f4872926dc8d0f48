"""The lists of actions: what the screen shows (`render_`) and what the export gives (`value_`)."""

import django_tables2 as tables
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from csc_tracker.cells import neutral

from . import changes
from .models import DueBasis
from .position import WORST_FIRST, shown_for
from .rating import Shows, in_words


def due_in_words(action):
    """When an action from `with_position` is due, with the basis where it is not its own; “–” where nothing is open."""
    if action.due_last_day is None:
        return "No finishing date" if action.shows not in (Shows.COMPLETE, Shows.STOPPED) else "–"
    day = in_words(action.due_last_day)
    return day if action.due_basis == DueBasis.OWN else f"{day}, {DueBasis(action.due_basis).label}"


class ActionTable(tables.Table):
    """Actions with what shows for them on a day. Rows come from `of_plan(…).with_position(…)`."""

    reference = tables.Column(verbose_name="Reference", accessor="reference", order_by=("priority__number", "number"))
    words = tables.Column(verbose_name="Action", attrs={"th": {"class": "wide"}})
    priority = tables.Column(verbose_name="Priority", accessor="priority__short_name", order_by="priority__number")
    shows = tables.Column(verbose_name="What shows")
    due = tables.Column(verbose_name="Due", accessor="due_last_day", empty_values=())
    lead = tables.Column(verbose_name="Lead", accessor="priority__lead__title", empty_values=())
    owner = tables.Column(verbose_name="Owner", accessor="owner__title", empty_values=())
    last_said = tables.Column(verbose_name="Last update", default="None")
    changed = tables.Column(verbose_name="What changed", empty_values=(), orderable=False)
    was = tables.Column(verbose_name="From", empty_values=(), orderable=False)
    now = tables.Column(verbose_name="To", empty_values=(), orderable=False)
    why = tables.Column(verbose_name="Why", empty_values=(), orderable=False, attrs={"th": {"class": "wide"}})
    who = tables.Column(verbose_name="Who", empty_values=(), orderable=False)

    # The columns that say what changed, and those that make room for them.
    _OF_CHANGE = ("changed", "was", "now", "why", "who")
    _GIVING_WAY = ("shows", "due", "lead", "owner", "last_said")

    class Meta:
        sequence = ("reference", "words", "priority", "...")

    def __init__(self, *args, asked, caption, sets_posts_from="", change="", baseline=None, **kwargs):
        """`sets_posts_from`: the address to come back to, where this person may set owners and leads. `change`: the
        change that the rows (from `changes.with_what_was_said`) show since `baseline`; empty where they are a list.
        """
        self.asked, self.caption, self.back = asked, caption, sets_posts_from
        self.change, self.baseline = change, baseline
        if not change:
            kwargs["exclude"] = [*kwargs.get("exclude", ()), *self._OF_CHANGE]
        super().__init__(*args, **kwargs)

    @classmethod
    def left_out(cls, change, export=False):
        """The columns that make room where rows show a change; on the screen whatever changed is told in one column."""
        in_one = cls._OF_CHANGE[1:] if change == "any" and not export else ()
        return [*cls._GIVING_WAY, *in_one] if change else []

    def _told(self, record):
        """The record's changes of the kind that is listed."""
        asked = self.asked
        found = changes.told(record, self.baseline, asked.on, asked.plan.update_interval_days, asked.up_to)
        return [each for each in found if self.change in ("any", each.change)]

    def _lines(self, record, name):
        return format_html_join("", "<div>{}</div>", ((getattr(each, name) or "–",) for each in self._told(record)))

    def render_changed(self, record):
        """One kind of change has columns of its own; of whatever changed, each is told in one piece."""
        if self.change != "any":
            return self._told(record)[0].change.label
        return format_html_join(
            "", '<p class="told"><strong>{}</strong>: from {} to {}.{} <span class="note">{}</span></p>',
            ((each.change.label, each.was, each.now, f" {each.why}" if each.why else "", each.who)
             for each in self._told(record)),
        )  # fmt: skip

    def value_changed(self, record):
        return "; ".join(each.change.label for each in self._told(record))

    def render_was(self, record):
        return self._lines(record, "was")

    def render_now(self, record):
        return self._lines(record, "now")

    def render_why(self, record):
        return self._lines(record, "why")

    def render_who(self, record):
        return self._lines(record, "who")

    def _value(self, record, name):
        return neutral("; ".join(getattr(each, name) or "–" for each in self._told(record)))

    def value_was(self, record):
        return self._value(record, "was")

    def value_now(self, record):
        return self._value(record, "now")

    def value_why(self, record):
        return self._value(record, "why")

    def value_who(self, record):
        return self._value(record, "who")

    def shown(self, record):
        return shown_for(record, self.asked.on, self.asked.plan.update_interval_days)

    def order_shows(self, queryset, is_descending):
        weight = WORST_FIRST.desc() if is_descending else WORST_FIRST.asc()
        return queryset.order_by(weight, F("due_last_day").asc(nulls_last=True), "priority__number", "number"), True

    def order_due(self, queryset, is_descending):
        due = F("due_last_day")
        due = due.desc(nulls_last=True) if is_descending else due.asc(nulls_last=True)
        return queryset.order_by(due, "priority__number", "number"), True

    def render_reference(self, record):
        return format_html(
            '<a href="{}">{}</a>', self.asked.address(reverse("action", args=[record.reference])), record.reference
        )

    def value_reference(self, record):
        return record.reference

    def value_words(self, value):
        return neutral(value)

    def value_priority(self, record):
        return neutral(f"{record.priority.number} {record.priority.short_name}")

    def render_priority(self, record):
        return f"{record.priority.number} {record.priority.short_name}"

    # A completed or unrated action's reason says no more than its other columns do.
    PLAIN = (Shows.COMPLETE, Shows.NOT_RATED)

    def render_shows(self, record):
        shown = self.shown(record)
        hollow = shown.out_of_date
        state = render_to_string(
            "components/_state.html", {"state": shown.state.value, "words": shown.words, "hollow": hollow}
        )
        if shown.state in self.PLAIN:
            return state
        return format_html('{}<div class="note">{}</div>', state, shown.detail)

    def value_shows(self, record):
        shown = self.shown(record)
        return shown.words if shown.state in self.PLAIN else f"{shown.words}: {shown.detail}"

    def render_due(self, record):
        return self.value_due(record)

    def value_due(self, record):
        return due_in_words(record)

    def render_lead(self, record):
        address = reverse("priority_lead", args=[record.priority.number])
        return self._post(record.priority.lead, "lead", address, f"the lead of priority {record.priority.number}")

    def render_owner(self, record):
        address = reverse("action_owner", args=[record.reference])
        return self._post(record.owner, "owner", address, f"the owner of {record.reference}")

    def _post(self, post, role, address, whose):
        """A post, with the link that sets or changes it where this person may."""
        title = post.title if post else f"No {role}"
        if not self.back:
            return title
        address = self.asked.address(address, back=self.back)
        verb = "Change" if post else "Set"
        return format_html(
            '{} <a class="no-print" href="{}">{}<span class="vh"> {}</span></a>', title, address, verb, whose
        )

    def value_owner(self, record):
        return neutral(record.owner.title) if record.owner else "No owner"

    def value_lead(self, record):
        return neutral(record.priority.lead.title) if record.priority.lead else "No lead"

    def render_last_said(self, value):
        return in_words(value)

    def value_last_said(self, value):
        return in_words(value) if value else "None"
