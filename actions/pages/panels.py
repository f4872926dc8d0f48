"""Panels that another app puts on this app's pages: it registers them when it starts, and nothing here knows it.

A panel is a function of the `PageContext` and the page's subject; it returns the context of its template, or None where
it has nothing to say. It costs a fixed number of queries whatever the data.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import date

from django.core.exceptions import BadRequest

from actions.positions.baseline import DAY, baseline_on
from csc_tracker.pages.wording import in_words

# The places that panels can stand in, with the subject that each is given.
BOARD_NEXT = "board_next"  # the next meeting; subject: None
BOARD_FIRST = "board_first"  # items of “Look at these first”; subject: None
PRIORITY = "priority"  # subject: the priority
ACTION = "action"  # subject: the action
MY_ACTIONS = "my_actions"  # above one's own actions; subject: the person
# What a page of somebody's own has read of the posts that they hold, in `PageContext.read`.
POSTS_HELD = "posts held"
MEASURE = "measure"  # of each measure on its priority's page; subject: all of them

_registered: dict[str, list[tuple[str, Callable]]] = defaultdict(list)
_baselines: list[Callable] = []
_last_shown: list[Callable] = []


def register(place, template, provide):
    """Put the panel drawn by `template` from `provide(page_context, subject)` in a place."""
    _registered[place].append((template, provide))


def panels(place, page_context, subject=None):
    """The panels of a place that have something to say: [{"template": …, "panel": context}]."""
    drawn = ((template, provide(page_context, subject)) for template, provide in _registered[place])
    return [{"template": template, "panel": context} for template, context in drawn if context]


def panels_of_each(place, page_context, subjects):
    """The panels of each of several subjects, by its primary key; `provide` gives {primary key: context} for all."""
    drawn = defaultdict(list)
    for template, provide in _registered[place]:
        for key, context in provide(page_context, subjects).items():
            drawn[key].append({"template": template, "panel": context})
    return drawn


def register_baselines(provide):
    """Let `provide(page_context)` say what change can be counted from: a list of `Baseline`."""
    _baselines.append(provide)


def baselines(page_context):
    """What change can be counted from: a list of `Baseline`; empty where there is nothing."""
    return [each for provide in _baselines for each in provide(page_context)]


def register_last_shown(provide):
    """Let `provide(plan, user)` say which frozen position a committee of this person was shown last; None for none."""
    _last_shown.append(provide)


def last_shown_to(plan, user):
    """The frozen position of the plan that a committee of this person was shown last; None where there is none."""
    return next(filter(None, (provide(plan, user) for provide in _last_shown)), None)


def baseline(page_context, known=None):
    """What change is counted from: what the address names, else the reader's own; None where there is nothing.

    A 400 with a sentence where the address names what is not there, or a day that is not before the one shown.
    `known` is what `baselines` gave, where the caller has asked it.
    """
    if DAY.fullmatch(page_context.since):
        day = date.fromisoformat(page_context.since)
        if day >= page_context.on:
            raise BadRequest(
                f"{in_words(day)} is not before {in_words(page_context.on)}, so nothing can have changed since."
            )
        return baseline_on(day)
    known = baselines(page_context) if known is None else known
    if not page_context.since:
        return next((each for each in known if each.own), None)
    chosen = next((each for each in known if each.key == page_context.since), None)
    if chosen is None:
        raise BadRequest(f"No meeting “{page_context.since}” considered this plan before {in_words(page_context.on)}.")
    return chosen
