"""What minutes decide, in the ways that minutes put it.

A marker (“RESOLVED:”, “It was RESOLVED that:”, “Resolved –”, “AGREED”, “The Committee agreed that”) says that a
decision follows: on the same line, or in the list below it, each point of it a decision. A motion is a decision once it
was carried. What settles only the course of the meeting (its minutes, its chair, who may stay in the room) is procedure
and none; nor is a motion or an amendment that was lost.
"""

import re
from dataclasses import dataclass, field

from inspections.loading.reading.passages import Passage, PassageKind
from inspections.loading.recognising.items import Layout, Place
from inspections.loading.recognising.sentences import alike, plain, sentences, without_link
from inspections.loading.recognising.voice import WHO_DECIDES, is_decided

BODIES = (
    r"(?:(?:[A-Z][\w'&-]*,?\s+|and\s+|of\s+|for\s+|the\s+){0,10}(?:Sub-?\s?)?(?:[Cc]ommittee|COMMITTEE|"
    r"[Pp]anel|PANEL|Board|"
    r"Commission|Cabinet|CABINET|Executive|EXECUTIVE|Council|COUNCIL|Forum|Mayor|Members|MEMBERS|Task Group|Leader))"
)
_VOTE = (
    r"(?P<vote>\s*(?:\((?=[^()]{0,60}[A-Za-z]{3})(?:[^()]{1,80})\)|\[[^\]]{1,80}\]|,?\s*(?:unanimously|"
    r"UNANIMOUSLY|nem\.?\s*con\.?|by a majority[^:–-]{0,40}))\s*)?"
)
_LEAD = (
    r"(?:(?i:accordingly|therefore|thereupon|whereupon|consequently|following (?:[^.:;]{1,120})|"
    r"after (?:[^.:;]{1,120})|having [^.:;]{1,160}|"
    r"(?:up)?on (?:being )?(?:put to (?:the|a) vote|a (?:show of hands|vote|motion|motion by)[^.:;]{0,120}|"
    r"being put)[^.:;]{0,80}|"
    r"in conclusion|moved by [^.:;]{1,120}|it was (?:moved|proposed)[^.:;]{1,160} and),?\s*(?:and\s+)?)?"
)
_ADVERBS = (
    r"(?:(?i:then|therefore|unanimously|also|further|formally|subsequently|accordingly|collectively|"
    r"thereupon|be|hereby)\s+){0,4}"
)
# Stands at the head of a passage or of a sentence in it. The strong words are a decision in any paper of minutes.
_STRONG = re.compile(
    rf"(?:\d{{1,3}}[.)]\s*)?{_LEAD}(?:(?:[Ii]t|IT)\s+(?:was|WAS|is|IS)\s+|(?:the|THE|"
    rf"The)?\s*{BODIES}(?:\s+(?:had|has|have))?\s+)?{_ADVERBS}"
    r"(?P<word>RESOLVED|Resolved|resolved|ORDERED|R\s?E\s?S\s?O\s?L\s?V\s?E\s?D|RESOLUTIONS?|"
    r"Resolutions?)(?P<unanimous>\s+(?:unanimously|UNANIMOUSLY))?"
    rf"{_VOTE}(?P<after>\s*[:;–—-]|\s*\.?\s*$|,?\s+(?=(?:that|THAT|That|to|TO|T\s?H\s?A\s?T)\b)|"
    rf"\s+(?=as follows)|\s+(?=\(?(?:1|a|A|i)[).]))",
)
# A label: the word alone, or before a colon or a dash.
_LABEL = re.compile(
    r"(?:\d{1,3}[.)]\s*)?(?:(?:[Ii]t|IT)\s+(?:was|WAS)\s+(?:unanimously\s+|UNANIMOUSLY\s+)?)?"
    r"(?P<word>AGREED(?:\s+RECOMMENDATIONS?|\s+ACTIONS?|\s+UNANIMOUSLY)?|Agreed(?:\s+(?:recommendations?|"
    r"actions?))?|ACTIONS?\s+AGREED|Actions?\s+agreed|DECIDED|Decided|"
    r"RECOMMENDED|Recommended|APPROVED|Approved|ENDORSED|Endorsed|NOTED|DECISIONS?(?:\s*\(?[Ss]\)?)?(?:\s+MADE|"
    r"\s+TAKEN)?|Decisions?(?:\s*\(s\))?(?:\s+made|\s+taken)?|OUTCOME|Outcome|"
    r"UNANIMOUSLY\s+(?:AGREED|RESOLVED)|Conclusions?\s+and\s+decisions?)"
    rf"{_VOTE}\s*(?P<after>[:–—-]\s*|\s+-\s+|$|(?=\s+(?:THAT|That|that|T\s?H\s?A\s?T|to|TO)\b)|"
    r"(?<=[A-Z]D)(?=\s+(?:the|The|all|both|its)\b))",
)
# In the flow of the minutes: the body, or “it was”, and what it did.
_FLOW = re.compile(
    rf"{_LEAD}(?P<by>(?:the|The|THE)?\s*{BODIES}|(?:it|It|IT)\s+(?:was|WAS))\s+{_ADVERBS}"
    r"(?P<word>agreed|AGREED|decided|DECIDED|recommended|RECOMMENDED|approved|APPROVED|endorsed|ENDORSED|voted|"
    r"NOTED|ratified|adopted)"
    rf"{_VOTE}(?P<after>\s*[:–—-]\s*|\s+(?=(?:that|THAT|That)\b)|\s+(?=(?:to|TO)\s+\w)|\s+(?=(?:the|The|THE|"
    rf"all|both|an?|its)\b)|\s*(?:,\s*)?(?=as follows)|\s*$)",
)
# “The Committee noted the outcome and agreed to keep the grant”: the body is named once, with its first verb.
_AND_AGREED = re.compile(
    rf"(?P<by>(?:the|The|THE)\s+{BODIES})\s+(?:noted|considered|received|welcomed|discussed|endorsed|thanked)\b[^.;]{{3,200}}?\band\s+"
    r"(?:unanimously\s+|therefore\s+)?(?P<word>agreed|resolved|decided|recommended)(?P<vote>)(?P<after>\s+(?=(?:that|to)\s+\w))"
)
# A motion in full: “It was moved by …, seconded by …, that the Committee call for …”.
_MOTION = re.compile(
    r"(?:.{0,200}?\b(?:moved|proposed)\b.{0,160}?\bseconded\b.{0,120}?[:,–-]?\s*\b(?=that\b|That\b|THAT\b|"
    r"to\b)|MOTION\s*[:–-]\s*|Motion\s*[:–-]\s*)(?P<words>.+)",
    re.DOTALL,
)
_MOTION_MARK = re.compile(r"\b(?:moved|motion|amendment|proposed)\b", re.IGNORECASE)
_CARRIED = re.compile(
    r"\b(?:motion|amendment|proposal|recommendations?|it)\b[^.]{0,120}\b(?:was|were|being|therefore|declared|"
    r"be|and)\s+(?:\w+ly\s+)?(?:declared\s+)?(?:carried|passed)\b|\bCARRIED\b",
    re.IGNORECASE,
)
_LOST = re.compile(
    r"\b(?:LOST|lost|FELL|fell|DEFEATED|defeated|REJECTED|rejected|WITHDRAWN|withdrawn|not carried|NOT CARRIED|"
    r"not agreed|not supported|was not seconded|NOT AGREED)\b"
)
_FALLEN = re.compile(
    r"\b(?:motion|amendment|proposal|recommendation|vote|it|this)\b[^.]{0,160}\b(?:lost|fell|defeated|rejected|"
    r"withdrawn|not carried|not agreed|not supported|not seconded)\b",
    re.IGNORECASE,
)
# What such a sentence tells is of another meeting, or of what was only thought of.
_ELSEWHERE = re.compile(
    r"\b(?:at (?:its|the|their|a) (?:last|previous|earlier|meeting|\w+ meeting)|previously|"
    r"had (?:been )?(?:agreed|resolved|decided)|last (?:year|meeting|month)|"
    r"in (?:19|20)\d\d,? (?:the|cabinet|council|members)|was (?:not )?(?:agreed|able) at)\b",
    re.IGNORECASE,
)
_PROCEDURE = re.compile(
    r"\bminutes\b.{0,250}\b(?:correct|accurate|true|confirmed|signed|approved|agreed|record)\b|\b(?:approve|"
    r"agree|confirm|sign|receive)\w*\b.{0,40}\bminutes\b|"
    r"\b(?:press|public)\b.{0,120}\bexclu(?:de|sion)|\bexclu(?:de|ded|ding|sion)\b.{0,60}\b(?:press|public)\b|"
    r"\bsection 100\s?\(?a\b|"
    r"\bstanding orders?\b.{0,60}\b(?:suspend|suspension|waive)|\bsuspend\w*\b.{0,40}\b(?:standing orders|"
    r"procedure rules)|"
    r"\bmeeting\b.{0,60}\b(?:be )?(?:adjourn|extend|continue (?:beyond|past|after|until|for)|reconvene)|"
    r"\bextend\b.{0,40}\bmeeting\b|\bproceed(?:ings)? beyond\b|"
    r"\b(?:be|is|was|were) (?:duly )?(?:re-?)?(?:elected|appointed|nominated)\b.{0,80}\b(?:vice[ -]?)?chair|"
    r"\b(?:elect|appoint)\w*\b.{0,100}\b(?:vice[ -]?)?chair(?:man|person|woman)?\b|"
    r"\bapolog(?:y|ies)\b.{0,60}\b(?:absence|received|accepted|noted)|\bdeclarations? of (?:\w+ )?interests?\b|"
    r"\bdispensation\b|"
    r"\b(?:order of (?:business|the agenda|agenda items)|agenda order|agenda)\b.{0,50}\b(?:varied|changed|"
    r"amended|be taken)|\bvary the (?:order|agenda)|"
    r"\b(?:urgent|late) (?:item|business|report)s?\b.{0,60}\b(?:admitted|accepted|considered)|"
    r"\bdate of (?:the )?next meeting\b|\bsubstitut(?:e|ion)s?\b.{0,40}\bnoted",
    re.IGNORECASE | re.DOTALL,
)
_ENUMERATION = re.compile(r"(?:^|(?<=[\s;:,.]))\(?(?P<mark>[a-h]|i{1,3}|iv|vi{0,3}|ix|x|\d{1,2})[).]\s+(?=\S)")
_DECISION_LIKE = re.compile(
    r"\b(?:be|should|would|will|shall|is to|are to|must|to)\b\s+\w+|\b(?:supports?|endorses?|approves?|agrees?|"
    r"notes?|welcomes?|recommends?|delegates?|requests?|receives?)\b",
    re.IGNORECASE,
)
_OPINION = re.compile(
    r"^that (?:it|this|there|these|those|he|she|the (?:situation|issue|point|problem|position|figures?|"
    r"challenge))\s+(?:was|were|is|had|would be (?:important|helpful|useful|good|difficult)|remained|could)",
    re.IGNORECASE,
)
_NOTED = re.compile(
    r"(?:(?:the|The)?\s*(?:[A-Z][\w'&-]*,?\s+|and\s+|of\s+|for\s+){0,8}(?:Committee|Sub-Committee|Panel|Board|"
    r"Commission|Cabinet|Forum|Members|committee|panel|members|board)\s+(?:then\s+|duly\s+|"
    r"formally\s+)?(?:noted|NOTED|received and noted|considered and noted)\s+"
    r"(?:the\s+)?(?:contents? of the\s+)?(?:\w+\s+){0,4}(?:report|update|presentation|information|position|"
    r"progress|plan|work programme|briefing|response|strategy|letter|dashboard|findings|"
    r"recommendations?)s?(?:\s+and (?:its|the) (?:contents|appendices|recommendations))?"
    r"|(?:the|The)\s+(?:contents? of the\s+)?(?:[\w']+\s+){0,4}(?:report|update|presentation|information|"
    r"position|briefing|work programme|forward plan|response|strategy|letter|dashboard|findings|"
    r"recommendations?)s?\s+(?:was|were)\s+(?:then\s+|duly\s+)?(?:noted|NOTED|received))"
    r"(?:\s+without\s+(?:further\s+)?(?:discussion|debate|comment))?\s*\.?",
)
_REFERS = re.compile(
    r"\b(?:refer(?:red|s|ring)?|forward(?:ed)?|commend(?:ed)?|submitted as (?:its|the) (?:comments|response)|"
    r"passed)\b[^.;]{0,160}?\b(?:to|on to)\s+(?:the\s+)?(?P<to>(?:[A-Z][\w'&-]*,?\s+|and\s+|of\s+|for\s+|&\s+|"
    r"the\s+){0,9}?"
    r"(?:Mayor(?:\s+(?:and|&)\s+Cabinet)?|Cabinet(?:\s+Member[^.;,]{0,60})?|Executive|(?:full\s+)?Council|"
    r"(?:Sub-)?Committee|Panel|Board|Commission|Scrutiny))\b"
)
_RECOMMENDS = re.compile(
    r"\b(?:recommend(?:ed|s|ation)?|RECOMMEND(?:ED|S)?)\b\s*(?:\(?to\b|"
    r"that)\s*(?:the\s+)?(?P<to>(?:[A-Z][\w'&-]*\s+){0,6}?(?:Mayor(?:\s+and\s+Cabinet)?|Cabinet|Executive|"
    r"Council))\b"
)
# “RECOMMENDED – that the Cabinet gives priority to …”: the body that it is put to.
_TO_A_BODY = re.compile(
    r"(?i:that\s+(?:the\s+)?)(?P<to>(?:Mayor(?:\s+and\s+Cabinet)?|Cabinet|Executive|(?:[Ff]ull\s+)?Council))\b"
)
_COMES_BACK = re.compile(
    r"\b(?:be|to|is|are)\s+(?:\w+ly\s+)?(?:provided?|brought|bring|submit(?:ted)?|circulated?|present(?:ed)?|"
    r"shared?|report(?:ed)?|supplied|sent|send|return(?:ed)?|come|update|given|"
    r"receives?|prepared?)\b(?!\s+and\s+noted)[^.;]{0,120}\b(?:meeting|committee|panel|members|board|months?|"
    r"weeks?|report|update|back|briefing|information|note|cabinet|councillors|(?:in|by|"
    r"before)\s+[A-Z][a-z]+)\b|"
    r"\b(?:a|an|further|more|additional|written|detailed|progress)\s+(?:\w+\s+){0,3}(?:report|update|"
    r"information|briefing|response|breakdown|data|note)s?\b[^.;]{0,60}\b(?:be|to|within|at)\b|"
    r"\b(?:officers?|director|head|service|manager|lead|member|holder|executive|team|chief\s+\w+|clerk|partnership|"
    r"cabinet|care|services?)\s+(?:(?:of|for)\s+[\w'’ &,-]{3,60}?\s+)?(?:\([^)]{1,40}\)\s+)?(?:bring|report|provide|"
    r"submit|present|circulate|share|return|send|supply)s?\b"
    r"(?!\s+(?:be|is|was|and)\b)[^.;]{0,120}\b(?:meeting|committee|panel|members|board|council|cabinet|commission|"
    r"councillors|(?:in|by|before)\s+[A-Z][a-z]+)\b|"
    r"\breport(?:s|ed)? back\b|\battend\b[^.;]{0,60}\bto report\b|"
    r"\bask(?:s|ed)? (?:for|that|officers|the)\b|\brequest(?:s|ed)?\b|\b(?:committee|"
    r"panel|board|members|cabinet|commission|scrutiny)\s+(?:to\s+)?(?:receives?|be (?:updated|kept informed|"
    r"provided))\b",
    re.IGNORECASE,
)
_ONLY_NOTED = re.compile(
    r"^(?:that\s+)?(?:the\s+)?(?:[\w'’&,-]+\s+){0,12}be\s+(?:\w+\s+(?:and\s+)?)?(?:noted|received|welcomed|"
    r"agreed|approved|endorsed)\W*$",
    re.IGNORECASE,
)
# “Agreed: The Board agreed that …”: the marker once more.
_TWICE = re.compile(rf"^(?:the|The)?\s*{BODIES}\s+(?:agreed|resolved|decided)\s+(?=that\b|to\b)")
_RECOMMENDATIONS = re.compile(r"recommendations?(?:\s+(?:made|agreed))?\W*", re.IGNORECASE)
_ALSO_DID = re.compile(r"(?:\band|,)\s+(?:\w+\s+)?(?:AGREED|APPROVED|NOTED|ENDORSED|RESOLVED|RECOMMENDED|ADOPTED)\b")
# “The Select Committee:”, “That Cabinet:”: who decides what the points below say.
_WHO = re.compile(
    rf"(?:that\s+|That\s+|THAT\s+)?(?:(?:the|The|THE)\s+)?(?:{BODIES}|Portfolio Holder[^:]{{0,60}})"
    r"(?:\s+\w+){0,3}\s*[:–-]+"
)
_THAT = re.compile(r"^\s*(?:T\s?H\s?A\s?T|that|That|to|TO)\s*[:\s–—-]*$")
_FOLLOWS = re.compile(
    r"^\s*(?:(?:that|That|THAT|T\s?H\s?A\s?T|to|TO)?\s*(?:the\s+)?(?:[\w'’&-]+\s+){0,8}?(?:be\s+)?(?:agreed\s+|"
    r"approved\s+|adopted\s+|made\s+)?(?:as follows|(?:the\s+)?following(?:\s+[\w'’-]+){0,5})?\s*(?:be "
    r"(?:agreed|approved|adopted|noted))?)\s*[:–—-]+\s*$|^\s*[:–—.-]*\s*$"
)


