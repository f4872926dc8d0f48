"""The briefing for a meeting: one builder of plain values (see content.py), drawn as page, PDF, Word and Excel.

A `Briefing` has what fits on one side of A4 and the lists behind it. details.py gives the actions, one priority at a
time, so that a plan of any size needs little memory.
"""

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects

from actions.board import figures as board
from actions.board import sentences
from actions.board.figures import Figures
from actions.board.over_time import over_time
from actions.pages.demonstration import demonstration_words
from actions.pages.page_context import PageContext
from actions.positions.status import Status
from csc_tracker.audit.recording import seal_in_words
from csc_tracker.pages.addresses import cached_reverse
from csc_tracker.pages.wording import in_words, lowered, plural, sentence
from inspections.models import Finding as FindingRecord
from inspections.models import FindingAction, GlossaryTerm, Meeting
from inspections.reporting.briefing.actions import count_with_address, plan_actions
from inspections.reporting.briefing.content import Briefing, Count, Finding, Matter, Term
from inspections.reporting.briefing.dates import due_until, meetings_around
from inspections.reporting.briefing.parts import (
    and_more,
    changed_part,
    due_part,
    findings_part,
    late_part,
    promises_part,
)
from inspections.reporting.briefing.priority_lines import latest_statements, priority_line, same_in_every_line
from inspections.reporting.briefing.questions import ORDER_SAYS, questions
from inspections.scrutiny.findings.gaps import Gap
from inspections.scrutiny.plan_queries import findings_to_improve, known_resolutions
from inspections.scrutiny.resolutions.progress import HOW, State, filter_waiting, one_for_each_matter
from priorities.models import exempt_words_of

# How many priorities the first page shows.
PRIORITIES_FRONT = 12
# How many of the actions that answer a finding are named, at most.
MOST_REFERENCES = 30


def build_briefing(page_context: PageContext, meeting: Meeting) -> Briefing:
    """Everything that the committee of this meeting is shown of the plan on the day asked, but for the actions."""
    content, findings, matters = _page(page_context, meeting)
    content.findings = _every_finding(page_context, findings)
    prefetch_related_objects(matters, "answers")
    content.matters = [_matter(matter, page_context) for matter in matters]
    content.glossary = (
        [] if page_context.plan.practice else [Term(each.term, each.meaning) for each in GlossaryTerm.objects.all()]
    )
    content.audit = seal_in_words()
    return content


def build_page(page_context: PageContext, meeting: Meeting) -> Briefing:
    """The same without the lists that only the files have: every finding, every matter and the papers' glossary."""
    return _page(page_context, meeting)[0]


def _page(page_context: PageContext, meeting: Meeting) -> tuple[Briefing, list, list]:
    """The briefing as its page shows it; the findings to improve; and every matter that was known by the day asked."""
    whole, rows = board.figures(page_context.plan, page_context.on, up_to=page_context.up_to)
    findings = findings_to_improve(page_context)
    unanswered, matters = _matters(page_context)
    commentaries, impacts = latest_statements(page_context, rows)
    since, coming = meetings_around(page_context, meeting)
    until, until_says = due_until(page_context, meeting, coming)
    actions = plan_actions(page_context, rows, since, until)
    lines = [priority_line(page_context, row, commentaries, impacts) for row in rows]
    content = Briefing(
        title=f"Briefing for the {meeting.who}, {meeting.date_words}",
        heading=f"Briefing for the {meeting.who}",
        plan=str(page_context.plan),
        plan_slug=page_context.plan.slug,
        council=page_context.plan.council,
        committee=meeting.who,
        meeting=meeting.date_words,
        meeting_slug=meeting.slug,
        meeting_words=f"Meeting of {meeting.date_words}{' (worked out, not stated)' if meeting.worked_out else ''}",
        meeting_address=page_context.address(cached_reverse("meeting", meeting.slug)),
        on=page_context.on.isoformat(),
        position=f"Position on {in_words(page_context.on)}",
        position_note=_AS_REPORTED_NOTE if page_context.as_reported else _LIVE_NOTES[page_context.tense],
        demonstration=demonstration_words(page_context.plan.practice),
        exempt=exempt_words_of(page_context.plan),
        sentence=sentences.summary(whole, page_context.on),
        totals=[_total(page_context, whole, state) for state in board.BAR_ORDER],
        bar=whole.bar,
        totals_notes=_totals_notes(page_context, whole),
        commentary=commentaries[None],
        parts=[
            late_part(page_context, actions, whole),
            changed_part(page_context, since, actions),
            promises_part(page_context, unanswered),
            due_part(page_context, actions.due, until, until_says),
            findings_part(page_context, findings),
        ],
        questions=questions(page_context, rows, findings, actions),
        questions_says=ORDER_SAYS,
        priorities=lines,
        priorities_front=PRIORITIES_FRONT,
        priorities_more=and_more(len(lines) - PRIORITIES_FRONT),
        priorities_says=same_in_every_line(lines),
        key=[Count(words=state.label, state=state.value) for state in (*board.BAR_ORDER, Status.STOPPED)],
        key_says="Hollow mark: rating out of date.",
        over_time=over_time(page_context, whole) or {},
    )
    return content, findings, matters


