"""The forms that change what answers a finding."""

from django import forms

from actions.updating.forms import ReasonForm
from inspections.scrutiny.action_reference import find_action
from priorities.models import Priority


class LinkForm(ReasonForm):
    """Why a link between a finding and what answers it changes, and in the name of which post."""

    post: forms.ModelChoiceField = forms.ModelChoiceField(
        label="Which post are you acting for?",
        queryset=None,
        empty_label="Choose a post",
        error_messages={
            "required": "Choose the post.",
            "invalid_choice": "You do not hold that post. Choose from the list.",
        },
    )

    def __init__(self, *args, posts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = posts
        if "post" not in self.initial and len(posts) == 1:
            self.initial["post"] = posts[0]


class AddLinkForm(LinkForm):
    """An action or a priority that answers a finding, and why."""

    action = forms.CharField(
        label="Which action answers it?", required=False, max_length=20, help_text="Its reference, such as P3.06."
    )
    priority = forms.ModelChoiceField(
        label="Or which priority as a whole?",
        queryset=Priority.objects.none(),
        required=False,
        empty_label="None",
        error_messages={"invalid_choice": "There is no such priority. Choose from the list."},
    )
    field_order = ["action", "priority", "reason", "post"]

    def __init__(self, *args, plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.fields["priority"].queryset = Priority.objects.filter(plan=plan)

    def clean_action(self):
        return find_action(self.plan, self.cleaned_data["action"])

    def clean(self):
        cleaned = super().clean()
        if "action" in cleaned and "priority" in cleaned:
            if cleaned["action"] and cleaned["priority"]:
                self.add_error("priority", "Choose an action or a priority, not both.")
            elif not cleaned["action"] and not cleaned["priority"]:
                self.add_error("action", "Say which action or priority answers it.")
        return cleaned
