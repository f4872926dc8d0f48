"""The forms of members' questions."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from actions.updating.forms import Words
from inspections.models import LONGEST_ANSWER, LONGEST_QUESTION
from inspections.reporting.member_questions.recipients import Recipients
from priorities.models import Priority

NO_PRIORITY = "No single priority"
SHORTEN = "Shorten it."


class QuestionForm(forms.Form):
    """A question in a member's own words."""

    words = Words(LONGEST_QUESTION, SHORTEN, label="Your question")
    priority = forms.ModelChoiceField(
        label="Which priority is it about?",
        queryset=Priority.objects.none(),
        to_field_name="number",
        required=False,
        empty_label=NO_PRIORITY,
        error_messages={"invalid_choice": "There is no such priority. Choose from the list."},
    )

    def __init__(self, *args: Any, priorities: QuerySet[Priority], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast(forms.ModelChoiceField, self.fields["priority"])
        choice.queryset = priorities


class SendForm(forms.Form):
    """About which priority a question is sent; each says to whom it goes, in a list that a phone shows whole."""

    priority = forms.ChoiceField(label="Which priority is it about?", required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, priorities: list[Priority], to: Recipients, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast(forms.ChoiceField, self.fields["priority"])
        choice.choices = [
            ("", f"{NO_PRIORITY}: goes to {to.in_words(None)}"),
            *((str(each.number), f"{each}: goes to {to.in_words(each)}") for each in priorities),
        ]


class RemoveForm(forms.Form):
    """The button that takes a question back."""


class AnswerForm(forms.Form):
    """An answer to a member's question."""

    words = Words(LONGEST_ANSWER, SHORTEN, label="Your answer")
