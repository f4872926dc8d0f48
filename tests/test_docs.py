"""The documents against the code: what they name is there, their links lead somewhere, the README stays short."""

import ast
import re
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from csc_tracker.database.ledgers import LEDGERS
from csc_tracker.management.commands.demonstration import welcome

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
# The changelog tells of the past: a file that it names may be gone.
OF_TODAY = [path for path in DOCUMENTS if path.name != "CHANGELOG.md"]
README_LINES, LONGEST_LINE = 90, 120
APPS = ("csc_tracker", "priorities", "actions", "inspections")
FOLDERS = "|".join((*APPS, "templates", "tests", "docs", "fixtures", "benchmarks", r"\.ci"))
# What running the project makes, and git does not hold.
MADE = (".venv", "var", "staticfiles", "screenshots")
# Names in the documents that are not ours: variables of the environment, and the classes and files of others.
OF_OTHERS = {
    "DATABASE_URL",
    "WEB_CONCURRENCY",
    "log_error_verbosity",
    "log_min_error_statement",
    "CHROMIUM",
    "tracker.example",
    "archive_mode",
    "archive_command",
    "pg_basebackup",
    "CI",
    "functools.cache",
    "user.has_perm",
}

PATH = re.compile(rf"(?<![\w./-])(?:{FOLDERS})/[\w./*-]*")
FILE = re.compile(r"[\w.-]+\.(?:py|md|toml|lock|html|css|js|json|yaml|txt|typ|png)")
SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)")
CODE = re.compile(r"^```.*?^```$|^    [^\n]*$", re.MULTILINE | re.DOTALL)
DOTTED = re.compile(rf"(?:{'|'.join((*APPS, 'tests', 'benchmarks'))})(?:\.\w+)+")
NAME = re.compile(r"[A-Za-z_]\w*(?:\.\w+)*(?:\(\))?")
IN_A_FILE = re.compile(r"((?:`[\w.]+`(?:, | and | or )?)+),? in\s+`([\w./-]+\.py)`")
LINK = re.compile(r"\[[^\]\n]+\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
ENTITY = re.compile(r"^    (\w+) ([|}]o)--(o\||\|\||o\{) (\w+) : (\w+)$", re.MULTILINE)


def text_of(path):
    return path.read_text(encoding="utf-8")


def ids(path):
    return path.relative_to(ROOT).as_posix()


def prose_of(path):
    """A document without its blocks of code."""
    return CODE.sub("", text_of(path))


def spans_of(path):
    return SPAN.findall(prose_of(path))


def exists(name):
    """Whether a path, which may hold stars, is there, from the root on."""
    name = name.rstrip("/.")
    return name.split("/")[0] in MADE or any(ROOT.glob(name))


@cache
def names_in(path):
    """Every name that a file defines or gives: classes, functions, what is assigned, arguments, names in quotes."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.Name(id=name, ctx=ast.Store()):
                names.add(name)
            case ast.arg(arg=str(name)) | ast.keyword(arg=str(name)) | ast.Constant(value=str(name)):
                names.add(name)
    return {name for name in names if name.isidentifier()}


@cache
def every_name():
    """The names of the project's own code, tests and benchmarks; the names of its files without their ending too."""
    files = [file for folder in (*APPS, "tests", "benchmarks") for file in (ROOT / folder).rglob("*.py")]
    return {file.stem for file in files}.union(*map(names_in, files))


def is_there(dotted):
    """Whether a dotted name of ours is a module, or something in one."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        try:
            thing = import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for name in parts[length:]:
            if not hasattr(thing, name):
                return False
            thing = getattr(thing, name)
        return True
    return False


def anchors_of(path):
    """The anchors of a document's headings, as the usual Markdown viewers make them."""
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in HEADING.findall(text_of(path))}


def test_the_readme_is_read_in_five_minutes():
    assert len(text_of(ROOT / "README.md").splitlines()) <= README_LINES


@pytest.mark.parametrize("path", DOCUMENTS, ids=ids)
def test_a_line_has_at_most_120_characters_but_in_tables(path):
    assert not [line for line in text_of(path).splitlines() if len(line) > LONGEST_LINE and not line.startswith("|")]


