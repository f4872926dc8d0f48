"""Inspections that a paper mentions, their judgements and their findings."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, timedelta

from actions.periods.period import Period
from inspections.loading.reading.passages import Paper, Passage, PassageKind
from inspections.loading.recognising import exempt, findings, judgements, paper_details
from inspections.loading.recognising.dates_named import Named, dates_named, is_year, read
from inspections.loading.recognising.labels import labels_of
from inspections.loading.recognising.proposals import Context, Proposal, ProposalKind, iso
from inspections.loading.recognising.sentences import plain, sentences

# The single inspection framework ran from November 2013 to December 2017, ILACS from January 2018 (Ofsted).
_SIF_BEGAN, _ILACS_BEGAN = date(2013, 11, 1), date(2018, 1, 1)
_SEVERAL = "several"
MOST = 200  # inspections; no paper names more, a file of noise might

# What a mention of an inspection looks like, the more special first: its kind, its framework ("own": told from
# its date; "dated": it counts only with its date), its words. A mention of several kinds only points to one named.
_MENTIONS = [
    (
        "joint",
        "jtai",
        r"joint targeted area inspections?(?:\s*\(JTAI\))?(?:\s+of\s+[^.,;:]{3,120}?(?=\s+(?:in|on|between|"
        r"from|took|was)\b))?|JTAI(?:\s+inspections?)?|joint inspection of child protection",
    ),
    (
        "joint",
        "area_send",
        r"(?:local\s+)?area\s+SEND\s+(?:full\s+)?(?:re-?)?(?:inspections?|revisits?)|"
        r"SEND\s+(?:local\s+)?(?:area\s+)?(?:partnership\s+)?(?:re-?)?(?:inspections?|revisits?)|"
        r"(?:local\s+)?area\s+special educational needs[^.]{0,60}inspections?",
    ),
    (
        "focused",
        "ilacs",
        r"focus(?:s)?ed\s+visits?(?:\s*(?:on|to|of|into|about|looking at)\s+[^.,;:]{3,120}?(?=,|\.|;|\s+(?:in|"
        r"on|they|took|was|which|where|has|and made)\b|$))?",
    ),
    (
        "monitoring",
        "ilacs",
        r"monitoring\s+visits?(?:\s*(?:on|to|of|into)\s+[^.,;:]{3,90}?(?=,|\.|;|\s+(?:in|on|took|was|which|"
        r"where|has)\b|$))?",
    ),
    (
        "adviser",
        None,
        r"(?:[A-Z][\w'-]+\s+){1,2}[A-Z][\w'-]+'s?\s+visit\s*\([^)]*(?:advis[eo]r|commissioner)[^)]*\)|(?:DfE|"
        r"Department for Education|improvement|national|government)(?:\s+[\w-]+){0,4}\s+(?:advis[eo]r|"
        r"commissioner)(?:'s)?(?:\s+(?:on|for)\s+[\w ]{3,40}?)?(?:\s*\([^)]{2,50}\))?(?:,\s+[^,]{2,40},)?\s+"
        r"(?:visited|visit|review(?:ed)?|undertook|carried out|diagnostic)|"
        r"(?:children's\s+(?:services\s+)?|the\s+)[Cc]ommissioner(?:'s)?\s+(?:visited|visit|review|report|"
        r"undertook)|visit\s+(?:by|of|from)\s+(?:the\s+)?(?:DfE|national|government|"
        r"Department for Education)[^.;,]{0,60}advis[eo]r|deep dive (?:exercise )?(?:by )?the Commissioner",
    ),
    (
        "graded",
        None,
        r"(?:Estyn|HMICFRS|HMIC|CIW|CSSIW|Care\s+Inspectorate\s+Wales|Care\s+Quality\s+Commission|CQC)(?:'s?)?\s+"
        r"(?:(?:has|had|have)\s+)?(?:[\w-]+\s+){0,6}?inspect(?:ion|ions|ors|ed)\b(?:\s+of\s+[^.;,]{3,80}?"
        r"(?=\s+(?:in|on|from|between|took)\b|[.;,]|$))?",
    ),
    (
        "adviser",
        None,
        r"[Oo]fficials\s+from\s+(?:the\s+)?(?:DfE|Department\s+for\s+Education)(?:\s+\(DfE\))?\s+(?:had\s+|have\s+)?visited",
    ),
    (
        "other",
        None,
        r"(?:LGA|sector-led|Local Government Association|corporate|regional)\s+peer\s+(?:review|challenge|diagnostic)|"
        r"peer\s+(?:review|challenge)\s+(?:of|by|on|into|undertaken|carried\s+out|held|took\s+place|which)",
    ),
    (
        "other",
        None,
        r"(?:HMI\s+Probation|HMIP|H(?:M|(?:is|er)\s+Majesty's)\s+Inspect(?:orate|ion) of Probation)"
        r"(?:(?!joint)[^.;]){0,60}(?:inspect(?:ed|ion))|"
        r"inspection of (?:the )?youth (?:justice|offending)(?:\s+\w+)?",
    ),
    (
        "graded",
        "own",
        r"\binspection under (?:the )?[\w'’ ()]{0,80}?framework(?:\s*\([A-Z]{3,6}\))?|"
        r"\b(?:(?:full|unannounced|standard|short|graded)\s+(?:[\w-]+\s+){0,3}?(?:Ofsted\s+)?inspections?|"
        r"re-?inspections?)(?:\s+(?:by|under|of)\b[^.;,]{0,110}?(?:ILACS\)?|framework|"
        r"children's (?:social care|services)))?|"
        r"(?:Ofsted\s+)?(?:ILACS|SIF|single inspection framework|"
        r"Single Inspection Framework)(?:\s*\)?\s*(?:re-?)?inspections?)?|"
        r"[Ii]nspect(?:ion|ing)s?\s+(?:of\s+)?(?:[\w'-]+\s+){0,5}?(?:local\s+authority\s+)?[Cc]hildren's\s+"
        r"(?:[Ss]ocial\s+[Cc]are|[Ss]ervices)(?:\s+\(ILACS\))?(?:\s+by\s+Ofsted)?|"
        r"[Ii]nspection of (?:local authority children's services|Local Authority Children's Services|"
        r"services for children in need of help)|"
        r"Ofsted\s+(?:re-?)?inspected\s+(?:the\s+)?(?:[\w'-]+\s+){0,4}?[Cc]hildren's\s+(?:[Ss]ocial\s+[Cc]are|"
        r"[Ss]ervices)|Ofsted\s+(?:re-?)?inspected\s+(?:[\w'-]+\s+){0,4}?services for children in need of "
        r"help[^.;]{0,90}?"
        r"(?=\s+(?:from|between|in|on)\b)|(?:services?|council|borough|county|authority|department|(?-i:(?!It\b|This\b|They\b|We\b|There\b)[A-Z])[\w'-]+)\s+(?:was|were)\s+(?:last\s+|"
        r"re-?)?inspected(?:\s+by\s+Ofsted)?",
    ),
    (
        "other",
        None,
        r"Ofsted\s+(?:re-?)?inspected\s+(?:the\s+)?(?P<what>[\w' -]{3,60}?(?:service|services|team|provision|hub))",
    ),
    (
        "graded",
        "dated",
        r"Ofsted\s+(?:judged|rated|graded)\b|"
        r"(?:was|were|been)\s+(?:judged|rated|graded)\s+(?:as\s+|to\s+(?:be\s+)?)?'?(?:inadequate|outstanding|"
        r"good|require[sd]?\s+improvement(?:\s+to\s+be\s+good)?)'?",
    ),
    (
        "graded",
        None,
        r"Ofsted(?:'s)?\s+(?:\w+\s+){0,3}?(?:re-?)?inspections?(?:\s+of\s+[\w' -]{3,50}?(?:[Ss]ocial [Cc]are|"
        r"[Ss]ervices))?|(?:re-?)?inspect(?:ion|ed)s?\s+by\s+Ofsted",
    ),
    (
        _SEVERAL,
        None,
        r"Ofsted\s+(?:last\s+|previously\s+|first\s+)?visit(?:ed)?|Ofsted\s+(?:came|arrived|returned)\s+to\s+(?:re-?)?inspect|"
        r"Ofsted\s+(?:had|has)\s+been\s+(?:in|at|with)\b|[Ii]nspectors\s+(?:last\s+|first\s+)?(?:visited|were\s+(?:on\s+site|with\s+us)|(?:had|have)\s+been\s+(?:in|with|on)|spent|returned)|(?:the|our|last|previous|recent|this|that|"
        r"an?|\d{4})\s+(?:(?!Ofsted|ILACS|JTAI|joint|targeted|area|SEND|focus|monitoring|full|standard|short|"
        r"unannounced|graded|peer)\w+\s+){0,2}?(?:inspections?|visits?)\b(?!\s+framework|\s+of\s+(?!\d|"
        r"[A-Z][a-z]+\s+\d))",
    ),
]
_MENTION = re.compile("|".join(f"(?P<m{at}>{pattern})" for at, (_, _, pattern) in enumerate(_MENTIONS)), re.IGNORECASE)
_UNGRADED_SERVICE = re.compile(
    r"\b(?:school|nursery|nurseries|college|academy|children's homes?|early years|childminder|fostering agency|"
    r"adoption agency|residential home|provider|settings?|care home|hospital|youth offending|"
    r"supported accommodation)s?\b",
    re.IGNORECASE,
)
_FRAMEWORK = re.compile(
    r"^[^.;,]{0,24}\)?\s+(?-i:Act|Regulations|Order)\b|^\s*(?:framework|handbook|criteria|regime|guidance|readiness|preparation|regulations?)|^\s*\)?\s*framework",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\b(?:next|future|forthcoming|expected|anticipate[sd]?|upcoming|in preparation for|likely|preparing for|"
    r"ready for)\b",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    r"\b(?:will|would|shall|is due|are due|is planned|are planned|is scheduled|are scheduled|is expected|next)\b",
    re.IGNORECASE,
)
_TO_BE_ARRANGED = re.compile(r"\b(?:arrang|organis|schedul|planned|invit)\w*\s+(?:\w+\s+){0,3}$", re.IGNORECASE)
_PUBLISHED = re.compile(
    r"(?:report|letter|findings|outcome)\s+(?:of\s+[^.;]{0,80}\s+)?(?:was|were|is|has been|"
    r"being)?\s*(?:subsequently\s+|formally\s+|then\s+)?published\s+(?:on|in|by Ofsted (?:on|in))?\s*|"
    r"\bpublished\s+(?:its|the|their)\s+(?:inspection\s+)?(?:report|findings|letter)\s+(?:on|in)\s*|"
    r"\(?[Rr]eport published\s*:?\s*|"
    r"\bdated\s+|\bpublished\s+(?:on|in)\s+",
    re.IGNORECASE,
)
_BEGAN = re.compile(r"\binspect(?:ion|ors)?\b[^.;]{0,40}\b(?:began|started|commenced|arrived)\s+on\s+", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\")\]]+")
_A_MEETINGS = re.compile(r"\s+(?:meeting|committee|panel|board|cabinet)\b", re.IGNORECASE)  # “the February meeting”
_OF_CHILDREN = re.compile(r"\bchildren['’]?s (?:social care|services)\b", re.IGNORECASE)
_VISIT_NAMED = re.compile(r"\b(focuss?ed|monitoring) visit\b", re.IGNORECASE)
_OFSTED = re.compile(r"\b(?:Ofsted|inspect)", re.IGNORECASE)


@dataclass(slots=True)
class MentionedInspection:
    """An inspection as its mentions in a paper give it."""

    kind: str
    framework: str | None
    title: str
    passage: int
    period: Period | None = None
    words: str = ""
    first: date | None = None
    last: date | None = None
    published: str = ""
    published_day: date | None = None
    address: str = ""
    inspectors: str = ""
    also: list[int] = field(default_factory=list)
    confidence: float = 0.85

    @property
    def key(self) -> str:
        """What its judgements and findings call it: its title and its date."""
        return f"{self.title}, {self.words}" if self.words else self.title


@dataclass(slots=True)
class Mentions:
    """The inspections of a paper, and of each passage that mentions one the last that it mentions."""

    inspections: list[MentionedInspection] = field(default_factory=list)
    at: dict[int, MentionedInspection] = field(default_factory=dict)
    contradictions: list[tuple[int, MentionedInspection, str]] = field(default_factory=list)
    by_sentence: dict[int, list[tuple[int, MentionedInspection]]] = field(default_factory=dict)
    _sorted: list[int] = field(default_factory=list)

    def near(self, order: int, sentence: int | None = None) -> MentionedInspection | None:
        """The inspection last mentioned at or before a passage, or at or before a sentence of it (counted from 0)."""
        if sentence is not None and order in self.by_sentence:
            said = [inspection for at, inspection in self.by_sentence[order] if at <= sentence]
            return said[-1] if said else self.near(order - 1) or self.by_sentence[order][0][1]
        places = self._places()
        at = bisect_right(places, order)
        return self.at[places[at - 1]] if at else None

    def _places(self) -> list[int]:
        """The passages that mention one, in their order; put in order again only where some were added."""
        if len(self._sorted) != len(self.at):
            self._sorted = sorted(self.at)
        return self._sorted


def recognise(paper: Paper, context: Context) -> list[Proposal]:
    """Find them in the whole paper."""
    mentions = mentions_of(paper, context)
    layout = paper_details.layout(paper, context)
    parts = exempt.parts_of(paper, layout, labels_of(paper))
    proposals = [_proposal(inspection) for inspection in mentions.inspections]
    proposals += judgements.recognise(paper, context, mentions)
    proposals += findings.recognise(paper, context, mentions)
    for proposal in proposals:
        exempt.mark(proposal.fields, parts, proposal.passage)
    return proposals


def _reason(inspection: MentionedInspection) -> str:
    if not inspection.words:
        return "The paper is of it."
    times = f", {len(inspection.also) + 1} times" if inspection.also else ""
    return f"The paper mentions it with its date{times}."


def _proposal(inspection: MentionedInspection) -> Proposal:
    return Proposal(
        ProposalKind.INSPECTION,
        inspection.title,
        inspection.passage,
        {
            "title": inspection.title,
            "kind": inspection.kind,
            "framework": inspection.framework,
            "inspectors": inspection.inspectors or None,
            "date_as_written": inspection.words or None,
            "first_day": iso(inspection.first),
            "last_day": iso(inspection.last),
            "published_words": inspection.published or None,
            "address": inspection.address or None,
        },
        inspection.confidence,
        _reason(inspection),
        tuple(inspection.also),
    )


def mentions_of(paper: Paper, context: Context) -> Mentions:
    """The inspections that a paper mentions with a date, each once, and where it speaks of them."""
    gathered = Mentions()
    own = _own(paper, context)
    if own:
        gathered.inspections.append(own)
        gathered.at[own.passage] = own
    pending: list[tuple[Passage, str, Period, str]] = []
    for passage in paper.passages:
        if len(gathered.inspections) >= MOST or len(pending) >= MOST:
            break
        if len(passage.text) > 8000 or not re.search(
            r"inspect|visit|JTAI|ILACS|SIF\b|peer|commissioner|ofsted|judged|rated|graded|\bpublished\b",
            passage.text,
            re.IGNORECASE,
        ):
            continue
        for at, sentence in enumerate(sentences(plain(passage.text))):
            before = gathered.at.pop(passage.order, None)
            _read(sentence, passage, context, gathered, pending)
            if passage.order in gathered.at:
                gathered.by_sentence.setdefault(passage.order, []).append((at, gathered.at[passage.order]))
            elif before is not None:
                gathered.at[passage.order] = before
        _adds(plain(passage.text), passage, gathered)
    of_ofsted = any(re.search(r"\bofsted\b", passage.text, re.IGNORECASE) for passage in paper.passages)
    of_children = any(_OF_CHILDREN.search(passage.text) for passage in paper.passages)
    for passage, words, period, about in pending:
        day = period.span_first
        inspection = _nearest(gathered.inspections, day, bool(words))
        if inspection:
            gathered.at.setdefault(passage.order, inspection)
            _of_sentence(gathered, passage, about, inspection)
            if words and not (inspection.first.year == day.year and inspection.first.month == day.month):
                gathered.contradictions.append((passage.order, inspection, words))
        elif (
            words
            and (
                gathered.inspections
                or context.document_type in ("letter", "inspection_report")
                or of_ofsted
                or (of_children and re.search(r"\binspections?\b", about, re.IGNORECASE))
            )
            and not _UNGRADED_SERVICE.search(about)
        ):
            # “Since the inspection in June 2021”: an earlier one, of which the paper says no more.
            kind = "graded" if re.search(r"\binspect", about, re.IGNORECASE) else "other"
            title = "Inspection" if kind == "graded" else "Visit"
            if kind == "other" and (named := _visit_named(paper, passage)):
                kind, title = named.lower().replace("focussed", "focused"), f"{named.capitalize()} visit"
            earlier = MentionedInspection(kind, _framework(kind, None, day, ""), title, passage.order, period, words)
            earlier.first, earlier.last, earlier.inspectors, earlier.confidence = day, period.span_last, "Ofsted", 0.55
            if own and own.kind == "joint":  # the report of a joint inspection speaks of one of its own kind
                earlier.kind, earlier.framework, earlier.inspectors = own.kind, own.framework, own.inspectors
            gathered.inspections.append(earlier)
            gathered.at[passage.order] = earlier
            _of_sentence(gathered, passage, about, earlier)
            _adds(plain(passage.text), passage, gathered)
    if not gathered.inspections and (undated := _undated(paper, context)):
        gathered.inspections.append(undated)
        gathered.at[undated.passage] = undated
    gathered.inspections.sort(key=lambda inspection: inspection.passage)
    return gathered


_HEAD = 8  # passages in which a paper says what it is of


def _undated(paper: Paper, context: Context) -> MentionedInspection | None:
    """The inspection that the head of a paper names, where the paper gives no day of any."""
    if context.document_type not in ("minutes", "decision", ""):
        return None
    for passage in paper.passages[:_HEAD]:
        words = plain(passage.text)
        for match in _MENTION.finditer(words):
            kind, framework, _ = _MENTIONS[next(i for i in range(len(_MENTIONS)) if match[f"m{i}"])]
            around = words[max(0, match.start() - 60) : match.end() + 40]
            foreseen = _FUTURE.search(around) or _NOT_YET.search(around) or _UNGRADED_SERVICE.search(around)
            of_no_one = _FRAMEWORK.match(words, match.end()) or "framework" in match.group().lower()
            if kind == _SEVERAL or framework == "dated" or foreseen or of_no_one:
                continue
            framework = framework if framework not in ("own", "ilacs") else None
            undated = MentionedInspection(kind, framework, _title(match, words), passage.order, confidence=0.5)
            _date_told_apart(undated, paper, context)
            undated.inspectors = _inspectors(match.group(), words, kind, framework)
            return undated
    return None


# “This had been undertaken in November 2022”, “The inspection took place between 29 April and 21 May”.
_TOOK_PLACE = re.compile(
    r"\b(?:this|it|which|inspections?|visits?|review|challenge)\s+(?:had\s+|has\s+)?(?:took\s+place|taken\s+place|been\s+(?:undertaken|carried\s+out|held)|"
    r"(?:was|were)\s+(?:undertaken|carried\s+out|held|conducted))\b",
    re.IGNORECASE,
)


def _date_told_apart(inspection: MentionedInspection, paper: Paper, context: Context) -> None:
    """Give an inspection the date that another sentence gives it; days only where its words give them."""
    for passage in paper.passages[inspection.passage - 1 : inspection.passage + _HEAD]:
        for sentence in sentences(plain(passage.text)):
            took_place = _TOOK_PLACE.search(sentence)
            named = next((d for d in dates_named(sentence) if took_place and d.start >= took_place.end()), None)
            if named is None:
                continue
            inspection.words = named.words
            if (period := read(named.words, context.day, past=True)) is not None:
                inspection.period, inspection.first, inspection.last = period, period.span_first, period.span_last
            return


def _visit_named(paper: Paper, passage: Passage) -> str:
    """What kind of visit “the visit” is: as the heading above it or the passages right before it name it."""
    before = paper.passages[max(0, passage.order - 4) : passage.order - 1]
    for words in (*(p.text for p in reversed(before)), *reversed(passage.headings)):
        if match := _VISIT_NAMED.search(words):
            return match[1]
    return ""


def _of_sentence(gathered: Mentions, passage: Passage, about: str, inspection: MentionedInspection) -> None:
    """Keep which sentence of a passage speaks of an inspection that was told only after all were read."""
    if passage.order not in gathered.by_sentence and (before := gathered.near(passage.order - 1)) is not None:
        gathered.by_sentence[passage.order] = [(-1, before)]
    at = next((i for i, sentence in enumerate(sentences(plain(passage.text))) if sentence == about), 0)
    said = gathered.by_sentence.setdefault(passage.order, [])
    said.append((at, inspection))
    said.sort(key=lambda one: one[0])


def _read(sentence: str, passage: Passage, context: Context, gathered: Mentions, pending) -> None:
    """The mentions of a sentence, each with the date that is its own."""
    if (
        not re.search(r"inspect|visit|JTAI|ILACS|SIF\b|peer|commissioner|judged|rated|graded", sentence, re.IGNORECASE)
        or len(sentence) > 3000
    ):
        return
    matches = [
        m
        for m in _MENTION.finditer(sentence)
        if not _FRAMEWORK.match(sentence, m.end()) or m.group().lower().startswith(("full", "unannounced"))
    ]
    if not matches:
        return
    published = [m.end() for m in _PUBLISHED.finditer(sentence)]
    dates = [
        d
        for d in dates_named(sentence)
        if not any(0 <= d.start - end <= 12 or d.start <= end <= d.end for end in published)
        and not _A_MEETINGS.match(sentence, d.end)
    ]
    claimed: set[int] = set()
    for at, match in enumerate(matches):
        kind, framework, _ = _MENTIONS[next(i for i in range(len(_MENTIONS)) if match[f"m{i}"])]
        until = matches[at + 1].start() if at + 1 < len(matches) else len(sentence)
        since = matches[at - 1].end() if at else 0
        mine = [
            i
            for i, d in enumerate(dates)
            if match.start() <= d.start < until and i not in claimed and d.start - match.end() < 120
        ]
        if not mine:
            mine = [
                i
                for i, d in enumerate(dates)
                if since <= d.start < match.start() and i not in claimed and match.start() - d.end < 120
            ][-1:]
        if not mine and at == len(matches) - 1 and any(d.start - match.start() >= 0 for d in dates):
            mine = []
        if kind == _SEVERAL and mine and len(matches) == 2 and at == 0 and len(dates) == len(mine):
            # “Inspectors visited us on 6 June for a focused visit”: the second mention says what kind it was.
            other = _MENTIONS[next(i for i in range(len(_MENTIONS)) if matches[1][f"m{i}"])]
            if other[0] in ("focused", "monitoring", "joint"):
                kind, framework, match = other[0], other[1], matches[1]
        several = bool(re.search(r"visits|inspections", match.group(), re.IGNORECASE)) and len(mine) > 1
        for index in mine if several else mine[:1]:
            claimed.add(index)
            _claim(sentence, passage, match, kind, framework, dates[index], context, gathered, pending)
        if not mine and kind != _SEVERAL and framework != "dated":
            same = [inspection for inspection in gathered.inspections if _same_kind(inspection, kind, framework)]
            if same:
                gathered.at[passage.order] = same[-1]
                if passage.order != same[-1].passage and passage.order not in same[-1].also:
                    same[-1].also.append(passage.order)


def _claim(
    sentence, passage, match, kind, framework, named: Named, context: Context, gathered: Mentions, pending
) -> None:
    """A mention with its date: another mention of an inspection known, or a new one."""
    period = read(named.words, context.day, past=True)
    if period is None:
        return
    first, last = period.span_first, period.span_last
    if context.day and first > context.day + timedelta(days=1):
        return
    if kind == _SEVERAL and _TO_BE_ARRANGED.search(sentence[: match.start()]):
        return
    if is_year(named.words) or kind == _SEVERAL:
        pending.append((passage, "" if is_year(named.words) else named.words, period, sentence))
        return
    if (
        re.match(r"from|since|until|by|before", named.phrase, re.IGNORECASE)
        and kind in ("graded", "other")
        and not re.match(r"from", named.phrase)
    ):
        pending.append((passage, named.words, period, sentence))
        return
    if _FUTURE.search(sentence[max(0, match.start() - 60) : match.end() + 30]):
        return
    if (
        _NOT_YET.search(sentence[max(0, match.start() - 60) : match.end() + 20])
        or _UNGRADED_SERVICE.search(sentence[max(0, match.start() - 60) : match.end() + 60])
    ) and kind in ("graded", "other"):
        return
    if (last - first).days > 130:
        return
    framework = _framework(kind, framework, first, sentence)
    known = next((inspection for inspection in gathered.inspections if _same(inspection, kind, first, last)), None)
    if known:
        _narrow(known, period, named)
        known.also += [passage.order] if passage.order != known.passage and passage.order not in known.also else []
        known.framework = known.framework or framework
        if (
            len(match.group()) > len(known.title)
            and known.kind == kind
            and len(match.group()) < 120
            and "(" in match.group()
        ):
            known.title = _title(match, sentence)
        gathered.at[passage.order] = known
        return
    inspection = MentionedInspection(
        kind, framework, _title(match, sentence), passage.order, period, named.words, first, last
    )
    inspection.inspectors = _inspectors(match.group(), sentence, kind, framework)
    inspection.confidence = 0.85 if framework or kind not in ("other", "graded") else 0.65
    gathered.inspections.append(inspection)
    gathered.at[passage.order] = inspection


def _same_kind(inspection: MentionedInspection, kind: str, framework: str | None) -> bool:
    return inspection.kind == kind and (framework in (None, "own", "ilacs") or inspection.framework == framework)


def _same(inspection: MentionedInspection, kind: str, first: date, last: date) -> bool:
    """Whether a mention with these days is of an inspection known: the same kind, and days that meet."""
    if inspection.kind != kind and not {inspection.kind, kind} <= {"graded", "other"}:
        return False
    if inspection.kind == "other" and kind == "other":
        return inspection.first == first
    if inspection.first is None:
        return True
    same_month = (inspection.first.year, inspection.first.month) == (first.year, first.month) or (
        inspection.last.year,
        inspection.last.month,
    ) == (last.year, last.month)
    return same_month if kind == "graded" else (inspection.first <= last and first <= inspection.last)


def _narrow(inspection: MentionedInspection, period: Period, named: Named) -> None:
    """Of two mentions of one inspection the nearer date counts: 8 to 19 July 2019 rather than July 2019."""
    if inspection.first is None or (
        inspection.first <= period.span_first
        and period.span_last <= inspection.last
        and period.span_last - period.span_first < inspection.last - inspection.first
    ):
        inspection.first, inspection.last, inspection.words, inspection.period = (
            period.span_first,
            period.span_last,
            named.words,
            period,
        )


def _nearest(inspections: list[MentionedInspection], day: date, month: bool) -> MentionedInspection | None:
    """The inspection that a date a little beside its own must mean: within three months, or of that year."""
    dated = [inspection for inspection in inspections if inspection.first]
    close = [
        inspection
        for inspection in dated
        if abs((inspection.first - day).days) <= 92 or (not month and inspection.first.year == day.year)
    ]
    graded = [inspection for inspection in close if inspection.kind == "graded"]
    return min(graded or close, key=lambda inspection: abs((inspection.first - day).days), default=None)


def _framework(kind: str, framework: str | None, first: date, sentence: str) -> str | None:
    if framework in ("jtai", "area_send"):
        return framework
    if kind in ("focused", "monitoring"):
        return "ilacs" if first >= _ILACS_BEGAN else None
    if kind != "graded":
        return None
    if re.search(r"\bILACS\b", sentence) or (first >= _ILACS_BEGAN):
        return "ilacs"
    return "sif" if first >= _SIF_BEGAN else None


def _title(match: re.Match, sentence: str) -> str:
    words = match.group().strip(" ,.")
    if re.match(r"(?:was|were|been)\b", words):
        return "Inspection"
    if re.match(r"focus", words, re.IGNORECASE):
        words = re.sub(r"^focuss?ed", "Focused", words, flags=re.IGNORECASE)
    if words.endswith("(") or words.count("(") > words.count(")"):
        words = words + ")" if words.endswith(("ILACS", "JTAI")) else words.rstrip("( ")
    if words.count(")") > words.count("("):
        words = words.replace(")", "")
    return words[:1].upper() + words[1:]


def _inspectors(words: str, sentence: str, kind: str, framework: str | None) -> str:
    if kind == "adviser":
        inside = re.search(r"\(([^)]{3,80})\)", words)
        return inside[1] if inside else ""
    if framework == "area_send" and re.search(r"\bCQC\b|Care Quality Commission", sentence):
        return "Ofsted and the Care Quality Commission"
    if kind == "joint":
        return ""
    if kind == "other" and not re.search("ofsted", words, re.IGNORECASE):
        return ""
    return (
        "Ofsted"
        if kind in ("graded", "focused", "monitoring") or re.search("ofsted", words + sentence, re.IGNORECASE)
        else ""
    )


def _adds(text: str, passage: Passage, gathered: Mentions) -> None:
    """What a passage adds to the inspection last spoken of: published when, found where, begun when."""
    inspection = gathered.near(passage.order)
    if inspection is None:
        return
    known = [other for other in gathered.inspections if other.passage <= passage.order]
    for match in _PUBLISHED.finditer(text):
        if not _OFSTED.search(text) and not re.search(r"\breport\b|\bletter\b", text, re.IGNORECASE):
            continue
        date_words = next(
            (d for d in dates_named(text) if 0 <= d.start - match.end() <= 25 or d.start <= match.end() <= d.end), None
        )
        period = read(date_words.words, inspection.first or None) if date_words else None
        if not period:
            continue
        fits = [
            o for o in known if o.first and o.first <= period.span_last and (period.span_first - o.last).days <= 280
        ]
        here = inspection if inspection in fits else (fits[-1] if fits else None)
        if here and not here.published:
            here.published, here.published_day = date_words.words, period.span_first
    for sentence in sentences(text):
        address = _ADDRESS.search(sentence)
        if (
            not address
            or re.search(r"framework|glossary", sentence, re.IGNORECASE)
            or not re.search(r"\breports?\b|\bletter\b|findings", sentence, re.IGNORECASE)
        ):
            continue
        both = re.search(r"\b(?:both|all|these)\b[^.]{0,20}\breports\b", sentence, re.IGNORECASE)
        for other in [o for o in known if not o.address][-2:] if both else [inspection]:
            other.address = other.address or address.group().rstrip(".,;")
    if (match := _BEGAN.search(text)) and inspection.first:
        began = next(
            (d for d in dates_named(text) if 0 <= d.start - match.end() <= 12 or d.start <= match.end() <= d.end), None
        )
        period = read(began.words, inspection.first) if began else None
        if period and inspection.first < period.span_first <= inspection.last:
            inspection.first = period.span_first


def _own(paper: Paper, context: Context) -> MentionedInspection | None:
    """The inspection that the paper itself is the report or the letter of, from its head."""
    if context.document_type not in ("letter", "inspection_report"):
        return None
    labels = labels_of(paper)
    title = next((p for p in paper.passages[:25] if len(p.text) < 220 and _OWN_TITLE.search(plain(p.text))), None)
    if title is None:
        return None
    words = plain(title.text)
    kind, framework = next((k, f) for pattern, k, f in _OWN_KINDS if re.search(pattern, words, re.IGNORECASE))
    inspection = MentionedInspection(kind, framework, title.text.strip(" :*"), title.order, confidence=0.9)
    for label in labels.get("inspection_dates", ()):
        named = dates_named(plain(label.value))
        if named and (period := read(plain(label.value), context.day) or read(named[0].words, context.day)):
            inspection.words, inspection.first, inspection.last, inspection.period = (
                label.value,
                period.span_first,
                period.span_last,
                period,
            )
            break
    for label in labels.get("published", ()):
        inspection.published = inspection.published or label.value
    if (
        inspection.words == ""
        and (named := [d for d in dates_named(words) if not is_year(d.words)])
        and (period := read(named[0].words, context.day))
    ):
        inspection.words, inspection.first, inspection.last, inspection.period = (
            named[0].words,
            period.span_first,
            period.span_last,
            period,
        )
    if inspection.words == "":
        _own_dates(paper, context, inspection)
    if framework == "own":
        inspection.framework = _framework(kind, None, inspection.first or context.day or _ILACS_BEGAN, "")
    elif kind in ("focused", "monitoring"):
        inspection.framework = "ilacs" if (inspection.first or _ILACS_BEGAN) >= _ILACS_BEGAN else None
    text = " ".join(plain(p.text) for p in paper.passages[:60])
    inspection.inspectors = (
        "Ofsted"
        if kind in ("graded", "focused", "monitoring")
        else "Ofsted and the Care Quality Commission"
        if framework == "area_send"
        else ""
    )
    if kind == "joint" and framework == "jtai" and re.search(r"ofsted", text, re.IGNORECASE):
        inspection.inspectors = _joint(text)
    return inspection


def _joint(text: str) -> str:
    names = [
        ("Ofsted", r"\bOfsted\b"),
        ("the Care Quality Commission", r"\bCQC\b|Care Quality Commission"),
        ("HM Inspectorate of Constabulary and Fire & Rescue Services", r"HMICFRS|Inspectorate of Constabulary"),
        ("HM Inspectorate of Probation", r"HMI ?P\b|Inspectorate of Probation|HMI Probation"),
    ]
    kinds = [name for name, pattern in names if re.search(pattern, text)]
    return ", ".join(kinds[:-1]) + (" and " if len(kinds) > 1 else "") + kinds[-1] if kinds else ""


def _own_dates(paper: Paper, context: Context, inspection: MentionedInspection) -> None:
    """The days of a visit from the sentence that opens its letter."""
    for passage in paper.passages[:40]:
        text = plain(passage.text)
        if passage.order <= inspection.passage and len(text) < 60:
            continue
        if re.search(r"\b(?:visit|inspection|inspected|took place|fieldwork)\b", text, re.IGNORECASE) and not re.match(
            r"date\b", text, re.IGNORECASE
        ):
            for named in dates_named(text):
                period = read(named.words, context.day, past=True)
                if period and not is_year(named.words) and (context.day is None or period.span_first <= context.day):
                    inspection.words, inspection.first, inspection.last, inspection.period = (
                        named.words,
                        period.span_first,
                        period.span_last,
                        period,
                    )
                    return


_OWN_TITLE = re.compile(
    r"^(?!dear)(?:.{0,60}\b)?(?:inspection of|focused visit|monitoring visit|joint targeted area inspection|"
    r"area SEND (?:full )?(?:inspection|monitoring)|SEND inspection|inspection report|"
    r"peer (?:challenge|review|diagnostic))\b",
    re.IGNORECASE,
)
_OWN_KINDS = [
    (r"joint targeted", "joint", "jtai"),
    (r"\bSEND\b", "joint", "area_send"),
    (r"\bpeer\b", "other", None),
    (r"focused visit", "focused", "ilacs"),
    (r"monitoring visit", "monitoring", "ilacs"),
    (r"children'?s|local authority|help and protection", "graded", "own"),
    (r"", "other", None),
]

__all__ = ["MentionedInspection", "Mentions", "PassageKind", "mentions_of", "recognise"]
