"""Django admin of loading papers: receiving one, reviewing what was read, accepting it, undoing that."""

from io import BytesIO
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse

from csc_tracker.database.writing import writing_alone
from csc_tracker.pages.form_recovery import RESTORED, restore_form
from csc_tracker.pages.wording import count_of, plural
from csc_tracker.record_admin import ReadOnly, RecordAdmin
from csc_tracker.today import today
from inspections.background import ask, cancel, heal_shown, progress_in_words
from inspections.loading.review.accepting import accept, count_decisions
from inspections.loading.review.deciding import correct, decide, merge, ready
from inspections.loading.review.exempting import say_exempt, say_open, signs_shown
from inspections.loading.review.forms import FORMS, OPEN, LoadingForm, PublicationForm, SameForm, UndoForm
from inspections.loading.review.intake import AlreadyReceived, read_again, receive
from inspections.loading.review.not_taken import not_taken, take
from inspections.loading.review.review_page import blocks, describe, differences, pages_of, passages_of, words_before_of
from inspections.loading.review.undoing import dependent_records, undo
from inspections.models import Acceptance, Loading, Proposal, ProposalDecision, WordsChange
from inspections.models.loading import SAME, WAITS, ProposedChange
from inspections.scrutiny.papers.copies import open_copies_in_words

KEPT_AS_EXEMPT = (
    "The paper was received and is kept as exempt. You are not named as a reader of this plan’s exempt papers, so you "
    "do not see it: somebody who is checks what was read."
)
NO_SUCH_PAPER = (
    "There is no such paper to load, or it is exempt and you are not named as a reader of its plan’s exempt papers. "
    "The list of papers to load shows every one that you may check."
)
# The field for the record that a proposal of each kind can be the same as.
_SAME_FIELD_OF = {kind: kind for kind in SAME} | dict.fromkeys(
    ("decision", "request", "promise", "referral", "intention"), "resolution"
)


class ToCheckFilter(admin.SimpleListFilter):
    """Narrows the list to the papers of which something waits to be checked."""

    title, parameter_name = "to check", "to_check"

    def lookups(self, request, model_admin):
        return [("yes", "Something to check")]

    def queryset(self, request, queryset):
        return queryset.filter(waiting__gt=0) if self.value() == "yes" else queryset


