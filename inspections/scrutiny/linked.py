"""Words with links, several of them in one sentence."""

from typing import NamedTuple


class Linked(NamedTuple):
    """Words and the address that they lead to; empty where they lead nowhere. The tag `linked` draws several."""

    words: str
    address: str = ""
