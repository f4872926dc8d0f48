"""What the columns of a plan's table hold, told from their headings."""

import re
from enum import StrEnum


class Column(StrEnum):
    """What a column of a plan's table holds."""

    REF = "ref"
    PRIORITY = "priority"
    FINDING = "finding"  # the issue, recommendation or area that the action answers
    ACTION = "action"
    DONE = "done"  # actions done so far
    PLANNED = "planned"  # actions planned next
    LEAD = "lead"
    PARTNERS = "partners"
    START = "start"
    DUE = "due"
    REVISED = "revised"  # the deadline that replaces another
    FINISHED = "finished"  # the day on which it was completed
    STATUS = "status"
    TICKED = "ticked"  # one of several columns, each a status, of which one is ticked
    MILESTONES = "milestones"  # dated steps on the way, beside the actions
    PROGRESS = "progress"
    MEASURE = "measure"
    NOTHING = "nothing"  # known, and of no use here: costs, risks, an earlier rating
    FOREIGN = "foreign"  # such as no plan has: the table is something else


# The first that fits the whole heading counts. Small letters, straight apostrophes; a tail in brackets is left off.
_HEADINGS: tuple[tuple[Column, tuple[str, ...]], ...] = (
    (Column.REF, (
        r"(?:action|item|line|unique|plan)? ?(?:ref|reference|no|number|num|id|code|#)s?\.?(?: (?:no|number|id))?\.?",
        r"s/n", r"№", r"item",
    )),
    (Column.PRIORITY, (
        r"(?:priority|objective|theme|workstream|rec(?:ommendation)?) ?(?:ref|reference|no|number|#)\.?",
    )),
    (Column.FOREIGN, (
        r"likelihood.*", r"inherent.*", r"residual.*", r"mitigat.*", r"risk (?:score|level|owner|description|id)",
        r"term", r"definition",
        r"(?:key )?(?:performance )?indicators?", r"kpi", r"baseline", r"q[1-4]\b.*",
        r"(?:date of )?meeting(?: date)?", r"minute.*",
        r"(?:report|agenda item|topic|item|subject)(?: title| name)?(?: for .*)?", r"decision.*", r"budget.*",
        r"forecast outturn",
        r"variance.*", r"(?:protected )?characteristic.*", r"report author", r"purpose of .*", r"attend\w+",
            r"(?:notes? of )?discussions?.*", r"apologies",
        r"(?:savings? )?proposals?", r"question", r"answer", r"abbreviation", r"acronym", r"meaning",
    )),
    (Column.NOTHING, (
        r"(?:previous|last|prior|original|impact|outcome|initial|overall impact) (?:b?rag|status|rating|score|date|"
        r"deadline).*",
        r"(?:b?rag|status|rating) (?:last|previous|prior|of impact|for impact).*", r".*\bcosts?\b.*",
        r"(?:financial )?resources?\b.*", r"funding.*",
        r"risks?\b.*", r"barriers.*", r"dependenc.*", r"(?:links?|linked) to .*", r"governance.*", r"approved by.*",
        r"direction of travel",
    )),
    (Column.DONE, (
        r"(?:what|which|where|how).*\b(?:done|achieved|delivered|completed|accomplished|did|"
        r"in place)\b(?! next)(?: (?:so far|to date|already|this|since|by|in|and)\b.*)?",
        r"(?:what )?(?:we )?did", r"what has (?:changed|happened|improved|been done).*",
        r"(?:key )?(?:actions?|activit\w+|work|steps) (?:already )?(?:taken|completed|done|delivered|undertaken|"
        r"achieved)\b.*",
        r"(?:key |our )?(?:achievements?|accomplishments?|successes)\b.*",
        r"completed (?:actions?|work|since|so far|to date|this)\b.*",
        r"(?:we have|we've) (?:done|achieved|delivered|completed|already)\b.*",
        r"(?:our )?(?:improvements?|progress) (?:made|delivered)\b.*",
        r"actions? since .*", r"(?:how far|where) (?:have )?we (?:have )?(?:got|come|come to)\b.*", r"done so far",
        r"work to date|work so far|done(?: so far| to date)",
        r"what (?:actions? )?(?:have|has) (?:we|been) (?:taken|put in place).*",
        r"what (?:action )?(?:we have|we've|have we) (?:taken|changed|put in place).*",
    )),
    (Column.PLANNED, (
        r"(?:key |proposed |our |planned |agreed |the )?next (?:steps?|actions?|phase)\b.*",
        r"what\b.*\b(?:next|planned|plan|still to do|left to do|outstanding)\b.*", r"what happens next.*",
        r"planned(?: next| now)?", r"(?:coming|still) (?:next|to come)", r"to come",
        r"(?:planned|future|further|remaining|outstanding|upcoming|forthcoming) (?:actions?|work|activit\w+|"
        r"improvements?|plans?|steps)\b.*",
        r"(?:actions?|work|activity|activities) (?:still |yet )?(?:to do|to be done|to be taken|to come|to complete|"
        r"planned|outstanding|remaining|going forward|for next|for the next|in the next|to be completed|"
        r"underway and planned)\b.*",
        r"(?:actions?|work|milestones) due (?:in|for|over|within|by|before|next)\b.*",
        r"(?:still )?to do", r"what (?:more|else|still)\b.*",
        r"where (?:do )?we (?:are )?(?:go|going|need to go|want to be)\b.*",
        r"plans? (?:for|through|to|until|going)\b.*",
        r"we (?:plan to|will next|still need to)\b.*",
        r"(?:actions?|priorities) for (?:the )?(?:next|coming|future)\b.*", r"what (?:still )?needs to happen next",
    )),
    (Column.FINISHED, (
        r"(?:date|day|when|month)(?: of)?(?: actual(?:ly)?)? (?:completed|achieved|closed|delivered|done|signed off|"
        r"finished)", r"(?:completed|closed|achieved|finished|delivered) (?:on|date)",
        r"actual(?: (?:completion|end|finish|delivery))?(?: date)?", r"date (?:of )?actual completion",
        r"completion date actual", r"date closed",
    )),
    (Column.REVISED, (
        r".*\b(?:revised|amended|new|forecast|expected|extended|reset)\b.*\b(?:date|deadline|timescale|timeline|"
        r"completion|target|due)\b.*",
        r".*\b(?:date|deadline|timescale) (?:revised|amended|extended)\b.*", r"forecast",
    )),
    (Column.START, (r".*\bstart(?:s|ing|ed)?(?: date| by| month| on)?", r"commence\w*(?: date)?",
    r"begin\w*(?: date)?", r"from", r"date (?:started|commenced)")),
    (Column.DUE, (
        r"(?:.*\b)?(?:deadlines?|due|time ?-?scales?|time ?-?frames?|time ?-?lines?|by when|end date|date due|"
        r"due date)\b.*", r"when\b.*", r".*\bby when\b.*", r"end",
        r"(?:.*\b)?(?:completion|complete|completed|finish|delivery|implementation|milestone|target|planned|"
        r"review) (?:date|by|month|quarter|end|completion)\b.*",
        r".*\bdate (?:for|of|to)\b.*\b(?:completion|delivery|complete|be)\b.*",
        r"(?:target|planned|expected) (?:for )?completion", r"finish", r"to be completed(?: by)?", r"target time.*",
        r"date", r"dates", r"by", r"completion", r"target", r"expected",
    )),
    (Column.MEASURE, (
        r".*\bhow (?:will|do|would|can|we will|we'll) ?(?:we|you|it|this|success|progress)?\b.*\b(?:know|measure|"
        r"measured|tell|evidenced|monitored|judge|see)\b.*",
        r".*\b(?:success|outcomes?|kpis?|benefits?|measures?|deliverables?|outputs?|intended|desired|assurance)\b.*",
        r".*\b(?:what|the) (?:good|success|difference|impact|will be different)\b.*",
        r"(?:.*\b)?(?:impact|difference)\b.*", r"what will (?:be|success|change|it look|children|families)\b.*",
        r".*\bevidence (?:of (?:impact|success|completion)|required|base|needed|that)\b.*",
        r"performance.*", r"aims?", r".*\bwe will know\b.*", r"results?", r"target outcome.*", r"quality assurance",
    )),
    (Column.PARTNERS, (r"who (?:else )?(?:will|can|could|does|is going to) (?:help|support|be involved).*",
    r"who else.*", r"helped by")),
    (Column.LEAD, (
        r"(?:.*\b)?(?:leads?|owners?|responsib\w+|accountab\w+|accountable|sro|assigned to|sponsor|named person|"
        r"officers?)\b.*", r"(?:by )?whom", r"who\b.*", r"post", r"led by", r"by who", r"lead/.*",
    )),
    (Column.PARTNERS, (
        r"(?:.*\b)?(?:partners?|agenc(?:y|ies)|supported by|support from|who else|contributors?|contributing|"
        r"working with|organisations?|stakeholders?|partnership|supporting)\b.*", r"support",
    )),
    (Column.STATUS, (
        r"(?:.*\b)?(?:b?rag|brag|b-?rag|r\.a\.g\.?|status|on track|traffic light|colour|delivery confidence)\b.*",
        r"(?:progress|current|delivery|overall|action|self)? ?rating", r"(?:% ?)?complete(?:d)?\??", r"done\??",
        r"stage",
        r"[✓✔]", r"state", r"(?:blue|red|green).*", r"complete .*y/?n.*", r"% ?complet\w+",
    )),
    (Column.PROGRESS, (
        r"(?:.*\b)?(?:progress|updates?|position|commentary|comments?|notes?|evidence|narrative|highlights|"
        r"current situation)\b.*", r"where (?:are we|we are)\b.*", r"story so far", r"latest\b.*",
        r"activity to date", r"how are we doing",
    )),
    (Column.ACTION, (
        r"(?:.*\b)?(?:actions?|activit(?:y|ies)|tasks?|interventions?|milestones?)\b.*",
        r"(?:key |specific |the )?steps?\b.*",
        r"what (?:we |do we |are we |will we |are the |is |will |must |need).*\b(?:do|doing|done|deliver|change|"
        r"taking|take|happen)\b.*", r"what we'll do\b.*",
        r"how (?:will|are|do|we will|we'll|we are).*", r"what needs to (?:be done|happen|change)",
        r"(?:our |management |planned |agreed |council |service )?(?:response|commitment)s?", r"we will", r"we'll",
        r"what\??", r"how", r"improvement activity", r"requirement to deliver",
    )),
    (Column.PRIORITY, (
        r"(?:strategic |improvement |plan |key |our |ofsted |development |transformation )?(?:priorit(?:y|ies)|"
        r"themes?|work ?-?streams?|objectives?|strands?|pillars?|goals?|focus areas?|areas? of focus|"
        r"domains?)(?: areas?| themes?| names?| titles?| \d+)?(?: ?/ ?(?:themes?|priorit\w+|objectives?|"
        r"work ?streams?|areas?))?",
    )),
    (Column.FINDING, (
        r"(?:.*\b)?(?:issues?|findings?|recommendations?|recs?|areas?|concerns?|weakness(?:es)?|ofsted|inspectors?|"
        r"inspection|why|you said|standard|requirements?|challenges?|gaps?|problem|context|background|"
        r"self-?assessment)\b.*", r"(?:what )?needs? to improve", r"what needs (?:to improve|improving).*",
        r"what (?:did|do|have|has) (?:we|you|they|children|families|people) (?:know|hear|heard|said|say|told|find|"
        r"found)\b.*", r"where (?:(?:are|were) we|we (?:were|started|began))\b.*", r"what we know\b.*", r"need",
        r"what (?:is|was) wrong", r"what (?:must|should|has to|have to) (?:get better|improve|change|be better).*",
    )),
)  # fmt: skip
_COLUMNS = tuple((column, re.compile("|".join(words))) for column, words in _HEADINGS)
_LONGEST = 100  # a heading is shorter; what is longer is a cell


_TAIL_IN_BRACKETS = re.compile(r"\s*\([^()]*\)$")


def column_of(heading: str) -> Column | None:
    """What a column with such a heading holds; None where the heading tells nothing."""
    words = " ".join(heading.replace("’", "'").replace("‘", "'").lower().split()).strip(" :*.-–?")
    if not words or len(words) > _LONGEST:
        return None
    bare = _TAIL_IN_BRACKETS.sub("", words).strip(" :?*") or words
    for column, pattern in _COLUMNS:
        if pattern.fullmatch(words) or pattern.fullmatch(bare):
            return column
    return None
