"""The page that every form of scrutiny uses: it shows the form, or saves it and goes back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render

from csc_tracker.pages.drafts import is_draft_sent
from csc_tracker.pages.form_recovery import answer_draft, discard_form, restore_form, say_restored


def show_or_save(request, form, save, *, done, back, begun="", **page):
    """Show the form, or save it by `save(cleaned data)` and go back to the address `back` with the message `done`.

    A ValidationError of `save` ({question: sentence}) is shown beside its question. `page` is what the template says
    around the form: page_context, heading, back_words, quotations (pairs: what it is, its words), note and button.
    `begun` is what a draft of the form is the beginning of, such as “an answer”; none is kept where it is empty.
    """
    if begun and is_draft_sent(request):
        return answer_draft(request)
    if restore_form(request, form):
        say_restored(request)
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data)
        except ValidationError as problems:
            for name, sentences in problems.message_dict.items():
                form.add_error(name if name in form.fields else None, sentences[0])
        else:
            discard_form(request)
            messages.success(request, done)
            return HttpResponseRedirect(back)
    context = {"form": form, "back": back, "begun": begun, **page}
    return render(request, "inspections/record.html", context, status=422 if form.errors else 200)
