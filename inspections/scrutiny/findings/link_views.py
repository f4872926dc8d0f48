"""An officer or an admin confirms, removes or adds what answers a finding."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods

from actions.lists.search import place_of
from actions.pages.page_context import asked
from actions.positions.status import in_words
from inspections.models import Finding, FindingAction, FindingPriority
from inspections.scrutiny.findings.links import add_link, confirm_link, remove_link
from inspections.scrutiny.form_page import record
from inspections.scrutiny.forms import AddLinkForm, LinkForm
from inspections.scrutiny.speakers import posts_open_to


def _finding(asking, inspection, number):
    """The finding of the plan; a 404 with a sentence where there is none."""
    findings = Finding.objects.of_plan(asking.plan, asking.today).select_related("inspection")
    finding = findings.filter(inspection__slug=inspection, number=number).first()
    if finding is None:
        raise Http404(f"There is no finding {number} of “{inspection}” here. The list of findings has them all.")
    return finding


def _link(asking, finding, answer):
    """The link to the plan's action with this reference (P3.06) or to its priority of this number (3)."""
    place = place_of(answer)
    if place:
        links = FindingAction.objects.in_force().select_related("action__priority__plan")
        link = links.filter(
            finding=finding, action__priority__plan=asking.plan, action__priority__number=place[0],
            action__number=place[1],
        ).first()  # fmt: skip
    else:
        links = FindingPriority.objects.in_force().select_related("priority__plan").filter(priority__plan=asking.plan)
        number = int(answer) if answer.isascii() and answer.isdigit() and len(answer) < 5 else 0
        link = links.filter(finding=finding, priority__number=number).first()
    if link is None:
        raise Http404("That does not answer this finding, or no longer does. The list of findings shows what does.")
    return link


def _named(link):
    """What a link ties the finding to, in words: “action P3.06”, “priority 3”."""
    return f"action {link.action}" if isinstance(link, FindingAction) else f"priority {link.priority.number}"


def _ask(request, asking, finding, make_form, save, *, heading, **page):
    """The page of a form; for one who holds no post of the council on the day, the sentence that says so."""
    posts = posts_open_to(request.user, asking.plan.council, asking.today)
    back = f"{asking.address(reverse('findings'))}#{finding.anchor}"
    page |= {"asked": asking, "heading": heading, "back": back, "back_words": "Back to the finding"}
    if not posts:
        page["refusal"] = (
            f"You hold no post of {asking.plan.council} on {in_words(asking.today)}, and this is done in the name of a "
            "post. An admin can enter the post that you hold in Django admin."
        )
        return render(request, "inspections/record.html", page, status=422 if request.method == "POST" else 200)
    return record(request, make_form(posts=posts), save, **page)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, inspection, number, answer):
    """Confirm that an action or a priority answers a finding."""
    return _change(
        request, inspection, number, answer, confirm_link, heading="Confirm that {} answers this finding",
        button="Confirm", done="Confirmed: {} answers the finding.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request, inspection, number, answer):
    """Remove what does not answer a finding after all."""
    return _change(
        request, inspection, number, answer, remove_link, heading="Remove {} from what answers this finding",
        button="Remove", done="Removed: {} no longer stands as an answer to the finding.",
    )  # fmt: skip


def _change(request, inspection, number, answer, change, *, heading, button, done):
    asking = asked(request)
    finding = _finding(asking, inspection, number)
    link = _link(asking, finding, answer)
    of = link.action.words if isinstance(link, FindingAction) else link.priority.words

    def save(said):
        change(link, by=request.user, on=asking.today, **said)

    def form(**given):
        return LinkForm(request.POST or None, **given)

    return _ask(
        request, asking, finding, form, save, heading=heading.format(_named(link)), button=button,
        done=done.format(_named(link)), said=[("The finding", finding.words), (capfirst(_named(link)), of)],
        note=f"How the two are tied now: {link.basis_in_words()}. {link.reason}",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def add(request, inspection, number):
    """Add an action or a priority that answers a finding."""
    asking = asked(request)
    finding = _finding(asking, inspection, number)

    def save(said):
        answer = said["action"] or said["priority"]
        add_link(finding, answer, by=request.user, post=said["post"], on=asking.today, reason=said["reason"])

    def form(**given):
        return AddLinkForm(request.POST or None, plan=asking.plan, **given)

    return _ask(
        request, asking, finding, form, save, heading="Add what answers this finding", button="Add",
        said=[("The finding", finding.words)], done="Added to what answers the finding.",
        note="It is shown as confirmed by your post, today.",
    )  # fmt: skip
