"""Who may not read exempt matter sees pages, files and feeds as if it were not there; who may, sees it and is told.

A page that shows something exempt says so at its top, in the law’s words (test_banner.py); any other does not.
"""

import re
from functools import cached_property

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client

from csc_tracker.people import roles
from tests.exempt.conftest import make_people
from tests.exempt.everything import MARKED, make_everything, make_exempt, visit
from tests.making import let_read_exempt, make_plan

# What leads to no link: searches that would find the marked word, and its files.
SEARCHES = [f"/actions/?q={MARKED}", f"/findings/?q={MARKED}", f"/resolutions/?q={MARKED}", f"/actions/csv?q={MARKED}"]
# The word, its beginning, what is near it, and a word of what is open.
SEARCHES += [f"/search/?q={words}" for words in (MARKED, MARKED[:4], "quorlywx", "ordinry", "ordinary", "impact")]
IN_ADMIN = ["/admin/"] + [
    f"/admin/autocomplete/?app_label={model._meta.app_label}&model_name={model._meta.model_name}&field_name={name}"
    for model, registered in admin.site._registry.items()
    for name in registered.autocomplete_fields
]
ROLES = [roles.MEMBER, roles.OFFICER, roles.PROGRAMME, roles.ADMIN, "superuser"]
SAYS_SO = "Exempt: not for publication by virtue of "
BANNER = re.compile(r'\s*<p class="inset attention">\s*<strong>Exempt: not for publication [^<]*</strong>\s*</p>\s*')
# A file that came in goes out as it came.
AS_IT_CAME = re.compile(r"^/reports/[^/]+/file/|^/admin/inspections/loading/\d+/file/|/updates/[^/]+/files/")


class Walks:
    """What one person can open: `before` there is anything exempt, `after`, and `with_right` to read it."""

    def __init__(self, role):
        self.role, self.plan, self.client = role, make_plan(title="Testham plan"), Client()
        people = make_people()
        self.person, officer = people[role], people[roles.OFFICER]
        of = make_everything(self.plan, "Ordinary", officer)
        self.client.force_login(self.person)
        # A superuser sees what an admin sees; that is compared with what there was before.
        self.before = self.visit() if role != "superuser" else {}
        make_exempt(self.plan, of, officer)
        self.after = self.visit()

    def visit(self):
        starts = ["/", "/help/glossary/", "/help/ratings/", "/accessibility/", *SEARCHES]
        return visit(self.client, starts + (IN_ADMIN if self.role in (roles.ADMIN, "superuser") else []))

    @cached_property
    def with_right(self):
        let_read_exempt(self.person, self.plan)
        return self.visit()


@pytest.fixture(scope="module")
def walks(request, django_db_setup, django_db_blocker):
    """The walks of a role, made once for the tests of it; at their end the database is as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Walks(request.param)
        transaction.set_rollback(True)


def of_roles(*names):
    """A test of the walks of these roles; its name ends in the role, so that a role’s tests go to one worker."""
    return lambda test: pytest.mark.django_db(pytest.mark.parametrize("walks", names, indirect=True)(test))


@of_roles(*ROLES)
def test_every_answer_is_as_if_nothing_exempt_were_there(walks):
    before, after = walks.before, walks.after
    assert len(after) > 40
    assert [address for address, text in after.items() if MARKED in text and MARKED not in address] == []
    assert [address for address, text in after.items() if "12A to the Local" in text] == []
    if before:
        assert sorted(after) == sorted(before)
        assert [address for address in after if after[address] != before[address]] == []
    else:
        assert walks.role == "superuser"


@of_roles(roles.OFFICER)
def test_who_has_the_right_sees_it_on_every_kind_of_page(walks):
    seen = walks.with_right
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


@of_roles(roles.PROGRAMME, roles.ADMIN)
def test_every_page_that_shows_something_exempt_says_so_and_no_other(walks):
    # What admin shows without the right is compared above; here it would be compared with nothing.
    without = {address: text for address, text in walks.after.items() if not address.startswith("/admin/")}
    seen = {address: text for address, text in walks.with_right.items() if not AS_IT_CAME.match(address)}
    pages = {address: text for address, text in seen.items() if "<main" in text}
    plain = {address: BANNER.sub("", text) for address, text in pages.items()}
    silent = [each for each, text in pages.items() if SAYS_SO not in text]
    assert [each for each in silent if MARKED in plain[each] and MARKED not in each] == []
    compared = [each for each in pages if each in without]
    changed = [each for each in compared if squeezed(plain[each]) != squeezed(without[each])]
    assert len(changed) > 10
    assert sorted(set(changed) & set(silent)) == []
    # A filtered list, and a form of what is open, may read what is exempt and show none of it.
    needless = set(compared) - set(changed) - set(silent)
    assert [
        each for each in needless if not re.search(r"\?|/(first-date|close|look|comments/add|follow|remove)/$", each)
    ] == []
    for address in set(pages) - set(silent):
        assert pages[address].index(SAYS_SO) < pages[address].index("<h1"), address
        assert pages[address].count(SAYS_SO) == 1, address


def squeezed(text):
    return "".join(text.split())
