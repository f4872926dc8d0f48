"""Front matter: which report, committee, meeting and item the paper is, and of what day and class.

The shapes that a paper can have, told from its form: "minutes" (of one item or of a whole meeting), "decision" (a
decision page or notice), "agenda", "letter" (an inspectorate's), "inspection_report", "plan", "report" (an officer's)
and "" where its form tells nothing.
"""

import re
from datetime import date
from functools import lru_cache

from actions.periods import Period

from ..reading.passages import Kind as PassageKind
from ..reading.passages import Paper, Passage
from . import exempt
from .bodies import committee_in, council_in, is_body
from .dates_named import dates_named, is_year, read
from .items import Layout, block_of, layout_of, meeting_line
from .labels import HEAD, Label, labels_of
from .proposals import Context, Kind, Proposal, dated
from .sentences import plain, without_file

# Lines of a page's furniture, which are never the title of a paper.
_FURNITURE = re.compile(
    r"(?:menu|home|search|skip to .*|council meetings|meetings?|agenda item|issue - .*|issue details|decision details|"
    r"decision|agenda|agenda and (?:draft )?minutes|agenda and decisions|draft minutes|minutes|printed minutes|meeting documents|"
    r"your councillors?|committees?|calendar|browse.*|navigation|cookies.*|report|public report|report to .*|"
    r"council and democracy|councillors and democracy|modern\.?gov.*|what's new|library|forthcoming decisions|"
    r"breadcrumb.*|you are here.*|open|confidential|part [12iab]+|agenda item(?: no)?.*|item(?: no)?\.? ?\w+|page \d+.*|"
    r"letter|by email|dear .*|contents|media|issue - meetings|public document pack|official(?:[ -]sensitive.*)?|"
    r"cabinet report|committee report|officer report|executive summary|main content|not for publication.*|"
    r"record of (?:executive )?decisions?|decision notice|notice of decisions?|executive decision.*|draft)\W*",
    re.IGNORECASE,
)
_OF_A_MEETING = re.compile(
    r"(?:(?P<what>agenda(?: and (?:draft )?(?:minutes|decisions))?|(?:draft |public |unconfirmed )?minutes|notes?|record|decisions|action notes)\s+)"
    r"(?:of|for|from)?\s*(?:(?:a|the)\s+)?(?:(?:virtual|remote|ordinary|extraordinary|special|hybrid|public|proceedings|annual)\s+)*"
    r"(?:meeting of\s+)?(?:the\s+)?(?P<committee>.{0,140}?)\s*(?:meeting\s*)?(?:,?\s+(?:which was\s+)?held|\bon\b|\bat\b|[-–,:]|$)(?P<rest>.*)",
    re.IGNORECASE,
)
_HELD = re.compile(r"^held\s*:|^at an? .{0,40}\bmeeting\b.{0,200}?\bheld\b|(?:meeting|committee|panel|board|cabinet)\b.{0,160}?\bheld\b.{0,80}?\bon\b", re.IGNORECASE)
_NAME_AND_DAY = re.compile(
    r"(?P<committee>[^.:;]{4,120}?)\s*(?:\s[-–]|,|\s)\s*(?P<day>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s.{6,60})",
    re.IGNORECASE,
)
_PART_TWO = re.compile(
    r"\bpart\s*(?:2|ii|b|two)\b|^\s*(?:yes|fully|partly|part)?\W*(?:exempt|confidential|private|restricted|closed)\b|not for publication",
    re.IGNORECASE,
)
_PART_ONE = re.compile(r"\bpart\s*(?:1|i|a|one)\b|\b(?:open|public|non-exempt|unrestricted|not exempt|not confidential)\b|^\s*no\b|official\b(?! ?[-:]? ?sensitive)", re.IGNORECASE)  # fmt: skip
_INSPECTORS_TITLE = re.compile(
    r"^(?:inspection of .*(?:children'?s (?:social care )?services|local authority|help and protection)|.*\bservices for children in need of help and protection|"
    r"(?:local )?area send (?:full )?(?:inspection|monitoring|revisit)|joint targeted area inspection of|joint area inspection)",
    re.IGNORECASE,
)
_PLAN_TITLE = re.compile(r"\b(?:action|improvement|delivery|transformation)\s+plan\b", re.IGNORECASE)


