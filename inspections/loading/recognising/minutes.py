"""What a committee decided, asked, was promised and referred, and what a paper says will happen."""

import re

from inspections.loading.reading.passages import Paper, Passage, PassageKind
from inspections.loading.reading.tables import Table, tables
from inspections.loading.recognising import exempt, paper_details
from inspections.loading.recognising.dates_named import dates_named, read
from inspections.loading.recognising.decisions import Decision, decisions_of, is_procedure
from inspections.loading.recognising.items import Layout, Place
from inspections.loading.recognising.labels import labels_of
from inspections.loading.recognising.proposals import Context, Proposal, ProposalKind, dated, iso
from inspections.loading.recognising.requests_and_promises import (
    Statement,
    action_in,
    due_words,
    intention_in,
    owner_at_end,
    promise_in,
    request_in,
    without_owner,
    would_in,
)
from inspections.loading.recognising.sentences import content_words, plain, sentences, without_link

_OF_MEETINGS = ("minutes", "decision")
# Words of form, shared by any two requests, which say nothing on whether they are the same matter.
_FORM_WORDS = content_words(
    "information detail details report provide provided future meeting committee members asked requested agreed "
    "resolved note noted officers update further more bring brought children service services"
)
# The columns of minutes that are written as a table: item, discussion, action.
_ACTION_COLUMN = re.compile(r"actions?(?:\s+(?:agreed|required|points?|by)|\s*/\s*\w+)?$", re.IGNORECASE)
_SPOKEN_COLUMN = re.compile(
    r"actions?(?:\s+(?:agreed|required|points?|by)|\s*/\s*\w+)?$|(?:key\s+)?(?:discussions?|minutes?|notes?|comments|summary|points)\b|"
    r"(?:agenda\s+)?items?(?:\s+and\s+discussion)?$|matters?\b|subject|details",
    re.IGNORECASE,
)
_LOG = re.compile(
    r"\bactions?\s+(?:log|arising|from|outstanding|agreed at)|\bmatters\s+arising|\boutstanding\s+actions|"
    # a committee's tracker of what it was promised; the tracker of a plan names no committee
    r"\b(?:committee|panel|board|commission|scrutiny|cabinet)\b.{0,60}\b(?:actions?|recommendations?|requests?)\b.{0,40}"
    r"\b(?:tracker|tracking|log|sheet)",
    re.IGNORECASE,
)
# “Actions:”, “Actions/requests for further information:”, “Action points”: a list of what officers are to do follows.
_ACTIONS_FOLLOW = re.compile(
    r"follow[- ]?ups?\s*[:–-]?|"
    r"(?:(?:agreed|key|further|follow[- ]?up|outcome)\s+)?actions?(?:\s+points?|\s+agreed|\s+arising|\s+required)?"
    r"(?:\s*(?:/|and|&)\s*(?:further\s+)?(?:information\s+)?requests?(?:\s+for\s+(?:further\s+)?information)?)?\s*[:–-]?",
    re.IGNORECASE,
)
_SOMEONE_TO_DO = re.compile(r"(?:->\s*)?(?:the\s+)?[A-Z][\w'’&/(), -]{1,80}?\s(?:to|will)\s+[a-z]")
_TO_CABINET = re.compile(
    r"\bto\s+(?:the\s+|full\s+)?(Cabinet|Council|Executive)\b(?!\s+\w*\s*(?:Committee|Panel|Board|Member))"
)
_TO_MEMBERS = re.compile(r"\b(?:committee|panel|members|commission|scrutiny)\b", re.IGNORECASE)
_NO_EVENTS = re.compile(
    r"glossary|appendix|legal|policy context|vision|equalit|our (?:vision|priorities)|how (?:we|to)", re.IGNORECASE
)


