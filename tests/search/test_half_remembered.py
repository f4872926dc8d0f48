"""What people half remember of the plan and its papers, ten searches a kind, over the fixtures: each finds it.

The words are not those of the page: another ending, half a word, another apostrophe or hyphen, capitals, an accent, an
invisible sign, in another order, with small words between.
"""

import re
from html import unescape

import pytest
from django.conf import settings
from django.core.management import call_command

from actions.search.index import catch_up
from csc_tracker.people import roles
from tests.making import make_user

pytestmark = pytest.mark.django_db

REAL, PRACTICE, LATER = {"plan": "lewisham-phase-two"}, {"plan": "practice"}, "2023-02-01"


@pytest.fixture(scope="module")
def _papers(kept_for_the_file):
    for path in sorted((settings.BASE_DIR / "fixtures").glob("*.json")):
        call_command("loaddata", path, verbosity=0)
    catch_up()


def found(client, kind, words, **where):
    """The text of the results of a kind, without tags."""
    client.force_login(make_user(roles.MEMBER))
    page = client.get("/search/", {"q": words, **where}).content.decode()
    section = page.partition(f'<h2 id="{kind}">')[2].partition("<h2")[0]
    return " ".join(unescape(re.sub("<[^>]*>", "", section)).split())


# Kind, plan: what is typed, and words of the result that was meant.
SEARCHES = {
    ("action", "real"): {
        "hubs": "Concern Hub", "concern hub's": "Concern Hub", "multi agency exploitation": "multi-agency approach",
        "multi\u2011agency": "co-ordinate multi-agency responses",
        "safe spaces": "Safe Space Team", "family stepping down": "stepping down", "training need": "Training needs",
        "engagement session staff": "programme of staff engagement", "WAITING LISTS": "'waiting list'",
        "existing service for family": "existing services for families", "(P6.01)": "Safe Space Team",
        "P6.1,": "Safe Space Team", "p 6.01": "Safe Space Team", "com\u00admissioning colleague": "colleagues in commissioning",
    },
    ("action", "owner and lead"): {
        "assistant director": "P4.01", "interim director": "P4.01", "director of early help": "P4.01",
        "joint commissioning": "P4.01", "children’s joint": "P4.01", "ASSISTANT": "P4.01", "assist directors": "P4.01",
        "joint-commissioning": "P4.01", "commissioning and early": "P4.01", "interim assistants": "P4.01",
    },
    ("post", "real"): {
        "assistant director": "interim Assistant Director", "children's joint": "Leads 1 priority",
        "interim": "interim Assistant Director", "commissioned": "Joint Commissioning", "ASSIST": "Assistant Director",
    },
    ("post", "practice"): {
        "head of safeguarding": "Head of Safeguarding", "safeguarded": "Head of Safeguarding",
        "looked-after": "Head of Looked After Children", "child head": "Head of Looked After Children",
        "principal": "Principal Social Worker", "social workers": "Principal Social Worker",
        "programme manag": "Programme Manager", "performing": "Head of Performance", "early help": "Head of Early Help",
        "heads": "Head of Early Help",
    },
    ("priority", "real"): {
        "workforce": "Workforce development", "domestic abuse": "Domestic Abuse",
        "abuse, domestic": "Domestic Abuse", "policy": "Policies, Procedures", "practice standard": "Practice Standards",
        "early helps": "Early Help", "assistant director": "Early Help",
        "young people risk": "at risk of exploitation", "priority 5": "Domestic Abuse", "exploit": "exploitation",
    },
    ("update", "practice"): {
        "team short of staff": "two teams are short of staff", "agency covers": "agency cover is agreed",
        "market supplement": "market supplement goes to cabinet", "leases": "The lease", "landlord": "meets the landlord",
        "head teacher": "draft is with head teachers", "unions": "Draft with unions", "snow": "cancelled by snow",
        "health trusts": "The health trust has no one free", "estate team": "the estates team", "in post": "in post",
        "market supplement cabinet": "supplement",
    },
    ("update", "reasons"): {
        "one more round": "Health asked for one more round", "rounds health": "Health asked for one more round",
        "asking for a round": "Health asked for one more round", "case systems": "needs a change in the case system",
        "changes to the case system": "needs a change in the case system", "new forms": "The new form needs",
        "cabinets": "Cabinet takes the supplement", "15 january": "15 January", "supplements": "takes the supplement",
        "Supplement, cabinet": "Cabinet takes the supplement",
    },
    ("measure", "practice"): {
        "twenty mile": "more than twenty miles away", "child's view": "child’s own view",
        "childs own": "child’s own view", "assessment": "Assessments that hold", "nearly 72%": "Assessments that hold",
        "44 children": "more than twenty miles", "ASSESS": "Assessments that hold", "six in ten": "Assessments that hold",
        "mile": "twenty miles", "own views": "child’s own view", "79%": "Assessments that hold",
    },
    ("finding", "real"): {
        "life stories": "ife story work", "life-story": "ife story work", "MASH": "MASH", "lower risks": "lower risk",
        "independent reviewing officer": "Independent Reviewing Officers", "permanenc": "ermanence",
        "supervise": "upervision", "care leaver": "are leavers",
        "adopt": "dopt", "assessments": "ssessment", "strateg": "trateg", "visit": "isit",
    },
    ("resolution", "later"): {
        "note the report": "the report be noted", "reports noting": "the report be noted", "spending pressure": "pressures",
        "cost implication": "cost implications", "3 years": "3 year",
        "self-assessment": "self assessment", "self assess": "self assessment", "listening and learning": "Listening & Learning",
        "listening week": "Listening & Learning", "bi annual": "bi-annual", "biannual": "bi-annual",
        "financial positions": "financial position", "regular reviews": "regularly review",
    },
    ("answer", "real"): {
        "budget increase": "budget has been increased", "800,000": "£800,000", "£800,000": "£800,000",
        "sufficient": "sufficient staff", "social-care": "Social Care budget", "children's budget": "budget",
        "staffing": "sufficient staff", "increased": "increased", "BUDGETS": "budget", "maintain staff": "staff to",
    },
    ("passage", "later"): {
        "mala": "Mala Dadlani", "DADLANI": "Mala Dadlani", "finance managers": "Group Finance Manager",
        "three-day visit": "three day focused visit", "focused visits": "focused visit",
        "5.2": "5.2", "multi agencies": "Multi-Agency", "bottom quartile": "bottom quartile",
        "care leavers": "are leavers", "standing order": "tanding orders", "in-house": "in-house",
        "permanent": "permanent", "group finance": "Group Finance",
    },
}  # fmt: skip
WHERE = {
    "practice": PRACTICE, "reasons": PRACTICE | {"on": "2020-01-14"}, "later": REAL | {"on": LATER},
}  # fmt: skip
MEANT = [(kind, where, typed, words) for (kind, where), each in SEARCHES.items() for typed, words in each.items()]


@pytest.mark.usefixtures("_papers")
@pytest.mark.parametrize(("kind", "where", "typed", "words"), MEANT)
def test_what_is_half_remembered_is_found(client, kind, where, typed, words):
    assert words in found(client, kind, typed, **WHERE.get(where, REAL))


@pytest.mark.parametrize("kind", SEARCHES)
def test_each_kind_is_looked_for_in_ten_ways(kind):
    assert sum(1 for each, _, _, _ in MEANT if each == kind[0]) >= 10
