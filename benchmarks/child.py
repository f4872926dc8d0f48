"""One piece of the work, in a process of its own over the database that DATABASE_URL names: prints its figures as JSON.

python benchmarks/child.py fill --actions 1000 [--others 1000] [--no-scrutiny]
python benchmarks/child.py measure --seconds 40 [--pages board list]
python benchmarks/child.py about | worker
python benchmarks/child.py past-day
"""

import argparse
import json
import sys
from pathlib import Path

import django

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", choices=["about", "fill", "measure", "worker", "past-day"])
    parser.add_argument("--actions", type=int)
    parser.add_argument("--others", type=int, default=0)
    parser.add_argument("--no-scrutiny", action="store_true")
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--pages", nargs="*")
    options = parser.parse_args()
    django.setup()
    from benchmarks import about, measuring, plans, worker

    figures = {
        "about": about.about,
        "fill": lambda: plans.fill(options.actions, options.others, with_scrutiny=not options.no_scrutiny),
        "measure": lambda: measuring.measure(options.seconds, options.pages),
        "worker": worker.memory,
        "past-day": measuring.past_day,
    }[options.work]()
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
