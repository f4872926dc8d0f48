"""What the search finds of scrutiny: findings, what was decided and asked, answers, and the papers' paragraphs."""

from django.db.models import Exists, OuterRef, Q

from actions.pages.page_context import PageContext
from actions.search.kinds import Kind, Result, add_kind
from actions.search.sources import Source, add_source
from csc_tracker.pages.addresses import cached_reverse
from csc_tracker.pages.wording import in_words
from inspections.models import Answer, Citation, Finding, Passage, Report, Resolution


def add_to_the_search() -> None:
    """Let the search find these too."""
    for source in _SOURCES:
        add_source(source)
    for kind in _KINDS:
        add_kind(kind)


def _words_of_passage(passage):
    return [] if passage.erasure_id else [passage.number, passage.words]


_SOURCES = (
    Source("finding", Finding, lambda finding: [finding.words]),
    Source("resolution", Resolution, lambda matter: [matter.words, matter.owed_by], lambda matter: matter.plan_id),
    Source("answer", Answer, lambda answer: [answer.words, answer.note], lambda answer: answer.resolution.plan_id,
           ("resolution",)),
    Source("passage", Passage, _words_of_passage),
)  # fmt: skip


# What a page of a plan on a day may show ---------------------------------------------------------------------------


def _findings(page_context):
    findings = Finding.objects.of_plan(page_context.plan, page_context.on)
    return findings.select_related("inspection").order_by("-inspection__first_day", "inspection_id", "number")


def _said_by(page_context: PageContext, path: str = "") -> Q:
    """The condition that a resolution was said by the day of the page (see `day_said` in resolutions/progress.py)."""
    papers = Citation.objects.filter(resolution=OuterRef(f"{path}pk"), passage__report__dated__isnull=False)
    by_paper = Exists(papers.filter(passage__report__dated__lte=page_context.on))
    at_meeting = Q(**{f"{path}item__meeting__last_day__lte": page_context.on})
    return Q(by_paper) | Q(at_meeting, ~Exists(papers))


def _resolutions(page_context):
    matters = Resolution.objects.of_plan(page_context.plan).filter(_said_by(page_context))
    matters = matters.select_related("item__meeting__committee")
    return matters.order_by("-item__meeting__last_day", "slug")


def _answers(page_context):
    of_plan = Resolution.objects.of_plan(page_context.plan).order_by().values("pk")
    answers = Answer.objects.filter(_said_by(page_context, "resolution__"), resolution__in=of_plan)
    return answers.filter(on__lte=page_context.on).select_related("resolution").order_by("-on", "-pk")


def _passages(page_context):
    on = page_context.on
    dated = Q(dated__lte=on) | Q(Q(item=None) | Q(item__meeting__last_day__lte=on), dated=None)
    papers = Report.objects.of_plan(page_context.plan).filter(dated).order_by().values("pk")
    passages = Passage.objects.filter(report__in=papers).select_related("report__item__meeting")
    return passages.order_by("-report__dated", "report_id", "order")


# What it says of each ----------------------------------------------------------------------------------------------


def _finding(page_context, finding):
    return Result(
        title=f"Finding {finding.number}, {finding.inspection.named}",
        address=page_context.address(finding.page()),
        words=(finding.words,),
        about=finding.get_kind_display(),
    )


def _resolution(page_context, matter):
    return Result(
        title=f"{matter.get_kind_display()}, {matter.item.meeting.date_words}",
        address=page_context.address(cached_reverse("resolution", matter.slug)),
        words=(matter.words,),
        about=matter.item.meeting.who,
    )


def _answer(page_context, answer):
    return Result(
        title=f"Answer of {in_words(answer.on)}",
        address=page_context.address(cached_reverse("resolution", answer.resolution.slug)) + f"#answer-{answer.pk}",
        words=(answer.words, answer.note),
        about=f"To: {answer.resolution.short}",
    )


def _passage(page_context, passage):
    return Result(
        title=f"{passage.report.title}, {passage.place}",
        address=page_context.address(cached_reverse("report", passage.report.slug)) + f"#{passage.anchor}",
        words=(passage.words,),
        about=passage.report.dated_and_considered,
    )


_KINDS = (
    Kind("finding", "Findings", ("finding", "findings"), _findings, _finding),
    Kind("resolution", "Decided, asked and promised", ("matter", "matters"), _resolutions, _resolution),
    Kind("answer", "Answers", ("answer", "answers"), _answers, _answer),
    Kind("passage", "Papers", ("paragraph", "paragraphs"), _passages, _passage),
)
