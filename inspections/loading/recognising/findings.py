"""The findings of an inspection: one a bullet or numbered point, under a heading that says what kind they are.

Inspectorates' letters and councils' summaries mark them the same way: a heading such as “What is going well” or “What
needs to improve”, then a list. Narrative paragraphs hold findings too, but none that a rule could tell apart; they are
left to the admin. What a committee is recommended to do, next steps, and a council's own assessment are no findings.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspections.loading.reading.passages import Paper, Passage, PassageKind
from inspections.loading.reading.tables import tables
from inspections.loading.recognising import reported
from inspections.loading.recognising.judgements import LINE
from inspections.loading.recognising.labels import labels_of
from inspections.loading.recognising.proposals import Context, Proposal, ProposalKind
from inspections.loading.recognising.sentences import plain, sentences
from inspections.loading.recognising.title_block import title_of

if TYPE_CHECKING:
    from inspections.loading.recognising.inspection_mentions import MentionedInspection, Mentions

BY_ITS_WORDS = "by its words"  # of what a sentence reports: told for each point when it is added
STRENGTH, IMPROVE, RECOMMENDATION, PRIORITY = (
    "strength",
    "area_for_improvement",
    "recommendation",
    "area_for_priority_action",
)

_PRIORITY_HEADING = re.compile(
    r"\b(?:areas?\s+for\s+)?(?:priority|immediate)(?:\s+and\s+immediate)?\s+actions?\b|\bpriority\s+actions?\b|"
    # What a written statement of action must answer (local area SEND inspections, 2016 to 2022).
    r"\b(?:areas?\s+of\s+)?significant\s+(?:areas?\s+of\s+)?(?:weakness(?:es)?|concerns?)\b",
    re.IGNORECASE,
)
_IMPROVE_HEADING = re.compile(
    r"\b(?:asked|told|must|should|need(?:s|ed)?|required)\b[^.]{0,60}\bto\s+improve\b|"
    r"\bwhat\s+(?:needs?|do(?:es)?\s+.{3,80}?\s+needs?|must|should)\s+(?:to\s+)?(?:improve|be improved|change|"
    r"do better|be better|happen|develop)\b|\bneed(?:s|ed)?\s+to\s+(?:improve|do better|be (?:improved|addressed|"
    r"better))\b|\b(?:areas?|issues?|points|things|aspects|services?)\s+(?:identified\s+)?(?:(?:for|of|"
    r"requiring|needing|that\s+(?:need|require)|to|which\s+(?:need|require))\s+)+(?:\w+\s+){0,4}?(?:improve|"
    r"development|develop|improvement|improving|address|addressed|attention|focus|concern|strengthen|"
    r"further\s+work|consideration)\w*|"
    r"\bwhat\s+(?:is|are)(?:n't|\s+not)\s+(?:going|working)\s+(?:so\s+|as\s+)?well|\bwhat\s+(?:we|the council|"
    r"services?)\s+(?:need|must)\w*\s+to\b|\bweaknesses\b|\bareas\s+of\s+(?:weakness|concern|improvement|"
    r"development)\b|\bissues\s+that\s+need\b|\bkey\s+(?:areas|issues)\s+(?:to|for|identified)\b|"
    r"\bwhat\s+do(?:es)?\s+(?:the\s+)?.{3,70}\s+need\s+to\s+do\s+better|\bwhat\s+(?:.{3,30}?\s)?could\s+(?:be|do)\s+better|"
    r"\bareas\s+(?:we|to)\s+(?:need\s+to\s+)?(?:improve|develop)",
    re.IGNORECASE,
)
_STRENGTH_HEADING = re.compile(
    r"\bwhat\s+you\s+do\s+well\b|\bwhat(?:\s+is|\s+are|'s)?\s+(?:the\s+.{3,80}\s+doing\s+that\s+is\s+effective|(?:going|working|done|"
    r"doing)\s+well|(?:we|they|the council)\s+(?:do|are doing|does)\s+well|has\s+(?:gone|improved|"
    r"worked)\b.{0,30}|works\s+well|good)\b|\b(?:key\s+|identified\s+|main\s+|"
    r"the\s+local\s+authority'?s?\s+)?strengths\b|\bwhat\s+(?:does|do)\s+.{3,60}\s+do(?:es)?\s+well|"
    r"\bareas?\s+of\s+(?:strength|good\s+practice|effective)\b|\bgood\s+practice\b|\bpositives?\s+(?:findings|"
    r"feedback|practice|points|aspects)\b|\bthe\s+following\b.{0,30}\b(?:strong|positives?)\b|\bwhat\s+is\s+the\s+area\s+partnership\s+doing\s+that\s+is\s+"
    r"effective",
    re.IGNORECASE,
)
_RECOMMENDATION_HEADING = re.compile(r"\brecommendations?\b", re.IGNORECASE)
_OF_INSPECTION = re.compile(
    r"\b(?:ofsted|inspect(?:ion|ors?|orate|ed)|ILACS|JTAI|HMI|focus(?:s)?ed\s+visit|monitoring\s+visit|"
    r"area\s+SEND|CQC|peer\s+(?:review|challenge|team)|commissioner|SIF)\b",
    re.IGNORECASE,
)
_OWN_ASSESSMENT = re.compile(
    r"self[- ]?(?:assess|evaluat)\w*|\bSWOT\b|swot|staff survey|our own assessment|\baudit\b|consultation|"
    r"risk register|\bSEF\b",
    re.IGNORECASE,
)
_TO_MEMBERS = re.compile(
    r"^(?:that\s|to\s+(?:note|comment|consider|agree|approve|endorse|receive|scrutinise)|"
    r"(?:the\s+)?(?:committee|members?|cabinet|panel|board|council|executive|scrutiny)\b.{0,40}\b(?:is|are|to|"
    r"be|notes?|agrees?|considers?)\b|note\b|comment\b|agree\b|approve\b|endorse\b|consider\b)",
    re.IGNORECASE,
)
# “Inspectors reviewed the progress made in the following areas of concern identified at the last inspection:”.
_WHAT_IT_COVERED = re.compile(
    r"\b(?:reviewed|looked\s+at|evaluated|examined|considered|focus(?:s?ed|es)?\s+on|covered|sampled|tested|"
    r"scope|made\s+progress|progress\s+(?:made|against|in|on|towards))\b"
    r"(?![^.:]{0,200}\b(?:and|which|who|they)\s+(?:\w+\s+)?(?:found|identified|reported|concluded|noted|saw)\b)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"“([^”]{3,600})”|(?<![\w])\"([^\"]{3,600})\"|(?<![\w’])‘([^’]{12,600})’(?!\w)")
_LINE_HEADING = re.compile(rf"\W*(?:\d[\d.]*\s+)?(?:judgement\s*[:–-]\s*)?{LINE}.{{0,80}}", re.IGNORECASE)
# The aspects of a local area SEND inspection, each with its strengths and areas for development below.
_ASPECT = re.compile(
    r"\W*(?:\d[\d.]*\s+)?the\s+effectiveness\s+of\s+(?:the\s+)?[^.:;]{3,60}\bin\s+(?:identifying|meeting|improving|"
    r"assessing)\b[^.:;]{3,180}",
    re.IGNORECASE,
)
# “The report identified nine areas for improvement, including:” in a paper whose title is of an inspection.
_SAYS = re.compile(
    r"\b(?:report|letter|it|they)\s+(?:also\s+)?(?:identified|noted|found|highlighted|recognised|said)\b", re.IGNORECASE
)
_ONLY_EXAMPLES = re.compile(r"\b(?:may|might|could|can)\s+(?:cover|include|be)\b|\bfor\s+example\b", re.IGNORECASE)
# “Strengths seen by the team included X and Y”: a list without a colon.
_LISTED_BY_VERB = re.compile(
    r"(?P<lead>[^,.;:]{8,100}?)\s+(?:included|include|were|are)\s+(?P<listed>(?:the|a|an|its|how|that|too)\s.+)",
    re.IGNORECASE,
)
_LISTS = re.compile(r"\b(?:included?|including|were|are|as\s+follows)\s*$", re.IGNORECASE)
_CLAUSE = 5  # words: parts of a list between commas that are clauses of their own
_ONE_POINT = re.compile(r"\b(?:one|a|an)\s+(?:\w+\s+)?(?:strength|area|weakness|concern|recommendation)", re.IGNORECASE)
# “The Management Board should:”, among an inspectorate's recommendations.
_SHOULD = re.compile(r"(?:The\s+|It\s+)?[A-Z][^.:;]{3,90}?\s(?:should|must|needs?\s+to)\s*:[-–]?", re.IGNORECASE)
# “These were:”, “they are as follows:-”: what follows is said in the clause before.
_ONLY_POINTS = re.compile(
    r"(?:these|they|those|which)\s+(?:were|are|include[ds]?|related\s+to)(?:\s+as\s+follows)?\W*", re.IGNORECASE
)
_COLUMN = re.compile(
    r"\b(?:ofsted|inspection|inspectors?'?|ILACS|JTAI|SEND inspection)\b.{0,40}\b(?:recommendations?|findings?|"
    r"areas?|judgements?|priority action)\b",
    re.IGNORECASE,
)


# Who speaks in a lead-in, and what they did: praised, advised, or raised something that is wanting.
_INSPECTORS = (
    r"(?:inspect(?:ors?|ion|orates?)|ofsted|estyn|cqc|hmicfrs|reviewers?|review|peer\s+team|visit|letter|report|it|"
    r"they)"
)
# Only inspectorates speak of these: a page that has them as a heading is theirs, though it names no inspection.
_THEIRS = re.compile(r"areas?\s+for\s+priority\s+action|areas?\s+of\s+significant\s+weakness\W*", re.IGNORECASE)
_PRAISED = re.compile(
    rf"\b{_INSPECTORS}\b[^.:;]{{0,60}}?\b(?:praised|commended|complimented|welcomed|celebrated|were\s+impressed|"
    r"(?:noted|found|saw|recognised|identified|highlighted|reported)\s+(?:\w+\s+){0,4}?(?:strengths?|positives?|improvements\s+in|"
    r"good\s+(?:work|practice)|working\s+well))\b",
    re.IGNORECASE,
)
_ADVISED = re.compile(rf"\b{_INSPECTORS}\b[^.:;]{{0,60}}?\b(?:recommend(?:s|ed)|advis(?:es|ed))\b", re.IGNORECASE)
_RAISED = re.compile(
    rf"\b{_INSPECTORS}\b[^.:;]{{0,60}}?\b(?:highlight(?:s|ed)|identif(?:y|ies|ied)|rais(?:es|ed)|found|not(?:es|ed)|asks?|asked|criticis(?:es|ed)|"
    r"point(?:s|ed)\s+(?:to|out)|reported|saw|required?s?|told)\s+(?:[\w'-]+\s+){0,6}?(?:matters?|issues?|areas?|points?|aspects|things|concerns?|"
    r"weakness(?:es)?|shortcomings|gaps|failings|deficits|improvements?|to\s+(?:improve|address|do\s+better))\b",
    re.IGNORECASE,
)


_RECOMMENDATION_NUMBERED = re.compile(
    r"\b(?:[Rr]ecommendations?\s+\d{1,2}|R\d{1,2})\s*[:–-]\s*(?P<what>[A-Z][^.]{15,300}?)"
    r"(?=\.|$|\s+and\s+(?:also\s+)?recommendation\s+\d)"
)
# “One recommendation was to look at …”.
_ONE_RECOMMENDATION = re.compile(
    r"\b(?:one|another|a|the\s+(?:first|second|third|main|key))\s+recommendation\s+(?:was|is|had\s+been)\s+(?:to|that)\s+(?P<what>[^.]{15,300})",
    re.IGNORECASE,
)
_SHORT_HEADING = 4  # words


@dataclass(slots=True)
class _Open:
    """The heading under which the points now stand; `under` is the line of the framework right above it, if any."""

    kind: str
    passage: Passage
    text: str
    is_heading: bool
    listed: str = ""
    dotted: bool = False
    under: str = ""
    ends: str = ""  # how its lines without a mark end: with a stop, a semicolon, nothing; “end” once they are over


def recognise(paper: Paper, context: Context, mentions: "Mentions") -> list[Proposal]:
    """The findings in the whole paper, in its order, each once."""
    finder = _Finder(paper, context, mentions)
    finder.read()
    finder.of_tables()
    return sorted(finder.found.values(), key=lambda one: one.passage)


def kind_of_heading(text: str) -> str:
    """The kind of findings that a heading announces; empty where it announces none."""
    words = plain(text)
    for kind, pattern in (
        (PRIORITY, _PRIORITY_HEADING),
        (IMPROVE, _IMPROVE_HEADING),
        (STRENGTH, _STRENGTH_HEADING),
        (RECOMMENDATION, _RECOMMENDATION_HEADING),
    ):
        if pattern.search(words):
            return kind
    return _kind_said(words)


def _kind_said(words: str) -> str:
    """The kind that a lead-in's own verb and noun give: “the inspectors had also praised”, “raised three concerns”."""
    if _PRAISED.search(words):
        return STRENGTH
    if _ADVISED.search(words):
        return RECOMMENDATION
    return IMPROVE if _RAISED.search(words) else ""


