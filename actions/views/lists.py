"""The list of every action, and the list of one's own."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from .. import changes, panels
from ..asked import asked as what_is_asked
from ..demonstration import about
from ..exports import FORMATS, export
from ..filters import ActionFilter
from ..mine import my_actions as actions_of
from ..models import Action
from ..search import by_words
from ..tables import ActionTable

PAGE_SIZES = (25, 50, 100, 250)
LONGEST_SEARCH = 200  # characters
# What a narrow screen, which has no table head, can sort by.
SORTS = (
    ("", "Reference"), ("shows", "What shows, the worst first"), ("due", "Due, the next first"),
    ("last_said", "Last update, the oldest first"), ("-last_said", "Last update, the newest first"), ("owner", "Owner"),
)  # fmt: skip


@require_safe
def actions(request):
    """Every action of the plan: search, filters, sorting, pages; the same rows and columns as CSV or Excel."""
    asked = what_is_asked(request)
    queryset = asked.positions(Action.objects.of_plan(asked.plan).select_related("priority__lead"))
    words = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    searched = by_words(queryset, words, asked.plan) if words else queryset
    filterset = _filters(request, asked, searched)
    readable = filterset is None or filterset.form.is_valid()
    change = filterset.form.cleaned_data.get("change", "") if filterset and readable else ""
    rows = (filterset.qs if filterset else searched) if readable else queryset.none()
    only_change = change and not words and filterset.in_use == 1
    total, empty = (changes.counts(asked, filterset.baseline)[change], []) if only_change else _counted(rows)
    kind = request.GET.get("export", "")
    back = request.get_full_path() if request.user.has_perm("actions.change_owner") else ""
    table = ActionTable(
        rows, total=total, asked=asked, caption="Actions", sets_posts_from=back, change=change,
        baseline=filterset and filterset.baseline,
        exclude=ActionTable.left_out(change, export=kind in FORMATS) or ([] if back else empty),
    )  # fmt: skip
    _paginate(request, table, _page_size(request))
    if kind in FORMATS and readable:
        return export(table, kind, name=f"actions-{asked.on.isoformat()}", about=about(asked))
    context = {
        "asked": asked,
        "words": words,
        "filter": filterset,
        "kept": [(name, value) for name in ActionFilter.in_use_of(request.GET) for value in request.GET.getlist(name)],
        "table": table,
        "readable": readable,
        "sorts": SORTS,
        "sort": request.GET.get("sort", ""),
        "sizes": PAGE_SIZES,
        "size": _page_size(request),
        "total": total,
        "drawn": filterset is not None and filterset.is_whole,
        "empty": [] if change else [_ARTICLE[name] for name in empty],
        "formats": FORMATS.items(),
    }
    return render(request, "actions/action_list.html", context)


def _filters(request, asked, queryset):
    """The filters that the address asks for; every one where their form is to be drawn; None where none is needed."""
    used, drawn = ActionFilter.in_use_of(request.GET), "filters" in request.GET
    if not used and not drawn:
        return None
    of_change = drawn or {"change", "since", "since_day"} & set(used)
    known = panels.baselines(asked) if of_change else []
    baseline = panels.baseline(asked, known) if of_change else None
    given = {"asked": asked, "baseline": baseline, "baselines": known}
    filterset = ActionFilter(request.GET, queryset, every=drawn, **given)
    if filterset.form.is_valid():
        return filterset
    return ActionFilter(request.GET, queryset, every=True, **given)


_ARTICLE = {"lead": "a lead", "owner": "an owner"}


def _counted(rows):
    """How many rows there are, and the columns that would be empty in each: a sentence says so in their place."""
    told = rows.order_by().aggregate(total=Count("pk"), owner=Count("owner"), lead=Count("priority__lead"))
    return told["total"], [name for name in ("lead", "owner") if not told[name]]


def _paginate(request, table, size, first=()):
    """Sort the table and cut it into pages as the address asks; `first` is its order where the address gives none."""
    RequestConfig(request, paginate=False).configure(table)
    if not table.order_by:
        table.data.order_by(first)
    table.paginate(_LastForTooFar, page=_page_number(request), per_page=size)


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
    number, done, first = mine.counts()
    table = ActionTable(
        mine.open(), total=number, asked=asked, caption="Open actions that my posts own or lead", exclude=("lead",)
    )
    _paginate(request, table, PAGE_SIZES[0], first=("shows",))
    context = {
        "asked": asked,
        "posts": mine.posts,
        "table": table,
        "first": first,
        "done": done,
        "elsewhere": mine.elsewhere(),
    }
    return render(request, "actions/my_actions.html", context)
