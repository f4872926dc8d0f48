"""Plans written as lists: bullets under headings of what was done and what comes next, and actions told field by field.

Two forms are read. *Sections*: bullets (or short paragraphs) under a heading or lead-in that says what they are (“What
we have done”, “Next steps”, “Not started”), under a priority's heading, or in a paper that has such sections in pairs.
*Blocks*: an action followed by named fields (“Action: … Lead: … By: … Status: …”), on one line or a line each.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from inspections.loading.reading.passages import Paper, Passage, PassageKind
from inspections.loading.recognising.action_dates import find
from inspections.loading.recognising.columns import Column, column_of
from inspections.loading.recognising.plan_tables import PLACEHOLDER, POINTER, TO_DO, Entry, stage_of_heading
from inspections.loading.recognising.priorities import Group, group_of, someone_said
from inspections.loading.recognising.stages import of_status

# What a named field may be called. With a capital and a colon, wherever in a line it stands.
_LABEL = re.compile(
    r"(?<![\w’'-])(?:(?P<action>(?:Key |Agreed )?Actions?(?: (?:required|agreed|needed))?|ACTION)"
    r"(?:\s+(?:no\.?\s*|ref\.?\s*)?(?P<ref>[A-Z]{0,3}\d{1,2}(?:\.\d{1,2})*[a-z]?))?"
    r"|(?P<field>(?:Lead|LEAD|Owner|Responsible|Accountable|Responsible lead|Action owner|Delivery lead|Who|By whom|"
    r"Lead agency)"
    r"(?: officer| officers| person| post)?(?: and partners)?"
    r"|By when|By|When|Timescales?|Time ?frame|Deadline|Due(?: date| by)?|Target(?: date| completion)?|"
    r"Completion date|End date|Start(?: date)?"
    r"|Status|STATUS|B?RAG(?: rating| status)?|Current position|Progress(?: to date| update| so far)?|Updates?|"
    r"Position|Evidence"
    r"|Partners?|Supported by|Success measures?|Measures?(?: of success)?|Outcomes?|Impact|How we will know|"
    r"Ref(?:erence)?|Completed|Date completed|Revised date))"
    r"\s*:(?!//)\s*"
)  # fmt: skip
_OTHER_MATTERS = (Column.MEASURE, Column.FINDING, Column.PROGRESS, Column.LEAD)
_ANY_DAY = date(2020, 6, 15)  # only whether there is a date is asked here, not which
_ANSWERS = frozenset({Column.LEAD, Column.DUE, Column.STATUS, Column.FINISHED, Column.REVISED})
_LEAD_LINE = re.compile(
    r"^(?:(?:priority|strategic|executive|senior|overall|theme|workstream|accountable|responsible|"
    r"objective) )?(?:lead|owner|sponsor|sro|senior responsible (?:officer|owner)|accountable(?: lead| owner)?)"
    r"(?: officer| director)?\s*:\s*(.{3,120})$",
    re.IGNORECASE,
)
OF_A_PLAN = re.compile(
    r"\b(?:improvement (?:plan|programme|board|journey)|action plan|improvement|ofsted|ilacs|post-?inspection|"
    r"self-?(?:assessment|evaluation)|written statement of action|"
    r"accelerated progress|progress (?:report|update)|monitoring visit|delivery plan)\b",
    re.IGNORECASE,
)
_NOT_ACTIONS = re.compile(
    r"\b(?:recommendations?|implications?|background papers?|appendi|glossary|reasons? for|options|consultation|"
    r"legal|financial|risk|"
    r"vision|values|contact|what is going well|strengths?)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Section:
    """A heading or lead-in that says what stands below it, and what stands there."""

    words: str
    side: str
    stage: str | None
    group: Group | None
    parent: tuple[str, ...]
    level: int
    order: int
    passages: list[Passage] = field(default_factory=list)
    group_level: int = 0
    bare: bool = False  # points right under a priority's heading, with no heading of their own
    certain: bool = False  # a heading that says so itself, not a mere “Actions”


_FULL_STOP = re.compile(r"[.!?]\s+\S")


def says_a_plan(paper: Paper) -> bool:
    """Whether a paper's headings or first lines say that it is of a plan, of improvement or of an inspection."""
    headings = [p.text for p in paper.passages if p.kind == PassageKind.HEADING]
    return any(OF_A_PLAN.search(words) for words in headings + [p.text for p in paper.passages[:15] if not p.table])


