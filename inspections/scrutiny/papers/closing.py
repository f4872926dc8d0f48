"""Closing what was open: a paper that turns out to be exempt, and what goes with it.

What is closed is closed with all that belongs to it. What another open paper gives too stays open. What stays open
and names what is closed, such as the owner of an action, loses the name; what is never changed keeps it, hidden.
"""

from datetime import date
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Min, Q

from actions.models import Action, EvidenceFile, FrozenPosition, ProgressUpdate, RecalledPosition
from actions.positions.recording import rebuild_positions
from csc_tracker.audit.entries import Act, FieldChange
from csc_tracker.audit.recording import close_entries, close_entries_naming, record_act
from csc_tracker.database.writing import locked, writing_alone
from csc_tracker.models import User
from csc_tracker.people.sight import seeing_everything
from inspections.models import (
    Acceptance,
    BackgroundJob,
    Citation,
    Loading,
    Meeting,
    MemberQuestion,
    Passage,
    Proposal,
    Report,
)
from inspections.models.papers import RECORDS
from inspections.scrutiny.papers.copies import close_copies
from inspections.scrutiny.papers.rewording import take_back_words
from priorities.models import Audience, Exemptible, Exemption, SeenForeignKey


@writing_alone()
@seeing_everything()
def close_report(report: Report, *, by: User, on: date, paragraph: str, because: str) -> Exemption:
    """Close an open paper that turns out to be exempt, with all that came from it alone, and return its exemption.

    What another open paper is under, or gives a part of, stays open. A part that is exempt already stays so for its own
    reason; one that was released is exempt again. Frozen positions that were issued to everybody since it was loaded
    (a paper entered by hand: ever) are recalled. ValidationError if there is no reason, or no plan whose people could
    read it.
    """
    report = locked(Report.objects, report.pk)
    plan = _plan_of(report)
    if problems := problems_of_closing(report, because):
        raise ValidationError(problems)
    because = because.strip()
    exemption = Exemption.objects.create(plan=plan, paragraph=paragraph or "not known", reason=because, by=by, on=on)
    loadings = Loading.objects.filter(report=report)
    citations = Citation.every.filter(passage__report=report)
    for rows in (
        Report.every.filter(pk=report.pk),
        Passage.objects.filter(report=report),
        citations,
        Proposal.objects.filter(loading__in=loadings),
        loadings,
    ):
        rows.filter(is_open()).update(exemption=exemption)
    close_with([report, *loadings, *_close_what_is_left(exemption, report)], exemption, by, on)
    saved = Acceptance.objects.filter(loading__report=report).aggregate(first=Min("on"))["first"]
    recall_since(exemption, saved or date.min, by, on, because)
    record_act(Act.CLOSED, by=by, about=exemption, words=because, exempt_plan=exemption.plan_id)
    close_copies(on)
    return exemption


@seeing_everything()
def close_what_is_left(exemption: Exemption, *, by: User | None, on: date) -> None:
    """Close what an acceptance that was undone left open, as the names of posts, where its paper is exempt by now."""
    if closed := _close_what_is_left(exemption):
        close_with(closed, exemption, by, on)


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


def _plan_of(report):
    loading = Loading.objects.filter(report=report).exclude(plan=None).first()
    if loading:
        return loading.plan
    return report.item.meeting.considered if report.item else None


def close_with(closed: list[Any], exemption: Exemption, by: User | None, on: date) -> None:
    """Close what goes with these closed records: what belongs to them, names of them, copies and log entries.

    Words that what is closed gave an open record go back to those before.
    """
    take_back_words(exemption, by, on)
    waiting = list(closed)
    while waiting:
        record = waiting.pop()
        more = [part for each in _open_parts_of(record) for part in _close(each, exemption)]
        more += _hide_names_of(record, exemption, by)
        closed += more
        waiting += more
    rebuild(exemption)
    meetings = [record for record in closed if isinstance(record, Meeting)]
    positions = list(FrozenPosition.editions.filter(shown_to__meeting__in=meetings))
    close_entries([*closed, *positions], exemption.plan_id)
    slugs = [record.slug for record in closed if hasattr(record, "slug")] + [each.code for each in positions]
    addresses = [f"/{slug}/" for slug in slugs] + [f"-{slug}-" for slug in slugs]  # of pages, and in names of files
    loadings = [f"/inspections/loading/{record.pk}/" for record in closed if isinstance(record, Loading)]
    files = [f"/files/{record.code}/" for record in closed if isinstance(record, EvidenceFile)]
    close_entries_naming(map(str, closed), [*addresses, *loadings, *files], exemption.plan_id)


def _close(record: Any, exemption: Exemption) -> list[Any]:
    """Close one record; returns it where it was open."""
    return [record] if type(record)._base_manager.filter(is_open(), pk=record.pk).update(exemption=exemption) else []