# How the words of a decision begin under “Decision:”; only the first of them may begin so loosely.
_AS_A_DECISION = re.compile(
    r"that\b|to\b|the\b|cabinet|agree|approve|note|endorse|[A-Z][\w ]+ (?:agreed|approved|noted)", re.I
)
_DID = (
    r"(?:noted|agreed|approved|endorsed|resolved|recommended|authorised|authorized|delegated|adopted|received|accepted|supported|"
    r"requested|referred|appointed|confirmed|decided|welcomed|commended)"
)
_IS_PUT_AS_ONE = re.compile(rf"(?i:that|to)\b|(?:(?:the|The)\s+)?{BODIES}\s+(?:\w+ly\s+|also\s+|further\s+)?{_DID}\b")
_POINT_DID = re.compile(rf"{_DID}\b", re.IGNORECASE)


@dataclass(slots=True)
class Decision:
    """A decision found: its words, where, and what its form says."""

    words: str
    passage: int
    place: Place
    number: str = ""
    form: str = ""
    confidence: float = 0.9
    vote: str = ""
    also: list[int] = field(default_factory=list)
    unclear: bool = False  # in the flow of the text, not in a form of its own

    @property
    def refers_to(self) -> str:
        """The body that it refers the matter to; empty where it refers nothing."""
        match = _REFERS.search(self.words) or _RECOMMENDS.search(self.words) or _RECOMMENDS.match(self.form)
        if not match and self.form.upper().startswith("RECOMMEND"):
            match = _TO_A_BODY.match(self.words)
        if (
            match
            and re.search(r"\brefer", match.group(), re.IGNORECASE)
            and re.search(r"\breferr?(?:al|ed) (?:rates?|to (?:children|the mash))", match.group(), re.IGNORECASE)
        ):
            return ""
        return match["to"].strip() if match else ""

    @property
    def has_other_limbs(self) -> bool:
        """Whether it does something else before it refers the matter."""
        match = _REFERS.search(self.words)
        return (
            match is not None and re.search(r"(?:;|,?\s+and\s+(?:that|to)\b)", self.words[: match.start()]) is not None
        )

    @property
    def needs_answer(self) -> bool:
        """Whether it asks for something to come back."""
        return _COMES_BACK.search(self.words) is not None and _ONLY_NOTED.match(self.words) is None


