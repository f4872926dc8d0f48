"""What a measure tells on a day: its latest value, how far that is from its target, and how it moved.

Figures are compared only within one measure; what the papers count differently is never joined here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import attrgetter

from django.db.models import FilteredRelation, Q

from csc_tracker.database.prepared import KEYS, Prepared
from csc_tracker.pages.wording import in_words, plural
from priorities.models import Hidden, Measure, MeasureValue, Priority

# The chart's size in the units of its drawing, and the room around the line for its points.
CHART_WIDTH, CHART_HEIGHT, MARGIN = 240, 90, 8
_Better = Measure.Better
_Kind = MeasureValue.Kind


@dataclass(frozen=True, slots=True)
class MeasureSummary:
    """What a measure tells on a day. `latest` is None where no value is known; `distance` says how far it is from the
    target, `against` from each comparator, `moved` since the value before. `known` are all values that count, in time;
    `later` those dated after the day, which count in nothing.
    """

    measure: Measure
    latest: MeasureValue | None = None
    baseline: MeasureValue | None = None
    target: MeasureValue | None = None
    comparators: list = field(default_factory=list)
    distance: str = ""
    against: list = field(default_factory=list)
    moved: str = ""
    known: list = field(default_factory=list)
    later: list = field(default_factory=list)
    chart: "Chart | None" = None

    @property
    def notes(self):
        """What no passage gives of the values and the measure, each note once."""
        return list(
            dict.fromkeys(filter(None, [*(value.source_note for value in self.known), self.measure.source_note]))
        )


@dataclass(frozen=True, slots=True)
class Chart:
    """A line through the values of a measure, in the units of its drawing: points of (x, y), and the target's y."""

    points: list
    line: str
    target: str = ""
    width: int = CHART_WIDTH
    height: int = CHART_HEIGHT


def is_known(value: MeasureValue, on: date) -> bool:
    """Whether a value counts on the day `on`: its day has come, or it has none.

    A target counts from the first of its days, where it gives two: the last is the one by which it is to be reached.
    """
    if value.kind == _Kind.TARGET:
        day = value.first_day if value.last_day and value.last_day != value.first_day else None
    else:
        day = value.last_day or value.first_day
    return day is None or day <= on


def describe(measure: Measure, values: Iterable[MeasureValue], on: date) -> MeasureSummary:
    """What `measure` tells on the day `on`, from its `values`; each is given `dated`, its day in words."""
    values = list(values)
    for value in values:
        value.dated = dated(value)
    known = sorted((value for value in values if is_known(value, on)), key=_in_time)
    later = [value for value in values if not is_known(value, on)]
    of_kind = {kind: [value for value in known if value.kind == kind] for kind in _Kind}
    run = of_kind[_Kind.VALUE]
    latest = run[-1] if run else None
    baseline, target = (_last(of_kind[kind]) for kind in (_Kind.BASELINE, _Kind.TARGET))
    before = run[-2] if len(run) > 1 else baseline
    return MeasureSummary(
        measure=measure,
        latest=latest,
        baseline=baseline,
        target=target,
        comparators=of_kind[_Kind.COMPARATOR],
        distance=_from_target(measure, latest, target),
        against=[
            words for other in of_kind[_Kind.COMPARATOR] if (words := _against(measure, latest, other))
        ],
        moved=_moved(measure, before, latest),
        known=known,
        later=later,
        chart=chart([*of_kind[_Kind.BASELINE], *run], target),
    )  # fmt: skip


def of_priority(priority: Priority, on: date) -> list[MeasureSummary]:
    """What every measure of the priority tells on the day `on`, in their order."""
    grouped = groupby(_MEASURES.instances(priority.pk), key=attrgetter("pk"))
    return [_describe(list(rows), on) for _, rows in grouped]


