"""What is reported of one action, report after report: as untidy as officers and papers are."""

from datetime import UTC, date, datetime, time, timedelta

from actions.models import ProgressUpdate
from benchmarks.scrutiny import FROZEN_ON

# The rounds of reporting: one in eight days, of which an action takes part in about ten.
ROUNDS, DAYS_APART = 18, 8
_BASES = ("own",) * 11 + ("heading",) * 5 + ("plan",) * 2 + ("",) * 2
_RATINGS = ("on_track",) * 11 + ("at_risk",) * 5 + ("off_track",) * 4
_IMPACTS = ("none_yet", "some", "clear", "not_expected")


def _last_frozen(day):
    return max((frozen for frozen in FROZEN_ON if frozen <= day), default=date.min)


class History:
    """One action's life. `report` gives its next update, or None where nothing is reported of it in this round.

    Among every 100 actions about 3 are not reported yet, 6 were added later, 15 were done when the first paper came,
    35 are done since (signed off by a second person, or waiting for it), 4 were stopped and 20 are no longer updated.
    A fifth of the updates is entered late: it takes effect up to 20 days before it is recorded, but not before the day
    on which the plan was last frozen.
    """

    def __init__(self, action, people, words, today):
        self.action, self.people, self.words, self.today = action, people, words, today
        self.chance = chance = words.chance
        lot = chance.random()
        self.begins = ROUNDS if lot < 0.03 else chance.randrange(4, 10) if lot < 0.09 else 0
        self.done_before = 0.09 <= lot < 0.24
        self.finishes = chance.randrange(6, ROUNDS) if 0.24 <= lot < 0.59 else ROUNDS
        self.stops = chance.randrange(5, ROUNDS) if 0.59 <= lot < 0.63 else ROUNDS
        self.silent_from = chance.randrange(3, 9) if 0.63 <= lot < 0.83 else ROUNDS
        self.stage = self.rating = self.basis = ""
        self.due = self.last = None  # the day that it falls due; the last update

    def report(self, number, sequence):
        """The update of the round `number` (from 0), not saved yet; None for none."""
        if not self._takes_part(number):
            return None
        day = self.today - timedelta(days=DAYS_APART * (ROUNDS - number))
        fields = self._report_fields(number)
        if fields is None:
            return None
        late = self.chance.randrange(1, 21) if self.last and self.chance.random() < 0.2 else 0
        officer = fields.get("source") != "paper"
        values = {
            "pk": sequence, "sequence": sequence, "action": self.action,
            "effective_date": max(day - timedelta(days=late), _last_frozen(day)),
            "recorded_at": datetime.combine(day, time(9), UTC) + timedelta(milliseconds=sequence),
            "source": "officer", "by": self.people.officer if officer else None,
            "post": self.people.post if officer else None,
        }  # fmt: skip
        self.last = ProgressUpdate(**values | fields)
        return self.last

    def _takes_part(self, number):
        if number < self.begins or number >= self.silent_from or self.stage == "stopped":
            return False
        return self.stage != "complete" or self.chance.random() < 0.1  # its impact, now and then

    def _report_fields(self, number):
        """The fields that this round's update sets; None where there is none."""
        chance = self.chance
        if self.last is None:
            return self._report_first()
        if self.stage == "complete":
            return {"impact": chance.choice(_IMPACTS), "impact_words": self.words.update()}
        if self.stage == "awaiting":
            return self._sign_off()
        if number >= self.finishes:
            self.stage = "awaiting"
            return {"stage": "awaiting", "words": self.words.update(), "evidence_words": self.words.passage()[:200]}
        if number >= self.stops:
            self.stage = "stopped"
            return {"stage": "stopped", "words": self.words.update()}
        return self._report_open_work(chance.random())

    def _report_open_work(self, lot):
        """The fields for planned work or work under way; `lot` is a random number from 0 to 1."""
        chance = self.chance
        if lot < 0.12:
            return None
        if lot < 0.24 and self.rating:
            return {"no_change": True, "rating": self.rating}
        if lot < 0.32:
            return self._move_due()
        if lot < 0.34 and self.due:
            return self._give_due("corrected", self.due - timedelta(days=chance.randrange(1, 40)))
        if lot < 0.37 and self.last.source == "officer" and self.last.withdraws is None:
            return {"withdraws": self.last, "words": "Entered for the wrong action."}
        if lot < 0.40:
            return self._blank()
        if lot < 0.48:
            return {"words": self.words.update()}
        return self._rate()

    def _report_first(self):
        """What the paper reports: done, or planned or under way with a due date of its own, its heading or its plan."""
        if self.done_before:
            self.stage = "complete"
            return {"source": "paper", "stage": "complete", "date_not_stated": self.chance.random() < 0.3}
        self.stage = self.chance.choice(("planned", "planned", "under_way"))
        basis = self.chance.choice(_BASES)
        due = self.today + timedelta(days=self.chance.randrange(-60, 420))
        return {"source": "paper", "stage": self.stage} | (self._give_due("given", due, basis) if basis else {})

    def _give_due(self, change, due, basis="own"):
        self.due, self.basis = due, basis
        words = f"by {due.day} {due:%B %Y}"
        fields = {"due_words": words, "due_last_day": due, "due_basis": basis, "due_change": change}
        if change == "moved":
            fields |= {"due_reason": self.words.update()[:200], "due_agreed_by": "Director of Children’s Services"}
        return fields

    def _move_due(self):
        change = "moved" if self.basis == "own" else "set"
        due = (self.due or self.today) + timedelta(days=self.chance.randrange(14, 120))
        return self._give_due(change, due) | {"words": self.words.update()}

    def _rate(self):
        self.rating = self.chance.choice(_RATINGS)
        fields = {"rating": self.rating, "words": self.words.update()}
        if self.stage == "planned":
            self.stage = fields["stage"] = "under_way"
        return fields

    def _blank(self):
        return {
            "rating": self.rating or "on_track", "blanked_on": self.today - timedelta(days=3),
            "blanked_by": "A. Admin", "blanked_because": "It named a child.",
        }  # fmt: skip

    def _sign_off(self):
        """A second person confirms, after a round or two of waiting."""
        if self.chance.random() < 0.4:
            return None
        self.stage = "complete"
        return {"stage": "complete", "confirms": self.last, "by": self.people.second}
