"""What stands round a plan, as much whatever its size: findings, meetings, decisions, papers, measures, commentary.

Only the receipts grow with the plan: every action has the passage that it came from, as after loading a report.
"""

from datetime import UTC, date, datetime, time, timedelta

from actions.models import PriorityImpact
from benchmarks.words import terms
from inspections.models import (
    AgendaItem,
    Answer,
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
    Passage,
    Report,
    Resolution,
    Seat,
    Verdict,
)
from priorities.models import Commentary, Exemption, Measure, MeasureValue

NEXT_MEETING = "select-2020-01-23"
SELECT = (
    date(2019, 7, 4), date(2019, 9, 12), date(2019, 10, 16), date(2019, 11, 13), date(2019, 12, 11), date(2020, 1, 23)
)  # fmt: skip
FROZEN_ON = SELECT[2:5]  # the plan was frozen for these
BOARD = tuple(date(2019, month, 20) for month in range(6, 13))
PASSAGES_A_PAPER = 240
CELLS_A_PAPER = 20_000  # a paper's passages are numbered up to 32,767
BATCH = 2_000


def fill(plan, priorities, actions, beside, people, words):
    """Put it all round the plan; `beside` are the actions of other plans, which some of its findings have too."""
    inspections = _inspections(words)
    findings = _findings(inspections, words)
    _links(findings, priorities, actions, beside, people)
    items = _meetings(plan, people)
    resolutions = _resolutions(plan, items, actions, people, words)
    measures = _measures(priorities, words)
    _commentary(plan, priorities, people, words)
    papers = _papers(items, words)
    _glossary(papers[0])
    _receipts(papers[1:], [*priorities, *findings, *measures, *inspections])
    for resolution in resolutions:
        paper = papers[items.index(resolution.item)]
        if paper.exemption is None:
            _receipts([paper], [resolution])
    _receipts_of_actions(items[0], actions, words)
    if beside:
        _receipts(papers[-1:], beside)


def _moment(day):
    return datetime.combine(day, time(12), UTC)


def _in_words(day):
    return f"{day.day} {day:%B %Y}"


def _inspections(words):
    framework = Framework.objects.create(
        slug="ilacs", name="Inspection of local authority services", short_name="ILACS"
    )
    lines = [
        JudgementLine.objects.create(framework=framework, order=order, words=line)
        for order, line in enumerate(("Leadership", "Help and protection", "Children in care", "Overall"), 1)
    ]
    grades = [
        Grade.objects.create(framework=framework, order=order, words=grade)
        for order, grade in enumerate(("Outstanding", "Good", "Requires improvement", "Inadequate"), 1)
    ]
    inspections = []
    for kind, day in (("graded", date(2015, 11, 30)), ("focused", date(2018, 9, 20)), ("graded", date(2019, 7, 31))):
        inspections.append(
            Inspection.objects.create(
                slug=f"inspection-{day.year}", title=f"Inspection of {day.year}", kind=kind, framework=framework,
                inspectors="Ofsted", date_words=f"{day:%B %Y}", first_day=day.replace(day=1), last_day=day,
            )
        )  # fmt: skip
        if kind == "graded":
            for order, line in enumerate(lines, 1):
                Judgement.objects.create(
                    inspection=inspections[-1], order=order, line=line, grade=grades[2], words=words.passage()[:200]
                )
    return inspections


def _findings(inspections, words):
    """Forty-two findings of the last inspection, as many as the real plan has, and eight of the visit before."""
    line = JudgementLine.objects.first()
    kinds = ("improve", "strength", "improve", "strength", "recommendation")
    findings = [
        Finding.objects.create(inspection=inspections[2], number=number, kind=kinds[number % 5], line=line,
                               words=words.finding(number), paragraph=f"4.{number}")
        for number in range(1, 43)
    ]  # fmt: skip
    for number in range(1, 9):
        superseded_by = findings[number] if number % 2 else None
        findings.append(
            Finding.objects.create(inspection=inspections[1], number=number, kind="improve",
                                   words=words.finding(number + 11), superseded_by=superseded_by)
        )  # fmt: skip
    return findings


