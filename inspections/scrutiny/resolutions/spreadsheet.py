"""What committees decided, asked, were promised and referred as a spreadsheet, out and in."""

from django.core.exceptions import ValidationError
from django.db.models import F

from csc_tracker.spreadsheets.cells import as_text, choice_in, day_in
from csc_tracker.spreadsheets.resources import RecordResource, RowColumn
from inspections.models import AgendaItem, Meeting, Resolution
from priorities.models import Plan


class ResolutionResource(RecordResource):
    """What committees decided, asked, were promised and referred, under items of recorded meetings."""

    slug = RowColumn("slug")
    kind = RowColumn("kind")
    words = RowColumn("words")
    meeting = RowColumn("meeting")
    item = RowColumn("item")
    plan = RowColumn("plan")
    needs_answer = RowColumn("needs_answer")
    due_words = RowColumn("due_words")
    due_first_day = RowColumn("due_first_day")
    due_last_day = RowColumn("due_last_day")
    owed_by = RowColumn("owed_by")
    same_matter = RowColumn("same_matter")
    source_note = RowColumn("source_note")

    class Meta(RecordResource.Meta):
        model = Resolution
        import_id_fields = ("slug",)
        fields = (
            "slug", "kind", "words", "meeting", "item", "plan", "needs_answer", "due_words", "due_first_day",
            "due_last_day", "owed_by", "same_matter", "source_note",
        )  # fmt: skip
        export_order = fields

    def get_queryset(self):
        records = super().get_queryset().select_related("item__meeting", "plan", "same_matter")
        return records.order_by(F("same_matter").asc(nulls_first=True), "item__meeting__first_day", "slug")

    def row_of(self, resolution: Resolution) -> dict[str, object]:
        """Every column of a resolution's row."""
        return {
            "slug": resolution.slug,
            "kind": resolution.kind,
            "words": resolution.words,
            "meeting": resolution.item.meeting.slug,
            "item": resolution.item.number,
            "plan": resolution.plan.slug if resolution.plan else "",
            "needs_answer": "yes" if resolution.needs_answer else "",
            "due_words": resolution.due_words,
            "due_first_day": as_text(resolution.due_first_day),
            "due_last_day": as_text(resolution.due_last_day),
            "owed_by": resolution.owed_by,
            "same_matter": resolution.same_matter.slug if resolution.same_matter else "",
            "source_note": resolution.source_note,
        }

    def find(self, row):
        return Resolution.objects.filter(slug=as_text(row.get("slug")).strip()).first()

    def begin(self, row):
        return Resolution(slug=as_text(row.get("slug")).strip())

    def fill(self, resolution, row):
        resolution.kind = choice_in(row, "kind", Resolution.Kind.choices, None)
        resolution.words = as_text(row.get("words"))
        resolution.item = _item(row)
        resolution.plan = _named(row, "plan", Plan.objects.all())
        resolution.needs_answer = as_text(row.get("needs_answer")).strip().casefold() in ("yes", "true", "1")
        resolution.due_words, resolution.owed_by = as_text(row.get("due_words")), as_text(row.get("owed_by"))
        resolution.due_first_day, resolution.due_last_day = day_in(row, "due_first_day"), day_in(row, "due_last_day")
        resolution.same_matter = _named(row, "same_matter", Resolution.objects.all())
        resolution.source_note = as_text(row.get("source_note"))


def _named(row, column, records):
    slug = as_text(row.get(column)).strip()
    record = records.filter(slug=slug).first() if slug else None
    if slug and record is None:
        raise ValidationError({column: f"There is nothing called “{slug}”. Leave it empty, or enter it first."})
    return record


def _item(row):
    meeting = _named(row, "meeting", Meeting.objects.all())
    number = as_text(row.get("item")).strip()
    item = AgendaItem.objects.filter(meeting=meeting, number=number).first() if meeting else None
    if item is None:
        raise ValidationError({"item": f"There is no item “{number}” of that meeting. Enter the meeting and it first."})
    return item
