"""The plan in a paper: its priorities, and its actions with stage, periods and lead.

Here the parts are put together: tables (`plan_tables`) and lists (`plan_lists`) give entries; each entry becomes an
action with its stage (`stages`), dates (`action_dates`), lead (`leads`) and priority (`priorities`).
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from actions.periods.period import Period
from inspections.loading.reading.passages import Paper, Passage, PassageKind
from inspections.loading.reading.tables import tables
from inspections.loading.recognising import action_dates, action_oddities, leads, plan_lists, plan_prose, stages
from inspections.loading.recognising.action_dates import COMPLETED, FINISH, MILESTONE, START, Dated
from inspections.loading.recognising.columns import Column
from inspections.loading.recognising.plan_tables import Entry, entries, table_layout
from inspections.loading.recognising.priorities import (
    Group,
    Priority,
    group_of,
    listed,
    meant_by,
    number_of,
    words_in_common,
)
from inspections.loading.recognising.proposals import Context, Proposal, ProposalKind, iso
from inspections.loading.recognising.stages import COMPLETE, PLANNED, STOPPED, UNDER_WAY


@dataclass(slots=True)
class Action:
    """An action as read, before it is proposed."""

    entry: Entry
    number: int | None = None
    stage: str = PLANNED
    periods: list[Dated] = field(default_factory=list)
    unreadable: str = ""  # the words of a date that cannot be read
    due: tuple[str, str, date | None, date | None] | None = None  # from where, its words, first and last day
    lead: str | None = None
    reasons: list[str] = field(default_factory=list)
    confidence: float = 0.9

    def period(self, role: str) -> Dated | None:
        """Its one period of a role."""
        return next((period for period in self.periods if period.role == role), None)


def recognise(paper: Paper, context: Context) -> list[Proposal]:
    """The priorities and actions of a paper, and what is odd about its actions; nothing where it holds no plan."""
    entries_of_plan, unheaded = plan_entries(paper, context)
    if not entries_of_plan and not (_speaks_of_a_plan(paper) and any(_GROUPING.search(p.text) for p in paper.passages)):
        return []
    legend = stages.legend_of(paper)
    horizon = _horizon(paper, context.day)
    actions = [_action(entry, context.day, legend, horizon) for entry in entries_of_plan]
    book = _Priorities(paper)
    book.letters = {letter[1] for entry in entries_of_plan if (letter := _REF_LETTER.match(entry.ref.strip()))}
    for action in actions:
        book.place(action)
    book.place_the_rest(actions)
    priorities = book.proposed(actions)
    return (
        [_priority_proposal(priority) for priority in priorities]
        + [_action_proposal(action) for action in actions]
        + action_oddities.of_actions(actions, unheaded, context.day)
    )


def _speaks_of_a_plan(paper: Paper) -> bool:
    """Whether a paper says anywhere that it is of improvement or of an inspection; a strategy's priorities are not."""
    return any(plan_lists.OF_A_PLAN.search(passage.text) for passage in paper.passages)


_GROUPING = re.compile(r"\b(?:priorit|theme|objective|workstream|strand)", re.IGNORECASE)


_DATES = (Column.DUE, Column.REVISED, Column.START, Column.FINISHED, Column.MILESTONES)
# Papers that tell of plans without holding one: what stands in their lists is decided, found or asked.
_WITHOUT_LISTS = frozenset({"minutes", "decision", "agenda", "letter", "inspection_report"})


def plan_entries(paper: Paper, context: Context) -> tuple[list[Entry], list[Passage]]:
    """The entries of a paper's plan tables and lists, in its order; the first cells of tables without their heading."""
    entries_of_plan: list[Entry] = []
    headed: list[tuple[Passage, bool]] = []
    before = None
    places = {passage.order: place for place, passage in enumerate(paper.passages)}
    for table in tables(paper):
        first = places[table.passages[0].order]
        above = _above(paper, first)
        layout = table_layout(table, before if not any(p.kind == PassageKind.HEADING for p in above) else None)
        if layout is None:
            before = None
            continue
        if not _is_of_something_else(paper.passages[first], above):
            entries_of_plan += entries(table, layout, group_above(paper, first))
            if layout.two_sided:
                headed.append((paper.passages[first], any(group_of(p.text) for p in above)))
        before = layout
    if context.document_type not in _WITHOUT_LISTS:
        entries_of_plan += plan_lists.entries(paper)
        entries_of_plan += plan_prose.entries(paper, entries_of_plan)
    dates = [entry.cells.get(column, "") for entry in entries_of_plan for column in _DATES]
    years = frozenset(action_dates.column_years(dates, context.day))
    guessed = any("without lines" in note for note in paper.notes)
    for entry in entries_of_plan:
        entry.years, entry.guessed = years, guessed and entry.table is not None
    unheaded = [cell for cell, named in headed if not named] if sum(named for _, named in headed) > 1 else []
    return sorted(entries_of_plan, key=lambda entry: entry.passages[0]), unheaded


