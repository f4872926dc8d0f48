"""The briefing for a meeting: one builder of plain values (see content.py), drawn as page, PDF, Word and Excel.

`briefing` is what fits on one side of A4 with the lists behind it; `details` gives the actions, one priority at a time,
so that a plan of any size is made in bounded memory.
"""

from calendar import monthrange
from collections import defaultdict
from datetime import date, timedelta

from django.db.models import Q, prefetch_related_objects

from actions.board import figures as board
from actions.board.over_time import over_time
from actions.lists.tables import due_in_words
from actions.lists.worth_asking import Ask, officers_updates
from actions.models import Action, PriorityImpact, ProgressUpdate, shown_for
from actions.pages import panels
from actions.pages.demonstration import demonstration_words
from actions.positions import changes
from actions.positions.as_at import has_status
from actions.positions.status import REPORTED, Shows, in_words
from actions.updating.statements import of_plan as stated_of_plan
from csc_tracker.pages.addresses import cached_reverse
from inspections.models import Finding as FindingRecord
from inspections.models import FindingAction, GlossaryTerm
from inspections.reporting.briefing.actions import BEHIND, STILL_OPEN, plan_actions
from inspections.reporting.briefing.content import (
    ActionDetail,
    Briefing,
    Count,
    Finding,
    Matter,
    Measured,
    Part,
    PriorityDetail,
    PriorityLine,
    Row,
    Said,
    Term,
)
from inspections.reporting.briefing.questions import ORDER_SAYS, clipped, questions
from inspections.scrutiny.findings.gaps import Gap
from inspections.scrutiny.plan_queries import findings_to_improve, meetings, said_of_plan
from inspections.scrutiny.resolutions.progress import HOW, WAITING, State, one_a_matter, waiting
from priorities.models import Commentary, MeasureValue, Priority

# How many rows a part shows on the first page, which is one side of A4.
FRONT = {"changed": 2, "late": 3, "due": 4, "findings": 4, "promised": 4}
PRIORITIES_FRONT = 12
# How many actions of a priority the PDF lists: setting a table in type takes far more room than anything else here.
PAPER = 80
# How many characters of a row's words the first page has room for.
SHORT = 64
NAME = 46  # of a priority's name in its line
# A meeting further away than this tells a committee nothing about what is due: its own calendar runs for a year.
KNOWN_AHEAD = timedelta(days=366)
MONTHS_AHEAD = 3
# How many of an action's latest words are told in the details, and how many actions a finding names.
LATEST_WORDS, NAMED = 3, 30
_COLUMNS = {
    "changed": ["Action", "What it says", "What changed"],
    "late": ["Action", "What it says", "Status"],
    "due": ["Action", "What it says", "When it is due, and the latest update"],
    "findings": ["Finding", "What it says", "What answers it"],
    "promised": ["How and when", "What was said", "How far it is answered"],
}
_NO_IMPACT = "Not yet known"


def briefing(page_context, meeting) -> Briefing:
    """What the committee of this meeting needs to know of the plan on the day asked."""
    briefing, findings, known = _page(page_context, meeting)
    briefing.findings = _findings_listed(page_context, findings)
    prefetch_related_objects(known, "answers")
    briefing.matters = [_matter(matter, page_context) for matter in known]
    briefing.glossary = (
        [] if page_context.plan.practice else [Term(each.term, each.meaning) for each in GlossaryTerm.objects.all()]
    )
    return briefing


def page(page_context, meeting) -> Briefing:
    """The same without what only the files have: every finding, every matter and the papers' glossary."""
    return _page(page_context, meeting)[0]