def named_below(group: Group, after: Passage | None) -> Group:
    """A priority's heading that gives only its number, with the name that the one sentence below it gives."""
    if group.names or not group.number or after is None or after.kind != PassageKind.PARAGRAPH or after.number:
        return group
    words = after.text.strip()
    if len(words.split()) > 40 or words.endswith(":") or _FULL_STOP.search(words) or _LABEL.match(words):
        return group
    return Group(
        group.kind, group.numbers, {group.number: words.rstrip(" .")}, (*group.passages, after.order), group.lead
    )


def lead_line(words: str) -> str | None:
    """The lead that a line under a priority's heading names: “Priority lead: Head of Early Help”."""
    match = _LEAD_LINE.match(words.strip())
    return match[1].strip(" .") if match else None


def entries(paper: Paper) -> list[Entry]:
    """The actions of a paper's lists, one entry each, in its order."""
    passages = [p for p in paper.passages if p.kind != PassageKind.CELL]
    blocks, taken = _blocks(passages, says_a_plan(paper))
    _name_blocks(blocks, passages)
    sections = [s for s in _sections(paper.passages, taken) if s.passages]
    return blocks + [entry for section in _accepted(sections, paper) for entry in _section_entries(section)]


# Sections ----------------------------------------------------------------------------------------------


def is_line(passage: Passage) -> bool:
    """Whether a passage can be a heading: one, or a short line in bold or ending in a colon."""
    words = passage.text.strip()
    if passage.kind == PassageKind.HEADING:
        return True
    if passage.kind != PassageKind.PARAGRAPH or len(words.split()) > 16:
        return False
    bold = bool(passage.bold) and len(passage.bold) >= len(words) - 2
    capitals = words.isupper() and len(words.split()) <= 8
    return bold or capitals or words.endswith(":") or _names_group(words) or _is_numbered_heading(passage)


def _is_plain_line(passage: Passage, after: Passage | None) -> bool:
    """Whether a short line in plain letters is the heading of the points that follow it: “What we have done”."""
    words = passage.text.strip()
    if passage.kind != PassageKind.PARAGRAPH or passage.number or after is None:
        return False
    points = after.kind == PassageKind.BULLET or bool(after.number)
    return points and len(words.split()) <= 10 and words[:1].isupper() and not words.endswith((".", ";", ",", ":", "!"))


def _is_numbered_heading(passage: Passage) -> bool:
    """Whether a numbered line is a heading by its words: “2.1 Achievements”, “5 Recommendations”."""
    words = passage.text.strip()
    if not passage.number[:1].isdecimal() or len(words.split()) > 8 or words.endswith((".", ";", ",")):
        return False
    return bool(_side_of(words)[0] or _NOT_ACTIONS.search(words))


_SENTENCE_END = re.compile(r"[.!?]\s+")


def _last_sentence(words: str) -> str:
    """What stands after the last full stop: the lead-in that a paragraph ends with."""
    return _SENTENCE_END.split(words)[-1]


def _names_group(words: str) -> bool:
    """Whether a plain line is the heading of a priority: “STRAND 1: LEADERSHIP”."""
    group = group_of(words)
    return bool(group and group.kind and group.numbers and not words.rstrip().endswith("."))


def is_line_of_group(passage: Passage) -> bool:
    """Whether a plain paragraph stands as a priority's heading, short and by itself."""
    return passage.kind == PassageKind.PARAGRAPH and len(passage.text.split()) <= 16 and _names_group(passage.text)


