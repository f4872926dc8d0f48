"""Front matter: which report, committee, meeting and item the paper is, and of what day and class."""

import re
from datetime import date
from functools import lru_cache

from inspections.loading.reading.passages import Paper, Passage, PassageKind
from inspections.loading.recognising import exempt
from inspections.loading.recognising.bodies import committee_in
from inspections.loading.recognising.dates_named import read
from inspections.loading.recognising.document_types import document_type_of, is_whole_meeting
from inspections.loading.recognising.items import Layout, layout_of
from inspections.loading.recognising.labels import Label, labels_of
from inspections.loading.recognising.proposals import Context, Proposal, ProposalKind, dated
from inspections.loading.recognising.sentences import plain
from inspections.loading.recognising.title_block import (
    HELD,
    body_and_day,
    committee_of,
    council_of,
    day_of,
    names_a_meeting,
    of_a_meeting,
    own_day,
    title_of,
)

_ITEM_AT_END = re.compile(r"\(Item\s+([A-Z]{0,3}\d{1,3}[a-zA-Z]?)\.?\)\s*$", re.IGNORECASE)
_PART_TWO = re.compile(
    r"\bpart\s*(?:2|ii|b|two)\b|^\s*(?:yes|fully|partly|part)?\W*(?:exempt|confidential|private|restricted|"
    r"closed)\b|not for publication",
    re.IGNORECASE,
)
_PART_ONE = re.compile(
    r"\bpart\s*(?:1|i|a|one)\b|\b(?:open|public|non-exempt|unrestricted|not exempt|not confidential)\b|"
    r"^\s*no\b|official\b(?! ?[-:]? ?sensitive)",
    re.IGNORECASE,
)


