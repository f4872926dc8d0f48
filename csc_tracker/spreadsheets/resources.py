"""Spreadsheets in and out of Django admin: what every resource shares."""

from collections import Counter
from typing import Any

import tablib
from django import forms
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.messages import ERROR
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.urls import reverse
from import_export import fields, resources
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import ConfirmImportForm, ImportForm

from csc_tracker.audit.changes import changes_between
from csc_tracker.audit.entries import Act, AuditEntry
from csc_tracker.audit.recording import record_act
from csc_tracker.database.writing import writing_alone
from csc_tracker.pages.wording import in_a_row
from csc_tracker.people.sight import NOTHING, seeing
from csc_tracker.spreadsheets.cells import as_text, neutral
from csc_tracker.spreadsheets.previews import PreviewStorage
from csc_tracker.spreadsheets.reading import CannotRead, read_sheets

FROM = "From a spreadsheet"
_PREVIEW_AGAIN = "Nothing was imported. Choose the file again and look at what it would change now."


class RowColumn(fields.Field):
    """A column that the resource tells on the way out and reads itself on the way in."""

    def __init__(self, column):
        super().__init__(column_name=column, readonly=True)
        self.row_of = None

    def export(self, instance, **kwargs):
        """The cell, from the resource's `row_of`; empty for a record that is not saved."""
        value = self.row_of(instance)[self.column_name] if instance is not None and instance.pk else ""
        return neutral(value) if isinstance(value, str) else value


class RecordResource(resources.ModelResource):
    """Rows of one kind of record: CSV and Excel, a preview, errors by row, all rows or none.

    A column that a sheet does not have leaves its field as it is; one that is not of the resource, or is there twice,
    is refused.

    A subclass names its columns (each a `RowColumn`) and gives `row_of(record)`, the columns of its row; `find(row)`,
    the record that a row is of, None where it is not here; `begin(row)`, a new one; `fill(record, row)`, which sets
    its fields; and `finish(record, row)`, what a new one needs besides. A row that changes nothing is passed over.
    """

    class Meta:
        skip_unchanged = True
        report_skipped = True
        use_transactions = True
        clean_model_instances = True

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.by, self._acts = kwargs.get("by"), []
        for field in self.fields.values():
            field.row_of = self.row_of

    def row_of(self, record: Any) -> dict[str, object]:
        raise NotImplementedError

    def import_data(self, *args, **kwargs):
        """One import at a time, and no other write: its rows are many, and in an order of their own."""
        with writing_alone():
            return super().import_data(*args, **kwargs)

    def before_import(self, dataset, **kwargs):
        """Trim the headings, and refuse unknown and double ones, and where the columns that name a record are missing.

        ValidationError with a sentence.
        """
        columns = {field.column_name.casefold(): field.column_name for field in self.fields.values()}
        headings = [" ".join(str(heading or "").split()) for heading in dataset.headers or []]
        unknown = [heading for heading in headings if heading.casefold() not in columns]
        if unknown:
            names = in_a_row(f"“{heading}”" if heading else "a column without a heading" for heading in unknown)
            raise ValidationError(
                f"Not a column of this table: {names}. Its columns are {in_a_row(self._meta.fields)}."
            )
        names = [columns[heading.casefold()] for heading in headings]
        if double := [name for name, times in Counter(names).items() if times > 1]:
            raise ValidationError(f"The column “{double[0]}” is there twice. Leave one of the two out.")
        if missing := [name for name in self._meta.import_id_fields if name not in names]:
            named = in_a_row(f"“{name}”" for name in missing)
            raise ValidationError(f"Without the column {named} we cannot tell which record a row is of. Add it.")
        dataset.headers = names
        empty = [place for place, row in enumerate(dataset) if not any(as_text(cell).strip() for cell in row)]
        for place in reversed(empty):
            del dataset[place]

    def get_instance(self, instance_loader, row):
        return self.find(row)

    def init_instance(self, row=None):
        return self.begin(row)

    def import_instance(self, instance, row, **kwargs):
        """Fill in a record; one that is here keeps what the sheet has no column for."""
        self.fill(instance, row if instance.pk is None else {**self.row_of(instance), **row})

    def save_instance(self, instance, is_create, row, **kwargs):
        before = None if is_create else type(instance)._base_manager.get(pk=instance.pk)
        super().save_instance(instance, is_create, row, **kwargs)
        if is_create:
            self.finish(instance, row)
        self._acts.append((Act.ADDED if is_create else Act.CHANGED, instance, changes_between(before, instance)))

    def after_import(self, dataset, result, **kwargs):
        """Record each row in the audit ledger, once all are saved: until then others may add to it."""
        super().after_import(dataset, result, **kwargs)
        for act, record, changes in self._acts:
            record_act(act, by=self.by, about=record, words=FROM, changes=changes)
        self._acts = []

    def finish(self, record, row):
        """Nothing more."""

    def skip_row(self, instance, original, row, import_validation_errors=None):
        if import_validation_errors or original is None or original.pk is None:
            return False
        fields = [field.attname for field in instance._meta.concrete_fields]
        return all(getattr(instance, name) == getattr(original, name) for name in fields)


