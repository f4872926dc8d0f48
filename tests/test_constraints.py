"""What must be true is a constraint of the database: an attempt to break each, on the database under test."""

from datetime import UTC, date, datetime
from functools import partial
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from actions.models import (
    ActionPeriod,
    ActionPosition,
    Follow,
    Mention,
    OwnerChange,
    PriorityImpact,
    RecalledPosition,
    SavedView,
    SearchEntry,
)
from csc_tracker.models import Digest, Draft, Email, SheetColumns, User
from csc_tracker.people.sight import seeing_everything
from inspections.models import (
    Acceptance,
    FindingAction,
    FindingPriority,
    Meeting,
    Proposal,
    ProposedErasure,
    ReminderAction,
    WordsChange,
)
from priorities.models import Exemption, ExemptReader, LeadChange, Plan, Release, made_from
from tests.making import (
    TODAY,
    make_action,
    make_comment,
    make_commentary,
    make_due,
    make_evidence,
    make_exemption,
    make_frozen_file,
    make_frozen_position,
    make_frozen_record,
    make_holding,
    make_measure,
    make_officer,
    make_period,
    make_plan,
    make_post,
    make_priority,
    make_update,
    make_user,
    make_value,
)
from tests.making_loading import make_loading
from tests.making_scrutiny import (
    MOMENT,
    make_answer,
    make_citation,
    make_closure,
    make_committee,
    make_feed,
    make_finding,
    make_framework,
    make_grade,
    make_inspection,
    make_item,
    make_judgement,
    make_line,
    make_link_change,
    make_meeting,
    make_no_answer,
    make_passage,
    make_question,
    make_reminder,
    make_report,
    make_resolution,
    make_seat,
    make_term,
    make_verdict,
)

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2020, 3, 31), date(2020, 1, 1)
BACKWARDS = {"first_day": FIRST, "last_day": LAST}


def twice(make, **kwargs):
    """Make the same thing two times."""
    make(**kwargs)
    make(**kwargs)


def officers(**kwargs):
    make_update(make_action(), by=make_officer(), **kwargs)


def period(**kwargs):
    make_period(make_action(), **kwargs)


def two_periods(second, **kwargs):
    action = make_action()
    make_period(action, words="by May", **kwargs)
    make_period(action, **kwargs | {"words": second})


def change(model, **kwargs):
    model.objects.create(reason="", by=make_officer(), on=LAST, **kwargs)


def asked(**kwargs):
    """A question of the one member, for the one meeting of the one plan."""
    member = User.objects.filter(username="asks").first() or make_user(username="asks")
    meeting = Meeting.objects.filter(slug="asked").first() or make_meeting(FIRST, slug="asked")
    make_question(member, meeting, Plan.objects.first() or make_plan(), **kwargs)


def reminded(**kwargs):
    """A reminder to the one person who is reminded, about the one plan."""
    person = User.objects.filter(username="owes").first() or make_user(username="owes")
    return make_reminder(person, Plan.objects.first() or make_plan(), **kwargs)


def links(model, field, target, number=1, **kwargs):
    finding = make_finding()
    for _ in range(number):
        model.objects.create(finding=finding, reason="Both name it.", **{field: target, "basis": "matched"} | kwargs)


def stated(**kwargs):
    values = {"impact": "some", "by": make_officer(), "on": LAST, "recorded_at": MOMENT}
    PriorityImpact.objects.create(priority=make_priority(), **values | kwargs)


def exempt(**kwargs):
    return Exemption.objects.create(plan=kwargs.pop("plan", None) or make_plan(), reason="Says so.", on=FIRST, **kwargs)


def right(number=1, **kwargs):
    values = {"user": make_officer(), "plan": make_plan(), "reason": "Clerk.", "given_by": make_officer()}
    for _ in range(number):
        ExemptReader.objects.create(**values | {"given_on": FIRST} | kwargs)


def given_to_oneself():
    officer = make_officer()
    right(user=officer, given_by=officer)


