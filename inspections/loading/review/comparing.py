"""Comparing what a paper gives with what is here: the same again, changed, new, or no longer there."""

from dataclasses import dataclass, field
from datetime import date

from actions.models import DueBasis, Stage
from inspections.loading.recognising.proposals import Proposal, ProposalKind
from inspections.loading.review.existing_records import ExistingAction, ExistingRecords
from inspections.loading.review.similarity import Weights, likeness, without_dates, words_of
from inspections.models import ProposedChange

# How alike two actions must be to be the same one: within one priority, and where the paper moved it to another.
ALIKE = 0.62
ALIKE_ELSEWHERE = 0.8
# With the paper's own reference in common less is enough: references are renumbered, but seldom.
ALIKE_BY_REFERENCE = 0.35
# A finding or a decision that is here already is nearly word for word the same.
SAME_WORDS = 0.9
# So many telling words are not said twice by chance.
TELLING = 5
# The share of a paper's actions, and of its priorities, that must be known for it to be on the same plan.
SAME_PLAN = 0.2
SAME_PRIORITIES = 0.5
# The share of a plan's priorities of which a paper must have actions for a listed one without any to count as covered.
MOST_PRIORITIES = 0.6
OPEN = (Stage.PLANNED, Stage.UNDER_WAY, "")


@dataclass(slots=True)
class Compared:
    """A proposal beside what is here: what it would change, and the record that it is the same as (name and key)."""

    proposal: Proposal
    change: str = ""
    same: dict = field(default_factory=dict)

    @property
    def is_difference(self):
        """Whether accepting it would change anything but the receipts."""
        return self.change != ProposedChange.UNCHANGED


def compare(proposals: list[Proposal], here: ExistingRecords, chosen: bool = False) -> list[Compared]:
    """Set each proposal beside what is here; what a paper on the same plan leaves out is added as withdrawn.

    `chosen` says that an admin named the plan; else a paper of which next to nothing is known is taken to be on another
    plan, and its priorities and actions are compared with nothing. Where nothing at all is here, no proposal has a
    change.
    """
    pairs = _pairs([one for one in proposals if one.kind == ProposalKind.ACTION], here.actions)
    priorities = _priorities([one for one in proposals if one.kind == ProposalKind.PRIORITY], here.priorities)
    inspections = {
        name: same
        for one in proposals if one.kind == ProposalKind.INSPECTION and (same := _inspection(one, here))
        for name in names_of_inspection(one.fields, one.text)
    }  # fmt: skip
    same_plan = chosen or _on_the_same_plan(proposals, pairs, priorities)
    compared = []
    for one in proposals:
        if one.kind == ProposalKind.ACTION:
            each = _action(one, pairs.get(id(one)), here) if same_plan and here.actions else Compared(one)
        elif one.kind == ProposalKind.PRIORITY:
            each = _priority(one, priorities.get(id(one)), here) if same_plan else Compared(one)
        else:
            each = _other(one, here, inspections)
        compared.append(each)
    if same_plan:
        compared += _left_out(compared, pairs, here)
    for each in compared:
        if each.change and each.proposal.kind != ProposalKind.ODDITY:
            each.proposal.fields["change"] = each.change
    return compared


def _on_the_same_plan(proposals, pairs, priorities):
    actions = sum(one.kind == ProposalKind.ACTION for one in proposals)
    named = sum(one.kind == ProposalKind.PRIORITY for one in proposals)
    return (len(pairs) >= 2 and len(pairs) >= SAME_PLAN * actions) or bool(
        named and len(priorities) >= max(2, SAME_PRIORITIES * named)
    )


# Actions --------------------------------------------------------------------------------------------------------------


def _pairs(proposals, actions) -> dict[int, ExistingAction]:
    """Which known action each proposal (by its id()) is: the most alike pairs first, each action once."""
    weights = Weights([one.text for one in proposals] + [action.words for action in actions])
    matches, likely = _word_for_word(proposals, actions), []
    taken = {action.pk for action in matches.values()}
    for one in proposals:
        for action in actions:
            if id(one) in matches or action.pk in taken:
                continue
            alike = likeness(one.text, action.words, weights)
            reference = one.fields.get("ref") or ""
            by_reference = bool(reference) and reference == action.reference
            beside = one.fields.get("priority") in (None, action.priority)
            least = ALIKE_BY_REFERENCE if by_reference else ALIKE if beside else ALIKE_ELSEWHERE
            if alike >= least:
                likely.append((alike + 0.2 * by_reference + 0.1 * beside, one, action))
    for _, one, action in sorted(likely, key=lambda pair: -pair[0]):
        if id(one) not in matches and action.pk not in taken:
            matches[id(one)] = action
            taken.add(action.pk)
    return matches