# Sections in which a table that looks like a plan is none.
_ELSEWHERE = re.compile(
    r"\b(?:risk (?:register|log|management)|glossary|forward plan|work programme|consultation (?:timetable|plan)|"
    r"equalit(?:y|ies)|"
    r"financial implications|legal implications|example|template|appendix \w+ – blank|committee action|"
    r"actions? (?:arising|log|tracker)|"
    r"matters arising|budget|savings|recommendation tracker|key dates|timetable|attendance)\b",
    re.IGNORECASE,
)


# The tracker of an inspection's actions is the plan; that of a committee's is not.
_OWN_TRACKER = re.compile(
    r"\b(?:improvement|ofsted|ilacs|jtai|send|inspection|(?:focused|monitoring) visit)\b.{0,40}"
    r"\bactions? (?:tracker|log)\b",
    re.IGNORECASE,
)


def _is_of_something_else(first: Passage, above: list[Passage]) -> bool:
    """Whether the headings over a table say that it is a register, a timetable, an example."""
    over = [*(first.headings[-1:]), *(p.text for p in above if p.kind == PassageKind.HEADING or p.bold == p.text)]
    return any(_ELSEWHERE.search(_OWN_TRACKER.sub("", words)) for words in over)


def _above(paper: Paper, place: int) -> list[Passage]:
    """The passages right above a table, the nearest first, back to the one before it, at most eight."""
    passages = []
    for passage in reversed(paper.passages[max(0, place - 8) : place]):
        if passage.kind == PassageKind.CELL:
            break
        passages.append(passage)
    return passages


def group_above(paper: Paper, place: int) -> Group | None:
    """The priority or priorities that the headings above a table or a list name."""
    part: Group | None = None
    unnumbered: Group | None = None
    lead = ""
    below: Passage | None = None
    for passage in _above(paper, place):
        after, below = below, passage
        lead = plan_lists.lead_line(passage.text) or lead
        if passage.kind == PassageKind.PARAGRAPH and len(passage.text.split()) > 30:
            continue
        group = group_of(_headed(passage), passage.order)
        if group is None:
            continue
        if group.kind == "":  # “(5) Domestic Abuse”: the rest of the heading before
            part = _merged(group, part)
        elif group.numbers:
            group = plan_lists.named_below(group, after)
            group.lead = group.lead or lead
            return _merged(group, part)
        else:
            unnumbered = unnumbered or group
    if part:
        return part
    path = paper.passages[place].headings
    for depth in range(len(path) - 1, -1, -1):
        group = group_of(path[depth])
        if group and group.kind and group.numbers:
            heading = next(
                (
                    p
                    for p in reversed(paper.passages[:place])
                    if p.kind == PassageKind.HEADING and p.text == path[depth]
                ),
                None,
            )
            group.passages = (heading.order,) if heading else ()
            return plan_lists.named_below(group, paper.passages[heading.order]) if heading else group
    return unnumbered or _section_above(paper, place)


def _section_above(paper: Paper, place: int) -> Group | None:
    """The heading or the line in bold right above a table, by its words alone."""
    for passage in _above(paper, place):
        bold = bool(passage.bold) and len(passage.bold) >= len(passage.text) - 2
        numbered = passage.number.isdecimal() and not passage.text.rstrip().endswith((".", ";"))
        if passage.kind == PassageKind.HEADING or bold or (numbered and len(passage.text.split()) <= 12):
            name = passage.text.strip(" :.")
            return Group("section", (), {None: name}, (passage.order,)) if len(name.split()) <= 20 else None
    return None


def _headed(passage: Passage) -> str:
    return passage.text


