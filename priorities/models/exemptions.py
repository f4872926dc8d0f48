"""What is exempt from publication, who may read it, and how it is released.

Local Government Act 1972, section 100A and Schedule 12A: a committee can exclude the public from an item, and the
papers of that item are then not published. What the service makes from such a paper is exempt as the paper is.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, cached_property
from secrets import token_hex
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Max, Q, Value, When
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor

from csc_tracker.database.ledgers import ledger
from csc_tracker.database.prepared import Prepared
from csc_tracker.database.writing import saving
from csc_tracker.people.sight import EVERYTHING, Shown, note_exempt, sight

OPEN_NAMES_EXEMPT = "This is exempt, and what names it here is open to everybody. Release it first, or choose another."
PARAGRAPH_NOT_KNOWN = "not known"


class ExemptionManager(models.Manager):
    def get_by_natural_key(self, plan, reason):
        found = self.filter(plan__slug=plan, reason=reason).order_by("pk").first()
        if found is None:
            raise self.model.DoesNotExist
        return found


@ledger(
    "Why something is exempt never changes. Release it, or close it again.",
    blankable=("reason",),
    blanking=("reason_erased_at",),
    free=("released_on",),
)
class Exemption(models.Model):
    """Why a paper or a part of one is exempt, for which plan, and whether it was released since.

    Whatever comes of it points here: the paper, its passages and each record that is made from them. Releasing it opens
    all of them at once, and taking the release back closes them again.
    """

    plan = models.ForeignKey("priorities.Plan", models.PROTECT, related_name="exemptions")
    paragraph = models.CharField(
        max_length=60, default=PARAGRAPH_NOT_KNOWN, help_text="Of Schedule 12A: “3”, “1 and 2”, or “not known”."
    )
    reason = models.CharField(max_length=300, help_text="The paper’s own words, or who said so.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="recorded by", related_name="+", null=True, blank=True,
        help_text="Who said that it is exempt; empty where only the paper says so.",
    )  # fmt: skip
    on = models.DateField(verbose_name="recorded on", help_text="The tracker’s date at the time.")
    released_on = models.DateField(null=True, blank=True, editable=False)
    reason_erased_at = models.DateTimeField(
        null=True, blank=True, editable=False,
        help_text="The exact time of the erasure that took the reason, which quoted the paper.",
    )  # fmt: skip

    objects = ExemptionManager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(released_on=None) | Q(released_on__gte=F("on")), name="exemption_released_after"
            ),
        ]
        permissions = [("release_exempt", "Can propose and confirm the release of exempt papers")]

    def __str__(self):
        return f"Exempt, paragraph {self.paragraph}: {self.reason or 'the reason was erased'}"

    @classmethod
    def from_db(cls, db, field_names, values):
        exemption = super().from_db(db, field_names, values)
        note_exempt(exemption.pk)
        return exemption

    def natural_key(self):
        return (self.plan.slug, self.reason)

    natural_key.dependencies = ["priorities.plan"]


class ExemptReader(models.Model):
    """One person's right to read the exempt matter of one plan: given by name, implied by no role, ended by a day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="exempt_rights")
    plan = models.ForeignKey("priorities.Plan", models.PROTECT, related_name="exempt_readers")
    reason = models.CharField(max_length=300, help_text="Why they need it: “Director”, “clerk to the committee”.")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    given_on = models.DateField(editable=False, help_text="The tracker’s date at the time.")
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )
    ended_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "reader of exempt papers"
        verbose_name_plural = "readers of exempt papers"
        ordering = ["plan_id", "user_id", "-given_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "plan"], condition=Q(ended_on=None), name="exempt_reader_once",
                violation_error_message="This person already has the right to read the exempt papers of this plan.",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_by=None) | Q(ended_on__gte=F("given_on"), ended_by__isnull=False),
                name="exempt_reader_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(user=F("given_by")), name="exempt_reader_given_by_another",
                violation_error_message="Nobody gives themselves this right. Ask another admin.",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.user} may read the exempt papers of {self.plan}"


def plans_readable_by(user: Any) -> frozenset[int]:
    """The keys of the plans whose exempt matter this person may read; being an admin or a superuser gives none."""
    if not (user.is_authenticated and user.is_active and user.reads_exempt):
        return frozenset()
    rights = ExemptReader.objects.filter(user=user, ended_on=None)
    return frozenset(rights.order_by().values_list("plan", flat=True))


