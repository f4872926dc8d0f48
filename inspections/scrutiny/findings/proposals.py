"""What may answer a finding that nobody has looked at yet, proposed from the words of the plan for an officer to check.

Three signs, the strongest first: a priority quotes the finding; a priority that quotes it has an action which shares
words with it; an action shares several of the finding's rarer words.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import log
from typing import Any

from actions.models import Action
from csc_tracker.pages.folding import folded, stem
from csc_tracker.pages.wording import in_a_row
from inspections.models import Finding
from priorities.models import Plan, Priority

MOST_PROPOSED = 4  # for one finding
_QUOTED = 6  # words in a row, so that it is no turn of phrase
_FEWEST_QUOTED = 4  # of a finding of fewer words
_FEWEST_SHARED = 2  # words that an action shares with a finding
_FEWEST_QUOTED_SHARED = 1  # the same where the action's priority quotes the finding
_WORD = re.compile(r"[^\W\d_]{4,}")
_COMMON = frozenset(
    """about after also because been being both does each ensure ensuring every from further have improve improved
    improvement improving into make made more most much need needs other over plan quality service services should some
    such sufficient sufficiently than that their them then there these they this those through used using well what when
    where which while will with within work working child children young people""".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A priority or an action that may answer a finding, and the words that they share."""

    answer: Any
    why: str

    @property
    def key(self) -> str:
        """What a form calls it: the reference of an action, the number of a priority."""
        return self.answer.reference if isinstance(self.answer, Action) else str(self.answer.number)

    @property
    def words(self) -> str:
        """What it says."""
        return self.answer.words

    @property
    def named(self) -> str:
        """“P1.03”, “Priority 1, Early help”."""
        if isinstance(self.answer, Action):
            return self.answer.reference
        return f"Priority {self.answer.number}, {self.answer.short_name}"


def propose(findings: Iterable[Finding], plan: Plan) -> dict[int, list[Proposal]]:
    """By the key of the finding: what of the plan may answer it, the likeliest first. Two queries."""
    priorities = list(Priority.objects.filter(plan=plan).order_by("number"))
    actions = list(Action.objects.of_plan(plan).order_by("priority__number", "number"))
    terms = {action: _terms(action.words) for action in actions}
    known = Counter(term for each in terms.values() for term in each)
    return {finding.pk: _of(finding, priorities, terms, known) for finding in findings}


def _of(
    finding: Finding, priorities: list[Priority], terms: dict[Any, dict[str, str]], known: Counter
) -> list[Proposal]:
    quoting = [priority for priority in priorities if _quotes(f"{priority.why} {priority.words}", finding.words)]
    proposals = [Proposal(priority, "The plan quotes the finding.") for priority in quoting]
    wanted, by_score = _terms(finding.words), defaultdict(list)
    for action, its in terms.items():
        fewest = _FEWEST_QUOTED_SHARED if action.priority in quoting else _FEWEST_SHARED
        shared = wanted.keys() & its.keys()
        if len(shared) >= fewest:
            score = sum(log(len(terms) / known[term]) for term in shared) + (action.priority in quoting)
            by_score[score].append((action, shared))
    for score in sorted(by_score, reverse=True):
        for action, shared in by_score[score]:
            rarest = sorted(shared, key=lambda term: (known[term], term))[:4]
            proposals.append(Proposal(action, f"They share: {in_a_row(wanted[term] for term in rarest)}."))
    return proposals[:MOST_PROPOSED]


def _quotes(text: str, words: str) -> bool:
    """Whether the text has the finding's words, or so many of them in a row."""
    within, every = f" {_plain(text)} ", _plain(words).split()
    starts = range(max(1, len(every) - _QUOTED + 1))
    return len(every) >= _FEWEST_QUOTED and any(f" {' '.join(every[at : at + _QUOTED])} " in within for at in starts)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[\w']+", folded(text)))


def _terms(text: str) -> dict[str, str]:
    """The words of a text that say something, by their stems."""
    return {stem(word): word for word in _WORD.findall(folded(text)) if word not in _COMMON}
