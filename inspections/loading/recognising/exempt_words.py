"""The wordings that close a paper or a part of it, or that an admin is asked about: one list.

Under section 100A(4) and Schedule 12A of the Local Government Act 1972 a committee can exclude the public from an item;
papers call that “Part 2” (of the agenda), “exempt” or “not for publication”, and much else. The
same words can be innocent in a sentence, so each wording says how far it goes (`Reach`). Whatever is missing here stays
closed all the same until an admin says that the paper is open: nothing opens a paper by its words.
"""

import re
import unicodedata
from enum import IntEnum

from inspections.loading.reading.passages import PassageKind
from inspections.loading.recognising.sentences import plain


class Reach(IntEnum):
    """How far a wording goes. Each does also what those below it do."""

    LABEL = 1  # closes a paper beside a label that asks for it: “Classification: closed”
    ASKS = 2  # asks an admin wherever it stands
    CLOSES = 3  # closes a paper whose head or file name says it and little else; asks wherever it stands
    FROM_HERE = 4  # closes a part: from where it stands


_PART_TWO = r"p(?:ar)?t\W{0,2}(?:2|ii|b|two)\b"
_OF_THE_AGENDA = r"(?:of\s+the\s+)?(?:agenda|minutes?|meeting|items?|paper|report|session|business)\b"
_SHUT = r"(?:exempt|confidential|private|closed|restricted)"
_OUTSIDERS = r"(?:press|public|observers?|visitors?|guests?|non\W?members?)"
_WORDS_LEFT = r"(?!\s+(?:comments?|feedback|questions?|a|an|their|with|in)\b)"
_YES = r"(?:\[\s*[xy✓✔☑☒]\s*\]|\(\s*x\s*\)|[☑☒✓✔]|[:?|]\s*(?:yes|y)\b)"
_NO = r"(?:no?|[✗✘❌]|\[\s*\]|closed)"
# “Cannot” too, which holds “not” within a word.
_NOT = r"(?:\b(?:not|never|non|cannot)|n[’']t)"
# What a paper calls itself, and by what name it says what it is.
_PAPER = r"(?:report|paper|document|letter|briefing|note|minutes?|appendi\w+|annex\w*)"
_KIND_OF_PAPER = (
    r"(?:(?:report|paper|document|item|decision|meeting)s?\W+(?:category|status|type|nature)|"
    r"(?:category|status|type|nature)\s+of\s+(?:the\s+|this\s+)?(?:report|paper|document|item|decision|meeting|business))"
)
# Papers that go with another.
_LOOSE_PAPER = (
    r"draft|addend\w+|supplement\w*|enclosures?|attachments?|schedules?|memo\w*|versions?|cop(?:y|ies)|"
    r"(?:\w+\s+)?summar(?:y|ies)|notes?\s+(?:for|to)\s+(?:\w+\s+){0,3}?(?:members|councillors|committee|panel|chair)"
)
_VERY = r"(?:strictly|highly|most|very|top)"
# What may stand between “not” and the public: “not yet available to the general public”.
_BETWEEN = (
    r"(?:\W+(?:be|go|to|for|the|a|an|any|yet|available|open|made|intended|suitable|cleared|on|in|our|onward|general|wider|"
    r"further|placed|put|posted|uploaded|council|authority|s))*\W+"
)
_PUBLICITY = (
    r"(?:public(?!\s+(?:health|care|law|sector|transport|bod|money|interest|consultation|houses?|duty))|publication|press|"
    r"publicaton|release|disclosure|disclosable|inspection|circulation|distribution|transmission|sharing|website|web|"
    r"internet|modern\W?gov)"
)
_MADE_KNOWN = r"(?:published|disclosed|circulated|distributed|shared|copied|forwarded|released|made\s+public)"

