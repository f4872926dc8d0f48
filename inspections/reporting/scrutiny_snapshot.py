"""What a frozen position keeps of scrutiny: the findings with what answered them, and what was decided and promised."""

from django.db.models import F, Prefetch, prefetch_related_objects

from actions.positions.status import in_words
from inspections.models import Answer, Finding
from inspections.reporting.freezing import Record
from inspections.scrutiny.findings.gaps import Gap, with_answers
from inspections.scrutiny.plan_queries import said_of_plan
from inspections.scrutiny.resolutions.progress import one_a_matter


def findings(asked, reported_to):
    """A record of each finding: its words, whose they are, and what answered it with the basis of each link."""
    plan, on = asked.plan, asked.on
    rows = (
        Finding.objects.of_plan(plan, on)
        .select_related("inspection", "line")
        .order_by("inspection", F("line__order").asc(nulls_last=True), "number")
    )
    for finding in with_answers(rows, plan, on, asked.up_to):
        yield Record(
            "finding",
            f"{finding.inspection.slug} {finding.number}",
            {
                "number": finding.number,
                "inspection": finding.inspection.title,
                "dates": finding.inspection.date_words,
                "line": finding.line.words if finding.line else "",
                "kind": finding.get_kind_display(),
                "words": finding.words,
                "whose_words": finding.whose_words,
                "gap": Gap(finding.gap).label if finding.gap else "",
                "actions": [
                    {
                        "reference": link.action.reference,
                        "words": link.action.words,
                        "state": link.shown.state.value,
                        "shows": link.shown.words,
                        "basis": link.basis_in_words(),
                    }
                    for link in finding.plan_action_links
                ],
                "priorities": [
                    {
                        "number": link.priority.number,
                        "short_name": link.priority.short_name,
                        "basis": link.basis_in_words(),
                    }
                    for link in finding.plan_priority_links
                ],
            },
        )


def resolutions(asked, reported_to):
    """A record of each thing decided, asked, promised or referred that was known, with its answers and its state."""
    answers = Prefetch("answers", Answer.objects.filter(on__lte=asked.on).order_by("on", "number"))
    matters = one_a_matter(said_of_plan(asked.plan, asked.on))
    prefetch_related_objects(matters, answers)
    for resolution in matters:
        tells = resolution.told
        yield Record(
            "resolution",
            resolution.slug,
            {
                "kind": resolution.get_kind_display(),
                "words": resolution.words,
                "said": f"{tells.how}, {tells.day}",
                "meeting": str(resolution.item.meeting),
                "owed_by": resolution.owed_by,
                "state": tells.state.label,
                "due": tells.due,
                "answers": [
                    {"on": in_words(answer.on), "words": answer.words, "whole": answer.whole, "note": answer.note}
                    for answer in resolution.answers.all()
                ],
            },
        )
