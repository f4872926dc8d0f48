"""The stage of an action, from a status cell, a progress cell, a heading, or its words in a column (docs/rules.md)."""

import re
from datetime import date
from typing import NamedTuple

from inspections.loading.reading.passages import Paper, PassageKind
from inspections.loading.recognising.action_dates import find

PLANNED, UNDER_WAY, COMPLETE, STOPPED = "planned", "under_way", "complete", "stopped"


class Stage(NamedTuple):
    """A stage and what in the paper says so; `not_begun` where its words say outright that nothing has begun."""

    stage: str
    reason: str
    sure: bool = True
    not_begun: bool = False


# Status cells ------------------------------------------------------------------------------------------

_NOT = r"(?:not (?:yet )?|yet to (?:be )?|to be |partially |partly |nearly |almost |mostly |substantially )"
# In the order in which they count: "not started" before "started", "closed - superseded" before "closed".
_STATUS = (
    (STOPPED, r"stopped|ceased|withdrawn|superseded|no longer (?:required|needed|relevant|applicable|proceeding)|"
              r"merged|"
              r"cancelled|abandoned|discontinued|removed|not proceeding|paused indefinitely|not pursued|"
              r"not (?:being )?taken forward|not going ahead"),
    (PLANNED, r"not (?:yet )?(?:started|commenced|begun|due|initiated)|yet to (?:start|commence|begin)|to start|"
              r"to be (?:started|commenced)|no progress|future|scheduled|planned|pending|upcoming|not due|"
              r"awaiting start|to do|proposed|new"),
    (UNDER_WAY, rf"{_NOT}(?:complete|completed|achieved|done|delivered|implemented|embedded|closed|finished)|"
                r"in[- ]progress|on[- ]?going|under ?way|started|commenced|begun|on[- ]track|off[- ]track|"
                r"at risk|delay(?:ed|s)?|overdue|slipp(?:ed|age|ing)|behind|live|active|open|progressing|"
                r"some (?:progress|concerns?|issues?|delays?)|good progress|continu(?:es|ing)|work has|"
                r"in development|being|embedding|paused|on hold|late|missed|extended"),
    (COMPLETE, r"complete[d]?|done|closed|achieved|finished|delivered|implemented|embedded|fully met|met|signed off|"
               r"business as usual|bau|discharged|action complete|100 ?%"),
)  # fmt: skip
_STATUSES = tuple((stage, re.compile(rf"\b(?:{words})(?!\w)", re.IGNORECASE)) for stage, words in _STATUS)
_COLOURS = {
    "blue": COMPLETE, "b": COMPLETE, "c": COMPLETE, "green": UNDER_WAY, "g": UNDER_WAY, "amber": UNDER_WAY,
    "a": UNDER_WAY, "yellow": UNDER_WAY, "red": UNDER_WAY, "r": UNDER_WAY, "grey": PLANNED, "gray": PLANNED,
    "white": PLANNED, "orange": UNDER_WAY, "ag": UNDER_WAY, "ar": UNDER_WAY, "purple": None, "black": None,
    "brown": None, "turquoise": None, "pink": None, "clear": PLANNED,
}  # fmt: skip
_COLOUR = re.compile(r"\b(blue|green|amber|yellow|red|gr[ea]y|white|orange|purple|black|brown|turquoise|pink)\b", re.I)
_TICK = re.compile(r"[✓✔☑✅]")
_PER_CENT = re.compile(r"\b(\d{1,3})\s?%")
_YES = re.compile(r"yes|y|true", re.IGNORECASE)
_NO = re.compile(r"no|n|false", re.IGNORECASE)


_NO_LETTER = re.compile(r"[^a-z]")


def of_status(words: str, legend: dict[str, str] | None = None) -> str | None:
    """The stage that a status cell gives, None where it gives none.

    Words win over colours; `legend` (see `legend_of`) over what a colour usually means.
    """
    words = words.strip()
    legend = legend or {}
    letters = words.strip(" .()").lower()
    colour = _COLOUR.search(words)
    if colour and len(words.split()) == 1 and colour[1].lower() in legend:
        return legend[colour[1].lower()]
    if letters in legend:
        return legend[letters]
    for stage, pattern in _STATUSES:
        if pattern.search(words):
            return stage
    if _TICK.search(words):
        return COMPLETE
    if per_cent := _PER_CENT.search(words):
        return COMPLETE if int(per_cent[1]) >= 100 else UNDER_WAY if int(per_cent[1]) else PLANNED
    if colour:
        name = colour[1].lower().replace("gray", "grey")
        return legend.get(name) or _COLOURS.get(name)
    return _COLOURS.get(_NO_LETTER.sub("", letters)) if len(letters) <= 3 else None