def _page(page_context, meeting):
    """The briefing as far as its page goes, the findings to improve, and every matter that is known."""
    whole, rows = board.figures(page_context.plan, page_context.on, up_to=page_context.up_to)
    findings = findings_to_improve(page_context)
    waiting, known = _matters(page_context)
    commentaries, impacts = _stated(page_context, rows)
    since, coming = _meetings_around(page_context, meeting)
    until, until_says = _horizon(page_context, meeting, coming)
    actions = plan_actions(page_context, rows, since, until)
    lines = [_line(page_context, row, commentaries, impacts) for row in rows]
    briefing = Briefing(
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
        position_note=_REPORTED if page_context.as_reported else _POSITION[page_context.tense],
        demonstration=demonstration_words(page_context.plan.practice),
        sentence=board.sentence(whole, page_context.on),
        totals=[_total(page_context, state, whole.by_state[state]) for state in board.BAR_ORDER],
        totals_notes=_apart(page_context, whole),
        commentary=commentaries[None],
        parts=[
            _changed(page_context, since, actions),
            _late(page_context, actions, whole),
            _due(page_context, actions, until, until_says),
            _unanswered(page_context, findings),
            _promised(page_context, waiting),
        ],
        questions=questions(page_context, rows, findings, actions),
        questions_says=ORDER_SAYS,
        priorities=lines,
        priorities_front=PRIORITIES_FRONT,
        priorities_more=_and_more(len(lines) - PRIORITIES_FRONT),
        priorities_says=_of_all(lines),
        key=[Count(words=state.label, state=state.value) for state in (*board.BAR_ORDER, Shows.STOPPED)],
        key_says="A hollow mark means that the rating is out of date.",
        over_time=over_time(page_context, whole) or {},
    )
    return briefing, findings, known


_POSITION = {
    "today": "This is the live position.",
    "past": "Calculated later, from what has been recorded since.",
    "future": "This date is in the future. This is how the plan will look if nothing more is reported.",
}
_REPORTED = "As last reported to a committee. Updates since then are not included."


# 1 Progress so far


def _total(page_context, state, number):
    address = page_context.address(cached_reverse("actions"), shows=state.value) if number else ""
    return Count(number, state.label, state.value, address)


def _apart(page_context, whole):
    """What is counted apart from the plan's actions, and the ratings that are out of date: only where there are any."""
    counts = [_total(page_context, state, whole.by_state[state]) for state in (Shows.STOPPED, Shows.NOT_REPORTED)]
    old = whole.counts["out_of_date"]
    address = page_context.address(cached_reverse("actions"), out_of_date="yes")
    words = f"rating{'' if old == 1 else 's'} out of date, older than {page_context.plan.update_interval_days} days"
    return [count for count in [*counts, Count(old, words, address=address)] if count.number]


def _stated(page_context, rows):
    """The latest commentary on the plan (None) and on each priority, as lists of one or none; and by priority the
    latest statement of the difference that it has made.
    """
    about = {row.priority.pk: f"on priority {row.priority.number}, {row.priority.short_name}" for row in rows}
    stated = stated_of_plan(page_context)
    latest = {kind: {each.priority: each for each in reversed(statements)} for kind, statements in stated.items()}
    said = {key: [_said(each, about.get(key, "on the plan"))] for key, each in latest.get(Commentary, {}).items()}
    return defaultdict(list, said), latest.get(PriorityImpact, {})


def _said(row, about=""):
    return Said(row.words, _who(row), in_words(row.on), about)


def _who(row):
    """Who said it: the name, and the post where it is kept."""
    return f"{row.by}, {row.post}" if row.post else str(row.by)


# 2 Changed since the committee last considered the plan


def _meetings_around(page_context, meeting):
    """What change is counted from, and the committee's next meeting after this one; None for what is not known.

    Change is counted from when this meeting's committee last considered the plan before it, or from another meeting or
    day where the reader's address names one. Of a meeting whose committee is not known, the next is any committee's.
    """
    around = meetings(page_context, meeting.slug)
    known, coming = panels.baselines(page_context), around.coming
    if coming and coming.first_day > max(page_context.on, meeting.last_day) + KNOWN_AHEAD:
        coming = None
    if page_context.since:
        return panels.baseline(page_context, known), coming
    committee = meeting.committee_id
    theirs = {
        each.slug
        for each in around.held
        if committee and each.committee_id == committee and each.last_day < meeting.first_day
    }
    return next((each for each in known if each.key in theirs), None), coming


