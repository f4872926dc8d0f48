"""The earlier position that changes are counted from."""

import re
from dataclasses import dataclass
from datetime import date

from csc_tracker.pages.wording import in_words

# How an address writes a day.
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Baseline:
    """The position on `day` that changes are counted from; where it was frozen, with only the updates up to `up_to`.

    `key` names it in addresses: a meeting's slug, or the day as 2019-10-16. `title` follows “since”; `words` is a
    sentence that says what it is. `derived`: there is no frozen position, so it is calculated from the updates.
    `position` is the code of the frozen position. `own`: it counts for this reader where the address names none.
    """

    key: str
    day: date
    title: str
    words: str
    up_to: int | None = None
    derived: bool = True
    position: str | None = None
    own: bool = False


CALCULATED_LATER = "Calculated later. The committee did not see these figures."


def baseline_on(day: date) -> Baseline:
    """The baseline of a day that the reader chose."""
    words = f"Compared with the position on {in_words(day)}, calculated from the updates."
    return Baseline(day.isoformat(), day, in_words(day), words)
