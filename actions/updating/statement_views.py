"""The pages on which officers state commentary on the plan or a priority, and the impact of a priority."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from actions.models import PriorityImpact
from actions.pages.lookup import get_priority
from actions.pages.page_context import read_page_context
from actions.updating.forms import CommentaryForm, ImpactForm
from actions.updating.impact import state_impact
from actions.updating.statements import EARLIER_SHOWN, statements_of_priority
from csc_tracker.database.prepared import DAYS, EVER, KEYS, MOMENT, Prepared
from csc_tracker.database.writing import answered_in_one_transaction
from csc_tracker.pages.drafts import is_draft_sent
from csc_tracker.pages.form_recovery import answer_draft, discard_form, restore_form, say_restored
from priorities.commentary import comment
from priorities.models import Commentary
from priorities.posts import acting_post


def commentaries(page_context):
    """The officers' commentaries on the whole plan up to the day of the page, the latest first."""
    return _COMMENTARIES.instances(page_context.plan.pk, page_context.on, page_context.until or EVER)


def _commentaries(plan, on, until):
    statements = Commentary.objects.filter(plan=plan, priority=None).by(on, until)
    return statements.select_related("by", "post")[: EARLIER_SHOWN + 1]


_COMMENTARIES = Prepared(_commentaries, KEYS[0], DAYS[0], MOMENT)


def _statement(request, page_context, form, *, heading, hint, back, save, done, **context):
    """The one page of all three: the form and the save. A refusal shows beside its question.

    Nothing typed is lost, not even when the session runs out. A statement is about today, so `back` is of today.
    """
    if is_draft_sent(request):
        return answer_draft(request)
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            discard_form(request)
            messages.success(request, done)
            return HttpResponseRedirect(back)
    context |= {"page_context": page_context, "form": form, "heading": heading, "hint": hint, "back": back}
    return render(request, "actions/statement.html", context, status=422 if form.errors else 200)


def _form(request, form_class):
    """The form as it was sent, as it was typed before the session ran out, or empty."""
    if request.method == "POST":
        return form_class(request.POST)
    form = form_class(initial={"who": request.user.pk})
    if restore_form(request, form):
        say_restored(request)
    return form


def _today_at(page_context, name, *args):
    """The address of a page of the plan as of today, whatever day was asked for."""
    path = reverse(name, args=args)
    return f"{path}?plan={page_context.plan.slug}" if page_context.plan_given else path


@require_http_methods(["GET", "HEAD", "POST"])
@answered_in_one_transaction
def plan_commentary(request):
    """Write the officers' commentary on the plan as a whole."""
    page_context = read_page_context(request)

    def save(answers):
        post = acting_post(request.user, page_context.plan.council, page_context.today)
        comment(page_context.plan, answers["words"], by=request.user, post=post, on=page_context.today)

    return _statement(
        request,
        page_context,
        _form(request, CommentaryForm),
        heading="Officers’ commentary on the plan",
        save=save,
        hint="It appears at the top of the status board and in the briefing, with your name and post. We keep it: "
        "your next commentary will appear above it.",
        back=_today_at(page_context, "board"),
        done="The commentary has been saved.",
        latest=commentaries(page_context),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@answered_in_one_transaction
def priority_commentary(request, number):
    """Write the officers' commentary on one priority."""
    page_context = read_page_context(request)
    priority = get_priority(page_context, number)

    def save(answers):
        post = acting_post(request.user, page_context.plan.council, page_context.today, priority.lead, about=priority)
        comment(priority.plan, answers["words"], priority=priority, by=request.user, post=post, on=page_context.today)

    return _statement(
        request,
        page_context,
        _form(request, CommentaryForm),
        save=save,
        latest=statements_of_priority(page_context, priority)[Commentary],
        heading=f"Officers’ commentary on priority {priority.number}: {priority.short_name}",
        hint="It appears on the priority’s page and in the briefing, with your name and post. We keep it: your "
        "next commentary will appear above it.",
        back=_today_at(page_context, "priority", priority.number),
        done="The commentary has been saved.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@answered_in_one_transaction
def priority_impact(request, number):
    """State what impact a priority has had on children and families."""
    page_context = read_page_context(request)
    priority = get_priority(page_context, number)

    def save(answers):
        post = acting_post(request.user, page_context.plan.council, page_context.today, priority.lead, about=priority)
        state_impact(priority, answers["impact"], answers["words"], by=request.user, post=post, on=page_context.today)

    return _statement(
        request,
        page_context,
        _form(request, ImpactForm),
        save=save,
        stated=statements_of_priority(page_context, priority)[PriorityImpact],
        heading=f"The impact of priority {priority.number}: {priority.short_name}",
        hint="Complete is not the same as better. Say what has changed for children and families, and how you know.",
        back=_today_at(page_context, "priority", priority.number),
        done="The impact has been saved.",
    )
