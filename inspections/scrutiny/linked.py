"""Words that lead to a page, as several of them stand in one sentence."""

from typing import NamedTuple


class Linked(NamedTuple):
    """Words and the address that they lead to; empty where they lead nowhere. The tag `linked` draws several."""

    words: str
    address: str = ""
