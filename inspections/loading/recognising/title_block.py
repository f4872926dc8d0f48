"""What stands at the head of a paper: its title, its committee and council, its own day."""

import re
from itertools import pairwise

from actions.periods.period import Period
from inspections.loading.reading.passages import Paper, Passage, PassageKind
from inspections.loading.recognising.bodies import committee_in, council_in, is_body
from inspections.loading.recognising.dates_named import dates_named, is_year, read
from inspections.loading.recognising.items import block_of, meeting_line
from inspections.loading.recognising.labels import HEAD, Label
from inspections.loading.recognising.sentences import plain, without_file

# Lines of a page's furniture, which are never the title of a paper.
_FURNITURE = re.compile(
    r"(?:menu|home|search|skip to .*|council meetings|meetings?|agenda item|issue - .*|issue details|decision details|"
    r"decision|agenda|agenda and (?:draft )?minutes|agenda and decisions|draft minutes|minutes|printed minutes|"
    r"meeting documents|"
    r"your councillors?|committees?|calendar|browse.*|navigation|cookies.*|report|public report|report to .*|"
    r"council and democracy|councillors and democracy|modern\.?gov.*|what's new|library|forthcoming decisions|"
    r"breadcrumb.*|you are here.*|open|confidential|part [12iab]+|agenda item(?: no)?.*|item(?: no)?\.? ?\w+|"
    r"page \d+.*|"
    r"letter|by email|dear .*|contents|media|issue - meetings|public document pack|official(?:[ -]sensitive.*)?|"
    r"cabinet report|committee report|officer report|executive summary|main content|not for publication.*|"
    r"record of (?:executive )?decisions?|decision notice|notice of decisions?|executive decision.*|draft|"
    r"introduction|background|foreword|summary|purpose(?: of (?:the )?report)?|overview|context|"
    r"recommendations?|key messages|"
    r"appendix \w+|annex \w+|version .*|agreed on .*|approved (?:by|on) .*|last updated.*)\W*",
    re.IGNORECASE,
)
_OF_A_MEETING = re.compile(
    r"(?:(?P<what>agenda(?: and (?:draft )?(?:minutes|decisions))?|(?:draft |public |unconfirmed )?minutes|"
    r"notes?|record|decisions|action notes)\s+)"
    r"(?:of|for|from)?\s*(?:(?:a|the)\s+)?(?:(?:virtual|remote|ordinary|extraordinary|special|hybrid|public|"
    r"proceedings|annual)\s+)*"
    r"(?:meeting of\s+)?(?:the\s+)?(?P<committee>.{0,140}?)\s*(?:meeting\s*)?(?:,?\s+(?:which was\s+)?held|"
    r"\bon\b|\bat\b|[-–,:]|$)(?P<rest>.*)",
    re.IGNORECASE,
)
HELD = re.compile(
    r"^held\s*:|^held\s+(?:at|in|on)\b.{0,120}|^at an? .{0,40}\bmeeting\b.{0,200}?\bheld\b|"
    r"(?:meeting|committee|panel|board|cabinet)\b.{0,160}?\bheld\b.{0,80}?\bon\b",
    re.IGNORECASE,
)
_DECISIONS_OF = re.compile(
    r"(?:notice|record|list|summary|sheet) of (?:executive |key )?decisions? (?:of|by|taken by|"
    r"made by) (?:the )?(?P<by>.{4,100})$",
    re.IGNORECASE,
)
_MINUTES_OF = re.compile(
    r"(?:(?:draft|public|unconfirmed)\s+)?(?:minutes|notes|record|agenda)\s+(?:of|for)\s+(?:(?:a|the)\s+)?(?:meeting\s+of\s+)?"
    r"(?:the\s+)?(?P<by>[^.:;]{4,120}?)(?:\s+meeting)?",
    re.IGNORECASE,
)
_MEETING_OF = re.compile(
    r"(?:(?:an?|the)\s+)?(?:(?:ordinary|extraordinary|annual|special)\s+)?meeting\s+of\s+(?:the\s+)?(?P<by>[^.:;]{4,100})",
    re.IGNORECASE,
)
_REPORT_TO = re.compile(r"\b[Rr]eport (?:to|for) (?:the )?(?P<to>[A-Z].{4,120})")
# A day at the end of a title: “improvement tracker at 30 June 2021”; not “since the visit of September 2023”.
_TITLE_DAY = re.compile(r"(?:,|[–(:-]|\b(?:at|as at|to|dated|position at))\s*$", re.IGNORECASE)
# Who decides alone: “Cabinet Member for Children's Services, Councillor …”, “Portfolio Holder (Families)”.
_ONE_WHO_DECIDES = re.compile(
    r"(?:the\s+)?(?:(?:deputy|executive|lead|cabinet|strategic|corporate|interim|assistant)\s+)*(?:director|chief\s+executive|member|portfolio\s+holder|councillor|leader\s+of\s+the\s+"
    r"council|mayor(?!\s+(?:and|&)))(?:\s+(?:for|with|of)\s+[^,;:\n(–]{3,90}|\s*\([^)]{3,80}\))?(?=\s*(?:$|[,;:(–-]))",
    re.IGNORECASE,
)
_VERSION = re.compile(
    r"(?:version|draft|last updated|updated|agreed|approved|published|issued|as at|position at|as of)\b", re.IGNORECASE
)
NAME_AND_DAY = re.compile(
    r"(?P<committee>[^.:;]{4,120}?)\s*(?:\s[-–]|,|\s)\s*(?P<day>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s.{6,60})",
    re.IGNORECASE,
)