_WORDINGS = {
    Reach.FROM_HERE: (
        # The committee goes into an exempt session.
        r"\b(?:entered|moved into|went into|moved to|resolved into|(?:resolved|agreed)\s+to\s+(?:go|move)\s+into)\s+"
        rf"(?:a\s+|into\s+)?(?:{_PART_TWO}|{_SHUT}\b)",
        r"\b(?:press|public)\b[^.]{0,60}\b(?:be|were|was|being|been)\s+(?:now\s+)?excluded\b",
        r"\bwith\s+(?:the\s+)?(?:press|public)\b[^.]{0,30}\bexcluded\b",
        r"\bexclud(?:e|ed|ing)\s+(?:the\s+)?(?:members of the\s+)?(?:press|public)\b[^.]{0,200}\b(?:resolved|agreed)\b",
        r"\b(?:resolved|agreed)\b[^.]{0,120}\bexclud(?:e|ing)\s+(?:the\s+)?(?:members of the\s+)?(?:press|public)\b",
        r"^(?:the\s+)?(?:committee|panel|cabinet|board)[^.]{0,40}\bexcluded the (?:press|public)\b",
    ),
    Reach.CLOSES: (
        # “Exempt”, but not from a tax and not accommodation; also misspelt.
        r"(?<!vat )(?<!tax )\bexempt(?:ed)?\b(?!\s+(?:accommodation|households?|vehicles?|"
        r"from\s+(?!publication|disclosure|the\s+public)))",
        r"\b(?:exmept|excempt|exemt|confidental)\b",
        r"\bexemptions?\b(?=\W+(?:para|categor|ground|\d|appl|claim|relied|under))",
        r"\b(?:reasons?|grounds?)\s+for\s+exemption\b",
        # The law.
        r"\bsch(?:ed(?:ule)?)?\W{0,2}12\W?a\b|\b(?:section|s)\W{0,2}100\W?a(?![a-z])|\bpart\s*v\W?a\s+of\b",
        r"\brestrict\w*\W+paragraph\b",
        # Not for the public.
        rf"{_NOT}{_BETWEEN}{_PUBLICITY}\b|\bnotforpublication\b|\bnot\s+for\s+pub\w{{3,9}}n\b",  # misspelt, too
        # Figures that are too small to be published are no secret of the paper.
        r"(?<!data )(?<!figures )(?<!numbers )(?<!results )\bcannot\s+(?:yet\s+)?be\s+(?:published|disclosed|released|"
        r"made\s+public)\b(?!\s+(?:until|by|before)\b)",
        rf"\b(?:this|the)\s+{_PAPER}\s+(?:must|should|shall|will|is\s+to|are\s+to)\s+(?:remain|stay|be(?:\s+(?:kept|held))?)\s+"
        r"(?:strictly\s+|highly\s+)?(?:private|confidential|closed|restricted|secret)\b",
        rf"\b(?:not|never)\s+(?:to\s+)?(?:be|been)\s+{_MADE_KNOWN}\b"
        r"(?!\s+(?:until|by|before|in|since|on\s+(?!the\b|our\b|any\b|its\b))\b)",
        r"\bnot\s+published\W*$|\bunpublished\W*$|\bno\s+publication\b|\bno\s+public\s+(?:access|inspection|release|disclosure)\b",
        r"\b(?:publication|public\s+access)\W+no\b",
        r"^\W*(?:to\s+be\s+)?(?:considered|taken|discussed)\s+in\s+private\W*$",
        r"\bdo\s+not\s+(?:publish|disclose|circulate|distribute)\b|\bdo\s+not\s+(?:upload|post|put|place)\b[^.]{0,30}\b"
        r"(?:website|web|internet|modern\W?gov)\b|\beyes\s+only\b|\bembargo(?:ed)?(?=\W*$|\s+until\b)",
        r"\b(?:withh[eo]ld|excluded|omitted)\s+from\s+(?:the\s+)?(?:public|press|publication|published)\b(?!\s+accounts)",
        rf"\b(?:none|nothing|no\s+part)\s+(?:of|in)\s+(?:this|the)\s+{_PAPER}\b[^.]{{0,30}}\bbe\s+{_MADE_KNOWN}\b",
        r"\babsence\s+of\s+(?:the\s+)?(?:press|public)\b",
        # What is closed, private, confidential or restricted.
        rf"\b{_SHUT}\s+(?:report(?!\s+was\s+made)|paper|minutes?|agenda|business|appendi\w+|annex\w*)\b",
        rf"\b{_SHUT}\s+(?:sessions?|items?|part|section|briefing|document)\b(?=\W*\d*\W*$|\s*[-–—:])",
        rf"\b(?:private|restricted)\s+(?:pack|supplement)\b|\b{_SHUT}\s+(?:document|supplement)\w*\s+pack\b",
        r"\b(?:report|paper|document|letter|note|minutes?)\s+(?:is|are)\s+(?:strictly\s+|highly\s+)?(?:confidential|"
        r"private(?!\s+(?:fostering|law|and\s+vol))|restricted)\b|\bprivate\s+and\s+conf\w*",
        r"\b(?:appendi\w+|annex\w*)\b.{0,60}\b(?:confidential|restricted|private|closed)\b",
        rf"\(\s*{_SHUT}\s*\)|^\W*(?:confidential|restricted)\s*[-–—:]|\brestricted\W+by\s+virtue\b",
        r"\bstrictly\s+(?:private|confidential)\b|\bin\s+strict\s+confiden\w+|\bofficial\W*sensitive\b|"
        r"\bprotect\W+(?:personal|private|policy)\b",
        rf"\b{_PART_TWO}\s+{_OF_THE_AGENDA}|\bagenda\W+{_PART_TWO}",
        r"\b(?:pink|buff|blue|yellow)\s+(?:papers?|reports?|pages?)(?=\W*$|\W*[-–—:(])",
    ),
    Reach.ASKS: (
        r"\baccess\s+to\s+information\s+(?:procedure\s+)?rules?\b|\brule\s+10\.4\b|"
        r"\bparagraphs?\s+\d[^.]{0,60}\blocal\s+government\s+act\s+1972\b",
        r"\binfo(?:rmation)?\b[^.]{0,40}\b(?:relating\s+to|about|identity\s+of)\s+(?:(?:any|an|a\s+particular)\s+individual|"
        r"(?:any|a)\s+particular\s+child)\b(?!\s+\w)",
        r"\bfinancial\s+or\s+business\s+affairs\s+of\b|\blabour\s+relations\s+matter\b|"
        r"\bprevention,\s+investigation\s+or\s+prosecution\s+of\s+crime\b",
        r"\b(?:section|s)\W{0,2}(?:3\d|4[0-4])\b[^.]{0,30}\b(?:foia?|freedom\s+of\s+information)\b|"
        r"\b(?:foia?|freedom\s+of\s+information)\b[^.]{0,20}\b(?:section|s)\W{0,2}(?:3\d|4[0-4])\b",
        r"\bpublic\s+interest\b[^.]{0,60}\b(?:disclos|publish|exempt|withh)\w*",
        r"\b(?:reveals?|identity\s+of)\b[^.]{0,30}\b(?:a|any|the|an?\s+individual)\s+child\b|\bprohibited\s+by\s+order\b|"
        r"\b(?:would|not)\s+(?:not\s+)?be\s+in\s+the\s+public\s+interest\b",
        r"\b(?:kept|removed|left)\s+(?:out\s+of|from)\s+(?:the\s+)?(?:public|published)\b|\bredacted\s+(?:version|form)\b|"
        r"\b(?:leave|removed\s+from)\s+the\s+(?:building|meeting\s+room)\b|\bnot\s+(?:to\s+)?be\s+quoted\b|"
        r"\bdiscussed\s+outside\s+(?:the|this)\s+meeting\b|\bduty\s+of\s+confidentiality\b",
        r"\b(?:destroy|shred)\s+(?:this|all|your)\b|\bhanded?\s+back\b|\b(?:reserved|excluded)\s+(?:business|items?|"
        r"matters?)\b|\bbelow\s+the\s+line\b|\bcirculated\s+(?:to\s+members\s+)?separately\b",
        r"\b(?:restricted|limited)\s+(?:circulation|distribution)\b|\bcirculation\W+(?:is\s+)?(?:restricted|limited|named)\b|"
        r"\b(?:privileged|personal|sensitive)\s+(?:and|or|[-–])\s*(?:confidential|sensitive|contains)\b|"
        r"\bwithout\s+prejudice\b|^\W*(?:privileged|personal\s+sensitive)\W*$",
        rf"\b(?:considered|taken|heard|discussed)\s+(?:in|under|as)\s+{_PART_TWO}|\b{_PART_TWO}\s+proceedings\b|"
        rf"^\W*minutes\W+{_PART_TWO}\W*$|^\W*p(?:ar)?t\W{{0,3}}(?:2|ii|b)\W*$",
        r"^[^.:|]{0,40}\b(?:classification|marking|access|visibility|sensitivity|confidentiality|audience|readership|"
        r"circulation|release|disclosure|publication|public|foi\s+status|freedom\s+of\s+information)\b[^.:|]{0,20}(?:[:|–]|\s-)\W*(?:confidential|"
        r"private|restricted|closed|secret|members|committee|none|high|exempt|withheld|never|not|protect|o\W?s)\b|\bconfidentiality\W+\d\b",
        # What the paper calls itself: not “Status: closed”, which is an action’s.
        rf"^\W*{_KIND_OF_PAPER}\W*[:|–-]\W*(?:{_SHUT}|{_PART_TWO}|withheld|secret|sensitive|protected)\b"
        r"(?!\s+(?:fostering|law|and\s+vol|sector|accommodation|cases?|actions?))",
        rf"^\W*(?:category|status|type|nature)\W*[:|]\W*(?:(?:{_SHUT}|{_PART_TWO})\s+(?:report|paper|item|decision|session|"
        rf"minutes?)\b|(?:{_PART_TWO}|exempt|confidential|private|restricted)\W*$)",
        r"\b(?:publication\s+restrictions?|restrictions?\s+on\s+publication)\W*[:|]\W*(?!(?:no|none|n/a|nil|not)\b)\w|"
        r"\b(?:confidentiality|exemption)\W*[:|]\W*(?:yes|y|full|whole|high)\b",
        rf"\b{_PAPER}\b[^.:]{{0,30}}\s[-–—]\s*(?:strictly\s+)?(?:{_SHUT})\W*$|^[^.:]{{0,50}}\s[-–—]\s*(?:strictly\s+)?"
        rf"(?:confidential|{_PART_TWO})\W*$|\(\s*{_PART_TWO}\s*\)\W*$|^\W*private\s+decision\b",
        r"\b(?:security|protective)\s+(?:classification|marking)\W+protect\w*|^\W*marked\W+(?:sensitive|confidential|private)\b|"
        r"\breasons?\s+for\s+confidentiality\b|^\W*by\s+virtue\s+of\s+paragraphs?\b|"
        rf"\b{_PAPER}\b[^.]{{0,40}}\bof\s+a\s+(?:private|confidential|sensitive)\s+nature\b",
        r"\bcontain\w*\s+(?:[\w’']+\s+){0,3}?(?:information|material|details?|matters?)\s+(?:which|that)\s+(?:is|are|must|may|"
        r"should|cannot)\s+(?:\w+\s+){0,2}?(?:restricted|confidential|private|sensitive|closed)\b",
        rf"\b(?:this|it|item|business)\s+(?:must|should|shall|is\s+to)\s+(?:remain|stay|be\s+kept)\s+(?:strictly\s+)?{_SHUT}\b",
        r"\btransact\w*\s+in\s+private\b|\b(?:business|items?|reports?|minutes|matters?)\b[^.]{0,20}\b(?:conducted|dealt\s+with|"
        r"determined|debated|decided)\s+in\s+private\b|\b(?:hold|holding)\s+(?:the|this|a|part\s+of\s+the)\s+meeting\s+in\s+private\b",
        r"\binternal(?:\s+use)?\s+only\b|^\W*(?:for\s+)?internal(?:\s+use)?\W*$|\bofficers?\s+use\s+only\b|"
        r"\b(?:addressee|recipient)s?\s+only\b|\bcirculated\s+to\b[^.]{0,40}\bonly\b|\bfor\s+(?:\w+'?s?'?\s+eyes|the\s+eyes\s+of)\b",
        r"\bunredacted\b|\bkeep\s+this\s+to\s+yoursel\w+",
        r"\b(?:do|must|should|may|shall)\s+not\s+(?:share|copy|forward|discuss|disclose|reveal)\b(?=\W*$|\s+(?:this|it|its|or|outside|"
        r"the\s+(?:report|paper|document|section|contents?))\b)",
        rf"\bcontents?\b[^.]{{0,30}}\b(?:must|should|may|shall)\s+not\s+be\b|\bnot\s+be\s+{_MADE_KNOWN}\b[^.]{{0,40}}\buntil\b",
        r"\bnot\b[^.]{0,30}\bpublic\s+domain\b|\bpre\W?publication\b|\bnumbered\s+cop(?:y|ies)\b|"
        r"\bnot\s+(?:to\s+)?be\s+(?:removed|taken)\s+from\s+(?:the|this)\s+(?:room|meeting|building)\b",
        rf"\b(?:{_PAPER})\b[^.]{{0,40}}\b(?:withheld(?!\s+from\s+no)|not\s+published\s+with)\b|\bremains?\s+restricted\b|"
        r"\bdocument\b[^.]{0,80}\bis\s+restricted\b",
        r"\breporting\s+restrict\w+\b|\b(?:must|should|may)\s+not\s+be\s+identified\b|\boffence\s+to\s+publish\b|"
        r"\bcontempt\s+of\s+court\b",
        r"\breturn\s+(?:this|the|all|your)\s+(?:paper|report|document|cop\w+)s?\b|\bdispose\s+of\s+(?:this|it|as\s+confidential)\b|"
        r"\b(?:shred|destroy)\s+after\b|\b(?:collected|returned|handed)\s+(?:in\s+|back\s+)?(?:at|after)\s+the\s+(?:end|close|meeting)\b",
        rf"\b(?:public\w*|publish\w*|press|website|web|open|disclos\w*)\b[^.]{{0,30}}[:?|]\s*{_NO}\W*$|"
        rf"\bclosed\b[^.]{{0,30}}[:?|]\s*closed\W*$",
        rf"\b(?:{_SHUT}|{_PART_TWO})\W{{0,3}}{_YES}|{_YES}\s*(?:{_SHUT}|{_PART_TWO})",
        r"\b(?:members?|councillors?|committee)\W{0,2}s?(?:\s+(?:and|of|officers?|the|committee))*\s+(?:information\s+)?only\b"
        r"(?=\W*$|\W+(?:[-–—(]|do\s+not|report|paper))|\bofficers\s+only\W*$",
        # The public is sent out, or nobody can listen.
        r"\bpress\s+(?:and|or)\s+(?:the\s+)?public\b(?!\s+(?:were|was|are|is)\s+(?:welcome|present|invited|thanked))",
        r"\bexclu\w+\s+(?:of\s+)?(?:the\s+)?(?:press|public)\b",
        rf"\b{_OUTSIDERS}\b[^.]{{0,40}}\b(?:withdrew|retired|vacated|left\b{_WORDS_LEFT}|excluded|"
        r"not\s+(?:be\s+)?(?:admitted|present|(?:permitted|allowed)\s+to)|"
        rf"(?:asked|invited|requested|required|told)\s+to\s+(?:leave\b{_WORDS_LEFT}|withdraw))",
        rf"\bask\w*\s+(?:the\s+|members\s+of\s+the\s+|those\s+in\s+the\s+)*{_OUTSIDERS}\b[^.]{{0,20}}\b"
        rf"(?:leave\b{_WORDS_LEFT}|withdraw\b|go\b)",
        r"\b(?:gallery|room|chamber)\s+was\s+(?:cleared|vacated)\b|\bcleared\s+the\s+(?:public\s+)?gallery\b",
        r"\b(?:end|close)\s+of\s+(?:the\s+)?public\s+(?:session|part)\b|\bconcluded\s+the\s+public\s+part\b|"
        r"\bpublic\s+(?:part|session|section)\b[^.]{0,30}\b(?:ended|closed|concluded)\b|\bclosed\s+the\s+meeting\s+to\b",
        r"\bnot\s+(?:(?:a\s+)?meeting\s+|(?:be\s+)?(?:held|taken|considered|discussed)\s+)in\s+public\b(?!\s+care)",
        r"\b(?:webcast\w*|(?:live\W?)?stream\w*|broadcast\w*|recording)\s+(?:(?:was|were)\s+)?(?:then\s+)?(?:stopped|paused|"
        r"ended|ceased|suspended|terminated|(?:switched|turned)\s+off)\b",
        r"\b(?:go|went|going|gone|mov\w+)\s+into\s+private\b|\bin(?:to)?\s+camera\b",
        r"\b(?:continued|resumed|proceeded|reconvened|held|met|sat|considered|discussed|taken|resolved)\s+in\s+private\b|^\W*in\s+private\W*$",
        # What may be closed, private, confidential or restricted.
        rf"\b(?:confidential|restricted|private)\s+(?:{_LOOSE_PAPER})\b|\b{_SHUT}\s+(?:paragraph|section|part|text|matter)s?\s+"
        rf"(?:begin|start|end)s?\b|\b(?:begin|start|end)s?\s+(?:of\s+)?(?:the\s+)?{_SHUT}\b",
        rf"\b{_PART_TWO}\W+(?:{_SHUT}|members\s+only)\W*$|\b(?:go|goes|going|went|gone|mov\w+)\s+into\s+{_PART_TWO}",
        rf"^\W*(?:{_VERY}\s+)?(?:confidential|restricted|private)\W+(?:draft|until|not\s+before|version|v\d)",
        rf"\bclosed\s+to\s+(?:the\s+|members\s+of\s+the\s+)?{_OUTSIDERS}\b",
        rf"(?:\b(?:this|the)\s+{_PAPER}\s+|^\W*)contain\w*\s+(?:[\w’']+\s+){{0,2}}?(?:sensitive|personal|confidential)\s+(?:\w+\s+)?"
        r"(?:information|data|details?)\b",
        # An answer that says it after a “no”, and one of two ways that a label offers.
        rf"(?:^|[:?|–-])\s*(?:no?|yes|y)\s*[-–:;,.(/|]\s*(?:it\s+is\s+|this\s+is\s+)?(?:{_SHUT}|{_PART_TWO})",
        rf"\b(?:{_SHUT}|open|public)\b[^.:?|]{{0,40}}[:?|]\s*(?:{_VERY}\s+)?{_SHUT}\W*$",
        rf"\bbut\s+(?:it\s+is\s+)?(?:{_VERY}\s+)?(?:confidential|restricted|private)\W*$",
        rf"\b{_SHUT}\s+(?:sessions?|items?|part|meeting(?!\s+rooms?)|briefing|section)\b|"
        r"\b(?:confidential|restricted|exempt)\s+information\b",
        r"\b(?:is|are|was|were|remains?|be)\s+(?:strictly\s+|highly\s+)?(?:confidential|restricted\s+(?:to|from))\b|"
        r"\b(?:item|agenda)\b[^.]{0,15}\bis\s+private\b",
        r"\btreat\w*\s+(?:\w+\s+){0,4}as\s+(?:strictly\s+)?(?:private|confidential)\b|\bin\s+confidence\b(?=\W*$|\s*:)",
        r"\blegal(?:ly)?\s+(?:professional\s+)?privileged?\b|\bcommercially\s+(?:sensitive|confidential)\b",
        r"\bwithheld\s+from\s+(?!no\b)|\bnon\W?public\b",
    ),
    Reach.LABEL: (
        rf"\bconfidential\b|\bprivate\b|\bclosed\b|\brestricted\b|\bsecret\b|\bsensitive\b|\b{_PART_TWO}|"
        r"\bin\s+confidence\b|\bwithh[eo]ld\b|\b(?:pink|buff)\b|\bnot\s+public\b|\bonly\b",
    ),
}

