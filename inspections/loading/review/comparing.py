"""Comparing a paper's proposals with the records: the same, changed, new, or no longer in the paper."""

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
# A finding or a decision that is recorded already has nearly the same words.
SAME_WORDS = 0.9
# So many words that carry the matter are not said twice by chance.
ENOUGH_WORDS = 5
# The share of a paper's actions, and of its priorities, that must be known for it to be on the same plan.
SAME_PLAN = 0.2
SAME_PRIORITIES = 0.5
# The share of a plan's priorities of which a paper must have actions for a listed one without any to count as covered.
MOST_PRIORITIES = 0.6
OPEN = (Stage.PLANNED, Stage.UNDER_WAY, "")


@dataclass(slots=True)
class Compared:
    """A proposal with what it would change, and the record that it is the same as: {name of the field: key}."""

    proposal: Proposal
    change: str = ""
    same: dict = field(default_factory=dict)

    @property
    def is_difference(self):
        """Whether accepting it would change anything but the receipts."""
        return self.change != ProposedChange.UNCHANGED


def compare(proposals: list[Proposal], here: ExistingRecords, chosen: bool = False) -> list[Compared]:
    """Compare each proposal with the records; actions that a paper on the same plan leaves out are added as withdrawn.

    `chosen` says that an admin named the plan. Otherwise, a paper that has almost nothing in common with the plan is
    taken to be on another one, and its priorities and actions are not compared. Where there are no records at all, no
    proposal has a change.
    """
    pairs = _pairs([proposal for proposal in proposals if proposal.kind == ProposalKind.ACTION], here.actions)
    priorities = _priorities(
        [proposal for proposal in proposals if proposal.kind == ProposalKind.PRIORITY], here.priorities
    )
    inspections = {
        name: same
        for proposal in proposals if proposal.kind == ProposalKind.INSPECTION and (same := _inspection(proposal, here))
        for name in names_of_inspection(proposal.fields, proposal.text)
    }  # fmt: skip
    same_plan = chosen or _on_the_same_plan(proposals, pairs, priorities)
    compared = []
    for proposal in proposals:
        if proposal.kind == ProposalKind.ACTION:
            each = (
                _action(proposal, pairs.get(id(proposal)), here) if same_plan and here.actions else Compared(proposal)
            )
        elif proposal.kind == ProposalKind.PRIORITY:
            each = _priority(proposal, priorities.get(id(proposal)), here) if same_plan else Compared(proposal)
        else:
            each = _other(proposal, here, inspections)
        compared.append(each)
    if same_plan:
        compared += _left_out(compared, pairs, here)
    for each in compared:
        if each.change and each.proposal.kind != ProposalKind.ODDITY:
            each.proposal.fields["change"] = each.change
    return compared


def _on_the_same_plan(proposals, pairs, priorities):
    actions = sum(proposal.kind == ProposalKind.ACTION for proposal in proposals)
    named = sum(proposal.kind == ProposalKind.PRIORITY for proposal in proposals)
    return (len(pairs) >= 2 and len(pairs) >= SAME_PLAN * actions) or bool(
        named and len(priorities) >= max(2, SAME_PRIORITIES * named)
    )


# Actions --------------------------------------------------------------------------------------------------------------


def _pairs(proposals, actions) -> dict[int, ExistingAction]:
    """Which known action each proposal (by its id()) is: the most alike pairs first, each action once."""
    weights = Weights([proposal.text for proposal in proposals] + [action.words for action in actions])
    matches, likely = _word_for_word(proposals, actions), []
    taken = {action.pk for action in matches.values()}
    for proposal in proposals:
        for action in actions:
            if id(proposal) in matches or action.pk in taken:
                continue
            alike = likeness(proposal.text, action.words, weights)
            reference = proposal.fields.get("ref") or ""
            by_reference = bool(reference) and reference == action.reference
            beside = proposal.fields.get("priority") in (None, action.priority)
            least = ALIKE_BY_REFERENCE if by_reference else ALIKE if beside else ALIKE_ELSEWHERE
            if alike >= least:
                likely.append((alike + 0.2 * by_reference + 0.1 * beside, proposal, action))
    for _, proposal, action in sorted(likely, key=lambda pair: -pair[0]):
        if id(proposal) not in matches and action.pk not in taken:
            matches[id(proposal)] = action
            taken.add(action.pk)
    return matches


