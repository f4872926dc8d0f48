"""What changed in a plan between a baseline, such as the day a committee last considered it, and another day.

`changes_between` is the rule, in plain Python, over what an action's updates come to on the two days; `CONDITIONS` is
the same in SQL for counts and lists. One test feeds both the same thousands of cases. Each change is found by
comparing the two positions: what was reported and taken back in between is no change.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Prefetch, Q, TextChoices

from .baseline import Baseline
from .models import Action, DueBasis, ProgressUpdate, Stage
from .position import facts_on
from .rating import OPEN, OPEN_STAGES, Shows, in_words, what_shows

CLOSED_STAGES = ("awaiting", "complete", "stopped")
_RANK = {"on_track": 0, "at_risk": 1, "off_track": 2}


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


def changes_between(before, after, since: date, on: date) -> set:
    """What changed for an action whose facts (or None) were `before` on the day `since` and are `after` on `on`."""
    if after is None:
        return set()
    found = set()
    was = before.stage if before else None
    if after.stage == "complete" and was != "complete":
        found.add(Change.COMPLETED_DAY_NOT_GIVEN if after.day_not_given else Change.COMPLETED)
    if after.stage == "awaiting" and was != "awaiting":
        found.add(Change.AWAITING)
    if after.stage == "stopped" and was != "stopped":
        found.add(Change.STOPPED)
    if was == "planned" and after.stage == "under_way":
        found.add(Change.STARTED)
    if after.stage in OPEN_STAGES:
        if was is None:
            found.add(Change.NEW)
        elif was in CLOSED_STAGES:
            found.add(Change.REOPENED)
        elif after.rating and after.rating != before.rating:
            if not before.rating:
                found.add(Change.FIRST_RATED)
            else:
                worse = _RANK[after.rating] > _RANK[before.rating]
                found.add(Change.WORSE if worse else Change.BETTER)
        if _late(after, on) and not (before and before.stage in OPEN_STAGES and _late(before, since)):
            found.add(Change.LATE)
    if before and after.due_basis == "own":
        if before.due_basis != "own":
            found.add(Change.DATE_SET)
        elif before.due_last_day != after.due_last_day:
            found.add(Change.DATE_MOVED)
    return found


def _late(facts, day):
    return facts.due_last_day is not None and facts.due_last_day < day


def conditions(since: date) -> dict:
    """The same in SQL: a condition for each change, over a queryset `with_position(…).with_before(baseline)`."""
    was_late = Q(was_stage__in=OPEN_STAGES, was_due_last_day__lt=since)
    both_open = Q(stage__in=OPEN_STAGES, was_stage__in=OPEN_STAGES)
    not_so_before = {stage: Q(was_stage=None) | ~Q(was_stage=stage) for stage in CLOSED_STAGES}
    worse = Q(was_rating="on_track", rating__in=["at_risk", "off_track"]) | Q(was_rating="at_risk", rating="off_track")
    better = Q(was_rating="off_track", rating__in=["at_risk", "on_track"]) | Q(was_rating="at_risk", rating="on_track")
    return {
        Change.COMPLETED: Q(stage="complete", day_not_given=False) & not_so_before["complete"],
        Change.COMPLETED_DAY_NOT_GIVEN: Q(stage="complete", day_not_given=True) & not_so_before["complete"],
        Change.AWAITING: Q(stage="awaiting") & not_so_before["awaiting"],
        Change.STARTED: Q(stage="under_way", was_stage="planned"),
        Change.BETTER: both_open & better,
        Change.WORSE: both_open & worse,
        Change.FIRST_RATED: both_open & Q(was_rating="") & ~Q(rating=""),
        Change.LATE: Q(shows=Shows.LATE) & (Q(was_stage=None) | Q(was_due_last_day=None) | ~was_late),
        Change.DATE_SET: Q(due_basis=DueBasis.OWN, was_stage__isnull=False) & ~Q(was_due_basis=DueBasis.OWN),
        Change.DATE_MOVED: Q(due_basis=DueBasis.OWN, was_due_basis=DueBasis.OWN, was_stage__isnull=False)
        & ~Q(due_last_day=F("was_due_last_day")),
        Change.NEW: Q(shows__in=OPEN, was_stage=None),
        Change.STOPPED: Q(stage="stopped") & not_so_before["stopped"],
        Change.REOPENED: Q(stage__in=OPEN_STAGES, was_stage__in=CLOSED_STAGES),
    }  # fmt: skip


def any_change(since: date) -> Q:
    """The condition that something changed."""
    return _any(conditions(since).values())


def _any(wanted):
    found = Q(pk__in=[])
    for condition in wanted:
        found |= condition
    return found


def changed(actions, change, baseline: Baseline):
    """Those of `actions` (from `with_position`) that show this change; `any` for whatever change."""
    since = baseline.day
    condition = any_change(since) if change == "any" else conditions(since)[Change(change)]
    return actions.with_before(since, baseline.up_to).filter(condition)


# More rows than any plan has: a limit keeps the database from running each column's query anew for every count.
FENCE = 2**62
# What the conditions read: no other column's query is run.
_READ = (
    "pk", "shows", "stage", "day_not_given", "rating", "due_last_day", "due_basis", "was_stage", "was_rating",
    "was_due_last_day", "was_due_basis",
)  # fmt: skip


def counts(actions, baseline: Baseline) -> dict:
    """How many of `actions` (from `with_position`) show each change, and any: {Change: number, "any": number}."""
    wanted = conditions(baseline.day)
    rows = actions.order_by().with_before(baseline.day, baseline.up_to).values(*_READ)[:FENCE]
    told = rows.aggregate(
        **{f"n_{change.value}": Count("pk", filter=condition) for change, condition in wanted.items()},
        n_any=Count("pk", filter=_any(wanted.values())),
    )
    return {change: told[f"n_{change.value}"] for change in wanted} | {"any": told["n_any"]}


@dataclass(frozen=True, slots=True)
class Changed:
    """One change of one action in words: from, to, why and who."""

    action: Action
    change: Change
    was: str
    now: str
    why: str
    who: str


def with_what_was_said(actions):
    """Prefetch what `told` reads: every update of each action with who said it."""
    updates = ProgressUpdate.objects.select_related("by", "post").order_by("sequence")
    return actions.prefetch_related(Prefetch("updates", updates))


def told(action, baseline: Baseline, on: date, interval: int, up_to: int | None = None) -> list:
    """The changes of an action that came from `with_what_was_said`, in words, in the order of `Change`."""
    updates = action.updates.all()
    before, after = facts_on(updates, baseline.day, baseline.up_to), facts_on(updates, on, up_to)
    found = changes_between(before, after, baseline.day, on)
    shown = what_shows(before, baseline.day, interval), what_shows(after, on, interval)
    said = _said_since(updates, baseline, on, up_to)
    return [_in_words(action, change, before, after, shown, said) for change in Change if change in found]


def rows(actions, baseline: Baseline, on: date, interval: int, *, change="any", limit=None, up_to=None) -> list:
    """The changes of `actions` (from `with_position`) in words: a list of `Changed`, the changes in their order.

    `limit` is the most actions that are looked at for each change; None looks at all.
    """
    wanted = list(Change) if change == "any" else [Change(change)]
    found = []
    for each in wanted:
        listed = with_what_was_said(changed(actions, each, baseline)).order_by("priority__number", "number")[:limit]
        for action in listed:
            found += [row for row in told(action, baseline, on, interval, up_to) if row.change == each]
    return found


def _said_since(updates, baseline, on, up_to):
    """The updates that count in the later position and did not in the earlier, the latest first."""
    known = [update for update in updates if up_to is None or update.sequence <= up_to]
    withdrawn = {update.withdraws_id for update in known if update.withdraws_id}
    since = [
        update
        for update in known
        if update.speaks_for <= on
        and update.pk not in withdrawn
        and (update.speaks_for > baseline.day or (baseline.up_to is not None and update.sequence > baseline.up_to))
    ]
    return sorted(since, key=lambda update: (update.speaks_for, update.sequence), reverse=True)


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
        reopened = before is not None and before.stage in CLOSED_STAGES
        why = "It was reopened after its due date." if reopened else "Its due date passed and it was not reported done."
        return Changed(action, change, was, now, why, "")
    elif change in (Change.STARTED, Change.REOPENED, Change.STOPPED):
        was, now = Stage(before.stage).label if before else "Not yet reported", Stage(after.stage).label
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
