"""The site of Django admin: one signs in as everywhere, and its menu is drawn once for all who may do the same."""

from urllib.parse import quote

from allauth.account.utils import get_next_redirect_url
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse

from csc_tracker.pages.admin_tasks import tasks
from csc_tracker.today import today

_MOST_MENUS = 64


class TrackerAdminSite(AdminSite):
    """Django's own, but with the service's one page for signing in, and one for a new password, with their limits.

    And no page need ask four permissions and two addresses of every kind of record again: every admin of ours lets in
    by permissions of the person alone, where no record is named.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._menus = {}

    def login(self, request, extra_context=None):
        """To the page for signing in, and back; it takes no password itself, which nothing here would count."""
        where = get_next_redirect_url(request) or reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(where)
        if not self.has_permission(request):
            raise PermissionDenied
        return redirect(where)

    def index(self, request, extra_context=None):
        """The first page: what admins come for, with the tables folded below."""
        return super().index(request, {"tasks": tasks(request.user, today()), **(extra_context or {})})

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")

    def get_app_list(self, request, app_label=None):
        person = request.user
        permitted = person.is_superuser or frozenset(person.get_all_permissions())
        key = (app_label, get_script_prefix(), person.is_active, permitted)
        if key not in self._menus:
            if len(self._menus) >= _MOST_MENUS:
                self._menus.clear()
            self._menus[key] = _Menu(super().get_app_list(request, app_label))
        return self._menus[key]

    def each_context(self, request):
        """With `menu`, as HTML, for our template of the bar beside each page."""
        context = super().each_context(request)
        return context | {"menu": context["available_apps"].drawn(request)}


class _Menu(list):
    """What `get_app_list` gives, and the HTML of it: by those of its addresses that are marked as where one is."""

    def __init__(self, apps):
        super().__init__(apps)
        self._addresses = [app["app_url"] for app in apps]
        self._addresses += [model["admin_url"] for app in apps for model in app["models"] if model["admin_url"]]
        self._drawn = {}

    def drawn(self, request):
        path = quote(request.path)
        here = tuple(address for address in self._addresses if address in path)
        if here not in self._drawn:
            context = {"app_list": self, "show_changelinks": False, "request": request}
            self._drawn[here] = render_to_string("admin/app_list.html", context)
        return self._drawn[here]
