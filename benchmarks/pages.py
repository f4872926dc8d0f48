"""What is asked for: each page by its name in RESULTS.md, who asks, and where. The aims know pages by these names."""

import csv
import io
import re
import uuid
from dataclasses import dataclass
from functools import cache

from django.db import connection
from django.db.models import Count

from actions.importing.lexicon import Target
from actions.models import Action
from benchmarks import yardsticks
from benchmarks.aims import ADMIN_LIST, EMPTY, GROUP_BY, PAST_DAY
from benchmarks.plans import OFFICERS_POST, SLUG
from benchmarks.scrutiny import NEXT_MEETING
from benchmarks.words import COMMON, RARE
from csc_tracker.models import User
from csc_tracker.spreadsheets.previews import keep_for

UPDATES_SHOWN, OPEN_ACTIONS, SHEET_ROWS = 10, 500, 100


@dataclass(frozen=True)
class Page:
    """A page that is got. `holds` are words that its answer must have, so that it is the page that was meant.

    “{action}” in its address is the reference of an open action with ten updates. `most` requests are in one turn.
    """

    name: str
    address: str
    who: str = "officer"
    holds: str = ""
    status: int = 200
    most: int = 20

    def prepare(self, reader):
        """Do what has to be done before it is asked for, which is not measured; what `ask` needs of it."""
        return self.address.format(action=_shown()) if "{" in self.address else self.address

    def ask(self, reader, prepared):
        """Ask for it; the response."""
        return reader.get(prepared)


class _UpdatePage(Page):
    """A page on the way of an update, each time of another action that is open and not among the officer's own."""

    _turn = 0

    def _form(self, reader):
        """The address of the next action's form and what is filled in on its first page."""
        open_ones = _open_references()
        address = f"/actions/{open_ones[_UpdatePage._turn % len(open_ones)]}/update/"
        _UpdatePage._turn += 1
        seen = re.search(rb'name="seen" value="(\d+)"', reader.get(address).body)[1].decode()
        words = "The team has agreed the draft with health and schools."
        answers = {"stage": "under_way", "rating": "at_risk", "words": words, "submission": uuid.uuid4()}
        return address, {"seen": seen, **answers}


class Check(_UpdatePage):
    """The second page of an update: of one that gives a new date."""

    def prepare(self, reader):
        address, fields = self._form(reader)
        return address, fields | {"new_date": "on"}

    def ask(self, reader, prepared):
        return reader.post(*prepared)


class Save(_UpdatePage):
    """The save, from the form."""

    def prepare(self, reader):
        address, fields = self._form(reader)
        return address, fields | {"save": "1"}

    def ask(self, reader, prepared):
        return reader.post(*prepared)


class AfterSave(Page):
    """A page that is read for the first time after an update was saved."""

    def prepare(self, reader):
        if SAVE.ask(reader, SAVE.prepare(reader)).status != SAVE.status:
            raise RuntimeError("An update was not saved.")
        return super().prepare(reader)


class Sheet(Page):
    """What a spreadsheet of so many rows would change: progress with actions that are here, and new ones."""

    def prepare(self, reader):
        return f"/actions/from-a-spreadsheet/{_sheet(self.who)}/", {
            **{f"column-{place}": target for place, target in enumerate(_SHEET_COLUMNS)},
            "shown": "0", "as_at": "14/01/2020",
        }  # fmt: skip

    def ask(self, reader, prepared):
        return reader.post(*prepared)


class GroupBy(Page):
    """The live GROUP BY: no page, the statement alone over an open connection."""

    def prepare(self, reader):
        connection.ensure_connection()
        return yardsticks.GROUP_BY

    def ask(self, reader, prepared):
        with connection.cursor() as cursor:
            cursor.execute(prepared)
            cursor.fetchall()


def _open_actions():
    """The plan's open actions that are not the officer's own."""
    actions = Action.objects.filter(priority__plan__slug=SLUG).exclude(owner__title=OFFICERS_POST)
    done = actions.filter(updates__stage__in=["awaiting", "complete", "stopped"])
    return actions.exclude(pk__in=done.values("pk")).select_related("priority")


