"""The characters that every way out can hold, applied at every way in: one list for forms, admin and spreadsheets.

Pages, PDF, Word and Excel take what XML 1.0 (2.2, Char) takes: no other control characters, no half of a pair, not
U+FFFE and its like. What stood for something becomes that; the rest is dropped.
"""

import re
import unicodedata

# A line break of Word, PowerPoint or a browser; PDF viewers give U+FFFE and U+0002 for a hyphen at the end of a line,
# and Word U+001E for one that does not break.
_MEANT = dict.fromkeys((0x0B, 0x0C, 0x85, 0x2028, 0x2029), "\n") | dict.fromkeys((0x02, 0x1E, 0xFFFE), "-")
# They would turn the direction of the words that follow, other people's too.
_TURNING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_DROPPED = (
    *range(9), *range(14, 32), *range(0x7F, 0xA0), *_TURNING, *range(0xD800, 0xE000), *range(0xFDD0, 0xFDF0), 0xFEFF,
    *(plane + end for plane in range(0, 0x110000, 0x10000) for end in (0xFFFE, 0xFFFF)),
)  # fmt: skip
_TABLE = dict.fromkeys(_DROPPED, None) | _MEANT
_ODD = re.compile("[" + "".join(re.escape(chr(code)) for code in (*_TABLE, 13)) + "]")


def clean(text: str) -> str:
    """The text in characters that every way out can hold, its line ends made one (“\\n”)."""
    if not _ODD.search(text):
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_TABLE)


def shows_nothing(text: str) -> bool:
    """Whether a text is made of spaces and signs that nobody sees: it says nothing."""
    return all(unicodedata.category(sign)[0] in "ZCM" for sign in text)