def context_of(paper: Paper, given: date | None) -> Context:
    """What the whole paper says of itself; `given` is the day that the admin gave for it, which wins over its own."""
    labels = labels_of(paper)
    shape = _shape(paper, labels)
    own = _own_day(paper, labels, shape)
    day = own[0].span_last if own else None
    return Context(
        day=given or day,
        day_given=given is not None,
        council=_council(paper, labels),
        committee=_committee(paper, labels, shape),
        shape=shape,
    )


def recognise(paper: Paper, context: Context) -> list[Proposal]:
    """The paper itself, always one where it holds anything to read, and the meetings that it is of."""
    if not any(passage.text.strip() for passage in paper.passages):
        return []
    labels = labels_of(paper)
    return [_report(paper, context, labels), *_meetings(paper, context, labels)]


@lru_cache(maxsize=4)
def _layout(title: str, whole: bool, has_items: bool, paper: "_Held") -> Layout:
    return layout_of(paper.paper, title, whole, has_items)


class _Held:
    """A paper as a key of a cache: the same object, the same paper."""

    def __init__(self, paper: Paper):
        self.paper = paper

    def __hash__(self):
        return id(self.paper)

    def __eq__(self, other):
        return self.paper is other.paper


def layout(paper: Paper, context: Context) -> Layout:
    """The items and meetings of the paper, for all who need its places."""
    has_items = context.shape in ("minutes", "agenda", "decision", "")
    whole = has_items and bool(context.shape) and _is_whole_meeting(paper)
    return _layout(_title(paper, labels_of(paper))[0] if has_items else "", whole, has_items, _Held(paper))


# The paper itself ----------------------------------------------------------------------------------------


def _report(paper: Paper, context: Context, labels: dict[str, list[Label]]) -> Proposal:
    title, passage = _title(paper, labels)
    own = _own_day(paper, labels, context.shape)
    parts = exempt.parts_of(paper, layout(paper, context), labels)
    publication = _class(labels, paper)
    reasons = ["the title stands at its head"]
    if not own:
        reasons.append("it states no day of its own")
    if not context.committee:
        reasons.append("it names no committee")
    return Proposal(
        Kind.REPORT,
        title,
        passage,
        {
            "title": title,
            "committee": context.committee or None,
            "council": context.council or None,
            **(dated(own[0], own[1]) if own else dated(None)),
            "class": publication,
            "contributors": _contributors(paper, labels),
            "author": _author(paper, labels),
            "item": _item_number(paper, context, labels),
            "kind": context.shape or None,
            "exempt_parts": [part.as_field() for part in parts],
        },
        0.9 if own and context.committee else 0.7,
        "; ".join(reasons).capitalize() + ".",
    )


def _title(paper: Paper, labels: dict[str, list[Label]]) -> tuple[str, int]:
    """The title of a paper and the passage that gives it."""
    for label in labels.get("title", ()):
        if len(label.value) > 3:
            return without_file(label.value), label.passage.order
    head = [p for p in paper.passages[:HEAD] if p.text.strip()]
    whole = [p for p in head[:15] if _of_a_meeting(p.text)] or [p for p in head[:15] if _HELD.search(plain(p.text)) and dates_named(p.text)]
    candidates = [p for p in head if p.kind == PassageKind.HEADING] + [
        p for p in head[:15] if p.kind != PassageKind.CELL
    ]
    for passage in candidates:
        text = plain(passage.text).strip(" *#")
        if (
            _FURNITURE.fullmatch(text)
            or is_body(text)
            or block_of(text)
            or meeting_line(passage.text)
            or len(text) > 300
        ):
            continue
        if whole and (re.match(r"\d", passage.number) or re.match(r"\d{1,3}[.)]?\s+[A-Z]", text)):
            continue
        if re.match(
            r"(?:date|class|key decision|wards?|contributors?|to|from|report of|venue|tel|email)\b.*:",
            text,
            re.IGNORECASE,
        ):
            continue
        if passage.kind != PassageKind.HEADING and (
            text.endswith(":") or council_in(text) == text or _is_only_day(text)
        ):
            continue
        if whole and passage.order > whole[0].order:
            break
        return without_file(passage.text.strip()), passage.order
    if whole:
        return without_file(whole[0].text.strip()), whole[0].order
    first = head[0] if head else paper.passages[0]
    first = next((p for p in head if not _FURNITURE.fullmatch(plain(p.text)) and not is_body(p.text)), first)
    words = without_file(first.text.strip())
    return (words if len(words) <= 300 else words[:297].rsplit(" ", 1)[0] + " ..."), first.order


