"""The pages of a PDF as words and ruled lines, each with its place: x from the left, y from the top, in points.

The PDF itself is opened by PDFium, which stands under pdfplumber too: reading letter by letter through pdfplumber takes
0.09 s a page of 3,000 letters, through PDFium 0.01 s.
"""

import ctypes
import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2
import pypdfium2.raw as pdfium

from inspections.loading.reading.pdf_tags import NO_MARK, Mark, Tags, mark_of_object

# A page of drawings (a map, a chart) can hold very many objects; none of those is a table of words.
MOST_OBJECTS = 20_000
# A page of the smallest print holds some 12,000 letters.
MOST_LETTERS = 100_000
MOST_FORMS = 8
# A page has some 60 lines in up to four columns; more dots than that are a chart's.
MOST_DOTS = 400
_BOLD_WEIGHT = 600
_BOLD_NAMES = ("bold", "black", "heavy", "semibd", "demi")


@dataclass(slots=True)
class Word:
    """A word and where it stands. `base` is its baseline, `size` the height of its letters' line."""

    x0: float
    x1: float
    top: float
    base: float
    size: float
    bold: bool
    text: str
    page: int = 0
    mark: int = NO_MARK  # what it is marked with, for the PDF's tags

    @property
    def middle(self) -> float:
        """Half way between its ends."""
        return (self.x0 + self.x1) / 2


@dataclass(slots=True)
class PageOfWords:
    """What stands on a page. `across` are ruled lines as (y, x0, x1), `down` as (x, y0, y1), `fills` shaded boxes.

    `dots` are shapes so small that they may be bullets, as (left, right, middle).
    """

    number: int
    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    across: list[tuple[float, float, float]] = field(default_factory=list)
    down: list[tuple[float, float, float]] = field(default_factory=list)
    fills: list[tuple[float, float, float, float]] = field(default_factory=list)
    dots: list[tuple[float, float, float]] = field(default_factory=list)
    aslant: str = ""  # the letters that stand aslant or upside down, as a watermark does, in their own order
    images: int = 0
    letters: int = 0
    unmapped: int = 0
    marks: dict[int, Mark] = field(default_factory=dict)  # the parts that its words belong to, by the PDF's own tags


def pages_of(document: pypdfium2.PdfDocument) -> Iterator[PageOfWords]:
    """Each page in turn; a page is closed before the next is opened, so that memory stays small."""
    tags = Tags()
    for at in range(len(document)):
        page = document[at]
        try:
            yield _page(page, at + 1, tags)
        finally:
            page.close()


class _Places:
    """Turns the places of a page's own space, which may be moved and turned, into x and y from its top left."""

    def __init__(self, page):
        left, bottom, right, top = page.get_bbox()
        self.box = left, bottom, right, top
        self.turn = page.get_rotation() % 360

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        left, bottom, right, top = self.box
        if self.turn == 90:
            return y - bottom, x - left
        if self.turn == 180:
            return right - x, y - bottom
        if self.turn == 270:
            return top - y, right - x
        return x - left, top - y


def _page(page, number: int, tags: Tags) -> PageOfWords:
    places = _Places(page)
    width, height = page.get_size()
    read_page = PageOfWords(number, width, height, marks=tags.of_page(page.raw))
    marked = _own_objects(page.raw) if read_page.marks else frozenset()
    text = page.get_textpage()
    try:
        _read_words(text.raw, places, read_page, marked)
    finally:
        text.close()
    _read_objects(page.raw, places, read_page)
    _dots_to_bullets(read_page)
    return read_page


# Words ----------------------------------------------------------------------------------------------------------------


def _own_objects(page) -> frozenset[int]:
    """What is drawn on a page itself and not within a form, whose marks count anew."""
    count = min(pdfium.FPDFPage_CountObjects(page), MOST_LETTERS)
    drawn = (pdfium.FPDFPage_GetObject(page, at) for at in range(count))
    return frozenset(ctypes.addressof(item.contents) for item in drawn if item)


_SPACES = frozenset([32, 160, 13, 10, 9, *range(0x2000, 0x200B)])


def _letter(text, at: int, code: int) -> str:
    """A letter by its code, a hyphen for one at the end of a line; empty where it has none."""
    if code in (2, 0xFFFE):
        return "-" if code == 2 or pdfium.FPDFText_IsHyphen(text, at) == 1 else ""
    return "" if code in (0, 0xFFFF) else "\u00ad" if code == 0xAD else chr(code)


