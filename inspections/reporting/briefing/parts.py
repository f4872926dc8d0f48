"""The parts of a briefing that list something: what is late and why, changes, promises, what is due, findings."""

from datetime import date
from typing import Any

from actions.board.figures import Figures
from actions.lists.tables import due_in_words
from actions.models import action_status
from actions.pages.page_context import PageContext
from actions.positions import changes
from actions.positions.baseline import Baseline
from actions.positions.change_words import ChangeInWords, changes_in_words
from actions.positions.in_the_way import WITH_WHY, in_the_way_of_annotated
from actions.positions.status import Status, StatusWithReason
from csc_tracker.pages.addresses import cached_reverse
from csc_tracker.pages.shortening import clipped, shortened
from csc_tracker.pages.wording import count_of, in_words, lowered, raised, sentence
from inspections.models import Finding, Resolution
from inspections.reporting.briefing.actions import MOST_LISTED, STILL_OPEN, Listed, PlanActions, count_with_address
from inspections.reporting.briefing.content import FRONT_PARTS, Count, Entry, Part
from inspections.scrutiny.findings.gaps import Gap, not_looked_at_in_words
from inspections.scrutiny.resolutions.progress import WAITING, State

# How many entries each part shows on the first page, which is one to look at.
FRONT = dict(zip(FRONT_PARTS, (3, 3, 2), strict=True))
# How many characters of an entry's words the first page has room for, and of a reason.
SHORT, SHORT_WHY = 64, 90
_COLUMNS = {
    "late": ["Action", "What it says", "Status, and what is in the way"],
    "changed": ["Action", "What it says", "What changed"],
    "promised": ["How and when", "What was said", "How far it is answered"],
    "due": ["Action", "What it says", "When it is due, and the latest update"],
    "findings": ["Finding", "What it says", "What answers it"],
}

NEVER_CONSIDERED = "There is no record of this committee considering the plan before."


def late_part(page_context: PageContext, actions: PlanActions, whole: Figures) -> Part:
    """The actions that are late, off track or at risk, each with what an officer last said is in the way."""
    part = Part(code="late", heading="Late or at risk, and why")
    listed = actions.red_or_amber
    if not listed.number:
        part.says = ["No action is late, off track or at risk."]
        return part
    part.counts = [
        count_with_address(page_context, whole.by_state[state], lowered(state.label), state.value, status=state.value)
        for state in WITH_WHY
        if whole.by_state[state]
    ]
    return _with_entries(part, [_late_entry(page_context, action) for action in listed.actions], listed.number)


def _late_entry(page_context: PageContext, action: Any) -> Entry:
    shown = action_status(action, page_context.on, page_context.plan.update_interval_days)
    why = in_the_way_of_annotated(action.position)
    assert why is not None  # it is late, off track or at risk
    detail = raised(shown.detail)
    entry = _action_entry(page_context, action, shown, [detail, sentence(why.in_one)], detail.rstrip("."))
    entry.why, entry.who, entry.short_why = why.words, why.who, shortened(why.words, SHORT_WHY)
    return entry


def changed_part(page_context: PageContext, since: Baseline | None, actions: PlanActions) -> Part:
    """The actions that changed since the baseline, each in one entry with all its changes; and how many show each."""
    part = Part(code="changed", heading="Changed since last considered")
    if since is None:
        part.says = [NEVER_CONSIDERED]
        return part
    part.says = [f"Since {in_words(since.day)}. {since.words}"]
    listed = actions.changed
    part.says.append(f"{count_of(listed.number, 'action')} changed." if listed.number else "Nothing has changed since.")
    part.counts = [
        count_with_address(page_context, number, changes.COUNTED_AS[change], change=change.value, since=since.key)
        for change, number in actions.changes.items()
    ]
    return _with_entries(part, _changed_entries(page_context, since, listed.actions), listed.number)


def _changed_entries(page_context: PageContext, since: Baseline, actions: list[Any]) -> list[Entry]:
    interval, up_to = page_context.plan.update_interval_days, page_context.up_to
    rows = changes_in_words({action: action.changes for action in actions}, since, page_context.on, interval, up_to)
    entries = []
    for action in actions:
        shown, its = action_status(action, page_context.on, interval), rows[action.pk]
        brief = raised(", ".join(lowered(row.change.label) for row in its))
        entries.append(_action_entry(page_context, action, shown, [_change_in_sentences(row) for row in its], brief))
    return entries


def changed_entry(page_context: PageContext, row: ChangeInWords) -> Entry:
    """One change of an action in columns, from a row of `changes_in_words`."""
    return Entry(
        name=row.action.reference,
        words=row.action.words,
        note=_change_in_sentences(row),
        change=row.change.label,
        was=row.was,
        now=row.now,
        why=row.why,
        who=row.who,
        address=page_context.address(cached_reverse("action", row.action.reference)),
    )


def _change_in_sentences(row: ChangeInWords) -> str:
    said = f"{row.change.label}: from “{row.was}” to “{row.now}”."
    return " ".join([said, *(sentence(words) for words in (row.why, row.who) if words)])


