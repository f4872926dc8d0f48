"""Records that can be withdrawn: what undoing an acceptance took back shows in history and counts nowhere."""

from django.db import models
from django.db.models import Q

NOT_WITHDRAWN = Q(withdrawn_on=None)  # of constraints: a number is unique among what stands


class ActiveManager:
    """For a manager: only the records that were not withdrawn. Put it left of the manager's own base."""

    def get_queryset(self):
        return super().get_queryset().filter(withdrawn_on=None)


class WithdrawableManager(ActiveManager, models.Manager):
    """The manager of a withdrawable model that has no queryset of its own."""


class Withdrawable(models.Model):
    """A record that an undone acceptance withdraws: `objects` leaves it out from then on, `every` does not."""

    withdrawn_on = models.DateField(
        null=True, blank=True, editable=False, help_text="The day it was withdrawn, because its acceptance was undone."
    )

    objects = WithdrawableManager()
    every = models.Manager()  # noqa: DJ012 (the linter takes it for a field)

    class Meta:
        abstract = True
