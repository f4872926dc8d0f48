"""The form that freezes a position."""

from django import forms

from actions.updating.forms import DayInput


class FreezeForm(forms.Form):
    """Who agreed to the position: the Director or a named deputy. Without it nothing is frozen."""

    agreed_name = forms.CharField(
        label="Who agreed to it?",
        max_length=150,
        help_text="The name of the Director or of their named deputy.",
        error_messages={"required": "Say who agreed: the Director’s name or the named deputy’s."},
    )
    agreed_post = forms.CharField(
        label="In which post?",
        max_length=150,
        help_text="For example Director of Children’s Services.",
        error_messages={"required": "Say in which post they agreed."},
    )
    agreed_on = forms.DateField(
        label="On which day did they agree?",
        widget=DayInput,
        input_formats=["%Y-%m-%d"],
        error_messages={
            "required": "Give the day that they agreed.",
            "invalid": "Write the day that they agreed as 2020-01-14, year first.",
        },
    )
    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)
