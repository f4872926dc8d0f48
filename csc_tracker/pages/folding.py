"""Words as the search compares them, the same in a text and in what is typed: case, accents, signs and endings folded.

What is the same to a reader is the same here: “Children's” and “children’s”, “re‑offending” with any hyphen, “café” and
“CAFE”, a word with an invisible sign in it. Both databases keep the words that this module makes, and find the same.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import snowballstemmer

LONGEST = 60  # characters of a word that are compared; a key of an index has its limit
MOST_WORDS = 12  # of a search
_BEGINNING = 3  # characters from which a word of a search also finds the words that it begins
# Letters that Unicode does not take apart.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n"}
)
_APOSTROPHES = "'‘’‚‛`´ʹʻʼʽˈ′＇"
# Every dash of Unicode (category Pd), and the minus.
_HYPHENS = "-‐‑‒–—―−﹘﹣－⁃"
_SIGNS = dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys(_HYPHENS, "-")
# Scripts that are written without spaces: each sign is a word.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f"
_RUN = re.compile(
    rf"(?P<number>p?\d+(?:\.\d+)+)(?![^\W_])|(?P<sign>[{_UNSPACED}])"
    rf"|(?:(?![{_UNSPACED}])[^\W_])+(?:['\-](?:(?![{_UNSPACED}])[^\W_])+)*"
)
# Plurals that no rule of endings makes.
_IRREGULAR = {"children": "child", "childrens": "child", "women": "woman", "men": "man", "people": "person"}
# What stands in almost every sentence is left out of a search, where it has other words.
_COMMON = frozenset(
    """a an and are as at be been but by can did do does for from had has have how i if in into is it its me my not of
    on or our s so t than that the their them then there they this to us was we were what when where which who why will
    with you your""".split()  # noqa: SIM905 (a list of words reads as one)
)
_stemmer = snowballstemmer.stemmer("english")


class _Signs(dict[str, str]):
    """Each character as it is compared: without case and accent, empty where it cannot be seen."""

    def __missing__(self, sign: str) -> str:
        apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", sign).casefold())
        kept = [_SIGNS.get(each, each) for each in apart if not _is_invisible(each)]
        self[sign] = "".join(kept).translate(_LETTERS)
        return self[sign]


_FOLDED = _Signs(_SIGNS)


def folded(text: str) -> str:
    """A text as patterns are held against it: no case, accents or invisible signs; one hyphen and one apostrophe."""
    return "".join(map(_FOLDED.__getitem__, text))


def _is_invisible(sign: str) -> bool:
    """Whether it is a mark on the letter before it, a sign for layout, or no character at all (U+FFFE)."""
    category = unicodedata.category(sign)
    return category[0] == "M" or category == "Cf" or (category == "Cn" and ord(sign) & 0xFFFE == 0xFFFE)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A folded word without its ending: “hubs” and “hub” are “hub”. Words that are not in a–z stay as they are."""
    if len(word) < 3 or not (word.isascii() and word.isalpha()):
        return word
    short = _stemmer.stemWord(_IRREGULAR.get(word, word))
    # The rules leave “staff” and make “staf” of “staffing”.
    return short[:-1] if len(short) > 3 and short[-1] == short[-2] else short


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: where it is in it, and the ways to write it, each as one or more words.

    “re-offending” is ((“reoffending”,), (“re”, “offending”)).
    """

    start: int
    end: int
    ways: tuple[tuple[str, ...], ...]

    @property
    def forms(self) -> set[str]:
        """Every word that it counts as."""
        return {part for way in self.ways for part in way}


def words_of(text: str) -> Iterator[Word]:
    """The words of a text, folded, in its order."""
    pieces = [_FOLDED[sign] for sign in text]
    line = "".join(pieces)
    places: Sequence[int] = range(len(text))  # of each character of the line in the text
    if len(line) != len(text) or "" in pieces:
        places = [place for place, piece in enumerate(pieces) for _ in piece]
    for match in _RUN.finditer(line):
        if ways := _ways(match.group(), match.lastgroup == "number"):
            yield Word(places[match.start()], _end(text, places[match.end() - 1]), ways)


def _end(text, last):
    """The end of a word whose last letter is there, with the marks and signs that belong to it."""
    end = last + 1
    while end < len(text) and text[end] not in _SIGNS and not _FOLDED[text[end]]:
        end += 1
    return end


# Most words of a text were in another one before.
@lru_cache(maxsize=50_000)
def _ways(run: str, is_number: bool) -> tuple[tuple[str, ...], ...]:
    if is_number:
        return _ways_of_number(run)
    if run.endswith("'s"):
        run = run[:-2]
    parts = [part for part in re.split("['-]", run) if part]
    joined = ("".join(parts)[:LONGEST],)
    if len(parts) < 2:
        return (joined,) if joined[0] else ()
    return joined, tuple(part[:LONGEST] for part in parts)


def _ways_of_number(run):
    """Of “5.2” itself; of an action's reference, “p3.06”, that and the number: “p3.6”, “3.6”."""
    number = ".".join(part.lstrip("0") or "0" for part in run.removeprefix("p").split("."))[:LONGEST]
    return ((f"p{number}",), (number,)) if run.startswith("p") else ((number,),)


