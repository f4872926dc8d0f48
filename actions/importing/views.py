"""The pages that load a spreadsheet of actions: choose the file, match its columns, look at what changes, save."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from actions.importing.columns import best_sheet, read_table
from actions.importing.forms import AskedForm, SheetForm, UploadForm
from actions.importing.lexicon import Target
from actions.importing.preview import Preview
from actions.importing.saving import NotSaved, save
from actions.lists.exports import FILE_TYPES
from actions.pages.page_context import read_page_context
from csc_tracker.database.writing import writing_alone
from csc_tracker.models import SheetColumns
from csc_tracker.pages.characters import clean
from csc_tracker.pages.form_recovery import RESTORED, discard_form, saved_fields
from csc_tracker.pages.wording import count_of
from csc_tracker.people.sight import NOTHING, seeing
from csc_tracker.spreadsheets.previews import forget, keep_for, kept_for
from csc_tracker.spreadsheets.reading import CannotRead, read_sheets
from csc_tracker.spreadsheets.workbook import Book

_GONE = (
    "This spreadsheet is not here any more: it was saved, or an hour has passed. You can choose the file again: what "
    "was saved already does not change."
)
_CHANGED = "Somebody has changed the plan since you looked. Nothing was saved. Look at what would change now."


@require_http_methods(["GET", "HEAD", "POST"])
def action_import(request):
    """Choose a spreadsheet. It is read at once, and kept for an hour for whoever chose it."""
    page_context = read_page_context(request)
    form = UploadForm(request.POST or None, request.FILES or None, initial={"who": request.user.pk})
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            sheets = read_sheets(content)
            read_table(sheets[best_sheet(sheets)])
        except CannotRead as sentence:
            form.add_error("file", str(sentence))
        else:
            key = keep_for(request.user.pk, clean(file.name)[-100:], content)
            return HttpResponseRedirect(page_context.address(reverse("action_import_sheet", args=[key])))
    context = {"page_context": page_context, "form": form}
    return render(request, "actions/import.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@seeing(NOTHING)
def action_import_sheet(request, key):
    """Match the columns of a spreadsheet, look at what it would change, and save that.

    It reads and changes what everybody may see alone, whoever loads it: a spreadsheet does not say what is exempt.
    """
    page_context = read_page_context(request)
    kept = kept_for(request.user.pk, key)
    if kept is None:
        messages.warning(request, _GONE)
        return HttpResponseRedirect(page_context.address(reverse("action_import")))
    loading = _Loading(request, page_context, key, *kept)
    return loading.receive() if request.method == "POST" else loading.open()


class _Loading:
    """A request for the pages of one spreadsheet."""

    def __init__(self, request, page_context, key, name, content):
        self.request, self.page_context, self.key, self.name = request, page_context, key, name
        self.sheets = read_sheets(content)

    def open(self):
        """The columns with what they are taken for; after a session that ran out, the page as it was filled in."""
        saved = saved_fields(self.request)
        if saved is None:
            return self._match(QueryDict(), None)
        data = QueryDict(mutable=True)
        for name, values in saved.items():
            data.setlist(name, values)
        messages.info(self.request, RESTORED)
        return self._answer(data)

    def receive(self):
        """The answer to what was sent: the columns, what would change, or the save of it."""
        if "save" in self.request.POST:
            with writing_alone():
                return self._answer(self.request.POST, saves=True)
        return self._answer(self.request.POST)

    def _answer(self, data, saves=False):
        try:
            place, table = self._table(data)
        except CannotRead as sentence:
            messages.error(self.request, str(sentence))
            place, table = self._table(QueryDict())
            return self._match(QueryDict(), (place, table))
        form = self._form(data, place, table)
        if "match" in data or _shows_another(data, place, table) or not form.is_valid():
            return self._match(data, (place, table))
        if self.request.method == "POST":
            self._remember(table, form)
        return self._look(form, place, saves)

    def _table(self, data):
        """The sheet that was chosen, else the one that says most of actions, with its headings found."""
        chosen = data.get("sheet", "")
        place = int(chosen) if chosen.isdecimal() and len(chosen) < 5 and int(chosen) < len(self.sheets) else None
        place = best_sheet(self.sheets) if place is None else place
        # The row is that of the sheet which was shown.
        row = data.get("heading_row", "") if data.get("shown", "").partition(".")[0] == str(place) else ""
        return place, read_table(self.sheets[place], int(row) if row.isdecimal() and len(row) < 8 else None)

    def _form(self, data, place, table):
        remembered = {}
        if not data:
            known = SheetColumns.objects.filter(person=self.request.user, headings_sha256=table.digest).first()
            remembered = known.columns if known else {}
        return SheetForm(
            data or None,
            sheets=self.sheets,
            place=place,
            table=table,
            remembered=remembered,
            today=self.page_context.today,
            initial={"who": self.request.user.pk},
        )

    def _remember(self, table, form):
        """Remember what these columns hold, for the next sheet with these headings."""
        chosen = SheetColumns(
            person=self.request.user,
            headings_sha256=table.digest,
            columns=form.targets,
            chosen_on=self.page_context.today,
        )
        SheetColumns.objects.bulk_create(
            [chosen],
            update_conflicts=True,
            unique_fields=["person", "headings_sha256"],
            update_fields=["columns", "chosen_on"],
        )

    def _match(self, data, read):
        """The page with the columns of a sheet; of another sheet than before with the guesses for that."""
        place, table = read or self._table(data)
        another = _shows_another(data, place, table)
        form = self._form(QueryDict() if another else data, place, table)
        if "match" in data and not another:
            form = self._form(QueryDict(), place, table)
            form.initial |= data.dict() | {"leave_hidden": data.get("leave_hidden") in ("on", "True")}
        context = {"form": form, "table": table, "shown": _shown(place, table)}
        return self._render("actions/import_columns.html", context, status=422 if form.errors else 200)

    def _look(self, form, place, saves):
        """The page with what would change; with `saves` it is saved where nothing is wrong and nobody was quicker."""
        page = self.page_context
        first = Preview(page.plan, form.table, form.choices(), by=self.request.user, today=page.today, lock=saves)
        asked = AskedForm(form.data, preview=first)
        preview = first.with_choices(form.choices(asked))
        if saves and self._may_save(first, preview, asked):
            try:
                with writing_alone():
                    number = save(preview, self.name)
            except NotSaved:
                asked.add_error(None, "Nothing was saved: a rule refuses one of the rows. See below.")
            else:
                return self._saved(number)
        context = {
            "form": form,
            "asked": asked,
            "preview": preview,
            "digest": first.digest,
            "shown": _shown(place, form.table),
        }
        return self._render("actions/import_preview.html", context, status=422 if asked.errors else 200)

    def _may_save(self, first, preview, asked):
        """Whether nothing stands against it. What was shown is compared as it was before the page's own questions."""
        for title in preview.undecided_posts:
            asked.add_error(asked.field_of(title), f"Say what to do with “{title}”, which is not a post here.")
        if preview.wrong and not asked.cleaned_data.get("leave_wrong"):
            rows = count_of(len(preview.wrong), "row")
            sentence = f"Nothing was saved: there are errors in {rows}. Correct them, or leave them out."
            asked.add_error("leave_wrong", sentence)
        if self.request.POST.get("digest") != first.digest:
            asked.add_error(None, _CHANGED)
        return not asked.errors

    def _saved(self, number):
        discard_form(self.request)
        forget(self.request.user.pk, self.key)
        saved = f"{count_of(number, 'action')} saved from “{self.name}”."
        messages.success(self.request, saved if number else "Nothing changes, so nothing was saved.")
        return HttpResponseRedirect(self.page_context.address(reverse("actions")))

    def _render(self, template, context, status):
        page = self.page_context
        context |= {
            "page_context": page,
            "name": self.name,
            "path": page.address(reverse("action_import_sheet", args=[self.key])),
            "again": page.address(reverse("action_import")),
        }
        return render(self.request, template, context, status=status)