def title_of(paper: Paper, labels: dict[str, list[Label]]) -> tuple[str, int]:
    """The title of a paper and the passage that gives it."""
    for label in labels.get("title", ()):
        if len(label.value) > 3:
            return without_file(label.value), label.passage.order
    head = [p for p in paper.passages[:HEAD] if p.text.strip()]
    if (subject := _subject_of_letter(head)) is not None:
        return without_file(subject.text.strip(" :*")), subject.order
    whole = [p for p in head[:15] if of_a_meeting(p.text)]
    whole = whole or [p for p in head[:15] if HELD.search(plain(p.text)) and dates_named(p.text)]
    headings = [p for p in head if p.kind == PassageKind.HEADING]
    lines = [p for p in head[:15] if p.kind != PassageKind.CELL]
    # In a text without a title in its form the first lines say what it is; its first heading is of a section.
    section = next((p for p in headings if _SECTION.fullmatch(plain(p.text).strip(" :")) or p.number), None)
    if section is not None and not any(
        p.order < section.order and not _is_passed_over(plain(p.text), p) for p in headings
    ):
        candidates = [p for p in lines if p.order < section.order] + headings + lines
    else:
        candidates = headings + lines
    for passage in candidates:
        text = plain(passage.text).strip(" *#")
        if _is_passed_over(text, passage):
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


def _subject_of_letter(head: list[Passage]) -> Passage | None:
    """The line right after “Dear …” that says what the letter is on; None where it begins at once."""
    for passage, after in pairwise(head):
        if re.match(r"dear\b", passage.text.strip(), re.IGNORECASE) and len(passage.text) < 150:
            words = plain(after.text).strip(" *#")
            short = 8 < len(words) < 300 and not words.endswith((".", ",", ";", ":"))
            goes_on = re.match(
                r"(?:thank you|further to|following|i am|i write|we |this letter)\b", words, re.IGNORECASE
            )
            return (
                after if short and not goes_on and after.kind in (PassageKind.HEADING, PassageKind.PARAGRAPH) else None
            )
    return None


_SECTION = re.compile(
    r"(?:introduction|background|foreword|(?:executive )?summary|purpose(?: of (?:the )?report)?|overview|context|"
    r"what (?:needs|is|does|do)\b.{0,90}|(?:key |main )?strengths|areas? (?:for|of)\b.{0,60}|"
    r"(?:headline|main|key) findings|findings|judgements?(?: grades?)?|overall effectiveness\b.{0,60}|"
    r"(?:inspection )?outcomes?|information about .{3,60}|about (?:this|the) .{3,40})",
    re.IGNORECASE,
)


