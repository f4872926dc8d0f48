"""The rule of how far a matter was answered on a day, and when it was said, without the database."""

from datetime import date

import pytest

from inspections.scrutiny.resolutions.progress import State, day_said, state_on


def day(number):
    return date(2020, 1, number)


YES, NO = True, False
WHOLE, PART = True, False


def word(on, answers_it, at=0, key=0):
    """A member's word of a day, recorded at a moment."""
    return day(on), at, key, answers_it


NO_ANSWER = []
A_PART = [(day(5), PART, [])]
THE_WHOLE = [(day(5), WHOLE, [])]


@pytest.mark.parametrize(
    ("on", "recorded", "state"),
    [
        pytest.param(10, {}, State.NOTED, id="nothing due"),
        pytest.param(10, {"needs_answer": True}, State.OPEN, id="due and unanswered"),
        pytest.param(4, {"needs_answer": True, "answers": A_PART}, State.OPEN, id="the day before an answer"),
        pytest.param(5, {"needs_answer": True, "answers": A_PART}, State.PART, id="the day of a part"),
        pytest.param(5, {"needs_answer": True, "answers": THE_WHOLE}, State.ANSWERED, id="the day of the whole"),
        pytest.param(5, {"answers": A_PART}, State.PART, id="answered though none was needed"),
        pytest.param(6, {"answers": [*A_PART, (day(6), WHOLE, [])]}, State.ANSWERED, id="a part, then the whole"),
        pytest.param(5, {"answers": [*A_PART, (day(6), WHOLE, [])]}, State.PART, id="the whole only later"),
        pytest.param(6, {"answers": [*THE_WHOLE, (day(6), PART, [])]}, State.ANSWERED, id="the whole, then a part"),
        pytest.param(6, {"answers": [(day(5), PART, [word(6, YES)])]}, State.ANSWERED, id="a member takes a part"),
        pytest.param(6, {"answers": [(day(5), WHOLE, [word(6, NO)])]}, State.PART, id="a member refuses the whole"),
        pytest.param(5, {"answers": [(day(5), WHOLE, [word(6, NO)])]}, State.ANSWERED, id="the day before that word"),
        pytest.param(
            4, {"needs_answer": True, "answers": [(day(5), PART, [word(4, YES)])]}, State.OPEN,
            id="a word on an answer that has not come",
        ),
        pytest.param(
            9, {"answers": [(day(5), PART, [word(6, NO), word(7, YES)])]}, State.ANSWERED, id="the later day decides"
        ),
        pytest.param(
            9, {"answers": [(day(5), PART, [word(7, NO)]), (day(6), WHOLE, [word(6, YES)])]}, State.PART,
            id="the later word, not the later answer",
        ),
        pytest.param(
            9, {"answers": [(day(5), PART, [word(6, NO, at=2, key=1), word(6, YES, at=1, key=2)])]}, State.PART,
            id="of one day the later recorded",
        ),
        pytest.param(
            9, {"answers": [(day(5), PART, [word(6, NO, key=1), word(6, YES, key=2)])]}, State.ANSWERED,
            id="of one moment the later key",
        ),
        pytest.param(8, {"closures": [day(8)], "needs_answer": True}, State.CLOSED, id="the day that it was closed"),
        pytest.param(7, {"closures": [day(8)], "needs_answer": True}, State.OPEN, id="the day before it was closed"),
        pytest.param(
            9, {"closures": [day(8)], "answers": [(day(5), PART, [word(9, NO)])]}, State.CLOSED,
            id="closed, whatever a member says",
        ),
    ],
)  # fmt: skip
def test_the_first_of_the_rule_that_holds_is_the_state(on, recorded, state):
    assert state_on(day(on), **recorded) == state


@pytest.mark.parametrize(
    ("papers", "said"),
    [
        pytest.param([], day(31), id="no paper: the meeting's last day"),
        pytest.param([None], day(31), id="a paper without a date"),
        pytest.param([day(14)], day(14), id="before the meeting"),
        pytest.param([day(20), None, day(14)], day(14), id="the earliest paper"),
        pytest.param([date(2020, 2, 1)], date(2020, 2, 1), id="after the meeting"),
    ],
)
def test_a_papers_own_date_is_the_day_that_it_was_said(papers, said):
    assert day_said(papers, day(31)) == said