def is_procedure(words: str) -> bool:
    """Whether words that were resolved settle only the course of the meeting."""
    return _PROCEDURE.search(plain(words)) is not None


def decisions_of(passages: tuple[Passage, ...], layout: Layout, committee: str = "") -> list[Decision]:
    """The decisions of a paper of minutes, in order, each once: a Decision block and minutes that repeat it are one."""
    return _once(_kept(_Reader(passages, layout, committee).decisions))


def _kept(decisions: list[Decision]) -> list[Decision]:
    led = {one.passage - 1 for one in decisions}  # passages with a decision right below them
    return [
        one
        for one in decisions
        if not is_procedure(one.words)
        and not one.place.item.is_procedure
        and _is_one(one.words)
        and not (one.words.endswith(":") and one.passage in led)
    ]


def _is_one(words: str) -> bool:
    text = plain(words).strip(" .:;-–")
    return (
        len(text) > 6
        and re.search(r"[a-z]{3}", text, re.IGNORECASE) is not None
        and not re.fullmatch(
            r"(?:none|not applicable|n/a|no decision(?:s)? (?:was|were)? ?(?:made|taken|required).*|"
            r"no actions?.*|to (?:this|that|it)|the (?:committee|panel|board|cabinet))",
            text,
            re.IGNORECASE,
        )
    )


