"""The words that people write in spreadsheets of actions: over a column, for a status, and for nothing."""

from django.db.models import TextChoices

from actions.models import Rating, Stage


class Target(TextChoices):
    """What a column can hold. What is none of these is left out."""

    REFERENCE = "reference", "Reference"
    PRIORITY = "priority", "Priority"
    WORDS = "words", "Action"
    OWNER = "owner", "Owner"
    DUE = "due", "Due date"
    STATUS = "status", "Status"
    RATING = "rating", "RAG rating"
    PROGRESS = "progress", "Progress, or what is in the way"
    EVIDENCE = "evidence", "Evidence that it is done"
    DUE_REASON = "due_reason", "Why the date moves"
    DUE_AGREED_BY = "due_agreed_by", "Who agreed to the new date"


# The headings of each, in small letters and without signs. The first that a sheet has is taken, so the surest come
# first: in a sheet with an owner and a lead the lead is the priority's.
HEADINGS: dict[Target, tuple[str, ...]] = {
    Target.REFERENCE: (
        "reference", "ref", "ref no", "reference number", "action ref", "action reference", "action number",
        "action no", "action id", "id", "no", "number", "item", "item no", "paper reference",
    ),
    Target.PRIORITY: (
        "priority", "priority no", "priority number", "priority area", "priority theme", "theme", "workstream",
        "work stream", "objective", "area", "improvement area", "improvement priority", "strand", "recommendation",
    ),
    Target.WORDS: (
        "action", "actions", "action required", "actions required", "action description", "agreed action",
        "improvement action", "key action", "key actions", "what we will do", "what will we do", "what", "task",
        "description", "activity", "milestone", "deliverable", "what needs to happen", "words",
    ),
    Target.OWNER: (
        "owner", "action owner", "owner post", "responsible officer", "responsible", "lead officer", "lead", "who",
        "by whom", "officer", "accountable", "accountable officer", "person responsible", "responsibility",
        "assigned to", "action lead", "delivery lead", "lead person", "sro", "who will do it", "named lead",
    ),
    Target.DUE: (
        "due", "due date", "date due", "due last day", "by when", "when", "deadline", "target date", "target",
        "completion date", "target completion date", "planned completion date", "expected completion date",
        "end date", "finish date", "finish", "complete by", "timescale", "timescales", "timeframe", "date",
        "revised due date", "revised date",
    ),
    Target.STATUS: (
        "status", "stage", "current status", "action status", "state", "progress status", "position", "brag",
        "brag status",
    ),
    Target.RATING: ("rag", "rag rating", "rag status", "rating", "confidence", "current rag", "brag rating"),
    Target.PROGRESS: (
        "progress", "progress update", "update", "latest update", "updates", "comments", "comment", "commentary",
        "notes", "narrative", "progress to date", "progress comments", "officer comments", "progress notes",
        "latest position", "issues", "exceptions", "mitigation", "latest progress",
    ),
    Target.EVIDENCE: ("evidence", "evidence of completion", "evidence of impact", "how we know", "how do we know"),
    Target.DUE_REASON: ("why the date moves", "reason for new date", "reason for change", "reason for delay"),
    Target.DUE_AGREED_BY: ("who agreed to the new date", "agreed by", "date agreed by", "approved by"),
}  # fmt: skip
# Headings of this tracker's own files, which hold what is calculated, or says where something comes from.
NOT_READ = {
    "what is in the way", "where the date comes from", "last update", "what changed", "from", "to", "why",
    "plan", "column",
    "column heading", "dates", "stage since", "date not stated", "rated on", "impact", "due words", "due first day",
    "due basis", "first due last day",
}  # fmt: skip

# A status in people's words: the stage that it says, the rating, or neither (what the dates alone decide).
STATUSES: dict[str, Stage | Rating | None] = {
    **dict.fromkeys(("complete", "completed", "done", "closed", "finished", "achieved", "delivered", "blue",
    "b", "100%", "met"), Stage.COMPLETE),
    **dict.fromkeys(("awaiting", "done awaiting sign off", "awaiting sign off", "awaiting signoff",
    "for sign off", "to be signed off"), Stage.AWAITING),
    **dict.fromkeys(("stopped", "cancelled", "canceled", "withdrawn", "no longer required"), Stage.STOPPED),
    **dict.fromkeys(("under way", "underway", "in progress", "inprogress", "started", "ongoing", "on going",
    "open", "commenced", "begun", "active", "in train", "wip", "work in progress"), Stage.UNDER_WAY),
    **dict.fromkeys(("planned", "not started", "not yet started", "to start", "to do", "todo", "not begun",
    "yet to start", "new", "not due", "not yet due", "scheduled"), Stage.PLANNED),
    **dict.fromkeys(("on track", "green", "g", "on target", "on schedule"), Rating.ON_TRACK),
    **dict.fromkeys(("at risk", "amber", "a", "yellow", "some concerns", "minor delay", "amber green",
    "amber red"), Rating.AT_RISK),
    **dict.fromkeys(("off track", "red", "r", "off target", "behind schedule", "behind", "not on track",
    "major delay"), Rating.OFF_TRACK),
    **dict.fromkeys(("late", "overdue", "not yet rated", "not rated", "not yet reported", "unrated")),
}  # fmt: skip
# What people write in a cell for nothing.
NOTHING_SAID = {
    "", "-", "–", "—", "n/a", "na", "none", "nil", "tbc", "tba", "tbd", "to be confirmed", "to be agreed",
    "not applicable",
    "no owner", "no lead", "no finishing date", "vacant", "unassigned", "?", "0",
}  # fmt: skip
# The same where a date is asked for: words that give none.
NO_DATE = {
    "ongoing",
    "on going",
    "on-going",
    "continuous",
    "various",
    "rolling",
    "as required",
    "complete",
    "completed",
    "asap",
}
TOTALS = ("total", "totals", "grand total", "sub total", "subtotal", "sum", "count", "average")
