"""The judgements of inspections that a paper gives: a line of the framework, and its grade.

A small grammar. The words of a text are read as a row of *lines* (“the experiences and progress of children in care”)
and *grades* (“Requires improvement to be good”); a grade belongs to the lines right before it (“care leavers: Good”,
“care leavers were judged good”) or, where it stands first, to those right after it (“'Good' in the domains of … and
…”). Nothing but the words of `_JOINS` or `_FOR` may stand between. The same row is read in a sentence, in a table, in
the wrapped lines of a front page, and in a list whose lead-in gives the grade.

Ofsted's four grades are Outstanding, Good, Requires improvement to be good (under ILACS; “Requires improvement” under
the single inspection framework) and Inadequate; Adequate was its third until 2013, and is Estyn's and HMICFRS's. An
area SEND inspection has three outcomes in words and no grade.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspections.loading.reading.passages import Paper, Passage, PassageKind
from inspections.loading.reading.tables import tables
from inspections.loading.recognising.proposals import Context, Proposal, ProposalKind
from inspections.loading.recognising.sentences import plain, sentences

if TYPE_CHECKING:
    from inspections.loading.recognising.inspection_mentions import MentionedInspection, Mentions

_GRADES = (
    r"outstanding|excellent|good|requir(?:es?|ed|ing)\s+improvement(?:['\"]?\s+(?:in\s+order\s+)?to\s+be\s+good)?|"
    r"inadequate|unsatisfactory|adequate(?:\s+and\s+needs\s+improvement)?"
)
_CHILDREN = (
    r"(?:children(?:\s+and\s+young\s+people)?|care\s+(?:experienced\s+\w+|leavers)|young\s+people|looked\s+after\s+"
    r"children)(?:\s+(?:who\s+(?:need|are\s+in\s+need\s+of)|in\s+need\s+of)\s+help\s+(?:and|or|&)\s+protection|"
    r"\s+in\s+care|\s+looked\s+after)?(?:\s+and\s+(?:care\s+leavers|achieving\s+permanence))?"
)
# The lines of the frameworks since 2011, as their wording begins. It is data: a line that it lacks is read where the
# lines around it are known, or where a grade is given to it in so many words.
LINE = (
    rf"(?:the\s+)?(?:experiences?(?:\s+and\s+progress)?\s+of\s+{_CHILDREN}|impact\s+of\s+leaders(?:hip)?(?:\s+on\s+"
    r"(?:social\s+work\s+)?practice(?:\s+with\s+children(?:\s+and\s+families)?)?)?|"
    r"overall\s+(?:effectiveness|judge?ment|grade|grading|rating|outcome)(?:\s+of\s+(?:[\w' -]{2,40}?\s)??"
    r"(?:services?|council|authority))?|"
    rf"(?:children's\s+)?services\s+(?:to|for)\s+{_CHILDREN}(?:\s+and\s+families)?|"
    r"(?:care\s+leavers|children(?:\s+in\s+care)?)'s?\s+experiences?(?:\s+and\s+progress)?|"
    r"children(?:\s+and\s+young\s+people)?\s+(?:who\s+need|in\s+need\s+of)\s+help\s+(?:and|&)\s+protection|"
    r"children\s+looked\s+after\s+and\s+achieving\s+permanence|adoption\s+(?:performance|services?)|"
    r"fostering\s+services?|capacity\s+(?:for|to)\s+improve(?:ment)?|safeguarding\s+(?:services|outcomes)|"
    r"leadership,?(?:\s+and)?\s+management(?:,?\s+and\s+governance)?|leadership|"
    r"help\s+and\s+protection(?:\s+of\s+children)?|children\s+in\s+care(?:\s+and\s+care\s+leavers)?|care\s+leavers|"
    r"(?:effectiveness\s+of\s+the\s+)?(?:local\s+)?safeguarding\s+children\s+(?:board|partnership))"
)
_WHOLE = (
    r"(?:the\s+|our\s+|its\s+)?(?:(?:\w+\s+)?(?:council|local\s+authority|authority|borough|county\s+council|department)"
    r"(?:'s)?\s+)?(?:children's\s+(?:social\s+care\s+)?services|services\s+for\s+children)"
    r"(?:\s+in\s+(?-i:[A-Z])[\w'-]*(?:\s+(?-i:[A-Z])[\w'-]*){0,3})?|"
    r"(?:the|our)\s+(?:\w+\s+)?(?:council|local\s+authority|authority|borough|department|service)|it|they|we"
)
_TOKEN = re.compile(rf"\b(?:(?P<line>{LINE})|(?P<whole>{_WHOLE})|(?P<grade>{_GRADES}))\b", re.IGNORECASE)
_LINE_ALONE = re.compile(rf"(?:\d[\d.]*\s+)?(?P<line>{LINE})\W*", re.IGNORECASE)
_GRADE_ALONE = re.compile(rf"\W*(?P<grade>{_GRADES})\W*", re.IGNORECASE)
_OVERALL = re.compile(r"(?:the\s+)?overall\s+(?:effectiveness|judge?ment|grad|rating|outcome)", re.IGNORECASE)

_JUDGED = r"judged|rated|graded|deemed|assessed|classified|found"
_CUE = re.compile(r"\b(?:judged|rated|graded|deemed|judge?ments?|grad(?:e|es|ing)|ratings?)\b", re.IGNORECASE)
# What may stand between a line and its grade, and between a grade and its lines.
_JOINS = re.compile(
    rf"(?:\W|\b(?:is|are|was|were|be|being|been|had|has|have|remain(?:s|ed)?|now|also|again|still|both|each|as|to|of|"
    rf"a|an|overall|by|ofsted|inspectors|at|received|given|awarded|{_JUDGED}|that|judge?ment|grade|rating)\b)*",
    re.IGNORECASE,
)
# “The overall effectiveness *of the arrangements to protect children* is judged to be inadequate”.
_TAIL = re.compile(
    rf"(?:\s+(?:of|on|for|in|to)\s[^.;:|'\"]{{3,90}}?)\s(?P<verb>is|are|was|were|been|{_JUDGED})\b{_JOINS.pattern}",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"(?:\W|\b(?:in|for|on|across|under|with|regard|respect|the|its|of|all|both|these|those|following|were|was|are|"
    r"is|to|be|areas?|domains?|judge?ments?|headings?|categor(?:y|ies)|strands?|two|three|four|overall|also)\b)*",
    re.IGNORECASE,
)
# “… were graded Good, as was overall effectiveness”.
_AS_WAS = re.compile(r"\W+as\s+(?:was|were)\s+(?:the\s+)?", re.IGNORECASE)
_AND = re.compile(r"(?:\W|\b(?:and|as\s+well\s+as|both|the|of|for)\b)*", re.IGNORECASE)
# After a grade that is none, a noun: “good practice”, “outstanding issues”.
_QUALIFIES = re.compile(
    r"['\"]?\s+(?!(?:in|for|on|across|under|overall|by|at|and|but|or|while|whilst|with|as|following|after|from|than|"
    r"rather|when|where|which|who|this|since|because|though|although|to\s+be|previously|respectively|(?:judge?ment|"
    r"grade|rating|overall|was|were|is|are|has|have)s?)\b)[a-z]",
)
# Said of what may be, or of other services: no judgement.
_NOT_YET = re.compile(
    r"\b(?:predict\w*|would|will|likely|expect\w*|if|could|hope\w*|target\w*|aim\w*|aspir\w*|ambition\w*|journey|"
    r"at least)\b",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"\b(?:self[- ]?(?:assess|evaluat)|school|nurser|provider|home\b|homes\b|neighbour|national|% of|per cent|audit|"
    r"moderat|practice\b(?! with)|workers?\b|plan\b|supervision|case)\w*",
    re.IGNORECASE,
)
_BY_INSPECTORS = re.compile(
    rf"\b(?:Ofsted|inspect(?:ors?|ion|orate))\b[^.;]{{0,120}}?\b(?:{_JUDGED}|concluded|gave|awarded)\b"
    rf"(?P<of>[^.;]{{0,140}}?)['\"]?(?P<grade>{_GRADES})\b",
    re.IGNORECASE,
)
# “Eastvale had been judged good”: the council by its name.
# “Ofsted rated Eastvale inadequate”, “the overall judgement was that the service required improvement”.
_PLACE = r"(?-i:[A-Z][\w'-]*)(?:\s+(?-i:[A-Z][\w'-]*)){0,3}"
_RATED = re.compile(
    rf"\b(?:Ofsted|inspectors|Estyn)\s+(?:had\s+|has\s+|have\s+|also\s+)?(?:{_JUDGED})\s+{_PLACE}(?:\s+as)?\s+"
    rf"['\"]?(?P<grade>{_GRADES})\b|"
    rf"\b(?:overall|ofsted|estyn|resulting|resultant|final)\s+judge?ment\b[^.;]{{0,60}}?\b(?:that|was|of|been)\b[^.;]{{0,30}}?['\"]?(?P<overall>{_GRADES})\b|"
    rf"\b(?:Ofsted|Estyn|inspectors)\s+(?:had\s+)?(?:concluded|found|judged)\s+that\s+(?:\w+\s+){{0,6}}(?:was|were)\s+"
    rf"['\"]?(?P<concluded>{_GRADES})\b|"
    rf"\b(?:its|an?|the|our)\s+['\"]?(?P<named>{_GRADES})['\"]?\s+(?:judge?ment|rating|grade)\b|"
    rf"\b(?:provid|deliver|offer)(?:ed|es|ing)\s+an?\s+['\"](?P<service>{_GRADES})['\"]\s+service",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"\b(?P<who>[A-Z][\w'-]+)(?:\s+(?:Council|had|has|have|was|were|is|been|being|also|again|now|last|previously))+"
    rf"\s+(?:{_JUDGED})\s+(?:(?:as|to\s+be|to|overall|by\s+Ofsted)\s+)*['\"]?(?P<grade>{_GRADES})\b",
    re.IGNORECASE,
)
_OF_WHOLE = re.compile(
    r"\b(?:services|council|authority|department|borough|county|city|overall|we|us)\b", re.IGNORECASE
)
_ACROSS = re.compile(
    r"\b(?:across|in|for|on|under)\s+(?:all|each|every|both)\s+(?:of\s+)?(?:the\s+|these\s+)?(?:two|three|four|five|"
    r"\d)?\s*(?:of\s+the\s+)?(?:\w+\s+)?(?:headings?|areas?|judge?ments?|categories|lines|domains)",
    re.IGNORECASE,
)
_SEND_OUTCOME = re.compile(
    r"\b(?:typically\s+(?:lead\s+to\s+)?positive\s+experiences|lead\s+to\s+inconsistent\s+experiences|"
    r"widespread\s+(?:and/or|and|or)\s+systemic\s+failings)\b",
    re.IGNORECASE,
)
_INSPECTED = re.compile(r"ofsted|inspect", re.IGNORECASE)
_SEND = re.compile(r"partnership|arrangements|area|outcome", re.IGNORECASE)
_LONGEST_LINE = 18  # words of a line that no framework here has
_LONGEST_PIECE = 200  # characters of a heading, a bullet or a wrapped line


@dataclass(frozen=True)
class _Token:
    """A line or a grade in a text: where it begins and ends there, and its words."""

    kind: str
    start: int
    end: int
    words: str


def recognise(paper: Paper, context: Context, mentions: "Mentions") -> list[Proposal]:
    """The judgements in the whole paper, each line of an inspection once."""
    finder = _Finder(paper, context, mentions)
    finder.tables()
    finder.lists()
    finder.sentences()
    return finder.found


def _tokens(text: str) -> list[_Token]:
    """The lines and the grades of a text, in order; a grade that only describes something (“good practice”) is none."""
    found = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind == "grade" and _is_adjective(text, match):
            continue
        found.append(_Token(kind, match.start(), match.end(), match.group()))
    return found


# Before a grade that is an everyday word too: a verb of judging, or a judgement that the sentence speaks of.
_SAID_OF_IT = re.compile(
    rf"\b(?:{_JUDGED})(?:\s+(?:as|to be))?$|\b(?:judge?ment|grade|rating)\b[^.;]{{0,60}}\b(?:of|was|is|as|be)$",
    re.IGNORECASE,
)


def _is_adjective(text: str, match: re.Match) -> bool:
    if match.group().lower().startswith("requir"):
        return False
    before = text[: match.start()].rstrip()
    quoted = before.endswith(("'", '"'))
    is_everyday = match.group().startswith(("adequate", "excellent", "unsatisfactory"))
    if is_everyday and not (quoted or _SAID_OF_IT.search(before)):
        return True
    return not (quoted and text[match.end() :].startswith(("'", '"'))) and bool(_QUALIFIES.match(text, match.end()))


def _pairs(text: str, tokens: list[_Token]) -> Iterator[tuple[_Token, _Token]]:
    """Each line with its grade, as the head of this module says. A line that has a grade before it and one after it
    has the one after it.
    """
    grades = [at for at, token in enumerate(tokens) if token.kind == "grade"]
    before = {at: _run(text, tokens, at, -1, _JOINS) for at in grades}
    taken = {line for lines in before.values() for line in lines if line.kind == "line"}
    for at in grades:
        after = [line for line in _run(text, tokens, at, 1, _FOR) if line.kind == "line" and line not in taken]
        lines = after if after and all(line.kind == "whole" for line in before[at]) else before[at]
        yield from ((line, tokens[at]) for line in lines)
        if lines and at + 1 < len(tokens) and _AS_WAS.fullmatch(text, tokens[at].end, tokens[at + 1].start):
            yield tokens[at + 1], tokens[at]


def _run(text: str, tokens: list[_Token], at: int, step: int, joined: re.Pattern) -> list[_Token]:
    """The lines right before a grade (`step` -1) or right after it (1), the first in the text first."""
    run: list[_Token] = []
    here, glue = at, joined
    if step < 0 and at and (tail := _TAIL.fullmatch(text, tokens[at - 1].end, tokens[at].start)) and tail["verb"]:
        glue = _TAIL
    while 0 <= here + step < len(tokens) and tokens[here + step].kind != "grade":
        first, second = sorted((tokens[here], tokens[here + step]), key=lambda token: token.start)
        if not glue.fullmatch(text, first.end, second.start):
            break
        run.append(tokens[here + step])
        here, glue = here + step, _AND
    return run[::step]


def _grade(words: str, inspection: "MentionedInspection | None") -> str:
    """The grade as the framework words it."""
    text = " ".join(words.lower().replace("'", " ").replace('"', " ").split())
    if text.startswith("requir"):
        ilacs = inspection is not None and inspection.framework == "ilacs"
        return "Requires improvement to be good" if ilacs or text.endswith("good") else "Requires improvement"
    return text.capitalize()


def _name(token: _Token) -> str:
    """The line as it is proposed: “Overall effectiveness” for the whole, else its own words."""
    if token.kind == "whole" or _OVERALL.match(token.words):
        return "Overall effectiveness"
    return token.words


class _Finder:
    def __init__(self, paper: Paper, context: Context, mentions: "Mentions"):
        self.paper, self.context, self.mentions = paper, context, mentions
        self.found: list[Proposal] = []
        self.keys: dict[tuple, Proposal] = {}
        self.taken: set[int] = set()

    def _add(
        self,
        line: str,
        grade: str | None,
        text: str,
        passage: Passage,
        inspection: "MentionedInspection | None",
        confidence: float,
        reason: str,
        also: tuple[int, ...] = (),
    ) -> None:
        line = " ".join(line.split()).strip(" :–-*'\"|,.")
        line = line[:1].upper() + line[1:]
        key = (re.sub(r"^the |[^a-z ]", "", plain(line).lower()), inspection.key if inspection else None)
        known = self.keys.get(key) or self._cut_short(key, line, grade)
        if known is None:
            fields = {"line": line, "grade": grade, "inspection": inspection.key if inspection else None}
            known = Proposal(ProposalKind.JUDGEMENT, text.strip(), passage.order, fields, confidence, reason)
            self.keys[key] = known
            self.found.append(known)
        places = {passage.order, *also} - {known.passage, *known.also}
        known.also = (*known.also, *sorted(places))

    def _cut_short(self, key: tuple, line: str, grade: str | None) -> Proposal | None:
        """The proposal of the same line where one place gives only how it begins: “leadership and management”."""
        for (words, of), known in self.keys.items():
            begins = key[0].startswith(words) or words.startswith(key[0])
            if begins and of == key[1] and known.fields["grade"] == grade:
                known.fields["line"] = max(known.fields["line"], line, key=len)
                return known
        return None

    def tables(self) -> None:
        """Rows of a table of judgements: the line, and its grade; a column of an earlier inspection gives its own."""
        for table in tables(self.paper):
            graded = {
                column
                for (row, column), cell in table.cells.items()
                if column > 1 and len(cell) <= 2 and _GRADE_ALONE.fullmatch(_joined(cell))
            }
            named = any(re.search(r"judg|grade", plain(h), re.IGNORECASE) for h in table.headings.values())
            for row in table.rows if graded else ():
                first = table.cells.get((row, 1))
                line = _joined(first or ())
                if not first or first[0].header or len(line) > _LONGEST_PIECE or _GRADE_ALONE.fullmatch(line):
                    continue
                if named or _LINE_ALONE.fullmatch(line):
                    self._of_row(table, row, line, sorted(graded))

    def _of_row(self, table, row: int, line: str, graded: list[int]) -> None:
        for column in graded:
            cell = table.cells.get((row, column))
            match = _GRADE_ALONE.fullmatch(_joined(cell)) if cell else None
            if not match:
                continue
            first, inspection = table.cells[row, 1], self._of_column(table.headings.get(column, ""), cell[0])
            self.taken |= {p.order for p in (*first, *cell)}
            text, reason = f"{first[0].text.strip()}: {cell[0].text.strip()}", "A row of a table of judgements."
            self._add(line, _grade(match["grade"], inspection), text, cell[0], inspection, 0.95, reason)

    def _of_column(self, heading: str, passage: Passage) -> "MentionedInspection | None":
        """The inspection whose grades a column holds: the year in its heading tells it."""
        year = re.search(r"\b(20\d\d)\b", heading)
        dated = [each for each in self.mentions.inspections if each.first and each.kind == "graded"]
        if year:
            return next((each for each in dated if each.first and each.first.year == int(year[1])), None)
        if re.search(r"previous|last", heading, re.IGNORECASE):
            return min(dated, key=lambda each: str(each.first), default=None) if len(dated) > 1 else None
        return self.mentions.near(passage.order) or (dated[0] if dated else None)

    def lists(self) -> None:
        """Lines with their grades one below the other, and lists for which one sentence gives the grade."""
        piece: list[Passage] = []
        listed: list[Passage] = []
        lead: tuple[Passage, str] | None = None
        before = ""
        for passage in self.paper.passages:
            text = plain(passage.text)
            if passage.kind == PassageKind.CELL or len(text) > _LONGEST_PIECE or re.search(r"[;.]\W*$", text):
                self._front_page(piece)
                piece = []
            else:
                piece.append(passage)
            if passage.kind == PassageKind.BULLET or _LINE_ALONE.fullmatch(text):
                if lead and passage.order not in self.taken and len(text.split()) <= _LONGEST_LINE:
                    self._under(lead, passage, text)
                listed.append(passage)
                before = text
                continue
            if listed and passage.order - listed[-1].order <= 2 and _ACROSS.search(text) and _CUE.search(text):
                self._over(listed, passage, text)
            of_line_before = _GRADE_ALONE.fullmatch(text) and _LINE_ALONE.fullmatch(before)
            listed, lead = [], None if of_line_before else self._lead(passage, text)
            before = text
        self._front_page(piece)

    def _lead(self, passage: Passage, text: str) -> tuple[Passage, str] | None:
        """The grade that a passage gives to the list below it: “The areas graded Good were:”, or a grade as heading."""
        grades = [token for token in _tokens(text) if token.kind == "grade"]
        if len(grades) != 1 or not self._is_of_inspection(passage) or _OF_OTHERS.search(text) or _NOT_YET.search(text):
            return None
        if _GRADE_ALONE.fullmatch(text) or (_CUE.search(text) and _FOR.fullmatch(text, grades[0].end)):
            return passage, grades[0].words
        return None

    def _under(self, lead: tuple[Passage, str], passage: Passage, text: str) -> None:
        of, words = lead
        if any(token.kind == "grade" for token in _tokens(text)):
            return
        inspection = self.mentions.near(of.order)
        self.taken.add(passage.order)
        reason = "The line above the list gives its grade."
        self._add(text, _grade(words, inspection), passage.text, passage, inspection, 0.85, reason, (of.order,))

    def _over(self, listed: list[Passage], passage: Passage, text: str) -> None:
        """“Services required improvement to be good across all three headings”, after the list of the headings."""
        grade = next((token for token in _tokens(text) if token.kind == "grade"), None)
        if grade is None:
            return
        inspection = self.mentions.near(passage.order)
        reason = "The paper lists the headings and gives one grade for all."
        for line in listed:
            if _LINE_ALONE.fullmatch(plain(line.text)):
                words = _grade(grade.words, inspection)
                self._add(line.text, words, line.text, line, inspection, 0.9, reason, (passage.order,))

    def _front_page(self, pieces: list[Passage]) -> None:
        """Short lines one below the other: each row its line and its grade, in either order, wrapped or not."""
        starts, text = [], ""
        for passage in pieces:
            text += "\n" if text else ""
            starts.append(len(text))
            text += plain(passage.text)
        for start, end, line, grade in _rows(text):
            first = max(at for at, begins in enumerate(starts) if begins <= start)
            passage, within = pieces[first], [at for at, begins in enumerate(starts) if start < begins < end]
            if passage.order in self.taken or not (self._is_of_inspection(passage) or _INSPECTED.search(text)):
                continue
            places = tuple(pieces[at].order for at in within)
            self.taken |= {passage.order, *places}
            inspection = self._own(passage)
            words, reason = " ".join(text[start:end].split()), "A line of the framework with its grade."
            self._add(line, _grade(grade, inspection), words, passage, inspection, 0.9, reason, places)

    def _is_of_inspection(self, passage: Passage) -> bool:
        """Whether a grade that has no verb can be an inspection's here: the paper or the heading is of one."""
        return (
            self.context.document_type in ("letter", "inspection_report")
            or self.mentions.near(passage.order) is not None
            or any(_INSPECTED.search(heading) for heading in passage.headings)
        )

    def _own(self, passage: Passage, sentence: int | None = None) -> "MentionedInspection | None":
        """The inspection of a judgement: in an inspection's own report that, else the one last mentioned."""
        own = self.context.document_type == "inspection_report" and passage.order not in self.mentions.by_sentence
        if own and self.mentions.inspections:
            return self.mentions.inspections[0]
        return self.mentions.near(passage.order, sentence)

    def sentences(self) -> None:
        """Judgements in sentences."""
        for passage in self.paper.passages:
            if passage.order in self.taken or len(passage.text) > 4000:
                continue
            for at, sentence in enumerate(sentences(plain(passage.text))):
                self._of_sentence(sentence, passage, self._own(passage, at))

    def _of_sentence(self, sentence: str, passage: Passage, inspection: "MentionedInspection | None") -> None:
        if _SEND_OUTCOME.search(sentence) and _SEND.search(sentence):
            reason = "The outcome of an area SEND inspection, which has no grades."
            self._add("Outcome", None, sentence, passage, inspection, 0.85, reason)
            return
        tokens = _tokens(sentence)
        if not any(token.kind == "grade" for token in tokens) or _self_said(sentence):
            return
        if (several := _within(sentence)) and self._is_of_inspection(passage):
            for words, grade in several:
                reason = "One of several lines with their grades."
                self._add(words, _grade(grade, inspection), sentence, passage, inspection, 0.8, reason)
            return
        said, given = bool(_CUE.search(sentence)), False
        for line, grade in _pairs(sentence, tokens):
            bare = _clause(sentence, tokens, line, grade)
            if _NOT_YET.search(bare) or _OF_OTHERS.search(bare):
                continue
            if (said and self.mentions.inspections) or (line.kind == "line" and self._is_of_inspection(passage)):
                given = True
                self._given(line, grade, sentence, passage, inspection, said)
        if not given:
            self._overall(sentence, passage, inspection)

    def _given(self, line, grade, sentence, passage, inspection, said) -> None:
        reason = "The paper says how the inspectorate judged." if said else "A line of the framework with its grade."
        words = _grade(grade.words, inspection)
        self._add(_name(line), words, sentence, passage, inspection, 0.75 if said else 0.8, reason)

    def _overall(self, sentence: str, passage: Passage, inspection: "MentionedInspection | None") -> None:
        """“Ofsted rated Eastvale good”: the whole service, where no line is named."""
        rated = _RATED.search(sentence)
        if rated and self._is_of_inspection(passage) and not _NOT_YET.search(rated.group()):
            words = _grade(next(part for part in rated.groups() if part), inspection)
            reason = "The paper says how the inspectorate judged."
            self._add("Overall effectiveness", words, sentence, passage, inspection, 0.7, reason)
            return
        match = _BY_INSPECTORS.search(sentence)
        if match and len(match["of"].split()) > 3 and not _OF_WHOLE.search(match["of"]):
            match = None  # of one part of the work, such as the quality of supervision
        if not match and (named := _NAMED.search(sentence)) and named["who"] in self.context.council.split():
            match = named
        if not match or not self.mentions.inspections or _NOT_YET.search(match.group()):
            return
        if _OF_OTHERS.search(match.group()) or _is_adjective(sentence, _grade_of(match, sentence)):
            return
        reason = "The paper says how the inspectorate judged."
        words = _grade(match["grade"], inspection)
        self._add("Overall effectiveness", words, sentence, passage, inspection, 0.7, reason)