def due_part(page_context: PageContext, listed: Listed, until: date, says: str) -> Part:
    """The open actions due up to and including the day `until`; `says` is the sentence that explains that day."""
    part = Part(code="due", heading="Due before the next meeting", says=[says])
    if not listed.number:
        part.says.append("No open action is due by then.")
        return part
    states, day = [state.value for state in STILL_OPEN], page_context.on.isoformat()
    words = f"due by {in_words(until)}"
    part.counts = [
        count_with_address(page_context, listed.number, words, status=states, due_from=day, due_to=until.isoformat()),
    ]
    return _with_entries(part, [_due_entry(page_context, action) for action in listed.actions], listed.number)


def _due_entry(page_context: PageContext, action: Any) -> Entry:
    shown = action_status(action, page_context.on, page_context.plan.update_interval_days)
    note = [f"Due {due_in_words(action)}."]
    if shown.state != Status.NOT_RATED:
        note.append(raised(shown.detail))
    note += _latest_words(action)
    return _action_entry(page_context, action, shown, note, in_words(action.position.due_last_day))


def _latest_words(action: Any) -> list[str]:
    """The action's latest words with their day: a list of one sentence, or an empty one."""
    position = action.position
    return [sentence(f"{in_words(position.said_for)}: {position.said}")] if position.said else []


def _action_entry(
    page_context: PageContext, action: Any, shown: StatusWithReason, note: list[str], brief: str
) -> Entry:
    return Entry(
        name=action.reference,
        words=action.words,
        short=clipped(action.words, SHORT),
        note=" ".join(note),
        brief=brief,
        state=shown.state.value,
        state_words=shown.words,
        hollow=shown.out_of_date,
        address=page_context.address(cached_reverse("action", action.reference)),
    )


def findings_part(page_context: PageContext, findings: list[Finding]) -> Part:
    """The findings to improve that nothing answers, as somebody found, or only finished work."""
    part = Part(code="findings", heading="Findings not answered")
    if not findings:
        part.says = ["No findings to improve are recorded for this plan."]
        return part
    gaps = {gap: [finding for finding in findings if finding.gap == gap] for gap in (Gap.NONE, Gap.FINISHED)}
    listed, waiting = [*gaps[Gap.NONE], *gaps[Gap.FINISHED]], sum(each.gap == Gap.NOT_LOOKED_AT for each in findings)
    part.says = [not_looked_at_in_words(waiting, len(findings))] if waiting else []
    if not listed:
        part.says += [] if waiting else [f"Something answers each of the {len(findings)} findings to improve."]
        return part
    path = cached_reverse("findings")
    part.says.append(f"Of {len(findings)} findings to improve:")
    part.counts = [
        Count(len(gaps[gap]), words, address=page_context.address(path, gap=gap.value) if gaps[gap] else "")
        for gap, words in ((Gap.NONE, "that nothing answers"), (Gap.FINISHED, "with only finished work"))
    ]
    return _with_entries(part, [_finding_entry(page_context, finding) for finding in listed[:MOST_LISTED]], len(listed))


def _finding_entry(page_context: PageContext, finding: Any) -> Entry:
    gap, inspection = Gap(finding.gap).label, finding.inspection
    source = f"{inspection.title}, {inspection.date_words}"
    source = f"{source}; {finding.whose_words}" if finding.whose_words else source
    return Entry(
        name=f"Finding {finding.number}",
        words=finding.words,
        short=clipped(finding.words, SHORT),
        note=f"{gap}. {source}.",
        brief=gap,
        address=page_context.address(finding.page()),
    )


def promises_part(page_context: PageContext, matters: list[Resolution]) -> Part:
    """The matters that are not fully answered. They come with their state, the overdue ones first."""
    part = Part(code="promised", heading="Still waiting for an answer")
    if not matters:
        part.says = ["Everything decided, asked or promised that needs an answer has had one."]
        return part
    path = cached_reverse("resolutions")
    part.counts = [
        Count(number, lowered(state.label), address=page_context.address(path, state=state.value))
        for state in WAITING
        if (number := sum(matter.state == state for matter in matters))
    ]
    part.says = ["Overdue ones come first."] if any(matter.summary.overdue for matter in matters) else []
    return _with_entries(part, [_matter_entry(page_context, matter) for matter in matters[:MOST_LISTED]], len(matters))


def _matter_entry(page_context: PageContext, matter: Any) -> Entry:
    summary, state = matter.summary, f"{State(matter.state).label}."
    due = f"{summary.due}." if summary.due else ""
    owed = f"Owed by {matter.owed_by}." if matter.owed_by else ""
    return Entry(
        name=f"{raised(summary.how)}, {summary.day}",
        words=matter.words,
        short=clipped(matter.words, SHORT),
        note=" ".join(filter(None, [state, due, owed])),
        brief=" ".join(filter(None, ["" if summary.overdue else state, due])).rstrip("."),
        address=page_context.address(cached_reverse("resolution", matter.slug)),
    )


def _with_entries(part: Part, entries: list[Entry], total: int) -> Part:
    """The part with its entries, and its sentences on those that it leaves out. `total` is how many there are."""
    part.columns = _COLUMNS[part.code]
    part.rows, part.total, part.front = entries, total, FRONT.get(part.code, 0)
    part.front_more = and_more(total - part.front) if part.front else ""
    part.more = (
        f"These are the first {len(entries)} of {total}. The Excel file has them all." if total > MOST_LISTED else ""
    )
    return part


def and_more(number: int) -> str:
    """What a list on the first page says where it leaves out this number; empty for none."""
    return f"and {number} more: see the details" if number > 0 else ""