# What turns a wording round: “not exempt”, “no confidential or exempt items”. A sign between the two parts them: in
# “Open to the public? No, exempt” the “no” is an answer. So is a “no” after a label, but for “Items: no exempt items”.
_NO_ANSWER = (
    rf"(?<![:?|–=-]\s)(?<![:?|–=-])\bno(?!\s+{_SHUT}\W*[:?|])|(?:\b(?:not|non|nor|never|neither|nothing|without)|n't)|"
    rf"\b(?-i:no)(?=\s+{_SHUT}\s+(?:or\s+{_SHUT}\s+)?(?:information|items?|matters?|business|material|content|appendi|reports?)\b)"
)
_DENIAL = re.compile(
    rf"(?:{_NO_ANSWER})\s+[\"'‘’“”]?(?:an?\s+|any\s+|wholly\s+|partly\s+|considered\s+|contain\w*\s+)*"
    rf"(?:{_SHUT}|part\s*(?:2|ii))\b(?!\W+(?:save|except|other\s+than|apart\s+from)\b)"
    rf"(?:(?:\s*,\s*|\s*/\s*|\s+(?:and|or|nor)\s+)(?:{_SHUT}|part\s*(?:2|ii))\b)*|"
    rf"\bno\s+(?:information|material|matters?|items?)\s+(?:which|that)\s+(?:is|are)\s+{_SHUT}(?:\s+(?:and|or)\s+{_SHUT})?\b"
    r"(?!\W+(?:save|except|other\s+than|apart\s+from)\b)",
    re.IGNORECASE,
)
# “Exempt: no”, unless more is said: “Exempt: none other than Appendix 2”, “Exempt: No X Yes ✓”.
_DENIED_BY_ANSWER = re.compile(
    r"\b(?:exempt|confidential)[\w/() ]*[:?]\s*(?:not\s+applicable|no|n/a|nil|none|-)(?=\W|$)"
    rf"(?![^.;]*(?:\b{_SHUT}\b|{_PART_TWO}|\b(?:yes|x|except|other\s+than|save|apart|only|but|longer|paragraphs?|appendi\w+|"
    r"annex\w*|of\s+(?:this|it|the)|shared?|disclos\w+|publi\w+)\b|[☑☒✓✔]))",
    re.IGNORECASE,
)
# A line, or in a table a cell, that says nothing else. “Closed” in a cell is the status of an action.
_ONLY_THIS = re.compile(
    rf"(?:(?:{_VERY}\s+)?(?:private(?:\s+and\s+confidential)?|confidential|restricted|sensitive|nfp)|{_PART_TWO}|"
    r"(?:confidential|exempt)\W*(?:yes|y))[\s:.!?*_–—-]*",
    re.IGNORECASE,
)
_ONLY_THIS_IN_TEXT = re.compile(
    rf"(?:(?:{_VERY}\s+)?(?:secret|closed)|withheld|public\W+no)[\s:.!?*_–—-]*", re.IGNORECASE
)
# A heading over what is exempt; and one that says nothing else, not even of what it is.
_HEADING = re.compile(
    rf"{_PART_TWO}(?:\W*(?:{_OF_THE_AGENDA}|{_SHUT}\b).{{0,80}})?|"
    r"(?:exempt|confidential)\s+(?:items?|business|session|minutes?|information|appendix|part)\b.{0,60}|"
    r"(?:closed|private)\s+(?:items?\W*[-–—:].{0,60}|(?:business|session|minutes?|appendix|part)(?:\W+[-–—:].{0,60})?)|"
    rf"(?:appendi\w+|annexe?)\b.{{0,60}}\b(?:exempt|confidential|restricted|private)\b\W*|{_SHUT}\W+(?:appendi\w+|annexe?)\b.{{0,60}}|"
    r".{1,80}\(\s*p(?:ar)?t\W{0,2}(?:2|ii|two)\s*\)|(?:business|items?|matters?)\b.{0,40}\bin\s+private|"
    r"not\W+for\W+publication\b.{0,200}|.{0,60}\bwith\s+(?:the\s+)?(?:press|public)\b.{0,30}\bexcluded",
    re.IGNORECASE,
)
_HEADING_ALONE = re.compile(
    rf"(?:{_SHUT}|{_PART_TWO}|items?|business|sessions?|minutes|information|of|the|agenda|and|or|matters?|not|for|"
    r"publication|to|be|considered|with|press|public|excluded|by|virtue|paragraphs?|\d+|schedule|12a|local|government|act|"
    r"in|\W)+",
    re.IGNORECASE,
)
# What closes a line that stands alone and is no sentence: “Keep confidential”, “Rapid review: confidential to members”.
_ALONE = re.compile(
    r"\b(?:confidential|restricted|embargo\w*|unpublished)\b(?!\s+(?:budgets?|growth|help\s?lines?|advice|reporting|support|"
    r"services?|counsel\w*|advocacy|phone|lines?|duties|covenants?|space|setting|place|conversations?|interviews?|waste|records?|"
    r"surveys?|feedback|information|data)\b|\s*/)|[\[(]\s*(?:private|closed|secret)\s*[\])]",
    re.IGNORECASE,
)
_MOST_WORDS_ALONE = 8
# What a marking says shorter than a paper does.
_MARKING = re.compile(
    r"\b(?:part|pt)\s*(?:2|ii)\b|\bnfp\b|\b(?:pink|buff)\b|\bnot\s+for\b|\bmembers?\s+only\b|\bembargo\w*|"
    r"\b(?:private|confidential|restricted|sensitive|secret|privileged|unredacted)\b(?!\s+(?:fostering|and\s+voluntary|hire|"
    r"sector|rented|law|homes?|providers?|schools?|nurser|cases?|covenants?|growth|questions?|shoppers?|help\s?lines?|advice|"
    r"reporting|support|services?|counsel|phone|lines?|duties|budgets?|meeting\s+rooms?|life|lives|lessons?))",
    re.IGNORECASE,
)
# The same in capitals, wherever it stands.
_IN_CAPITALS = re.compile(r"\b(?:CONFIDENTIAL|RESTRICTED|EXEMPT|SENSITIVE|NFP|UNREDACTED)\b")
# That can be what became of an action, too.
_CLOSED_IN_CAPITALS = re.compile(r"\bCLOSED\b")
_CLOSED_IS_OVER = re.compile(
    r"\b(?:actions?|recommendations?|risks?|issues?|cases?|complaints?|status|progress|completed?|rag|on\s+\d)\b",
    re.IGNORECASE,
)

