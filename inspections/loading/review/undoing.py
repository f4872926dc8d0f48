"""Undoing a whole acceptance: what it made is withdrawn, so that counts return to what they were (docs/rules.md)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from actions.models import Action, ActionPosition, FrozenPosition, ProgressUpdate
from actions.positions.recording import rebuild_positions
from actions.updating.corrections import withdraw
from csc_tracker.audit.entries import Act
from csc_tracker.audit.recording import record_act
from csc_tracker.database.withdrawing import Withdrawable
from csc_tracker.database.writing import locked, writing_alone
from csc_tracker.people.sight import seeing_everything
from inspections.models import Acceptance, Citation, Loading, Proposal, WordsChange
from inspections.scrutiny.papers.rewording import open_words_before

# What belongs to a record and goes with it.
_OWN = (Citation, ActionPosition, Proposal, WordsChange)


def dependent_records(acceptance: Acceptance) -> list[str]:
    """What depends on the records that an acceptance made, in words; empty if it can be undone."""
    dependent = []
    made = _records_of(acceptance)
    ours = {(type(record), record.pk) for record in [*made, acceptance.loading.report, *acceptance.links.all()]}
    if acceptance.last_sequence and (frozen := _first_frozen_since(acceptance)):
        dependent.append(f"{frozen} was frozen with it")
    for record in made:
        for relation in record._meta.related_objects:
            model = relation.related_model
            if relation.many_to_many or model in _OWN:
                continue
            for other in _not_withdrawn(model).filter(**{relation.field.name: record.pk})[:50]:
                if (model, other.pk) not in ours and not _is_withdrawn(other):
                    dependent.append(_in_words(other, record))
    later = Citation.objects.filter(passage__report=acceptance.loading.report).exclude(
        proposal__acceptance=acceptance, made=True
    )
    dependent += [f"{cite.record} has this paper as a source" for cite in later.filter(proposal=None)[:5]]
    cited = Citation.objects.exclude(proposal__acceptance=acceptance).exclude(proposal=None)
    for record in made:
        if record._meta.model_name in _CITABLE and cited.filter(**{_CITABLE[record._meta.model_name]: record}).exists():
            dependent.append(f"a later paper mentions {record}")
    return list(dict.fromkeys(dependent))


_CITABLE = {
    "priority": "priority", "action": "action", "inspection": "inspection", "judgement": "judgement",
    "finding": "finding", "meeting": "meeting", "agendaitem": "item", "resolution": "resolution",
    "measure": "measure", "measurevalue": "value",
}  # fmt: skip


def _not_withdrawn(model):
    return getattr(model, "every", model._default_manager).filter(
        **({"withdrawn_on": None} if issubclass(model, Withdrawable) else {})
    )


def _is_withdrawn(other):
    """Whether it is an update that was withdrawn, or withdraws one: neither counts anywhere."""
    return isinstance(other, ProgressUpdate) and bool(other.withdraws_id or hasattr(other, "withdrawn_by"))


def _in_words(other, record):
    if isinstance(other, ProgressUpdate):
        return f"an update of {record} was recorded for {other.effective_date.day} {other.effective_date:%B %Y}"
    return f"{other._meta.verbose_name} “{other}” depends on {record}"


def _first_frozen_since(acceptance):
    """The first frozen position that includes updates of the acceptance; None if there is none."""
    plan = acceptance.loading.plan
    later = FrozenPosition.objects.filter(plan=plan, last_sequence__gte=acceptance.last_sequence)
    return later.order_by("pk").first()


def _records_of(acceptance):
    cites = Citation.objects.filter(proposal__acceptance=acceptance, made=True).order_by("pk")
    records = {}
    for cite in cites.select_related(*_FIELDS):
        record = cite.record
        records[type(record), record.pk] = record
    # A post or a committee that it named first stays: others may have named it since.
    return [record for record in records.values() if isinstance(record, Withdrawable | ProgressUpdate)]


_FIELDS = (
    "priority", "action__priority__plan", "period", "update__action__priority__plan", "inspection", "judgement",
    "finding", "meeting", "item", "resolution", "measure", "value", "passage__report",
)  # fmt: skip


@writing_alone()
def undo(acceptance: Acceptance, *, by, on: date, because: str):
    """Withdraw everything that an acceptance made, and open its proposals again.

    ValidationError if other records depend on it, it is undone already or was closed meanwhile, or there is no reason.
    """
    acceptance = locked(Acceptance.objects, acceptance.pk)
    if acceptance.undone_on:
        raise ValidationError("It has already been undone.")
    if not because.strip():
        raise ValidationError("Say why you are undoing it.")
    dependent, seen = dependent_records(acceptance), acceptance.proposals.count()
    with seeing_everything():
        unseen = not dependent and (dependent_records(acceptance) or acceptance.proposals.count() > seen)
    if unseen:
        raise ValidationError("It cannot be undone, because other records depend on it. Ask another admin.")
    if dependent:
        more = f", and {len(dependent) - 3} more" if len(dependent) > 3 else ""
        raise ValidationError(
            f"It cannot be undone, because {'; '.join(dependent[:3])}{more}. Correct the records themselves instead."
        )
    with seeing_everything():
        _take_back(acceptance, by=by, on=on, because=because)
    record_act(Act.UNDONE, by=by, about=acceptance.loading, words=because)


def _take_back(acceptance, *, by, on, because):
    for record in _records_of(acceptance):
        if record._meta.model_name == "progressupdate":
            withdraw(record, by=by, because=f"The acceptance of “{acceptance.loading}” was undone: {because}")
    for change in acceptance.words_changes.select_related("action", "priority").order_by("-pk"):
        record = change.action or change.priority
        record.words = open_words_before(change)
        record.save(update_fields=["words"])
        WordsChange.objects.create(
            action=change.action,
            priority=change.priority,
            acceptance=acceptance,
            before=change.after,
            after=record.words,
            on=on,
        )
    for record in _records_of(acceptance):
        if isinstance(record, Withdrawable):
            type(record).every.filter(pk=record.pk).update(withdrawn_on=on, **_freed_slug(record))
    rebuild_positions([record.pk for record in _records_of(acceptance) if isinstance(record, Action)])
    acceptance.links.update(removed_on=on)
    Citation.objects.filter(proposal__acceptance=acceptance).update(withdrawn_on=on)
    loading = acceptance.loading
    acceptance.proposals.update(acceptance=None)
    if not loading.acceptances.exclude(pk=acceptance.pk).filter(undone_on=None).exists():
        report = loading.report
        type(report).every.filter(pk=report.pk).update(withdrawn_on=on, **_freed_slug(report))
        Loading.objects.filter(pk=loading.pk).update(report=None)
    acceptance.undone_on, acceptance.undone_at = on, timezone.now()
    acceptance.undone_by, acceptance.undone_because = by, because
    acceptance.save(update_fields=["undone_on", "undone_at", "undone_by", "undone_because"])


def _freed_slug(record):
    """Another slug for a withdrawn record, so that the record that replaces it can have its own."""
    return {"slug": f"withdrawn-{record.pk}-{record.slug}"[:50]} if hasattr(record, "slug") else {}