def _is_only_day(text: str) -> bool:
    named = dates_named(text)
    return (
        bool(named)
        and named[0].start <= 5
        and len(text) - (named[0].end - named[0].start) < 30
        and not is_year(named[0].words)
    )


def _of_a_meeting(text: str) -> re.Match | None:
    """A line that names a whole meeting: “Minutes of the meeting of the X held on …”, “Agenda for X on …”."""
    words = plain(text)
    match = _OF_A_MEETING.match(words) if len(words) < 400 else None
    return match if match and dates_named(words) and not words.rstrip().endswith(("record.", "record")) else None


def _class(labels: dict[str, list[Label]], paper: Paper) -> str | None:
    for label in labels.get("class", ()):
        value = plain(label.value)
        if _PART_ONE.search(value) and not re.search(r"\bpart\s*(?:2|ii|b)\b", value, re.IGNORECASE):
            return "Part 1"
        if _PART_TWO.search(value):
            return "Part 2"
    for passage in paper.passages[:12]:
        words = plain(passage.text)
        if len(words) < 250 and re.match(r"(?:this report is )?not for publication\b|exempt (?:report|from publication)|part (?:2|ii)\b|confidential$", words, re.IGNORECASE):  # fmt: skip
            return "Part 2"
        if re.fullmatch(
            r"part (?:1|i)(?: report| \(public\)| - public)?|open report|public report", words, re.IGNORECASE
        ):
            return "Part 1"
    return None


def _contributors(paper: Paper, labels: dict[str, list[Label]]) -> list[str]:
    """Who contributed, one a line: the label's own value, or the lines that follow it up to the next heading or label."""
    for label in labels.get("contributors", ()):
        if not label.passage.text.strip() == label.value:  # the value stands beside its label
            return [part.strip(" .") for part in re.split(r";|\n", label.value) if part.strip()]
        found = []
        for passage in paper.passages[label.passage.order - 1 : label.passage.order + 11]:
            words = passage.text.strip()
            if (
                passage.kind == PassageKind.HEADING
                or len(words) > 200
                or (passage.number and found)
                or re.match(r"[A-Z][\w ()]{2,30}:", words)
            ):
                break
            found.append(words.rstrip("."))
        return found
    return []


def _author(paper: Paper, labels: dict[str, list[Label]]) -> str | None:
    for key in ("author",):
        for label in labels.get(key, ()):
            if len(label.value) < 250:
                return label.value.rstrip(".") or None
    for at, passage in enumerate(paper.passages):
        words = plain(passage.text)
        if passage.kind == PassageKind.HEADING and re.fullmatch(
            r"(?:report )?(?:authors?|contact officers?)(?:\(s\))?(?: (?:and|&) contacts?(?: details)?)?\W*",
            words,
            re.IGNORECASE,
        ):
            after = paper.passages[at + 1] if at + 1 < len(paper.passages) else None
            if after and after.kind != PassageKind.HEADING and len(after.text) < 250:
                return after.text.strip()
        elif match := re.match(
            r"(?:report )?(?:author|contact officer)s?(?:\(s\))?\s*:\s*(.{3,200})$", words, re.IGNORECASE
        ):
            return match[1].rstrip(".")
    return None


def _item_number(paper: Paper, context: Context, labels: dict[str, list[Label]]) -> str | None:
    for label in labels.get("item", ()):
        if match := re.fullmatch(r"(?:no\.?\s*)?([A-Z]{0,4}[\d/.]{1,9}[a-zA-Z]?)", label.value.strip(), re.IGNORECASE):
            return match[1].rstrip(".")
    for passage in paper.passages[:12]:
        if match := re.fullmatch(
            r"(?:Agenda\s+)?Item\s*(?:No\.?)?\s*:?\s*([A-Z]{0,3}\d{1,3}[a-zA-Z]?)", passage.text.strip(), re.IGNORECASE
        ):
            return match[1]
    meetings = layout(paper, context).meetings
    if len(meetings) == 1 and meetings[0].item:
        return meetings[0].item
    return None


