"""Actions as a spreadsheet, out and in: every column on the way out is read again on the way in."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from actions.models import Action, ActionPeriod, DueBasis, Impact, ProgressUpdate, Rating, Stage
from actions.positions.recording import record_update
from csc_tracker.spreadsheets.cells import as_text, choice_in, day_in, number_in
from csc_tracker.spreadsheets.resources import RecordResource, RowColumn
from csc_tracker.today import today
from priorities.models import Plan, Post

# What updates decide: a row of an action that is here must leave these as they are.
FROM_UPDATES = (
    "stage", "stage_since", "date_not_stated", "rating", "rated_on", "impact", "due_words", "due_first_day",
    "due_last_day", "due_basis", "first_due_last_day",
)  # fmt: skip
_DAYS = {"stage_since", "rated_on", "due_first_day", "due_last_day", "first_due_last_day"}
IMPORTED = "From an imported spreadsheet."
_NO_DATES = "Write each date on its own line, as role | words | first day | last day | note."


class ActionResource(RecordResource):
    """A plan's actions, each with its dates and what its updates come to.

    A row whose action is here may change the column, its heading and the paper's reference; everything else must be as
    it is. A row of an action that is not here makes it, with updates that come to what the row says.
    """

    plan = RowColumn("plan")
    priority = RowColumn("priority")
    number = RowColumn("number")
    reference = RowColumn("reference")
    words = RowColumn("words")
    column = RowColumn("column")
    column_heading = RowColumn("column_heading")
    paper_reference = RowColumn("paper_reference")
    owner = RowColumn("owner")
    dates = RowColumn("dates")
    stage = RowColumn("stage")
    stage_since = RowColumn("stage_since")
    date_not_stated = RowColumn("date_not_stated")
    rating = RowColumn("rating")
    rated_on = RowColumn("rated_on")
    impact = RowColumn("impact")
    due_words = RowColumn("due_words")
    due_first_day = RowColumn("due_first_day")
    due_last_day = RowColumn("due_last_day")
    due_basis = RowColumn("due_basis")
    first_due_last_day = RowColumn("first_due_last_day")

    class Meta(RecordResource.Meta):
        model = Action
        import_id_fields = ("plan", "priority", "number")
        fields = (
            "plan", "priority", "number", "reference", "words", "column", "column_heading", "paper_reference", "owner",
            "dates", *FROM_UPDATES,
        )  # fmt: skip
        export_order = fields

    def get_queryset(self):
        records = super().get_queryset().select_related("priority__plan", "owner").with_last_position()
        return records.prefetch_related("periods").order_by("priority__plan", "priority__number", "number")

    def row_of(self, action: Action) -> dict[str, object]:
        """Every column of an action's row."""
        latest = action.position if action.pk else None
        return {
            "plan": action.priority.plan.slug,
            "priority": action.priority.number,
            "number": action.number,
            "reference": action.reference,
            "words": action.words,
            "column": action.column,
            "column_heading": action.column_heading,
            "paper_reference": action.paper_reference,
            "owner": action.owner.title if action.owner else "",
            "dates": "\n".join(map(_period_line, action.periods.all())),
            **{name: as_text(getattr(latest, name, "")) for name in FROM_UPDATES},
            "date_not_stated": "yes" if getattr(latest, "date_not_stated", False) else "",
        }

    # In --------------------------------------------------------------------------------------------------------------

    def find(self, row):
        here = Action.objects.filter(
            priority__plan__slug=as_text(row.get("plan")).strip(),
            priority__number=number_in(row, "priority"),
            number=number_in(row, "number"),
        )
        return here.select_related("priority__plan", "owner").with_last_position().prefetch_related("periods").first()

    def begin(self, row):
        slug, number = as_text(row.get("plan")).strip(), number_in(row, "priority")
        plan = Plan.objects.filter(slug=slug).first()
        if plan is None:
            raise ValidationError({"plan": f"There is no plan “{slug}”. Give the slug of a plan in this tracker."})
        priority = plan.priorities.filter(number=number).first()
        if priority is None:
            raise ValidationError({"priority": f"The plan “{plan}” has no priority {number}. Enter it first."})
        return Action(priority=priority, number=number_in(row, "number"), words=as_text(row.get("words")))

    def fill(self, action, row):
        if action.pk is not None:
            self._check_unchanged(action, row)
        action.column = choice_in(row, "column", Action.Column.choices, Action.Column.ADDED)
        action.column_heading = as_text(row.get("column_heading"))
        action.paper_reference = as_text(row.get("paper_reference"))
        if action.pk is None:
            title = as_text(row.get("owner")).strip()
            if title:
                council = action.priority.plan.council
                action.owner, _ = Post.objects.get_or_create(council=council, title=title)
            self._updates(row)
            _periods(row)

    def _check_unchanged(self, action, row):
        """Refuse a row that would change what updates, the paper or an owner's change decide."""
        current = self.row_of(action)
        for column in ("words", "owner", "dates", *FROM_UPDATES):
            cell = as_text(day_in(row, column) if column in _DAYS else row.get(column))
            if cell.replace("\r\n", "\n").strip() != str(current[column]).strip():
                sentence = (
                    "A spreadsheet cannot change this. Record it on the action’s own page. The tracker has "
                    f"“{current[column] or 'nothing'}”."
                )
                raise ValidationError({column: sentence})

    def finish(self, action, row):
        for period in _periods(row):
            period.action = action
            period.save()
        for update in self._updates(row):
            update.action, update.recorded_at = action, timezone.now()
            record_update(update)

    def _updates(self, row: dict) -> list[ProgressUpdate]:
        """The updates that come to what the row says, the earliest first; a ValidationError names the column."""
        stage = choice_in(row, "stage", Stage.choices, Stage.PLANNED)
        rating = choice_in(row, "rating", Rating.choices)
        since, rated_on = _past_day(row, "stage_since"), _past_day(row, "rated_on")
        if rating and stage not in (Stage.PLANNED, Stage.UNDER_WAY):
            raise ValidationError(
                {"rating": "Only an action that is planned or under way can have a rating. Leave it empty."}
            )
        given, moved = _due_dates(row)
        officer = {"source": ProgressUpdate.Source.OFFICER, "by": self.by}
        report = ProgressUpdate(
            **officer,
            **given,
            effective_date=since,
            stage=stage,
            date_not_stated=as_text(row.get("date_not_stated")) == "yes",
            impact=choice_in(row, "impact", Impact.choices),
            evidence_words=IMPORTED if stage in (Stage.COMPLETE, Stage.AWAITING) else "",
        )
        updates = [report]
        if moved:
            updates.append(ProgressUpdate(**officer, **moved, effective_date=since))
        if rating:
            updates.append(ProgressUpdate(**officer, effective_date=rated_on, rating=rating, words=IMPORTED))
        return updates


