"""The numbers that Word shows before its paragraphs, worked out from the part of the file that defines its lists.

The rules are those of ECMA-376 (Office Open XML), part 1, 17.9: levels, their starts, formats and texts, overrides and
restarts.
"""

from dataclasses import dataclass, field

from inspections.loading.reading.counting import counted

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FORMATS = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}


def value(element, name: str, attribute: str = "val") -> str | None:
    """The value of a child element, None where it has no such child."""
    child = element.find(W + name) if element is not None else None
    return child.get(W + attribute) if child is not None else None


def whole(text: str | None, otherwise: int = 0) -> int:
    """A whole number from a file, which may hold anything; no number of a list is above a million."""
    try:
        return max(-1_000_000, min(int(text), 1_000_000))
    except (TypeError, ValueError):
        return otherwise


@dataclass(slots=True)
class Level:
    """One level of a list."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    style: str | None = None
    restart: int | None = None
    legal: bool = False


@dataclass(slots=True)
class Label:
    """What stands before a paragraph: a bullet or a number, and how deep the list is there (1 the outermost)."""

    bullet: bool
    number: str
    level: int


@dataclass
class Numbering:
    """The lists of a file, and where each has got to."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)  # by abstract list
    lists: dict[str, str] = field(default_factory=dict)  # the abstract list of each list
    own: dict[tuple[str, int], Level] = field(default_factory=dict)  # levels that a list defines anew
    starts: dict[tuple[str, int], int] = field(default_factory=dict)  # where a list begins anew
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def of(cls, root) -> "Numbering":
        """From the root of the part that defines lists; None gives no lists."""
        self = cls()
        if root is None:
            return self
        linked = {}
        for abstract in root.iter(W + "abstractNum"):
            key = abstract.get(W + "abstractNumId") or ""
            self.levels[key] = {whole(level.get(W + "ilvl")): _level(level) for level in abstract.iterfind(W + "lvl")}
            if style := value(abstract, "styleLink"):
                linked[style] = key
        for abstract in root.iter(W + "abstractNum"):
            style = value(abstract, "numStyleLink")
            if style in linked:
                self.levels[abstract.get(W + "abstractNumId") or ""] = self.levels[linked[style]]
        for number in root.iter(W + "num"):
            key = number.get(W + "numId") or ""
            self.lists[key] = value(number, "abstractNumId") or ""
            for override in number.iterfind(W + "lvlOverride"):
                depth = whole(override.get(W + "ilvl"))
                if (start := value(override, "startOverride")) is not None:
                    self.starts[key, depth] = whole(start, 1)
                if (level := override.find(W + "lvl")) is not None:
                    self.own[key, depth] = _level(level)
        return self

    def level(self, key: str, depth: int) -> Level | None:
        """A level of a list."""
        return self.own.get((key, depth)) or self.levels.get(self.lists.get(key, ""), {}).get(depth)

    def depth_of_style(self, key: str, style: str) -> int:
        """Which level of a list a paragraph style stands for."""
        for depth, level in self.levels.get(self.lists.get(key, ""), {}).items():
            if level.style == style:
                return depth
        return 0

    def next(self, key: str, depth: int) -> Label | None:
        """What stands before the next paragraph at a level of a list; None where nothing does."""
        level = self.level(key, depth)
        if level is None:
            return None
        if level.format == "bullet":
            return Label(True, "", depth + 1)
        counts = self.counts.setdefault(self.lists.get(key, ""), {})
        if (key, depth) in self.starts and (key, depth) not in self.begun:
            counts[depth] = self.starts[key, depth]
        else:
            counts[depth] = counts[depth] + 1 if depth in counts else level.start
        self.begun.add((key, depth))
        for deeper in [at for at in counts if at > depth]:
            below = self.level(key, deeper)
            if below is None or below.restart != 0:
                del counts[deeper]
        if level.format == "none":
            return None
        return Label(False, self._shown(key, depth, level, counts), depth + 1)

    def _shown(self, key: str, depth: int, level: Level, counts: dict[int, int]) -> str:
        words = level.text or f"%{depth + 1}"
        for at in range(9):
            if f"%{at + 1}" in words:
                other = self.level(key, at) or Level()
                style = "1" if level.legal else _FORMATS.get(other.format, "1")
                count = counts.get(at, other.start)
                shown = f"{count:02}" if other.format == "decimalZero" and not level.legal else counted(count, style)
                words = words.replace(f"%{at + 1}", shown)
        return words.strip().strip("().:[]–- ").strip()


def _level(element) -> Level:
    return Level(
        whole(value(element, "start"), 1),
        value(element, "numFmt") or "decimal",
        (value(element, "lvlText") or "")[:100],
        value(element, "pStyle"),
        whole(value(element, "lvlRestart")) if value(element, "lvlRestart") is not None else None,
        element.find(W + "isLgl") is not None,
    )
