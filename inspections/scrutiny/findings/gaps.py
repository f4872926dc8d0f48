"""What answers a finding on a day, as far as somebody has looked; and what a plan lacks.

A finding is a gap only where somebody looked and found nothing (docs/rules.md, “Links between findings and what answers
them”).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import CharField, DateField, F, FilteredRelation, TextChoices, Value

from actions.board.figures import figures
from actions.models import MADE_AN_IMPACT
from actions.positions.as_at import SEQUENCES, in_force
from actions.positions.status import COUNTED, OPEN, REPORTED, Status, status_with_age
from csc_tracker.database.prepared import DAYS, KEYS, Prepared, record_of
from csc_tracker.people.sight import note_with_right
from inspections.models import Finding, FindingAction, FindingPriority, Inspection, NoAnswer
from priorities.models import Plan


class Gap(TextChoices):
    """What answers a point to improve, as at a day."""

    NONE = "none", "Looked at: nothing answers it"
    NOT_LOOKED_AT = "not_looked_at", "Not looked at yet"
    PRIORITY = "priority", "Linked to a priority as a whole"
    FINISHED = "finished", "Only finished work"
    OPEN = "open", "Work still open"


def with_gaps(findings: Iterable[Finding], plan: Plan, on: date, up_to: int | None = None) -> list[Finding]:
    """The findings, each with its `gap` (a `Gap`; empty for a strength) and with `no_impact`, in their order.

    `gap` comes from the plan's actions that were reported by the day `on`. `no_impact` is true if only finished work
    answers the finding, and no impact on children is recorded for any of it. With `up_to`, only updates up to that
    sequence count, as in a frozen position. One query.
    """
    every, answers = list(findings), defaultdict(list)
    if every:
        known = [] if up_to is None else [up_to]
        for finding, *answer in _answers(up_to is not None).rows(plan.pk, on, *known):
            answers[finding].append(answer)
    for finding in every:
        _set_gap(finding, answers[finding.pk])
    return every


def named_gaps(plan: Plan, on: date, up_to: int | None = None) -> list[Finding]:
    """The plan's findings to improve with their `gap`, in their order; only what names them is read. One query."""
    note_with_right(plan.pk)
    findings, answers, inspections = [], defaultdict(list), {}
    known = [] if up_to is None else [up_to]
    for key, state, words, number, slug, first_day in _named(up_to is not None, plan.practice).rows(
        plan.pk, on, *known
    ):
        if state == _FINDING:
            if slug not in inspections:
                inspections[slug] = record_of(Inspection, slug=slug, first_day=first_day)
            findings.append(record_of(Finding, id=key, number=number, words=words, inspection=inspections[slug]))
        else:
            answers[key].append((state, words))
    for finding in findings:
        _set_gap(finding, answers[finding.pk])
    newest_first = sorted(findings, key=lambda finding: (finding.inspection.slug, finding.number))
    return sorted(newest_first, key=lambda finding: finding.inspection.first_day, reverse=True)


def with_answers(findings: Iterable[Finding], plan: Plan, on: date, up_to: int | None = None) -> list[Finding]:
    """The findings as `with_gaps` gives them, each with its links to what answers it. Three queries.

    `plan_action_links` are its links to the plan's actions, each with the `action` and its status (`shown`), and
    `plan_priority_links` those to its priorities. `no_answer` is the `NoAnswer` where somebody looked and found
    nothing, else None.
    """
    if not (every := list(findings)):
        return []
    links, priorities, interval = defaultdict(list), defaultdict(list), plan.update_interval_days
    known = [] if up_to is None else [up_to]
    for link in _action_links(up_to is not None).instances(plan.pk, on, *known):
        link.shown = status_with_age(Status(link.status), link.rated_on, on, interval)
        links[link.finding_id].append(link)
    for link in _PRIORITY_LINKS.instances(plan.pk, on):
        priorities[link.finding_id].append(link)
    looked_at = {each.finding_id: each for each in _NO_ANSWERS.instances(plan.pk, on)}
    for finding in every:
        finding.plan_action_links = links[finding.pk]
        finding.plan_priority_links = priorities[finding.pk]
        finding.no_answer = looked_at.get(finding.pk)
        answers = [(link.status, link.impact) for link in links[finding.pk]]
        answers += [(_WHOLE_PRIORITY, "")] if priorities[finding.pk] else []
        _set_gap(finding, [*answers, (_NOTHING, "")] if finding.no_answer else answers)
    return every


# What `_answers` gives in place of a status.
_NOTHING, _WHOLE_PRIORITY = "nothing", "priority"
_FINDING = "finding"  # and `_named` for the finding itself

# These queries go by the plan and not by the findings, which other plans may answer too.


@cache
def _answers(as_known):
    """The query of (finding, status, impact) of the plan's actions that answer a finding, each combination once.

    A priority that answers one has `_WHOLE_PRIORITY` for a status, and that somebody found nothing is `_NOTHING`.
    """

    def build(plan, on, up_to=None):
        answers, *others = _answer_rows(plan, on, up_to)
        return answers.union(*others)

    return Prepared(build, KEYS[0], DAYS[0], *SEQUENCES[:as_known])


@cache
def _named(as_known, practice):
    """The query of `_answers` with the plan's findings to improve: (key, `_FINDING`, words, number and inspection)."""

    def build(plan, on, up_to=None):
        findings = Finding.objects.of_plan(Plan(pk=plan, practice=practice), on).to_improve().order_by()
        named = "words", "number", "inspection__slug", "inspection__first_day"
        none = Value(0), Value("", CharField()), Value(None, DateField())
        return findings.values_list("pk", Value(_FINDING, CharField()), *named).union(
            *_answer_rows(plan, on, up_to, *none)
        )

    return Prepared(build, KEYS[0], DAYS[0], *SEQUENCES[:as_known])