def _sections(passages: tuple[Passage, ...], taken: set[int]) -> list[_Section]:
    """Every section, with the priority that it stands under."""
    sections: list[_Section] = []
    group: Group | None = None
    group_level = 0
    current: _Section | None = None
    direct = False  # right under the priority's heading, no other line between
    for passage, after in zip(passages, [*passages[1:], None], strict=False):
        if passage.kind == PassageKind.CELL:
            current = None
            continue
        if passage.order in taken:
            continue
        if group is not None and (lead := lead_line(passage.text)):
            group.lead = group.lead or lead
            current = None
            continue
        words = passage.text.strip()
        stem = _last_sentence(words) if passage.kind == PassageKind.PARAGRAPH and words.endswith(":") else ""
        if stem and _STEM.match(stem):
            words = stem
        elif not (is_line(passage) or _is_plain_line(passage, after)):
            if current is None and direct and group is not None and passage.kind == PassageKind.BULLET:
                # Points right under a priority's heading: taken where they say what will be done (see _accepted).
                current = _Section(
                    group.kind, "action", None, group, (), 8, passage.order, group_level=group_level, bare=True
                )
                sections.append(current)
            if current is not None and passage.kind in (PassageKind.BULLET, PassageKind.PARAGRAPH):
                current.passages.append(passage)
            continue
        level = passage.level if passage.kind == PassageKind.HEADING else 7
        side, stage, certain = _side_of(words)
        lead_in = not side and passage.kind != PassageKind.HEADING and words.endswith(":") and _STEM_LIKE.search(words)
        direct = direct and bool(lead_in)
        if side:
            if passage.kind == PassageKind.HEADING and level < group_level:
                group = None
            current = _Section(
                words,
                side,
                stage,
                group,
                passage.headings,
                level,
                passage.order,
                group_level=group_level,
                certain=certain,
            )
            sections.append(current)
            continue
        named = group_of(words, passage.order)
        if named and named.kind and (named.numbers or passage.kind == PassageKind.HEADING):
            named = named_below(named, after)
            group, group_level, current, direct = named, level, None, True
            continue
        if passage.kind == PassageKind.HEADING:
            group = None if level <= group_level else group
            ends = current is not None and (level <= current.level or _NOT_ACTIONS.search(words))
        else:
            ends = not words.endswith(":") or column_of(words) in _OTHER_MATTERS
        current = None if ends else current
    return sections


_SECTION_NUMBER = re.compile(r"^\W*\d{1,2}(?:\.\d{1,2})*\W+")
_SINCE = re.compile(r"^(?:since the last \w+,? )", re.IGNORECASE)
_ACTIONS = re.compile(
    r"(?:(?:key|our|the|agreed|specific|improvement) )?(?:actions?|what (?:we|are we|will we|do we))\b", re.I
)
_PROGRESS = re.compile(
    r"(?:progress (?:to date|so far|made)|progress since .*|what is working|impact so far)\W*$", re.I
)


def _side_of(words: str) -> tuple[str, str | None, bool]:
    """What stands below a heading: done, planned or actions; the stage it gives; whether it says so plainly."""
    bare = _SECTION_NUMBER.sub("", words).strip()
    if _NOT_ACTIONS.search(bare):
        return "", None, False
    if stem := _STEM.match(bare):
        return ("done" if stem["done"] else "planned"), None, True
    if span := _SPAN.match(bare):
        return ("planned" if span["next"] else "done"), None, True
    if _is_date_to_come(bare):
        return "planned", None, True
    if stage := stage_of_heading(bare):
        return "action", stage, True
    column = column_of(_SINCE.sub("", bare))
    if column == Column.DONE:
        return "done", None, True
    if column == Column.PLANNED:
        return "planned", None, True
    if column == Column.ACTION and _ACTIONS.match(bare):
        return "planned", None, False
    if _PROGRESS.match(bare):
        return "done", None, False
    return "", None, False


