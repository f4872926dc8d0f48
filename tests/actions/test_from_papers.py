"""What a paper reports of an action takes effect on the day that it can (docs/rules.md, “From a paper”)."""

from datetime import date

import pytest

from actions.updating.from_papers import Reported, record_from_paper
from tests.making import make_action, make_frozen_position, make_plan, make_priority

pytestmark = pytest.mark.django_db
PAPER = date(2020, 1, 14)

DAYS = [
    ({"stage": "complete", "finished": date(2019, 12, 31)}, date(2019, 12, 31), False),
    ({"stage": "complete", "finished": date(2020, 1, 31)}, PAPER, False),
    ({"stage": "complete"}, PAPER, True),
    ({"stage": "planned"}, PAPER, False),
    ({"stage": "under_way", "finished": date(2019, 12, 31)}, PAPER, False),
]


@pytest.mark.parametrize(("said", "day", "not_given"), DAYS, ids=["done", "done after it", "no day", "planned", "open"])
def test_a_report_speaks_for_the_day_that_it_gives_and_never_after_the_paper(said, day, not_given):
    update = record_from_paper(make_action(), Reported(**said), PAPER)
    assert (update.effective_date, update.date_not_stated, update.paper_day) == (day, not_given, None)
    assert (update.source, update.by, update.rating) == ("paper", None, "")


def test_after_a_frozen_position_it_speaks_for_that_day_and_keeps_its_own():
    plan = make_plan()
    action = make_action(make_priority(plan))
    make_frozen_position(plan, on=date(2020, 2, 1))
    update = record_from_paper(action, Reported(stage="complete", finished=date(2019, 12, 31)), PAPER)
    assert (update.effective_date, update.paper_day) == (date(2020, 2, 1), date(2019, 12, 31))


def test_a_due_date_comes_with_its_words_and_basis():
    due = {"due_words": "through 2020", "due_last_day": date(2020, 12, 31), "due_basis": "heading"}
    update = record_from_paper(make_action(), Reported(stage="planned", **due), PAPER)
    assert (update.due_words, update.due_last_day, update.due_basis, update.due_change) == (
        "through 2020", date(2020, 12, 31), "heading", "given",
    )  # fmt: skip
