"""What the plan is: plans, their priorities and measures, the posts that answer for them, and officers' commentary."""

from .measures import Measure, MeasureValue
from .plan import LeadChange, Plan, Priority
from .posts import Post, PostChange, PostHolding
from .words import COMMENTARY_WORDS, Commentary, StatementQuerySet

__all__ = [
    "COMMENTARY_WORDS",
    "Commentary",
    "LeadChange",
    "Measure",
    "MeasureValue",
    "Plan",
    "Post",
    "PostChange",
    "PostHolding",
    "Priority",
    "StatementQuerySet",
]
