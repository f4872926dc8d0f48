"""Small makers of what a test needs: each gives what it makes, with as little as the constraints ask."""

import hashlib
from datetime import UTC, date, datetime
from itertools import count
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from actions.models import Action, ActionPeriod, Comment, EvidenceFile, FrozenPosition, ProgressUpdate
from actions.positions.recording import rebuild_positions, record_update
from csc_tracker.people import roles
from inspections.models import FrozenFile, FrozenRecord
from inspections.reporting import freezing
from priorities.exempt_readers import give_right
from priorities.models import Commentary, Exemption, Measure, MeasureValue, Plan, Post, PostHolding, Priority

TODAY = date(2020, 1, 14)
_numbers = count(1)


def make_user(role=None, username="", **kwargs):
    """A person with a role's group; none for a person without a role."""
    user = get_user_model().objects.create_user(
        username or f"person{next(_numbers)}", password="improvement-plan", **kwargs
    )
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


def make_officer(**kwargs):
    return make_user(roles.OFFICER, **kwargs)


def make_plan(**kwargs):
    number = next(_numbers)
    values = {"slug": f"plan-{number:05d}", "title": f"Plan {number}", "council": "Testham", "ends": date(2021, 3, 31)}
    return Plan.objects.create(**values | kwargs)


def make_exemption(plan, **kwargs):
    """An exemption for a plan; what is made with it is exempt."""
    return Exemption.objects.create(
        **{"plan": plan, "paragraph": "3", "reason": "The test says so.", "on": TODAY} | kwargs
    )


def let_read_exempt(user, plan):
    """Give a person the right to read the exempt matter of a plan, by some other admin."""
    give_right(user, plan, by=make_user(roles.ADMIN), on=TODAY, reason="The test says so.")
    user.refresh_from_db()
    return user


def make_post(title="", council="Testham"):
    return Post.objects.create(title=title or f"Post {next(_numbers)}", council=council)


def make_holding(user, post, **kwargs):
    return PostHolding.objects.create(user=user, post=post, **kwargs)


def make_priority(plan=None, **kwargs):
    plan = plan or make_plan()
    number = kwargs.pop("number", plan.priorities.count() + 1)
    values = {"short_name": f"Priority {number}", "words": f"The words of priority {number}."}
    return Priority.objects.create(plan=plan, number=number, **values | kwargs)


def make_action(priority=None, **kwargs):
    priority = priority or make_priority()
    number = kwargs.pop("number", priority.actions.count() + 1)
    values = {"words": f"Do thing {number}.", "column": Action.Column.PLANNED}
    return Action.objects.create(priority=priority, number=number, **values | kwargs)


def make_period(action, role="start", **kwargs):
    values = {"words": f"words {next(_numbers)}"}
    return ActionPeriod.objects.create(action=action, role=role, **values | kwargs)


def make_due(last_day, basis="own", change="given", **kwargs):
    """The fields of an update that give a due date."""
    values = {"due_last_day": last_day, "due_basis": basis, "due_change": change, "due_words": f"by {last_day}"}
    if change == "moved":
        values |= {"due_reason": "The supplier is late.", "due_agreed_by": "Director"}
    return values | kwargs


def update_of(action, **kwargs):
    """An unsaved paper's update of an action, or an officer's where `by` is given."""
    values = {
        "sequence": next(_numbers) + 1_000,
        "effective_date": TODAY,
        "recorded_at": datetime(2020, 1, 14, 12, tzinfo=UTC),
        "source": ProgressUpdate.Source.OFFICER if kwargs.get("by") else ProgressUpdate.Source.PAPER,
    }
    return ProgressUpdate(action=action, **values | kwargs)


def make_update(action, update=None, **kwargs):
    """A recorded update; see `update_of`. Says “planned” where nothing is said. `update`: one that `update_of` gave."""
    if update is not None:
        return record_update(update)
    if not kwargs.keys() & {"stage", "rating", "words", "withdraws", "impact", "due_basis", "no_change"}:
        kwargs["stage"] = "planned"
    update = update_of(action, **kwargs)
    if "sequence" not in kwargs:
        return record_update(update)
    update.save_base(force_insert=True)  # recorded out of turn, as loaddata may
    rebuild_positions([action.pk])
    return update


