"""What was asked, promised and foretold, sentence by sentence.

A request is members asking for something to come; a question that was answered is none. A promise is an officer's, or
the paper's, of something that will come to the committee or its members. An intention is an event that the paper says
will happen, with a time or a meeting named; what a service “will ensure” is policy and none.
"""

import re
from dataclasses import dataclass, field

from inspections.loading.reading.passages import Passage
from inspections.loading.recognising.dates_named import dates_named, is_year
from inspections.loading.recognising.sentences import plain

_TITLE = r"(?:Cllrs?\.?|Councillors?|Mr|Mrs|Ms|Miss|Dr)\s+(?:[A-Z][\w'-]*\.?\s+){0,3}[A-Z][\w'-]+(?:\s+\([^)]{2,60}\))?"
_COMMITTEE = (
    r"(?:[A-Z][\w'&-]*,?\s+|and\s+|of\s+|for\s+){0,9}(?:[Cc]ommittee|Sub-[Cc]ommittee|[Pp]anel|"
    r"[Bb]oard|Commission|Forum|Cabinet|Task Group|Scrutiny)"
)
_ASKERS = (
    rf"(?P<by>(?:[Tt]he\s+)?{_COMMITTEE}(?:\s+[Mm]embers?)?|(?:[Tt]he\s+)?(?:Vice[ -])?Chair(?:man|person|"
    rf"woman|ed)?(?:\s+of\s+the\s+{_COMMITTEE})?|"
    rf"(?:[Aa]\s+|[Tt]he\s+|[Ss]ome\s+|[Ss]everal\s+|[Oo]ther\s+|[Oo]ne\s+|[Aa]ll\s+)?(?:[Cc]ommittee\s+|"
    rf"[Bb]oard\s+|[Pp]anel\s+|[Cc]o-opted\s+|lead\s+)?(?:[Mm]embers?|[Cc]ouncillors?|"
    rf"co-optees?)(?:\s+of\s+the\s+(?:committee|panel|Committee|Panel))?|"
    rf"(?:[Tt]he\s+)?(?:Deputy\s+|Lord\s+)?(?:Leader|Mayor)(?:\s+of\s+the\s+(?:Council|Opposition))?|"
    rf"{_TITLE}|[Ii]t\s+was|[Tt]hey|[Ss]he|[Hh]e)"
)
_ADVERBS = r"(?:then\s+|also\s+|therefore\s+|further\s+|formally\s+|additionally\s+|has\s+|have\s+|had\s+)*"
_ASK = re.compile(
    r"\b(?P<verb>requested|asked|would\s+(?:also\s+)?(?:like|welcome|appreciate)|wished|wanted|sought|"
    r"expressed\s+(?:a|the)\s+(?:wish|desire)|called\s+for|(?:was|were)\s+keen)\b\s*"
)
# “A paper about the scheme was requested, to come in the autumn”: what is asked for comes first.
_WAS_REQUESTED = re.compile(
    r"^(?P<what>(?:An?|The|More|Further|Additional|Some)\s[^.;:]{3,200}?)\s+(?:was|were|had\s+been)\s+(?:also\s+|formally\s+)?"
    r"(?:requested|asked\s+for|sought)\b(?!\s+(?:to|that)\b)"
)
# “Members suggested that the plan be shared”, “proposed it would be useful to visit”, “suggested they could be added”.
_SUGGESTED = re.compile(
    rf"(?:^|[.;]\s+|\b(?:and|but)\s+){_ASKERS}\b[^.;]{{0,40}}?\b(?:suggested|proposed)\s+(?:that\s+)?(?P<what>(?!the\s+following)[^.;]{{2,90}}?"
    r"\b(?:should|could|be|(?:would|might)\s+be\s+(?:useful|helpful|beneficial|good|worthwhile)\s+to)\s+\w+.*)",
    re.DOTALL,
)
# Who asks: right before the verb; or, where “and” joins the verb to an earlier one, who the sentence begins with.
_WHO_ASKS = re.compile(
    rf"(?:^|[,;:–-]\s+|\b(?:and|but|however|therefore|while)\s+){_ASKERS}\s+(?:{_ADVERBS}|and\s+\w+\s+)*$"
)
_GOES_ON = re.compile(rf"(?:\b(?:and|but|then)|,)\s+{_ADVERBS}$")
_BEGINS = re.compile(rf"{_ASKERS}\s")
# “A request was made by the Head for the report to show …”.
_REQUEST_MADE = re.compile(
    r"\brequests?\s+(?:was|were)\s+(?:also\s+)?made\s+(?:(?:by|from)\s+(?P<by>(?:the\s+)?[\w'&, -]{2,80}?)\s+)?"
    r"(?P<what>(?:that|for|to)\b.*)",
    re.IGNORECASE | re.DOTALL,
)
_THING = (
    r"(?:information|data|figures?|reports?|updates?|briefings?|notes?|breakdowns?|lists?|cop(?:y|ies)|"
    r"details?|analysis|papers?|statistics|summary|timeline|presentation|"
    r"paper|numbers|evidence|plan|timetable|schedule|visits?|training|session|response|trend\w*|comparators?|"
    r"dashboard|map|glossary|links?)"
)
_COMES = (
    r"(?:circulat|provid|shar|brought|bring|present|includ|add|suppl|sen[dt]|submit|report|return|schedul|"
    r"arrang|given|giv|attach|publish|set out|prepar|place|distribut|forward|come|came|receiv|produc|issu|"
    r"invit|convene|hold|held|consider|amend|updat|review)"
)
_REQUEST_WHAT = re.compile(
    # asked that …; requested that …; it was requested that
    r"(?:that\s+(?!(?:was|is)\b)"
    # asked officers to provide / the Director to bring back
    rf"|(?:(?:the\s+)?[\w'’&, -]{{2,80}}?\s+)?to\s+(?:be\s+)?(?:also\s+)?"
    rf"(?:{_COMES}\w*|make\s+arrangements|look\s+into|investigate|follow\s+up|write\s+to)"
    rf"|sight\s+of\b|to\s+(?:see|have|receive|hear\s+back|be\s+(?:kept|updated|provided|sent|given|informed))"
    # asked for a further report
    rf"|(?:for\s+)?(?:an?|the|some|more|further|additional|regular|future|copies\s+of|any|all|this|these|such|"
    rf"written|that)\s+(?:[\w'’/-]+\s+){{0,6}}?{_THING}\b"
    rf"|for\s+(?:[\w'’/-]+\s+){{0,5}}(?:information|data|figures|reports|updates|briefings|breakdowns|details|analysis|"
    rf"statistics|evidence|copies|numbers|comparators|trends)\b"
    rf"|(?:for\s+)?{_THING}\s+(?:on|about|of|to|showing|regarding|relating|from|for|be|in|by|around)\b"
    r")",
    re.IGNORECASE,
)
_POLITE = re.compile(
    rf"(?:if|whether)\b[^.?]{{0,160}}\b(?:could|can|might|would)\s+(?:\w+\s+)?(?:be\s+)?(?:have|receive|see|"
    rf"get|{_COMES})\w*",
    re.IGNORECASE,
)
_TO_BE = re.compile(
    rf"\bbe\s+(?:kept|updated|informed)\b|\bto\s+be\s+{_COMES}|\bbe\s+(?:\w+\s+)?{_COMES}|\b(?:next|future|later|coming|\w+)\s+meeting\b|"
    rf"\bafter\s+the\s+meeting\b|\bin\s+writing\b|\bcirculat",
    re.IGNORECASE,
)
# What the softer verbs must be followed by to ask for something to come.
_NEEDS = {
    "want": re.compile(
        rf"^(?:to\s+(?:see|receive|have)\b|(?:an?|more|further|regular)\s+(?:\w+\s+){{0,3}}{_THING}\b)", re.IGNORECASE
    ),
    "was keen": re.compile(r"^to\s+(?:see|receive|have)\b"),
    "were keen": re.compile(r"^to\s+(?:see|receive|have)\b"),
    "wish": re.compile(r"^to\s+(?:see|receive|have)\b"),
    "would": re.compile(
        rf"^(?:to\s+(?:see|receive|have|be)|(?:an?|the|more|further|regular)\s+(?:\w+\s+){{0,5}}{_THING})\b",
        re.IGNORECASE,
    ),
    "sought": re.compile(rf"^(?:an?|further|more|additional)\s+(?:\w+\s+){{0,4}}{_THING}"),
    "called": _TO_BE,
    "expressed": _TO_BE,
}
_ONLY_A_QUESTION = re.compile(
    r"^(?:for\s+)?(?:an?\s+|some\s+|further\s+|more\s+|the\s+)*(?:clarification|clarity|assurance|reassurance|"
    r"confirmation|explanation|views?|opinion|comments?|examples?|permission|questions?|reasons?|thoughts?)\b|"
    r"^(?:about|how|what|why|when|where|who|which|questions?|a\s+(?:number\s+of\s+|series\s+of\s+)?questions?|of\b)\b",
    re.IGNORECASE,
)
_TO_ANSWER = re.compile(
    r"^(?:[\w'’&,() -]{2,100}?\s+)?to\s+(?:explain|clarify|confirm|comment|outline|describe|expand|elaborate|"
    r"say|speak|respond|answer|introduce|leave|note|consider whether|ensure|consider)\b",
    re.IGNORECASE,
)
_ANSWERED = re.compile(
    r"\b(?:replied|responded|answered|explained|advised|confirmed|stated|said|clarified|"
    r"in\s+(?:response|reply|answer)|was\s+(?:told|advised|informed)|noted\s+that|outlined|assured)\b",
    re.IGNORECASE,
)