# Of a text object: whether bold, whether on its side, its letters' size, whether aslant or upside down, its mark.
_Kind = tuple[bool, int, float, bool, int]


def _kind_of(text, at: int, owner, turn: int, fonts: dict[int, bool], is_marked: bool) -> _Kind:
    matrix = _matrix_of(text, at)
    angle = math.degrees(math.atan2(matrix.b, matrix.a)) - turn
    aslant = 5 < angle % 90 < 85 or 170 < angle % 360 < 190
    mark = mark_of_object(owner) if is_marked else NO_MARK
    return _is_bold(owner, fonts), round(angle / 90) % 2, _size(text, at, matrix), aslant, mark


def _edges_of(box, places: _Places) -> tuple[float, float, float, float]:
    """The left, right, upper and lower edge of a box."""
    if not places.turn:
        left, _, _, top = places.box
        return box.left - left, box.right - left, top - box.top, top - box.bottom
    ax, ay = places(box.left, box.top)
    bx, by = places(box.right, box.bottom)
    return min(ax, bx), max(ax, bx), min(ay, by), max(ay, by)


def _is_level(text, at: int, places: _Places, kind: _Kind) -> bool:
    """Whether all letters of a text object stand on the baseline of this one."""
    matrix = _matrix_of(text, at)
    return not (places.turn or kind[3] or matrix.b or matrix.c)


class _Words:
    """Puts the letters of a page together to words, one letter after the other."""

    __slots__ = (
        *("page", "letters", "mark", "bold", "slants", "turned", "last_aslant"),
        *("x0", "x1", "top", "base", "size", "last"),
    )

    def __init__(self, page: PageOfWords):
        self.page, self.letters, self.mark = page, [], NO_MARK
        self.x0 = self.x1 = self.base = self.size = self.top = self.last = 0.0
        self.last_aslant = 0.0, 0.0
        self.bold = self.slants = self.turned = False

    def end(self) -> None:
        """The word is complete."""
        if self.letters:
            place = self.x0, self.x1, self.top, self.base, self.size, self.bold
            self.page.words.append(Word(*place, "".join(self.letters), self.page.number, self.mark))
            self.letters = []

    def space(self, code: int) -> None:
        """A space ends a word, but not one that is turned on its side."""
        if not self.turned:
            self.end()
        elif self.letters and self.letters[-1] != " ":
            self.letters.append(" ")
        if self.slants and code in (32, 160):
            self.page.aslant += " "

    def is_marked(self, mark: int) -> None:
        """The next letter has this mark; where it is another part's, it begins a word."""
        mine, theirs = self.page.marks.get(self.mark), self.page.marks.get(mark)
        if (mine and mine.part) is not (theirs and theirs.part):
            self.end()
        self.mark = mark

    def aslant(self, letter: str, place: tuple[float, float], size: float) -> None:
        """A letter that stands aslant or upside down."""
        if self.page.aslant and math.dist(place, self.last_aslant) > 3 * size:
            self.page.aslant += "\n"  # another watermark
        self.page.aslant, self.last_aslant = self.page.aslant + letter, place

    def on_its_side(self, letter: str, edges: tuple[float, float, float, float], bold: bool) -> None:
        """A letter turned on its side: one word for as long as it goes on."""
        left, right, high, low = edges
        if not self.turned or not self.letters or abs(left - self.x0) > 3:
            self.end()
            self.x0, self.x1, self.top, self.base, self.size = left, right, high, low, right - left
            self.bold, self.turned = bold, True
        self.top, self.base = min(self.top, high), max(self.base, low)
        self.letters.append(letter)

    def add(self, letter: str, edges: tuple[float, float, float, float], on: float, kind: "_Kind") -> None:
        """A letter that stands upright on the baseline `on`."""
        left, right, high, low = edges
        tall = low - high
        # The box is the letter's own where the font does not say how high its letters go, so its size is asked first.
        if 2 <= kind[2] <= 150 and tall <= 2.5 * kind[2]:
            tall, high = _LINE * kind[2], min(on, low) - _ABOVE * kind[2]
        if self.letters and self._is_parted(letter, left, on, tall):
            self.end()
        if not self.letters:
            self.x0, self.x1, self.top, self.base, self.size = left, right, high, on, tall
            self.bold, self.turned = kind[0], False
        elif tall > self.size:  # some signs, such as a hyphen, have a box of their own height alone
            self.top, self.size = min(self.top, high), tall
        self.x1 = max(self.x1, right)
        self.last = left
        self.letters.append(letter)

    def _is_parted(self, letter: str, left: float, on: float, tall: float) -> bool:
        """Whether a letter stands apart from the one before it."""
        size = max(self.size, tall)
        return (
            self.turned
            or abs(on - self.base) > 0.2 * size
            or left - self.x1 > 0.22 * size
            or left < self.last - 0.1 * size  # back to the left; the letters of a ligature stand on one place
            or (tall < 0.75 * self.size and letter.isdigit() and not self.letters[-1].isdigit())  # a footnote's mark
        )


