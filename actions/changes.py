"""What changed in a plan between a baseline, such as the day a committee last considered it, and another day.

The positions on the two days are joined, action by action, and `CONDITIONS` says for each change which pairs show it:
the database lists by these conditions, and `changes_of` reads the same ones for an action that a page shows.
What was reported and taken back in between is no change.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache, reduce
from operator import eq, gt, lt, or_

from django.db.models import Case, Count, F, Q, TextChoices, Value, When

from csc_tracker.prepared import Prepared

from .as_at import SEQUENCES
from .baseline import Baseline
from .models import Action, DueBasis, ProgressUpdate, Rating, Stage
from .rating import OPEN_STAGES, Shows, in_words, what_shows

CLOSED_STAGES = ("awaiting", "complete", "stopped")


class Change(TextChoices):
    """What can have changed for an action; an action can show more than one."""

    COMPLETED = "completed", "Completed"
    COMPLETED_DAY_NOT_GIVEN = "completed_day_not_given", "Completed, day not given"
    AWAITING = "awaiting", "Done, now awaiting sign-off"
    STARTED = "started", "Started"
    BETTER = "better", "Rating better"
    WORSE = "worse", "Rating worse"
    FIRST_RATED = "first_rated", "Rated for the first time"
    LATE = "late", "Newly late"
    DATE_SET = "date_set", "Date set"
    DATE_MOVED = "date_moved", "Date moved"
    NEW = "new", "New"
    STOPPED = "stopped", "Stopped"
    REOPENED = "reopened", "Reopened"


# How a count of each reads after its number: “19 completed, with a date since then”.
COUNTED_AS = {
    Change.COMPLETED: "completed, with a date since then",
    Change.COMPLETED_DAY_NOT_GIVEN: "completed, day not given",
    Change.AWAITING: "done and now awaiting sign-off",
    Change.STARTED: "started",
    Change.BETTER: "rated better",
    Change.WORSE: "rated worse",
    Change.FIRST_RATED: "rated for the first time",
    Change.LATE: "newly late",
    Change.DATE_SET: "with a date set",
    Change.DATE_MOVED: "with a date moved",
    Change.NEW: "new",
    Change.STOPPED: "stopped",
    Change.REOPENED: "reopened",
}


# What a change is told by, of the position on the day and of the one before: `now_stage`, `was_stage` and so on. The
# stage is empty where the action was not yet reported.
_FACTS = ("stage", "status", "rating", "day_not_given", "due_basis", "due_last_day")
_BEFORE = ("stage", "status", "rating", "due_basis", "due_last_day")


def _conditions() -> dict:
    """For each change its condition: no negations, so that `_holds` reads it as the database does."""
    both_open = Q(now_stage__in=OPEN_STAGES, was_stage__in=OPEN_STAGES)
    completed = Q(now_stage="complete", was_stage__in=_others(Stage, "complete"))
    reported_before = Q(was_stage__in=Stage.values)
    own_dates = Q(now_due_basis=DueBasis.OWN, was_due_basis=DueBasis.OWN)
    worse = Q(was_rating="on_track", now_rating__in=["at_risk", "off_track"]) | Q(
        was_rating="at_risk", now_rating="off_track"
    )
    better = Q(was_rating="off_track", now_rating__in=["at_risk", "on_track"]) | Q(
        was_rating="at_risk", now_rating="on_track"
    )
    moved = Q(now_due_last_day__lt=F("was_due_last_day")) | Q(now_due_last_day__gt=F("was_due_last_day"))
    return {
        Change.COMPLETED: completed & Q(now_day_not_given=False),
        Change.COMPLETED_DAY_NOT_GIVEN: completed & Q(now_day_not_given=True),
        Change.AWAITING: Q(now_stage="awaiting", was_stage__in=_others(Stage, "awaiting")),
        Change.STARTED: Q(now_stage="under_way", was_stage="planned"),
        Change.BETTER: both_open & better,
        Change.WORSE: both_open & worse,
        Change.FIRST_RATED: both_open & Q(was_rating="", now_rating__in=Rating.values),
        Change.LATE: Q(now_status=Shows.LATE, was_status__in=_others(Shows, Shows.LATE)),
        Change.DATE_SET: Q(now_due_basis=DueBasis.OWN, was_due_basis__in=_others(DueBasis, DueBasis.OWN))
        & reported_before,
        Change.DATE_MOVED: own_dates & moved,
        Change.NEW: Q(now_stage__in=OPEN_STAGES, was_stage=""),
        Change.STOPPED: Q(now_stage="stopped", was_stage__in=_others(Stage, "stopped")),
        Change.REOPENED: Q(now_stage__in=OPEN_STAGES, was_stage__in=CLOSED_STAGES),
    }


def _others(choices, value):
    """Every other value, the empty one too."""
    return ["", *(choice.value for choice in choices if choice != value)]


CONDITIONS = _conditions()


def _condition(change):
    """The condition of a change; `any` for that of whatever change."""
    return reduce(or_, CONDITIONS.values()) if change == "any" else CONDITIONS[Change(change)]


def _facts() -> dict:
    """What the conditions read, by its name in a query of `ActionQuerySet.as_at(…).compared_with(…)`."""
    facts = {f"now_{name}": F(f"position__{name}") for name in _FACTS}
    facts |= {f"was_{name}": F(f"before__{name}") for name in _BEFORE}
    return facts


def changed(actions, change, baseline: Baseline):
    """Those of `actions` (from `ActionQuerySet.as_at`) that show this change; `any` for whatever change.

    Each has its position at the baseline as `before`.
    """
    return actions.compared_with(baseline.day, baseline.up_to).alias(**_facts()).filter(_condition(change))


def counts(asked, baseline: Baseline, priority=None) -> dict:
    """How many actions of the plan asked for, or of one of its priorities, show each change since the baseline, and
    any: {Change: number, "any": number}.

    Actions whose position is the same row as before show none. The others are counted by what the conditions read, and
    each lot is looked at once.
    """
    query = _query(priority is not None, asked.up_to is not None, baseline.up_to is not None)
    known = [sequence for sequence in (asked.up_to, baseline.up_to) if sequence is not None]
    told = dict.fromkeys([*Change, "any"], 0)
    for *facts, number in query.rows(priority.pk if priority else asked.plan.pk, asked.on, baseline.day, *known):
        found = changes_by(*facts)
        for change in [*found, "any"] if found else ():
            told[change] += number
    return told


@cache
def _query(one_priority, as_known, known_before):
    """The query of `counts`, built once for each kind of positions."""

    def build(key, on, day, *known):
        up_to, before = (known[0] if as_known else None), (known[-1] if known_before else None)
        actions = Action.objects.filter(**{"priority" if one_priority else "priority__plan": key})
        pairs = actions.as_at(on, up_to).compared_with(day, before).order_by()
        pairs = pairs.filter(Q(position__gt=F("before")) | Q(position__lt=F("before")))
        return with_facts(pairs).values_list(*COMPARED).annotate(number=Count("pk"))

    return Prepared(build, -1, date(1, 1, 1), date(1, 1, 2), *SEQUENCES[: as_known + known_before])


# The facts that changes are told by, by their names in a query of `with_facts`.
COMPARED = (
    *(f"now_{name}" for name in _FACTS if name != "due_last_day"),
    *(f"was_{name}" for name in _BEFORE if name != "due_last_day"),
    "moved",
)


def with_facts(actions):
    """`actions` (from `ActionQuerySet.compared_with`) with the facts of `COMPARED`."""
    moved = Case(When(position__due_last_day=F("before__due_last_day"), then=Value(0)), default=Value(1))
    return actions.annotate(**{name: fact for name, fact in _facts().items() if name in COMPARED}, moved=moved)


@lru_cache(maxsize=10_000)
def changes_by(*values) -> tuple:
    """The changes that these values of `COMPARED` show, in the order of `Change`."""
    facts = dict(zip(COMPARED, values, strict=True))
    return tuple(_changes_of(facts | {"was_due_last_day": 0, "now_due_last_day": facts["moved"]}))


def changes_of(action) -> list:
    """The changes that an action from `changed` shows, in the order of `Change`."""
    facts = {f"now_{name}": getattr(action.position, name) for name in _FACTS}
    facts |= {f"was_{name}": getattr(action.before, name) for name in _BEFORE}
    return _changes_of(facts)


def _changes_of(facts: dict) -> list:
    return [change for change, condition in CONDITIONS.items() if _holds(condition, facts)]


def _holds(condition: Q, facts: dict) -> bool:
    """Whether these facts meet one of the conditions above, read as the database reads it."""
    parts = (_holds(part, facts) if isinstance(part, Q) else _compares(*part, facts) for part in condition.children)
    return any(parts) if condition.connector == Q.OR else all(parts)


_LOOKUPS = {"in": lambda value, wanted: value in wanted, "lt": lt, "gt": gt}


def _compares(path, wanted, facts):
    name, _, lookup = path.partition("__")
    value, wanted = facts[name], facts[wanted.name] if isinstance(wanted, F) else wanted
    return _LOOKUPS.get(lookup, eq)(value, wanted)


@dataclass(frozen=True, slots=True)
class Changed:
    """One change of one action in words: from, to, why and who."""

    action: Action
    change: Change
    was: str
    now: str
    why: str
    who: str


def in_words_of(actions, baseline: Baseline, on: date, interval: int, up_to: int | None = None) -> dict:
    """The changes of the actions that a page shows (a list from `changed`) in words: {action's key: [Changed, …]}.

    Costs one query: what was said since the baseline of these actions.
    """
    said = _said_since(actions, baseline, on, up_to)
    found = {}
    for action in actions:
        before, after = action.before, action.position
        shown = what_shows(before, baseline.day, interval), what_shows(after, on, interval)
        found[action.pk] = [
            _in_words(action, change, before, after, shown, said[action.pk]) for change in changes_of(action)
        ]
    return found


def rows(actions, baseline: Baseline, on: date, interval: int, *, change="any", limit=None, up_to=None) -> list:
    """The changes of `actions` (from `ActionQuerySet.as_at`) in words: a list of `Changed`, the changes in their order.

    `limit` is the most actions that are looked at; None looks at all.
    """
    listed = list(changed(actions, change, baseline).order_by("priority__number", "number", "pk")[:limit])
    told = [row for each in in_words_of(listed, baseline, on, interval, up_to).values() for row in each]
    order = list(Change)
    return sorted((row for row in told if change in ("any", row.change)), key=lambda row: order.index(row.change))


def _said_since(actions, baseline, on, up_to):
    """By action: the updates that count in the later position and did not in the earlier, the latest first."""
    since = Q(speaks_for__gt=baseline.day)
    if baseline.up_to is not None:
        since |= Q(sequence__gt=baseline.up_to)
    said = ProgressUpdate.objects.counting(on, up_to).filter(since, action__in=[action.pk for action in actions])
    found = defaultdict(list)
    for update in said.select_related("by", "post").order_by("-speaks_for", "-sequence"):
        found[update.action_id].append(update)
    return found


def _in_words(action, change, before, after, shown, said):
    was, now = shown[0].words, shown[1].words
    if change in (Change.DATE_SET, Change.DATE_MOVED):
        was = _due(before)
        now = in_words(after.due_last_day)
        update = next((each for each in said if each.due_basis), None)
    elif change in (Change.BETTER, Change.WORSE, Change.FIRST_RATED):
        was = shown[0].words if not before.rating else Shows(before.rating).label
        now = Shows(after.rating).label
        update = next((each for each in said if each.rating), None)
    elif change == Change.LATE:
        now = shown[1].reason.rstrip(".")
        reopened = before.stage in CLOSED_STAGES
        why = "It was reopened after its due date." if reopened else "Its due date passed and it was not reported done."
        return Changed(action, change, was, now, why, "")
    elif change in (Change.STARTED, Change.REOPENED, Change.STOPPED):
        was, now = Stage(before.stage).label if before.stage else "Not yet reported", Stage(after.stage).label
        update = next((each for each in said if each.stage), None)
    else:
        update = next((each for each in said if each.stage), None)
        now = shown[1].reason.rstrip(".") if after.stage != "planned" else now
    return Changed(action, change, was, now, _why(update), _who(update))


def _due(facts):
    if facts.due_last_day is None:
        return "No finishing date"
    basis = "" if facts.due_basis == DueBasis.OWN else f", {DueBasis(facts.due_basis).label}"
    return f"{in_words(facts.due_last_day)}{basis}"


def _why(update):
    """The reason in the update's own words: why a date moved, else what was written, else what shows it done."""
    if update is None:
        return "An earlier update was withdrawn."
    if update.blanked_on:
        return f"Words removed on {in_words(update.blanked_on)}."
    if update.due_change in ("moved", "corrected") and update.due_reason:
        agreed = f" Agreed by {update.due_agreed_by}." if update.due_agreed_by else ""
        return update.due_reason + agreed
    return update.words or update.evidence_words or update.difference_words or update.evidence_url


def _who(update):
    if update is None:
        return ""
    if update.source == ProgressUpdate.Source.PAPER:
        return "A paper"
    return f"{update.by}, {update.post}" if update.post else str(update.by)
