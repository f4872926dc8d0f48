"""The briefing as PDF: tagged to PDF/UA-1, as far as the checkers in the tests can tell, and made without a network."""

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import font_lato
import typst
from django.conf import settings

from csc_tracker.pages.shortening import shortened
from csc_tracker.pages.wording import in_a_row
from inspections.reporting.briefing.content import FRONT_PARTS, Briefing, PriorityDetail, printable

TEMPLATE = Path(settings.BASE_DIR) / "templates" / "inspections" / "briefing.typ"
STANDARD = "ua-1"
# The size of the body, in points, and of large print (RNIB's clear print guidelines: at least 12, and at least 16).
SIZE, LARGE_SIZE = 12, 16
# The standard refuses a page with a character that no typeface here has. These ranges Lato and the compiler's own
# Libertinus have whole, as a test holds: Latin, Greek, Cyrillic, punctuation, currencies, arrows, signs and shapes.
_RANGES = (
    (0x20, 0x7E), (0xA0, 0x24F), (0x370, 0x4FF), (0x1E00, 0x1EFF), (0x2010, 0x2040), (0x20A0, 0x20BF),
    (0x2190, 0x22FF), (0x25A0, 0x25FF),
)  # fmt: skip
CHARACTERS = {"\n"} | {
    chr(code)
    for first, last in _RANGES
    for code in range(first, last + 1)
    if unicodedata.category(chr(code))[0] not in "CM"
}
# What replaces any other.
UNKNOWN = "?"
# How many texts the sentence on what could not be set names, and how much of each, in characters.
_MOST_TEXTS, _SHORT = 5, 60


def make_pdf(briefing: Briefing, details: Iterable[PriorityDetail], size: int = SIZE, **compile_options: Any) -> bytes:
    """The PDF of a briefing and its details, one priority after the other, its body in letters of `size` points.

    The same values always give the same file. `compile_options` go to `typst.compile`; they replace the format and the
    standard: `format="png"` gives the pages as pictures.
    """
    letters = _Letters()
    listed = [printable(_with_the_actions_of_the_pdf(detail), letters.legible).as_data() for detail in details]
    inputs = {
        "briefing": printable(briefing, letters.legible).as_data(),
        "details": listed,
        "unset": letters.unset_in_words(),
        "size": size,
        "front_parts": FRONT_PARTS,
        "questions_heading": briefing.questions_heading,
    }
    return typst.compile(
        str(TEMPLATE),
        font_paths=[font_lato.font_directory],
        ignore_system_fonts=True,  # no font of the machine is used
        sys_inputs={"briefing": json.dumps(inputs, ensure_ascii=False)},
        **(compile_options or {"format": "pdf", "pdf_standards": STANDARD}),
    )


def make_large_print(briefing: Briefing, details: Iterable[PriorityDetail]) -> bytes:
    """The same in large print."""
    return make_pdf(briefing, details, LARGE_SIZE)


def _with_the_actions_of_the_pdf(detail: PriorityDetail) -> PriorityDetail:
    """A priority's detail with the actions that the PDF lists, and without what only other files draw."""
    return replace(detail, actions=[replace(action, changes=[]) for action in detail.actions[: detail.paper]])


class _Letters:
    """Makes texts of characters that the typefaces have, and notes those that they have not."""

    def __init__(self) -> None:
        self.scripts: dict[str, None] = {}
        self.texts: dict[str, None] = {}

    def legible(self, words: str) -> str:
        """The text in characters that the typefaces have; what else there is becomes a question mark."""
        if CHARACTERS.issuperset(words):
            return words
        simpler = "".join(each if each in CHARACTERS else unicodedata.normalize("NFKC", each) for each in words)
        legible = "".join(each if each in CHARACTERS else _unknown(each) for each in simpler)
        unset = [each for each in simpler if each not in CHARACTERS and _unknown(each)]
        if unset:
            self.scripts |= dict.fromkeys(map(_script, unset))
            self.texts[shortened(legible, _SHORT)] = None
        return legible

    def unset_in_words(self) -> str:
        """A sentence on what could not be set, and in which texts; empty where everything could."""
        if not self.texts:
            return ""
        texts = [f"“{text}”" for text in self.texts]
        more = len(texts) - _MOST_TEXTS
        named = in_a_row(texts) if more <= 0 else f"{', '.join(texts[:_MOST_TEXTS])} and {more} more"
        return (
            f"The typeface of this file lacks some signs ({in_a_row(self.scripts)}). Each of them is a question "
            f"mark in {named}. The page, the Word file and the Excel file have them."
        )


def _script(character: str) -> str:
    """The script of a letter, as “Arabic”; “pictures” of what is none."""
    if unicodedata.category(character)[0] != "L":
        return "pictures"
    return {"CJK": "Chinese"}.get(first := unicodedata.name(character, "OTHER").split()[0], first.capitalize())


def _unknown(character: str) -> str:
    return "" if unicodedata.category(character)[0] in "CM" else UNKNOWN