def _word_for_word(proposals, actions) -> dict[int, ExistingAction]:
    """The pairs whose words are the same but for dates, within one priority."""
    here = {}
    for action in reversed(actions):
        here.setdefault((action.priority, without_dates(action.words)), []).append(action)
    matches = {}
    for one in proposals:
        same = here.get((one.fields.get("priority"), without_dates(one.text)))
        if same:
            matches[id(one)] = same.pop()
    return matches


def _action(one, known, here):
    if known is None:
        return Compared(one, ProposedChange.NEW)
    changes = changes_of(one, known)
    one.fields["reference"] = _reference(known)
    if len(changes) > 1:
        one.fields["also_changed"] = [change.value for change in changes[1:]]
    return Compared(one, changes[0] if changes else ProposedChange.UNCHANGED, {"action": known.pk})


def changes_of(one: Proposal, known: ExistingAction) -> list[ProposedChange]:
    """What a paper's action changes of the known one, what weighs most first; empty where nothing."""
    stage, due = one.fields.get("stage"), _due_of(one, known)
    changes = []
    if stage == Stage.STOPPED and known.stage != Stage.STOPPED:
        changes.append(ProposedChange.WITHDRAWN)
    if stage == Stage.COMPLETE and known.stage not in (Stage.COMPLETE, Stage.STOPPED):
        changes.append(ProposedChange.REPORTED_DONE)
    if stage in OPEN and due and due != known.due_last_day and known.stage in OPEN:
        changes.append(ProposedChange.DATE_MOVED)
        one.fields["due_before"] = known.due_last_day.isoformat() if known.due_last_day else None
        one.fields["first_given"] = known.due_basis != DueBasis.OWN
    if stage == Stage.UNDER_WAY and known.stage == Stage.PLANNED:
        changes.append(ProposedChange.STARTED)
    if without_dates(one.text) != without_dates(known.words):
        changes.append(ProposedChange.WORDS_CHANGED)
        one.fields["words_before"] = known.words
    return changes


def _due_of(one, known):
    """The last day of a finishing date of the action's own; None where its words are those of the date in force.

    “Through Q4” that a later paper repeats means what it meant, though a year left out would now be read otherwise.
    """
    own = one.fields.get("due_from") in (None, "own")
    words = next((p for p in one.fields.get("periods") or [] if p.get("role") == "finish"), None)
    if words and words.get("date_as_written") == known.due_words:
        return None
    last = words and words.get("last_day")
    return date.fromisoformat(last) if own and last else None


def _reference(known):
    return f"P{known.priority}: {known.reference}" if known.reference else f"priority {known.priority}"


def _left_out(compared, pairs, here):
    """The known open actions that a paper leaves out, of the priorities that it covers.

    It covers a priority by an action of it; or by listing it, where it has actions of most of the plan's priorities
    and so is no report on a few of them alone.
    """
    covered, kept = {}, {action.pk for action in pairs.values()}
    for each in compared:
        one = each.proposal
        if one.kind == ProposalKind.ACTION:
            known = pairs.get(id(one))
            covered.setdefault(known.priority if known else one.fields.get("priority"), one)
    planned = {action.priority for action in here.actions}
    if len(planned & set(covered)) >= MOST_PRIORITIES * len(planned):
        for each in compared:
            if each.proposal.kind == ProposalKind.PRIORITY and each.proposal.fields.get("number"):
                covered.setdefault(each.proposal.fields["number"], each.proposal)
    return [
        Compared(
            Proposal(
                ProposalKind.ACTION, action.words, covered[action.priority].passage,
                {"priority": action.priority, "stage": "stopped", "periods": [], "date_as_written": None,
                 "first_day": None, "last_day": None, "lead": None, "ref": action.reference or None},
                0.5,
                f"The paper covers priority {action.priority} here but no longer mentions this action.",
            ),
            ProposedChange.WITHDRAWN,
            {"action": action.pk},
        )
        for action in here.actions
        if action.pk not in kept and action.stage in OPEN and action.priority in covered
    ]  # fmt: skip


# Priorities -----------------------------------------------------------------------------------------------------------


def _priorities(proposals, known):
    """Which known priority each proposal is: the words decide, the number where the words leave it open."""
    weights = Weights([one.text for one in proposals] + [f"{p.short_name} {p.words}" for p in known])
    likely = []
    for one in proposals:
        for priority in known:
            alike = max(likeness(name, words, weights) for name in _names(one) for words in _known_names(priority))
            same_number = one.fields.get("number") == priority.number
            if alike >= (0.4 if same_number else 0.7):
                likely.append((alike + 0.2 * same_number, one, priority))
    matches, taken = {}, set()
    for _, one, priority in sorted(likely, key=lambda pair: -pair[0]):
        if id(one) not in matches and priority.pk not in taken:
            matches[id(one)] = priority
            taken.add(priority.pk)
    return matches


