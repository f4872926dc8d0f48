"""The numbers of lists as they are shown: 1, a, A, i or I."""

_ROMAN = [(100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")]


def counted(value: int, style: str) -> str:
    """A list's number as its style shows it: 1, a, A, i or I; a number that a style cannot show is shown as it is."""
    if style in ("a", "A") and 1 <= value <= 702:
        letters = chr(97 + (value - 1) % 26)
        if value > 26:
            letters = chr(96 + (value - 1) // 26) + letters
        return letters if style == "a" else letters.upper()
    if style in ("i", "I") and 1 <= value < 400:
        words = ""
        for size, letters in _ROMAN:
            words += letters * (value // size)
            value %= size
        return words if style == "i" else words.upper()
    return str(value)
