"""Reading spreadsheets: from the bytes of a file to its headings, rows and what the columns are taken for."""

import io
import zipfile
from datetime import date

import pytest

from actions.importing.columns import best_sheet, read_table
from csc_tracker.spreadsheets.reading import MOST_ROWS, CannotRead, column_letter, read_sheets
from tests.importing.sheets import ORDINARY, text, workbook

GUESSES = ["priority", "words", "owner", "due", "status"]


def table_of(content):
    sheets = read_sheets(content)
    return read_table(sheets[best_sheet(sheets)])


def guesses(content):
    return [column.guess for column in table_of(content).columns]


AS_TEXT = {
    "commas": text(ORDINARY),
    "semicolons": text(ORDINARY, ";"),
    "tabs": text(ORDINARY, "\t"),
    "a mark of UTF-8": text(ORDINARY, encoding="utf-8-sig"),
    "UTF-16": text(ORDINARY, "\t", encoding="utf-16"),
    "the separator in the first line": text(ORDINARY, ";", start="sep=;\r\n"),
}


@pytest.mark.parametrize("content", AS_TEXT.values(), ids=AS_TEXT)
def test_text_with_any_separator_in_any_encoding_is_the_same_table(content):
    table = table_of(content)
    assert [column.guess for column in table.columns] == GUESSES
    assert [row.cells for row in table.rows] == [
        ("1", "Agree the duty rota.", "Head of Duty", "30/06/2020", "On track"),
        ("1", "Train every social worker in the new model.", "Head of Learning", "30/09/2020", "Not started"),
        ("2", "Publish the sufficiency strategy.", "Head of Duty", "31/12/2020", "In progress"),
    ]


def test_windows_1252_keeps_its_signs():
    rows = [["Action", "Owner"], ["Agree the team’s “duty” rota – now.", "Head of Duty"]]
    assert table_of(text(rows, encoding="cp1252")).rows[0].cells[0] == "Agree the team’s “duty” rota – now."


def test_days_of_excel_are_days():
    table = table_of(workbook(ORDINARY))
    assert table.rows[0].cells == (1, "Agree the duty rota.", "Head of Duty", date(2020, 6, 30), "On track")


def test_a_formula_is_what_excel_last_made_of_it():
    made = workbook([["Action", "Priority"], ["Agree it.", "=1+1"]])
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>").replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")  # fmt: skip
    assert table_of(package(parts)).rows[0].cells == ("Agree it.", 2)


def test_a_cell_of_text_that_begins_as_a_formula_stays_text():
    rows = [["Action", "Owner"], ["=SUM(A1:A9) is not a sum", "Head of Duty"], ["'=1+1", "Head"]]
    assert [row.cells[0] for row in table_of(text(rows)).rows] == ["=SUM(A1:A9) is not a sum", "=1+1"]


def test_a_title_above_the_headings_is_left_out_and_said():
    rows = [["Testham improvement plan 2020"], [], ["As agreed by the board", None, "v3"], *ORDINARY]
    table = table_of(workbook(rows))
    assert table.heading_row == 4
    assert [column.guess for column in table.columns] == GUESSES
    assert table.notes == ("The headings are in row 4. What is above them is left out.",)
    assert [row.number for row in table.rows] == [5, 6, 7]


def test_headings_over_two_rows_are_read_together():
    rows = [["Priority", "Action", "Who", "Timescale", None], [None, None, None, "Start", "Due date"], [1, "Agree it.", "Head", date(2020, 1, 1), date(2020, 6, 30)]]  # fmt: skip

    def merge(sheet, book):
        for cells in ("A1:A2", "B1:B2", "C1:C2", "D1:E1"):
            sheet.merge_cells(cells)

    table = table_of(workbook(rows, merge))
    assert [(column.heading, column.guess) for column in table.columns] == [
        ("Priority", "priority"), ("Action", "words"), ("Who", "owner"), ("Timescale Start", ""), ("Due date", "due"),
    ]  # fmt: skip
    assert len(table.rows) == 1


def test_what_is_merged_downwards_is_in_each_of_its_rows():
    rows = [["Priority", "Action"], [1, "First."], [None, "Second."], [2, "Third."]]
    table = table_of(workbook(rows, lambda sheet, book: sheet.merge_cells("A2:A3")))
    assert [row.cells for row in table.rows] == [(1, "First."), (1, "Second."), (2, "Third.")]


def test_hidden_rows_and_columns_are_said():
    def hide(sheet, book):
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["C"].hidden = True

    table = table_of(workbook(ORDINARY, hide))
    assert table.notes == ("Row 3 is hidden in the sheet.", "Hidden in the sheet, and read all the same: “Owner” (C).")
    assert [row.hidden for row in table.rows] == [False, True, False]