def _word_for_word(proposals, actions) -> dict[int, ExistingAction]:
    """The pairs whose words are the same but for dates, within one priority."""
    here = {}
    for action in reversed(actions):
        here.setdefault((action.priority, without_dates(action.words)), []).append(action)
    matches = {}
    for proposal in proposals:
        same = here.get((proposal.fields.get("priority"), without_dates(proposal.text)))
        if same:
            matches[id(proposal)] = same.pop()
    return matches


def _action(proposal, known, here):
    if known is None:
        return Compared(proposal, ProposedChange.NEW)
    changes = changes_of(proposal, known)
    proposal.fields["reference"] = _reference(known)
    if len(changes) > 1:
        proposal.fields["also_changed"] = [change.value for change in changes[1:]]
    return Compared(proposal, changes[0] if changes else ProposedChange.UNCHANGED, {"action": known.pk})


def changes_of(proposal: Proposal, known: ExistingAction) -> list[ProposedChange]:
    """What a paper's action changes of the known one, what weighs most first; empty where nothing."""
    stage, due = proposal.fields.get("stage"), _due_of(proposal, known)
    changes = []
    if stage == Stage.STOPPED and known.stage != Stage.STOPPED:
        changes.append(ProposedChange.WITHDRAWN)
    if stage == Stage.COMPLETE and known.stage not in (Stage.COMPLETE, Stage.STOPPED):
        changes.append(ProposedChange.REPORTED_DONE)
    if stage in OPEN and due and due != known.due_last_day and known.stage in OPEN:
        changes.append(ProposedChange.DATE_MOVED)
        proposal.fields["due_before"] = known.due_last_day.isoformat() if known.due_last_day else None
        proposal.fields["first_given"] = known.due_basis != DueBasis.OWN
    if stage == Stage.UNDER_WAY and known.stage == Stage.PLANNED:
        changes.append(ProposedChange.STARTED)
    if without_dates(proposal.text) != without_dates(known.words):
        changes.append(ProposedChange.WORDS_CHANGED)
    return changes


def _due_of(proposal, known):
    """The last day of a finishing date of the action's own; None where its words are those of the date in force.

    “Through Q4” that a later paper repeats means what it meant, though a year left out would now be read otherwise.
    """
    own = proposal.fields.get("due_from") in (None, "own")
    words = next((p for p in proposal.fields.get("periods") or [] if p.get("role") == "finish"), None)
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
    covered, confirmed = {}, {action.pk for action in pairs.values()}
    for each in compared:
        proposal = each.proposal
        if proposal.kind == ProposalKind.ACTION:
            known = pairs.get(id(proposal))
            covered.setdefault(known.priority if known else proposal.fields.get("priority"), proposal)
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
        if action.pk not in confirmed and action.stage in OPEN and action.priority in covered
    ]  # fmt: skip


# Priorities -----------------------------------------------------------------------------------------------------------


def _priorities(proposals, known):
    """Which known priority each proposal is: the words decide, the number where the words leave it open."""
    weights = Weights([proposal.text for proposal in proposals] + [f"{p.short_name} {p.words}" for p in known])
    likely = []
    for proposal in proposals:
        for priority in known:
            alike = max(likeness(name, words, weights) for name in _names(proposal) for words in _known_names(priority))
            same_number = proposal.fields.get("number") == priority.number
            if alike >= (0.4 if same_number else 0.7):
                likely.append((alike + 0.2 * same_number, proposal, priority))
    matches, taken = {}, set()
    for _, proposal, priority in sorted(likely, key=lambda pair: -pair[0]):
        if id(proposal) not in matches and priority.pk not in taken:
            matches[id(proposal)] = priority
            taken.add(priority.pk)
    return matches


