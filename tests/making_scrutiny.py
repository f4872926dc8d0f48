"""Makers of what committees, inspectors and papers leave behind: each gives what it makes, with as little as needed."""

from datetime import UTC, date, datetime
from itertools import count

from csc_tracker.models import Email
from inspections.models import (
    AgendaItem,
    Answer,
    CalendarFeed,
    Citation,
    Closure,
    Committee,
    Finding,
    FindingAction,
    FindingPriority,
    Framework,
    GlossaryTerm,
    Grade,
    Inspection,
    Judgement,
    JudgementLine,
    LinkChange,
    Meeting,
    MemberQuestion,
    NoAnswer,
    Passage,
    Reminder,
    ReminderAction,
    Report,
    Resolution,
    Seat,
    Verdict,
)
from tests.making import TODAY, make_user

_numbers = count(1)
MOMENT = datetime(2020, 1, 14, 12, tzinfo=UTC)


def make_committee(*plans, **kwargs):
    """A committee that scrutinises these plans."""
    number = next(_numbers)
    committee = Committee.objects.create(
        **{"slug": f"committee-{number:05d}", "name": f"Committee {number}", "council": "Testham"} | kwargs
    )
    committee.scrutinises.set(plans)
    return committee


def make_meeting(day, committee=None, **kwargs):
    values = {"slug": f"meeting-{next(_numbers)}", "first_day": day, "last_day": day}
    values["date_words"] = f"{day.day} {day:%B %Y}"
    if committee is None:
        values["committee_words"] = "not stated"
    return Meeting.objects.create(committee=committee, **values | kwargs)


def make_item(meeting=None, **kwargs):
    number = next(_numbers)
    values = {"number": str(number), "title": f"Item {number}"}
    return AgendaItem.objects.create(meeting=meeting or make_meeting(date(2019, 10, 16)), **values | kwargs)


def make_resolution(item=None, kind="decision", **kwargs):
    number = next(_numbers)
    values = {"slug": f"said-{number:05d}", "words": f"The words of {number} be noted."}
    return Resolution.objects.create(item=item or make_item(), kind=kind, **values | kwargs)


def make_answer(resolution, on, **kwargs):
    number = kwargs.pop("number", resolution.answers.count() + 1)
    values = {"words": f"An answer of {on}."}
    return Answer.objects.create(resolution=resolution, number=number, on=on, **values | kwargs)


def make_seat(committee, user, **kwargs):
    """A person's seat on a committee."""
    return Seat.objects.create(committee=committee, user=user, **kwargs)


def make_verdict(answer, answers_it=True, on=TODAY, **kwargs):
    """A member's word on an answer."""
    by = kwargs.pop("by", None) or make_user()
    return Verdict.objects.create(answer=answer, answers_it=answers_it, on=on, recorded_at=MOMENT, by=by, **kwargs)


def make_closure(resolution, meeting, on=TODAY, **kwargs):
    """A committee's word that a matter is closed."""
    by = kwargs.pop("by", None) or make_user()
    return Closure.objects.create(resolution=resolution, meeting=meeting, on=on, recorded_at=MOMENT, by=by, **kwargs)


def make_link_change(finding, **kwargs):
    """A link between a finding and `priority` or `action` that was changed."""
    by = kwargs.pop("by", None) or make_user()
    values = {"what": "removed", "reason": "They are about different children.", "on": TODAY, "recorded_at": MOMENT}
    return LinkChange.objects.create(finding=finding, by=by, **values | kwargs)


def make_feed(user, **kwargs):
    """A person's calendar feed, whose secret nobody knows."""
    values = {"secret_sha256": f"{next(_numbers):064d}", "made_at": MOMENT}
    return CalendarFeed.objects.create(user=user, **values | kwargs)


def make_question(member, meeting, plan, **kwargs):
    """A question that a member means to ask at a meeting, in their own words where no `rule` is given."""
    values = {"words": "" if "rule" in kwargs else f"What of {next(_numbers)}?", "recorded_on": TODAY}
    return MemberQuestion.objects.create(
        member=member, meeting=meeting, plan=plan, **values | {"recorded_at": MOMENT} | kwargs
    )


