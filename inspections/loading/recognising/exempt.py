"""Exempt parts of a paper: what was said with press and public excluded, and whether it was released since.

Under section 100A(4) and Schedule 12A of the Local Government Act 1972 a committee can exclude the public from an item;
papers call that part “Part 2” (of the agenda), “exempt”, “confidential” or “not for publication”.
"""

import re
from dataclasses import dataclass

from inspections.loading.reading.passages import Paper, Passage, PassageKind
from inspections.loading.recognising.items import Layout
from inspections.loading.recognising.labels import Label
from inspections.loading.recognising.sentences import plain

_BEGINS = re.compile(
    r"\b(?:entered|moved into|went into|moved to|resolved into)\s+(?:a\s+|into\s+)?(?:part\s*(?:2|ii|b|two)|"
    r"closed|private|exempt|confidential)\b|"
    r"\b(?:press|public)\b[^.]{0,60}\b(?:be|were|was)\s+(?:now\s+)?excluded\b|"
    r"\bexclud(?:e|ed|ing)\s+(?:the\s+)?(?:members of the\s+)?(?:press|public)\b[^.]{0,200}\b(?:resolved|agreed)\b|"
    r"\b(?:resolved|agreed)\b[^.]{0,120}\bexclud(?:e|ing)\s+(?:the\s+)?(?:members of the\s+)?(?:press|public)\b|"
    r"^(?:the\s+)?(?:committee|panel|cabinet|board)[^.]{0,40}\bexcluded the (?:press|public)\b",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"(?:part\s*(?:2|ii|b|two)\b.{0,80}|(?:exempt|confidential|closed|private)\s+(?:items?|business|session|"
    r"minutes?|information|appendix|part)\b.{0,60}|"
    r"not for publication\b.{0,200})",
    re.IGNORECASE,
)
_NOT_FOR_PUBLICATION = re.compile(
    r"\b(?:not for publication|exempt from publication|is exempt|are exempt|contains? exempt information)\b[^.]{0,120}"
    r"\b(?:by virtue of|under|paragraph|schedule 12a)\b",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"\bno (?:exempt|confidential|part 2|such)\b|\bthere (?:were|was|are|is) no\b|\bnot required\b|\bnone\b",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\b(?:re-?admitted|return(?:ed)? to (?:part\s*(?:1|i)\b|(?:open|public) session)|resumed in public|"
    r"public (?:were|was) invited back|"
    r"(?:moved|went) back into (?:part\s*(?:1|i)\b|open|public))|^\s*part\s*(?:1|i|a|one)\b|"
    r"^end of (?:the )?(?:part 2|exempt)",
    re.IGNORECASE,
)
_RELEASED = re.compile(
    r"\b(?:has|have) (?:since|now|subsequently) been (?:published|released|made public)|"
    r"\bcan (?:now )?be (?:made public|published|released)|"
    r"\bno longer (?:exempt|confidential)|\breleased (?:for publication|into the public domain)|"
    r"\bwere (?:later|subsequently|since) made public|"
    r"\bnow (?:open|public)\b",
    re.IGNORECASE,
)
_GROUND = re.compile(r"\b(?:paragraphs?\s+\d[\d, and]*|schedule 12a|section 100a)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """An exempt part: the orders of its first and last passages, whether it was released since, and the words why."""

    first: int
    last: int
    released: bool
    reason: str

    def as_field(self) -> dict:
        """As the fields of the report's proposal hold it."""
        return {"from": self.first, "to": self.last, "released": self.released, "reason": self.reason}


def parts_of(paper: Paper, layout: Layout, labels: dict[str, list[Label]]) -> list[Part]:
    """The exempt parts of a paper in their order, none over another."""
    passages = paper.passages
    if not passages:
        return []
    for label in labels.get("class", ()):
        value = plain(label.value)
        if re.search(
            r"\bpart\s*(?:2|ii)\b|^(?:yes\W*)?(?:exempt|confidential)\b|not for publication", value, re.IGNORECASE
        ) and not re.search(r"\bpart\s*(?:1|i)\b|appendi|non-exempt|^no\b", value, re.IGNORECASE):
            return [Part(1, passages[-1].order, _released(passages), label.value)]
    for passage in passages[:12]:
        words = plain(passage.text)
        if len(words) < 300 and re.match(
            r"(?:this (?:report|paper|document) is )?(?:not for publication|exempt from publication)\b",
            words,
            re.IGNORECASE,
        ):
            return [Part(1, passages[-1].order, _released(passages), passage.text.strip())]
    found: list[Part] = []
    decided = {id(place.item) for place in layout.places.values() if place.block == "decision"}
    whole_meeting = len(layout.items()) > 1
    at = 0
    while at < len(passages):
        passage = passages[at]
        reason = _begins(passage)
        if not reason:
            at += 1
            continue
        last = _last(passages, at, layout, decided, whole_meeting)
        first = at
        # The passages that say why and tell of its release stand at its head and are open themselves.
        while first < last and _is_preamble(passages[first]):
            first += 1
        if passages[first].kind == PassageKind.HEADING and first < last:
            first += 1
        if first <= last and not (first == last and _is_preamble(passages[first])):
            near = passages[max(0, at - 2) : last + 3]
            found.append(Part(passages[first].order, passages[last].order, _released(near), reason))
        at = last + 1
    return found


def part_at(parts: list[Part], order: int) -> Part | None:
    """The exempt part that a passage is in, or None."""
    return next((part for part in parts if part.first <= order <= part.last), None)


def mark(fields: dict, parts: list[Part], order: int) -> dict:
    """The fields of a proposal, with what they must say where its passage is in an exempt part."""
    if part := part_at(parts, order):
        fields.update(exempt=True, released=part.released)
    return fields


def _begins(passage: Passage) -> str:
    words = plain(passage.text)
    if _NONE.search(words) or re.match(r"to (?:consider|pass|agree|resolve)\b", words, re.IGNORECASE):
        return ""
    if _BEGINS.search(words):
        return passage.text.strip()
    alone = (
        passage.kind == PassageKind.HEADING
        or passage.bold == passage.text
        or (passage.text.isupper() and len(words) < 120)
    )
    if alone and _HEADING.fullmatch(words.strip(" :*")) and not re.search(r"exclusion", words, re.IGNORECASE):
        return passage.text.strip()
    if (
        len(words) < 400
        and _NOT_FOR_PUBLICATION.search(words)
        and not re.search(r"\bappendi|\bannex", words, re.IGNORECASE)
    ):
        return passage.text.strip()
    return ""


def _is_preamble(passage: Passage) -> bool:
    words = plain(passage.text)
    return bool(_BEGINS.search(words) or _RELEASED.search(words) or _NOT_FOR_PUBLICATION.search(words)) or (
        _GROUND.search(words) is not None and len(words) < 500
    )


def _last(passages: tuple[Passage, ...], at: int, layout: Layout, decided: set[int], whole_meeting: bool) -> int:
    """The place of the last passage of a part that begins at a place."""
    start = passages[at]
    here = layout.places[start.order]
    has_open_decision = id(here.item) in decided
    for place in range(at + 1, len(passages)):
        passage = passages[place]
        there = layout.places[passage.order]
        words = plain(passage.text)
        if _ENDS.search(words) or there.block == "other" or there.meeting is not here.meeting:
            return place - 1
        if not whole_meeting and there.item is not here.item:
            return place - 1
        # A decision of the item that stands open in its Decision block is open here too.
        if has_open_decision and re.match(r"(?:it was )?resolved\b", words, re.IGNORECASE):
            return place - 1
        if (
            passage.kind == PassageKind.HEADING
            and start.kind == PassageKind.HEADING
            and 0 < passage.level <= start.level
            and not _HEADING.match(words)
            and there.item is here.item
        ):
            return place - 1
        if re.match(
            r"(?:the )?meeting (?:closed|ended|concluded|finished)\b|(?:signed|chair|chairman)\s*[:.…_]",
            words,
            re.IGNORECASE,
        ):
            return place - 1
    return len(passages) - 1


def _released(passages) -> bool:
    return any(_RELEASED.search(plain(passage.text)) for passage in passages)