@pytest.mark.parametrize("path", DOCUMENTS, ids=ids)
def test_every_link_leads_to_a_file_and_to_a_heading_in_it(path):
    for target in LINK.findall(prose_of(path)):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        led_to = (path.parent / file).resolve() if file else path
        assert led_to.exists(), target
        assert led_to.is_relative_to(ROOT), target
        assert not anchor or anchor in anchors_of(led_to), target


@pytest.mark.parametrize("path", DOCUMENTS, ids=ids)
def test_the_readme_leads_to_every_document(path):
    linked = {target.partition("#")[0] for target in LINK.findall(text_of(ROOT / "README.md"))}
    assert path.name == "README.md" or path.relative_to(ROOT).as_posix() in linked


@pytest.mark.parametrize("path", OF_TODAY, ids=ids)
def test_every_path_that_a_document_names_is_there(path):
    """In its drawings and blocks of code too. A file named alone lies at the root, or under a path in the document."""
    named = PATH.findall(text_of(path))
    folders = {ROOT, *(folder for name in named for folder in (ROOT / name, (ROOT / name).parent))}
    for name in named:
        assert exists(name), name
    for span in spans_of(path):
        if FILE.fullmatch(span) and span not in OF_OTHERS:
            assert any((folder / span).exists() for folder in folders), span


@pytest.mark.parametrize("path", OF_TODAY, ids=ids)
def test_every_module_and_function_that_a_document_names_is_there(path):
    for dotted in DOTTED.findall(prose_of(path)):
        if not FILE.fullmatch(dotted):
            assert is_there(dotted), dotted
    for span in spans_of(path):
        if NAME.fullmatch(span) and re.search(r"[A-Z_.]", span) and not FILE.fullmatch(span) and span not in OF_OTHERS:
            for name in span.removesuffix("()").split("."):
                assert name in every_name() or name in APPS, span


@pytest.mark.parametrize("path", OF_TODAY, ids=ids)
def test_what_a_document_says_is_in_a_file_is_in_that_file(path):
    for names, file in IN_A_FILE.findall(prose_of(path)):
        for name in SPAN.findall(names):
            assert set(name.split(".")) <= names_in(ROOT / file) | {"PageContext"}, f"{name} in {file}"


@cache
def drawn():
    """The lines of the drawings of the data: (model, how many, whether empty, model, field)."""
    return ENTITY.findall(text_of(ROOT / "docs" / "architecture.md"))


def models_of_ours():
    return {model.__name__: model for app in APPS for model in apps.get_app_config(app).get_models()}


@pytest.mark.parametrize("line", drawn(), ids=lambda line: f"{line[0]}.{line[4]}")
def test_a_line_of_the_drawings_is_a_field_of_the_model(line):
    begin, many, end, target, name = line
    field = models_of_ours()[begin]._meta.get_field(name)
    assert field.related_model is models_of_ours()[target]
    assert (many == "|o") == isinstance(field, models.OneToOneField)
    if isinstance(field, models.ManyToManyField):
        assert end == "o{"
    else:
        assert end == ("o|" if field.null else "||")


def test_the_drawings_show_every_model_but_those_that_are_tied_to_none():
    shown = {name for begin, _, _, target, _ in drawn() for name in (begin, target)}
    assert set(models_of_ours()) - shown == {"Count", "SearchChange", "WorkerSeen"}
    assert shown <= set(models_of_ours())


def test_architecture_names_every_append_only_table():
    text = text_of(ROOT / "docs" / "architecture.md")
    listed = text.partition("These are append-only:")[2].partition("\n\n")[0]
    assert sorted(SPAN.findall(listed)) == sorted(ledger.model.__name__ for ledger in LEDGERS)


def test_no_docstring_names_a_page_that_is_not_here():
    for file in [file for app in (*APPS, "tests", "benchmarks") for file in (ROOT / app).rglob("*.py")]:
        for name in re.findall(r"\bdocs/[\w-]+\.md", text_of(file)):
            assert (ROOT / name).exists(), f"{file.name} names {name}"


def test_the_readme_shows_what_make_run_says():
    said = "".join(f"    {line}\n" for line in welcome(8000, date(2020, 1, 14)))
    assert said in (ROOT / "README.md").read_text(encoding="utf-8")