def readable_exemption() -> Q:
    """The condition that what is exempt by an exemption may be seen now."""
    seen = sight()
    if seen is EVERYTHING:
        return Q()
    released = Q(released_on__isnull=False)
    return released | Q(plan__in=seen) if seen else released


def exempt_words(exemptions: Iterable[int] = (), plans: Iterable[int] = ()) -> str:
    """What a page or a file says that shows what is exempt by these exemptions, or for these plans (keys).

    Empty where there is none of it.
    """
    shown = _exemptions_in_force(exemptions, plans).order_by("paragraph")
    return not_for_publication(shown.values_list("paragraph", flat=True))


def _exemptions_in_force(exemptions: Iterable[int] = (), plans: Iterable[int] = ()) -> models.QuerySet[Exemption]:
    """Of these exemptions, and of those for these plans (keys), the ones not released whose matter may be seen now."""
    seen = sight()
    if seen is EVERYTHING or not seen:
        return Exemption.objects.none()
    shown = Q(pk__in=list(exemptions)) | Q(plan__in=list(plans))
    return Exemption.objects.filter(shown, plan__in=seen, released_on=None)


def in_force_of(shown: Shown) -> list[tuple[int, str]]:
    """The plan (key) and the paragraph of each exemption in force of what was shown. One query for all that ask."""
    key = frozenset(shown.exemptions), frozenset(shown.plans)
    if key not in shown.in_force:
        in_force = _exemptions_in_force(*key).order_by("paragraph")
        shown.in_force[key] = list(in_force.values_list("plan", "paragraph"))
    return shown.in_force[key]


def exempt_words_of(plan: models.Model) -> str:
    """The same of a file of a whole plan; it asks the database nothing for who may not read what is exempt."""
    seen = sight()
    return exempt_words(plans=[plan.pk]) if seen is not EVERYTHING and plan.pk in seen else ""


def not_for_publication(paragraphs: Iterable[str]) -> str:
    """The legal words for what is exempt by these paragraphs of Schedule 12A; empty for none."""
    paragraphs = list(dict.fromkeys(paragraphs))
    if not paragraphs:
        return ""
    known = [paragraph for paragraph in paragraphs if paragraph != PARAGRAPH_NOT_KNOWN]
    name = "paragraph" if len(known) == 1 and known[0].isdigit() else "paragraphs"
    of = f"{name} {' and '.join(known)} of " if known else ""
    not_known = ". The paragraph is not known" if not known else ""
    return (
        f"Exempt: not for publication by virtue of {of}Part 1 of Schedule 12A to the Local Government Act 1972"
        f"{not_known}."
    )


class Hidden:
    """Tells whether a row that a query joined is hidden from who is looking, by its exemption's key.

    A join goes past the managers, so whoever joins rows of records asks here. Nothing is asked of the database where
    nothing is exempt.
    """

    def __call__(self, exemption: int | None) -> bool:
        """Whether what is exempt by the exemption with this key (None: it is open) may not be seen now."""
        if exemption is None or exemption not in self._readable:
            return exemption is not None
        note_exempt(exemption)
        return False

    @cached_property
    def _readable(self):
        return set(Exemption.objects.filter(readable_exemption()).order_by().values_list("pk", flat=True))


def may_be_seen(*paths: str) -> Q:
    """The condition that a record may be seen now: by its own exemption, and by that of each record it belongs to.

    `paths` lead to the exemption: “exemption”, “passage__exemption”.
    """
    if sight() is EVERYTHING:
        return Q()
    readable = Exemption.objects.filter(readable_exemption()).order_by().values("pk")
    condition = Q()
    for path in paths:
        condition &= Q(**{path: None}) | Q(**{f"{path}__in": readable})
    return condition


def seen_only(words: str, exemption: str) -> Any:
    """The words that a query joins, by a path to their field; NULL where their record may not be seen now.

    `exemption` is the path to that record's exemption.
    """
    condition = may_be_seen(exemption)
    return Case(When(condition, then=F(words))) if condition else F(words)


class Audience(models.TextChoices):
    """Whom a row is for that is worked out from records, of which some are exempt: it is then there twice."""

    EVERYBODY = "", "Everybody"
    WITHOUT_RIGHT = "open", "Who may not read exempt matter"
    WITH_RIGHT = "exempt", "Who may read exempt matter"