def _past_day(row, column):
    """The day in a row's column, today where it is empty; a ValidationError names the column of a day in the future."""
    day = day_in(row, column) or today()
    if day > today():
        raise ValidationError({column: "This day is in the future. Give today or an earlier day."})
    return day


def _due_dates(row):
    """The fields of an update that gives the first due date, and of one that moves it; empty where there is none."""
    last, first = day_in(row, "due_last_day"), day_in(row, "first_due_last_day")
    if not last:
        return {}, {}
    change = ProgressUpdate.DueChange
    due = {
        "due_words": as_text(row.get("due_words")),
        "due_first_day": day_in(row, "due_first_day"),
        "due_last_day": last,
        "due_basis": choice_in(row, "due_basis", DueBasis.choices, DueBasis.OWN),
    }
    if not first or first == last:
        return {**due, "due_change": change.GIVEN}, {}
    given = {"due_last_day": first, "due_basis": due["due_basis"], "due_change": change.GIVEN}
    return given, {**due, "due_change": change.MOVED, "due_reason": IMPORTED, "due_agreed_by": "Not given"}


def _period_line(period):
    days = (as_text(day) for day in (period.first_day, period.last_day))
    return " | ".join((period.role, period.words, *days, period.note)).rstrip(" |")


def _periods(row: dict) -> list[ActionPeriod]:
    """The dates of a row's cell, not saved yet."""
    rows_of_actions = []
    for line in as_text(row.get("dates")).splitlines():
        parts = [part.strip() for part in line.split("|")]
        if not line.strip():
            continue
        if len(parts) < 2 or len(parts) > 5:
            raise ValidationError({"dates": f"“{line}” cannot be read. {_NO_DATES}"})
        role, words, first, last, note = (*parts, "", "", "")[:5]
        cell = {"dates": role, "first day": first, "last day": last}
        rows_of_actions.append(
            ActionPeriod(
                role=choice_in(cell, "dates", ActionPeriod.Role.choices, None),
                words=words,
                first_day=day_in(cell, "first day"),
                last_day=day_in(cell, "last day"),
                note=note,
            )
        )
    return rows_of_actions