# The words that close a paper, broken by a hyphen or a space: “confi- dential”, “publi-cation”, “PRI VATE”.
_BREAKABLE = ("publication", "published", "confidential", "exempt", "exemption", "restricted", "private", "disclosure")
_BROKEN = re.compile(rf"\b(?:{'|'.join('[- ]{0,2}'.join(word) for word in _BREAKABLE)})\b", re.IGNORECASE)
# Ticks and boxes of Word’s symbol fonts, which are saved as characters for private use.
_TICKS = str.maketrans(
    dict.fromkeys("\uf0fe\uf052\uf053", "☑") | dict.fromkeys("\uf0fd\uf054", "☒") | dict.fromkeys("\uf0fc\uf050", "✓")
    | dict.fromkeys("\uf0a8\uf06f\uf0a3\uf02a", "☐")
)  # fmt: skip
# A word with a space between its letters: “E X E M P T”.
_SPACED = re.compile(r"\b[A-Za-z](?:[ .-][A-Za-z]){2,}\b")
# Letters of other alphabets that look like ours.
_LIKE_LATIN = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕКМНОРСТХаеорсху", "ABEZHIKMNOPTYXABEKMHOPCTXaeopcxy")


def _pattern(reach: Reach) -> re.Pattern:
    return re.compile("|".join(words for each in Reach if each >= reach for words in _WORDINGS[each]), re.IGNORECASE)


