"""Whatever stands in an address's query: the page, the plain list, or a refusal with a sentence; never a fault of ours."""

import pytest
from django.contrib import admin
from django.core.exceptions import BadRequest
from django.db import DataError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from import_export.forms import SelectableFieldsExportForm

from actions.lists.filters import ActionFilter
from actions.models import Action
from csc_tracker.pages.views import UNREADABLE
from csc_tracker.people import roles
from csc_tracker.people.roles import SCREENS
from csc_tracker.protection.queries import Queries
from inspections.models import Finding, Resolution
from inspections.scrutiny.findings.filters import FindingFilter
from inspections.scrutiny.resolutions.filters import ResolutionFilter
from tests.making import make_user
from tests.test_roles import arguments  # noqa: F401 - a fixture: a record of each kind

pytestmark = [
    pytest.mark.django_db,
    # django-tables2 tells a developer so of a name of a column; here it stands in an address.
    pytest.mark.filterwarnings("ignore:Use '__' to separate path components:DeprecationWarning"),
]

ODD = {
    "nothing": "", "NUL": "%00", "NUL within": "a%00b", "no UTF-8": "%ff%fe", "half a character": "%ed%a0%80",
    "no such escape": "%zz", "a long word": "x" * 3_000, "a long number": "9" * 3_000,
    "more than 64 bits": "9223372036854775808", "more than 32 bits": "2147483648", "minus": "-1", "zero": "0",
    "half": "1.5", "no number": "NaN", "with a power": "1e400", "digits of Arabic": "%d9%a3", "a superscript": "%c2%b2",
    "quotes": "%27%22%3b--", "percent": "%25s%25(x)s", "braces": "%7b%7d%7b0.__class__%7d", "lines": "%0d%0aX:%20y",
    "markup": "%3cscript%3e", "a path": "../../etc/passwd", "a day that is none": "2020-02-30",
    "the last day": "9999-12-31", "the first day": "0001-01-01", "a search": "a%20OR%20b%20AND%20(%22", "csv": "csv",
    "minuses": "-status,-due,--due,", "a lookup": "priority__plan__slug",
}  # fmt: skip
# Of these, what databases and readers of numbers and days stumble over most.
ODDEST = {
    name: ODD[name]
    for name in ("NUL", "no UTF-8", "a long number", "more than 64 bits", "minus", "the last day", "braces")
}
OF_PAGES = ("page", "rows", "sort", "export", "q", "plan", "on", "since", "since_day", "filters", "nothing")
LISTS = {
    "/actions/": ActionFilter.base_filters, "/findings/": FindingFilter.base_filters,
    "/findings/matrix/": (), "/resolutions/": ResolutionFilter.base_filters, "/meetings/": (), "/reports/": (),
    "/inspections/": (), "/search/": ("kind",), "/my-actions/": ("q", "status", "priority", "plan_only"),
}  # fmt: skip


def faults(client, path, query, sent=None):
    """The address, where it answers with anything but a page, a redirect or a refusal with a sentence."""
    before = transaction.savepoint()  # what a database refuses ends a transaction of PostgreSQL, and a test is one
    asked = client.get if sent is None else client.post
    answer = asked(path, sent, QUERY_STRING=query)
    transaction.savepoint_rollback(before)
    if answer.status_code not in (200, 302, 400, 404):
        return [f"{path}?{query[:200]}: {answer.status_code}"]
    if answer.status_code == 400 and b"<p>" not in answer.content:
        return [f"{path}?{query[:200]}: no sentence"]
    return []


