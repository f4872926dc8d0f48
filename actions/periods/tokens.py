"""The words of a text as tokens, with the vocabulary that the period reader knows (reader.py)."""

import re
from datetime import date
from typing import NamedTuple


def words_of(line: str) -> frozenset[str]:
    """The words of a line of vocabulary."""
    return frozenset(line.split())


class Unreadable(Exception):
    """The words name a day that does not exist, or one that cannot be decided: nothing is read."""


class Token(NamedTuple):
    """A word, a number with its like separators, or a mark."""

    text: str  # in small letters
    capital: bool
    glued: bool  # no space before it
    start: int  # where it stands in the words as given
    end: int


# A number with its like separators is one token ("14/01/2020", "2020-21"), so that no part of it is read by itself.
# Nothing here goes back over what it has matched: cutting a text takes time in proportion to its length.
_TOKEN = re.compile(
    r"""
    [0-9]{1,2}+[ ]?/[ ]?[0-9]{1,2}+[ ]?/[ ]?[0-9]{4}(?![0-9])       # 14 / 01 / 2020
    | [0-9]++ (?: (?:/[0-9]++)++ | (?:\.[0-9]++)++ | (?:-[0-9]++)++ )?  # 2020/21, 14.1.20, 2020-01-14, 31
    | [^\W\d_]++ | [-=]> | \S
    """,
    re.VERBOSE,
)
_LIKE = str.maketrans(
    dict.fromkeys("’‘`´ʼ′‛", "'")
    | dict.fromkeys("–—−‐‑‒―", "-")
    | {"→": "->"}
    | dict.fromkeys("\u200b\u200c\u200d\ufeff\xad", "")
)
MONTHS = {"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8}
MONTHS |= {"september": 9, "october": 10, "november": 11, "december": 12}
MONTH = {"sept": 9} | MONTHS | {name[:3]: n for name, n in MONTHS.items()}
WEEKDAYS = words_of(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs fri sat sun"
)
NAMES = frozenset({"jan", "april", "may", "june", "august"})  # of people too
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
ORDINALS = {"first": 1, "1": 1, "second": 2, "2": 2, "third": 3, "3": 3, "fourth": 4, "4": 4, "last": -1, "final": -1}
SUFFIXES = frozenset({"st", "nd", "rd", "th"})
COUNT = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
COUNT |= {"nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "eighteen": 18}
UNITS = {"day": "days", "week": "weeks", "fortnight": "fortnights", "month": "months", "year": "years"}
PLURALS = frozenset(UNITS.values())
NUMBERED = words_of(
    "section paragraph para page item note priority priorities appendix version v no ref phase stage level tier step "
    "week wave part action option cohort group grade £ $ €"
)
STARTS = words_of("start starts started starting commence commences commenced commencing begin begins began beginning")
# Words after which a year, a season or the month of May cannot be anything else.
LEADS = STARTS | words_of("in by through throughout during until till since from before after within for between")
STATES = words_of("completed complete done finished delivered achieved due planned scheduled expected target date")
PARTS: dict[str, int | str] = {
    "early": 0,
    "mid": 1,
    "middle": 1,
    "late": 2,
    "start": "start",
    "beginning": "start",
    "end": "end",
}
_VERBS = words_of("be need have not also require include well only")
JOINS = words_of("- / & to and or until till through throughout")


class Text:
    """The tokens of a text with the date of its paper; asking beyond either end gives empty text, not an error."""

    def __init__(self, words: str, paper_date: date) -> None:
        """Cut the words into tokens."""
        self.paper_date = paper_date
        given, words = words, words.translate(_LIKE)
        # Likening may drop or double a mark: then each mark remembers where it stood.
        places = (
            range(len(given) + 1)
            if len(given) == len(words) and "→" not in given
            else [at for at, mark in enumerate(given) for _ in mark.translate(_LIKE)]
        )
        self.tokens = [
            Token(
                m[0].lower().replace(" ", ""),
                m[0][0].isupper(),
                m.start() > 0 and not words[m.start() - 1].isspace(),
                places[m.start()],
                places[m.end() - 1] + 1,
            )
            for m in _TOKEN.finditer(words)
        ]

    def at(self, i: int) -> str:
        """The token at a place, empty where there is none."""
        return self.tokens[i].text if 0 <= i < len(self.tokens) else ""

    def between(self, i: int, j: int) -> list[str]:
        """The tokens from a place up to another."""
        return [token.text for token in self.tokens[max(i, 0) : j]]

    def glued(self, i: int) -> bool:
        """Whether no space stands before a token."""
        return i < len(self.tokens) and self.tokens[i].glued

    def is_word(self, i: int) -> bool:
        """Whether a token is made of letters."""
        return self.at(i).isalpha()

    def skip(self, i: int, words: frozenset[str] | set[str], most: int = 3) -> int:
        """The place after at most that many of the words."""
        stop = i + most
        while i < stop and self.at(i) in words:
            i += 1
        return i

    def number(self, i: int, digits: int = 2) -> int | None:
        """The number at a place where it stands alone and has no more than so many digits."""
        token = self.at(i)
        return int(token) if token.isdecimal() and len(token) <= digits else None

    def month(self, i: int) -> int | None:
        """The month named at a place; "may" and "march" only where they are no verbs ("services may be reviewed")."""
        word = self.at(i)
        if word in ("may", "march") and not self._is_no_verb(i):
            return None
        return MONTH.get(word)

    def _is_no_verb(self, i: int) -> bool:
        """Whether "may" or "march" stands as a month does: by a day, a year or another month, after "in" and such."""
        before, after = self.at(i - 1 - (self.at(i - 1) == "-" and self.at(i - 2) in PARTS)), self.at(i + 1)
        dated = before.isdecimal() or before in SUFFIXES
        if before in LEADS or before in PARTS or before in ("of", "next", "this"):
            return True
        if before in JOINS and (self.at(i - 2) in MONTH or self.at(i - 2).isdecimal()):
            return after not in _VERBS
        if after == "of":
            return self.at(i + 2)[:1].isdecimal()
        if after in JOINS and not dated:
            return self.at(i + 2) in MONTH or (not after.isalpha() and self.at(i + 2)[:1].isdecimal())
        capital = self.tokens[i].capital
        if self.is_word(i + 1):
            inside = capital and (dated or before.isalpha() or self.tokens[i + 1].capital)
            return (inside and after not in _VERBS) or (dated and after in JOINS)
        return capital or i == 0 or dated or len(after) == 4 or after == "'"