_PATTERNS = {reach: _pattern(reach) for reach in Reach}


def compared(text: str) -> str:
    """Words as they are compared, without denials: in ordinary letters, without spaces within a word or hyphens between
    words, “&” as “and”, and “12(A)” as “12A”.
    """
    latin = unicodedata.normalize("NFKC", text).translate(_LIKE_LATIN).translate(_TICKS)
    words = plain(
        _SPACED.sub(lambda spaced: re.sub("[ .-]", "", spaced[0]), re.sub(r"(?<=\b\w)  (?=\w\b)", " ", latin))
    )
    words = _BROKEN.sub(lambda broken: re.sub("[- ]", "", broken[0]), words)
    words = re.sub(r"\s*&\s*", " and ", words)
    words = re.sub(r"(?<=\d)\s*\(\s*([A-Za-z])\s*\)", r"\1", words)
    words = re.sub(r"(?<=[A-Za-z])[-‐‑_](?=[A-Za-z])", " ", words)
    words = _DENIAL.sub(" ", words)
    while (said := _DENIED_BY_ANSWER.sub(" ", words)) != words:
        words = said
    return words


def reaches(words: str, reach: Reach) -> bool:
    """Whether there is a wording in these words (`compared`) that goes as far as this."""
    return bool(_PATTERNS[reach].search(words))


