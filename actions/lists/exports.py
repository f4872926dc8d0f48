"""A list as a file: exactly the rows and columns that the screen shows, as CSV or Excel, with what it is and when."""

import io

import tablib
from django.http import HttpResponse

from csc_tracker.spreadsheets.cells import neutral

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
    data = tablib.Dataset(*rows, headers=headers, title="Actions")
    if kind == "csv":
        body = io.StringIO()
        first = tablib.Dataset([exempt]).export("csv") if exempt else ""
        body.write("\ufeff" + first + data.export("csv"))
        for line in about:
            body.write(tablib.Dataset([neutral(line)]).export("csv"))
        content = body.getvalue().encode()
    else:
        notes = tablib.Dataset(*[[neutral(line)] for line in about], headers=["About this file"], title="About")
        content = tablib.Databook([notes, data] if exempt else [data, notes]).export("xlsx")
    response = HttpResponse(content, content_type=FILE_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