def release(number=1, **kwargs):
    values = {"exemption": exempt(), "authority": "Minute 2.", "reason": "Over.", "proposed_by": make_officer()}
    for _ in range(number):
        Release.objects.create(**values | {"proposed_on": FIRST} | kwargs)


def confirmed_by_oneself():
    officer = make_officer()
    release(proposed_by=officer, confirmed_by=officer, confirmed_on=FIRST)


def recalled(**kwargs):
    position = make_frozen_position(make_plan())
    RecalledPosition.objects.create(position=position, by=make_officer(), on=FIRST, **kwargs)


def two_records():
    """Two records in one place of a frozen position."""
    position = make_frozen_position(make_plan(), records_count=2)
    twice(make_frozen_record, position=position)


def make_sheet_columns(person):
    return SheetColumns.objects.create(person=person, headings_sha256="0" * 64, columns={}, chosen_on=FIRST)


LONG_AGO = datetime(2019, 1, 1, tzinfo=UTC)


def two_mentions(person):
    """Two emails to one person of one comment."""
    comment, post = make_comment(make_action()), make_post()
    for _ in range(2):
        email = Email.objects.create(letter="mention", person=person, to="a@example.gov.uk")
        Mention.objects.create(comment=comment, post=post, to=person, email=email)


def followed(person, **what):
    Follow.objects.create(person=person, since=MOMENT, **what)


def saved_view(person, name="Late here", **kwargs):
    SavedView.objects.create(person=person, name=name, page="actions", made_on=FIRST, **kwargs)


def two_first_pages(person):
    for name in ("One", "Two"):
        saved_view(person, name, is_first=True)


