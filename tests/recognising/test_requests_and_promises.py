"""Requests, promises and intentions, sentence by sentence."""

import pytest

from inspections.loading.recognising.requests_and_promises import (
    action_in,
    intention_in,
    owner_at_end,
    promise_in,
    request_in,
    would_in,
)

REQUESTS = [
    "Members asked that the figures be broken down by ward.",
    "The Committee requested a further report on placements.",
    "It was requested that the strategy be circulated to all members.",
    "Councillor Hale asked for a breakdown of agency costs to be circulated.",
    "The Chair requested that officers bring the dashboard to each meeting.",
    "Cllr Moss asked if the presentation could be shared with the Committee.",
    "The Panel asked to be kept informed of progress with recruitment.",
    "Members asked officers to provide data on school attendance.",
    "The Committee asked to receive an update in six months.",
    "A Member requested further information on the cost of out-of-area placements.",
    "The Vice-Chair asked that the learning from the review be shared with schools.",
    "The Committee would welcome a briefing on the new framework.",
    "Following discussion, the Committee requested that an all-member briefing be arranged.",
    "Members noted the fall in placements and requested that ward figures be included in future reports.",
    "Members queried the wait for therapy, and asked for further information on the placements budget.",
    "The Chair spoke of the need for short papers and has asked the clerk to arrange a meeting of the chairs.",
    "She also sought more detail on the audits carried out in June.",
    "A request was made by the Virtual School Head that the annual report be moved to September.",
    "A request was made for late actions to show how many months they had been open.",
    "A note on the fostering campaign was requested, to come in the autumn.",
    "Members were keen to see the figures split by age.",
    "Mrs Vale (parent governor) wanted a note on how the grant had been spent.",
]
NOT_REQUESTS = [
    "Councillor Hale asked how many children were waiting.",
    "Members asked for clarification on the budget.",
    "The Chair asked the Director to explain the variance.",
    "Members asked whether caseloads were falling.",
    "The Chair asked if there were any questions.",
    "Officers requested that staff record visits within two days.",
    "The Committee welcomed the report.",
    "Members requested clarification of the term.",
    "In response to a question, the Head of Service said that data was shared weekly.",
    "The number of requests for assessment had risen.",
    "The social worker asked that the child be seen alone.",
    "The Chair thanked officers for the report and asked for comments from Members.",
    "Parents had asked for more support.",
    "The Head of Service set out the budget and asked the team to record each visit.",
    "More places were requested by families.",
]
PROMISES = [
    "The Director agreed to circulate the figures.",
    "Officers would circulate the link to the survey.",
    "The Head of Service undertook to provide a written response to Councillor Moss.",
    "This information would be shared with Members after the meeting.",
    "A report will be brought to the Committee in March.",
    "The Assistant Director confirmed that a briefing note would be circulated.",
    "Mrs Lee said that she would report back to the next meeting.",
    "An update would be provided to the Panel in the autumn.",
    "The Committee would receive a further report in June.",
    "Officers agreed to look into this and report back.",
    "The results of the audit would be presented to a future meeting of the Committee.",
    "Details would be provided in writing.",
    "The Director offered to arrange a visit for members.",
    "The Cabinet Member committed to bring the strategy back to scrutiny.",
    "Officers undertook to ensure that the two ratings would be made clearer.",
    "Officers confirmed that they would get an answer from the clinic and give it to Members.",
    "The Head of Service; Fostering would provide a new map at the next meeting.",
]
NOT_PROMISES = [
    "The service would provide support to families.",
    "Officers agreed with the Chair.",
    "The Committee agreed to receive the report in March.",
    "It was suggested that the data could be shared with schools.",
    "Members asked if the report would be circulated.",
    "The new team will work with schools.",
    "Social workers share information with the police.",
    "We will ensure that children are safe.",
    "The report would be of use to other councils.",
    "The grant would be provided to foster carers.",
    "The letter was circulated to members before the meeting.",
    "Inspectors would return within six months.",
]
INTENTIONS = [
    "The strategy will be launched in September 2024.",
    "The plan would be considered at a future meeting.",
    "Ofsted will carry out a monitoring visit in the autumn.",
    "The new case management system is due to go live in April 2025.",
    "The consultation will close on 30 June 2023.",
    "A peer review is to take place in week commencing 4 March 2024.",
    "The budget will be reviewed again in Quarter 3.",
]
NOT_INTENTIONS = [
    "We will ensure that every child has a plan.",
    "The strategy was launched in September 2023.",
    "We will work with partners through 2024.",
    "The service will continue to improve.",
    "If funding is found, the centre could open in May 2024.",
    "The next meeting will be held on 4 July 2024.",
    "Numbers are expected to rise in 2025.",
    "The Committee asked whether the plan would be reviewed in March.",
    "The team will support families.",
    "Children who will be 18 in March 2024 are told of the offer.",
]


