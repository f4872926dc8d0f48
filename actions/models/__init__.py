"""What is being done about a plan: actions, the updates that only ever add up, and the positions that were frozen."""

from actions.models.frozen import FrozenPosition
from actions.models.positions import ActionPosition, shown_for
from actions.models.updates import LONGEST_WORDS, PriorityDifference, ProgressUpdate
from actions.models.work import (
    MADE_A_DIFFERENCE,
    Action,
    ActionPeriod,
    Difference,
    DueBasis,
    OwnerChange,
    Rating,
    Stage,
    reference,
)

__all__ = [
    "LONGEST_WORDS",
    "MADE_A_DIFFERENCE",
    "Action",
    "ActionPeriod",
    "ActionPosition",
    "Difference",
    "DueBasis",
    "FrozenPosition",
    "OwnerChange",
    "PriorityDifference",
    "ProgressUpdate",
    "Rating",
    "Stage",
    "reference",
    "shown_for",
]
