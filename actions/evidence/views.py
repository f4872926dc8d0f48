"""The pages that add evidence to an update and remove it, and giving it out."""

import io

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from actions.evidence import files
from actions.evidence.forms import EvidenceForm
from actions.models import EvidenceFile, ProgressUpdate
from actions.pages.lookup import get_action
from actions.pages.page_context import PageContext, read_page_context
from actions.updating.correction_views import correction_page, get_update
from actions.updating.forms import ReasonForm
from actions.updating.history import Entry, recorded_updates
from csc_tracker.database.writing import answered_in_one_transaction
from csc_tracker.pages.form_recovery import discard_form, restore_form, say_restored
from csc_tracker.people.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_add(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Add a file to one's own update, and another after it where that is asked for."""
    page_context = read_page_context(request)
    action = get_action(page_context, reference)
    update = get_update(action, code)
    if refusal := files.why_not_added(update, recorded_updates(action), request.user):
        raise Http404(refusal)
    is_sent = request.method == "POST"
    form = EvidenceForm(request.POST, request.FILES) if is_sent else EvidenceForm(initial={"who": request.user.pk})
    if restore_form(request, form):
        say_restored(request)
    here = page_context.address(reverse("evidence_add", args=[action.reference, update.code]))
    back = page_context.address(reverse("action", args=[action.reference])) + f"#update-{update.code}"
    if form.is_valid():
        answers = form.cleaned_data
        try:
            file = files.add_file(
                update, answers["file"].read(), answers["file"].name, title=answers["title"], shows=answers["shows"],
                by=request.user, on=page_context.today,
            )  # fmt: skip
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            discard_form(request)
            messages.success(request, f"“{file.title}” has been added to your update of {action.reference}.")
            return HttpResponseRedirect(here if "another" in request.POST else back)
    context = {
        "page_context": page_context, "action": action, "entry": Entry(update), "form": form, "back": back,
        "files": files.files_of(update, page_context),
    }  # fmt: skip
    return render(request, "actions/evidence_add.html", context, status=422 if form.is_bound else 200)


@require_safe
def evidence_file(request: SignedInRequest, reference: str, code: str, file: str) -> FileResponse:
    """The file as it came, to download and never to open in the page, for who may see its update."""
    page_context = read_page_context(request)
    action = get_action(page_context, reference)
    update = get_update(action, code)
    found = _get_file(page_context, update, file)
    if found.removed_on:
        raise Http404("This file was removed. The history of the action says when and why.")
    try:
        content = files.content_of(found)
    except ValidationError as changed:
        raise Http404(changed.messages[0]) from changed
    response = FileResponse(
        io.BytesIO(content), as_attachment=True, filename=found.name, content_type="application/octet-stream"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@answered_in_one_transaction
def evidence_remove(request: SignedInRequest, reference: str, code: str, file: str) -> HttpResponse:
    """Remove a file: one's own within ten minutes, and for who removes words at any time."""
    page_context = read_page_context(request)
    action = get_action(page_context, reference)
    update = get_update(action, code)
    found = _get_file(page_context, update, file)

    refused = request.method != "POST" and not files.may_remove(found, request.user)

    def save(answers):
        files.remove_file(found, by=request.user, on=page_context.today, because=answers["reason"])

    return correction_page(
        request,
        page_context,
        action,
        ReasonForm(request.POST or None),
        update=update,
        save=save,
        heading=f"Remove “{found.title}”" if not found.removed_on else "This file was removed",
        done="The file has been removed.",
        words=files.NOT_REMOVED
        if refused
        else "Its bytes, its name and what it shows go, and cannot be brought back. The history says that it was here.",
        refused=refused,
        button="Remove it",
    )


def _get_file(page_context: PageContext, update: ProgressUpdate, code: str) -> EvidenceFile:
    """The file of an update with this name in addresses, the latest where one was removed and added again."""
    there = [file for file in files.files_of(update, page_context) if file.code == code]
    hidden = page_context.up_to is not None and update.sequence > page_context.up_to
    if not there or hidden:
        raise Http404(f"{update.action.reference} has no such file. Its page has them all.")
    return there[-1]
