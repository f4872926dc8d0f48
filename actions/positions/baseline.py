"""What change is counted from: a position before the one that is shown."""

import re
from dataclasses import dataclass
from datetime import date

from csc_tracker.pages.wording import in_words

# How an address writes a day.
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Baseline:
    """What change is counted from: the position on `day`, limited to the updates up to `up_to` where it was frozen.

    `key` names it in addresses (a meeting's name, or the day as 2019-10-16). `title` follows “since”; `words` is the
    sentence that says what it is. `derived`: no frozen copy is there, so it is worked out afterwards. `position` is
    the id of the frozen copy. `own`: it is what counts for this reader where the address names none.
    """

    key: str
    day: date
    title: str
    words: str
    up_to: int | None = None
    derived: bool = True
    position: int | None = None
    own: bool = False


WORKED_OUT = "Calculated later. The committee did not see these figures."


def of_a_day(day: date) -> Baseline:
    """The baseline of a day that the reader chose."""
    words = f"Compared with the position on {in_words(day)}, calculated from the updates."
    return Baseline(day.isoformat(), day, in_words(day), words)
