"""Who leads: posts and persons as the paper names them in a lead's column, or in an action's words."""

import re

_EMPTY = re.compile(
    r"^\W*(?:tbc|tba|tbd|to be (?:confirmed|agreed|decided|appointed)|n/?a|none|vacant|-+|\?+|as above)?\W*$",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"\b(?:(?:action |strategic |delivery |operational |responsible |accountable )?(?:lead(?: officer)?|owner|"
    r"responsible officer|sro)|responsible)\s*[:=]\s*"
    r"([^.;()\[\]|]{3,120}?)(?=\s*(?:[.;()\[\]|]|$|,?\s*\b(?:by|deadline|timescale|due|status|rag|when|target|"
    r"partners?)\b\s*[:=]))",
    re.IGNORECASE,
)
_LED_BY = re.compile(
    r"\b(?:(?:to be |is |being |was |are )?led (?:jointly )?by|under the leadership of|"
    r"(?:the )?(?:action )?lead is)\s+(?:the |our |an? )?"
    r"((?:[A-Z][\w’'&-]*|interim|new|permanent|principal)(?:(?:,? (?:and|of|for|the|in|to|&|with)|"
    r",)?\s+[A-Z(&][\w’'&)-]*){0,14})"
)
_APPOINTED = re.compile(
    r"\b(?:an?|the|our|new)\s+((?:\w[\w’'&,/-]*\s+){1,20}?)has been appointed\b[^.]{0,60}\bto (?:lead|oversee|drive)\b",
    re.IGNORECASE,
)
_PARTNERS = re.compile(
    r"\b(?:partners?|partner agencies|working with|supported by)\s*[:=]\s*([^.;()|]{2,160})", re.IGNORECASE
)


_LABEL = re.compile(r"^(?:lead|owner|led by)\s*[:–-]\s*", re.IGNORECASE)


def of_cell(words: str) -> str | None:
    """The lead that a cell names, None where it names none yet."""
    words = " ".join(words.split()).strip()
    words = _LABEL.sub("", words)
    return None if _EMPTY.match(words) else words


def in_words(words: str) -> str | None:
    """The lead that an action's own words name: “Lead: Head of Early Help”, “led by the Head of Early Help”."""
    if match := _LABELLED.search(words):
        return of_cell(match[1])
    if match := _LED_BY.search(words):
        return match[1].rstrip(" ,")
    return None


def appointed_to_lead(words: str) -> str | None:
    """The post whose holder the words say has been appointed to lead the whole priority."""
    match = _APPOINTED.search(words)
    return match[1].strip() if match else None


_BETWEEN = re.compile(r"\s*(?:[;,\n•|]|\s/\s|\band\b(?=\s+[A-Z]))\s*")


def partners(words: str) -> list[str]:
    """The partners of a partners' cell, or of “Partners: …” in an action's words."""
    names = _BETWEEN.split(words)
    return [name.strip(" .&") for name in names if name.strip(" .&") and not _EMPTY.match(name)]


def partners_in_words(words: str) -> list[str]:
    """The partners that an action's own words list after “Partners:”."""
    match = _PARTNERS.search(words)
    return partners(match[1]) if match else []