def context_of(paper: Paper, given: date | None) -> Context:
    """What the whole paper says of itself; `given` is the day that the admin gave for it, which wins over its own."""
    labels = labels_of(paper)
    document_type = document_type_of(paper, labels)
    own = own_day(paper, labels, document_type)
    day = own[0].span_last if own else None
    return Context(
        day=given or day,
        day_given=given is not None,
        council=council_of(paper, labels),
        committee=committee_of(paper, labels, document_type),
        document_type=document_type,
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


@lru_cache(maxsize=4)
def _is_whole(paper: "_Held") -> bool:
    return is_whole_meeting(paper.paper)


def layout(paper: Paper, context: Context) -> Layout:
    """The items and meetings of the paper, for all who need its places."""
    has_items = context.document_type in ("minutes", "agenda", "decision", "")
    whole = has_items and bool(context.document_type) and _is_whole(_Held(paper))
    title = title_of(paper, labels_of(paper))[0] if has_items else ""
    return _layout("" if of_a_meeting(title) else title, whole, has_items, _Held(paper))


# The paper itself ----------------------------------------------------------------------------------------


def _report(paper: Paper, context: Context, labels: dict[str, list[Label]]) -> Proposal:
    title, passage = title_of(paper, labels)
    own = own_day(paper, labels, context.document_type)
    parts = exempt.parts_of(paper, layout(paper, context), labels)
    publication = _class(labels, paper)
    reasons = ["the title stands at its head"]
    if not own:
        reasons.append("it states no day of its own")
    if not context.committee:
        reasons.append("it names no committee")
    return Proposal(
        ProposalKind.REPORT,
        title,
        passage,
        {
            "title": title,
            "committee": context.committee or None,
            "council": context.council or None,
            **(dated(own[0], own[1]) if own else dated(None)),
            "class": publication,
            "exempt_words": exempt.words_of_the_whole(paper, labels) or None,
            "contributors": _contributors(paper, labels),
            "author": _author(paper, labels),
            "item": item_number(paper, context, labels),
            "kind": context.document_type or None,
            "exempt_parts": [part.as_field() for part in parts],
            "exempt_signs": exempt.signs_of(paper, parts),
        },
        0.9 if own and context.committee else 0.7,
        "; ".join(reasons).capitalize() + ".",
    )


def _class(labels: dict[str, list[Label]], paper: Paper) -> str | None:
    for label in labels.get("class", ()):
        value = plain(label.value)
        if _PART_ONE.search(value) and not re.search(r"\bpart\s*(?:2|ii|b)\b", value, re.IGNORECASE):
            return "Part 1"
        if _PART_TWO.search(value):
            return "Part 2"
    for passage in paper.passages[:12]:
        words = plain(passage.text)
        if len(words) < 250 and re.match(
            r"(?:this report is )?not for publication\b|exempt (?:report|from publication)|part (?:2|ii)\b|"
            r"confidential$",
            words,
            re.IGNORECASE,
        ):
            return "Part 2"
        if re.fullmatch(
            r"part (?:1|i)(?: report| \(public\)| - public)?|open report|public report", words, re.IGNORECASE
        ):
            return "Part 1"
    return None


def _contributors(paper: Paper, labels: dict[str, list[Label]]) -> list[str]:
    """Who contributed, one a line: the label's own value, or the lines after it up to the next heading."""
    for label in labels.get("contributors", ()):
        if label.passage.text.strip() != label.value:  # the value stands beside its label
            return [part.strip(" .") for part in re.split(r";|\n", label.value) if part.strip()]
        contributors = []
        for passage in paper.passages[label.passage.order - 1 : label.passage.order + 11]:
            words = passage.text.strip()
            if (
                passage.kind == PassageKind.HEADING
                or len(words) > 200
                or (passage.number and contributors)
                or re.match(r"[A-Z][\w ()]{2,30}:", words)
            ):
                break
            contributors.append(words.rstrip("."))
        return contributors
    return []


def _author(paper: Paper, labels: dict[str, list[Label]]) -> str | None:
    for label in sorted(labels.get("author", ()), key=lambda label: "author" not in label.label.lower()):
        if len(label.value) < 250 and not day_of(label.value) and re.search(r"[A-Z]", label.value):
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


def item_number(paper: Paper, context: Context, labels: dict[str, list[Label]]) -> str | None:
    """The number of the item that the paper is of, as its head gives it; None where it gives none."""
    for label in labels.get("item", ()):
        if match := re.fullmatch(r"(?:no\.?\s*)?([A-Z]{0,4}[\d/.]{1,9}[a-zA-Z]?)", label.value.strip(), re.IGNORECASE):
            return match[1].rstrip(".")
    for passage in paper.passages[:12]:
        if match := re.fullmatch(
            r"(?:Agenda\s+)?Item\s*(?:No\.?)?\s*:?\s*([A-Z]{0,3}\d{1,3}[a-zA-Z]?)", passage.text.strip(), re.IGNORECASE
        ):
            return match[1]
    for passage in paper.passages[:15]:
        if (match := _ITEM_AT_END.search(passage.text)) and day_of(plain(passage.text)):
            return match[1]
    meetings = layout(paper, context).meetings
    if len(meetings) == 1 and meetings[0].item:
        return meetings[0].item
    return None


# Meetings ----------------------------------------------------------------------------------------------------


def item_of_page(paper: Paper, context: Context) -> str | None:
    """The number of the item of a page of one item; None where the paper is of a whole meeting or gives none."""
    return None if _is_whole(_Held(paper)) else item_number(paper, context, labels_of(paper))


def _meetings(paper: Paper, context: Context, labels: dict[str, list[Label]]) -> list[Proposal]:
    found = layout(paper, context)
    if found.meetings:
        return [_issue_meeting(meeting) for meeting in found.meetings]
    if context.document_type in ("letter", "inspection_report", "plan"):
        return []
    for key in ("meeting_date", "decided_at"):
        for label in labels.get(key, ()):
            if day := day_of(label.value):
                return [
                    _meeting(paper, context, day, label.passage.order, 0.9, "The paper gives the day of its meeting.")
                ]
    for passage in paper.passages[:15]:
        words = plain(passage.text)
        named = of_a_meeting(words) or HELD.search(words) or committee_in(words + " ")
        if named and names_a_meeting(words) and (day := day_of(words)):
            return [_meeting(paper, context, day, passage.order, 0.9, "This line names the meeting and its day.")]
    if context.committee and context.document_type in ("minutes", "decision", "agenda"):
        for label in (*labels.get("date", ()), *labels.get("decision_date", ())):
            if day := day_of(label.value):
                return [_meeting(paper, context, day, label.passage.order, 0.8, "A paper of the meeting, with a date.")]
        own = own_day(paper, labels, context.document_type)
        if own:
            return [_meeting(paper, context, own, 1, 0.7, "The date at the head of a paper of the meeting.")]
    for passage in paper.passages[:6]:
        if found := body_and_day(plain(passage.text).translate(_BRACKETS)):
            return [_meeting(paper, context, found[1], passage.order, 0.8, "This line names a committee and a day.")]
    if "committee" in labels and context.document_type == "report":
        for label in labels.get("date", ()):
            if day := day_of(label.value):
                reason = "The report names its committee beside this date, which may be the report's own."
                return [_meeting(paper, context, day, label.passage.order, 0.6, reason)]
    return _without_a_day(paper, context, labels)


_BRACKETS = str.maketrans("[]", "()")


def _without_a_day(paper: Paper, context: Context, labels: dict[str, list[Label]]) -> list[Proposal]:
    """The meeting of a paper that does not say when it was; none where it names no committee either."""
    if context.committee and context.document_type in ("report", "agenda"):
        reason = "The paper names its committee, not the day of the meeting; its own date can differ."
        return [_meeting(paper, context, None, 1, 0.5, reason)]
    if context.document_type == "minutes":
        own = own_day(paper, labels, context.document_type)
        if own and context.committee:
            return [_meeting(paper, context, own, 1, 0.6, "A page of minutes with a day at its head.")]
    return []


def _issue_meeting(meeting) -> Proposal:
    day = read(meeting.date, None)
    return Proposal(
        ProposalKind.MEETING,
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
    single = not _is_whole(_Held(paper))
    title, _ = title_of(paper, labels_of(paper))
    number = item_number(paper, context, labels_of(paper)) or (_number_of_paragraphs(paper) if single else None)
    committee = context.committee
    return Proposal(
        ProposalKind.MEETING,
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


def whole_passages(paper: Paper) -> dict[int, Passage]:
    """The passages of a paper by their order."""
    return {passage.order: passage for passage in paper.passages}
