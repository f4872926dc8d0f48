"""A digest for many officers: queries and seconds of writing them, and seconds of giving them to a mail server here.

    CSC_MODE=demonstration CSC_VAR=$(mktemp -d) python benchmarks/digests.py [--officers 1000] [--actions 4]

There are as many actions as officers, half of them late; so many are each officer's. The database is made in CSC_VAR.
"""

import argparse
import os
import socket
import sys
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--officers", type=int, default=1000)
    parser.add_argument("--actions", type=int, default=4, help="of each officer")
    options = parser.parse_args()
    sys.path[:0] = [str(ROOT)]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csc_tracker.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    fill(options.officers, options.actions)
    measure()


def fill(officers, actions):
    """A plan with so many officers and as many actions; each officer's posts own so many of these."""
    from django.contrib.auth.models import Group
    from django.db import transaction

    from csc_tracker.models import User
    from csc_tracker.people.roles import OFFICER
    from priorities.models import Post, PostHolding
    from tests.making import make_plan, make_priority, make_reported_action

    day, numbers = date(2020, 1, 14), range(officers)
    with transaction.atomic():
        plan = make_plan(starts=date(2019, 4, 1))
        priorities = [make_priority(plan) for _ in range(12)]
        posts = Post.objects.bulk_create([Post(title=f"Post {number}", council="Testham") for number in numbers])
        names = [f"officer{number}" for number in numbers]
        people = User.objects.bulk_create([User(username=name, email=f"{name}@example.gov.uk") for name in names])
        Group.objects.get(name=OFFICER).user_set.add(*people)
        PostHolding.objects.bulk_create(
            PostHolding(user=person, post=posts[(number + each) % officers])
            for number, person in enumerate(people)
            for each in range(actions)
        )
        for number, post in enumerate(posts):
            due = day + timedelta(days=20 if number % 2 else -20)
            make_reported_action(priorities[number % 12], owner=post, due=due, effective_date=date(2019, 6, 1))


def measure():
    """Write what is due and send it, and print what each took."""
    from aiosmtpd.controller import Controller
    from aiosmtpd.handlers import Sink
    from django.conf import settings
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from csc_tracker.mail.sending import AT_ONCE, send_emails
    from csc_tracker.models import Email
    from inspections.reporting.digests.sending import send_digests

    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    with CaptureQueriesContext(connection) as caught:
        begun = time.perf_counter()
        number = sum(len(outcome.new) for _, outcome in send_digests(date(2020, 1, 14)))
        written = time.perf_counter() - begun
    inserts = sum(query["sql"].startswith("INSERT") for query in caught)
    print(f"{connection.vendor}: {number} digests written in {written:.1f} s, {inserts} inserts among", end=" ")
    print(f"{len(caught)} queries.")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = free.getsockname()
    server = Controller(Sink(), hostname=settings.EMAIL_HOST, port=settings.EMAIL_PORT)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_USE_TLS = False
    keys = list(Email.objects.order_by("pk").values_list("pk", flat=True))
    begun = time.perf_counter()
    for first in range(0, len(keys), AT_ONCE):
        send_emails.func(keys[first : first + AT_ONCE])
    print(f"{Email.objects.filter(state='sent').count()} sent in {time.perf_counter() - begun:.1f} s.")
    server.stop()


if __name__ == "__main__":
    main()