def _accepted(sections: list[_Section], paper: Paper) -> list[_Section]:
    """The sections of a plan: under a priority, or in a paper of improvement with two kinds of section side by side."""
    of_a_plan = says_a_plan(paper)
    accepted = []
    names = Counter(section.words.lower().strip(" :?.") for section in sections)
    _name_by_parents(sections, paper)
    groups = {id(section.group) for section in sections if section.group is not None}
    for section in sections:
        if section.bare:
            if of_a_plan and section.group.kind in _PRIORITIES and _says_what_will_be_done(section):
                accepted.append(section)
            continue
        name = section.words.lower().strip(" :?.")
        closing = section is sections[-1] and names[name] == 1 and _CLOSING.fullmatch(name)
        if closing and section.level <= section.group_level and len(groups) > 1:
            section.group = None  # it ends the paper, not the last priority
        if section.group is not None and (
            section.certain
            or section.group.kind not in ("recommendation", "outcome", "area")
            or _has_other_side(section, sections)
        ):
            accepted.append(section)
            continue
        if not of_a_plan or not section.certain:
            continue
        peers = [
            other
            for other in sections
            if (other.parent, other.level) == (section.parent, section.level)
            and (other.side, other.stage) != (section.side, section.stage)
            and any(p.kind == PassageKind.BULLET or p.number for p in other.passages)
        ]
        if peers:
            accepted.append(section)
    return accepted


def _has_other_side(section: _Section, sections: list[_Section]) -> bool:
    """Whether beside “Progress to date” a section under the same heading plainly says what comes next, or was done."""
    return any(
        other.group is section.group and other.certain and (other.side, other.stage) != (section.side, section.stage)
        for other in sections
    )


_CLOSING = re.compile(r"(?:the )?next steps|what happens next|looking (?:ahead|forward)|future (?:actions|plans)")
_BY = re.compile(r"(?:to be (?:done|completed) )?(?:by|before|within)\b", re.IGNORECASE)


def _is_date_to_come(words: str) -> bool:
    """Whether a line is nothing but a day by which what stands below is to be done: “By the end of March 2025”."""
    words = words.strip(" :.")
    if not _BY.match(words) or len(words.split()) > 8:
        return False
    dates = find(words, _ANY_DAY)
    return bool(dates) and len(words) - len(dates[0].words) < 20 and dates[-1].end >= len(words) - 2


# A span of time alone: “Since the last Board:”, “In the next three months:”.
_SPAN = re.compile(
    r"(?:(?:since|in|over|during|for|by|before)\s+)?(?:the\s+)?(?:(?P<next>next|coming)|last|previous|past|"
    r"this)\s+(?:(?:\w+\s+)?(?:months?|weeks?|quarters?|terms?|periods?|years?)|"
    r"(?:improvement )?(?:board|report|meeting|update)(?: meeting| report)?)\s*:?$",
    re.IGNORECASE,
)
_STEM = re.compile(
    r"^(?:(?:since|in|over|during|by|from|within|before|for) [\w ,]{3,40},? )?(?:we|the (?:council|service|"
    r"partnership|board)) (?:(?P<done>have|has)(?: already| also| now| since)?|(?:will|plan to|are going to|"
    r"intend to)(?: also| now)?)\s*:$",
    re.IGNORECASE,
)
# “To achieve this we will:” and such: a lead-in that leaves the points what they are.
_STEM_LIKE = re.compile(r"\b(?:will|actions?|plan|do|by)\b[^.]*:$", re.IGNORECASE)
_PRIORITIES = frozenset(
    {"priority", "priority area", "priority action", "theme", "objective", "workstream", "strand", "pillar"}
)
_LONGEST = 90  # words; a longer paragraph tells a story


def _name_by_parents(sections: list[_Section], paper: Paper) -> None:
    """Give sections the heading above them as their priority's name, where the same pair stands under two or more."""
    loose = [s for s in sections if s.group is None and s.certain and not s.stage and s.parent]
    under = defaultdict(set)
    for section in loose:
        under[section.parent[-1]].add(section.side)
    parents = [parent for parent, sides in under.items() if sides == {"done", "planned"}]
    if len(parents) < 2:
        return
    orders = {p.text: p.order for p in paper.passages if p.kind == PassageKind.HEADING and p.text in parents}
    for section in loose:
        parent = section.parent[-1]
        if parent in parents:
            name = someone_said(parent)
            section.group = Group("section", (), {None: name}, (orders[parent],) if parent in orders else ())


def _says_what_will_be_done(section: _Section) -> bool:
    """Whether most of a section's points begin with what will be done."""
    points = [p for p in section.passages if p.kind == PassageKind.BULLET]
    return sum(bool(TO_DO.match(p.text)) for p in points) * 3 >= 2 * len(points)


