"""The list of every action, and the list of one's own."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from .. import panels
from ..asked import asked as what_is_asked
from ..changes import with_what_was_said
from ..demonstration import about
from ..exports import FORMATS, export
from ..filters import ActionFilter
from ..mine import my_actions as actions_of
from ..models import Action
from ..tables import ActionTable

PAGE_SIZES = (25, 50, 100, 250)
# What a narrow screen, which has no table head, can sort by.
SORTS = (
    ("", "Reference"), ("shows", "What shows, the worst first"), ("due", "Due, the next first"),
    ("last_said", "Last update, the oldest first"), ("-last_said", "Last update, the newest first"), ("owner", "Owner"),
)  # fmt: skip


@require_safe
def actions(request):
    """Every action of the plan: search, filters, sorting, pages; the same rows and columns as CSV or Excel."""
    asked = what_is_asked(request)
    queryset = Action.objects.of_plan(asked.plan).select_related("priority__lead")
    queryset = asked.positions(queryset).order_by("priority__number", "number")
    known = panels.baselines(asked)
    baseline = panels.baseline(asked, known)
    filterset = ActionFilter(request.GET, queryset, asked=asked, baseline=baseline, baselines=known)
    readable = filterset.form.is_valid()
    rows = filterset.qs if readable else queryset.none()
    kind = request.GET.get("export", "")
    change = filterset.form.cleaned_data.get("change", "") if readable else ""
    back = request.get_full_path() if request.user.has_perm("actions.change_owner") else ""
    empty = _empty_columns(rows) if readable else []
    table = ActionTable(
        with_what_was_said(rows) if change else rows,
        asked=asked, caption="Actions", sets_posts_from=back, change=change, baseline=baseline,
        exclude=ActionTable.left_out(change, export=kind in FORMATS) or ([] if back else empty),
    )  # fmt: skip
    size = _page_size(request)
    RequestConfig(request, paginate=False).configure(table)
    table.paginate(_LastForTooFar, page=_page_number(request), per_page=size)
    if kind in FORMATS and readable:
        return export(table, kind, name=f"actions-{asked.on.isoformat()}", about=about(asked))
    context = {
        "asked": asked,
        "filter": filterset,
        "table": table,
        "readable": readable,
        "sorts": SORTS,
        "sort": request.GET.get("sort", ""),
        "sizes": PAGE_SIZES,
        "size": size,
        "total": table.paginator.count if readable else 0,
        "empty": [] if change else empty,
        "baseline": baseline if change else None,
        "formats": list(FORMATS.items()),
    }
    return render(request, "actions/action_list.html", context)


def _empty_columns(rows):
    """The columns that would be empty in every row: a sentence says so in their place."""
    owner, lead = rows.filter(owner__isnull=False), rows.filter(priority__lead__isnull=False)
    return [name for name, filled in (("lead", lead), ("owner", owner)) if not filled.exists()]


def _page_size(request):
    """The page size asked for, where it is one of ours."""
    asked = request.GET.get("rows", "")
    return int(asked) if asked in {str(size) for size in PAGE_SIZES} else PAGE_SIZES[0]


class _LastForTooFar(Paginator):
    """Pages where a number beyond the last gives the last."""

    def validate_number(self, number):
        return super().validate_number(min(int(number), self.num_pages))


def _page_number(request):
    """The page asked for, 1 where it is no number; a number beyond the last page gives the last (see the paginator)."""
    asked = request.GET.get("page", "")
    return max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1


@require_safe
def my_actions(request):
    """What the posts that I hold own or lead: what is open first, the late before the rest."""
    asked = what_is_asked(request)
    mine = actions_of(request.user, asked.plan, asked.on)
    open_ones, done = mine.open(), mine.done()
    table = ActionTable(open_ones, asked=asked, caption="Open actions that my posts own or lead", exclude=("lead",))
    RequestConfig(request, paginate=False).configure(table)
    table.paginate(_LastForTooFar, page=_page_number(request), per_page=PAGE_SIZES[0])
    context = {
        "asked": asked,
        "posts": mine.posts,
        "table": table,
        "first": mine.first(),
        "done": done,
        "elsewhere": mine.elsewhere(),
    }
    return render(request, "actions/my_actions.html", context)
