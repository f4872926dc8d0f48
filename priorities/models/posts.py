"""Posts and who holds them: what leads a priority and owns an action, so that neither goes with a person."""

import json

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from csc_tracker.database.withdrawing import ActiveManager
from csc_tracker.models import earlier
from priorities.models.exemptions import Exemptible, SeenManager, SeenRecords, unique_when_open


class PostManager(SeenManager, models.Manager):
    def get_by_natural_key(self, council, title):
        return self.get(council=council, title=title)


def empty_words(kept, day):
    """`Post.empty_words`, of what a post keeps of its holders."""
    if kept == "[]":
        return ""
    holders = _holders_on(kept, day)
    if not holders:
        return "nobody holds this post"
    return "its holder’s account is closed" if all(closed for *_, closed in holders) else ""


def _holders_on(kept, day):
    """Who holds a post on a day: the name, whether they stand in, and whether their account is closed."""
    now = day.isoformat()
    return [rest for first, last, *rest in json.loads(kept) if (first or now) <= now <= (last or now)]


class Post(Exemptible):
    """A job, held by a person for a time. Posts lead priorities and own actions, so that neither goes with a person."""

    council = models.CharField(max_length=100)
    title = models.CharField(max_length=150)
    source_note = models.TextField(verbose_name="note on the source", blank=True)
    earlier_titles = models.TextField(
        blank=True, editable=False,
        help_text="Titles that it had before, a line each: the first day on which it was another, and the title.",
    )  # fmt: skip
    holders = models.TextField(
        default="[]", editable=False,
        help_text="JSON: who held it: [[first day, last day, name, whether acting, whether the account is closed], …].",
    )  # fmt: skip

    objects = PostManager()

    class Meta:
        ordering = ["council", "title"]
        constraints = [*unique_when_open("council", "title", name="post_once_a_council")]

    def __str__(self):
        return self.title

    def titled_on(self, day):
        """Its title on a day: what was said from it then keeps that."""
        return earlier(self.earlier_titles, day) or self.title

    @property
    def all_holders(self):
        """Everybody who held it: [first day, last day, name, whether acting, whether the account is closed] of each."""
        return json.loads(self.holders)

    def holders_on(self, day):
        """Who holds it on a day, in words: “Ann Lee, acting”; empty where nobody does."""
        return ", ".join(f"{name}, acting" if acting else name for name, acting, _ in _holders_on(self.holders, day))

    def empty_words(self, day):
        """That nobody does its work on a day, in words; empty where somebody does, or where no holder is recorded."""
        return empty_words(self.holders, day)

    def natural_key(self):
        return (self.council, self.title)


class PostHoldingQuerySet(models.QuerySet):
    def on(self, day):
        """The holdings in force on `day`, both ends included."""
        return self.filter(Q(first_day__lte=day) | Q(first_day=None), Q(last_day__gte=day) | Q(last_day=None))


class PostHoldingManager(ActiveManager, SeenRecords.from_queryset(PostHoldingQuerySet)):
    """Without those that were withdrawn before they began."""


class PostHolding(models.Model):
    """A person's time in a post, first and last day included; an open end means that they hold it still."""

    exempt_by = ("post__exemption",)

    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="holdings",
        null=True,
        blank=True,
        help_text="If the holder signs in to this service.",
    )
    name = models.CharField(max_length=150, blank=True, help_text="If the holder does not sign in to this service.")
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    acting = models.BooleanField(default=False, help_text="For somebody who is away, or until the post is filled.")

    withdrawn_on = models.DateField(
        null=True, blank=True, editable=False, help_text="The day on which it was clear that they never take it up."
    )

    objects = PostHoldingManager()

    class Meta:
        ordering = ["post_id", F("first_day").asc(nulls_first=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_day=None) | Q(last_day=None) | Q(last_day__gte=F("first_day")),
                name="holding_ends_after_start",
                violation_error_message="The last day is before the first day. Correct one of the two.",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(name=""),
                name="holding_has_a_holder",
                violation_error_message="Say who holds the post: choose an account or write a name.",
            ),
        ]

    def __str__(self):
        return f"{self.post}: {self.user or self.name}"


class PostChange(models.Model):
    """A post given to something, changed or taken away: from whom, to whom, why and by whom. Never edited."""

    exempt_by: tuple[str, ...] = ("from_post__exemption", "to_post__exemption")

    from_post = models.ForeignKey(Post, models.PROTECT, verbose_name="from", related_name="+", null=True, blank=True)
    to_post = models.ForeignKey(Post, models.PROTECT, verbose_name="to", related_name="+", null=True, blank=True)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="changed by", related_name="+")
    on = models.DateField(verbose_name="changed on", help_text="The tracker’s date at the time.")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = SeenRecords()

    class Meta:
        abstract = True