def _answer_rows(plan, on, up_to, *more):
    """The queries of what answers findings: (finding, status, impact, *more)."""
    answers = _links_with_positions(plan, on, up_to).order_by().values_list("finding", "status", "impact", *more)
    return [
        answers,
        *(
            links.order_by().values_list("finding", Value(state, CharField()), Value("", CharField()), *more)
            for state, links in ((_WHOLE_PRIORITY, _priority_links(plan, on)), (_NOTHING, _no_answers(plan, on)))
        ),
    ]


@cache
def _action_links(as_known):
    def build(plan, on, up_to=None):
        answers = _links_with_positions(plan, on, up_to).select_related("action__priority")
        return answers.order_by("action__priority__number", "action__number")

    return Prepared(build, KEYS[0], DAYS[0], *SEQUENCES[:as_known])


def _priority_links(plan, on):
    links = FindingPriority.objects.current(on).select_related("priority")
    return links.filter(priority__plan=plan).order_by("priority__number")


def _no_answers(plan, on):
    return NoAnswer.objects.current(on).filter(plan=plan)


_PRIORITY_LINKS = Prepared(_priority_links, KEYS[0], DAYS[0])
_NO_ANSWERS = Prepared(_no_answers, KEYS[0], DAYS[0])


def _links_with_positions(plan, on, up_to):
    """The links of findings to the plan's actions in force on the day `on`.

    Each has the `status`, `rated_on` and `impact` of its action on that day.
    """
    position = FilteredRelation("action__positions", condition=in_force(on, up_to, "action__positions__"))
    return (
        FindingAction.objects.current(on)
        .filter(action__priority__plan=plan)
        .annotate(position=position)
        .annotate(**{name: F(f"position__{name}") for name in ("status", "rated_on", "impact")})
    )


def _set_gap(finding, answers):
    reported = [(status, impact) for status, impact in answers if status in REPORTED]
    if finding.kind == "strength":
        finding.gap = ""
    elif not reported:
        finding.gap = _gap_without_actions({state for state, _ in answers})
    else:
        finding.gap = Gap.OPEN if any(status in OPEN for status, _ in reported) else Gap.FINISHED
    has_impact = any(impact in MADE_AN_IMPACT for _, impact in reported)
    finding.no_impact = finding.gap == Gap.FINISHED and not has_impact


def _gap_without_actions(states):
    if _NOTHING in states:
        return Gap.NONE
    return Gap.PRIORITY if _WHOLE_PRIORITY in states else Gap.NOT_LOOKED_AT


def not_looked_at_in_words(number: int, whole: int) -> str:
    """“Nobody has looked yet at what answers 3 of the 17 findings to improve.”"""
    if number == whole:
        which = "the finding to improve" if whole == 1 else f"the {whole} findings to improve"
    else:
        which = f"{number} of the {whole} findings to improve"
    return f"Nobody has looked yet at what answers {which}."


@dataclass(frozen=True, slots=True)
class Gaps:
    """What a plan lacks on a day. Findings are in the order of the papers, priorities in that of the plan.

    Of the findings to improve: those that nothing answers, as somebody found; those that nobody has looked at; those
    answered only by work that is complete, awaiting sign-off or stopped; and, of these, those with no impact (some or
    clear) recorded for that work. `actions_without_finding` is how many actions answer no finding; stopped and not yet
    reported ones do not count. It is 0 as long as a finding has not been looked at: until then nobody knows.

    Of all the plan's `priorities`: those with no complete action; those with open actions of which none has a finishing
    date of its own; those without a lead; those without a measure; and those without evidence, which have no complete
    action with evidence (words or an address) or words on its impact.
    """

    findings_without_action: list
    findings_not_looked_at: list
    finished_only: list
    finished_without_impact: list
    actions_without_finding: int
    priorities: list
    priorities_nothing_complete: list
    priorities_without_own_dates: list
    priorities_without_lead: list
    priorities_without_measure: list
    priorities_without_evidence: list


def gaps_of_plan(plan: Plan, on: date, findings: list[Finding], up_to: int | None = None) -> Gaps:
    """What the plan lacks on the day `on`. A fixed number of queries, however many actions it has.

    `findings` are all the plan's findings of that day, from `with_answers`; `up_to` as there.
    """
    whole, rows = figures(plan, on, up_to=up_to)
    answering_actions = {
        link.action_id for finding in findings for link in finding.plan_action_links if link.status in COUNTED
    }
    not_looked_at = [finding for finding in findings if finding.gap == Gap.NOT_LOOKED_AT]
    return Gaps(
        findings_without_action=[finding for finding in findings if finding.gap == Gap.NONE],
        finished_only=[finding for finding in findings if finding.gap == Gap.FINISHED],
        finished_without_impact=[finding for finding in findings if finding.no_impact],
        findings_not_looked_at=not_looked_at,
        actions_without_finding=0 if not_looked_at or not findings else whole.counted - len(answering_actions),
        priorities=[row.priority for row in rows],
        priorities_nothing_complete=[row.priority for row in rows if not row.figures.complete],
        priorities_without_own_dates=[
            row.priority for row in rows if row.figures.open and not row.figures.counts["own_date"]
        ],
        priorities_without_lead=[row.priority for row in rows if row.priority.lead is None],
        priorities_without_measure=[row.priority for row in rows if not row.measured],
        priorities_without_evidence=[row.priority for row in rows if not row.figures.counts["with_evidence"]],
    )
