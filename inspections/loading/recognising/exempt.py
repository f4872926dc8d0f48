"""What of a paper is exempt by its own words: the whole, its parts, and what an admin must be asked about."""

import re
from dataclasses import dataclass

from inspections.loading.reading.passages import Format, Paper, Passage, PassageKind
from inspections.loading.recognising.exempt_words import (
    Reach,
    compared,
    heads_a_part,
    in_capitals,
    may_close,
    names_nothing,
    reaches,
    says_only_this,
    without,
)
from inspections.loading.recognising.items import Layout
from inspections.loading.recognising.labels import Label
from inspections.loading.recognising.sentences import plain

_NOT_FOR_PUBLICATION = re.compile(
    r"\b(?:not for publication|exempt from publication|is exempt|are exempt|contains? exempt information)\b[^.]{0,120}"
    r"\b(?:by virtue of|under|paragraph|schedule 12a)\b",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"\bno (?:exempt|confidential|part 2|such)\b|\bthere (?:were|was|are|is) no\b|\bnot required\b|\bnone\b",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\b(?:press|public)\b[^.]{0,40}\bre-?admitted\b|\bre-?admi(?:tted|ssion of) (?:the )?(?:press|public)\b|"
    r"\breturn(?:ed)? to (?:part\s*(?:1|i)\b|(?:open|public) session)|\bresumed in public|"
    r"\bpublic (?:were|was) invited back|\b(?:moved|went) back into (?:part\s*(?:1|i)\b|open|public)|"
    r"^\s*part\s*(?:1|i|a|one)(?:\W+(?:of the agenda|minutes|items?|open|public)\b.{0,40})?\W*$|"
    r"^end of (?:the )?(?:part 2|exempt)",
    re.IGNORECASE,
)
_RELEASED = re.compile(
    r"\b(?:has|have) (?:since|now|subsequently) been (?:published|released|made public)|"
    r"\bcan (?:now )?be (?:made public|published|released)|"
    r"\bno longer (?:exempt|confidential)|\breleased (?:for publication|into the public domain)|"
    r"\bwere (?:later|subsequently|since) made public|"
    r"\bnow (?:open|public)\b",
    re.IGNORECASE,
)
_GROUND = re.compile(r"\b(?:paragraphs?\s+\d[\d, and]*|schedule 12a|section 100a)\b", re.IGNORECASE)


_OPEN = re.compile(
    r"\bpart\s*(?:1|i|a|one)\b(?!\s+of\s+(?:the\s+)?sch)|"
    r"\b(?:open|public|published|unrestricted|none|non-?exempt|n/?a)\b|^no\b|"
    r"\bofficial\b(?!\W*sensitive)|\bnot\W+(?:exempt|confidential)\b|"
    r"^(?:for\s+)?(?:decision|information|discussion|noting|comment|action|approval|report|general)\W*$",
    re.IGNORECASE,
)
# The labels that ask for nothing else; a status or an access can be many things.
_ASKS = re.compile(
    r"\b(?:class\w*|publication|exempt\w*|confidential\w*|public|private|open|restrictions?)\b", re.IGNORECASE
)
_OF_A_PART = re.compile(
    r"^\W*\d+[.)]?\s|\b(?:exclusion|exclud\w+|items?|business|sessions?|appendi\w+|annex\w*|agenda|non\Wpublic minutes|"
    r"to (?:resolve|agree))\b|\?",
    re.IGNORECASE,
)
_SAYS_OF_ITSELF = re.compile(
    r"\b(?:this|the)\s+(?:report|paper|document|letter|note|briefing|minutes?)\s+"
    r"(?:is|are|has|contains?|includes?|will|must|should|may|shall|cannot)\b|"
    r"\b(?:exempt|by virtue of)\b.{0,80}\bsch(?:edule|\.)?\s*12\s*-?a\b",
    re.IGNORECASE,
)
_MOST_BROKEN = 4  # lines over which one wording is broken
_HEAD_PASSAGES = 15  # where a paper says what it is
_MOST_WORDS = 14  # of a line that only says so
_MOST_WORDS_OF_A_NOTICE = 4  # that ends in a full stop
_LONGEST = 600  # characters of a sentence of the paper about itself


def words_of_the_whole(paper: Paper, labels: dict[str, list[Label]]) -> str:
    """The words by which the whole paper says that it is exempt; empty where it does not.

    What cannot be understood beside a label that asks for it counts as exempt: closed until somebody opens it.
    """
    for label in labels.get("class", ()):
        if _closes(plain(label.value).strip(), label.passage.text):
            return label.passage.text.strip()
    for passage in paper.passages[:_HEAD_PASSAGES]:
        if passage.kind != PassageKind.CELL and _speaks_of_itself(passage.text):
            return passage.text.strip()
    if paper.format == Format.HTML:  # around a page stands what is of the whole site
        return ""
    return next((line for line in paper.margins if _speaks_of_itself(line)), "")