def _grade_of(match: re.Match, sentence: str) -> re.Match:
    found = re.compile(_GRADES, re.IGNORECASE).match(sentence, match.start("grade"))
    assert found is not None
    return found


def _self_said(sentence: str) -> bool:
    return bool(re.search(r"\bself[- ]?(?:assess|evaluat)", sentence, re.IGNORECASE))


def _clause(sentence: str, tokens: list[_Token], line: _Token, grade: _Token) -> str:
    """The part of a sentence, from the mark before it, that gives a line its grade; without the lines themselves."""
    first, last = min(line.start, grade.start), max(line.end, grade.end)
    begins = max(sentence.rfind(mark, 0, first) for mark in (",", ";", ":", " and ", " while ", " but "))
    begins, kept = max(begins, 0), []
    for token in tokens:
        if token.kind != "grade" and begins <= token.start < last:
            kept.append(sentence[begins : token.start])
            begins = token.end
    return " ".join([*kept, sentence[begins:last]])


def _joined(cell) -> str:
    return " ".join(plain(passage.text) for passage in cell)


_ROW_END = re.compile(rf"(?:^|(?<=[\W]))['\"]?(?P<grade>{_GRADES})['\"]?[^\w\n]*$", re.IGNORECASE | re.MULTILINE)
_ROW_BEGUN = re.compile(
    rf"^[^\w\n]*['\"]?(?P<grade>{_GRADES})['\"]?\s*[:–-]\s*(?P<line>(?-i:[A-Z])[^\n.;]{{3,120}})$",
    re.IGNORECASE | re.MULTILINE,
)
_ROW_WITHIN = re.compile(
    rf"(?P<line>(?-i:[A-Z])[^.;:\n]{{3,90}}?)(?:\s*[:–-]|(?<=\?))\s*['\"]?(?P<grade>{_GRADES})['\"]?(?=\s+(?-i:[A-Z])|\W*$)",
    re.IGNORECASE,
)
_HEAD_OF_ROWS = re.compile(
    r"(?:(?:judge?ments?|grades?|areas?|ratings?|aspects?|graded areas)[\s:]*)+\n?", re.IGNORECASE
)


