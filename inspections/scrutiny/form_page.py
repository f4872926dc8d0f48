"""What every form of scrutiny shares: one page, one save, and what stands against it beside its question."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render

from csc_tracker.pages.form_recovery import RESTORED, discard_form, restore_form


def record(request, form, save, *, done, back, **page):
    """Show the form, or save what it says by `save(cleaned data)` and go back with the message `done`.

    `page` is what the template says around it: page_context, heading, back_words, said (what it is about: pairs of a
    name and its words), note, button.
    """
    if restore_form(request, form):
        messages.info(request, RESTORED)
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data)
        except ValidationError as refused:
            for name, sentences in refused.message_dict.items():
                form.add_error(name if name in form.fields else None, sentences[0])
        else:
            discard_form(request)
            messages.success(request, done)
            return HttpResponseRedirect(back)
    context = {"form": form, "back": back, **page}
    return render(request, "inspections/record.html", context, status=422 if form.errors else 200)