_LATEST = 60  # decisions of one item that a later one is compared with; no item has more, a file of noise might


def _once(decisions: list[Decision]) -> list[Decision]:
    """Each decision once: the later one that says the same under the same item is a second place of the first."""
    kept: dict[int, Decision] = {}
    of_item: dict[int, list[Decision]] = {}
    for one in decisions:
        mates = of_item.setdefault(id(one.place.item), [])
        same = next((other for other in mates[-_LATEST:] if _is_same(other, one)), None)
        if same is None:
            kept[id(one)] = one
            mates.append(one)
        elif same.form == "motion" and one.form != "motion":
            # The resolution's own words stand for the motion that it was.
            one.also += [same.passage, *same.also]
            one.vote = one.vote or same.vote
            del kept[id(same)]
            kept[id(one)] = one
            mates[mates.index(same)] = one
        else:
            same.also.append(one.passage)
            same.confidence = max(same.confidence, one.confidence)
            same.vote = same.vote or one.vote
    return [one for one in kept.values() if not _is_covered(one, of_item[id(one.place.item)][-_LATEST:])]


def _is_same(other: Decision, one: Decision) -> bool:
    """Whether a decision repeats one before it: nearly its words, or less nearly in the other block."""
    if other.passage == one.passage or other.place.meeting is not one.place.meeting:
        return False
    share = alike(other.words, one.words)
    if other.form == "motion":
        return share >= 0.5 or one.words.lower() in other.words.lower()
    return share >= (0.8 if other.place.block == one.place.block else 0.55)


