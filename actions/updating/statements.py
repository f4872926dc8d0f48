"""Statements in people's own words, read in one query: commentary, impact, and why a lead was changed."""

from collections import defaultdict
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import F, Value

from actions.models import Impact, PriorityImpact
from actions.pages.page_context import PageContext
from csc_tracker.database.prepared import DAYS, EVER, KEYS, MOMENT, Prepared
from csc_tracker.models import User, earlier
from csc_tracker.pages.wording import in_words
from csc_tracker.people.sight import note_exempt
from priorities.models import Commentary, LeadChange, Priority, seen_only

# The most earlier statements that a page folds away, and the most changes of a lead; the database keeps them all.
EARLIER_SHOWN, LEADS_SHOWN = 20, 5


class Statement(NamedTuple):
    """Words on a priority (its key; None: on the whole plan), with who stated them, when, and from which post.

    For a change of lead, `words` are the reason, and `post` is the new lead.
    """

    kind: type
    priority: int | None
    words: str
    impact: str
    post: str | None
    first_name: str
    last_name: str
    username: str
    earlier_names: str
    earlier_titles: str | None
    on: date
    recorded_at: datetime
    key: int

    @property
    def by(self):
        return User.named(self.first_name, self.last_name, self.username, self.earlier_names, self.on)

    @property
    def signed(self):
        """Who stated it, from which post, and when."""
        return ", ".join(filter(None, [self.by, self.titled, in_words(self.on)]))

    @property
    def titled(self):
        """The title of the post on that day."""
        return self.post and (earlier(self.earlier_titles or "", self.on) or self.post)

    @property
    def impact_label(self):
        return Impact(self.impact).label


def statements_of_priority(page_context: PageContext, priority: Priority) -> dict:
    """The commentary and the impact stated on a priority by the day of the page, and the changes of its lead.

    {Commentary, PriorityImpact or LeadChange: [Statement, …]}, the latest first, as many as a page shows. One query.
    """
    return _by_kind(_OF_PRIORITY, page_context, priority.pk)


def statements_of_plan(page_context: PageContext) -> dict:
    """Every commentary and impact stated on the plan and its priorities by the day of the page, in the same form."""
    return _by_kind(_OF_PLAN, page_context, page_context.plan.pk)


def _by_kind(query, page_context, key):
    statements = defaultdict(list)
    for kind, exemption, *fields in query.rows(key, page_context.on, page_context.until or EVER):
        note_exempt(exemption)
        statements[_KINDS[kind]].append(Statement(_KINDS[kind], *fields))
    return statements


_KINDS = (Commentary, PriorityImpact, LeadChange)
_NONE, _STATED = Value(""), F("impact")


def _read(statements, words="words", impact=_NONE, post="post", exemption="exemption"):
    """The columns of `Statement`, after what it is exempt by; the kind as its place among `_KINDS`."""
    kind = Value(_KINDS.index(statements.model))
    by = "by__first_name", "by__last_name", "by__username", "by__earlier_names"
    title, titles = (seen_only(f"{post}__{name}", f"{post}__exemption") for name in ("title", "earlier_titles"))
    columns = (kind, exemption, "priority", words, impact, title, *by, titles, "on", "recorded_at", "pk")
    return statements.order_by().values_list(*columns)


def _together(first, *others):
    return first.union(*others, all=True).order_by("-on", "-recorded_at", "-pk")


def _of_priority(priority, on, until):
    def first(model, statements, most):
        return model.objects.filter(pk__in=statements.filter(priority=priority)[:most].values("pk"))

    commentaries, impacts = (
        first(model, model.objects.by(on, until), EARLIER_SHOWN + 1) for model in (Commentary, PriorityImpact)
    )
    leads = first(LeadChange, LeadChange.objects.all(), LEADS_SHOWN)
    return _together(
        _read(commentaries),
        _read(impacts, impact=_STATED),
        _read(leads, words="reason", post="to_post", exemption="priority__exemption"),
    )


def _of_plan(plan, on, until):
    impacts = PriorityImpact.objects.by(on, until).filter(priority__plan=plan)
    return _together(_read(Commentary.objects.by(on, until).filter(plan=plan)), _read(impacts, impact=_STATED))


_OF_PRIORITY, _OF_PLAN = (Prepared(build, KEYS[0], DAYS[0], MOMENT) for build in (_of_priority, _of_plan))
