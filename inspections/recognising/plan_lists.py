"""Plans written as lists: bullets under headings of what was done and what comes next, and actions told field by field.

Two forms are read. *Sections*: bullets (or short paragraphs) under a heading or lead-in that says what they are (“What
we have done”, “Next steps”, “Not started”), under a priority's heading, or in a paper that has such sections in pairs.
*Blocks*: an action followed by named fields (“Action: … Lead: … By: … Status: …”), on one line or a line each.
"""

import re
from dataclasses import dataclass, field

from ..reading.passages import Kind, Paper, Passage
from .columns import Column, column_of
from .plan_tables import PLACEHOLDER, POINTER, Entry, stage_of_heading
from .priorities import Group, group_of

# What a named field may be called. With a capital and a colon, wherever in a line it stands.
_LABEL = re.compile(
    r"(?<![\w’'-])(?:(?P<action>(?:Key |Agreed )?Actions?(?: (?:required|agreed|needed))?|ACTION)"
    r"(?:\s+(?:no\.?\s*|ref\.?\s*)?(?P<ref>[A-Z]{0,3}\d{1,2}(?:\.\d{1,2})*[a-z]?))?"
    r"|(?P<field>(?:Lead|LEAD|Owner|Responsible|Accountable|Responsible lead|Action owner|Delivery lead|Who|By whom|Lead agency)"
    r"(?: officer| officers| person| post)?(?: and partners)?"
    r"|By when|By|When|Timescales?|Time ?frame|Deadline|Due(?: date| by)?|Target(?: date| completion)?|Completion date|End date|Start(?: date)?"
    r"|Status|STATUS|B?RAG(?: rating| status)?|Current position|Progress(?: to date| update| so far)?|Updates?|Position|Evidence"
    r"|Partners?|Supported by|Success measures?|Measures?(?: of success)?|Outcomes?|Impact|How we will know|Ref(?:erence)?|Completed|Date completed|Revised date))"
    r"\s*:(?!//)\s*"
)  # fmt: skip
_ANSWERS = frozenset({Column.LEAD, Column.DUE, Column.STATUS, Column.FINISHED, Column.REVISED})
_LEAD_LINE = re.compile(
    r"^(?:(?:priority|strategic|executive|senior|overall|theme|workstream) )?(?:lead|owner|sponsor|sro|senior responsible (?:officer|owner)|accountable)"
    r"(?: officer| director)?\s*:\s*(.{3,120})$",
    re.IGNORECASE,
)
_OF_A_PLAN = re.compile(
    r"\b(?:improvement (?:plan|programme|board|journey)|action plan|improvement|ofsted|ilacs|post-?inspection|self-?(?:assessment|evaluation)|written statement of action|"
    r"accelerated progress|progress (?:report|update)|monitoring visit|delivery plan)\b",
    re.IGNORECASE,
)
_NOT_ACTIONS = re.compile(
    r"\b(?:recommendations?|implications?|background papers?|appendi|glossary|reasons? for|options|consultation|legal|financial|risk|"
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
    certain: bool = False  # a heading that says so itself, not a mere “Actions”


def lead_line(words: str) -> str | None:
    """The lead that a line under a priority's heading names: “Priority lead: Head of Early Help”."""
    match = _LEAD_LINE.match(words.strip())
    return match[1].strip(" .") if match else None


def entries(paper: Paper) -> list[Entry]:
    """The actions of a paper's lists, one entry each, in its order."""
    passages = [p for p in paper.passages if p.kind != Kind.CELL]
    blocks, taken = _blocks(passages)
    sections = [s for s in _sections(paper.passages, taken) if s.passages]
    return blocks + [entry for section in _accepted(sections, paper) for entry in _section_entries(section)]


# Sections ----------------------------------------------------------------------------------------------


def _is_line(passage: Passage) -> bool:
    """Whether a passage can be a heading: one, or a short line in bold or ending in a colon."""
    words = passage.text.strip()
    if passage.kind == Kind.HEADING:
        return True
    bold = bool(passage.bold) and len(passage.bold) >= len(words) - 2
    return passage.kind == Kind.PARAGRAPH and len(words.split()) <= 16 and (bold or words.endswith(":"))


def _sections(passages: tuple[Passage, ...], taken: set[int]) -> list[_Section]:
    """Every section, with the priority that it stands under."""
    found: list[_Section] = []
    group: Group | None = None
    group_level = 0
    current: _Section | None = None
    for passage in passages:
        if passage.kind == Kind.CELL:
            current = None
            continue
        if passage.order in taken:
            continue
        if current is None and group is not None and not group.lead and (lead := lead_line(passage.text)):
            group.lead = lead
            continue
        if not _is_line(passage):
            if current is not None and passage.kind in (Kind.BULLET, Kind.PARAGRAPH):
                current.passages.append(passage)
            continue
        words = passage.text.strip()
        level = passage.level if passage.kind == Kind.HEADING else 7
        side, stage, certain = _side_of(words)
        if side:
            if passage.kind == Kind.HEADING and level < group_level:
                group = None
            current = _Section(words, side, stage, group, passage.headings, level, passage.order, certain=certain)
            found.append(current)
            continue
        named = group_of(words, passage.order)
        if named and named.kind and (named.numbers or passage.kind == Kind.HEADING):
            group, group_level, current = named, level, None
            continue
        if passage.kind == Kind.HEADING:
            if level <= group_level:
                group = None
            if current is not None and level <= current.level:
                current = None
            elif current is not None and _NOT_ACTIONS.search(words):
                current = None
        elif current is not None and column_of(words) in (Column.MEASURE, Column.FINDING, Column.PROGRESS, Column.LEAD):
            current = None
        elif current is not None and not words.endswith(":"):
            current = None
    return found


def _side_of(words: str) -> tuple[str, str | None, bool]:
    """What stands below a heading: done, planned or actions; the stage it gives; whether it says so plainly."""
    bare = re.sub(r"^\W*\d{1,2}(?:\.\d{1,2})*\W+", "", words).strip()
    if _NOT_ACTIONS.search(bare):
        return "", None, False
    if stage := stage_of_heading(bare):
        return "action", stage, True
    column = column_of(re.sub(r"^(?:since the last \w+,? )", "", bare, flags=re.IGNORECASE))
    if column == Column.DONE:
        return "done", None, True
    if column == Column.PLANNED:
        return "planned", None, True
    if column == Column.ACTION and re.match(
        r"(?:(?:key|our|the|agreed|specific|improvement) )?(?:actions?|what (?:we|are we|will we|do we))\b", bare, re.I
    ):
        return "planned", None, False
    if re.match(
        r"(?:progress (?:to date|so far|made)|progress since .*|what is working|impact so far)\W*$", bare, re.I
    ):
        return "done", None, False
    return "", None, False


def _accepted(sections: list[_Section], paper: Paper) -> list[_Section]:
    """The sections of a plan: under a priority, or in a paper of improvement with two kinds of section side by side."""
    headings = [p.text for p in paper.passages if p.kind == Kind.HEADING] + [
        p.text for p in paper.passages[:15] if p.kind != Kind.CELL
    ]
    of_a_plan = any(_OF_A_PLAN.search(words) for words in headings)
    found = []
    for section in sections:
        if section.group is not None and section.group.kind not in ("recommendation", "outcome", "area"):
            found.append(section)
            continue
        if not of_a_plan or not section.certain:
            continue
        peers = [
            other for other in sections
            if other.parent == section.parent and other.level == section.level and (other.side, other.stage) != (section.side, section.stage)
        ]  # fmt: skip
        if peers:
            found.append(section)
    return found


_LONGEST = 90  # words; a longer paragraph tells a story


def _section_entries(section: _Section) -> list[Entry]:
    """The actions of a section: its bullets, or where it has none its short paragraphs."""
    points = [p for p in section.passages if p.kind == Kind.BULLET or p.number]
    bullets = bool(points)
    if not points:
        if section.group is None and section.stage is None:
            return []
        points = [p for p in section.passages if len(p.text.split()) <= _LONGEST and not p.text.rstrip().endswith(":")]
    found: list[Entry] = []
    outer = min((p.level for p in points if p.kind == Kind.BULLET), default=0)
    stem: Passage | None = None
    for passage in points:
        words = passage.text.strip()
        inner = bullets and passage.kind == Kind.BULLET and passage.level > outer
        if PLACEHOLDER.match(words) or (POINTER.match(words) and len(words.split()) < 30):
            continue
        if words.endswith(":") and len(words.split()) <= 6 and not inner:
            stem = passage
            continue
        if inner and stem is None and found:
            _attach(found[-1], passage)
            continue
        if not inner:
            stem = None
        text, cells = _split(words)
        if not text:
            if found:
                found[-1].cells.update(cells)
                found[-1].passages += (passage.order,)
            continue
        ref = cells.pop(Column.REF, "") or (passage.number if "." in passage.number else "")
        entry = Entry(
            text, (passage.order,), section.side, section.words, None, section.order, ref, section.group, cells=cells
        )
        if section.stage:
            entry.stage, entry.stage_words = section.stage, section.words
        found.append(entry)
    return found


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
            cells.setdefault(column, value.rstrip(".,") if column not in (Column.PROGRESS, Column.MEASURE) else value)
    return text, cells


def _blocks(passages: list[Passage]) -> tuple[list[Entry], set[int]]:
    """Actions told field by field, and the places of the passages that tell them."""
    found: list[Entry] = []
    taken: set[int] = set()
    group: Group | None = None
    open_entry: Entry | None = None
    group_level = 0

    def close():
        if open_entry is not None and _ANSWERS & set(open_entry.cells):
            found.append(open_entry)
            taken.update(open_entry.passages)

    for passage in passages:
        words = passage.text.strip()
        heading = passage.kind == Kind.HEADING
        labels = list(_LABEL.finditer(words))
        action = next((label for label in labels if label["action"]), None)
        text, cells = _split(words)
        starts = bool(labels) and labels[0].start() == 0
        titled = (
            heading
            and action is None
            and re.match(r"^Action\s+(?P<ref>[A-Z]{0,3}\d{1,2}(?:\.\d{1,2})*)\s*[–—.-]?\s+(?P<text>\S.+)$", words, re.I)
        )
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
            open_entry = Entry(text, (passage.order,), ref=ref, group=group, cells=cells)
            continue
        if starts and open_entry is not None and not heading and cells:
            for column, value in cells.items():
                open_entry.cells.setdefault(column, value)
            open_entry.passages += (passage.order,)
            continue
        if heading or (passage.kind == Kind.PARAGRAPH and group_of(words) is not None):
            close()
            open_entry = None
            named = group_of(words, passage.order)
            level = passage.level if heading else 7
            if named and named.kind and named.numbers:
                group, group_level = named, level
            elif heading and level <= group_level:
                group = None
        elif (
            open_entry is not None
            and passage.kind == Kind.BULLET
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
    return found, taken
