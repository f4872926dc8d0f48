"""The impact of a whole priority on children and families: stated by officers, added and never edited."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from actions.models import LONGEST_WORDS, Impact, PriorityImpact
from csc_tracker.database.writing import locked, writing
from csc_tracker.models import User
from priorities.models import Post, Priority


@writing()
def state_impact(
    priority: Priority, impact: str, words: str, *, by: User, post: Post | None, on: date
) -> PriorityImpact:
    """State the impact of a priority, and return the statement. What was stated before is kept.

    `post` is the one that the person acts for, or None. The same statement sent twice running is saved once.
    ValidationError ({question: sentence}) where the impact is not one of `Impact`, and where no words, or too many, say
    how it is known.
    """
    words, problems = words.strip(), {}
    if impact not in Impact.values:
        problems["impact"] = "Say what impact it has had."
    if not words:
        problems["words"] = "Say how you know. A sentence is enough."
    elif len(words) > LONGEST_WORDS:
        problems["words"] = f"This is longer than {LONGEST_WORDS:,} characters ({len(words):,}). Shorten it."
    if problems:
        raise ValidationError(problems)
    locked(Priority.objects, priority.pk)  # two saves come one after the other
    latest = PriorityImpact.objects.filter(priority=priority).by(on).first()
    if latest and (latest.impact, latest.words, latest.by_id, latest.on) == (impact, words, by.pk, on):
        return latest
    return PriorityImpact.objects.create(
        priority=priority, impact=impact, words=words, by=by, post=post, on=on, recorded_at=timezone.now()
    )