def _shown(place, table):
    """What a page says of the sheet and the row with headings that it shows."""
    return f"{place}.{table.heading_row}"


def _shows_another(data, place, table):
    """Whether the page that was sent showed another sheet, or headings in another row, than what is chosen now."""
    return data.get("shown", "") not in ("", _shown(place, table))


@require_safe
def action_import_template(request):
    """A workbook to fill in: the headings that are read, and what to write under each."""
    book = Book("Actions to load")
    book.add_sheet("Actions", [(target.label, 40 if target in _WIDE else 18) for target in Target])
    notes = book.add_notes("How to fill it in", (30, 100))
    for target, says in _EXPLAINED.items():
        book.write(notes, [target.label, says])
    response = HttpResponse(book.to_bytes(), content_type=FILE_TYPES["xlsx"])
    response["Content-Disposition"] = 'attachment; filename="actions-to-load.xlsx"'
    return response


_WIDE = {Target.WORDS, Target.PROGRESS, Target.EVIDENCE}
_EXPLAINED = {
    Target.REFERENCE: "P1.02 for an action that is here. Leave it empty for a new one, or give your own reference.",
    Target.PRIORITY: "The number or the name of a priority of the plan.",
    Target.WORDS: "What is to be done. The words of an action that is here do not change.",
    Target.OWNER: "The title of the post that does it, such as Head of Early Help.",
    Target.DUE: "Such as 30 June 2020, 30/06/2020 or June 2020, for its last day.",
    Target.STATUS: "Planned, Under way, On track, At risk, Off track, Complete or Stopped.",
    Target.RATING: "Green, Amber or Red, where the status does not say it.",
    Target.PROGRESS: "What has happened. Where it is at risk or off track: what is in the way, and what is being done.",
    Target.EVIDENCE: "Where it is complete: what shows that it is done.",
    Target.DUE_REASON: "Where the date is another one than before.",
    Target.DUE_AGREED_BY: "The same.",
}