def recognise(paper: Paper, context: Context) -> list[Proposal]:
    """Find them in the whole paper."""
    layout = paper_details.layout(paper, context)
    parts = exempt.parts_of(paper, layout, labels_of(paper))
    finder = _Finder(paper, context, layout)
    if context.document_type in _OF_MEETINGS or not context.document_type:
        finder.decide()
    if context.document_type not in ("inspection_report", "plan", "agenda"):
        finder.listen()
    proposals = finder.proposals()
    for proposal in proposals:
        exempt.mark(proposal.fields, parts, proposal.passage)
    return proposals


class _Finder:
    """Goes through a paper for each kind in turn and puts together what belongs together."""

    def __init__(self, paper: Paper, context: Context, layout: Layout):
        self.paper, self.context, self.layout = paper, context, layout
        self.decisions: list[Decision] = []
        self.said: list[Statement] = []
        self.decided: dict[int, list[str]] = {}
        self.in_minutes = context.document_type in _OF_MEETINGS
        self.item = paper_details.item_of_page(paper, context) if self.in_minutes else None

    def decide(self) -> None:
        """The decisions; in a paper of no known type only those in a form of their own."""
        decisions = decisions_of(self.paper.passages, self.layout, self.context.committee)
        self.decisions = [
            one
            for one in decisions
            if self.context.document_type or (not one.unclear and one.form.lower() == "resolved")
        ]

    def listen(self) -> None:
        """Requests, promises and intentions, sentence by sentence, outside the words of decisions."""
        self.decided = {}
        for one in self.decisions:
            for order in (one.passage, *one.also):
                self.decided.setdefault(order, []).append(plain(one.words).lower())
        owed = self._of_tables()
        blocks = {id(p.item) for p in self.layout.places.values() if p.block == "minutes"}
        before: Passage | None = None
        listed = -1  # the passage after which the points of a list of actions go on
        for passage in self.paper.passages:
            place = self.layout.places[passage.order]
            if self.in_minutes and passage.order not in owed:
                if _ACTIONS_FOLLOW.fullmatch(plain(passage.text).strip(" *")) and not passage.header:
                    listed = passage.order
                    continue
                if listed == passage.order - 1 and self._is_point_of_actions(passage):
                    listed = passage.order
                    text = passage.text.strip().removeprefix("->").strip()
                    what, owner = action_in(f"Action: {text}") or (text, "")
                    reason = "It stands in a list of actions."
                    self.said.append(
                        Statement(
                            "promise",
                            what or text,
                            passage,
                            owed_by=owner,
                            due=due_words(text),
                            confidence=0.85,
                            reason=reason,
                        )
                    )
                    continue
            if place.opens or passage.kind == PassageKind.HEADING or passage.order in owed:
                continue
            if passage.kind == PassageKind.CELL and not self.in_minutes:
                continue
            if place.block == "other" or place.item.is_procedure:
                continue
            if not place.block and id(place.item) in blocks:
                continue  # what the agenda said of the item, before its minutes
            if self.in_minutes and (action := action_in(passage.text.strip())):
                self._action(passage, before, *action)
                continue
            if passage.kind == PassageKind.CELL and (passage.column_heading or passage.header):
                heading = plain(passage.column_heading).strip(" :*")
                if passage.header or not _SPOKEN_COLUMN.match(heading):
                    continue
                if _ACTION_COLUMN.match(heading):
                    self._action_cell(passage)
                    continue
            self._sentences(passage, place)
            before = passage

    @staticmethod
    def _is_point_of_actions(passage: Passage) -> bool:
        """Whether a passage is one of the points below “Actions:”: it says who is to do what."""
        point = passage.kind == PassageKind.BULLET or bool(passage.number) or passage.kind != PassageKind.HEADING
        return point and len(passage.text) < 500 and _SOMEONE_TO_DO.match(passage.text.strip()) is not None

    def _sentences(self, passage: Passage, place: Place) -> None:
        parts = sentences(without_link(passage.text))
        for at, sentence in enumerate(parts):
            following = parts[at + 1] if at + 1 < len(parts) else ""
            if self._is_decided(passage, sentence):
                continue
            owner = owner_at_end(sentence) if self.in_minutes else ""
            said = request_in(sentence, following) if self.in_minutes and not is_procedure(sentence) else None
            said = said or promise_in(sentence, self.in_minutes)
            if said is not None and said.kind == "promise" and self._is_for_others(sentence):
                said = None
            if said is None and owner:
                said = Statement(
                    "promise",
                    sentence,
                    passage,
                    owed_by=owner,
                    due=due_words(sentence),
                    reason="It ends with whose action it is.",
                )
            if said is None and not self._is_talk(passage):
                said = intention_in(sentence) or (would_in(sentence) if self.in_minutes else None)
            if said is None:
                continue
            if owner:
                said.owed_by, said.words, said.confidence = owner, without_owner(said.words), 0.9
            said.passage = passage
            self.said.append(said)

    def _is_for_others(self, sentence: str) -> bool:
        """Whether what a report says will come goes to the cabinet or the council, and its own committee is another."""
        if self.in_minutes or not self.context.committee:
            return False
        others = _TO_CABINET.findall(sentence)
        if not others or _TO_MEMBERS.search(sentence):
            return False
        own = self.context.committee.lower()
        return all(other.lower() not in own.split() or "scrutiny" in own for other in others)

    def _is_decided(self, passage: Passage, sentence: str) -> bool:
        """Whether a sentence is of the words of a decision, or holds them."""
        said = plain(sentence).lower()
        return any(said in words or words in said for words in self.decided.get(passage.order, ()))

    def _is_talk(self, passage: Passage) -> bool:
        """Whether a passage stands where papers speak of law and policy, or is a point of a list of a report."""
        if any(_NO_EVENTS.search(heading) for heading in passage.headings):
            return True
        if self.context.document_type == "letter" and passage.kind == PassageKind.BULLET:
            return True
        return not self.in_minutes and (
            passage.kind in (PassageKind.BULLET, PassageKind.CELL) or self.context.document_type == "plan"
        )

    def _action_cell(self, passage: Passage) -> None:
        """A cell of a column of actions beside the discussion: each line of it is one, with its owner at its end."""
        text = passage.text.strip()
        parts = re.split(r";\s+(?:and\s+)?", text)
        if not all(_SOMEONE_TO_DO.match(part) for part in parts):
            parts = [text]
        for part in parts:
            what, owner = action_in(f"Action: {part}") or ("", "")
            if len(what.split()) >= 3:
                reason = "It stands in the column of actions."
                self.said.append(
                    Statement(
                        "promise", what, passage, owed_by=owner, due=due_words(what), confidence=0.8, reason=reason
                    )
                )

    def _action(self, passage: Passage, before: Passage | None, what: str, owner: str) -> None:
        """An “Action:” line. Where it names only who owes it, it is the promise of the sentence before."""
        if not what:
            last = self.said[-1] if self.said else None
            if last and before and last.passage.order == before.order:
                last.owed_by, last.confidence = owner, 0.9
                last.also.append(passage.order)
            elif before is not None:
                words = sentences(without_link(before.text))[-1]
                self.said.append(
                    Statement(
                        "promise",
                        words,
                        before,
                        owed_by=owner,
                        due=due_words(words),
                        confidence=0.6,
                        reason="The line below says whose action it is.",
                        also=[passage.order],
                    )
                )
            return
        self.said.append(
            Statement(
                "promise",
                what,
                passage,
                owed_by=owner,
                due=due_words(what),
                confidence=0.9,
                reason="The line is marked as an action.",
            )
        )

    def _of_tables(self) -> set[int]:
        """The rows of action logs in minutes: what, who owes it, by when. Gives the orders of their passages."""
        read_already: set[int] = set()
        for table in tables(self.paper):
            columns = _log_columns(table)
            if not columns or not (self.in_minutes or any(_LOG.search(one) for one in table.passages[0].headings[-1:])):
                continue
            kept = {column for name, column in columns.items() if name != "header"}
            read_already |= {p.order for p in table.passages if p.column in kept or p.header}
            for row in table.rows:
                if row in table.header_rows or table.is_band(row) or row == columns.get("header"):
                    continue
                cells = {name: table.cell(row, column) for name, column in columns.items() if name != "header"}
                words = " ".join(p.text for p in cells["action"]).strip()
                if len(words.split()) < 3:
                    continue
                due = " ".join(p.text for p in cells.get("due", ())).strip()
                met = " ".join(p.text for p in cells.get("met", ())).strip()
                self.said.append(
                    Statement(
                        "promise",
                        words,
                        cells["action"][0],
                        owed_by=" ".join(p.text for p in cells.get("owner", ())).strip(),
                        due=due or due_words(words),
                        confidence=0.85,
                        reason="A row of the meeting's list of actions.",
                        also=[p.order for cell in cells.values() for p in cell if p.order != cells["action"][0].order],
                        exact=bool(due),
                        met=met,
                    )
                )
        return read_already

    # Proposals ---------------------------------------------------------------------------------------------

    def proposals(self) -> list[Proposal]:
        """All that was found, as proposals; what is the same matter under one item says so."""
        of_minutes: list[Proposal] = []
        for one in self.decisions:
            of_minutes += self._of_decision(one)
        for one in self.said:
            if proposal := self._of_said(one):
                of_minutes.append(proposal)
        of_minutes = _without_repeats(of_minutes)
        self._link(of_minutes)
        return of_minutes

    def _about(self, place: Place) -> dict:
        """The fields on the meeting and the item."""
        meeting = place.meeting
        day = read(meeting.date, None) if meeting.date else None
        own = self.context.day if self.in_minutes and not meeting.date else None
        return {
            "committee": meeting.committee or self.context.committee or None,
            "date": iso(day.last_day if day else own),
            "item": place.item.number or meeting.item or self.item,
            "item_title": place.item.title or None,
        }

    def _day(self, place: Place):
        day = read(place.meeting.date, None) if place.meeting.date else None
        return day.last_day if day else self.context.day

    def _of_decision(self, one: Decision) -> list[Proposal]:
        target = one.refers_to
        due = due_words(one.words) if one.needs_answer else ""
        fields = {
            **self._about(one.place),
            "number": one.number or None,
            "needs_answer": one.needs_answer,
            "vote": one.vote or None,
            "unanimous": bool(re.search(r"unanim|nem\.?\s?con", one.vote, re.IGNORECASE)),
            **_due(due, self._day(one.place)),
        }
        reason = {
            "motion": "The motion was carried.",
            "decision block": "It stands under “Decision”.",
            "noted": "The item ends with the report being noted.",
        }.get(one.form, f"It follows “{one.form}”.")
        decision = Proposal(
            ProposalKind.DECISION, one.words, one.passage, fields, one.confidence, reason, tuple(one.also)
        )
        if not target:
            return [decision]
        referral = Proposal(
            ProposalKind.REFERRAL,
            one.words,
            one.passage,
            {**fields, "by": fields["committee"], "to": target, "decision": True, "owed_by": None},
            one.confidence,
            f"{reason} It refers the matter to {target}.",
            tuple(one.also),
        )
        return [decision, referral] if one.has_other_limbs else [referral]

    def _of_said(self, one: Statement) -> Proposal | None:
        place = self.layout.places[one.passage.order]
        words = one.words.strip()
        if is_procedure(words) or len(words) < 8:
            return None
        met = read(one.met, self.context.day, past=True) if one.met else None
        fields = {
            "by": one.by or None,
            "to": one.to or None,
            **self._about(place),
            **({"date": iso(met.last_day)} if met and met.last_day else {}),
            "number": one.passage.number or None,
            "owed_by": one.owed_by or None,
            "needs_answer": one.kind != "intention",
            **_due(one.due, met.last_day if met and met.last_day else self._day(place), one.exact),
        }
        return Proposal(
            ProposalKind(one.kind), words, one.passage.order, fields, one.confidence, one.reason, tuple(one.also)
        )

    def _link(self, proposals: list[Proposal]) -> None:
        """A request or a promise that is the matter of a decision of the same item names its passage."""
        answers = [
            p
            for p in proposals
            if p.kind in (ProposalKind.DECISION, ProposalKind.REFERRAL) and p.fields.get("needs_answer")
        ]
        asked = [p for p in proposals if p.kind == ProposalKind.REQUEST]
        for proposal in proposals:
            if proposal.kind not in (ProposalKind.REQUEST, ProposalKind.PROMISE):
                continue
            item = self.layout.places[proposal.passage].item
            others = answers + (asked if proposal.kind == ProposalKind.PROMISE else [])
            same = [p for p in others if self.layout.places[p.passage].item is item and p.passage != proposal.passage]
            best = max(same, key=lambda p: _shared(p.text, proposal.text), default=None)
            if best is not None and _shared(best.text, proposal.text) >= 2:
                proposal.fields["same_matter"] = best.passage


