"""The stylesheets: one declaration a line, none wider than a screen, and no class that nothing uses any more."""

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STYLESHEETS = sorted((ROOT / "csc_tracker" / "static").glob("*.css"))
LONGEST_LINE = 120
APPS = ("csc_tracker", "priorities", "actions", "inspections")
# Classes that no template and no Python spells out, and what puts them together there.
PUT_TOGETHER = {
    "csc.css": {
        f"s-{state}": "s-{{ state }} in _key.html and s-{state} in the drawings of the bar and the chart"
        for state in ("complete", "awaiting", "on_track", "at_risk", "off_track", "late", "not_rated", "stopped")
    }
    | {f"others-{number}": "others-{{ other.pattern }} in _trend.html" for number in (1, 2, 3)},
    "review.css": {
        "heading": "the kind of a passage, in _read_passage.html",
        **dict.fromkeys(
            ("accepted", "merged", "rejected", "taken", "odd"),
            "the classes of a proposal, from describe in inspections/loading/review/review_page.py",
        ),
    },
}

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
STRING = re.compile(r'"[^"\n]*"')
SELECTOR = re.compile(r"([^{};]+)\{")
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
# class="…" in a template, with what Django or Python fills in there; attrs={"class": "…"} in Python.
ATTRIBUTE = re.compile(r"""\bclass(?:=|["']:\s*)(?:"([^"]*)"|'([^']*)')""")
FILLED_IN = re.compile(r"[\w-]*\{\{.*?\}\}[\w-]*|\{%.*?%\}|[\w-]*\{[^{}%]*\}[\w-]*")


def ids(path):
    return path.name


def bare(css):
    """A stylesheet without its comments and strings; every line stays where it is."""
    css = COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), css)
    return STRING.sub(lambda match: " " * len(match[0]), css)


def wide_lines(css):
    return [number for number, line in enumerate(css.splitlines(), 1) if len(line) > LONGEST_LINE]


def crowded_lines(css):
    """The lines with two declarations, or with a rule beside another rule."""
    return [
        number
        for number, line in enumerate(bare(css).splitlines(), 1)
        if line.count(";") > 1 or line.count("{") > 1 or line.count("}") > 1 or re.search(r"[;}]\s*[^\s}]", line)
    ]


def unbalanced(css):
    """The line of the first brace without its other half, or none."""
    opened = []
    for number, line in enumerate(bare(css).splitlines(), 1):
        for brace in re.findall(r"[{}]", line):
            if brace == "{":
                opened.append(number)
            elif not opened:
                return number
            else:
                opened.pop()
    return opened[-1] if opened else None


def classes_of(css):
    """Every class that a selector names."""
    selectors = [match[1].strip() for match in SELECTOR.finditer(bare(css))]
    return {name for words in selectors if not words.startswith("@") for name in CLASS.findall(words)}


def classes_in(source):
    """Every class that a template or a file of Python gives to an element, as far as it is spelled out."""
    return {
        name for match in ATTRIBUTE.finditer(source) for name in FILLED_IN.sub(" ", match[1] or match[2] or "").split()
    }


@cache
def used():
    files = [*(ROOT / "templates").rglob("*.html"), *(path for app in APPS for path in (ROOT / app).rglob("*.py"))]
    return set().union(*(classes_in(path.read_text(encoding="utf-8")) for path in files))


def test_there_are_stylesheets():
    assert [path.name for path in STYLESHEETS] == ["csc.css", "review.css"]


@pytest.mark.parametrize("path", STYLESHEETS, ids=ids)
def test_a_stylesheet_can_be_read(path):
    css = path.read_text(encoding="utf-8")
    assert wide_lines(css) == [], f"longer than {LONGEST_LINE} characters"
    assert crowded_lines(css) == [], "more than one declaration or rule on a line"
    assert unbalanced(css) is None, "a brace without its other half"


@pytest.mark.parametrize("path", STYLESHEETS, ids=ids)
def test_every_class_of_a_stylesheet_is_used(path):
    unused = classes_of(path.read_text(encoding="utf-8")) - used()
    assert unused == set(PUT_TOGETHER[path.name]), "what is not used goes; what is put together is listed above"


def test_every_rule_of_the_pages_stands_in_a_layer_that_says_what_it_holds():
    lines = (ROOT / "csc_tracker" / "static" / "csc.css").read_text(encoding="utf-8").splitlines()
    css = bare("\n".join(lines))
    declared = re.search(r"^@layer ([\w, ]+);$", css, re.MULTILINE)[1].split(", ")
    opened = {match[1]: number for number, line in enumerate(lines) if (match := re.match(r"@layer (\w+) \{$", line))}
    assert list(opened) == declared
    assert [name for name, number in opened.items() if not re.fullmatch(r"/\* .+ \*/", lines[number - 1])] == []
    outside = [line for line in css.splitlines() if line.strip() and line[0] not in " }" and line[:6] != "@layer"]
    assert outside == []


def test_these_looks_see_what_is_wrong():
    assert wide_lines("a {}\n" + "x" * 121) == [2]
    assert crowded_lines("a { color: red; }\nb {\n  color: red; top: 0;\n}\nc {} d {}") == [3, 5]
    assert crowded_lines('a::before { content: "; }"; } /* b { c; d; } */') == []
    assert (unbalanced("a {\n}\n}"), unbalanced("a {\nb {\n}"), unbalanced("a { /* } */\n}")) == (3, 1, None)
    media = '@media (width: 1.5em) { .a.b:not(.c) { content: ".d"; top: .5em } } /* .e {} */'
    assert classes_of(media) == {"a", "b", "c"}
    source = """<p class="a{% if b %} c{% endif %} d-{{ e }}"> f'<i class="g-{h}">' attrs={"class": "i j"}"""
    assert classes_in(source) == {"a", "c", "i", "j"}
