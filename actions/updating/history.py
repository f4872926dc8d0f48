"""An action's history in words: what each of its updates says, when its date moved, who reported it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile

from django.utils import timezone

from actions.models import Action, DueBasis, EvidenceFile, ProgressUpdate
from actions.positions.facts import facts_on, not_withdrawn
from csc_tracker.pages.wording import in_words, spoken_by

# For so long after it was saved, who recorded an update can undo it.
UNDO_FOR = timedelta(minutes=10)


def recorded_updates(action: Action) -> list[ProgressUpdate]:
    """The action's updates, withdrawn ones included, in the order in which they were recorded."""
    return sorted(action.updates.all(), key=lambda update: update.sequence)


def last_sequence(updates: Iterable[ProgressUpdate]) -> int:
    """The sequence of the update that was recorded last; 0 where there is none."""
    return max((update.sequence for update in updates), default=0)


def run_of_no_change(updates: Iterable[ProgressUpdate]) -> int:
    """How many of an action's latest updates, one after another, said “No change, still true”."""
    reports = [update for update in not_withdrawn(updates) if not update.withdraws_id]
    latest_first = sorted(reports, key=lambda update: (update.effective_date, update.sequence), reverse=True)
    return sum(1 for _ in takewhile(lambda update: update.no_change, latest_first))


@dataclass(frozen=True, slots=True)
class Entry:
    """One update as a history shows it, with the one that withdrew it, and the due date that it moved, where known.

    `corrects` is the update that it corrects, and `corrected_by` are those that correct it, withdrawn ones left out.
    `files` are its evidence files, those that were removed among them.
    """

    update: ProgressUpdate
    withdrawn_through: ProgressUpdate | None = None
    due_before: date | None = None
    corrects: ProgressUpdate | None = None
    corrected_by: tuple[ProgressUpdate, ...] = ()
    files: Sequence[EvidenceFile] = ()

    @property
    def in_time(self):
        """What a history is sorted by: the day that it is about, then the order of recording."""
        return self.update.effective_date, self.update.sequence

    @property
    def day(self):
        """The day that it is about."""
        return in_words(self.update.effective_date)

    @property
    def says(self):
        """What it reports, in a few words: “no change, still true, Under way, On track”; empty where only words do."""
        update = self.update
        if update.withdraws_id:
            return "withdraws an earlier update"
        no_change = "no change, still true" if update.no_change else ""
        return ", ".join(filter(None, [no_change, update.get_stage_display(), update.get_rating_display()]))

    @property
    def moved(self):
        """Of a date that moved: “from 31 March 2020 to 30 June 2020”, or the new date alone: “to 30 June 2020”."""
        new = f"to {in_words(self.update.due_last_day)}"
        return f"from {in_words(self.due_before)} {new}" if self.due_before else new

    @property
    def due(self):
        """When the action is due, with the basis where the date is not its own: “Due 31 March 2020, from the plan.”"""
        day, basis = in_words(self.update.due_last_day), self.update.due_basis
        return f"Due {day}." if basis == DueBasis.OWN else f"Due {day}, {DueBasis(basis).label}."

    @property
    def reported_by(self):
        """Who reported it, or that a paper did, with the day that it was reported done where it counts from another."""
        update = self.update
        own_day = in_words(update.paper_day) if update.paper_day else ""
        if update.source == ProgressUpdate.Source.PAPER:
            return f"Reported in a paper; the date in the paper is {own_day}." if own_day else "Reported in a paper."
        who = spoken_by(update.by, update.post, update.effective_date)
        who = f"Confirmed by {who}" if update.confirms_id else who
        return f"{who}; reported done on {own_day}, before a position was frozen." if own_day else f"{who}."

    @property
    def can_be_corrected(self):
        """Whether its kind can be withdrawn or lose its words: an officer's update that is no withdrawal."""
        return self.update.source == ProgressUpdate.Source.OFFICER and not self.update.withdraws_id

    @property
    def may_be_undone(self):
        """Whether its ten minutes are not over yet; that nothing else speaks against it, its own page sees to."""
        return self.stays_open and timezone.now() - self.update.recorded_at <= UNDO_FOR

    @property
    def stays_open(self):
        """Whether who recorded it can correct it: an officer's update that was not withdrawn."""
        return self.can_be_corrected and not self.withdrawn_through

    @property
    def takes_files(self):
        """Whether who recorded it can add evidence to it."""
        return self.stays_open and not self.update.blanked_on

    @property
    def last_update(self):
        """“Last update: 3 May 2020, Ann Other.”: as the last one, with who reported it where that is recorded."""
        update = self.update
        who = "from a paper" if update.source == ProgressUpdate.Source.PAPER else update.by
        return f"Last update: {self.day}, {who}." if who else f"Last update: {self.day}."


def entries(
    updates: Iterable[ProgressUpdate], files: Callable[[ProgressUpdate], Sequence[EvidenceFile]] = lambda update: ()
) -> list[Entry]:
    """The updates of one action, which are all that are known of it, as its history shows them, in their order.

    `files` gives those of an update.
    """
    known = list(updates)
    withdrawn = {update.withdraws_id: update for update in known if update.withdraws_id}
    by_key = {update.pk: update for update in known}
    return [
        Entry(
            update,
            withdrawn.get(update.pk),
            _due_before(update, known),
            by_key.get(update.corrects_id or 0),
            tuple(each for each in known if each.corrects_id == update.pk and each.pk not in withdrawn),
            files(update),
        )
        for update in known
    ]


def _due_before(update, known):
    """The due date that an update moved, by what was recorded before it; None where it moved none."""
    if update.due_change != ProgressUpdate.DueChange.MOVED:
        return None
    before = facts_on([each for each in known if each.sequence < update.sequence], update.effective_date)
    return before.due_last_day if before else None
