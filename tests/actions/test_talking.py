"""Comments on an action and whom they name, and following: who reads what, what is mailed, and what is no news."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from actions.models import Comment, Follow, Mention
from actions.talking import comments
from actions.talking.following import set_followed
from actions.talking.mentions import EXEMPT, PRACTICE, named_in
from csc_tracker.audit.entries import Act, AuditEntry
from csc_tracker.mail.sending import send_email
from csc_tracker.models import Digest, Email
from csc_tracker.people import roles
from csc_tracker.people.sight import seeing_everything
from inspections.reporting.digests.sending import send_digests
from priorities.models import Post, made_from
from tests.making import (
    TODAY,
    let_read_exempt,
    make_exemption,
    make_holding,
    make_officer,
    make_plan,
    make_post,
    make_priority,
    make_reported_action,
    make_update,
    make_user,
)
from tests.test_emails import Server, server  # noqa: F401 - a fixture: a real mail server

pytestmark = pytest.mark.django_db
WORDS = "Quorlwyx is away until May."


@pytest.fixture
def plan():
    return make_plan()


@pytest.fixture
def action(plan):
    return make_reported_action(make_priority(plan))


@pytest.fixture
def ann():
    return make_officer(first_name="Ann", last_name="Other")


@pytest.fixture
def head():
    return make_post("Head of Early Help")


@pytest.fixture
def bob(head):
    person = make_officer(first_name="Bob", last_name="Lee", email="bob@example.gov.uk")
    make_holding(person, head)
    return person


@pytest.fixture
def page(client, ann):
    client.force_login(ann)
    return client


def said(client, words=WORDS, members="no", number=None, where="P1.01", **more):
    values = {"words": words, "members": members, "submission": number or uuid.uuid4()} | more
    return client.post(reverse("comment_add", args=[where]), values, follow=True)


def html_of(client, where="/actions/P1.01/"):
    return client.get(where).content.decode()


# Who reads a comment


def test_officers_read_a_comment_and_members_only_one_that_is_open_to_them(client, page, action):
    assert said(page).status_code == 200
    assert said(page, "Ask us in May.", members="yes").status_code == 200
    html = html_of(page)
    assert (WORDS in html, "Ask us in May." in html, html.count("Ann Other,")) == (True, True, 2)
    client.force_login(make_user(roles.MEMBER))
    html = html_of(client)
    assert (WORDS in html, "Ask us in May." in html, "Comment on this action" in html) == (False, True, False)
    assert client.get(reverse("comment_add", args=["P1.01"])).status_code == 403


def test_a_comment_is_not_on_a_page_of_a_day_before_it(page, action):
    said(page)
    assert WORDS not in html_of(page, "/actions/P1.01/?on=2020-01-13")


def test_the_same_form_sent_twice_saves_it_once_and_with_other_words_again(page, action):
    number = uuid.uuid4()
    for words in (WORDS, WORDS, "Back in April after all."):
        assert said(page, words, number=number).status_code == 200
    assert list(Comment.objects.order_by("pk").values_list("words", flat=True)) == [WORDS, "Back in April after all."]


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"words": " "}, "Write your comment."),
        ({"words": "x" * 2_001}, "longer than 2,000 characters"),
        ({"words": "Ask @nobody here"}, "“@nobody here” names no post of this council."),
        ({"members": "all"}, "Choose one of the answers in the list."),
    ],
    ids=["no words", "too long", "no post", "no choice"],
)
def test_a_refusal_keeps_the_words(page, action, values, says):
    answer = said(page, **values)
    html = answer.content.decode()
    assert (answer.status_code, says in html) == (422, True)
    assert values.get("words", WORDS).strip() in html
    assert not Comment.objects.exists()


def test_who_may_not_read_what_is_exempt_sees_no_comment_of_it(client, plan, ann):
    reader = let_read_exempt(make_officer(), plan)
    with seeing_everything(), made_from(make_exemption(plan)):
        closed = make_reported_action(make_priority(plan))
    client.force_login(reader)
    assert said(client, where=closed.reference).status_code == 200
    with seeing_everything():
        assert Comment.objects.get().exemption_id == closed.exemption_id
    client.force_login(ann)
    assert client.get(reverse("comment_add", args=[closed.reference])).status_code == 404
    assert not Comment.objects.exists()


# Taking it back


def test_who_wrote_it_withdraws_it_within_ten_minutes(client, page, action, ann):
    said(page)
    where = reverse("comment_withdraw", args=["P1.01", Comment.objects.get().submission])
    client.force_login(make_officer())
    assert client.post(where).status_code == 422
    client.force_login(ann)
    assert "Withdraw it" in html_of(page, where)
    for _ in range(2):
        assert page.post(where).status_code == 302
    html = html_of(page)
    assert (WORDS in html, "Withdrawn by who wrote it." in html) == (False, True)


def test_after_ten_minutes_nobody_withdraws_it(action, ann):
    old = comments.say(
        action, WORDS, by=ann, on=TODAY, for_members=False, posts=[], submission=uuid.uuid4()
    )[0]  # fmt: skip
    old.recorded_at = timezone.now() - timedelta(minutes=11)
    assert not comments.may_withdraw(old, ann)


def test_an_admin_removes_words_that_hold_personal_data_and_it_is_on_record(client, page, action):
    said(page)
    comment = Comment.objects.get()
    where = reverse("comment_remove", args=["P1.01", comment.submission])
    assert page.get(where).status_code == 403
    client.force_login(make_user(roles.ADMIN))
    assert client.post(where, {"reason": ""}).status_code == 422
    for _ in range(2):
        assert client.post(where, {"reason": "It names a child."}).status_code == 302
    comment.refresh_from_db()
    assert (comment.words, comment.removed_because) == ("", "It names a child.")
    assert AuditEntry.objects.filter(act=Act.COMMENT_REMOVED).count() == 1
    html = html_of(client)
    assert (WORDS in html, "because\n" in html, "It names a child." in html) == (False, True, True)


# Whom it names


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Ask @head of early help, please.", ["Head of Early Help"]),
        ("@Head of Early Help and @HEAD OF EARLY HELP", ["Head of Early Help"]),
        ("@Head of Early Help and Care: yes", ["Head of Early Help and Care"]),
        ("@Director", ["Director"]),
        ("Write to ann@example.gov.uk", []),
        ("Half past @ noon", []),
    ],
)
def test_an_at_sign_names_the_post_with_the_longest_title_that_fits(words, named):
    posts = [Post(pk=number, title=title) for number, title in enumerate(
        ("Head of Early Help", "Head of Early Help and Care", "Director"), 1
    )]  # fmt: skip
    assert [post.title for post in named_in(words, posts)] == named


@pytest.mark.parametrize("words", ["@Directors", "@Head of", "See @x"])
def test_what_fits_no_title_is_refused(words):
    with pytest.raises(ValidationError):
        named_in(words, [Post(pk=1, title="Director"), Post(pk=2, title="Head of Early Help")])


def sent_to(person):
    """The email that was written to a person, sent now, as the worker does."""
    email = Email.objects.get(person=person, letter="mention")
    send_email.func(email.pk)
    email.refresh_from_db()
    return email


@pytest.mark.parametrize("how", ["by @", "by the list"])
def test_who_holds_the_post_is_written_to_without_a_word_of_it(page, plan, action, bob, head, server, how):  # noqa: F811
    words, more = (f"{WORDS} @head of early help", {}) if how == "by @" else (WORDS, {"posts": [head.pk]})
    html = said(page, words, **more).content.decode()
    assert "An email goes to Bob Lee." in html
    assert sent_to(bob).state == "sent"
    [given] = server.given
    text, markup = (part.get_content() for part in given.iter_parts())
    assert given["Subject"] == "A comment on P1.01 names your post"
    for part in (text, markup):
        assert "Quorlwyx" not in part
        assert "Ann Other named a post that you hold in a comment on P1.01." in part
    assert f"/actions/P1.01/?plan={plan.slug}#comments" in text
    [stop] = re.findall(r"Stop these emails: (\S+)", text)
    assert given["List-Unsubscribe"].strip() == f"<{stop}>"
    assert page.post(stop.partition("8000")[2]).status_code == 200
    bob.refresh_from_db()
    assert (bob.mention_emails, bob.reminder_emails) == (False, True)


@pytest.mark.parametrize("why", ["nobody", "no address", "stopped", "closed", "member", "oneself"])
def test_where_nobody_can_be_written_to_the_page_says_so_and_the_comment_is_saved(page, ann, action, head, why):
    if why != "nobody":
        role = roles.MEMBER if why == "member" else roles.OFFICER
        holder = ann if why == "oneself" else make_user(role, email="" if why == "no address" else "h@example.gov.uk")
        if why == "stopped":
            holder.mention_emails = False
        if why == "closed":
            holder.is_active = False
        holder.save()
        make_holding(holder, head)
    html = said(page, "See @Head of Early Help").content.decode()
    assert "No email goes to Head of Early Help: nobody who holds it can be sent one." in html
    assert (Comment.objects.count(), Email.objects.count(), Mention.objects.count()) == (1, 0, 0)


def test_emails_say_nothing_of_exempt_actions_or_practice_plans(client, plan, bob, head):
    reader = let_read_exempt(make_officer(), plan)
    with seeing_everything(), made_from(make_exemption(plan)):
        closed = make_reported_action(make_priority(plan))
    client.force_login(reader)
    assert EXEMPT in said(client, "@Head of Early Help", where=closed.reference).content.decode()
    practice = make_plan(slug="to-practise", practice=True)
    make_reported_action(make_priority(practice))
    values = {"words": "@Head of Early Help", "members": "no", "submission": uuid.uuid4()}
    answer = client.post(reverse("comment_add", args=["P1.01"]) + "?plan=to-practise", values, follow=True)
    assert PRACTICE in answer.content.decode()
    assert not Email.objects.exists()


@pytest.mark.parametrize("why", ["withdrawn", "stopped", "closed"])
def test_what_was_taken_back_or_closed_before_it_was_sent_is_not_sent(page, plan, action, ann, bob, why, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    said(page, "See @Head of Early Help")
    if why == "withdrawn":
        comments.withdraw(Comment.objects.get(), by=ann)
    elif why == "stopped":
        bob.mention_emails = False
        bob.save()
    else:
        exemption = make_exemption(plan)
        for model in (type(action), Comment):
            model._base_manager.update(exemption=exemption)
    assert sent_to(bob).state == "dropped"
    assert mail.outbox == []


def test_a_mail_server_that_is_away_stops_no_comment(page, action, bob, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert "An email goes to Bob Lee." in said(page, "See @Head of Early Help").content.decode()
    assert (Comment.objects.count(), sent_to(bob).state) == (1, "waiting")


# Following


def follow(client, follows="yes", where="/actions/P1.01/follow/"):
    return client.post(where, {"follow": follows}, follow=True)


def test_what_others_change_in_a_followed_action_or_priority_is_at_the_top_of_my_actions(page, plan, action, ann, bob):
    beside = make_reported_action(make_priority(plan))
    make_update(action, by=bob, words="Before it was followed.", recorded_at=timezone.now())
    assert "Stop following" in follow(page).content.decode()
    follow(page, where="/priorities/2/follow/")
    follow(page)  # once is enough
    assert Follow.objects.count() == 2
    make_update(action, by=bob, words="Followed words.", recorded_at=timezone.now())
    make_update(beside, by=bob, words="Of the priority.", recorded_at=timezone.now())
    make_update(beside, by=ann, words="My own.", recorded_at=timezone.now())
    html = html_of(page, "/my-actions/")
    assert [words in html for words in ("Followed words.", "Of the priority.", "Before it was followed.", "My own.")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert html.count("you follow it") == 2
    last = re.search(r'name="last" value="(\w+)"', html)[1]
    page.post("/my-actions/seen/", {"last": last})
    assert "Followed words." not in html_of(page, "/my-actions/")


def test_who_follows_no_more_hears_no_more(page, action, bob):
    follow(page)
    assert "Stop following" not in follow(page, "no").content.decode()
    make_update(action, by=bob, words="Followed words.", recorded_at=timezone.now())
    assert "Followed words." not in html_of(page, "/my-actions/")


def test_members_do_not_follow_what_only_officers_have_a_page_for(client, action):
    client.force_login(make_user(roles.MEMBER))
    assert follow(client).status_code == 403
    assert not Follow.objects.exists()


def digests_of(person):
    list(send_digests(TODAY))
    return [digest.facts for digest in Digest.objects.filter(person=person, kind="officer")]


@pytest.fixture
def current(plan):
    plan.starts = TODAY - timedelta(days=100)
    plan.save()
    return plan


def test_a_digest_has_what_changed_in_what_its_officer_follows(current, action, bob, ann, server):  # noqa: F811
    set_followed(bob, action.priority, True)
    for _ in range(2):
        make_update(action, by=ann, words=WORDS, recorded_at=timezone.now())
    [facts] = digests_of(bob)
    assert facts == {
        "lines": [], "on": "2020-01-14", "followed": [[action.pk, "P1.01", current.slug, 2]],
    }  # fmt: skip
    send_email.func(Email.objects.get(person=bob).pk)
    [given] = server.given
    text, _ = (part.get_content() for part in given.iter_parts())
    assert given["Subject"] == "1 action that you follow changed"
    assert "What colleagues changed in what you follow (1)" in text
    assert f"- P1.01: 2 updates\n  http://127.0.0.1:8000/actions/P1.01/?plan={current.slug}" in text.replace("\r", "")
    assert "Quorlwyx" not in text


@pytest.mark.parametrize("why", ["own", "seen", "old", "exempt", "practice", "withdrawn"])
def test_what_is_no_news_sends_nothing(current, action, bob, ann, why):
    set_followed(bob, action, True)
    Follow.objects.update(since=timezone.now() - timedelta(days=30))
    recorded = timezone.now() - timedelta(days=8 if why == "old" else 0)
    update = make_update(action, by=bob if why == "own" else ann, words=WORDS, recorded_at=recorded)
    if why == "seen":
        bob.updates_seen = update.sequence
        bob.save()
    elif why == "exempt":
        type(action)._base_manager.update(exemption=make_exemption(current))
    elif why == "practice":
        current.practice = True
        current.save()
    elif why == "withdrawn":
        type(action)._base_manager.update(withdrawn_on=TODAY)
    assert digests_of(bob) == []