def _links(findings, priorities, actions, beside, people):
    """Each finding to improve has one to six actions, some confirmed, some removed since; a few have none: gaps."""
    improve = [finding for finding in findings if finding.kind != "strength"]
    basis = ("quoted", "matched", "matched", "confirmed")
    links, step = [], max(len(actions) // 100, 1)

    def link(model, finding, number, **to):
        kind = basis[number % 4]
        confirmed = {"confirmed_by": "Head of Service 1", "confirmed_on": date(2019, 12, 2)}
        removed = date(2019, 12, 20) if number % 17 == 16 else None
        return model(finding=finding, basis=kind, reason="Both name the same service.", removed_on=removed,
                     **(confirmed if kind == "confirmed" else {}), **to)  # fmt: skip

    for number, finding in enumerate(improve):
        if number % 7 != 6:
            priority = priorities[number % 12]
            FindingPriority.objects.bulk_create([link(FindingPriority, finding, number, priority=priority)])
            chosen = actions[number * step :: len(actions) // 6][: number % 6 + 1]
            links += [link(FindingAction, finding, number + place, action=a) for place, a in enumerate(chosen)]
        if number % 9 == 0:
            LinkChange.objects.create(
                what="removed", finding=finding, action=actions[number], reason="It is about other children.",
                by=people.second, on=date(2019, 12, 20), recorded_at=_moment(date(2019, 12, 20)),
            )  # fmt: skip
    links += [
        link(FindingAction, improve[number % len(improve)], number, action=action)
        for number, action in enumerate(beside[::40])
    ]
    FindingAction.objects.bulk_create(links, batch_size=BATCH)


def _meetings(plan, people):
    """The select committee, on which the member sits, and the board, with their meetings; give the agenda items."""
    items = []
    for slug, name, kind, days in (
        ("select", "Children and Young People Select Committee", "select", SELECT),
        ("board", "Improvement Board", "board", BOARD),
    ):
        committee = Committee.objects.create(slug=slug, name=name, council="Testham", kind=kind)
        committee.scrutinises.add(plan)
        if slug == "select":
            Seat.objects.create(committee=committee, user=people.member, first_day=date(2019, 5, 1))
        for day in days:
            over = day < date(2020, 1, 14)
            meeting = Meeting.objects.create(
                slug=f"{slug}-{day}", committee=committee, date_words=_in_words(day), first_day=day, last_day=day,
                considered=plan, papers_published_on=day - timedelta(days=9), minutes="draft" if over else "",
            )  # fmt: skip
            items.append(AgendaItem.objects.create(meeting=meeting, number="4", title="Improvement plan"))
            AgendaItem.objects.create(meeting=meeting, number="5", title="Budget of children’s services")
    return items


def _resolutions(plan, items, actions, people, words):
    """Twenty-four decisions, requests and promises: answered in part or whole, late, closed, or open."""
    kinds = ("decision", "request", "promise", "request", "intention", "referral")
    over = [item for item in items if item.meeting.first_day < date(2020, 1, 14)]
    resolutions = []
    for number in range(24):
        item = over[number % len(over)]
        day = item.meeting.first_day
        due = day + timedelta(days=30 + number * 4)
        resolutions.append(
            Resolution.objects.create(
                slug=f"matter-{number}", kind=kinds[number % 6], words=words.resolution(), item=item, plan=plan,
                needs_answer=number % 3 != 0, due_words=f"by {_in_words(due)}", due_first_day=day, due_last_day=due,
                owed_by="Head of Service 1", action=actions[number] if number % 8 == 0 else None,
            )
        )  # fmt: skip
        if number % 2 == 0:
            _answers(resolutions[-1], number, day, actions, people, words)
        if number % 6 == 2:
            closed = date(2020, 1, 7)
            Closure.objects.create(resolution=resolutions[-1], meeting=over[5].meeting, words="Noted and closed.",
                                   by=people.admin, on=closed, recorded_at=_moment(closed))  # fmt: skip
    return resolutions


def _answers(resolution, number, day, actions, people, words):
    for order in range(1, number % 3 + 2):
        action = actions[order] if number % 6 == 0 else None
        answer = Answer.objects.create(
            resolution=resolution, number=order, on=day + timedelta(days=10 * order), words=words.passage(),
            whole=number % 4 == 0, by=people.officer, post=people.post, action=action,
        )  # fmt: skip
    says = number % 4 == 0
    Verdict.objects.create(answer=answer, answers_it=says, because="" if says else "It gives one year of three.",
                           by=people.member, on=answer.on, recorded_at=_moment(answer.on))  # fmt: skip


def _measures(priorities, words):
    """Two measures a priority, each with where it began, its target, others' value and four of its own."""
    measures = []
    kinds = ("baseline", "target", "comparator", "value", "value", "value", "value")
    for priority in priorities:
        for number in (1, 2):
            measure = Measure.objects.create(
                priority=priority, number=number, name=words.action()[:120], unit="%", better="up"
            )
            measures.append(measure)
            for order, kind in enumerate(kinds, 1):
                day = date(2019, 2 + order, 28)
                MeasureValue.objects.create(
                    measure=measure, order=order, kind=kind, words=f"{60 + order}%", value=60 + order,
                    whose="national" if kind == "comparator" else "", date_words=f"{day:%B %Y}", first_day=day,
                    last_day=day,
                )  # fmt: skip
    return measures


def _commentary(plan, priorities, people, words):
    for day in (date(2019, 10, 9), date(2019, 12, 4), date(2020, 1, 9)):
        for priority in (None, *priorities):
            Commentary.objects.create(
                plan=plan, priority=priority, words=words.passage()[:700], by=people.officer, post=people.post, on=day,
                recorded_at=_moment(day),
            )  # fmt: skip
        for priority in priorities[::2]:
            PriorityImpact.objects.create(
                priority=priority, impact="some", words=words.update(), by=people.officer, post=people.post, on=day,
                recorded_at=_moment(day),
            )  # fmt: skip


# Which of the papers is exempt; nothing cites it.
EXEMPT_PAPER = 4


def _papers(items, words):
    """Each meeting's report, with its passages; one of them is exempt."""
    reports = []
    for number, item in enumerate(items):
        day = item.meeting.first_day
        exemption = _exemption(item.meeting.considered, day) if number == EXEMPT_PAPER else None
        reports.append(
            Report.objects.create(
                slug=f"report-{number}", title=f"Improvement plan: report {number}", kind="report", item=item,
                dated=day - timedelta(days=9), sha256=f"{number:064d}", exemption=exemption,
            )
        )  # fmt: skip
        Passage.objects.bulk_create(
            Passage(report=reports[-1], order=order, kind="bullet" if order % 4 else "paragraph", words=words.passage(),
                    number="" if order % 4 else f"{order // 40 + 1}.{order // 4 % 10 + 1}", exemption=exemption)
            for order in range(1, PASSAGES_A_PAPER + 1)
        )  # fmt: skip
    return reports


def _exemption(plan, day):
    return Exemption.objects.create(plan=plan, paragraph="3", reason="The paper says so.", on=day)


def _glossary(paper):
    """The glossary's entries, which stand in a paper of the plan."""
    passages = list(paper.passages.all())
    for order, (term, meaning) in enumerate(terms(), 1):
        entry = GlossaryTerm.objects.create(order=order, term=term, meaning=meaning)
        for place in (0, 1):
            Citation.objects.create(key=f"term-{order}-{place}", passage=passages[2 * order + place], term=entry)


def _receipts(papers, records):
    """A receipt of each record, from the passages of these papers one after the other."""
    passages = list(Passage.objects.filter(report__in=papers).order_by("order", "report"))
    Citation.objects.bulk_create(
        (
            Citation(key=f"{record._meta.model_name}-{record.pk}", passage=passages[number % len(passages)],
                     **{record._meta.model_name: record})
            for number, record in enumerate(records)
        ),
        batch_size=BATCH,
    )  # fmt: skip


def _receipts_of_actions(item, actions, words):
    """The report that the plan came from: a cell of its table for each action, cited by the action."""
    for part, begins in enumerate(range(0, len(actions), CELLS_A_PAPER)):
        report = Report.objects.create(
            slug=f"plan-{part}", title="The improvement plan", kind="report", item=item, dated=date(2019, 7, 1),
            sha256=f"{1000 + part:064d}",
        )  # fmt: skip
        cells = Passage.objects.bulk_create(
            (
                Passage(report=report, order=order, kind="cell", words=action.words, table=order % 12 + 1,
                        row=order // 12 + 2, column=3, column_heading="What else we have planned through 2020/21")
                for order, action in enumerate(actions[begins : begins + CELLS_A_PAPER], 1)
            ),
            batch_size=BATCH,
        )  # fmt: skip
        Citation.objects.bulk_create(
            (
                Citation(key=f"plan-{cell.pk}", passage=cell, action=action)
                for cell, action in zip(cells, actions[begins:], strict=False)
            ),
            batch_size=BATCH,
        )