def _merged(group: Group, part: Group | None) -> Group:
    if part is None:
        return group
    numbers = group.numbers + tuple(n for n in part.numbers if n not in group.numbers)
    return Group(group.kind or part.kind, numbers, group.names | part.names, group.passages + part.passages, group.lead)


# Actions -----------------------------------------------------------------------------------------------


def _action(entry: Entry, day: date | None, legend: dict[str, str], horizon) -> Action:
    """An action of an entry: its stage first, since its dates are read by it."""
    action = Action(entry)
    _tell_stage(action, day, legend)
    done = entry.side == "done"
    own = action_dates.roles(entry.text, action.stage, done, day)
    action.periods = own
    _add_columns(action, day)
    if action.stage == PLANNED and entry.side != "done" and not entry.cells.get(Column.STATUS):
        start = action.period(START)
        if (
            start
            and start.words.lower().startswith(("commenced", "started", "began"))
            and day
            and start.first_day
            and start.first_day <= day
        ):
            action.stage = UNDER_WAY
            action.reasons.append(f"“{start.words}” before the paper")
    action.due = _due(action, day, horizon)
    action.lead = leads.of_cell(entry.cells.get(Column.LEAD, "")) or leads.in_words(entry.text)
    return action


def _tell_stage(action: Action, day: date | None, legend: dict[str, str]) -> None:
    """The stage, by what counts most: the status cell, a day of completion, the heading, the progress, the words."""
    entry, cells = action.entry, action.entry.cells
    status = cells.get(Column.STATUS, "").strip()
    by_status = (stages.of_status(status, legend) or stages.of_yes_or_no(status)) if status else None
    progress = stages.of_progress(cells.get(Column.PROGRESS, ""))
    weak = (
        by_status == UNDER_WAY and status.strip(" .").lower() in ("g", "green", "a", "amber", "r", "red") and not legend
    )
    if by_status == COMPLETE and progress and progress.stage == STOPPED:
        by_status = None  # closed because it is no longer wanted
    if by_status and not (weak and progress and (progress.stage == COMPLETE or progress.not_begun)):
        action.stage, reason = by_status, f"its status is “{status[:60]}”"
        if status.lower() in legend:
            reason += ", by the paper's own key"
    elif cells.get(Column.FINISHED) and action_dates.read_cell(cells[Column.FINISHED], day, entry.years, past=True):
        action.stage, reason = COMPLETE, f"a day of completion is given: “{cells[Column.FINISHED][:60]}”"
    elif action_dates.says_done(cells.get(Column.REVISED) or cells.get(Column.DUE, "")):
        action.stage, reason = (
            COMPLETE,
            f"its deadline's cell says “{(cells.get(Column.REVISED) or cells[Column.DUE])[:60]}”",
        )
    elif entry.stage:
        action.stage, reason = entry.stage, f"stands under “{entry.stage_words[:60]}”"
    elif entry.side == "done":
        action.stage, reason, *_ = stages.of_done(entry.text, day)
    elif progress:
        action.stage, reason = progress.stage, progress.reason
        if not progress.sure:
            action.confidence = min(action.confidence, 0.75)
    else:
        action.stage, reason, *_ = stages.of_planned(entry.text, day)
        if entry.side == "action" and reason.startswith("stands"):
            reason = "an action of the plan, with nothing said of its progress"
    heading = f" (column “{entry.heading}”)" if entry.heading and entry.side != "action" else ""
    action.reasons.append(reason + heading)


def _add_columns(action: Action, day: date | None) -> None:
    """The periods that the row's columns give; a deadline's column wins over a date in the words."""
    cells, years = action.entry.cells, action.entry.years
    complete = action.stage == COMPLETE
    for column, role in ((Column.START, START), (Column.FINISHED, COMPLETED)):
        if words := cells.get(column, "").strip():
            period = action_dates.read_cell(words, day, years, past=role == COMPLETED)
            if dated := action_dates.of_column(role, words, period):
                _replace(action, dated)
    for phrase in action_dates.find(action_dates.with_years(cells.get(Column.MILESTONES, ""), years), day):
        action.periods.append(Dated(MILESTONE, phrase.words, phrase.period.first_day, phrase.period.last_day))
    revised, first_given = (_unless_empty(cells.get(column, "")) for column in (Column.REVISED, Column.DUE))
    due = revised or first_given
    if due:
        past = complete and action_dates.says_done(due)
        period = action_dates.read_cell(due, day, years, past=past)
        dated = action_dates.of_column(COMPLETED if past else FINISH, due, period)
        if dated:
            _replace(action, dated)
        elif revised and (first := action_dates.read_cell(first_given, day, years)):
            _replace(action, action_dates.of_column(FINISH, first_given, first))
        elif not (complete and action_dates.says_done(due)):
            action.unreadable = due
    if complete and not action.period(COMPLETED):
        periods = (_completed_in(cells.get(column, ""), day) for column in (Column.PROGRESS, Column.STATUS))
        if completed := next((dated for dated in periods if dated), None):
            _replace(action, completed)