def for_reader(of_plans: Callable[[frozenset[int]], Q], prefix: str = "") -> Q:
    """The condition that a row with an `audience` is for who is looking now.

    `of_plans(plans)` gives the condition that it is of one of these plans (keys); `prefix` leads to the row.
    """
    seen, audience = sight(), f"{prefix}audience"
    if seen is EVERYTHING or not seen:
        # Which it is, not which it is not: PostgreSQL takes that for a condition which hardly a row meets.
        also = Audience.WITH_RIGHT if seen is EVERYTHING else Audience.WITHOUT_RIGHT
        return Q(**{f"{audience}__in": (Audience.EVERYBODY, also)})
    readable = of_plans(seen)
    with_right, without = Q(**{audience: Audience.WITH_RIGHT}), Q(**{audience: Audience.WITHOUT_RIGHT})
    return Q(**{audience: Audience.EVERYBODY}) | with_right & readable | without & ~readable


def is_for_reader(audience: str, plan: int) -> bool:
    """The same for one row, of a plan with this key, that a query joined."""
    return audience != (Audience.WITHOUT_RIGHT if plan in sight() else Audience.WITH_RIGHT)


class SeenManager:
    """For a manager: only the records that may be seen now. Put it left of the manager's own base.

    The model says in `exempt_by` by which exemptions it is closed.
    """

    def get_queryset(self):
        records = models.Manager.get_queryset(self)
        queries, key = _seen_queries.setdefault(type(self), {}), (self.model, sight())
        if key not in queries:
            if len(queries) >= _MOST_QUERIES:
                queries.clear()
            queries[key] = super().get_queryset().filter(may_be_seen(*self.model.exempt_by)).query
        records.query = queries[key].chain()
        return records


# The query that a manager begins with, by its class: building it takes longer than most of what is added to it.
_seen_queries: WeakKeyDictionary[type, dict] = WeakKeyDictionary()
_MOST_QUERIES = 64  # of a class; those of who may read exempt matter differ by their plans


class SeenRecords(SeenManager, models.Manager):
    """The manager of records that may be seen, of a model that has no queryset of its own."""


_MAKING_FROM: ContextVar[int | None] = ContextVar("making_from", default=None)


@contextmanager
def made_from(exemption: Exemption | None) -> Iterator[None]:
    """Within it every record that is made is exempt by this exemption (None: it is open)."""
    token = _MAKING_FROM.set(exemption.pk if exemption else None)
    try:
        yield
    finally:
        _MAKING_FROM.reset(token)


def exemption_in_force() -> int | None:
    """The key of the exemption that a record made now is exempt by."""
    return _MAKING_FROM.get()


