"""The forms of loading a paper: receiving it, and correcting one proposal."""

from django import forms
from django.core.exceptions import ValidationError

from actions.models import Stage
from actions.periods.reader import read_period
from csc_tracker.pages.shortening import shortened
from inspections.loading.recognising.proposals import ProposalKind
from inspections.loading.review.comparing import FINDING_KINDS, RESOLUTIONS
from inspections.loading.review.intake import LARGEST, paper_day
from inspections.models import Finding, Inspection, Loading

# Characters. What is longer comes as a file: a request's other fields are kept small.
LONGEST_PASTE = 1_000_000
EXEMPT, OPEN = "exempt", "open"


class LoadingForm(forms.ModelForm):
    """A paper as a file or as pasted text, with what the paper itself does not say."""

    field_order = (
        "file", "pasted", "plan", "publication", "paragraph", "meeting", "dated", "address", "item_number",
    )  # fmt: skip
    file = forms.FileField(
        required=False,
        label="File",
        max_length=300,
        help_text=f"PDF, Word (.docx), HTML, Markdown or text, up to {LARGEST // 1_000_000} MB.",
    )
    pasted = forms.CharField(
        required=False,
        label="Or paste its text",
        max_length=LONGEST_PASTE,
        widget=forms.Textarea(attrs={"rows": 8}),
        strip=False,
    )

    publication = forms.ChoiceField(
        label="May everyone read it?", widget=forms.RadioSelect, initial=EXEMPT,
        choices=[(EXEMPT, "No, or I am not sure: it is exempt"), (OPEN, "Yes: it was published, or will be")],
        help_text="An exempt paper, and all that is made from it, is seen only by people named for its plan.",
    )  # fmt: skip
    paragraph = forms.CharField(
        required=False, label="Paragraph of Schedule 12A", max_length=60,
        help_text="Where it is exempt and you know it: “3”, “1 and 2”.",
    )  # fmt: skip
    address = forms.URLField(
        required=False, label="The page’s address, where it has one", max_length=500, assume_scheme="https"
    )

    class Meta:
        model = Loading
        fields = ("plan", "meeting", "dated", "address", "item_number")

    def clean(self):
        said = super().clean()
        file, pasted = said.get("file"), (said.get("pasted") or "").strip()
        if bool(file) == bool(pasted):
            raise ValidationError(
                "Choose one of the two: leave the file empty, or the pasted text."
                if file else "Choose a file, or paste the paper’s text."
            )  # fmt: skip
        if said.get("publication") == EXEMPT and not said.get("plan"):
            self.add_error("plan", "Choose the plan. Only people named for it can read an exempt paper.")
        if file and file.size > LARGEST:
            self.add_error("file", f"The file is larger than {LARGEST // 1_000_000} MB. Load one without its pictures.")
        return said


class PublicationForm(forms.Form):
    """Whether a paper is exempt whose words may say so."""

    publication = forms.ChoiceField(
        label="Is it exempt, or a part of it?", widget=forms.RadioSelect,
        choices=[
            (EXEMPT, "Yes, or I am not sure: close the whole paper"),
            (OPEN, "No: every paragraph that is not closed yet may be read by everyone"),
        ],
    )  # fmt: skip
    because = forms.CharField(
        required=False, label="If it is open: what these words mean, or how you know", max_length=300,
        help_text="It is kept in the audit ledger, with your name.",
    )  # fmt: skip

    def clean(self):
        said = super().clean()
        if said.get("publication") == OPEN and not said.get("because"):
            self.add_error("because", "Say what these words mean, or how you know that the paper is open.")
        return said


def _day(label, **kwargs):
    return forms.DateField(required=False, label=label, widget=forms.DateInput(attrs={"type": "date"}), **kwargs)


def _words(label, rows=0, **kwargs):
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(attrs={"size": 60})
    return forms.CharField(required=False, label=label, widget=widget, **kwargs)


