"""HTML: a saved committee page, Word's HTML, or the HTML in a table's cell. Nothing that it names is ever fetched."""

import re
from dataclasses import dataclass, field, replace
from html import unescape

from selectolax.lexbor import LexborHTMLParser

from inspections.loading.reading.blocks import Block, paper_of
from inspections.loading.reading.counting import counted
from inspections.loading.reading.grids import Cell, Point, blocks_of, count_header_rows
from inspections.loading.reading.margins import margins_of_html
from inspections.loading.reading.marks import heading_number, is_only_mark, mark_of
from inspections.loading.reading.passages import Format, Paper, PassageKind
from inspections.loading.reading.words import Runs, clean, tidy, without_start

# Real pages nest some 40 deep; what lies deeper is read as if it lay at this depth: no page can exhaust the stack.
DEEPEST = 120
# Far more than a paper's page has, and few enough to walk in seconds.
MOST_NODES = 3_000_000
MOST_SPAN = 200

_DROPPED = {
    *(
        "script",
        "style",
        "noscript",
        "template",
        "nav",
        "footer",
        "aside",
        "form",
        "button",
        "select",
        "option",
        "input",
    ),
    *(
        "textarea",
        "iframe",
        "object",
        "embed",
        "svg",
        "canvas",
        "video",
        "audio",
        "img",
        "map",
        "head",
        "title",
        "meta",
    ),
    *("link", "base", "dialog", "datalist", "label", "del", "s", "strike", "menu", "frameset", "-comment", "!doctype"),
    *("math", "applet", "area", "track", "source", "param", "col", "colgroup", "rp", "rt"),
}
_ROLES = {"navigation", "banner", "contentinfo", "search", "menu", "menubar", "dialog", "alertdialog", "complementary"}
# Names that the parts of a page around its content go by, as a class or an id.
_AROUND = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|igation)?|main-?menu|side-?(?:bar|menu|nav)|top-?(?:bar|menu|nav)|bread-?crumbs?|cookies?"
    r"|cookie-?(?:banner|notice|consent|bar|message)|skip-?(?:links?|to|nav)|site-?(?:header|footer|search|nav)|footer"
    r"|share|sharing|social(?:-?media)?|search-?(?:box|form|bar)|print-?(?:link|page|button)|back-?to-?top|pagination"
    r"|mglinks|mgnav\w*|mgfooter|mghiddenprompt|feedback|sr-only|visually-?hidden|screen-?reader(?:-?text)?|languages?"
    r"|login|sign-?in|masthead|page-?header|page-?footer|advert\w*)(?=$|[\s_-])",
    re.I,
)
_PAGE_TITLE = re.compile(r"<title\b[^<>]{0,200}>([^<]{0,1000})</title", re.I)
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.I)
_BLOCKS = {
    *(
        "address",
        "article",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
    ),
    *(
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "ol",
        "p",
    ),
    *("pre", "section", "summary", "table", "ul", "caption", "tr", "td", "th", "thead", "tbody", "tfoot", "dir"),
}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BOLD = {"b", "strong", "u", "th"}
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)|text-decoration\s*:\s*underline", re.I)
_NOT_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:normal|[1-4]00)", re.I)
_WORD_LIST = re.compile(r"MsoListParagraph|mso-list\s*:\s*l\d", re.I)
_WORD_LEVEL = re.compile(r"mso-list\s*:\s*l\d+\s+level(\d)", re.I)
# Committee systems set the title of an agenda's item, and the parts below it, as paragraphs with such a class.
_ITEM_TITLE = re.compile(r"(?:ai|agenda-?item|item)-?title(?:-?te?xt)?\b", re.I)
_SUB_TITLE = re.compile(r"sub-?item-?title(?:-?te?xt)?\b", re.I)
_ITEM_NUMBER = re.compile(r"item-?number", re.I)


@dataclass(slots=True)
class Node:
    """An element of the page: its name, its attributes, and what it holds: elements and texts in order."""

    tag: str
    attributes: dict = field(default_factory=dict)
    children: list = field(default_factory=list)

    def get(self, name: str) -> str:
        """An attribute's value, empty where it has none."""
        return self.attributes.get(name) or ""

    def named(self) -> str:
        """Its class and id on one line."""
        return f"{self.get('class')} {self.get('id')}"


