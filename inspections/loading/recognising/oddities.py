"""What is odd in a paper and would mislead: said, never swallowed."""

import re
from collections import Counter
from datetime import date

from inspections.loading.reading.passages import Paper, Passage, PassageKind
from inspections.loading.recognising import inspection_mentions, paper_details
from inspections.loading.recognising.dates_named import dates_named, read
from inspections.loading.recognising.items import Layout
from inspections.loading.recognising.proposals import Context, Proposal, ProposalKind
from inspections.loading.recognising.sentences import plain

_DOTTED = re.compile(r"\d{1,3}(?:\.\d{1,3}){1,3}")
# What stands where words were to come: “(Date)”, “[insert name]”, “XX”, “£X”, “TBC”.
_PLACEHOLDER = re.compile(
    r"(?P<bracketed>[\[(<{]\s*(?:insert|add|enter|name|date|dates|title|tbc|tba|tbd|xx+|"
    r"to be (?:confirmed|inserted|added|completed)|figure|amount|number|month|year|"
    r"officer|author|committee|council name|your|delete as appropriate|"
    r"delete if not)(?:\s+[\w' /-]{1,60}?)?(?:\s+here)?\s*[\])>}])|"
    r"(?P<inserted>\b(?i:insert\s+(?:date|name|figure|text|title|link|details|number)s?)\b)|"
    r"(?P<x>£\s?[Xx]{1,4}\b(?:[.,][Xx]+)?[mk]?|\bX{2,}\b%?|\bx{2,}%|\b[xX]{2}/[xX]{2}(?:/[xX]{2,4})?|\b[Xx]%|\?{3,})|"
    r"(?P<tbc>\bTB[CAD]\b)|(?P<blank>_{4,}|\.{6,}\s*(?=[A-Za-z]))|(?P<lorem>\blorem ipsum\b)",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"\b(?:signed|signature|chair(?:man|person)?|date|name|print)\b", re.IGNORECASE)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY_DATE = re.compile(
    r"\b(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|"
    r"Sunday),?\s+(?:the\s+)?(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:\s+(?:of\s+)?(?P<month>[A-Z][a-z]{2,8})|"
    r"[/.](?P<number>\d{1,2})[/.]),?\s*(?P<year>20\d\d)\b"
)
_DAY_DATE = re.compile(
    r"(?<![\d/.£-])(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:\s+(?:of\s+)?(?P<month>January|February|March|April|May|"
    r"June|July|August|September|October|November|December)\b(?:,?\s+(?P<year>(?:19|20)\d\d)\b)?|"
    r"/(?P<number>\d{1,2})/(?P<year2>(?:19|20)\d\d)\b)"
)
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_BREAKS_OFF = re.compile(
    r"view the full (?:minutes|decision|agenda) text\b.*|(?:\s*(?:…|\.\s?\.\s?\.)){1,3}\s*$", re.IGNORECASE
)


def recognise(paper: Paper, context: Context) -> list[Proposal]:
    """Find them in the whole paper."""
    layout = paper_details.layout(paper, context)
    proposals = [
        *_numbers_twice(paper, layout),
        *(_numbers_missing(paper, layout) if context.document_type in ("report", "minutes", "letter") else ()),
        *_placeholders(paper),
        *_impossible_dates(paper),
        *_breaking_off(paper),
        *_contradictions(paper, context),
    ]
    return proposals


def _oddity(
    passage: Passage, what: str, text: str, quoted: str, confidence: float = 0.9, also: tuple[int, ...] = ()
) -> Proposal:
    return Proposal(ProposalKind.ODDITY, text, passage.order, {"what": what, "quoted": quoted}, confidence, "", also)


def _numbered(paper: Paper, layout: Layout) -> dict[tuple, list[Passage]]:
    """The passages with dotted numbers of their own, by what they are counted under: the meeting and its item."""
    groups: dict[tuple, list[Passage]] = {}
    for passage in paper.passages:
        if passage.kind == PassageKind.CELL or not _DOTTED.fullmatch(passage.number):
            continue
        place = layout.places[passage.order]
        appendix = next(
            (heading for heading in passage.headings if re.match(r"(?:appendix|annex)\b", heading, re.IGNORECASE)), ""
        )
        groups.setdefault((id(place.meeting), id(place.item), appendix), []).append(passage)
    return groups