def _names(one):
    return {name for name in (one.text, one.fields.get("short_name"), one.fields.get("words")) if name}


def _known_names(priority):
    return {name for name in (priority.short_name, priority.words) if name}


def _priority(one, known, here):
    if known is None:
        return Compared(one, ProposedChange.NEW if here.priorities else "")
    words = one.fields.get("words") or one.text
    changed = all(without_dates(words) != without_dates(name) for name in _known_names(known))
    if changed:
        one.fields["words_before"] = known.words
    return Compared(one, ProposedChange.WORDS_CHANGED if changed else ProposedChange.UNCHANGED, {"priority": known.pk})


# The rest -------------------------------------------------------------------------------------------------------------


def _other(one, here, inspections):
    if one.kind == ProposalKind.JUDGEMENT:
        same = _judgement(one, here, inspections)
    else:
        same = _SAME.get(one.kind, lambda one, here: None)(one, here)
    if same is None:
        return Compared(one, ProposedChange.NEW if one.kind != ProposalKind.ODDITY and here.actions else "")
    return Compared(one, ProposedChange.UNCHANGED, {_NAME.get(one.kind, one.kind.value): same.pk})


def _overlaps(fields, record):
    first, last = fields.get("first_day"), fields.get("last_day")
    if not (first or last):
        return False
    begins, ends = date.fromisoformat(first or last), date.fromisoformat(last or first)
    return begins <= record.last_day and record.first_day <= ends


def _inspection(one, here):
    return next((i for i in here.inspections if i.kind == one.fields.get("kind") and _overlaps(one.fields, i)), None)


def names_of_inspection(fields: dict, text: str) -> tuple[str, ...]:
    """What a judgement or a finding of the same paper can call an inspection: its title, with or without its date."""
    title = fields.get("title") or text
    return (title, f"{title}, {fields.get('date_as_written')}")


def _judgement(one, here, inspections):
    """The same line of the inspection that its own is (`inspections`: by the title that the paper gives it)."""
    line, inspection = without_dates(one.fields.get("line") or ""), inspections.get(one.fields.get("inspection"))
    return next(
        (j for j in here.judgements if j.inspection == inspection and without_dates(j.line.words) == line), None
    )


def _finding(one, here):
    kind = FINDING_KINDS.get(one.fields.get("kind"))
    return _by_words(one, [finding for finding in here.findings if finding.kind == kind])


def _meeting(one, here):
    committee = without_dates(one.fields.get("committee") or "")
    return next(
        (m for m in here.meetings
         if m.committee and without_dates(m.committee.name) == committee and _overlaps(one.fields, m)),
        None,
    )  # fmt: skip


def _resolution(one, here):
    """Of the same kind, in the same words; short ones of the same day: “that the report be noted” is said often."""
    day, telling = one.fields.get("date"), len(words_of(one.text)) >= TELLING
    fitting = [
        r for r in here.resolutions
        if r.kind == one.kind and (telling or (day and r.item.meeting.first_day.isoformat() == day))
    ]  # fmt: skip
    return _by_words(one, fitting)


def _by_words(one, records):
    weights = Weights([])
    plain = without_dates(one.text)
    return next(
        (r for r in records if without_dates(r.words) == plain or likeness(one.text, r.words, weights) >= SAME_WORDS),
        None,
    )


def _measure(one, here):
    name = without_dates(one.fields.get("name") or one.text)
    return next((measure for measure in here.measures if without_dates(measure.name) == name), None)


# The finding's kinds as the JSON names them, and as the records do.
FINDING_KINDS = {
    "strength": "strength",
    "area_for_improvement": "improve",
    "recommendation": "recommendation",
    "area_for_priority_action": "priority_action",
}
RESOLUTIONS = (
    ProposalKind.DECISION,
    ProposalKind.REQUEST,
    ProposalKind.PROMISE,
    ProposalKind.REFERRAL,
    ProposalKind.INTENTION,
)
_NAME = dict.fromkeys(RESOLUTIONS, "resolution")
_SAME = {
    ProposalKind.INSPECTION: _inspection,
    ProposalKind.FINDING: _finding,
    ProposalKind.MEETING: _meeting,
    ProposalKind.MEASURE: _measure,
    **dict.fromkeys(RESOLUTIONS, _resolution),
}
