"""What of a paper is exempt: what the admin says of it and what it says itself, of which the stricter counts.

Nothing is open unless an admin said so when they loaded it, and a paper that says otherwise stays exempt all the same.
"""

from datetime import date

from csc_tracker.audit.recording import close_entries
from csc_tracker.models import User
from csc_tracker.people.sight import seeing_everything
from inspections.models import Loading, Report
from priorities.models import Exemption, Plan

NOT_SAID = "Nobody said that it is open when it was loaded."
PLAN_NEEDED = (
    "The paper is exempt, and an exempt paper needs a plan: only people named for that plan can read it. Load it again "
    "and choose its plan."
)
_LONGEST = Exemption._meta.get_field("reason").max_length or 0


def exemption_on_receipt(plan: Plan, paragraph: str, *, by: User | None, on: date) -> Exemption:
    """The exemption of a paper that nobody said is open, or that the admin says is exempt."""
    values = {"paragraph": paragraph} if paragraph else {}
    return Exemption.objects.create(plan=plan, reason=NOT_SAID, by=by, on=on, **values)


@seeing_everything()
def exemption_of_file(sha256: str) -> Exemption | None:
    """The exemption in force of a file that was loaded before; None where it is not here, or is open."""
    loadings = Loading.objects.filter(file__sha256=sha256, exemption__released_on=None).exclude(exemption=None)
    reports = Report.every.filter(sha256=sha256, exemption__released_on=None).exclude(exemption=None)
    here = loadings.select_related("exemption").first() or reports.select_related("exemption").first()
    return here.exemption if here else None


def exempt_by_its_own_words(loading: Loading, words: str, on: date) -> Exemption:
    """The exemption of a paper, or of a part of it, that says itself that it is exempt."""
    return Exemption.objects.create(plan=loading.plan, reason=f"The paper says: “{words}”"[:_LONGEST], on=on)


class NeedsPlan(Exception):
    """An exempt paper that was loaded for no plan."""


def exemptions_of(loading: Loading, passages: int, whole: str, parts: list[tuple], on: date) -> dict[int, int]:
    """The exemption (key) of each of so many passages that is exempt, by the passage's order, which counts from 1.

    `whole` are the words by which the whole paper says that it is exempt, empty where it does not; `parts` its exempt
    parts as (first order, last order, words). Puts an exemption of the whole on the loading. NeedsPlan where there is
    no plan whose people could read it.
    """
    if loading.exemption_id is None and (whole or parts) and loading.plan is None:
        raise NeedsPlan(PLAN_NEEDED)
    if loading.exemption_id is None and whole:
        loading.exemption = exempt_by_its_own_words(loading, whole, on)
        loading.save(update_fields=["exemption"])
        close_entries([loading], loading.plan_id)
    if loading.exemption_id is not None:
        return dict.fromkeys(range(1, passages + 1), loading.exemption_id)
    by_order = {}
    for first, last, words in parts:
        exemption = exempt_by_its_own_words(loading, words, on)
        by_order |= dict.fromkeys(range(first, last + 1), exemption.pk)
    return by_order