_OFFICER = (
    r"(?:[Oo]fficers?|[Tt]he\s+(?:[A-Z][\w'&/,-]*\s+|and\s+|of\s+|for\s+|the\s+|interim\s+|acting\s+|"
    r"new\s+)*(?:Director|Head|Officer|Manager|Lead|Member|Holder|Executive|Worker|Chief|Principal|"
    r"Commissioner|Team|Service|Department|Directorate|Solicitor|Clerk|Adviser|Advisor|Leader|Superintendent|"
    r"Partner|Secretary)"
    r"(?:(?:\s+(?:of|for)\s+(?:the\s+)?|\s*;\s+)[\w'’&, -]{2,80}?)?|"
    r"the\s+(?:service|department|council|team|directorate|"
    r"authority|officers?|director)|[Tt]he\s+(?:service|department|team|directorate|officers?|director|clerk|"
    r"DCS|scrutiny officer)|"
    r"(?:Mr|Mrs|Ms|Miss|Dr|Cllr|Councillor)\.?\s+[A-Z][\w'-]+(?:\s+[A-Z][\w'-]+)?|"
    r"[A-Z][\w'-]+\s+[A-Z][\w'-]+(?:\s*\([^)]{2,100}\))?|Democratic\s+Services|[Hh]e|[Ss]he|[Tt]hey|[Ww]e|I)"
)
_GIVE = (
    r"(?:circulate|provide|share|send|report\s+back|bring|come\s+back|return|supply|present|include|write|"
    r"follow\s+(?:this|it|that)?\s*up|feed\s*back|email|e-mail|prepare|arrange|"
    r"forward|distribute|submit|check|look\s+into|take\s+(?:this|it|that)\s+(?:away|back)|get\s+back|respond|"
    r"make\s+available|produce|update|revert|confirm|set\s+out|add|report|organise|investigate|raise|obtain|"
    r"find\s+out|speak|clarify|liaise|invite|establish)"
)
# Who undertakes something: right before the verb, or who the sentence begins with (“… replied and promised to …”).
_UNDERTOOK = re.compile(
    rf"(?:(?:^|[,;:–-]\s+|\b(?:and|but|that|however,?)\s+)(?P<by>{_OFFICER})\s+(?:also\s+|then\s+|therefore\s+)?|"
    rf"^(?P<first>{_OFFICER})\b.{{0,260}}?\b(?:and|but)\s+(?:also\s+)?)"
    r"(?:(?P<firm>undertook|promised|committed|pledged|gave\s+(?:an?\s+)?(?:undertaking|commitment|assurance))|agreed|"
    r"offered|(?:has|have|had)\s+agreed|(?:was|were)\s+happy)\s+"
    r"(?:to|that\s+(?:he|she|they|officers|this|it|the\s+\w+)\s+would)\s+(?:also\s+)?(?P<what>.+)",
    re.DOTALL,
)
_GIVES = re.compile(rf"(?:be\s+)?{_GIVE}\b|bring\w*\b")
# “The Head of Service explained the figures and would send Members a note”.
_AND_WOULD = re.compile(
    rf"^(?P<by>{_OFFICER})\s+(?:then\s+|also\s+)?(?:said|explained|advised|reported|replied|responded|confirmed|stated|"
    rf"agreed|noted|clarified|answered)\b.{{0,260}}?\b(?:and|but)\s+(?:that\s+)?(?:(?:he|she|they)\s+)?(?:also\s+)?(?:would|will)\s+"
    rf"(?P<what>{_GIVE}\b.*)",
    re.DOTALL,
)
# Outside minutes: “We will bring our action plan to the Panel on 12 September”.
_WE_WILL = re.compile(
    r"\b(?P<by>We|Officers|The\s+(?:service|department|directorate|Director(?:\s+of\s+[\w' ]{3,40}?)?))\s+will\s+"
    r"(?:also\s+|then\s+)?(?:bring|report|present|provide|submit|return|give|share)\b[^.;]{0,160}?\b(?:to|with|for)\s+(?:the|this|all|its)?\s*"
    r"(?:next\s+)?(?:\w+\s+){0,4}?(?:committee|panel|members|commission|board|councillors)\b",
    re.IGNORECASE,
)
# “Officers confirmed that they would get a response from the service and give it to Members”.
_SAID_WOULD = re.compile(
    rf"^(?P<by>{_OFFICER})\s+(?:then\s+|also\s+)?(?:said|explained|advised|reported|replied|responded|confirmed|stated|"
    r"assured\s+\w+)\s+(?:that\s+)?(?:he|she|they)\s+(?:would|will)\s+(?P<what>.+)",
    re.DOTALL,
)
_SAID_THAT = re.compile(
    r"\s+(?:said|explained|advised|replied|responded|confirmed|stated)(?:\s+that)?\s+(?:he|she|they)$"
)
_SPEAKER = re.compile(
    rf"^(?P<by>{_OFFICER})\s+(?:then\s+|also\s+)?(?:said|explained|advised|reported|replied|responded|confirmed|stated|"
    r"noted|clarified|answered|presented|introduced)\b"
)
_TO_MEMBERS = re.compile(
    r"^(?:\w+\s+){1,2}(?:(?:all|the)\s+)?(?:members|committee|panel|board|commission|councillors?)\b", re.IGNORECASE
)
_AUDIENCE = (
    r"(?:\b(?:to|with|for)\s+(?:(?:all|the|other|every|committee|panel|board|co-opted)\s+){0,3}(?:members|"
    r"(?:sub-?)?committee|panel|board|councillors?|chair(?:man|person)?|commission|cabinet|scrutiny)\b|"
    r"\b(?:members|the\s+committee|the\s+panel|councillors|the\s+board|the\s+commission)\s+(?:with|would|"
    r"will)\b|"
    r"\b(?:future|next|later|subsequent|forthcoming|following|special|coming|"
    r"scheduled)\s+(?:\w+\s+){0,3}(?:meeting|committee|panel)\b|\b(?:January|February|March|April|May|June|"
    r"July|September|October|November|December)\s+(?:\d{4}\s+)?(?:meeting|committee|panel)\b|\bmeeting\s+(?:in|"
    r"of)\b|\b(?:in|a|through|by)\s+(?:writ(?:ing|ten)|e-?mail)\b|\bwritten\s+(?:response|answer|reply|"
    r"briefing)|"
    r"\b(?:after|outside(?:\s+of)?|following)\s+the\s+meeting\b|\bback\s+to\b|\bbriefing\s+(?:note|paper)\b|"
    r"\bto\s+(?:this\s+committee|scrutiny|[A-Z]\w+\s+Committee))"
)
_WOULD = re.compile(
    rf"(?:^|[,;:–-]\s+|\b(?:and|but|that|as)\s+)(?P<by>{_OFFICER})\s+(?:would|will)\s+(?:also\s+|then\s+|"
    rf"be\s+able\s+to\s+|be\s+happy\s+to\s+|look\s+to\s+)?(?P<what>{_GIVE}\b.*)",
    re.DOTALL,
)
_WOULD_BE = re.compile(
    r"(?P<thing>\b[\w'’\"”)%]+)\s+(?:would|will|could\s+and\s+would|is\s+to|are\s+to)\s+(?:also\s+|then\s+|"
    r"therefore\s+|now\s+)?be\s+(?:\w+ly\s+)?(?P<what>(?:circulated|provided|shared|sent|reported\s+back|"
    r"reported|brought|supplied|presented|included|emailed|e-mailed|forwarded|distributed|submitted|"
    r"made\s+available|added|given|fed\s+back|prepared)\b.*)",
    re.DOTALL,
)
_RECEIVES = re.compile(
    rf"\b(?P<to>(?:[Tt]he\s+|this\s+)?(?:{_COMMITTEE}|[Mm]embers|[Cc]ouncillors))\s+(?:will|"
    rf"would)\s+(?:also\s+|then\s+|next\s+)?(?:receive|be\s+(?:provided\s+with|sent|given|updated|"
    rf"presented\s+with|consulted|briefed)|get)\b(?P<what>.*)",
    re.DOTALL,
)
_COME = re.compile(
    r"\b(?:report|paper|update|briefing|note|item|plan|strategy|review|information|analysis|results?|findings|"
    r"data|presentation|this|it|they|that)\s+(?:would|will)\s+(?:also\s+)?(?:come|return|be\s+coming|"
    r"go)\s+(?:back\s+)?(?:to|before)\b(?P<what>.*)",
    re.DOTALL | re.IGNORECASE,
)
# Strong enough without saying to whom.
_ALWAYS = re.compile(
    r"(?:circulate|circulated|report(?:ed)?\s+back|come\s+back|feed\s*back|fed\s+back|get\s+back|revert)\b",
    re.IGNORECASE,
)
_NOT_A_PROMISE = re.compile(
    r"\b(?:if|unless|could|hoped|hope|might|may|asked|requested|whether|suggested|proposed|queried|"
    r"moved)\b(?=[^.]*\b(?:would|will|could)\b)|\?\s*$|\bto (?:children|young people|families|parents|schools|"
    r"residents|carers|foster)",
    re.IGNORECASE,
)
_ACTION = re.compile(
    r"^\s*(?:\d{1,2}[.)]\s*)?(?:AGREED\s+)?(?:ACTIONS?|Actions?)(?:\s+(?:[Pp]oints?|POINTS?|[Rr]equired|"
    r"REQUIRED|[Ff]or|FOR|by|BY|No\.?))?\s*(?:\(?[A-Z]?\d{1,3}\)?)?\s*(?:[:–—-]|\()\s*(?P<what>.+)$",
    re.DOTALL,
)
_INITIALS = r"[A-Z]{2,4}(?:\s*(?:/|&|,|and)\s*[A-Z]{2,4}){0,4}"
_OWNER_AT_END = re.compile(
    rf"[\s–-]*[(\[]\s*(?:Action\s*(?:by)?:?\s*|Lead:?\s*|Owner:?\s*|by\s+)?(?P<who>{_INITIALS}|"
    rf"[A-Z][\w'’&/ ,.-]{{2,90}})\s*[)\]]\s*\.?\s*$|\s+[–—-]\s+(?P<dash>{_INITIALS})\s*\.?$|"
    rf"\s*\bAction:?\s*(?P<tail>{_INITIALS}|[A-Z][\w'’&/ -]{{2,60}})\s*\.?$"
)
_INLINE_ACTION = re.compile(
    rf"[\s(\[]*(?:ACTION|Action)(?:\s+by)?\s*[:–-]\s*(?P<who>{_INITIALS}|[A-Z][\w'’&/ -]{{2,60}}?)\s*[)\]]?\.?\s*$"
)
# “… about spectacles (Designated Nurse to provide a short note)”: who is to do what, in brackets.
_TO_DO_IN_BRACKETS = re.compile(
    rf"\((?P<who>(?:the\s+)?[A-Z][\w'’&/, -]{{1,60}}?)\s+to\s+(?P<do>{_GIVE}\b[^()]{{3,200}})\)\s*\.?$"
)
_ONLY_AN_OWNER = re.compile(
    rf"(?:{_INITIALS}|(?:the\s+)?(?:[A-Z][\w'’&/-]*|and|of|for|the|/|&|,)(?:\s+(?:[A-Z][\w'’&/-]*,?|and|of|for|"
    rf"the|/|&)){{0,9}})\.?"
)
_TO_DO = re.compile(
    r"^(?P<who>(?:the\s+)?[A-Z][\w'’&/(), -]{1,80}?)(?:\s+(?:to|will|would|is\s+to|are\s+to)\s+|"
    r"\s*:\s*)(?P<do>[a-z].+)$",
    re.DOTALL,
)

