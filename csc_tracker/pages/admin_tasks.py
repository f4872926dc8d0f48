"""What admins come to Django admin for, as its first page offers it: each task with what waits and where it is done."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse

from csc_tracker.models import User
from csc_tracker.pages.addresses import query_of
from csc_tracker.pages.wording import count_of
from inspections.models import WAITS, Loading, Proposal
from priorities.models import Post, Release
from priorities.posts import held_by_nobody


@dataclass(frozen=True, slots=True)
class Task:
    """One task: its name, one sentence about it, and links as pairs of words and an address.

    `finds` is the address of a list that looks for a record by its reference or its words; empty for none.
    """

    name: str
    says: str
    links: list[tuple[str, str]] = field(default_factory=list)
    finds: str = ""


def tasks(person: User, on: date) -> list[Task]:
    """The tasks that this person may do, the most frequent first; what waits is counted as of the day `on`."""
    return [task for task in _every_task(person, on) if task.links or task.finds]


def _every_task(person, on):
    return [
        Task(
            "Load a paper",
            "A committee report, minutes, an action plan or an inspection letter. You check what we read in it.",
            _links(
                person,
                ("Load a paper", "inspections", "loading", "add"),
                (_to_check(), "inspections", "loading", "changelist", {"to_check": "yes"}),
            ),
        ),
        Task(
            "People",
            "A new person gets a link to choose a password. Who leaves hands over what their posts own.",
            _links(
                person,
                ("Add a person", "csc_tracker", "user", "add"),
                ("Somebody leaves, or has lost their second step", "csc_tracker", "user", "changelist"),
            ),
        ),
        Task(
            "Posts",
            "A post owns actions or leads priorities. Say who holds it from when, or who acts for them.",
            _links(
                person,
                ("Hand over a post", "priorities", "post", "changelist"),
                (_held_by_nobody(on), "priorities", "post", "changelist", {"held": "nobody"}),
            ),
        ),
        Task(
            "Correct a mistake",
            "An update is corrected by a new one, on the action’s own page. Here you correct what papers gave.",
            finds=reverse("admin:actions_action_changelist") if person.has_perm("actions.change_action") else "",
        ),
        Task(
            "Import a spreadsheet",
            "You see what would change before anything is saved.",
            [("Actions, from any sheet", reverse("action_import"))] * person.has_perm("csc_tracker.import_actions")
            + _links(
                person,
                ("Actions, with every column of the tracker", "actions", "action", "import"),
                ("Findings", "inspections", "finding", "import"),
                ("What was decided, asked and promised", "inspections", "resolution", "import"),
            ),
        ),
        Task(
            "Close what was decided",
            "Where a committee closed what it decided or asked: choose it, then “Closed by the committee”.",
            [("What was decided, asked and promised", reverse("resolutions"))]
            if person.has_perm("inspections.add_closure")
            else [],
        ),
        Task(
            "Exempt papers",
            "What a paper’s exempt part holds is read by people named here alone. Two people release or erase.",
            _links(
                person,
                ("Say who may read them", "priorities", "exemptreader", "changelist"),
                ("Close a paper that was open", "inspections", "report", "changelist"),
                (_to_confirm(), "priorities", "release", "changelist"),
                ("Erase what should not be here", "inspections", "proposederasure", "changelist"),
            ),
        ),
        Task(
            "Who did what",
            "Every change, sign-in, export and view of something exempt.",
            _links(
                person,
                ("The audit ledger", "csc_tracker", "auditentry", "changelist"),
                ("Emails that were sent", "csc_tracker", "email", "changelist"),
            ),
        ),
    ]


_PERMISSIONS = {"add": "add", "import": "add", "changelist": "view"}


def _links(person, *links):
    """Those of the links that this person may follow; a link without words is left out."""
    allowed = []
    for words, app, model, page, *query in links:
        if words and person.has_perm(f"{app}.{_PERMISSIONS[page]}_{model}"):
            address = reverse(f"admin:{app}_{model}_{page}")
            allowed.append((words, f"{address}?{query_of(query[0])}" if query else address))
    return allowed


def _to_check():
    number = Loading.objects.filter(Exists(Proposal.objects.filter(WAITS, loading=OuterRef("pk")))).count()
    return f"{count_of(number, 'paper waits', 'papers wait')} for you to check" if number else ""


def _held_by_nobody(on):
    number = Post.objects.filter(pk__in=held_by_nobody(on)).count()
    return f"{count_of(number, 'post is', 'posts are')} held by nobody" if number else ""


def _to_confirm():
    number = Release.objects.filter(confirmed_on=None, ended_on=None, by_paper=False).count()
    return f"Release a paper: {count_of(number, 'release waits', 'releases wait')}" if number else "Release a paper"