def read_html(text: str, notes: tuple[str, ...] = ()) -> Paper:
    """Read a page: its main content without menus, scripts, forms and hidden parts.

    Raises CannotRead where it holds no words.
    """
    page = tree_of(text)
    reader = Reader()
    reader.walk(main_content(page))
    blocks = reader.finish()
    if not blocks:  # all of it looked like menus: better those than nothing
        reader = Reader()
        reader.walk(tree_of(text, keep_around=True))
        blocks = reader.finish()
    paper = paper_of(blocks, Format.HTML, notes=notes, links=reader.links)
    return replace(paper, page_title=_page_title(text), margins=margins_of_html(_flattened(text)))


def _page_title(text: str) -> str:
    """The title that a page gives itself; empty where it gives none."""
    match = _PAGE_TITLE.search(text, 0, 20_000)
    return " ".join(unescape(match[1]).split())[:300] if match else ""


def cell_points(html: str) -> tuple[list[Point], list[str]]:
    """The paragraphs and bullets of a table's cell that is written as HTML, and the addresses that it links to."""
    reader = Reader()
    points = reader.points(tree_of(html))
    return points, reader.links


# The tree -------------------------------------------------------------------------------------------------------------


def tree_of(text: str, keep_around: bool = False) -> Node:
    """The body of a page as nodes, without what is never content; deeper than DEEPEST is flattened."""
    parser = LexborHTMLParser(_flattened(text))
    top = Node("body")
    start = parser.body
    if start is None:
        return top
    stack = [top]  # the node that each depth adds to
    depths = 0
    at = start.child
    count = 0
    while at is not None:
        count += 1
        if count > MOST_NODES:
            break
        down = False
        tag = at.tag
        if tag == "-text":
            stack[min(depths, DEEPEST)].children.append(at.text_content or "")
        elif tag not in _DROPPED:
            node = Node(tag, at.attributes)
            if keep_around or not _is_around(node):
                parent = stack[min(depths, DEEPEST)]
                if depths < DEEPEST:
                    parent.children.append(node)
                    del stack[depths + 1 :]
                    stack.append(node)
                elif tag in _BLOCKS or tag == "br":
                    parent.children.append(Node("br"))
                down = at.child is not None
        if down:
            depths += 1
            at = at.child
            continue
        while at is not None and at.next is None:
            depths -= 1
            at = at.parent if depths >= 0 else None
        at = at.next if at is not None else None
    return top


# What stands open until it is closed. The parser looks through all that is open at each new element, so that a hundred
# thousand of them would keep it busy for minutes.
_OPENED = re.compile(
    r"<(/?)(?:div|span|section|article|blockquote|center|font|b|i|u|em|strong|small|big|code|tt|s|a|ul|ol|dl|table|tbody"
    r"|tr|td|th|main|header|details|figure|fieldset|ins|sup|sub|q|cite|label|form|nav|footer|aside)\b[^<>]*>",
    re.I,
)
_MOST_OPEN = 400


def _flattened(text: str) -> str:
    """A page without the marks of elements that lie deeper than any page's do."""
    deep = most = 0
    for match in _OPENED.finditer(text):
        deep = max(0, deep - 1) if match[1] else deep + 1
        most = max(most, deep)
    if most <= _MOST_OPEN:
        return text
    pieces, at, deep = [], 0, 0
    for match in _OPENED.finditer(text):
        inner = deep > _MOST_OPEN if match[1] else deep >= _MOST_OPEN
        deep = max(0, deep - 1) if match[1] else deep + 1
        if inner:
            pieces += [text[at : match.start()], " "]
            at = match.end()
    return "".join([*pieces, text[at:]])


def _is_around(node: Node) -> bool:
    """Whether an element is hidden or a part of the page around its content."""
    attributes = node.attributes
    if not attributes:
        return False
    if "hidden" in attributes or node.get("aria-hidden") == "true" or _HIDDEN.search(node.get("style")):
        return True
    if node.get("role") in _ROLES:
        return True
    return node.tag not in ("body", "main", "td", "th", "tr", "table", "li", "p") and bool(_AROUND.search(node.named()))


def _size(node: Node) -> int:
    total, stack = 0, [node]
    while stack:
        for child in stack.pop().children:
            if isinstance(child, str):
                total += len(child.strip())
            else:
                stack.append(child)
    return total


_CONTENT = re.compile(
    r"(?:^|\s)(?:modgov|mgcontent|main-?content|content-?main|page-?content|content|maincontent)(?=\s|$)", re.I
)


