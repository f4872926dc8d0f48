"""The review of a paper: its passages in their places, each with what was read in it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from csc_tracker.pages.wording import in_words
from inspections.loading.reading.passages import Passage, PassageKind
from inspections.loading.reading.tables import Table
from inspections.loading.recognising.proposals import ProposalKind
from inspections.loading.review.exempting import hidden_orders
from inspections.models import Loading, Proposal, WordsChange
from inspections.models.loading import ProposedChange

# Passages on one page of the review: some ten pages of paper. A table is never cut in two.
ON_A_PAGE = 250
# So many passages in a row that nothing was read in are folded away.
FOLDED = 3


@dataclass(slots=True)
class Block:
    """A piece of the paper: one passage, some folded ones, or a table; with the proposals of a passage."""

    kind: str
    passages: list = field(default_factory=list)
    proposals: list = field(default_factory=list)
    table: int = 0
    headings: list = field(default_factory=list)
    rows: list = field(default_factory=list)

    @property
    def folded(self):
        """Whether its passages are folded away: nothing was read in them, and they are many."""
        return self.kind == "plain" and len(self.passages) > FOLDED

    @property
    def below(self):
        """Whether proposals are shown below their row, because the table has too many columns to show them in."""
        return len(self.rows[0].cells) > 4 if self.rows else False


@dataclass(slots=True)
class Row:
    """A row of a table in the review: its cells, (width, [(passage, proposals)]), and how many are to be checked.

    `table` and `number` say where it is in the paper.
    """

    table: int
    number: int
    cells: list
    open: int

    @property
    def place(self):
        """Where it is in the paper: “table 3, row 1”."""
        return f"table {self.table}, row {self.number}"

    @property
    def read(self):
        """What was read in the row: its passages that gave proposals, with those."""
        return [(passage, proposals) for _, cell in self.cells for passage, proposals in cell if proposals]


def passages_of(loading: Loading) -> list[Passage]:
    """The passages of a loading as they were read, without those that who looks may not see."""
    hidden = hidden_orders(loading)
    return [
        Passage(
            **{name: stored[name] for name in stored if name not in ("exemption", "headings")},
            headings=tuple(stored["headings"]),
        )
        for stored in loading.passages
        if stored["order"] not in hidden
    ]


def pages_of(passages: list[Passage]) -> list[list[Passage]]:
    """The passages, cut into pages of the review between two blocks."""
    pages, page = [], []
    for passage in passages:
        inside = page and passage.table is not None and passage.table == page[-1].table
        if len(page) >= ON_A_PAGE and not inside:
            pages.append(page)
            page = []
        page.append(passage)
    return [*pages, page] if page else pages


def blocks(passages: list[Passage], proposals) -> list[Block]:
    """A page of the review, in the paper's order."""
    by_passage = defaultdict(list)
    for proposal in proposals:
        by_passage[proposal.passage].append(proposal)
    drawn: list[Block] = []
    i = 0
    while i < len(passages):
        passage = passages[i]
        if passage.kind == PassageKind.CELL:
            cells = [p for p in passages[i:] if p.table == passage.table]
            drawn.append(_table(cells, by_passage))
            i += len(cells)
            continue
        read = by_passage.get(passage.order, [])
        if read or not (drawn and drawn[-1].kind == "plain"):
            drawn.append(Block("read" if read else "plain", [passage], read))
        else:
            drawn[-1].passages.append(passage)
        i += 1
    return drawn


def _table(cells, by_passage):
    places = defaultdict(list)
    for passage in cells:
        places[passage.row, passage.column].append(passage)
    table = Table(cells[0].table, dict(places))
    rows = []
    for number in table.rows:
        if number in table.header_rows:
            continue
        drawn, column = [], 1
        while column <= table.columns:
            here = table.cells.get((number, column), [])
            span = here[0].column_span if here else 1
            drawn.append((span, [(passage, by_passage.get(passage.order, [])) for passage in here]))
            column += span
        waiting = sum(
            proposal.decision == "" and proposal.acceptance_id is None
            for _, cell in drawn for _, proposals in cell for proposal in proposals
        )  # fmt: skip
        rows.append(Row(table.number, number, drawn, waiting))
    names = [table.headings.get(column, "") for column in range(1, table.columns + 1)]
    heads = [
        (passage, by_passage[passage.order]) for passage in cells if passage.header and by_passage.get(passage.order)
    ]
    return Block("table", cells, heads, cells[0].table, names if any(names) else [], rows)


def words_before_of(loading: Loading) -> dict[tuple, str]:
    """The words that what was saved of a paper replaced: {(key of the acceptance, of the action, of the priority)}."""
    changes = WordsChange.objects.filter(acceptance__loading=loading).order_by("-pk")
    return {(each.acceptance_id, each.action_id, each.priority_id): each.before for each in changes}


def _words_before(proposal: Proposal, saved: dict[tuple, str]) -> str:
    """The words that a proposal replaces, as whoever looks may see them. They are asked for: they may be closed now."""
    changes = (proposal.change, *proposal.now.get("also_changed", []))
    if ProposedChange.WORDS_CHANGED not in changes or proposal.same is None:
        return ""
    if proposal.is_saved:
        return saved.get((proposal.acceptance_id, proposal.action_id, proposal.priority_id), "")
    return proposal.same.words


