"""What the worker does in the background: seconds and memory, each piece of work in a process of its own.

    DATABASE_URL=… python benchmarks/background.py position|pdf|docx|xlsx

measures one over a database that `plans.fill` filled, and prints the seconds and the peak megabytes (the whole process,
Django and the drawing of the PDF with it). `measure_all` does that for each.
"""

import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = {
    "position": "Freeze the position",
    "pdf": "Briefing as PDF",
    "docx": "Briefing as Word",
    "xlsx": "Plan as Excel",
}


@dataclass
class Cost:
    """Of one piece of work: the seconds, and the most memory that its process held, in megabytes."""

    seconds: float
    megabytes: float


def measure_all(env):
    """{the work in words: Cost}, each in a process of its own with this environment; freezing last, which adds rows."""
    costs = {}
    for kind in reversed(WORK):
        command = [sys.executable, str(Path(__file__)), kind]
        printed = subprocess.run(command, env=env, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
        costs[WORK[kind]] = Cost(*map(float, printed.split()))
    return costs


def work(kind):
    """Do one piece of work, a key of `WORK`, in this process."""
    from actions.pages.page_context import PageContext
    from benchmarks.plans import SLUG, TODAY
    from benchmarks.scrutiny import NEXT_MEETING
    from csc_tracker.models import User
    from inspections.models import Meeting
    from inspections.reporting.briefing_files import make_live_file
    from inspections.reporting.freezing import Agreement, freeze
    from priorities.models import Plan

    plan = Plan.objects.get(slug=SLUG)
    meeting = Meeting.objects.select_related("committee").get(slug=NEXT_MEETING)
    if kind == "position":
        agreement = Agreement("A. Director", "Director of Children’s Services", TODAY)
        freeze(plan, meeting, agreement, by=User.objects.get(username="officer"), on=TODAY)
    else:
        make_live_file(PageContext(plan, TODAY, TODAY, plan_given=False, on_given=False), meeting, kind)


def main(kind):
    import django

    sys.path[:0] = [str(ROOT)]
    django.setup()
    begun = time.perf_counter()
    work(kind)
    print(f"{time.perf_counter() - begun:.1f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}")


if __name__ == "__main__":
    main(sys.argv[1])
