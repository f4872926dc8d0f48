"""Findings as a spreadsheet, out and in."""

from django.core.exceptions import ValidationError

from csc_tracker.spreadsheets.cells import as_text, choice_in, number_in
from csc_tracker.spreadsheets.resources import RecordResource, RowColumn
from inspections.models import Finding, Inspection, JudgementLine


class FindingResource(RecordResource):
    """The findings of recorded inspections. What answers a finding is entered and confirmed on its page."""

    inspection = RowColumn("inspection")
    number = RowColumn("number")
    kind = RowColumn("kind")
    line = RowColumn("line")
    words = RowColumn("words")
    whose_words = RowColumn("whose_words")
    paragraph = RowColumn("paragraph")

    class Meta(RecordResource.Meta):
        model = Finding
        import_id_fields = ("inspection", "number")
        fields = ("inspection", "number", "kind", "line", "words", "whose_words", "paragraph")
        export_order = fields

    def get_queryset(self):
        return super().get_queryset().select_related("inspection", "line").order_by("inspection", "number")

    def row_of(self, finding: Finding) -> dict[str, object]:
        """Every column of a finding's row."""
        return {
            "inspection": finding.inspection.slug,
            "number": finding.number,
            "kind": finding.kind,
            "line": finding.line.words if finding.line else "",
            "words": finding.words,
            "whose_words": finding.whose_words,
            "paragraph": finding.paragraph,
        }

    def find(self, row):
        slug = as_text(row.get("inspection")).strip()
        return Finding.objects.filter(inspection__slug=slug, number=number_in(row, "number")).first()

    def begin(self, row):
        slug = as_text(row.get("inspection")).strip()
        inspection = Inspection.objects.filter(slug=slug).first()
        if inspection is None:
            raise ValidationError({"inspection": f"There is no inspection “{slug}”. Enter it first."})
        return Finding(inspection=inspection, number=number_in(row, "number"))

    def fill(self, finding, row):
        finding.kind = choice_in(row, "kind", Finding.Kind.choices, None)
        finding.words = as_text(row.get("words"))
        finding.whose_words, finding.paragraph = as_text(row.get("whose_words")), as_text(row.get("paragraph"))
        words = as_text(row.get("line")).strip()
        lines = JudgementLine.objects.filter(framework=finding.inspection.framework, words=words)
        finding.line = lines.first() if words else None
        if words and finding.line is None:
            raise ValidationError({"line": f"The inspection’s framework has no line “{words}”. Enter it first."})
