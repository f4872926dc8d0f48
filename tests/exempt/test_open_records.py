"""An open record takes no words from an exempt part of its paper, and nobody without the right is shown any."""

import pytest

from csc_tracker.audit.entries import Act, AuditEntry
from csc_tracker.people import roles
from inspections.models import AgendaItem, Loading, Proposal, ProposalDecision, Resolution
from inspections.scrutiny.papers.closed_words import ClosedWords
from tests.exempt.everything import MARKED
from tests.exempt.test_loading import MINUTES, in_admin, in_pages, load, save
from tests.making import let_read_exempt, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("read_in_process")]

BEFORE, _, _ = MINUTES.partition("## 5. Exclusion")
READMITTED = f"""{BEFORE}## 5. Exclusion of the press and public

RESOLVED: That under Section 100A of the Local Government Act 1972 the press and public be excluded from the meeting.

## 6. The {MARKED} case

The committee heard what {MARKED} did.

The public were re-admitted to the meeting.

RESOLVED: That the officers report again in March 2020.
"""
EXEMPT_ITEM = f"""{BEFORE}## 5. Exempt item: {MARKED} family

The committee heard what they did.

### Part 1

RESOLVED: That the officers report again in March 2020.
"""


@pytest.fixture
def reader(plan):
    return let_read_exempt(make_user(roles.ADMIN, is_staff=True), plan)


@pytest.mark.parametrize("minutes", [READMITTED, EXEMPT_ITEM], ids=["public re-admitted", "exempt item"])
def test_what_is_decided_in_the_open_has_no_exempt_heading_for_its_title(client, plan, open_records, people, minutes):
    client.force_login(people[roles.ADMIN])
    loading = load(client, plan, minutes)
    save(client, loading)
    assert Resolution.objects.exists()
    if minutes == READMITTED:
        assert Resolution.objects.get(words__contains="report again in March 2020").item.title
    assert [item.title for item in AgendaItem._base_manager.all() if MARKED in item.title] == []
    assert in_pages(client, people[roles.MEMBER]) == []
    assert in_admin(client, people["superuser"]) == []


@pytest.mark.parametrize("minutes", [READMITTED, EXEMPT_ITEM], ids=["public re-admitted", "exempt item"])
def test_who_asks_what_is_exempt_says_only_where(client, plan, open_records, people, minutes, reader):
    client.force_login(people[roles.ADMIN])
    loading = load(client, plan, minutes)
    for page in ("change", "publication"):
        text = client.get(f"/admin/inspections/loading/{loading.pk}/{page}/").content.decode()
        assert MARKED not in text
        assert "Closed by this: paragraph" in text
    proposals = Proposal.objects.filter(loading=loading)
    for proposal in proposals:
        page = f"/admin/inspections/loading/proposals/{proposal.pk}/"
        text = client.get(page).content.decode()
        assert MARKED not in text
    save(client, loading)
    [entry] = AuditEntry.objects.filter(act=Act.SAID_OPEN)
    assert MARKED not in entry.details
    assert "Paragraphs" in entry.details or "excluded from the meeting" in entry.details
    client.force_login(reader)
    text = client.get(f"/admin/inspections/loading/{loading.pk}/change/").content.decode()
    assert MARKED in text


def test_decisions_on_an_open_proposal_show_no_exempt_words(client, plan, open_records, people):
    client.force_login(people[roles.ADMIN])
    loading = load(client, plan, EXEMPT_ITEM)
    for proposal in Proposal.objects.filter(loading=loading, kind__in=("report", "decision", "meeting")):
        page = f"/admin/inspections/loading/proposals/{proposal.pk}/"
        form = client.get(page).context_data["form"]
        said = {name: form.initial.get(name) or "" for name in form.fields}
        client.post(page, said | {"text": f"{proposal.text} Corrected."})
    decisions = ProposalDecision.objects.exclude(edited=None)
    assert decisions
    assert [decision for decision in decisions if MARKED in str(decision.edited)] == []
    old = decisions.first()
    # As an earlier version kept them.
    ProposalDecision.objects.create(
        proposal=old.proposal, what="edited", by=old.by, recorded_at=old.recorded_at,
        edited={"text": "A title", "fields": {"exempt_parts": [{"from": 1, "to": 2, "reason": MARKED}]}},
    )  # fmt: skip
    for decision in ProposalDecision.objects.all():
        page = client.get(f"/admin/inspections/proposaldecision/{decision.pk}/change/").content.decode()
        assert MARKED not in page


def test_no_open_passage_stands_under_an_exempt_heading(client, plan, people):
    client.force_login(people[roles.ADMIN])
    loading = load(client, plan, READMITTED)
    assert [one["text"] for one in loading.passages if not one["exemption"] and MARKED in str(one)] == []
    assert [one["text"] for one in Loading._base_manager.get().passages if MARKED in one["text"]] == [
        f"The {MARKED} case", f"The committee heard what {MARKED} did.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "is_closed"),
    [
        ("The Smith case", True), ("Smith", True), ("Smith case, Smith Road", False), 
        ("Improvement plan", False), ("plan", False), ("6", False), ("2020-01-14", False), ("", False),
        ("the", False), ("Ann", True),
    ],
)  # fmt: skip
def test_words_are_closed_that_only_exempt_passages_have(value, is_closed):
    closed = ClosedWords(
        {1: "The Improvement Plan", 2: "The Smith case. Ann Lee", 3: "The annual committee agreed"}, {2: 7}
    )
    assert closed.exemption_of(value) == (7 if is_closed else None)
    assert closed.taken_from({"item_title": value, "kind": "smith"}) == {
        "item_title": "" if is_closed else value, "kind": "smith",
    }  # fmt: skip
