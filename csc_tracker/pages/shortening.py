"""Words cut short for where there is room for a few."""


def first_words(words: str, number: int) -> str:
    """So many of the words, with “…” behind them where there are more."""
    every = words.split()
    return " ".join([*every[:number], *(["…"] if len(every) > number else [])])


def shortened(words: str, room: int) -> str:
    """The words on one line, cut at the end of a word with “…” where they are longer than so many characters."""
    line = " ".join(words.split())
    return line if len(line) <= room else f"{line[:room].rpartition(' ')[0] or line[: room - 1]}…"


def clipped(words: str, room: int = 90) -> str:
    """The same without the stop at their end, for words that stand inside a sentence."""
    line = " ".join(words.split())
    if len(line) <= room:
        return line.rstrip(".;,: ")
    return f"{line[:room].rpartition(' ')[0].rstrip('.;,:–- ')}…"