def of_yes_or_no(words: str) -> str | None:
    """The stage of a cell under “Complete?”."""
    if _YES.fullmatch(words.strip(" .")):
        return COMPLETE
    return PLANNED if _NO.fullmatch(words.strip(" .")) else None


_LEGEND_LINE = re.compile(
    r"\b(blue|green|amber|yellow|red|gr[ea]y|white|orange|purple|black|brown|turquoise|pink|"
    r"[BRAGCPW])\b(?:\s*\((\w+)\))?"
    r"\s*(?:[=:–—-]|means|is|indicates|denotes)+\s*([^;|\n,.]{3,90})",
    re.IGNORECASE,
)
_LEGEND = re.compile(r"\b(?:key|legend|rag|brag|b-?rag|rating|ratings|status|colours?)\b", re.IGNORECASE)


def legend_of(paper: Paper) -> dict[str, str]:
    """What the paper's own key says of its colours, by the colour's name and by its letter.

    From lines (“Key: Green – complete; Amber – …”), and from tables with a colour in one cell and what it means in the
    next. A colour that the key gives two stages is left as it is usually meant.
    """
    stages_by_name: dict[str, set[str]] = {}
    rows: dict[tuple, list] = {}
    for passage in paper.passages:
        if passage.kind == PassageKind.CELL:
            rows.setdefault((passage.table, passage.row), []).append(passage)
        words = passage.text
        if len(words) > 1_200 or (passage.kind != PassageKind.CELL and not _COLOUR.search(words)):
            continue
        lines = _LEGEND_LINE.findall(words)
        under = " ".join(passage.headings[-1:])
        if not lines or not (len(lines) > 1 or _LEGEND.search(words) or _LEGEND.search(under)):
            continue
        for colour, letter, meaning in lines:
            if len(colour) == 1 and not colour.isupper():
                continue
            _note(stages_by_name, colour, meaning)
            if len(letter) == 1:
                _note(stages_by_name, letter, meaning)
    legends: dict[int, list] = {}
    for (table, _), cells in rows.items():
        texts = [cell.text.strip() for cell in cells]
        if len(texts) == 2 and _COLOUR.match(texts[0]) and len(texts[0].split()) <= 3 and len(texts[1]) > 2:
            legends.setdefault(table, []).append(texts)
    for lines in legends.values():
        if len(lines) > 1:
            for colour, meaning in lines:
                _note(stages_by_name, _COLOUR.match(colour)[1], meaning)
    return {colour: next(iter(stages)) for colour, stages in stages_by_name.items() if len(stages) == 1}


_ON_TRACK = re.compile(r"on[- ]track|not yet complete|in progress", re.IGNORECASE)
_MEANS_COMPLETE = re.compile(r"\s*(?:action )?complete", re.IGNORECASE)


def _note(stages_by_name: dict[str, set[str]], colour: str, meaning: str) -> None:
    """Keep what a key says of a colour, and of its letter."""
    stages = {stage for stage, pattern in _STATUSES if pattern.search(meaning)}
    if _ON_TRACK.search(meaning) and COMPLETE in stages:
        stages = {UNDER_WAY} if not _MEANS_COMPLETE.match(meaning) else stages
    stage = next((stage for stage, pattern in _STATUSES if pattern.search(meaning)), None)
    if stage and len(stages) <= 2:
        name = colour.lower().replace("gray", "grey")
        stages_by_name.setdefault(name, set()).add(stage)
        if len(name) > 1:
            stages_by_name.setdefault(name[0], set()).add(stage)


# Words -------------------------------------------------------------------------------------------------

