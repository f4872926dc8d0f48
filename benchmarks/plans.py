"""Plans shaped like the real one: twelve priorities, texts of the papers' lengths, about ten updates an action."""

import json
import random
from datetime import UTC, date, datetime, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from actions.models import Action, FrozenPosition, FrozenRecord, ProgressUpdate
from csc_tracker import roles
from inspections.models import (
    AgendaItem,
    Committee,
    Finding,
    FindingAction,
    FindingPriority,
    Inspection,
    Meeting,
    MeetingPosition,
)
from priorities.models import Plan, Post, PostHolding, Priority

TODAY = date(2020, 1, 14)
PASSWORD = "improvement-plan"
UPDATES_AN_ACTION = 10
# Lengths in characters like those of the real plan's 68 actions, from the short to the longest.
LENGTHS = (55, 90, 160, 330)
WORDS = "Practice guides for core practice areas developed in the team with partners and families after review. " * 4


def make(actions):
    """Make one plan of this many actions, with its people, findings and meetings; give the officer's references."""
    chance = random.Random(actions)
    plan = Plan.objects.create(slug="bench", title="Improvement plan", council="Testham", ends=date(2021, 3, 31))
    posts = [Post.objects.create(council="Testham", title=f"Head of service {number}") for number in range(12)]
    users = _people(posts)
    priorities = [
        Priority.objects.create(plan=plan, number=number, short_name=f"Priority of the plan {number}", words=WORDS[:80],
                                why=WORDS[:300], lead=posts[number - 1])
        for number in range(1, 13)
    ]  # fmt: skip
    made = Action.objects.bulk_create(
        [
            Action(priority=priorities[number % 12], number=number // 12 + 1, words=WORDS[: chance.choice(LENGTHS)],
                   column="planned", column_heading="What else we have planned through 2020",
                   owner=posts[0] if number % (actions // 10) == 0 else posts[number % 11 + 1])
            for number in range(actions)
        ],
        batch_size=2_000,
    )  # fmt: skip
    _updates(made, users["officer"], chance)
    _scrutiny(plan, priorities, made)
    _positions(plan, users["officer"], actions)


def _people(posts):
    users = {}
    for username, role in (("officer", roles.OFFICER), ("member", roles.MEMBER), ("admin", roles.ADMIN)):
        users[username] = get_user_model().objects.create_user(
            username, password=PASSWORD, is_staff=role == roles.ADMIN
        )
        users[username].groups.add(Group.objects.get(name=role))
    PostHolding.objects.create(post=posts[0], user=users["officer"])
    return users


def _updates(actions, officer, chance):
    """About ten updates an action: reported by a paper, rated, some moved, some done; in the order of their days."""
    moment = datetime(2020, 1, 14, 12, tzinfo=UTC)
    rows, sequence = [], 0
    for step in range(UPDATES_AN_ACTION):
        day = TODAY - timedelta(days=14 * (UPDATES_AN_ACTION - step))
        for action in actions:
            sequence += 1
            said = {"action": action, "sequence": sequence, "speaks_for": day, "recorded_at": moment}
            if step == 0:
                due = TODAY + timedelta(days=chance.randrange(-30, 420))
                said |= {"source": "paper", "stage": "planned", "due_words": f"by {due}", "due_last_day": due}
                said |= {"due_basis": chance.choice(("own", "heading")), "due_change": "given"}
            else:
                said |= {"source": "officer", "by": officer, "words": WORDS[: chance.choice((60, 140, 300))]}
                if step == UPDATES_AN_ACTION - 1 and chance.random() < 0.5:
                    said |= {"stage": "complete", "evidence_words": "A policy."}
                else:
                    said |= {"rating": chance.choice(("on_track", "on_track", "at_risk", "off_track"))}
            rows.append(ProgressUpdate(**said))
            if len(rows) == 5_000:
                ProgressUpdate.objects.bulk_create(rows, batch_size=500)
                rows = []
    ProgressUpdate.objects.bulk_create(rows, batch_size=500)


# The meetings that considered the plan; those in between were shown a frozen position each.
MEETINGS = (date(2019, 7, 4), date(2019, 10, 16), date(2019, 11, 13), date(2019, 12, 11), date(2020, 1, 23))


def _positions(plan, officer, actions):
    """Three frozen positions, each with the plan's figures alone: enough for the chart, and to count change from."""
    for number, day in enumerate(MEETINGS[1:-1], 1):
        meeting = Meeting.objects.get(first_day=day)
        steps = sum(TODAY - timedelta(days=14 * (UPDATES_AN_ACTION - step)) <= day for step in range(UPDATES_AN_ACTION))
        position = FrozenPosition.objects.create(
            plan=plan, meeting=meeting.slug, reported_to="Select Committee", meeting_words=meeting.date_words,
            version=1, on=day, last_sequence=steps * actions, frozen_at=datetime(2020, 1, 14, 12, tzinfo=UTC),
            by=officer, agreed_name="A. Director", agreed_post="Director", agreed_on=day, rules="1", records_count=1,
            checksum=f"{number:064d}",
        )  # fmt: skip
        content = json.dumps({"states": {"on_track": actions // 2, "at_risk": actions // 4}, "counted": actions})
        FrozenRecord.objects.create(position=position, order=0, kind="plan", key=plan.slug, content=content)
        MeetingPosition.objects.create(meeting=meeting, position=position)


def _scrutiny(plan, priorities, actions):
    """Forty-two findings, as many as the real plan has, and the meetings, whatever the number of actions."""
    committee = Committee.objects.create(slug="select", name="Select Committee", council="Testham")
    committee.scrutinises.add(plan)
    for day in MEETINGS:
        meeting = Meeting.objects.create(
            slug=f"select-{day}", committee=committee, date_words=str(day), first_day=day, last_day=day, considered=plan
        )
        AgendaItem.objects.create(meeting=meeting, number="4", title="Improvement plan")
    inspection = Inspection.objects.create(
        slug="inspection", title="Inspection", kind="graded", date_words="July 2019", first_day=date(2019, 7, 1),
        last_day=date(2019, 7, 31),
    )  # fmt: skip
    for number in range(1, 43):
        finding = Finding.objects.create(
            inspection=inspection, number=number, kind="improve" if number % 5 < 2 else "strength", words=WORDS[:95]
        )
        if number % 5 < 2:
            FindingPriority.objects.create(
                finding=finding, priority=priorities[number % 12], basis="matched", reason="Matched."
            )
            for action in actions[number : number + 3]:
                FindingAction.objects.create(finding=finding, action=action, basis="matched", reason="Matched.")
