"""The words that only some passages of a paper have, and taking them from what is kept beside these passages."""

import re
from typing import Any

from inspections.scrutiny.papers.erased_words import comparable


class ClosedWords:
    """The words that only the exempt, or the erased, passages of a paper have: nothing else takes or keeps them.

    The heading of an exempt item, for one, is no title of what was decided in the open after it. `texts` are those of
    the passages by their orders, `exemptions` the exemption (key) of each that is exempt.
    """

    def __init__(self, texts: dict[int, str], exemptions: dict[int, int]):
        closed = {_plain(text): exemptions[order] for order, text in texts.items() if order in exemptions}
        self._closed = {text: exemption for text, exemption in closed.items() if text}
        self._together = "\n".join(self._closed)
        self._open = "\n".join(_plain(text) for order, text in texts.items() if order not in exemptions)
        self._sentences = {
            text: exemption for text, exemption in self._closed.items()
            if len(text) >= _A_SENTENCE and text not in self._open
        }  # fmt: skip

    def exemption_of(self, value: str) -> int | None:
        """The exemption (key) of a text that holds such words, or is a part of them; None where it may be open."""
        words = _plain(value)
        if not _HAS_WORDS.search(words) or _is_within(words, self._open):
            return None
        if _is_within(words, self._together):
            return next(exemption for text, exemption in self._closed.items() if _is_within(words, text))
        return next((exemption for text, exemption in self._sentences.items() if text in words), None)

    def exemption_of_quoted(self, sentence: str) -> int | None:
        """The same of what a sentence of ours quotes."""
        found = (self.exemption_of(quoted) for quoted in re.findall(r"“([^”]+)”", sentence))
        return next((exemption for exemption in found if exemption is not None), None)

    def taken_from(self, value: Any, name: str = "") -> Any:
        """A value of JSON without the texts that hold such words; `name` is that of the field."""
        if isinstance(value, str):
            return "" if name not in _NO_WORDS and self.exemption_of(value) is not None else value
        if isinstance(value, dict):
            return {name: self.taken_from(each, name) for name, each in value.items()}
        if isinstance(value, list | tuple):
            return [each for each in (self.taken_from(each, name) for each in value) if each != ""]
        return value


def _plain(text: str) -> str:
    return comparable(text.replace("’", "'")).strip(" .,;:*")


def _is_within(words: str, text: str) -> bool:
    """Whether words are in a text, and not only as a part of other words: “Ann” is not in “annual”."""
    return words in text and re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


_HAS_WORDS = re.compile(r"[^\W\d_]{3}")
_A_SENTENCE = 16  # characters; what is shorter is within other words by chance
# Fields that say what kind of thing something is, in words of ours.
_NO_WORDS = ("kind", "stage", "role", "due_from", "change", "also_changed", "column", "class", "format")