def _is_passed_over(text: str, passage: Passage) -> bool:
    """Whether a line at the head is no title: the page's furniture, the name of a committee, a meeting's line."""
    return (
        _FURNITURE.fullmatch(text.strip(" *#")) is not None
        or is_body(text)
        or bool(block_of(text))
        or meeting_line(passage.text) is not None
        or body_and_day(text) is not None
        or len(text) > 300
        or (text.isupper() and council_in(text) == text.strip())
    )


def body_and_day(text: str) -> tuple[str, tuple[Period, str]] | None:
    """The committee and the day of a line that gives these two and nothing else: “Cabinet, 8 February 2023”."""
    if len(text) > 200 or not (day := day_of(text)):
        return None
    start = text.find(day[1])
    name, rest = text[:start].strip(" ,:–-("), text[start + len(day[1]) :]
    name = re.sub(r"^(?:a )?meeting of (?:the )?", "", name, flags=re.IGNORECASE)
    if len(rest) > 40 or not is_body(re.sub(r",?\s*(?:on|at|held)$", "", name)):
        return None
    return _as_written(re.sub(r",?\s*(?:on|at|held)$", "", name)), day


def _is_only_day(text: str) -> bool:
    named = dates_named(text)
    return (
        bool(named)
        and named[0].start <= 5
        and len(text) - (named[0].end - named[0].start) < 30
        and not is_year(named[0].words)
    )


def of_a_meeting(text: str) -> re.Match | None:
    """A line that names a whole meeting: “Minutes of the meeting of the X held on …”, “Agenda for X on …”."""
    words = plain(text)
    match = _OF_A_MEETING.match(words) if len(words) < 400 else None
    return match if match and dates_named(words) and not words.rstrip().endswith(("record.", "record")) else None


def names_a_meeting(words: str) -> bool:
    """Whether a line says of which meeting the paper is; not the resolution that signs the minutes of the last one."""
    if re.search(
        r"\b(?:resolved|agreed|approved|confirmed|signed|correct record|previous|last meeting)\b", words, re.IGNORECASE
    ):
        return False
    return bool(of_a_meeting(words) or HELD.search(words) or NAME_AND_DAY.match(words))


def committee_of(paper: Paper, labels: dict[str, list[Label]], document_type: str) -> str:
    """The committee as the paper writes it, in capitals only where it never writes it otherwise."""
    name = _committee_at_head(paper, labels, document_type)
    if name.isupper() and " " in name:
        for passage in paper.passages[:15]:
            at = plain(passage.text).upper().find(name)
            written = plain(passage.text)[at : at + len(name)]
            if at >= 0 and not written.isupper():
                return written
    return name


def _committee_at_head(paper: Paper, labels: dict[str, list[Label]], document_type: str) -> str:
    if document_type in ("letter", "inspection_report"):
        return ""
    for key in ("committee", "decided_at"):
        for label in labels.get(key, ()):
            value = re.sub(r"^\d\d?/\d\d?/\d{4}\s*[-–]\s*", "", label.value)
            value = re.split(r"\s+[-–]\s+(?=\w+day\b|\d)|\s*\(Item\b|\s+on\s+\d", value)[0]
            if who := _ONE_WHO_DECIDES.match(value.strip()):
                return who.group().strip(" ,.–-")
            if is_body(value):
                return re.sub(r"^The\s+", "", value.strip(" :."))
            if name := committee_in(value):
                return name
    for passage in paper.passages[:15]:
        words = plain(passage.text).strip(" *")
        if name_and_day := body_and_day(words):
            return name_and_day[0]
        if (
            passage.order <= 4
            and (match := re.match(r"(.{6,90}?)\s*(?::|\s[–-])\s", words))
            and is_body(match[1])
            and not council_in(match[1])
        ):
            return _as_written(match[1])
        if re.match(r"that\b", words, re.IGNORECASE):
            continue  # “That the Sub-Committee:”, the beginning of a decision
        if (match := _MINUTES_OF.fullmatch(words)) and is_body(match["by"]):
            return _as_written(match["by"])
        if (match := _MEETING_OF.fullmatch(words)) and is_body(match["by"]):
            return _as_written(match["by"])
        if (match := _DECISIONS_OF.match(words)) and is_body(match["by"]):
            return _as_written(match["by"])
        if (match := _REPORT_TO.search(words)) and passage.order <= 6 and (name := committee_in(match["to"])):
            return name
        if line := meeting_line(passage.text):
            return line["committee"].strip()
        if match := of_a_meeting(words):
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
        match = NAME_AND_DAY.match(words)
        if match and (
            name := committee_in(match["committee"] + " ")
            or (match["committee"] if is_body(match["committee"]) else "")
        ):
            return _as_written(name)
        if HELD.search(words) and names_a_meeting(words) and (name := committee_in(words)):
            return name
    return ""


