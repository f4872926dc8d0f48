"""What the filters of every list of scrutiny share. A value that does not exist gives an error, not an empty list."""

import django_filters as filters
from django.utils.functional import cached_property

_NO_CHOICE = "There is no {} called “%(value)s”, so it does not filter the list. Choose from the list."


def no_such(noun):
    """The error messages of a field, for a value that does not exist."""
    return {"invalid_choice": _NO_CHOICE.format(noun)}


class ListFilter(filters.FilterSet):
    """The filters of a list, which know whether any is in use."""

    @cached_property
    def is_drawn(self):
        """Whether the page shows the form: the reader asks for it, or filters the list."""
        return "filters" in self.data or any(self.data.get(name) for name in self.base_filters)

    @property
    def in_use(self):
        """Whether any filter has a value that exists."""
        if not self.is_drawn:
            return False
        self.form.is_valid()  # a value that does not exist filters nothing, and the form says so
        return any(self.form.cleaned_data.values())