def _read_words(text, places: _Places, page: PageOfWords, marked: frozenset[int]) -> None:
    box = pdfium.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    kinds: dict[int, _Kind] = {}
    bases: dict[int, float] = {}  # by text object, the baseline of its letters where that is level
    fonts: dict[int, bool] = {}  # whether each is bold
    words = _Words(page)
    for at in range(min(pdfium.FPDFText_CountChars(text), MOST_LETTERS)):
        code = pdfium.FPDFText_GetUnicode(text, at)
        if code in _SPACES:
            words.space(code)
            continue
        if 0xD800 <= code < 0xE000 or code > 0x10FFFF:
            continue
        letter = _letter(text, at, code)
        if not letter:
            page.unmapped += 1
            continue
        owner = pdfium.FPDFText_GetTextObject(text, at)
        key = ctypes.addressof(owner.contents) if owner else 0
        kind = kinds.get(key)
        if kind is None:
            kind = kinds[key] = _kind_of(text, at, owner, places.turn, fonts, key in marked)
        if not pdfium.FPDFText_GetLooseCharBox(text, at, ctypes.byref(box)):
            continue
        on = bases.get(key)
        if on is None:
            pdfium.FPDFText_GetCharOrigin(text, at, ctypes.byref(x), ctypes.byref(y))
            _, on = places(x.value, y.value)
            if key and _is_level(text, at, places, kind):
                bases[key] = on
        words.slants = kind[3]
        if words.slants:
            words.aslant(letter, (x.value, y.value), kind[2])
        page.letters += 1
        if kind[4] != words.mark:
            words.is_marked(kind[4])
        if kind[1]:
            words.on_its_side(letter, _edges_of(box, places), kind[0])
        else:
            words.add(letter, _edges_of(box, places), on, kind)
    words.end()
    if page.words:
        _without_shadows(page)


def _without_shadows(page: PageOfWords) -> None:
    """Drop words that are printed twice on one place, which is how some programs make bold."""
    seen: dict[tuple, Word] = {}
    words = []
    for word in page.words:
        key = (word.text, round(word.x0 / 2), round(word.base / 2))
        twin = seen.get(key)
        if twin is not None and abs(twin.x0 - word.x0) < 1 and abs(twin.base - word.base) < 1:
            twin.bold = True
            continue
        seen[key] = word
        words.append(word)
    page.words = words


# The height of a line of letters, and how much of it is above the baseline, as parts of the letters' size.
_LINE = 1.2
_ABOVE = 0.97


def _matrix_of(text, at: int):
    """How a letter stands on its page: as its text object says, and whatever that is drawn within."""
    matrix = pdfium.FS_MATRIX(1, 0, 0, 1, 0, 0)
    pdfium.FPDFText_GetMatrix(text, at, ctypes.byref(matrix))
    return matrix


def _size(text, at: int, matrix) -> float:
    """The size of a letter as it is printed: its font's size, made larger or smaller as the page makes it."""
    return pdfium.FPDFText_GetFontSize(text, at) * math.hypot(matrix.c, matrix.d)


def _is_bold(owner, fonts: dict[int, bool]) -> bool:
    font = pdfium.FPDFTextObj_GetFont(owner) if owner else None
    if not font:
        return False
    key = ctypes.cast(font, ctypes.c_void_p).value or 0
    if key not in fonts:
        name = ctypes.create_string_buffer(128)
        pdfium.FPDFFont_GetBaseFontName(font, name, 128)
        words = name.value.decode("latin-1").lower()
        fonts[key] = any(part in words for part in _BOLD_NAMES) or pdfium.FPDFFont_GetWeight(font) >= _BOLD_WEIGHT
    return fonts[key]


# Bullets that are drawn -----------------------------------------------------------------------------------------------


