"""Plans told in sentences: under a priority's heading, what was done and what will be done, with no list or table.

“Priority 2: Practice. All teams have been trained. By March 2024 we will open …”: each sentence that tells of work by
the service is an action. Only papers with two or more numbered priorities are read so, and only under priorities for
which no list and no table gives an action; what inspectors found, what figures show and what children will gain by it
is none.
"""

import re
from bisect import bisect_left, bisect_right

from inspections.loading.reading.passages import Paper, Passage, PassageKind
from inspections.loading.recognising.plan_lists import is_line, lead_line, says_a_plan
from inspections.loading.recognising.plan_tables import Entry
from inspections.loading.recognising.priorities import Group, group_of
from inspections.loading.recognising.sentences import sentences

_KINDS = re.compile(
    r"(?:priority|theme|objective|work ?-?stream|strand|pillar|improvement (?:area|theme)|recommendation|"
    r"areas? (?:for|of) (?:improvement|focus|development|weakness))",
    re.IGNORECASE,
)
_ADVERBS = (
    r"(?:(?:also|now|then|next|all|already|since|recently|each|both|successfully|jointly|fully|formally|first)\s+)*"
)
_PARTICIPLE = (
    r"(?:\w+ed|set|put|held|built|brought|made|sent|run|written|re-?written|rewritten|given|taken|begun|chosen|drawn|met|"
    r"in place|rolled out|undertaken|overseen)"
)
# What follows “will” where a gain, a need or a view is told, and no work.
_GAINS = (
    r"be|not|have|help|enable|allow|mean|receive|feel|benefit|remain|need|depend|see|result|inform|consider|note|get|"
    r"require|experience|contribute|give|come|become|make|take time|know|want|always|never|only|still|"
    r"ultimately"
)
_WILL = re.compile(
    r"\b(?:will|plans? to|(?:is|are) going to|intends? to|(?:is|are) (?:due|planned|scheduled|set) to|(?:is|are) to)\s+"
    rf"{_ADVERBS}(?:be\s+{_ADVERBS}(?P<done>{_PARTICIPLE})|(?!(?:{_GAINS})\b)(?P<verb>[a-z][a-z-]+))\b",
    re.IGNORECASE,
)
_HAS = re.compile(
    rf"\b(?:(?:has|have)\s+{_ADVERBS}(?:been\s+)?{_ADVERBS}|(?:was|were)\s+{_ADVERBS}|^we\s+{_ADVERBS}|"
    rf"\b(?:is|are) now\s+{_ADVERBS})(?P<done>{_PARTICIPLE})\b|"
    r"\b(?:began|started|commenced|launched|opened|went live|took up post|joined)\b",
    re.IGNORECASE,
)
# What becomes of things, and what is said of them: no work of the service.
_NO_WORK = re.compile(
    r"(?:improved|increased|risen|fallen|reduced|decreased|declined|dropped|received|helped|continued|remained|"
    r"experienced|identified|found|told|reported|shown|seen|needed|judged|inspected|rated|highlighted|asked|noted|"
    r"recognised|said|supported|required|based|concerned|stabilised|affected|caused|faced|resulted|criticised|"
    r"considered|pleased|satisfied|delayed|measured|monitored)",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"^\W*(?:(?:the )?inspectors?|ofsted|cqc|hmi|(?:the )?inspection|members?|(?:the )?(?:committee|panel|letter)|this|"
    r"these|it|they|that|children|young people|families|parents|carers)\b(?!['’])",
    re.IGNORECASE,
)
# What will come to members is the paper's business, not the plan's.
_OF_THE_PAPER = re.compile(
    r"\b(?:reports?|plan|updates?|papers?) will (?:then |also )?be (?:brought|presented|submitted|reported|"
    r"provided|taken|shared|considered)\b|\bwill (?:receive|consider|be asked)\b",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"%|\bper ?cent\b", re.IGNORECASE)
_SHORTEST, _LONGEST = 4, 60  # words of a sentence


def entries(paper: Paper, read_already: list[Entry]) -> list[Entry]:
    """The actions that sentences under numbered priorities tell; `read_already` are those of its lists and tables."""
    passages = [p for p in paper.passages if p.kind != PassageKind.CELL]
    if not says_a_plan(paper):
        return []
    parts = _parts(passages)
    if len({group.numbers for group, _, _ in parts}) < 2:
        return []
    taken = sorted(order for entry in read_already for order in entry.passages)
    entries = []
    for group, told_in, (first, last) in parts:
        if bisect_left(taken, first) < bisect_left(taken, last):
            continue
        for passage in told_in:
            entries += _of_paragraph(passage, group)
    return entries


def _parts(passages: list[Passage]) -> list[tuple[Group, list[Passage], tuple[int, int]]]:
    """Each numbered priority with the paragraphs right under its heading, and the first and last order of its part."""
    parts: list[tuple[Group, list[Passage], int]] = []
    open_part: tuple[Group, list[Passage], int] | None = None
    ends: list[int] = []
    for passage in passages:
        named = group_of(passage.text, passage.order) if is_line(passage) else None
        if named and named.number and _KINDS.match(named.kind):
            ends.append(passage.order)
            open_part = (named, [], passage.order)
            parts.append(open_part)
        elif open_part and (lead := lead_line(passage.text)):
            open_part[0].lead = open_part[0].lead or lead
        elif is_line(passage):
            if passage.kind == PassageKind.HEADING:
                ends.append(passage.order)
            open_part = None
        elif open_part and passage.kind == PassageKind.PARAGRAPH:
            open_part[1].append(passage)
    last = passages[-1].order + 1 if passages else 0
    return [(group, told_in, (order, [*ends, last][bisect_right(ends, order)])) for group, told_in, order in parts]


def _of_paragraph(passage: Passage, group: Group) -> list[Entry]:
    """The sentences of a paragraph that tell of work done or to do, an entry each."""
    entries = []
    for sentence in sentences(passage.text):
        if side := side_of_sentence(sentence):
            entries.append(Entry(sentence, (passage.order,), side, group=group))
    return entries


def side_of_sentence(sentence: str) -> str:
    """Whether a sentence tells of work "done" or "planned"; empty where it tells of none."""
    if not _SHORTEST <= len(sentence.split()) <= _LONGEST or _OF_OTHERS.match(sentence):
        return ""
    if _OF_THE_PAPER.search(sentence):
        return ""
    will = _WILL.search(sentence)
    has = next((one for one in _HAS.finditer(sentence) if not _NO_WORK.fullmatch(one["done"] or "")), None)
    if will and not (has and has.start() < will.start()):
        return "" if will["done"] and _NO_WORK.fullmatch(will["done"]) else "planned"
    return "done" if has and not _FIGURES.search(sentence) else ""
