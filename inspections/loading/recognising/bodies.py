"""The names of committees, councils and the like, as papers write them."""

import re

# What a body that meets is called at the end of its name: “Children and Young People Select Committee”.
BODY = (
    r"(?:(?:Sub-?\s?)?Committee|Panel|Scrutiny\s+Board|Board|Commission|Cabinet|Executive|Council|Forum|Task\s+Group|"
    r"Task\s+and\s+Finish\s+Group|Working\s+Group|Working\s+Party|Sub-?[Gg]roup|Assembly)"
)
_NAME_WORD = r"(?:[A-Z][\w'’-]*,?|and|of|for|the|&|in|on|–|-|\([^)]{1,40}\))"
_COMMITTEE = re.compile(
    rf"(?:The\s+)?(?P<name>(?:{_NAME_WORD}\s+){{0,14}}?{BODY}(?:\s+\([A-Z][^)]{{1,40}}\))?)(?=$|[\s,.;:)–-])"
)
_CAPITALS = re.compile(
    r"\b(?P<name>(?:[A-Z][A-Z'’&,-]*\s+){1,12}?(?:COMMITTEE|PANEL|SCRUTINY BOARD|BOARD|COMMISSION|FORUM))"
    r"(?=$|[\s,.;:)–-])"
)
_WHOLE = re.compile(rf"(?:the\s+)?(?:[\w'’&,/()–-]+\s+){{0,14}}{BODY}(?:\s*\([^)]{{1,60}}\))?", re.IGNORECASE)
_PLACE_WORD = (
    r"(?!(?:The|Full|Youth|School|Town|Your|This|Our|Children|Children's|Services?|Director|Leader|Members?|"
    r"Care|Student|Of|To|Agenda|"
    r"Cabinet|Executive|In|Minutes|Meeting|Report|Chief|Head|Officer|Team|Department|Social|Corporate|"
    r"Published|Parish|And)\b)[A-Z][\w'’-]+"
)
_COUNCIL = re.compile(
    r"\b(?P<name>(?:(?:London|Royal|Metropolitan)\s+Borough\s+of\s+[A-Z][\w'’-]+(?:(?:\s+(?:and|upon|of|"
    r"&))?\s+[A-Z][\w'’-]+){0,3}"
    r"|City\s+of\s+[A-Z][\w'’-]+\s+Council"
    rf"|{_PLACE_WORD}(?:\s+(?:and\s+|upon\s+|of\s+|&\s+|with\s+)?{_PLACE_WORD}){{0,3}}\s+Council"
    rf"|(?:{_PLACE_WORD}\s+(?:AND\s+|OF\s+|UPON\s+|&\s+)?){{1,4}}COUNCIL))(?![\w-])(?!\s+(?:meetings?|tax|Tax|"
    rf"houses?|House|Chamber|Plan|officers?))"
)
_NOT_A_COUNCIL = re.compile(
    r"(?:full|youth|school|city|county|borough|district|parish|town|unitary|metropolitan)\s+council", re.IGNORECASE
)


def is_body(text: str) -> bool:
    """Whether a text is the name of a committee, a cabinet or a council, and nothing else."""
    text = text.strip(" :.*")
    return (
        len(text) <= 120
        and _WHOLE.fullmatch(text) is not None
        and not re.search(
            r"\b(?:report|to|by|is|be|will|would|was|were|has|have|that|inspection|visit|notice|decisions?|minutes|agenda|meeting|record)\b",
            text,
            re.IGNORECASE,
        )
    )


# “Executive Scrutiny Committee”, “Cabinet Liaison Panel”: a body whose name begins with another's.
_LONGER = re.compile(
    r"(?:\s+[A-Z][\w'’-]*){0,4}?\s+(?:(?:Sub-?\s?)?Committee|Panel|Scrutiny\s+Board|Board|Commission|Forum|Task\s+Group)"
    r"(?=$|[\s,.;:)–-])"
)


def committee_in(text: str) -> str:
    """The first name of a committee in a text, without “the”; a council's only where no other body is named."""
    council = ""
    for match in _COMMITTEE.finditer(text):
        name = match["name"]
        if name.endswith(("Executive", "Cabinet", "Council")) and (longer := _LONGER.match(text, match.end("name"))):
            own = council_in(name) == name
            name = longer.group().strip() if own else name + longer.group()
        name = re.sub(r"^.*\b[Mm]eeting of (?:the )?", "", name)
        name = re.sub(r"^(?:The|the|of|and|for|in|on|–|-)\s+", "", name).strip()
        if name[:1].isupper():
            if council_in(name) != name:
                return name
            council = council or name
    if council and (capitals := _CAPITALS.search(text)):
        return capitals["name"]
    return council


def council_in(text: str) -> str:
    """The first name of a council in a text, as it is written; empty where there is none."""
    for match in _COUNCIL.finditer(text):
        if not _NOT_A_COUNCIL.fullmatch(match["name"]):
            return match["name"]
    return ""