def _changed(page_context, since, actions):
    part = Part(number=2, code="changed", heading="Changed since last considered")
    if since is None:
        part.says = ["There is no record of this committee considering the plan before."]
        return part
    changed = actions.changed
    shown = defaultdict(list)
    for change, listed in changed.items():
        for action in listed.actions:
            shown[action].append(change)
    said = changes.in_words_of(
        shown, since, page_context.on, page_context.plan.update_interval_days, page_context.up_to
    )
    rows = [
        _changed_row(page_context, each)
        for change, listed in changed.items()
        for action in listed.actions
        for each in said[action.pk]
        if each.change == change
    ]
    part.says = [f"Since {in_words(since.day)}. {since.words}"]
    part.says += [] if changed else ["Nothing has changed since then."]
    part.counts = [
        Count(
            listed.number,
            changes.COUNTED_AS[change],
            address=page_context.address(cached_reverse("actions"), change=change.value, since=since.key),
        )
        for change, listed in changed.items()
    ]
    return _listed(part, rows, sum(listed.number for listed in changed.values()))


def _changed_row(page_context, each):
    label = each.change.label
    said = [f"{label}: from “{each.was}” to “{each.now}”."]
    said += [f"{text.rstrip('.')}." for text in (each.why, each.who) if text]
    return Row(
        each.action.reference, each.action.words, _short(each.action.words), " ".join(said), label,
        change=label, was=each.was, now=each.now, why=each.why, who=each.who,
        address=page_context.address(cached_reverse("action", each.action.reference)),
    )  # fmt: skip


# 3 Late or moved


def _late(page_context, actions, whole):
    part = Part(number=3, code="late", heading="Late or moved")
    if not actions.late.number:
        part.says = ["No action is late, and no open action’s date has been moved."]
        return part
    late, moved = whole.by_state[Shows.LATE], actions.worth_asking[Ask.MOVED].number
    part.counts = [
        Count(
            late,
            "late",
            Shows.LATE.value,
            page_context.address(cached_reverse("actions"), shows="late") if late else "",
        ),
        Count(
            moved,
            "open, with the date moved",
            address=page_context.address(cached_reverse("actions"), ask=Ask.MOVED.value) if moved else "",
        ),
    ]
    rows = [_late_row(page_context, action) for action in actions.late.actions]
    return _listed(part, rows, actions.late.number)


def _late_row(page_context, action):
    shown, position = shown_for(action, page_context.on, page_context.plan.update_interval_days), action.position
    why, who = position.move_reason, position.move_agreed_by
    notes = [shown.detail[0].upper() + shown.detail[1:]] if shown.detail else []
    if why is not None:
        agreed = f" Agreed by {who}." if who else ""
        notes.append(f"Date moved: {why.rstrip('.') or 'the reason was removed'}.{agreed}")
    first, due = position.first_due_last_day, position.due_last_day
    return _row(
        page_context, action, shown, " ".join([*notes, *_last_said(action)]), brief=f"due {in_words(due)}",
        was=in_words(first) if first and first != due else "",
        now=in_words(due), why=why or "", who=who or "",
    )  # fmt: skip


def _last_said(action):
    position = action.position
    return [f"{in_words(position.said_for)}: {position.said.rstrip('.')}."] if position.said else []


# 4 Due before the next meeting


def _due(page_context, actions, until, says):
    part = Part(number=4, code="due", heading="Due before the next meeting", says=[says])
    if not actions.due.number:
        part.says.append("No open action is due by then.")
        return part
    address = page_context.address(
        cached_reverse("actions"),
        shows=[state.value for state in STILL_OPEN],
        due_from=page_context.on.isoformat(),
        due_to=until.isoformat(),
    )
    part.counts = [Count(actions.due.number, f"due by {in_words(until)}", address=address)]
    rows = [_due_row(page_context, action) for action in actions.due.actions]
    return _listed(part, rows, actions.due.number)


def _due_row(page_context, action):
    shown = shown_for(action, page_context.on, page_context.plan.update_interval_days)
    notes = [f"Due {due_in_words(action)}."]
    if shown.state != Shows.NOT_RATED:
        notes.append(f"{shown.detail[0].upper()}{shown.detail[1:]}")
    notes += _last_said(action)
    return _row(page_context, action, shown, " ".join(notes), brief=in_words(action.position.due_last_day))


