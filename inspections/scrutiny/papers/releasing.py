"""Releasing what is exempt, with two people; taking a release back; and closing what turns out to be exempt.

Local Government Act 1972, section 100C and Schedule 12A: the public interest is weighed by the council, so the service
records who decided it and why, and opens nothing on one person's word.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from actions.models import Action, FrozenPosition, ProgressUpdate, RecalledPosition
from actions.positions.recording import rebuild_positions
from csc_tracker.audit.entries import Act
from csc_tracker.audit.recording import close_entries, close_entries_naming, record_act
from csc_tracker.models import User
from csc_tracker.pages.wording import in_a_row, in_words
from csc_tracker.people.sight import seeing_everything
from inspections.models import BackgroundJob, Citation, Loading, Passage, Proposal, Report
from inspections.models.papers import RECORDS
from priorities.models import Audience, Exemptible, Exemption, Plan, Release


@dataclass(frozen=True)
class TakenBack:
    """What follows from taking a release back: the issued positions that are recalled, and who may have read it."""

    recalled: list[FrozenPosition]
    may_have_read: list[User]

    @property
    def seen_in_words(self) -> str:
        """Who may have seen it while it was open, as a sentence; empty for nobody."""
        names = in_a_row(str(person) for person in self.may_have_read)
        return f"Signed in while it was open, and may have seen it: {names}." if names else ""


@transaction.atomic
def propose_release(exemption: Exemption, *, by: User, on: date, authority: str, reason: str) -> Release:
    """Propose that what is exempt be open to everyone; nothing opens before a second person confirms it.

    ValidationError ({question: sentence}) if it is open already, proposed already, or authority or reason is missing.
    """
    exemption = _locked(exemption.pk)
    if problems := problems_of_release(exemption, authority, reason):
        raise ValidationError(problems)
    release = Release.objects.create(
        exemption=exemption, authority=authority.strip(), reason=reason.strip(), proposed_by=by, proposed_on=on
    )
    _record(Act.RELEASE_PROPOSED, exemption, by, f"{release.authority}: {release.reason}")
    return release


def problems_of_release(exemption: Exemption, authority: str, reason: str) -> dict[str, str]:
    """What stands in the way of proposing the release, as {question: sentence}."""
    problems = {}
    if exemption.released_on:
        problems["exemption"] = f"It was released on {in_words(exemption.released_on)}."
    elif _release_of(exemption):
        problems["exemption"] = "Its release has been proposed already. A second person confirms it."
    if not authority.strip():
        problems["authority"] = "Say on whose authority: a decision with its date, or an officer."
    if not reason.strip():
        problems["reason"] = "Say why it may be open now."
    return problems


@transaction.atomic
@seeing_everything()
def confirm_release(release: Release, *, by: User, on: date) -> None:
    """Confirm a release as the second person: all that is exempt by the exemption is open from now on.

    ValidationError with a sentence if the same person proposed it, or it was confirmed or taken back meanwhile.
    """
    exemption = _locked(release.exemption_id)
    release = Release.objects.get(pk=release.pk)
    if release.proposed_by_id == by.pk:
        raise ValidationError("A second person confirms a release. Ask somebody else who has the right.")
    if release.confirmed_on or release.ended_on:
        raise ValidationError("It has been confirmed or taken back meanwhile. Load the page again.")
    papers = Report.every.filter(passages__exemption=exemption).exclude(exemption=None).exclude(exemption=exemption)
    if paper := papers.filter(exemption__released_on=None).first():
        raise ValidationError(f"It is a part of “{paper}”, which is exempt as a whole. Release that first.")
    release.confirmed_by, release.confirmed_on = by, on
    release.save(update_fields=["confirmed_by", "confirmed_on"])
    exemption.released_on = on
    exemption.save(update_fields=["released_on"])
    _rebuild(exemption)
    _record(Act.RELEASE_CONFIRMED, exemption, by, f"{release.authority}: {release.reason}")


@transaction.atomic
@seeing_everything()
def take_back_release(exemption: Exemption, *, by: User, on: date, because: str) -> TakenBack:
    """Close again what was released, or drop a proposal to release it, at once and on one person's word.

    The frozen positions that were issued to everybody since the release are recalled: nobody can open them any more.
    ValidationError if there is no reason, or nothing to take back.
    """
    exemption = _locked(exemption.pk)
    release = _release_of(exemption)
    if not because.strip():
        raise ValidationError({"because": "Say why it must be closed again."})
    if release is None:
        raise ValidationError({"because": "It is not released, and nobody has proposed it."})
    release.ended_by, release.ended_on, release.ended_because = by, on, because.strip()
    release.save(update_fields=["ended_by", "ended_on", "ended_because"])
    released_on, exemption.released_on = exemption.released_on, None
    exemption.save(update_fields=["released_on"])
    _rebuild(exemption)
    closed = [each for model in _exemptible() for each in model._base_manager.filter(exemption=exemption)]
    close_entries(closed, exemption.plan_id)
    _close_entries_of_addresses(closed, exemption.plan_id)
    taken_back = TakenBack([], [])
    if released_on:
        recalled = _recall_since(exemption, released_on, by, on, because.strip())
        taken_back = TakenBack(recalled, _signed_in_since(released_on))
    _record(Act.RELEASE_TAKEN_BACK, exemption, by, " ".join([because.strip(), taken_back.seen_in_words]).rstrip())
    return taken_back


@transaction.atomic
@seeing_everything()
def close_report(report: Report, *, by: User, on: date, paragraph: str, because: str) -> Exemption:
    """Close an open paper that turns out to be exempt, with all that came from it alone, and return its exemption.

    What another open paper gives too stays open. A part that is exempt already stays so for its own reason; one that
    was released is exempt again. Frozen positions that were issued to everybody since it was loaded are recalled.
    ValidationError if there is no reason, or no plan whose people could read it.
    """
    if plan := _plan_of(report):
        _lock_plan(plan.pk)
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if problems := problems_of_closing(report, because):
        raise ValidationError(problems)
    plan = _plan_of(report)
    exemption = Exemption.objects.create(
        plan=plan, paragraph=paragraph or "not known", reason=because.strip(), by=by, on=on
    )
    citations = Citation.every.filter(passage__report=report)
    closed: list[Any] = [report]
    for record in dict.fromkeys(citation.record for citation in citations):
        if isinstance(record, Exemptible) and not _is_given_elsewhere(record, report):
            type(record)._base_manager.filter(_is_open(), pk=record.pk).update(exemption=exemption)
            closed.append(record)
    citations.filter(_is_open()).update(exemption=exemption)
    Passage._base_manager.filter(_is_open(), report=report).update(exemption=exemption)
    Report.every.filter(pk=report.pk).update(exemption=exemption)
    loadings = Loading.objects.filter(report=report)
    Proposal.objects.filter(_is_open(), loading__in=loadings).update(exemption=exemption)
    loadings.update(exemption=exemption)
    closed += _close_what_belongs_to(closed, exemption)
    _rebuild(exemption)
    _recall_since(exemption, date.min, by, on, because.strip())
    close_entries([*closed, *loadings], plan.pk)
    _close_entries_of_addresses([report, *loadings], plan.pk)
    _record(Act.CLOSED, exemption, by, because.strip())
    return exemption


def _parts_by_model() -> dict[Any, list[tuple[Any, str]]]:
    """What can belong to a record of each model, as (model, field)."""
    parts: dict[Any, list[tuple[Any, str]]] = {}
    for model in _exemptible():
        for name in model.belongs_to:
            parts.setdefault(model._meta.get_field(name).related_model, []).append((model, name))
    return parts


def _exemptible() -> list[Any]:
    """Every model whose records can be exempt."""
    return [model for model in apps.get_models() if issubclass(model, Exemptible)]


def _close_entries_of_addresses(records: list[Any], plan: int) -> None:
    """Close the entries of the audit ledger about downloads of the papers and the files among these records."""
    reports = [f"/reports/{record.slug}/" for record in records if isinstance(record, Report)]
    loadings = [f"/inspections/loading/{record.pk}/" for record in records if isinstance(record, Loading)]
    close_entries_naming([*reports, *loadings], plan)


def _open_parts_of(record: Any) -> list[Any]:
    """The records that belong to this one, as its updates to an action, and are open."""
    fields = _parts_by_model().get(type(record), ())
    return [part for model, name in fields for part in model._base_manager.filter(_is_open(), **{name: record.pk})]


def _is_given_elsewhere(record: Any, report: Report) -> bool:
    """Whether another open paper gives a record too, or is under it, or gives something that belongs to it."""
    if isinstance(record, Report):
        return record.pk != report.pk
    for name in RECORDS:
        if Citation._meta.get_field(name).related_model is type(record):
            others = Citation.objects.filter(**{name: record.pk}).exclude(passage__report=report)
            if others.filter(_is_open("passage__exemption")).exists():
                return True
    return any(_is_given_elsewhere(part, report) for part in _open_parts_of(record))


def _close_what_belongs_to(records: list[Any], exemption: Exemption) -> list[Any]:
    """Close what belongs to these records, whoever entered it, and what belongs to that; returns it."""
    closed: list[Any] = []
    waiting = list(records)
    while waiting:
        for part in _open_parts_of(waiting.pop()):
            type(part)._base_manager.filter(pk=part.pk).update(exemption=exemption)
            closed.append(part)
            waiting.append(part)
    return closed


def problems_of_closing(report: Report, because: str) -> dict[str, str]:
    """What stands in the way of closing an open paper, as {question: sentence}."""
    problems = {}
    if report.exemption:
        problems["report"] = "It is exempt already. Where it was released, take the release back."
    elif _plan_of(report) is None:
        problems["report"] = "It belongs to no plan, so nobody could read it. Put it under a meeting first."
    if not because.strip():
        problems["because"] = "Say why it is exempt."
    return problems


def _locked(pk):
    """The exemption with this key, after its plan is locked: of two who release, close or freeze at once, one waits."""
    _lock_plan(Exemption.objects.values_list("plan", flat=True).get(pk=pk))
    return Exemption.objects.get(pk=pk)


def _lock_plan(pk):
    """Lock a plan until the end of the transaction, as freezing does before it saves a position."""
    Plan.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)


def _is_open(path="exemption"):
    """The condition that a row is not exempt, or was and has been released."""
    return Q(**{path: None}) | Q(**{f"{path}__in": Exemption.objects.exclude(released_on=None)})


def _release_of(exemption):
    """The release of an exemption that was proposed or confirmed and not taken back; None if there is none."""
    with seeing_everything():
        return Release.objects.filter(exemption=exemption, ended_on=None).first()


def _record(act, exemption, by, words):
    """Put an act into the audit ledger, to be read by those alone who may read what is exempt."""
    record_act(act, by=by, about=exemption, words=words, exempt_plan=exemption.plan_id)


def _plan_of(report):
    loading = Loading.objects.filter(report=report).exclude(plan=None).first()
    if loading:
        return loading.plan
    return report.item.meeting.considered if report.item else None


def _rebuild(exemption):
    """Make anew the positions of the actions that are, or have updates that are, exempt by it."""
    updated = ProgressUpdate.objects.filter(exemption=exemption).order_by().values_list("action", flat=True)
    own = Action.every.filter(exemption=exemption).order_by().values_list("pk", flat=True)
    rebuild_positions({*updated, *own})


def _signed_in_since(day):
    """The people who may read plans and have signed in since the day before, from when a session can last."""
    backend = settings.AUTHENTICATION_BACKENDS[-1]
    readers = User.objects.with_perm("priorities.view_plan", is_active=None, backend=backend)
    since = timezone.make_aware(datetime.combine(day - timedelta(days=1), time.min))
    return list(readers.filter(last_login__gte=since).order_by("last_name", "first_name", "username"))


def _recall_since(exemption, day, by, on, because):
    """Recall what was issued to everybody since the day, files of briefings too; returns those positions."""
    issued = FrozenPosition.editions.filter(plan=exemption.plan, on__gte=day, recall=None)
    issued = list(issued.exclude(audience=Audience.WITH_RIGHT))
    BackgroundJob.objects.filter(plan=exemption.plan).remove_files("is exempt")
    RecalledPosition.objects.bulk_create(
        RecalledPosition(position=position, by=by, on=on, because=because) for position in issued
    )
    return issued