def is_named_exempt(name: str) -> bool:
    """Whether the name of a file says that the whole paper is exempt: “Item 9 NOT FOR PUBLICATION.docx”."""
    words = _words_of_name(name)
    return _speaks_of_itself(_ITEM.sub("", words)) or bool(_ENDS_A_NAME.search(compared(words)))


def may_be_named_exempt(name: str) -> bool:
    """Whether the name of a file may say that the paper or a part of it is exempt: “Appendix 2 exempt.docx”."""
    words = _words_of_name(name)
    return may_close(words) or bool(_IN_NAMES.search(compared(words)))


def _words_of_name(name):
    stem = re.sub(r"[_.-]+", " ", name.rpartition(".")[0] or name)
    return re.sub(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", stem)


# What the name of a file says shorter than a paper does.
_ENDS_A_NAME = re.compile(r"\b(?:part\s*(?:2|ii)|pt\s*(?:2|ii)|nfp)\W*$", re.IGNORECASE)
_IN_NAMES = re.compile(
    r"\bp(?:ar)?t\s*(?:2|ii)\b|\bnfp\b|\b(?:pink|buff)\b|\bnot\s+for\b|"
    r"\b(?:private|confidential|restricted|closed)\b(?!\s+(?:fostering|and\s+voluntary|hire|sector|rented|law|homes?|"
    r"providers?|schools?|nurser|cases?|covenants?|growth|questions?))",
    re.IGNORECASE,
)
# What of a file’s name says for which item of an agenda it is.
_ITEM = re.compile(r"\b(?:agenda|item)s?\b|(?<!part )\b\d+\w?\b", re.IGNORECASE)


def signs_of(paper: Paper, parts: list["Part"]) -> list[dict]:
    """What may mean that the paper or a part of it is exempt: [{“passage”: order, or None of a margin; “words”}].

    What stands in a part that is known as exempt is left out. That there is such a part is a sign itself: what is
    after it is open only if the part ends where the paper ends it.
    """
    signs = [{"passage": part.first, "words": part.reason} for part in parts]
    shown = "\n".join(passage.text for passage in paper.passages)
    signs += [{"passage": None, "words": line} for line in paper.margins if line not in shown and may_close(line)]
    for passage in paper.passages:
        if not part_at(parts, passage.order):
            said = [each for each in _sentences(passage.text) if may_close(each, passage.kind)]
            headed = f"{passage.column_heading}: {passage.text}" if passage.column_heading else ""
            if headed and not said and len(headed) < 80 and may_close(headed):
                said = [headed]
            signs += [{"passage": passage.order, "words": each} for each in said]
    return signs + _broken_signs(paper.passages, parts)


def _broken_signs(passages: tuple[Passage, ...], parts: list["Part"]) -> list[dict]:
    """The signs that were broken over several short lines: “Not”, “for”, “publication”."""
    signs, seen_to = [], 0
    for at in range(len(passages)):
        for number in range(2, _MOST_BROKEN + 1):
            lines = passages[max(at, seen_to) : at + number]
            words = " ".join(line.text for line in lines)
            if len(lines) < 2 or len(words) >= 80 or part_at(parts, lines[-1].order):
                continue
            if any(may_close(line.text, line.kind) or in_capitals(line.text) for line in lines):
                continue
            if may_close(words):
                signs.append({"passage": lines[0].order, "words": words})
                seen_to = at + number
    return signs


def _sentences(text: str) -> list[str]:
    """A text’s sentences; a question and its short answer are one."""
    return re.split(r"(?i)(?<=[.!;])\s+|(?<=\?)\s+(?!(?:yes|no?|y)\b)", text.strip())


def _closes(value: str, whole: str) -> bool:
    """Whether a label's value says that the paper is exempt, or what nobody can tell."""
    words = compared(value).strip()
    if not words or not compared(whole).strip():
        return False
    if not _ASKS.search(whole.replace(value, "")):  # a status, say, which can be that of an action
        return reaches(words, Reach.CLOSES)
    return reaches(words, Reach.LABEL) or not _says_open(words)


def _says_open(words: str) -> bool:
    """Whether words say that something is open, other than by what closes it: “not to be published”."""
    return bool(_OPEN.search(without(words, Reach.LABEL)))


def _speaks_of_itself(text: str) -> bool:
    """Whether a line of the head says that the paper is exempt, and not only a part of it."""
    words = compared(text)
    if says_only_this(words):
        return True
    if not reaches(words, Reach.CLOSES) or reaches(words, Reach.FROM_HERE):
        return False
    if _SAYS_OF_ITSELF.search(words):
        return len(words) < _LONGEST
    number = len(words.split())
    is_sentence = words.rstrip().endswith(".") and number > _MOST_WORDS_OF_A_NOTICE
    return number <= _MOST_WORDS and not is_sentence and not _says_open(words) and not _OF_A_PART.search(words)


@dataclass(frozen=True, slots=True)
class Part:
    """An exempt part: the orders of its first and last passages, whether it was released since, and the words why."""

    first: int
    last: int
    released: bool
    reason: str

    def as_field(self) -> dict:
        """As the fields of the report's proposal hold it."""
        return {"from": self.first, "to": self.last, "released": self.released, "reason": self.reason}


def parts_of(paper: Paper, layout: Layout, labels: dict[str, list[Label]]) -> list[Part]:
    """The exempt parts of a paper in their order, none over another."""
    passages = paper.passages
    if not passages:
        return []
    if whole := words_of_the_whole(paper, labels):
        return [Part(1, passages[-1].order, _released(passages), whole)]
    parts: list[Part] = []
    decided = {id(place.item) for place in layout.places.values() if place.block == "decision"}
    whole_meeting = len(layout.items()) > 1
    at = 0
    while at < len(passages):
        passage = passages[at]
        reason = _begins(passage)
        if not reason:
            at += 1
            continue
        last = _last(passages, at, layout, decided, whole_meeting)
        first = at
        # The passages that say why and tell of its release stand at its head and are open themselves, and so is a
        # heading that says only this. The title of an item in it can tell what nobody may know.
        while first < last and _is_preamble(passages[first]):
            first += 1
        heading = passages[first]
        if first == at and heading.kind == PassageKind.HEADING and first < last and names_nothing(heading.text):
            first += 1
        if first <= last and not (first == last and _is_preamble(passages[first])):
            near = passages[max(0, at - 2) : last + 3]
            parts.append(Part(passages[first].order, passages[last].order, _released(near), reason))
        at = last + 1
    return parts


def part_at(parts: list[Part], order: int) -> Part | None:
    """The exempt part that a passage is in, or None."""
    return next((part for part in parts if part.first <= order <= part.last), None)


def mark(fields: dict, parts: list[Part], order: int) -> dict:
    """The fields of a proposal, with what they must say where its passage is in an exempt part."""
    if part := part_at(parts, order):
        fields.update(exempt=True, released=part.released)
    return fields


def _begins(passage: Passage) -> str:
    words = plain(passage.text)
    if _NONE.search(words) or re.match(r"to (?:consider|pass|agree|resolve)\b", words, re.IGNORECASE):
        return ""
    if reaches(compared(passage.text), Reach.FROM_HERE):
        return passage.text.strip()
    alone = (
        passage.kind == PassageKind.HEADING
        or passage.bold == passage.text
        or (passage.text.isupper() and len(words) < 120)
    )
    if alone and heads_a_part(passage.text):
        return passage.text.strip()
    if (
        len(words) < 400
        and _NOT_FOR_PUBLICATION.search(words)
        and not re.search(r"\bappendi|\bannex", words, re.IGNORECASE)
    ):
        return passage.text.strip()
    return ""


def _is_preamble(passage: Passage) -> bool:
    words = plain(passage.text)
    return bool(
        reaches(compared(passage.text), Reach.FROM_HERE)
        or _RELEASED.search(words)
        or _NOT_FOR_PUBLICATION.search(words)
    ) or (_GROUND.search(words) is not None and len(words) < 500)


def _last(passages: tuple[Passage, ...], at: int, layout: Layout, decided: set[int], whole_meeting: bool) -> int:
    """The place of the last passage of a part that begins at a place."""
    start = passages[at]
    here = layout.places[start.order]
    has_open_decision = id(here.item) in decided
    for place in range(at + 1, len(passages)):
        passage = passages[place]
        there = layout.places[passage.order]
        words = plain(passage.text)
        if _ENDS.search(words) or there.block == "other" or there.meeting is not here.meeting:
            return place - 1
        if not whole_meeting and there.item is not here.item:
            return place - 1
        # A decision of the item that stands open in its Decision block is open here too.
        if has_open_decision and re.match(r"(?:it was )?resolved\b", words, re.IGNORECASE):
            return place - 1
        if (
            passage.kind == PassageKind.HEADING
            and start.kind == PassageKind.HEADING
            and 0 < passage.level <= start.level
            and not heads_a_part(passage.text)
            and there.item is here.item
        ):
            return place - 1
        if re.match(
            r"(?:the )?meeting (?:closed|ended|concluded|finished)(?: at\b|\W*$)|"
            r"(?:signed|chair|chairman|chairperson)\W*(?:[_.…]{3}.*)?$",
            words,
            re.IGNORECASE,
        ):
            return place - 1
    return len(passages) - 1


def _released(passages) -> bool:
    return any(_RELEASED.search(plain(passage.text)) for passage in passages)
