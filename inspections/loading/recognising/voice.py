"""How minutes speak: in the past tense, of a body and its members; and in “That …” for what they decided.

No heading is needed to know them. Each sentence that speaks so is a signal, and several together make minutes.
"""

import re

from inspections.loading.recognising.bodies import BODY
from inspections.loading.recognising.sentences import plain, sentences

_SPEAKERS = (
    rf"(?:[Tt]he\s+)?(?:[A-Z][\w'&-]*\s+){{0,8}}(?:{BODY}|[Cc]ommittee|[Pp]anel|[Ss]ub-?group)|(?:[Tt]he\s+|[Ss]ome\s+|[Aa]ll\s+|[A-Z][\w-]+\s+)?"
    r"(?:[Mm]embers|[Cc]ouncillors)(?:\s+of\s+the\s+\w+)?|(?:[Tt]he\s+)?(?:Vice[- ])?Chair(?:man|person|woman)?|"
    r"(?:Councillor|Cllr)\.?\s+[A-Z][\w'-]+(?:\s+[A-Z][\w'-]+)?(?:\s+\([^)]{2,80}\))?"
)
_SPOKE = re.compile(
    rf"(?:{_SPEAKERS})\s+(?:\w+ly\s+|then\s+|also\s+|further\s+)?(?:\w{{2,}}ed|heard|spoke|felt|said|told|sought|gave|put|"
    r"made|took|(?:was|were)\s+(?:told|informed|advised|asked|pleased))\b"
)
# “That Cabinet:”, “The Select Committee:”: who decides what the points below say.
WHO_DECIDES = re.compile(rf"[Tt]hat\s+(?:the\s+)?(?:[A-Z][\w'&-]*\s+){{0,8}}{BODY}\s*:")
_IT_WAS = re.compile(
    r"(?:In\s+(?:response|reply|answer)\b|It\s+was\s+(?:agreed|noted|resolved|reported|explained|acknowledged|confirmed|"
    r"suggested)\b|A\s+request\s+was\s+made\b|(?:The\s+following\s+comments|During\s+(?:the\s+)?discussion)\b)"
)
_DECIDED = re.compile(
    r"(?:\(?\d{1,2}[.)]\s*|\([a-z]\)\s*)?That\s+(?!(?:is|was|were|would)\b)[^.]{0,240}?(?:\bbe\s+(?:\w+ly\s+)?"
    r"\w+(?:ed|en|ught|nt)\b|\b(?:officers?|members|directors?|cabinet|committee|panel|board)\s+(?:report|bring|provide|present|"
    r"submit|receive|note|endorse|support)\b)",
    re.DOTALL,
)
# A page of a committee's site that shows an item of a meeting.
_PAGE = re.compile(r"(?:agenda item|issue - meetings|issue details|meeting item)\W*", re.IGNORECASE)


_ONE_IN = 8  # passages of minutes, one of them at least speaks so


def speaks_as_minutes(text: str) -> bool:
    """Whether a passage tells what was said and done at a meeting."""
    words = plain(text)
    return bool(_SPOKE.match(words) or _IT_WAS.match(words) or _DECIDED.match(words))


def is_decided(text: str) -> bool:
    """Whether a passage is a decision by its form alone: “That the update be noted.”"""
    return _DECIDED.match(plain(text)) is not None


def sounds_like_minutes(texts: list[str]) -> bool:
    """Whether the passages of a paper are minutes, by several signals weighed together."""
    spoken = [one for text in texts for one in sentences(text) if speaks_as_minutes(one)]
    signals = sum(2 if is_decided(one) else 1 for one in spoken)
    signals += sum(2 for text in texts[:4] if _PAGE.fullmatch(plain(text)))
    return signals >= max(3, len(texts) / _ONE_IN)
