"""The forms by which a spreadsheet is loaded: the file, what its columns hold, and what its rows still need."""

from django import forms

from actions.importing.lexicon import Target
from actions.importing.preview import EMPTY, LEAVE, MAKE, Choices
from actions.models import Rating, Stage
from actions.updating.forms import DayInput, OwnedForm, Words
from csc_tracker.pages.shortening import shortened
from csc_tracker.pages.wording import count_of, in_a_row
from csc_tracker.spreadsheets.reading import MOST_BYTES

MOST_STATUSES = 40  # words whose meaning is asked on one page
_NOT_IN_THE_LIST = {"invalid_choice": "Choose one of the answers in the list."}


class UploadForm(OwnedForm):
    """The file, and that everyone may read what is in it: what it makes is open."""

    file = forms.FileField(
        label="The spreadsheet",
        help_text=f"An Excel workbook (.xlsx) or a CSV file, up to {MOST_BYTES // 1_000_000} MB.",
        error_messages={
            "required": "Choose the file.",
            "empty": "There is nothing in the file. Choose one with a row of headings and a row for each action.",
        },
    )
    published = forms.BooleanField(
        label="It was published, or will be: everyone may read it",
        help_text="What is exempt is not loaded from a spreadsheet. An admin loads it as a paper.",
        error_messages={"required": "Say that everyone may read it. What is exempt is not loaded from a spreadsheet."},
    )


