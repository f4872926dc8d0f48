"""The field for a day."""

import pytest

from actions.updating.forms import DayInput


@pytest.mark.parametrize(
    ("value", "kind"), [(None, "date"), ("2020-04-01", "date"), ("tomorrow", "text"), ("1/4/20", "text")]
)
def test_what_is_not_a_day_stays_to_be_corrected(value, kind):
    drawn = DayInput().render("on", value)
    assert f'type="{kind}"' in drawn
    assert (f'value="{value}"' in drawn) == bool(value)
