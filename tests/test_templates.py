"""Templates that read like an outline: short lines, one tag a line, whole sentences. `make lint` checks the layout."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
LONGEST_LINE = 120
FLOW = re.compile(r"\{%\s*(?:if|elif|else|endif|for|empty|endfor|with|endwith)\b.*?%\}", re.DOTALL)
TAG = re.compile(r"\{[%{#].*?[%}#]\}", re.DOTALL)
ELEMENT = re.compile(r"<[^<>]*>")


def blanked(text):
    return re.sub(r"[^\n]", "·", text)


def without_attributes(source):
    """The template with what stands inside an element's angle brackets blanked, so that only its content is left."""
    source = TAG.sub(lambda tag: tag[0].replace("<", "·").replace(">", "·"), source)
    return ELEMENT.sub(lambda element: FLOW.sub(lambda tag: blanked(tag[0]), element[0]), source)


def named(path):
    return str(path.relative_to(ROOT / "templates"))


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_no_line_is_longer_than_a_screen(path):
    lines = path.read_text(encoding="utf-8").split("\n")
    assert [number for number, line in enumerate(lines, 1) if len(line) > LONGEST_LINE] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_what_is_shown_or_repeated_stands_on_lines_of_its_own(path):
    """So no sentence is put together from pieces: an `if` within a sentence would stand on the line of its words."""
    source = without_attributes(path.read_text(encoding="utf-8"))
    beside = []
    for tag in FLOW.finditer(source):
        before, after = source[: tag.start()].rpartition("\n")[2], source[tag.end() :].partition("\n")[0]
        if before.strip() or after.strip():
            beside.append(source.count("\n", 0, tag.start()) + 1)
    assert beside == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_no_ending_is_chosen_in_a_template(path):
    """`count_of` has the number and the noun; a sentence that changes with a number is Python's."""
    assert re.findall(r"\|(?:pluralize|yesno)\b", path.read_text(encoding="utf-8")) == []
