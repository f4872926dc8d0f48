"""How the values of a measure compare, in words: with its target, with others' figures, and with the value before.

A value or a figure is compared only within one measure. Whether it is better or worse is said only where the papers or
a note say which way is better.
"""

from decimal import Decimal

from csc_tracker.pages.wording import in_words, plural
from priorities.models import Measure, MeasureValue


def distance_from_target(measure: Measure, latest: MeasureValue | None, target: MeasureValue | None) -> str:
    """“3 percentage points below the target of 85%, so not yet met”; “no target is stated”."""
    if target is None:
        return "no target is stated"
    if latest is None:
        return "there is no value to compare with the target"
    gap = _gap(latest, target)
    if gap is None:
        return "the papers do not give both in figures, so we cannot say how far it is from the target"
    if gap == 0:
        return f"at the target of {_figure(measure, target)}"
    return f"{_difference(measure, gap)} the target of {_figure(measure, target)}{_met(measure, gap)}"


def comparison(measure: Measure, latest: MeasureValue | None, other: MeasureValue) -> str:
    """“worse than the national figure (65%): 4 percentage points higher”; empty where figures are missing."""
    gap = _gap(latest, other) if latest else None
    if gap is None:
        return ""
    theirs = _figure_of_others(measure, other)
    if gap == 0:
        return f"the same as {theirs}"
    number = _amount(measure, gap) if measure.unit == "%" else _plain(abs(gap))  # the figure says the unit
    distance = f"{number} {'higher' if gap > 0 else 'lower'}"
    better = _better_or_worse(measure, gap)
    return f"{better} than {theirs}: {distance}" if better else f"{distance} than {theirs}"


def movement(measure: Measure, before: MeasureValue | None, latest: MeasureValue | None) -> str:
    """“worse than the value before (three): up 5 children”; empty where there is no earlier figure."""
    if before is None or latest is None or (gap := _gap(latest, before)) is None:
        return ""
    earlier = f"the {'baseline' if before.kind == MeasureValue.Kind.BASELINE else 'value before'} ({before.words})"
    if gap == 0:
        return f"the same as {earlier}"
    distance = f"{'up' if gap > 0 else 'down'} {_amount(measure, gap)}"
    better = _better_or_worse(measure, gap)
    return f"{better} than {earlier}: {distance}" if better else f"{distance} from {earlier}"


def direction(
    measure: Measure, before: MeasureValue | None, latest: MeasureValue | None, target: MeasureValue | None
) -> str:
    """How the latest value moved and how far it is from the target, in one sentence: “up 7 percentage points since 31
    March 2019, which is better, but still 6 percentage points below the target”. Empty where there is no value.

    What is better and what is met are said only where the papers or a note say which way is better.
    """
    if latest is None:
        return ""
    moved, better = _moved_since(measure, before, latest)
    reached, met = _from_target(measure, latest, target)
    if better:
        moved = f"{moved}, which is {better}"
    if not reached:
        return f"{moved}; no target is stated" if before else "no earlier value and no target to compare with"
    if met:
        return f"{moved}{', but' if better == 'worse' else ';'} the target is met: {reached} it"
    if met is False:
        return f"{moved}{', but still' if better == 'better' else ';'} {reached} the target"
    return f"{moved}; {reached}"


def _moved_since(measure, before, latest):
    """How a value moved since the one before it, and whether that is “better” or “worse”; empty where nobody says."""
    if before is None:
        return "no earlier value to compare with", ""
    gap = _gap(latest, before)
    if gap is None:
        return "the papers do not give this value and the one before in figures", ""
    since = f"since {in_words(before.day)}" if before.day and before.day != latest.day else "since the value before"
    if gap == 0:
        ranges = before.value_to is not None or latest.value_to is not None
        return f"{'no clear change' if ranges else 'no change'} {since}", ""
    return f"{'up' if gap > 0 else 'down'} {_amount(measure, gap)} {since}", _better_or_worse(measure, gap)


def _from_target(measure, latest, target):
    """How far a value is from its target in words, and whether that is met. With True or False, “the target” or “it” is
    to follow; with None, where nobody says which way is better or no figures tell, the words are whole. Empty for none.
    """
    if target is None:
        return "", None
    gap = _gap(latest, target)
    if gap is None:
        return f"the target is “{target.words}”, and the papers do not give both in figures", None
    if gap == 0:
        return "at the target", None
    distance = _difference(measure, gap)
    return (distance, _is_better(measure, gap)) if measure.better else (f"{distance} the target", None)


def _figure_of_others(measure, other):
    """“the national figure (65%)”, “the figure for comparison (London, 79%)”."""
    figure = _figure(measure, other)
    if other.whose.lower() in ("national", "nationally"):
        return f"the national figure ({figure})"
    return f"the figure for comparison ({', '.join(filter(None, (other.whose, figure)))})"


def _gap(value, other):
    """How far `value` lies from `other`: the least distance where either is a range, 0 where they meet."""
    if value.value is None or other.value is None:
        return None
    low, high = value.value, value.value_to if value.value_to is not None else value.value
    other_low, other_high = other.value, other.value_to if other.value_to is not None else other.value
    if low > other_high:
        return low - other_high
    return high - other_low if high < other_low else Decimal(0)


def _difference(measure, gap):
    return f"{_amount(measure, gap)} {'above' if gap > 0 else 'below'}"


def _amount(measure, gap):
    """“3 percentage points”, “1 percentage point”, “2 days”, “1 day”."""
    number = abs(gap)
    if measure.unit == "%":
        return f"{_plain(number)} {plural(number, 'percentage point')}"
    unit = measure.unit
    if number == 1 and unit.endswith("s") and " " not in unit:
        unit = unit.removesuffix("s")
    return f"{_plain(number)} {unit}".strip()


def _figure(measure, value):
    """“85%”, “20 days”, “25 to 30%”: the figure of a value with the measure's unit."""
    number = _plain(value.value)
    if value.value_to is not None:
        number = f"{number} to {_plain(value.value_to)}"
    return f"{number}%" if measure.unit == "%" else f"{number} {measure.unit}".strip()


def scale(measure: Measure, lowest: Decimal, highest: Decimal) -> str:
    """“0 to 85%”, “0 to 1,200 children”: the figures at the foot and at the top of a chart."""
    unit = "%" if measure.unit == "%" else f" {measure.unit}".rstrip()
    return f"{_plain(lowest)} to {_plain(highest)}{unit}"


def _plain(number):
    """A number as people write it: 3, 1,200 or 2.5."""
    return f"{number:,.3f}".rstrip("0").rstrip(".")


def _met(measure, gap):
    """“, so not yet met”, or met, where the papers or a note say which way is better."""
    if not measure.better:
        return ""
    return ", so met" if _is_better(measure, gap) else ", so not yet met"


def _is_better(measure, gap):
    return (gap > 0) == (measure.better == Measure.Better.UP)


def _better_or_worse(measure, gap):
    """“better” or “worse”, where the papers or a note say which way is better; else empty."""
    if not measure.better:
        return ""
    return "better" if _is_better(measure, gap) else "worse"
