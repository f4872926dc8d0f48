"""The audit ledger in Django admin: every change there goes into it, and admins read and filter it."""

from urllib.parse import urlencode

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import capfirst

from csc_tracker.audit.changes import changes_in, exempt_plan_in
from csc_tracker.audit.entries import Act, AuditEntry
from csc_tracker.audit.recording import record_act


class Audited:
    """For a model's admin: what is added or changed goes into the audit ledger, field by field."""

    def construct_change_message(self, request, form, formsets, add=False):
        """What the form changes, for `log_addition` and `log_change`."""
        return _Changes(form, add)

    def save_formset(self, request, form, formset, change):
        """The rows of other records on the page have entries of their own."""
        super().save_formset(request, form, formset, change)
        for row in formset.forms:
            if any(row.instance is new for new in formset.new_objects):
                self._record(Act.ADDED, request, row.instance, _Changes(row, adding=True))
            elif any(row.instance is changed for changed, _ in formset.changed_objects):
                self._record(Act.CHANGED, request, row.instance, _Changes(row, adding=False))

    def log_addition(self, request, obj, message):
        return self._record(Act.ADDED, request, obj, message)

    def log_change(self, request, obj, message):
        return self._record(Act.CHANGED, request, obj, message)

    def _record(self, act, request, obj, message):
        """`message` is a list of field changes, or Django's own sentence (“Changed password.”)."""
        if isinstance(message, str):
            return record_act(act, by=request.user, about=obj, words=message)
        if not message and act != Act.ADDED:
            return None
        return record_act(act, by=request.user, about=obj, changes=message, exempt_plan=message.exempt_plan)

    def history_view(self, request, object_id, extra_context=None):
        """The entries about the record in the ledger."""
        if not request.user.has_perm("csc_tracker.view_auditentry"):
            raise PermissionDenied
        query = urlencode({"about_kind": self.opts.label_lower, "about_key": object_id})
        return HttpResponseRedirect(f"{reverse('admin:csc_tracker_auditentry_changelist')}?{query}")


class _Changes(list):
    """What a form changes, field by field, and the key of the plan whose exempt matter it names."""

    def __init__(self, form, adding):
        super().__init__(changes_in(form, adding))
        self.exempt_plan = exempt_plan_in(form)


class ByWhom(admin.SimpleListFilter):
    """Narrows the list to one person's acts, or to those of commands."""

    title, parameter_name = "who", "who"

    def lookups(self, request, model_admin):
        people = get_user_model().objects.order_by("last_name", "first_name", "username")
        acted = people.filter(pk__in=AuditEntry.objects.exclude(by=None).order_by().values("by").distinct())
        return [*((str(person.pk), str(person)) for person in acted), ("none", "A command")]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        return queryset.filter(by=None if not self.value().isdecimal() else int(self.value()))


class OfKind(admin.SimpleListFilter):
    """Narrows the list to acts about one kind of record."""

    title, parameter_name = "kind of record", "about_kind"

    def lookups(self, request, model_admin):
        kinds = AuditEntry.objects.exclude(about_kind="").order_by().values_list("about_kind", flat=True).distinct()
        return sorted(((kind, _name_of_kind(kind)) for kind in kinds), key=lambda choice: choice[1])

    def queryset(self, request, queryset):
        return queryset.filter(about_kind=self.value()) if self.value() else queryset


def _name_of_kind(label):
    """What a kind of record is called: “Frozen position”; the label itself where there is no such kind any more."""
    try:
        return capfirst(apps.get_model(label)._meta.verbose_name) if label else ""
    except LookupError:
        return label


class _BySeal(ChangeList):
    def url_for_result(self, result):
        """An entry is named by its seal: a gap in its keys shows that there is one about exempt matter."""
        return reverse("admin:csc_tracker_auditentry_change", args=[result.seal])


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    """The ledger: read and filtered here, never changed."""

    list_display = ("at", "act", "name_at_the_time", "by_name")
    list_display_links = ("at", "act")
    list_filter = ("act", ("at", admin.DateFieldListFilter), ByWhom, OfKind)
    search_fields = ("by_name", "details")
    list_per_page = 50
    show_full_result_count = False
    fields = ("at", "act", "by_name", "kind", "name_at_the_time", "words_said", "field_changes", "seal")
    readonly_fields = fields

    def get_changelist(self, request, **kwargs):
        return _BySeal

    def get_object(self, request, object_id, from_field=None):
        return self.get_queryset(request).filter(seal=object_id).first()

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def lookup_allowed(self, lookup, value, request=None):
        return lookup in {"about_kind", "about_key"} or super().lookup_allowed(lookup, value, request)

    def history_view(self, request, object_id, extra_context=None):
        raise PermissionDenied

    @admin.display(description="About")
    def name_at_the_time(self, entry):
        return "(erased)" if entry.details_erased_at else entry.name

    @admin.display(description="Kind of record")
    def kind(self, entry):
        return _name_of_kind(entry.about_kind)

    @admin.display(description="Words")
    def words_said(self, entry):
        return entry.words

    @admin.display(description="What changed")
    def field_changes(self, entry):
        if not entry.changes:
            return "No field."
        rows = format_html_join("", "<tr><th scope='row'>{}</th><td>{}</td><td>{}</td></tr>", entry.changes)
        head = mark_safe("<thead><tr><th>Field</th><th>Before</th><th>After</th></tr></thead>")
        return format_html("<table>{}<tbody>{}</tbody></table>", head, rows)