@admin.register(Loading)
class LoadingAdmin(RecordAdmin):
    """Papers on their way in. A row opens its review; adding one takes a file or pasted text."""

    related = ("file", "plan", "report")
    list_display = ("name", "state", "plan", "to_check", "saved_to_the_plan", "asked_at")
    list_filter = ("state", ToCheckFilter, "plan")
    search_fields = ("file__name", "file__sha256")
    form = LoadingForm
    fields = ("file", "pasted", "plan", "meeting", "dated", "address", "item_number")
    ordering = ("-asked_at", "-pk")

    def has_change_permission(self, request, obj=None):
        return request.user.has_perm("inspections.load_paper")

    def get_queryset(self, request):
        loadings = super().get_queryset(request).defer("passages", "file__content")
        return loadings.annotate(waiting=_number_of(WAITS), saved=_number_of(Q(acceptance__isnull=False)))

    @admin.display(description="Paper", ordering="file__name")
    def name(self, loading):
        return loading.report or loading.file.name

    @admin.display(description="To be checked", ordering="waiting")
    def to_check(self, loading):
        return loading.waiting

    @admin.display(description="Saved to the plan", ordering="saved")
    def saved_to_the_plan(self, loading):
        return loading.saved

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/change/", wrap(self.review), name="inspections_loading_change"),
            path("<int:pk>/publication/", wrap(self.publication), name="inspections_loading_publication"),
            path("<int:pk>/accept/", wrap(self.accept), name="inspections_loading_accept"),
            path("<int:pk>/again/", wrap(self.again), name="inspections_loading_again"),
            path("<int:pk>/cancel/", wrap(self.cancel), name="inspections_loading_cancel"),
            path("<int:pk>/file/", wrap(self.file), name="inspections_loading_file"),
            path("proposals/<int:pk>/", wrap(self.proposal), name="inspections_loading_proposal"),
            path("acceptances/<int:pk>/undo/", wrap(self.undo), name="inspections_loading_undo"),
            *super().get_urls(),
        ]

    # Receiving -------------------------------------------------------------------------------------------------------

    def add_view(self, request, form_url="", extra_context=None):
        """Receive a paper. The form says what is wrong with it, and nothing is then kept."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = LoadingForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
        if request.method == "POST" and form.is_valid():
            details = form.cleaned_data
            details["is_open"] = details.pop("publication") == OPEN
            file, pasted = details.pop("file"), details.pop("pasted")
            content, name = (file.read(), file.name) if file else (pasted.encode(), "pasted text")
            here = ""
            try:
                with writing_alone():
                    loading = receive(content, name, by=request.user, on=today(), **details)
                    ask(loading)
            except AlreadyReceived as same:
                loading, here = same.loading, same.messages[0]
            except ValidationError as refused:
                form.add_error(None, refused)
            if not form.errors:
                if Loading.objects.filter(pk=loading.pk).exists():
                    if here:
                        messages.info(request, here)
                    return self._to_review(loading)
                self.message_user(request, KEPT_AS_EXEMPT)
                return HttpResponseRedirect(reverse("admin:inspections_loading_changelist"))
        return self._page(request, "receive.html", "Load a paper", form=form)

    @staticmethod
    def _to_review(loading, anchor="", page=None, only=""):
        return HttpResponseRedirect(_review_address(loading, anchor, page, only))

    def _page(self, request, template, title, **context):
        """A page of this admin; a form on it has again what was typed before a session ran out."""
        form = context.get("form")
        if form is not None and restore_form(request, form):
            messages.info(request, RESTORED)
        return TemplateResponse(
            request,
            f"admin/inspections/loading/{template}",
            {
                **self.admin_site.each_context(request),
                "is_nav_sidebar_enabled": False,
                "opts": self.opts,
                "title": title,
                **context,
            },
        )

    def _loading(self, request, pk):
        if not self.has_change_permission(request):
            raise PermissionDenied
        loading = Loading.objects.select_related("file", "plan", "report", "meeting")
        loading = loading.defer("file__content").filter(pk=pk).first()
        if loading is None:
            raise Http404(NO_SUCH_PAPER)
        return loading

    # The review ------------------------------------------------------------------------------------------------------

    def review(self, request, pk):
        """The paper beside what was read in it. Its buttons decide one proposal, a row, a kind or all."""
        loading = self._loading(request, pk)
        if request.method == "POST":
            return self._decide(request, loading)
        heal_shown(loading)
        if loading.state != Loading.State.READ:
            progress = progress_in_words(loading) if loading.is_going else ""
            return self._page(request, "being_read.html", str(loading), loading=loading, progress=progress)
        pages = pages_of(passages_of(loading)) or [[]]
        number = _page_number(request.GET.get("page"), len(pages))
        orders = [passage.order for passage in pages[number - 1]]
        only = _only(request.GET)
        of_page = loading.proposals.filter(passage__in=orders).select_related(
            "acceptance", "exemption", *SAME, "action__priority"
        )
        proposals = list(of_page.order_by("order"))
        for proposal in proposals:
            proposal.loading = loading  # not fetched with each: it holds the whole paper
        left = [] if only else not_taken(pages[number - 1], proposals)
        proposals = [each for each in proposals if _ONLY[only](each)]
        changes = _changes(loading)
        before = words_before_of(loading)
        context = {
            "loading": loading,
            "blocks": blocks(pages[number - 1], [describe(each, before) for each in proposals]),
            "counts": _counts(loading),
            "pages": range(1, len(pages) + 1),
            "number": number,
            "acceptances": loading.acceptances.select_related("by", "undone_by"),
            "only": only,
            "not_taken": left,
            "changes": _changes_in_words(changes),
            "same": _unchanged_in_words(changes),
            "read_as": _read_as(loading),
            "exempt": _is_exempt(loading),
            "signs": signs_shown(loading) if loading.unanswered_signs else [],
            "open_copies": open_copies_in_words(loading.exemption) if loading.exemption else "",
        }
        return self._page(request, "review.html", f"Check “{loading}”", **context)

    def _decide(self, request, loading):
        """Keep what one button of the review decides, and go back to its place on the page."""
        page, only = request.POST.get("page"), _only(request.POST)
        try:
            if "take" in request.POST:
                made = take(loading, passages_of(loading), request.POST["take"], by=request.user)
                return self._to_review(loading, f"#proposal-{made.pk}", page)
            chosen, decision, anchor = _choice(request.POST, loading)
        except ValueError:
            messages.error(request, "Sorry, that did not work. Nothing was changed. Try again.")
            return self._to_review(loading, page=page, only=only)
        many = "decide" not in request.POST
        if many:
            number, chosen = chosen.count(), loading.proposals.filter(pk__in=ready(chosen))
            if left := number - chosen.count():
                they = f"{count_of(left, 'proposal')} {plural(left, 'needs', 'need')} something first"
                messages.warning(request, f"{they}, as the page says, and {plural(left, 'is', 'are')} still to check.")
        changed = decide(chosen, decision, by=request.user)
        if many:
            messages.success(
                request,
                f"{count_of(changed, 'proposal')} accepted. Now save {plural(changed, 'it', 'them')} to the plan.",
            )
        return self._to_review(loading, anchor, page, only)

    def proposal(self, request, pk):
        """One proposal: correct and accept it, or say which record it is the same as."""
        proposal = get_object_or_404(Proposal.objects.select_related("loading__file", "loading__plan"), pk=pk)
        loading = proposal.loading
        self._loading(request, loading.pk)
        records = _records_like(proposal)
        merging = request.method == "POST" and "merge" in request.POST
        correcting = request.method == "POST" and not merging
        form_class = FORMS.get(proposal.kind)
        form = form_class(request.POST if correcting else None, proposal=proposal) if form_class else None
        same = SameForm(request.POST if merging else None, records=records) if records is not None else None
        try:
            if merging and same and same.is_valid():
                merge(proposal, same.cleaned_data["same"], by=request.user)
                return self._to_review(loading, f"#proposal-{proposal.pk}", request.POST.get("page"))
            if correcting and form and form.is_valid():
                correct(proposal, form.cleaned_data["text"], form.changed_fields(), by=request.user)
                return self._to_review(loading, f"#proposal-{proposal.pk}", request.POST.get("page"))
        except ValidationError as refused:
            (same if merging else form).add_error(None, refused.messages)
        if len(loading.passages) < proposal.passage:
            raise Http404("This paper was erased.")
        passage = loading.passages[proposal.passage - 1]
        compared = None
        if records is not None and (request.GET.get("same") or "").isdecimal():
            compared = records.filter(pk=int(request.GET["same"])).first()
            same = compared and SameForm(initial={"same": compared}, records=records)
        page = request.GET.get("page")
        return self._page(
            request,
            "proposal.html",
            f"{proposal.get_kind_display()} {proposal.order}",
            proposal=proposal,
            form=form,
            same=same,
            compared=compared,
            differences=differences(proposal, compared) if compared else [],
            paragraph=f"{passage['number']} {passage['text']}".lstrip(),
            loading=loading,
            page=page,
            back=_review_address(loading, f"#proposal-{proposal.pk}", page),
            beside_the_same=_query({"same": proposal.same and proposal.same.pk, "page": page}),
            decisions=proposal.decisions.select_related("by"),
        )

    def publication(self, request, pk):
        """What may mean that the paper is exempt, and the question whether it is: nothing is saved before that."""
        loading = self._loading(request, pk)
        if not loading.unanswered_signs:
            return self._to_review(loading)
        form = PublicationForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                if form.cleaned_data["publication"] == OPEN:
                    say_open(loading, by=request.user, because=form.cleaned_data["because"])
                else:
                    say_exempt(loading, by=request.user, on=today())
            except ValidationError as refused:
                form.add_error(None, refused.messages)
            else:
                if Loading.objects.filter(pk=pk).exists():
                    return self._to_review(loading)
                self.message_user(request, KEPT_AS_EXEMPT)
                return HttpResponseRedirect(reverse("admin:inspections_loading_changelist"))
        title = f"What may be exempt in “{loading}”"
        return self._page(request, "publication.html", title, loading=loading, signs=signs_shown(loading), form=form)

    # Accepting and undoing -------------------------------------------------------------------------------------------

    def accept(self, request, pk):
        """What will be saved to the plan, and the button that saves all of it or nothing."""
        loading = self._loading(request, pk)
        refused = None
        if request.method == "POST":
            try:
                acceptance = accept(loading, by=request.user, on=today())
            except ValidationError as error:
                refused = error.messages
            else:
                number = acceptance.proposals.count()
                saved = f"{count_of(number, 'proposal')} {plural(number, 'was', 'were')} saved to the plan."
                messages.success(request, f"{saved} Each record shows where it came from.")
                return self._to_review(loading, "#kinds")
        return self._page(
            request, "accept.html", f"Accept “{loading}”", loading=loading, counts=_counts(loading), refused=refused
        )

    def undo(self, request, pk):
        """Withdraw what an acceptance made, with a reason; refused if other records depend on it."""
        acceptance = get_object_or_404(Acceptance.objects.select_related("loading__file", "loading__plan"), pk=pk)
        self._loading(request, acceptance.loading_id)
        form = UndoForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                undo(acceptance, by=request.user, on=today(), because=form.cleaned_data["because"])
            except ValidationError as refused:
                form.add_error(None, refused)
            else:
                messages.success(
                    request, "It has been undone. What it made is withdrawn, and the paper can be accepted again."
                )
                return self._to_review(acceptance.loading, "#kinds")
        return self._page(
            request,
            "undo.html",
            f"Undo “{acceptance}”",
            acceptance=acceptance,
            form=form,
            dependent=dependent_records(acceptance)[:10],
        )

    def again(self, request, pk):
        """Read the paper again, unless somebody has decided on a proposal."""
        loading = self._loading(request, pk)
        if request.method == "POST":
            try:
                read_again(loading)
            except ValidationError as refused:
                messages.error(request, refused.messages[0])
        return self._to_review(loading)

    def cancel(self, request, pk):
        """Do not read the paper, or do not go on reading it."""
        loading = self._loading(request, pk)
        if request.method == "POST":
            cancel(loading, by=request.user)
        return self._to_review(loading)

    def file(self, request, pk):
        """The file as it came, to download and never to open in the page; what was not read may be exempt."""
        loading = self._loading(request, pk)
        if loading.state != Loading.State.READ or len(passages_of(loading)) < len(loading.passages):
            raise Http404("The file of this paper cannot be shown.")
        response = FileResponse(
            BytesIO(loading.file.content),
            as_attachment=True,
            filename=loading.file.name,
            content_type="application/octet-stream",
        )
        response["X-Content-Type-Options"] = "nosniff"
        return response


def _records_like(proposal):
    """The records that a proposal can be the same as; None for a kind that makes no record."""
    name = _SAME_FIELD_OF.get(proposal.kind)
    if name is None:
        return None
    records = Proposal._meta.get_field(name).related_model.objects.all()
    return records.filter(priority__plan=proposal.loading.plan) if name == "action" else records


def _choice(posted, loading):
    """The proposals that a button of the review is for, the decision that it gives them, and the place of the button.

    `decide` is “12:accepted” for one proposal, and “12:” opens it again. The others accept everything still to be
    checked: of a `row` (“table:row”), of a `kind`, what is the `same` as before, or `all`. Else it is a ValueError.
    """
    waiting, accepted = loading.proposals.filter(decision="", acceptance=None), Proposal.Decision.ACCEPTED
    if "decide" in posted:
        key, _, decision = posted["decide"].partition(":")
        chosen = loading.proposals.filter(pk=int(key))
        if decision not in Proposal.Decision.values or not chosen.exists():
            raise ValueError
        return chosen, decision, f"#proposal-{int(key)}"
    if "row" in posted:
        table, row = map(int, posted["row"].split(":"))
        of_row = [passage for passage in loading.passages if (passage["table"], passage["row"]) == (table, row)]
        orders = [passage["order"] for passage in of_row]
        return waiting.filter(passage__in=orders), accepted, f"#row-{table}-{row}"
    if "kind" in posted:
        return waiting.filter(kind=posted["kind"]), accepted, "#kinds"
    if "same" in posted:
        return waiting.filter(change=ProposedChange.UNCHANGED), accepted, "#kinds"
    if "all" in posted:
        return waiting, accepted, "#kinds"
    raise ValueError


def _number_of(condition):
    """How many proposals of a loading meet this condition, of those that who looks may see."""
    proposals = Proposal.objects.filter(condition, loading=OuterRef("pk")).order_by()
    numbers = proposals.annotate(all=Value(1)).values("all").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(numbers), 0)


def _only(given):
    """Which proposals of a review are shown: only “differences”, only what is “unsure”, or, if empty, all."""
    return given.get("only") if given.get("only") in _ONLY else ""


# Proposals at least so sure leave little to check.
_SURE = 0.9
_ONLY = {
    "": lambda proposal: True,
    "differences": lambda proposal: proposal.change != ProposedChange.UNCHANGED,
    "unsure": lambda proposal: proposal.confidence < _SURE,
}


def _review_address(loading, anchor="", page=None, only=""):
    """The address of a paper's review: a page of it, which proposals are shown, and a place on it."""
    address = reverse("admin:inspections_loading_change", args=[loading.pk])
    return f"{address}{_query({'page': page, 'only': only})}{anchor}"


