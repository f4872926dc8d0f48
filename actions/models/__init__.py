"""What is being done about a plan: actions, the updates that only ever add up, and the positions that were frozen."""

from .frozen import FrozenFile, FrozenPosition, FrozenRecord, Making
from .updates import LONGEST_WORDS, PriorityDifference, ProgressUpdate, Standing
from .work import Action, ActionPeriod, Difference, DueBasis, OwnerChange, Rating, Stage

__all__ = [
    "LONGEST_WORDS",
    "Action",
    "ActionPeriod",
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
    "Standing",
]