def _title_case_name(words: str) -> str:
    """The name where it stands in capitals: “CHILDREN'S SERVICES SCRUTINY COMMITTEE”."""
    words = re.sub(r"^(?:a |the )?meeting of (?:the )?", "", words.strip(), flags=re.IGNORECASE)
    return words if is_body(words) else ""


def _as_written(name: str) -> str:
    return re.sub(r"^(?:The|THE)\s+", "", name).strip(" ,.-–")


def council_of(paper: Paper, labels: dict[str, list[Label]]) -> str:
    for label in labels.get("council", ()):
        if name := council_in(label.value):
            return name
    for passage in paper.passages[:25]:
        words = plain(passage.text).strip()
        is_line = passage.kind == PassageKind.HEADING or (len(words) < 140 and not words.endswith("."))
        if is_line and not passage.number and (name := council_in(words)):
            return name
    return council_in(plain(paper.page_title).split("|")[-1].split(" - ")[-1].strip())


def own_day(paper: Paper, labels: dict[str, list[Label]], document_type: str) -> tuple[Period, str] | None:
    """The paper's own day and its words: a label's, else its meeting's, else a date alone at its head."""
    keys = ("date", "published", "meeting_date", "decision_date", "decided_at", "inspection_dates")
    if document_type in ("minutes", "decision", "agenda"):
        keys = ("meeting_date", "decision_date", "decided_at", "date", "published")
    for key in keys:
        for label in labels.get(key, ()):
            if found := day_of(label.value):
                return found
    for label in labels.get("committee", ()):
        if found := day_of(label.value):  # “Report for: Scrutiny Committee, 5 February 2019”
            return found
    lines = [line for p in paper.passages if (line := meeting_line(p.text))]
    if lines:
        found = [day for line in lines if (day := day_of(line["date"]))]
        return max(found, key=lambda one: one[0].span_last) if found else None
    for passage in paper.passages[:20]:
        words = plain(passage.text)
        if passage.kind == PassageKind.CELL:
            continue
        if names_a_meeting(words) and (found := day_of(words)):
            return found
        if found := body_and_day(words):
            return found[1]
        if len(words) < 60 and _is_only_day(words) and (found := day_of(words)):
            return found
    for passage in paper.passages[:8]:
        words = plain(passage.text)
        if len(words) < 120 and _VERSION.match(words) and (found := day_of(words)):
            return found
    for passage in paper.passages[:6]:
        words = plain(passage.text).strip()
        if passage.kind != PassageKind.CELL and len(words) < 200 and (found := day_of(words)):
            start = words.rfind(found[1])
            if len(words) - start - len(found[1]) < 3 and _TITLE_DAY.search(words[:start]):
                return found
    return None


def day_of(words: str) -> tuple[Period, str] | None:
    """The first date with a year in some words, and its own words."""
    for named in dates_named(words):
        period = read(named.words, None)
        if period and not is_year(named.words):
            return period, named.words
    return None
