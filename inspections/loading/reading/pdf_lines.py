"""The lines of a PDF's page, from its words, and the paragraphs that lines make."""

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from inspections.loading.reading.marks import is_only_mark, mark_of
from inspections.loading.reading.pdf_pages import Word
from inspections.loading.reading.words import Runs


@dataclass(slots=True)
class Line:
    """Words on one baseline. `left` and `right` are the edges that it could have filled."""

    words: list[Word]
    page: int
    left: float = 0
    right: float = 0
    margin: float = 0  # where its page's right margin begins, were it as wide as the left one
    apart: bool = False  # whether a gap, a page's end or a column's end parts it from the line before

    @property
    def x0(self) -> float:
        """Where it begins."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Where it ends."""
        return self.words[-1].x1

    base: float = field(init=False)  # its baseline
    size: float = field(init=False)  # the height of its letters, as most of them stand

    def __post_init__(self):
        words = self.words
        if len(words) > 1 and len(words[0].text) == 1 and not words[0].text.isalnum():
            words = words[1:]  # a bullet may be larger than the words and stand lower
        self.base = max(words, key=lambda w: (w.size, w.x1)).base
        self.size = sorted(w.size for w in words)[len(words) // 2]

    @property
    def bold(self) -> bool:
        """Whether all of it that has letters is in bold."""
        return all(w.bold for w in self.words if any(map(str.isalnum, w.text)))

    @property
    def text(self) -> str:
        """Its words; a wide gap, such as after a number, is a tab."""
        return "".join(text for text, _ in self.runs())

    def runs(self) -> Runs:
        """Its words as runs."""
        runs: Runs = []
        end = None
        for word in self.words:
            gap = "" if end is None else "\t" if word.x0 - end > 1.2 * word.size else " "
            runs.append((f"{gap}{word.text}", word.bold))
            end = word.x1
        return runs


def lines_of(words: list[Word], page: int) -> list[Line]:
    """Words to lines, from the top down; what is raised or lowered a little stays in its line."""
    lines: list[list[Word]] = []
    base = size = 0.0
    for word in sorted(words, key=lambda w: (w.base, w.x0)):
        near = lines and word.base - base <= 0.3 * min(size, word.size) + 0.5
        raised = (
            lines
            and not near
            and word.base - base <= 0.45 * max(size, word.size)
            and min(size, word.size) < 0.8 * max(size, word.size)
        )
        if near or raised:
            lines[-1].append(word)
            if word.size > size:
                base, size = word.base, word.size
        else:
            lines.append([word])
            base, size = word.base, word.size
    return [Line(sorted(line, key=lambda w: w.x0), page) for line in lines]


ENDS = re.compile(r"[.;:!?)’”]$")


# Paragraphs -----------------------------------------------------------------------------------------------------------


def would_fit(before: Line, line: Line, slack: float = 0.0) -> bool:
    """Whether the first word of a line would have fitted on the line before, so that a paragraph must end there."""
    word = line.words[0]
    centred = abs(before.x0 - line.x0) > 2 and all(map(_centred, (before, line))) and not mark_of(before.text).length
    room = (before.right - before.left) - (before.x1 - before.x0) if centred else before.right - before.x1
    return room - 0.3 * word.size - (word.x1 - word.x0) > max(slack, 0.15 * word.size)


def _centred(line: Line) -> bool:
    return line.x0 - line.left > 8 and abs((line.x0 + line.x1) / 2 - (line.left + line.right) / 2) < 3


def paragraphs_of(
    lines: list[Line], in_cell: bool = False, single: bool = False, normal: float = 0, hanging: bool = True
) -> list[list[Line]]:
    """Lines to paragraphs: spacing, marks, size, bold, indents, and lines that end early tell them apart.

    `single` says that the paragraphs of a table's column are of one sentence each, so that a sentence which ends with
    its page ends its paragraph. `normal` is the spacing of lines within a paragraph, as a part of their size. `hanging`
    says that a bullet's words stand under one another, so that a line which begins under the bullet is no part of it.
    """
    if not lines:
        return []
    normal = normal or usual_step(steps_of(lines))
    paragraphs = [[lines[0]]]
    for before, line in pairwise(lines):
        if _begins(paragraphs[-1], before, line, normal, in_cell, single, hanging):
            paragraphs.append([line])
        else:
            paragraphs[-1].append(line)
    return paragraphs


def steps_of(lines: list[Line]) -> list[float]:
    """How far each line stands below the one before, as a part of its size, where both may be of one paragraph."""
    return [
        (b.base - a.base) / b.size
        for a, b in pairwise(lines)
        if a.page == b.page
        and 0.75 * b.size < b.base - a.base < 2.2 * b.size
        and abs(a.size - b.size) < 1
        and not would_fit(a, b)
    ]


def usual_step(steps: list[float]) -> float:
    """The spacing of lines within a paragraph: the smallest that many lines have."""
    counts = Counter(round(step * 40) / 40 for step in steps)
    many = [step for step, count in counts.items() if count * 10 >= len(steps)]
    return min(many, default=0)


def hangs(lines: list[Line]) -> bool:
    """Whether the lines below a bullet's first begin under its words rather than under the bullet."""
    return any(
        _inset(first) - first.x0 > 2 and abs(line.x0 - _inset(first)) < 2 and not mark_of(line.text).length
        for first, line in pairwise(lines)
        if mark_of(first.text).bullet
    )


def _begins(
    paragraph: list[Line], before: Line, line: Line, normal: float, in_cell: bool, single: bool, hanging: bool
) -> bool:
    first = paragraph[0]
    text = line.text
    mark = mark_of(text)
    broken = line.page != before.page or line.base <= before.base
    if abs(line.size - before.size) > 1.2 and not _small(line, before):
        return True
    if not broken and normal and line.base - before.base > 1.12 * normal * line.size + 0.3:
        # The lines of a heading may stand further apart than those of a paragraph.
        heads = before.bold and line.bold and line.base - before.base < 1.45 * line.size
        return not heads or in_cell or would_fit(before, line)
    held = mark_of(first.text).length > 0
    if mark.bullet and text[0] in "-–—" and not broken and not would_fit(before, line):
        # A dash that happens to begin a line of a sentence stands where its other lines begin, and is no bullet.
        stands = _inset(first) if held else before.x0
        if abs(line.x0 - stands) < 2 and first.text[0] not in "-–—" and not ENDS.search(before.text):
            return False
    if mark.length:
        if mark.bullet or line.x0 < before.x0 - 4 or would_fit(before, line):
            return True
        # The line before is full: a figure may be only the next word of its sentence, unless it counts on.
        if held and _counts_on(mark_of(first.text).number, mark.number):
            return True
        return bool(ENDS.search(before.text)) and not (held and line.x0 > first.x0 + 4)
    if (
        not in_cell
        and before.bold
        and not line.bold
        and all(part.bold for part in paragraph)
        and would_fit(before, line)
    ):
        return True
    if not in_cell and line.bold and not before.bold and would_fit(before, line):
        return True
    if broken:
        ended = ENDS.search(before.text) and text[:1].isupper()
        if in_cell and ended and (single or before.right - before.x1 > 1.5 * line.size):
            return True
        return would_fit(before, line, 0 if in_cell else 0.1 * (before.right - before.left)) or (
            bool(ENDS.search(before.text))
            and text[:1].isupper()
            and not in_cell
            and before.margin - before.x1 > 3 * line.size
        )
    if held and line.x0 < first.x0 - 3:
        return True
    if held and mark_of(first.text).bullet and abs(line.x0 - first.x0) < 2 < _inset(first) - first.x0:
        if in_cell:
            return hanging or would_fit(before, line)
        if text[:1].isupper():  # under the bullet and with a capital: a line of its own, however wide the page is
            return True
    if in_cell:
        return would_fit(before, line)
    return would_fit(before, line, 0.25 * (before.right - before.left))


def _counts_on(number: str, after: str) -> bool:
    """Whether one number comes right after another: 2 after 1, 5.2 after 5.1, b after a."""
    start, _, last = number.rpartition(".")
    other, _, following = after.rpartition(".")
    if start != other:
        return False
    if last.isdigit() and following.isdigit():
        return int(following) == int(last) + 1
    return len(last) == len(following) == 1 and ord(following) == ord(last) + 1


def _small(line: Line, before: Line) -> bool:
    """Whether one of two lines is only a raised figure or a sign."""
    return (len(line.words) == 1 and len(line.words[0].text) < 3) or (
        len(before.words) == 1 and len(before.words[0].text) < 3
    )


def _inset(line: Line) -> float:
    """Where the words of a line begin after its mark."""
    return line.words[1].x0 if len(line.words) > 1 and is_only_mark(line.words[0].text) else line.x0