class ProposalForm(forms.Form):
    """What every kind of proposal has: its words. A kind's own fields are added below it.

    A form gets the `proposal`; it gives `changed_fields()`: the proposal's fields as corrected.
    """

    text = forms.CharField(label="Words", widget=forms.Textarea(attrs={"rows": 4}))
    NAMES = ()  # the fields that are copied as they are

    def __init__(self, *args, proposal, **kwargs):
        self.proposal = proposal
        now = proposal.now
        initial = {"text": proposal.now_text} | {name: self.shown(name, now.get(name)) for name in self.NAMES}
        super().__init__(*args, initial=initial | self.more_initial(now), **kwargs)

    def shown(self, name, value):
        return "; ".join(map(str, value)) if isinstance(value, list) else value

    def more_initial(self, now):
        return {}

    def changed_fields(self):
        said, fields = self.cleaned_data, dict(self.proposal.now)
        for name in self.NAMES:
            value = said[name]
            if isinstance(fields.get(name), list):
                value = [part.strip() for part in (value or "").split(";") if part.strip()]
            fields[name] = value.isoformat() if hasattr(value, "isoformat") else value if value != "" else None
        return fields


class DatedForm(ProposalForm):
    """A date in the paper's words, with the days that it can mean; words without days are read."""

    date_as_written = _words("When, as the paper writes it")
    first_day = _day("First day", help_text="Leave both days empty to have the tracker read the words.")
    last_day = _day("Last day")

    WHOLE = False  # whether both days are needed; if only one is given, it is taken for both

    def clean(self):
        said = super().clean()
        _read_into(self, said, "date_as_written", "first_day", "last_day")
        if self.WHOLE:
            said["first_day"] = said.get("first_day") or said.get("last_day")
            said["last_day"] = said.get("last_day") or said.get("first_day")
        return said


def _read_into(form, said, words, first, last, past=False):
    """Fill in the days of a date's words where none are given, and hold the two in order."""
    if said.get(words) and not (said.get(first) or said.get(last)):
        day = paper_day(form.proposal.loading)
        period = read_period(said[words], day, past=past) if day else None
        if period:
            said[first], said[last] = period.first_day or period.span_first, period.last_day or period.span_last
    if said.get(first) and said.get(last) and said[last] < said[first]:
        form.add_error(last, "The last day is before the first day. Correct one of the two.")


class ReportForm(DatedForm):
    """The paper itself."""

    title = _words("Title")
    committee = _words("Committee")
    item = _words("Item number")
    NAMES = ("title", "committee", "item", "kind", "date_as_written", "first_day", "last_day")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [("report", "An officers’ report"), ("minutes", "Minutes")]
        self.fields["kind"] = forms.ChoiceField(choices=kinds, label="What it is", required=False)
        self.initial["kind"] = "minutes" if self.proposal.now.get("kind") in ("minutes", "decision") else "report"


class MeetingForm(DatedForm):
    """The meeting that took the paper."""

    WHOLE = True

    committee = _words("Committee")
    item = _words("Item number")
    source_note = _words("How the day was worked out, where the paper does not state it", rows=2)
    NAMES = ("committee", "item", "date_as_written", "first_day", "last_day", "source_note")

    def changed_fields(self):
        fields = super().changed_fields()
        return fields | {"worked_out": bool(fields.get("source_note"))}


class InspectionForm(DatedForm):
    """An inspection."""

    WHOLE = True

    title = _words("Title")
    kind = forms.ChoiceField(choices=Inspection.Kind.choices)
    framework = forms.ChoiceField(
        required=False,
        choices=[("", "None"), ("ilacs", "ILACS"), ("sif", "SIF"), ("jtai", "JTAI"), ("area_send", "Area SEND")],
    )
    inspectors = _words("Who inspected")
    published_words = _words("When its report was published")
    NAMES = ("title", "kind", "framework", "inspectors", "published_words", "date_as_written", "first_day", "last_day")


class JudgementForm(ProposalForm):
    """A judgement."""

    line = _words("What was judged")
    grade = _words("Grade", help_text="Leave it empty where there is none.")
    inspection = _words("Title of the inspection")
    NAMES = ("line", "grade", "inspection")


class FindingForm(ProposalForm):
    """A finding."""

    kind = forms.ChoiceField(choices=[(name, Finding.Kind(kind).label) for name, kind in FINDING_KINDS.items()])
    heading = _words("Heading that it comes under")
    inspection = _words("Title of the inspection")
    whose_words = _words("Whose words it is in")
    NAMES = ("kind", "heading", "inspection", "whose_words")