# Who and when ------------------------------------------------------------------------------------------------


def _committee(paper: Paper, labels: dict[str, list[Label]], shape: str) -> str:
    """The committee as the paper writes it, in capitals only where it never writes it otherwise."""
    name = _committee_at_head(paper, labels, shape)
    if name.isupper() and " " in name:
        for passage in paper.passages[:15]:
            at = plain(passage.text).upper().find(name)
            written = plain(passage.text)[at : at + len(name)]
            if at >= 0 and not written.isupper():
                return written
    return name


def _committee_at_head(paper: Paper, labels: dict[str, list[Label]], shape: str) -> str:
    if shape in ("letter", "inspection_report"):
        return ""
    for key in ("committee", "decided_at"):
        for label in labels.get(key, ()):
            value = re.sub(r"^\d\d?/\d\d?/\d{4}\s*[-–]\s*", "", label.value)
            value = re.split(r"\s+[-–]\s+(?=\w+day\b|\d)|\s*\(Item\b|\s+on\s+\d", value)[0]
            if is_body(value):
                return re.sub(r"^The\s+", "", value.strip(" :."))
            if name := committee_in(value):
                return name
    for passage in paper.passages[:15]:
        words = plain(passage.text).strip(" *")
        if line := meeting_line(passage.text):
            return line["committee"].strip()
        if match := _of_a_meeting(words):
            name = _as_written(
                committee_in(match["committee"] + " ") or _title_case_name(match["committee"]) or committee_in(words)
            )
            if name:
                return name
        if (
            is_body(words)
            and not _FURNITURE.fullmatch(words)
            and council_in(words) != words
            and not words.lower().endswith(" council")
        ):
            return re.sub(r"^The\s+", "", words.strip(" :."))
        match = _NAME_AND_DAY.match(words)
        if match and (
            name := committee_in(match["committee"] + " ")
            or (match["committee"] if is_body(match["committee"]) else "")
        ):
            return _as_written(name)
        if _HELD.search(words) and (name := committee_in(words)):
            return name
    return ""


def _title_case_name(words: str) -> str:
    """The name where it stands in capitals: “CHILDREN'S SERVICES SCRUTINY COMMITTEE”."""
    words = re.sub(r"^(?:a |the )?meeting of (?:the )?", "", words.strip(), flags=re.IGNORECASE)
    return words if is_body(words) else ""


def _as_written(name: str) -> str:
    return re.sub(r"^(?:The|THE)\s+", "", name).strip(" ,.-–")


def _council(paper: Paper, labels: dict[str, list[Label]]) -> str:
    for label in labels.get("council", ()):
        if name := council_in(label.value):
            return name
    for passage in paper.passages[:25]:
        words = plain(passage.text).strip()
        is_line = passage.kind == PassageKind.HEADING or (len(words) < 140 and not words.endswith("."))
        if is_line and not passage.number and (name := council_in(words)):
            return name
    return ""


def _own_day(paper: Paper, labels: dict[str, list[Label]], shape: str) -> tuple[Period, str] | None:
    """The paper's own day and its words: a label's, else that of its meeting, else a date that stands alone at its head."""
    keys = ("date", "published", "meeting_date", "decision_date", "decided_at", "inspection_dates")
    if shape in ("minutes", "decision", "agenda"):
        keys = ("meeting_date", "decision_date", "decided_at", "date", "published")
    for key in keys:
        for label in labels.get(key, ()):
            if found := _day_of(label.value):
                return found
    lines = [line for p in paper.passages if (line := meeting_line(p.text))]
    if lines:
        found = [day for line in lines if (day := _day_of(line["date"]))]
        return max(found, key=lambda one: one[0].span_last) if found else None
    for passage in paper.passages[:15]:
        words = plain(passage.text)
        if (_of_a_meeting(words) or _HELD.search(words) or _NAME_AND_DAY.match(words)) and (found := _day_of(words)):
            return found
    for passage in paper.passages[:20]:
        words = plain(passage.text)
        if len(words) < 60 and _is_only_day(words) and (found := _day_of(words)):
            return found
    return None


