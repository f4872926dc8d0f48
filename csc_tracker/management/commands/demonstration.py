"""`make run`: prepare the demonstration and serve it."""

import io
import os
import shutil
import signal
import socket
import subprocess
import sys
from datetime import date

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import BaseCommand, CommandError, call_command
from django.db.models import Max

from actions.models import FrozenPosition, ProgressUpdate
from csc_tracker.database.writing import writing
from csc_tracker.pages.wording import in_words
from csc_tracker.people import roles
from csc_tracker.people.demonstration import ACCOUNTS, PASSWORD
from csc_tracker.today import today
from inspections.models import Meeting
from inspections.reporting.freezing import Agreement, freeze
from priorities.models import Plan, Post, PostHolding

# The posts of the practice plan that the accounts hold, so that “My actions” has something to show.
HOLDINGS = {"officer": "Head of Early Help", "programme": "Programme Manager"}
# The days on which the practice plan was frozen, and for which meetings.
REPORTED = (
    (date(2019, 7, 2), "practice-2019-07-04"),
    (date(2019, 10, 14), "practice-2019-10-17"),
    (date(2019, 12, 3), "practice-board-2019-12-05"),
)
PORTS_TRIED = 20
MOMENT = 0.5  # seconds between two looks at whether server and worker still run


def welcome(port, on):
    """What `make run` says once it serves on the port, on the day `on`: its lines, which the README shows."""
    return [
        f"The status board is at  http://127.0.0.1:{port}/",
        f"Sign in with one of these accounts. Until you change it, the password of each is  {PASSWORD}",
        *(f"  {username:<10} {name}" for username, name, _ in ACCOUNTS),
        f"In this demonstration, today is {in_words(on)}.",
        "Stop with Ctrl-C. Your changes are kept.",
    ]


class Command(BaseCommand):
    help = "Set up the demonstration (tables, papers, accounts) and serve it. Earlier changes are kept."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000, help="the first port to try (default 8000)")
        parser.add_argument("--prepare-only", action="store_true", help="set it up and stop, without serving")

    def handle(self, *, port, prepare_only, **options):
        if not settings.DEMONSTRATION:
            raise CommandError("This serves the demonstration; CSC_MODE says production. See the README.")
        call_command("migrate", verbosity=0)
        # What is wrong stops it here.
        call_command("check", databases=["default"], fail_level="WARNING", stdout=io.StringIO())
        self.load_papers()
        self.make_accounts()
        self.report_practice_plan()
        call_command("sign_positions", stdout=io.StringIO())  # those of a database from before signatures
        if not prepare_only:
            self.serve(port)

    def load_papers(self):
        """Load every fixture into an empty database, and copy the papers to the media folder."""
        folder = settings.BASE_DIR / "fixtures"
        if Plan.objects.exists():
            self.stdout.write("The database already has a plan. It was not changed.")
        else:
            names = sorted(str(path) for path in folder.glob("*.json"))
            call_command("loaddata", *names, verbosity=0)
            self.stdout.write(f"Loaded {len(names)} fixtures.")
        settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
        for paper in sorted((folder / "papers").glob("*")):
            if not (settings.MEDIA_ROOT / paper.name).exists():
                shutil.copy(paper, settings.MEDIA_ROOT / paper.name)

    @writing()
    def make_accounts(self):
        """The four accounts, made once; an account that is there keeps its password and its posts."""
        users = get_user_model()
        for username, name, role in ACCOUNTS:
            user, new = users.objects.get_or_create(
                username=username, defaults={"last_name": name, "is_staff": role == roles.ADMIN}
            )
            if not new:
                continue
            user.set_password(PASSWORD)
            user.save()
            user.groups.add(Group.objects.get(name=role))
            post = Post.objects.filter(title=HOLDINGS.get(username, "")).first()
            if post:
                PostHolding.objects.create(post=post, user=user)

    def report_practice_plan(self):
        """Freeze the practice plan as reported to its meetings, once; each counts what was recorded by then."""
        plan = Plan.objects.filter(slug="practice").first()
        if plan is None or FrozenPosition.objects.filter(plan=plan).exists():
            return
        by = get_user_model().objects.get(username="programme")
        for day, slug in REPORTED:
            known = ProgressUpdate.objects.filter(action__priority__plan=plan, recorded_at__date__lte=day)
            agreement = Agreement("A named deputy", "Deputy Director of Children’s Services", day)
            freeze(
                plan,
                Meeting.objects.get(slug=slug),
                agreement,
                by=by,
                on=day,
                up_to=known.aggregate(last=Max("sequence"))["last"],
            )
        self.stdout.write(f"Froze the practice plan as reported to {len(REPORTED)} meetings.")

    def serve(self, first):
        """Serve at the first free port, a worker beside the server; both end together."""
        port = next((port for port in range(first, first + PORTS_TRIED) if self.is_free(port)), None)
        if port is None:
            raise CommandError(f"The ports {first} to {first + PORTS_TRIED - 1} are all taken. Try --port.")
        self.stdout.write("\n".join(["", *welcome(port, today()), ""]))
        self.stdout.flush()
        os.environ["CSC_MODE"] = "demonstration"
        os.environ.setdefault("CSC_ADDRESS", f"http://127.0.0.1:{port}")
        sys.exit(self.run_both(port))

    def run_both(self, port):
        """Run the server and the worker until the server ends or somebody stops us; gives the server's exit code.

        A worker that ends by itself is told of, and the server goes on. A second Ctrl-C does not wait for what the
        worker is making.
        """
        # Each in a session of its own: Ctrl-C reaches them once, from here, and not a second time from the terminal.
        server, worker = (subprocess.Popen(command, start_new_session=True) for command in _commands(port))  # noqa: S603

        def stop(*_):
            server.send_signal(signal.SIGINT)  # at once, without waiting for connections that nobody uses
            worker.terminate()

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, stop)
        warned = False
        while _runs(server):
            if not warned and worker.poll() is not None and _runs(server):
                warned = True
                self.stdout.write(
                    "The worker has stopped. The pages still work, but what is made in the background (frozen "
                    "positions, a large plan’s files) will wait until you start “make run” again."
                )
                self.stdout.flush()
        stop()
        worker.wait()
        return server.returncode

    def is_free(self, port):
        """Whether nothing listens at the port; a taken one is named."""
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                self.stdout.write(f"Port {port} is taken; trying {port + 1}.")
                return False
        return True


def _commands(port):
    """How the web server and the worker are started."""
    yield [
        sys.executable, "-m", "gunicorn", "-c", str(settings.BASE_DIR / "deploy" / "gunicorn.conf.py"),
        "csc_tracker.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--log-level", "warning",
    ]  # fmt: skip
    yield [sys.executable, str(settings.BASE_DIR / "manage.py"), "db_worker", "--verbosity", "0", "--no-reload"]


def _runs(process):
    """Whether a process still runs after a moment."""
    try:
        process.wait(MOMENT)
    except subprocess.TimeoutExpired:
        return True
    return False
