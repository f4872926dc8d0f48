"""What is being done about a plan: actions, their updates, and their positions, frozen ones among them."""

from actions.models.colleagues import (
    LONGEST_COMMENT,
    LONGEST_NAME,
    LONGEST_QUERY,
    Comment,
    Follow,
    Mention,
    SavedView,
)
from actions.models.evidence import LONGEST_SHOWS, LONGEST_TITLE, EvidenceFile
from actions.models.frozen import FrozenPosition, RecalledPosition
from actions.models.positions import ActionPosition, action_status
from actions.models.search import SearchChange, SearchEntry, SearchWord
from actions.models.updates import LONGEST_WORDS, PriorityImpact, ProgressUpdate
from actions.models.work import (
    MADE_AN_IMPACT,
    Action,
    ActionPeriod,
    DueBasis,
    Impact,
    OwnerChange,
    Rating,
    Stage,
    reference,
)

__all__ = [
    "LONGEST_COMMENT",
    "LONGEST_NAME",
    "LONGEST_QUERY",
    "LONGEST_SHOWS",
    "LONGEST_TITLE",
    "LONGEST_WORDS",
    "MADE_AN_IMPACT",
    "Action",
    "ActionPeriod",
    "ActionPosition",
    "Comment",
    "DueBasis",
    "EvidenceFile",
    "Follow",
    "FrozenPosition",
    "Impact",
    "Mention",
    "OwnerChange",
    "PriorityImpact",
    "ProgressUpdate",
    "Rating",
    "RecalledPosition",
    "SavedView",
    "SearchChange",
    "SearchEntry",
    "SearchWord",
    "Stage",
    "action_status",
    "reference",
]
