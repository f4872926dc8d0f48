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


def make_pdf(briefing: Briefing, details: Iterable[PriorityDetail], size: int = SIZE, **compile_options: Any) -> bytes:
    """The PDF of a briefing and its details, one priority after the other, its body in letters of `size` points.

    The same values always give the same file. `compile_options` go to `typst.compile`; they replace the format and the
    standard: `format="png"` gives the pages as pictures.
    """
    listed = [printable(_with_the_actions_of_the_pdf(detail), _legible).as_data() for detail in details]
    inputs = {
        "briefing": printable(briefing, _legible).as_data(),
        "details": listed,
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


def _legible(words: str) -> str:
    """The text in characters that the typefaces have; what else there is becomes a question mark."""
    if CHARACTERS.issuperset(words):
        return words
    simpler = "".join(each if each in CHARACTERS else unicodedata.normalize("NFKC", each) for each in words)
    return "".join(each if each in CHARACTERS else _unknown(each) for each in simpler)


def _unknown(character: str) -> str:
    return "" if unicodedata.category(character)[0] in "CM" else UNKNOWN
