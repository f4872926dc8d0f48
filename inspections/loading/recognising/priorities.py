"""The priorities of a plan: its list, the headings and bands that name them, and which of them a name means."""

import re
from dataclasses import dataclass, field

from inspections.loading.reading.passages import Paper, Passage, PassageKind

_NUMBER_WORDS = {
    word: n
    for n, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=1
    )
}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
_NUMBER = r"\d{1,2}|[A-L]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[ivx]{1,4}"
_KINDS = (
    r"priority(?: area| theme| action)?|pledge|promise|ambition|commitment|theme|objective|work ?-?stream|strand|"
    r"pillar|areas? (?:for|"
    r"of) (?:improvement|focus|"
    r"development|weakness)|focus area|improvement area|recommendation|outcome|aim|goal|area|domain|improvement theme"
)
# “Priority 3 – Early help”, “3. Theme C: Practice”, “Workstream: Leadership”; after the kind a number or a mark.
_GROUP = re.compile(
    rf"^(?:\d{{1,2}}(?:\.\d{{1,2}})*[.)]?\s+)?(?:(?:progress|update|position)\s+(?:on|against|with|under|for)\s+)?"
    rf"(?:(?:improvement|strategic|key|our|ofsted|plan|thematic|send|"
    rf"ilacs)\s+)?(?P<kind>{_KINDS})"
    rf"\s*(?:(?:no\.?|number|#)\s*)?(?:(?P<number>{_NUMBER})(?![\w’'])\s*(?P<mark>[:.)|–—-]*)|"
    rf"(?P<colon>[:–—-]))\s*(?P<name>.*)$",
    re.IGNORECASE | re.DOTALL,
)
# “PRIORITIES 4 & 5: (4) Early Help (5) Domestic Abuse”
_GROUPS = re.compile(
    r"^(?:priorities|themes|objectives|workstreams|recommendations)\s+(\d{1,2}(?:\s*(?:,|&|and|to|-|"
    r"–)\s*\d{1,2})+)\s*[:.–—-]*\s*(.*)$",
    re.IGNORECASE | re.DOTALL,
)
_NAMED = re.compile(r"\((\d{1,2})\)\s*([^()]+(?:\([^()\d]*\)[^()]*)*)")
_LIST_INTRO = re.compile(
    r"\b(?:priority (?:areas?|themes?|actions?)|priorities|themes|objectives|workstreams|strands|improvement areas|"
    r"areas (?:for|of) focus)\b",
    re.IGNORECASE,
)
_OF_A_PLAN = re.compile(
    r"\b(?:improve\w*|improvement|post-inspection|ofsted|ilacs|send|action plan|phase|inspect\w+)\b", re.IGNORECASE
)
_NOT_OF_A_PLAN = re.compile(
    r"\b(?:corporate (?:plan|strategy|priorit\w+)|council(?:’s|'s)? (?:plan|priorit\w+|vision)|community (?:plan|"
    r"strategy)|budget|savings|"
    r"medium term|policing|borough plan|equality|commissioning intentions|inspectors? (?:found|identified))\b|"
    r"(?<!priority )\bareas? for improvement\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z0-9]+")
_STOP = frozenset(
    [
        "the",
        "a",
        "an",
        "and",
        "of",
        "to",
        "for",
        "in",
        "on",
        "with",
        "our",
        "we",
        "so",
        "by",
        "at",
        "or",
        "from",
        "their",
        "all",
        "that",
        "is",
        "are",
        "be",
        "as",
        "it",
        "its",
        "this",
        "have",
        "having",
        "good",
        "into",
        "need",
        "improve",
        "improving",
        "improvement",
        "ensure",
        "ensuring",
        "strengthening",
        "strengthen",
    ]
)
_NUMBERED_TEXT = re.compile(r"^\(?(\d{1,2})[.):]\s+(.+)$", re.DOTALL)


@dataclass(slots=True)
class Group:
    """What a heading, a band or a column's cell says of the priority of what follows: its numbers and their names."""

    kind: str
    numbers: tuple[int, ...]
    names: dict[int | None, str]
    passages: tuple[int, ...] = ()
    lead: str = ""

    @property
    def number(self) -> int | None:
        """Its one number, None where it has several or none."""
        return self.numbers[0] if len(self.numbers) == 1 else None