ATTEMPTS = {
    "evidence_once_an_update": lambda: twice(make_evidence, update=make_update(make_action())),
    "evidence_has_a_title": lambda: make_evidence(make_update(make_action()), title=""),
    "evidence_removed_whole_or_not": lambda: make_evidence(make_update(make_action()), removed_by="An admin"),
    "comment_has_words": lambda: make_comment(make_action(), words=""),
    "comment_removed_whole_or_not": lambda: make_comment(make_action(), removed_by="An admin"),
    "comment_withdrawn_after_it_was_written": lambda: make_comment(make_action(), withdrawn_at=LONG_AGO),
    "mention_once_a_person": lambda: two_mentions(make_officer()),
    "follow_an_action_once": lambda: twice(followed, person=make_officer(), action=make_action()),
    "follow_a_priority_once": lambda: twice(followed, person=make_officer(), priority=make_priority()),
    "follow_one_thing": lambda: followed(make_officer(), action=make_action(), priority=make_priority()),
    "view_name_once_a_person": lambda: twice(saved_view, person=make_officer()),
    "view_one_first_page": lambda: two_first_pages(make_officer()),
    "view_has_a_name": lambda: saved_view(make_officer(), name=""),
    "username_of_one_person": lambda: [make_user(username=name) for name in ("ann", "Ann")],
    "email_of_one_person": lambda: [make_user(email=email) for email in ("a@example.gov.uk", "A@example.gov.uk")],
    "sheet_columns_once_a_person": lambda: twice(make_sheet_columns, person=make_officer()),
    "erasure_of_one_thing": lambda: make_erasure(report=make_report(), passage=make_passage()),
    "erasure_has_a_reason": lambda: make_erasure(report=make_report(), reason=""),
    "erasure_of_report_once": lambda: twice(make_erasure, report=make_report()),
    "erasure_of_loading_once": lambda: twice(make_erasure, loading=make_loading(make_plan(), [])),
    "erasure_of_passage_once": lambda: twice(make_erasure, passage=make_passage()),
    "erasure_of_update_once": lambda: twice(make_erasure, update=make_update(make_action(), stage="planned")),
    "plan_ends_after_start": lambda: make_plan(starts=FIRST, ends=LAST),
    "plan_interval_at_least_a_day": lambda: make_plan(update_interval_days=0),
    "term_order_once": lambda: twice(make_term, order=1),
    "post_once_a_council": lambda: twice(make_post, title="Director"),
    "holding_ends_after_start": lambda: make_holding(make_officer(), make_post(), **BACKWARDS),
    "holding_has_a_holder": lambda: make_holding(None, make_post()),
    "priority_number_once_a_plan": lambda: twice(make_priority, plan=make_plan(), number=1),
    "priority_number_from_one": lambda: make_priority(number=0),
    "lead_change_has_a_reason": lambda: change(LeadChange, priority=make_priority()),
    "commentary_has_words": lambda: make_commentary(make_plan(), words=""),
    "measure_number_once_a_priority": lambda: twice(make_measure, priority=make_priority(), number=1),
    "value_order_once_a_measure": lambda: twice(make_value, measure=make_measure(), order=1),
    "value_ends_after_start": lambda: make_value(**BACKWARDS),
    "value_range_in_order": lambda: make_value(value=30, value_to=25),
    "value_only_a_comparator_is_of_others": lambda: make_value(whose="national"),
    "priority_impact_has_words": lambda: stated(words=""),
    "frozen_version_once_a_meeting": lambda: twice(make_frozen_position, plan=make_plan(), meeting="january"),
    "frozen_version_from_one": lambda: make_frozen_position(make_plan(), version=0),
    "frozen_is_agreed": lambda: make_frozen_position(make_plan(), agreed_name=""),
    "frozen_record_once_in_order": two_records,
    "frozen_file_once_a_kind": lambda: twice(make_frozen_file, position=make_frozen_position(make_plan())),
    "frozen_file_of_a_kind": lambda: make_frozen_file(make_frozen_position(make_plan()), kind="odt"),
    "action_number_once_a_priority": lambda: twice(make_action, priority=make_priority(), number=1),
    "action_number_from_1_to_9999": lambda: make_action(number=10_000),
    "action_has_words": lambda: make_action(words=""),
    "period_once_an_action": lambda: two_periods("by May", role=ActionPeriod.Role.MILESTONE),
    "period_one_a_role_but_milestones": lambda: two_periods("by June", role=ActionPeriod.Role.START),
    "period_ends_after_start": lambda: period(**BACKWARDS),
    "update_of_an_officer_has_an_officer": lambda: make_update(make_action(), source="officer"),
    "update_only_an_officer_rates": lambda: make_update(make_action(), source="paper", rating="on_track"),
    "update_rates_only_what_is_open": lambda: officers(stage="stopped", rating="on_track"),
    "update_at_risk_has_words": lambda: officers(rating="at_risk"),
    "update_complete_has_something_to_show": lambda: officers(stage="complete", words="Done."),
    "update_due_whole_or_absent": lambda: officers(stage="planned", due_last_day=LAST),
    "update_due_ends_after_start": lambda: officers(**make_due(LAST, due_first_day=FIRST)),
    "update_moved_date_has_reason_and_agreement": lambda: officers(**make_due(LAST, change="moved", due_reason="")),
    "update_says_something": lambda: officers(words=""),
    "update_blanked_whole_or_not": lambda: officers(stage="planned", blanked_on=LAST),
    "owner_change_has_a_reason": lambda: change(OwnerChange, action=make_action()),
    "line_once_a_framework": lambda: twice(make_line, framework=make_framework(), words="Leaders"),
    "grade_once_a_framework": lambda: twice(make_grade, framework=make_framework(), words="Good"),
    "inspection_ends_after_start": lambda: make_inspection(**BACKWARDS),
    "judgement_order_once": lambda: twice(make_judgement_of(make_inspection()), order=1),
    "judgement_line_once_an_inspection": lambda: twice(make_judgement_of(make_inspection()), line=make_line()),
    "finding_number_once": lambda: twice(make_finding, inspection=make_inspection(), number=1),
    "finding_priority_once": lambda: links(FindingPriority, "priority", make_priority(), number=2),
    "finding_priority_confirmed_whole": lambda: links(FindingPriority, "priority", make_priority(), basis="confirmed"),
    "finding_action_once": lambda: links(FindingAction, "action", make_action(), number=2),
    "finding_action_confirmed_whole": lambda: links(FindingAction, "action", make_action(), confirmed_on=LAST),
    "no_answer_once": lambda: twice(make_no_answer, finding=make_finding(), plan=make_plan()),
    "meeting_ends_after_start": lambda: make_meeting(FIRST, last_day=LAST),
    "meeting_says_whose": lambda: make_meeting(FIRST, committee_words=""),
    "meeting_worked_out_says_how": lambda: make_meeting(FIRST, worked_out=True),
    "position_now_once": lambda: make_positions({"known_from": 1}, {"known_from": 2}),
    "position_known_once": lambda: make_positions({"known_to": 8}, {"known_to": 9}),
    "position_ends_after_start": lambda: make_positions({"to_day": FIRST}),
    "position_known_in_order": lambda: make_positions({"known_from": 5, "known_to": 5}),
    "item_number_once_a_meeting": lambda: twice(make_item, meeting=make_meeting(FIRST), number="4"),
    "resolution_due_in_order": lambda: make_resolution(due_first_day=FIRST, due_last_day=LAST),
    "answer_number_once": lambda: twice(make_answer, resolution=make_resolution(), on=FIRST, number=1),
    "answer_has_words": lambda: make_answer(make_resolution(), FIRST, words=""),
    "closure_once_at_a_meeting": lambda: twice(
        make_closure, resolution=make_resolution(), meeting=make_meeting(FIRST), by=make_user()
    ),
    "verdict_against_says_why": lambda: make_verdict(make_answer(make_resolution(), FIRST), answers_it=False),
    "seat_ends_after_start": lambda: make_seat(make_committee(), make_officer(), **BACKWARDS),
    "meeting_minutes_agreed_after_it": lambda: make_meeting(FIRST, minutes="draft", minutes_agreed_on=FIRST),
    "inspection_received_in_order": lambda: make_inspection(received_first_day=FIRST, received_last_day=LAST),
    "inspection_published_or_not": lambda: make_inspection(unpublished=True, published_words="In August."),
    "link_change_has_a_reason": lambda: make_link_change(make_finding(), priority=make_priority(), reason=""),
    "link_change_of_one_link": lambda: make_link_change(make_finding()),
    "feed_one_in_force_a_person": lambda: twice(make_feed, user=make_officer()),
    "passage_order_once_a_report": lambda: twice(make_passage, report=make_passage().report, order=7),
    "passage_cell_has_a_place": lambda: make_passage(kind="cell"),
    "paper_loaded_once": lambda: twice(make_report, sha256="a" * 64),
    "search_entry_once_a_record": lambda: twice(
        SearchEntry.objects.create, source="action", source_key=1, kind="action", key=1, words="hub |"
    ),
    "proposal_order_once_a_loading": lambda: twice(make_proposal, loading=make_loading(None, []), order=7),
    "proposal_confidence_from_0_to_1": lambda: make_proposal(confidence=1.5),
    "proposal_saved_was_accepted": lambda: make_proposal(acceptance=make_acceptance(), decision=""),
    "acceptance_undone_with_a_reason": lambda: make_acceptance(undone_on=FIRST),
    "words_change_of_one_record": lambda: WordsChange.objects.create(
        acceptance=make_acceptance(), before="Old.", after="New.", on=FIRST
    ),
    "exemption_released_after": lambda: exempt(released_on=LAST),
    "exempt_reader_once": lambda: right(number=2),
    "exempt_reader_ended_by_somebody": lambda: right(ended_on=FIRST),
    "exempt_reader_given_by_another": given_to_oneself,
    "release_once_at_a_time": lambda: release(number=2),
    "release_has_authority_and_reason": lambda: release(authority=""),
    "release_confirmed_by_another": confirmed_by_oneself,
    "release_by_people_or_by_paper": lambda: release(by_paper=True),
    "release_ended_with_a_reason": lambda: release(ended_on=FIRST, ended_by=make_officer()),
    "recalled_with_a_reason": lambda: recalled(because=""),
    "member_question_marked_once": lambda: twice(asked, rule="not_updated"),
    "member_question_has_words_unless_suggested": lambda: asked(words=""),
    "member_question_sent_after_it_was_recorded": lambda: asked(sent_on=LAST),
    "member_question_answered_by_somebody_once_sent": lambda: asked(sent_on=TODAY, answer="Yes.", answered_on=TODAY),
    "draft_once_a_form": lambda: twice(
        Draft.objects.create, person=make_user(), form="/a/", number=uuid4(), fields={}, begun_at=MOMENT, kept_at=MOMENT
    ),
    "digest_once_a_person": lambda: twice(
        Digest.objects.create, person=make_user(), kind="officer", once="day", on=TODAY, run=uuid4(), made_at=MOMENT
    ),
    "reminder_once_a_day": lambda: twice(reminded),
    "reminder_papers_of_a_meeting": lambda: reminded(papers_due=FIRST),
    "reminder_once_an_action": lambda: twice(
        ReminderAction.objects.create, reminder=reminded(), action=make_action(), post=make_post()
    ),
    "citation_cites_exactly_one_record": lambda: make_citation(finding=make_finding(), action=make_action()),
}


