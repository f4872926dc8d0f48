"""The wordings that close a paper or a part of it, or that an admin is asked about: one list.

Under section 100A(4) and Schedule 12A of the Local Government Act 1972 a committee can exclude the public from an item;
papers call that “Part 2” (of the agenda), “exempt” or “not for publication”, and much else. The
same words can be innocent in a sentence, so each wording says how far it goes (`Reach`). Whatever is missing here stays
closed all the same until an admin says that the paper is open: nothing opens a paper by its words.
"""

import re
import unicodedata
from enum import IntEnum

from inspections.loading.reading.passages import PassageKind
from inspections.loading.recognising.sentences import plain


class Reach(IntEnum):
    """How far a wording goes. Each does also what those below it do."""

    ALONE = 1  # closes a paper whose label, file name or head says it and little else; asks where a line says only this
    ANYWHERE = 2  # asks an admin wherever it stands
    FROM_HERE = 3  # closes a part: from where it stands


_TO_THE_PUBLIC = r"to\s+(?:the\s+)?(?:press|public)"
_MEMBERS_ONLY = (
    r"\b(?:members?|councillors?|committee)\W{0,2}s?(?:\s+(?:and|of|officers?|the|committee))*\s+(?:eyes\s+)?only\b"
)
_PART_TWO = r"part\W*(?:2|ii|b|two)\b"
_OF_THE_AGENDA = r"(?:of\s+the\s+)?(?:agenda|minutes?|meeting|items?|paper|report|session|business)\b"