def _day_of(words: str) -> tuple[Period, str] | None:
    """The first date with a year in some words, and its own words."""
    for named in dates_named(words):
        period = read(named.words, None)
        if period and not is_year(named.words):
            return period, named.words
    return None


# Meetings ----------------------------------------------------------------------------------------------------


def _meetings(paper: Paper, context: Context, labels: dict[str, list[Label]]) -> list[Proposal]:
    found = layout(paper, context)
    if found.meetings:
        return [_issue_meeting(meeting) for meeting in found.meetings]
    if context.shape in ("letter", "inspection_report", "plan"):
        return []
    for key in ("meeting_date", "decided_at"):
        for label in labels.get(key, ()):
            if day := _day_of(label.value):
                return [
                    _meeting(paper, context, day, label.passage.order, 0.9, "The paper gives the day of its meeting.")
                ]
    for passage in paper.passages[:15]:
        words = plain(passage.text)
        named = (
            _of_a_meeting(words) or _HELD.search(words) or (_NAME_AND_DAY.match(words) and committee_in(words + " "))
        )
        if named and (day := _day_of(words)):
            return [_meeting(paper, context, day, passage.order, 0.9, "This line names the meeting and its day.")]
    if context.committee and context.shape in ("minutes", "decision", "agenda"):
        for label in (*labels.get("date", ()), *labels.get("decision_date", ())):
            if day := _day_of(label.value):
                return [_meeting(paper, context, day, label.passage.order, 0.8, "A paper of the meeting, with a date.")]
        own = _own_day(paper, labels, context.shape)
        if own:
            return [_meeting(paper, context, own, 1, 0.7, "The date at the head of a paper of the meeting.")]
    if "committee" in labels and context.shape == "report":
        for label in labels.get("date", ()):
            if day := _day_of(label.value):
                reason = "The report names its committee beside this date, which may be the report's own."
                return [_meeting(paper, context, day, label.passage.order, 0.6, reason)]
    if context.committee and context.shape in ("report", "agenda"):
        reason = "The paper names its committee, not the day of the meeting; its own date can differ."
        return [_meeting(paper, context, None, 1, 0.5, reason)]
    if context.shape == "minutes":
        lacks = "neither committee nor day" if not context.committee else "no day"
        return [_meeting(paper, context, None, 1, 0.5, f"A page of minutes; it states {lacks}.")]
    return []


def _issue_meeting(meeting) -> Proposal:
    day = read(meeting.date, None)
    return Proposal(
        Kind.MEETING,
        f"{meeting.committee}, {meeting.date}",
        meeting.passage,
        {
            "committee": meeting.committee,
            **dated(day, meeting.date),
            "item": meeting.item or None,
            "title": meeting.title or None,
        },
        0.95,
        "The page names this meeting.",
    )


def _meeting(paper: Paper, context: Context, day, passage: int, confidence: float, reason: str) -> Proposal:
    places = layout(paper, context)
    items = places.items()
    single = not _is_whole_meeting(paper)
    title, _ = _title(paper, labels_of(paper))
    number = _item_number(paper, context, labels_of(paper)) or (_number_of_paragraphs(paper) if single else None)
    committee = context.committee
    return Proposal(
        Kind.MEETING,
        ", ".join(part for part in (committee, day[1] if day else "") if part) or title,
        passage,
        {
            "committee": committee or None,
            **(dated(*day) if day else dated(None)),
            "item": number,
            "title": title if single else None,
            "items": [{"number": item.number or None, "title": item.title} for item in items] if not single else [],
        },
        confidence,
        reason,
    )


def _number_of_paragraphs(paper: Paper) -> str | None:
    """The item's number where all numbered paragraphs of a page of minutes share it: 5.1, 5.2, … are of item 5."""
    numbers = {p.number.split(".")[0] for p in paper.passages if re.fullmatch(r"\d{1,3}\.\d{1,3}", p.number)}
    return numbers.pop() if len(numbers) == 1 else None


