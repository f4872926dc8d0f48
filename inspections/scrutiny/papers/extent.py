"""What is exempt by an exemption, in words: whoever releases it sees which paper opens, and which part of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import Count, Max, Min

from csc_tracker.pages.wording import in_a_row
from inspections.models import Loading, Passage, Report
from priorities.models import Exemption


def extents_in_words(exemptions: Iterable[Exemption]) -> dict[int, str]:
    """For the key of each exemption: “Review of placements”, paragraphs 6 to 11 of 20. For who may read it."""
    keys = [exemption.pk for exemption in exemptions]
    named = defaultdict(list)
    for key, words in (*_papers(keys), *_waiting(keys)):
        named[key].append(words)
    return {key: in_a_row(named[key]) or "No paper" for key in keys}


def _papers(keys: list[int]) -> Iterator[tuple[int, str]]:
    """(key, words) of each paper that was saved to the plan."""
    exempt = Passage.objects.filter(exemption__in=keys).order_by().values_list("exemption", "report")
    spans = exempt.annotate(Min("order"), Max("order"), Count("pk"))
    parts = {(key, report): (first, last, number) for key, report, first, last, number in spans}
    wholes = Report.objects.filter(exemption__in=keys).order_by().values_list("exemption", "pk")
    reports = Report.objects.filter(pk__in={report for _, report in [*parts, *wholes]})
    for report in reports.annotate(number=Count("passages")).order_by("pk"):
        for key in keys:
            if (key, report.pk) in parts:
                yield key, _named(report, *parts[key, report.pk], report.number)
            elif report.exemption_id == key:
                yield key, f"“{report}”"


def _waiting(keys: list[int]) -> Iterator[tuple[int, str]]:
    """The same of each that waits to be saved."""
    for loading in Loading.objects.filter(report=None).select_related("file").defer("file__content").order_by("pk"):
        for key in keys:
            orders = [passage["order"] for passage in loading.passages if passage.get("exemption") == key]
            if orders:
                yield key, _named(loading, min(orders), max(orders), len(orders), len(loading.passages))
            elif loading.exemption_id == key:
                yield key, f"“{loading}”"


def _named(paper: Report | Loading, first: int, last: int, number: int, of_all: int) -> str:
    if number == of_all:
        return f"“{paper}”"
    return f"“{paper}”, {f'paragraph {first}' if first == last else f'paragraphs {first} to {last}'} of {of_all}"
