"""The form of a comment."""

from django import forms
from django.core.exceptions import ValidationError

from actions.models import LONGEST_COMMENT
from actions.talking.mentions import named_in
from actions.updating.forms import OwnedForm, Words


class CommentForm(OwnedForm):
    """What to say, who reads it, and whose post it names."""

    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)
    words = Words(
        longest=LONGEST_COMMENT,
        instead="Shorten it, or write two.",
        label="Your comment",
        help_text="Write @ and the title of a post to send its holder an email, such as @Head of Early Help. Name no "
        "child and no family.",
    )
    members = forms.ChoiceField(
        label="Who reads it?",
        choices=[("no", "Officers"), ("yes", "Officers and committee members")],
        initial="no",
        widget=forms.RadioSelect,
        error_messages={"required": "Say who reads it.", "invalid_choice": "Choose one of the answers in the list."},
    )
    posts = forms.TypedMultipleChoiceField(
        label="Send an email to the holder of",
        help_text="It says that a comment names their post, and none of its words.",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "There is no such post. Choose from the list."},
    )

    def __init__(self, *args, posts, offered, **kwargs):
        """`posts`: those that “@” can name; `offered`: the ones among them to choose from."""
        super().__init__(*args, **kwargs)
        self.known = {post.pk: post for post in posts}
        self.fields["posts"].choices = [(post.pk, post.title) for post in offered]
        if not offered:
            del self.fields["posts"]

    def clean_words(self):
        words = self.cleaned_data["words"].strip()
        if not words:
            raise ValidationError("Write your comment.")
        self.named = named_in(words, list(self.known.values()))
        return words

    @property
    def chosen(self):
        """The posts that the words name or that were ticked, once the form is valid."""
        return list(dict.fromkeys([*self.named, *(self.known[key] for key in self.cleaned_data.get("posts", []))]))