# Its shape -----------------------------------------------------------------------------------------------------


def _shape(paper: Paper, labels: dict[str, list[Label]]) -> str:
    head = [plain(p.text).strip(" *#") for p in paper.passages[:40]]
    heads = [text.lower().strip(" :") for text in head]
    blocks = [block_of(p.text) for p in paper.passages if len(p.text) < 60]
    resolved = sum(
        1 for p in paper.passages if re.search(r"\bRESOLVED\b|^(?:it was )?resolved\b", p.text, re.IGNORECASE)
    )
    if _is_letter(paper):
        return "letter"
    if "lead_inspector" in labels or any(_INSPECTORS_TITLE.match(text) and len(text) < 160 for text in head[:12]):
        if "inspection_dates" in labels or any("inspect" in text.lower() for text in head[:6]):
            return "inspection_report"
    if any(_of_a_meeting(text) and re.match(r"(?:draft |public |unconfirmed )?(?:minutes|notes|record|action notes)|agenda and (?:draft )?minutes", text, re.IGNORECASE) for text in head[:15]):  # fmt: skip
        return "minutes"
    if "decision details" in heads or any(re.match(r"(?:record of (?:executive )?decisions?|(?:notice of )?(?:executive )?decisions?(?: notice| record| sheet| list)?\b(?: of| by|$)|executive decision|officer decision)", text) and len(text) < 90 for text in heads[:12] if text != "decision"):  # fmt: skip
        return "decision"
    if {"decision_date", "decided_at"} & set(labels):
        return "decision"
    if "minutes" in blocks or any(line for p in paper.passages if (line := meeting_line(p.text))) or any(text in ("agenda and minutes", "agenda and draft minutes", "draft minutes", "minutes", "agenda and decisions", "printed minutes") for text in heads[:12]):  # fmt: skip
        return "minutes"
    if any(re.match(r"(?:minutes|draft minutes)\b", text) for text in heads[:10]):
        return "minutes"
    officers = sum(
        1
        for p in paper.passages
        if p.kind == PassageKind.HEADING or p.bold == p.text or p.text.isupper()
        if re.match(
            r"(?:\d[\d.]*\s*)?(?:purpose(?: of (?:the )?report)?|recommendations?|background|legal implications|financial implications|summary|"
            r"equalit(?:y|ies)|policy context|implications|reasons? for|introduction|key considerations|conclusion)",
            plain(p.text).strip(" *"),
            re.IGNORECASE,
        )
    )
    if (
        {"contributors", "class"} & set(labels)
        or officers >= 3
        or (officers >= 1 and {"committee", "author"} & set(labels))
    ):
        return "report"
    if resolved or "decision" in blocks:
        return "minutes"
    if any(re.match(r"agenda\b", text) for text in heads[:8]):
        return "agenda"
    title = _title(paper, labels)[0]
    if _PLAN_TITLE.search(title):
        return "plan"
    present = any(re.match(r"present\b|in attendance\b|apologies\b", text) for text in heads)
    if present:
        return "minutes"
    return "report" if officers >= 2 else ""


def _is_letter(paper: Paper) -> bool:
    dear = any(re.match(r"dear\b", p.text.strip(), re.IGNORECASE) and len(p.text) < 150 for p in paper.passages[:60])
    return dear and any(
        re.match(r"yours\s+(?:sincerely|faithfully|truly)|kind regards", p.text.strip(), re.IGNORECASE)
        for p in paper.passages
    )


def _is_whole_meeting(paper: Paper) -> bool:
    """Whether the paper is of a meeting with its items, not of one item: it names the meeting, or has procedural items."""
    if any(meeting_line(p.text) for p in paper.passages):
        return False
    trial = layout_of(paper, "", True)
    items = trial.items()
    return (
        sum(1 for item in items if item.is_procedure) >= 1
        and len(items) >= 2
        or (any(_of_a_meeting(p.text) for p in paper.passages[:15]) and len(items) >= 2)
    )


def whole_passages(paper: Paper) -> dict[int, Passage]:
    """The passages of a paper by their order."""
    return {passage.order: passage for passage in paper.passages}
