"""Blocks: what the reader of each format finds, before order, heading paths and column headings are given to them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from inspections.loading.reading.passages import CannotRead, Format, Paper, Passage, PassageKind

# A 200-page report has some 6,000 passages and 600,000 characters; ten times that is no paper for one meeting's item
# but a mistake or a trick, and a review of so much could not be done.
MOST_PASSAGES = 60_000
MOST_CHARACTERS = 6_000_000


@dataclass(slots=True)
class Block:
    """A passage in the making; fields as in Passage. `alone` says that it stands between empty lines."""

    kind: PassageKind
    text: str
    number: str = ""
    level: int = 0
    page: int | None = None
    bold: str = ""
    table: int | None = None
    row: int | None = None
    column: int | None = None
    header: bool = False
    row_span: int = 1
    column_span: int = 1
    item: bool = False
    alone: bool = False

    @property
    def all_bold(self) -> bool:
        """Whether every word of it is in bold."""
        return bool(self.bold) and len(self.bold) >= len(self.text)


def paper_of(
    blocks: Iterable[Block],
    format: Format,
    pages: int | None = None,
    notes: Iterable[str] = (),
    links: Iterable[str] = (),
) -> Paper:
    """The paper that some blocks make. Raises CannotRead where they hold no words, or more than a paper can hold."""
    kept = [block for block in blocks if block.text]
    if not kept:
        raise CannotRead("The file holds no words. Check that it is the right file, and that it opens with its text.")
    if len(kept) > MOST_PASSAGES or sum(len(block.text) for block in kept) > MOST_CHARACTERS:
        raise CannotRead(
            f"The file holds more than {MOST_PASSAGES:,} paragraphs or {MOST_CHARACTERS:,} characters, too much for "
            "one paper. Give the paper in parts."
        )
    number_in_sequence(kept)
    level_headings(kept)
    headings = _column_headings(kept)
    paths = heading_paths((block.kind, block.level, block.text) for block in kept)
    passages = []
    for order, (block, path) in enumerate(zip(kept, paths, strict=True), 1):
        passages.append(
            Passage(
                order=order,
                kind=block.kind,
                text=block.text,
                number=block.number,
                level=block.level,
                headings=path,
                page=block.page,
                bold=block.bold,
                table=block.table,
                row=block.row,
                column=block.column,
                column_heading="" if block.header else headings.get((block.table, block.column), ""),
                header=block.header,
                row_span=block.row_span,
                column_span=block.column_span,
                item=block.item,
            )
        )
    return Paper(tuple(passages), format, pages, tuple(dict.fromkeys(notes)), tuple(dict.fromkeys(links)))


def heading_paths(passages: Iterable[tuple[PassageKind, int, str]]) -> Iterator[tuple[str, ...]]:
    """The words of the headings that each passage stands under, from the kind, level and words of each."""
    path: list[tuple[int, str]] = []
    for kind, level, words in passages:
        if kind == PassageKind.HEADING:
            while path and path[-1][0] >= level:
                path.pop()
        yield tuple(above for _, above in path)
        if kind == PassageKind.HEADING:
            path.append((level, words))


def _column_headings(blocks: list[Block]) -> dict[tuple, str]:
    """The heading of each table's columns: the words of the heading cells above it, the highest first."""
    words_by_place: dict[tuple, list[str]] = {}
    for block in blocks:
        if block.header:
            for column in range(block.column, block.column + block.column_span):
                words = words_by_place.setdefault((block.table, column), [])
                if block.text not in words:
                    words.append(block.text)
    return {place: " ".join(words) for place, words in words_by_place.items()}


_BARE = re.compile(r"(\d{1,3})\s+(?=[A-Z‘“])")


def number_in_sequence(blocks: list[Block]) -> None:
    """Take figures without a point for numbers where paragraphs one after another count from 1: “1 The”, “2 A”."""
    run: list[tuple[Block, re.Match]] = []
    for block in [*blocks, None]:
        found = None
        if block is not None and block.kind == PassageKind.PARAGRAPH and not block.number:
            found = _BARE.match(block.text)
        if found and int(found[1]) == len(run) + 1:
            run.append((block, found))
            continue
        if len(run) > 1:
            for each, start in run:
                each.number = start[1]
                each.text, each.bold = each.text[start.end() :], each.bold[start.end() :]
        run = [(block, found)] if found and int(found[1]) == 1 else []


# Levels ---------------------------------------------------------------------------------------------------------------

_TOP = re.compile(r"\d+")


def level_headings(blocks: list[Block]) -> None:
    """Make the levels of headings agree with their numbers and nest without a gap.

    Papers that were turned from one format into another have headings of the wrong level. Their numbers tell: headings
    with as many figures in their number are of one level, and a heading without a number that stands before 5.3 in
    section 5 is within section 5 and above 5.3.
    """
    _level_by_numbers([block for block in blocks if block.kind == PassageKind.HEADING], blocks)
    open_levels: list[int] = []  # the levels as given of the headings that are open
    for block in blocks:
        if block.kind == PassageKind.HEADING:
            while open_levels and open_levels[-1] >= block.level:
                open_levels.pop()
            open_levels.append(block.level)
            block.level = len(open_levels)


def _level_by_numbers(headings: list[Block], blocks: list[Block]) -> None:
    tops = [block for block in headings if _TOP.fullmatch(block.number)]
    if len(tops) < 2:
        return
    top = Counter(block.level for block in tops).most_common(1)[0][0]
    following = _next_numbers(blocks)
    section = ""
    first: dict[int, int] = {}  # in this section, the level of headings by the count of figures in their number
    for block in headings:
        figures = block.number.count(".") + 1 if block.number[:1].isdigit() else 0
        if figures == 1:
            block.level, section, first = top, block.number, {}
        elif not section:
            continue
        elif figures and block.number.split(".")[0] == section:
            block.level = first.setdefault(figures, max(block.level, top + 1))
        elif not figures and block.level <= top and following.get(id(block), "").split(".")[0] == section:
            # Before the number that it stands above, and within the section that this number belongs to.
            inner = min(first.values(), default=top + 2)
            block.level = max(top + 1, inner - 1)
            if inner - 1 <= top:
                first = {count: level + 1 for count, level in first.items()}


def _next_numbers(blocks: list[Block]) -> dict[int, str]:
    """For each heading, the next number of more than one figure that follows it, before a heading of one figure."""
    numbers: dict[int, str] = {}
    number = ""
    for block in reversed(blocks):
        if block.kind == PassageKind.HEADING:
            numbers[id(block)] = number
        if block.kind in (PassageKind.HEADING, PassageKind.PARAGRAPH) and block.number[:1].isdigit():
            if "." in block.number:
                number = block.number
            elif block.kind == PassageKind.HEADING:
                number = ""
    return numbers
