"""The lists of actions: their columns, their order, and what each column gives to the screen and to an export."""

import django_tables2 as tables
from django.db.models import F
from django.utils.functional import cached_property
from django_tables2.data import TableQuerysetData

from actions.lists.page_rows import read
from actions.models import Action, DueBasis, action_status
from actions.positions import changes
from actions.positions.change_words import changes_in_words
from actions.positions.counted import PER_STATUS
from actions.positions.in_the_way import in_the_way
from actions.positions.status import Status
from csc_tracker.pages.addresses import cached_reverse
from csc_tracker.pages.wording import in_words
from csc_tracker.spreadsheets.cells import neutral
from csc_tracker.spreadsheets.workbook import StatusCell


def _sorted_by(action, position):
    """What each column is sorted by, and whether that can be empty: then it comes last, whichever way.

    `action` and `position` lead to these from what is sorted, as in `sort`.
    """
    place = ((F("priority__number"), False), (F(f"{action}number"), False))
    due = (F(f"{position}due_last_day"), True)
    return {
        "reference": place,
        "words": ((F(f"{action}words"), False),),
        "priority": place[:1],
        "status": ((F(f"{position}counted_as") / PER_STATUS, False), due),  # the worst first
        "due": (due,),
        "lead": ((F("priority__lead__title"), True),),
        "owner": ((F(f"{action}owner__title"), True),),
        "last_said": ((F(f"{position}last_said"), True),),
    }


SORTED_BY = (*_sorted_by("", ""),)  # the names of the columns


def sort(rows, names, action="", position="position__"):
    """Actions sorted by the columns of these names (with a minus: in reverse order), then in the plan's order.

    No two actions of a plan have the same place in it, so each is on exactly one page of a list. Their positions are
    sorted in the same way where the paths from these to the action and to the position are given.
    """
    by = _sorted_by(action, position)
    terms = [_term(*term, name) for name in names for term in by[name.lstrip("-")]]
    return rows.order_by(*terms, "priority__number", f"{action}number")


def _term(term, can_be_empty, name):
    last = can_be_empty or None
    return term.desc(nulls_last=last) if name.startswith("-") else term.asc(nulls_last=last)


class ActionData(TableQuerysetData):
    """The keys of all the actions of a list, in order. The actions themselves are read only for a page or an export."""

    model = Action
    ordering = None

    def __init__(self, keys, actions):
        """`actions` gives the queryset in the order of the keys; it is asked for an export alone."""
        self.keys, self._actions = keys, actions

    def __len__(self):
        return len(self.keys)

    def __getitem__(self, some):
        """The keys of a page: django-tables2 asks for its actions, but the page reads them by their keys."""
        return self.keys[some]

    @cached_property
    def data(self):
        return self._actions()

    def order_by(self, aliases):
        """They are sorted already: see `sort`."""


def due_in_words(action):
    """When an action from `as_at` is due, with the basis where it is not its own; “–” where it is done or stopped."""
    position = action.position
    if position.due_last_day is None:
        return "–" if position.status in (Status.COMPLETE, Status.STOPPED) else "No finishing date"
    day = in_words(position.due_last_day)
    return day if position.due_basis == DueBasis.OWN else f"{day}, {DueBasis(position.due_basis).label}"


def due_basis_in_words(position):
    """Where a due date comes from that is not the action's own: “from the heading”; else empty."""
    return "" if position.due_basis in ("", DueBasis.OWN) else str(DueBasis(position.due_basis).label)


def _last_said(action):
    day = action.position.last_said
    return in_words(day) if day else "None"


