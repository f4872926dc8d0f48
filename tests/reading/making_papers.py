"""The same passages as a Word file, a PDF and a page of HTML, each made anew with real headings, lists and tables."""

import html
import io
from collections import defaultdict
from itertools import groupby

import docx
import font_lato
import typst
from docx.enum.section import WD_ORIENT

from inspections.loading.reading.passages import PassageKind

# What stands round a page's content in a committee system, none of which is the paper's.
AROUND = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Paper</title><style>p {{ margin: 0 }}</style>
<script>document.write("<p>Not the paper's words</p>")</script></head><body>
<a href="#content" class="skip-link">Skip to content</a><nav><ul><li>Home</li><li>Your council</li></ul></nav>
<div class="breadcrumb">You are here: Home</div><div id="cookie-banner">This site uses cookies</div>
<form><label>Search</label><input name="q"><button>Go</button></form>
<main id="content">{}</main><footer><p>Contact us</p></footer></body></html>"""


def parts(passages):
    """Passages one by one, but those of a table together, as (None, [passage]) and (number, [cells])."""
    for table, group in groupby(passages, key=lambda p: p.table):
        if table is None:
            yield from ((None, [passage]) for passage in group)
        else:
            yield table, list(group)


def cells_of(cells):
    """The cells of a table by row and column, each a list of passages, and its size."""
    by_place = defaultdict(list)
    for cell in cells:
        by_place[cell.row, cell.column].append(cell)
    rows = max(c.row + c.row_span - 1 for c in cells)
    columns = max(c.column + c.column_span - 1 for c in cells)
    return by_place, rows, columns


def covered(cells):
    """The places of a table that a merged cell covers and that are not its first."""
    return {(c.row + r, c.column + k) for c in cells for r in range(c.row_span) for k in range(c.column_span) if r or k}


def numbered(passage):
    """A passage's words with its number before them, as they are typed."""
    point = "." if passage.number.isdigit() and passage.kind == PassageKind.PARAGRAPH else ""
    return f"{passage.number}{point} {passage.text}" if passage.number else passage.text


# HTML -----------------------------------------------------------------------------------------------------------------


def _html_words(passage):
    words, lead = html.escape(numbered(passage)), html.escape(passage.bold)
    return f"<strong>{lead}</strong>{words[len(lead) :]}" if lead and words.startswith(lead) else words


def _html_cell(cell):
    words = []
    for is_item, points in groupby(cell, key=lambda p: p.item):
        if is_item:
            words.append("<ul>" + "".join(f"<li>{_html_words(p)}</li>" for p in points) + "</ul>")
        else:
            words += [f"<p>{_html_words(p)}</p>" for p in points]
    return "".join(words)


def html_of(passages):
    """A saved page of a committee system that holds these passages."""
    body = []
    for table, group in parts(passages):
        if table is None:
            passage = group[0]
            if passage.kind == PassageKind.HEADING:
                level = min(passage.level, 6)
                body.append(f"<h{level}>{_html_words(passage)}</h{level}>")
            elif passage.kind == PassageKind.BULLET:
                deep = passage.level
                body.append("<ul><li>" * deep + _html_words(passage) + "</li></ul>" * deep)
            else:
                body.append(f"<p>{_html_words(passage)}</p>")
            continue
        cells, rows, columns = cells_of(group)
        hidden = covered(group)
        body.append("<table>")
        for row in range(1, rows + 1):
            body.append("<tr>")
            for column in range(1, columns + 1):
                if (row, column) in hidden:
                    continue
                cell = cells.get((row, column), [])
                spans = f' rowspan="{cell[0].row_span}" colspan="{cell[0].column_span}"' if cell else ""
                tag = "th" if cell and cell[0].header else "td"
                body.append(f"<{tag}{spans}>{_html_cell(cell)}</{tag}>")
            body.append("</tr>")
        body.append("</table>")
    return AROUND.format("\n".join(body)).encode()


# Word -----------------------------------------------------------------------------------------------------------------


def _add_words(paragraph, passage):
    words = numbered(passage)
    if passage.bold and words.startswith(passage.bold):
        paragraph.add_run(passage.bold).bold = True
        words = words[len(passage.bold) :]
    paragraph.add_run(words)