@lru_cache(maxsize=50_000)
def _parts(run: str, is_number: bool) -> dict[str, None]:
    """Every word that a run counts as, in their order."""
    return dict.fromkeys(part for way in _ways(run, is_number) for part in way)


def indexed(*texts: str) -> str:
    """What the index keeps of texts: their words, then a bar, then the stems that are not among them."""
    words: dict[str, None] = {}
    for text in texts:
        for match in _RUN.finditer(folded(text or "")):
            words.update(_parts(match.group(), match.lastgroup == "number"))
    stems = dict.fromkeys(each for word in words if (each := stem(word)) not in words)
    return " ".join([*words, "|", *stems]) if words else ""


def vocabulary_of(kept: str) -> set[str]:
    """Of what `indexed` made, the words that can be proposed to somebody who mistyped one."""
    words = kept.partition("|")[0].split()
    return {word for word in words if len(word) >= _BEGINNING and word.isalpha() and len(word) <= 30}


@dataclass(frozen=True, slots=True)
class Sought:
    """One word that is looked for: it finds words of the same stem, and words that it begins."""

    word: str
    stem: str
    begins: bool

    def finds(self, word: str) -> bool:
        """Whether it finds this folded word of a text."""
        return word == self.word or stem(word) == self.stem or (self.begins and word.startswith(self.word))


@dataclass(frozen=True)
class Search:
    """What somebody typed: `groups` must all be found, each in one of its ways, each way in all its words."""

    text: str
    groups: tuple[tuple[tuple[Sought, ...], ...], ...]
    places: tuple[tuple[int, int], ...]  # of each group in the text

    @cached_property
    def sought(self) -> list[Sought]:
        """Every word that is looked for."""
        return [each for group in self.groups for way in group for each in way]

    def __bool__(self):
        return bool(self.groups)

    def marks(self, text: str) -> Iterator[tuple[int, int]]:
        """Where in a text it finds words: (start, end) of each, in order."""
        for word in words_of(text):
            if any(each.finds(form) for form in word.forms for each in self.sought):
                yield word.start, word.end


def read_search(text: str) -> Search:
    """What is looked for with these words: the first 12, the commonest left out where there are others."""
    words = list(words_of(text))
    telling = [word for word in words if not word.forms <= _COMMON]
    words = (telling or words)[:MOST_WORDS]
    groups = tuple(tuple(tuple(_sought(part) for part in way) for way in _looked_for(word)) for word in words)
    return Search(text, groups, tuple((word.start, word.end) for word in words))


def _looked_for(word):
    """The ways in which a word that was typed is looked for: of a reference, as one and not as a number."""
    return word.ways[:1] if word.ways[0][0].startswith("p") and "." in word.ways[0][0] else word.ways


def _sought(word):
    return Sought(word, stem(word), len(word) >= _BEGINNING and "." not in word)