def _section_entries(section: _Section) -> list[Entry]:
    """The actions of a section: its bullets, or where it has none its short paragraphs."""
    points = [p for p in section.passages if p.kind == PassageKind.BULLET or p.number]
    bullets = bool(points)
    if not points:
        if section.group is None and section.stage is None:
            return []
        points = [p for p in section.passages if len(p.text.split()) <= _LONGEST and not p.text.rstrip().endswith(":")]
    entries: list[Entry] = []
    outer = min((p.level for p in points if p.kind == PassageKind.BULLET), default=0)
    stem: Passage | None = None
    for passage in points:
        words = passage.text.strip()
        inner = bullets and passage.kind == PassageKind.BULLET and passage.level > outer
        if PLACEHOLDER.match(words) or (POINTER.match(words) and len(words.split()) < 30):
            continue
        if section.side == "done" and _NOTHING_DONE.match(words):
            continue
        if words.endswith(":") and len(words.split()) <= 6 and not inner:
            stem = passage
            continue
        if inner and stem is None and entries:
            _attach(entries[-1], passage)
            continue
        if not inner:
            stem = None
        text, cells = _split(words)
        if not text:
            if entries:
                entries[-1].cells.update(cells)
                entries[-1].passages += (passage.order,)
            continue
        ref = cells.pop(Column.REF, "") or (passage.number if "." in passage.number else "")
        entry = Entry(
            text, (passage.order,), section.side, section.words, None, section.order, ref, section.group, cells=cells
        )
        if section.stage:
            entry.stage, entry.stage_words = section.stage, section.words
        entries.append(entry)
    return entries


_NOTHING_DONE = re.compile(r"(?:none|nil|nothing|no (?:progress|work|actions?|updates?))\b(?!\s+of)", re.IGNORECASE)


def _attach(entry: Entry, passage: Passage) -> None:
    """Give an action the field, or the part, that a point below it tells."""
    text, cells = _split(passage.text.strip())
    entry.cells.update({column: words for column, words in cells.items() if column not in entry.cells})
    entry.passages += (passage.order,)
    if text and entry.text.rstrip().endswith(":"):
        entry.text = f"{entry.text} {text}"


# Blocks ------------------------------------------------------------------------------------------------


def _split(words: str) -> tuple[str, dict[Column, str]]:
    """An action's words and the fields named after them: “Recruit … Lead: Head of Fostering. By: June 2024.”"""
    labels = list(_LABEL.finditer(words))
    if not labels:
        return words, {}
    text, cells = words[: labels[0].start()].strip(" ;|(–—-"), {}
    for place, label in enumerate(labels):
        end = labels[place + 1].start() if place + 1 < len(labels) else len(words)
        value = words[label.end() : end].strip(" ;|()[]–—-")
        if label["action"]:
            text = text or value
            if label["ref"]:
                cells[Column.REF] = label["ref"]
        elif column := column_of(label["field"]):
            if column == Column.LEAD:
                value = _beside_lead(value, cells)
            cells.setdefault(column, value.rstrip(".,") if column not in (Column.PROGRESS, Column.MEASURE) else value)
    return text, cells


_AFTER_LEAD = re.compile(
    r"\)?\s*(?:;|\||[)\]]|\s[-–—]|,(?=\s*(?:by|from|due|end|complete\w*|\d|[A-Z][a-z]+ 20\d\d)\b))\s+", re.I
)


def _beside_lead(value: str, cells: dict[Column, str]) -> str:
    """The lead of a labelled field; a date and a status after it (“Lead: Team Manager; by March 2025”) are kept."""
    parts = [part.strip(" .()[]*") for part in _AFTER_LEAD.split(value)]
    beside = {}
    for part in parts[1:]:
        column, words = _segment(part)
        if column not in (Column.DUE, Column.STATUS) or column in beside:
            return value
        beside[column] = words
    for column, words in beside.items():
        cells.setdefault(column, words)
    return parts[0]


