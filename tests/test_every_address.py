"""Every address of the project by every method, as each kind of person: what the table of screens and admin say.

The addresses come from the resolver. One that is not in the table, or has no example of its arguments, fails here.
"""

import re
from collections import defaultdict
from contextlib import contextmanager, nullcontext
from typing import NamedTuple
from unittest.mock import patch

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.template.backends.django import Template
from django.test import Client, RequestFactory
from django.urls import URLPattern, get_resolver, reverse
from django_tasks_db.models import DBTaskResult

from actions.lists.exports import FILE_TYPES
from actions.search.index import catch_up
from csc_tracker.audit.entries import Act, AuditEntry
from csc_tracker.audit.in_admin import Audited
from csc_tracker.people import roles
from csc_tracker.people.roles import GROUPS, SCREENS
from csc_tracker.people.sight import seeing_everything
from inspections.models import Acceptance, Loading, Proposal, Report
from priorities.models import Plan, made_from
from tests.exempt.everything import make_everything
from tests.making import let_read_exempt, make_exemption, make_user
from tests.making_scrutiny import MOMENT
from tests.test_admin import key_of, make_a_row_of_every_model
from tests.test_roles import make_arguments

READS_EXEMPT, STAFF_OFFICER, NO_ROLE, NOBODY = "reads exempt papers", "officer in admin", "no role", "nobody"
WHO = [NOBODY, NO_ROLE, *GROUPS, "superuser", READS_EXEMPT, STAFF_OFFICER]
SAFE, OTHER = ("GET", "HEAD"), ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
# What anybody may do without the service changing: signing in and out, and the draft of a form for after a sign-in.
OF_SESSIONS = {"csc_tracker_session", "csc_tracker_user", "csc_tracker_count"}
# What answers to POST alone, and what does to anyone who is not signed in.
POST_ONLY = {"account_logout", "sign_out_everywhere", "csp_report", "openid_connect_login"}
# What is not there for who reaches the screen, and why.
NOT_THERE = {
    "report_file": "there is no file behind this record",
    "position_actions": "no status was asked for",
    "background_job": "somebody else asked for it",
    "evidence_add": "somebody else recorded the update",
    "question_remove": "it is another member’s",
    "question_send": "it is another member’s",
    "question_answer": "it was not sent to a post of theirs, and only programme officers answer any",
    "openid_connect_login": "the council has no sign-in page here",
    "openid_connect_callback": "the council has no sign-in page here",
    "mfa_deactivate_totp": "nobody here has an app",
    "mfa_view_recovery_codes": "nobody here has codes",
    "mfa_remove_webauthn": "nobody here has a passkey",
}
# What sends on whoever comes there outside its turn, and where that is.
SENT_ON = {
    "question_mark": "to the briefing: a button there asks this",
    "email_choices": "to the account: a form there asks this",
    "my_no_change": "to my actions: a button there asks this",
    "my_several": "to my actions: a button there asks this",
    "my_actions_seen": "to my actions: a button there marks what is new",
    "action_import_sheet": "to the page that asks for a file: there is none with this key",
    "mfa_authenticate": "to the sign-in page: no password was given",
    "mfa_login_webauthn": "to the sign-in page: a script asks this",
    "mfa_reauthenticate": "to the page that asks for the password: they have no app",
    "mfa_reauthenticate_webauthn": "to the page that asks for the password: they have no passkey",
}


