"""The measures on a priority's page, with their receipts; and the page of all measures."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from selectolax.lexbor import LexborHTMLParser

from csc_tracker.models import User
from csc_tracker.people.sight import seeing_everything
from tests.inspections.conftest import text_of
from tests.making import TODAY, let_read_exempt, make_exemption, make_measure, make_priority, make_value
from tests.making_scrutiny import make_citation, make_passage, make_report
from tests.visiting import text

pytestmark = pytest.mark.django_db
OCTOBER = {"first_day": date(2019, 10, 16), "last_day": date(2019, 10, 16), "date_words": "16 October 2019"}
LATER = {"first_day": date(2023, 1, 12), "last_day": date(2023, 1, 12), "date_words": "12 January 2023"}


@pytest.fixture
def priority(plan):
    return plan.priorities.get()


def test_a_measure_shows_its_value_its_day_its_target_and_where_each_came_from(priority, page):
    measure = make_measure(priority, name="Permanent staff", source_note="Higher is better: our judgement.")
    latest = make_value(measure, 82, words="nearly 82%", **OCTOBER)
    make_value(measure, 85, kind="target", date_words="by March 2020")
    make_value(measure, 79, kind="comparator", whose="London", **OCTOBER)
    paper = make_report(dated=date(2019, 10, 16))
    make_citation(make_passage(paper, number="6"), value=latest)
    make_citation(make_passage(paper, number="7"), measure=measure)
    assert (
        "Measures Permanent staff nearly 82%, 16 October 2019 Target: 85%, by March 2020. 3 percentage points below "
        "the target of 85%, so not yet met. For comparison: 79% (London), 16 October 2019. Better than the "
        "figure for comparison (London, 79%): 3 percentage points higher. Where this came from: report of 16 October 2019, point 6 – see it in "
        "the paper: report of 16 October 2019, point 6; report of 16 October 2019, point 7 – see it in the paper: report of 16 "
        "October 2019, point 7. Higher is better: our judgement."
    ) in page("/priorities/1/")


def test_a_value_of_a_later_day_is_folded_away_and_its_anchor_stays(priority, member, page):
    make_value(make_measure(priority, name="Vacant posts"), 26, words="26", **LATER)
    text = page("/priorities/1/")
    assert "No measure of this priority had been reported by 14 January 2020." in text
    assert "From later papers, after 14 January 2020 Vacant posts: 26, 12 January 2023" in text
    for on, place in (("2020-01-14", "<details"), ("2023-01-12", '<ol class="plain measures">')):
        html = member.get(f"/priorities/1/?on={on}").content.decode()
        assert html.count('id="measure-1"') == 1
        assert html.index(place) < html.index('id="measure-1"')


def test_a_chart_stands_beside_its_values_in_a_table_from_two_days_on(priority, member):
    measure = make_measure(priority)
    make_value(measure, 70, **OCTOBER)
    assert 'class="trend"' not in member.get("/priorities/1/").content.decode()
    make_value(measure, 75, first_day=date(2020, 1, 1), last_day=date(2020, 1, 1), date_words="1 January 2020")
    html = member.get("/priorities/1/").content.decode()
    assert '<svg class="trend" viewBox="0 0 240 90" aria-hidden="true"' in html
    assert html.count('data-label="Value"') == 2


def test_a_priority_without_measures_has_no_such_section(priority, page):
    assert "Measures" not in page("/priorities/1/")


def test_a_receipt_from_an_exempt_paper_is_not_shown(priority, page):
    value = make_value(make_measure(priority), 70, **OCTOBER)
    make_citation(
        make_passage(make_report(exemption=make_exemption(priority.plan), dated=date(2019, 10, 16))), value=value
    )
    assert "Where this came from" not in page("/priorities/1/")


def rows_of(answer):
    """The rows of the tables of measures: a list of the words of their cells."""
    tree = LexborHTMLParser(answer.content.decode())
    tables = list(tree.css("main section > table"))
    return [[text(cell) for cell in row.css("th, td")] for table in tables for row in table.css("tbody tr")]


def test_the_page_of_all_measures_has_a_row_for_each_by_priority(plan, priority, member):
    measure = make_measure(priority, name="Permanent staff")
    make_value(measure, 75, first_day=date(2019, 7, 1), last_day=date(2019, 7, 1), date_words="1 July 2019")
    make_value(measure, 82, words="nearly 82%", **OCTOBER)
    make_value(measure, 85, kind="target", date_words="by March 2020")
    make_value(measure, 79, kind="comparator", whose="London", **OCTOBER)
    second = make_priority(plan, short_name="Early help")
    make_value(make_measure(second, name="Visits", better=""), 3, words="three", **OCTOBER)
    make_value(make_measure(second, name="Vacant posts"), 26, words="26", **LATER)
    answer = member.get("/measures/")
    assert rows_of(answer) == [
        [
            "Permanent staff", "nearly 82% 16 October 2019", "",
            "Up 7 percentage points since 1 July 2019, which is better, but still 3 percentage points below the target.",
            "85% by March 2020", "79% London, 16 October 2019",
        ],
        [
            "Visits", "three 16 October 2019", "No earlier value and no target to compare with.",
        ],
    ]  # fmt: skip
    page = text_of(answer)
    assert "2 measures of 2 priorities. 1 more has no value by 14 January 2020." in page
    assert "Priority 2: Early help" in page
    assert "From later papers, after 14 January 2020 Vacant posts: 26, 12 January 2023" in page
    html = answer.content.decode()
    assert (html.count('class="trend small"'), html.count('class="others-1"'), html.count("<details")) == (1, 2, 3)


def test_a_plan_without_measures_says_so(member):
    assert "The papers loaded have no measure for this plan." in text_of(member.get("/measures/"))


def test_an_exempt_measure_or_value_is_on_the_page_of_all_measures_for_nobody_without_the_right(priority, member):
    measure = make_measure(priority, name="Permanent staff")
    make_value(measure, 75, **OCTOBER)
    exemption = make_exemption(priority.plan)
    with seeing_everything():
        make_value(measure, 99, words="99%", exemption=exemption, order=901, **OCTOBER)
        make_value(make_measure(priority, name="Quorlwyx", exemption=exemption, number=901), 1, **OCTOBER)
    page = text_of(member.get("/measures/"))
    assert ("1 measure of 1 priority." in page, "99%" in page, "Quorlwyx" in page) == (True, False, False)
    let_read_exempt(User.objects.get(pk=member.session["_auth_user_id"]), priority.plan)
    page = text_of(member.get("/measures/"))
    assert ("2 measures of 1 priority." in page, "99%" in page, "Quorlwyx" in page) == (True, True, True)
    assert "Exempt: not for publication" in page


def test_the_page_of_all_measures_costs_the_same_with_one_and_with_three(plan, priority, member):
    counted = []
    for number in (1, 2):
        for _ in range(number):
            measure = make_measure(make_priority(plan))
            make_value(measure, 70, **OCTOBER)
            make_value(measure, 75, first_day=TODAY, last_day=TODAY, date_words="14 January 2020")
        member.get("/measures/")
        with CaptureQueriesContext(connection) as caught:
            member.get("/measures/")
        counted.append(len(caught))
    assert counted[0] == counted[1] <= 5
