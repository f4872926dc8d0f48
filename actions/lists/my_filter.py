"""What the list of one’s own actions is narrowed to: by words, status, priority and plan."""

import re
from functools import cached_property

from actions.lists.my_actions import Group, Place
from actions.models import Action
from actions.positions.status import Status
from actions.search.lists import has_words
from actions.search.matching import place_of

LONGEST = 2_000  # characters: the references of a long list
_BETWEEN = re.compile(r"[\s,;]+")


class MyFilter:
    """The actions of `mine` (see `Mine`) that an address asks for, in the same groups and order.

    `q` are words as in the search of a list, or several references, which show all that they name. A value that is none
    of the choices narrows nothing. Words cost one query.
    """

    def __init__(self, asked, mine):
        self._mine = mine
        self.words = asked.get("q", "").strip()[:LONGEST]
        self.status = self._one_of(asked.get("status", ""), self.statuses)
        self.priority = self._one_of(asked.get("priority", ""), self.priorities)
        self.plan = self._one_of(asked.get("plan_only", ""), self.plans)

    @staticmethod
    def _one_of(value, choices):
        return value if value in dict(choices) else ""

    @cached_property
    def _all(self) -> list[Place]:
        return [place for places in self._mine.groups.values() for place in places]

    @cached_property
    def statuses(self):
        """[(value, words)] of the statuses that there are to choose."""
        found = {place.status for place in self._all}
        return [(state.value, state.label) for state in Status if state.value in found]

    @cached_property
    def priorities(self):
        """[(value, words)] of the priorities, with their plan where there are several."""
        several = len(self.plans) > 1
        found = {
            (place.plan, place.priority): f"{place.priority} {place.priority_name}"
            + (f" ({place.plan_name})" if several else "")
            for place in self._all
        }
        return [(f"{plan}.{number}", words) for (plan, number), words in sorted(found.items())]

    @cached_property
    def plans(self):
        """[(value, words)] of the plans."""
        return list({place.slug: place.plan_name for place in self._all}.items())

    @property
    def in_use(self):
        """Whether the list is narrowed."""
        return bool(self.words or self.status or self.priority or self.plan)

    @cached_property
    def groups(self):
        """{group: the places that are shown}, in the order of the page."""
        return {group: [place for place in places if self._shows(place)] for group, places in self._mine.groups.items()}

    @cached_property
    def to_update(self):
        """What of it there is for the person to update, in the order of the page."""
        return [place for group, places in self.groups.items() if group != Group.OTHERS for place in places]

    @property
    def number(self):
        """How many are shown."""
        return sum(map(len, self.groups.values()))

    def _shows(self, place):
        return (
            (not self.status or place.status == self.status)
            and (not self.priority or f"{place.plan}.{place.priority}" == self.priority)
            and (not self.plan or place.slug == self.plan)
            and (self._found is None or place.key in self._found)
        )

    @cached_property
    def _found(self):
        """The keys of the actions that the words find; None where nothing was typed."""
        if not self.words:
            return None
        references = [place_of(each) for each in _BETWEEN.split(self.words) if each]
        if references and all(references):
            return {place.key for place in self._all if (place.priority, place.number) in references}
        theirs = Action.objects.filter(pk__in=[place.key for place in self._all]).order_by()
        return set(theirs.filter(has_words(self.words[:200])).values_list("pk", flat=True))
