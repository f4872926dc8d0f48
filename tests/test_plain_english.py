"""The words on screens, in files and in messages are plain English: the phrases that this project replaces come back nowhere.

Looked through are the templates and the string constants of the apps, but for docstrings and for what is matched
against papers (`loading/reading`, `loading/recognising`): those words are the papers' own.
"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("actions", "csc_tracker", "inspections", "priorities")
PAPERS_WORDS = ("inspections/loading/reading/", "inspections/loading/recognising/")

# What not to write, as a pattern, with what to write instead.
BANNED = {
    r"what shows\b(?! that)": "Status",
    r"as the updates stand": "Position on 14 January 2020 (live)",
    r"position at (?=\d|\{)": "position on",
    r"worked out afterwards": "Calculated later",
    r"was not shown this": "The committee did not see these figures",
    r"day not given": "date not stated",
    r"with a date since then": "completed",
    r"difference\b": "impact",
    r"counted apart": "Not in the totals",
    r"of the red (is|are)\b": "4 of the 6 red actions are late",
    r"(is|are) told\b": "is shown",
    r"stands?\b": "is shown, is in force",
    r"(is|are) known\b(?! as)": "say which record",
    r"said( in a paper)? to happen": "planned, according to the paper",
    r"mend(s|ed|ing)?\b": "Correct",
    r"(one|that|a) press\b": "button",
    r"press(es|ed)?\b": "button, or choose",
    r"tak(e|es|ing) (it |them )?in\b": "Save to the plan",
    r"taken in\b": "Saved to the plan",
    r"was not understood": "Sorry, that did not work. Nothing was changed.",
    r"gives it\b": "No source paper",
}
_BANNED = re.compile("|".join(rf"\b({pattern})" for pattern in BANNED), re.IGNORECASE)


def banned(text):
    """The banned phrases in a text as they are written there, over line breaks too."""
    return [match.group() for match in _BANNED.finditer(re.sub(r"\s+", " ", text))]


# Templates


_COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->", re.DOTALL)
_TEMPLATE_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_LITERAL = re.compile(r'"([^"]*)"')
_HTML_TAG = re.compile(r"<[^<>]*>")
# The attributes that people see or hear.
_SPOKEN = re.compile(r'\b(?:alt|aria-label|data-label|placeholder|title|value)="([^"]*)"')


def template_words(source):
    """What a template writes, without markup: its text, spoken attributes and the literals in its tags."""
    text = _COMMENT.sub(" ", source)
    text = _TEMPLATE_TAG.sub(lambda tag: f"{{{' | '.join(_LITERAL.findall(tag.group()))}}}", text)
    return _HTML_TAG.sub(
        lambda tag: " | ".join(["", *_SPOKEN.findall(tag.group()), ""]) if "=" in tag.group() else "", text
    )


def typst_words(source):
    """A Typst template without its comments."""
    return re.sub(r"^\s*//.*$", "", source, flags=re.MULTILINE)


# Python


def _docstrings(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield first.value


def python_words(source):
    """The string constants of a module but for templates' names, each with its line; in an f-string {} is in the place
    of what it puts in.
    """
    tree = ast.parse(source)
    done = {id(node) for node in _docstrings(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "{}" for part in node.values]
            done.update(id(part) for part in node.values)
            yield node.lineno, "".join(parts)
        elif isinstance(node, ast.Constant) and id(node) not in done and _is_words(node.value):
            yield node.lineno, node.value


def _is_words(value):
    return isinstance(value, str) and not value.endswith(".html")


def _python_files():
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if not path.relative_to(ROOT).as_posix().startswith(PAPERS_WORDS):
                yield path


def _template_files():
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".typ", ".txt"))


def _named(path, phrases, line=None):
    place = f"{path.relative_to(ROOT)}{f':{line}' if line else ''}"
    return [f"{place}: “{phrase}”" for phrase in phrases]


def test_the_templates_are_in_plain_english():
    wrong = []
    for path in _template_files():
        words = typst_words if path.suffix == ".typ" else template_words
        wrong += _named(path, banned(words(path.read_text())))
    assert not wrong, "\n".join(wrong)


def test_the_strings_of_the_apps_are_in_plain_english():
    wrong = []
    for path in _python_files():
        for line, words in python_words(path.read_text()):
            wrong += _named(path, banned(words), line)
    assert not wrong, "\n".join(wrong)


# The test itself


def test_it_looks_through_every_app_and_the_templates():
    looked = {path.relative_to(ROOT).parts[0] for path in _python_files()}
    assert looked == set(APPS)
    assert {path.suffix for path in _template_files()} >= {".html", ".typ"}


@pytest.mark.parametrize(
    "sentence",
    [
        "What shows",
        "Totals by what shows",
        "Live: as the updates stand, at 14 January 2020",
        "position at 14 January 2020",
        "Worked out afterwards; the committee was not shown this.",
        "completed, day not given",
        "completed, with a date since then",
        "for none has a difference for children been recorded here",
        "Counted apart: 2 stopped",
        "4 of the red are late",
        "it is told in words",
        "What stands now",
        "No measure is known",
        "said in a paper to happen",
        "Mend it",
        "in one press",
        "Take in the 12 accepted",
        "Take them in",
        "Taken in",
        "That press was not understood",
        "No paper that you can see gives it",
        "Difference for children and families: no difference yet",
    ],
)
def test_it_knows_the_phrases(sentence):
    assert banned(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Status", "Position on 14 January 2020 (live)", "4 of the 6 red actions are late", "What shows that it is done?",
        "Saved to the plan", "An outstanding judgement", "Recommendation", "a depressed area", "This is not known",
    ],
)  # fmt: skip
def test_it_leaves_plain_words_alone(sentence):
    assert not banned(sentence)


def test_it_reads_what_a_template_writes():
    source = (
        '{# Mend it #}<p class="press">Counted\n<strong>apart</strong></p>{% firstof words "It is told" %}'
        '<input type="submit" value="Take them in">{{ words|default:"What shows" }}'
    )
    assert banned(template_words(source)) == ["Counted apart", "is told", "Take them in", "What shows"]


def test_it_reads_the_strings_of_a_module_and_not_its_docstrings():
    source = (
        '"""Mend it."""\nX = f"{a} is " "told"\ndef f():\n    """Mend it."""\n    return {"b": "day "\n"not given"}\n'
    )
    assert [(line, banned(words)) for line, words in python_words(source) if banned(words)] == [
        (2, ["is told"]), (5, ["day not given"]),
    ]  # fmt: skip
