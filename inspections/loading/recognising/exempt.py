"""Exempt parts of a paper: what was said with press and public excluded, and whether it was released since.

Under section 100A(4) and Schedule 12A of the Local Government Act 1972 a committee can exclude the public from an item;
papers call that part “Part 2” (of the agenda), “exempt”, “confidential” or “not for publication”.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from inspections.loading.reading.passages import Format, Paper, Passage, PassageKind
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
    r"\b(?:press|public)\b[^.]{0,40}\bre-?admitted\b|\bre-?admi(?:tted|ssion of) (?:the )?(?:press|public)\b|"
    r"\breturn(?:ed)? to (?:part\s*(?:1|i)\b|(?:open|public) session)|\bresumed in public|"
    r"\bpublic (?:were|was) invited back|\b(?:moved|went) back into (?:part\s*(?:1|i)\b|open|public)|"
    r"^\s*part\s*(?:1|i|a|one)(?:\W+(?:of the agenda|minutes|items?|open|public)\b.{0,40})?\W*$|"
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


# What a label’s value says of a whole paper.
_PART_TWO = re.compile(r"\bpart\s*(?:2|ii)\b|^(?:yes\W*)?(?:exempt|confidential)\b|not for publication", re.IGNORECASE)
_NOT_PART_TWO = re.compile(r"\bpart\s*(?:1|i)\b(?!\s+of\s+(?:the\s+)?sch)|appendi|non-exempt|^no\b", re.IGNORECASE)

# Signs that a paper is exempt, and words that turn them round.
_SIGN = re.compile(
    r"\bexempt\b|\bconfidential\b|\bnot\s+(?:for\s+(?:publication|(?:onward\s+)?(?:circulation|distribution))|"
    r"open\s+to\s+(?:the\s+)?(?:press|public)|public\b|in\s+public)|\bno\s+public\s+access\b|"
    r"\bin\s+private\b|^private$|\bprivate\s+(?:and|&|session|report|paper|item|part)\b|\bofficial\W*sensitive\b|"
    r"\b(?:closed|restricted|secret)\b(?=\W*$|\s*[-–—:(/]|\s+(?:sessions?|items?|reports?|papers?|minutes?|meeting|"
    r"part|"
    r"agenda|business|document|information|circulation|access|distribution|to|by\s+virtue)\b)|"
    r"\b(?:pink|blue|yellow|buff)\s+(?:paper|page)s?\b|\b(?:pink|buff)\s+report\b|\bpart\s*(?:2|ii|b|two)\b|"
    r"\b(?:not|never)\s+(?:to\s+)?be\s+(?:published|disclosed|circulated|shared|distributed|made\s+public)\b|"
    r"\b(?:do|please\s+do)\s+not\s+(?:publish|disclose|circulate|share|distribute|copy)\b|\bwithh[eo]ld\b|"
    r"\b(?:members?|councillors?|committee)\W{0,2}s?(?:\s+(?:and|of|officers?|the|committee))*\s+(?:eyes\s+)?only\b|"
    r"\bnon-?public\b|\bembargo(?:ed)?\b|\bexempted\s+from\s+(?:publication|disclosure)\b|\blegally\s+privileged\b|"
    r"\bcommercially\s+sensitive\b|\bsch(?:edule|\.)?\s*12\s*-?a\b|\b(?:section|s\.?)\s*100\s*a\b|"
    r"\babsence\s+of\s+(?:the\s+)?(?:press|public)\b|\b(?:publication|public\s+access)\W+no\b|"
    r"\bnot\s+(?:for\s+release|available\s+to\s+(?:the\s+)?(?:press|public))\b|\bin\s+(?:strict\s+)?confidence\b|"
    r"\bin\s+camera\b|\binternal\s+use\s+only\b",
    re.IGNORECASE,
)
_TURNED_ROUND = re.compile(
    r"\b(?:not|non|no|nor|never|neither|without|un)\W+(?:an?\s+|any\s+|wholly\s+|partly\s+|considered\s+)*"
    r"(?:exempt|confidential|restricted|private)\b|\bcontains?\s+no\b|\bnot\s+contain\b|\bnone\b|"
    r"\bunrestricted\b|\b(?:exempt|confidential)[\w/() ]*[:?]\s*(?:no|n/a|nil|-)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\bpart\s*(?:1|i|a|one)\b(?!\s+of\s+(?:the\s+)?sch)|"
    r"\b(?:open|public|published|unrestricted|none|non-?exempt|n/?a)\b|^no\b|"
    r"\bofficial\b(?!\W*sensitive)|\bnot\W+(?:exempt|confidential)\b|"
    r"^(?:for\s+)?(?:decision|information|discussion|noting|comment|action|approval|report|general)\W*$",
    re.IGNORECASE,
)
# The labels that ask for nothing else; a status or an access can be many things.
_ASKS = re.compile(
    r"\b(?:class\w*|publication|exempt\w*|confidential\w*|public|private|open|restrictions?)\b", re.IGNORECASE
)
_OF_A_PART = re.compile(
    r"\b(?:exclusion|exclud\w+|items?|business|sessions?|appendi\w+|annex\w*|agenda|to (?:resolve|agree))\b|\?",
    re.IGNORECASE,
)
_SAYS_OF_ITSELF = re.compile(
    r"\b(?:this|the)\s+(?:report|paper|document|letter|note|briefing|minutes?)\s+"
    r"(?:is|are|has|contains?|includes?|will|must|should|may)\b|"
    r"\b(?:exempt|by virtue of)\b.{0,80}\bsch(?:edule|\.)?\s*12\s*-?a\b",
    re.IGNORECASE,
)
_HEAD_PASSAGES = 15  # where a paper says what it is
_MOST_WORDS = 14  # of a line that only says so
_MOST_WORDS_OF_A_NOTICE = 4  # that ends in a full stop
_LONGEST = 600  # characters of a sentence of the paper about itself


def words_of_the_whole(paper: Paper, labels: dict[str, list[Label]]) -> str:
    """The words by which the whole paper says that it is exempt; empty where it does not.

    What cannot be understood beside a label that asks for it counts as exempt: closed until somebody opens it.
    """
    for label in labels.get("class", ()):
        if _closes(plain(label.value).strip(), label.passage.text):
            return label.passage.text.strip()
    for passage in paper.passages[:_HEAD_PASSAGES]:
        if passage.kind != PassageKind.CELL and _speaks_of_itself(_compared(passage.text)):
            return passage.text.strip()
    if paper.format == Format.HTML:  # around a page stands what is of the whole site
        return ""
    return next((line for line in paper.margins if _speaks_of_itself(_compared(line))), "")


def is_named_exempt(name: str) -> bool:
    """Whether the name of a file says that the whole paper is exempt: “Item 9 NOT FOR PUBLICATION.docx”."""
    return _speaks_of_itself(_compared(_ITEM.sub("", _words_of_name(name))))


def may_be_named_exempt(name: str) -> bool:
    """Whether the name of a file may say that the paper or a part of it is exempt: “Appendix 2 exempt.docx”."""
    words = _compared(_words_of_name(name))
    return bool(_SIGN.search(words) or _may_close(words))


def _words_of_name(name):
    stem = re.sub(r"[_.-]+", " ", name.rpartition(".")[0] or name)
    return re.sub(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", stem)


# What of a file’s name says for which item of an agenda it is.
_ITEM = re.compile(r"\b(?:agenda|item)s?\b|(?<!part )\b\d+\w?\b", re.IGNORECASE)


# A word with a space between its letters: “E X E M P T”.
_SPACED = re.compile(r"\b(?:[A-Za-z] ){3,}[A-Za-z]\b")


def _compared(text: str) -> str:
    """Words as they are compared: `plain`, in ordinary letters, without spaces within a word."""
    latin = unicodedata.normalize("NFKC", text).translate(_LIKE_LATIN)
    return _SPACED.sub(lambda spaced: spaced[0].replace(" ", ""), plain(latin))


# Letters of other alphabets that look like ours.
_LIKE_LATIN = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕКМНОРСТХаеорсху", "ABEZHIKMNOPTYXABEKMHOPCTXaeopcxy")


# What may mean that a paper, or a part of it, is exempt. An admin is asked what it means.
_MAY_CLOSE = re.compile(
    r"\bexempt(?:ed)?\b(?!\s+(?:accommodation|households?|vehicles?|from\s+(?!publication|disclosure|the\s+public)))|"
    r"\bexemption\b(?=\W+(?:paragraph|categor|ground|\d))|"
    r"\b(?:reasons?|grounds?)\s+for\s+exemption\b|\bsch(?:edule|\.)?\s*12\s*-?a\b|\b(?:section|s\.?)\s*100\s*-?a\b|"
    r"\bin\s+camera\b|\b(?:strictly|in\s+strict)\s+confiden\w+|\bin\s+confidence\b(?=\W*$)|\bofficial\W*sensitive\b|"
    r"\bnot\s+(?:be\s+|to\s+be\s+)?(?:for\s+(?:publication|release|the\s+public|(?:onward\s+)?(?:circulation|"
    r"distribution))|made\s+"
    r"(?:public|available\s+to\s+(?:the\s+)?(?:press|public))|available\s+to\s+(?:the\s+)?(?:press|public)|"
    r"open\s+to\s+(?:the\s+)?(?:press|public))\b|\b(?:publication|public\s+access)\W+no\b|"
    r"\bnot\s+(?:to\s+)?be\s+(?:published|disclosed|circulated|shared|copied)\b|"
    r"\b(?:press\s+(?:and|or)\s+(?:the\s+)?public(?!\s+(?:were|was)\s+(?:welcome|present|invited|thanked))|"
    r"absence\s+of\s+(?:the\s+)?public)\b|"
    r"\b(?:public|press|observers?)\b[^.]{0,30}\b(?:withdrew|left\b(?!\s+(?:comments?|feedback|a|an|their|with|in)\b)|"
    r"(?:was|were|be)\s+(?:asked\s+to\s+(?:leave|withdraw)|excluded|not\s+(?:admitted|present)))|"
    r"\bobservers?\s+left\b|\b(?:gallery|room)\s+was\s+cleared\b|\bcleared\s+the\s+(?:public\s+)?gallery\b|"
    r"\b(?:webcast\w*|live-?\s*stream\w*|broadcast\w*|recording)\s+(?:was|were)\s+(?:then\s+)?(?:stopped|paused|ended|"
    r"suspended|(?:switched|turned)\s+off)\b|\b(?:go|went|going|gone|mov\w+)\s+into\s+private\b|"
    r"\bexclu\w+\s+(?:of\s+)?(?:the\s+)?(?:press|public)\b|"
    r"\b(?:continued|held|met|sat|considered|discussed|taken|resolved)\s+in\s+private\b|"
    r"\b(?:closed|private|confidential|restricted)\s+(?:sessions?|items?|business|part|minutes?|"
    r"report(?!\s+was\s+made)|"
    r"paper|appendi\w+|annex\w*|agenda|meeting(?!\s+rooms?)|briefing|information|section)\b|"
    r"\b(?:is|are|was|were|remains?|be|treated\s+as)\s+(?:strictly\s+|highly\s+)?(?:confidential|restricted\s+(?:to|"
    r"from))\b|"
    r"\b(?:appendi\w+|annex\w*)\b.{0,60}\b(?:confidential|restricted|private|closed)\b|"
    r"\bpart\s*(?:2|ii|two|b)\s+(?:of\s+the\s+)?(?:agenda|minutes?|meeting|items?|paper|report|session|business)\b|"
    r"\(\s*(?:confidential|private|restricted|closed)\s*\)|^\W*(?:confidential|restricted)\s*[-–—:]|"
    r"\blegal(?:ly)?\s+(?:professional\s+)?privileged?\b|\bcommercially\s+(?:sensitive|confidential)\b|"
    r"\bwithheld\s+from\b|\b(?:do|please\s+do)\s+not\s+(?:publish|disclose|circulate|share|distribute|copy)\b|"
    r"\baccess\s+to\s+information\s+(?:procedure\s+)?rules?\b|\brule\s+10\.4\b|"
    r"\b(?:public|publish\w*|publication|open|closed|disclos\w*)\b[^.]{0,30}[:?|]\s*(?:no?|closed)\W*$|"
    r"\bagenda\s+part\W+(?:2|ii|two|b)\b|"
    r"\binformation\s+(?:relating\s+to|about)\s+(?:any|an|a\s+particular)\s+individual\b(?!\s+\w)|"
    r"\binternal\s+use\s+only\b|"
    r"\b(?:members?|councillors?|committee)\W{0,2}s?(?:\s+(?:and|of|officers?|the|committee))*\s+(?:eyes\s+)?only\b|"
    r"\b(?:pink|buff|yellow)\s+(?:paper|report|page)s?\b",
    re.IGNORECASE,
)
# A line that says nothing else.
_ALONE = re.compile(
    r"(?:(?:strictly\s+)?(?:private|confidential|restricted|secret|closed)|part\W*(?:2|ii|two|b)|public\W+no|"
    r"(?:confidential|exempt)\W*(?:yes|y))[\s:.!?*_–—-]*",
    re.IGNORECASE,
)
_STATUS = re.compile(
    r"(?:(?:strictly\s+)?(?:private(?:\s+and\s+confidential)?|confidential|restricted)|part\W*(?:2|ii|two)|"
    r"(?:confidential|exempt)\W*(?:yes|y))[\s:.!?*_–—-]*",
    re.IGNORECASE,
)
# The same in capitals, wherever it stands.
_IN_CAPITALS = re.compile(r"\b(?:CONFIDENTIAL|RESTRICTED|EXEMPT)\b")
_CLOSES_NOTHING = re.compile(
    r"\b(?:no|not|non|nor|never|neither|without)\W+(?:an?\s+|any\s+|wholly\s+|partly\s+|considered\s+|contain\w*\s+)*"
    r"(?:exempt|confidential|restricted|private|closed|part\s*(?:2|ii))\b"
    r"(?:(?:\s*,\s*|\s*/\s*|\s+(?:and|or|nor)\s+)(?:exempt|confidential|restricted|private|part\s*(?:2|ii))\b)*|"
    r"\bunrestricted\b|"
    r"\b(?:exempt|confidential)[\w/() ]*[:?]\s*(?:no|n/a|nil|none|-)\b",
    re.IGNORECASE,
)


def signs_of(paper: Paper, parts: list["Part"]) -> list[dict]:
    """What may mean that the paper or a part of it is exempt: [{“passage”: order, or None of a margin; “words”}].

    What stands in a part that is known as exempt is left out. That there is such a part is a sign itself: what is
    after it is open only if the part ends where the paper ends it.
    """
    signs = [{"passage": part.first, "words": part.reason} for part in parts]
    signs += [{"passage": None, "words": line} for line in paper.margins if _may_close(line)]
    for passage in paper.passages:
        if not part_at(parts, passage.order):
            said = [each for each in _sentences(passage.text) if _may_close(each, passage.kind)]
            headed = f"{passage.column_heading}: {passage.text}" if passage.column_heading else ""
            if headed and not said and len(headed) < 80 and _may_close(headed):
                said = [headed]
            signs += [{"passage": passage.order, "words": each} for each in said]
    for first, second in pairwise(paper.passages):  # a line that was broken within the words
        words = f"{first.text} {second.text}"
        apart = any(_may_close(each.text, each.kind) or _IN_CAPITALS.search(each.text) for each in (first, second))
        shorter = len(words) < 80 and not apart
        if shorter and _may_close(words) and not part_at(parts, second.order):
            signs.append({"passage": first.order, "words": words})
    return signs


def _sentences(text: str) -> list[str]:
    """A text’s sentences; a question and its short answer are one."""
    return re.split(r"(?i)(?<=[.!;])\s+|(?<=\?)\s+(?!(?:yes|no?|y)\b)", text.strip())


def _may_close(words: str, kind: PassageKind = PassageKind.PARAGRAPH) -> bool:
    """Whether words of this kind may say so; “closed” alone in a cell of a table is the status of an action."""
    compared = _CLOSES_NOTHING.sub(" ", _compared(words))
    alone = _STATUS if kind == PassageKind.CELL else _ALONE
    if _MAY_CLOSE.search(compared) or alone.fullmatch(compared.strip()):
        return True
    return bool(_IN_CAPITALS.search(compared)) and not words.isupper()


def _closes(value: str, whole: str) -> bool:
    """Whether a label's value says that the paper is exempt, or what nobody can tell."""
    if not value or _TURNED_ROUND.search(value) or _TURNED_ROUND.search(plain(whole)):
        return False
    return bool(_SIGN.search(value)) or (not _says_open(value) and bool(_ASKS.search(whole)))