@dataclass(slots=True)
class Priority:
    """A priority as gathered from the whole paper."""

    number: int
    words: str = ""
    short_name: str = ""
    why: list[str] = field(default_factory=list)
    lead: str | None = None
    also_named: list[str] = field(default_factory=list)
    passage: int = 0
    also: list[int] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    confidence: float = 0.9

    def called(self, name: str) -> None:
        """Note another name that the paper gives it."""
        known = {_key(self.words), _key(self.short_name), *map(_key, self.also_named)}
        if name and _key(name) not in known:
            self.also_named.append(name)

    def stands_at(self, *passages: int) -> None:
        """Note where the paper speaks of it."""
        for passage in passages:
            if not self.passage:
                self.passage = passage
            elif passage != self.passage and passage not in self.also:
                self.also.append(passage)


def _key(words: str) -> str:
    return " ".join(_WORD.findall(words.lower().replace("&", "and")))


def number_of(written: str | None) -> int | None:
    """A number as papers write it: 3, C (the third), three, iii."""
    if not written:
        return None
    written = written.strip().lower()
    if written.isdecimal():
        return int(written) or None
    if written in _NUMBER_WORDS:
        return _NUMBER_WORDS[written]
    if len(written) == 1 and written not in _ROMAN and "a" <= written <= "l":
        return ord(written) - ord("a") + 1
    return _ROMAN.get(written) or (ord(written) - ord("a") + 1 if len(written) == 1 and "a" <= written <= "l" else None)


_ONE_OF_SEVERAL = re.compile(r"^\((\d{1,2})\)\s+(\S[^()]*)$")
_LED = re.compile(
    r"[(–—;-]\s*(?:priority |strategic |executive )?(?:lead|owner|sro)(?: officer)?\s*[:–-]\s*([^()]+?)\)?$", re.I
)


def group_of(words: str, passage: int = 0, lettered: bool = False) -> Group | None:
    """The priority or priorities that a heading or a band names, None where it is no such heading."""
    words = " ".join(words.split()).strip()
    if not words or len(words) > 400:
        return None
    if several := _GROUPS.match(words):
        numbers = tuple(_range(several[1]))
        names = {int(number): name.strip(" .;,") for number, name in _NAMED.findall(several[2])}
        return Group("priority", numbers, names, (passage,))
    if one := _ONE_OF_SEVERAL.match(words):
        return Group("", (int(one[1]),), {int(one[1]): one[2].strip(" .")}, (passage,))
    match = _GROUP.match(words)
    if not match:
        return None
    name, kind = match["name"].strip(" :–—-|"), match["kind"].lower()
    number = number_of(match["number"])
    if match["number"] and len(match["number"]) == 1 and match["number"].isalpha():
        if not match["mark"] and name and match["number"].lower() in ("a", "i"):
            return None  # “Outcome a child can expect”
        if not lettered and match["number"].islower():
            return None
    if kind in ("area", "outcome", "aim", "goal", "domain") and not (number and (match["mark"] or not name)):
        return None
    if match["colon"] and (not name or kind in ("recommendation", "area", "outcome")):
        return None
    if number and not match["mark"] and name and not name[0].isupper():
        return None  # “Priority 2 actions were considered”
    if len(name.split()) > 40:
        return None
    lead = ""
    if led := _LED.search(name):
        lead, name = led[1].strip(" .)"), name[: led.start()].strip(" (–—;-")
    return Group(kind, (number,) if number else (), {number: name} if name else {}, (passage,), lead)


_SOMEONE_SAID = re.compile(
    r"(?:what )?(?:ofsted|(?:the )?inspectors?|you|they|families|young people) (?:said|told us|found)[:–—-]\s*", re.I
)


def someone_said(words: str) -> str:
    """The name of a priority without who said it: “Ofsted said: supervision is irregular”."""
    return _SOMEONE_SAID.sub("", words, count=1).strip() or words


_NUMBERS = re.compile(r"\d{1,2}")
_FROM_TO = re.compile(r"\bto\b|[-–]")


def _range(written: str) -> list[int]:
    """The numbers of “4 & 5”, “1, 2 and 3”, “8 to 10”."""
    numbers = [int(n) for n in _NUMBERS.findall(written)]
    if _FROM_TO.search(written) and len(numbers) == 2 and 0 < numbers[1] - numbers[0] < 20:
        return list(range(numbers[0], numbers[1] + 1))
    return numbers


