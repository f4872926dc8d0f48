"""A person's own actions: their order, what each row shows, and “no change” to several at once."""

import re
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from actions.lists.my_actions import TO_THE_RATING, Group, actions_of
from actions.models import ProgressUpdate
from tests.making import (
    TODAY,
    make_due,
    make_exemption,
    make_frozen_position,
    make_holding,
    make_officer,
    make_plan,
    make_post,
    make_priority,
    make_reported_action,
    make_update,
    run_out,
)

pytestmark = pytest.mark.django_db

LIST, SAVE = "/my-actions/", "/my-actions/no-change/"
EARLY = date(2019, 10, 1)


@pytest.fixture
def officer():
    return make_officer(first_name="Ann", last_name="Other")


@pytest.fixture
def page(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def plan():
    return make_plan(asks_sign_off=True)


@pytest.fixture
def priority(plan, officer):
    post = make_post("Head of Early Help")
    make_holding(officer, post)
    return make_priority(plan, lead=post)


def make_mine(priority, due=date(2020, 6, 30), **update):
    """An action of the officer's, with an update of theirs where one is given."""
    action = make_reported_action(priority, due=due, effective_date=EARLY)
    if update:
        make_update(action, **{"by": make_officer()} | update)
    return action


def make_one_of_each(priority, officer):
    """An action for each group, in the order opposite to that of the page."""
    return {
        Group.OTHERS: make_mine(priority, stage="awaiting", evidence_words="A policy.", by=officer),
        Group.CHECK: make_mine(priority, stage="awaiting", evidence_words="A policy."),
        Group.REST: make_mine(priority, rating="on_track", words="It goes on."),
        Group.OLD: make_mine(priority, rating="on_track", effective_date=TODAY - timedelta(43)),
        Group.SOON: make_mine(priority, due=TODAY + timedelta(28), rating="on_track"),
        Group.RED: make_mine(
            priority, due=TODAY - timedelta(1), rating="on_track", words="Two courses were cancelled."
        ),
    }


def tree(response):
    return LexborHTMLParser(response.content.decode())


def text(node):
    return re.sub(r"\s+", " ", node.text(separator=" ")).strip()


def row_of(response, action):
    """The row of an action on the list."""
    return next(row for row in tree(response).css("tr.row") if text(row.css_first("th")) == action.reference)


def fields_of(response, path=SAVE):
    """What the page's form for these actions sends without a button: the boxes that are ticked and what is hidden."""
    sent = {}
    for field in tree(response).css(f'form[action^="{path}"] :is(input, textarea)'):
        attributes = field.attributes
        if attributes.get("type") == "checkbox" and "checked" not in attributes:
            continue
        sent.setdefault(attributes["name"], []).append(attributes.get("value") or field.text().strip())
    return sent


def ticked(response, *actions):
    """What the list sends with these actions ticked."""
    boxes = [box.attributes["value"] for box in tree(response).css('input[name="action"]')]
    references = {action.reference for action in actions}
    return fields_of(response) | {"action": [each for each in boxes if each.partition(":")[0] in references]}


def no_changes(*actions):
    """{reference: the words} of the “no change” that is recorded of these."""
    return {
        action.reference: list(
            action.updates.filter(no_change=True).order_by("sequence").values_list("words", flat=True)
        )
        for action in actions
    }


def test_what_needs_me_comes_first_and_the_title_counts_it(page, priority, officer):
    made = make_one_of_each(priority, officer)
    response = page.get(LIST)
    html = tree(response)
    assert [text(each) for each in html.css("main form > h2")] == [f"{group.label} (1)" for group in Group]
    assert [text(each) for each in html.css("tr.row th")] == [made[group].reference for group in Group]
    assert text(html.css_first("h1")) == "My actions (4 need you)"
    assert text(html.css_first("title")).startswith("My actions (4 need you)")


@pytest.mark.parametrize(
    ("update", "due", "group"),
    [
        ({"rating": "on_track"}, TODAY - timedelta(1), Group.RED),
        ({"rating": "on_track"}, TODAY, Group.SOON),
        ({"rating": "on_track"}, TODAY + timedelta(28), Group.SOON),
        ({"rating": "on_track"}, TODAY + timedelta(29), Group.REST),
        ({"rating": "on_track", "effective_date": TODAY - timedelta(42)}, date(2020, 6, 30), Group.REST),
        ({"rating": "on_track", "effective_date": TODAY - timedelta(43)}, date(2020, 6, 30), Group.OLD),
        ({"rating": "at_risk", "words": "A vacancy."}, date(2020, 6, 30), Group.RED),
        ({"rating": "off_track", "words": "A vacancy."}, None, Group.RED),
        ({}, date(2020, 6, 30), Group.REST),
        ({}, None, Group.REST),
    ],
)
def test_the_groups_have_these_boundary_days(plan, priority, officer, update, due, group):
    action = make_mine(priority, due, **update)
    groups = actions_of(officer, plan, TODAY).groups
    assert {each for each, keys in groups.items() if action.pk in [place.key for place in keys]} == {group}


def test_a_row_shows_the_status_with_why_the_last_words_and_when_it_is_due(page, priority, officer):
    red = make_mine(priority, due=TODAY - timedelta(1), rating="on_track")
    make_update(red, words="Two courses were cancelled.", by=officer, post=priority.lead, effective_date=TODAY)
    plain = make_mine(priority, rating="on_track", words="Two of four groups meet.", effective_date=date(2020, 1, 8))
    response = page.get(LIST)
    words = text(row_of(response, red))
    assert "Late due 13 January 2020, 1 day ago." in words
    assert words.count("Two courses were cancelled.") == 1
    assert "Head of Early Help, 14 January 2020" in words
    words = text(row_of(response, plain))
    assert "Two of four groups meet." in words
    assert "8 January 2020" in words
    assert "30 June 2020" in words


def test_a_row_has_two_buttons_and_what_awaits_a_check_has_one(page, priority, officer):
    made = make_one_of_each(priority, officer)
    response = page.get(LIST)
    buttons = {group: [text(each) for each in row_of(response, made[group]).css(".button")] for group in Group}
    for group in (Group.RED, Group.SOON, Group.OLD, Group.REST):
        reference = made[group].reference
        assert buttons[group] == [f"Update {reference}", f"No change to {reference}"]
    assert buttons[Group.CHECK] == [f"Check {made[Group.CHECK].reference}"]
    assert buttons[Group.OTHERS] == [f"Update {made[Group.OTHERS].reference}"]


def test_the_walk_begins_with_the_worst_and_leaves_out_what_somebody_else_checks(page, priority, officer):
    made = make_one_of_each(priority, officer)
    begin = next(each for each in tree(page.get(LIST)).css("main a.button") if "one by one" in each.text())
    assert begin.attributes["href"] == reverse("action_update", args=[made[Group.RED].reference]) + TO_THE_RATING
    form = next(each for each in tree(page.get(begin.attributes["href"])).css("main form"))
    (walk,) = parse_qs(urlsplit(form.attributes["action"]).query)["walk"]
    assert walk == "1.6-1.5-1.4-1.3-1.2"


def test_another_day_has_no_buttons(page, priority):
    make_mine(priority, rating="on_track")
    html = tree(page.get(f"{LIST}?on=2020-04-01"))
    assert html.css("tr.row")
    assert html.css("main form[method=post], main a.button, tr button, tr input") == []


def test_no_change_to_what_is_on_track_is_one_button_and_saves_once(page, priority, officer):
    action = make_mine(priority, rating="on_track")
    response = page.get(LIST)
    data = fields_of(response) | {"one": row_of(response, action).css_first("button").attributes["value"]}
    said = []
    for _ in range(2):
        saved = page.post(SAVE, data)
        assert (saved.status_code, saved["Location"]) == (302, LIST)
        said.append(text(tree(page.get(LIST)).css_first("[role=status]")))
    assert ["has been saved" in each for each in said] == [True, False]
    assert "had already been saved" in said[1]
    assert no_changes(action) == {"P1.01": [""]}
    update = action.updates.get(no_change=True)
    assert (update.by, update.rating, update.effective_date) == (officer, "on_track", TODAY)


@pytest.mark.parametrize("update", [{"rating": "at_risk"}, {"rating": "off_track"}, {"rating": "on_track"}])
def test_no_change_to_what_is_red_or_amber_leads_to_a_page_that_asks_the_word(page, priority, update):
    due = TODAY - timedelta(1) if update["rating"] == "on_track" else date(2020, 6, 30)
    action = make_mine(priority, due, words="A vacancy.", **update)
    response = page.get(LIST)
    asked = page.post(
        SAVE, fields_of(response) | {"one": row_of(response, action).css_first("button").attributes["value"]}
    )
    assert asked.status_code == 200
    assert "What is being done about P1.01?" in asked.content.decode()
    assert "A vacancy." in asked.content.decode()
    assert no_changes(action) == {"P1.01": []}
    refused = page.post(SAVE, fields_of(asked) | {"save": "1"})
    assert refused.status_code == 422
    assert "Say what is being done about P1.01. A sentence is enough." in refused.content.decode()
    saved = page.post(SAVE, fields_of(refused) | {"save": "1", "words-P1.01": "An agency worker starts on Monday."})
    assert saved.status_code == 302
    assert no_changes(action) == {"P1.01": ["An agency worker starts on Monday."]}


def several(priority):
    return make_mine(priority, TODAY - timedelta(1), rating="on_track"), make_mine(priority, rating="on_track")


def test_several_are_shown_row_by_row_and_saved_together_once(page, priority):
    actions = [*several(priority), make_mine(priority, rating="on_track")]
    shown = page.post(SAVE, ticked(page.get(LIST), *actions[:2]))
    assert [text(each) for each in tree(shown).css("section h2")] == ["P1.01", "P1.02"]
    assert [each.attributes["name"] for each in tree(shown).css("section textarea")] == ["words-P1.01"]
    assert no_changes(*actions) == {"P1.01": [], "P1.02": [], "P1.03": []}
    for _ in range(2):
        saved = page.post(SAVE, fields_of(shown) | {"save": "1", "words-P1.01": "It goes on."})
        assert saved["Location"] == LIST
    assert no_changes(*actions) == {"P1.01": ["It goes on."], "P1.02": [""], "P1.03": []}


def test_a_word_corrected_after_going_back_is_a_new_update_of_that_row_alone(page, priority):
    actions = several(priority)
    data = fields_of(page.post(SAVE, ticked(page.get(LIST), *actions))) | {"save": "1"}
    for words in ("It goes on.", "It goes on since Monday."):
        page.post(SAVE, data | {"words-P1.01": words})
    assert no_changes(*actions) == {"P1.01": ["It goes on.", "It goes on since Monday."], "P1.02": [""]}


def test_all_of_a_group_are_selected_by_one_box(page, priority, officer):
    made = make_one_of_each(priority, officer)
    other = make_mine(priority, rating="at_risk", words="A vacancy.")
    response = page.get(LIST)
    assert [each.attributes["value"] for each in tree(response).css('input[name="all"]')] == [Group.RED]
    shown = page.post(SAVE, ticked(response, made[Group.REST]) | {"all": [Group.RED]})
    references = [text(each) for each in tree(shown).css("section h2")]
    assert references == [made[Group.RED].reference, other.reference, made[Group.REST].reference]


def test_one_that_is_cleared_on_the_page_is_left_out(page, priority):
    actions = several(priority)
    data = fields_of(page.post(SAVE, ticked(page.get(LIST), *actions)))
    page.post(SAVE, data | {"action": data["action"][1:], "save": "1"})
    assert no_changes(*actions) == {"P1.01": [], "P1.02": [""]}


def test_nothing_selected_says_so_and_saves_nothing(page, priority):
    actions = several(priority)
    back = page.post(SAVE, ticked(page.get(LIST)))
    assert back["Location"] == LIST
    assert "Select the actions that have not changed." in page.get(LIST).content.decode()
    assert no_changes(*actions) == {"P1.01": [], "P1.02": []}


def test_a_colleagues_save_meanwhile_is_shown_nothing_is_saved_and_the_words_stay(page, priority):
    actions = several(priority)
    shown = page.post(SAVE, ticked(page.get(LIST), *actions))
    make_update(actions[1], words="Theirs, in between.", by=make_officer())
    refused = page.post(SAVE, fields_of(shown) | {"save": "1", "words-P1.01": "Mine, typed long."})
    assert "Theirs, in between." in refused.content.decode()
    assert "Mine, typed long." in refused.content.decode()
    assert no_changes(*actions) == {"P1.01": [], "P1.02": []}
    page.post(SAVE, fields_of(refused) | {"save": "1"})
    assert no_changes(*actions) == {"P1.01": ["Mine, typed long."], "P1.02": [""]}


def test_a_colleagues_save_before_the_one_button_is_shown_and_nothing_is_saved(page, priority):
    action = make_mine(priority, rating="on_track")
    response = page.get(LIST)
    make_update(action, words="Theirs, in between.", by=make_officer())
    data = fields_of(response) | {"one": row_of(response, action).css_first("button").attributes["value"]}
    assert "Theirs, in between." in page.post(SAVE, data).content.decode()
    assert no_changes(action) == {"P1.01": []}


@pytest.mark.parametrize("how", ["completed", "given away", "date moved"])
def test_words_for_what_a_colleague_changed_meanwhile_are_still_there(page, priority, how):
    actions = several(priority)
    shown = page.post(SAVE, ticked(page.get(LIST), *actions))
    if how == "completed":
        make_update(actions[0], stage="complete", evidence_words="A policy.", by=make_officer())
    elif how == "date moved":
        make_update(actions[0], by=make_officer(), **make_due(date(2020, 6, 30), change="moved"))
    else:
        actions[0].withdrawn_on = TODAY
        actions[0].save()
    refused = page.post(SAVE, fields_of(shown) | {"save": "1", "words-P1.01": "Mine, typed long."})
    assert refused.status_code == 200
    assert "Mine, typed long." in refused.content.decode()
    assert no_changes(*actions) == {"P1.01": [], "P1.02": []}
    page.post(SAVE, fields_of(refused) | {"save": "1"})
    assert no_changes(*actions) == {"P1.01": ["Mine, typed long."] * (how == "date moved"), "P1.02": [""]}


def test_too_many_words_for_one_are_refused_and_none_is_saved(page, priority):
    actions = several(priority)
    shown = page.post(SAVE, ticked(page.get(LIST), *actions))
    refused = page.post(SAVE, fields_of(shown) | {"save": "1", "words-P1.01": "x" * 5_000})
    assert (refused.status_code, "x" * 5_000 in refused.content.decode()) == (422, True)
    assert no_changes(*actions) == {"P1.01": [], "P1.02": []}


def test_a_row_that_a_rule_refuses_stops_all_of_them(page, priority, plan):
    actions = several(priority)
    shown = page.post(SAVE, ticked(page.get(LIST), *actions))
    make_frozen_position(plan, on=TODAY + timedelta(1))
    refused = page.post(SAVE, fields_of(shown) | {"save": "1", "words-P1.01": "It goes on."})
    assert "was reported to the Select Committee and cannot change" in refused.content.decode()
    assert no_changes(*actions) == {"P1.01": [], "P1.02": []}


def test_what_was_typed_is_back_after_a_session_that_ran_out(page, priority, officer):
    actions = several(priority)
    shown = page.post(SAVE, ticked(page.get(LIST), *actions))
    run_out(page)
    away = page.post(SAVE, fields_of(shown) | {"save": "1", "words-P1.01": "Typed before."})
    assert away["Location"].startswith(reverse("account_login"))
    page.post(reverse("account_login"), {"login": officer.username, "password": "improvement-plan"})
    back = page.get(SAVE)
    assert "Typed before." in back.content.decode()
    page.post(SAVE, fields_of(back) | {"save": "1"})
    assert no_changes(*actions) == {"P1.01": ["Typed before."], "P1.02": [""]}


def test_somebody_elses_actions_and_what_is_no_reference_are_not_saved(page, priority, plan):
    theirs = make_mine(make_priority(plan), rating="on_track")
    mine = make_mine(priority, rating="on_track")
    for one in ("P2.01:2", "P9.99:0", "x", "P1.01:-1", f"P1.01:{'9' * 20}"):
        assert page.post(SAVE, {"one": one, "save": "1", "submission": "x"}).status_code in (200, 302)
    assert no_changes(theirs, mine) == {"P2.01": [], "P1.01": []}


def test_an_exempt_action_and_what_is_said_in_exempt_words_are_not_there(page, priority, plan):
    exempt = make_exemption(plan)
    secret = make_reported_action(priority, exemption=exempt, number=901, words="An exempt action.")
    action = make_mine(priority, rating="on_track", words="Said in the open.")
    make_update(action, words="Said in private.", by=make_officer(), exemption=exempt)
    html = page.get(LIST).content.decode()
    assert "Said in the open." in html
    assert "Said in private." not in html
    assert secret.reference not in html
    shown = page.post(SAVE, {"action": [f"{secret.reference}:1"], "submission": ""}).content.decode()
    assert "An exempt action." not in shown


@pytest.mark.parametrize("number", [1, 3])
def test_saving_several_is_one_update_each(page, priority, number):
    actions = [make_mine(priority, rating="on_track") for _ in range(number)]
    before = ProgressUpdate.objects.count()
    shown = page.post(SAVE, ticked(page.get(LIST), *actions))
    page.post(SAVE, fields_of(shown) | {"save": "1"})
    assert ProgressUpdate.objects.count() == before + number


def test_a_long_list_is_on_pages_and_the_groups_count_all_of_it(page, priority):
    for _ in range(101):
        make_reported_action(priority, due=date(2020, 6, 30))
    first, second = (tree(page.get(f"{LIST}?page={number}")) for number in (1, 2))
    assert (len(first.css("tr.row")), len(second.css("tr.row"))) == (100, 1)
    assert text(second.css_first("main h2")) == "Other open actions (101)"


@pytest.fixture
def two_plans(plan, priority):
    """Three actions of the officer's: two in the current plan, one in another, which is the late one."""
    other = make_priority(
        make_plan(slug="other", title="The other plan", starts=date(2018, 4, 1), ends=date(2019, 3, 31)),
        lead=priority.lead,
    )
    return [make_mine(priority), make_mine(priority, words="Beds are full."), make_mine(other, due=EARLY)]


def references(response):
    return [text(row.css_first("th")) for row in tree(response).css("tr.row")]


def test_the_actions_of_every_plan_are_on_one_list_with_their_plan(page, two_plans):
    practice = make_priority(make_plan(slug="practice", practice=True), lead=two_plans[0].priority.lead)
    make_mine(practice)
    response = page.get(LIST)
    assert references(response) == ["P1.01", "P1.01", "P1.02"]
    assert "The other plan" in text(tree(response).css("tr.row")[0])
    assert "?plan=practice" in response.content.decode()
    in_practice = page.get(f"{LIST}?plan=practice")
    assert references(in_practice) == ["P1.01"]
    assert "The other plan" not in text(tree(in_practice).css_first("tr.row"))


def test_a_walk_goes_from_one_plan_into_the_next(page, two_plans):
    begin = next(each for each in tree(page.get(LIST)).css("main a.button") if "one by one" in each.text())
    here, met = begin.attributes["href"], []
    while "/update/" in here:
        form = tree(page.get(here.partition("#")[0])).css_first("main form[data-saved-by-key]")
        met.append((here.split("?")[0], "plan=other" in here))
        hidden = {each.attributes["name"]: each.attributes["value"] for each in form.css("input[type=hidden]")}
        said = hidden | {"stage": "under_way", "rating": "on_track", "words": "Moved on.", "save_next": "1"}
        here = page.post(form.attributes["action"], said)["Location"]
    first = reverse("action_update", args=["P1.01"])
    assert met == [(first, True), (f"{first}", False), (reverse("action_update", args=["P1.02"]), False)]
    assert [action.updates.filter(words="Moved on.").count() for action in two_plans] == [1, 1, 1]


def test_no_change_to_several_plans_at_once_saves_each_in_its_own(page, two_plans):
    late = two_plans[2]
    response = page.get(LIST)
    boxes = [box.attributes["value"] for box in tree(response).css('input[name="action"]')]
    assert boxes[0] == f"{late.priority.plan.pk}.P1.01:1"
    asked = page.post(SAVE, fields_of(response) | {"action": boxes[:2]})
    words = {f"words-{late.priority.plan.pk}.P1.01": "A new supplier."}
    assert page.post(SAVE, fields_of(asked) | words | {"save": "1"}).status_code == 302
    assert [action.updates.filter(no_change=True).count() for action in two_plans] == [1, 0, 1]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?q=P1.02", ["P1.02"]),
        ("?q=p1.2, 1.01", ["P1.01", "P1.01", "P1.02"]),
        ("?q=nothing-like-it", []),
        ("?q=%00%27%22%25%F0%9F%98%80", []),
        ("?status=late", ["P1.01"]),
        ("?plan_only=other", ["P1.01"]),
        ("?status=nonsense&priority=9.9&plan_only=x", ["P1.01", "P1.01", "P1.02"]),
    ],
)
def test_the_list_is_narrowed_and_the_walk_with_it(page, two_plans, query, shown):
    response = page.get(LIST + query)
    assert references(response) == shown
    begin = [each for each in tree(response).css("main a.button") if "one by one" in each.text()]
    if 0 < len(shown) < 3:
        (walk,) = parse_qs(urlsplit(begin[0].attributes["href"]).query)["walk"]
        assert len(walk.split("-")) == len(shown)
    assert len(begin) == bool(shown)


def test_the_list_of_every_plan_with_a_search_takes_at_most_ten_queries(page, two_plans, django_assert_max_num_queries):
    page.get(f"{LIST}?q=beds")
    with django_assert_max_num_queries(10):
        page.get(f"{LIST}?q=beds&status=not_rated")


def test_no_change_to_all_that_was_not_updated_today(page, priority):
    done, late, plain = make_mine(priority, rating="on_track"), make_mine(priority, due=EARLY), make_mine(priority)
    make_update(done, rating="on_track", effective_date=TODAY, by=make_officer())
    response = page.get(LIST)
    (rest,) = [each for each in tree(response).css("main a") if "not updated today (2)" in text(each)]
    shown = page.get(rest.attributes["href"].partition("#")[0])
    assert "No change to 2 actions" in shown.content.decode()
    sent = fields_of(shown) | {f"words-{late.reference}": "A new supplier.", "save": "1"}
    assert page.post(SAVE, sent).status_code == 302
    assert no_changes(done, late, plain) == {
        done.reference: [], late.reference: ["A new supplier."], plain.reference: [""],
    }  # fmt: skip
    assert page.get(f"{SAVE}?rest=1")["Location"] == LIST