def _is_covered(one: Decision, mates: list[Decision]) -> bool:
    """Whether what the flow of the text says is said by a decision of the item in a form of its own."""
    return one.unclear and any(not other.unclear and alike(other.words, one.words) >= 0.3 for other in mates)


class _Reader:
    """Goes through the passages once, holding the motion that is on the table."""

    def __init__(self, passages: tuple[Passage, ...], layout: Layout, committee: str):
        self.passages, self.layout = passages, layout
        self.decisions: list[Decision] = []
        self.motion: Decision | None = None
        self.amendment: Decision | None = None
        self.moving = False
        # Where the minutes mark no decision, one that says “That …” is one by its form.
        self.standing_alone = not any(self._marked(without_link(one.text)) for one in passages)
        self.boards = "board" in committee.lower() or any("board" in m.committee.lower() for m in layout.meetings)
        at = 0
        while at < len(passages):
            at = self._read(at)

    def _read(self, at: int) -> int:
        """Read the passage at a place; gives the place to go on from."""
        passage = self.passages[at]
        place = self.layout.places[passage.order]
        if place.opens:
            if place.block == "decision":
                return self._block(at, place)
            return at + 1
        if place.block == "other" or passage.header:
            return at + 1
        if place.block == "decision" and passage.kind == PassageKind.CELL:
            return self._cell(at, place)
        words = without_link(passage.text)
        if (
            _RECOMMENDATIONS.fullmatch(words.strip())
            and at + 1 < len(self.passages)
            and _WHO.fullmatch(self.passages[at + 1].text.strip().translate(_STRAIGHT))
            and self._starts_list(at + 2)
        ):
            # “Recommendations: The Select Committee: 1. …”: what it resolved to say.
            return self._list(at + 1, place, "Recommendations", 0.85, "", passage)
        if WHO_DECIDES.fullmatch(words.strip()) and self._starts_list(at + 1):
            point = self.passages[at + 1].text.strip()
            if _POINT_DID.match(_strip_mark(point)):
                return self._list(at + 1, place, "That", 0.85, "", passage)
        marked = self._marked(words)
        if marked:
            return self._after_marker(at, place, *marked)
        if (
            (self.standing_alone or place.block == "minutes")
            and passage.kind != PassageKind.HEADING
            and is_decided(words)
        ):
            self._add(words, passage, place, "That", 0.7)
            return at + 1
        if self._are_points_decided(at):
            return max(self._list(at, place, "noted and agreed", 0.7, "", passage), at + 1)
        self._motions(passage, place, words)
        if (noted := _NOTED.fullmatch(words.strip())) and self._is_last(at) and not self._has_decision(place):
            self.decisions.append(
                Decision(
                    words.strip(),
                    passage.order,
                    place,
                    passage.number,
                    "noted",
                    0.6,
                    unclear=not noted.group().isupper(),
                )
            )
        return at + 1

    def _block(self, at: int, place: Place) -> int:
        """Under “Decision:”: a marker where one stands, else the passages up to the next block are the decisions."""
        after = at + 1
        end = after
        while end < len(self.passages):
            there = self.layout.places[self.passages[end].order]
            if there.opens or there.block != "decision":
                break
            end += 1
        block = self.passages[after:end]
        if not block or any(self._marked(p.text) for p in block):
            return after
        lines = [p for p in block if p.kind != PassageKind.HEADING]
        listed = [p for p in lines if _list_mark(p)]
        lead = lines[0] if lines and lines[0] not in listed and listed else None
        # A run of plain paragraphs under “Decision:” is the decision only where it is put as one.
        for passage in lines:
            text = passage.text.strip()
            first = passage is lines[0] and not listed
            if passage in listed or (_AS_A_DECISION if first else _IS_PUT_AS_ONE).match(plain(text)):
                self._add(
                    _strip_mark(text), passage, self.layout.places[passage.order], "decision block", 0.85, lead=lead
                )
        return end

    def _cell(self, at: int, place: Place) -> int:
        """A cell of the column of decisions in a table of items: its own points, or its words, are the decisions."""
        first = self.passages[at]
        end = at
        while end < len(self.passages) and _same_cell(self.passages[end], first):
            end += 1
        cell = self.passages[at:end]
        marked = any(self._marked(p.text) for p in cell)
        listed = [p for p in cell if _list_mark(p)]
        for passage in () if marked else listed or cell:
            parts = _enumerated(passage.text.strip())
            for number, words in parts or [("", _strip_mark(passage.text.strip()))]:
                self._add(words, passage, place, "decision block", 0.85, number)
        while marked and at < end:
            place_of = self.layout.places[self.passages[at].order]
            found = self._marked(without_link(self.passages[at].text))
            at = self._after_marker(at, place_of, *found) if found else at + 1
        return end

    def _marked(self, words: str) -> tuple[re.Match, str, bool, int] | None:
        """The marker in a passage: its match, the words after it, whether it is in the flow, and where it begins."""
        if len(words) > 6000:
            return None
        text = words.translate(_STRAIGHT)
        start = 0
        for sentence in [text, *sentences(text)[1:]]:
            start = text.find(sentence, start)
            stripped = sentence.lstrip(" *•·-")
            for pattern, flow in ((_STRONG, False), (_LABEL, False), (_FLOW, True), (_AND_AGREED, True)):
                match = pattern.match(stripped)
                if not match or (pattern is _LABEL and start > 0 and not match["word"].isupper()):
                    continue
                if _is_narrative(pattern, match, stripped):
                    continue
                offset = start + len(sentence) - len(stripped) + match.end()
                return match, words[offset:], flow, start
        return None

    def _after_marker(self, at: int, place: Place, match: re.Match, rest: str, flow: bool, start: int) -> int:
        passage = self.passages[at]
        words = match["word"]
        head = passage.text[start : start + match.end() + 12]
        if (
            _ELSEWHERE.search(passage.text[max(0, start) : start + match.start("word") + 1]) and not words.isupper()
        ) or _lost_after(rest):
            return at + 1
        vote = _vote(match, passage.text)
        confidence = 0.7 if flow else 0.95
        form = words
        if flow and not self._is_decision_in_flow(match, rest):
            return at + 1
        if self.motion and self.motion.place.item is place.item:
            self.motion = None
        if _FOLLOWS.match(rest) or _THAT.match(rest):
            return self._list(at + 1, place, form, confidence, vote, passage)
        rest = rest.strip().lstrip("-–—: ")
        to = ""
        if words.lower().startswith("recommend") and (
            target := re.match(r"to\s+(?:the\s+)?(?P<to>[A-Z][^:;.]{2,80}?)\s*[:–-]?\s*(?=\bthat\b|\bThat\b|$)", rest)
        ):
            to, rest = target["to"], rest[target.end() :]
            if not rest:
                return self._list(at + 1, place, f"{form} to {to}", confidence, vote, passage)
            form = f"{form} to {to}"
        parts = _enumerated(rest)
        if parts:
            for number, part in parts:
                self._add(part, passage, place, form, confidence, number, vote, flow)
            return at + 1
        # “RESOLVED: That the Committee:” and its points below.
        if rest.rstrip().endswith((":", ":-", "–")) and self._starts_list(at + 1):
            return self._list(at + 1, place, form, confidence, vote, passage, rest)
        words = sentences(rest)
        decided = rest
        if match["word"].isupper() and words and _ALSO_DID.search(words[0]):
            # “Cabinet NOTED the progress and APPROVED the plan”: the first verb is as much of it as the second.
            decided = rest = f"{match['word']} {rest}"
            words = sentences(rest)
        if flow:
            decided = words[0]
        elif len(words) > 1:
            # After the decision's own sentence the minutes may go on to tell of something else.
            decided = " ".join([words[0], *_goes_on(words[1:])])
        self._add(decided, passage, place, form, confidence, "", vote, flow)
        del head
        following = at + 1
        # “RESOLVED: (1) That … ” with its further points as passages of their own.
        if _leading_mark(rest) and self._starts_list(following):
            return self._list(following, place, form, confidence, vote, passage)
        return following

    def _is_decision_in_flow(self, match: re.Match, rest: str) -> bool:
        text = plain(rest).strip()
        if match["by"].split()[-1].lower() == "board" and not self.boards and not match["word"].isupper():
            return False  # in minutes “the Board” is as often the improvement board, which decides nothing here
        if _THAT.match(text) or _FOLLOWS.match(text):
            return True
        if match["word"].isupper():
            return True
        if re.match(r"that\b", text, re.IGNORECASE):
            first = sentences(text)[0]
            return _OPINION.match(text) is None and _DECISION_LIKE.search(first) is not None
        if re.match(r"to\b", text, re.IGNORECASE):
            return True
        if match["word"].lower() in ("agreed", "approved", "endorsed", "adopted", "ratified"):
            return (
                re.match(
                    r"(?:the|all|both|an?|its)\s+(?:\w+\s+){0,5}(?:recommendations?|proposals?|report|plan|strategy|"
                    r"policy|work programme|work plan|budget|terms of reference|scope|amendments?|following)\b",
                    text,
                    re.IGNORECASE,
                )
                is not None
            )
        return False

    def _are_points_decided(self, at: int) -> bool:
        """Whether a list begins whose first two points each say what was done: “(a) Noted …”, “(b) Agreed that …”."""
        two = self.passages[at : at + 2]
        marks = [_list_mark(each) for each in two]
        return (
            len(two) > 1
            and marks[0] in ("1", "a", "i")
            and _follows_on(marks[0], marks[1])
            and all(_POINT_DID.match(_strip_mark(each.text)) for each in two)
        )

    def _starts_list(self, at: int) -> bool:
        if at >= len(self.passages):
            return False
        passage = self.passages[at]
        return not self.layout.places[passage.order].opens and (
            bool(_list_mark(passage)) or re.match(r"that\b|to\s+\w", passage.text.strip(), re.IGNORECASE) is not None
        )

    def _list(
        self, at: int, place: Place, form: str, confidence: float, vote: str, marker: Passage, lead: str = ""
    ) -> int:
        """The decisions of the list that begins at a place: its points, or the one paragraph where it is none."""
        del lead
        begun, last_mark, level = at, "", 0
        first_kind = ""
        while at < len(self.passages):
            passage = self.passages[at]
            there = self.layout.places[passage.order]
            text = passage.text.strip()
            if (
                there.opens
                or not _same_cell(passage, marker)
                or passage.kind == PassageKind.HEADING
                or there.item is not place.item
                or (self._marked(text) and not _list_mark(passage))
            ):
                break
            mark = _list_mark(passage)
            kind = "that" if not mark else _kind_of_mark(mark, passage)
            if at == begun:
                if not mark and _WHO.fullmatch(text.translate(_STRAIGHT)) and self._starts_list(at + 1):
                    at = begun = at + 1
                    continue
                first_kind, level = kind, passage.level
                if not mark and not re.match(r"(?:that|to)\b", text, re.IGNORECASE):
                    self._add(text, passage, there, form, confidence - 0.1, vote=vote)
                    return at + 1
            elif (
                kind != first_kind
                or (passage.kind == PassageKind.BULLET and passage.level > level)
                or (marker.number and mark and "." in marker.number and mark == _next(marker.number))
            ):
                if self._is_below(passage, level, first_kind, kind, last_mark):
                    self._to_last(text, passage)
                    at += 1
                    continue
                break
            elif (kind == "number" and last_mark and not _follows_on(last_mark, mark)) or (
                kind == "that" and not re.match(r"(?:that|to)\b", text, re.IGNORECASE)
            ):
                break
            self._add(
                _strip_mark(text), passage, there, form, confidence, vote=vote, number=mark if mark != "•" else ""
            )
            last_mark = mark
            at += 1
        return max(at, begun)

    @staticmethod
    def _is_below(passage: Passage, level: int, first_kind: str, kind: str, last_mark: str) -> bool:
        """Whether a passage is a point of the point before it: a deeper bullet, letters below numbers."""
        if passage.kind == PassageKind.BULLET and passage.level > level:
            return True
        return bool(last_mark) and (first_kind, kind) in (
            ("number", "letter"),
            ("number", "roman"),
            ("letter", "roman"),
            ("number", "bullet"),
            ("letter", "bullet"),
        )

    def _to_last(self, text: str, passage: Passage) -> None:
        if self.decisions:
            last = self.decisions[-1]
            last.words = f"{last.words} {text}"
            last.also.append(passage.order)

    def _add(
        self,
        words: str,
        passage: Passage,
        place: Place,
        form: str,
        confidence: float,
        number: str = "",
        vote: str = "",
        flow: bool = False,
        lead: Passage | None = None,
    ) -> None:
        words = re.sub(
            r"(?:;\s*(?:and|or)?|,\s*and|\s+and)\s*$", "", without_link(words).strip(" *–—\u00a0\t").strip()
        ).strip()
        words = _TWICE.sub("", words)
        if not words or _lost_after(words):
            return
        self.decisions.append(
            Decision(
                words,
                passage.order,
                place,
                number or passage.number,
                form,
                confidence,
                vote,
                [lead.order] if lead else [],
                flow,
            )
        )

    def _motions(self, passage: Passage, place: Place, words: str) -> None:
        """A motion is kept until it is known what became of it; so is an amendment beside it."""
        text = words.translate(_STRAIGHT)
        if self.moving and re.match(r"[\"'(]*(?:That|That,|To)\b", text):
            self.motion = Decision(text.strip().strip("\"'"), passage.order, place, passage.number, "motion", 0.8)
        self.moving = False
        if not _MOTION_MARK.search(text) and not _CARRIED.search(text) and not _FALLEN.search(text):
            return
        for sentence in sentences(text[:4000]):
            self._motion_in(sentence, passage, place)

    def _motion_in(self, sentence: str, passage: Passage, place: Place) -> None:
        motion = _MOTION.match(sentence)
        if motion and not re.match(r"to\s+(?:the\s+)?vote", motion["words"]):
            moved = Decision(motion["words"].strip(), passage.order, place, passage.number, "motion", 0.8)
            if re.search(r"\bamendment\b", sentence[: motion.start("words")], re.IGNORECASE):
                self.amendment = moved
            else:
                self.motion = moved
            return
        if re.search(r"\bmoved\b.{0,120}\bseconded\b.{0,80}:\s*$", sentence, re.IGNORECASE):
            self.moving = True
            return
        of_amendment = re.search(r"\bamendment\b", sentence, re.IGNORECASE) is not None or (
            self.amendment is not None and not re.search(r"\bmotion\b", sentence, re.IGNORECASE)
        )
        if _FALLEN.search(sentence):
            if of_amendment:
                self.amendment = None
            else:
                self.motion = None
        elif _CARRIED.search(sentence):
            if of_amendment and not re.search(r"\bmotion\b", sentence, re.IGNORECASE):
                self.amendment = None
            elif self.motion and self.motion.place.item is place.item:
                self.motion.vote = _vote(None, sentence)
                if passage.order != self.motion.passage:
                    self.motion.also.append(passage.order)
                self.decisions.append(self.motion)
                self.motion = None

    def _is_last(self, at: int) -> bool:
        """Whether nothing but furniture follows under the item."""
        here = self.layout.places[self.passages[at].order]
        for passage in self.passages[at + 1 : at + 3]:
            there = self.layout.places[passage.order]
            if there.item is not here.item or there.opens:
                return True
            if not re.match(
                r"(?:\(?contact|the meeting (?:closed|ended)|note:|chair)", passage.text.strip(), re.IGNORECASE
            ):
                return False
        return True

    def _has_decision(self, place: Place) -> bool:
        return bool(self.decisions) and self.decisions[-1].place.item is place.item


