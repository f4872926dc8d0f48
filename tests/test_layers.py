"""The rooms: each app imports only from those left of it, and never asks the app registry for one to its right."""

import ast
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
ORDER = ("priorities", "actions", "inspections")
# The project package's ground, which every app may use; the rest of it is the roof.
GROUND = {
    "csc_tracker.pages.addresses",
    "csc_tracker.pages.characters",
    "csc_tracker.pages.decoding",
    "csc_tracker.record_admin",
    "csc_tracker.audit.entries",
    "csc_tracker.audit.recording",
    "csc_tracker.spreadsheets.cells",
    "csc_tracker.pages.drafts",
    "csc_tracker.pages.file_names",
    "csc_tracker.pages.form_recovery",
    "csc_tracker.database.ledgers",
    "csc_tracker.pages.folding",
    "csc_tracker.pages.markup",
    "csc_tracker.mail.digests",
    "csc_tracker.mail.letters",
    "csc_tracker.mail.sending",
    "csc_tracker.models",
    "csc_tracker.people.requests",
    "csc_tracker.people.sight",
    "csc_tracker.database.prepared",
    "csc_tracker.pages.shortening",
    "csc_tracker.pages.wording",
    "csc_tracker.protection.clamd",
    "csc_tracker.protection.signing",
    "csc_tracker.spreadsheets.previews",
    "csc_tracker.spreadsheets.reading",
    "csc_tracker.spreadsheets.resources",
    "csc_tracker.spreadsheets.workbook",
    "csc_tracker.templatetags.glossary",
    "csc_tracker.today",
    "csc_tracker.database.withdrawing",
    "csc_tracker.database.writing",
}


def sources(app):
    return [path for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]


def imported(path):
    """The modules of ours that a file imports, wherever in it: [(module, whether inside a function)]."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {n for f in ast.walk(tree) if isinstance(f, ast.FunctionDef | ast.Lambda) for n in ast.walk(f)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node in inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module, node in inside


@pytest.mark.parametrize("app", ORDER)
def test_an_app_imports_only_from_the_apps_left_of_it(app):
    to_the_right = ORDER[ORDER.index(app) + 1 :]
    for path in sources(app):
        for module, inside in imported(path):
            room = module.split(".")[0]
            assert room not in to_the_right, f"{path.name} imports {module}"
            if room == "csc_tracker":
                assert module in GROUND, f"{path.name} imports {module}, which is the roof"
            if room in ORDER and room != app:
                assert not inside, f"{path.name} imports {module} inside a function"


@pytest.mark.parametrize("app", ORDER)
def test_no_app_asks_the_registry_for_a_model(app):
    for path in sources(app):
        assert "get_model(" not in path.read_text(encoding="utf-8"), path


def test_the_ground_uses_no_app():
    for module in GROUND:
        path = ROOT.joinpath(*module.split(".")).with_suffix(".py")
        assert not [name for name, _ in imported(path) if name.split(".")[0] in ORDER]


@pytest.mark.parametrize("app", ORDER)
def test_each_app_says_in_a_sentence_what_it_holds(app):
    assert ast.get_docstring(ast.parse((ROOT / app / "__init__.py").read_text(encoding="utf-8")))


# Django’s forms have files, and what an officer writes in a form are answers: neither is a relation.
OF_FORMS = {"files", "answers"}


def relations_from_the_right(app):
    """The names by which records of apps to the right are reached from this app's models."""
    right = ORDER[ORDER.index(app) + 1 :]
    fields = (f for model in apps.get_app_config(app).get_models() for f in model._meta.get_fields(include_hidden=True))
    reverse = [f for f in fields if f.is_relation and f.auto_created and not f.concrete]
    reverse = [f for f in reverse if f.related_model._meta.app_label in right]
    return {name for f in reverse for name in (f.name, f.get_accessor_name()) if not name.endswith("+")} - OF_FORMS


def lookups(path):
    """The attributes of a file, and the parts of its lookups: keywords and strings such as “position__status”."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            yield {node.attr}
        elif isinstance(node, ast.keyword) and node.arg and "__" in node.arg:
            yield set(node.arg.split("__"))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "__" in node.value:
            yield set(node.value.split("__"))


@pytest.mark.parametrize("app", ORDER)
def test_no_app_follows_a_relation_to_its_right(app):
    names = relations_from_the_right(app)
    for path in sources(app):
        for parts in lookups(path):
            assert not parts & names, f"{path.name} follows {parts & names}"
        assert app == "inspections" or ".related_model" not in path.read_text(encoding="utf-8"), path


# Savepoints within `writing_alone`; the index of the search, which is made again from records; and what no record of a plan is.
TRANSACTIONS_OF_THEIR_OWN = {
    "inspections/loading/review/accepting.py",
    "inspections/loading/review/unreviewed.py",
    "inspections/management/commands/load_report.py",
    "inspections/background.py",
    "inspections/reporting/calendar/feeds.py",
    "actions/search/index.py",
    "actions/search/laying.py",
}


def test_what_people_record_is_written_under_the_one_lock():
    opened = {
        str(path.relative_to(ROOT))
        for app in ORDER
        for path in sources(app)
        if "transaction.atomic" in path.read_text(encoding="utf-8")
    }
    assert opened == TRANSACTIONS_OF_THEIR_OWN