def _hide_names_of(record: Any, exemption: Exemption, by: User | None) -> list[Any]:
    """Take the name of a closed record from what is open; what must name one is closed too, and returned.

    A field of `SeenForeignKey` keeps the name and shows it to nobody who may not read it.
    """
    closed = []
    for model, field in _named_by(type(record)):
        for row in model._base_manager.filter(is_open(), **{field.name: record.pk}):
            if not field.null:
                closed += _close(row, exemption)
                continue
            model._base_manager.filter(pk=row.pk).update(**{field.name: None})
            change = FieldChange(str(field.verbose_name).capitalize(), str(record), "")
            record_act(
                Act.CHANGED, by=by, about=row, words="What it named is exempt.", changes=[change],
                exempt_plan=exemption.plan_id,
            )  # fmt: skip
    return closed


def _named_by(model: Any) -> list[tuple[Any, models.ForeignKey]]:
    """The fields that name a record of this model, other than those that hide the name themselves: (model, field)."""
    return [
        (other, field)
        for other in exemptible()
        for field in other.names_in()
        if field.related_model is model and not isinstance(field, SeenForeignKey)
    ]


def exemptible() -> list[Any]:
    """Every model whose records can be exempt."""
    return [model for model in apps.get_models() if issubclass(model, Exemptible)]


def _open_parts_of(record: Any) -> list[Any]:
    """The records that belong to this one, as its updates to an action, and are open."""
    return [
        part
        for model in exemptible()
        for name in model.belongs_to
        if model._meta.get_field(name).related_model is type(record)
        for part in model._base_manager.filter(is_open(), **{name: record.pk})
    ]


def _close_what_is_left(exemption: Exemption, report: Report | None = None) -> list[Any]:
    """Close the open records that a paper gave which is exempt, and that no open one gives any more; returns them.

    What a paper only names was here before, or another gave it. What was entered by hand is of the paper `report`.
    """
    is_of_open = is_open("passage__exemption") & (Q(proposal=None) | is_open("proposal__exemption"))
    gave = Citation.every.filter(Q(made=True) | Q(proposal=None, passage__report=report)).exclude(is_of_open).order_by()
    closed: list[Any] = []
    for name in RECORDS:
        model: Any = Citation._meta.get_field(name).related_model
        if issubclass(model, Exemptible):
            for record in model._base_manager.filter(is_open(), pk__in=gave.exclude(**{name: None}).values(name)):
                closed += [] if is_given_by_open_paper(record) else _close(record, exemption)
    return closed


def is_given_by_open_paper(record: Any) -> bool:
    """Whether an open paper gives a record, is under it, or gives something open that belongs to it."""
    if isinstance(record, Report):
        return record.withdrawn_on is None
    for name in RECORDS:
        if Citation._meta.get_field(name).related_model is type(record):
            given = Citation.objects.filter(is_open(), is_open("passage__exemption"), **{name: record.pk})
            if given.exists():
                return True
    return any(is_given_by_open_paper(part) for part in _open_parts_of(record))


def is_open(path: str = "exemption") -> Q:
    """The condition that a row is not exempt, or was and has been released."""
    return Q(**{path: None}) | Q(**{f"{path}__in": Exemption.objects.exclude(released_on=None)})


def rebuild(exemption: Exemption) -> None:
    """Make anew the positions of the actions that are, or have updates that are, exempt by it."""
    updated = ProgressUpdate.objects.filter(exemption=exemption).order_by().values_list("action", flat=True)
    own = Action.every.filter(exemption=exemption).order_by().values_list("pk", flat=True)
    rebuild_positions({*updated, *own})


def recall_since(exemption: Exemption, day: date, by: User, on: date, because: str) -> list[FrozenPosition]:
    """Recall what was issued to everybody since the day, files of briefings too; returns those positions.

    Of every plan, for an inspection or a meeting is shown with each; but a practice plan is apart. Suggested questions
    that members sent since then may quote what is exempt now, and go with their answers from who may not read it.
    """
    plan = exemption.plan
    shown_with = Q(plan=plan) if plan.practice else Q(plan__practice=False)
    issued = FrozenPosition.editions.filter(shown_with, on__gte=day, recall=None)
    recalled = list(issued.exclude(audience=Audience.WITH_RIGHT))
    BackgroundJob.objects.filter(shown_with).remove_files("is exempt")
    suggested = MemberQuestion._base_manager.filter(shown_with, sent_on__gte=day, may_hold_exempt=False).exclude(
        rule=""
    )
    suggested.update(may_hold_exempt=True)
    for position in recalled:
        RecalledPosition.objects.create(position=position, by=by, on=on, because=because)
        record_act(Act.RECALLED, by=by, about=position, words=because, exempt_plan=exemption.plan_id)
    return recalled
