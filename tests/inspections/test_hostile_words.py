"""Words of people and papers stand on every page as words, also where a page is put together without a template."""

import pytest

from tests.making import make_officer, make_post, make_priority, make_reported_action, make_update
from tests.making_scrutiny import (
    link,
    make_citation,
    make_committee,
    make_finding,
    make_framework,
    make_inspection,
    make_item,
    make_line,
    make_meeting,
    make_passage,
    make_report,
    make_resolution,
)

pytestmark = pytest.mark.django_db
HOSTILE = """<b onclick='x()'>"&amp;"""


@pytest.mark.parametrize(
    "address",
    ["/", "/actions/", "/actions/?change=any&since_day=2019-01-01", "/actions/?change=new&since_day=2019-01-01",
     "/findings/", "/priorities/2/", "/actions/P2.01/", "/my-actions/", "/meetings/hostile/briefing/"],
)  # fmt: skip
def test_markup_in_words_is_shown_and_never_obeyed(client, plan, address):
    officer, post = make_officer(first_name=HOSTILE), make_post(HOSTILE)
    officer.holdings.create(post=post)
    priority = make_priority(plan, lead=post, short_name=HOSTILE)
    action = make_reported_action(priority, owner=post, words=HOSTILE)
    make_update(action, by=officer, post=post, rating="at_risk", words=HOSTILE)
    framework = make_framework()
    inspection = make_inspection(framework=framework, title=HOSTILE, date_words=HOSTILE)
    finding = make_finding(inspection, line=make_line(framework), words=HOSTILE, whose_words=HOSTILE)
    make_finding(inspection, words=HOSTILE)  # a gap, which the board names
    for answer in (action, priority):
        link(finding, answer, reason=HOSTILE)
    committee = make_committee(plan, name=HOSTILE)
    meeting = make_meeting(inspection.last_day, committee, slug="hostile", considered=plan)
    item = make_item(meeting)
    make_resolution(item, plan=plan, needs_answer=True, words=HOSTILE, action=action, due_words=HOSTILE)
    make_citation(make_passage(make_report(item, title=HOSTILE), words=HOSTILE, number="1"), finding=finding)
    client.force_login(officer)
    answer = client.get(address)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "&lt;b onclick=" in html
    assert "<b onclick" not in html
    assert "&amp;amp;" in html  # and what looks escaped already is not taken for it
