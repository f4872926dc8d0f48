"""Which emails about the plan a person is sent: their own choice, and stopping one kind without signing in."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from csc_tracker.mail.digests import Kind, read_token, stop
from csc_tracker.mail.letters import DigestKind, HowOften, NewsKind
from csc_tracker.models import User
from csc_tracker.people.requests import SignedInRequest
from csc_tracker.people.roles import CHASE, READ, TALK, UPDATE
from inspections.models import Seat

_NEVER = "Never"
_NOT_READ = "Sorry, that choice could not be read. Nothing was changed. Go back to your account and choose again."
_NO_LINK = "This link does not work. Copy the whole address from the email, or sign in and choose on your account page."


def _yes_or_never(kind: Kind, yes: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=kind.label, choices=[("yes", yes), ("never", _NEVER)], coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )  # fmt: skip


class EmailChoices(forms.Form):
    """The emails about the plan that a person can be sent by their roles, each with how often."""

    officer_digest = forms.ChoiceField(
        label=DigestKind.OFFICER.label, choices=HowOften, widget=forms.RadioSelect,
        help_text="Late, off track, at risk, due in 28 days, out of date or awaiting your check; and what changed in "
        "what you follow. No email when there is none.",
    )  # fmt: skip
    chase_digest = _yes_or_never(DigestKind.CHASE, "Once before each meeting’s papers are due")
    position_digest = _yes_or_never(DigestKind.POSITION, "After each frozen position")
    mention_emails = _yes_or_never(NewsKind.MENTION, "For each comment")
    reminder_emails = _yes_or_never(NewsKind.REMINDER, "When a programme officer sends one")

    def __init__(self, data: Any = None, *, person: User):
        initial = {
            "officer_digest": person.officer_digest,
            "chase_digest": "yes" if person.chase_digest else "never",
            "position_digest": "yes" if person.position_digest else "never",
            "mention_emails": "yes" if person.mention_emails else "never",
            "reminder_emails": "yes" if person.reminder_emails else "never",
        }
        super().__init__(data, initial=initial)
        self.person = person
        sent = {
            "officer_digest": person.has_perm(UPDATE),
            "chase_digest": person.has_perm(CHASE),
            "mention_emails": person.has_perm(TALK),
            "reminder_emails": person.has_perm(UPDATE),
            "position_digest": person.has_perm(READ) and Seat.objects.filter(user=person).exists(),
        }
        for name in (name for name, is_sent in sent.items() if not is_sent):
            del self.fields[name]

    def save(self) -> None:
        """Keep what was chosen; what the person is not sent by their roles stays as it was."""
        User.objects.filter(pk=self.person.pk).update(**self.cleaned_data)


@require_http_methods(["GET", "HEAD", "POST"])
def email_choices(request: SignedInRequest) -> HttpResponse:
    """Keep what the form on one's own account page says; whoever comes here without it goes there."""
    if request.method == "POST":
        form = EmailChoices(request.POST, person=request.user)
        if not form.fields or not form.is_valid():
            raise BadRequest(_NOT_READ)
        form.save()
        messages.success(request, "Your choice of emails was saved.")
    return HttpResponseRedirect(reverse("account"))


@csrf_exempt  # a mail program sends it for its reader, without a page of ours (RFC 8058); the signature is the key
@require_http_methods(["GET", "HEAD", "POST"])
def stop_digest(request: HttpRequest, token: str) -> HttpResponse:
    """One button that stops the digests that the address names, and the answer to it; the same whoever they went to.

    Opening the page stops nothing: mail programs open links before their readers do.
    """
    named = read_token(token)
    if named is None:
        raise Http404(_NO_LINK)
    person, kind = named
    if request.method == "POST":
        stop(person, kind)
    is_stopped = request.method == "POST"
    title = "These emails are stopped" if is_stopped else "Stop these emails?"
    context = {"title": title, "kind": kind.label, "is_stopped": is_stopped}
    answer = render(request, "people/stop_digest.html", context)
    answer["X-Robots-Tag"] = "noindex"
    patch_cache_control(answer, no_store=True)
    return answer
