"""A measure on a day: its latest value, how far that is from its target, and how it moved."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from operator import attrgetter

from django.db.models import F, FilteredRelation, Q

from csc_tracker.database.prepared import KEYS, NUMBERS, Prepared
from priorities.measure_chart import Chart, draw_chart
from priorities.measure_words import comparison, direction, distance_from_target, movement, scale
from priorities.models import Hidden, Measure, MeasureValue, Plan, Priority

_Kind = MeasureValue.Kind


@dataclass(frozen=True, slots=True)
class MeasureSummary:
    """What a page says of a measure on a day.

    `known` are all the values that count on that day, the earliest first; `later` those of a later day, which do not.
    `latest` is the last value of the council itself, None where there is none. In words: `distance`, how far it is from
    the target; `against`, from each comparator that has a figure; `moved`, from the value before; `direction`, the
    first and the last in one sentence.
    """

    measure: Measure
    latest: MeasureValue | None = None
    baseline: MeasureValue | None = None
    target: MeasureValue | None = None
    comparators: list = field(default_factory=list)
    distance: str = ""
    against: list = field(default_factory=list)
    moved: str = ""
    direction: str = ""
    known: list = field(default_factory=list)
    later: list = field(default_factory=list)
    chart: Chart | None = None

    @property
    def scale(self):
        """What the chart's scale goes from and to: “0 to 85%”."""
        return scale(self.measure, self.chart.lowest, self.chart.highest)

    @property
    def notes(self):
        """The notes on where the values and the measure come from, each once."""
        notes = [*(value.source_note for value in self.known), self.measure.source_note]
        return list(dict.fromkeys(filter(None, notes)))


def known_from(value: MeasureValue) -> date | None:
    """The day from which a value counts; None for one that counts on every day.

    A target counts from the first of its days, where it gives two: the last is the one by which it is to be reached.
    """
    if value.kind == _Kind.TARGET:
        return value.first_day if value.last_day and value.last_day != value.first_day else None
    return value.day


def is_known(value: MeasureValue, on: date) -> bool:
    """Whether a value counts on the day `on`: its day has come, or it has none (see `known_from`)."""
    day = known_from(value)
    return day is None or day <= on


def describe(measure: Measure, values: Iterable[MeasureValue], on: date) -> MeasureSummary:
    """The summary of `measure` on the day `on`, from its `values`."""
    values = list(values)
    known = sorted((value for value in values if is_known(value, on)), key=attrgetter("in_time"))
    later = [value for value in values if not is_known(value, on)]
    of_kind = {kind: [value for value in known if value.kind == kind] for kind in _Kind}
    run = of_kind[_Kind.VALUE]
    latest, baseline, target = (_last(of_kind[kind]) for kind in (_Kind.VALUE, _Kind.BASELINE, _Kind.TARGET))
    before = run[-2] if len(run) > 1 else baseline
    return MeasureSummary(
        measure=measure,
        latest=latest,
        baseline=baseline,
        target=target,
        comparators=of_kind[_Kind.COMPARATOR],
        distance=distance_from_target(measure, latest, target),
        against=[*filter(None, (comparison(measure, latest, other) for other in of_kind[_Kind.COMPARATOR]))],
        moved=movement(measure, before, latest),
        direction=direction(measure, before, latest, target),
        known=known,
        later=later,
        chart=draw_chart([*of_kind[_Kind.BASELINE], *run], target, of_kind[_Kind.COMPARATOR]),
    )


def measures_of_plan(plan: Plan) -> list[tuple[Measure, list[MeasureValue]]]:
    """The measures of a plan in the order of its priorities, each with its priority and its values. Two queries."""
    values = defaultdict(list)
    for value in _VALUES.instances(plan.pk):
        values[value.measure_id].append(value)
    return [(measure, values[measure.pk]) for measure in _MEASURES.instances(plan.pk)]


_MEASURES = Prepared(
    lambda plan: (
        Measure.objects.filter(priority__plan=plan)
        .select_related("priority")
        .order_by("priority__number", "number", "pk")
    ),
    KEYS[0],
)
_VALUES = Prepared(
    lambda plan: MeasureValue.objects.filter(measure__priority__plan=plan).order_by("measure", "order"), KEYS[0]
)


def priorities_with_measures(plan: Plan, number: int) -> tuple[list[Priority], list[tuple[Measure, list]]]:
    """The priorities of a plan, in order, each with its lead; and of the one with this number the measures, in order,
    each with its values. One query.
    """
    priorities: dict[int, Priority] = {}
    measures: dict[int, tuple[Measure, list]] = {}
    hidden = Hidden()
    for priority, columns in _PRIORITIES.joined(plan.pk, min(number, NUMBERS[0])):
        priority.plan = plan
        priorities[priority.pk] = priority
        rest = iter(columns)
        measure, value = (_record(model, rest) for model in (Measure, MeasureValue))
        if measure and not hidden(measure.exemption_id):
            _, values = measures.setdefault(measure.pk, (measure, []))
            if value and value.withdrawn_on is None and not hidden(value.exemption_id):
                values.append(value)
    return list(priorities.values()), list(measures.values())


def _record(model, columns):
    """The record whose fields are the next of the columns, which are an iterator; None where no record was joined."""
    fields = [*islice(columns, len(model._meta.concrete_fields))]
    return model(*fields) if fields[0] is not None else None


def _priorities(plan, number):
    of_it = FilteredRelation("measures", condition=Q(number=number, measures__withdrawn_on=None))
    columns = {
        f"{path}_{field.attname}": F(f"{path}__{field.attname}")
        for path, model in (("measure", Measure), ("measure__values", MeasureValue))
        for field in model._meta.concrete_fields
    }
    priorities = Priority.objects.filter(plan=plan).select_related("lead").annotate(measure=of_it, **columns)
    return priorities.order_by("number", "measure__number", "measure__pk", "measure__values__order")


_PRIORITIES = Prepared(_priorities, KEYS[0], NUMBERS[0])


def _last(values):
    return values[-1] if values else None