class PriorityForm(ProposalForm):
    """A priority."""

    number = forms.IntegerField(min_value=1, max_value=999)
    short_name = _words("Short name")
    words = _words("Full words", rows=2)
    why = _words("What the issues are", rows=4)
    lead = _words("Lead: the post that is responsible for it")
    NAMES = ("number", "short_name", "words", "why", "lead")


# The dates of an action that have one place each; milestones stay as they were read.
ROLES = (("finish", "Finish"), ("start", "Start"), ("completed", "Completed"))


class ActionForm(ProposalForm):
    """An action: its priority, its stage, its dates."""

    priority = forms.IntegerField(min_value=1, max_value=999, label="Priority, by its number")
    stage = forms.ChoiceField(choices=[choice for choice in Stage.choices if choice[0] != Stage.AWAITING])
    lead = _words("The post that does it, as the paper writes it")
    NAMES = ("priority", "stage", "lead")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for role, label in ROLES:
            self.fields[f"{role}_words"] = _words(f"{label}, as the paper writes it")
            self.fields[f"{role}_first"] = _day(f"{label}: first day")
            self.fields[f"{role}_last"] = _day(f"{label}: last day")

    def more_initial(self, now):
        periods = {period["role"]: period for period in reversed(now.get("periods") or [])}
        return {
            f"{role}_{short}": periods[role].get(name)
            for role, _ in ROLES if role in periods
            for short, name in (("words", "date_as_written"), ("first", "first_day"), ("last", "last_day"))
        }  # fmt: skip

    def clean(self):
        said = super().clean()
        for role, _ in ROLES:
            _read_into(self, said, f"{role}_words", f"{role}_first", f"{role}_last", past=role == "completed")
            if (said.get(f"{role}_first") or said.get(f"{role}_last")) and not said.get(f"{role}_words"):
                self.add_error(f"{role}_words", "Write the date’s words too, as the paper has them.")
        return said

    def changed_fields(self):
        said, fields = self.cleaned_data, super().changed_fields()
        periods = [period for period in fields.get("periods") or [] if period["role"] == "milestone"]
        for role, _ in ROLES:
            if said.get(f"{role}_words"):
                periods.append({
                    "role": role, "date_as_written": said[f"{role}_words"],
                    "first_day": _iso(said[f"{role}_first"]), "last_day": _iso(said[f"{role}_last"]),
                })  # fmt: skip
        return fields | {"periods": periods}


def _iso(day):
    return day.isoformat() if day else None


class ResolutionForm(DatedForm):
    """Something decided, asked, promised, referred or intended."""

    owed_by = _words("Who owes the answer")
    needs_answer = forms.BooleanField(required=False, label="An answer is due")
    NAMES = ("owed_by", "needs_answer", "date_as_written", "first_day", "last_day")


class MeasureForm(DatedForm):
    """A value of a measure."""

    priority = forms.IntegerField(min_value=1, max_value=999, label="Priority, by its number")
    name = _words("What is counted")
    value = _words("Value")
    unit = _words("Unit")
    NAMES = ("priority", "name", "value", "unit", "date_as_written", "first_day", "last_day")


FORMS = {
    ProposalKind.REPORT: ReportForm,
    ProposalKind.MEETING: MeetingForm,
    ProposalKind.INSPECTION: InspectionForm,
    ProposalKind.JUDGEMENT: JudgementForm,
    ProposalKind.FINDING: FindingForm,
    ProposalKind.PRIORITY: PriorityForm,
    ProposalKind.ACTION: ActionForm,
    **dict.fromkeys(RESOLUTIONS, ResolutionForm),
    ProposalKind.MEASURE: MeasureForm,
}


class RecordField(forms.ModelChoiceField):
    """Records to choose from, each with enough of its words to tell it from the others."""

    def label_from_instance(self, record):
        committee = getattr(record, "committee", None)
        words = getattr(record, "words", "") or (committee.council if committee else "")
        return f"{record}: {shortened(words, 90)}" if words else str(record)


class SameForm(forms.Form):
    """The record that a proposal is the same as."""

    same = RecordField(queryset=None, label="The record that it is the same as")

    def __init__(self, *args, records, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["same"].queryset = records


class UndoForm(forms.Form):
    """Why an acceptance is undone."""

    because = forms.CharField(
        label="Why are you undoing it?", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )
