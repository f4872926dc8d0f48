"""Who may not read exempt matter sees pages, files and feeds as if it were not there; who may, sees it."""

import pytest
from django.contrib import admin

from csc_tracker.people import roles
from csc_tracker.people.sight import seeing_everything
from priorities.models import made_from
from tests.exempt.everything import MARKED, make_everything, make_parts, visit
from tests.making import let_read_exempt, make_exemption

pytestmark = pytest.mark.django_db
# What leads to no link: searches that would find the marked word, and its files.
SEARCHES = [f"/actions/?q={MARKED}", f"/findings/?q={MARKED}", f"/resolutions/?q={MARKED}", f"/actions/csv?q={MARKED}"]
IN_ADMIN = ["/admin/"] + [
    f"/admin/autocomplete/?app_label={model._meta.app_label}&model_name={model._meta.model_name}&field_name={name}"
    for model, registered in admin.site._registry.items()
    for name in registered.autocomplete_fields
]
ROLES = [roles.MEMBER, roles.OFFICER, roles.PROGRAMME, roles.ADMIN, "superuser"]


def starts(role):
    return ["/", "/help/glossary/", *SEARCHES] + (IN_ADMIN if role in (roles.ADMIN, "superuser") else [])


def make_exempt(plan, open_records, officer):
    """Exempt records of every kind: their own, and parts of open records."""
    with seeing_everything(), made_from(make_exemption(plan, reason=f"{MARKED} reason.")):
        made = make_everything(plan, MARKED, officer, framework=open_records["framework"], first=901, is_open=False)
        make_parts(open_records, MARKED, officer)
    return made


@pytest.mark.parametrize("role", ROLES)
def test_every_answer_is_as_if_nothing_exempt_were_there(client, plan, open_records, people, role):
    client.force_login(people[role])
    before = visit(client, starts(role)) if role != "superuser" else {}
    make_exempt(plan, open_records, people[roles.OFFICER])
    after = visit(client, starts(role))
    assert len(after) > 40
    assert [address for address, text in after.items() if MARKED in text and MARKED not in address] == []
    assert [address for address, text in after.items() if "12A to the Local" in text] == []
    if role == "superuser":  # who sees what an admin sees; that is compared with what there was before
        return
    assert sorted(after) == sorted(before)
    assert [address for address in after if after[address] != before[address]] == []


def test_who_has_the_right_sees_it_on_every_kind_of_page(client, plan, open_records, people):
    make_exempt(plan, open_records, people[roles.OFFICER])
    client.force_login(let_read_exempt(people[roles.OFFICER], plan))
    seen = visit(client, starts(roles.OFFICER))
    kinds = {address.partition("?")[0].strip("/").split("/")[0] for address, text in seen.items() if MARKED in text}
    assert kinds >= {
        "",
        "actions",
        "findings",
        "resolutions",
        "reports",
        "meetings",
        "inspections",
        "priorities",
        "help",
    }
