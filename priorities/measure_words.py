"""How the values of a measure compare, in words: with its target, with others' figures, and with the value before.

A value or a figure is compared only within one measure. Whether it is better or worse is said only where the papers or
a note say which way is better.
"""

from decimal import Decimal

from csc_tracker.pages.wording import plural
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
    """“4 percentage points above the figure of 65% (national), which is worse”; empty where figures are missing."""
    gap = _gap(latest, other) if latest else None
    if gap is None:
        return ""
    whose = f"the figure of {_figure(measure, other)} ({other.whose or 'others'})"
    return f"the same as {whose}" if gap == 0 else f"{_difference(measure, gap)} {whose}{_which_is(measure, gap)}"


def movement(measure: Measure, before: MeasureValue | None, latest: MeasureValue | None) -> str:
    """“5 children up on the value before, “three”, which is worse”; empty where there is no earlier figure."""
    if before is None or latest is None or (gap := _gap(latest, before)) is None:
        return ""
    earlier = f"the {'baseline' if before.kind == MeasureValue.Kind.BASELINE else 'value before'}, “{before.words}”"
    if gap == 0:
        return f"the same as {earlier}"
    return f"{_amount(measure, gap)} {'up' if gap > 0 else 'down'} on {earlier}{_which_is(measure, gap)}"


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


def _which_is(measure, gap):
    """“, which is better” or worse, where the papers or a note say which way is better."""
    if not measure.better:
        return ""
    return f", which is {'better' if _is_better(measure, gap) else 'worse'}"