def without(words: str, reach: Reach) -> str:
    """Words without the wordings that go as far as this."""
    return _PATTERNS[reach].sub(" ", words)


def says_only_this(words: str) -> bool:
    """Whether these words (`compared`) are one of those that close, and nothing else."""
    return bool(_ONLY_THIS.fullmatch(words.strip()))


def may_mark(text: str) -> bool:
    """Whether a short line beside the text, or the name of a file, may be a marking: it holds a word that closes."""
    return bool(_MARKING.search(compared(text)))


def may_close(text: str, kind: PassageKind = PassageKind.PARAGRAPH) -> bool:
    """Whether a text of this kind of passage may mean that the paper, or a part of it, is exempt."""
    words = compared(text)
    if reaches(words, Reach.ASKS) or says_only_this(words):
        return True
    if kind != PassageKind.CELL and (_ONLY_THIS_IN_TEXT.fullmatch(words.strip()) or _marks_alone(words)):
        return True
    return in_capitals(words) and not text.isupper()


def _marks_alone(words):
    is_sentence = re.search(r"(?<!\d)[.!?](?:\s|$)", words)
    return len(words.split()) <= _MOST_WORDS_ALONE and not is_sentence and _ALONE.search(words)


def in_capitals(text: str) -> bool:
    """Whether one of the words that close a paper stands in these words in capitals."""
    if _CLOSED_IN_CAPITALS.search(text) and not _CLOSED_IS_OVER.search(text):
        return True
    return bool(_IN_CAPITALS.search(text))


def heads_a_part(text: str) -> bool:
    """Whether a line that stands alone is a heading over what is exempt: “Part 2 of the agenda”, “Exempt items”."""
    words = compared(text).strip(" :*")
    return bool(_HEADING.fullmatch(words)) and "exclusion" not in words.lower()


def names_nothing(text: str) -> bool:
    """Whether such a heading says only that, and nothing of what stands under it."""
    return bool(_HEADING_ALONE.fullmatch(compared(text)))