def _rows(text: str) -> Iterator[tuple[int, int, str, str]]:
    """The rows of a front page: where each begins and ends, its line and its grade.

    A row that no framework here has counts where another beside it is known, or where its form is clear: several
    lines that begin with a grade and a colon.
    """
    begun = list(_ROW_BEGUN.finditer(text))
    if len(begun) > 1:
        yield from ((match.start(), match.end(), match["line"], match["grade"]) for match in begun)
        return
    rows, last = [], 0
    for match in _regrouped(text):
        start = _row_start(text, last, match.start("grade"), bool(rows))
        line = " ".join(text[start : match.start("grade")].split()).strip(" :–-'\"|(")
        if line and len(line.split()) <= _LONGEST_LINE and not re.search(r"[.;]\s", line):
            rows.append((start, match.end(), line, match["grade"]))
        last = match.end()
    known = [bool(_TOKEN.search(line)) for _, _, line, _ in rows]
    for (start, end, line, grade), is_known in zip(rows, known, strict=True):
        if is_known or (any(known) and len(rows) > 1):
            whole = re.fullmatch(rf"(?:.*\bthat\s+)?(?:{_WHOLE})", line, re.IGNORECASE) or _OVERALL.match(line)
            yield start, end, "Overall effectiveness" if whole else line, grade