def _names(proposal):
    return {name for name in (proposal.text, proposal.fields.get("short_name"), proposal.fields.get("words")) if name}


def _known_names(priority):
    return {name for name in (priority.short_name, priority.words) if name}


def _priority(proposal, known, here):
    if known is None:
        return Compared(proposal, ProposedChange.NEW if here.priorities else "")
    words = proposal.fields.get("words") or proposal.text
    changed = all(without_dates(words) != without_dates(name) for name in _known_names(known))
    return Compared(
        proposal, ProposedChange.WORDS_CHANGED if changed else ProposedChange.UNCHANGED, {"priority": known.pk}
    )


# The rest -------------------------------------------------------------------------------------------------------------


def _other(proposal, here, inspections):
    if proposal.kind == ProposalKind.JUDGEMENT:
        same = _judgement(proposal, here, inspections)
    else:
        same = _SAME.get(proposal.kind, lambda proposal, here: None)(proposal, here)
    if same is None:
        return Compared(proposal, ProposedChange.NEW if proposal.kind != ProposalKind.ODDITY and here.actions else "")
    return Compared(proposal, ProposedChange.UNCHANGED, {_NAME.get(proposal.kind, proposal.kind.value): same.pk})


def _overlaps(fields, record):
    first, last = fields.get("first_day"), fields.get("last_day")
    if not (first or last):
        return False
    begins, ends = date.fromisoformat(first or last), date.fromisoformat(last or first)
    return begins <= record.last_day and record.first_day <= ends


def _inspection(proposal, here):
    return next(
        (i for i in here.inspections if i.kind == proposal.fields.get("kind") and _overlaps(proposal.fields, i)), None
    )


def names_of_inspection(fields: dict, text: str) -> tuple[str, ...]:
    """What a judgement or a finding of the same paper can call an inspection: its title, with or without its date."""
    title = fields.get("title") or text
    return (title, f"{title}, {fields.get('date_as_written')}")


def _judgement(proposal, here, inspections):
    """The same line of the inspection that its own is (`inspections`: by the title that the paper gives it)."""
    line, inspection = (
        without_dates(proposal.fields.get("line") or ""),
        inspections.get(proposal.fields.get("inspection")),
    )
    return next(
        (j for j in here.judgements if j.inspection == inspection and without_dates(j.line.words) == line), None
    )


def _finding(proposal, here):
    kind = FINDING_KINDS.get(proposal.fields.get("kind"))
    return _by_words(proposal, [finding for finding in here.findings if finding.kind == kind])


def _meeting(proposal, here):
    committee = without_dates(proposal.fields.get("committee") or "")
    return next(
        (m for m in here.meetings
         if m.committee and without_dates(m.committee.name) == committee and _overlaps(proposal.fields, m)),
        None,
    )  # fmt: skip


def _resolution(proposal, here):
    """Of the same kind, in the same words; short ones of the same day: “that the report be noted” is said often."""
    day, long_enough = proposal.fields.get("date"), len(words_of(proposal.text)) >= ENOUGH_WORDS
    fitting = [
        r for r in here.resolutions
        if r.kind == proposal.kind and (long_enough or (day and r.item.meeting.first_day.isoformat() == day))
    ]  # fmt: skip
    return _by_words(proposal, fitting)


def _by_words(proposal, records):
    weights = Weights([])
    plain = without_dates(proposal.text)
    return next(
        (
            r
            for r in records
            if without_dates(r.words) == plain or likeness(proposal.text, r.words, weights) >= SAME_WORDS
        ),
        None,
    )


def _measure(proposal, here):
    name = without_dates(proposal.fields.get("name") or proposal.text)
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
