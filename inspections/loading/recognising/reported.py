"""What a sentence reports that inspectors found: who says it, a verb of finding, and what was found.

“Inspectors found that plans were too long”, “The visit had highlighted delays”, “services were found to be safe”. Who
speaks and how is a small grammar; what was found is open. Whether it is a strength or something to improve is told by
its own words, so it is always for an admin to check.
"""

import re

from inspections.loading.recognising.sentences import plain

# Who finds: inspectorates, their visits and letters, and peers; “they” only where the words before name one of these.
_WHO = (
    r"(?:(?:[Tt]he|[Tt]hese|[Tt]his)\s+)?(?:[\w'’&()-]+\s+){0,7}?(?:[Ii]nspect(?:ors?|ions?|orates?)|"
    r"(?i:ofsted|estyn|cqc|hmi|hmicfrs|ciw)|[Cc]are\s+Quality\s+Commission|[Pp]eer\s+(?:[Tt]eam|[Rr]eview|[Cc]hallenge)|"
    r"[Rr]eviewers|[Oo]fficials\s+from\s+(?:the\s+)?(?:DfE|Department\s+for\s+Education)(?:\s+\(DfE\))?|"
    r"(?:[Mm]onitoring|[Ff]ocuss?ed)\s+[Vv]isits?|(?:[Ii]nspection|Ofsted)(?:\s+[Rr]eport|\s+[Ll]etter)|"
    r"[Cc]ommissioner)"
)
_OF = r"(?:\s+in\s+[A-Z]\w+(?:\s+\d{4})?)?(?:\s+[Cc]hildren's\s+[\w' ]{3,40}?)?(?:\s+of\s+[\w' ]{3,60}?)?"
_HOW = r"(?:has\s+|have\s+|had\s+|also\s+|then\s+|again\s+|\w+ly\s+|report\s+|letter\s+)*"
_FOUND = r"(?:found|identified|recogni[sz]ed|acknowledged|noted|highlighted|concluded|observed|reported|stated|saw)"
_REPORTS = re.compile(
    rf"(?:^|[,;:]\s+|\b(?:that|as|and|but|where)\s+){_WHO}{_OF}\s+{_HOW}(?:{_FOUND}|praised|commended)\s+(?P<what>.+)"
)
_THEY = re.compile(rf"\b[Tt]hey\s+{_HOW}{_FOUND}\s+(?P<what>that\s+.+)")
# “an inspection in May that found a lack of capacity”
_THAT_FOUND = re.compile(rf"\binspection\b[^.;]{{0,40}}?\b(?:that|which)\s+(?:had\s+)?{_FOUND}\s+(?P<what>.+)")
# “The Chair referred to point 16 of the inspectors' report that highlighted the need …”, “Ofsted's findings that …”.
_FINDINGS_THAT = re.compile(
    rf"\b(?:[Ff]indings?|[Cc]onclusions?|[Vv]iew)\s+(?:of|by)\s+{_WHO}\s+that\s+(?P<what>.+)|"
    rf"\b{_WHO}\s+findings?\s+that\s+(?P<other>.+)|"
    rf"\bpoint\s+\d+\s+of\s+{_WHO}[^.;]{{0,30}}?\s+that\s+highlighted\s+(?P<point>.+)"
)
# “The report had concluded that …”, after words that name whose it is.
_IT = re.compile(
    rf"\b[Tt]he\s+(?:final\s+|full\s+)?(?:report|letter|team|visit|review)\s+{_HOW}{_FOUND}\s+(?P<what>that\s+.+)"
)
# “Officials had visited in May and concluded that …”: a second verb has its subject from the first.
_AND_FOUND = re.compile(rf"{_WHO}\b[^.;]{{0,160}}?\band\s+{_HOW}{_FOUND}\s+(?P<what>that\s+.+)")
# “the panel had been found to be well attended”, “the workforce was identified as a strength”.
_WAS_FOUND = re.compile(
    rf"^(?:(?:In\s+particular|Also|In\s+respect\s+of\s+[^,]{{3,60}}|However),\s+)?(?P<what>(?!(?:It|There|Areas?|This)\b)[^.;]{{3,160}}?\b"
    rf"(?:was|were|been)\s+(?:also\s+)?{_FOUND}\s+(?:to\s+(?:be|have)|as)\b.+)"
)
_INSPECTORS = re.compile(_WHO)
# Not what was found: a count of things that are told elsewhere, a grade, who did what.
_ONLY_COUNTED = re.compile(
    r"(?:(?:the|an?|some|several|key|\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|number\s+of|following|many|"
    r"both|same|these|those|particular|specific|main)\s+)*(?:[\w-]+\s+){0,2}?"
    r"(?:areas?|strengths?|recommendations?|findings|issues|actions|themes|points|weaknesses|improvements?)\b(?!.*:\s)"
    r"(?=\s+(?:of|for|to|and|as|that|in|where|which|identified|from|made|within)\b|\W*$)",
    re.IGNORECASE,
)
_GRADED = re.compile(
    r"\b(?:judged|graded|rated)\b|\boverall\s+(?:judge?ment|effectiveness|grade)\b|"
    r"^(?:that\s+)?[^.;]{0,60}\b(?:was|were|is|are|to\s+be)\s+['‘\"]?(?:good|outstanding|inadequate|adequate)['’\"]?\W*$",
    re.IGNORECASE,
)
# Words of something wanting; “no”, “without” and “however” turn a praise.
_WANTING = re.compile(
    r"\b(?:not|no\s+longer|never|too|lack\w*|need\w*|must|should|insufficient\w*|inconsisten\w*|delay\w*|poor\w*|weak\w*|fail\w*|"
    r"gaps?|slow\w*|drift|limited|variab\w*|concern\w*|inadequa\w*|unsafe|missing|absen\w*|however|improve(?!d)\w*|deteriorat\w*|"
    r"short(?:fall|coming)\w*|yet|only|requir\w*|attention|further\s+work|unclear|high\s+caseloads|late)\b|n't\b",
    re.IGNORECASE,
)
_FEWEST_WORDS = 4
# “… and to identify any changes”, after what members were asked to consider.
_AND_WHAT_MEMBERS_DID = re.compile(r",?\s+and\s+to\s+(?:identify|consider|agree|note|comment)\b.*")


def found_in(sentence: str, follows_one: bool = False) -> str:
    """What a sentence reports that inspectors found, in its own words; empty where it reports nothing.

    `follows_one` says that the words before speak of inspectors, who are then “they”.
    """
    text = plain(sentence)
    match = _FINDINGS_THAT.search(text) or _THAT_FOUND.search(text) or _REPORTS.search(text)
    match = match or _AND_FOUND.search(text)
    if match is None and follows_one:
        match = _THEY.search(text) or _IT.search(text) or _WAS_FOUND.search(text)
    if match is None:
        return ""
    what = next(part for part in match.groups() if part)
    bare = _AND_WHAT_MEMBERS_DID.sub("", re.sub(r"^that\s+", "", what)).strip()
    if len(bare.split()) < _FEWEST_WORDS or _ONLY_COUNTED.match(bare) or _GRADED.search(bare):
        return ""
    return bare


def names_inspectors(text: str) -> bool:
    """Whether a text names inspectors, or a visit or a letter of theirs."""
    return _INSPECTORS.search(plain(text)) is not None


def is_wanting(words: str) -> bool:
    """Whether what was found is something to improve, by its words."""
    return _WANTING.search(plain(words)) is not None