class ActionTable(tables.Table):
    """Actions with their status on a day. The queryset comes from `of_plan(…).as_at(…)`.

    The columns, the sorting, the pages and the export (`value_…`) are django-tables2's; the tag `rows`
    draws the rows of a page from `rows_shown`.
    """

    reference = tables.Column(verbose_name="Reference", empty_values=())
    words = tables.Column(verbose_name="Action", attrs={"th": {"class": "wide"}})
    priority = tables.Column(verbose_name="Priority")
    status = tables.Column(verbose_name="Status", accessor="pk", attrs={"th": {"class": "wide"}})
    in_the_way = tables.Column(verbose_name="What is in the way", accessor="pk", orderable=False)
    due = tables.Column(verbose_name="Due", accessor="pk")
    due_from = tables.Column(verbose_name="Where the date comes from", accessor="pk", orderable=False)
    lead = tables.Column(verbose_name="Lead", accessor="pk")
    owner = tables.Column(verbose_name="Owner", accessor="pk")
    last_said = tables.Column(verbose_name="Last update", accessor="pk")
    changed = tables.Column(verbose_name="What changed", accessor="pk", orderable=False)
    was = tables.Column(verbose_name="From", accessor="pk", orderable=False)
    now = tables.Column(verbose_name="To", accessor="pk", orderable=False)
    why = tables.Column(verbose_name="Why", accessor="pk", orderable=False, attrs={"th": {"class": "wide"}})
    who = tables.Column(verbose_name="Who", accessor="pk", orderable=False)

    # The columns that say what changed, and those that make room for them.
    _OF_CHANGE = ("changed", "was", "now", "why", "who")
    _GIVING_WAY = ("status", "in_the_way", "due", "due_from", "lead", "owner", "last_said")

    class Meta:
        sequence = ("reference", "words", "priority", "...")

    # What a row on the screen says within another column.
    _WITHIN_OTHERS = ("priority", "in_the_way", "due_from", "lead")

    def __init__(
        self,
        keys,
        actions,
        *,
        page_context,
        caption,
        sets_posts_from="",
        change="",
        baseline=None,
        without=(),
        export=False,
    ):
        """`keys` and `actions` as in `ActionData`.

        `sets_posts_from`: the address to come back to, where this person may set owners and leads; else empty.
        `change`: the change since `baseline` that every row shows (see `changes.filter_by_change`); empty where the
        rows show how the actions stand. `without`: of “lead” and “owner”, the columns to leave out. `export`: a file
        has a column of its own for what the screen shows within another.
        """
        self.page_context, self.caption, self.back = page_context, caption, sets_posts_from
        self.change, self.baseline = change, baseline
        self.posts = [role for role in ("lead", "owner") if role not in without]
        super().__init__(ActionData(keys, actions), exclude=[*without, *self._left_out(change, export)])

    def _left_out(self, change, export):
        """The columns to leave out: on the screen what is within others, and “any” change is in one column."""
        left_out = [] if export else [*self._WITHIN_OTHERS]
        if not change:
            return [*left_out, *self._OF_CHANGE]
        in_one = self._OF_CHANGE[1:] if change == "any" and not export else ()
        return [*left_out, *self._GIVING_WAY, *in_one]

    @cached_property
    def _in_the_way(self):
        return in_the_way(action.position for action in self._actions)

    @cached_property
    def _actions(self):
        """The actions of the page; in an export all."""
        page = getattr(self, "page", None)
        if page is not None:
            return read(page.object_list.data, self.page_context, self.baseline if self.change else None)
        return list(self.data.data)

    def rows_shown(self):
        """What the page shows of each of its actions."""
        return [self._changed_row(action) if self.change else self._row(action) for action in self._actions]

    def _start(self, action):
        return {
            "reference": action.reference,
            "address": self.page_context.address(cached_reverse("action", action.reference)),
            "words": action.words,
            "priority": str(action.priority),
        }

    def _changed_row(self, action):
        return {**self._start(action), "changes": self._changes_listed(action)}

    def _row(self, action):
        shown = action_status(action, self.page_context.on, self.page_context.plan.update_interval_days)
        row = self._start(action) | {
            "shown": shown,
            "detail": "" if shown.state in self.PLAIN else shown.detail,
            "in_the_way": self._in_the_way.get(action.position.pk),
            "due": due_in_words(action),
            "last_update": _last_said(action),
        }
        posts = {"lead": action.priority.lead, "owner": action.owner}
        for role in self.posts:
            row[role] = posts[role].title if posts[role] else f"No {role}"
            row[f"{role}_empty"] = posts[role].empty_words(self.page_context.on) if posts[role] else ""
            if self.back:
                place = {"lead": ("priority_lead", action.priority.number), "owner": ("action_owner", row["reference"])}
                name, key = place[role]
                row[f"{role}_post"] = posts[role]
                row[f"{role}_address"] = self.page_context.address(cached_reverse(name, key), back=self.back)
        return row

    def _changes_listed(self, record):
        """The record's changes of the kind that is listed."""
        return [each for each in self._changes[record.pk] if self.change in ("any", each.change)]

    @cached_property
    def _changes(self):
        """The changes in words of the rows that are shown: those of the page, or in an export all."""
        page_context, interval = self.page_context, self.page_context.plan.update_interval_days
        shown = {action: changes.changes_of(action) for action in self._actions}
        return changes_in_words(shown, self.baseline, page_context.on, interval, page_context.up_to)

    def _value(self, record, name):
        return neutral("; ".join(getattr(each, name) or "–" for each in self._changes_listed(record)))

    def value_changed(self, record):
        return "; ".join(each.change.label for each in self._changes_listed(record))

    def value_was(self, record):
        return self._value(record, "was")

    def value_now(self, record):
        return self._value(record, "now")

    def value_why(self, record):
        return self._value(record, "why")

    def value_who(self, record):
        return self._value(record, "who")

    def value_reference(self, record):
        return record.reference

    def value_words(self, value):
        return neutral(value)

    def value_priority(self, record):
        return neutral(str(record.priority))

    # A completed or unrated action's reason says no more than its other columns do.
    PLAIN = (Status.COMPLETE, Status.NOT_RATED)

    def value_status(self, record):
        shown = action_status(record, self.page_context.on, self.page_context.plan.update_interval_days)
        words = shown.words if shown.state in self.PLAIN else f"{shown.words}: {shown.detail}"
        return StatusCell(shown.state.value, words)

    def value_in_the_way(self, record):
        why = self._in_the_way.get(record.position.pk)
        return neutral(why.in_one) if why else None

    def value_due(self, record):
        return record.position.due_last_day or due_in_words(record)

    def value_due_from(self, record):
        return due_basis_in_words(record.position) if record.position.due_last_day else None

    def value_owner(self, record):
        return neutral(record.owner.title) if record.owner else "No owner"

    def value_lead(self, record):
        return neutral(record.priority.lead.title) if record.priority.lead else "No lead"

    def value_last_said(self, record):
        return record.position.last_said
