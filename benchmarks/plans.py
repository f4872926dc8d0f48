"""Plans to measure on: twelve priorities, words of the papers' lengths, about ten updates an action, others beside.

`fill` fills an empty database. The data is the same for the same numbers.
"""

import random
import time
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.models import Group
from django.core.management.color import no_style
from django.db import connection

from actions.models import Action, ActionPeriod, OwnerChange, ProgressUpdate
from actions.positions.recording import rebuild_positions
from actions.search.index import catch_up
from benchmarks import frozen, scrutiny
from benchmarks.history import ROUNDS, History
from benchmarks.words import RARE, Words
from csc_tracker.models import User
from csc_tracker.people import roles
from priorities.models import Plan, Post, PostHolding, Priority

TODAY = date(2020, 1, 14)  # what the demonstration takes it to be
PASSWORD = "improvement-plan"
SLUG, OFFICERS_POST = "bench", "Team Manager"
OFFICERS_OWN = 40  # actions that the officer's post owns, whatever the size of the plan
# Each plan beside, of the years before: its actions, the rounds in which they are reported, and the day of the last.
ACTIONS_BESIDE, ROUNDS_BESIDE, TODAY_BESIDE = 200, (0, 11), date(2019, 3, 31)
BATCH = 2_000
WRITE_AT = 10_000  # updates that are held before they are written


@dataclass
class People:
    """Who signs in, the officers' own post, and the posts that own and lead."""

    officer: User
    second: User
    member: User
    admin: User
    post: Post
    posts: list


def fill(actions, others=0, with_scrutiny=True):
    """Fill the database with a plan of so many actions, and so many other plans; give the actions, updates and seconds.

    “seconds” are those of plans, actions, updates and positions; “with scrutiny” those with all that stands round them.
    """
    begun = time.perf_counter()
    words = Words(random.Random(actions))
    people = _people()
    plan = Plan.objects.create(
        slug=SLUG, title="Children’s Social Care improvement plan", phase="Phase two", council="Testham",
        starts=date(2019, 4, 1), ends=date(2021, 3, 31), asks_sign_off=True, members_see="reported",
    )  # fmt: skip
    priorities, made = _work(plan, actions, people, words)
    updates = _updates(made, people, words, TODAY, range(ROUNDS), first=1)
    beside, of_them = _beside(others, people, words, first=updates + 1)
    rebuild_positions()
    catch_up()
    _settle([User, Plan, Post, Priority, Action, ProgressUpdate])
    seconds = time.perf_counter() - begun
    if with_scrutiny:
        scrutiny.fill(plan, priorities, made, beside, people, words)
        frozen.fill(plan, people)
        catch_up()
        _settle([])
    whole = time.perf_counter() - begun
    numbers = {"actions": actions + len(beside), "updates": updates + of_them}
    return {**numbers, "seconds": round(seconds, 1), "with scrutiny": round(whole, 1)}


def _settle(models):
    """Let keys go on after those that were given here; let PostgreSQL know its tables, as it does itself in time."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")


def _people():
    users = {}
    for name, role in (
        ("officer", roles.OFFICER), ("second", roles.PROGRAMME), ("member", roles.MEMBER), ("admin", roles.ADMIN)
    ):  # fmt: skip
        staff = role == roles.ADMIN
        users[name] = User.objects.create_user(name, password=PASSWORD, first_name="A.", last_name=name, is_staff=staff)
        users[name].groups.add(Group.objects.get(name=role))
    titles = (OFFICERS_POST, *(f"Head of Service {number}" for number in range(24)))
    post, *posts = [Post.objects.create(council="Testham", title=title) for title in titles]
    PostHolding.objects.create(post=post, user=users["officer"])
    for number, each in enumerate(posts):
        PostHolding.objects.create(post=each, name=f"Holder {number}", first_day=TODAY - timedelta(days=400))
    return People(**users, post=post, posts=posts)


def _work(plan, actions, people, words):
    """The plan's priorities and actions, with the dates in their words."""
    priorities = Priority.objects.bulk_create(
        Priority(plan=plan, number=number, short_name=words.action()[:60], words=words.action(),
                 why=f"Ofsted said: “{words.finding(number)}”\n{words.passage()}", lead=people.posts[number - 1])
        for number in range(1, 13)
    )  # fmt: skip
    chance = words.chance
    made = [
        Action(priority=priorities[number % 12], number=number // 12 + 1, words=words.action(),
               column="planned" if chance.random() < 0.7 else "done",
               column_heading="What else we have planned through 2020/21",
               owner=chance.choice(people.posts) if chance.random() < 0.9 else None)
        for number in range(actions)
    ]  # fmt: skip
    if plan.slug == SLUG:
        made[actions // 2].words += f" (the {RARE} project)"
        for action in made[:: actions // OFFICERS_OWN][:OFFICERS_OWN]:
            action.owner = people.post
    Action.objects.bulk_create(made, batch_size=BATCH)
    periods = (_period(action, chance) for action in made if chance.random() < 0.6)
    ActionPeriod.objects.bulk_create(periods, batch_size=BATCH)
    changes = (
        OwnerChange(action=action, to_post=action.owner, reason="The teams were joined.", by=people.second, on=TODAY)
        for action in made if action.owner and chance.random() < 0.1
    )  # fmt: skip
    OwnerChange.objects.bulk_create(changes, batch_size=BATCH)
    return priorities, made


def _period(action, chance):
    day = TODAY + timedelta(days=chance.randrange(-90, 400))
    role = chance.choice(("finish", "finish", "start", "milestone"))
    return ActionPeriod(
        action=action, role=role, words=f"{day:%b %Y}", first_day=day.replace(day=1), last_day=day, precision="month"
    )


def _updates(actions, people, words, today, rounds, first):
    """The updates of these actions, recorded from the sequence `first` on, round by round; give their number."""
    histories = [History(action, people, words, today) for action in actions]
    sequence, rows = first, []
    for number in rounds:
        for history in histories:
            update = history.report(number, sequence)
            if update is not None:
                rows.append(update)
                sequence += 1
        if len(rows) >= WRITE_AT:
            ProgressUpdate.objects.bulk_create(rows, batch_size=BATCH)
            rows = []
    ProgressUpdate.objects.bulk_create(rows, batch_size=BATCH)
    return sequence - first


def _beside(plans, people, words, first):
    """Other plans, of the years before, each with its actions; give these, and the number of their updates."""
    actions, updates = [], 0
    for number in range(plans):
        plan = Plan.objects.create(
            slug=f"other-{number}", title=f"Improvement plan {number}", council="Testham",
            starts=date(2017, 4, 1), ends=TODAY_BESIDE,
        )  # fmt: skip
        _, made = _work(plan, ACTIONS_BESIDE, people, words)
        updates += _updates(made, people, words, TODAY_BESIDE, ROUNDS_BESIDE, first + updates)
        actions += made
    return actions, updates