def _regrouped(text: str) -> list[re.Match]:
    """The grades at the ends of lines; one may be wrapped over two of them (“Requires / improvement”)."""
    return [match for match in _ROW_END.finditer(text) if not _QUALIFIES.match(text, match.end("grade"))]


def _row_start(text: str, last: int, grade: int, follows: bool) -> int:
    """Where the line of a row begins: after the row before it and any line that only leads in (“… are:”); of the first
    row, where a known line begins a line, else where the wrapped line began.
    """
    head = _HEAD_OF_ROWS.match(text, last + 1 if follows else last)
    begins = head.end() if head else last
    lead = text.rfind(":\n", begins, grade)
    begins = lead + 2 if lead >= 0 else begins
    if not follows or text.count("\n", begins, grade) > 4:
        known = [
            token.start()
            for token in _TOKEN.finditer(text, begins, grade)
            if token.lastgroup != "grade" and _begins_line(text, token.start())
        ]
        begins = known[0] if known else _unwrapped(text, grade)
    match = re.compile(r"[\W\d]*").match(text, begins)
    return match.end() if match and match.end() < grade else begins


def _begins_line(text: str, at: int) -> bool:
    return not text[text.rfind("\n", 0, at) + 1 : at].strip(" 0123456789.")


def _unwrapped(text: str, at: int) -> int:
    """Where the line before a place begins, and the lines before it of which it is the rest."""
    begins = text.rfind("\n", 0, max(at - 1, 0)) + 1
    while begins and text[begins : begins + 1].islower():
        begins = text.rfind("\n", 0, begins - 1) + 1
    return begins


def _within(text: str) -> list[tuple[str, str]]:
    """The rows that one passage holds, one after the other: “Question 1 – Good Question 2 – Adequate”."""
    found = [(match["line"].strip(), match["grade"]) for match in _ROW_WITHIN.finditer(text)]
    return found if len(found) > 1 else []