def test_of_several_sheets_the_one_with_actions_is_taken():
    def more(sheet, book):
        notes = book.create_sheet("Read me", 0)
        notes.append(["This workbook has the plan", "of Testham"])
        hidden = book.create_sheet("Old")
        for row in ORDINARY:
            hidden.append(row)
        hidden.sheet_state = "hidden"

    sheets = read_sheets(workbook(ORDINARY, more))
    assert [sheet.name for sheet in sheets] == ["Read me", "Action plan", "Old"]
    assert best_sheet(sheets) == 1


def test_empty_rows_and_a_cell_in_the_last_corner_cost_nothing():
    def corner(sheet, book):
        sheet.append([])
        sheet["A900000"] = " "

    assert len(table_of(workbook(ORDINARY, corner)).rows) == 3


def test_headings_that_nobody_uses_are_guessed_by_their_cells():
    rows = [
        ["Kennzahl", "Was", "Wer", "Bis", "Stand"],
        ["1.1", "Agree the duty rota with every team.", "Head of Duty", date(2020, 6, 30), "Amber"],
        ["1.2", "Train every social worker in the model.", "Director of Learning", date(2020, 9, 30), "Green"],
    ]
    table = table_of(workbook(rows))
    assert [column.guess for column in table.columns] == ["reference", "words", "owner", "due", "status"]
    assert all(column.by_cells for column in table.columns)


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["Ref", "Action", "Lead officer", "By when", "RAG", "Comments"], ["reference", "words", "owner", "due", "rating", "progress"]),
        (["No.", "Actions required", "Lead", "Owner", "Target date", "Progress update"], ["reference", "words", "", "owner", "due", "progress"]),
        (["PRIORITY ", " action", "Responsible officer:", "Timescale", "Current status", "Evidence"], ["priority", "words", "owner", "due", "status", "evidence"]),
        (["What we will do", "Who", "When", "BRAG status", "Directorate"], ["words", "owner", "due", "status", ""]),
    ],
)  # fmt: skip
def test_headings_as_people_write_them(headings, expected):
    rows = [headings, [f"cell {i}" for i in range(len(headings))]]
    assert guesses(text(rows)) == expected


def package(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return buffer.getvalue()


BAD = {
    "nothing": (b"", "There is nothing in the file."),
    "blanks": (b"\n,,,\n\n", "There is nothing in the file."),
    "an old Excel file": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "This is an old Excel file (.xls), or one with a password."),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "This is a PDF, not a spreadsheet."),
    "a Word file": (package({"word/document.xml": "<w/>"}), "This is not an Excel workbook."),
    "half a workbook": (workbook(ORDINARY)[:2_000], "The file is damaged and cannot be opened."),
    "a workbook of nonsense": (package({"xl/workbook.xml": "<no"}), "The file is damaged and cannot be opened."),
    "entities of its own": (package({"xl/workbook.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}), "The file is damaged"),
    "a bomb": (package({"xl/workbook.xml": "0" * 50_000_000}), "The file is too large for a plan of actions"),
    "a picture": (bytes(range(256)) * 40, "This is not a spreadsheet."),
    "a web page": (b"<html><body><table><tr><td>Action</td></tr></table>", "This is a web page, not a spreadsheet."),
    "headings alone": (text(ORDINARY[:1]), "There is no row below the headings"),
    "two headings alike": (text([["Action", "Notes", "notes "], ["Do it.", "a", "b"]]), "The columns B and C have the same heading, “Notes”."),
    "too many rows": (text([["Action"], *[[f"Do {i}."] for i in range(MOST_ROWS + 1)]]), "has more than 5,000 rows or 100 columns"),
    "too many columns": (text([["Action"] * 101, ["x"] * 101]), "has more than 5,000 rows or 100 columns"),
    "a cell of a book": (text([["Action"], ["x" * 40_000]]), "A cell holds more text than Excel can keep"),
    "6 MB": (b"Action\n" + b"x,y\n" * 1_600_000, "The file is too large for a plan of actions"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "sentence"), BAD.values(), ids=BAD)
def test_what_cannot_be_read_is_refused_with_a_sentence(content, sentence):
    with pytest.raises(CannotRead) as refused:
        table_of(content)
    assert str(refused.value).startswith(sentence) or sentence in str(refused.value)
    assert "/" not in str(refused.value).replace("(.xlsx)", "")


def test_columns_are_called_as_excel_calls_them():
    assert [column_letter(place) for place in (0, 25, 26, 99)] == ["A", "Z", "AA", "CV"]