def describe(proposal: Proposal, saved: dict[tuple, str]) -> Proposal:
    """Put on a proposal what the review shows of it, and return it. `saved` is as of `words_before_of`.

    `description` is what was read and `before` what that replaces, both as (name, words). `also_changes` are the labels
    of further changes to its record, `accept_label` is the text of its button, and `css_classes` mark its decision.
    """
    now = proposal.now
    described = _DESCRIBED_BY.get(proposal.kind, _describe_other)(now)
    proposal.description = [(name, words) for name, words in described if words]
    proposal.before = []
    if words := _words_before(proposal, saved):
        proposal.before.append(("Words until now", words))
    if proposal.change == ProposedChange.DATE_MOVED or ProposedChange.DATE_MOVED in now.get("also_changed", []):
        before = now.get("due_before")
        day = in_words(date.fromisoformat(before)) if before else "no date of its own"
        proposal.before.append(("Due until now", day))
    proposal.also_changes = [ProposedChange(name).label for name in now.get("also_changed", [])]
    classes = [proposal.decision or "open", "taken" if proposal.is_saved else "", "odd" if proposal.is_odd else ""]
    proposal.css_classes = " ".join(filter(None, classes))
    proposal.accept_label = "Seen" if proposal.is_odd else "Accept"
    return proposal


STAGES = {"planned": "Planned", "under_way": "Under way", "complete": "Complete", "stopped": "Stopped"}
ROLES = {"finish": "Finish", "start": "Start", "milestone": "Milestone", "completed": "Completed"}


def _days(fields):
    first, last = (date.fromisoformat(day) if (day := fields.get(name)) else None for name in ("first_day", "last_day"))
    words = fields.get("date_as_written")
    if not (first or last):
        return f"“{words}”, which gives no day" if words else ""
    days = in_words(first) if first == last else f"{_or_open(first, 'up')} to {_or_open(last, 'no last day')}"
    return f"{days} (“{words}”)" if words else days


def _or_open(day, else_words):
    return in_words(day) if day else else_words


def _describe_action(now):
    yield "Priority", str(now.get("priority") or "none: choose one")
    yield "Stage", STAGES.get(now.get("stage"), "")
    for period in now.get("periods") or []:
        yield ROLES[period["role"]], _days(period)
    if now.get("due_last_day") and now.get("due_from") in ("heading", "plan"):
        yield f"Due, from the {now['due_from']}", in_words(date.fromisoformat(now["due_last_day"]))
    yield "Who", now.get("lead")
    yield "The paper’s reference", now.get("ref")
    yield "The paper’s own rating", now.get("rag")
    yield "Progress", now.get("progress")


def _describe_priority(now):
    yield "Number", str(now.get("number") or "none: give one")
    yield "Short name", now.get("short_name")
    yield "Full words", now.get("words")
    yield "Lead", now.get("lead")
    yield "Also named", "; ".join(now.get("also_named") or [])


def _describe_other(now):
    yield "When", _days(now)
    for name, label in _LABELS.items():
        value = now.get(name)
        if name == "quoted_by":
            value = [f"priority {number}" for number in value or []]
        if isinstance(value, list):
            value = "; ".join(str(part) for part in value if not isinstance(part, dict))
        value = _CODES.get(value, value) if isinstance(value, str) else value
        if value is not None and not isinstance(value, dict):
            yield label, {True: "Yes", False: ""}.get(value, str(value)) if isinstance(value, bool) else str(value)


_LABELS = {
    "committee": "Committee", "council": "Council", "item": "Item", "kind": "Kind",
    "contributors": "Contributors", "author": "Author", "framework": "Framework", "inspectors": "Who inspected",
    "line": "Judged", "grade": "Grade", "heading": "Heading", "whose_words": "Whose words", "inspection": "Inspection",
    "number": "Number", "by": "By", "owed_by": "Owed by", "needs_answer": "An answer is due",
    "name": "Measure", "value": "Value", "unit": "Unit", "published_words": "Published",
    "quoted_by": "Quoted by",
}  # fmt: skip
_CODES = {
    "strength": "Strength", "area_for_improvement": "Area for improvement", "recommendation": "Recommendation",
    "area_for_priority_action": "Area for priority action", "graded": "Graded inspection", "focused": "Focused visit",
    "monitoring": "Monitoring visit", "joint": "Joint targeted area inspection", "adviser": "Adviser’s visit",
    "other": "Another review", "ilacs": "ILACS", "sif": "SIF", "jtai": "JTAI", "area_send": "Area SEND",
    "report": "Officers’ report", "minutes": "Minutes", "decision": "Decision", "letter": "Letter", "plan": "Plan",
    "inspection_report": "Inspection report", "agenda": "Agenda",
}  # fmt: skip
_DESCRIBED_BY = {ProposalKind.ACTION.value: _describe_action, ProposalKind.PRIORITY.value: _describe_priority}


def differences(proposal: Proposal, record) -> list[tuple[str, str, str]]:
    """An existing record beside a proposal: (name, in the tracker, in the paper), words first."""
    now = proposal.now
    beside = [("Words", getattr(record, "words", str(record)), now.get("words") or proposal.now_text)]
    if proposal.kind == ProposalKind.ACTION:
        latest = type(record).objects.with_last_position().get(pk=record.pk).position
        due = next((p.get("last_day") for p in now.get("periods") or [] if p["role"] == "finish"), None)
        beside += [
            ("Priority", str(record.priority.number), str(now.get("priority") or "")),
            ("Stage", latest.get_stage_display() if latest else "", STAGES.get(now.get("stage"), "")),
            ("Due", _day_in_words(latest and latest.due_last_day), _day_in_words(due)),
            ("Who", str(record.owner or ""), now.get("lead") or ""),
            ("The paper’s reference", record.paper_reference, now.get("ref") or ""),
        ]
    elif proposal.kind == ProposalKind.PRIORITY:
        beside += [
            ("Number", str(record.number), str(now.get("number") or "")),
            ("Short name", record.short_name, now.get("short_name") or ""),
        ]
    elif hasattr(record, "date_words"):
        beside.append(("When", record.date_words, now.get("date_as_written") or ""))
    return beside


def _day_in_words(day):
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return in_words(day) if day else ""
