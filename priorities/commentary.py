"""Officers' commentary: a few words on the plan or on one priority, added and never edited."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from csc_tracker.database.writing import locked, writing
from csc_tracker.models import User
from priorities.models import COMMENTARY_WORDS, Commentary, Plan, Post, Priority


def count_words(words: str) -> int:
    """How many words a text has, as they are counted against the limit: what spaces and new lines part."""
    return len(words.split())


@writing()
def comment(
    plan: Plan, words: str, *, priority: Priority | None = None, by: User, post: Post | None, on: date
) -> Commentary:
    """Add an officer's commentary on the plan, or on one of its priorities, and return it.

    `post` is the one that they act for, or None. The same words sent twice running by one person are saved once.
    ValidationError ({question: sentence}) where there are no words or more than COMMENTARY_WORDS.
    """
    words = words.strip()
    if not words:
        raise ValidationError({"words": "Write the commentary. A sentence is enough."})
    number = count_words(words)
    if number > COMMENTARY_WORDS:
        over = number - COMMENTARY_WORDS
        raise ValidationError({"words": f"This has {number} words; the limit is {COMMENTARY_WORDS}. Remove {over}."})
    locked(Plan.objects, plan.pk)  # two presses of one button come one after the other
    latest = Commentary.objects.filter(plan=plan, priority=priority).by(on).first()
    if latest and (latest.words, latest.by_id, latest.on) == (words, by.pk, on):
        return latest
    return Commentary.objects.create(
        plan=plan, priority=priority, words=words, by=by, post=post, on=on, recorded_at=timezone.now()
    )