def _horizon(page_context, meeting, coming):
    """The last day of what is due before the committee meets again, and the sentence that says which day that is."""
    if coming:
        return coming.first_day - timedelta(
            days=1
        ), f"The committee’s next meeting after this one: {coming.date_words}."
    until = _months_after(max(page_context.on, meeting.last_day), MONTHS_AHEAD)
    return until, f"No later meeting is recorded, so this looks {MONTHS_AHEAD} months ahead, to {in_words(until)}."


def _months_after(day, months):
    """The same day so many months later, or the last day of that month."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


# 5 Findings not answered


def _unanswered(page_context, findings):
    part = Part(number=5, code="findings", heading="Findings not answered")
    if not findings:
        part.says = ["No findings to improve are recorded for this plan."]
        return part
    gaps = {gap: [finding for finding in findings if finding.gap == gap] for gap in (Gap.NONE, Gap.FINISHED)}
    listed = [*gaps[Gap.NONE], *gaps[Gap.FINISHED]]
    if not listed:
        part.says = [f"Work is still open for each of the {len(findings)} findings to improve."]
        return part
    path = cached_reverse("findings")
    part.says = [f"Of {len(findings)} findings to improve:"]
    part.counts = [
        Count(len(gaps[gap]), words, address=page_context.address(path, gap=gap.value) if gaps[gap] else "")
        for gap, words in ((Gap.NONE, "with no action found"), (Gap.FINISHED, "with only finished work"))
    ]
    rows = [
        Row(
            f"Finding {finding.number}",
            finding.words,
            _short(finding.words),
            f"{Gap(finding.gap).label}. {_sourced(finding)}",
            Gap(finding.gap).label,
            address=f"{page_context.address(path)}#{finding.anchor}",
        )
        for finding in listed[:BEHIND]
    ]
    return _listed(part, rows, len(listed))


def _sourced(finding):
    whose = finding.whose_words
    return f"{finding.inspection.title}, {finding.inspection.date_words}{f'; {whose}' if whose else ''}."


def _findings_listed(page_context, improve):
    """Every finding of the plan in columns, strengths too, with the actions that answer each."""
    every = FindingRecord.objects.of_plan(page_context.plan, page_context.on).select_related("inspection", "line")
    every = list(every.order_by("inspection", "number"))
    gaps = {finding.pk: Gap(finding.gap).label for finding in improve}
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
            finding.number, finding.inspection.title, str(finding.line or ""), finding.get_kind_display(),
            finding.words, finding.whose_words, gaps.get(finding.pk, ""), _listing(answers[finding.pk]),
        )
        for finding in every
    ]  # fmt: skip


def _listing(references):
    more = len(references) - NAMED
    return ", ".join(references[:NAMED]) + (f" and {more} more" if more > 0 else "")


# 6 Promised or asked, not fully answered


def _matters(page_context):
    """What is decided, asked or promised and not wholly answered, overdue first; and every matter that is known."""
    matters = one_a_matter(said_of_plan(page_context.plan, page_context.on))
    unanswered = sorted(waiting(matters), key=lambda each: (not each.overdue, each.due_last_day or date.max))
    return unanswered, matters


def _promised(page_context, waiting):
    part = Part(number=6, code="promised", heading="Promised or asked, not fully answered")
    if not waiting:
        part.says = ["Everything decided, asked or promised that needs an answer has had one."]
        return part
    path = cached_reverse("resolutions")
    part.counts = [
        Count(number, _lowered(state.label), address=page_context.address(path, state=state.value))
        for state in WAITING
        if (number := sum(matter.state == state for matter in waiting))
    ]
    overdue = any(matter.summary.overdue for matter in waiting)
    part.says = ["Overdue ones come first."] if overdue else []
    rows = []
    for matter in waiting[:BEHIND]:
        state, due = State(matter.state).label, matter.summary.due
        how = f"{matter.summary.how[0].upper()}{matter.summary.how[1:]}, {matter.summary.day}"
        owed = f" Owed by {matter.owed_by}." if matter.owed_by else ""
        rows.append(
            Row(
                how, matter.words, _short(matter.words), f"{state}. {f'{due}.' if due else ''}{owed}".strip(),
                due if matter.summary.overdue else f"{state}. {due}" if due else state,
                address=page_context.address(cached_reverse("resolution", matter.slug)),
            )
        )  # fmt: skip
    return _listed(part, rows, len(waiting))


def _matter(matter, page_context):
    answers = [answer for answer in matter.answers.all() if answer.on <= page_context.on]
    return Matter(
        HOW[matter.kind], matter.words, str(matter.item.meeting), matter.summary.day, State(matter.state).label,
        matter.summary.due, matter.owed_by,
        " ".join(f"{in_words(answer.on)}: {answer.words.rstrip('.')}." for answer in answers),
    )  # fmt: skip


# 8 Each priority in one line


def _line(page_context, row, commentaries, impacts):
    said = [
        Count(
            number,
            _lowered(state.label),
            state.value,
            page_context.address(cached_reverse("actions"), priority=row.priority.number, shows=state.value)
            if number
            else "",
        )
        for state in (*board.BAR_ORDER, Shows.STOPPED)
        if (number := row.figures.by_state[state]) or state == Shows.COMPLETE
    ]
    return PriorityLine(
        row.priority.number, row.priority.short_name, clipped(row.priority.short_name, NAME), said, _figures(said),
        board.next_date(row.figures),
        row.priority.lead.title if row.priority.lead else "", _impact(row, impacts),
        commentaries[row.priority.pk], page_context.address(cached_reverse("priority", row.priority.number)),
    )  # fmt: skip


def _figures(counts):
    return ", ".join(f"{count.number} {count.words}" for count in counts)


def _impact(row, impacts):
    """What is known of a priority's difference for children: its own statement, else how many actions tell of one."""
    stated = impacts.get(row.priority.pk)
    if stated:
        return stated.impact_label
    number = row.figures.counts["with_impact"]
    return f"recorded for {number} of {row.figures.complete} complete" if number else _NO_IMPACT


