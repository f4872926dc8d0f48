"""The form that adds a file to an update."""

from django import forms

from actions.evidence.files import largest, too_large
from actions.evidence.kinds import ALLOWED
from actions.models import LONGEST_SHOWS, LONGEST_TITLE
from actions.updating.forms import OwnedForm, Words
from csc_tracker.pages.characters import clean
from csc_tracker.pages.wording import raised


class EvidenceForm(OwnedForm):
    """The file, its title and what it shows."""

    title = forms.CharField(
        label="Title",
        max_length=LONGEST_TITLE,
        help_text="For example “Audit of case files, March 2020”. Name no child and no family, here or in the file.",
        error_messages={
            "required": "Give it a title.",
            "max_length": f"This is longer than {LONGEST_TITLE} characters (%(show_value)d). Shorten it.",
        },
    )
    shows = Words(
        longest=LONGEST_SHOWS,
        instead="Shorten it.",
        label="What does it show?",
        help_text="A sentence is enough.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    file = forms.FileField(
        label="The file",
        error_messages={
            "required": "Choose the file. A browser does not keep it: choose it again whenever this page comes back.",
            "empty": "There is nothing in the file. Choose another.",
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        size = largest() // 1_000_000
        self.fields["file"].help_text = (
            f"{raised(ALLOWED)}, up to {size} MB. If this page comes back with a problem, or once you signed in "
            "again, choose the file again: browsers do not keep it."
        )

    def clean_title(self):
        title = " ".join(clean(self.cleaned_data["title"]).split())
        if not title:
            raise forms.ValidationError(self.fields["title"].error_messages["required"])
        return title

    def clean_shows(self):
        return self.cleaned_data["shows"].strip()

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > largest():
            raise forms.ValidationError(too_large())
        return file