class _Finder:
    def __init__(self, paper: Paper, context: Context, mentions: "Mentions"):
        self.paper, self.context, self.mentions = paper, context, mentions
        self.inspectors = context.document_type in ("letter", "inspection_report") or (
            context.document_type != "plan" and any(_THEIRS.fullmatch(p.text.strip(" :*")) for p in paper.passages)
        )
        self.about = _OF_INSPECTION.search(title_of(paper, labels_of(paper))[0]) is not None
        self.found: dict[str, Proposal] = {}
        self.title = next((plain(p.text) for p in paper.passages if p.kind == PassageKind.HEADING), "")

    def read(self) -> None:
        """Go through the passages, keeping the heading that says what kind of points follow."""
        current: _Open | None = None
        line, at = "", 0  # a line of the framework put as a heading, and the passage that its findings may follow
        for passage in self.paper.passages:
            if passage.kind == PassageKind.CELL:
                continue
            if self._numbered(passage):
                continue
            self._reported(passage)
            opened = self._opens(passage)
            if opened is not None and current is not None and self._repeats(opened, current):
                continue
            if opened is not None:
                opened.under = line if at == passage.order - 1 else ""
                line, at = opened.under, passage.order
                current = opened
                continue
            if self.inspectors and len(passage.text) < 250 and _ASPECT.fullmatch(plain(passage.text)):
                line, at = passage.text.strip(" :*"), passage.order
            elif current is not None and at == passage.order - 1 and passage.kind == PassageKind.BULLET:
                at = passage.order
            if passage.kind == PassageKind.HEADING or self._is_bold_line(passage):
                below = (
                    current
                    and passage.kind == PassageKind.HEADING
                    and current.is_heading
                    and current.passage.kind == PassageKind.HEADING
                    and passage.level > current.passage.level
                )
                if not below:
                    current = None
                continue
            if current is None:
                self._in_one_sentence(passage)
                continue
            current = self._point(passage, current)

    @staticmethod
    def _repeats(opened: _Open, current: _Open) -> bool:
        """Whether a line is only the heading right above it once more: the heading of a table of one column."""
        return opened.passage.order == current.passage.order + 1 and plain(opened.text) == plain(current.text)

    def _is_bold_line(self, passage: Passage) -> bool:
        return (
            passage.kind == PassageKind.PARAGRAPH
            and bool(passage.bold)
            and len(passage.bold.strip()) >= len(passage.text.strip()) - 2
            and len(passage.text) < 160
        )

    def _opens(self, passage: Passage) -> _Open | None:
        """What a heading, a line in bold or a lead-in opens, where its surroundings are an inspection's."""
        text = plain(passage.text).strip(" *")
        heading = passage.kind == PassageKind.HEADING or self._is_bold_line(passage)
        short = (
            passage.kind in (PassageKind.PARAGRAPH, PassageKind.BULLET) and len(text) < 90 and text.endswith((":", "?"))
        )
        lead = passage.kind == PassageKind.PARAGRAPH and text.endswith((":", ":-", " -", " –")) and len(text) < 600
        plain_line = (
            passage.kind == PassageKind.PARAGRAPH
            and len(text) < 90
            and not text.endswith((".", ";", ","))
            and self.inspectors
        )
        if not (heading or short or lead or plain_line) or len(text) > 600:
            return None
        kind = kind_of_heading(text if heading or short or plain_line else _announced(text))
        if not kind and lead and not self.inspectors and self._is_reported(passage, text):
            return _Open(BY_ITS_WORDS, passage, passage.text.strip(), heading)
        if not kind and _SHOULD.fullmatch(text) and self._among_recommendations(passage):
            return _Open(RECOMMENDATION, passage, passage.text.strip(), heading)
        if not kind:
            return None
        if not (heading or short or plain_line) and not (_OF_INSPECTION.search(text) or self._follows_one(passage)):
            return None
        if self._too_general(text if heading or plain_line else _announced(text), kind):
            return None
        around = [plain(heading) for heading in passage.headings]
        if not heading and (_WHAT_IT_COVERED.search(text) or _ONLY_EXAMPLES.search(text)):
            return None
        if _OWN_ASSESSMENT.search(text) or any(_OWN_ASSESSMENT.search(one) for one in around[-2:]):
            return None
        if not self._is_of_inspection(passage, text, around, kind, lead and not short):
            return None
        return _Open(kind, passage, passage.text.strip(), heading)

    @staticmethod
    def _kind(kind: str, text: str) -> str:
        if kind != BY_ITS_WORDS:
            return kind
        return IMPROVE if reported.is_wanting(text) else STRENGTH

    def _is_reported(self, passage: Passage, text: str) -> bool:
        """Whether a lead-in says that inspectors found what the points below it say."""
        last = sentences(text)[-1].rstrip(":- ")
        follows = reported.names_inspectors(text) or self._follows_one(passage)
        return bool(reported.found_in(f"{last} this and that and more", follows))

    def _among_recommendations(self, passage: Passage) -> bool:
        """Whether the passages just before say that inspectors made recommendations."""
        before = " ".join(one.text for one in self.paper.passages[max(0, passage.order - 7) : passage.order - 1])
        return bool(re.search(r"\brecommend", before, re.IGNORECASE) and self.mentions.near(passage.order))

    def _follows_one(self, passage: Passage) -> bool:
        """Whether the passage right before names an inspection, under the same heading."""
        before = self.paper.passages[max(0, passage.order - 2) : passage.order - 1]
        return any(_OF_INSPECTION.search(one.text) and one.headings == passage.headings for one in before)

    def _reported(self, passage: Passage) -> None:
        """What sentences of minutes, and of pages of no known form, report that inspectors found."""
        if self.context.document_type not in ("minutes", "decision", "agenda", "") or len(passage.text) > 3000:
            return
        follows = self._follows_one(passage)
        for sentence in sentences(plain(passage.text)):
            if (what := reported.found_in(sentence, follows)) and not _OWN_ASSESSMENT.search(sentence):
                self._add(what, passage, _Open(BY_ITS_WORDS, passage, "what inspectors found", False), 0.6)
            follows = follows or reported.names_inspectors(sentence)

    def _numbered(self, passage: Passage) -> bool:
        """Recommendations that a paper quotes by their numbers: “Recommendation 2 – Improve …”. Whether it has any."""
        if not self.about and not self.mentions.inspections:
            return False
        if self.context.document_type in ("plan", "report"):
            return False
        words = plain(passage.text)
        found = [*_RECOMMENDATION_NUMBERED.finditer(words), *_ONE_RECOMMENDATION.finditer(words)]
        for match in found:
            self._add(match["what"], passage, _Open(RECOMMENDATION, passage, "Recommendation", False), 0.75)
        return bool(found)

    def _in_one_sentence(self, passage: Passage) -> None:
        """“… three areas for improvement: plans are not clear; visits are late.”: a list within a paragraph."""
        if passage.kind == PassageKind.CELL or len(passage.text) > 1500 or _OWN_ASSESSMENT.search(passage.text):
            return
        for sentence in sentences(plain(passage.text)):
            lead, colon, listed = sentence.partition(": ")
            points = [point for point in re.split(r";\s+(?:and\s+)?", listed.rstrip(" .")) if len(point.split()) >= 3]
            if colon and len(points) == 1 and _LISTS.search(lead):  # clauses that commas part
                clauses = re.split(r",\s+(?:and\s+)?", listed.rstrip(" ."))
                points = clauses if all(len(clause.split()) >= _CLAUSE for clause in clauses) else points
            if not colon and (by_verb := _LISTED_BY_VERB.match(sentence)):
                lead = by_verb["lead"]
                points = re.split(
                    r",\s+(?:and\s+)?(?=(?:the|a|an)\s)|\s+and\s+(?=(?:the|a|an)\s)", by_verb["listed"].rstrip(" .")
                )
            several = len(points) > 1 or (bool(colon) and len(points) == 1 and _ONE_POINT.search(lead) is not None)
            kind = kind_of_heading(_announced(lead)) if several and not _ONLY_EXAMPLES.search(lead) else ""
            if not kind or self._too_general(_announced(lead), kind):
                continue
            if self.about or _OF_INSPECTION.search(plain(passage.text)) or self._follows_one(passage):
                for point in points:
                    self._add(point, passage, _Open(kind, passage, lead, False), 0.75)

    @staticmethod
    def _too_general(text: str, kind: str) -> bool:
        words = text.split()
        if kind == IMPROVE and re.search(r"\bpriorit(?:y|ies)\b|\btop\b|\bplan\b|\bprogramme\b", text, re.IGNORECASE):
            return True  # the council's own priorities
        return (
            len(words) > 40
            or (kind == RECOMMENDATION and len(words) > 18)
            or re.search(r"\b(?:our|we)\b.{0,30}\b(?:response|plan|doing)\b", text, re.IGNORECASE) is not None
        )

    def _is_of_inspection(self, passage: Passage, text: str, around: list[str], kind: str, lead: bool) -> bool:
        if self.inspectors:
            return not re.search(r"previous(?:ly)?\b|last inspection", text, re.IGNORECASE) or kind != RECOMMENDATION
        if _OF_INSPECTION.search(text):
            return (
                kind != RECOMMENDATION
                or lead
                or re.search(r"\b(?:ofsted|inspect\w*|from|of|made)\b", text, re.IGNORECASE) is not None
            )
        if kind == RECOMMENDATION:
            # “Recommendations” of an officers' report are to its members; an inspection's section has others.
            return any(_OF_INSPECTION.search(one) for one in around[1:])
        if self.about and _SAYS.search(text):
            return True
        sections = [one for one in around if one != self.title] or []
        if any(_OF_INSPECTION.search(one) or _LINE_HEADING.fullmatch(one) for one in sections):
            return True
        before = self.paper.passages[max(0, passage.order - 5) : passage.order - 1]
        return any(
            _OF_INSPECTION.search(p.text) and len(p.text) < 1500 and p.headings == passage.headings for p in before
        )

    def _point(self, passage: Passage, current: _Open) -> _Open | None:
        """A passage under an open heading: a finding where it is a point of its list; the end of it where it is not."""
        text = passage.text.strip()
        listed = passage.kind == PassageKind.BULLET or bool(passage.number)
        if passage.kind == PassageKind.BULLET and passage.level > 1 and current.listed == "bullet" and self.found:
            last = self.found[next(reversed(self.found))]
            if last.passage == passage.order - 1 or passage.order - 1 in last.also:
                last.text = f"{last.text} {text}" if last.text.endswith(":") else last.text
                if last.text.endswith(text):
                    last.also = (*last.also, passage.order)
                    return current
        goes_on = current.listed == "line" and self._is_further_line(text, current)
        if not listed and not goes_on and (current.listed or not self._is_point_unmarked(passage, current)):
            return (
                None
                if current.listed
                else current
                if len(text) < 400 and text.endswith(":")
                else self._first_line(passage, current)
            )
        if current.listed and passage.number and ("." in passage.number) != current.dotted:
            return None
        if not current.listed:
            current.listed = "bullet" if passage.kind == PassageKind.BULLET else "number" if passage.number else "line"
            current.dotted = "." in passage.number
            current.ends = _end_of(text)
            if (
                current.listed == "number"
                and not current.is_heading
                and "." in passage.number
                and current.passage.number
                and "." in current.passage.number
            ):
                return None  # the next numbered paragraph of the report, not a point of a list
            if current.listed == "number" and "." in passage.number and not self.inspectors and len(text) > 500:
                return None
        elif current.listed == "number" and passage.kind == PassageKind.BULLET:
            return current
        if _TO_MEMBERS.match(plain(text)) and current.kind == RECOMMENDATION and not self.inspectors:
            return None
        if len(plain(text)) < 8 or re.fullmatch(r"(?:none|not applicable|n/a)\W*", text, re.IGNORECASE):
            return current
        self._add(text, passage, current)
        return current

    def _first_line(self, passage: Passage, current: _Open) -> _Open | None:
        """A lead-in paragraph before the list keeps the heading open; a narrative paragraph closes it."""
        return (
            current
            if current.is_heading and len(passage.text) < 500 and passage.order == current.passage.order + 1
            else None
        )

    def _is_point_unmarked(self, passage: Passage, current: _Open) -> bool:
        """In an inspectorate's list whose bullets were lost, each short line under the heading is a point."""
        following = self.paper.passages[passage.order : passage.order + 1]
        if current.text.endswith(":") and passage.text.rstrip().endswith(";"):
            return True  # the first of several lines, each but the last with a semicolon
        return (
            self.inspectors
            and (current.is_heading or len(current.text.split()) <= _SHORT_HEADING)
            and (current.kind in (IMPROVE, PRIORITY) or not current.is_heading)
            and len(passage.text) < 350
            and passage.kind == PassageKind.PARAGRAPH
            and bool(following)
            and not passage.text.rstrip().endswith(":")
        )

    @staticmethod
    def _is_further_line(text: str, current: _Open) -> bool:
        """Whether a line without a mark goes on with a list of such lines: as long, and ended as the first was."""
        if current.ends == ";" and len(text) < 350 and text.endswith((";", ".")):
            current.ends = text[-1] if text.endswith(";") else "end"
            return True
        return len(text.split()) >= 4 and len(text) < 350 and _end_of(text) == current.ends

    def _add(self, text: str, passage: Passage, current: _Open, confidence: float = 0.9) -> None:
        text = re.sub(r"(?:;\s*and|;|,\s*and)\s*$", "", text).strip()
        key = plain(text).lower().strip(" .")
        if key in self.found:
            known = self.found[key]
            known.also = (*known.also, passage.order)
            return
        inspection = self._inspection(current)
        self.found[key] = Proposal(
            ProposalKind.FINDING,
            text,
            passage.order,
            {
                "kind": self._kind(current.kind, text),
                "heading": self._heading(current),
                "whose_words": self._whose(passage, current),
                "paragraph": current.passage.number or passage.number or None,
                "number": passage.number or None,
                "quotations": [next(part for part in match.groups() if part) for match in _QUOTED.finditer(text)],
                "inspection": inspection.key if inspection else None,
            },
            confidence,
            f"A point under “{current.text.strip(' :')}”."
            if len(current.text) < 120
            else "A point of the list that follows.",
        )

    def _inspection(self, current: _Open) -> "MentionedInspection | None":
        """The inspection that the points are of: by the year in the headings above, else the one last named."""
        around = (*current.passage.headings, current.text)
        for heading in reversed(around):
            for year in re.findall(r"\b(20\d\d)\b(?![/-]\d)", heading):
                dated = [
                    inspection
                    for inspection in self.mentions.inspections
                    if inspection.first and inspection.first.year == int(year)
                ]
                if dated:
                    return next((inspection for inspection in dated if inspection.kind == "graded"), dated[0])
        if self.inspectors and self.mentions.inspections:
            return self.mentions.inspections[0]
        return self.mentions.near(current.passage.order)

    def _heading(self, current: _Open) -> str | None:
        """The judgement line that the points stand under, else the nearest heading above of another sort."""
        above = list(current.passage.headings)
        for heading in reversed(above):
            if _LINE_HEADING.fullmatch(plain(heading)):
                return heading.strip(" :*")
        if current.under:
            return current.under
        if self.inspectors and current.is_heading:
            return current.text.strip(" :*") or None
        rest = [heading for heading in above if not kind_of_heading(heading) and plain(heading) != self.title]
        return (rest[-1] if rest else current.text).strip(" :*") or None

    def _whose(self, passage: Passage, current: _Open) -> str:
        day = f"{self.context.day.day} {self.context.day:%B %Y}" if self.context.day else ""
        if self.inspectors:
            what = "letter" if self.context.document_type == "letter" else "report"
            return f"the inspectors' own ({what}{' of ' + day if day else ''})"
        what = (
            "report" if self.context.document_type in ("report", "") else self.context.document_type.replace("_", " ")
        )
        section = (current.passage.number or passage.number).split(".")[0]
        where = f", section {section}" if section else ""
        return f"as the council summarised it ({what}{' of ' + day if day else ''}{where})"

    def of_tables(self) -> None:
        """Tables of findings: a column under “What is going well”, or under “Ofsted recommendation”."""
        for table in tables(self.paper):
            for column, heading in table.headings.items():
                words = plain(heading)
                kind = kind_of_heading(words)
                around = [plain(one) for one in table.passages[0].headings]
                named = _COLUMN.search(words)
                if (
                    (not kind and not named)
                    or len(words) > 120
                    or _OWN_ASSESSMENT.search(words)
                    or any(_OWN_ASSESSMENT.search(one) for one in around)
                ):
                    continue
                own = (
                    self.inspectors
                    or _OF_INSPECTION.search(words)
                    or any(_OF_INSPECTION.search(one) for one in around[1:])
                )
                if not own or (kind == RECOMMENDATION and not (named or self.inspectors)):
                    continue
                kind = kind or (
                    STRENGTH
                    if "strength" in words.lower()
                    else PRIORITY
                    if "priority action" in words.lower()
                    else IMPROVE
                    if re.search(r"area|finding", words, re.IGNORECASE)
                    else RECOMMENDATION
                )
                for row in table.rows:
                    if row in table.header_rows:
                        continue
                    for passage in table.cells.get((row, column), ()):
                        if len(passage.text.split()) >= 4:
                            current = _Open(kind, passage, heading, True)
                            self._add(passage.text.strip(), passage, current, 0.75)


def _end_of(text: str) -> str:
    """What a line ends with: “;”, “.” (also in a bracket, “(Police)”) or nothing."""
    return ";" if text.endswith(";") else "." if text.endswith((".", ")")) else ""


def _announced(text: str) -> str:
    """What a lead-in says follows: its last clause, “identified the following areas for improvement”."""
    clauses = re.split(r"[.;]\s|,\s(?=(?:these|they)\s)", text)
    while len(clauses) > 1 and (_ONLY_POINTS.fullmatch(clauses[-1]) or not kind_of_heading(clauses[-1])):
        clauses.pop()
    return clauses[-1][-200:]
