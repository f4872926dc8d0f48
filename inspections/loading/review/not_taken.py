"""What was not taken from a paper, so that nothing is passed over in silence.

These are sentences that sound like a decision, a request, a promise, a grade or a date and gave no proposal, and rows
and columns of tables that nothing was read in. One press makes a sentence or a row a proposal.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from csc_tracker.database.writing import locked, writing
from inspections.loading.reading.passages import Passage, PassageKind
from inspections.loading.recognising.dates_named import dates_named, is_year
from inspections.loading.recognising.proposals import ProposalKind
from inspections.loading.recognising.sentences import plain, sentences
from inspections.models import Loading, Proposal, ProposalDecision
from inspections.models.loading import ProposedChange

# What a sentence may be, by words that such sentences have: far wider than what the reader takes for one.
_CUES = (
    (
        ProposalKind.DECISION,
        r"\b(?:resolved|agreed|decided|recommended|approved|endorsed|noted)\b|\bthat\b.{3,80}?\bbe\s+\w+ed\b",
    ),
    (
        ProposalKind.REQUEST,
        r"\b(?:ask(?:s|ed)?|request(?:s|ed)?|suggested|proposed|would\s+like|wished|called\s+for|sought)\b",
    ),
    (ProposalKind.PROMISE, r"\b(?:will|would|shall|undert(?:ook|ake)|promised|committed|pledged|offered)\b"),
    (
        ProposalKind.JUDGEMENT,
        r"\b(?:outstanding|inadequate|requir\w+\s+improvement|(?:judged|rated|graded|grade[sd]?)\b.{0,60}\b(?:good|adequate))\b",
    ),
)
_COMPILED = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in _CUES)
_FEWEST_WORDS = 4
# How few of a sentence's words a proposal may have and still be what was made of it.
_SHORTEST = 25
_FIELDS = {
    ProposalKind.JUDGEMENT: {"line": None, "grade": None, "inspection": None},
    ProposalKind.ACTION: {"priority": None, "stage": "planned", "periods": [], "lead": None, "due_from": None},
}


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A sentence or a row that gave no proposal: its words, its passage, and the kind that one press makes of it.

    `value` is what the button sends. `place` says where in a table it is; `kind` is None where nothing can be made.
    """

    words: str
    passage: int
    kind: ProposalKind | None
    value: str = ""
    place: str = ""

    @property
    def label(self) -> str:
        """The text of its button."""
        article = "an" if self.kind in (ProposalKind.ACTION, ProposalKind.INTENTION) else "a"
        return f"Make it {article} {self.kind}" if self.kind else ""


def not_taken(passages: list[Passage], proposals: Iterable[Proposal]) -> list[NotTaken]:
    """What was not taken from these passages, in their order."""
    read = _read_in(proposals)
    left: list[NotTaken] = []
    tables: set[int] = set()
    for passage in passages:
        if passage.kind == PassageKind.CELL:
            if passage.table is not None and passage.table not in tables:
                tables.add(passage.table)
                left += _of_table([each for each in passages if each.table == passage.table], read)
        elif passage.kind != PassageKind.HEADING:
            left += _of_passage(passage, read.get(passage.order, []))
    return left


def _read_in(proposals: Iterable[Proposal]) -> dict[int, list[str]]:
    """The plain words of the proposals of each passage."""
    read: dict[int, list[str]] = {}
    for proposal in proposals:
        words = plain(f"{proposal.text} {proposal.now_text}").lower()
        for order in (proposal.passage, *proposal.also):
            read.setdefault(order, []).append(words)
    return read


def _of_passage(passage: Passage, read: list[str]) -> Iterable[NotTaken]:
    for at, sentence in enumerate(sentences(passage.text)):
        words = plain(sentence).lower().strip(" .;:")
        if len(words.split()) < _FEWEST_WORDS or any(_is_made_of(words, text) for text in read):
            continue
        if kind := _kind_of(sentence):
            yield NotTaken(sentence, passage.order, kind, f"{passage.order}:{at}")


