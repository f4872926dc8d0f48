"""The sentences of a passage, and its words made plain for comparing."""

import re
from functools import lru_cache

# A full stop, question or exclamation mark, any closing quotation mark or bracket, a space, and what can begin anew.
_END = re.compile(r"[.!?][\"”’')\]]{0,2}\s+(?=[\"“‘'(\[]?[A-Z0-9£])")
_NOT_AN_END = re.compile(
    r"(?:\b(?:Cllrs?|Councillors?|Mr|Mrs|Ms|Miss|Dr|Prof|Rev|St|No|Nos|para|paras|pp?|approx|"
    r"e\.g|i\.e|etc|vs?|cf|c|Ref|Revd|Hon|Sgt|Insp|incl)|\b[A-Z])\.\s+$"
)
_BREAKS_OFF = re.compile(r"\bview the full (?:minutes|decision|agenda) text\b", re.IGNORECASE)
_TAIL = " \u00a0\n\t.…"
_FILE = re.compile(r"(?:\bpdf icon\b\s*)?\bPDF\s+[\d.,]+\s*[KM]B\b.*$|\[?\bpdf icon\b\]?\s*$", re.IGNORECASE)
_WORD = re.compile(r"[a-z0-9]+")
_SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "been",
        "by",
        "can",
        "for",
        "from",
        "had",
        "has",
        "have",
        "her",
        "his",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "more",
        "of",
        "on",
        "or",
        "our",
        "s",
        "so",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "up",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "will",
        "with",
        "would",
        "should",
        "could",
        "may",
        "also",
        "all",
    ]
)


def plain(text: str) -> str:
    """The words with straight quotation marks, plain dashes and single spaces, for matching; same length not kept."""
    text = text.translate(_STRAIGHT)
    return " ".join(text.split())


_STRAIGHT = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "—": "–", "\u2011": "-", "\u200b": None}
)


def sentences(text: str) -> list[str]:
    """The sentences of a text, in order, each in the text's own words; full stops of abbreviations end none."""
    parts, start = [], 0
    for end in _END.finditer(text):
        if _NOT_AN_END.search(text, max(start, end.start() - 12), end.end()):
            continue
        parts.append(text[start : end.end()].strip())
        start = end.end()
    parts.append(text[start:].strip())
    return [sentence for sentence in parts if sentence]


def without_link(text: str) -> str:
    """A text without the words of a committee system's link at its end (“view the full minutes text for item 4”)."""
    match = _BREAKS_OFF.search(text)
    return f"{text[: match.start()].rstrip(_TAIL)} ..." if match else text


def without_file(title: str) -> str:
    """A title without the words of the file that a committee system hangs on it (“pdf icon PDF 464 KB”)."""
    return _FILE.sub("", title).strip()


@lru_cache(maxsize=4096)
def content_words(text: str) -> frozenset[str]:
    """The words of a text that carry its matter, cut to their stems, for telling whether two say the same."""
    return frozenset(_stem(word) for word in _WORD.findall(plain(text).lower()) if word not in _SMALL)


def _stem(word: str) -> str:
    for end in ("ements", "ement", "ments", "ment", "ations", "ation", "ings", "ing", "ies", "ed", "es", "s", "e", "y"):
        if word.endswith(end) and len(word) - len(end) >= 3:
            return word[: -len(end)]
    return word


def alike(one: str, other: str) -> float:
    """How much two texts share of their words: 1 where they are the same, 0 where they share none."""
    first, second = content_words(one), content_words(other)
    if not first or not second:
        return float(plain(one).lower() == plain(other).lower())
    return len(first & second) / len(first | second)
