"""What the pages are to cost, and whether they do.

`figures` is what a run gives (see run.py): {"pages": {database: {set: {page: {…}}}}, "fill": {database: {set: {…}}}}.
"""

from collections import defaultdict
from dataclasses import dataclass

EMPTY, ADMIN_LIST, GROUP_BY = "Empty signed-in page of a plan", "Django admin’s list of actions", "A live GROUP BY"
YARDSTICKS = (EMPTY, ADMIN_LIST, GROUP_BY)
EXPORTS = ("Export as CSV", "Export as Excel")  # as long as the plan is large: no aim of growth

# At 1,000 actions: {page: (aim, least acceptable)} of the CPU of admin's list.
OF_ADMIN_LIST = {
    **dict.fromkeys(("Status board", "List", "List, a rare word", "List, a common word", "My actions"), (1 / 5, 1 / 4)),
    **dict.fromkeys(("One action", "Update form", "Save"), (1 / 6, 1 / 5)),
    "Findings": (1 / 3, 1 / 2),
}
# Pages of another day, each with the live page that it is compared with.
LIVE = {
    "Status board, a past day": "Status board",
    "Status board, since another day": "Status board",
    "Status board, as reported": "Status board",
    "Priority, a past day": "Priority",
    "List, a past day": "List",
    "List, as reported": "List",
    "List, changed since": "List",
}
OF_LIVE = (1.3, 1.5)
BRIEFING = (40, 60)  # milliseconds of CPU
GROWTH = 2  # times, from 100 actions to 10,000
BESIDE = 1.2  # times, beside 1,000 other plans
PAST_DAY, PAST_DAY_SQL = "Status board, a past day", 200  # milliseconds, at 100,000 actions on PostgreSQL
FILLING = 60  # seconds, of 10,000 actions


@dataclass(frozen=True, slots=True)
class Aim:
    """An aim with what was measured; `least` is the least acceptable, None where that is the aim itself."""

    words: str
    measured: float
    aim: float
    least: float | None = None
    unit: str = "times"

    @property
    def verdict(self):
        if self.measured <= self.aim:
            return "met"
        return "**not met**, acceptable" if self.least and self.measured <= self.least else "**not met**"


def cpu(page):
    """The milliseconds of CPU of a page, of application and database together."""
    return page["application"] + page["database"]


def aims(figures, database):
    """The aims for a database, as far as what they need was measured."""
    sets = defaultdict(dict, figures["pages"].get(database, {}))
    yield from _at_1000(sets["1000"])
    yield from _ratios("from 100 to 10,000 actions", sets["10000"], sets["100"], GROWTH)
    yield from _ratios("beside 1,000 other plans", sets["beside"], sets["1000"], BESIDE)
    if PAST_DAY in sets["100000"]:
        measured = sets["100000"][PAST_DAY]["sql"]
        yield Aim(f"{PAST_DAY}: SQL at 100,000 actions", measured, PAST_DAY_SQL, unit="ms")
    filled = figures["fill"].get(database, {}).get("10000")
    if filled:
        yield Aim("Filling a database of 10,000 actions", filled["seconds"], FILLING, unit="s")


def _at_1000(pages):
    for name, (aim, least) in OF_ADMIN_LIST.items():
        if {name, ADMIN_LIST} <= pages.keys():
            yield Aim(f"{name}: of Django admin’s list", cpu(pages[name]) / cpu(pages[ADMIN_LIST]), aim, least)
    for name, live in LIVE.items():
        if {name, live} <= pages.keys():
            yield Aim(f"{name}: of “{live}”, live", cpu(pages[name]) / cpu(pages[live]), *OF_LIVE)
    if "Briefing" in pages:
        yield Aim("Briefing", cpu(pages["Briefing"]), *BRIEFING, unit="ms")


def _ratios(words, pages, to, most):
    for name, page in pages.items():
        if name in to and name not in (*YARDSTICKS, *EXPORTS):
            yield Aim(f"{name}: {words}", cpu(page) / cpu(to[name]), most)


def slower(figures, before, by=1.15):
    """What got slower since the run `before`: (database, set, page, its CPU as times the empty page's, then and now).

    Each run is measured by its own yardsticks, so that another machine's speed falls out; by both, the empty page and
    admin's list, so that a page is not told to be slower where only the empty page got quicker.
    """
    for database, sets in figures["pages"].items():
        for name, pages in sets.items():
            old = before["pages"].get(database, {}).get(name, {})
            by_yardstick = [yardstick for yardstick in (EMPTY, ADMIN_LIST) if yardstick in pages and yardstick in old]
            for page in [page for page in pages if page in old and page not in YARDSTICKS and by_yardstick]:
                times = [(_times(old, page, each), _times(pages, page, each)) for each in by_yardstick]
                if all(now > then * by for then, now in times):
                    yield database, name, page, *times[0]


def _times(pages, page, yardstick):
    return cpu(pages[page]) / cpu(pages[yardstick])
