"""Markdown's marks within a line: bold, italics, links, escapes, and the HTML that is written among them."""

import html
import re

from inspections.loading.reading.words import Runs

_SIGNS = re.compile(r" {0,3}#{1,6}[ \t]+\S|.*\*\*\S.*\*\*|.*\]\(\S+\)|\s*\|?\s*:?-{3,}:?\s*\|", re.S)


def is_marked(lines: list[str]) -> bool:
    """Whether a text is Markdown: it has Markdown's headings, bold, links or table lines."""
    return any(_SIGNS.match(line[:2000]) for line in lines)


# One pass over a line: what is escaped, a link, an address, an HTML element, code, or a run of stars or underscores.
_TOKENS = re.compile(
    r"(?P<escape>\\+(?P<escaped>[!-/:-@\[-`{-~]))"
    r"|(?P<image>!\[(?P<alt>[^\[\]]{0,500})\]\([^()\s]{0,2000}\))"
    r"|(?P<link>\[(?P<label>(?:[^\[\]\\]|\\.){1,2000})\]\(\s*<?(?P<address>(?:[^()\s<>]|\([^()\s]*\)){0,2000})>?(?:\s+\"[^\"]{0,200}\")?\s*\))"
    r"|(?P<auto><(?P<auto_address>(?:https?|mailto|ftp)://?[^<>\s]{1,2000}|[^<>\s@]{1,64}@[^<>\s@]{1,255})>)"
    r"|(?P<element></?[a-zA-Z][a-zA-Z0-9]{0,10}(?:\s[^<>]{0,500})?/?>)"
    r"|(?P<comment><!--.{0,2000}?-->)"
    r"|(?P<code>`+)"
    r"|(?P<stars>\*+|_+|~~)",
    re.S,
)
_BOLD_ELEMENTS = {"b", "strong", "u"}
_HREF = re.compile(r"""href\s*=\s*["']?([^"'\s>]+)""", re.I)


def spans(line: str) -> tuple[Runs, list[str]]:
    """The words of a line as runs, and the addresses that it links to."""
    pieces: list[tuple[str, str]] = []  # what kind of piece, and its words
    links: list[str] = []
    at = 0
    for match in _TOKENS.finditer(line):
        pieces.append(("text", line[at : match.start()]))
        at = match.end()
        if match["escape"] is not None:
            pieces.append(("text", match["escaped"]))
        elif match["image"] is not None:
            pieces.append(("text", match["alt"]))
        elif match["link"] is not None:
            links.append(_unescaped(match["address"]))
            inner, more = spans(match["label"])
            links += more
            pieces += [("bold" if bold else "text", text) for text, bold in inner]
        elif match["auto"] is not None:
            links.append(match["auto_address"])
            pieces.append(("literal", match["auto_address"]))
        elif match["element"] is not None:
            pieces.append(("element", match["element"]))
            links += _HREF.findall(match["element"])
        elif match["stars"] is not None:
            after = line[at : at + 1]
            before = line[match.start() - 1 : match.start()]
            pieces.append((_flank(match["stars"], before, after), match["stars"]))
        elif match["code"] is not None:
            pieces.append(("literal", ""))
    pieces.append(("text", line[at:]))
    return _runs(pieces), links


def _unescaped(address: str) -> str:
    return re.sub(r"\\+(?=[_&~*()])", "", html.unescape(address))


def _flank(stars: str, before: str, after: str) -> str:
    """Whether stars can open or close: only against a word, and underscores not within one."""
    opens = bool(after) and not after.isspace()
    closes = bool(before) and not before.isspace()
    if stars[0] == "_":
        opens, closes = opens and not before.isalnum(), closes and not after.isalnum()
    return f"stars{'<' if opens else ''}{'>' if closes else ''}"


def _runs(pieces: list[tuple[str, str]]) -> Runs:
    """The runs of the pieces: stars that pair are taken away, those that do not are words."""
    paired: dict[int, int] = {}
    waiting: list[int] = []
    for at, (kind, text) in enumerate(pieces):
        if not kind.startswith("stars"):
            continue
        match = None
        if ">" in kind:
            match = next((o for o in reversed(waiting[-20:]) if pieces[o][1] == text), None)
        if match is not None:
            paired[match], paired[at] = at, match
            del waiting[waiting.index(match) :]
        elif "<" in kind:
            waiting.append(at)
    runs: Runs = []
    bold = 0
    for at, (kind, text) in enumerate(pieces):
        if at in paired:
            if len(text) >= 2 and text[0] != "~":
                bold += 1 if paired[at] > at else -1
        elif kind == "element":
            name = re.match(r"</?([a-zA-Z0-9]+)", text)[1].lower()
            if name in _BOLD_ELEMENTS:
                bold = max(0, bold + (-1 if text[1] == "/" else 1))
            elif name in ("br", "p", "li", "div"):
                runs.append((" ", bool(bold)))
        elif text:
            runs.append((text if kind == "literal" else html.unescape(text), bool(bold) or kind == "bold"))
    return runs