_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " "})


def _same_cell(one: Passage, other: Passage) -> bool:
    """Whether two passages are of one cell, or both of none."""
    return (one.table, one.row, one.column) == (other.table, other.row, other.column)


def _is_narrative(pattern: re.Pattern, match: re.Match, sentence: str) -> bool:
    """“Issues had been resolved”, “Noted that …”: the words of a marker, in another use."""
    word = match["word"]
    if pattern is _STRONG:
        return (
            word == "resolved"
            and match.start("word") == 0
            and not re.match(r"resolved\s*(?:[:–—-]|that\b|to\b|unanimously)", sentence)
        )
    if pattern is _LABEL:
        rest = sentence[match.end() :]
        if word.upper().startswith(("DECISION", "OUTCOME")) and not match["after"].strip() and rest:
            return True
        if (
            word.upper().startswith(("RECOMMENDED", "NOTED", "APPROVED", "ENDORSED", "DECIDED"))
            and not word.isupper()
            and match["after"].strip() == "-"
        ):
            return True
        return len(rest) == 0 and len(sentence) > 60
    return False


def _lost_after(words: str) -> bool:
    return (
        re.match(r"\s*(?:the\s+)?(?:motion|amendment)[^.]{0,80}", words, re.IGNORECASE) is not None
        and _LOST.search(words[:200]) is not None
    )


