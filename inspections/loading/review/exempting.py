"""What of a paper is exempt: what the admin says of it and what it says itself, of which the stricter counts.

Nothing is open unless an admin said so when they loaded it, and a paper that says otherwise stays exempt all the same.
"""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError

from csc_tracker.audit.entries import Act
from csc_tracker.audit.recording import close_entries, record_act
from csc_tracker.database.writing import locked, writing, writing_alone
from csc_tracker.models import User
from csc_tracker.people.sight import NOTHING, seeing, seeing_everything
from inspections.loading.recognising.exempt import is_named_exempt
from inspections.models import Loading
from inspections.scrutiny.papers.closing import close_what_is_left
from inspections.scrutiny.papers.copies import (
    SAYS_THE_SAME,
    any_plan,
    close_copies,
    close_loading,
    closed_words,
    says_the_same,
)
from priorities.models import Exemption, Plan, readable_exemption

NOT_SAID = "Nobody said that it is open when it was loaded."
PLAN_NEEDED = (
    "The paper is exempt, and an exempt paper needs a plan: only people named for that plan can read it. Load it again "
    "and choose its plan."
)
ASKS_IF_OPEN = (
    "Some of its words may mean that the paper, or a part of it, is exempt. Say first what they mean: “Say what may "
    "be exempt”, on the paper’s page."
)
CLOSED_MEANWHILE = (
    "The same paper is here as exempt, so it was not saved to the plan. Only people named for its plan can go on with "
    "it."
)
_LONGEST = Exemption._meta.get_field("reason").max_length or 0


def exemption_on_receipt(plan: Plan, paragraph: str, *, by: User | None, on: date, reason: str = "") -> Exemption:
    """The exemption of a paper for a reason; without one nobody said that it is open."""
    values = {"paragraph": paragraph} if paragraph else {}
    return Exemption.objects.create(plan=plan, reason=reason or NOT_SAID, by=by, on=on, **values)


def reason_of_the_name(name: str) -> str:
    """Why the whole paper is exempt by the name of its file; empty where that does not say so."""
    return f"Its file is named “{name}”." if is_named_exempt(name) else ""


def _same_or_new(loading: Loading, reason: str, on: date) -> Exemption:
    """An exemption of a paper or a part of it for this reason: the same each time that it is read."""
    before, reason = {passage.get("exemption") for passage in loading.passages}, reason[:_LONGEST]
    same = Exemption.objects.filter(pk__in=before - {None}, reason=reason, released_on=None).first()
    return same or Exemption.objects.create(plan=loading.plan, reason=reason, on=on)


def _in_its_words(words: str) -> str:
    return f"The paper says: “{words}”"


def reason_of_the_whole(loading: Loading, said: str, texts: Iterable[str]) -> str:
    """Why a paper is exempt as a whole, as a sentence; empty where nothing says so.

    `said` are the words by which it says so itself, `texts` those of its passages.
    """
    if said:
        return _in_its_words(said)
    if named := reason_of_the_name(loading.file.name):
        return named
    return SAYS_THE_SAME if says_the_same(texts, closed_words()) else ""


@writing()
def say_open(loading: Loading, *, by: User, because: str) -> None:
    """Say that a paper is open, whatever some of its words may mean; it is put on record.

    ValidationError ({question: sentence}) if there is no reason.
    """
    if not because.strip():
        raise ValidationError({"because": "Say what these words mean, or how you know that the paper is open."})
    now = locked(Loading.objects.select_related("file"), loading.pk)
    if now.file.erasure_id:
        raise ValidationError("It was erased meanwhile.")
    now.open_because, now.open_by = because.strip(), by
    now.save(update_fields=["open_because", "open_by"])
    with seeing(NOTHING):  # the entry is for everybody who reads the ledger
        said = " ".join(f"“{sign['words']}”" if sign["words"] else f"{sign['place']}." for sign in signs_shown(now))
    record_act(Act.SAID_OPEN, by=by, about=now, words=f"{now.open_because} Of: {said}")


def signs_shown(loading: Loading) -> list[dict]:
    """What may mean that it is exempt, for whoever looks: [{“words”, “place”, …}].

    `place` is which paragraphs an exempt part has: “Paragraphs 6 to 11 of 11”. It is all that is said where the words
    stand in such a part themselves and whoever looks may not see it.
    """
    hidden = hidden_orders(loading)
    return [
        sign | {"words": "" if sign.get("passage") in hidden else sign["words"], "place": _place(sign, loading)}
        for sign in loading.signs
    ]


def hidden_orders(loading: Loading) -> set[int]:
    """The orders of the passages that whoever looks may not see."""
    readable = {None, *Exemption.objects.filter(readable_exemption()).values_list("pk", flat=True)}
    return {passage["order"] for passage in loading.passages if passage.get("exemption") not in readable}


def _place(sign: dict, loading: Loading) -> str:
    first, last, number = sign.get("from"), sign.get("to"), len(loading.passages)
    if first is None:
        return ""
    return f"Paragraph {first} of {number}" if first == last else f"Paragraphs {first} to {last} of {number}"


@writing_alone()
@seeing_everything()
def say_exempt(loading: Loading, *, by: User, on: date) -> None:
    """Close a paper that was loaded as open and not yet saved to the plan, with all that was read in it.

    ValidationError if there is no plan whose people could read it, or it was saved meanwhile.
    """
    loading = locked(Loading.objects, loading.pk)
    if loading.report_id:
        raise ValidationError("It has been saved to the plan. Close the paper itself, under “Exemptions”.")
    if (plan := loading.plan or any_plan()) is None:
        raise ValidationError(PLAN_NEEDED)
    if loading.exemption_id is None:
        reason = _in_its_words(loading.signs[0]["words"]) if loading.signs else f"{by} said so."
        exemption = Exemption.objects.create(plan=plan, reason=reason[:_LONGEST], by=by, on=on)
        close_loading(loading, exemption)
        close_copies(on)
        close_what_is_left(exemption, by=by, on=on)


class NeedsPlan(Exception):
    """An exempt paper that was loaded for no plan."""


def exemptions_of(loading: Loading, passages: int, whole: str, parts: list[tuple], on: date) -> dict[int, int]:
    """The exemption (key) of each of so many passages that is exempt, by the passage's order, which counts from 1.

    `whole` is the reason why the whole paper is exempt, empty where it is not; `parts` its exempt parts as (first
    order, last order, words). Puts an exemption of the whole on the loading, and a plan where it has none. NeedsPlan
    where no plan is here whose people could read it.
    """
    if loading.exemption_id is None and (whole or parts) and loading.plan is None:
        loading.plan = any_plan()
        if loading.plan is None:
            raise NeedsPlan(PLAN_NEEDED)
        loading.save(update_fields=["plan"])
    if loading.exemption_id is None and whole:
        loading.exemption = _same_or_new(loading, whole, on)
        loading.save(update_fields=["exemption"])
        close_entries([loading], loading.plan_id)
    if loading.exemption_id is not None:
        return dict.fromkeys(range(1, passages + 1), loading.exemption_id)
    by_order = {}
    for first, last, words in parts:
        exemption = _same_or_new(loading, _in_its_words(words), on)
        by_order |= dict.fromkeys(range(first, last + 1), exemption.pk)
    return by_order