_EMPTY = re.compile(r"\W*|n/?a\.?|none|nil|no change|as original|unchanged|not applicable", re.IGNORECASE)


def _unless_empty(words: str) -> str:
    """The words of a date's cell, empty where they only say that there is none."""
    words = words.strip()
    return "" if _EMPTY.fullmatch(words) else words


def _replace(action: Action, dated: Dated) -> None:
    """Give the action a period of a column; the date of its words for that role becomes a milestone."""
    kept = []
    for period in action.periods:
        if period.role != dated.role:
            kept.append(period)
        elif (period.first_day, period.last_day) != (dated.first_day, dated.last_day):
            kept.append(period._replace(role=MILESTONE))
    action.periods = [*kept, dated]


_COMPLETION = re.compile(
    r"\b(?:complete[d]?|done|closed|achieved|delivered|implemented|signed off|finished|launched|approved)\b[^.;]{0,60}",
    re.I,
)


def _completed_in(words: str, day: date | None) -> Dated | None:
    """The period of completion that a progress or status cell gives: “Completed March 2023”."""
    match = _COMPLETION.search(words)
    if not match:
        return None
    phrases = action_dates.find(match[0], day, past=True)
    phrases = [p for p in phrases if not day or p.period.span_first <= day]
    if not phrases:
        return None
    period: Period = phrases[0].period
    return Dated(COMPLETED, phrases[0].words, period.first_day, period.last_day or period.span_last)


def _due(action: Action, day: date | None, horizon) -> tuple[str, str, date | None, date | None] | None:
    """From where an open action has its due date, its words and days (docs/rules.md, “Dates”)."""
    if action.stage in (COMPLETE, STOPPED) or action.unreadable:
        return None
    if own := action.period(FINISH):
        return ("own", own.words, own.first_day, own.last_day) if own.last_day else None
    if action.entry.side == "done":
        return None
    if action.entry.side == "planned":
        for phrase in action_dates.find(action.entry.heading, day):
            if phrase.period.last_day:
                return "heading", phrase.words, phrase.period.first_day, phrase.period.last_day
    return ("plan", horizon[0], None, horizon[1]) if horizon else None


_OF_THE_PLAN = re.compile(
    r"\b(?:priorit(?:y areas?(?: for improvement)?|ies)|(?:improvement|action|delivery) (?:plan|programme)|"
    r"plans? for action|this plan|the plan)\b",
    re.IGNORECASE,
)


_STOPS = re.compile(
    r"[.;:]|\b(?:strategy|report|inspection|inspected|was|were|has|had|contribute|review|submitted|"
    r"agreed|approved|published)\b"
)


def _horizon(paper: Paper, day: date | None) -> tuple[str, date] | None:
    """The words and the day to which the paper says that its plan runs: “priority areas through 2020/2021”.

    Only a year, or a span that reaches over one, told right after the plan or its priorities is named, counts.
    """
    days: Counter = Counter()
    words: dict[date, str] = {}
    for passage in paper.passages:
        if passage.kind == PassageKind.CELL or len(passage.text) > 1_500:
            continue
        for match in _OF_THE_PLAN.finditer(passage.text):
            after = passage.text[match.end() : match.end() + 70]
            stop = _STOPS.search(after)
            after = after[: stop.start()] if stop else after
            for phrase in action_dates.find(after, day):
                period = phrase.period
                lead = phrase.words.lower()
                spans = period.last_day and (period.span_last - period.span_first).days > 300
                reaches = period.last_day and lead.startswith(
                    ("through", "throughout", "until", "till", "up to", "to ")
                )
                if passage.kind == PassageKind.HEADING and not after[: phrase.start].strip(" ,–—-:()"):
                    reaches = reaches or spans
                if (
                    (spans or reaches)
                    and (not day or period.last_day > day)
                    and (
                        reaches
                        or lead.startswith(("for", "from", "over", "during"))
                        or passage.kind == PassageKind.HEADING
                    )
                ):
                    days[period.last_day] += 1
                    words[period.last_day] = phrase.words  # the mention nearest before the tables
                break
    if not days:
        return None
    last = max(days, key=lambda at: (days[at], -at.toordinal()))
    return words[last], last