def make_evidence(update, **kwargs):
    """A file of an update, as text."""
    content = kwargs.pop("content", b"Notes of the panel.")
    values = {
        "title": "Notes", "shows": "The panel met.", "name": "notes.txt", "kind": "txt", "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(), "content": content, "by": kwargs.pop("by", None) or update.by or make_officer(),
        "on": TODAY, "recorded_at": datetime(2020, 1, 14, 12, tzinfo=UTC),
    }  # fmt: skip
    return EvidenceFile.objects.create(update=update, **values | kwargs)


def make_comment(action, by=None, **kwargs):
    """A comment of an officer on an action, for officers."""
    values = {
        "words": "I will ask.", "by": by or make_officer(), "on": TODAY, "submission": uuid4(),
        "recorded_at": datetime(2020, 1, 14, 12, tzinfo=UTC),
    }  # fmt: skip
    return Comment.objects.create(action=action, **values | kwargs)


def last_position(action):
    """What all the updates of an action come to, whatever the day."""
    return type(action).objects.with_last_position().get(pk=action.pk).position


def make_reported_action(priority=None, due=date(2020, 3, 31), stage="planned", effective_date=TODAY, **kwargs):
    """An action that a paper reports, with a due date of its own (None: without)."""
    action = make_action(priority, **kwargs)
    dated = make_due(due) if due else {}
    make_update(action, stage=stage, effective_date=effective_date, **dated)
    return action


def make_commentary(plan, priority=None, **kwargs):
    """An officer's commentary on a plan, or on one of its priorities."""
    values = {"words": "We are getting on.", "on": TODAY, "recorded_at": datetime(2020, 1, 14, 12, tzinfo=UTC)}
    by = kwargs.pop("by", None) or make_officer()
    return Commentary.objects.create(plan=plan, priority=priority, by=by, **values | kwargs)


def make_measure(priority=None, **kwargs):
    priority = priority or make_priority()
    number = kwargs.pop("number", priority.measures.count() + 1)
    return Measure.objects.create(
        priority=priority, number=number, **{"name": f"Measure {number}", "unit": "%", "better": "up"} | kwargs
    )


def make_value(measure=None, value=None, **kwargs):
    measure = measure or make_measure()
    order = kwargs.pop("order", measure.values.count() + 1)
    values = {"kind": "value", "words": f"{value}%", "date_words": "January 2020"}
    return MeasureValue.objects.create(measure=measure, order=order, value=value, **values | kwargs)


def make_frozen_position(plan, on=TODAY, **kwargs):
    """A frozen position without any record; freezing.freeze makes real ones."""
    number = next(_numbers)
    values = {
        "meeting": f"meeting-{number:05d}", "reported_to": "Select Committee", "meeting_words": "23 January 2020",
        "version": 1, "on": on, "last_sequence": 0, "frozen_at": datetime(2020, 1, 14, 12, tzinfo=UTC),
        "agreed_name": "A. Director", "agreed_post": "Director", "agreed_on": on, "rules": "1", "records_count": 0,
        "figures": '{"counted":0,"states":{}}',
        "checksum": f"{number:064d}",
    }  # fmt: skip
    by = kwargs.pop("by", None) or make_user()
    position = FrozenPosition(plan=plan, by=by, **values | kwargs)
    if "signature" not in kwargs:
        position.signature = freezing.sign_checksum(position)
    position.save(force_insert=True)
    return position


def make_frozen_record(position, order=0, **kwargs):
    return FrozenRecord.objects.create(
        position=position, order=order, **{"kind": "action", "key": "P1.01", "content": "{}"} | kwargs
    )


def make_frozen_file(position, **kwargs):
    return FrozenFile.objects.create(
        position=position, **{"kind": "pdf", "name": "briefing.pdf", "sha256": "0" * 64, "content": b"%PDF"} | kwargs
    )


def run_out(client):
    """The session of whoever is signed in with a test client ends by its time; the browser keeps its other cookies."""
    client.get("/accessibility/")  # a page that they saw while signed in
    del client.cookies["sessionid"]