def word_of(passages, landscape=False):
    """A Word file that holds these passages."""
    document = docx.Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = "Northmere Council"
    section.footer.paragraphs[0].text = "Page 1"
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    for table, group in parts(passages):
        if table is None:
            passage = group[0]
            style = {
                PassageKind.HEADING: f"Heading {min(passage.level, 9)}",
                PassageKind.BULLET: "List Bullet" if passage.level < 2 else f"List Bullet {min(passage.level, 3)}",
            }.get(passage.kind, "Normal")
            _add_words(document.add_paragraph(style=style), passage)
            continue
        cells, rows, columns = cells_of(group)
        made = document.add_table(rows, columns, style="Table Grid")
        for (row, column), cell in sorted(cells.items()):
            first = cell[0]
            place = made.cell(row - 1, column - 1)
            if first.row_span > 1 or first.column_span > 1:
                place = place.merge(made.cell(row + first.row_span - 2, column + first.column_span - 2))
            for at, passage in enumerate(cell):
                paragraph = place.paragraphs[0] if at == 0 else place.add_paragraph()
                if passage.item:
                    paragraph.style = document.styles["List Bullet"]
                _add_words(paragraph, passage)
                if passage.header:
                    for run in paragraph.runs:
                        run.bold = True
        document.add_paragraph()
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


# PDF ------------------------------------------------------------------------------------------------------------------


def _quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _typst_words(passage):
    words = numbered(passage)
    if passage.bold and words.startswith(passage.bold):
        return f"#strong({_quoted(passage.bold)})#text({_quoted(words[len(passage.bold) :])})"
    return f"#text({_quoted(words)})"


def _typst_cell(cell):
    words = []
    for passage in cell:
        words.append(f"#list[{_typst_words(passage)}]" if passage.item else f"{_typst_words(passage)}\n\n")
    return "".join(words)


def typst_of(passages, landscape=False, ruled=True, widths=None):
    """What typst is given to set these passages, page headers and numbers included."""
    source = [
        f'#set page("a4", flipped: {str(landscape).lower()}, margin: 2cm, header: [Northmere Council], numbering: "1 of 1")',
        '#set text(font: "Lato", size: 10pt)\n#set par(spacing: 9pt)\n#set list(indent: 4pt)\n#show heading: set text(font: "Lato")',
    ]
    for table, group in parts(passages):
        if table is None:
            passage = group[0]
            if passage.kind == PassageKind.HEADING:
                size = max(18 - 1.5 * passage.level, 10.5)
                source.append(f'#block(text(size: {size}pt, weight: "bold")[{_typst_words(passage)}], sticky: true)')
            elif passage.kind == PassageKind.BULLET:
                inner = f"#list[{_typst_words(passage)}]"
                for _ in range(passage.level - 1):
                    inner = f"#pad(left: 14pt)[{inner}]"
                source.append(inner)
            else:
                source.append(_typst_words(passage) + "\n")
            continue
        cells, rows, columns = cells_of(group)
        hidden = covered(group)
        wide = widths or ["1fr"] * columns
        stroke = "0.5pt" if ruled else "none"
        source.append(f"#table(columns: ({', '.join(wide)},), stroke: {stroke}, inset: 5pt,")
        header = sorted({c.row for c in group if c.header})
        for row in range(1, rows + 1):
            line = []
            for column in range(1, columns + 1):
                if (row, column) in hidden:
                    continue
                cell = cells.get((row, column), [])
                words = _typst_cell(cell)
                if cell and cell[0].header:
                    words = f"#strong[{words.strip()}]"
                span = f"colspan: {cell[0].column_span}, rowspan: {cell[0].row_span}" if cell else ""
                line.append(f"table.cell({span})[{words}]")
            joined = ", ".join(line)
            source.append(f"table.header({joined})," if row in header and len(header) == 1 else f"{joined},")
        source.append(")")
    return "\n".join(source)


def pdf_of(passages, tags=False, **options):
    """A PDF that holds these passages, in ruled tables unless told otherwise; without tags, its lines tell of it."""
    source = typst_of(passages, **options).encode()
    return typst.compile(source, font_paths=[font_lato.font_directory], pdf_tags=tags)
