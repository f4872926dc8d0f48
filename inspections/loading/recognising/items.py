"""The agenda items of a paper of minutes, its meetings, and the block (decision or minutes) that each passage is in.

Committee systems lay them out in few ways: a page of one item; an issue page, the same matter over several meetings,
each under “Meeting: 16/10/2019 - Committee (Item 4)”; a page of a whole meeting, its items as headings, as numbered
lines, or as rows of a table with the number in the first column.
"""

import re
from dataclasses import dataclass, field

from inspections.loading.reading.passages import Paper, Passage, PassageKind
from inspections.loading.recognising.sentences import plain, without_file
from inspections.loading.recognising.voice import WHO_DECIDES, speaks_as_minutes

# 5; 23/7; CYP/15/24; 65/08; C.12: the numbers that councils give items and minutes, the last a running one of the year.
_ITEM_NUMBER = r"(?:\d{1,3}[A-Z]?|\d{1,4}/\d{1,4}|[A-Z]{1,8}[/. -]?\d{1,4}(?:/\d{1,4}){0,2})"
_LONE_NUMBER = re.compile(rf"(?:Item\s+)?({_ITEM_NUMBER})[.:)]?", re.IGNORECASE)
_NUMBERED = re.compile(
    rf"(?:(?:Agenda\s+)?Item\s+(?:No\.?\s*)?)?({_ITEM_NUMBER})(?:[.:)]+\s*|\s+[–-]\s+|\s+)(?=[A-Z‘“\"'(])(.+)"
)
_AGENDA_ITEM = re.compile(rf"(?:Agenda\s+)?Item\s+(?:No\.?\s*)?({_ITEM_NUMBER})\s*[:.–-]+\s*(.+)", re.IGNORECASE)
_MEETING = re.compile(
    r"Meeting:\s*(?P<date>\d\d?/\d\d?/\d{4})\s*[-–]\s*(?P<committee>.+?)(?:\s*\(Item\s+(?P<item>[^)]+)\))?\s*$"
)
_BLOCK = re.compile(
    r"(?P<decision>(?:the\s+)?decisions?(?:\s*\(s\))?(?:\s+(?:made|taken))?|decision/s|outcome)|"
    r"(?P<minutes>(?:draft\s+)?minutes?|discussion|record of discussion|minute)|"
    r"(?P<other>(?:supporting|additional|background|accompanying|related)\s+(?:documents?|papers?)|attachments?|"
    r"share this item|media|reasons?(?: for (?:the )?decisions?)?|"
    r"alternative options(?: considered)?(?: and rejected)?)",
    re.IGNORECASE,
)
# What headings inside an item are called; they begin no item.
_INSIDE = re.compile(
    r"(?:resolved|resolutions?|agreed|actions?|recommend(?:ed|ations?)|key points|questions|discussion|"
    r"comments|summary|"
    r"present|apologies received|in attendance|also present|officers?|members|items?|no\.?\s*item|vote|note|"
    r"public|part\s+(?:1|2|i|ii|a|b)\b.*|menu|navigation|council meetings|agenda item|issue - meetings)\b[^a-z]*",
    re.IGNORECASE,
)
_PROCEDURE_TITLE = re.compile(
    r"apolog(?:y|ies)|declarations?\s+of|disclosures?\s+of|(?:confirmation\s+of\s+)?(?:the\s+)?minutes\b|"
    r"exclusion\s+of|exempt\s+(?:items?|information|business)|exempt\W*$|election\s+of|"
    r"appointment\s+of\s+(?:the\s+)?(?:vice[ -]?)?chair|date\s+(?:and\s+time\s+)?of\s+next|"
    r"(?:any\s+other\s+)?urgent\s+(?:business|items?)|any\s+other\s+business|chair'?s?\s+announcements|"
    r"public\s+(?:question|participation|speaking)|substitut|evacuation|welcome|notice\s+of\s+(?:filming|recording)|"
    r"attendance|introductions|late\s+items|order\s+of\s+business|deputations|petitions|webcasting|"
    r"possible\s+exclusion|exclusion\b|consideration\s+of\s+(?:any\s+)?late",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Meeting:
    """One meeting that a paper is of: as it writes them. `passage` is where it says so."""

    date: str = ""
    committee: str = ""
    item: str = ""
    title: str = ""
    passage: int = 1


@dataclass(slots=True)
class Item:
    """An agenda item: its number and title as the paper writes them, and the passage that opens it."""

    number: str = ""
    title: str = ""
    passage: int = 0

    @property
    def is_procedure(self) -> bool:
        """Whether its title is one under which a meeting settles only its own course: apologies, minutes, exclusion."""
        return _PROCEDURE_TITLE.match(plain(self.title)) is not None


@dataclass(slots=True)
class Place:
    """Where a passage stands: in which meeting, under which item, in which of the item's blocks."""

    meeting: Meeting
    item: Item
    block: str = ""
    opens: bool = False  # it opens its item or its block, and says nothing itself


@dataclass(slots=True)
class Layout:
    """The meetings of a paper and the place of each of its passages, by order."""

    meetings: list[Meeting] = field(default_factory=list)
    places: dict[int, Place] = field(default_factory=dict)

    def items(self) -> list[Item]:
        """The items in their order."""
        items_in_order: list[Item] = []
        for place in self.places.values():
            if place.item.title and (not items_in_order or items_in_order[-1] is not place.item):
                items_in_order.append(place.item)
        return items_in_order


def meeting_line(text: str) -> re.Match | None:
    """An issue page's line that says which meeting the passages below are of."""
    return _MEETING.match(" ".join(text.split()))


def block_of(text: str) -> str:
    """The block that a label opens: "decision", "minutes", "other"; empty where the text is no such label."""
    match = _BLOCK.fullmatch(plain(text).strip(" :*|"))
    if not match or len(text) > 60:
        return ""
    return next(key for key in ("decision", "minutes", "other") if match[key])


def layout_of(paper: Paper, title: str = "", whole_meeting: bool = False, has_items: bool = True) -> Layout:
    """The meetings, items and blocks of a paper. `title` is that of a page of one item: the item of all its passages.

    `whole_meeting` says that the paper is of a meeting with its items, so that its headings open items; `has_items`
    that it can have items at all (the sections of a report are none).
    """
    layout = Layout()
    meeting = Meeting()
    item, block, label = Item(title="" if whole_meeting else title), "", ""
    reader = _Items(paper, whole_meeting)
    for at, passage in enumerate(paper.passages):
        opens = False
        if line := meeting_line(passage.text):
            meeting = Meeting(line["date"], line["committee"].strip(), (line["item"] or "").strip(), "", passage.order)
            layout.meetings.append(meeting)
            item, block, opens = Item(meeting.item, title, passage.order), "", True
            reader.begin_again()
        elif name := _label_block(passage):
            block, opens, label = name, True, passage.text
        elif has_items and passage.kind == PassageKind.CELL and (row := reader.row_of(passage)):
            if row is not item:
                item = row
            block, opens = ("decision" if reader.is_decision(passage) else "other"), passage.header
        elif has_items and (next_item := reader.item_at(at)):
            if meeting.item and (not next_item.number or next_item.number.rstrip(".") == meeting.item):
                item.title, item.passage = next_item.title, passage.order
                meeting.title = next_item.title
            else:
                item, block = next_item, ""
            opens = True
        elif block == "other" and passage.kind != PassageKind.CELL and _ends_the_documents(passage, label, has_items):
            block = "minutes"  # after the list of an item's documents, with no heading of their own
        layout.places[passage.order] = Place(meeting, item, block, opens)
    return layout


def _ends_the_documents(passage: Passage, label: str, has_items: bool) -> bool:
    """Whether a passage under a label is what was said or decided, the label of it lost: below a list of an item's
    documents prose is; below “Reasons:” only what speaks as minutes do.
    """
    if speaks_as_minutes(passage.text):
        return True
    if not has_items:
        return False
    words = passage.text.strip()
    prose = len(words) > _SHORT_LINE and words.endswith(".") and passage.kind == PassageKind.PARAGRAPH
    return _DOCUMENTS.search(label) is not None and (prose or WHO_DECIDES.fullmatch(words) is not None)


_DOCUMENTS = re.compile(r"documents?|papers?|attachments?", re.IGNORECASE)
_SHORT_LINE = 60


def _label_block(passage: Passage) -> str:
    alone = (
        passage.kind == PassageKind.HEADING or passage.text.rstrip(" |").endswith(":") or passage.bold == passage.text
    )
    name = block_of(passage.text) if alone else ""
    # “1. Outcome” is a section of a report; “Outcome:” says what came of an item.
    return "" if passage.number and plain(passage.text).lower().startswith("outcome") else name


def _is_decision_heading(words: str) -> bool:
    return (
        re.fullmatch(
            r"(?:decisions?(?:\s*\(s\))?(?:\s+(?:made|taken))?|resolutions?|outcome|resolved)",
            plain(words).strip(" :*"),
            re.IGNORECASE,
        )
        is not None
    )


def _rows_of_decisions(paper: Paper) -> dict[tuple, Item]:
    """The items of the rows of tables that have a column of decisions: a decision sheet."""
    items: dict[tuple, Item] = {}
    with_column = {
        p.table for p in paper.passages if p.kind == PassageKind.CELL and _is_decision_heading(p.column_heading)
    }
    for passage in paper.passages:
        if passage.table not in with_column or passage.table is None:
            continue
        item = items.setdefault((passage.table, passage.row), Item(passage=passage.order))
        if passage.header or _is_decision_heading(passage.column_heading):
            continue
        words = passage.text.strip()
        if match := _AGENDA_ITEM.fullmatch(words) or _NUMBERED.fullmatch(words):
            item.number, item.title = item.number or match[1], item.title or match[2]
        elif lone := _LONE_NUMBER.fullmatch(words):
            item.number = item.number or lone[1]
        elif not item.title and len(words) < 250:
            item.title = without_file(words)
    return items


class _Items:
    """Tells, passage by passage, which open an item; numbers that go up by one carry the most weight."""

    def __init__(self, paper: Paper, whole_meeting: bool):
        self.passages = paper.passages
        self.whole_meeting = whole_meeting
        self.number: int | None = None
        self.in_list: int | None = None
        self.level = 0
        self.numbered = self._numbered_headings()
        self.row: tuple[int | None, int | None] = (None, None)
        self.rows = _rows_of_decisions(paper)

    def row_of(self, passage: Passage) -> Item | None:
        """The item of a row of a table with a column of decisions; None where the table has none."""
        return self.rows.get((passage.table, passage.row))

    @staticmethod
    def is_decision(passage: Passage) -> bool:
        """Whether a cell stands in the column of decisions."""
        return not passage.header and _is_decision_heading(passage.column_heading)

    def begin_again(self) -> None:
        """A new meeting begins: its numbers have nothing to do with those before."""
        self.number = self.in_list = None

    def _numbered_headings(self) -> bool:
        count = 0
        for at, passage in enumerate(self.passages):
            if passage.kind == PassageKind.HEADING and (self._heading_number(passage)[0] or self._lone_before(at)):
                count += 1
        return count >= 2

    def _lone_before(self, at: int) -> str:
        """The number that stands alone in the passage before; empty where there is none."""
        before = self.passages[at - 1] if at else None
        lone = _LONE_NUMBER.fullmatch(before.text.strip()) if before is not None else None
        return lone[1] if lone else ""

    @staticmethod
    def _heading_number(passage: Passage) -> tuple[str, str]:
        """The item's number and title of a heading; the number empty where it has none."""
        if match := _AGENDA_ITEM.fullmatch(passage.text.strip()):
            return match[1], match[2]
        if passage.number and re.fullmatch(_ITEM_NUMBER, passage.number):
            return passage.number, passage.text
        if not passage.number and (match := _NUMBERED.fullmatch(passage.text.strip())):
            return match[1], match[2]
        return "", passage.text

    def item_at(self, at: int) -> Item | None:
        """The item that a passage opens, or None."""
        passage = self.passages[at]
        if passage.kind == PassageKind.CELL:
            return self._of_cell(passage, at)
        if passage.kind == PassageKind.HEADING:
            return self._of_heading(passage, at)
        if passage.kind == PassageKind.PARAGRAPH and self.whole_meeting:
            return self._of_paragraph(passage, at)
        return None

    def _of_cell(self, passage: Passage, at: int) -> Item | None:
        """A row of a table of items: the number alone in its first column, then the title."""
        here = (passage.table, passage.row)
        if not self.whole_meeting or here == self.row or passage.header:
            return None
        topic = re.match(
            r"(?:agenda\s+)?(?:items?|subject|topic|matter)\b", plain(passage.column_heading), re.IGNORECASE
        )
        if passage.column == 1 and topic and len(passage.text) < 160:
            match = _NUMBERED.fullmatch(passage.text.strip())
            number, title = (match[1], match[2]) if match else (passage.number, passage.text)
            if number:
                self.row = here
                return Item(number, title.strip(" :"), passage.order)
        if passage.column == 1 and (lone := _LONE_NUMBER.fullmatch(passage.text.strip())):
            after = self.passages[at + 1] if at + 1 < len(self.passages) else None
            if (
                after
                and after.kind == PassageKind.CELL
                and after.row == passage.row
                and after.column == 2
                and len(after.text) < 250
            ):
                self.row = here
                return Item(lone[1], without_file(after.text), passage.order)
        return None

    def _of_heading(self, passage: Passage, at: int) -> Item | None:
        number, title = self._heading_number(passage)
        title = without_file(title).strip(" :")
        if not title or len(title) > 300 or "." in passage.number:
            return None
        if _INSIDE.fullmatch(plain(title)) and not (number and self.whole_meeting):
            return None
        if number:
            self._note(number, passage.level)
            return Item(number, title, passage.order)
        if lone := self._lone_before(at):
            self._note(lone, passage.level)
            return Item(lone, title, passage.order)
        if self.numbered:
            return None
        if not self.whole_meeting or passage.level == 1 or re.match(r"resolved|agreed", title, re.IGNORECASE):
            return None
        if self.level and passage.level > self.level:
            return None
        self.level = passage.level
        return Item("", title, passage.order)

    def _note(self, number: str, level: int) -> None:
        running = re.search(r"\d+", number)
        self.number = int(running.group()) if running else None
        self.level = level

    def _of_paragraph(self, passage: Passage, at: int) -> Item | None:
        """A numbered line that is a title: short, no sentence, its number the next of the items'."""
        number, title = passage.number, passage.text.strip()
        if not number and (match := _NUMBERED.fullmatch(title)):
            number, title = match[1], match[2]
        number = number or self._lone_before(at)
        if not number or not re.fullmatch(_ITEM_NUMBER, number):
            number = ""
        title = without_file(title).strip(" :*")
        running = re.search(r"\d+", number)
        if not running:
            if not number and not self.numbered and self._is_plain_title(passage, title, at):
                return Item("", title, passage.order)
            if passage.kind == PassageKind.PARAGRAPH and not passage.number:
                self.in_list = None
            return None
        value = int(running.group())
        title_like = self._is_title(passage, title)
        follows = self.number is None or value == self.number + 1
        goes_on = self.in_list is not None and value == self.in_list + 1
        if title_like and (follows or _PROCEDURE_TITLE.match(plain(title))) and not (goes_on and not title.isupper()):
            self.number, self.in_list = value, None
            return Item(number, title, passage.order)
        self.in_list = value
        return None

    @staticmethod
    def _is_title(passage: Passage, title: str) -> bool:
        if not title or len(title) > 160 or title[-1] in ".;,:" or not (title[0].isupper() or title[0] in "‘“'\"("):
            return False
        if re.match(r"That\b|To\b|Note\b|Noted?\b|Approve|Agree|Endorse|Resolved", title, re.IGNORECASE):
            return False
        whole_bold = bool(passage.bold) and len(passage.bold.strip()) >= len(passage.text.strip()) - 2
        if whole_bold or title.isupper() or _PROCEDURE_TITLE.match(plain(title)):
            return True
        # A title has no finite verb of the kinds that minutes use.
        return len(title.split()) <= 16 and not re.search(
            r"\b(?:was|were|is|are|had|has|have|would|will|be|been|said|asked|noted|needs?|should|can|could|do|does)\b",
            title,
        )

    def _is_plain_title(self, passage: Passage, title: str, at: int) -> bool:
        """A line of its own in capitals or bold, between paragraphs."""
        if not 3 < len(title) <= 120 or title[-1] in ".;,":
            return False
        whole_bold = bool(passage.bold) and len(passage.bold.strip()) >= len(passage.text.strip()) - 2
        if _INSIDE.fullmatch(plain(title)) or re.match(r"resolved|agreed|action|recommended", title, re.IGNORECASE):
            return False
        words = title.split()
        return (
            ((title.isupper() and len(words) >= 1) or whole_bold) and _PROCEDURE_TITLE.match(plain(title)) is not None
        ) or (title.isupper() and len(words) >= 2 and at > 6)
