"""The site of Django admin: what its menu offers is worked out once for all who may do the same."""

from django.contrib.admin import AdminSite
from django.urls import get_script_prefix

_MOST_MENUS = 64


class TrackerAdminSite(AdminSite):
    """Django's own, but each page need not ask four permissions and two addresses of every kind of record again.

    Every admin of ours lets in by permissions of the person alone, where no record is named.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._menus = {}

    def get_app_list(self, request, app_label=None):
        person = request.user
        permitted = person.is_superuser or frozenset(person.get_all_permissions())
        key = (app_label, get_script_prefix(), person.is_active, permitted)
        if key not in self._menus:
            if len(self._menus) >= _MOST_MENUS:
                self._menus.clear()
            self._menus[key] = super().get_app_list(request, app_label)
        return self._menus[key]