def _describe(rows, on):
    """What a measure tells that comes once with each of its values, `given`; or once, where it has none."""
    hidden = Hidden()
    return describe(rows[0], [row.given for row in rows if row.given and not hidden(row.given.exemption_id)], on)


def _measures(priority):
    not_withdrawn = FilteredRelation("values", condition=Q(values__withdrawn_on=None))
    measures = Measure.objects.filter(priority=priority).annotate(given=not_withdrawn).select_related("given")
    return measures.order_by("number", "pk", "given__order")


_MEASURES = Prepared(_measures, KEYS[0])


def chart(values: Iterable[MeasureValue], target: MeasureValue | None = None) -> Chart | None:
    """A line through those of `values` that have a figure and a day; None for fewer than two days.

    The scale begins at zero, so that a small change looks small.
    """
    drawn = sorted((value for value in values if value.value is not None and _day(value)), key=_in_time)
    days = [_day(value) for value in drawn]
    if len(set(days)) < 2:
        return None
    goal = target.value if target and target.value is not None else None
    figures = [each for value in drawn for each in (value.value, value.value_to) if each is not None]
    figures += [Decimal(0)] if goal is None else [Decimal(0), goal]
    lowest, highest = min(figures), max(figures) or Decimal(1)
    span = highest - lowest
    first, room = days[0], (days[-1] - days[0]).days

    def across(day):
        return f"{MARGIN + (CHART_WIDTH - 2 * MARGIN) * (day - first).days / room:.1f}"

    def down(figure):
        return f"{MARGIN + float((CHART_HEIGHT - 2 * MARGIN) * (highest - figure) / span):.1f}"

    points = [(across(_day(value)), down(_middle(value))) for value in drawn]
    line = " ".join(f"{x},{y}" for x, y in points)
    return Chart(points, line, down(goal) if goal is not None else "")


def dated(value: MeasureValue) -> str:
    """When a value is of: its day in words, with the paper's own words where they say it otherwise."""
    first, last = value.first_day, value.last_day
    if first and first == last:
        day = in_words(last)
        return value.date_words if day in value.date_words else f"{day} (in the paper: “{value.date_words}”)"
    if first and last:
        return f"{value.date_words} ({in_words(first)} to {in_words(last)})"
    if last:
        return f"“{value.date_words}”, reported by {in_words(last)}"
    return f"{value.date_words}, from {in_words(first)}" if first else value.date_words


def _last(values):
    return values[-1] if values else None


def _day(value):
    return value.last_day or value.first_day


def _in_time(value):
    """Values in time; one without a day comes before those that have one, in the order of the papers."""
    return (_day(value) or date.min, value.order)


def _middle(value):
    return (value.value + value.value_to) / 2 if value.value_to is not None else value.value


def _from_target(measure, latest, target):
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


def _against(measure, latest, other):
    """“4 per 10,000 above the national figure of 65, which is worse”; empty where figures are missing."""
    gap = _gap(latest, other) if latest else None
    if gap is None:
        return ""
    whose = f"the figure of {_figure(measure, other)} ({other.whose or 'others'})"
    return f"the same as {whose}" if gap == 0 else f"{_difference(measure, gap)} {whose}{_which_is(measure, gap)}"


def _moved(measure, before, latest):
    """“5 children up on the value before, “three”, which is worse”; empty where there is no earlier figure."""
    gap = _gap(latest, before) if before and latest else None
    if gap is None:
        return ""
    what = f"the {'baseline' if before.kind == _Kind.BASELINE else 'value before'}, “{before.words}”"
    if gap == 0:
        return f"the same as {what}"
    return f"{_amount(measure, gap)} {'up' if gap > 0 else 'down'} on {what}{_which_is(measure, gap)}"


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
    return (gap > 0) == (measure.better == _Better.UP)


def _which_is(measure, gap):
    """“, which is better” or worse, where the papers or a note say which way is better."""
    if not measure.better:
        return ""
    return f", which is {'better' if _is_better(measure, gap) else 'worse'}"