@pytest.fixture
def reader():
    client = Client(raise_request_exception=False)
    client.force_login(make_user(roles.ADMIN, is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def pages(arguments):  # noqa: F811
    """The address of every screen that shows something."""
    left_out = {"account_login", "account_logout", "sign_out_everywhere", "csp_report", "healthz", "calendar_feed"}
    left_out.add("readyz")  # it shows nothing of the plan
    left_out.add("email_choices")  # it leads to the account
    left_out.add("openid_connect_login")  # it answers POST alone
    return [reverse(name, args=arguments.get(name)) for name in SCREENS if name not in left_out]


@pytest.mark.parametrize(("path", "own"), LISTS.items(), ids=LISTS)
def test_every_parameter_of_a_list_may_hold_anything(reader, arguments, path, own):  # noqa: F811
    names = [*OF_PAGES, *own] if own else ["page", "sort", "plan", "on", "since"]
    each_alone = [f"{name}={value}" for name in names for value in ODDEST.values()]
    # With a plan or a day that is none, nothing else is looked at.
    together = ["&".join(f"{name}={value}" for name in names if name not in ("plan", "on")) for value in ODD.values()]
    first = [f"{name}={value}" for name in OF_PAGES if name in names for value in ODD.values()]
    asked = dict.fromkeys([*each_alone, *together, *first])
    assert [each for query in asked for each in faults(reader, path, query)] == []


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_may_be_asked_for_with_anything(reader, arguments, kind):  # noqa: F811
    names = [*OF_PAGES, *ActionFilter.base_filters]
    asked = [f"export={kind}&{name}={value}" for name in names for value in ODDEST.values()]
    assert [each for query in asked for each in faults(reader, "/actions/", query)] == []


@pytest.mark.parametrize("value", ODDEST.values(), ids=ODDEST)
def test_every_page_may_be_asked_for_with_anything(reader, pages, value):
    together = "&".join(f"{name}={value}" for name in ("page", "sort", "q", "rows", "export", value))
    queries = (together, f"plan={value}", f"on={value}", f"since={value}")
    assert [each for path in pages for query in queries for each in faults(reader, path, query)] == []


@pytest.mark.parametrize("query", [
    "export=csv&export=xlsx", "page=1&page=2&page=x", "sort=due&sort=-due&sort=nothing", "on=2020-01-14&on=2020-01-15",
    "plan=&plan=", "q=a&q=b", "status=late&status=late&status=nothing", "&&&&", "=", "=&=", "export", "a=1;b=2", "?a=1",
    "&".join(f"status={n}" for n in range(500)), "&".join(f"p{n}=1" for n in range(1_500)),
    "&".join(f"p{n}=1" for n in range(5_000)),
])  # fmt: skip
def test_a_parameter_may_come_again_and_again(reader, arguments, query):  # noqa: F811
    assert [each for path in LISTS for each in faults(reader, path, query)] == []


@pytest.mark.parametrize("query", ["q=%00", "q=a%00b", "%00=a", "nothing=%00", "q=a&q=%00"])
def test_a_sign_that_no_database_holds_is_refused_with_a_sentence(reader, arguments, query):  # noqa: F811
    answer = reader.get("/actions/", QUERY_STRING=query)
    assert (answer.status_code, answer.context["sentence"]) == (400, UNREADABLE)


@pytest.mark.parametrize("value", ODDEST.values(), ids=ODDEST)
def test_the_lists_of_admin_may_be_asked_for_with_anything(reader, arguments, value):  # noqa: F811
    wrong = []
    for model in admin.site._registry:
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for names in (("q", "p", "o"), ("pk__in",), ("id__exact", "nothing")):
            wrong += faults(reader, path, "&".join(f"{name}={value}" for name in names))
    assert wrong == []


@pytest.mark.parametrize(
    "name", ["q", "p", "o", "nothing", "e", "plan", "pk__in", "id__exact", "priority__plan__id__exact"]
)
def test_the_spreadsheets_of_admin_may_be_asked_for_with_anything(reader, arguments, name):  # noqa: F811
    """The file with each odd value; the page before it reads the query as the file does, and no row of it."""
    wrong = []
    for model in (Action, Finding, Resolution):
        path, said = export_of(model)
        for odd, value in ODD.items():
            wrong += faults(reader, path, f"{name}={value}", said)
            if odd in ODDEST:
                wrong += faults(reader, path, f"{name}={value}")
    assert wrong == []


@pytest.mark.parametrize("model", [Action, Finding, Resolution])
def test_what_is_sent_for_a_spreadsheet_of_admin_brings_a_file(reader, arguments, model):  # noqa: F811
    path, said = export_of(model)
    assert reader.post(path, said)["Content-Disposition"].startswith("attachment")


def export_of(model):
    """Where admin exports a model, and what is sent for a spreadsheet of every column."""
    registered = admin.site._registry[model]
    [resource] = registered.get_export_resource_classes(None)
    columns = [SelectableFieldsExportForm.create_boolean_field_name(resource, name) for name in resource().fields]
    path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_export")
    return path, {"format": "1", "resource": "0"} | dict.fromkeys(columns, "on")


def test_a_spreadsheet_of_a_list_that_there_is_not_is_refused_with_a_sentence(reader, arguments):  # noqa: F811
    answer = reader.get(reverse("admin:actions_action_export"), {"nothing": "1"})
    assert answer.status_code == 400
    assert answer.context["sentence"] == (
        "The list cannot be narrowed like that, so nothing was exported. Go back to the list and choose again."
    )


@pytest.mark.parametrize("error", [DataError(), OverflowError()])
def test_what_a_database_refuses_is_a_mistake_of_the_address_alone(rf, error):
    middleware = Queries(None)
    with pytest.raises(BadRequest):
        middleware.process_exception(rf.get("/?a=1"), error)
    for request in (rf.get("/"), rf.post("/?a=1")):
        assert middleware.process_exception(request, error) is None
    assert middleware.process_exception(rf.get("/?a=1"), IntegrityError()) is None


@pytest.mark.parametrize(
    "path", ["/actions/%00/", "/reports/%00/", "/meetings/x%00/", "/actions/%ff/", "/actions/" + "x" * 3_000 + "/"]
)
def test_odd_names_of_records_are_not_there(reader, path):
    assert reader.get(path).status_code in (400, 404)


def test_odd_words_in_a_form_are_refused_with_a_sentence(reader, arguments):  # noqa: F811
    for path in ("/actions/P1.01/update/", "/priorities/1/commentary/"):
        answer = reader.post(path, {"words": "a\x00b", "who": "\x00", "seen": "9" * 30})
        assert answer.status_code in (200, 302, 400, 404, 422), path