def make_positions(*several):
    """Positions of one action, planned from the first day, with these values besides."""
    action = make_action()
    values = {
        "action": action, "priority": action.priority, "from_day": FIRST, "known_from": 1, "status": "not_rated",
        "stage": "planned", "stage_since": FIRST, "date_not_stated": False, "moves": 0, "evidence": False,
        "at_risk_running": 0, "counted_as": 0,
    }  # fmt: skip
    for each in several:
        ActionPosition.objects.create(**values | each)


def make_erasure(**kwargs):
    """A proposal to erase something, by somebody."""
    return ProposedErasure.objects.create(
        **{"reason": "It names a child.", "proposed_by": make_officer(), "proposed_on": TODAY} | kwargs
    )


def make_proposal(loading=None, **kwargs):
    loading = loading or make_loading(None, [])
    values = {"order": 1, "kind": "finding", "text": "Weak.", "passage": 1, "confidence": 0.9}
    return Proposal.objects.create(loading=loading, **values | kwargs)


def make_acceptance(**kwargs):
    return Acceptance.objects.create(loading=make_loading(None, []), on=FIRST, recorded_at=MOMENT, **kwargs)


def make_judgement_of(inspection):
    return lambda **kwargs: make_judgement(inspection, **kwargs)


def of_the_database():
    """The name of every constraint that our models declare: (name, the fields of a unique one)."""
    ours = ("csc_tracker", "priorities", "actions", "inspections")
    for model in (model for app in ours for model in apps.get_app_config(app).get_models()):
        for constraint in model._meta.constraints:
            yield constraint.name, [model._meta.get_field(name).column for name in getattr(constraint, "fields", ())]


def while_exempt(attempt):
    """The same attempt, of records that are exempt by one exemption."""
    with seeing_everything(), made_from(make_exemption(make_plan())):
        attempt()


ATTEMPTS |= {
    name: partial(while_exempt, ATTEMPTS[name.removesuffix("_exempt")])
    for name, _ in of_the_database()
    if name.endswith("_exempt")
}


def test_there_is_an_attempt_on_every_constraint():
    assert sorted(ATTEMPTS) == sorted(name for name, _ in of_the_database())


@pytest.mark.parametrize("name", ATTEMPTS)
def test_the_database_refuses_what_breaks(name):
    """PostgreSQL names the constraint; SQLite a check by its name, a unique one by its columns."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        ATTEMPTS[name]()
    if any(words in str(caught.value) for words in ("never changes", "stays closed")):
        return  # a ledger's own refusal, which comes first
    columns = dict(of_the_database())[name]
    if connection.vendor == "sqlite" and columns:
        assert all(f".{column}" in str(caught.value) for column in columns)
    else:
        assert name in str(caught.value)