def patterns(resolver, namespaces=()):
    """Every pattern of the project, with the names of the namespaces that it is in."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield namespaces, pattern
        else:
            yield from patterns(pattern, (*namespaces, *filter(None, [pattern.namespace])))


PATTERNS = list(patterns(get_resolver()))
OWN = [pattern.name for namespaces, pattern in PATTERNS if not namespaces]


def test_the_table_of_screens_names_every_address_and_no_other():
    assert sorted(OWN) == sorted(SCREENS)
    assert {namespaces for namespaces, _ in PATTERNS} == {(), ("admin",)}


@pytest.fixture(scope="module")
def world(kept_for_the_file):
    """A record of every kind, open and exempt; the addresses of both; and the people."""
    arguments = make_arguments()
    plan = Plan.objects.get()
    people = {role: make_user(role, is_staff=role == roles.ADMIN) for role in GROUPS}
    people |= {"superuser": make_user(is_staff=True, is_superuser=True), NO_ROLE: make_user(), NOBODY: None}
    people[READS_EXEMPT] = let_read_exempt(make_user(roles.OFFICER), plan)
    people[STAFF_OFFICER] = make_user(roles.OFFICER, is_staff=True)
    with seeing_everything(), made_from(make_exemption(plan)):
        exempt = make_everything(plan, "Quorlwyx", people[roles.OFFICER], first=901, is_open=False)
    make_a_row_of_every_model(make_user(roles.ADMIN))
    catch_up()  # what is noted as changed would be brought into the index by whatever is asked first
    DBTaskResult.objects.create(args_kwargs={"args": [], "kwargs": {}}, task_path="a.task", run_after=MOMENT)
    own = {name: address(name, arguments.get(name), plan) for name in OWN}
    hidden = exempt_addresses(exempt, plan)
    return {
        "own": own, "people": people, "exempt": hidden, "admin": list(admin_addresses()), "answers": defaultdict(dict),
    }  # fmt: skip


def address(name, arguments, plan):
    try:
        return f"{reverse(name, args=arguments)}?plan={plan.slug}"
    except Exception as nothing:
        raise AssertionError(f"“{name}” takes arguments: give `make_arguments` an example.") from nothing


def exempt_addresses(of, plan):
    """The addresses of exempt records: {name: address}."""
    reference, meeting = of["action"].reference, of["item"].meeting.slug
    arguments = {
        "priority": [901], "priority_lead": [901], "priority_commentary": [901], "priority_impact": [901],
        "action": [reference], "action_update": [reference], "action_owner": [reference],
        "inspection": [of["inspection"].slug], "meeting": [meeting], "briefing": [meeting], "freeze": [meeting],
        "question_mark": [meeting], "question_add": [meeting],
        "resolution": [of["resolution"].slug], "resolution_answer": [of["resolution"].slug],
        "answer_verdict": [of["resolution"].slug, 1], "resolution_close": [of["resolution"].slug],
        "report": [of["report"].slug],
    }  # fmt: skip
    return {name: address(name, args, plan) for name, args in arguments.items()}


def admin_addresses():
    """Each address of Django admin: (what may be asked of it, address, the model’s admin, the record or None, whether it is exempt)."""
    registered = {f"{each.opts.app_label}_{each.opts.model_name}": each for each in admin.site._registry.values()}
    for _, pattern in [each for each in PATTERNS if each[0]]:
        key, _, what = (pattern.name or "").rpartition("_")
        if key in registered and what in ("changelist", "add", "import", "export"):
            yield what, reverse(f"admin:{pattern.name}"), registered[key], None, False
        elif key in registered and what in ("change", "history", "delete"):
            for record, hidden in records(registered[key]):
                yield what, reverse(f"admin:{pattern.name}", args=[key_of(record)]), registered[key], record, hidden
        elif pattern.name and pattern.name.startswith("inspections_loading_"):
            model = {"proposal": Proposal, "undo": Acceptance}.get(what, Loading)
            loading = registered["inspections_loading"]
            for record, hidden in records(loading, model):
                yield "loading", reverse(f"admin:{pattern.name}", args=[record.pk]), loading, record, hidden
        elif pattern.name == "csc_tracker_user_leave":
            record, _ = next(records(registered["csc_tracker_user"]))
            path = reverse("admin:csc_tracker_user_leave", args=[record.pk])
            yield "change", path, registered["csc_tracker_user"], record, False
        elif pattern.name in ("app_list", "view_on_site"):
            args = {"app_list": ["actions"], "view_on_site": [1, 1]}[pattern.name]
            yield pattern.name, reverse(f"admin:{pattern.name}", args=args), None, None, False
        elif pattern.name == "autocomplete":
            query = "?app_label=inspections&model_name=finding&field_name=inspection"
            yield "autocomplete", reverse("admin:autocomplete") + query, None, None, False
        elif pattern.name:
            yield pattern.name, reverse(f"admin:{pattern.name}"), None, None, False
        elif "object_id" in str(pattern.pattern):
            continue  # the old address of a change page, asked for below
        else:
            yield "anything", "/admin/no/such/page/", None, None, False
    yield "old address", "/admin/priorities/plan/1/", admin.site._registry[Plan], None, False


def records(registered, model=None):
    """A record of the model that its admin shows to who may not read what is exempt, and one that it does not.

    Pairs: the record, and whether it is hidden.
    """
    model = model or registered.model
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    shown = registered.get_queryset(request) if model is registered.model else model._default_manager.all()
    shown = list(shown.order_by("pk").values_list("pk", flat=True))
    for pk in shown[:1]:
        yield model._base_manager.get(pk=pk), False
    hidden = model._base_manager.exclude(pk__in=shown).order_by("pk").first()
    if hidden is not None:
        yield hidden, True
    assert shown or hidden, f"There is no {model._meta.label} to ask for: make one in `make_a_row_of_every_model`."


@contextmanager
def written():
    """The tables that are written to within it; all of it is taken back at its end."""
    tables = []

    def watch(execute, sql, params, many, context):
        if match := re.match(r'\s*(?:INSERT|UPDATE|DELETE)\b[^"]*"(\w+)"', sql, re.IGNORECASE):
            tables.append(match[1])
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(watch):
        yield tables
        transaction.set_rollback(True)


# How content begins, and the types that it may be sent as.
BEGINNINGS = {
    b"<!doctype html": {"text/html; charset=utf-8"},
    b"%PDF": {"application/pdf"},
    b"PK": {FILE_TYPES["docx"], FILE_TYPES["xlsx"]},
    b"BEGIN:VCALENDAR": {"text/calendar; charset=utf-8"},
    b"{": {"application/json"},
}


class Answer(NamedTuple):
    """What is kept of an answer: `begins` is the beginning of its content that BEGINNINGS knows, else empty."""

    status_code: int
    location: str
    kind: str
    begins: bytes
    is_empty: bool


class Walker:
    """One person of the world, who asks for addresses; after each answer all is as before.

    So what was asked once is not asked again by another test of the file.
    """

    def __init__(self, world, who):
        self.client, self.person, self.answers = Client(), world["people"][who], world["answers"][who]
        if self.person:
            self.client.force_login(self.person)
        with seeing_everything():
            self.last = AuditEntry.objects.first().number

    def ask(self, method, path):
        """The answer, and the tables that were written to.

        Without those of sessions, and without the audit ledger where the answer must be in it.
        """
        if (method, path) not in self.answers:
            self.answers[method, path] = self._ask(method, path)
        return self.answers[method, path]

    def _ask(self, method, path):
        before = {name: morsel.value for name, morsel in self.client.cookies.items()}
        # What HEAD asks for is made by the view of GET, and its content thrown away: no template need be filled in.
        unread = patch.object(Template, "render", return_value="") if method == "HEAD" else nullcontext()
        with written() as tables, unread:
            answer = self.client.generic(method, path, data=b"x=1", content_type="application/x-www-form-urlencoded")
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            acts = self._acts() if AuditEntry._meta.db_table in tables else set()
        self.client.cookies.clear()
        self.client.cookies.load(before)
        tables = set(tables) - OF_SESSIONS
        must = _must_be_on_record(method, answer, content)
        if (must and acts == {must}) or acts == {Act.SESSIONS_ENDED}:
            tables.remove(AuditEntry._meta.db_table)
        elif must:
            tables.add(f"{must} is not on record")
        begins = [begin for begin in BEGINNINGS if content.lstrip()[:20].lower().startswith(begin.lower())]
        location, kind = answer.get("Location", ""), answer.get("Content-Type", "")
        return Answer(answer.status_code, location, kind, begins[0] if begins else b"", not content), frozenset(tables)

    def _acts(self):
        """The acts that an answer put on record; after each answer all is as before."""
        with seeing_everything():
            return {*AuditEntry.objects.filter(number__gt=self.last).values_list("act", flat=True)}


def _must_be_on_record(method, answer, content):
    """The act that an answer is: a file that was sent, exempt matter that was read; None if it is neither."""
    if method != "GET" or answer.status_code != 200:
        return None
    if answer.get("Content-Disposition", "").startswith("attachment"):
        return Act.FILE
    return Act.READ if b"Exempt: not for publication" in content else None


@pytest.mark.django_db
@pytest.mark.parametrize("who", WHO)
def test_every_screen_answers_each_method_as_the_table_says(world, who):
    walker = Walker(world, who)
    wrong = []
    for name, path in world["own"].items():
        for method in (*SAFE, "POST", *OTHER):
            answer, tables = walker.ask(method, path)
            refused, allowed = expected(name, method, walker.person)
            if answer.status_code not in allowed or (tables and (refused or method != "POST")):
                wrong.append((method, path, answer.status_code, allowed, tables))
            if refused == 302:
                assert answer.location.startswith(reverse("account_login")), path
    assert not wrong, "\n".join(map(str, wrong))


def expected(name, method, person):
    """What a screen of the table answers: (the refusal, 0 if there is none; the statuses that it may be)."""
    if method in OTHER:
        return 405, {405}
    permission = SCREENS[name]
    if permission is not roles.ANYONE:
        if person is None:
            return 302, {302}
        if permission != roles.SIGNED_IN and not person.has_perm(permission):
            return 403, {403}
    missing = {404} if name in NOT_THERE else {302} if name in SENT_ON else set()
    if name == "account_login" and person:
        missing = {302}
    if name == "question_answer" and person.has_perm(roles.ANSWER_ANY_QUESTION):
        missing = set()
    if method == "POST":
        return 0, {200, 204, 302, 400, 405, 422} | missing
    return (405, {405}) if name in POST_ONLY else (0, missing or {200})


@pytest.mark.django_db
@pytest.mark.parametrize("who", WHO)
def test_what_is_exempt_is_at_no_address_but_for_who_may_read_it(world, who):
    walker = Walker(world, who)
    wrong = []
    for name, path in world["exempt"].items():
        for method in (*SAFE, "POST"):
            answer, tables = walker.ask(method, path)
            refused, allowed = expected(name, method, walker.person)
            if not refused:
                refused, allowed = (0, allowed | {200}) if who == READS_EXEMPT else (404, {404})
            if method == "POST" and refused == 404:
                allowed = {404, 405}
            if answer.status_code not in allowed or (tables and (refused or method != "POST")):
                wrong.append((method, path, answer.status_code, allowed, tables))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.django_db
@pytest.mark.parametrize("who", WHO)
def test_every_address_of_admin_answers_each_method_as_its_permissions_say(world, who):
    walker = Walker(world, who)
    wrong = []
    for what, path, registered, record, hidden in world["admin"]:
        for method in (*SAFE, "POST", *OTHER):
            answer, tables = walker.ask(method, path)
            refused, allowed = in_admin(what, method, walker.person, registered, record, hidden)
            if answer.status_code not in allowed or (tables and (refused or method != "POST")):
                wrong.append((what, method, path, answer.status_code, allowed, tables))
    assert not wrong, "\n".join(map(str, wrong))


def in_admin(what, method, person, registered, record, hidden):
    """What an address of Django admin answers: (the refusal, 0 if there is none; the statuses that it may be)."""
    if method in OTHER:
        return 405, {405}
    if what == "login":  # who is not signed in is sent to the one page for it, and staff to where they were going
        return (403, {403}) if person and not person.is_staff else (0, {302})
    if person is None or not person.is_staff:
        return 302, {302}
    if what == "logout":
        return (0, {200, 302}) if method == "POST" else (405, {405})
    if registered is None:
        return 0, {"view_on_site": {404}, "anything": {404}}.get(what, {200, 302, 403, 404, 405})
    if hidden:
        return 404, {302, 403, 404}
    if not permitted(what, method, person, registered, record):
        return 403, {403}
    if what == "old address" or (what == "history" and isinstance(registered, Audited)):
        return 0, {302}
    return 0, {200, 302, 405} if method == "POST" else {200} | ({302} if what in ("loading", "password") else set())


def permitted(what, method, person, registered, record):
    """Whether the permissions of the model's admin let this person ask for it."""
    request = RequestFactory().get("/")
    request.user = person
    if what == "add":
        return registered.has_add_permission(request)
    if what == "delete":
        return registered.has_delete_permission(request, record)
    if what in ("import", "export"):
        return getattr(registered, f"has_{what}_permission")(request)
    if what in ("loading", "password") or (what == "change" and method == "POST"):
        return registered.has_change_permission(request, record)
    if what == "history" and (registered.model is AuditEntry or isinstance(registered, Audited)):
        return isinstance(registered, Audited) and person.has_perm("csc_tracker.view_auditentry")
    return what == "old address" or registered.has_view_or_change_permission(request, record)


