"""What every export says of itself: the plan, the day of the position, and in the demonstration that it is one."""

from django.conf import settings

from .rating import in_words

PUBLISHED = "Demonstration made from published papers. Not a Lewisham Council service."
PRACTICE = "Practice plan of an invented council. Nothing here is real."


def about(asked):
    """The lines that go out with an export of the plan on the day asked."""
    lines = [f"{asked.plan.council}: {asked.plan}. Position at {in_words(asked.on)}."]
    if settings.DEMONSTRATION:
        pinned = f" Today is taken to be {in_words(asked.today)}." if settings.PINNED_TODAY else ""
        lines.append((PRACTICE if asked.plan.practice else PUBLISHED) + pinned)
    return lines
