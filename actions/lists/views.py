"""The list of every action, and the list of one's own."""

from functools import lru_cache

from django.core.paginator import Paginator
from django.db.models import Count, Value
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from actions.lists.colleagues import changes_by_colleagues
from actions.lists.exports import FORMATS, export
from actions.lists.filters import ActionFilter
from actions.lists.my_actions import LONGEST_WALK, TO_THE_RATING, Group, actions_of, need_you, walk_of
from actions.lists.my_filter import MyFilter
from actions.lists.my_rows import my_rows
from actions.lists.page_rows import PAGE_SIZES, PageKeys
from actions.lists.tables import SORTED_BY, ActionTable, sort
from actions.models import Action, ActionPosition
from actions.pages import panels
from actions.pages.demonstration import about
from actions.pages.page_context import read_page_context
from actions.positions import changes
from actions.positions.as_at import in_force
from actions.search.lists import has_words
from actions.updating.forms import Hidden
from csc_tracker.database.prepared import DAYS, KEYS, Prepared
from csc_tracker.pages.markup import links
from priorities.models import exempt_words_of

LONGEST_SEARCH = 200  # characters
# What a narrow screen, which has no table head, can sort by.
SORTS = (
    ("", "Reference"), ("status", "Status, worst first"), ("due", "Due date, earliest first"),
    ("last_said", "Last update, oldest first"), ("-last_said", "Last update, newest first"), ("owner", "Owner"),
)  # fmt: skip


@require_safe
def actions(request):
    """Every action of the plan: search, filters, sorting, pages; the same rows and columns as CSV or Excel."""
    page_context = read_page_context(request)
    words = request.GET.get("q", "").strip()[:LONGEST_SEARCH]

    narrowed = has_words(words)

    def searched():
        actions = page_context.positions(Action.objects.of_plan(page_context.plan).select_related("priority__lead"))
        return actions.filter(narrowed)

    filterset = _filters(request, page_context, searched)
    readable = filterset is None or filterset.form.is_valid()
    change = filterset.form.cleaned_data.get("change", "") if filterset and readable else ""

    by = _sorted_by(request)

    def rows():
        return sort((filterset.qs if filterset else searched()) if readable else Action.objects.none(), by)

    if change and not by and not words and filterset.in_use == 1:
        keys, empty = changes.action_keys(page_context, filterset.baseline, change), []
    elif filterset is None and not words:
        keys, empty = _of_plan(page_context, tuple(by), rows)
    else:
        keys, empty = _listed(rows().values_list(*_LISTED))
    kind = request.GET.get("export", "")
    back = request.get_full_path() if request.user.has_perm("actions.change_owner") else ""
    table = ActionTable(
        keys,
        rows,
        page_context=page_context,
        caption="Actions",
        sets_posts_from=back,
        change=change,
        baseline=filterset and filterset.baseline,
        without=() if back else empty,
        export=kind in FORMATS,
    )
    _paginate(request, table, _page_size(request))
    if kind in FORMATS and readable:
        name, exempt = f"actions-{page_context.on.isoformat()}", exempt_words_of(page_context.plan)
        return export(table, kind, name=name, about=about(page_context), exempt=exempt)
    context = {
        "page_context": page_context,
        "words": words,
        "filter": filterset,
        "kept": [
            (name, value) for name in ActionFilter.names_in_use(request.GET) for value in request.GET.getlist(name)
        ],
        "table": table,
        "readable": readable,
        "sorts": SORTS,
        "sort": request.GET.get("sort", ""),
        "sizes": PAGE_SIZES,
        "size": _page_size(request),
        "total": len(keys),
        "drawn": filterset is not None and filterset.is_whole,
        "empty": [] if change else [_ARTICLE[name] for name in empty],
        "showing": _showing(filterset, change) if filterset and readable else "",
        "print_all": _all_on_a_page(request, len(keys)),
        "download": f"all {len(keys):,}" if len(keys) > 1 else "it",
        "downloads": _downloads(request),
    }
    return render(request, "actions/action_list.html", context)


