"""What scrutiny puts on the pages of the plan: the next meeting, what to look at first, findings and receipts."""

from collections import defaultdict

from django.db.models import Q
from django.urls import reverse

from actions.rating import count_days, in_words

from .answers import known, waiting
from .gaps import Gap, with_gaps
from .models import Answer, Citation, Finding, FindingAction, FindingPriority, Meeting, Resolution
from .next_meeting import next_meeting
from .receipts import each_passage_once


def next_on_board(asked, subject):
    """The next meeting that concerns the plan, and in how many days."""
    meeting = next_meeting(Meeting.objects.all(), asked.plan, asked.calendar_day)
    if meeting is None:
        return None
    wait = (meeting.first_day - asked.calendar_day).days
    one_day = meeting.first_day == meeting.last_day
    return {
        "asked": asked,
        "meeting": meeting,
        "day": f"{meeting.first_day:%A} {in_words(meeting.first_day)}" if one_day else meeting.date_words,
        "wait": f"in {count_days(wait)}" if wait > 0 else "today" if one_day else "",
    }


def to_look_at(asked, subject):
    """Points to improve for which no action was found, and what was decided, asked or promised and not answered."""
    findings = Finding.objects.of_plan(asked.plan, asked.on).to_improve().select_related("inspection")
    findings = with_gaps(findings.order_by("inspection", "number"), asked.plan, asked.on, asked.up_to)
    unanswered = waiting(known(Resolution.objects.of_plan(asked.plan), asked.on))
    gaps = [finding for finding in findings if finding.gap == Gap.NONE]
    if not gaps and not unanswered:
        return None
    return {
        "asked": asked,
        "gaps": gaps,
        "gaps_address": asked.address(reverse("findings"), gap=Gap.NONE.value),
        "findings": len(findings),
        "waiting": unanswered,
    }


def of_priority(asked, priority):
    """The findings that a priority answers, each with the basis of the link, and its receipts."""
    links = FindingPriority.objects.standing(asked.on).filter(priority=priority)
    return _if_any({"asked": asked, "links": _counting(links, asked.on), "citations": _receipts(priority=priority)})


def of_measures(asked, measures):
    """The receipts of each measure and of its values, by the measure's primary key."""
    cited = Citation.objects.filter(Q(measure__in=measures) | Q(value__measure__in=measures)).in_place()
    receipts = defaultdict(list)
    for citation in cited.select_related("passage__report__item__meeting", "value"):
        receipts[citation.measure_id or citation.value.measure_id].append(citation)
    return {
        measure: {"asked": asked, "citations": each_passage_once(citations)} for measure, citations in receipts.items()
    }


def of_action(asked, action):
    """The findings that an action answers, what else of scrutiny it is, and its receipts with the papers' words."""
    links = FindingAction.objects.standing(asked.on).filter(action=action)
    answered = Answer.objects.filter(action=action).order_by().values("resolution")
    said = known(Resolution.objects.filter(Q(action=action) | Q(pk__in=answered)), asked.on)
    said.sort(key=lambda resolution: resolution.slug)
    periods, updates = ([each.pk for each in related.all()] for related in (action.periods, action.updates))
    receipts = Citation.objects.filter(Q(action=action) | Q(period__in=periods) | Q(update__in=updates)).in_place()
    return _if_any(
        {
            "asked": asked,
            "links": _counting(links, asked.on),
            "resolutions": [resolution for resolution in said if resolution.action_id == action.pk],
            "answered": [resolution for resolution in said if action.pk in resolution.answered_by],
            "citations": each_passage_once(receipts),
        }
    )


def _counting(links, on):
    """Those of the links whose finding counts on the day `on`: its look was over, and no later one supersedes it."""
    with_finding = links.select_related(
        "finding__inspection", "finding__line", "finding__superseded_by__inspection"
    ).filter(finding__withdrawn_on=None)
    return [
        link for link in with_finding.order_by("finding__inspection", "finding__number") if link.finding.counts_on(on)
    ]


def _receipts(**record):
    return each_passage_once(Citation.objects.filter(**record).in_place())


def _if_any(context):
    """The context, or None where it holds no list that has anything in it."""
    return context if any(value for value in context.values() if isinstance(value, list)) else None
