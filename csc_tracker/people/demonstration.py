"""The accounts of the demonstration, which anybody may try."""

from csc_tracker.people import roles

# Names of roles, not of people. The password is for this machine's own demonstration and is printed at every start.
PASSWORD = "improvement-plan"  # noqa: S105 (of no other installation)
ACCOUNTS = (
    ("officer", "Officer", roles.OFFICER),
    ("programme", "Programme officer", roles.PROGRAMME),
    ("member", "Committee member", roles.MEMBER),
    ("admin", "Admin", roles.ADMIN),
)
# What each comes for, as the sign-in page says it.
ACCOUNT_WORDS = (
    ("officer", "An officer updates actions, and sees what is late, due next or out of date."),
    ("programme", "A programme officer also freezes the position for a committee and makes its briefing."),
    ("member", "A committee member reads the plan and the briefing before a meeting, and judges the answers."),
    ("admin", "An admin loads papers, corrects records and adds people in Django admin."),
)
