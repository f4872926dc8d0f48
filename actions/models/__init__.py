"""What is being done about a plan: actions, the updates that only ever add up, and the positions that were frozen."""

from .frozen import FrozenFile, FrozenPosition, FrozenRecord, Making
from .positions import ActionPosition, shown_for
from .updates import LONGEST_WORDS, PriorityDifference, ProgressUpdate
from .work import MADE_A_DIFFERENCE, Action, ActionPeriod, Difference, DueBasis, OwnerChange, Rating, Stage, reference

__all__ = [
    "LONGEST_WORDS",
    "MADE_A_DIFFERENCE",
    "Action",
    "ActionPeriod",
    "ActionPosition",
    "Difference",
    "DueBasis",
    "FrozenFile",
    "FrozenPosition",
    "FrozenRecord",
    "Making",
    "OwnerChange",
    "PriorityDifference",
    "ProgressUpdate",
    "Rating",
    "Stage",
    "reference",
    "shown_for",
]
