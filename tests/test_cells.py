"""Cells of spreadsheets: no program takes a text for a formula, and what goes out comes back as it was."""

import pytest

from csc_tracker.pages.characters import clean
from csc_tracker.spreadsheets.cells import as_text, neutral

SIGNS = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫", "−", "⁺", "₋"]
BEFORE = {
    "nothing": "", "a blank": " ", "blanks": "   ", "a tab": "\t", "a line": "\n", "a return": "\r",
    "a hard blank": "\u00a0", "a wide blank": "\u3000", "no width": "\u200b", "no width, not joined": "\u200c",
    "a joiner": "\u200d", "a word joiner": "\u2060", "a byte order mark": "\ufeff", "a soft hyphen": "\u00ad",
    "right to left": "\u202e", "a mark": "\u0301", "a variation": "\ufe0f", "several": " \u200b\t\ufeff ",
}  # fmt: skip


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE)
@pytest.mark.parametrize("sign", SIGNS)
def test_a_formula_goes_out_as_text_and_comes_back_as_it_was(sign, before):
    words = f"{before}{sign}HYPERLINK(A1)"
    assert neutral(words) == f"'{clean(words)}"
    assert as_text(neutral(words)) == clean(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Words.",
        "3 + 4 = 7",
        "–5 per cent",
        "•= no",
        "é",
        " ",
        "\u200b",
        "'quoted'",
        "'",
        "£5",
        "1=1",
        "#1",
        "a@b.uk",
    ],
)
def test_other_words_stay_as_they_are(words):
    assert neutral(words) == words
    assert as_text(words) == words


def test_what_excel_cannot_hold_is_left_out_before_the_sign_is_looked_for():
    assert neutral("\x00\x1f\uffff=1") == "'=1"
    assert neutral("\ufffe=1") == "'-=1"
    assert neutral("a\x0bb\tc\nd") == "a\nb\tc\nd"
