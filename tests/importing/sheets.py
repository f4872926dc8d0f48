"""Spreadsheets as people make them, made here: every one is invented."""

import io
from datetime import date

from openpyxl import Workbook

ORDINARY = [
    ["Priority", "Action", "Owner", "Due date", "Status"],
    [1, "Agree the duty rota.", "Head of Duty", date(2020, 6, 30), "On track"],
    [1, "Train every social worker in the new model.", "Head of Learning", date(2020, 9, 30), "Not started"],
    [2, "Publish the sufficiency strategy.", "Head of Duty", date(2020, 12, 31), "In progress"],
]


def workbook(rows, change=None, title="Action plan"):
    """The bytes of an Excel workbook with these rows; `change(sheet, book)` before it is saved."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if change:
        change(sheet, book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def text(rows, separator=",", encoding="utf-8", start=""):
    """The same as text, each cell as it is, quoted where it must be."""
    lines = [separator.join(_cell(value, separator) for value in row) for row in rows]
    return (start + "\r\n".join(lines) + "\r\n").encode(encoding)


def _cell(value, separator):
    words = f"{value:%d/%m/%Y}" if isinstance(value, date) else str("" if value is None else value)
    return f'"{words}"' if separator in words or "\n" in words else words
