"""From bytes to text: the encoding that the bytes show, whatever a page says of itself."""

import codecs

_BOMS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """The bytes that are no UTF-8 as Windows-1252, the encoding of nearly every other British text."""
    assert isinstance(error, UnicodeDecodeError)  # it is asked in decoding alone
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", errors="replace").replace("\ufffd", ""), error.end


codecs.register_error("as-windows-1252", _as_windows)


def decoded(content: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of some bytes, and a sentence where its encoding had to be told from them. It never fails."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, errors="replace"), ()
    wide = _wide(content)
    if wide:
        return content.decode(wide, errors="replace"), (
            "The text says nothing of its encoding; it was read as UTF-16.",
        )
    try:
        return content.decode("utf-8"), ()
    except UnicodeDecodeError:
        text = content.decode("utf-8", errors="as-windows-1252")
        return text, ("The text is not in UTF-8; what is not was read as Windows-1252.",)


def _wide(content: bytes) -> str:
    """Whether bytes are UTF-16 without a mark: every other byte of a Latin text is then zero."""
    start = content[:4000]
    if len(start) < 8:
        return ""
    even, odd = start[0::2].count(0) / len(start[0::2]), start[1::2].count(0) / len(start[1::2])
    if odd > 0.6 and even < 0.1:
        return "utf-16-le"
    if even > 0.6 and odd < 0.1:
        return "utf-16-be"
    return ""


def is_noise(content: bytes, text: str) -> bool:
    """Whether bytes that no format owns up to are no text either: many control characters, or hardly a letter."""
    start = text[:20_000]
    if not start.strip():
        return False
    controls = sum(1 for letter in start if ord(letter) < 32 and letter not in "\t\n\r\f\v\0\x1b")
    letters = sum(1 for letter in start if letter.isalnum() or letter.isspace())
    return controls * 50 > len(start) or letters * 3 < len(start)
