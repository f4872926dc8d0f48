"""Figures that a paper gives for a measure of the service: a share, a number or a rate, with its subject and its day.

Only what names its subject counts: “70% of the workforce was permanent”, “470 children in care”, “a looked after
children rate of 69 per 10,000”, and the values of a table of indicators. Money, growth (“a 40% increase”), ages and
figures of other places are left.
"""

import re
from collections.abc import Iterator
from datetime import date

from actions.periods.period import Period
from inspections.loading.reading.passages import Paper, Passage, PassageKind
from inspections.loading.reading.tables import Table, tables
from inspections.loading.recognising import action_dates
from inspections.loading.recognising.columns import Column, column_of
from inspections.loading.recognising.proposals import Context, Proposal, ProposalKind, dated, iso

_SENTENCE = re.compile(r"(?<=[.;!?])\s+(?=[A-Z“\"(])")
_SUBJECT = (
    r"(?:child(?:ren)?|young people|care leavers?|famil(?:y|ies)|social workers?|workforce|staff|posts?|assessments?|"
    r"visits?|plans?|reviews?|"
    r"referrals?|contacts?|cases?|audits?|placements?|foster\w*|carers?|conferences?|supervision|interviews?|"
    r"strategy (?:meetings|discussions)|"
    r"caseloads?|forms|time|adoptions?|adopters?|households|pupils|EHC ?plans?|education, health and care plans|"
    r"parents|health assessments|looked after)"
)
_SHARE = re.compile(
    r"(?P<words>(?:(?:some|approx(?:imately|\.)?|around|about|over|nearly|almost|just (?:over|under)|"
    r"only)\s*)?(?P<value>\d{1,3}(?:\.\d+)?)(?:\s?-\s?(?P<to>\d{1,3}))?\s?(?:%|per ?cent))"
    r"\s+of\s+(?!(?:its|the budget|spend|costs?)\b)(?P<subject>[^.;]{3,140})",
    re.IGNORECASE,
)
# A share whose subject is that of the figure before: “70% live in fostering households, 29% of these are …”.
_MORE = re.compile(
    r"(?P<words>(?P<value>\d{1,3}(?:\.\d+)?)\s?(?:%|per ?cent)(?:\s+of (?:these|them|whom))?)\s+(?P<subject>(?:live|"
    r"are|were|is|was|have|had|placed)\b[^.;,]{3,90})",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\b(?:has|have|had|there (?:are|were|was|is)|stood at|total(?:led)?|with|was|were|in care:|"
    r"currently)\s+(?P<words>(?P<value>\d{1,3}(?:,\d{3})+|\d{1,5})\s+"
    r"(?P<subject>(?:[a-z-]+\s+){0,4}?(?:children in (?:our )?care|looked after children|children looked after|"
    r"care leavers|children in need|"
    r"children (?:on|subject to|with) (?:a )?child protection plans?|child protection plans|foster (?:carers|"
    r"households|families|homes)|posts vacant|"
    r"posts|vacancies|unallocated (?:cases|children)|education, health and care plans|EHC plans|"
    r"agency (?:social )?workers|agency staff)))\b",
    re.IGNORECASE,
)
_COUNT_WERE = re.compile(
    r"(?:^|[,;]\s)(?:[^.;]{0,60}?\b)?(?P<words>(?P<value>\d{1,3}(?:,\d{3})+|"
    r"\d{2,5})\s+(?P<subject>children were (?:in care|looked after|on a child protection plan|"
    r"subject to a child protection plan)))",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"(?:\b(?P<subject>(?:[A-Za-z’'-]+\s+){1,5}?)rate|\brate|\bwhich is|\bor|\bequivalent to)(?:\s+(?:was|is|of|at|"
    r"stood at|stands at))*\s+(?:a rate of\s+)?"
    r"(?P<words>(?P<value>\d{1,4}(?:\.\d+)?)\s+per\s+(?P<per>1,000|10,000|100,000)(?P<of>(?: of the|"
    r" of all)?(?: child(?:ren)?| population| under[- ]18s?| aged \d+[-–]\d+){0,3})?)",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"\b(?P<whose>national(?:ly)?|england|london|regional|statistical neighbours?|neighbours?|similar (?:councils|"
    r"authorities)|inner london)"
    r"(?:’s|'s)?\s+(?:rate|average|figure|median)\s+(?:of|is|was|"
    r"at)\s+(?P<words>(?P<value>\d{1,4}(?:\.\d+)?)\s?(?P<unit>%|per cent)?)",
    re.IGNORECASE,
)
_GROWTH = re.compile(
    r"^(?:increase|rise|reduction|decrease|growth|fall|drop|more|fewer|higher|lower|improvement)\b", re.IGNORECASE
)
_ELSEWHERE = re.compile(
    r"^(?:all |most )?(?:councils|authorities|local authorities|budgets?|spend|expenditure|savings|overspend|"
    r"respondents|england|schools)\b",
    re.IGNORECASE,
)
_STOPS = re.compile(
    r"\s+(?:which|compared|against|although|though|but|because|despite|so that|up from|down from|a rise|a fall)\b|"
    r"\s*[(–—]|\s+and\s+(?:it|they|we|there|this)\b|,\s+(?:which|compared|and|a|an|up|down|against|although|with|the|"
    r"this|but|while)\b",
    re.IGNORECASE,
)
_AIM = re.compile(
    r"\b(?:target|aim|aims|ambition|will be|should be|must be|by \d|at least|expect(?:ed|s)?|estimated cost|goal|"
    r"want)\b",
    re.IGNORECASE,
)


_DIGIT = re.compile(r"\d")


def recognise(paper: Paper, context: Context) -> list[Proposal]:
    """The figures of a paper's sentences and of its tables of indicators, in its order."""
    proposals: list[Proposal] = []
    aims = _aims(paper)
    for passage in paper.passages:
        if passage.order in aims:
            continue
        if passage.kind != PassageKind.HEADING and not passage.header and _DIGIT.search(passage.text):
            proposals += _in_sentences(passage, context.day)
    for table in tables(paper):
        proposals += _in_table(table, context.day)
    return sorted(proposals, key=lambda proposal: proposal.passage)


def _aims(paper: Paper) -> set[int]:
    """The cells that say what is aimed at or will be done: columns and rows of success measures and of actions."""
    aims = {Column.MEASURE, Column.ACTION, Column.PLANNED, Column.DUE}
    rows = {
        (p.table, p.row)
        for p in paper.passages
        if p.kind == PassageKind.CELL and p.column == 1 and len(p.text) < 60 and column_of(p.text) == Column.MEASURE
    }
    return {
        p.order
        for p in paper.passages
        if p.kind == PassageKind.CELL
        and ((p.table, p.row) in rows or (p.column_heading and column_of(p.column_heading) in aims))
    }


_OF_THESE = re.compile(r"(?:these|them|whom)\b", re.I)
_OF_THE_SERVICE = re.compile(rf"\b{_SUBJECT}\b", re.IGNORECASE)
_PREPOSITION = re.compile(r"\s+(?:in|for|by|to|at)$")
_AUXILIARY = re.compile(r"^(?:are|were|is|was|have|had)\s+")
_BEFORE_THE_RATE = re.compile(r"^(?:.*\b(?:has|have|had|a|an|the|our|with|and)\s+)")


def _in_sentences(passage: Passage, day: date | None) -> Iterator[Proposal]:
    before = False  # whether a figure for children was given before in this passage
    for sentence in _SENTENCE.split(passage.text):
        if len(sentence) > 1_500 or _AIM.search(sentence):
            continue
        for match in _COUNT.finditer(sentence):
            yield _figure(match, match["subject"], _unit_of(match["subject"]), passage, sentence, day)
            before = True
        for match in _COUNT_WERE.finditer(sentence):
            yield _figure(match, match["subject"], "children", passage, sentence, day)
            before = True
        taken: list[int] = []
        for match in _SHARE.finditer(sentence):
            subject = _cut(match["subject"])
            if _OF_THESE.match(subject) or _ELSEWHERE.match(subject) or _GROWTH.match(subject):
                continue
            if not _OF_THE_SERVICE.search(" ".join(subject.split()[:9])):
                continue
            taken.append(match.start())
            if len(subject.split()) == 1:  # “audits were moderated in 58% of cases”
                subject = _PREPOSITION.sub("", sentence[: match.start()].strip(" ,")) or subject
            whose = "nationally" if "nationally" in sentence[: match.start()].lower() else ""
            yield _figure(match, subject, "%", passage, sentence, day, whose)
            before = True
        for match in _MORE.finditer(sentence):
            if before and match.start() not in taken:
                yield _figure(
                    match,
                    _AUXILIARY.sub("", match["subject"]),
                    "%",
                    passage,
                    sentence,
                    day,
                )
        for match in _RATE.finditer(sentence):
            subject = _BEFORE_THE_RATE.sub("", (match["subject"] or "").strip() + " ").strip()
            name = f"{subject} rate" if subject else "Rate of children in care" if "in care" in sentence else "Rate"
            yield _figure(match, name, f"per {match['per']}{match['of'] or ''}".strip(), passage, sentence, day)
            for other in _COMPARED.finditer(sentence, match.end()):
                yield _figure(
                    other,
                    name,
                    f"per {match['per']}{match['of'] or ''}".strip(),
                    passage,
                    sentence,
                    day,
                    other["whose"],
                )


def _cut(subject: str) -> str:
    """The words of a subject up to where the sentence goes on to something else."""
    stop = _STOPS.search(subject)
    return (subject[: stop.start()] if stop else subject).strip(" ,:")


_AFTER_THE_UNIT = re.compile(r"\s+(?:in|on|subject|with|looked|vacant)\b.*$")


def _unit_of(subject: str) -> str:
    return _AFTER_THE_UNIT.sub("", subject.split(" social work ")[-1]).split()[-1].lower()


_POSSESSIVE = re.compile(r"^(?:(?:the|our|its|all|their|[A-Z]\w+[’']s)\s+)+")


def _figure(
    match: re.Match, name: str, unit: str, passage: Passage, sentence: str, day: date | None, whose: str = ""
) -> Proposal:
    """A figure's proposal; its day is the one in its sentence, else the paper's."""
    phrases = [p for p in action_dates.find(sentence, day, past=True) if not day or p.period.span_first <= day]
    name = _POSSESSIVE.sub("", name.strip())
    when = dated(phrases[0].period, phrases[0].words) if len(phrases) == 1 else _on(day)
    return _measure(
        name,
        match["value"],
        unit,
        match["words"].strip(),
        when,
        passage.order,
        sentence,
        whose,
        match.groupdict().get("to"),
    )


def _on(day: date | None) -> dict:
    return {"date_as_written": None, "first_day": iso(day), "last_day": iso(day)}


def _measure(name, value, unit, words, when: dict, order: int, text: str, whose: str = "", value_to=None) -> Proposal:
    return Proposal(
        ProposalKind.MEASURE,
        text,
        order,
        {
            "value_to": value_to,
            "name": name[:1].upper() + name[1:],
            "value": value.replace(",", ""),
            "unit": unit,
            "words": words,
            "whose": whose or None,
            **when,
        },
        0.7,
        "a figure with its subject" if not whose else "a figure of others, given to compare with",
    )


# Tables of indicators ----------------------------------------------------------------------------------

_NAMES = re.compile(
    r"(?:key )?(?:performance )?(?:indicators?|measures?|kpis?|metrics?|performance measures?)(?: description|"
    r" name)?|what we measure|pi",
    re.IGNORECASE,
)
_TARGET = re.compile(r"\b(?:target|goal|ambition)\b", re.IGNORECASE)
_OTHERS = re.compile(
    r"\b(?:national|england|neighbours?|regional|london|benchmark|average|sn|comparator)\b", re.IGNORECASE
)
_VALUE_HEADING = re.compile(
    r"\b(?:actual|current|latest|performance|value|result|outturn|year to date|ytd|baseline|previous|last|q[1-4]|"
    r"quarter|month)\b",
    re.IGNORECASE,
)
_VALUE = re.compile(
    r"^\W?\s*(?P<value>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s*(?P<unit>%|per cent|days?|weeks?|months?|per 10,000)?\W*$",
    re.IGNORECASE,
)


def _in_table(table: Table, day: date | None) -> Iterator[Proposal]:
    """The values of a table that names indicators in one column and gives periods or values in others."""
    headings = table.headings
    if not headings and table.rows:
        headings = {
            place: " ".join(p.text for p in table.cells[table.rows[0], place])
            for place in range(1, table.columns + 1)
            if (table.rows[0], place) in table.cells
        }
    names = [place for place, words in headings.items() if _NAMES.fullmatch(words.strip(" :."))]
    if not names:
        return
    periods: dict[int, Period | None] = {}
    for place, words in headings.items():
        if place in names or _TARGET.search(words) or _OTHERS.search(words):
            continue
        period = action_dates.read_cell(words, day, past=True)
        if period or _VALUE_HEADING.search(words):
            periods[place] = period
    targets = [place for place, words in headings.items() if _TARGET.search(words)]
    for row in table.rows:
        cell = table.cells.get((row, names[0]))
        if row in table.header_rows or not cell:
            continue
        name = " ".join(p.text for p in cell)
        if name == headings[names[0]]:
            continue
        target = " ".join(p.text for place in targets for p in table.cells.get((row, place), [])) or None
        for place, period in periods.items():
            words = " ".join(p.text for p in table.cells.get((row, place), []))
            if value := _VALUE.match(words.strip()):
                unit = value["unit"] or ("%" if "%" in name or "per cent" in name.lower() else "")
                when = dated(period, headings[place]) if period else {**_on(day), "date_as_written": headings[place]}
                proposal = _measure(
                    name, value["value"], unit, words.strip(), when, table.cells[row, place][0].order, name
                )
                proposal.fields["target"] = target
                proposal.confidence, proposal.reason = 0.85, "a value of a table of indicators"
                proposal.also = (cell[0].order,)
                yield proposal