_BEGIN = re.compile(
    r"\b(?:has |have |had |was |were |already |work )*(?:commenced|started|begun|began)\b", re.IGNORECASE
)
_NOT_BEGUN = re.compile(
    r"\b(?:to be|be|once|when|being|not|not yet|yet|until|after|newly|recently|is|are)\s+$", re.IGNORECASE
)
# Still going on, whatever else is said.
_STILL = re.compile(
    r"\b(?:(?:is|are|remains?|now|still|currently|work) (?:still |now |currently )?(?:on-?going|in progress|underway|"
    r"under way)|"
    r"work (?:is )?continu(?:es|ing)|not yet complete\w*|to be completed|due to (?:complete|conclude|finish)|"
    r"phase (?:two|three|2|3) (?:is )?(?:underway|under way|in progress))\b|"
    r"[(–:-]\s*(?:on-?going|in progress|underway|under way)\b|\b(?:on-?going|in progress|underway|under way)[.)\s]*$",
    re.IGNORECASE,
)
# Still going on, where nothing before it in the words is done: "revised and continues to embed" is done.
_GOING_ON = re.compile(
    r"\b(?:is|are)\s+(?:still |currently |now |also |all |each |actively |gradually )*(?!during|being able)\w+ing\b|"
    r"\bcontinu(?:e|es|ing)\b|\bin development\b|\bon-?going\b|\bunderway\b|\bunder way\b|\bin progress\b|"
    r"\bgradual progress\b|\bwork(?:ing)? (?:is|has) (?:begun|started|commenced)\b|\bhas (?:begun|started)\b|"
    r"\bwork (?:has )?(?:begun|started|commenced)\b|"
    r"^(?:now |currently |still )?(?:reviewing|developing|working|exploring|continuing|looking|piloting|progressing)\b|"
    r"\b(?:reviewing|developing|working|exploring|continuing|piloting|recruiting) (?:now|currently)\b",
    re.IGNORECASE,
)
_NOT_DONE_WORDS = frozenset(
    [
        "need",
        "looked",
        "based",
        "related",
        "shared",
        "dedicated",
        "experienced",
        "detailed",
        "targeted",
        "agreed-upon",
        "increased",
        "advanced",
        "unborn",
        "skilled",
        "qualified",
        "focused",
        "integrated",
        "aged",
        "named",
        "red",
        "seed",
        "feed",
        "speed",
        "indeed",
        "proceed",
        "succeed",
        "exceed",
        "required",
        "disabled",
        "vulnerable-led",
        "led",
        "continued",
        "combined",
        "proposed",
        "limited",
        "sustained",
        "planned",
        "strengthened-by",
    ]
)
_DONE = re.compile(
    r"\b(?:\w+ed|written|re-written|rewritten|built|rebuilt|held|set up|put|made|taken|brought|given|run|met|won|"
    r"undertaken|redrawn|drawn up|begun|sent|taught|found|chosen|grown|rolled out|gone live|went live|in place)\b",
    re.IGNORECASE,
)


def of_done(words: str, day: date | None) -> Stage:
    """The stage of what stands among the done: complete, unless its words say that it is still going on."""
    if still := _STILL.search(words):
        return Stage(UNDER_WAY, f"under what has been done, but “{_short(still[0])}”")
    going = _GOING_ON.search(words)
    if going and not _is_done_before(words, going.start()):
        return Stage(UNDER_WAY, f"under what has been done, but still going on: “{_short(going[0])}”")
    for phrase in find(words, day, past=True):
        lead = phrase.words.lower()
        runs_on = day and phrase.period.last_day and phrase.period.last_day > day and phrase.period.first_day
        if (
            runs_on
            and lead.startswith(("throughout", "through", "until", "till"))
            and not _is_done_before(words, phrase.start)
        ):
            return Stage(UNDER_WAY, f"under what has been done, but it runs on: “{phrase.words}”")
    return Stage(COMPLETE, "stands under what has been done")


def _is_done_before(words: str, place: int) -> bool:
    """Whether something is said to have been done in the words before a place."""
    return any(match[0].lower() not in _NOT_DONE_WORDS for match in _DONE.finditer(words, 0, place))