# Words of posts, bodies and initials; what a segment that names a lead has.
_POST = re.compile(
    r"\b(?:head|director|manager|lead|leader|officer|worker|chief|psychologist|nurse|chair|service|team|board|member|"
    r"coordinator|co-ordinator|"
    r"commissioner|principal|adviser|advisor|partner|executive|superintendent|inspector|head ?teacher|governor|"
    r"cabinet|council|trust)s?\b|\b[A-Z]{2,4}\b",
    re.IGNORECASE,
)
_SEGMENT = re.compile(r"\s+[-–—]\s+|\s*\|\s*|;\s+")
_NO_DAY = re.compile(r"(?:tbc|tba|tbd|ongoing|on-going|immediate(?:ly)?|to be confirmed)\.?", re.IGNORECASE)


_BRACKETED = re.compile(r"^(.{12,}?)\s*[(\[]([^()\[\]]{6,120})[)\]]\s*\.?$", re.DOTALL)
_IN_BRACKETS = re.compile(r"\s*[,;/]\s+|\s+[-–—]\s+")


def _segments(words: str) -> tuple[str, dict[Column, str]]:
    """An action's words and what follows them between dashes, or in brackets: “… - Head of Early Help - May 2018”."""
    if bracket := _BRACKETED.match(words):
        parts = [bracket[1], *_IN_BRACKETS.split(bracket[2])]
    else:
        parts = _SEGMENT.split(words)
    cells: dict[Column, str] = {}
    while len(parts) > 1:
        column, part = _segment(parts[-1].strip(" .()[]"))
        if column is None or column in cells:
            break
        cells[column] = part
        parts.pop()
    if len(cells) < 2 or (Column.LEAD not in cells and len(cells) < 3):
        return words, {}
    return " – ".join(part.strip() for part in parts), cells


_FIELD_NAME = re.compile(r"^(?:lead|owner|due|rag|status)\s*:\s*", re.IGNORECASE)


def _segment(words: str) -> tuple[Column | None, str]:
    """What a short segment gives: a status, a deadline, a lead."""
    if not words or len(words.split()) > 10:
        return None, words
    words = _FIELD_NAME.sub("", words)
    dates = find(words, None) or find(words, _ANY_DAY)
    if _NO_DAY.fullmatch(words) or (dates and len(words) - len(dates[0].words) < 14):
        return Column.DUE, words
    if len(words.split()) <= 7 and of_status(words):
        return Column.STATUS, words
    if _POST.search(words) and words[:1].isupper():
        return Column.LEAD, words
    return None, words


_NUMBER_OF_REF = re.compile(r"[A-Z]{0,3}\.?(\d{1,2})[.a-z]")


def _name_blocks(blocks: list[Entry], passages: list[Passage]) -> None:
    """Give blocks under no priority the heading right above them as one, where two or more such headings hold blocks.

    The number is that of the heading where the actions' references begin with it (“2. Health assessments”, “Action
    2.1”) or the headings count from 1; else the priorities are numbered by their places.
    """
    if any(entry.group for entry in blocks):
        return
    headings = [passage for passage in passages if passage.kind == PassageKind.HEADING]
    orders = [heading.order for heading in headings]
    own = {passage.order: passage for passage in passages}
    under: dict[int, list[Entry]] = defaultdict(list)
    for entry in blocks:
        first = own[entry.passages[0]]
        at = bisect_left(orders, first.order) - 1
        while at >= 0 and first.kind == PassageKind.HEADING and headings[at].level >= first.level:
            at -= 1
        above = headings[at] if at >= 0 else None
        if above is None or above.level == 0 or _side_of(above.text)[0] or _NOT_ACTIONS.search(above.text):
            return
        under[above.order].append(entry)
    headings = [own[order] for order in under]
    if len(headings) < 2 or len({heading.level for heading in headings}) > 1:
        return
    numbers = [int(heading.number) if heading.number.isdecimal() else None for heading in headings]
    refs = [
        {int(match[1]) for entry in entries if (match := _NUMBER_OF_REF.match(entry.ref))} for entries in under.values()
    ]
    counted = all(number and given <= {number} for number, given in zip(numbers, refs, strict=True))
    if any(refs) and not counted:
        return
    counted = counted and (all(refs) or numbers == list(range(1, len(numbers) + 1)))
    for heading, number, held in zip(headings, numbers, under.values(), strict=True):
        name = someone_said(heading.text)
        group = Group("section", (number,) if counted else (), {number if counted else None: name}, (heading.order,))
        for entry in held:
            entry.group = group


