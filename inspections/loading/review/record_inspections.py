"""The inspections of a paper, their judgements and findings, as records."""

from inspections.loading.review.acceptance import (
    AcceptanceInProgress,
    day_of,
    free_slug,
    makes_exempt,
    named_here,
    refuse,
)
from inspections.loading.review.comparing import FINDING_KINDS
from inspections.loading.review.similarity import without_dates
from inspections.models import (
    Citation,
    Finding,
    FindingPriority,
    Framework,
    Grade,
    Inspection,
    Judgement,
    JudgementLine,
    Proposal,
)
from inspections.scrutiny.inspections.frameworks import framework_of
from priorities.models import made_from, next_number


def make_inspection(draft: AcceptanceInProgress, proposal: Proposal):
    """Make an inspection, under its framework if the paper names one."""
    now = proposal.now
    first, last = day_of(now.get("first_day")), day_of(now.get("last_day"))
    if not (first or last):
        refuse(draft, proposal, "the paper does not say when it was. Edit it and give its days, or reject it.")
    named_framework = framework_of(now.get("framework"), first or last)
    title = now.get("title") or proposal.now_text
    inspection = Inspection.objects.create(
        slug=free_slug(Inspection, f"{title} {(first or last).year}"),
        title=title[:200],
        kind=now.get("kind") or "other",
        framework=named_framework and _framework(named_framework),
        inspectors=(now.get("inspectors") or "")[:150],
        date_words=(now.get("date_as_written") or f"{first or last}")[:200],
        first_day=first or last,
        last_day=last or first,
        published_words=(now.get("published_words") or "")[:200],
        address=(now.get("address") or "")[:500],
    )
    draft.keep_inspection(proposal, inspection)
    draft.cite(proposal, inspection, made=True, passages=[proposal.passage, *proposal.also])
    return inspection


def _framework(known):
    """The framework, made where it is new. It is the inspectorate’s own and published: no paper makes it exempt."""
    framework, made = Framework.objects.get_or_create(
        slug=known.slug,
        defaults={
            "name": known.name,
            "short_name": known.short_name,
            "source_note": "The name and the scale are the inspectorate’s own; the lines are as the papers put them.",
        },
    )
    if made:
        with made_from(None):
            Grade.objects.bulk_create(
                Grade(framework=framework, order=order, words=words) for order, words in enumerate(known.grades, 1)
            )
    return framework


def _line(framework, words):
    return _owned(JudgementLine, framework, words[:200], without_dates)


def _owned(model, framework, words, plain):
    """The line or the grade of a framework with these words, as `plain` compares them; made where there is none."""
    same = named_here(model, lambda each: plain(each.words) == plain(words), framework=framework)
    order = next_number(model, "order", exempt=makes_exempt(), framework=framework)
    return same or model.objects.create(framework=framework, order=order, words=words)


def inspection_for(draft: AcceptanceInProgress, proposal: Proposal) -> Inspection:
    """The inspection of a judgement or a finding: the one that it names, else the only one, else the last graded."""
    if proposal.inspection_id:
        return proposal.inspection
    named = proposal.now.get("inspection")
    here = list(dict.fromkeys(draft.inspections.values()))
    inspection = draft.inspections.get(named)
    if inspection is None and named:
        inspection = Inspection.objects.filter(title=named).first() or Inspection.objects.filter(slug=named).first()
    if inspection is None and len(here) == 1:
        inspection = here[0]
    if inspection is None:
        inspection = max(
            (inspection for inspection in here if inspection.kind == "graded"),
            key=lambda inspection: inspection.last_day,
            default=None,
        )
    if inspection is None:
        refuse(
            draft, proposal, "it is not clear which inspection it belongs to. Accept the inspection too, or edit this."
        )
    return inspection


def make_judgement(draft: AcceptanceInProgress, proposal: Proposal):
    """Make a judgement, with its grade if the paper gives one; a grade that the scale lacks is added to it."""
    inspection, now = inspection_for(draft, proposal), proposal.now
    if inspection.framework is None:
        refuse(
            draft,
            proposal,
            f"“{inspection}” has no framework, which owns the lines that are judged. Edit the inspection.",
        )
    line = _line(inspection.framework, now.get("line") or proposal.now_text)
    grade = now.get("grade") and _owned(Grade, inspection.framework, now["grade"][:200], str.casefold)
    order = next_number(Judgement, "order", exempt=makes_exempt(), inspection=inspection)
    judgement = Judgement.objects.create(
        inspection=inspection, order=order, line=line, grade=grade or None, words=proposal.now_text
    )
    draft.cite(proposal, judgement, made=True, passages=[proposal.passage, *proposal.also])
    return judgement


def make_finding(draft: AcceptanceInProgress, proposal: Proposal):
    """Make a finding, under the judgement line whose words are its heading."""
    inspection, now = inspection_for(draft, proposal), proposal.now
    heading = now.get("heading") or ""
    line = None
    if inspection.framework and heading:
        plain = without_dates(heading)
        line = next(
            (line for line in inspection.framework.judgementlines.all() if without_dates(line.words) == plain), None
        )
    number = next_number(Finding, exempt=makes_exempt(), inspection=inspection)
    finding = Finding.objects.create(
        inspection=inspection,
        number=number,
        line=line,
        kind=FINDING_KINDS.get(now.get("kind"), "improve"),
        words=proposal.now_text,
        whose_words=(now.get("whose_words") or "")[:200],
        paragraph=(now.get("paragraph") or "")[:20],
    )
    draft.cite(proposal, finding, made=True, passages=[proposal.passage, *proposal.also])
    return finding


def link_what_is_quoted(draft: AcceptanceInProgress, chosen) -> list[FindingPriority]:
    """Link each finding that this acceptance made to the priorities that quote it, according to the paper."""
    if draft.plan is None:
        return []
    made = {
        cite.proposal_id: cite.finding
        for cite in Citation.objects.filter(proposal__in=chosen, finding__isnull=False, made=True).select_related(
            "finding"
        )
    }
    return [
        FindingPriority.objects.create(
            finding=made[proposal.pk], priority=priority, basis=FindingPriority.Basis.QUOTED,
            reason=f"The issues of priority {number} have it word for word in the {draft.report.named}."[:300],
        )
        for proposal in chosen
        for number in proposal.now.get("quoted_by") or []
        if proposal.pk in made and (priority := draft.priority_of(number))
    ]  # fmt: skip