def _of_all(lines):
    """What would be the same in every line, said once in its place."""
    said = []
    if lines and all(line.impact == _NO_IMPACT for line in lines):
        said.append("No impact on children and families has been recorded for any priority yet.")
    if lines and not any(line.lead for line in lines):
        said.append("No priority has a named lead.")
    return said


# What the parts share


def _row(page_context, action, shown, note, **more):
    return Row(
        action.reference, action.words, _short(action.words), note, state=shown.state.value, state_words=shown.words,
        hollow=shown.out_of_date, address=page_context.address(cached_reverse("action", action.reference)), **more,
    )  # fmt: skip


def _listed(part, rows, total):
    """The part with its rows, and what it says of those that it leaves out."""
    part.columns = _COLUMNS[part.code]
    part.rows, part.total, part.front = rows, total, FRONT[part.code]
    part.front_more = _and_more(total - part.front)
    part.more = f"These are the first {len(rows)} of {total}. The Excel file has them all." if total > BEHIND else ""
    return part


def _and_more(number):
    return f"and {number} more: see the details" if number > 0 else ""


def _short(words):
    return clipped(words, SHORT)


def _lowered(words):
    """A label inside a sentence; a date or a reference keeps its capital."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


# The details behind


def details(page_context, meeting):
    """Every priority whole, one at a time: only one priority's actions are ever at hand."""
    since, _ = _meetings_around(page_context, meeting)
    _, rows = board.figures(page_context.plan, page_context.on, up_to=page_context.up_to)
    every = {priority.pk: priority for priority in Priority.objects.filter(plan=page_context.plan)}
    (commentaries, impacts), measures = _stated(page_context, rows), _measures(page_context)
    for row in rows:
        line, priority = _line(page_context, row, commentaries, impacts), every[row.priority.pk]
        stated = impacts.get(row.priority.pk)
        actions = page_context.positions(Action.objects.of_plan(page_context.plan)).filter(
            has_status(*REPORTED), priority=priority
        )
        actions = list((changes.with_changes(actions, since) if since else actions).order_by("number"))
        changed = _changes_of(page_context, actions, since) if since else defaultdict(list)
        reported = _reported(page_context, row.priority, since)
        said = [_action(page_context, action, reported[action.pk], changed[action.pk]) for action in actions]
        yield PriorityDetail(
            line.number, line.name, priority.words, priority.why, line.lead, line.figures, line.next_date,
            line.impact, f"{stated.words} ({_who(stated)}, {in_words(stated.on)})" if stated else "",
            line.commentary, measures[row.priority.pk],
            _unreported(row.figures.by_state[Shows.NOT_REPORTED]), PAPER, _on_paper(len(said)), said, line.address,
        )  # fmt: skip


