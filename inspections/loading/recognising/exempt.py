"""What of a paper is exempt by its own words: the whole, its parts, and what an admin must be asked about."""

import re
from dataclasses import dataclass
from itertools import takewhile

from inspections.loading.reading.passages import GAP, Format, Paper, Passage, PassageKind
from inspections.loading.reading.words import part_words
from inspections.loading.recognising.exempt_words import (
    Reach,
    compared,
    heads_a_part,
    in_capitals,
    may_close,
    may_mark,
    names_nothing,
    reaches,
    says_only_this,
    without,
)
from inspections.loading.recognising.items import Layout
from inspections.loading.recognising.labels import Label
from inspections.loading.recognising.sentences import plain, sentences

_NOT_FOR_PUBLICATION = re.compile(
    r"\b(?:not for publication|exempt from publication|is exempt|are exempt|contains? exempt information)\b[^.]{0,120}"
    r"\b(?:by virtue of|under|paragraph|schedule 12a)\b",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"\bno (?:exempt|confidential|part 2|such)\b|\bthere (?:were|was|are|is) no\b|\bnot required\b|\bnone\b|"
    r"\b(?:resolved|agreed|decided) not to(?: (?:exclude|go into|move into)\b|\W*$)|"
    r"\bmotion\b[^.]{0,30}\b(?:lost|fell|defeated)\b",
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
# Before those words: that it did not happen, or not yet.
_NOT_YET = re.compile(
    r"\b(?:not|never|until|unless|before|when|whether|if|would|will|shall|should|could|may|might)\b|n't\b",
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
# What a sentence is about that speaks of the part itself: not of another paper that was released, say.
_ITSELF = re.compile(
    r"\b(?:these\s+minutes|this\s+(?:session|part|item|minute|section)|part\s*(?:2|ii|two|b)|exempt|confidential)\b",
    re.IGNORECASE,
)
_GROUND = re.compile(
    r"\bschedule\s*12\W?a\b|\bsection\s*100\W?a\b|\bpart\s*(?:2|ii|two|b)\s+session\b|"
    r"\bsession\s+(?:was|is)\s+\w+\s+as\s+(?:part\s*(?:2|ii|two|b)|exempt|confidential|private)\b",
    re.IGNORECASE,
)


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
# The number of a page in a header or a footer: “Page 3 of 9”, “3/9”; and what may be one.
_PAGE = re.compile(
    r"\b(?:page|p\.)\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\b|\b\d{1,4}\s*(?:of|/)\s*\d{1,4}\b(?!/)", re.IGNORECASE
)
_NUMBER_AT_AN_END = re.compile(r"^\W*\d{1,4}(?!\w)|(?<!\w)\d{1,4}\W*$")
_MOST_WORDS_OF_A_MARKING = 8
_MOST_LETTERS = 15  # each in a line or a cell of its own
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
    return next((line for line in paper.margins if any(map(_speaks_of_itself, _pieces(line)))), "")


def _pieces(line: str) -> list[str]:
    """What of a line beside the text may be a marking: the line, and each part of it without the number of a page.

    “Version 2 | Confidential | 1 of 3”, “Restricted – Page 2”.
    """
    parts = [_PAGE.sub(" ", part) for part in line.split(GAP)]
    bare = [_NUMBER_AT_AN_END.sub("", part) for part in parts]
    pieces = (piece.strip(" |–—-·•") for piece in (line.replace(GAP, " "), *parts, *bare))
    return [piece for piece in dict.fromkeys(pieces) if any(map(str.isalpha, piece))]


def is_named_exempt(name: str) -> bool:
    """Whether the name of a file says that the whole paper is exempt: “Item 9 NOT FOR PUBLICATION.docx”."""
    words = _words_of_name(name)
    return _speaks_of_itself(_ITEM.sub("", words)) or bool(_ENDS_A_NAME.search(compared(words)))


def may_be_named_exempt(name: str) -> bool:
    """Whether the name of a file may say that the paper or a part of it is exempt: “Appendix 2 exempt.docx”."""
    words = _words_of_name(name)
    return may_close(words) or may_mark(words) or bool(_IN_NAMES.search(words))


def _words_of_name(name):
    return part_words(re.sub(r"[_.-]+", " ", name.rpartition(".")[0] or name))


# What the name of a file says shorter than a paper does.
_ENDS_A_NAME = re.compile(r"\b(?:part\s*(?:2|ii)|pt\s*(?:2|ii)|nfp)\W*$", re.IGNORECASE)
_IN_NAMES = re.compile(
    r"exempt(?!ion|ed|\W*accommodation)|confidential(?!ity|\W*help|\W*advice)|notforpub|"
    r"\bclosed\b(?!\s+cases?)|part\s?(?:2|ii|b)(?!\w)",
    re.IGNORECASE,
)
# What of a file’s name says for which item of an agenda it is.
_ITEM = re.compile(r"\b(?:agenda|item)s?\b|(?<!part )\b\d+\w?\b", re.IGNORECASE)


def signs_of(paper: Paper, parts: list["Part"]) -> list[dict]:
    """What may mean that the paper or a part of it is exempt: [{“passage”: order, or None of a margin; “words”}].

    What stands in a part that is known as exempt is left out. That there is such a part is a sign itself, with the
    order of its last passage (“to”): what is after it is open only if the part ends where the paper ends it.
    """
    signs = [{"passage": part.said_at, "words": part.reason, "from": part.first, "to": part.last} for part in parts]
    shown = "\n".join(passage.text for passage in paper.passages)
    margins = [line for line in paper.margins if line.replace(GAP, " ") not in shown]
    is_page = paper.format == Format.HTML  # whose every word is among its margins
    signs += [{"passage": None, "words": line} for line in margins if _margin_may_close(line, is_page)]
    pieces = [piece for line in margins for part in line.split(GAP) for piece in _pieces(part)[-1:]]
    signs += [{"passage": None, "words": words} for _, words in _broken(pieces)]
    open_passages = [passage for passage in paper.passages if not part_at(parts, passage.order)]
    begins = {part.said_at for part in parts}
    at_edges = _at_edges_of_pages(paper.passages)
    for passage in open_passages:
        if passage.order not in begins:
            said = _signs_in(passage, passage.order in at_edges)
            signs += [{"passage": passage.order, "words": each} for each in said]
    broken = _broken([passage.text for passage in open_passages])
    return signs + [{"passage": open_passages[at].order, "words": words} for at, words in broken]


def _margin_may_close(line: str, of_page: bool) -> bool:
    """Whether a line beside the text may close the paper; where it is short, a word that closes stands in it."""
    is_short = not of_page and len(line.split()) <= _MOST_WORDS_OF_A_MARKING
    return any(may_close(piece) or (is_short and may_mark(piece)) for piece in _pieces(line))


def _at_edges_of_pages(passages: tuple[Passage, ...]) -> set[int]:
    """The orders of the passages that may be a header or a footer: the first and the last two of each page."""
    pages: dict[int, list[int]] = {}
    for passage in passages:
        if passage.page is not None:
            pages.setdefault(passage.page, []).append(passage.order)
    return {order for orders in pages.values() for order in (*orders[:2], *orders[-2:])}


def _signs_in(passage: Passage, is_at_edge: bool) -> list[str]:
    said = [each for each in _sentences(passage.text) if may_close(each, passage.kind)]
    headed = f"{passage.column_heading}: {passage.text}" if passage.column_heading else ""
    if headed and not said and len(headed) < 80 and may_close(headed):
        said = [headed]
    # A line with the number of a page in it is a header or a footer, which a text has among its lines.
    if not said and (is_at_edge or _PAGE.search(passage.text)) and _margin_may_close(passage.text, of_page=False):
        said = [passage.text]
    return said


def _broken(texts: list[str]) -> list[tuple[int, str]]:
    """The signs that were broken over several short texts, with the place of the first: “Not”, “for”, “publication”."""
    signs, seen_to = [], 0
    for at in range(len(texts)):
        most = min(_MOST_LETTERS, next((n for n, text in enumerate(texts[at:]) if len(text) > 3), len(texts) - at))
        for number in range(2, max(_MOST_BROKEN, most) + 1):
            lines = texts[max(at, seen_to) : at + number]
            words = " ".join(lines)
            if len(lines) < 2 or len(words) >= 80 or any(may_close(line) or in_capitals(line) for line in lines):
                continue
            if may_close(words):
                signs.append((max(at, seen_to), words))
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
    """An exempt part: the orders of its first and last passages, whether it was released since, and the words why.

    `said_at` is the order of the passage that says why, which may be open itself and stand before the part.
    """

    first: int
    last: int
    released: bool
    reason: str
    said_at: int

    def as_field(self) -> dict:
        """As the fields of the report's proposal hold it."""
        return {"from": self.first, "to": self.last, "released": self.released, "reason": self.reason}


def parts_of(paper: Paper, layout: Layout, labels: dict[str, list[Label]]) -> list[Part]:
    """The exempt parts of a paper in their order, none over another."""
    passages = paper.passages
    if not passages:
        return []
    if whole := words_of_the_whole(paper, labels):
        return [Part(1, passages[-1].order, _released(passages), whole, 1)]
    parts: list[Part] = []
    is_page_of_item = len(layout.items()) <= 1
    at = 0
    while at < len(passages):
        passage = passages[at]
        reason = _begins(passage)
        if not reason:
            at += 1
            continue
        last = _last(passages, at, layout, is_page_of_item)
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
            parts.append(Part(passages[first].order, passages[last].order, _released(near), reason, passages[at].order))
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
    if alone and heads_a_part(passage.text) and (passage.kind == PassageKind.HEADING or not _APPENDIX.match(words)):
        return passage.text.strip()
    if (
        len(words) < 400
        and _NOT_FOR_PUBLICATION.search(words)
        and not re.search(r"\bappendi|\bannex", words, re.IGNORECASE)
    ):
        return passage.text.strip()
    return ""


def _is_preamble(passage: Passage) -> bool:
    """Whether every sentence of a passage says why a part is exempt or that it was released, and none what is in it."""
    return all(_is_of_the_exclusion(sentence) for sentence in sentences(passage.text))


def _is_of_the_exclusion(sentence):
    words = plain(sentence)
    return (
        reaches(compared(sentence), Reach.FROM_HERE)
        or _NOT_FOR_PUBLICATION.search(words) is not None
        or _GROUND.search(words) is not None
        or (_RELEASED.search(words) is not None and _ITSELF.search(words) is not None)
    )


def _last(passages: tuple[Passage, ...], at: int, layout: Layout, is_page_of_item: bool) -> int:
    """The place of the last passage of a part that begins at a place: before what says that it ends, or the last of
    the meeting. Only on a page of one item it ends with that too, and before a decision that is open at its head.
    """
    start = passages[at]
    if start.kind == PassageKind.HEADING and _APPENDIX.match(plain(start.text)):
        return _last_of_appendix(passages, at)
    here = layout.places[start.order]
    decided = {
        plain(passage.text) for passage in passages[:at]
        if (place := layout.places[passage.order]).block == "decision" and place.item is here.item
    }  # fmt: skip
    # Under a heading alone stands nothing: what follows it is then what it is over, of whatever level.
    is_heading_alone = at + 1 < len(passages) and _ends_under(start, passages[at + 1])
    for place in range(at + 1, len(passages)):
        passage = passages[place]
        there = layout.places[passage.order]
        if _ends(passage.text) or _CLOSES_THE_MEETING.match(plain(passage.text)) or there.meeting is not here.meeting:
            return place - 1
        if is_page_of_item and (there.item is not here.item or _only_repeats(passages[place:], layout, decided)):
            return place - 1
        if not is_heading_alone and _ends_under(start, passage) and there.item is here.item:
            return place - 1
    return len(passages) - 1


_CLOSES_THE_MEETING = re.compile(
    r"(?:the )?meeting (?:closed|ended|concluded|finished)(?: at\b|\W*$)|"
    r"(?:signed|chair|chairman|chairperson)\W*(?:[_.…]{3}.*)?$",
    re.IGNORECASE,
)


def _ends(text: str) -> bool:
    """Whether words say that an exempt part ended: not that it did not, or will."""
    return any((said := _ENDS.search(each)) and not _NOT_YET.search(each[: said.end()]) for each in sentences(text))


def _only_repeats(passages: tuple[Passage, ...], layout: Layout, decided: set[str]) -> bool:
    """Whether these passages, up to the papers that an item lists after its minutes, say only what was decided."""
    minutes = list(takewhile(lambda passage: layout.places[passage.order].block != "other", passages))
    return bool(minutes) and all(plain(passage.text) in decided for passage in minutes)


def _ends_under(start: Passage, passage: Passage) -> bool:
    """Whether a passage is a heading that ends what stands under an earlier heading."""
    both = start.kind == passage.kind == PassageKind.HEADING
    return both and 0 < passage.level <= start.level and not heads_a_part(passage.text)


def _last_of_appendix(passages: tuple[Passage, ...], at: int) -> int:
    """The place of the last passage of an exempt appendix: it has headings of its own, also “Part 1” and annexes of
    lower levels, and ends with the paper or where the next begins.
    """
    for place in range(at + 1, len(passages)):
        if _APPENDIX.match(plain(passages[place].text)) and _ends_under(passages[at], passages[place]):
            return place - 1
    return len(passages) - 1


_APPENDIX = re.compile(
    r"\W*(?:(?:exempt|confidential|private|restricted|closed)\W+)?(?:appendi\w+|annexe?s?|enclosures?)\b", re.IGNORECASE
)


def _released(passages) -> bool:
    return any(_RELEASED.search(plain(passage.text)) for passage in passages)
