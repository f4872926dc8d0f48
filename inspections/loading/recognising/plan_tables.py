"""The rows of a plan's tables: which tables are a plan's, and what each of their rows says of an action."""

import re
from dataclasses import dataclass, field

from inspections.loading.reading.passages import Passage
from inspections.loading.reading.tables import Table
from inspections.loading.recognising.columns import Column, column_of
from inspections.loading.recognising.priorities import Group, group_of
from inspections.loading.recognising.stages import of_status

_OF_THE_PLANNED = (Column.LEAD, Column.DUE, Column.REVISED, Column.START, Column.STATUS)
_HEADER_WITHIN = 5  # rows: a title, a key or a band may stand above the column headings
_ANSWERING = (Column.LEAD, Column.DUE, Column.STATUS, Column.TICKED, Column.PROGRESS, Column.START, Column.REVISED,
              Column.FINISHED, Column.MEASURE, Column.FINDING, Column.PRIORITY, Column.PARTNERS)  # fmt: skip
_SCALE = re.compile(r"(?:very )?(?:high|medium|low|urgent|critical|h|m|l|essential|desirable)", re.IGNORECASE)
# What stands where an action is still to be written, or where there is none.
PLACEHOLDER = re.compile(
    r"^\W*(?:\[[^\]]*\]|<[^>]*>|insert\b.*|x{2,}|tbc|tba|tbd|type here|click (?:or tap )?.*|add (?:action|text|row|"
    r"more).*|"
    r"e\.?g\.? .*|example:?.*|n/?a|none|nil|not applicable|no further actions?(?: required| needed)?|\?+|as above|"
    r"ditto|lorem ipsum.*)?\W*$",
    re.IGNORECASE | re.DOTALL,
)
# What only points to where the actions are.
POINTER = re.compile(
    r"^\W*(?:please )?(?:see|refer to|(?:for )?(?:further |full |more |all )?(?:details?|information)\b.*\b(?:in|at|"
    r"from|see|can be found|are set out|is set out)|"
    r"as (?:set out|detailed|described|per|outlined)\b|covered (?:in|by|under)|cross[- ]refer\w*|link(?:s|"
    r"ed)? to (?:action|priority))\b",
    re.IGNORECASE,
)
_STEM = re.compile(r"^[^.]{0,80}:\s*$")
# “To steady the workforce we will:” only announces the actions after it; “Improve the review process:” is one itself.
_SOMEONE_WILL = re.compile(
    r"\b(?:we|(?:the )?(?:council|service|services|teams?|partnership|partners|board|leaders|managers|trust|icb))\s+"
    r"(?:have|has|will|plan to|are going to|intend to)(?: now| also| already| next)?\s*:$",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(r"\b(?:actions?|steps|following|we|will)\b", re.IGNORECASE)
# Verbs with which the actions of a plan begin.
TO_DO_VERBS = (
    r"add|adopt|agree|align|appoint|arrange|assess|audit|bring|build|buy|carry|change|check|clarify|clear|close|"
    r"coach|co-?produce|co-?design|commission|complete|consult|continue|create|define|deliver|design|develop|"
    r"devise|draft|embed|employ|enable|engage|ensure|establish|evaluate|expand|explore|extend|fill|finali[sz]e|"
    r"gather|give|hold|identify|implement|improve|include|increase|introduce|invest|join|keep|launch|lead|make|"
    r"map|measure|mentor|merge|moderate|monitor|move|offer|open|organise|pilot|plan|prepare|procure|produce|"
    r"promote|provide|publish|put|quality assure|raise|re-?design|reduce|refresh|re-?launch|recruit|renew|"
    r"replace|report|restructure|review|revise|re-?write|roll|run|secure|send|set|share|simplify|start|stop|"
    r"strengthen|streamline|support|test|track|train|transfer|undertake|update|upgrade|use|work|write"
)
TO_DO = re.compile(rf"^(?:we (?:will|are going to|plan to)|(?:to )?(?:{TO_DO_VERBS}))\b", re.IGNORECASE)
_GOING_ON_FROM = re.compile(r"^(?:this|these|it|they|includes?|including|which|with)\b", re.IGNORECASE)
_TOTAL = re.compile(r"^\W*(?:sub-?)?totals?\b", re.IGNORECASE)


@dataclass(slots=True)
class TableLayout:
    """What the columns of a plan's table hold, and the rows that are its headings."""

    columns: dict[int, Column]
    headings: dict[int, str]
    header_rows: tuple[int, ...]
    cards: bool = False

    def of(self, *wanted: Column) -> list[int]:
        """The columns that hold such a thing, from left to right."""
        return sorted(place for place, column in self.columns.items() if column in wanted)

    @property
    def two_sided(self) -> bool:
        """Whether it tells what has been done or is planned next in columns of their own."""
        return bool(self.of(Column.DONE) or self.of(Column.PLANNED)) and not self.of(Column.ACTION)


@dataclass(slots=True)
class Entry:
    """One action as a table's row, a card or a list gives it, before its fields are told."""

    text: str
    passages: tuple[int, ...]
    side: str = "action"  # or "done", "planned"
    heading: str = ""
    table: int | None = None
    row: int | None = None
    ref: str = ""
    group: Group | None = None
    stage: str | None = None  # told by a heading or a band over it
    stage_words: str = ""
    cells: dict[Column, str] = field(default_factory=dict)
    name: str = ""  # the row's own name for its priority
    why: tuple[Passage, ...] = ()
    name_passage: int | None = None
    years: frozenset[str] = frozenset()
    guessed: bool = False  # its table has no lines, and its columns were told by where the words stand


def table_layout(table: Table, before: TableLayout | None = None) -> TableLayout | None:
    """What a table's columns hold where it is a plan's, else None.

    `before` is the layout of the table that ended right before: a table without headings and of as many columns goes
    on from it, as tables do over pages.
    """
    if cards := _cards(table):
        return cards
    known: dict[int, dict[int, Column]] = {}
    for row in table.rows[:_HEADER_WITHIN]:
        columns = {}
        for place in range(1, table.columns + 1):
            cell = table.cells.get((row, place))
            if cell and (column := column_of(" ".join(p.text for p in cell))):
                columns[place] = column
        known[row] = columns
    row = max(known, key=lambda at: (len(known[at]), -at), default=None)
    if row is None or len(known[row]) < 2:
        if before and max(before.columns, default=0) == table.columns and not before.cards and not table.header_rows:
            return TableLayout(before.columns, before.headings, ())
        return None
    if len([1 for place in range(1, table.columns + 1) if table.cells.get((row, place))]) > 2 * len(known[row]) + 1:
        return None
    columns, headings, header_rows = _headings(table, row, known)
    layout = TableLayout(_settled(columns, headings, table, header_rows), headings, header_rows)
    return layout if _is_plan(layout) else None


def _headings(table: Table, row: int, known) -> tuple[dict[int, Column], dict[int, str], tuple[int, ...]]:
    """The column headings of the heading row, and of the row below it where that says more of merged ones."""
    columns, headings = dict(known[row]), {}
    for place in range(1, table.columns + 1):
        if cell := table.cell(row, place):
            headings[place] = " ".join(p.text for p in cell)
            if place not in columns and (column := column_of(headings[place])):
                columns[place] = column
    header_rows = tuple(at for at in table.rows if at <= row)
    below = next((at for at in table.rows if at > row), None)
    if below is not None:
        places = [place for place in range(1, table.columns + 1) if table.cells.get((below, place))]
        words = {place: " ".join(p.text for p in table.cells[below, place]) for place in places}
        merged = {place for place in places if any(p.column_span > 1 for p in table.cell(row, place))}
        recognised = {place: column for place in places if (column := column_of(words[place]))}
        if merged and len(recognised) >= 2 and len(recognised) >= len(places) - 1:
            columns.update(recognised)
            headings.update({place: f"{headings.get(place, '')} {words[place]}".strip() for place in places})
            header_rows += (below,)
    above = [at for at in table.rows if at < row and not table.is_band(at)]
    if above:
        for place in range(1, table.columns + 1):
            if place not in columns and (cell := table.cell(above[-1], place)):
                column = column_of(" ".join(p.text for p in cell))
                if column:
                    columns[place] = column
                    headings.setdefault(place, " ".join(p.text for p in cell))
    return columns, headings, header_rows


_A_REF = re.compile(r"[A-Z]{0,3}\.?\d{1,2}(?:[./]\d{1,2})*\.?[a-z]?", re.IGNORECASE)
_TICKED = re.compile(r"[✓✔☑✅☒✗✘×●■⬤xX•y]|yes", re.IGNORECASE)


def _ticked(headings: dict[int, str], texts) -> dict[int, Column]:
    """The columns that are ticked: two or more, each headed by a status (“Done”, “On track”, “Behind”)."""
    ticked = {}
    for place, heading in headings.items():
        values = [value for value in texts(place) if value]
        if of_status(heading) and len(heading.split()) <= 4 and all(_TICKED.fullmatch(value) for value in values):
            ticked[place] = Column.TICKED
    return ticked if len(ticked) > 1 and any(any(texts(place)) for place in ticked) else {}


_TIME = re.compile(
    r"(?:q[1-4]|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*|(?:19|20)\d\d)\b.{0,12}", re.IGNORECASE
)
_FILLED = re.compile(r"(?:[✓✔☑✅●■⬤►→xX•*–—-]|yes)?", re.IGNORECASE)


def _calendar(headings: dict[int, str], texts) -> dict[int, Column]:
    """The columns that only show when, as a chart does: quarters, months or years with a mark where there is work."""
    places = [place for place, words in headings.items() if _TIME.fullmatch(words.strip())]
    marked = [place for place in places if all(_FILLED.fullmatch(value.strip()) for value in texts(place))]
    return dict.fromkeys(marked, Column.NOTHING) if len(marked) > 2 else {}


_DONE_HEADING = re.compile(r"(?:done|completed?)\b")
_CURRENT = re.compile(r"current|latest|now|this", re.I)


def _settled(columns: dict[int, Column], headings: dict[int, str], table: Table, header_rows) -> dict[int, Column]:
    """The columns with what their neighbours and their cells decide."""
    settled = dict(columns)
    held = set(settled.values())

    def texts(place):
        return [
            " ".join(p.text for p in table.cells[row, place])
            for row in table.rows
            if row not in header_rows and (row, place) in table.cells
        ]

    if Column.REF not in held and 1 not in settled and not headings.get(1, "").strip():
        values = [value for value in texts(1) if value]
        if len(values) > 1 and sum(bool(_A_REF.fullmatch(value)) for value in values) * 10 >= 8 * len(values):
            settled[1] = Column.REF  # references under an empty heading
    settled.update(_ticked(headings, texts))
    settled.update(_calendar(headings, texts))
    if Column.DONE not in held and held & {Column.LEAD, Column.DUE, Column.STATUS, Column.START}:
        # “Actions to be taken” beside who and by when is the plan's own column of actions, whatever “Milestones” say.
        for place, column in settled.items():
            if column == Column.PLANNED and _TO_BE_TAKEN.match(headings.get(place, "").lower()):
                settled[place] = Column.ACTION
    columns = dict(settled)
    held = set(settled.values())
    for place, column in columns.items():
        words = headings.get(place, "").lower()
        if column == Column.PRIORITY:
            values = texts(place)
            if values and sum(bool(_SCALE.fullmatch(value.strip(" .*"))) for value in values) * 2 > len(values):
                settled[place] = Column.NOTHING
        long = sum(len(value.split()) > 6 for value in texts(place)) * 2 > len(texts(place) or [1])
        if column == Column.STATUS and long and "rag" not in words:
            # “Done” and “Completed” over sentences are what has been done.
            settled[place] = Column.DONE if _DONE_HEADING.match(words) else Column.PROGRESS
        if column in (Column.DONE, Column.PLANNED) and not long and texts(place) and Column.ACTION in held:
            settled[place] = Column.STATUS if column == Column.DONE else Column.NOTHING
    held = set(settled.values())
    if Column.ACTION in held:
        # Beside a column of actions, what was done on each is its progress; “next steps” are of its progress too.
        answering = held & {Column.LEAD, Column.DUE, Column.STATUS, Column.START, Column.REVISED}
        for place, column in settled.items():
            if column == Column.DONE and (answering or Column.PLANNED not in held):
                settled[place] = Column.PROGRESS
        held = set(settled.values())
        if Column.DONE in held or (Column.PLANNED in held and not answering):
            for place, column in settled.items():
                if column == Column.ACTION:
                    settled[place] = Column.FINDING
        elif Column.PLANNED in held:
            for place, column in settled.items():
                if column == Column.PLANNED:
                    settled[place] = Column.NOTHING
    elif Column.PLANNED in held and held & {Column.LEAD, Column.DUE, Column.STATUS} and Column.DONE in held:
        pass
    elif Column.PLANNED in held and Column.DONE not in held and Column.PROGRESS in held:
        # “Progress to date | Next steps”: a column of what was done, where nothing else is the action.
        for place, column in settled.items():
            if column == Column.PROGRESS and Column.STATUS not in held and Column.DUE not in held:
                settled[place] = Column.DONE
    actions = sorted(place for place, column in settled.items() if column == Column.ACTION)
    if len(actions) > 1:
        kept = max(actions, key=lambda place: _likeness(headings[place].lower(), texts(place)))
        for place in actions:
            if place != kept:
                milestones = _MILESTONES.match(headings[place].lower())
                settled[place] = Column.MILESTONES if milestones else Column.NOTHING
    statuses = sorted(place for place, column in settled.items() if column == Column.STATUS)
    for place in statuses[:-1]:
        if _CURRENT.search(headings[place]):
            statuses[-1], place = place, statuses[-1]
        settled[place] = Column.NOTHING
    return settled


_TO_BE_TAKEN = re.compile(
    r"(?:key |specific |the |improvement |planned )?(?:actions?|activit\w+|tasks?|work|steps) "
    r"(?:to (?:be )?|needed|planned|required|outstanding)"
)
_MILESTONES = re.compile(r"(?:key |interim |the )?milestones?\b")
_AN_ACTION = re.compile(r"\baction")
_A_TASK = re.compile(r"\b(?:activit|task|what|we will|step)")


def _likeness(heading: str, texts: list[str]) -> tuple:
    """How much a column is the one of the actions: by its heading, then by how much it says."""
    return (
        bool(_AN_ACTION.search(heading)) and not heading.startswith("action ref"),
        bool(_A_TASK.search(heading)),
        sum(map(len, texts)),
    )


_SAYS_ACTION = re.compile(r"\baction|we will|what will")
_OF_A_TIMETABLE = re.compile(r"(?:key )?(?:stage|milestones?|activit\w+|event|tasks?)$")


def _is_plan(layout: TableLayout) -> bool:
    """Whether the columns are those of a plan: actions with something that answers for them, or done and planned."""
    held = set(layout.columns.values())
    if Column.FOREIGN in held and not (Column.LEAD in held and Column.ACTION in held and Column.DUE in held):
        return False
    if layout.two_sided:
        sides = held & {Column.DONE, Column.PLANNED}
        return len(sides) == 2 or bool(held & {Column.FINDING, Column.PRIORITY, Column.LEAD, Column.DUE, Column.STATUS})
    if Column.ACTION not in held:
        return False
    heading = layout.headings[layout.of(Column.ACTION)[0]].lower()
    answering = held & set(_ANSWERING)
    if answering <= {Column.DUE} and not _SAYS_ACTION.search(heading):
        return False  # “Milestone | Date” is a timetable
    if "milestone" in heading and not held & {Column.LEAD, Column.STATUS, Column.PROGRESS}:
        return False
    if _OF_A_TIMETABLE.match(heading) and answering <= {
        Column.DUE,
        Column.LEAD,
        Column.START,
    }:
        return False
    return bool(answering)


def _cards(table: Table) -> TableLayout | None:
    """The layout of a table whose first column names the fields of one action a table: “Action | …”, “Lead | …”."""
    if table.columns not in (2, 4):
        return None
    pairs = _pairs(table)
    names = [column_of(_text(label)) if label else None for _, label, _ in pairs]
    values = [column_of(_text(value)) if value else None for _, _, value in pairs]
    columns = {name for name in names if name}
    if len(columns) < 3 or not columns & {Column.ACTION, Column.PLANNED} or not columns & {Column.LEAD, Column.DUE}:
        return None
    if sum(map(bool, names)) * 10 < 7 * len(names) or sum(map(bool, values)) * 2 > sum(map(bool, names)):
        return None
    return TableLayout({}, {}, (), cards=True)


def _pairs(table: Table) -> list[tuple[int, list[Passage], list[Passage]]]:
    """The rows of a card as name and value; a row of four cells is two such pairs."""
    pairs = []
    for row in table.rows:
        for place in range(1, table.columns, 2):
            label, value = table.cells.get((row, place), []), table.cells.get((row, place + 1), [])
            if label or value:
                pairs.append((row, label, value))
    return pairs


def entries(table: Table, layout: TableLayout, group: Group | None) -> list[Entry]:
    """What each row of a plan's table says, one entry an action, in the paper's order.

    `group` is what stands above the table. Bands within it change the priority, or the stage, of the rows below.
    """
    if layout.cards:
        return _card_entries(table, group)
    entries_of_table: list[Entry] = []
    stage = stage_words = ""
    carried: dict[Column, str] = {}
    for row in table.rows:
        if row in layout.header_rows and table.is_band(row) and (title := _band(table, row, layout)):
            group = group_of(title[0], title[1].order) or group  # a priority's band above the column headings
        if row in layout.header_rows or _is_repeated_header(table, row, layout):
            continue
        band = _band(table, row, layout)
        if band is not None:
            words, passage = band
            if heading_stage := stage_of_heading(words):
                stage, stage_words = heading_stage, words
            else:
                group = group_of(words, passage.order) or _unnumbered(words, passage)
                stage = stage_words = ""
            carried = {}
            continue
        read = _row(table, row, layout, group, carried)
        if stage:
            for entry in read:
                entry.stage, entry.stage_words = entry.stage or stage, entry.stage_words or stage_words
        if entries_of_table and read and _goes_on(read, entries_of_table[-1], table, layout):
            _join(entries_of_table[-1], read[0])
            read = read[1:]
        elif not read and entries_of_table and entries_of_table[-1].table == table.number:
            _lengthen(entries_of_table, table, row, layout)
        entries_of_table += read
    return entries_of_table


_NUMBERED_BAND = re.compile(r"^(\d{1,2})[.):]?\s+([A-Z].*)$", re.DOTALL)


def _unnumbered(words: str, passage: Passage) -> Group:
    """The priority of a band that calls it nothing but, at most, a number: “2 Quality of plans”."""
    if numbered := _NUMBERED_BAND.match(words):
        return Group("", (int(numbered[1]),), {int(numbered[1]): numbered[2].strip(" :.")}, (passage.order,))
    return Group("", (), {None: words.strip(" :.")}, (passage.order,))


def _is_repeated_header(table: Table, row: int, layout: TableLayout) -> bool:
    """Whether a row says the column headings again, as tables do on each page, or is marked as a heading."""
    cells = {
        place: " ".join(p.text for p in table.cells[row, place])
        for place in layout.headings
        if (row, place) in table.cells
    }
    same = sum(_flat(words) == _flat(layout.headings[place]) for place, words in cells.items())
    if same and same * 2 >= len(cells) and (same > 1 or len(cells) == 1):
        return True
    headings = sum(bool(column_of(words)) and len(words.split()) < 6 for words in cells.values())
    return len(cells) > 2 and headings == len(cells)


_NO_WORD = re.compile(r"\W+")


def _flat(words: str) -> str:
    return _NO_WORD.sub("", words.lower())


def _band(table: Table, row: int, layout: TableLayout) -> tuple[str, Passage] | None:
    """The words of a row that is a heading between rows, and their passage."""
    cells = [(place, table.cells[row, place]) for place in range(1, table.columns + 1) if (row, place) in table.cells]
    if not cells or table.columns == 1:
        return None
    texts = {_flat(" ".join(p.text for p in cell)) for _, cell in cells}
    place, cell = cells[0]
    words = " ".join(p.text for p in cell)
    if cell[0].number and not words.startswith(cell[0].number):
        words = f"{cell[0].number} {words}"
    whole = table.is_band(row) or (len(texts) == 1 and len(cells) > 1 and len(cells) == table.columns)
    if whole and len(words.split()) <= 60:
        return words, cell[0]
    if len(cells) == 1 or (len(cells) == 2 and place == 1 and _flat(words).isdigit()):
        if len(cells) == 2:
            name = cells[1][1][0]
            named = f"{words} {' '.join(p.text for p in cells[1][1])}"
            bold = bool(name.bold) and len(name.bold) >= len(name.text) - 2
            if group_of(named) or (bold and not name.text.rstrip().endswith(".")):
                return (named, cell[0]) if len(named.split()) < 30 else None
            return None
        if any(p.row_span > 1 for p in cell):
            return None
        if group_of(words) and len(words.split()) < 40:
            return words, cell[0]
        short = len(words.split()) <= 14 and not words.rstrip().endswith(".")
        bold = bool(cell[0].bold) and len(cell[0].bold) >= len(cell[0].text) - 2
        action = layout.columns.get(place) in (Column.ACTION, Column.DONE, Column.PLANNED)
        covered = any(table.cell(row, at) for at in range(1, table.columns + 1) if at != place)
        if (
            short
            and len(cell) == 1
            and not covered
            and (bold or words.isupper() or (place == 1 and not action and words[:1].isupper()))
        ):
            return words, cell[0]
    return None


_STAGE_HEADING = re.compile(
    r"^(?:actions?|tasks?|work|items?|recommendations?|status|milestones?)?[\s:–-]*(?:that (?:are|is|have been|"
    r"has been) |which (?:are|have been) |we have |now )?"
    r"(?P<status>completed?|done|closed|achieved|in[- ]progress|on[- ]?going|under ?way|on track|overdue|"
    r"overdue and slipped|slipped|slippage|delayed|behind(?: schedule)?|running late|late|"
    r"not (?:yet )?(?:started|due)|off track|at risk|stopped|ceased|withdrawn|superseded|planned|upcoming)"
    r"(?: ?(?:/|and|or) ?[\w -]{3,20})?(?: (?:actions?|tasks?|work|items?|recommendations?|"
    r"milestones?))?(?: (?:since|in|during|this|so far|to date|for|by)\b.*)?\s*(?:\(\d+\))?\s*:?$",
    re.IGNORECASE,
)


def stage_of_heading(words: str) -> str | None:
    """The stage that a heading gives what stands below it: “Completed since the last report”, “Not started (3)”."""
    match = _STAGE_HEADING.match(" ".join(words.split()))
    return of_status(match["status"]) if match else None


def _text(cell: list[Passage]) -> str:
    return " ".join(p.text for p in cell).strip()


_LEADING_NUMBER = re.compile(r"^\d{1,2}[.):]?\s+(?=[A-Z])")
_DOTTED = re.compile(r"^(\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)[.)]?\s+(?=\S)")


def _row(table: Table, row: int, layout: TableLayout, group: Group | None, carried: dict[Column, str]) -> list[Entry]:
    """The actions of one row."""
    if any(_TOTAL.match(_text(table.cells[row, place])) for place in (1, 2) if (row, place) in table.cells):
        return []
    cells: dict[Column, str] = {}
    lines: dict[Column, list[Passage]] = {}
    for place, column in sorted(layout.columns.items()):
        cell = table.cell(row, place)
        if cell and column not in (Column.ACTION, Column.DONE, Column.PLANNED, Column.NOTHING):
            words = _text(cell)
            if (
                cell[0].number
                and column in (Column.REF, Column.PRIORITY, Column.FINDING)
                and not words.startswith(cell[0].number)
            ):
                words = f"{cell[0].number} {words}".strip()
            if column == Column.TICKED:
                cells[Column.STATUS] = layout.headings[place].strip()
                continue
            if column in cells and column in (Column.REF, Column.LEAD, Column.DUE, Column.START, Column.REVISED):
                continue  # of two such columns the first: “Responsible” before “Accountable”
            cells[column] = f"{cells[column]} {words}" if column in cells else words
            lines.setdefault(column, []).extend(cell)
    for column in (Column.PRIORITY, Column.FINDING):
        if column in cells:
            if column == Column.PRIORITY and carried.get(column) != cells[column]:
                carried.pop(Column.FINDING, None)
            carried[column] = cells[column]
        elif column in carried:
            cells[column] = carried[column]
    years = frozenset()
    entries: list[Entry] = []
    findings = [place for place in layout.of(Column.FINDING) if (row, place) in table.cells]
    name, why, name_passage = "", (), None
    if layout.two_sided and findings:
        name, why, name_passage = _name_and_why(table.cells[row, findings[0]])
        name = _LEADING_NUMBER.sub("", name)
    for place in layout.of(Column.DONE, Column.PLANNED, Column.ACTION):
        cell = table.cells.get((row, place), [])
        side = {Column.DONE: "done", Column.PLANNED: "planned"}.get(layout.columns[place], "action")
        heading = layout.headings.get(place, "")
        read = _actions_of_cell(cell, many=layout.two_sided, referred=Column.REF in cells)
        spread = _spread(read, lines)
        for index, (passages, stage, stem) in enumerate(read):
            text = " ".join(p.text for p in passages) if len(passages) > 1 else passages[0].text
            # Beside what was done and what is planned, who and by when are said of what is planned.
            given = {c: w for c, w in cells.items() if c not in _OF_THE_PLANNED} if side == "done" else cells
            own = {**given, **{column: parts[index] for column, parts in spread.items() if column in given}}
            ref = own.get(Column.REF, "")
            if passages[0].number and (len(read) > 1 or not ref):
                ref = passages[0].number
            elif match := _DOTTED.match(text):
                ref = match[1] if len(read) > 1 or not ref else ref
            if not ref and _REF_AND_ACTION.match(heading) and (match := _A_REF_BEFORE.match(text)):
                ref, text = match[1], text[match.end() :]
            entry = Entry(
                text, tuple(p.order for p in passages), side, heading, table.number, row, ref, group, cells=own,
                name=name, why=why, name_passage=name_passage, years=years,
            )  # fmt: skip
            if stage:
                entry.stage, entry.stage_words = stage, stem
            entries.append(entry)
    return entries


# A column “No. Action”, and the reference with which its cells begin.
_REF_AND_ACTION = re.compile(r"(?:ref(?:erence)?|no|number|item|#)s?\b\.?\s*(?:and |/ ?|& )?(?:\w+ )?actions?\b", re.I)
_A_REF_BEFORE = re.compile(r"([A-Z]{0,3}\.?\d{1,2}(?:\.\d{1,2})*[a-z]?)[.):]?\s+(?=[A-Z])")
_SOMEONE_SAID = re.compile(r"(?:ofsted|inspectors?|we|our) (?:said|found|told)", re.I)


def _name_and_why(cell: list[Passage]) -> tuple[str, tuple[Passage, ...], int]:
    """The name with which an issue's cell begins, in bold or as a short line by itself, and the issue's text."""
    first = cell[0]
    bold = first.bold.strip(" .:–-")
    if bold and len(bold.split()) <= 14 and not _SOMEONE_SAID.match(bold):
        return bold, tuple(cell), first.order
    words = first.text.strip(" .:")
    short = len(words.split()) <= (10 if len(cell) > 1 else 6)
    if short and not first.text.rstrip().endswith(("?", "!", ".")):
        return words, tuple(cell), first.order
    return "", tuple(cell), first.order


def _actions_of_cell(cell: list[Passage], many: bool, referred: bool) -> list[tuple[list[Passage], str | None, str]]:
    """The actions of a cell, each its passages, and the stage with its words that a line within the cell gives.

    Bullets are an action each; so are the paragraphs of a column of done or planned work. In a row with one reference
    the paragraphs are one action. A long line that ends in a colon takes the points after it; a short one (“We have:”)
    is only their lead-in.
    """
    actions: list[tuple[list[Passage], str | None, str]] = []
    stage, stem = None, ""
    taking: list[Passage] | None = None
    for place, passage in enumerate(cell):
        words = passage.text.strip()
        more = place + 1 < len(cell)
        if passage.header or PLACEHOLDER.match(words) or (POINTER.match(words) and len(words.split()) < 30):
            continue
        if (heading_stage := stage_of_heading(words) if len(words.split()) <= 6 else None) and more:
            stage, stem, taking = heading_stage, words, None
            continue
        if (
            more
            and len(cell) > 1
            and not passage.item
            and passage.bold
            and len(passage.bold) >= len(words) - 2
            and len(words.split()) <= 8
        ):
            taking = None
            continue  # a heading within the cell
        if _STEM.match(words) and more and cell[place + 1].item and not passage.item:
            short = len(words.split()) <= 6 and not (referred and TO_DO.match(words) and not _ANNOUNCED.search(words))
            if short or _SOMEONE_WILL.search(words):
                taking = None
                continue
            taking = [passage]
            actions.append((taking, stage, stem))
            continue
        if taking is not None and passage.item:
            taking.append(passage)
            continue
        taking = None
        joined = actions and not passage.item and not passage.number
        if (joined and not many and (referred or _GOING_ON_FROM.match(words) or words[:1].islower())) or (
            joined and many and words[:1].islower() and not actions[-1][0][-1].text.rstrip().endswith((".", ";", ")"))
        ):
            actions[-1][0].append(passage)
        else:
            actions.append(([passage], stage, stem))
    return actions


def _spread(read: list, lines: dict[Column, list[Passage]]) -> dict[Column, list[str]]:
    """The lines of the other cells that go with each action, where a cell has as many lines as there are actions."""
    if len(read) < 2:
        return {}
    spread = {
        column: [p.text for p in cell]
        for column, cell in lines.items()
        if len(cell) == len(read) and column not in (Column.FINDING, Column.PRIORITY, Column.MEASURE)
    }
    if Column.STATUS in lines and Column.STATUS not in spread:
        # Lines that were run together still tell their statuses, where there is one for each action.
        statuses = _STATUS_WORDS.findall(_text(lines[Column.STATUS]))
        if len(statuses) == len(read):
            spread[Column.STATUS] = statuses
    return spread


_STATUS_WORDS = re.compile(
    r"not (?:yet )?(?:started|due)|in progress|on track|off track|at risk|completed?|delayed|overdue|stopped|blue|"
    r"green|amber|red|grey",
    re.IGNORECASE,
)


def _goes_on(read: list[Entry], last: Entry, table: Table, layout: TableLayout) -> bool:
    """Whether a row is the rest of the one before, split over a page: no reference, and words that go on."""
    first = read[0]
    if first.side != last.side or first.side != "action" or last.table != table.number:
        return False
    answers = {Column.LEAD, Column.DUE, Column.STATUS, Column.REF}
    own = {column for column in answers if first.cells.get(column)}
    broken = first.text[:1].islower() and not last.text.rstrip().endswith((".", "!", "?"))
    return broken and not own & {Column.REF, Column.DUE, Column.STATUS}


def _join(last: Entry, rest: Entry) -> None:
    """Put the rest of a row that a page split to its first part."""
    last.text = f"{last.text} {rest.text}"
    last.passages += rest.passages
    for column, words in rest.cells.items():
        if words and column not in (Column.PRIORITY, Column.FINDING):
            last.cells[column] = f"{last.cells[column]} {words}" if last.cells.get(column) else words


def _lengthen(entries: list[Entry], table: Table, row: int, layout: TableLayout) -> None:
    """Add a row that has no action, only the rest of the cells of the row before."""
    last = entries[-1]
    if any(
        PLACEHOLDER.match(_text(table.cells[row, place])) is None
        for place in layout.of(Column.REF)
        if (row, place) in table.cells
    ):
        return
    for place in layout.of(Column.PROGRESS, Column.LEAD):
        if (row, place) in table.cells:
            column, words = layout.columns[place], _text(table.cells[row, place])
            last.cells[column] = f"{last.cells.get(column, '')} {words}".strip()


_NUMBER_IN = re.compile(r"\d{1,2}(?:\.\d{1,2})*")


def _card_entries(table: Table, group: Group | None) -> list[Entry]:
    """The actions of a table whose first column names the fields."""
    entries: list[Entry] = []
    pending: dict[Column, str] = {}
    for row, named, value in _pairs(table):
        label = _text(named)
        column = column_of(label)
        if not value and group_of(label):
            group = group_of(label, named[0].order)
            continue
        if not column or not value:
            continue
        words = _text(value)
        if column in (Column.ACTION, Column.PLANNED):
            if PLACEHOLDER.match(words):
                continue
            number = _NUMBER_IN.search(label)
            ref = number[0] if number else pending.pop(Column.REF, "")
            entries.append(
                Entry(
                    words,
                    tuple(p.order for p in value),
                    "action",
                    label,
                    table.number,
                    row,
                    ref,
                    group,
                    cells=dict(pending),
                )
            )
            pending = {}
        elif column in (Column.REF, Column.PRIORITY) or not entries:
            pending[column] = words
        else:
            entries[-1].cells[column] = f"{entries[-1].cells[column]} {words}" if column in entries[-1].cells else words
    return entries