def _vote(match: re.Match | None, text: str) -> str:
    vote = (match["vote"] or "").strip(" ,()[]") if match else ""
    if vote:
        return vote
    if match and re.search(r"unanimous", match.group(), re.IGNORECASE):
        return "unanimously"
    by_vote = re.search(
        r"\b(?:unanimous(?:ly)?|nem\.?\s?con|by a majority|\d+ (?:votes? )?(?:for|"
        r"in favour)[^.]{0,60}against[^.;]{0,40}|for\s*[:–-]?\s*\d+[,;]?\s*against\s*[:–-]?\s*\d+[^.]{0,30})\b",
        text,
        re.IGNORECASE,
    )
    return by_vote.group() if by_vote else ""


def _goes_on(rest: list[str]) -> list[str]:
    """The sentences that still belong to a decision: they begin with “That”, or say how it is to be done."""
    kept = []
    for sentence in rest:
        if re.match(r"(?:That\b|To\b|And that\b|This (?:is|will|would) to\b|\(?[a-z\d]{1,3}[.)])", sentence):
            kept.append(sentence)
        else:
            break
    return kept


def _leading_mark(text: str) -> str:
    match = _ENUMERATION.match(text.strip())
    return match["mark"] if match else ""


def _enumerated(text: str) -> list[tuple[str, str]]:
    """The points of a decision written in one line: “(a) that …; and (b) that …”. None where it is not so written."""
    marks = list(_ENUMERATION.finditer(text))
    first = next((m for m in marks if m["mark"].lower() in ("a", "i", "1")), None)
    if first is None:
        return []
    kept = [first]
    for mark in marks[marks.index(first) + 1 :]:
        if _follows_on(kept[-1]["mark"], mark["mark"]):
            kept.append(mark)
    if len(kept) < 2:
        return []
    lead = text[: first.start()].strip(" :,–-")
    if (
        lead
        and not re.fullmatch(
            r"(?:that|to|that:|that the committee|that cabinet|the committee|as follows|that the \w+)",
            lead,
            re.IGNORECASE,
        )
        and len(lead.split()) > 6
    ):
        return []
    ends = [mark.start() for mark in kept[1:]] + [len(text)]
    return [(mark["mark"], text[mark.end() : end].strip(" ;,")) for mark, end in zip(kept, ends, strict=True)]


_ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"]


def _follows_on(before: str, mark: str) -> bool:
    """Whether a mark is the next after another: 2 after 1, b after a, ii after i, 4.2 after 4.1."""
    one, two = before.lower().strip("()."), mark.lower().strip("().")
    if "." in one and "." in two:
        return one.rsplit(".", 1)[0] == two.rsplit(".", 1)[0] and _follows_on(
            one.rsplit(".", 1)[1], two.rsplit(".", 1)[1]
        )
    if one.isdecimal() and two.isdecimal():
        return int(two) == int(one) + 1
    if one in _ROMAN and two in _ROMAN and _ROMAN.index(two) == _ROMAN.index(one) + 1:
        return True
    return len(one) == len(two) == 1 and one.isalpha() and two.isalpha() and ord(two) == ord(one) + 1


def _next(number: str) -> str:
    head, _, tail = number.rpartition(".")
    return f"{head}.{int(tail) + 1}" if tail.isdecimal() else ""


def _list_mark(passage: Passage) -> str:
    """The number or letter of a point, “•” for a bullet without; empty where a passage is no point of a list."""
    if passage.number:
        return passage.number
    if match := _ENUMERATION.match(passage.text.strip()):
        return match["mark"]
    if passage.kind == PassageKind.BULLET or passage.item:
        return "•"
    return ""


def _strip_mark(text: str) -> str:
    match = _ENUMERATION.match(text.strip())
    return text.strip()[match.end() :] if match else text


def _kind_of_mark(mark: str, passage: Passage) -> str:
    if mark == "•":
        return "bullet"
    if mark[:1].isdecimal():
        return "number"
    return "roman" if mark.lower() in _ROMAN[1:] else "letter" if mark.lower() != "i" else "roman"
