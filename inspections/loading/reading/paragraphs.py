"""A paragraph as its format gives it, to a block: its mark read, its words made tidy."""

from inspections.loading.reading.blocks import Block
from inspections.loading.reading.marks import heading_number, mark_of
from inspections.loading.reading.passages import PassageKind
from inspections.loading.reading.words import Runs, tidy, without_start


def block_of(
    runs: Runs, number: str = "", bullet: bool = False, level: int = 1, heading: int = 0, page: int | None = None
) -> Block:
    """The block of a paragraph's runs.

    `number`, `bullet` and `level` are those that the format itself gives to an item of a list, `heading` the level of a
    heading or 0. A number or a bullet that is typed before the words is read from them.
    """
    line = "".join(text for text, _ in runs)
    if heading:
        text, bold = tidy(runs)
        typed, length = heading_number(text)
        return Block(PassageKind.HEADING, text[length:], typed or number, heading, page, bold[length:], alone=True)
    lead = len(line) - len(line.lstrip())
    mark = mark_of(line[lead:].replace("\xa0", " "))
    if mark.length and mark.length < len(line[lead:].rstrip()):
        if not (bullet and mark.bullet):
            bullet = mark.bullet or (bullet and not mark.number)
        number = mark.number or number
        runs = without_start(runs, lead + mark.length)
    text, bold = tidy(runs)
    if number or not bullet:
        return Block(PassageKind.PARAGRAPH, text, number, page=page, bold=bold, alone=True)
    return Block(PassageKind.BULLET, text, level=max(level, 1), page=page, bold=bold, alone=True)