_WORDINGS = {
    Reach.FROM_HERE: (
        # The committee goes into an exempt session.
        rf"\b(?:entered|moved into|went into|moved to|resolved into)\s+(?:a\s+|into\s+)?(?:{_PART_TWO}|"
        r"(?:closed|private|exempt|confidential)\b)",
        r"\b(?:press|public)\b[^.]{0,60}\b(?:be|were|was)\s+(?:now\s+)?excluded\b",
        r"\bexclud(?:e|ed|ing)\s+(?:the\s+)?(?:members of the\s+)?(?:press|public)\b[^.]{0,200}\b(?:resolved|agreed)\b",
        r"\b(?:resolved|agreed)\b[^.]{0,120}\bexclud(?:e|ing)\s+(?:the\s+)?(?:members of the\s+)?(?:press|public)\b",
        r"^(?:the\s+)?(?:committee|panel|cabinet|board)[^.]{0,40}\bexcluded the (?:press|public)\b",
    ),
    Reach.ANYWHERE: (
        # “Exempt”, but not from a tax and not accommodation.
        r"\bexempt(?:ed)?\b(?!\s+(?:accommodation|households?|vehicles?|from\s+(?!publication|disclosure|the\s+public)))",
        r"\bexemption\b(?=\W+(?:paragraph|categor|ground|\d))|\b(?:reasons?|grounds?)\s+for\s+exemption\b",
        # The law.
        r"\bsch(?:edule|\.)?\s*12\s*-?a\b|\b(?:section|s\.?)\s*100\s*-?a\b",
        r"\baccess\s+to\s+information\s+(?:procedure\s+)?rules?\b|\brule\s+10\.4\b",
        r"\binformation\s+(?:relating\s+to|about)\s+(?:any|an|a\s+particular)\s+individual\b(?!\s+\w)",
        # Not for the public.
        r"\bnot\s+(?:be\s+|to\s+be\s+)?(?:for\s+(?:publication|release|the\s+public|(?:onward\s+)?(?:circulation|"
        rf"distribution))|made\s+public|(?:made\s+)?(?:available|open)\s+{_TO_THE_PUBLIC})\b",
        r"\bnot\s+(?:to\s+)?be\s+(?:published|disclosed|circulated|shared|copied|distributed)\b",
        r"\b(?:do|please\s+do)\s+not\s+(?:publish|disclose|circulate|share|distribute|copy)\b|\bwithheld\s+from\b",
        r"\b(?:publication|public\s+access)\W+no\b|\binternal\s+use\s+only\b",
        r"\b(?:public|publish\w*|publication|open|closed|disclos\w*)\b[^.]{0,30}[:?|]\s*(?:no?|closed)\W*$",
        _MEMBERS_ONLY,
        # The public is sent out, or nobody can listen.
        r"\bpress\s+(?:and|or)\s+(?:the\s+)?public(?!\s+(?:were|was)\s+(?:welcome|present|invited|thanked))\b|"
        r"\babsence\s+of\s+(?:the\s+)?(?:press|public)\b|\bexclu\w+\s+(?:of\s+)?(?:the\s+)?(?:press|public)\b",
        r"\b(?:public|press|observers?)\b[^.]{0,30}\b(?:withdrew|left\b(?!\s+(?:comments?|feedback|a|an|their|with|in)\b)"
        r"|(?:was|were|be)\s+(?:asked\s+to\s+(?:leave|withdraw)|excluded|not\s+(?:admitted|present)))",
        r"\bobservers?\s+left\b|\b(?:gallery|room)\s+was\s+cleared\b|\bcleared\s+the\s+(?:public\s+)?gallery\b",
        r"\b(?:webcast\w*|live-?\s*stream\w*|broadcast\w*|recording)\s+(?:was|were)\s+(?:then\s+)?(?:stopped|paused|"
        r"ended|suspended|(?:switched|turned)\s+off)\b",
        r"\b(?:go|went|going|gone|mov\w+)\s+into\s+private\b|\bin\s+camera\b",
        r"\b(?:continued|held|met|sat|considered|discussed|taken|resolved)\s+in\s+private\b",
        # What is closed, private, confidential or restricted.
        r"\b(?:closed|private|confidential|restricted)\s+(?:sessions?|items?|business|part|minutes?|paper|section|agenda|"
        r"report(?!\s+was\s+made)|appendi\w+|annex\w*|meeting(?!\s+rooms?)|briefing|information)\b",
        r"\b(?:is|are|was|were|remains?|be|treated\s+as)\s+(?:strictly\s+|highly\s+)?(?:confidential|restricted\s+"
        r"(?:to|from))\b",
        r"\b(?:appendi\w+|annex\w*)\b.{0,60}\b(?:confidential|restricted|private|closed)\b",
        r"\(\s*(?:confidential|private|restricted|closed)\s*\)|^\W*(?:confidential|restricted)\s*[-–—:]",
        r"\b(?:strictly|in\s+strict)\s+confiden\w+|\bin\s+confidence\b(?=\W*$)|\bofficial\W*sensitive\b",
        r"\blegal(?:ly)?\s+(?:professional\s+)?privileged?\b|\bcommercially\s+(?:sensitive|confidential)\b",
        rf"\b{_PART_TWO}\s+{_OF_THE_AGENDA}|\bagenda\s+{_PART_TWO}",
        r"\b(?:pink|buff|yellow)\s+(?:paper|report|page)s?\b",
    ),
    Reach.ALONE: (
        r"\bconfidential\b|\bprivate\s+(?:and|&)|^private$|\bin\s+private\b|\bin\s+(?:strict\s+)?confidence\b",
        r"\b(?:closed|restricted|secret)\b(?=\W*$|\s*[-–—:(/]|\s+(?:sessions?|reports?|papers?|document|circulation|access|"
        r"distribution|to|by\s+virtue)\b)",
        rf"\b{_PART_TWO}|\b(?:pink|blue|yellow|buff)\s+(?:paper|page)s?\b|\bnot\s+(?:public|in\s+public)\b",
        r"\bno\s+public\s+access\b|\bnon-?public\b|\bembargo(?:ed)?\b|\bwithh[eo]ld\b",
        r"\bnever\s+(?:to\s+)?be\s+(?:published|disclosed|circulated|shared|distributed|made\s+public)\b",
    ),
}