def _query(values):
    """The query string of those values that there are, with its question mark; empty for none."""
    given = {name: value for name, value in values.items() if value}
    return f"?{urlencode(given)}" if given else ""


def _page_number(words, last):
    return max(1, min(int(words), last)) if (words or "").isdecimal() else 1


def _counts(loading):
    """For each kind: how many are to be checked, accepted, rejected and saved to the plan."""
    counts = count_decisions(loading)
    saved = dict(
        loading.proposals.filter(acceptance__isnull=False).order_by().values_list("kind").annotate(Count("pk"))
    )
    labels = dict(Proposal._meta.get_field("kind").choices)
    rows = [
        {
            "kind": kind,
            "label": label,
            "open": counts["open"][kind],
            "accepted": counts["accepted"][kind],
            "rejected": counts["rejected"][kind],
            "saved": saved.get(kind, 0),
            "first": loading.proposals.filter(kind=kind).values_list("pk", flat=True).first(),
        }
        for kind, label in labels.items()
    ]
    rows = [row for row in rows if row["first"]]
    total = {name: sum(row[name] for row in rows) for name in ("open", "accepted", "rejected", "saved")}
    return {"rows": rows, "total": total}


def _read_as(loading):
    """What the paper was read as, within a sentence: its type, its pages, its size and its paragraphs."""
    size = loading.file.size
    large = f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} kB"
    pages = count_of(loading.pages, "page") if loading.pages else ""
    paragraphs = count_of(len(loading.passages), "paragraph")
    return ", ".join(filter(None, [loading.get_format_display() or "a type not known", pages, large, paragraphs]))


