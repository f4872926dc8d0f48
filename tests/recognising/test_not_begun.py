"""A bare letter of a rating says little; words that nothing has begun say it outright."""

import pytest

from inspections.loading.reading.reader import read
from inspections.loading.recognising.paper import recognise

PLAN = """# Improvement plan, 1 March 2024

## Priority 1: Front door

| Ref | Action | Lead | Deadline | RAG | Progress |
|---|---|---|---|---|---|
| 1.1 | Publish the threshold guide | Head of Service | June 2024 | {rag} | {progress} |
"""


@pytest.mark.parametrize(
    ("rag", "progress", "stage"),
    [
        ("Amber", "Not yet begun", "planned"),
        ("A", "Not started.", "planned"),
        ("Amber", "No update", "under_way"),
        ("Amber", "Draft shared with partners", "under_way"),
        ("In progress", "Not yet begun", "under_way"),
    ],
)
def test_words_that_nothing_has_begun_win_over_a_bare_colour(rag, progress, stage):
    proposals = recognise(read(PLAN.format(rag=rag, progress=progress).encode()))
    assert [one.fields["stage"] for one in proposals if one.kind == "action"] == [stage]