def make_reminder(person, plan, *actions, **kwargs):
    """A reminder to a person about these actions of a plan, from the post that owns each."""
    values = {"to": person, "plan": plan, "on": TODAY, "recorded_at": MOMENT}
    values["email"] = Email.objects.create(letter="reminder", person=person, to=person.email or "a@example.gov.uk")
    reminder = Reminder.objects.create(**values | kwargs)
    for action in actions:
        ReminderAction.objects.create(reminder=reminder, action=action, post=action.owner)
    return reminder


def make_report(item=None, **kwargs):
    number = next(_numbers)
    values = {"slug": f"paper-{number:05d}", "title": f"Paper {number}", "kind": "report", "sha256": f"{number:064d}"}
    return Report.objects.create(item=item, **values | kwargs)


def make_passage(report=None, **kwargs):
    report = report or make_report(dated=date(2020, 1, 14))
    order = kwargs.pop("order", report.passages.count() + 1)
    values = {"kind": "paragraph", "words": f"Passage {order}."}
    return Passage.objects.create(report=report, order=order, **values | kwargs)


def make_citation(passage=None, **record):
    """The receipt of the one record given: make_citation(passage, finding=finding)."""
    return Citation.objects.create(key=f"receipt-{next(_numbers)}", passage=passage or make_passage(), **record)


def make_framework(**kwargs):
    number = next(_numbers)
    values = {"slug": f"framework-{number:05d}", "name": f"Framework {number}", "short_name": f"F{number}"}
    return Framework.objects.create(**values | kwargs)


def make_line(framework=None, **kwargs):
    number = next(_numbers)
    values = {"order": number, "words": f"Line {number}"}
    return JudgementLine.objects.create(framework=framework or make_framework(), **values | kwargs)


def make_grade(framework, **kwargs):
    number = next(_numbers)
    return Grade.objects.create(framework=framework, **{"order": number, "words": f"Grade {number}"} | kwargs)


def make_inspection(day=date(2019, 7, 31), **kwargs):
    number = next(_numbers)
    values = {
        "slug": f"inspection-{number:05d}",
        "title": f"Inspection {number}",
        "kind": "graded",
        "first_day": day,
        "last_day": day,
    }
    values["date_words"] = f"{day.day} {day:%B %Y}"
    return Inspection.objects.create(**values | kwargs)


def make_judgement(inspection=None, line=None, **kwargs):
    number = next(_numbers)
    line = line or make_line()
    return Judgement.objects.create(
        inspection=inspection or make_inspection(),
        line=line,
        **{"order": number, "words": f"Judged {number}."} | kwargs,
    )


def make_finding(inspection=None, kind="improve", **kwargs):
    inspection = inspection or make_inspection()
    number = kwargs.pop("number", inspection.findings.count() + 1)
    values = {"words": f"Finding {number} needs work."}
    return Finding.objects.create(inspection=inspection, number=number, kind=kind, **values | kwargs)


def make_judged_finding(inspection, word="Something"):
    """A finding under a line that the inspection judged with a grade; `word` begins the words of all four."""
    line = make_line(inspection.framework, words=f"{word} line {next(_numbers)}")
    grade = make_grade(inspection.framework, words=f"{word} grade {next(_numbers)}")
    make_judgement(inspection, line, grade=grade, words=f"{word} judged.")
    return make_finding(inspection, words=f"{word} was found.", line=line)


def link(finding, answer, basis="matched", **kwargs):
    """Tie a finding to the action or the priority that answers it."""
    field, model = ("priority", FindingPriority) if hasattr(answer, "short_name") else ("action", FindingAction)
    return model.objects.create(finding=finding, basis=basis, **{field: answer, "reason": "Both name it."} | kwargs)


def make_no_answer(finding, plan, **kwargs):
    """Somebody looked at the finding, and nothing in the plan answers it."""
    return NoAnswer.objects.create(finding=finding, plan=plan, **{"reason": "Looked at."} | kwargs)


def make_term(**kwargs):
    number = next(_numbers)
    return GlossaryTerm.objects.create(
        **{"order": number, "term": f"Term {number}", "meaning": f"Meaning {number}."} | kwargs
    )