class Exemptible(models.Model):
    """A record that can be exempt. It is so by the paper that it is made from, or by a record that it belongs to."""

    exemption = models.ForeignKey(
        Exemption, models.PROTECT, related_name="+", null=True, blank=True, editable=False,
        db_index=False, default=exemption_in_force, help_text="Empty: it is open.",
    )  # fmt: skip

    # Its own exemption, and that of each record that it is shown with.
    exempt_by: tuple[str, ...] = ("exemption",)
    # The records that it belongs to: what belongs to something exempt is exempt.
    belongs_to: tuple[str, ...] = ()

    # Also those that were withdrawn, of a model whose records can be.
    every = SeenRecords()

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        """Save it as what it belongs to is now: exempt, or open and naming nothing exempt (see `take_exemption`)."""
        with saving():
            if self.take_exemption(update_fields) and update_fields is not None:
                update_fields = {*update_fields, "exemption"}
            if update_fields is None or "slug" in update_fields:
                self._take_its_address()
            super().save(*args, update_fields=update_fields, **kwargs)

    def _take_its_address(self):
        """What is exempt has given way where an open record has its name in addresses; a refusal would tell of it."""
        slug = getattr(self, "slug", None)
        if slug is None or self.exemption_id is not None:
            return
        others = type(self)._base_manager.filter(slug=slug).exclude(exemption=None).exclude(pk=self.pk)
        for other in others.filter(exemption__released_on=None).order_by().values_list("pk", flat=True):
            type(self)._base_manager.filter(pk=other).update(slug=exempt_slug())

    @classmethod
    def from_db(cls, db, field_names, values):
        record = super().from_db(db, field_names, values)
        note_exempt(record.__dict__.get("exemption_id"))
        return record

    @classmethod
    def names_in(cls) -> tuple[models.ForeignKey, ...]:
        """The fields that name a record which can be exempt and which this one does not belong to: an owner, a line."""
        return _fields_that_name(cls)

    def take_exemption(self, names: Collection[str] | None = None) -> bool:
        """Be exempt by what it belongs to, and return whether that is new; all is read from the database, not memory.

        ValidationError ({field: sentence}) where it stays open and names what is exempt, which it would show to all.
        `names` are the fields to look at; None: every one. One query at most where nothing of it is exempt.
        """
        exempt, before = self._exemptions_of_others(names), self.exemption_id
        whole = [each for name, each in exempt.items() if name in ("", *self.belongs_to)]
        in_force = [exemption for exemption, released_on in whole if released_on is None]
        if whole and before is None:
            self.exemption_id = in_force[0] if in_force else whole[0][0]
        elif in_force and before not in in_force and not _is_in_force(before):
            self.exemption_id = in_force[0]
        named = [field.name for field in self.names_in() if field.name in exempt and exempt[field.name][1] is None]
        if named and not _is_in_force(self.exemption_id):
            raise ValidationError(dict.fromkeys(named, OPEN_NAMES_EXEMPT))
        return self.exemption_id != before

    def _exemptions_of_others(self, names):
        """{field: (key of the exemption, day of its release)} of what it belongs to and names, and under "" of its own
        row, which another may have closed; what is open without ever having been exempt is left out.
        """
        keys = {} if self._state.adding or names is not None else {"": (type(self), self.pk)}
        for field in (*map(self._meta.get_field, self.belongs_to), *self.names_in()):
            key = getattr(self, field.attname)
            if key is not None and (names is None or field.name in names or field.attname in names):
                keys[field.name] = field.remote_field.model, key
        if not keys:
            return {}
        rows = _exemptions(tuple(model for model, _ in keys.values())).rows(*(key for _, key in keys.values()))
        fields = list(keys)
        return {fields[place]: (exemption, released_on) for place, exemption, released_on in sorted(rows)}

    def validate_constraints(self, exclude=None):
        # Whether it is withdrawn or exempt decides which numbers are taken, and stands on no form.
        super().validate_constraints(exclude=set(exclude or ()) - {"withdrawn_on", "exemption"})

    def clean(self):
        """What is open names nothing that is exempt, whose words it would then show to everybody."""
        super().clean()
        self.take_exemption()

    @property
    def is_exempt(self) -> bool:
        """Whether it is exempt and was not released."""
        return self.exemption is not None and self.exemption.released_on is None

    @property
    def is_hidden(self) -> bool:
        """Whether it is exempt and may not be seen now."""
        return self.exemption is not None and self.is_exempt and self.exemption.plan_id not in sight()


@cache
def _fields_that_name(model: type[Exemptible]) -> tuple[models.ForeignKey, ...]:
    return tuple(
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and issubclass(field.remote_field.model, Exemptible)
        and field.name not in model.belongs_to
    )


@cache
def _exemptions(kinds: tuple[type[Exemptible], ...]) -> Prepared:
    """The query of the exemptions of so many records by their keys, each with its record's place among them."""

    def build(*keys):
        first, *others = (
            kind._base_manager.filter(pk=key).exclude(exemption=None).order_by()
            .values_list(Value(place), "exemption", "exemption__released_on")
            for place, (kind, key) in enumerate(zip(kinds, keys, strict=True))
        )  # fmt: skip
        return first.union(*others, all=True) if others else first

    return Prepared(build, *range(-1, -len(kinds) - 1, -1))


def _is_in_force(exemption: int | None) -> bool:
    """Whether what is exempt by the exemption with this key is so now; None: it is open."""
    return exemption is not None and Exemption.objects.filter(pk=exemption, released_on=None).exists()


class _SeenForward(ForwardManyToOneDescriptor):
    """Gives what a field names, None where it may not be seen now."""

    def __get__(self, instance, cls=None):
        named = super().__get__(instance, cls)
        return None if isinstance(named, Exemptible) and named.is_hidden else named


