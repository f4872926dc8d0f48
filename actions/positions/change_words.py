"""The changes of actions in words: from what to what, why, and who reported it (see changes.py)."""

from collections import defaultdict, namedtuple
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import Q, QuerySet

from actions.models import Action, DueBasis, ProgressUpdate, Stage
from actions.positions.as_at import SEQUENCES
from actions.positions.baseline import Baseline
from actions.positions.changes import CLOSED_STAGES, Change
from actions.positions.status import Facts, Status, StatusWithReason, status_with_reason
from csc_tracker.database.prepared import DAYS, PreparedByKeys
from csc_tracker.models import User, earlier
from csc_tracker.pages.wording import in_words
from priorities.models import seen_only


@dataclass(frozen=True, slots=True)
class ChangeInWords:
    """One change of one action in words: from, to, why and who."""

    action: Action
    change: Change
    was: str
    now: str
    why: str
    who: str


def changes_in_words(shown: dict, baseline: Baseline, on: date, interval: int, up_to: int | None = None) -> dict:
    """Changes in words, {action's key: [ChangeInWords, …]}, of the changes `shown`, {action: [Change, …]}.

    Each action has its `position` on the day `on` and the one `before`, at the baseline. `interval` is the plan's
    update interval, in days. Costs one query: the updates of these actions since the baseline.
    """
    updates = _updates_since(shown, baseline, on, up_to)
    changes = {}
    for action, its_changes in shown.items():
        before, after = action.before, action.position
        statuses = status_with_reason(before, baseline.day, interval), status_with_reason(after, on, interval)
        changes[action.pk] = [
            _in_words(action, change, before, after, statuses, updates[action.pk]) for change in its_changes
        ]
    return changes


# What the words of a change need of an update, and of who recorded it.
_UpdateRow = namedtuple("_UpdateRow", [
    "action_id", "stage", "rating", "due_basis", "due_change", "due_reason", "due_agreed_by", "words", "evidence_words",
    "impact_words", "evidence_url", "blanked_on", "source", "by_first_name", "by_last_name", "by_username",
    "by_earlier_names", "effective_date", "post", "titles",
])  # fmt: skip


def _updates_since(
    actions: Iterable[Action], baseline: Baseline, on: date, up_to: int | None
) -> dict[int, list[_UpdateRow]]:
    """By action: the updates that count in the later position and did not in the earlier, the latest first."""
    updates = defaultdict(list)
    query = _updates_query(up_to is not None, baseline.up_to is not None)
    known = [sequence for sequence in (up_to, baseline.up_to) if sequence is not None]
    for values in query.rows([action.pk for action in actions], on, baseline.day, *known):
        updates[values[0]].append(_UpdateRow(*values))
    return updates


@cache
def _updates_query(as_known: bool, known_before: bool) -> PreparedByKeys:
    def build(actions: Iterable[int], on: date, day: date, *known: int) -> QuerySet:
        since = Q(effective_date__gt=day)
        if known_before:
            since |= Q(sequence__gt=known[-1])
        updates = ProgressUpdate.objects.counting(on, known[0] if as_known else None).filter(since, action__in=actions)
        names = [name.replace("by_", "by__", 1) if name.startswith("by_") else name for name in _UpdateRow._fields[:-2]]
        post = [seen_only(f"post__{name}", "post__exemption") for name in ("title", "earlier_titles")]
        return updates.order_by("-effective_date", "-sequence").values_list(*names, *post)

    return PreparedByKeys(build, *DAYS[:2], *SEQUENCES[: as_known + known_before])


def _in_words(
    action: Action,
    change: Change,
    before: Facts,
    after: Facts,
    statuses: tuple[StatusWithReason, StatusWithReason],
    updates: list[_UpdateRow],
) -> ChangeInWords:
    was, now = statuses[0].words, statuses[1].words
    if change in (Change.DATE_SET, Change.DATE_MOVED):
        was = _due(before)
        now = in_words(after.due_last_day)
        update = next((each for each in updates if each.due_basis), None)
    elif change in (Change.BETTER, Change.WORSE, Change.FIRST_RATED):
        was = statuses[0].words if not before.rating else Status(before.rating).label
        now = Status(after.rating).label
        update = next((each for each in updates if each.rating), None)
    elif change == Change.LATE:
        now = statuses[1].reason.rstrip(".")
        reopened = before.stage in CLOSED_STAGES
        why = "It was reopened after its due date." if reopened else "Its due date passed and it was not reported done."
        return ChangeInWords(action, change, was, now, why, "")
    elif change in (Change.STARTED, Change.REOPENED, Change.STOPPED):
        was, now = Stage(before.stage).label if before.stage else "Not yet reported", Stage(after.stage).label
        update = next((each for each in updates if each.stage), None)
    else:
        update = next((each for each in updates if each.stage), None)
        now = statuses[1].reason.rstrip(".") if after.stage != "planned" else now
    return ChangeInWords(action, change, was, now, _why(update), _who(update))


def _due(facts: Facts) -> str:
    if facts.due_last_day is None:
        return "No finishing date"
    basis = "" if facts.due_basis == DueBasis.OWN else f", {DueBasis(facts.due_basis).label}"
    return f"{in_words(facts.due_last_day)}{basis}"


def _why(update: _UpdateRow | None) -> str:
    """The reason in the update's own words: why a date moved, else what was written, else what shows it done."""
    if update is None:
        return "An earlier update was withdrawn."
    if update.blanked_on:
        return f"Words removed on {in_words(update.blanked_on)}."
    if update.due_change in ("moved", "corrected") and update.due_reason:
        agreed = f" Agreed by {update.due_agreed_by}." if update.due_agreed_by else ""
        return update.due_reason + agreed
    return update.words or update.evidence_words or update.impact_words or update.evidence_url


def _who(update: _UpdateRow | None) -> str:
    if update is None:
        return ""
    if update.source == ProgressUpdate.Source.PAPER:
        return "A paper"
    day = update.effective_date
    name = User.named(update.by_first_name, update.by_last_name, update.by_username, update.by_earlier_names, day)
    return f"{name}, {earlier(update.titles, day) or update.post}" if update.post else name