_TITLED = re.compile(r"^Action\s+(?P<ref>[A-Z]{0,3}\d{1,2}(?:\.\d{1,2})*)\s*[–—.-]?\s+(?P<text>\S.+)$", re.I)


def _blocks(passages: list[Passage], of_a_plan: bool) -> tuple[list[Entry], set[int]]:
    """Actions told field by field, and the places of the passages that tell them."""
    entries: list[Entry] = []
    taken: set[int] = set()
    group: Group | None = None
    open_entry: Entry | None = None
    group_level = 0
    headed: set[int] = set()

    def close():
        # A heading is an action only where two of the fields that answer for one stand right under it.
        least = 2 if open_entry is not None and open_entry.passages[0] in headed else 1
        if open_entry is not None and len(_ANSWERS & set(open_entry.cells)) >= least:
            entries.append(open_entry)
            taken.update(open_entry.passages)

    for passage, after in zip(passages, [*passages[1:], None], strict=False):
        words = passage.text.strip()
        heading = passage.kind == PassageKind.HEADING
        labels = list(_LABEL.finditer(words))
        action = next((label for label in labels if label["action"]), None)
        if (
            action is not None
            and action["ref"]
            and action.start()
            and words[: action.start()].rstrip().endswith((".", "!", "?"))
        ):
            words = words[action.start() :]  # an action that a paragraph before it runs into
            labels = list(_LABEL.finditer(words))
            action = labels[0]
        text, cells = _split(words)
        starts = bool(labels) and labels[0].start() == 0
        titled = heading and action is None and _TITLED.match(words)
        if titled:
            close()
            open_entry = Entry(titled["text"], (passage.order,), ref=titled["ref"], group=group)
            continue
        if action is not None and starts and (action.start() == 0 or Column.REF in cells) and text:
            close()
            ref = cells.pop(Column.REF, "") or passage.number
            open_entry = Entry(text, (passage.order,), ref=ref, group=group, cells=cells)
            continue
        if not starts and text and len(_ANSWERS & set(cells)) >= 2 and not heading:
            close()
            ref = cells.pop(Column.REF, "") or (passage.number if "." in passage.number else "")
            if before := _TITLED.match(text):
                ref, text = before["ref"], before["text"]
            open_entry = Entry(text, (passage.order,), ref=ref, group=group, cells=cells)
            continue
        if starts and open_entry is not None and not heading and cells:
            for column, value in cells.items():
                open_entry.cells.setdefault(column, value)
            open_entry.passages += (passage.order,)
            continue
        stem, segments = _segments(words) if not heading and not labels and len(words) < 600 else (words, {})
        point = of_a_plan and Column.LEAD in segments and (passage.kind == PassageKind.BULLET or bool(passage.number))
        if segments and (group is not None or "." in passage.number or point):
            close()
            open_entry = Entry(
                stem,
                (passage.order,),
                ref=passage.number if "." in passage.number else "",
                group=group,
                cells=segments,
            )
            continue
        if heading or (passage.kind == PassageKind.PARAGRAPH and _names_group(words)):
            close()
            open_entry = None
            named = group_of(words, passage.order)
            level = passage.level if heading else 7
            if named and named.kind and named.numbers:
                group, group_level = named_below(named, after), level
            elif heading and level <= group_level:
                group = None
            if heading and not (named and named.kind):
                headed.add(passage.order)
                ref = passage.number if "." in passage.number else ""
                open_entry = Entry(words, (passage.order,), ref=ref, group=group)
        elif (
            open_entry is not None
            and passage.kind == PassageKind.BULLET
            and passage.level > 1
            and len(open_entry.passages) == 1
        ):
            continue
        elif open_entry is not None:
            close()
            open_entry = None
        if open_entry is None and group is not None and not group.lead:
            group.lead = lead_line(words) or ""
    close()
    return entries, taken
