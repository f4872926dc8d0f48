"""The figures of a plan in sentences, as the status board and the briefing say them."""

from actions.models import DueBasis
from actions.positions.status import OPEN, RED, Status
from csc_tracker.pages.wording import count_of, in_a_row, in_words, plural, raised


def summary(whole, on):
    """The summary of a plan on the day `on`, from the figures of the whole: a list of sentences, the main one first."""
    if not whole.counted:
        return ["No action of this plan had been reported by this date."]
    return list(filter(None, [_completed(whole), _open(whole), _lateness(whole, on)]))


def _completed(whole):
    if not whole.complete:
        return f"None of {count_of(whole.counted, 'action')} is reported complete."
    recorded = whole.counts["with_impact"]
    if recorded == whole.complete == 1:
        impact = "an impact on children has been recorded for it"
    elif recorded:
        impact = f"an impact on children has been recorded for {recorded} of them"
    else:
        impact = f"no impact on children has been recorded for {plural(whole.complete, 'it', 'any of them')}"
    actions = count_of(whole.counted, "action")
    return f"{whole.complete} of {actions} {_are(whole.complete)} reported complete; {impact}."


def _open(whole):
    if not whole.open:
        return "No action is open."
    if whole.total(Status.NOT_RATED) == whole.open:
        return f"{whole.open} {_are(whole.open)} open. No officer has rated {plural(whole.open, 'it', 'them')} yet."
    parts = [f"{whole.by_state[state]} {state.label.lower()}" for state in OPEN if whole.by_state[state]]
    return f"{whole.open} {_are(whole.open)} open: {in_a_row(parts)}."


def _lateness(whole, on):
    """How many of the open have a finishing date of their own this year; “only” where it is fewer than a third."""
    if not whole.open:
        return ""
    late, dated = whole.total(Status.LATE), whole.counts["own_date_this_year"]
    of_its_own = f"{'have their' if dated > 1 else 'has its'} own finishing date"
    few = f"{'only ' if dated * 3 < whole.open else ''}{dated}" if dated else "none"
    sentence = f"{few} of the {whole.open} {of_its_own} before the end of {on.year}."
    return raised(sentence) if late else f"No action is late, but {sentence}"


def late_of_red(whole):
    """“4 of the 6 red actions are late”; “both” and “all” where every red one is; empty where none is."""
    late, red = whole.total(Status.LATE), whole.total(*RED)
    if not late:
        return ""
    if red == 1:
        return "The red action is late"
    if late < red:
        return f"{late} of the {red} red actions {_are(late)} late"
    return f"{'Both' if red == 2 else f'All {red}'} red actions are late"


def _are(number):
    return plural(number, "is", "are")


def out_of_date(whole):
    """“1 rating is out of date”, “3 ratings are out of date”; empty where none is."""
    old = whole.counts["out_of_date"]
    return f"{count_of(old, 'rating')} {_are(old)} out of date" if old else ""


def without_posts(whole, rows):
    """The sentences that say how many priorities have no lead, and that no open action has an owner; empty for none."""
    unled = sum(row.priority.lead is None for row in rows)
    sentences = []
    if unled == len(rows):
        sentences.append("No priority has a named lead.")
    elif unled:
        sentences.append(f"{unled} of {len(rows)} priorities {plural(unled, 'has', 'have')} no named lead.")
    if whole.open and not whole.owned:
        sentences.append("No open action has an owner.")
    return " ".join(sentences)


def impact_recorded(figures):
    """“Recorded for 2 of 5 complete actions”; empty where no impact is recorded."""
    number = figures.counts["with_impact"]
    return f"Recorded for {number} of {count_of(figures.complete, 'complete action')}" if number else ""


def next_date(figures):
    """What a priority's row says of its next date."""
    if not figures.open:
        return "no open actions" if figures.counted else "nothing reported yet"
    if figures.next_due is None:
        return "no date still to come" if figures.total(Status.LATE) else "no finishing date"
    if figures.next_basis == DueBasis.OWN:
        return in_words(figures.next_due)
    return f"{in_words(figures.next_due)}, {DueBasis(figures.next_basis).label}"
