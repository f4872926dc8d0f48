"""The action that a form of scrutiny names by its reference."""

from django.forms import ValidationError

from actions.models import Action
from actions.search.matching import place_of


def find_action(plan, words):
    """The plan's action whose reference these words are, None for no words; ValidationError where there is none."""
    words = words.strip()
    if not words:
        return None
    place = place_of(words)
    action = place and Action.objects.of_plan(plan).filter(priority__number=place[0], number=place[1]).first()
    if not action:
        raise ValidationError(f"There is no action “{words}” in this plan. Write its reference as P3.06.")
    return action