class SeenForeignKey(models.ForeignKey):
    """Names a record for good, as the post of who spoke. Where that is exempt later, the name alone is hidden.

    A query that joins it goes past this: it asks `seen_only` or `Hidden`.
    """

    forward_related_accessor_class = _SeenForward

    def deconstruct(self):
        """A foreign key as any other, as far as the database goes."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs


def unique_when_open(
    *fields: str, name: str, condition: Q | None = None, error: str = ""
) -> list[models.UniqueConstraint]:
    """Constraints for `Meta.constraints`: no two open records have the same fields, nor two by one exemption.

    An exempt record never stands in the way of an open one, whose refusal would say that it is there. `error` is the
    sentence of a refusal, where Django's own will not do.
    """
    always, said = condition or Q(), error or None
    return [
        models.UniqueConstraint(
            fields=fields, condition=always & Q(exemption=None), name=name, violation_error_message=said
        ),
        models.UniqueConstraint(
            fields=[*fields, "exemption"], condition=always & Q(exemption__isnull=False), name=f"{name}_exempt",
            violation_error_message=said,
        ),
    ]  # fmt: skip


def exempt_slug() -> str:
    """A name in addresses for something exempt, which says nothing of its words."""
    return f"exempt-{token_hex(8)}"


# The first number of exempt records among others, such as the actions of an open priority.
FIRST_EXEMPT = 901


def next_number(model: Any, by: str = "number", *, exempt: bool, **of: Any) -> int:
    """The number (`by` is its field) of the next record of a model, among those `of` something, whoever may see them.

    Exempt ones count from 901, so that no gap among the open ones shows that they are there.
    """
    among_exempt = Q(**{f"{by}__gte": FIRST_EXEMPT})
    records = model._base_manager.filter(among_exempt if exempt else ~among_exempt, **of)
    return (records.aggregate(last=Max(by))["last"] or (FIRST_EXEMPT - 1 if exempt else 0)) + 1


class ReleaseManager(SeenManager, models.Manager):
    def get_by_natural_key(self, plan, reason, authority):
        return self.get(exemption__plan__slug=plan, exemption__reason=reason, authority=authority)


@ledger(
    "What was proposed and decided of a release never changes. Take it back, and propose another.",
    once=("confirmed_by", "confirmed_on", "ended_by", "ended_on", "ended_because"),
)
class Release(models.Model):
    """A proposal to release what is exempt: on whose authority, why, and whether a second person agreed.

    Where the council made it public itself and a published paper says so, nobody here proposed or confirmed it: it is
    then by the paper, whose words are its authority.

    `ended_on` is the day that the release was taken back, after which the matter is exempt again.
    """

    exemption = models.ForeignKey(Exemption, models.PROTECT, related_name="releases")
    authority = models.CharField(
        max_length=300,
        help_text="The decision or the officer: “Minute 12 of 23 January 2020”, “the Monitoring Officer”.",
    )
    reason = models.CharField(max_length=300, help_text="Why it may be open now.")
    by_paper = models.BooleanField(default=False, help_text="A published paper says that it was made public.")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    proposed_on = models.DateField(help_text="The tracker’s date at the time.")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_because = models.CharField(verbose_name="why it was taken back", max_length=300, blank=True)

    exempt_by = ("exemption",)
    objects = ReleaseManager()

    class Meta:
        ordering = ["-proposed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["exemption"], condition=Q(ended_on=None), name="release_once_at_a_time",
                violation_error_message="Its release has been proposed already.",
            ),
            models.CheckConstraint(condition=~Q(authority="") & ~Q(reason=""), name="release_has_authority_and_reason"),
            models.CheckConstraint(
                condition=Q(by_paper=True)
                | Q(confirmed_by=None, confirmed_on=None)
                | Q(confirmed_by__isnull=False, confirmed_on__gte=F("proposed_on")) & ~Q(confirmed_by=F("proposed_by")),
                name="release_confirmed_by_another",
                violation_error_message="A second person confirms a release. Ask somebody else.",
            ),
            models.CheckConstraint(
                condition=Q(by_paper=False, proposed_by__isnull=False)
                | Q(by_paper=True, proposed_by=None, confirmed_by=None, confirmed_on__isnull=False),
                name="release_by_people_or_by_paper",
                violation_error_message="A release is by two people, or by a paper that says so.",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_by=None, ended_because="")
                | Q(ended_on__isnull=False, ended_by__isnull=False) & ~Q(ended_because=""),
                name="release_ended_with_a_reason",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"Release of “{self.exemption.reason}”"

    def natural_key(self):
        return (*self.exemption.natural_key(), self.authority)

    natural_key.dependencies = ["priorities.exemption"]