def _numbers_twice(paper: Paper, layout: Layout) -> list[Proposal]:
    proposals = []
    for passages in _numbered(paper, layout).values():
        first: dict[str, Passage] = {}
        twice: list[Proposal] = []
        for passage in passages:
            before = first.setdefault(passage.number, passage)
            if before is passage or plain(before.text) == plain(passage.text):
                continue
            twice.append(
                _oddity(
                    passage,
                    "number_twice",
                    f"Paragraph {passage.number} is used twice: “{_short(before.text)}” and “{_short(passage.text)}”.",
                    passage.number,
                    also=(before.order,),
                )
            )
        # Where most numbers come twice, the paper holds two papers, or counts anew; that is one oddity, not twenty.
        if len(twice) > 6 and len(twice) > len(first) / 2:
            one = twice[0]
            number = one.fields["quoted"]
            one.text = f"{len(twice)} paragraph numbers are used twice, {number} first: the file may hold two papers."
            twice = [one]
        proposals += twice
    return proposals


def _numbers_missing(paper: Paper, layout: Layout) -> list[Proposal]:
    """A number left out, or out of its order, in a run of numbered paragraphs that is otherwise whole."""
    proposals = []
    for passages in _numbered(paper, layout).values():
        used = Counter(passage.number for passage in passages)
        # References of actions look like numbers of paragraphs; paragraphs are of more than a line.
        if len(passages) < 4 or sorted(len(p.text) for p in passages)[len(passages) // 2] < 80:
            continue
        last: Passage | None = None
        for passage in passages:
            before, last = last, passage
            if before is None:
                continue
            head, tail = passage.number.rsplit(".", 1)
            previous_head, previous_tail = before.number.rsplit(".", 1)
            if head != previous_head or passage.number == before.number:
                continue
            step = int(tail) - int(previous_tail)
            lacking = f"{head}.{int(tail) - 1}"
            if step == 2 and lacking not in used:
                text = f"Paragraph {lacking} is missing: {before.number} is followed by {passage.number}."
                proposals.append(_oddity(passage, "number_missing", text, lacking, 0.7, (before.order,)))
            elif step < 0 and used[passage.number] == 1:
                text = f"Paragraph {passage.number} stands after {before.number}: the numbers are out of order."
                proposals.append(_oddity(passage, "number_out_of_order", text, passage.number, 0.7, (before.order,)))
    return proposals


def _placeholders(paper: Paper) -> list[Proposal]:
    proposals = []
    for passage in paper.passages:
        text = plain(passage.text)
        if len(text) > 8000:
            continue
        for match in _PLACEHOLDER.finditer(text):
            words = match.group()
            if match["blank"] and (_SIGNATURE.search(text) or len(text) < 60):
                continue
            if match["x"] and (words == "XX" and re.search(r"\bpart\b|\bvolume\b|\bchapter\b", text, re.IGNORECASE)):
                continue
            if (
                match["bracketed"]
                and re.fullmatch(
                    r"[(\[](?:name|date|year|number|month|title|dates|amount|officer|author|committee|council name|"
                    r"figure)\w*[)\]]",
                    words,
                    re.IGNORECASE,
                )
                and (words[1].islower() and words[0] == "(")
            ):
                continue  # “(date)” in a form's own words; as a placeholder papers write “(Date)” or “[date]”
            if match["tbc"] and (passage.kind == PassageKind.CELL or re.search(r"[–|-]\s*TB[CAD]\b", text)):
                continue  # in the place of an action's date, which is told with the action
            around = _around(text, match.start(), match.end())
            said = f"“{words}” stands where words were to be filled in: “{around}”."
            proposals.append(_oddity(passage, "placeholder", said, words, 0.8 if match["tbc"] else 0.9))
    return proposals


def _impossible_dates(paper: Paper) -> list[Proposal]:
    proposals = []
    for passage in paper.passages:
        text = plain(passage.text)
        if len(text) > 8000:
            continue
        for match in _DAY_DATE.finditer(text):
            day = int(match["day"])
            month = _MONTHS.index(match["month"].lower()) + 1 if match["month"] else int(match["number"])
            year = int(match["year"] or match["year2"] or 2000)
            if day == 0 or not 1 <= month <= 12 or day > _LENGTHS[month - 1] or (month == 2 and day == 29 and year % 4):
                if match["number"] and day <= 12 < month:
                    continue  # an American date can be; it is not read either
                proposals.append(
                    _oddity(
                        passage,
                        "unreadable_date",
                        f"There is no such day as “{match.group().strip()}”.",
                        match.group().strip(),
                    )
                )
        for match in _WEEKDAY_DATE.finditer(text):
            words = (match["month"] or "").lower()
            month = next((at + 1 for at, name in enumerate(_MONTHS) if words and name.startswith(words[:3])), 0) or int(
                match["number"] or 0
            )
            try:
                day = date(int(match["year"]), month, int(match["day"]))
            except ValueError:
                continue
            if _WEEKDAYS[day.weekday()] != match["weekday"].lower():
                real = _WEEKDAYS[day.weekday()].capitalize()
                proposals.append(
                    _oddity(
                        passage,
                        "unreadable_date",
                        f"“{match.group()}” cannot be: {day.day} {day:%B %Y} was a {real}.",
                        match.group(),
                        0.9,
                    )
                )
    return proposals


def _breaking_off(paper: Paper) -> list[Proposal]:
    proposals = []
    for passage in paper.passages:
        match = _BREAKS_OFF.search(passage.text[-400:])
        if (
            match
            and passage.kind != PassageKind.HEADING
            and len(passage.text) > 40
            and not re.search(r"[\"”’]\s*$", passage.text)
            and not re.search(r"[.…_]{6,}\s*$", passage.text)  # a line to sign or to fill in
        ):
            if passage.kind == PassageKind.CELL and "view the full" not in match.group().lower():
                continue
            cut = passage.text[: len(passage.text) - len(passage.text[-400:]) + match.start()].rstrip(" .…")
            if not cut:
                continue
            proposals.append(
                _oddity(passage, "breaks_off", f"The text breaks off after “… {_tail(cut)}”.", _tail(cut), 0.9)
            )
    last = next((p for p in reversed(paper.passages) if p.text.strip()), None)
    if (
        last
        and last.kind == PassageKind.PARAGRAPH
        and len(last.text) > 80
        and last.text.rstrip()[-1].isalpha()
        and last.text.rstrip()[-1].islower()
    ) and (not proposals or proposals[-1].passage != last.order):
        words = last.text.rstrip().split()
        if words[-1].lower() in (
            "the",
            "a",
            "an",
            "of",
            "and",
            "to",
            "in",
            "for",
            "with",
            "that",
            "by",
            "on",
            "or",
            "as",
            "is",
            "was",
        ):
            proposals.append(
                _oddity(
                    last,
                    "breaks_off",
                    f"The text breaks off after “… {_tail(last.text.rstrip())}”.",
                    _tail(last.text.rstrip()),
                    0.7,
                )
            )
    return proposals


def _contradictions(paper: Paper, context: Context) -> list[Proposal]:
    """Two dates for what must be one inspection."""
    by_order = paper_details.whole_passages(paper)
    proposals = []
    for order, inspection, words in inspection_mentions.mentions_of(paper, context).contradictions:
        month = f"{inspection.first:%B %Y}"
        named = dates_named(words)
        period = read(named[0].words, context.day or inspection.first, past=True) if named else None
        if not period or (inspection.published_day and period.span_first == inspection.published_day):
            reason = f"An inspection of {words} is named here; elsewhere it was in {month}, and its report in {words}."
        else:
            reason = f"An inspection of {words} is named here; elsewhere the paper puts it in {month}."
        proposals.append(_oddity(by_order[order], "contradictory_date", reason, words, 0.6, (inspection.passage,)))
    return proposals


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else words[:57].rsplit(" ", 1)[0] + " …"


def _around(text: str, start: int, end: int) -> str:
    words = " ".join(text.split())
    head = max(0, start - 40)
    return ("… " if head else "") + words[head : end + 40].strip() + (" …" if end + 40 < len(words) else "")


def _tail(text: str) -> str:
    return " ".join(text.split()[-8:])