FILES = ["/actions/?export=csv", "/actions/?export=xlsx", "/static/csc.css", "/static/review.js", "/static/icon.svg"]


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["superuser", NO_ROLE, NOBODY])
def test_every_answer_says_what_it_is_and_text_in_which_characters(world, who):
    walker = Walker(world, who)
    wrong, seen = [], set()
    for path in (*world["own"].values(), *(path for _, path, *_ in world["admin"]), "/nowhere/", *FILES):
        for method in ("GET", "POST", "PUT"):
            answer, _ = walker.ask(method, path)
            kind = answer.kind
            is_text = kind.startswith("text/") or kind.partition(";")[0].endswith("xml")
            if (not answer.is_empty and not kind) or (is_text and "charset=" not in kind):
                wrong.append((method, path, kind))
            if answer.begins and kind not in BEGINNINGS[answer.begins]:
                wrong.append((method, path, kind, answer.begins))
            seen.add(answer.begins)
    assert not wrong, "\n".join(map(str, wrong))
    assert who != "superuser" or seen == {*BEGINNINGS, b""}


@pytest.mark.django_db
def test_the_walk_notices_what_is_written(world):
    with written() as tables:
        Report.objects.order_by("pk").update(title="Other")
    assert tables == ["inspections_report"]
    assert not Report.objects.filter(title="Other").exists()
