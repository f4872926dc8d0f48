"""What a paper says of itself at its head: “Date: 14 January 2020”, or the same in a table of two columns."""

import re
from typing import NamedTuple

from inspections.loading.reading.passages import Paper, Passage, PassageKind
from inspections.loading.recognising.sentences import plain

HEAD = 60  # passages; the labels of a paper stand on its first page or two
_NAMES = {
    "title": r"title|subject|report title|title of (?:the )?report|item title|title of item|report name|subject matter",
    "date": r"date|date of (?:the )?report|report date|dated|date of issue|date of letter",
    "meeting_date": r"date of (?:the )?(?:meeting|committee)|meeting date|date (?:and|&) time(?: of meeting)?|"
    r"committee date|"
    r"held on|date of cabinet(?: meeting)?|date of (?:scrutiny )?panel",
    "decision_date": r"date of (?:the )?decision|decision date|date decision (?:made|taken)|"
    r"date of (?:the )?decision notice",
    "decided_at": r"decided at meeting|decision taken at",
    "committee": r"committee|report (?:to|for)|to|meeting|meeting of|name of (?:meeting|committee)|body|"
    r"decision[ -]maker|decision[ -]taker|decision[ -]making body|committee/board|"
    r"for (?:consideration|decision) by|meeting name|"
    r"decision made by|"
    r"scrutiny (?:committee|panel)|panel|forum",
    "class": r"class|classification|publication(?: status)?|exempt(?: information)?(?:\s*/\s*confidential)?|"
    r"confidentiality|public or private|public/private|open or exempt|open/exempt|part|restrictions?|"
    r"exempt/confidential(?: report)?|is this report exempt|"
    r"is (?:this|the) report (?:confidential|exempt)(?: or (?:confidential|exempt))?|report status|exemption|access",
    "author": r"author|report author|author of (?:the )?report|report by|by|lead officer|contact officer|report of|"
    r"report from|responsible officer|officer contact|contact|lead author|presented by|author\(s\)|"
    r"report author and contact",
    "contributors": r"contributors?|contributing officers?",
    "item": r"item|agenda item|item no|item number|agenda item no|agenda item number|agenda no",
    "council": r"council|local authority|authority|name of (?:the )?council",
    "inspection_dates": r"inspection dates?|dates? of (?:the )?(?:inspection|visit)|visit dates?|fieldwork dates?",
    "published": r"report published|published|publication date|date published|date of publication|published on|"
    r"date of report publication",
    "lead_inspector": r"lead inspectors?|inspectors?|lead hmi",
    "other": r"key decision|wards?(?:\(s\))?(?: affected)?|venue|location|time|present|apologies|cabinet member|"
    r"portfolio|"
    r"lead member|portfolio holder|purpose|is key decision|decision status|is subject to call in|appendices|"
    r"background papers|divisions affected|effective from|type of report|chair|clerk|in attendance|also present|"
    r"previous inspection|urn|remit|strategic priority|decision type|reference(?: no| number)?|quorum|membership",
}
_LABEL = re.compile(
    r"(?:\d{1,2}[.)]\s*)?(?P<label>"
    + "|".join(f"(?P<{key}>{names})" for key, names in _NAMES.items())
    + r")(?:\s*\(?(?:no|number)\)?\.?)?\s*(?:[:?]|\s–\s|–\s|\t)\s*(?P<value>.*)",
    re.IGNORECASE | re.DOTALL,
)
_ALONE = re.compile(
    "(?:"
    + "|".join(f"(?P<{key}>{names})" for key, names in _NAMES.items())
    + r")(?:\s*\(?(?:no|number)\)?\.?)?\s*[:?]?",
    re.IGNORECASE,
)


class Label(NamedTuple):
    """What a label of the head says, and the passage that says it."""

    key: str
    value: str
    passage: Passage
    label: str = ""


def labels_of(paper: Paper) -> dict[str, list[Label]]:
    """The labels at the head of a paper by what they say ("date", "committee", …), each key's in the paper's order."""
    labels: dict[str, list[Label]] = {}
    head = _head(paper)
    for at, passage in enumerate(head):
        label = _label(passage, head[at + 1 :])
        if label and label.value:
            labels.setdefault(label.key, []).append(label)
    return labels


def _head(paper: Paper) -> tuple[Passage, ...]:
    """The passages before the first numbered section; all of the first where none is numbered (decision pages)."""
    head = paper.passages[:HEAD]
    for at, passage in enumerate(head):
        if passage.kind == PassageKind.HEADING and at > 2 and re.match(r"1(?:\.0)?$", passage.number):
            return head[:at]
    return head


def _label(passage: Passage, after: tuple[Passage, ...]) -> Label | None:
    text = " ".join(passage.text.split(" "))
    if passage.kind == PassageKind.CELL:
        key = _key(_ALONE.fullmatch(plain(text)))
        values = [
            p for p in after[:12] if p.table == passage.table and p.row == passage.row and p.column > passage.column
        ]
        # A row of two cells, or of pairs; not the column headings of a wide table.
        pairs = (len({p.column for p in values}) <= 1 and passage.column == 1) or text.rstrip().endswith(":")
        if key and values and pairs:
            first = values[0].column
            return Label(key, " ".join(p.text for p in values if p.column == first), values[0], text)
        if key:
            return None
    match = _LABEL.match(text) if len(text) < 600 else None
    if match and (match["value"].strip() or not after):
        return Label(_key(match), match["value"].strip(), passage, match["label"])
    key = _key(_ALONE.fullmatch(plain(text))) if text.rstrip().endswith(":") or passage.bold == passage.text else ""
    if key and after and after[0].kind in (PassageKind.PARAGRAPH, PassageKind.BULLET):
        return Label(key, after[0].text.strip(), after[0], text)
    return None


def _key(match: re.Match | None) -> str:
    if not match:
        return ""
    return next((key for key in _NAMES if match[key]), "")