def not_reported(page_context):
    """The plan's actions that were not yet reported, one at a time: the briefing counts them and lists none."""
    actions = page_context.positions(Action.objects.of_plan(page_context.plan)).filter(has_status(Shows.NOT_REPORTED))
    for action in actions.order_by("priority__number", "number").iterator(chunk_size=250):
        yield _action(page_context, action, [], [])


def _changes_of(page_context, actions, since):
    """By action: what changed since then, as rows; an action whose position is the same as before shows nothing."""
    others = {action: changes.changes_of(action) for action in actions if action.position != action.before}
    said = changes.in_words_of(
        others, since, page_context.on, page_context.plan.update_interval_days, page_context.up_to
    )
    return defaultdict(list, {pk: [_changed_row(page_context, each) for each in rows] for pk, rows in said.items()})


def _on_paper(number):
    return f"These are the first {PAPER} of {number} actions. The Excel file has them all." if number > PAPER else ""


def _unreported(number):
    if not number:
        return ""
    return f"{number} action{'' if number == 1 else 's'} not yet reported by this date."


def _action(page_context, action, reported, changed):
    shown = shown_for(action, page_context.on, page_context.plan.update_interval_days)
    position = action.position
    first = position.first_due_last_day
    return ActionDetail(
        action.reference, action.words, action.column, position.stage, shown.state.value, shown.words, _reason(shown),
        shown.out_of_date, due_in_words(action),
        in_words(first) if first and first != position.due_last_day else "",
        action.owner.title if action.owner else "", in_words(position.last_said) if position.last_said else "",
        _IMPACTS.get(position.impact, ""), reported, changed,
        page_context.address(cached_reverse("action", action.reference)),
    )  # fmt: skip


def _reason(shown):
    """Why it shows, as far as the columns beside it do not say so."""
    return "" if shown.state == Shows.NOT_RATED else shown.detail.removeprefix("Reported complete ")


_IMPACTS = dict(ProgressUpdate._meta.get_field("impact").choices)


def _reported(page_context, priority, since):
    """By action: what officers said of it since the committee last considered the plan, the latest first."""
    said = officers_updates(page_context).filter(action__priority=priority)
    if since:
        later = Q(effective_date__gt=since.day)
        said = said.filter(later if since.up_to is None else later | Q(sequence__gt=since.up_to))
    said = said.exclude(words="", impact_words="", evidence_words="")
    reports = defaultdict(list)
    said = said.order_by("action", "-effective_date", "-sequence").values_list(*_REPORT, named=True)
    for update in said:
        if len(reports[update.action_id]) < LATEST_WORDS:
            reports[update.action_id].append(_report(update))
    return reports


_REPORT = ("action_id", "effective_date", "words", "evidence_words", "impact_words")


def _report(update):
    said = [
        f"{label}{text.rstrip('.')}."
        for label, text in (
            ("", update.words), ("Evidence: ", update.evidence_words), ("Impact: ", update.impact_words)
        )
        if text
    ]  # fmt: skip
    return f"{in_words(update.effective_date)}: {' '.join(said)}"


def _measures(page_context):
    """By priority: its measures' values that were known by the day, in the papers' order."""
    values = MeasureValue.objects.filter(measure__priority__plan=page_context.plan).filter(
        Q(last_day=None) | Q(last_day__lte=page_context.on) | Q(kind=MeasureValue.Kind.TARGET)
    )
    measures = defaultdict(list)
    for value in values.select_related("measure").order_by("measure__number", "order"):
        kind = f"{value.get_kind_display()}, {value.whose}" if value.whose else value.get_kind_display()
        measure = value.measure
        measures[measure.priority_id].append(
            Measured(measure.name, measure.unit, measure.get_better_display(), kind, value.words, value.date_words)
        )
    return measures
