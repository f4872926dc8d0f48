"""Looking at what answers the findings that nobody has looked at yet, many at a time."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from actions.models import Action
from actions.pages.page_context import PageContext
from csc_tracker.models import User
from inspections.models import Finding
from inspections.scrutiny.action_reference import find_action
from inspections.scrutiny.findings.gaps import Gap
from inspections.scrutiny.findings.links import add_link, record_no_answer
from inspections.scrutiny.findings.proposals import Proposal, propose
from inspections.scrutiny.plan_queries import findings_to_improve
from priorities.models import Plan, Post, Priority

AT_A_TIME = 10  # findings on a page
NOTHING = "nothing"
_NOTHING_WORDS = "Nothing in the plan answers it"
_LOOKED = "Looked at, with every action of the plan."


def not_looked_at(page_context: PageContext) -> list[Finding]:
    """The plan's findings to improve that nobody has looked at, in their order."""
    return [finding for finding in findings_to_improve(page_context) if finding.gap == Gap.NOT_LOOKED_AT]


class LookForm(forms.Form):
    """For each finding: what is proposed, ticked where it answers; another action; or that nothing does.

    A finding of which nothing is ticked stays for later.
    """

    def __init__(
        self, *args: Any, findings: Iterable[Finding], plan: Plan, posts: QuerySet[Post], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.plan, self.findings = plan, list(findings)
        self.proposals: dict[int, dict[str, Proposal]] = {}
        proposals = propose(self.findings, plan)
        for finding in self.findings:
            proposed = {each.key: each for each in proposals[finding.pk]}
            self.proposals[finding.pk] = proposed
            choices = [(key, f"{each.named}: {each.words} ({each.why})") for key, each in proposed.items()]
            self.fields[f"finding_{finding.pk}"] = forms.MultipleChoiceField(
                label=f"Finding {finding.number}: “{finding.words}”", choices=[*choices, (NOTHING, _NOTHING_WORDS)],
                required=False, widget=forms.CheckboxSelectMultiple,
                error_messages={"invalid_choice": "That is not among what is proposed. Choose from the list."},
            )  # fmt: skip
            self.fields[f"other_{finding.pk}"] = forms.CharField(
                label=f"Another action that answers finding {finding.number}", required=False, max_length=20,
                help_text="Its reference, such as P3.06.",
            )  # fmt: skip
        self.fields["post"] = forms.ModelChoiceField(
            label="Which post are you acting for?", queryset=posts, empty_label="Choose a post",
            initial=posts[0] if len(posts) == 1 else None,
            error_messages={"required": "Choose the post.", "invalid_choice": "You do not hold that post."},
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for finding in self.findings:
            name, other = f"finding_{finding.pk}", f"other_{finding.pk}"
            try:
                cleaned[other] = find_action(self.plan, cleaned.get(other) or "")
            except ValidationError as problem:
                self.add_error(other, problem)
                continue
            chosen = cleaned.get(name) or []
            if NOTHING in chosen and (len(chosen) > 1 or cleaned[other]):
                self.add_error(name, f"Choose what answers it, or “{_NOTHING_WORDS}”, not both.")
        return cleaned

    def answers(self) -> dict[Finding, list[tuple[Priority | Action, str]] | None]:
        """Of each finding that was looked at: what answers it, each with why; None where nothing does."""
        looked_at: dict[Finding, list[tuple[Priority | Action, str]] | None] = {}
        for finding in self.findings:
            chosen = self.cleaned_data[f"finding_{finding.pk}"]
            proposed = self.proposals[finding.pk]
            answers = [(proposed[key].answer, proposed[key].why) for key in chosen if key != NOTHING]
            other = self.cleaned_data[f"other_{finding.pk}"]
            if other and other not in [answer for answer, _ in answers]:
                answers.append((other, _LOOKED))
            if answers or NOTHING in chosen:
                looked_at[finding] = answers or None
        return looked_at


def save_what_was_seen(form: LookForm, *, by: User, post: Post, on: date) -> int:
    """Link each finding to what answers it, or record that nothing does; gives how many findings were looked at."""
    looked_at = form.answers()
    for finding, answers in looked_at.items():
        if answers is None:
            record_no_answer(finding, form.plan, by=by, post=post, on=on, reason=_LOOKED)
        for answer, why in answers or ():
            add_link(finding, answer, by=by, post=post, on=on, reason=why)
    return len(looked_at)
