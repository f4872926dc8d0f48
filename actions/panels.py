"""Panels that another app puts on this app's pages: it registers them when it starts, and nothing here knows it.

A panel is a function of what the page is asked for (`asked.Asked`) and the page's subject; it returns the context of
its template, or None where it has nothing to say. It costs a fixed number of queries whatever the data.
"""

from collections import defaultdict

# The places that panels can stand in, with the subject that each is given.
BOARD_NEXT = "board_next"  # the next meeting; subject: None
BOARD_LOOK = "board_look"  # items of “Look at first”; subject: None
PRIORITY = "priority"  # subject: the priority
ACTION = "action"  # subject: the action
MEASURE = "measure"  # of each measure on its priority's page; subject: all of them

_registered = defaultdict(list)
_baselines = []


def register(place, template, provide):
    """Put the panel drawn by `template` from `provide(asked, subject)` in a place."""
    _registered[place].append((template, provide))


def panels(place, asked, subject=None):
    """The panels of a place that have something to say: [{"template": …, "panel": context}]."""
    drawn = ((template, provide(asked, subject)) for template, provide in _registered[place])
    return [{"template": template, "panel": context} for template, context in drawn if context]


def panels_of_each(place, asked, subjects):
    """The panels of each of several subjects, by its primary key; `provide` gives {primary key: context} for all."""
    drawn = defaultdict(list)
    for template, provide in _registered[place]:
        for key, context in provide(asked, subjects).items():
            drawn[key].append({"template": template, "panel": context})
    return drawn


def register_baseline(provide):
    """Let `provide(asked)` say since when change is counted: (day, sentence) or None."""
    _baselines.append(provide)


def baseline(asked):
    """Since when change is counted: the day, and the sentence that says why; None where nobody knows."""
    return next((found for provide in _baselines if (found := provide(asked))), None)