class SheetForm(OwnedForm):
    """Which sheet of the file, what each of its columns holds, and what is to be said once of all its rows."""

    def __init__(self, *args, sheets, place, table, remembered, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.table, self.today = table, today
        if len(sheets) > 1:
            names = [
                (i, f"{sheet.name} (hidden in the file)" if sheet.hidden else sheet.name)
                for i, sheet in enumerate(sheets)
            ]
            self.fields["sheet"] = forms.TypedChoiceField(
                label="Sheet", choices=names, coerce=int, initial=place, error_messages=_NOT_IN_THE_LIST
            )
        if len(table.possible_headings) > 1:
            self.fields["heading_row"] = forms.TypedChoiceField(
                label="Row with the headings",
                choices=table.possible_headings,
                coerce=int,
                initial=table.heading_row,
                required=False,
                error_messages=_NOT_IN_THE_LIST,
            )
        for column in table.columns:
            self.fields[f"column-{column.place}"] = forms.ChoiceField(
                label=f"Column {column.letter}: {column.heading or 'no heading'}",
                choices=[("", "Leave out this column"), *Target.choices],
                required=False,
                initial=remembered.get(str(column.place), column.guess),
                help_text=_says_of(column, str(column.place) in remembered),
                error_messages=_NOT_IN_THE_LIST,
            )
        self.fields["as_at"] = forms.DateField(
            label="Which day are its statuses about?",
            help_text="Each update that it makes is about that day, and is by you.",
            initial=today,
            widget=DayInput,
            error_messages={"required": "Give the day.", "invalid": "Give the day as 14/01/2020 or 2020-01-14."},
        )
        self.fields["empty_owner"] = forms.ChoiceField(
            label="What does an empty cell under “Owner” mean?",
            help_text="An empty cell of any other column leaves what is here as it is.",
            choices=[(LEAVE, "Leave the owner as it is"), (EMPTY, "The action has no owner: take it away")],
            widget=forms.RadioSelect,
            initial=LEAVE,
            required=False,
        )
        if any(row.hidden for row in table.rows):
            self.fields["leave_hidden"] = forms.BooleanField(label="Leave out the hidden rows", required=False)

    def clean(self):
        cleaned = super().clean()
        by_target: dict[str, list] = {}
        for column in self.table.columns:
            if target := cleaned.get(f"column-{column.place}"):
                by_target.setdefault(target, []).append(column)
        for target, columns in by_target.items():
            if len(columns) > 1:
                names = in_a_row(f"“{column.name}”" for column in columns)
                label = Target(target).label
                sentence = f"{names} cannot both be “{label}”. Choose one, and leave the other out."
                self.add_error(f"column-{columns[1].place}", sentence)
        if not by_target.keys() & {Target.WORDS, Target.REFERENCE}:
            self.add_error(None, "Say which column holds the action, or its reference. Without one no row can be read.")
        if (day := cleaned.get("as_at")) and day > self.today:
            self.add_error("as_at", "This day is in the future. Give today or an earlier day.")
        return cleaned

    @property
    def targets(self) -> dict[int, str]:
        """What each column holds, by its place, once the form is valid."""
        return {column.place: self.cleaned_data[f"column-{column.place}"] for column in self.table.columns}

    @property
    def left_out(self) -> list[str]:
        """The names of the columns that are left out."""
        return [column.name for column in self.table.columns if not self.targets[column.place]]

    def choices(self, asked: "AskedForm | None" = None) -> Choices:
        """What both forms say; without the second what the first says alone."""
        said = asked.said if asked else {}
        return Choices(
            targets=self.targets,
            as_at=self.cleaned_data["as_at"],
            empty_owner=self.cleaned_data.get("empty_owner") or LEAVE,
            leave_hidden=self.cleaned_data.get("leave_hidden", False),
            **said,
        )


def _says_of(column, remembered):
    examples = "; ".join(f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”" for text in column.examples)
    parts = [f"For example {examples}." if examples else "All its cells are empty."]
    if column.hidden:
        parts.append("It is hidden in the sheet.")
    if remembered:
        parts.append("As you chose the last time.")
    elif column.by_cells:
        parts.append("This is a guess by what its cells hold.")
    return " ".join(parts)


class AskedForm(forms.Form):
    """What a preview asks: what to do with posts that are not here, what words for a status mean, and words that some
    rows need and do not have.
    """

    words = Words(
        label="Words for every such update",
        help_text="For example: reported by the leads for the meeting of 3 March, without a reason.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    due_reason = Words(label="Why do the dates move?", widget=forms.Textarea(attrs={"rows": 2}))
    due_agreed_by = forms.CharField(label="Who agreed to the new dates?", required=False, max_length=150)
    leave_wrong = forms.BooleanField(label="Leave out the rows with errors, and save the others", required=False)

    def __init__(self, data, *, preview):
        super().__init__(data)
        self.titles = dict(enumerate(preview.unknown_posts))
        for i, title in self.titles.items():
            rows = count_of(len(preview.unknown_posts[title]), "row")
            self.fields[f"post-{i}"] = forms.ChoiceField(
                label=f"“{title}”, in {rows}",
                choices=[(MAKE, "Make this post"), (LEAVE, "Leave it out: owners stay as they are")],
                widget=forms.RadioSelect,
                required=False,
                error_messages=_NOT_IN_THE_LIST,
            )

        self.statuses = dict(enumerate(list(preview.unknown_statuses)[:MOST_STATUSES]))
        meanings = [*Stage.choices, *Rating.choices, (LEAVE, "Nothing: leave it out")]
        for i, word in self.statuses.items():
            rows = count_of(len(preview.unknown_statuses[word]), "row")
            self.fields[f"status-{i}"] = forms.ChoiceField(
                label=f"“{shortened(word, 60)}”, in {rows}",
                choices=[("", "Nobody has said yet"), *meanings],
                required=False,
                error_messages=_NOT_IN_THE_LIST,
            )

    @property
    def said(self) -> dict:
        """What was answered, as `Choices` has it; empty for what was not understood."""
        self.is_valid()
        answers = {name: self.cleaned_data.get(name, "").strip() for name in ("words", "due_reason", "due_agreed_by")}
        posts = {title: self.cleaned_data.get(f"post-{i}") for i, title in self.titles.items()}
        statuses = {word: self.cleaned_data.get(f"status-{i}") for i, word in self.statuses.items()}
        return {
            **answers,
            "posts": {title: answer for title, answer in posts.items() if answer},
            "statuses": {word: answer for word, answer in statuses.items() if answer},
        }

    @property
    def post_fields(self):
        return [self[f"post-{i}"] for i in self.titles]

    @property
    def status_fields(self):
        return [self[f"status-{i}"] for i in self.statuses]

    def field_of(self, title: str) -> str:
        """The name of the question about the post of this title."""
        return next(f"post-{i}" for i, each in self.titles.items() if each == title)