_LIVE_NOTES = {
    "today": "This is the live position.",
    "past": "Calculated later, from what has been recorded since.",
    "future": "This date is in the future. This is how the plan will look if nothing more is reported.",
}
_AS_REPORTED_NOTE = "As last reported to a committee. Updates since then are not included."


def _total(page_context: PageContext, whole: Figures, state: Status) -> Count:
    return count_with_address(page_context, whole.by_state[state], state.label, state.value, status=state.value)


def _totals_notes(page_context: PageContext, whole: Figures) -> list[Count]:
    """The counts beside the totals: actions that the totals leave out, and ratings out of date. None of these is 0."""
    old, interval = whole.counts["out_of_date"], page_context.plan.update_interval_days
    words = f"{plural(old, 'rating')} out of date, older than {interval} days"
    counts = [
        *(
            count_with_address(
                page_context, whole.by_state[state], lowered(str(state.label)), state.value, status=state.value
            )
            for state in (Status.STOPPED, Status.NOT_REPORTED)
        ),
        count_with_address(page_context, old, words, out_of_date="yes"),
    ]
    return [count for count in counts if count.number]


def _every_finding(page_context: PageContext, to_improve: list) -> list[Finding]:
    """Every finding of the plan in columns, strengths too, with the actions that answer each."""
    every = FindingRecord.objects.of_plan(page_context.plan, page_context.on).select_related("inspection", "line")
    every = list(every.order_by("inspection", "number"))
    gaps = {finding.pk: Gap(finding.gap).label for finding in to_improve}
    links = (
        FindingAction.objects.current(page_context.on)
        .filter(finding__in=every, action__priority__plan=page_context.plan)
        .order_by("action__priority__number", "action__number")
        .values_list("finding", "action__priority__number", "action__number")
    )
    answers = defaultdict(list)
    for finding, priority, number in links:
        answers[finding].append(f"P{priority}.{number:02d}")
    return [
        Finding(
            number=finding.number,
            inspection=finding.inspection.title,
            judgement=str(finding.line or ""),
            kind=finding.get_kind_display(),
            words=finding.words,
            whose=finding.whose_words,
            answered=gaps.get(finding.pk, ""),
            answers=_first_references(answers[finding.pk]),
        )
        for finding in every
    ]


def _first_references(references: list[str]) -> str:
    more = len(references) - MOST_REFERENCES
    return ", ".join(references[:MOST_REFERENCES]) + (f" and {more} more" if more > 0 else "")


def _matters(page_context: PageContext) -> tuple[list, list]:
    """The matters that are not fully answered, overdue ones first; and every matter known by the day asked."""
    matters = one_for_each_matter(known_resolutions(page_context.plan, page_context.on))
    unanswered = sorted(filter_waiting(matters), key=lambda each: (not each.overdue, each.due_last_day or date.max))
    return unanswered, matters


def _matter(matter: Any, page_context: PageContext) -> Matter:
    answers = [answer for answer in matter.answers.all() if answer.on <= page_context.on]
    return Matter(
        kind=HOW[matter.kind],
        words=matter.words,
        meeting=str(matter.item.meeting),
        day=matter.summary.day,
        state=State(matter.state).label,
        due=matter.summary.due,
        owed_by=matter.owed_by,
        answers=" ".join(sentence(f"{in_words(answer.on)}: {answer.words}") for answer in answers),
    )
