"""The words of a passage: runs of text, some in bold, made into one tidy line."""

import re

# What a run of text is: its characters, and whether it stands in bold or is underlined.
Runs = list[tuple[str, bool]]

# No part of any word: soft hyphens, zero-width spaces and joiners, byte order marks, direction marks.
_NOTHING = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0])
# Control characters part words, as do the characters that Unicode keeps for no use and lone halves of a pair.
_GAPS = dict.fromkeys([*range(1, 32), *range(127, 160), 65534, 65535, 8232, 8233, *range(55296, 57344)], " ")
_CLEAN = _GAPS | _NOTHING
_SPACES = re.compile(r"\s+")


def clean(text: str) -> str:
    """A text without characters that are no part of words; white space is one space at a time, none at the ends."""
    return _SPACES.sub(" ", text.translate(_CLEAN)).strip()


def part_words(name: str) -> str:
    """A name that is written as one word, by its capitals: “NotForPublicRelease”."""
    return re.sub(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)


def tidy(runs: Runs) -> tuple[str, str]:
    """The words of some runs as one clean line, and the part of it from its beginning that stands in bold."""
    words, bold = [], []
    leading = True
    for text, is_bold in runs:
        words.append(text)
        if leading and text.strip():
            leading = is_bold
        if leading:
            bold.append(text)
    text = clean("".join(words))
    lead = clean("".join(bold))
    return text, lead if text.startswith(lead) else ""


def plain(text: str) -> Runs:
    """Text without any bold as runs."""
    return [(text, False)]


def without_start(runs: Runs, count: int) -> Runs:
    """Runs without their first `count` characters."""
    left: Runs = []
    for text, bold in runs:
        if count >= len(text):
            count -= len(text)
            continue
        left.append((text[count:], bold))
        count = 0
    return left
