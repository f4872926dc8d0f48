"""What the papers of invented councils hold of a plan is found, right, and nothing else is."""

import pytest

from tests.recognising.recall import PAPERS, compare

KINDS = ("priority", "action", "measure")


@pytest.mark.parametrize(
    "expectation", sorted(PAPERS.glob("*.expected.json")), ids=lambda path: path.name.removesuffix(".expected.json")
)
def test_every_priority_action_and_measure_is_found_right_and_none_invented(expectation):
    result = compare(expectation)
    differences = [
        difference for difference in result.differences if any(kind in difference.split(":")[0] for kind in KINDS)
    ]
    assert differences == []
    assert {kind: result.right[kind] for kind in KINDS} == {kind: result.expected[kind] for kind in KINDS}
    assert {kind: result.false[kind] for kind in KINDS} == dict.fromkeys(KINDS, 0)