def main_content(page: Node) -> Node:
    """The part of a page that holds its content: main, or what is named so, where it holds most of the words."""
    total = _size(page)
    best = None
    stack = [page]
    first_heading = None
    while stack:
        node = stack.pop()
        if node.tag == "h1" and first_heading is None:
            first_heading = node
        if node.tag in ("main", "article") or node.get("role") == "main" or _CONTENT.search(node.named()):
            size = _size(node)
            if size * 2 >= total and (best is None or node.tag == "main"):
                best = node
        stack.extend(child for child in reversed(node.children) if isinstance(child, Node))
    if best is None:
        return page
    if first_heading is not None and not _holds(best, first_heading):
        return Node("body", {}, [first_heading, best])
    return best


def _holds(node: Node, sought: Node) -> bool:
    stack = [node]
    while stack:
        at = stack.pop()
        if at is sought:
            return True
        stack.extend(child for child in at.children if isinstance(child, Node))
    return False


# Reading --------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _List:
    ordered: bool
    next: int = 1
    style: str = "1"
    step: int = 1


class Reader:
    """Walks the nodes of a page and gathers blocks."""

    def __init__(self):
        self.blocks: list[Block] = []
        self.links: list[str] = []
        self.tables = 0
        self.runs: Runs = []
        self.lists: list[_List] = []
        self.item: tuple[str, int] | None = None  # the number (or none) and level of the item that has begun
        self.heading = 0
        self.within_cell = False
        self.number = ""  # one that stands in a cell of its own, before what it numbers
        self.least = 0  # the highest level that a heading may have here

    def finish(self) -> list[Block]:
        """The blocks found, the last one closed."""
        self.flush()
        return self.blocks

    def walk(self, node: Node, bold: bool = False) -> None:
        """Read what a node holds, in order."""
        for child in node.children:
            if isinstance(child, str):
                self.runs.append((child, bold))
                continue
            self.element(child, bold)

    def element(self, node: Node, bold: bool) -> None:
        """Read one element."""
        tag = node.tag
        style = node.get("style")
        if tag in _BOLD or (style and _BOLD_STYLE.search(style)):
            bold = True
        elif bold and style and _NOT_BOLD_STYLE.search(style):
            bold = False
        if tag == "br":
            self.line_break()
        elif tag == "a":
            self.link(node)
            self.walk(node, bold)
        elif tag == "q":
            self.runs.append(("“", bold))
            self.walk(node, bold)
            self.runs.append(("”", bold))
        elif tag in _HEADINGS or (tag == "p" and _ITEM_TITLE.search(node.get("class"))):
            self.flush()
            self.heading = max(_heading_level(node), self.least)
            self.walk(node, bold)
            self.flush()
            self.heading = 0
        elif tag == "table":
            self.flush()
            self.table(node, bold)
        elif tag in ("ul", "ol", "dir"):
            self.items(node, bold)
        elif tag == "li":
            self.list_item(node, bold)
        elif tag == "dt":
            self.flush()
            self.walk(node, True)
            self.runs.append((": ", True))
        elif tag in ("p", "div") and _WORD_LIST.search(f"{node.get('class')} {style}") and not _has_blocks(node):
            self.word_item(node, bold)
        elif _ITEM_NUMBER.search(node.get("class")) and tag in ("span", "div", "p", "td") and not _has_blocks(node):
            self.walk(node, bold)
            self.runs.append((" ", bold))
        elif tag in _BLOCKS:
            if tag != "dd":
                self.flush()
            self.walk(node, bold)
            self.flush()
        else:
            self.walk(node, bold)

    def line_break(self) -> None:
        """A line break within a block: two paragraphs, except in a heading or after nothing but a mark."""
        text = "".join(text for text, _ in self.runs)
        if self.heading or not text.strip() or is_only_mark(text):
            self.runs.append((" ", False))
        else:
            self.flush(broken=True)

    def link(self, node: Node) -> None:
        """Keep the address of a link to somewhere else."""
        address = clean(node.get("href"))
        if address and not address.startswith(("#", "javascript:", "data:")) and len(address) <= 2000:
            self.links.append(address)

    def items(self, node: Node, bold: bool) -> None:
        """A list: its items are at one level deeper than what holds it."""
        self.flush()
        ordered = node.tag == "ol"
        kept = self.item
        self.item = None
        style = node.get("type") or _list_style(node.get("style"))
        start = node.get("start")
        count = sum(1 for child in node.children if isinstance(child, Node) and child.tag == "li")
        step = -1 if "reversed" in node.attributes else 1
        first = int(start) if re.fullmatch(r"-?\d{1,6}", start) else (count if step < 0 else 1)
        self.lists.append(_List(ordered and style != "none", first, style or "1", step))
        self.walk(node, bold)
        self.flush()
        self.lists.pop()
        self.item = kept if kept is None else ("\0", kept[1])

    def list_item(self, node: Node, bold: bool) -> None:
        """An item of a list: a bullet, or a paragraph with the number that the list gives it."""
        self.flush()
        number = ""
        if self.lists:
            at = self.lists[-1]
            value = node.get("value")
            if re.fullmatch(r"-?\d{1,6}", value):
                at.next = int(value)
            if at.ordered:
                number = counted(at.next, node.get("type") or at.style)
                at.next += at.step
        self.item = (number, max(len(self.lists), 1))
        self.walk(node, bold)
        self.flush()
        self.item = None

    def word_item(self, node: Node, bold: bool) -> None:
        """A paragraph that Word saved as an item of a list: its bullet or number is written before its words."""
        self.flush()
        level = _WORD_LEVEL.search(node.get("style"))
        self.walk(node, bold)
        text = "".join(text for text, _ in self.runs).lstrip()
        if mark_of(text).bullet:
            self.item = ("", int(level[1]) if level else 1)
        self.flush()
        self.item = None

    def table(self, node: Node, bold: bool) -> None:
        """A table: of data, or one that only lays out the page."""
        caption, rows = _rows(node)
        if caption is not None:
            self.walk(caption, bold)
            self.flush()
        kept = (self.item, self.lists, self.heading)
        self.item, self.lists, self.heading = None, [], 0
        if not self.within_cell and is_data(node, rows):
            self.data_table(rows)
        else:
            agenda = any(_is_numbered(row) for row in rows)
            least = self.least
            for row in rows:
                if agenda and all(cell.tag == "th" for cell in row):
                    continue  # “No.” and “Item” above an agenda's items
                for cell in row:
                    if cell is row[0] and _is_numbered(row):
                        self.number = clean(_text(cell))
                        self.least = 3  # the item's title; what stands under it is a level below
                        continue
                    self.walk(cell, bold)
                    self.flush()
                self.number, self.least = "", least
        self.item, self.lists, self.heading = kept

    def data_table(self, rows: list[list[Node]]) -> None:
        """A table of data: its cells with their paragraphs and bullets."""
        self.tables += 1
        cells = []
        for row in rows:
            cells.append(
                [
                    Cell(self.points(cell), _span(cell, "rowspan"), _span(cell, "colspan"), cell.tag == "th")
                    for cell in row
                ]
            )
        heads = [row and any(cell.get("_head") for cell in row) for row in rows]
        marked = next((at for at, head in enumerate(heads) if not head), len(heads))
        bands = 0  # rows of one cell over the whole width, above the headings: the title of the table
        count = marked if 0 < marked < len(rows) else count_header_rows(cells)
        cells = [*cells[:bands], *_without_repeats(cells[bands:], count)]
        self.blocks += blocks_of(cells, self.tables, count)

    def points(self, cell: Node) -> list[Point]:
        """The paragraphs and bullets of a cell; a table within it is read row by row."""
        inner = Reader()
        inner.links, inner.within_cell = self.links, True
        inner.walk(cell)
        return [
            Point(
                [(block.bold, True), (block.text[len(block.bold) :], False)],
                block.kind == PassageKind.BULLET,
                block.number,
            )
            for block in inner.finish()
        ]

    def flush(self, broken: bool = False) -> None:
        """Close the block that is being read; `broken` by a line break, so that the item goes on."""
        runs, self.runs = self.runs, []
        if not any(text.strip() for text, _ in runs):
            return
        if self.number:
            runs.insert(0, (f"{self.number} ", runs[0][1]))
            self.number = ""
            if self.heading:
                self.least = self.heading + 1
        line = "".join(text for text, _ in runs)
        lead = len(line) - len(line.lstrip())
        line = line[lead:]
        if self.heading:
            text, bold = tidy(runs)
            number, length = heading_number(text)
            self.blocks.append(Block(PassageKind.HEADING, text[length:], number, self.heading, bold=bold[length:]))
            return
        mark = mark_of(line.replace("\xa0", " "))
        if mark.length >= len(line.rstrip()):
            mark = mark_of("")
        item = self.item
        text, bold = tidy(without_start(runs, lead + mark.length))
        if not text:
            return
        if item is None and not mark.length:
            self.blocks.append(Block(PassageKind.PARAGRAPH, text, bold=bold))
        elif mark.number or (item and item[0] not in ("", "\0")):
            self.blocks.append(Block(PassageKind.PARAGRAPH, text, mark.number or item[0], bold=bold))
        elif item and item[0] == "\0":  # words after the list within an item, or a second paragraph of it
            self.blocks.append(
                Block(
                    PassageKind.BULLET if mark.bullet else PassageKind.PARAGRAPH, text, "", int(mark.bullet), bold=bold
                )
            )
        else:
            self.blocks.append(Block(PassageKind.BULLET, text, "", item[1] if item else 1, bold=bold))
        if item:
            self.item = ("\0", item[1])


