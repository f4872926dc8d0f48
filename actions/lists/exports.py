"""A list as a file: exactly the rows and columns that the screen shows, as CSV or Excel, with what it is and when."""

import io

import tablib
from django.http import HttpResponse

from csc_tracker.spreadsheets.cells import neutral
from csc_tracker.spreadsheets.workbook import Book

# The media types of every file that this service gives out, by its ending.
FILE_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
# A list's own formats, each with the words of its link.
FORMATS = {"csv": "CSV", "xlsx": "Excel"}


def export(table, kind, *, name, about, exempt=""):
    """The table as a download. `about` are lines that say what it is; CSV has them below the rows, Excel on a sheet.

    `exempt` says that the rows are not for publication: at the top of a CSV, and on the first sheet for Excel.
    """
    headers, *rows = table.as_values()
    if kind == "csv":
        data = tablib.Dataset(*rows, headers=headers)
        body = io.StringIO()
        first = tablib.Dataset([exempt]).export("csv") if exempt else ""
        body.write("\ufeff" + first + data.export("csv"))
        for line in about:
            body.write(tablib.Dataset([neutral(line)]).export("csv"))
        content = body.getvalue().encode()
    else:
        content = _workbook(table, rows, about, exempt)
    response = HttpResponse(content, content_type=FILE_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


# How wide each column is in Excel, in characters; any other is as wide as a name.
_WIDTHS = {"reference": 11, "words": 70, "status": 36, "in_the_way": 50, "due": 18, "last_said": 18, "why": 50}


def _workbook(table, rows, about, exempt):
    """The same as Excel: the rows on a sheet, what the file is on another, the first one where they are exempt."""
    book = Book(f"Actions. {about[0]}")
    columns = [(column.header, _WIDTHS.get(column.name, 28)) for column in table.columns]

    def add_rows():
        sheet = book.add_sheet("Actions", columns)
        for row in rows:
            book.write(sheet, row)

    if not exempt:
        add_rows()
    notes = book.add_notes("About", (100,))
    for line in ("About this file", *about):
        book.write(notes, [line])
    if exempt:
        add_rows()
    return book.to_bytes()