# Priorities --------------------------------------------------------------------------------------------


_FINDING_NUMBER = re.compile(r"^\W*(?:rec\w*\.?\s*)?\d{1,2}[.):\s–-]*")
_CELL_NUMBER = re.compile(
    r"^\W*(?P<letters>[A-Za-z]{1,4})?(\d{1,2})(?:\.\d+)*(?:[.):]|\s*[–-]|\s|$)\s*(.*)$", re.DOTALL
)
_LETTERED = re.compile(r"^([A-L])(?:[.):]\s+(.+)|\W*)$", re.DOTALL)


class _Priorities:
    """The priorities of a paper, gathered from its list, its headings and its rows."""

    def __init__(self, paper: Paper):
        self.paper = paper
        self.known: dict[int, Priority] = listed(paper)
        self.in_list = set(self.known)
        self.headings = self._headings()
        self.claimed: dict[tuple[str, int], int] = {}  # the number that a heading's kind and number came to stand for
        self.kinds: dict[int, str] = dict.fromkeys(self.known, "priority")
        self.answered: dict[int, list[str]] = {}  # what the rows of a priority's number answer
        self.letters: set[str] = set()  # with which the actions' references begin
        self.sections: dict[str, set[int]] = {}  # the numbers of references under a heading without a number
        self.unplaced: list[tuple[Action, str, int]] = []  # with the name that may be its priority's, and where it is

    def _headings(self) -> list[Group]:
        """The priorities that headings name, with their numbers."""
        groups = []
        for passage in self.paper.passages:
            if passage.kind == PassageKind.HEADING or plan_lists.is_line_of_group(passage):
                group = group_of(passage.text, passage.order)
                if group and group.numbers and group.kind in ("priority", "theme", "priority area", "priority theme"):
                    groups.append(group)
        return groups

    def of_ref(self, ref: str) -> int | None:
        """The priority of a reference; letters tell priorities only where there are two or more (A1 and B1)."""
        return None if _REF_LETTER.match(ref.strip()) and len(self.letters) < 2 else _of_ref(ref)

    def names(self) -> dict[int, list[str]]:
        """Every name known of each priority."""
        return {
            number: [name for name in (p.words, p.short_name, *p.also_named) if name]
            for number, p in self.known.items()
        }

    def priority(self, number: int) -> Priority:
        """The priority of a number, made where it is new."""
        return self.known.setdefault(number, Priority(number))

    def own(self, group: Group, ref: str) -> Group:
        """A heading's priority under a number of its own.

        A plan may number two kinds of heading from 1 (“Priority action 1”, “Area for improvement 1”): the second kind
        takes the numbers of its actions' references, else those that are free.
        """
        number = group.number
        if number is None or not group.kind or None in group.names:
            return group
        name = group.names.get(number, "")
        kind = group.kind.rstrip("s")
        if (kind, number) not in self.claimed:
            held = self.kinds.get(number)
            alike = any(words_in_common(name, other) >= 0.5 for other in self.names().get(number, []))
            if held is None or held == kind or not name or alike or not self.names().get(number):
                self.claimed[kind, number] = number
            else:
                by_ref = self.of_ref(ref)
                free = by_ref if by_ref and by_ref not in self.known else max(self.known) + 1
                self.claimed[kind, number] = free
        given = self.claimed[kind, number]
        self.kinds.setdefault(given, kind)
        if given == number:
            return group
        return Group(group.kind, (given,), {given: name}, group.passages, group.lead)

    def learn(self, group: Group | None) -> None:
        """Take in what a heading or a band says of the priorities it names."""
        if group is None:
            return
        for number in group.numbers:
            priority = self.priority(number)
            name = group.names.get(number, "")
            if name and not priority.short_name and not priority.words:
                priority.short_name = name
                priority.reasons.append("named in a heading" if group.kind else "named in a band of the table")
            elif name and priority.words and not priority.short_name:
                priority.short_name = name
                priority.reasons.append(f"the heading “{name}” is matched to it by its number")
            elif name:
                priority.called(name)
            priority.stands_at(*group.passages)
            if group.lead and not priority.lead:
                priority.lead = group.lead

    def place(self, action: Action) -> None:
        """Give an action its priority, by what counts most."""
        entry = action.entry
        if entry.group:
            entry.group = self.own(entry.group, entry.ref)
        self.learn(entry.group)
        if Column.PRIORITY in entry.cells and (number := self._of_cell(entry)):
            action.number = number
            self._note_answered(entry, number)
            action.reasons.append(f"priority {number} by its column")
        elif entry.name and (number := self._of_name(entry, action)):
            action.number = number
        elif entry.group and entry.group.number:
            action.number = entry.group.number
            action.reasons.append(f"under priority {action.number}")
        elif entry.group and None in entry.group.names and (number := self.of_ref(entry.ref)):
            action.number = number
            action.reasons.append(f"priority {number} by its reference {entry.ref}")
            self.learn(Group(entry.group.kind, (number,), {number: entry.group.names[None]}, entry.group.passages))
            self.sections.setdefault(entry.group.names[None], set()).add(number)
            self._note_answered(entry, number)
        elif (
            entry.group
            and None in entry.group.names
            and not (entry.group.kind == "section" and _of_finding(entry.cells.get(Column.FINDING, "")))
        ):
            name = entry.group.names[None]
            number, reason = meant_by(name, self.names())
            if number and self.in_list:
                action.number = number
                self.known[number].called(name)
                self.known[number].stands_at(*entry.group.passages)
                action.reasons.append(reason)
            else:
                self.unplaced.append(
                    (action, name, entry.group.passages[0] if entry.group.passages else entry.passages[0])
                )
        elif number := self.of_ref(entry.ref):
            action.number = number
            action.reasons.append(f"priority {number} by its reference {entry.ref}")
        elif number := _of_finding(entry.cells.get(Column.FINDING, "")):
            action.number = number
            action.reasons.append(f"priority {number} by the number of what it answers")
            priority = self.priority(number)
            if not priority.words:
                priority.words = _FINDING_NUMBER.sub("", entry.cells[Column.FINDING]).strip()
                priority.confidence = 0.7
                priority.reasons.append("a numbered recommendation or area that the actions answer")
        elif entry.name:
            self.unplaced.append((action, entry.name, entry.name_passage or entry.passages[0]))
        if entry.why and action.number:
            self._name_row(entry, action.number)
        if action.number:
            post = leads.appointed_to_lead(entry.text)
            priority = self.priority(action.number)
            if not priority.passage:
                priority.stands_at(entry.passages[0])
            if not priority.words and not priority.short_name:
                priority.confidence = 0.4
                priority.reasons = ["only its number is known, from what stands by its actions: it needs a name"]
            if post and not priority.lead:
                priority.lead = post
                priority.stands_at(entry.passages[0])
                priority.reasons.append("its lead is named in an action")

    def _note_answered(self, entry: Entry, number: int) -> None:
        """Keep what a row answers, which may be the only name of its priority."""
        if finding := _FINDING_NUMBER.sub("", entry.cells.get(Column.FINDING, "")).strip():
            self.answered.setdefault(number, []).append(finding)

    def _of_cell(self, entry: Entry) -> int | None:
        """The priority that the row's own column gives, by number or by name."""
        words = entry.cells[Column.PRIORITY].strip()
        group = group_of(words)
        number, name = None, words
        if group and group.number:
            number, name = group.number, group.names.get(group.number, "")
        elif match := _CELL_NUMBER.match(words):
            number, name = self._of_kind(match["letters"] or "", int(match[2]), match[3]), match[3]
        elif lettered := _LETTERED.match(words):
            number, name = number_of(lettered[1]), lettered[2] or ""
        if number:
            priority = self.priority(number)
            if name and not priority.short_name and not priority.words:
                priority.short_name = name.strip(" .")
                priority.reasons.append("named in the column of priorities")
            elif name:
                priority.called(name.strip(" ."))
            priority.stands_at(entry.passages[0])
            return number
        meant, _ = meant_by(name, self.names())
        if meant:
            self.known[meant].called(name)
            return meant
        number = max(self.known, default=0) + 1 if not self.in_list else None
        if number:
            priority = self.priority(number)
            priority.short_name = name
            priority.confidence = 0.7
            priority.reasons.append("numbered by its place in the table, which gives no numbers")
            priority.stands_at(entry.passages[0])
        return number

    def _of_kind(self, letters: str, number: int, name: str) -> int:
        """The number of a column's “PA1” or “AFI1”: the second kind that counts from 1 takes the free numbers."""
        kind = letters.upper()
        if (kind, number) not in self.claimed:
            held = [given for (other, place), given in self.claimed.items() if place == number and other != kind]
            self.claimed[kind, number] = max(self.known) + 1 if kind and name and number in held else number
        return self.claimed[kind, number]

    def _of_name(self, entry: Entry, action: Action) -> int | None:
        """The priority that a row means by its own name."""
        among = entry.group.numbers if entry.group else ()
        number, reason = meant_by(entry.name, self.names(), among)
        if entry.group and entry.group.number and number != entry.group.number:
            exact = number and any(words_in_common(entry.name, name) == 1.0 for name in self.names()[number])
            if not exact:
                return None
        if number:
            action.reasons.append(f"priority {number}: {reason}")
        return number

    def _name_row(self, entry: Entry, number: int) -> None:
        """Keep the row's name and its issue with its priority, once."""
        priority = self.priority(number)
        if entry.name_passage in (priority.passage, *priority.also):
            return
        if not entry.name or (entry.group and entry.group.number == number):
            # Several rows under one priority's heading: each is an issue of it, not another name.
            priority.why += [passage.text for passage in entry.why]
            priority.stands_at(*(passage.order for passage in entry.why))
            return
        matched = f"the table's row “{entry.name}” is matched to it"
        if priority.short_name and priority.short_name != entry.name and not priority.why:
            earlier, priority.short_name = priority.short_name, entry.name
            priority.called(earlier)
        elif not priority.short_name:
            priority.short_name = entry.name
        else:
            priority.called(entry.name)
        if entry.group and number in entry.group.numbers:
            matched += " by the number of the heading above"
        else:
            matched += " by the words they share"
        priority.reasons.append(matched)
        for passage in entry.why:
            words = passage.text
            if passage.order == entry.name_passage:
                cut = len(passage.bold) if passage.bold else len(words)
                words = words[cut:] if passage.bold else ""
            words = words.strip().lstrip(".:–- ").strip()
            if words:
                priority.why.append(words)
            priority.stands_at(passage.order)

    def place_the_rest(self, actions: list[Action]) -> None:
        """Number the priorities that the paper names without numbers, in their order; place what only they tell.

        Two or more headings over tables are the plan's parts; one heading is the plan's own, and then the rows' own
        names are its parts.
        """
        for name, held in self.sections.items():
            for number in held if len(held) > 1 else ():  # the name of the whole plan
                if self.priority(number).short_name == name:
                    self.priority(number).short_name = ""
                    self.priority(number).reasons = ["only its number is known, from its actions' references"]
                    self.priority(number).confidence = 0.4
        for number, findings in self.answered.items():
            priority = self.priority(number)
            if not priority.words and not priority.short_name and len(set(findings)) == 1:
                priority.words, priority.confidence = findings[0], 0.7
                priority.reasons = ["a numbered recommendation or area that the actions answer"]
        if not self.unplaced or self.known:
            return
        sections = {name for action, name, _ in self.unplaced if _under_section(action)}
        numbers: dict[str, int] = {}
        for action, name, passage in self.unplaced:
            entry = action.entry
            if len(sections) == 1 and _under_section(action):
                if not entry.name:
                    continue
                name, passage = entry.name, entry.name_passage
            number = numbers.setdefault(name.lower().strip(), len(numbers) + 1)
            priority = self.priority(number)
            if not priority.short_name:
                priority.short_name = name
                priority.confidence = 0.7
                priority.reasons.append("numbered by its place in the paper, which gives no numbers")
            priority.stands_at(passage)
            action.number = number
            action.reasons.append(f"under “{name}”")
            if entry.name:
                self._name_row(entry, number)

    def proposed(self, actions: list[Action]) -> list[Priority]:
        """The priorities to propose: those of the list, of actions, and of a run of headings."""
        used = {action.number for action in actions if action.number}
        if len({group.number for group in self.headings if group.number}) > 1:
            for group in self.headings:
                group = self.own(group, "")
                self.learn(group)
                used |= set(group.numbers)
        return [self.known[number] for number in sorted(self.known) if number in used | self.in_list]