def _dots_to_bullets(page: PageOfWords) -> None:
    """Take a small round or square shape right before the first word of a line for a bullet."""
    if not page.dots or len(page.dots) > MOST_DOTS:
        return
    by_line: dict[int, list[Word]] = {}
    for word in page.words:
        by_line.setdefault(round(word.base / 4), []).append(word)
    bullets = {}
    for left, right, middle in page.dots:
        near = [
            word
            for at in range(round(middle / 4) - 1, round(middle / 4) + 6)
            for word in by_line.get(at, [])
            if word.base - 0.75 * word.size < middle < word.base
            and right - left < 0.6 * word.size
            and left - 1.5 * word.size < word.x1
            and word.x0 < right + 3 * word.size
        ]
        after = min((word for word in near if word.x0 > right), key=lambda word: word.x0, default=None)
        if after is None or any(word.x0 <= right and word.x1 > left - 0.8 * word.size for word in near):
            continue
        high = after.base - after.size
        place = round(left), round(after.base)
        bullets[place] = Word(left, right, high, after.base, after.size, False, "•", page.number, after.mark)
    page.words += bullets.values()


# Lines ----------------------------------------------------------------------------------------------------------------

_THIN = 3.0
_SHORT = 5.0


def _read_objects(page, places: _Places, read_page: PageOfWords) -> None:
    count = pdfium.FPDFPage_CountObjects(page)
    if count > MOST_OBJECTS:
        return
    for at in range(count):
        _read_object(pdfium.FPDFPage_GetObject(page, at), places, read_page, (1, 0, 0, 1, 0, 0), 0)


def _read_object(item, places: _Places, page: PageOfWords, outer: tuple, depth: int) -> None:
    kind = pdfium.FPDFPageObj_GetType(item)
    if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
        page.images += 1
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MOST_FORMS:
        inner = _times(_matrix(item), outer)
        for at in range(min(pdfium.FPDFFormObj_CountObjects(item), MOST_OBJECTS)):
            _read_object(pdfium.FPDFFormObj_GetObject(item, at), places, page, inner, depth + 1)
    elif kind == pdfium.FPDF_PAGEOBJ_PATH:
        _read_path(item, places, page, outer)


def _matrix(item) -> tuple:
    m = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(m))
    return m.a, m.b, m.c, m.d, m.e, m.f


def _times(m: tuple, n: tuple) -> tuple:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _read_path(item, places: _Places, page: PageOfWords, outer: tuple) -> None:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke))
    if not fill.value and not stroke.value:
        return
    count = pdfium.FPDFPath_CountSegments(item)
    if not 2 <= count <= 2000:
        return
    matrix = _times(_matrix(item), outer)
    x, y = ctypes.c_float(), ctypes.c_float()
    runs: list[list[tuple[float, float]]] = []
    curved = False
    for at in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(item, at)
        pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        kind = pdfium.FPDFPathSegment_GetType(segment)
        a, b, c, d, e, f = matrix
        point = places(a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        if not all(map(math.isfinite, point)):
            return
        if kind == pdfium.FPDF_SEGMENT_MOVETO or not runs:
            runs.append([point])
        else:
            curved = curved or kind == pdfium.FPDF_SEGMENT_BEZIERTO
            runs[-1].append(point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            runs[-1].append(runs[-1][0])
    if runs:
        xs, ys = [p[0] for run in runs for p in run], [p[1] for run in runs for p in run]
        wide, tall = max(xs) - min(xs), max(ys) - min(ys)
        if 1 < wide < 9 and 1 < tall < 9 and 0.6 < wide / tall < 1.7:
            page.dots.append((min(xs), max(xs), (min(ys) + max(ys)) / 2))
            return
    for points in runs:
        left, right = min(p[0] for p in points), max(p[0] for p in points)
        top, bottom = min(p[1] for p in points), max(p[1] for p in points)
        if bottom - top <= _THIN and right - left > _SHORT:
            page.across.append(((top + bottom) / 2, left, right))
        elif right - left <= _THIN and bottom - top > _SHORT:
            page.down.append(((left + right) / 2, top, bottom))
        elif curved:
            continue
        elif stroke.value:
            for (ax, ay), (bx, by) in itertools.pairwise(points):
                if abs(ay - by) <= 1 and abs(ax - bx) > _SHORT:
                    page.across.append(((ay + by) / 2, min(ax, bx), max(ax, bx)))
                elif abs(ax - bx) <= 1 and abs(ay - by) > _SHORT:
                    page.down.append(((ax + bx) / 2, min(ay, by), max(ay, by)))
        elif right - left > 10 and bottom - top > 8:
            page.fills.append((left, top, right, bottom))
