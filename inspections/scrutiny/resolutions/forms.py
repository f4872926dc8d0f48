"""The forms of what was decided, asked and promised: an answer, a member's verdict on it, and a closure."""

from django import forms

from actions.updating.forms import DayInput, Words
from inspections.models import Meeting, Report
from inspections.scrutiny.action_reference import find_action
from inspections.scrutiny.resolutions.answering import LONGEST_NOTE

YES, NO = "yes", "no"


class AnswerForm(forms.Form):
    """What answers something decided, asked or promised: when, in which words, how much of it, in what."""

    words = Words(label="What answers it?", help_text="In the paper’s own words, where a paper answers it.")
    whole = forms.ChoiceField(
        label="How much does it answer?",
        choices=[(YES, "The whole of it"), (NO, "A part of it")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it answers the whole or a part."},
    )
    note = forms.CharField(
        label="If it answers only a part, what is still missing?", required=False, max_length=LONGEST_NOTE
    )
    on = forms.DateField(
        label="When was it given?",
        widget=DayInput,
        input_formats=["%Y-%m-%d"],
        error_messages={
            "required": "Say when it was given.",
            "invalid": "Write the day as 2020-01-10, year first.",
        },
    )
    paper = forms.ModelChoiceField(
        label="The paper that it is in, if any",
        queryset=Report.objects.none(),
        required=False,
        empty_label="None",
        error_messages={"invalid_choice": "There is no such paper. Choose from the list."},
    )
    action = forms.CharField(
        label="Or the action that answers it", required=False, max_length=20, help_text="Its reference, such as P3.06."
    )

    def __init__(self, *args, plan, papers, **kwargs):
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.fields["paper"].queryset = papers
        self.fields["paper"].label_from_instance = lambda paper: f"{paper.title}, {paper.named}"

    def clean_action(self):
        return find_action(self.plan, self.cleaned_data["action"])

    def clean_whole(self):
        return self.cleaned_data["whole"] == YES


class VerdictForm(forms.Form):
    """A member's word on an answer."""

    answers_it = forms.ChoiceField(
        label="Does this answer it?",
        choices=[(YES, "Yes, this answers it"), (NO, "No, it does not")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it answers it."},
    )
    because = Words(label="If it does not: why?", widget=forms.Textarea(attrs={"rows": 3}))

    def clean_answers_it(self):
        return self.cleaned_data["answers_it"] == YES


class ClosureForm(forms.Form):
    """The meeting at which a committee closed a matter, and its words."""

    meeting = forms.ModelChoiceField(
        label="At which meeting did the committee close it?",
        queryset=Meeting.objects.none(),
        empty_label="Choose a meeting",
        error_messages={
            "required": "Choose the meeting.",
            "invalid_choice": "There is no such meeting. Choose from the list.",
        },
    )
    words = Words(
        label="As the minutes put it",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Leave it empty if there are no minutes yet.",
    )

    def __init__(self, *args, meetings, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = meetings