def _under_section(action: Action) -> bool:
    """Whether only an unnumbered heading over its table may name its priority."""
    return action.entry.group is not None and action.entry.group.kind == "section"


_REF_NUMBER = re.compile(
    r"^\W*(?:p|priority |rec\.? ?|r|action |obj )?(\d{1,2})(?:[./-]\d{1,2}|[a-z]\b)", re.IGNORECASE
)
_REF_LETTER = re.compile(r"^([A-L])[.-]?\d{1,2}$")


def _of_ref(ref: str) -> int | None:
    """The priority of a reference: 3.2, 3.2.1, P3.2, 3a, A3 (the first)."""
    match = _REF_NUMBER.match(ref.strip())
    if match:
        return int(match[1]) or None
    letter = _REF_LETTER.match(ref.strip())
    return number_of(letter[1]) if letter else None


_NUMBER_OF_FINDING = re.compile(
    r"^\W*(?:(?:rec(?:ommendation)?|area(?: for improvement)?|finding|afi|r|issue)\.?\s*)?(\d{1,2})(?:[.):]|"
    r"\s*[–-]|\s+(?=[A-Z])|$)",
    re.I,
)


def _of_finding(words: str) -> int | None:
    """The number of a recommendation or area: “R3”, “Recommendation 3: …”, “3. …”."""
    match = _NUMBER_OF_FINDING.match(words)
    return int(match[1]) if match and int(match[1]) else None