@cache
def _shown():
    """The open action whose number of updates is nearest to ten; nothing here updates it."""
    counted = _open_actions().annotate(number_of_updates=Count("updates"))
    return min(counted, key=lambda action: (abs(action.number_of_updates - UPDATES_SHOWN), action.pk)).reference


@cache
def _open_references():
    """Open actions that can be updated, at most so many."""
    reported = _open_actions().filter(updates__isnull=False).distinct()[:OPEN_ACTIONS]
    return [action.reference for action in reported if action.reference != _shown()]


@cache
def _sheet(who):
    """The key of a spreadsheet that this person chose."""
    references = _open_references()[: SHEET_ROWS // 2]
    rows = [(reference, "", "", "The team has met.") for reference in references]
    rows += [("", "3", f"Review the plan of team {number}", "") for number in range(SHEET_ROWS - len(rows))]
    written = io.StringIO()
    csv.writer(written).writerows([_SHEET_COLUMNS.values(), *rows])
    return keep_for(User.objects.get(username=who).pk, "plan.csv", written.getvalue().encode())


_SHEET_COLUMNS = {each.value: each.label for each in (Target.REFERENCE, Target.PRIORITY, Target.WORDS, Target.PROGRESS)}

# Few in a turn, so that measuring adds little to the histories of a small plan.
SAVE = Save("Save", "", status=302, most=2)
_BRIEFING = f"/meetings/{NEXT_MEETING}/briefing/"
_LIST = "/actions/"
PAGES = (
    Page(EMPTY, "/empty/"),
    Page(ADMIN_LIST, "/admin/actions/action/", "admin"),
    GroupBy(GROUP_BY, ""),
    Page("Status board", "/"),
    Page(PAST_DAY, "/?on=2019-12-01"),
    Page("Status board, since another day", "/?since_day=2019-10-20"),
    Page("Status board, as reported", "/", "member", holds="as it was reported"),
    Page("Due dates", "/due-dates/"),
    Page("Measures", "/measures/"),
    Page("Priority", "/priorities/3/"),
    Page("Priority, a past day", "/priorities/3/?on=2019-12-01"),
    Page("List", _LIST),
    Page("List, a past day", f"{_LIST}?on=2019-12-01"),
    Page("List, as reported", _LIST, "member"),
    Page("List, the worst first", f"{_LIST}?sort=status"),
    Page("List, the last page", f"{_LIST}?page=99999999"),
    Page("List, a rare word", f"{_LIST}?q={RARE}", holds=f"{RARE} project"),
    Page("List, a common word", f"{_LIST}?q={COMMON}"),
    Page("Search, a rare word", f"/search/?q={RARE}", holds=RARE),
    Page("Search, a common word", f"/search/?q={COMMON}"),
    Page("List, changed since", f"{_LIST}?change=any"),
    Page("List, newly late", f"{_LIST}?change=late"),
    Page("Export as CSV", f"{_LIST}?export=csv"),
    Page("Export as Excel", f"{_LIST}?export=xlsx"),
    Page("My actions", "/my-actions/"),
    Page("My updates", "/my-updates/"),
    Page("Chase", "/chase/", "second"),
    Sheet("A spreadsheet’s preview", "", "second", holds="Review the plan of team"),
    Page("One action", "/actions/{action}/"),
    Page("Update form", "/actions/{action}/update/"),
    Check("Update, its second page", "", holds='name="second"'),
    SAVE,
    AfterSave("Status board, the first after a save", "/", most=2),
    Page("Findings", "/findings/"),
    Page("One finding", "/findings/inspection-2019/2/"),
    Page("Inspections", "/inspections/"),
    Page("Meetings", "/meetings/"),
    Page("Questions", "/questions/"),
    Page("One meeting", f"/meetings/{NEXT_MEETING}/"),
    Page("Briefing", _BRIEFING),
    Page("Decided and promised", "/resolutions/"),
    Page("Papers", "/reports/"),
    Page("One paper", "/reports/report-2/"),
    Page("Glossary", "/help/glossary/"),
)
