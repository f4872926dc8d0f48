"""Where the words of a date stand in a text. What days they mean is read by `actions.periods.reader`, never here."""

import re
from datetime import date
from typing import NamedTuple

from actions.periods.period import Period
from actions.periods.reader import read_period

# With a capital or in capitals: “may” and “march” are words as well.
_MONTH_NAMES = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)"
)
_MONTH = rf"(?:{_MONTH_NAMES}|{_MONTH_NAMES.upper()})\b\.?"
_WEEKDAY = r"(?i:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?i:day)?\b,?"
_NUMBER = r"(?:the\s+)?[0-3]?\d(?:st|nd|rd|th|ST|ND|RD|TH)?\b"
_YEAR = r"(?:,?\s*(?:(?:19|20)\d\d\b(?:/\d\d\b)?|['’]\s?\d\d\b)|-\d\d\b)"
_DAY_MONTH = rf"(?:{_WEEKDAY}\s+)?{_NUMBER}(?:\s+(?:of\s+)?{_MONTH})"
_TO = r"\s*(?:to|and|until|&|–|—|-)\s*"
_FINANCIAL = r"20\d\d\s?[/–-]\s?(?:20)?\d\d\b"
_PART = (
    r"(?:the\s+)?(?:early|mid|late|end|beginning|start|middle|first|second|third|fourth|last|week|half|quarter|"
    r"commencing|beginning|of|the)"
)
_DATE = re.compile(
    "|".join(
        (
            r"\b\d{4}-\d\d-\d\d\b",
            r"\b[0-3]?\d[/.][01]?\d[/.](?:20\d\d|\d\d)\b",
            # 9 to 20 July 2018; 9 October to 2 November 2017; 20 and 21 February 2024
            rf"\b(?:{_WEEKDAY}\s+)?{_NUMBER}(?:\s+(?:of\s+)?{_MONTH}{_YEAR}?)?{_TO}{_DAY_MONTH}{_YEAR}?",
            rf"\b{_DAY_MONTH}{_YEAR}?",
            rf"\b{_MONTH}\s+[0-3]?\d(?:st|nd|rd|th|ST|ND|RD|TH)?,\s+20\d\d\b",
            rf"\b(?:{_PART}[\s-]+){{0,5}}{_MONTH}(?:{_YEAR}|\s*(?:/|to|and|–|-)\s*{_MONTH}{_YEAR}?)?",
            rf"\b(?:Q[1-4]|[Qq]uarter\s+(?:[1-4]|one|two|three|four))(?:\s*(?:of\s+)?(?:{_FINANCIAL}|\d\d/\d\d|"
            rf"20\d\d|['’]\d\d))?",
            r"\b(?:early\s+|late\s+|mid[\s-])?(?:[Ss]pring|[Ss]ummer|[Aa]utumn|"
            r"[Ww]inter)(?:\s+[Tt]erm)?(?:\s+(?:of\s+)?20\d\d)?\b",
            rf"\b(?:(?:the\s+)?(?:end|start|beginning|middle)\s+of\s+(?:the\s+)?)?{_FINANCIAL}",
            r"\b(?:(?:the\s+)?(?:end|start|beginning|middle)\s+of\s+)?(?:19|20)\d\d\b(?![/%]|\s*(?:children|"
            r"young|hours))",
        )
    )
)
_BEFORE = re.compile(
    r"(?:\b(?:by|in|on|at|before|from|since|during|until|through|throughout|no later than|for|over|around|"
    r"within|between|week commencing|w/c|the week of)\s+)(?:the\s+)?$",
    re.IGNORECASE,
)
_HAS_YEAR = re.compile(r"(?:19|20)\d\d|['’]\s?\d\d\b|\b\d\d?[/.]\d\d?[/.]\d\d|\b\d\d/\d\d\b|[A-Za-z]-\d\d\b")
_LEADING = re.compile(r"^(?:of\s+|the\s+(?=[A-Z]))+")
_MONTHLESS = re.compile(r"\d{4}|" + _FINANCIAL)
_NOT_A_DATE = re.compile(r"May\s+(?:be|have|not|need|also|I|we|it|the)\b")


class Named(NamedTuple):
    """The words of a date, where they stand, and the words with the “by” or “in” before them."""

    start: int
    end: int
    words: str
    phrase: str


def dates_named(text: str) -> list[Named]:
    """Every date that a text names, in its order. The words of a year alone count too."""
    named = []
    for match in _DATE.finditer(text):
        if _NOT_A_DATE.match(text, match.start()):
            continue
        words = _LEADING.sub("", match.group().strip(" ,-"))
        before = _BEFORE.search(text, max(0, match.start() - 24), match.start())
        start = before.start() if before else match.start()
        named.append(Named(match.start(), match.end(), words, text[start : match.end()].strip(" ,-")))
    return named


def is_year(words: str) -> bool:
    """Whether the words are of a year alone."""
    return _MONTHLESS.fullmatch(words.strip()) is not None


def read(words: str, day: date | None, past: bool = False) -> Period | None:
    """The days that the words mean in a paper of that day; without a day only words that hold a year are read."""
    if day is None:
        if not _HAS_YEAR.search(words):
            return None
        day = date(2000, 1, 1)  # not used: the words give the year
    return read_period(words, day, past)
