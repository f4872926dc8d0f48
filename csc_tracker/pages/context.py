"""What every page says: whose service it is, where one can go, and in the demonstration that it is one."""

from django.conf import settings

from actions.pages.demonstration import demonstration_words
from csc_tracker.pages.addresses import cached_reverse
from csc_tracker.people.roles import READ, SCREENS
from csc_tracker.today import today
from inspections.scrutiny.papers.abbreviations import Glossary

# The navigation: the words and the screen, and the screens that stand under it.
NAVIGATION = (
    (
        "Status board",
        "board",
        ("due_dates", "priority", "plan_commentary", "priority_commentary", "priority_impact", "priority_follow"),
    ),
    (
        "Actions",
        "actions",
        (
            "action",
            "action_update",
            "action_owner",
            "action_first_due",
            "update_undo",
            "action_import",
            "action_import_sheet",
            "update_withdraw",
            "update_blank",
            "saved_views",
            "saved_view_add",
            "evidence_add",
            "evidence_remove",
            "comment_add",
            "comment_withdraw",
            "comment_remove",
            "action_follow",
        ),
    ),
    ("My actions", "my_actions", ("my_no_change", "my_several", "my_actions_seen", "my_updates")),
    ("Chase", "chase", ("chase_remind",)),
    ("Measures", "measures", ()),
    (
        "Findings",
        "findings",
        ("finding", "finding_look", "finding_link_add", "finding_link_confirm", "finding_link_remove"),
    ),
    ("Inspections", "inspections", ("inspection",)),
    (
        "Meetings",
        "meetings",
        (
            "meeting",
            "briefing",
            "briefing_file",
            "questions",
            "question_mark",
            "question_add",
            "question_remove",
            "question_send",
            "question_answer",
            "freeze",
            "background_job",
            "position",
            "position_priority",
            "position_actions",
            "calendar",
        ),
    ),
    (
        "Decided and promised",
        "resolutions",
        ("resolution", "resolution_answer", "answer_verdict", "resolution_close"),
    ),
    ("Papers", "reports", ("report",)),
)

ADMIN = "admin:index"


def every_page(request):
    """The council, the service, the day that it is taken to be, the navigation, and the page's plan and glossary."""
    page_context = getattr(request, "page_context", None)
    plan_query = f"?plan={page_context.plan.slug}" if page_context and page_context.plan_given else ""
    user = getattr(request, "user", None)
    return {
        "council": page_context.plan.council if page_context else settings.COUNCIL,
        "service": settings.SERVICE,
        "demonstration": demonstration_words(bool(page_context and page_context.plan.practice)),
        "today": page_context.today if page_context else today(),
        "plan": page_context.plan if page_context else None,
        "plan_query": plan_query,
        "glossary": Glossary(page_context) if page_context else None,
        "nav": _navigation(request, user, plan_query) if user and user.has_perm(READ) else [],
        "searched_at": cached_reverse("search") if user and user.has_perm(SCREENS["search"]) else "",
        "searched_plan": page_context.plan.slug if plan_query else "",
    }


def _navigation(request, user, plan_query):
    here = request.resolver_match.view_name if request.resolver_match else ""
    may = {permission: user.has_perm(permission) for permission in {SCREENS[name] for _, name, _ in NAVIGATION}}
    links = [
        {"words": words, "address": cached_reverse(name) + plan_query, "here": here == name or here in under}
        for words, name, under in NAVIGATION
        if may[SCREENS[name]]
    ]
    if user.is_staff:
        links.append({"words": "Admin", "address": cached_reverse(ADMIN), "here": False})
    return links
