"""How alike two texts of a plan are, whatever their dates, tense and small words."""

import re
from collections import Counter
from functools import lru_cache
from math import log

from actions.periods.tokens import words_of as set_of

_WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")
# The words of dates: they change from one report to the next while the work stays the same.
_DATE = re.compile(
    r"\(?\b(?:by|from|since|starts?|starting|started|commenc(?:ed?|ing)|in|end of|early|mid|late|through(?:out)?)?\s*"
    r"(?:\d{1,2}(?:st|nd|rd|th)?\s+)?"
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?|q[1-4])\s*['’]?\s*(?:\d{2,4}(?:/\d{2,4})?)\b\)?"
    r"|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b20\d\d(?:[/-]\d{2,4})?\b",
    re.IGNORECASE,
)
_SMALL = set_of(
    "a an and are as at be been being by for from has have in into is it its of on or our that the their there this to "
    "was we were will with which who all also new"
)
_ENDINGS = (
    "ations",
    "ation",
    "ments",
    "ment",
    "ings",
    "ing",
    "ions",
    "ion",
    "ied",
    "ies",
    "ed",
    "es",
    "s",
    "d",
    "e",
    "y",
)
# Report after report puts the same work with these words around it.
_STATE = set_of(
    "complet finish deliver done continu commenc start progress under way ongo plan establish introduc implement"
)


@lru_cache(maxsize=20_000)
def without_dates(text: str) -> str:
    """The text in one case, without the words of dates, its marks and runs of spaces."""
    return " ".join(_WORD.findall(_DATE.sub(" ", text.casefold().replace("’", "'"))))


def _stem(word):
    word = word.split("'")[0]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=20_000)
def words_of(text: str) -> frozenset[str]:
    """The stems of the words that carry the meaning."""
    return frozenset(_stem(word) for word in without_dates(text).split() if word not in _SMALL)


class Weights:
    """How much each word weighs in a collection of texts: a word of every text weighs little."""

    def __init__(self, texts):
        texts = [words_of(text) for text in texts]
        count = Counter(word for words in texts for word in words)
        every = len(texts) + 1
        self._of = {word: self._one(word, every, number) for word, number in count.items()}
        self._rare = log(1 + every)

    @staticmethod
    def _one(word, every, number):
        return log(1 + every / (1 + number)) * (0.3 if word in _STATE else 1)

    def of(self, words) -> float:
        """The weight of some stems together."""
        return sum(self._of.get(word, self._rare) for word in words)


def likeness(one: str, other: str, weights: Weights) -> float:
    """From 0 (nothing in common) to 1 (the same): the share in common of the words that carry the matter.

    A text that the other holds whole, with four such words or more, counts as 0.8 at least.
    """
    if without_dates(one) == without_dates(other):
        return 1.0
    left, right = words_of(one), words_of(other)
    if not left or not right:
        return 0.0
    both = weights.of(left & right)
    share = 2 * both / (weights.of(left) + weights.of(right) or 1)
    shorter = min(left, right, key=len)
    if len(shorter) >= 4 and both / (weights.of(shorter) or 1) >= 0.9:
        share = max(share, 0.8)
    return share
