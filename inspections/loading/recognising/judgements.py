"""The judgements of inspections that a paper gives: a line of the framework, and its grade.

Ofsted's four grades are Outstanding, Good, Requires improvement to be good (under ILACS; “Requires improvement” under
the single inspection framework) and Inadequate. An area SEND inspection has three outcomes in words and no grade.
"""

import re
from typing import TYPE_CHECKING

from inspections.loading.reading.passages import Paper, Passage, PassageKind
from inspections.loading.reading.tables import tables
from inspections.loading.recognising.proposals import Context, Proposal, ProposalKind
from inspections.loading.recognising.sentences import plain, sentences

if TYPE_CHECKING:
    from inspections.loading.recognising.inspection_mentions import MentionedInspection, Mentions

_GRADE = (
    r"(?P<grade>outstanding|good|requir(?:es?|ed|ing)\s+improvement(?:\s*['\"]?\s*(?:in order\s+)?to\s+"
    r"be\s+good)?|inadequate)"
)
# The lines of Ofsted's frameworks, as their wording begins.
LINE = (
    r"(?:the\s+)?(?:experiences?\s+and\s+progress\s+of\s+(?:children|care leavers|young people)[^.:;|]{0,120}?|"
    r"impact\s+of\s+leaders\b[^.:;|]{0,100}?|overall\s+effectiveness(?:\s+of\s+[^.:;|]{3,60}?)?|"
    r"(?:children's\s+)?services\s+(?:to|for)\s+(?:children|young people|care leavers|"
    r"looked after)[^.:;|]{0,100}?|children\s+(?:and young people\s+)?who\s+need\s+help\s+and\s+protection|"
    r"children\s+looked\s+after\s+and\s+achieving\s+permanence|adoption\s+performance|"
    r"leadership,?\s+management,?\s+and\s+governance|"
    r"help\s+and\s+protection(?:\s+of\s+children)?|children\s+in\s+need\s+of\s+help\s+and\s+protection|"
    r"children\s+in\s+care(?:\s+and\s+care\s+leavers)?|care\s+leavers|"
    r"(?:the\s+)?(?:effectiveness\s+of\s+the\s+)?local\s+safeguarding\s+children\s+board|leadership\s+and\s+management)"
)
_LINE_ALONE = re.compile(rf"(?:\d[\d.]*\s+)?(?P<line>{LINE})\W*", re.IGNORECASE)
_LINE_AND_GRADE = re.compile(
    rf"\W*(?:\d[\d.]*\s+)?(?:judgement[s]?\s*[:–-]\s*)?(?P<line>{LINE})\s*(?:[:–|(-]|\s+(?:is|are|was|were|"
    rf"has been|have been)(?:\s+(?:now\s+|also\s+)?(?:judged|rated|graded|deemed|found|assessed))?(?:\s+(?:as|"
    rf"to be|to))?|(?=\s+require))\s*['\"]?\s*{_GRADE}(?P<after>['\")]*\s*(?:[.;,)]|$|\band\b|\bfor\b|\bin\b|"
    rf"\().*)?",
    re.IGNORECASE | re.DOTALL,
)
_ACROSS = re.compile(
    rf"\b(?:judged|found|rated|graded|concluded|said|judgement)\b.{{0,120}}?['\"]?{_GRADE}['\"]?(?:\s+to\s+"
    rf"be\s+good)?\s+(?:across|in|for|on|under)\s+(?:all|each|every|both)\s+(?:of\s+)?(?:the\s+|these\s+|"
    rf"of these\s+)?(?:two|three|four|five|\d)?\s*(?:of\s+the\s+)?(?:\w+\s+)?(?:headings?|areas?|judgements?|"
    rf"categories|lines|domains)",
    re.IGNORECASE,
)
_OFSTED_RATED = re.compile(
    rf"(?:\bOfsted\b|\binspect(?:ors?|ion)\b)[^.;]{{0,120}}?\b(?:rated|judged|graded|found|concluded|"
    rf"gave)\b[^.;]{{0,140}}?\b(?:as|to be|was|were|that|of|is|are|overall)?\s*['\"]?{_GRADE}['\"]?|"
    rf"\b(?:services?|council|authority|department|borough|county|we)\b[^.;]{{0,80}}?\b(?:was|were|"
    rf"been)\s+(?:judged|rated|graded)\s+(?:by\s+Ofsted\s+)?(?:overall\s+)?(?:as|to be|"
    rf"to)?\s*['\"]?{_GRADE.replace('?P<grade>', '?P<grade2>')}['\"]?(?=\s*(?:overall|by Ofsted|[.,;]|$|\bin\b|"
    rf"\bfor\b|\bfollowing\b|to be good))|"
    rf"\boverall\s+(?:effectiveness|judgement|grade|rating)\b[^.;]{{0,60}}?\b(?:is|was|are|were|of|as|to be|"
    rf"remains?)\s*(?:that\s+[^.;]{{3,60}}?\s(?:is|are|was|"
    rf"were)?\s*)?['\"]?{_GRADE.replace('?P<grade>', '?P<grade3>')}['\"]?",
    re.IGNORECASE,
)
_NOT_A_JUDGEMENT = re.compile(
    r"\b(?:self[- ]?(?:assess|evaluat)|predict|would|will|likely|aim|ambition|expect|if|school|nurser|provider|"
    r"home\b|homes\b|aspir|target|journey|other|neighbour|national|% of|per cent|could|hope|at least|practice|"
    r"audit|moderat|workers?|plan)\w*",
    re.IGNORECASE,
)
_NOT_YET_JUDGED = re.compile(
    r"\b(?:predict\w*|would|will|likely|expect\w*|if|could|hope\w*|target\w*|aim\w*)\b", re.IGNORECASE
)
# Of these the whole sentence tells that it is of something else; of the others only the clause that holds the grade.
_OF_OTHERS = re.compile(
    r"\b(?:self[- ]?(?:assess|evaluat)|predict|school|nurser|provider|home\b|homes\b|neighbour|national|% of|"
    r"per cent|audit|moderat)\w*",
    re.IGNORECASE,
)
# “…, with leadership judged outstanding”, “and the experiences of care leavers was rated good”: further lines of the
# framework in the sentence that gives the first.
_ALSO = re.compile(
    rf"(?:,|;|\band\b|\bwith\b|\bwhile\b|\bbut\b)\s+(?P<line>{LINE}|leadership)\s+(?:(?:is|are|was|were|being)\s+)?"
    rf"(?:also\s+)?(?:(?:judged|rated|graded)\s+)?(?:as\s+|to\s+(?:be\s+)?)?['\"]?{_GRADE}\b",
    re.IGNORECASE,
)
# “Eastvale was judged good for children in care and care leavers”: the line after its grade.
_FOR_LINE = re.compile(
    rf"\b(?:judged|rated|graded)\s+(?:as\s+|to\s+(?:be\s+)?)?['\"]?{_GRADE}['\"]?\s+(?:for|in|on)\s+(?:its\s+)?(?P<line>{LINE})",
    re.IGNORECASE,
)
# “Children's services in Eastvale require improvement to be good”: the judgement on the whole.
_WHOLE_LINE = re.compile(
    r"(?:the\s+)?(?:children's\s+)?services\s+(?:for|to)\s+children(?:\s+and\s+(?:young\s+people|families))?"
    r"(?:\s+in\s+(?!need\b|care\b)[\w' -]{2,60})?",
    re.IGNORECASE,
)
_SEND_OUTCOME = re.compile(
    r"\b(?:typically\s+lead\s+to\s+positive\s+experiences|lead\s+to\s+inconsistent\s+experiences|"
    r"widespread\s+(?:and/or|and|or)\s+systemic\s+failings)\b",
    re.IGNORECASE,
)
_WHOLE_SERVICE = re.compile(
    r"\b(?:services|council|authority|department|borough|county|city|overall|we)\b", re.IGNORECASE
)
_GRADE_ALONE = re.compile(rf"\W*{_GRADE}\W*", re.IGNORECASE)