# What turns a wording round: “not exempt”, “no confidential or exempt items”, “Exempt: no”.
_DENIAL = re.compile(
    r"\b(?:no|not|non|nor|never|neither|nothing|without)\W+(?:an?\s+|any\s+|wholly\s+|partly\s+|considered\s+|"
    r"contain\w*\s+)*(?:exempt|confidential|restricted|private|closed|part\s*(?:2|ii))\b"
    r"(?:(?:\s*,\s*|\s*/\s*|\s+(?:and|or|nor)\s+)(?:exempt|confidential|restricted|private|part\s*(?:2|ii))\b)*|"
    r"\b(?:exempt|confidential)[\w/() ]*[:?]\s*(?:no|n/a|nil|none|-)(?=\W|$)",
    re.IGNORECASE,
)
# A line, or in a table a cell, that says nothing else. “Closed” in a cell is the status of an action.
_ONLY_THIS = re.compile(
    rf"(?:(?:strictly\s+)?(?:private(?:\s+and\s+confidential)?|confidential|restricted)|{_PART_TWO}|"
    r"(?:confidential|exempt)\W*(?:yes|y))[\s:.!?*_–—-]*",
    re.IGNORECASE,
)
_ONLY_THIS_IN_TEXT = re.compile(r"(?:(?:strictly\s+)?(?:secret|closed)|public\W+no)[\s:.!?*_–—-]*", re.IGNORECASE)
# A heading over what is exempt.
_HEADING = re.compile(
    rf"{_PART_TWO}(?:\W*(?:{_OF_THE_AGENDA}|(?:exempt|confidential|private|closed)\b).{{0,80}})?|"
    r"(?:exempt|confidential|closed|private)\s+(?:items?|business|session|minutes?|information|appendix|part)\b.{0,60}|"
    r"not for publication\b.{0,200}",
    re.IGNORECASE,
)
# The same in capitals, wherever it stands.
_IN_CAPITALS = re.compile(r"\b(?:CONFIDENTIAL|RESTRICTED|EXEMPT)\b")

# A word with a space between its letters: “E X E M P T”.
_SPACED = re.compile(r"\b(?:[A-Za-z] ){3,}[A-Za-z]\b")
# Letters of other alphabets that look like ours.
_LIKE_LATIN = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕКМНОРСТХаеорсху", "ABEZHIKMNOPTYXABEKMHOPCTXaeopcxy")


def _pattern(reach: Reach) -> re.Pattern:
    return re.compile("|".join(words for each in Reach if each >= reach for words in _WORDINGS[each]), re.IGNORECASE)


_PATTERNS = {reach: _pattern(reach) for reach in Reach}


def compared(text: str) -> str:
    """Words as they are compared: `plain`, in ordinary letters, without spaces within a word, without denials."""
    latin = unicodedata.normalize("NFKC", text).translate(_LIKE_LATIN)
    return _DENIAL.sub(" ", _SPACED.sub(lambda spaced: spaced[0].replace(" ", ""), plain(latin)))


def reaches(words: str, reach: Reach) -> bool:
    """Whether there is a wording in these words (`compared`) that goes as far as this."""
    return bool(_PATTERNS[reach].search(words))


def without(words: str, reach: Reach) -> str:
    """Words without the wordings that go as far as this."""
    return _PATTERNS[reach].sub(" ", words)


def may_close(text: str, kind: PassageKind = PassageKind.PARAGRAPH) -> bool:
    """Whether a text of this kind of passage may mean that the paper, or a part of it, is exempt."""
    words = compared(text)
    if reaches(words, Reach.ANYWHERE) or _ONLY_THIS.fullmatch(words.strip()):
        return True
    if kind != PassageKind.CELL and _ONLY_THIS_IN_TEXT.fullmatch(words.strip()):
        return True
    return in_capitals(words) and not text.isupper()


def in_capitals(text: str) -> bool:
    """Whether one of the words that close a paper stands in these words in capitals."""
    return bool(_IN_CAPITALS.search(text))


def heads_a_part(text: str) -> bool:
    """Whether a line that stands alone is a heading over what is exempt: “Part 2 of the agenda”, “Exempt items”."""
    words = compared(text).strip(" :*")
    return bool(_HEADING.fullmatch(words)) and "exclusion" not in words.lower()
