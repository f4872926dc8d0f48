"""The mark that a line begins with: a bullet, or the number of a paragraph."""

import re
from dataclasses import dataclass

# Signs that are bullets wherever a line begins with them; the last range is that of symbol fonts (Word's Symbol and
# Wingdings), whose bullets are saved as characters for private use.
_SIGNS = "•·●○◦▪▫■□◼◻◾◽‣⁃∙⦁➢➣➤►▶▸▹➔→✓✔❖◆◇⮚⇒★☐☑\uf000-\uf0ff"
# Signs and letters that are bullets only before a space: dashes, stars, and the letters that symbol fonts fall back to.
_BULLET = re.compile(rf"\s*(?:[{_SIGNS}]|[-–—*+](?=\s)|o(?=\s)|[§¨](?=\s+[^\d\s])|[ØüÜvq](?=\t|\s{{2}}))\s*")
# In small letters, but for what is written in capitals: “8.5 months” is an amount, “8.5 Months of delay” a paragraph.
_UNITS = (
    r"(?:million|billion|thousand|per\s?cent|percent|%|pp\b|[kK]\b|[mM]\b|bn\b|(?i:fte|wte)\b|hours?\b|days?\b|weeks?\b|months?\b"
    r"|years?\b|times\b|percentage|points?\b|[ap]\.?m\b|hrs?\b|mins?\b|minutes?\b|miles?\b|and\s+\d|to\s+\d|or\s+\d|[-–]\s*\d|\()"
)
_MONTHS = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b"
# 5.1, 5.1., 5.1.2, 10.The, 1. and 1), but no amount (“3.5 million”) and no date (“14.01.2020”).
_POINTED = re.compile(
    rf"\s*(?P<number>\d{{1,3}}(?:\.\d{{1,3}}){{1,4}})(?:[.)](?!\d)|:(?=\s))?(?:(?=\s)\s+(?!\s|{_UNITS})|(?=[A-Z‘“\"'(])|\s*$)",
)
_PLAIN = re.compile(
    rf"\s*(?P<number>\d{{1,3}})(?:\.(?!\d)|\))(?:\s+(?!\s|{_MONTHS}\s)|(?=[^\W\d_]|[‘“\"'(\[£])|\s*$)",
)
_BRACKETED = re.compile(r"\s*\(\s*(?P<number>\d{1,2}|[a-zA-Z]|[ivxIVX]{1,5})\s*\)\s*(?=\S|$)")
_LETTER = re.compile(r"\s*(?P<number>[a-zA-Z]|[ivx]{1,5}|[IVX]{1,5})\)\s+(?=\S)")
_LETTER_POINT = re.compile(
    r"\s*(?:(?P<number>[a-z]|[ivx]{1,5})\.\s+|(?P<capital>[A-Z]|[IVX]{1,5})\.(?:\t|\s{2,}))(?=\S)"
)
# A number without a point, as before a heading or with a wide space: “4 Background”, “12     The Chair”.
_BARE = re.compile(
    rf"\s*(?P<number>\d{{1,3}})(?:\t\s*|\s{{3,}})(?!\s|{_UNITS}|{_MONTHS})(?=\S)",
)
_HEADING = re.compile(
    rf"\s*(?P<number>\d{{1,2}}(?:\.\d{{1,3}}){{0,4}})(?:[.):]?\s+|\.)(?!(?:{_UNITS}|{_MONTHS}))(?=[A-Z‘’“”\"'(\[&])"
)
_HEADING_LETTER = re.compile(r"\s*(?P<number>[A-Z])(?:\.\s+|\)\s*)(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a line begins with: whether a bullet, the number that it gives, and how many characters they take."""

    bullet: bool
    number: str
    length: int


NONE = Mark(False, "", 0)


def mark_of(text: str) -> Mark:
    """The mark of a paragraph's line. A number after a bullet (“- 1.1. In July”) wins: that line is no bullet."""
    bullet = _bullets(text)
    number, length = _number(text, bullet)
    if number:
        return Mark(False, number, length)
    return Mark(bullet > 0, "", bullet)


def heading_number(text: str) -> tuple[str, int]:
    """The number of a heading and how many characters it takes: “5. A summary”, “5.1 What”, “14 Appendices”, “B. The”.

    A number in brackets is a part of the heading's words.
    """
    match = _HEADING.match(text) or _HEADING_LETTER.match(text)
    return (match["number"], match.end()) if match else ("", 0)


def _bullets(text: str) -> int:
    at = 0
    while (match := _BULLET.match(text, at)) and match.end() > at:
        at = match.end()
    return at


def _number(text: str, at: int) -> tuple[str, int]:
    for pattern in (_POINTED, _PLAIN, _BRACKETED, _LETTER, _LETTER_POINT):
        match = pattern.match(text, at)
        if match and match.end() < len(text):
            number = match["number"] or match.groupdict().get("capital", "")
            return number, match.end()
    match = None if at else _BARE.match(text)
    return (match["number"], match.end()) if match else ("", 0)


def is_only_mark(text: str) -> bool:
    """Whether a text is nothing but a mark: “•”, “5.1”, “(a)”, “3.”."""
    text = text.strip()
    if not text or len(text) > 12:
        return False
    return _bullets(text + " x") >= len(text) or _ALONE.fullmatch(text) is not None


_ALONE = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3}){0,4}|[a-zA-Z]|[ivxIVX]{1,5})[.)]?\)?")