@pytest.mark.parametrize("sentence", REQUESTS)
def test_members_asking_for_something_to_come_is_a_request(sentence):
    assert request_in(sentence, "") is not None


@pytest.mark.parametrize("sentence", NOT_REQUESTS)
def test_a_question_is_no_request(sentence):
    assert request_in(sentence, "") is None


@pytest.mark.parametrize("sentence", PROMISES)
def test_an_officer_saying_that_something_will_come_is_a_promise(sentence):
    assert promise_in(sentence) is not None


@pytest.mark.parametrize("sentence", NOT_PROMISES)
def test_what_a_service_does_for_others_is_no_promise(sentence):
    assert promise_in(sentence) is None


@pytest.mark.parametrize("sentence", INTENTIONS)
def test_an_event_to_come_with_its_time_is_an_intention(sentence):
    assert intention_in(sentence) is not None


@pytest.mark.parametrize("sentence", NOT_INTENTIONS)
def test_policy_and_what_is_past_is_no_intention(sentence):
    assert intention_in(sentence) is None


def test_a_request_that_was_answered_at_once_is_none():
    assert request_in("Members asked for an update on vacancies.", "The Director said that there were nine.") is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Action: Circulate the policy (PL)", ("Circulate the policy", "PL")),
        ("ACTION – Head of Early Help", ("", "Head of Early Help")),
        ("Action: JS", ("", "JS")),
        ("ACTION: Head of Service to share the data", ("Head of Service to share the data", "Head of Service")),
        ("Actions: SP/DR to meet schools", ("SP/DR to meet schools", "SP/DR")),
        ("Action 3: Share the slides with members – TG", ("Share the slides with members", "TG")),
    ],
    ids=["initials", "only an owner", "only initials", "owner first", "two owners", "initials after a dash"],
)
def test_an_action_line_says_what_and_who(line, expected):
    assert action_in(line) == expected


@pytest.mark.parametrize("line", ["Action plan: see appendix", "Action taken: none", "Actions: none", "Actions agreed"])
def test_other_lines_that_begin_with_action_are_none(line):
    assert action_in(line) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Each month the Director would present a progress report to the Improvement Board.",
        "The Chief Executive would take the suggestion to the leadership team.",
        "Minor changes would be made to the plan by the Director.",
        "An easy-read version of the plan would be produced once it had been approved;",
    ],
)
def test_what_minutes_say_would_be_done_is_for_an_admin_to_judge(sentence):
    found = would_in(sentence)
    assert (found.kind, found.words) == ("intention", sentence)
    assert found.confidence < 0.6


@pytest.mark.parametrize(
    "sentence",
    [
        "The Director would be grateful for patience.",
        "The Chief Executive would welcome more visits.",
        "The Committee would present its views.",
        "The plan would be good for children.",
        "If the bid failed, the Director would stop the project.",
        "The service would continue to work with schools.",
    ],
)
def test_talk_of_what_would_be_is_no_intention(sentence):
    assert would_in(sentence) is None


def test_who_is_to_do_what_may_stand_in_brackets():
    sentence = "The Forum asked about spectacles (Designated Nurse to provide a short note)."
    assert owner_at_end(sentence) == "Designated Nurse"
    assert owner_at_end("The Forum asked about spectacles (see the annex to this note).") == ""