class _ReadByContent:
    """For a format: the file is read by what it is, whichever format was chosen for it."""

    def is_binary(self):
        return True

    def get_read_mode(self):
        return "rb"

    def create_dataset(self, in_stream, **kwargs):
        """The first sheet, its first row as the headings; CannotRead with a sentence."""
        headings, *rows = read_sheets(in_stream)[0].rows
        return tablib.Dataset(*rows, headers=[as_text(heading) for heading in headings])


class ReadXLSX(_ReadByContent, XLSX):
    """An Excel workbook."""


class ReadCSV(_ReadByContent, CSV):
    """Text with commas, semicolons or tabs, in any usual encoding."""


class OpenImportForm(ImportForm):
    """The spreadsheet, and that everyone may read what is in it: what it makes is open."""

    published = forms.BooleanField(
        label="It was published, or will be: everyone may read it",
        help_text="What is exempt is not imported. Load it as a paper, under “Papers to load”.",
    )


class PreviewedForm(ConfirmImportForm):
    """What is sent once a preview was looked at: also the last entry of the audit ledger that it knew."""

    previewed_at = forms.CharField(widget=forms.HiddenInput, required=False)


class SpreadsheetMixin(ImportExportMixin):
    """For a model's admin: its rows as CSV and Excel, out and in, by its `resource_classes`."""

    import_formats = [ReadXLSX, ReadCSV]
    export_formats = [XLSX, CSV]
    import_template_name = "admin/import.html"
    import_form_class = OpenImportForm
    confirm_form_class = PreviewedForm
    tmp_storage_class = PreviewStorage

    def add_data_read_fail_error_to_form(self, form, e):
        """Why the file cannot be read, as a sentence; of a fault of ours no more than that it cannot."""
        sentence = str(e) if isinstance(e, CannotRead) else "The file cannot be read. Save it again from Excel."
        form.add_error("import_file", sentence)

    def get_confirm_form_initial(self, request, import_form):
        initial = super().get_confirm_form_initial(request, import_form)
        return initial | {"previewed_at": self._last_seal()}

    def process_import(self, request, **kwargs):
        """Nothing is imported where somebody has changed a record of this kind since the preview."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        with writing_alone():
            return self._import(request, **kwargs)

    def _import(self, request, **kwargs):
        if request.POST.get("previewed_at", "") != self._last_seal():
            kind = self.opts.verbose_name_plural
            self.message_user(request, f"Somebody has changed {kind} since the preview. {_PREVIEW_AGAIN}", ERROR)
            return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_import"))
        return super().process_import(request, **kwargs)

    def _last_seal(self):
        """The seal of the last entry of the audit ledger about records of this kind; empty where there is none."""
        entries = AuditEntry.objects.filter(about_kind=self.opts.label_lower).order_by("-number")
        return entries.values_list("seal", flat=True).first() or ""

    def has_import_permission(self, request):
        """Spreadsheets are an admin's alone: one can change everything at once."""
        return request.user.has_perm("csc_tracker.administer")

    has_export_permission = has_import_permission

    def generate_log_entries(self, result, request):
        """The rows are in the audit ledger already."""

    def get_import_formats(self):
        return self.import_formats

    def get_export_formats(self):
        return self.export_formats

    def get_export_queryset(self, request):
        """The open rows of the list that the address asks for; a 400 with a sentence where there is no such list.

        What is exempt stays here, whoever asks, also what it makes of an open row: the file does not say so, and would
        come back as one that is open.
        """
        try:
            with seeing(NOTHING):
                return super().get_export_queryset(request)
        except IncorrectLookupParameters:
            raise BadRequest(
                "The list cannot be narrowed like that, so nothing was exported. Go back to the list and choose again."
            ) from None

    def get_export_data(self, *args, **kwargs):
        with seeing(NOTHING):
            return super().get_export_data(*args, **kwargs)

    def get_import_resource_kwargs(self, request, **kwargs):
        return {**super().get_import_resource_kwargs(request, **kwargs), "by": request.user}
