"""Copies of an exempt paper on its way in: the same file that came as open, or mostly the same words.

An exempt paper stays so, whatever is said of it when it comes again.
"""

import re
from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from csc_tracker.audit.entries import Act
from csc_tracker.audit.recording import close_entries, record_act
from csc_tracker.pages.wording import in_a_row
from csc_tracker.people.sight import seeing_everything
from inspections.models import Loading, Passage, Report
from priorities.models import Exemption, Plan

SAME_FILE = "The same file is here as exempt."
SAYS_THE_SAME = "Half of what it says or more is in a paper that is exempt."
HOLDS_A_CLOSED_PAPER = "Half or more of a paper that is exempt is in it."
_TOGETHER = 5  # words in a row that two papers do not share by chance
_FEWEST = 12  # such rows; a paper of fewer than 16 words is like any other
# Names and figures are left out: nobody finds out whether one is there by loading half of a paper with a guess.
_WORD = re.compile(r"(?<![^\W_])[^\W\d_]+(?![^\W_])")
Rows = set[tuple[str, ...]]


@seeing_everything()
def close_copies(on: date) -> list[Loading]:
    """Close each open paper on its way in that is here as exempt by now, as the same file or in mostly the same words.

    Called wherever something is closed, and before a paper is saved to the plan. Returns those that it closed.
    """
    closed, words = [], closed_words()
    waiting = Loading.objects.filter(report=None, exemption=None).select_related("file", "plan")
    for loading in waiting.defer("file__content").order_by("pk"):
        same = exemption_of_file(loading.file.sha256)
        if same or says_the_same([passage["text"] for passage in loading.passages], words):
            reason = SAME_FILE if same else SAYS_THE_SAME
            if plan := loading.plan or (same.plan if same else any_plan()):
                exemption = Exemption.objects.create(plan=plan, reason=reason, on=on)
                close_loading(loading, exemption)
                closed.append(loading)
    return closed


def close_loading(loading: Loading, exemption: Exemption) -> None:
    """Close a paper on its way in with all that was read in it."""
    loading.exemption, loading.plan = exemption, exemption.plan
    for passage in loading.passages:
        passage["exemption"] = passage["exemption"] or exemption.pk
    loading.save(update_fields=["exemption", "plan", "passages"])
    loading.proposals.filter(exemption=None).update(exemption=exemption)
    close_entries([loading], exemption.plan_id)
    record_act(Act.CLOSED, by=exemption.by, about=loading, words=exemption.reason, exempt_plan=exemption.plan_id)


def any_plan() -> Plan | None:
    """The plan whose people read an exempt paper that was loaded for none: the first that is no practice plan."""
    return Plan.objects.order_by("practice", "pk").first()


@seeing_everything()
def exemption_of_file(sha256: str) -> Exemption | None:
    """The exemption in force of a file that was loaded before, for whichever plan; None if it is not here, or open."""
    loadings = Loading.objects.filter(file__sha256=sha256, exemption__released_on=None).exclude(exemption=None)
    reports = Report.every.filter(sha256=sha256, exemption__released_on=None).exclude(exemption=None)
    here = loadings.select_related("exemption").first() or reports.select_related("exemption").first()
    return here.exemption if here else None


def says_the_same(texts: Iterable[str], closed: Rows) -> bool:
    """Whether half of a paper, by rows of words, is in what is closed: a copy with other line ends, or reworded."""
    rows = _rows_of_words(texts)
    return len(rows) >= _FEWEST and 2 * len(rows & closed) >= len(rows)


def holds_a_closed_paper(texts: Iterable[str]) -> bool:
    """Whether half of a paper that is exempt is in these texts, however much else they say."""
    rows = _rows_of_words(texts)
    return any(len(each) >= _FEWEST and 2 * len(rows & each) >= len(each) for each in _closed_papers())


def closed_words() -> Rows:
    """The rows of words of every passage that is exempt, of papers that were saved and of those on their way in."""
    return set().union(*_closed_papers())


def _closed_papers():
    """The same for each paper."""
    passages = Passage._base_manager.exclude(exemption=None).filter(exemption__released_on=None)
    by_paper: dict[int, list[str]] = {}
    for report, words in passages.order_by("report").values_list("report", "words"):
        by_paper.setdefault(report, []).append(words)
    released = set(Exemption.objects.exclude(released_on=None).values_list("pk", flat=True))
    for kept in Loading.objects.filter(report=None).values_list("passages", flat=True):
        closed = [each["text"] for each in kept if each.get("exemption") and each["exemption"] not in released]
        by_paper[-len(by_paper) - 1] = closed
    return [_rows_of_words(texts) for texts in by_paper.values()]


@seeing_everything()
def open_copies_of(exemption: Exemption) -> list[Report]:
    """The open papers that say mostly the same as what is exempt by this exemption: somebody must look at them."""
    words = list(Passage._base_manager.filter(exemption=exemption).values_list("words", flat=True))
    for kept in Loading.objects.filter(exemption=exemption).values_list("passages", flat=True):
        words += [each["text"] for each in kept]
    closed = _rows_of_words(words)
    reports = Report.objects.filter(Q(exemption=None) | Q(exemption__released_on__isnull=False))
    return [
        report for report in reports.order_by("pk")
        if says_the_same(report.passages.filter(exemption=None).values_list("words", flat=True), closed)
    ]  # fmt: skip


def open_copies_in_words(exemption: Exemption) -> str:
    """The same as a sentence; empty where there is none."""
    if not (copies := open_copies_of(exemption)):
        return ""
    return (
        f"Mostly the same words are open to everybody in {in_a_row(f'“{copy}”' for copy in copies)}. Look at that too."
    )


def _rows_of_words(texts: Iterable[str]) -> Rows:
    rows: Rows = set()
    for text in texts:
        words = [word for word in _WORD.findall(text) if word.islower()]
        rows.update(zip(*(words[start:] for start in range(_TOGETHER)), strict=False))
    return rows