def _heading_level(node: Node) -> int:
    name = node.get("class")
    if _SUB_TITLE.search(name):
        return 4
    if _ITEM_TITLE.search(name):
        return 3
    return _HEADINGS[node.tag]


def _is_numbered(row: list[Node]) -> bool:
    """Whether a row is a number in a cell of its own and what it numbers."""
    return len(row) > 1 and is_only_mark(clean(_text(row[0])))


def _without_repeats(rows: list[list[Cell]], headers: int) -> list[list[Cell]]:
    """The rows without later ones that say the headings again, as on the top of each printed page."""
    if headers != 1:
        return rows
    first = [cell.text for cell in rows[0]]
    return [row for at, row in enumerate(rows) if at == 0 or [cell.text for cell in row] != first]


def _list_style(style: str) -> str:
    match = re.search(r"list-style(?:-type)?\s*:\s*([a-z-]+)", style, re.I)
    names = {"lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "lower-roman": "i", "upper-roman": "I"}
    return names.get(match[1].lower(), "none" if match[1].lower() in ("none", "disc") else "") if match else ""


def _has_blocks(node: Node) -> bool:
    return any(isinstance(child, Node) and child.tag in _BLOCKS for child in node.children)


def _text(node: Node) -> str:
    words, stack = [], [node]
    while stack:
        at = stack.pop()
        if isinstance(at, str):
            words.append(at)
        else:
            stack.extend(reversed(at.children))
    return " ".join(words)


def _span(cell: Node, name: str) -> int:
    value = cell.get(name).strip()
    return max(1, min(int(value), MOST_SPAN)) if re.fullmatch(r"\d{1,6}", value) else 1


def _rows(table: Node) -> tuple[Node | None, list[list[Node]]]:
    """The caption of a table and its rows' cells; those of tables within it are not its own."""
    caption, rows = None, []

    def gather(node: Node, head: bool) -> None:
        nonlocal caption
        for child in node.children:
            if isinstance(child, str):
                continue
            if child.tag == "caption":
                caption = child
            elif child.tag == "tr":
                cells = [cell for cell in child.children if isinstance(cell, Node) and cell.tag in ("td", "th")]
                if head:
                    for cell in cells:
                        cell.attributes = {**cell.attributes, "_head": "yes"}
                if cells:
                    rows.append(cells)
            elif child.tag in ("thead", "tbody", "tfoot"):
                gather(child, child.tag == "thead")

    gather(table, False)
    return caption, rows


def is_data(table: Node, rows: list[list[Node]]) -> bool:
    """Whether a table holds data rather than laying out a page."""
    if table.get("role") in ("presentation", "none") or not rows:
        return False
    filled = [[cell for cell in row if _text(cell).strip()] for row in rows]
    if max((len(row) for row in rows), default=0) < 2 or sum(1 for row in filled if row) < 2:
        return False
    if any(_ITEM_NUMBER.search(cell.named()) for row in rows for cell in row):
        return False
    headed = any(_has_headings(cell) for row in rows for cell in row)
    if any(cell.tag == "th" for row in rows for cell in row) and not (headed and any(map(_is_numbered, rows))):
        return True
    inner = sum(1 for row in rows for cell in row if _has_table(cell))
    if inner * 2 >= sum(len(row) for row in filled):
        return False
    if headed:
        return False
    # A number beside each text lays out paragraphs: “5.1 | The report…”.
    if all(len(row) == 2 and is_only_mark(clean(_text(row[0]))) for row in filled if row):
        return False
    return sum(1 for row in filled if len(row) > 1) > 0


def _has_table(node: Node) -> bool:
    stack = [node]
    while stack:
        for child in stack.pop().children:
            if isinstance(child, Node):
                if child.tag == "table":
                    return True
                stack.append(child)
    return False


def _has_headings(node: Node) -> bool:
    stack = [node]
    while stack:
        for child in stack.pop().children:
            if isinstance(child, Node):
                if child.tag in ("h1", "h2", "h3"):
                    return True
                stack.append(child)
    return False