def _shared(one: str, other: str) -> int:
    return len((content_words(one) & content_words(other)) - _FORM_WORDS)


def _due(words: str, day, exact: bool = False) -> dict:
    """The fields of when something is due; words that name no day (“at a future meeting”) are kept without days."""
    if not words:
        return dated(None)
    period = read(words, day)
    if period is None and not exact:
        named = dates_named(words)
        period = read(named[0].words, day) if named else None
    return dated(period, words)


def _log_columns(table: Table) -> dict[str, int]:
    """Which columns hold the action, who owes it and when it is due; empty where it is no list of actions."""
    headings = table.headings
    first: dict = {}
    if not headings and table.rows:
        row = table.rows[0]
        headings = {column: " ".join(p.text for p in cell) for (at, column), cell in table.cells.items() if at == row}
        first = {"header": row}
    columns: dict[str, int] = dict(first)
    for column, heading in sorted(headings.items()):
        words = plain(heading).lower().strip(" :*")
        if (
            re.match(
                r"(?:agreed\s+)?(?:actions?|action (?:required|agreed|point)|task)\b(?! (?:by|owner|for|lead|no|ref))",
                words,
            )
            and "action" not in columns
        ):
            columns["action"] = column
        elif re.match(
            r"(?:action (?:by|owner|for|lead)|owner|lead|by whom|who|responsible|officer|responsibility|"
            r"assigned|lead officer)",
            words,
        ):
            columns["owner"] = column
        elif re.match(r"(?:date of (?:the )?meeting|meeting(?: date)?|raised(?: at| on)?|minute date)$", words):
            columns["met"] = column
        elif re.match(r"(?:date due|due|deadline|by when|target|when|timescale|date|completion)", words):
            columns["due"] = column
    return columns if "action" in columns and "owner" in columns else {}


def _without_repeats(proposals: list[Proposal]) -> list[Proposal]:
    """Each once: the same words of the same kind in two places are one with two places."""
    kept: dict[tuple, Proposal] = {}
    for proposal in proposals:
        key = (
            proposal.kind,
            plain(proposal.text).lower().strip(" .;"),
            proposal.fields.get("item_title"),
            proposal.fields.get("date"),
        )
        if key in kept and proposal.kind not in (ProposalKind.DECISION, ProposalKind.REFERRAL):
            kept[key].also = (*kept[key].also, proposal.passage)
        else:
            kept.setdefault(
                key if proposal.kind not in (ProposalKind.DECISION, ProposalKind.REFERRAL) else (id(proposal),),
                proposal,
            )
    return list(kept.values())