def _filters(request, page_context, actions):
    """The filters that the address asks for; every one where their form is to be drawn; None where none is needed.

    `actions` gives the queryset that they narrow.
    """
    used, drawn = ActionFilter.names_in_use(request.GET), "filters" in request.GET
    if not used and not drawn:
        return None
    of_change = drawn or {"change", "since", "since_day"} & set(used)
    known = panels.baselines(page_context) if of_change else []
    baseline = panels.baseline(page_context, known) if of_change else None
    given = {"page_context": page_context, "baseline": baseline, "baselines": known}
    filterset = ActionFilter(request.GET, actions, every=drawn, **given)
    if filterset.form.is_valid():
        return filterset
    return ActionFilter(request.GET, actions, every=True, **given)


def _showing(filterset, change):
    """The sentences that say what the list is narrowed to, and since when it has changed; empty where by nothing."""
    if not filterset.in_use:
        return ""
    if not change:
        return f"Showing: {filterset.in_words()}."
    return f"Showing: {filterset.in_words()}, since {filterset.baseline.title}. {filterset.baseline.words}"


def _downloads(request):
    """Links to the rows of every page of the list as files, with its columns."""
    query = request.GET.copy()
    query.pop("page", None)

    def address(kind):
        query["export"] = kind
        return f"?{query.urlencode()}"

    return links((address(kind), words) for kind, words in FORMATS.items())


def _all_on_a_page(request, total):
    """The address of the list with every row on one page, to print; empty where it has one, or too many rows."""
    if not _page_size(request) < total <= PAGE_SIZES[-1]:
        return ""
    query = request.GET.copy()
    query.pop("page", None)
    query["rows"] = PAGE_SIZES[-1]
    return f"?{query.urlencode()}"


_ARTICLE = {"lead": "a lead", "owner": "an owner"}


def _sorted_by(request):
    """The columns that the address sorts by, each once, with a minus for the last first; what is none is left out."""
    names = {}
    for name in ",".join(request.GET.getlist("sort")).split(","):
        names.setdefault(name.removeprefix("-"), name)
    return [name for column, name in names.items() if column in SORTED_BY]


def _of_plan(page_context, by, rows):
    """The keys of every action of the plan, sorted by these columns, and the columns that would be empty in each.

    `rows` gives the same as a queryset.
    """
    plan = page_context.plan.pk
    number, owned, led = next(iter(_COUNTED.rows(plan)), (0, 0, 0))

    def read(start, stop):
        if not by:
            return [key for (key,) in _in_order(start, stop).rows(plan)]
        if page_context.up_to is None:
            return [key for (key,) in _sorted(by, start, stop).rows(plan, page_context.on)]
        return list(rows().values_list("pk", flat=True)[start:stop])

    return PageKeys(number, read), [name for name, held in (("lead", led), ("owner", owned)) if not held]


def _counted(plan):
    """How many actions the plan has, how many of them have an owner and how many a lead: one row, none without any."""
    actions = Action.objects.filter(priority__plan=plan).order_by().annotate(all=Value(1)).values("all")
    counts = {"number": Count("*"), "owned": Count("owner"), "led": Count("priority__lead")}
    return actions.annotate(**counts).values_list(*counts)


_COUNTED = Prepared(_counted, KEYS[0])


@lru_cache(maxsize=500)
def _in_order(start, stop):
    """The query of the keys of a plan's actions on a page, in the plan's order."""
    return Prepared(
        lambda plan: sort(Action.objects.filter(priority__plan=plan), ()).values_list("pk")[start:stop], KEYS[0]
    )


@lru_cache(maxsize=500)
def _sorted(by, start, stop):
    """The same sorted by columns on a day: an index of positions has what most of these are, the table has not."""

    def build(plan, on):
        positions = ActionPosition.objects.filter(in_force(on), priority__plan=plan)
        return sort(positions, by, action="action__", position="").values_list("action")[start:stop]

    return Prepared(build, KEYS[0], DAYS[0])