_HAS = re.compile(r"\b(?:has|have|had|was|were|already)\b", re.I)
_YET_TO_BEGIN = re.compile(r"\b(?:not|to|be|once|when|until|if)(?: yet)?\s+(?:have |has |been )?$", re.I)
_AFTER_A_MARK = re.compile(r"[,;–-]\s*$")


def of_planned(words: str, day: date | None) -> Stage:
    """The stage of what stands among the planned: planned, unless it began before the paper's day."""
    for match in _BEGIN.finditer(words):
        before = words[: match.start()]
        if _NOT_BEGUN.search(before) and not _HAS.search(match[0]):
            continue
        if _YET_TO_BEGIN.search(before):
            continue
        dated = [phrase for phrase in find(words, day) if phrase.begun and phrase.start <= match.end() <= phrase.end]
        if dated and day and dated[0].period.span_first > day:
            continue
        bare = match[0].lower() in ("commenced", "started", "begun", "began")
        if dated or not bare or _AFTER_A_MARK.search(before) or match.end() >= len(words.rstrip(" .)")):
            return Stage(
                UNDER_WAY, f"planned, but “{(dated[0].words if dated else match[0]).strip()}” before the paper"
            )
    return Stage(PLANNED, "stands under what is planned")


_PROGRESS_DONE = re.compile(
    r"^\W*(?:this |the |all |both )?(?:action |task |work |recommendation |milestone |actions )?(?:is |are |was |"
    r"has been |have been |now )*"
    r"(?:fully )?(?:complete[d]?|done|closed|achieved|delivered|implemented|finished|signed off)\b(?!\s+(?:by|for|"
    r"in part))|"
    r"\b(?:action|work|task|milestone|recommendation) (?:is |was |has been |now )*(?:complete[d]?|closed|concluded)\b|"
    r"[.;–-]\s*(?:now )?complete[d]?[.\s]*$",
    re.IGNORECASE,
)
# Said outright, which “N/A” and “no update” are not: it wins over a bare letter or colour.
_NOT_BEGUN = re.compile(
    r"^\W*(?:not (?:yet )?(?:started|commenced|begun)|yet to (?:start|commence|begin))\b", re.IGNORECASE
)
_PROGRESS_NONE = re.compile(
    r"^\W*(?:n/?a|none|nil|tbc|tba|-+|–|no (?:update|progress)\b.*|not (?:yet )?(?:started|due|commenced|begun)\b.*|"
    r"yet to (?:start|commence|begin)\b.*|to (?:be started|commence|start|follow|be confirmed|be updated)\b.*|"
    r"(?:work |this )?(?:will|is due to|due to|is scheduled to|scheduled to) (?:start|begin|commence)\b.*)\W*$",
    re.IGNORECASE | re.DOTALL,
)


_ANY_WORD = re.compile(r"\w")
_FIRST_CLAUSE = re.compile(r"(?<=[.;])\s")
_STOPPED_FIRST = re.compile(
    rf"\W*(?:this |the )?(?:action |work )?(?:is |was |has been |now )*(?:{_STATUS[0][1]})", re.I
)
_NOT_ALL = re.compile(r"\b(?:not|nearly|almost|partially|to be|will be|phase|stage|once|when)\b", re.I)


def of_progress(words: str) -> Stage | None:
    """The stage that the words of a progress cell give where no status says otherwise; None where they are empty."""
    words = words.strip()
    if _TICK.match(words):
        return Stage(COMPLETE, "its progress is ticked")
    if not words or not _ANY_WORD.search(words):
        return None
    if _PROGRESS_NONE.match(words):
        return Stage(PLANNED, "its progress says that it has not begun", not_begun=bool(_NOT_BEGUN.match(words)))
    first = _FIRST_CLAUSE.split(words, maxsplit=1)[0]
    stopped = _STATUSES[0][1].search(first)
    if stopped and _STOPPED_FIRST.match(words):
        return Stage(STOPPED, f"its progress says “{stopped[0]}”")
    if (done := _PROGRESS_DONE.search(words)) and not _NOT_ALL.search(words[: done.end()]):
        return Stage(COMPLETE, f"its progress says “{_short(done[0].strip(' .;–-'))}”")
    return Stage(UNDER_WAY, "its progress tells of work", sure=False)


def _short(words: str) -> str:
    return words if len(words) < 60 else words[:57] + "…"