def _changes(loading):
    """How many proposals there are of each change."""
    return dict(loading.proposals.exclude(change="").order_by().values_list("change").annotate(Count("pk")))


def _changes_in_words(changes):
    """What a paper changes of the records, as a sentence: “2 dates moved, 2 now reported done, 1 new.”"""
    told = [
        count_of(changes[change], *words) if len(words) > 1 else f"{changes[change]} {words[0]}"
        for change, words in _CHANGED.items()
        if changes.get(change)
    ]
    return f"Compared with our records: {', '.join(told)}." if told else ""


_CHANGED = {
    ProposedChange.DATE_MOVED: ("date moved", "dates moved"),
    ProposedChange.REPORTED_DONE: ("now reported done",),
    ProposedChange.STARTED: ("now under way",),
    ProposedChange.WORDS_CHANGED: ("with changed words",),
    ProposedChange.WITHDRAWN: ("no longer in the plan",),
    ProposedChange.NEW: ("new",),
}


def _unchanged_in_words(changes):
    """How many proposals say the same as the records, as a sentence; empty for none."""
    number = changes.get(ProposedChange.UNCHANGED, 0)
    return f"{number} {plural(number, 'says', 'say')} the same as the records we have." if number else ""


def _is_exempt(loading):
    """Whether the paper or a part of it is exempt from publication and not released."""
    return loading.is_exempt or any(passage.get("exemption") for passage in loading.passages)


