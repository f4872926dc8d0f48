"""The forms in which an officer or an admin confirms, removes or adds what answers a finding."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods

from actions.pages.page_context import read_page_context
from actions.search.matching import place_of
from csc_tracker.database.writing import answered_in_one_transaction
from csc_tracker.pages.wording import in_words
from inspections.models import Finding, FindingAction, FindingPriority
from inspections.scrutiny.findings.forms import AddLinkForm, LinkForm
from inspections.scrutiny.findings.links import add_link, confirm_link, posts_to_act_for, remove_link
from inspections.scrutiny.findings.looking import AT_A_TIME, LookForm, not_looked_at, save_what_was_seen
from inspections.scrutiny.form_page import show_or_save


@require_http_methods(["GET", "HEAD", "POST"])
@answered_in_one_transaction
def look(request):
    """What may answer the findings that nobody has looked at yet: a page of them to confirm, refuse or leave."""
    page_context = read_page_context(request)
    waiting = not_looked_at(page_context)
    back = page_context.address(reverse("finding_look" if len(waiting) > AT_A_TIME else "findings"))
    page = {"page_context": page_context, "heading": "What answers each finding", "back_words": "Back to the findings"}
    page["back"] = page_context.address(reverse("findings"))
    posts = posts_to_act_for(request.user, page_context.plan.council, page_context.today)
    if not waiting:
        page["refusal"] = "Every finding to improve has been looked at. The list of findings says what answers each."
    elif not posts:
        page["refusal"] = _no_post(page_context)
    if "refusal" in page:
        return render(request, "inspections/record.html", page, status=422 if request.method == "POST" else 200)
    asked = request.POST.getlist("asked")
    shown = [each for each in waiting if str(each.pk) in asked] if asked else waiting[:AT_A_TIME]
    form = LookForm(request.POST or None, findings=shown, plan=page_context.plan, posts=posts)

    def save(cleaned):
        save_what_was_seen(form, by=request.user, post=cleaned["post"], on=page_context.today)

    note = (
        f"Nobody has looked yet at what answers {len(waiting)} of the findings to improve"
        f"{f'; these are the first {len(shown)}' if len(shown) < len(waiting) else ''}. "
        "Tick what answers a finding. What you leave without a tick stays for later."
    )
    return show_or_save(
        request, form, save, done="Saved what answers the findings.", **page | {"back": back}, note=note,
        button="Save", hidden=[("asked", each.pk) for each in shown],
    )  # fmt: skip


def _no_post(page_context):
    return (
        f"You need a post at {page_context.plan.council} to do this, and you do not hold one on "
        f"{in_words(page_context.today)}. An admin can enter the post that you hold in Django admin."
    )


def _finding_or_404(page_context, inspection, number):
    """The finding of the plan with this number; 404 if there is none."""
    findings = Finding.objects.of_plan(page_context.plan, page_context.today).select_related("inspection")
    finding = findings.filter(inspection__slug=inspection, number=number).first()
    if finding is None:
        raise Http404(f"There is no finding {number} of “{inspection}”. The list of findings has them all.")
    return finding


def _link_or_404(page_context, finding, answer):
    """The finding's link to an action, by its reference (P3.06), or to a priority, by its number (3); 404 if none."""
    place = place_of(answer)
    if place:
        links = FindingAction.objects.not_removed().select_related("action__priority__plan")
        link = links.filter(
            finding=finding,
            action__priority__plan=page_context.plan,
            action__priority__number=place[0],
            action__number=place[1],
        ).first()
    else:
        links = (
            FindingPriority.objects.not_removed()
            .select_related("priority__plan")
            .filter(priority__plan=page_context.plan)
        )
        number = int(answer) if answer.isascii() and answer.isdigit() and len(answer) < 5 else 0
        link = links.filter(finding=finding, priority__number=number).first()
    if link is None:
        raise Http404("That does not answer this finding, or no longer does. The list of findings shows what does.")
    return link


def _in_words(link):
    """What a link ties the finding to, in words: “action P3.06”, “priority 3”."""
    return f"action {link.action}" if isinstance(link, FindingAction) else f"priority {link.priority.number}"


def _form_page(request, page_context, finding, make_form, save, *, heading, **page):
    """The page of a form; for a person who holds no post at the council on the day, a sentence that says so."""
    posts = posts_to_act_for(request.user, page_context.plan.council, page_context.today)
    back = f"{page_context.address(reverse('findings'))}#{finding.anchor}"
    page |= {"page_context": page_context, "heading": heading, "back": back, "back_words": "Back to the finding"}
    if not posts:
        page["refusal"] = _no_post(page_context)
        return render(request, "inspections/record.html", page, status=422 if request.method == "POST" else 200)
    return show_or_save(request, make_form(posts), save, **page)


@require_http_methods(["GET", "HEAD", "POST"])
@answered_in_one_transaction
def confirm(request, inspection, number, answer):
    """Confirm that an action or a priority answers a finding."""
    return _change(
        request,
        inspection,
        number,
        answer,
        confirm_link,
        heading="Confirm that {} answers this finding",
        button="Confirm",
        done="Confirmed: {} answers the finding.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@answered_in_one_transaction
def remove(request, inspection, number, answer):
    """Remove what does not answer a finding after all."""
    return _change(
        request,
        inspection,
        number,
        answer,
        remove_link,
        heading="Remove {} from what answers this finding",
        button="Remove",
        done="Removed: {} is no longer shown as an answer to the finding.",
    )


def _change(request, inspection, number, answer, change, *, heading, button, done):
    """The form that changes a link by `change`; {} in `heading` and `done` is what answers the finding."""
    page_context = read_page_context(request)
    finding = _finding_or_404(page_context, inspection, number)
    link = _link_or_404(page_context, finding, answer)
    words = (link.action if isinstance(link, FindingAction) else link.priority).words

    def save(cleaned):
        change(link, by=request.user, on=page_context.today, **cleaned)

    def make_form(posts):
        return LinkForm(request.POST or None, posts=posts)

    answer_in_words = _in_words(link)
    return _form_page(
        request,
        page_context,
        finding,
        make_form,
        save,
        heading=heading.format(answer_in_words),
        button=button,
        done=done.format(answer_in_words),
        quotations=[("The finding", finding.words), (capfirst(answer_in_words), words)],
        note=f"How the two are linked now: {link.basis_in_words()}. {link.reason}",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@answered_in_one_transaction
def add(request, inspection, number):
    """Add an action or a priority that answers a finding."""
    page_context = read_page_context(request)
    finding = _finding_or_404(page_context, inspection, number)

    def save(cleaned):
        answer = cleaned["action"] or cleaned["priority"]
        add_link(
            finding,
            answer,
            by=request.user,
            post=cleaned["post"],
            on=page_context.today,
            reason=cleaned["reason"],
        )

    def make_form(posts):
        return AddLinkForm(request.POST or None, plan=page_context.plan, posts=posts)

    return _form_page(
        request,
        page_context,
        finding,
        make_form,
        save,
        heading="Add what answers this finding",
        button="Add",
        quotations=[("The finding", finding.words)],
        done="Added to what answers the finding.",
        note="It will be shown as confirmed by your post today.",
    )