def _is_made_of(sentence: str, text: str) -> bool:
    """Whether a proposal's words are of a sentence, or the sentence of them."""
    return sentence in text or any(len(part) > _SHORTEST and part in sentence for part in sentences(text))


def _kind_of(sentence: str) -> ProposalKind | None:
    words = plain(sentence)
    kind = next((kind for kind, cue in _COMPILED if cue.search(words)), None)
    if kind is None and any(not is_year(named.words) for named in dates_named(words)):
        kind = ProposalKind.INTENTION
    return kind


def _of_table(cells: list[Passage], read: dict[int, list[str]]) -> Iterable[NotTaken]:
    """The rows of a table that nothing was read in; where rows gave something, the columns that gave nothing."""
    body = [cell for cell in cells if not cell.header]
    rows: dict[int, list[Passage]] = {}
    for cell in body:
        rows.setdefault(cell.row or 0, []).append(cell)
    taken = {row for row, those in rows.items() if any(cell.order in read for cell in those)}
    for row, those in sorted(rows.items()):
        longest = max(those, key=lambda cell: len(cell.text))
        if row in taken or len(longest.text.split()) < _FEWEST_WORDS:
            continue
        words = " | ".join(cell.text for cell in those)
        yield NotTaken(
            words, longest.order, ProposalKind.ACTION, f"{longest.order}:row", f"table {cells[0].table}, row {row}"
        )
    said = " ".join(words for row in taken for cell in rows[row] for words in read.get(cell.order, []))
    for column in sorted({cell.column or 0 for cell in body if cell.row in taken}):
        those = [cell for cell in body if cell.column == column and cell.row in taken]
        if any(cell.order in read or plain(cell.text).lower() in said for cell in those):
            continue
        heading = next((cell.column_heading for cell in those if cell.column_heading), f"{column}")
        place = f"table {cells[0].table}, column “{heading}”"
        yield NotTaken(" | ".join(cell.text for cell in those[:3]), those[0].order, None, "", place)


@writing()
def take(loading: Loading, passages: list[Passage], value: str, *, by) -> Proposal:
    """Make a proposal of what was not taken, to be checked like any other; pressed twice it is the same one.

    `value` is that of a NotTaken of these passages; ValueError where it is of none of them.
    """
    locked(Loading.objects.filter(state=Loading.State.READ), loading.pk)
    earlier, order = list(loading.proposals.all()), int(value.partition(":")[0])
    tables = {each.table for each in passages if each.order == order and each.table is not None}
    near = [each for each in passages if each.order == order or each.table in tables]
    left = next((each for each in not_taken(near, earlier) if each.kind and each.value == value), None)
    if left is None:
        made = [each for each in earlier if each.passage == order and each.reason == _REASON]
        if not made:
            raise ValueError(value)
        return made[-1]
    text = next(p.text for p in passages if p.order == left.passage) if value.endswith(":row") else left.words
    stored = next(each for each in loading.passages if each["order"] == left.passage)
    fields = dict(_FIELDS.get(left.kind, {}))
    proposal = Proposal.objects.create(
        loading=loading,
        order=(loading.proposals.aggregate(last=Max("order"))["last"] or 0) + 1,
        kind=left.kind,
        change=ProposedChange.NEW if any(each.change for each in earlier) else "",
        text=text,
        passage=left.passage,
        fields=fields,
        confidence=0.5,
        reason=_REASON,
        exemption_id=stored.get("exemption"),
    )
    ProposalDecision.objects.create(
        proposal=proposal,
        what=ProposalDecision.What.EDITED,
        edited={"text": text, "fields": fields},
        by=by,
        recorded_at=timezone.now(),
    )
    return proposal


_REASON = "It was not taken by the reader. An admin made it a proposal."
