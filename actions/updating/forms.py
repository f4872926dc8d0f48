"""The officers' forms: an update in one short page or two, an owner, a lead."""

import uuid
from copy import deepcopy
from datetime import date

from django import forms

from actions.models import LONGEST_WORDS, DueBasis, Impact, Rating, Stage
from actions.periods.period import Period
from actions.periods.reader import read_period
from actions.positions.baseline import DAY
from actions.positions.status import OPEN_STAGES
from actions.updating.updates import NEEDS_WORDS, WHAT_IS_DONE, Answers, effect_of
from csc_tracker.pages.characters import clean
from csc_tracker.pages.wording import in_words, lowered
from priorities.models import COMMENTARY_WORDS, Post


class DayInput(forms.DateInput):
    """A day in the browser's own field; what is not a day shows in a plain one, since the browser's would drop it."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        if shown and not DAY.fullmatch(shown):
            context["widget"]["type"] = "text"
        return context


# Stands for the new date while the officer has not given it yet: late enough for nothing to be late.
SOME_LATER_DAY = Period(None, date(9000, 1, 1), "day", "", "by", date(9000, 1, 1), date(9000, 1, 1))
DUE_HINT = "For example 30 June 2020, or June 2020 for its last day."


class Words(forms.CharField):
    """Free words, no more than a note: at most `longest` characters; `instead` says what to do about more."""

    def __init__(self, longest=LONGEST_WORDS, instead="Shorten it, or link to the paper as evidence.", **kwargs):
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 5}))
        super().__init__(required=False, max_length=longest, **kwargs)
        self.error_messages["max_length"] = f"This is longer than {longest:,} characters (%(show_value)d). {instead}"

    def to_python(self, value):
        return clean(super().to_python(value) or "")


class OwnedForm(forms.Form):
    """A form that says whose it is: if the session runs out, what it holds is kept for that person alone."""

    who = forms.CharField(widget=forms.HiddenInput, required=False)  # the primary key (see form_recovery.py)


class Hidden(OwnedForm):
    """What goes along unseen: whose form it is, what it knew of the action, and a number so that it saves once."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    submission = forms.UUIDField(widget=forms.HiddenInput)

    @staticmethod
    def fresh(user, seen):
        """The first values of the unseen fields; `seen` is how many updates of the action the form knows."""
        return {"who": user.pk, "seen": seen, "submission": uuid.uuid4()}


class DueMixin:
    """For a form with the field `due`, a date in an officer's words, which `self.today` dates where they name no year.

    A valid form has the period that the words mean as `cleaned_data["period"]`.
    """

    def clean_due(self):
        words = self.cleaned_data["due"].strip()
        self.cleaned_data["period"] = read_due(words, self.today)
        return words


DONE = (Stage.COMPLETE, Stage.AWAITING)
# The questions of the second page that can be answered on the first, in its two folds.
OF_THE_DATE = ("due", "due_reason", "due_agreed_by")
OF_THE_END = ("evidence_words", "evidence_url", "impact", "impact_words")


