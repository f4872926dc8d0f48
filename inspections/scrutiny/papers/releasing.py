"""Releasing what is exempt, with two people, and taking a release back.

Local Government Act 1972, section 100C and Schedule 12A: the public interest is weighed by the council, so the service
records who decided it and why, and opens nothing on one person's word.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from actions.models import FrozenPosition, RecalledPosition
from csc_tracker.audit.entries import Act, AuditEntry
from csc_tracker.audit.recording import record_act
from csc_tracker.database.writing import writing_alone
from csc_tracker.models import User
from csc_tracker.pages.wording import in_a_row, in_words
from csc_tracker.people.sight import seeing_everything
from inspections.models import Citation, Report
from inspections.scrutiny.papers.closing import close_with, exemptible, rebuild, recall_since
from inspections.scrutiny.papers.copies import close_copies
from priorities.models import Exemptible, Exemption, Release, SeenForeignKey, plans_readable_by


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


@writing_alone()
def propose_release(exemption: Exemption, *, by: User, on: date, authority: str, reason: str) -> Release:
    """Propose that what is exempt be open to everyone; nothing opens before a second person confirms it.

    ValidationError ({question: sentence}) if it is open already, proposed already, or authority or reason is missing.
    """
    exemption = Exemption.objects.get(pk=exemption.pk)
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


@writing_alone()
@seeing_everything()
def confirm_release(release: Release, *, by: User, on: date) -> None:
    """Confirm a release as the second person: all that is exempt by the exemption is open from now on.

    ValidationError with a sentence if the same person proposed it, either may not release it (any more), or it was
    confirmed or taken back meanwhile.
    """
    exemption = Exemption.objects.get(pk=release.exemption_id)
    release = Release.objects.get(pk=release.pk)
    if release.proposed_by_id == by.pk:
        raise ValidationError("A second person confirms a release. Ask somebody else who has the right.")
    if not may_release(by, exemption):
        raise ValidationError("Who confirms a release needs the right to do so, and to read what is exempt.")
    if release.proposed_by is None or not may_release(release.proposed_by, exemption):
        raise ValidationError("Whoever proposed it may not do so any more. Take the proposal back and propose it anew.")
    if release.confirmed_on or release.ended_on:
        raise ValidationError("It has been confirmed or taken back meanwhile. Load the page again.")
    if reason := _stays_closed_by(exemption):
        raise ValidationError(reason)
    release.confirmed_by, release.confirmed_on = by, on
    release.save(update_fields=["confirmed_by", "confirmed_on"])
    exemption.released_on = on
    exemption.save(update_fields=["released_on"])
    _close_receipts_of_what_stays_closed(exemption)
    rebuild(exemption)
    _record(Act.RELEASE_CONFIRMED, exemption, by, f"{release.authority}: {release.reason}")


def faults_of_releases() -> Iterator[str]:
    """Each fault, as a sentence: what is open, or can no longer be opened, and the audit ledger does not say so.

    A release by a paper is on no person’s word, and is in the ledger only where somebody loaded it.
    """
    confirmed = Counter(AuditEntry.objects.filter(act=Act.RELEASE_CONFIRMED).values_list("about_key", flat=True))
    made = Counter(
        Release.objects.filter(by_paper=False).exclude(confirmed_on=None).values_list("exemption", flat=True)
    )
    releases = Release.objects.filter(ended_on=None).exclude(confirmed_on=None)
    by_paper = dict(releases.values_list("exemption", "by_paper"))
    for pk, released in Exemption.objects.order_by("pk").values_list("pk", "released_on"):
        if released and pk not in by_paper:
            yield f"Exemption {pk} is released, and nobody released it."
        elif released is None and pk in by_paper:
            yield f"Exemption {pk} is closed, and its release was not taken back."
        elif made[pk] > confirmed[str(pk)]:
            yield f"A release of exemption {pk} is not in the audit ledger."
    recalled = set(AuditEntry.objects.filter(act=Act.RECALLED).values_list("about_key", flat=True))
    for pk in RecalledPosition.objects.order_by("position").values_list("position", flat=True):
        if str(pk) not in recalled:
            yield f"The recall of frozen position {pk} is not in the audit ledger."


def may_release(person: User, exemption: Exemption) -> bool:
    """Whether a person may propose, and as the second confirm, the release of what is exempt by this exemption."""
    may = person.is_active and person.has_perm("priorities.release_exempt")
    return may and exemption.plan_id in plans_readable_by(person)


def _stays_closed_by(exemption):
    """What else keeps something of it closed, as a sentence: a record that it belongs to or names; empty for nothing.

    A post that somebody spoke from hides its own name, and a receipt goes with its record.
    """
    papers = Report.every.filter(passages__exemption=exemption).exclude(exemption=None).exclude(exemption=exemption)
    if paper := papers.filter(exemption__released_on=None).first():
        return f"It is a part of “{paper}”, which is exempt as a whole. Release that first."
    for model in exemptible():
        fields = [field for field in model.names_in() if not isinstance(field, SeenForeignKey)]
        for name in () if model is Citation else (*model.belongs_to, *(field.name for field in fields)):
            closed = {f"{name}__exemption__isnull": False, f"{name}__exemption__released_on": None}
            rows = model._base_manager.filter(exemption=exemption, **closed)
            if row := rows.exclude(**{f"{name}__exemption": exemption}).first():
                kind, named = row._meta.verbose_name, getattr(row, name)
                of = named._meta.verbose_name
                return f"The {kind} “{row}” is shown with the {of} “{named}”, which is exempt. Release that first."
    return ""


def _close_receipts_of_what_stays_closed(exemption):
    """A receipt that opens with its passage stays closed with its record, where that is exempt for another reason."""
    for citation in Citation.every.filter(exemption=exemption):
        record = citation.record
        if isinstance(record, Exemptible) and record.is_exempt:
            Citation.every.filter(pk=citation.pk).update(exemption=record.exemption_id)


@writing_alone()
@seeing_everything()
def take_back_release(exemption: Exemption, *, by: User, on: date, because: str) -> TakenBack:
    """Close again what was released, or drop a proposal to release it, at once and on one person's word.

    The frozen positions that were issued to everybody since the release are recalled: nobody can open them any more.
    ValidationError if there is no reason, or nothing to take back.
    """
    exemption = Exemption.objects.get(pk=exemption.pk)
    release = _release_of(exemption)
    if not because.strip():
        raise ValidationError({"because": "Say why it must be closed again."})
    if release is None:
        raise ValidationError({"because": "It is not released, and nobody has proposed it."})
    release.ended_by, release.ended_on, release.ended_because = by, on, because.strip()
    release.save(update_fields=["ended_by", "ended_on", "ended_because"])
    released_on, exemption.released_on = exemption.released_on, None
    exemption.save(update_fields=["released_on"])
    taken_back = TakenBack([], [])
    if released_on:
        closed = [each for model in exemptible() for each in model._base_manager.filter(exemption=exemption)]
        close_with(closed, exemption, by, on)
        close_copies(on)
        recalled = recall_since(exemption, released_on, by, on, because.strip())
        taken_back = TakenBack(recalled, _signed_in_since(released_on))
    _record(Act.RELEASE_TAKEN_BACK, exemption, by, " ".join([because.strip(), taken_back.seen_in_words]).rstrip())
    return taken_back


def _release_of(exemption):
    """The release of an exemption that was proposed or confirmed and not taken back; None if there is none."""
    with seeing_everything():
        return Release.objects.filter(exemption=exemption, ended_on=None).first()


def _record(act, exemption, by, words):
    """Put an act into the audit ledger, to be read by those alone who may read what is exempt."""
    record_act(act, by=by, about=exemption, words=words, exempt_plan=exemption.plan_id)


def _signed_in_since(day):
    """The people who may read plans and have signed in since the day before, from when a session can last."""
    backend = settings.AUTHENTICATION_BACKENDS[-1]
    readers = User.objects.with_perm("priorities.view_plan", is_active=None, backend=backend)
    since = timezone.make_aware(datetime.combine(day - timedelta(days=1), time.min))
    return list(readers.filter(last_login__gte=since).order_by("last_name", "first_name", "username"))