# What is read of every action of a list that is narrowed: its key, and whether it has an owner and a lead.
_LISTED = ("pk", "owner", "priority__lead")


def _listed(rows):
    """The keys of rows of `_LISTED`, and the columns that would be empty in each: a sentence says so in their place."""
    keys, owners, leads = zip(*rows, strict=True) if (rows := list(rows)) else ((), (), ())
    return keys, [name for name, held in (("lead", leads), ("owner", owners)) if not any(held)]


def _paginate(request, table, size):
    """Sort the table and cut it into pages as the address asks."""
    RequestConfig(request, paginate=False).configure(table)
    table.paginate(_LastForTooFar, page=_page_number(request), per_page=size)


def _page_size(request):
    """The page size asked for, where it is one of ours."""
    rows = request.GET.get("rows", "")
    return int(rows) if rows in {str(size) for size in PAGE_SIZES} else PAGE_SIZES[0]


class _LastForTooFar(Paginator):
    """Pages where a number beyond the last gives the last."""

    def validate_number(self, number):
        return super().validate_number(min(int(number), self.num_pages))


def _page_number(request):
    """The page asked for, 1 where it is no number; a number beyond the last page gives the last (see the paginator)."""
    page = request.GET.get("page", "")
    return max(int(page), 1) if page.isascii() and page.isdigit() and len(page) < 9 else 1


@require_safe
def my_actions(request):
    """What the posts that I hold own or lead: what needs me first, with what was last said and a button each."""
    page_context = read_page_context(request)
    mine = actions_of(request.user, page_context.plan, page_context.on)
    page_context.read[panels.POSTS_HELD] = mine.posts
    shown = MyFilter(request.GET, mine)
    listed = {place: group for group, places in shown.groups.items() for place in places}
    page = _LastForTooFar(list(listed), PAGE_SIZES[2]).page(_page_number(request))
    rows = {group: [] for group in Group}
    for row in my_rows(page.object_list, page_context):
        rows[listed[row.place]].append(row)
    to_walk = shown.to_update
    context = {
        "page_context": page_context,
        "posts": mine.posts,
        "page": page,
        "groups": [
            {
                "code": group.value,
                "words": group.label,
                "number": len(shown.groups[group]),
                "rows": members,
                "selectable": group not in (Group.CHECK, Group.OTHERS) and len(members) > 1,
            }
            for group, members in rows.items()
            if members
        ],
        "can_update": page_context.on == page_context.today,
        "hidden": Hidden.fresh(request.user, 0),
        "walk": _walk(page_context, to_walk, shown.in_use),
        "rest": len(mine.not_updated_today),
        "rest_address": page_context.address(reverse("my_no_change"), rest="1") + "#rows",
        "filter": shown,
        "says_plan": mine.in_several_plans,
        "sets_owners": request.user.has_perm("actions.change_owner"),
        "colleagues": changes_by_colleagues(request.user, mine.posts, page_context),
        "title": f"My actions ({need_you(mine.need)})" if mine.need else "My actions",
        "need": mine.need,
        "open": mine.open_number,
        "done": mine.done,
        "elsewhere": mine.elsewhere,
        "panels": panels.panels(panels.MY_ACTIONS, page_context, request.user),
    }
    return render(request, "actions/my_actions.html", context)


def _walk(page_context, places, narrowed):
    """The address at which updating these one by one begins; where the list is narrowed it holds the walk."""
    if not places:
        return ""
    first = places[0]
    more = {} if first.plan == page_context.plan.pk else {"plan": first.slug}
    if narrowed:
        more["walk"] = walk_of([place.step for place in places[:LONGEST_WALK]], first.plan)
    return page_context.address(reverse("action_update", args=[first.reference]), **more) + TO_THE_RATING
