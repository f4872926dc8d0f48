"""Measures of whether things got better: each a priority's own, with the values that the papers give."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from csc_tracker.database.withdrawing import NOT_WITHDRAWN, ActiveManager, Withdrawable
from csc_tracker.pages.wording import in_words
from priorities.models.exemptions import Exemptible, SeenManager, unique_when_open
from priorities.models.plan import Priority


class MeasureManager(SeenManager, ActiveManager, models.Manager):
    def get_by_natural_key(self, plan, priority, number):
        return self.get(priority__plan__slug=plan, priority__number=priority, number=number)


class Measure(Exemptible, Withdrawable):
    """Something that is counted to see whether a priority has an impact, named in the paper's own words.

    What two papers count differently is two measures; nothing is joined that the papers do not join.
    """

    belongs_to = ("priority",)

    class Better(models.TextChoices):
        UP = "up", "Higher is better"
        DOWN = "down", "Lower is better"

    priority = models.ForeignKey(Priority, models.PROTECT, related_name="measures")
    number = models.PositiveSmallIntegerField(help_text="Within the priority: this tracker's own numbering.")
    name = models.CharField(max_length=300, help_text="In the paper's own words.")
    unit = models.CharField(max_length=40, help_text="%, days, children, …")
    better = models.CharField(
        verbose_name="which way is better",
        max_length=4,
        choices=Better,
        blank=True,
        help_text="Empty where the papers do not say which way is better.",
    )
    source_note = models.TextField(
        verbose_name="note on the source", blank=True, help_text="What no paper gives, such as which way is better."
    )

    objects = MeasureManager()

    class Meta:
        ordering = ["priority_id", "number"]
        constraints = [
            *unique_when_open("priority", "number", name="measure_number_once_a_priority", condition=NOT_WITHDRAWN)
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (*self.priority.natural_key(), self.number)

    natural_key.dependencies = ["priorities.priority"]


class MeasureValueManager(SeenManager, ActiveManager, models.Manager):
    def get_by_natural_key(self, plan, priority, number, order):
        return self.get(
            measure__priority__plan__slug=plan, measure__priority__number=priority, measure__number=number, order=order
        )


class MeasureValue(Exemptible, Withdrawable):
    """One value of a measure: where it stood on a day, where it began, where it should get to, or what others have."""

    belongs_to = ("measure",)

    class Kind(models.TextChoices):
        VALUE = "value", "Value"
        BASELINE = "baseline", "Baseline"
        TARGET = "target", "Target"
        COMPARATOR = "comparator", "Comparator"

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="values")
    order = models.PositiveSmallIntegerField(
        verbose_name="place in the list", help_text="Within the measure, in the order of the papers."
    )
    kind = models.CharField(verbose_name="kind of value", max_length=10, choices=Kind)
    words = models.CharField(
        verbose_name="as the paper puts it", max_length=300, help_text="The value as the paper puts it: “nearly 80%”."
    )
    value = models.DecimalField(verbose_name="number", max_digits=12, decimal_places=3, null=True, blank=True)
    value_to = models.DecimalField(
        verbose_name="number at the end of a range",
        max_digits=12,
        decimal_places=3,
        null=True,
        blank=True,
        help_text="The upper end, where the paper gives a range.",
    )
    whose = models.CharField(
        verbose_name="whose figure",
        max_length=150,
        blank=True,
        help_text="For a comparator: whose figure it is, such as national.",
    )
    date_words = models.CharField(
        verbose_name="date, as the paper puts it",
        max_length=200,
        help_text="The day or period that it covers, as the paper writes it.",
    )
    first_day = models.DateField(verbose_name="first day that it can mean", null=True, blank=True)
    last_day = models.DateField(verbose_name="last day that it can mean", null=True, blank=True)
    source_note = models.TextField(verbose_name="note on the source", blank=True)

    objects = MeasureValueManager()

    class Meta:
        ordering = ["measure_id", "order"]
        constraints = [
            *unique_when_open("measure", "order", name="value_order_once_a_measure", condition=NOT_WITHDRAWN),
            models.CheckConstraint(
                condition=Q(first_day=None) | Q(last_day=None) | Q(last_day__gte=F("first_day")),
                name="value_ends_after_start",
                violation_error_message="The last day is before the first day. Correct one of the two.",
            ),
            models.CheckConstraint(
                condition=Q(value_to=None) | Q(value__isnull=False, value_to__gt=F("value")),
                name="value_range_in_order",
                violation_error_message="The upper end of the range is not above its lower end. Correct one of them.",
            ),
            models.CheckConstraint(
                condition=Q(kind="comparator") | Q(whose=""),
                name="value_only_a_comparator_is_of_others",
                violation_error_message="Only a comparator can say whose figure it is.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} of “{self.measure}”: {self.words}"

    @property
    def what_it_is(self):
        """“Value”, “Target”; of a comparator also whose figure it is: “Comparator, national”."""
        return f"{self.get_kind_display()}, {self.whose}" if self.whose else self.get_kind_display()

    @property
    def whose_and_when(self):
        """Whose figure a comparator is and when it was: “London, 16 October 2019”."""
        return ", ".join(filter(None, [self.whose, self.days_in_words]))

    @property
    def day(self):
        """The day that it is of: the last of its days; None where the paper gives none."""
        return self.last_day or self.first_day

    @property
    def in_time(self):
        """What values are sorted by: their day (those without one first), then their order in the papers."""
        return self.day or date.min, self.order

    @property
    def middle(self):
        """Its figure; of a range, the middle."""
        return self.value if self.value_to is None else (self.value + self.value_to) / 2

    @property
    def days_in_words(self):
        """Its day in words, with the paper's own words where they say it otherwise."""
        first, last = self.first_day, self.last_day
        if first and first == last:
            day = in_words(last)
            return self.date_words if day in self.date_words else f"{day} (in the paper: “{self.date_words}”)"
        if first and last:
            return f"{self.date_words} ({in_words(first)} to {in_words(last)})"
        if last:
            return f"“{self.date_words}”, reported by {in_words(last)}"
        return f"{self.date_words}, from {in_words(first)}" if first else self.date_words

    def natural_key(self):
        return (*self.measure.natural_key(), self.order)

    natural_key.dependencies = ["priorities.measure"]