_ROLE = (
    r"[Oo]fficers|[Tt]he\s+(?:[A-Z][\w'&/-]*\s+|and\s+|of\s+|for\s+|[Ii]nterim\s+|[Aa]cting\s+)*(?:Director|Head|Officer|Manager|Lead|"
    r"Executive|Commissioner|Solicitor|Clerk|Adviser|Superintendent)(?:\s+(?:of|for)\s+[\w'&, -]{2,60}?)?"
)
_WOULD_DO = re.compile(
    rf"(?:(?:Each|Every|In|By|At|Before|After|From)\s[^,.]{{2,40}}?,?\s+)?(?:(?P<by>{_ROLE})\s+would\s+(?:also\s+|then\s+)?"
    r"(?P<what>[a-z]+\s.{8,})|(?!He\b|She\b|They\b|There\b|Members?\b|Children\b)[A-Z][\w'&/,-]*\s(?:[\w'&/,-]+\s){0,14}?"
    r"would\s+(?:also\s+|then\s+|therefore\s+|continue\s+to\s+)?(?:need\s+to\s+)?be\s+(?:\w+ly\s+)?"
    r"(?P<done>(?!(?:need|requir|expect|see|felt|help|affect|bas|concern|interest|pleas|welcom|involv|relat|limit|need|allow|reduc|improv|"
    r"impact|placed|known)\w*\b)(?:\w{2,}ed|made|written|set|put|drawn|taken|held|brought|sent|given|undertaken|shown|built|sought)\b.*))",
    re.DOTALL,
)
_NO_DEED = re.compile(
    r"(?:show|demonstrate|become|lead\s+to|be(?!\s+(?:bring|send|provid|present|report)\w*ing)|have|like|need|welcome|expect|continue|depend|remain|want|"
    r"hope|see|benefit|require|help|mean|make\s+sense|know|think|feel|include|result|cost|take\s+(?:time|\w+\s+(?:weeks|months|years))|"
    r"vary|apply|prefer|allow|enable|support|ensure|only|not|still|always|normally|usually|generally|often)\b"
)
_EVENT = re.compile(
    r"\b(?P<modal>will|would|shall|is\s+to|are\s+to|was\s+to|were\s+to|is\s+(?:scheduled|planned|due|expected|"
    r"intended|set)|are\s+(?:scheduled|planned|due|expected|intended|set)|was\s+(?:scheduled|planned|due)|"
    r"were\s+(?:scheduled|planned|due))\s+"
    r"(?:also\s+|then\s+|now\s+|next\s+|again\s+|for\s+|need\s+to\s+|to\s+|formally\s+|therefore\s+|all\s+|again\s+)*"
    r"(?P<verb>(?:be\s+)?(?:\w+ly\s+)?(?:held|reviewed|looked\s+at|considered|discussed|launched|published|"
    r"completed|implemented|refreshed|submitted|scrutinised|evaluated|drafted|carried\s+out|undertaken|conducted|"
    r"convened|rolled\s+out|opened|inspected|commissioned|re-?inspected|presented|finalised|introduced|"
    r"signed\s+off|updated|in\s+place|established|adopted|complete|live|operational|fully\s+staffed)|"
    r"undertake|take\s+place|commence|begin|start|launch|publish|host|hold|meet|visit|inspect|"
    r"return|close|reopen|expire|go\s+live|"
    r"review|open|complete|convene|carry\s+out|conduct|run|finish|end|move\s+to|consider|come\s+into\s+force|"
    r"come\s+into\s+effect|transfer|conclude)\b"
)
_MEETING_NAMED = re.compile(
    r"\b(?:at|to|for|by|in)\s+(?:a|the|its|their|this|our)\s+(?:next|future|later|forthcoming|following|"
    r"subsequent|special|coming|[A-Z][a-z]+)\s+(?:\w+\s+){0,4}(?:meeting|committee|panel|board|session)\b",
    re.IGNORECASE,
)
_POLICY = re.compile(
    r"\bnext meeting\b[^.]{0,60}\b(?:will|would|is|be|take)\b[^.]{0,30}\b(?:held|place|on)\b|\b(?:if|unless|"
    r"could|might|hope[ds]?|likely|expected to (?:increase|rise|reduce|cost)|"
    r"asked|requested|whether|suggested|proposed|rather than|depend)\b|\bsubject to\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"][^”\"]{0,600}[”\"]")