def recognise(paper: Paper, context: Context, mentions: "Mentions") -> list[Proposal]:
    """The judgements in the whole paper, each line of an inspection once."""
    finder = _Finder(paper, context, mentions)
    finder.tables()
    finder.lines()
    return finder.found


def _grade(words: str, inspection: "MentionedInspection | None") -> str:
    """The grade as the framework words it."""
    text = " ".join(words.lower().replace("'", " ").split())
    if text.startswith("requir"):
        ilacs = inspection is not None and inspection.framework == "ilacs"
        return "Requires improvement to be good" if ilacs or text.endswith("good") else "Requires improvement"
    return text.capitalize()


class _Finder:
    def __init__(self, paper: Paper, context: Context, mentions: "Mentions"):
        self.paper, self.context, self.mentions = paper, context, mentions
        self.found: list[Proposal] = []
        self.keys: dict[tuple, Proposal] = {}
        self.in_tables: set[int] = set()

    def _add(
        self,
        line: str,
        grade: str | None,
        text: str,
        passage: Passage,
        inspection: "MentionedInspection | None",
        confidence: float,
        reason: str,
    ) -> None:
        line = " ".join(line.split()).strip(" :–-*'\"|,")
        line = line[:1].upper() + line[1:]
        if re.match(r"(?:the )?overall (?:effectiveness|judgement)\b", line, re.IGNORECASE) or _WHOLE_LINE.fullmatch(
            line
        ):
            line = "Overall effectiveness"
        key = (re.sub(r"^the |[^a-z ]", "", plain(line).lower()), inspection.key if inspection else None)
        if key in self.keys:
            known = self.keys[key]
            if passage.order != known.passage and passage.order not in known.also:
                known.also = (*known.also, passage.order)
            return
        proposal = Proposal(
            ProposalKind.JUDGEMENT,
            text.strip(),
            passage.order,
            {"line": line, "grade": grade, "inspection": inspection.key if inspection else None},
            confidence,
            reason,
        )
        self.keys[key] = proposal
        self.found.append(proposal)

    def tables(self) -> None:
        """Rows of a table of judgements: the line, and its grade; a column of an earlier inspection gives its own."""
        for table in tables(self.paper):
            graded = {
                column
                for (row, column), cell in table.cells.items()
                if column > 1 and len(cell) <= 2 and _GRADE_ALONE.fullmatch(" ".join(plain(p.text) for p in cell))
            }
            if not graded:
                continue
            headings = table.headings
            named = any(re.search(r"judg|grade", plain(h), re.IGNORECASE) for h in headings.values())
            for row in table.rows:
                first = table.cells.get((row, 1))
                if not first or first[0].header:
                    continue
                line = " ".join(plain(p.text) for p in first)
                if not (named or _LINE_ALONE.fullmatch(line)) or len(line) > 200 or _GRADE_ALONE.fullmatch(line):
                    continue
                for column in sorted(graded):
                    cell = table.cells.get((row, column))
                    match = _GRADE_ALONE.fullmatch(" ".join(plain(p.text) for p in cell)) if cell else None
                    if match:
                        inspection = self._of_column(headings.get(column, ""), cell[0])
                        self.in_tables |= {p.order for p in (*first, *cell)}
                        self._add(
                            line,
                            _grade(match["grade"], inspection),
                            f"{first[0].text.strip()}: {cell[0].text.strip()}",
                            cell[0],
                            inspection,
                            0.95,
                            "A row of a table of judgements.",
                        )

    def _of_column(self, heading: str, passage: Passage) -> "MentionedInspection | None":
        """The inspection whose grades a column holds: the year in its heading tells it."""
        year = re.search(r"\b(20\d\d)\b", heading)
        dated = [
            inspection for inspection in self.mentions.inspections if inspection.first and inspection.kind == "graded"
        ]
        if year:
            return next((inspection for inspection in dated if inspection.first.year == int(year[1])), None)
        if re.search(r"previous|last", heading, re.IGNORECASE):
            return min(dated, key=lambda inspection: inspection.first, default=None) if len(dated) > 1 else None
        return self.mentions.near(passage.order) or (dated[0] if dated else None)

    def lines(self) -> None:
        """Lines with their grade in headings, bullets and sentences."""
        run: list[Passage] = []
        for passage in self.paper.passages:
            text = plain(passage.text)
            if passage.order in self.in_tables or len(text) > 4000:
                continue
            if (
                _LINE_ALONE.fullmatch(text)
                and not _LINE_AND_GRADE.match(text)
                and passage.kind in (PassageKind.BULLET, PassageKind.PARAGRAPH)
                and len(text) < 200
            ):
                run.append(passage)
                continue
            if run and (match := _ACROSS.search(text)):
                self._across(run, match, passage)
            if passage.kind != PassageKind.BULLET:
                run = [] if not run or passage.order - run[-1].order > 2 else run
            if not re.search(
                r"good|improvement|outstanding|inadequate|systemic|inconsistent|positive experiences",
                text,
                re.IGNORECASE,
            ):
                continue
            self._of_passage(passage, text)

    def _across(self, run: list[Passage], match: re.Match, passage: Passage) -> None:
        """“Services required improvement to be good across all three headings”, after the list of the headings."""
        inspection = self.mentions.near(passage.order)
        words = match.group()
        grade = _grade(
            "requires improvement to be good"
            if re.search(r"requir\w+ improvement['\" ]*to be good", words, re.IGNORECASE)
            else match["grade"],
            inspection,
        )
        for line in run:
            self._add(
                line.text,
                grade,
                line.text.strip(),
                line,
                inspection,
                0.9,
                "The paper lists the headings and gives one grade for all.",
            )
            proposal = self.keys[
                re.sub(r"^the |[^a-z ]", "", plain(line.text).lower().strip(" :–-*'\"|,")),
                inspection.key if inspection else None,
            ]
            if passage.order not in proposal.also:
                proposal.also = (*proposal.also, passage.order)

    def _of_passage(self, passage: Passage, text: str) -> None:
        listed = (
            passage.kind in (PassageKind.BULLET, PassageKind.HEADING) or passage.bold == passage.text or len(text) < 160
        )
        for at, sentence in enumerate(sentences(text)):
            inspection = self.mentions.near(passage.order, at)
            if (
                self.context.document_type in ("letter", "inspection_report")
                or (inspection and self.context.document_type == "report")
                or self._near_inspection(passage)
            ):
                match = _LINE_AND_GRADE.match(sentence)
                said = match and not _NOT_A_JUDGEMENT.search(
                    sentence[: match.start("grade")].replace(match["line"], "")
                )
                if (
                    said
                    and self.context.document_type == "inspection_report"
                    and passage.order not in self.mentions.by_sentence
                ):
                    inspection = (
                        self.mentions.inspections[0] if self.mentions.inspections else inspection
                    )  # the report's own
                if said and (listed or re.search(r"\b(?:is|are|was|were|requires?d?)\b", sentence)):
                    grade, confidence = _grade(match["grade"], inspection), 0.9 if listed else 0.8
                    reason = "A line of the framework with its grade."
                    self._add(match["line"], grade, sentence, passage, inspection, confidence, reason)
                    self._further(sentence, match.end("grade"), passage, inspection)
                    continue
            if _SEND_OUTCOME.search(sentence) and re.search(r"partnership|arrangements|area", sentence, re.IGNORECASE):
                self._add(
                    "Outcome",
                    None,
                    sentence,
                    passage,
                    inspection,
                    0.85,
                    "The outcome of an area SEND inspection, which has no grades.",
                )
                continue
            self._overall(sentence, passage, inspection)

    def _near_inspection(self, passage: Passage) -> bool:
        return any(re.search(r"ofsted|inspect", heading, re.IGNORECASE) for heading in passage.headings)

    def _overall(self, sentence: str, passage: Passage, inspection: "MentionedInspection | None") -> None:
        if inspection is not None and (match := _FOR_LINE.search(sentence)) and not _NOT_YET_JUDGED.search(sentence):
            grade, reason = _grade(match["grade"], inspection), "The paper says how the inspectorate judged."
            self._add(match["line"], grade, sentence, passage, inspection, 0.75, reason)
            return
        match = _OFSTED_RATED.search(sentence)
        if not match or _OF_OTHERS.search(sentence) or not self.mentions.inspections:
            return
        at = max(match.start(name) for name in ("grade", "grade2", "grade3"))
        begins = max(sentence.rfind(mark, 0, at) for mark in (",", ";", ":")) + 1
        if _NOT_A_JUDGEMENT.search(re.split(r"[,;]", sentence[begins:])[0]) or _NOT_YET_JUDGED.search(match.group()):
            return
        grade = match["grade"] or match["grade2"] or match["grade3"]
        after = sentence[match.end() : match.end() + 25]
        if (
            re.match(r"['\"]?\s+(?!overall|across|in\s|by\s|following|and\s|at\s|for\s|with\s|to be)[a-z]+", after)
            and "good" in grade.lower()
        ):
            return  # “found good evidence”, “good practice”
        if re.search(
            rf"\b{re.escape(grade)}\s+(?:progress|practice|quality|evidence|work|support|service|"
            rf"relationships?|understanding|outcomes|examples?)",
            sentence,
        ):
            return
        line = re.search(LINE, sentence, re.IGNORECASE)
        graded = sentence[match.start() : match.end()]
        between = re.split(r"\b(?:rated|judged|graded|found|concluded|gave)\b", graded)[-1]
        between = between.rsplit(match["grade"] or match["grade2"] or match["grade3"], 1)[0]
        if not line and len(between.split()) > 3 and not _WHOLE_SERVICE.search(between):
            return  # of one part of the work, such as the quality of supervision
        name = line.group() if line else "Overall effectiveness"
        if re.search(r"overall", sentence, re.IGNORECASE):
            name = "Overall effectiveness"
        self._add(
            name,
            _grade(grade, inspection),
            sentence,
            passage,
            inspection,
            0.7,
            "The paper says how the inspectorate judged.",
        )
        self._further(sentence, match.end(), passage, inspection)

    def _further(self, sentence: str, start: int, passage: Passage, inspection: "MentionedInspection | None") -> None:
        """The lines of the framework that a sentence goes on to give with their grades."""
        for match in _ALSO.finditer(sentence, start):
            if not _NOT_A_JUDGEMENT.search(match.group()):
                line = "Leadership" if match["line"].lower() == "leadership" else match["line"]
                reason = "A further line in the sentence that gives a judgement."
                self._add(line, _grade(match["grade"], inspection), sentence, passage, inspection, 0.7, reason)