@admin.register(Acceptance)
class AcceptanceAdmin(ReadOnly, RecordAdmin):
    """What was saved to the plan from which paper, by whom; undone from the paper's review."""

    related = ("loading__file", "by", "undone_by")
    list_display = ("loading", "on", "by", "undone_on", "undone_because")

    def get_queryset(self, request):
        return super().get_queryset(request).defer("loading__passages", "loading__file__content")

    search_fields = ("loading__file__name",)


@admin.register(ProposalDecision)
class ProposalDecisionAdmin(ReadOnly, RecordAdmin):
    """Who decided what of a proposal, and when."""

    related = ("proposal__loading__file", "by")
    list_display = ("proposal", "what", "by", "recorded_at")
    fields = ("proposal", "what", "in_words", "by", "recorded_at", "erasure")

    @admin.display(description="The text that an edit gave")
    def in_words(self, decision):
        """The edited fields say more than is asked here, and are on the proposal’s own page."""
        return decision.edited["text"] if decision.edited else ""

    def get_queryset(self, request):
        return super().get_queryset(request).defer("proposal__loading__passages", "proposal__loading__file__content")

    list_filter = ("what",)
    search_fields = ("proposal__text",)


@admin.register(WordsChange)
class WordsChangeAdmin(ReadOnly, RecordAdmin):
    """The words that a later paper replaced."""

    related = ("action__priority", "priority", "acceptance__loading__file")
    list_display = ("__str__", "before", "after", "on")

    def get_queryset(self, request):
        return (
            super().get_queryset(request).defer("acceptance__loading__passages", "acceptance__loading__file__content")
        )

    search_fields = ("before", "after")