_NOT_DUE = re.compile(r"\b(?:since|from|after|last|between|during the)\b", re.IGNORECASE)
_SOMETIME = re.compile(
    r"\b(?:at|to|for|by|in)\s+(?:a|the|its|their|this)\s+(?:next|future|later|forthcoming|following|"
    r"subsequent)\s+(?:\w+\s+){0,4}?(?:meeting|committee|panel)\b|\bafter\s+the\s+meeting\b|"
    r"\bin\s+due\s+course\b|"
    r"\bin\s+(?:\w+|\d+)\s+(?:weeks?|months?)(?:'|’)?(?:\s+time)?\b|\bwithin\s+(?:\w+|"
    r"\d+)\s+(?:working\s+)?(?:days|weeks|months)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Statement:
    """A request, a promise or an intention found: its words, where, who, and when it is due."""

    kind: str
    words: str
    passage: Passage
    by: str = ""
    to: str = ""
    owed_by: str = ""
    due: str = ""
    confidence: float = 0.8
    reason: str = ""
    also: list[int] = field(default_factory=list)
    exact: bool = False  # its date was given apart (a table's column), read as it stands
    met: str = ""  # the day of the meeting that it was said at, where a tracker of several meetings gives it


def request_in(sentence: str, following: str) -> Statement | None:
    """The request that a sentence of minutes makes, or None. `following` is the sentence after it."""
    text = plain(sentence)
    if len(text) > 1500:
        return None
    if made := _REQUEST_MADE.search(text):
        return _request(sentence, made["by"] or "", made["what"], 0.85, "A request was made.")
    if (asked := _WAS_REQUESTED.match(text)) and re.search(rf"\b{_THING}\b", asked["what"], re.IGNORECASE):
        return _request(sentence, "", asked["what"], 0.8, "It was requested.")
    moved = re.search(r"\b(?:seconded|moved|proposed\s+(?:by|and))\b", text)
    if (asked := _SUGGESTED.search(text)) and not moved and not _ANSWERED.search(asked["what"]):
        return _request(
            sentence, asked["by"], asked["what"], 0.6, "Members suggested it: check whether it was asked for."
        )
    for verb in _ASK.finditer(text):
        before = text[: verb.start()]
        who = _WHO_ASKS.search(before) or (_GOES_ON.search(before) and _BEGINS.match(text))
        if who and (asked := _asked(sentence, who["by"].strip(), verb, text[verb.end() :].strip(), following)):
            return asked
    return None


def _asked(sentence: str, by: str, match: re.Match, what: str, following: str) -> Statement | None:
    """The request for `what`, or None where it is only a question, or one that was answered there and then."""
    verb = " ".join(match["verb"].split())
    if by.lower() == "it was" and verb not in ("requested", "asked"):
        return None
    if _POLITE.match(what):
        return _request(sentence, by, what, 0.75, "Members ask whether something can come to them.")
    if _ONLY_A_QUESTION.match(what) or _TO_ANSWER.match(what) or not _REQUEST_WHAT.match(what):
        return None
    if (needs := next((then for of, then in _NEEDS.items() if verb.startswith(of)), None)) and not needs.search(what):
        return None
    if what.lower().startswith("that"):
        if re.match(r"that\s+(?:it|this|there)\s+(?:was|were)\b", what):
            return None
        return _request(sentence, by, what, 0.85, "Members asked that it be done.")
    answered = _ANSWERED.search(what) or (_ANSWERED.search(following) and not _promised(following))
    named = re.match(
        r"(?:for\s+)?(?:an?|the|some|more|further|any|this|that)?\s*(?:\w+\s+){0,3}update", what, re.IGNORECASE
    )
    if answered and not _TO_BE.search(what) and (verb in ("asked", "sought") or named):
        return None
    return _request(
        sentence, by, what, 0.8 if verb == "requested" or _TO_BE.search(what) else 0.65, "Members asked for it."
    )


def _request(sentence: str, by: str, what: str, confidence: float, reason: str) -> Statement:
    to = ""
    if match := re.match(rf"(?P<to>(?:the\s+)?{_OFFICER})\s+to\b", what):
        to = match["to"]
    return Statement(
        "request",
        sentence,
        None,
        "" if by.lower() == "it was" else by,
        to,
        due=due_words(sentence),
        confidence=confidence,
        reason=reason,
    )


def _promised(sentence: str) -> bool:
    return promise_in(sentence) is not None


def promise_in(sentence: str, in_minutes: bool = True) -> Statement | None:
    """The promise that a sentence makes, or None. Outside minutes only what the committee will receive counts."""
    text = plain(sentence)
    if len(text) > 1500:
        return None
    if match := _RECEIVES.search(text):
        what = match["what"]
        if re.search(rf"\b{_THING}\b", what, re.IGNORECASE) and not _NOT_A_PROMISE.search(text):
            return Statement(
                "promise",
                sentence,
                None,
                "",
                match["to"].strip(),
                due=due_words(sentence),
                confidence=0.8,
                reason="The committee is told that it will receive this.",
            )
    if not in_minutes and (match := _WE_WILL.search(text)) and not _NOT_A_PROMISE.search(text):
        return _promise(sentence, match["by"].strip(), 0.7, "The paper says that it will come to the committee.")
    if not in_minutes:
        for pattern in (_WOULD_BE, _COME):
            match = pattern.search(text)
            if (
                match
                and re.search(r"\bwill\b", match.group())
                and _AUDIENCE_OF_COMMITTEE.search(match["what"])
                and not _NOT_A_PROMISE.search(text)
            ):
                return Statement(
                    "promise",
                    sentence,
                    None,
                    "",
                    "",
                    due=due_words(sentence),
                    confidence=0.7,
                    reason="The paper says that it will come to the committee.",
                )
        return None
    if (match := _UNDERTOOK.search(text)) and (match["firm"] or _GIVES.match(match["what"])):
        by = (match["by"] or match["first"]).strip()
        if not re.fullmatch(rf"(?:the\s+)?(?:{_COMMITTEE}|members?|councillors?|it|chair(?:man)?)", by, re.IGNORECASE):
            return _promise(sentence, by, 0.85, "An officer undertook it.")
    if _NOT_A_PROMISE.search(text):
        return None
    if match := _WOULD.search(text):
        by, what = match["by"].strip(), match["what"]
        if not re.fullmatch(rf"(?:the\s+)?(?:{_COMMITTEE}|members?|councillors?|ofsted)", by, re.IGNORECASE) and (
            _ALWAYS.match(what) or _AUDIENCE_RE.search(what)
        ):
            return _promise(sentence, by, 0.8, "An officer said that it would come.")
    if (match := _AND_WOULD.match(text) or _SAID_WOULD.match(text)) and (
        _ALWAYS.match(match["what"]) or _AUDIENCE_RE.search(match["what"]) or _TO_MEMBERS.match(match["what"])
    ):
        return _promise(sentence, match["by"].strip(), 0.75, "An officer said that it would come.")
    if match := _WOULD_BE.search(text):
        what = match["what"]
        if (
            re.match(r"circulated|reported\s+back|fed\s+back|emailed|e-mailed", what)
            or _AUDIENCE_RE.search(what)
            or (_AUDIENCE_RE.search(text[: match.start()]) and _SOMETIME.search(text))
        ):
            return _promise(sentence, "", 0.8, "The minutes say that it would come.")
    if match := _COME.search(text):
        return (
            _promise(sentence, "", 0.75, "The minutes say that it would come back.")
            if re.search(_AUDIENCE, text, re.IGNORECASE)
            else None
        )
    return None


_AUDIENCE_RE = re.compile(_AUDIENCE, re.IGNORECASE)
_AUDIENCE_OF_COMMITTEE = re.compile(
    r"\b(?:committee|panel|members|commission|scrutiny|cabinet|council)\b", re.IGNORECASE
)


def _promise(sentence: str, by: str, confidence: float, reason: str) -> Statement:
    if by.lower() in ("he", "she", "they") and (speaker := _SPEAKER.match(plain(sentence))):
        by = speaker["by"].strip()
    by = _SAID_THAT.sub("", by)  # “The Director of Finance said that she”
    return Statement(
        "promise",
        sentence,
        None,
        by,
        "",
        owed_by=by if by.lower() not in ("he", "she", "they", "we", "i") else "",
        due=due_words(sentence),
        confidence=confidence,
        reason=reason,
    )


def action_in(text: str) -> tuple[str, str] | None:
    """What an “Action:” line asks for, and who owes it; the first empty where it names only an owner."""
    match = _ACTION.match(text) if len(text) <= 1200 else None
    if not match:
        return None
    what = match["what"].strip().rstrip(")") if text[match.start("what") - 1] == "(" else match["what"].strip()
    if re.match(r"plan\b|plans\b|taken\b|log\b", what, re.IGNORECASE) or re.fullmatch(
        r"none\W*|n/a|no actions?.*", what, re.IGNORECASE
    ):
        return None
    if _ONLY_AN_OWNER.fullmatch(what) and len(what.split()) <= 10:
        return "", what.rstrip(".")
    if end := _OWNER_AT_END.search(what):
        return what[: end.start()].strip(" –-"), (end["who"] or end["dash"] or end["tail"]).strip()
    if do := _TO_DO.match(what):
        return what, do["who"].strip()
    return what, ""


def owner_at_end(sentence: str) -> str:
    """Who owes what a sentence tells, where it ends in “(Action: JS)” or “ACTION: Head of Service”; else empty."""
    match = _INLINE_ACTION.search(sentence) or _TO_DO_IN_BRACKETS.search(sentence)
    return match["who"].strip() if match else ""


def without_owner(sentence: str) -> str:
    """The sentence without the “(Action: JS)” at its end."""
    return _INLINE_ACTION.sub("", sentence).strip()


# “It was also noted that senior leaders would develop a plan”; “this would be a standing item”.
_TOLD_WOULD = re.compile(
    r"\b(?:noted|explained|advised|reported|stated|confirmed|added|said|informed|told)\s+(?:\w+\s+){0,2}?that\s+"
    r"(?!(?:children|families|members|inspectors|ofsted|it|there|if)\b)(?:[\w'&/,-]+\s){1,12}?would\s+(?:also\s+|then\s+|therefore\s+)?(?P<what>[a-z]+\s.{8,})|"
    r"\b(?P<item>(?:this|it|that)\s+would\s+be\s+an?\s+(?:standing|regular|future)\s+(?:agenda\s+)?item\b)",
    re.DOTALL | re.IGNORECASE,
)


def would_in(sentence: str) -> Statement | None:
    """What minutes say that an officer, or something, would do or have done; or None. No time need be named.

    “The Director would present a report to the Board each month”, “Minor changes would be made to the plan”. It may be
    a promise or only talk, so it is for an admin to judge.
    """
    text = plain(sentence)
    match = _WOULD_DO.match(text) or _TOLD_WOULD.search(text) if len(text) <= 700 else None
    if not match or _NOT_A_PROMISE.search(text) or _POLICY.search(text) or _NO_DEED.match(match["what"] or ""):
        return None
    by = match.groupdict().get("by") or ""
    if by and re.fullmatch(rf"(?:the\s+)?(?:{_COMMITTEE}|ofsted|inspectors|members?|councillors?)", by, re.IGNORECASE):
        return None
    reason = "The minutes say that it would be done: check whether it is a promise."
    return Statement(
        "intention", sentence, None, by, owed_by=by, due=due_words(sentence), confidence=0.55, reason=reason
    )


def intention_in(sentence: str) -> Statement | None:
    """The event that a sentence says will happen, with a time or a meeting that it names; or None."""
    text = plain(sentence)
    if len(text) > 700:
        return None
    bare = _QUOTED.sub("", text)
    event = _EVENT.search(bare)
    if (
        not event
        or _POLICY.search(bare[: event.end()])
        or re.search(r"\bnext meeting\b", bare[: event.start()], re.IGNORECASE)
    ):
        return None
    near = [
        named
        for named in dates_named(bare)
        if not is_year(named.words)
        and (not _NOT_DUE.match(named.phrase) or re.match(r"from\b", named.phrase, re.IGNORECASE))
    ]
    meeting = _MEETING_NAMED.search(bare)
    if not near and not meeting:
        return None
    if not meeting and not any(abs(named.start - event.end()) < 140 or named.start < event.start() for named in near):
        return None
    if re.search(r"begin|start|commence", event["verb"]) and re.search(
        r"\b(?:workers?|staff|officers?|managers?|post-?holders?|practitioners?|he|she|director|candidates?|"
        r"recruits?)\s*$",
        bare[: event.start()],
        re.IGNORECASE,
    ):
        return None  # a person starts in a post
    # “will be reviewed by March” under a plan's heading is an action; one sentence that names a doer and a day is kept.
    return Statement(
        "intention",
        sentence,
        None,
        due=due_words(sentence),
        confidence=0.65,
        reason="The paper names an event to come and its time.",
    )


def due_words(sentence: str) -> str:
    """The words of a sentence that say when something is due: the first date after it that is not of the past."""
    text = plain(sentence)
    dates = [named for named in dates_named(text) if not _NOT_DUE.match(named.phrase)]
    ends = [
        named
        for named in dates
        if not is_year(named.words) and re.match(r"by|in|on|at|before|to|until", named.phrase, re.IGNORECASE)
    ]
    if ends:
        return ends[0].phrase
    whole = [named for named in dates if not is_year(named.words)]
    if whole:
        return whole[0].phrase
    later = _SOMETIME.search(text)
    return later.group() if later else ""
