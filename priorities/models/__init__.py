"""What the plan is: plans, their priorities and measures, the posts that answer for them, and officers' commentary."""

from priorities.models.exemptions import (
    Audience,
    Exemptible,
    Exemption,
    ExemptReader,
    Hidden,
    Release,
    SeenManager,
    SeenRecords,
    exempt_words,
    exempt_words_of,
    exemption_in_force,
    exemptions_in_force,
    for_reader,
    is_for_reader,
    made_from,
    plans_readable_by,
    readable_exemption,
)
from priorities.models.measures import Measure, MeasureValue
from priorities.models.plan import LeadChange, Plan, Priority
from priorities.models.posts import Post, PostChange, PostHolding
from priorities.models.words import COMMENTARY_WORDS, Commentary, StatementQuerySet

__all__ = [
    "COMMENTARY_WORDS",
    "Audience",
    "Commentary",
    "ExemptReader",
    "Exemptible",
    "Exemption",
    "Hidden",
    "LeadChange",
    "Measure",
    "MeasureValue",
    "Plan",
    "Post",
    "PostChange",
    "PostHolding",
    "Priority",
    "Release",
    "SeenManager",
    "SeenRecords",
    "StatementQuerySet",
    "exempt_words",
    "exempt_words_of",
    "exemption_in_force",
    "exemptions_in_force",
    "for_reader",
    "is_for_reader",
    "made_from",
    "plans_readable_by",
    "readable_exemption",
]