# Proposals ---------------------------------------------------------------------------------------------


def _priority_proposal(priority: Priority) -> Proposal:
    words = priority.words or priority.short_name
    named = [name for name in priority.also_named if name != priority.short_name]
    return Proposal(
        ProposalKind.PRIORITY,
        words or f"Priority {priority.number}",
        priority.passage,
        {
            "number": priority.number,
            "short_name": priority.short_name or _short(words),
            "words": words,
            "why": "\n".join(priority.why),
            "lead": priority.lead,
            "also_named": named,
        },
        priority.confidence,
        "; ".join(dict.fromkeys(priority.reasons)) or "named where its actions stand",
        tuple(priority.also),
    )


_SHORT = re.compile(r"^(\S+(?:\s\S+){0,4}?)\s*(?:\s[–—-]\s|:\s)\S")


def _short(words: str) -> str:
    """The name with which a priority's full words begin, where a dash or a colon ends it; else all of them."""
    match = _SHORT.match(words)
    return match[1] if match else words


def _action_proposal(action: Action) -> Proposal:
    entry = action.entry
    completed, finish = action.period(COMPLETED), action.period(FINISH)
    main = completed or finish
    due = action.due or (None, None, None, None)
    cells = entry.cells
    return Proposal(
        ProposalKind.ACTION,
        entry.text,
        entry.passages[0],
        {
            "priority": action.number,
            "stage": action.stage,
            "periods": [period.fields() for period in action.periods],
            "date_as_written": main.words if main else action.unreadable or None,
            "first_day": iso(main.first_day) if main else None,
            "last_day": iso(main.last_day) if main else None,
            "lead": action.lead,
            "partners": leads.partners(cells.get(Column.PARTNERS, "")) or leads.partners_in_words(entry.text),
            "ref": entry.ref or None,
            "column": entry.side,
            "column_heading": entry.heading or None,
            "due_from": due[0],
            "due_as_written": due[1],
            "due_first_day": iso(due[2]),
            "due_last_day": iso(due[3]),
            "rag": cells.get(Column.STATUS) or None,
            "progress": cells.get(Column.PROGRESS) or None,
            "date_not_stated": action.stage == COMPLETE and completed is None,
        },
        min(action.confidence, 0.9 if action.number else 0.7, 0.5 if entry.guessed else 0.9),
        "; ".join(action.reasons + ["the table's columns were told by where the words stand"] * entry.guessed),
        entry.passages[1:],
    )
