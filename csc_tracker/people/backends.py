"""Who asks: the person whom the session brought (see `sessions.py`), after all that Django asks of a session."""

from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial

from allauth.account.auth_backends import AuthenticationBackend
from asgiref.sync import sync_to_async
from django.contrib.auth.middleware import AuthenticationMiddleware, auser, get_user
from django.db.models import Q
from django.utils.functional import SimpleLazyObject

from csc_tracker.models import User
from csc_tracker.people.links import may_have_a_password

_SESSION = ContextVar("the session that somebody is looked up for", default=None)


def folded(name: str) -> str:
    """A name or address as a database compares it in any case: letters of one capital are one (“ı” and “i”)."""
    return name.strip().upper().casefold()


def account_named(name: str) -> User | None:
    """Whose email address this is, else whose user name, in any case."""
    name = name.strip()
    people = User.objects.filter(Q(email__iexact=name, email__gt="") | Q(username__iexact=name))
    return max(people, key=lambda person: folded(person.email) == folded(name), default=None)


class PeopleBackend(AuthenticationBackend):
    """Django-allauth's own. An address is that of our accounts; whom the session brought is not asked for again."""

    def _authenticate(self, request, **credentials):
        """A name is looked up once and a password compared once, so that the time taken tells nothing of the name."""
        person = account_named(credentials.get("email") or credentials.get("username") or "")
        return self._check_password(person, credentials["password"])

    def _check_password(self, user, password):
        """Their password counts where passwords are not left to the council's own sign-in page."""
        person = super()._check_password(user, password)
        return person if person is None or may_have_a_password(person) else None

    def get_user(self, user_id):
        person = getattr(_SESSION.get(), "person", None)
        if person is None or person.pk != user_id:
            return super().get_user(user_id)
        return person if self.user_can_authenticate(person) else None

    async def aget_user(self, user_id):
        return await sync_to_async(self.get_user)(user_id)


class PeopleMiddleware(AuthenticationMiddleware):
    """Django's own, which shows the backend the session while it looks for `request.user`, and no longer."""

    def process_request(self, request):
        super().process_request(request)
        request.user = SimpleLazyObject(partial(_user, request))
        request.auser = partial(_auser, request)


def _user(request):
    with _shown(request.session):
        return get_user(request)


async def _auser(request):
    with _shown(request.session):
        return await auser(request)


@contextmanager
def _shown(session):
    """The backend sees this session within the block, none after it."""
    token = _SESSION.set(session)
    try:
        yield
    finally:
        _SESSION.reset(token)