def _says_open(words: str) -> bool:
    """Whether words say that something is open, other than by what closes it: “not to be published”."""
    return bool(_OPEN.search(_SIGN.sub(" ", words)))


def _speaks_of_itself(words: str) -> bool:
    """Whether a line of the head says that the paper is exempt, and not only a part of it."""
    if not _SIGN.search(words) or _TURNED_ROUND.search(words):
        return False
    if _SAYS_OF_ITSELF.search(words):
        return len(words) < _LONGEST
    number = len(words.split())
    is_sentence = words.rstrip().endswith(".") and number > _MOST_WORDS_OF_A_NOTICE
    return number <= _MOST_WORDS and not is_sentence and not _says_open(words) and not _OF_A_PART.search(words)


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
        if _PART_TWO.search(value) and not _NOT_PART_TWO.search(value):
            return [Part(1, passages[-1].order, _released(passages), label.value)]
    for passage in passages[:12]:
        words = plain(passage.text)
        if len(words) < 300 and re.match(
            r"(?:this (?:report|paper|document) is )?(?:not for publication|exempt from publication)\b",
            words,
            re.IGNORECASE,
        ):
            return [Part(1, passages[-1].order, _released(passages), passage.text.strip())]
    parts: list[Part] = []
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
        # The passages that say why and tell of its release stand at its head and are open themselves, and so is a
        # heading that says only this. The title of an item in it can tell what nobody may know.
        while first < last and _is_preamble(passages[first]):
            first += 1
        if first == at and passages[first].kind == PassageKind.HEADING and first < last:
            first += 1
        if first <= last and not (first == last and _is_preamble(passages[first])):
            near = passages[max(0, at - 2) : last + 3]
            parts.append(Part(passages[first].order, passages[last].order, _released(near), reason))
        at = last + 1
    return parts


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
            r"(?:the )?meeting (?:closed|ended|concluded|finished)(?: at\b|\W*$)|"
            r"(?:signed|chair|chairman|chairperson)\W*(?:[_.…]{3}.*)?$",
            words,
            re.IGNORECASE,
        ):
            return place - 1
    return len(passages) - 1


def _released(passages) -> bool:
    return any(_RELEASED.search(plain(passage.text)) for passage in passages)
