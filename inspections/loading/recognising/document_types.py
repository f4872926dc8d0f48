"""The type of a paper, read from its form.

"minutes" (of one item or of a whole meeting), "decision" (a decision page or notice), "agenda", "letter" (an
inspectorate's), "inspection_report", "plan", "report" (an officer's) and "" where its form tells nothing.
"""

import re

from inspections.loading.reading.passages import Paper, PassageKind
from inspections.loading.recognising.items import block_of, layout_of, meeting_line
from inspections.loading.recognising.labels import Label
from inspections.loading.recognising.sentences import plain
from inspections.loading.recognising.title_block import of_a_meeting, title_of
from inspections.loading.recognising.voice import sounds_like_minutes

_INSPECTORS_TITLE = re.compile(
    r"^(?:inspection of .*(?:children'?s (?:social care )?services|local authority|help and protection)|"
    r".*\bservices for children in need of help and protection|"
    r"(?:local )?area send (?:full )?(?:inspection|monitoring|revisit)|joint targeted area inspection of|"
    r"joint area inspection)",
    re.IGNORECASE,
)
_PLAN_TITLE = re.compile(r"\b(?:action|improvement|delivery|transformation)\s+plan\b", re.IGNORECASE)


def document_type_of(paper: Paper, labels: dict[str, list[Label]]) -> str:
    head = [plain(p.text).strip(" *#") for p in paper.passages[:40]]
    heads = [text.lower().strip(" :") for text in head]
    blocks = [
        block_of(p.text) for p in paper.passages if len(p.text) < 60 and p.kind != PassageKind.CELL and not p.number
    ]
    resolved = sum(
        1
        for p in paper.passages
        if re.search(r"\bRESOLVED\b|^(?:it was )?resolved\b", p.text, re.IGNORECASE)
        or re.fullmatch(r"(?:IT WAS )?AGREED\b.{0,30}", p.text.strip())
    )
    officers = sum(
        1
        for p in paper.passages
        if p.kind == PassageKind.HEADING or p.bold == p.text or p.text.isupper()
        if re.match(
            r"(?:\d[\d.]*\s*)?(?:purpose(?: of (?:the )?report)?|recommendations?|background|"
            r"legal implications|financial implications|summary|"
            r"equalit(?:y|ies)|policy context|implications|reasons? for|introduction|key considerations|conclusion)",
            plain(p.text).strip(" *"),
            re.IGNORECASE,
        )
    )
    if _is_letter(paper):
        return "letter"
    of_inspectors = any(_INSPECTORS_TITLE.match(text) and len(text) < 160 for text in head[:12])
    named = "inspection_dates" in labels or any("inspect" in text.lower() for text in head[:6])
    of_a_page = "minutes" in blocks or any(text in ("agenda item", "issue - meetings") for text in heads[:4])
    if named and not of_a_page and officers < 2 and ("lead_inspector" in labels or of_inspectors):
        return "inspection_report"
    if any(
        of_a_meeting(text)
        and re.match(
            r"(?:draft |public |unconfirmed )?(?:minutes|notes|record|action notes)|agenda and (?:draft )?minutes",
            text,
            re.IGNORECASE,
        )
        for text in head[:15]
    ):
        return "minutes"
    if (
        "decision details" in heads
        or any(
            re.match(
                r"(?:record of (?:executive )?decisions?|(?:notice of )?(?:executive )?decisions?(?: notice|"
                r" record| sheet| list)?\b(?: of| by|$)|executive decision|officer decision)",
                text,
            )
            and len(text) < 90
            for text in heads[:12]
            if text != "decision"
        )
        or any(
            re.search(r"\b(?:summary|list|schedule|sheet) of (?:\w+ )?decisions\b", t) and len(t) < 90
            for t in heads[:6]
        )
    ):
        return "decision"
    if {"decision_date", "decided_at"} & set(labels):
        return "decision"
    if (
        "minutes" in blocks
        or any(line for p in paper.passages if (line := meeting_line(p.text)))
        or any(
            text
            in (
                "agenda and minutes",
                "agenda and draft minutes",
                "draft minutes",
                "minutes",
                "agenda and decisions",
                "printed minutes",
            )
            for text in heads[:12]
        )
    ):
        return "minutes"
    if any(re.match(r"(?:minutes|draft minutes)\b", text) for text in heads[:10]):
        return "minutes"
    if (
        {"contributors", "class"} & set(labels)
        or officers >= 3
        or (officers >= 1 and {"committee", "author"} & set(labels))
    ):
        return "report"
    if resolved or "decision" in blocks:
        return "minutes"
    if sounds_like_minutes([p.text for p in paper.passages if p.kind != PassageKind.CELL]):
        return "minutes"
    if any(re.match(r"agenda\b", text) for text in heads[:8]):
        return "agenda"
    title = title_of(paper, labels)[0]
    if _PLAN_TITLE.search(title):
        return "plan"
    present = any(re.match(r"present\b|in attendance\b|apologies\b", text) for text in heads)
    if present:
        return "minutes"
    return "report" if officers >= 2 else ""


def _is_letter(paper: Paper) -> bool:
    of_inspectors = any(
        p.kind == PassageKind.HEADING and re.search(r"\binspection\b", p.text, re.IGNORECASE)
        for p in paper.passages[:8]
    )
    dear = any(re.match(r"dear\b", p.text.strip(), re.IGNORECASE) and len(p.text) < 150 for p in paper.passages[:60])
    return dear and (
        of_inspectors
        or any(
            re.match(r"yours\s+(?:sincerely|faithfully|truly)|kind regards", p.text.strip(), re.IGNORECASE)
            for p in paper.passages
        )
    )


def is_whole_meeting(paper: Paper) -> bool:
    """Whether the paper is of a meeting with its items, not of one: it names the meeting or has procedural items."""
    if any(meeting_line(p.text) for p in paper.passages):
        return False
    trial = layout_of(paper, "", True)
    items = trial.items()
    return (sum(1 for item in items if item.is_procedure) >= 1 and len(items) >= 2) or (
        any(of_a_meeting(p.text) for p in paper.passages[:15]) and len(items) >= 2
    )
