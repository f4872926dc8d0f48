"""Headings that no mark of the format gives: their form, their numbers and what follows them tell."""

import re

from inspections.loading.reading.blocks import Block
from inspections.loading.reading.marks import heading_number
from inspections.loading.reading.passages import PassageKind

# The parts of a committee system's page, which stand as headings over what was decided and said.
_PARTS = re.compile(
    r"(?:decisions?|minutes?|supporting documents|additional documents|resolved|background|recommendations?|summary"
    r"|purpose|documents|introduction|conclusions?|attachments)\s*:$",
    re.I,
)
_PAGE_PARTS = re.compile(r"(?:decisions?|minutes?|supporting documents|additional documents)\s*:$", re.I)
# What a committee system writes above the title of its page: which kind of page it is.
_PAGE_KINDS = re.compile(
    r"(?:agenda item|issue\s*[-–]\s*\w+(?: at meetings)?|issue details|decision details|decision|meeting details"
    r"|agenda and minutes|agenda and draft minutes|draft minutes|minutes|issue history|plan item|committee details)",
    re.I,
)
_CHROME = re.compile(
    r"(?:menu|home|search|skip to (?:main )?content|council meetings|council and democracy|agenda item|your council"
    r"|print|contents?|issue - .{1,30}|decision details|meeting details|sign in|back|share|a to z"
    r"|related (?:pages|documents)|you are here.*|cookies?|accept (?:all )?cookies|about us|contact us"
    r"|agenda and minutes)",
    re.I,
)
_SENTENCE = re.compile(r"[.;:,!?]$")
_SAID = re.compile(
    r"(?:resolved|recommended|agreed|noted|dear|yours|cllr|councillor|mr|mrs|ms|miss|dr|present)\b", re.I
)
_FILE_SIZE = re.compile(r"\bPDF\s+\d+(?:\.\d+)?\s*[KM]B", re.I)
_CAPITALS = re.compile(r"[^a-z]*[A-Z]{3}[^a-z]*")


def find_headings(blocks: list[Block], marked: bool) -> None:
    """Tell which paragraphs of a text are headings though no mark says so: their form and what follows them tell.

    In bold or in capitals and short; numbered, with paragraphs of that number below; the title of a committee system's
    page and the parts of it; a short line alone above a long paragraph, a list or a table.
    """
    last = 0  # the level of the last heading that a mark, a number or a page's part gave
    title = ""
    numbers = {block.number for block in blocks if "." in block.number}
    for at, block in enumerate(blocks):
        if block.kind == PassageKind.HEADING:
            last = block.level
            continue
        if block.kind != PassageKind.PARAGRAPH:
            continue
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        before = blocks[at - 1] if at else None
        level = 0
        if _PAGE_PARTS.fullmatch(block.text) and not block.number and not marked:
            level = 2 if not title or last < 2 or not _item_level(blocks, at) else 3
        elif not title and not marked and _is_title(block, before, at):
            title, level = block.text, 1
        elif not marked and _is_agenda_item(block, following, title):
            level = 2
        elif block.all_bold and _is_bold_heading(blocks, at):
            level = last + 1
        elif _is_numbered_heading(block, following, numbers):
            level = last if marked and last else 2
        elif not marked and not block.number and _is_lone_heading(block, following):
            level = 2 if not title and not last else min(last + 1, 3) if last else 2
            level = 3 if _item_level(blocks, at) else 2
        if level:
            _make_heading(block, level)
            if not block.all_bold or not marked:
                last = level


def _make_heading(block: Block, level: int) -> None:
    if block.number and not block.number[0].isdigit():
        block.text, block.number = f"({block.number}) {block.text}", ""
        block.bold = block.text if block.bold else ""
    if not block.number:
        number, length = heading_number(block.text)
        block.number, block.text, block.bold = number, block.text[length:], block.bold[length:]
    block.kind, block.level = PassageKind.HEADING, level


def _item_level(blocks: list[Block], at: int) -> bool:
    """Whether a numbered heading of an agenda item stands above."""
    return any(
        block.kind == PassageKind.HEADING and block.number and block.level == 2
        for block in blocks[max(0, at - 400) : at]
    )


def _is_title(block: Block, before: Block | None, at: int) -> bool:
    return (
        before is not None
        and at < 12
        and _PAGE_KINDS.fullmatch(before.text) is not None
        and len(block.text) <= 250
        and not _SENTENCE.search(block.text)
        and not block.number
    )


def _is_agenda_item(block: Block, following: Block | None, title: str) -> bool:
    """A numbered line that is an item of an agenda: it has a document's size after it, or a part of the page below."""
    text = block.text
    number = block.number or heading_number(text)[0]
    if not number or "." in number or len(text) > 300:
        return False
    if _FILE_SIZE.search(text):
        return True
    if _SENTENCE.search(text):
        return False
    if following is not None and _PAGE_PARTS.fullmatch(following.text):
        return True
    return bool(title) and heading_number(text)[0] != "" and title in text


def _is_numbered_heading(block: Block, following: Block | None, numbers: set[str]) -> bool:
    """“1. Summary”, with 1.1 below it."""
    number = block.number or heading_number(block.text)[0]
    if not number.isdigit() or len(block.text) > 120 or _SENTENCE.search(block.text) or following is None:
        return False
    if _CAPITALS.fullmatch(block.text) and following.number != str(int(number) + 1):
        return True
    return following.number.startswith(f"{number}.") or (
        not following.number and any(f"{number}.{n}" in numbers for n in range(1, 4)) and len(following.text) < 120
    )


def _is_bold_heading(blocks: list[Block], at: int) -> bool:
    """A short line in bold: a heading unless it ends as a sentence or a label does; above a table always."""
    block = blocks[at]
    if len(block.text) > 250 or (block.number and block.number[0].isdigit() and "." in block.number):
        return False
    below = at + 1
    while (
        below < len(blocks)
        and below < at + 3
        and blocks[below].kind == PassageKind.PARAGRAPH
        and blocks[below].all_bold
    ):
        below += 1
    if below >= len(blocks):
        return False
    if blocks[below].kind == PassageKind.CELL and not block.text.endswith(":"):
        return True
    return (
        below == at + 1
        and len(block.text) <= 120
        and not _SENTENCE.search(block.text)
        and not _SAID.match(block.text)
        and (bool(blocks[below].kind != PassageKind.HEADING))
    )


def _is_lone_heading(block: Block, following: Block | None) -> bool:
    text = block.text
    if not block.alone or following is None or not 3 <= len(text) <= 100 or _CHROME.fullmatch(text):
        return False
    if _SAID.match(text) or (not text[0].isupper() and text[0] not in "‘“'\""):
        return False
    if _PARTS.fullmatch(text):
        return True
    if _SENTENCE.search(text) or ":" in text or "@" in text or re.search(r"\d{4}$|^\d", text):
        return False
    if _CAPITALS.fullmatch(text):
        return True
    if following.kind in (PassageKind.BULLET, PassageKind.CELL):
        return len(text) <= 80
    return following.kind == PassageKind.PARAGRAPH and (
        len(following.text) >= 1.5 * len(text) and len(following.text) >= 80
    )