def listed(paper: Paper) -> dict[int, Priority]:
    """The priorities that a paper lists, by number: after words that announce them, one numbered point each.

    The same list twice is one list; the later words win nothing, their place is kept. Points without numbers are
    numbered by their order, and say so.
    """
    priorities: dict[int, Priority] = {}
    passages = [p for p in paper.passages if p.kind != PassageKind.CELL]
    for place, intro in enumerate(passages):
        if not _introduces(intro):
            continue
        points = _points_after(passages, place)
        numbered = [number for number, _, _ in points if number is not None]
        if len(points) < 2 or len(points) > 20:
            continue
        for order, (number, words, passage) in enumerate(points, start=1):
            given = number if len(numbered) == len(points) else order
            same = priorities.get(given)
            if same is None:
                match = next((p for p in priorities.values() if _key(p.words) == _key(words)), None)
                same = match or priorities.setdefault(given, Priority(given, words))
                if number is None:
                    same.reasons.append("numbered by its place in the list, which has no numbers")
                    same.confidence = 0.75
                else:
                    same.reasons.append(f"point {given} of the list of priorities")
            elif _key(same.words) != _key(words):
                same.called(words)
            else:
                same.reasons.append("listed again in the same words")
            bold = passage.bold.strip(" .:–-")
            if bold and not same.short_name and len(passage.bold) < len(passage.text) - 3:
                same.short_name = bold
            same.stands_at(passage.order)
    return priorities


_ANNOUNCES = re.compile(r"\b(?:are|as follows|following|these are|below)\b[^.]*\.?$")


def _introduces(intro: Passage) -> bool:
    """Whether a passage announces the list of a plan's priorities."""
    words = intro.text
    if not _LIST_INTRO.search(words) or _NOT_OF_A_PLAN.search(words):
        return False
    ends = (
        words.rstrip().endswith((":", "are", "–", "-", ": -", ":-"))
        or intro.kind == PassageKind.HEADING
        or _ANNOUNCES.search(words)
    )
    around = words + " " + " ".join(intro.headings[-2:])
    return bool(ends and _OF_A_PLAN.search(around)) and not _NOT_OF_A_PLAN.search(
        intro.headings[-1] if intro.headings else ""
    )


def _points_after(passages: list[Passage], place: int) -> list[tuple[int | None, str, Passage]]:
    """The points of a list that follows: numbered 1, 2, 3…, or bullets all without numbers."""
    points: list[tuple[int | None, str, Passage]] = []
    intro = passages[place]
    for passage in passages[place + 1 :]:
        number, words = passage.number.strip("()."), passage.text
        if not number and (match := _NUMBERED_TEXT.match(words)):
            number, words = match[1], match[2]
        elif not number and (group := group_of(words)) and group.number and passage.kind != PassageKind.HEADING:
            number, words = str(group.number), group.names.get(group.number, words)
        if number.isdecimal() and int(number) == len(points) + 1 and (not points or points[0][0] is not None):
            points.append((int(number), words, passage))
        elif not number and passage.kind == PassageKind.BULLET and (not points or points[0][0] is None):
            points.append((None, words, passage))
        else:
            break
        if (
            intro.kind == PassageKind.BULLET
            and passage.level
            and passage.level <= intro.level
            and not number.isdecimal()
        ):
            return points[:-1]
    return points


def words_in_common(name: str, other: str) -> float:
    """How much two names share, from 0 to 1: of the shorter's distinguishing words, those that the other has too."""
    ours, theirs = distinguishing_words(name), distinguishing_words(other)
    if not ours or not theirs:
        return 0.0
    return len(ours & theirs) / min(len(ours), len(theirs))


_ENDING = re.compile(r"(?:ies|es|s|ing|ed|y)$")


def distinguishing_words(words: str) -> set[str]:
    """The words that tell one name from another, without their endings."""
    distinguishing = set()
    for word in _WORD.findall(words.lower().replace("’", "").replace("'", "")):
        if word not in _STOP:
            distinguishing.add(_ENDING.sub("", word) if len(word) > 4 else word.rstrip("s"))
    return distinguishing


def meant_by(name: str, known: dict[int, list[str]], among: tuple[int, ...] = ()) -> tuple[int | None, str]:
    """The number of the priority that a name means, by the words it shares with the names known; and why.

    `among` are the numbers that the heading above allows: these win where the words tell nothing.
    """
    scores = {
        number: max((words_in_common(name, other) for other in names), default=0.0) for number, names in known.items()
    }
    best = max(scores, key=lambda number: (scores[number], number in among, -number), default=None)
    if best is not None and scores[best] >= 0.5:
        close = [number for number in scores if scores[number] == scores[best]]
        allowed = [number for number in close if number in among]
        if len(close) == 1 or len(allowed) == 1:
            number = (allowed or close)[0]
            return number, f"its name shares words with priority {number}"
    return None, ""