class UpdateForm(Hidden):
    """The first page of an update: where the action is, whether it will be done in time, what has happened.

    `early` are the questions of the second page that are in its folds, as they were answered.
    """

    stage = forms.ChoiceField(
        label="Where is it?",
        help_text="If it is done, say what shows that, below or on the next page. That page asks you to check what is "
        "done or stopped.",
        widget=forms.RadioSelect,
        error_messages={"required": "Say where the action is."},
    )
    rating = forms.ChoiceField(label="Will it be done in time?", widget=forms.RadioSelect, required=False)
    words = Words(
        label="What has happened since?",
        help_text="At risk and off track need words on what is in the way and what is being done about it. "
        "Another stage or rating than before needs a reason.",
    )
    new_date = forms.BooleanField(
        label="It needs a new date",
        help_text="Give the date, why it moves and who agreed below, or on the next page.",
        required=False,
    )
    earlier_day = forms.BooleanField(label="This is about an earlier day", required=False)

    RATINGS = {
        Rating.ON_TRACK: "Yes, on track",
        Rating.AT_RISK: "At risk",
        Rating.OFF_TRACK: "No, off track",
    }

    def __init__(self, *args, facts, stages, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [(stage.value, stage.label) for stage in stages]
        rating = self.fields["rating"]
        rating.choices = list(self.RATINGS.items())
        if facts and facts.due_last_day:
            rating.label = f"Will it be done by {in_words(facts.due_last_day)}?"
            if facts.due_basis != DueBasis.OWN:
                basis = DueBasis(facts.due_basis).label
                rating.help_text = f"This date comes {basis}. The action does not have its own date."
        else:
            rating.label = "Will it be done?"
            rating.help_text = "It has no finishing date. You can give it one below."
        if facts and facts.stage not in OPEN_STAGES:
            rating.label = f"If it is not done after all: {lowered(rating.label)}"
        if not (facts and facts.due_basis == DueBasis.OWN):
            self.fields["new_date"].label = "It needs its own date"
            self.fields["new_date"].help_text = "Give the date below, or on the next page."
        for name in ("stage", "rating"):
            self.fields[name].error_messages["invalid_choice"] = "Choose one of the answers in the list."

    def clean(self):
        cleaned = super().clean()
        open_stage = cleaned.get("stage") in OPEN_STAGES
        if open_stage and not cleaned.get("rating") and "rating" not in self.errors:
            self.add_error("rating", "Say whether it will be done in time.")
        if self._answered(OF_THE_DATE[:1]):
            cleaned["new_date"] = True
        if not open_stage:
            cleaned["rating"] = ""
            cleaned["new_date"] = False
        if cleaned.get("stage") and cleaned["stage"] not in DONE and self._answered(OF_THE_END):
            self.add_error("stage", "You answered what shows that it is done. Say that it is done, or empty that.")
        return cleaned

    def _answered(self, names):
        """Whether any of these questions of the second page was answered on this one."""
        return "second" not in self.data and any(self.data.get(name, "").strip() for name in names)


class NoChangeForm(Hidden):
    """“No change, still true”: with a word on what is being done where the action is late, off track or at risk."""

    words_needed = Words(label="What is being done about it?", widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, needs_words, **kwargs):
        super().__init__(*args, **kwargs)
        self.needs_words = needs_words

    def clean_words_needed(self):
        words = self.cleaned_data["words_needed"].strip()
        if self.needs_words and not words:
            raise forms.ValidationError(WHAT_IS_DONE)
        return words


class DetailsForm(DueMixin, forms.Form):
    """The second page: only what the first page's answers make needful."""

    day = forms.DateField(
        label="Which day is it about?",
        required=False,
        widget=DayInput,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": "Write the day as 2020-01-10, year first."},
    )
    words_needed = Words()
    due = forms.CharField(
        label="By when will it be done?",
        required=False,
        max_length=200,
        help_text=DUE_HINT,
    )
    due_reason = Words(label="Why is the date moving?", widget=forms.Textarea(attrs={"rows": 3}))
    due_agreed_by = forms.CharField(
        label="Who agreed to the new date?", required=False, max_length=150, help_text="The post, such as Director."
    )
    evidence_words = Words(
        label="What shows that it is done?",
        help_text="For example a paper, a policy or a team in place. Say this, or what impact it has had. "
        "You can add files once the update is saved.",
    )
    evidence_url = forms.URLField(
        label="Link to it, if there is one",
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={"invalid": "This is not a web address. Write it as https://www.example.org/policy."},
    )
    impact = forms.ChoiceField(
        label="What impact has it had on children and families?",
        required=False,
        widget=forms.RadioSelect,
        choices=[("", "Not yet known"), *Impact.choices],
    )
    impact_words = Words(label="How do you know?", widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, first, action, updates, today, interval, **kwargs):
        """`first`: the cleaned answers of the first page; `updates`: the action's so far; `interval`: the plan's update
        interval, in days.
        """
        super().__init__(*args, **kwargs)
        self.first, self.action, self.updates, self.today, self.interval = first, action, updates, today, interval
        self.effect = effect_of(action, updates, self._answers(self._expected()), interval)
        wanted = set(self.needed())
        self.unneeded = {name: self.fields.pop(name) for name in list(self.fields) if name not in wanted}

    def _expected(self):
        """The day and the due date that the form was sent with, before it is cleaned; a later day stands in for a due
        date that is missing or cannot be read.
        """
        sent = {
            name: field.widget.value_from_datadict(self.data, self.files, name) for name, field in self.fields.items()
        }
        expected = {}
        if self.first["earlier_day"]:
            try:
                expected["day"] = self.fields["day"].clean(sent["day"])
            except forms.ValidationError:
                expected["day"] = None
        if self.first["new_date"]:
            period = read_period(sent["due"] or "", self.today)
            self.due_known = period is not None and period.last_day is not None
            expected["period"] = period if self.due_known else SOME_LATER_DAY
        return expected

    def needed(self):
        """The names of the questions that the first page's answers make needful."""
        first, effect = self.first, self.effect
        if first["earlier_day"]:
            yield "day"
        done = first["stage"] in DONE
        asks = first["rating"] in NEEDS_WORDS or effect.changes_status or self._typed("words_needed").strip()
        if not first["words"].strip() and not done and asks:
            self.fields["words_needed"].label = self._words_question()
            yield "words_needed"
        if first["new_date"]:
            yield "due"
            if effect.before and effect.before.due_basis == DueBasis.OWN:
                yield from ("due_reason", "due_agreed_by")
            else:
                self.fields["due"].help_text = f"{DUE_HINT} It becomes the first date given."
        if done:
            yield from OF_THE_END

    def _typed(self, name):
        return self.data.get(name) or self.initial.get(name, "")

    @property
    def needs_a_page(self):
        """Whether something is still asked, or what follows is grave: done or stopped now, or no longer."""
        grave = {Stage(stage) not in OPEN_STAGES for stage in (self.effect.stage_before, self.first["stage"]) if stage}
        return True in grave or not self.is_answered

    @property
    def is_answered(self):
        """Whether nothing is asked but what the first page asks too, and that was answered there."""
        return not self.fields or (self.is_of_the_date and self.is_valid())

    @property
    def is_of_the_date(self):
        """Whether all that is asked is of a new date, which the first page asks too."""
        return set(self.fields) <= set(OF_THE_DATE)

    def _words_question(self):
        """The question that the words answer."""
        if self.first["rating"] in NEEDS_WORDS:
            return "What is in the way, and what is being done?"
        if self.first["stage"] == Stage.STOPPED:
            return "Why is it stopped?"
        if not self.effect.changes_status:
            return "What has happened?"  # it was asked before, and answered
        return f"Why does it change from {self.effect.status_before.words} to {self.effect.status_after.words}?"

    def change_in_words(self):
        """What the update will change, a line each; a date that is still to be given shows as “A new date”."""
        lines = self.effect.in_words()
        if self.first["new_date"] and not self.due_known:
            lines = [line for line in lines if not line.startswith("Due")]
            lines.append("A new date, which you give below")
        return lines

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day is None:
            raise forms.ValidationError("Give the day that it is about.")
        return day

    def add_problem(self, name, sentence):
        """Put a sentence of `updates.problems` beside the question that it is about, or over the form."""
        question = {"effective_date": "day", "words": "words_needed"}.get(name, name)
        if question in self.unneeded:
            self.fields[question] = self.unneeded.pop(question)
            self.fields[question].label = self.fields[question].label or "What has happened?"
        self.add_error(question if question in self.fields else None, sentence)

    def answers(self):
        """The officer's answers from both pages, once the form is valid."""
        return self._answers(self.cleaned_data)

    def _answers(self, cleaned):
        first = self.first
        return Answers(
            effective_date=cleaned.get("day") or self.today,
            stage=first["stage"],
            rating=first["rating"],
            words=first["words"].strip() or cleaned.get("words_needed", "").strip(),
            due=cleaned.get("period"),
            due_reason=cleaned.get("due_reason", ""),
            due_agreed_by=cleaned.get("due_agreed_by", ""),
            impact=cleaned.get("impact", ""),
            impact_words=cleaned.get("impact_words", ""),
            evidence_words=cleaned.get("evidence_words", ""),
            evidence_url=cleaned.get("evidence_url", ""),
        )


class EarlyForm(forms.Form):
    """Questions of the second page as the first asks them: what is answered there is read by the second's own form.

    `moves`: whether a new date would move one that the action has.
    """

    def __init__(self, *args, moves, **kwargs):
        super().__init__(*args, **kwargs)
        self.of_the_date = OF_THE_DATE if moves else OF_THE_DATE[:1]
        self.fields |= {name: deepcopy(DetailsForm.base_fields[name]) for name in (*self.of_the_date, *OF_THE_END)}

    def folds(self):
        """The words of each fold, and its questions."""
        yield "Give the new date here", [self[name] for name in self.of_the_date]
        yield "Say here what shows that it is done", [self[name] for name in OF_THE_END]


def read_due(words, today):
    """The period that an officer's words for a due date mean; ValidationError with a sentence where it has no end."""
    if not words:
        raise forms.ValidationError("Give the date, such as 30 June 2020.")
    period = read_period(words, today)
    if period is None or period.last_day is None:
        raise forms.ValidationError(f"“{words}” could not be read as a date. Write it as 30 June 2020, or June 2020.")
    return period


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = Words(label="Why?", widget=forms.Textarea(attrs={"rows": 2}))

    def clean_reason(self):
        reason = self.cleaned_data["reason"].strip()
        if not reason:
            raise forms.ValidationError("Say why. A few words are enough.")
        return reason


class CommentaryForm(OwnedForm):
    """An officer's commentary; its rules are in priorities/commentary.py."""

    words = Words(
        label="Commentary",
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=f"At most {COMMENTARY_WORDS} words.",
    )


class ImpactForm(OwnedForm):
    """The impact that a priority has made; its rules are in impact.py."""

    impact = forms.ChoiceField(
        label="What impact has it had on children and families?",
        required=False,
        widget=forms.RadioSelect,
        choices=Impact.choices,
        error_messages={"invalid_choice": "Choose one of the answers in the list."},
    )
    words = Words(label="How do you know?")


class FirstDueForm(DueMixin, ReasonForm):
    """The first date as it should have been entered, and what was wrong."""

    due = forms.CharField(label="What should it have been?", required=False, max_length=200, help_text=DUE_HINT)
    field_order = ["due", "reason"]

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today


class PostForm(ReasonForm):
    """A post to give an action or a priority, and why."""

    post = forms.ModelChoiceField(
        label="Post",
        queryset=Post.objects.none(),
        required=False,
        empty_label="None",
        error_messages={"invalid_choice": "There is no such post. Choose from the list."},
    )
    new_post = forms.CharField(
        label="Or a post that is not in the list",
        required=False,
        max_length=150,
        help_text="The post’s title, such as Head of Early Help. Do not give a person’s name.",
    )
    field_order = ["post", "new_post", "reason"]

    def __init__(self, *args, council, **kwargs):
        super().__init__(*args, **kwargs)
        self.council = council
        self.fields["post"].queryset = Post.objects.filter(council=council)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("post") and cleaned.get("new_post", "").strip():
            self.add_error("new_post", "Choose a post from the list or write one, not both.")
        return cleaned

    def chosen(self):
        """The post that was chosen, made now where its title was written; None for none."""
        title = " ".join(self.cleaned_data["new_post"].split())
        if not title:
            return self.cleaned_data["post"]
        return Post.objects.get_or_create(council=self.council, title=title)[0]
